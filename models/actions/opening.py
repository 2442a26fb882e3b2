"""Opening motions: rolls, rules and options are frozen, hashed and posted."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from models.access import Actor, Right
from models.actions.ballot import LONGEST, mark_motions
from models.actions.post import owe, owe_group, wake
from models.actions.record import append
from models.actions.renewing import renew
from models.audit import note
from models.base import columns
from models.errors import DateInPast
from models.errors_vote import (
    ClosingTooLate,
    ClosingTooSoon,
    KeyStoreFailed,
    MotionChanged,
    NobodyVotes,
    NoQuorum,
    NothingToOpen,
    RollNeeded,
    SessionDropped,
)
from models.keys import KeyLost, Keys, StoreAway
from models.meeting import Meeting
from models.queries.manifest import manifest_of
from models.queries.motions import (
    RollUnit,
    electorate,
    has_roll,
    motions_of,
    session_for,
)
from models.queries.opening import check_draft
from models.rules.motion import (
    Absent,
    Form,
    MotionKind,
    OwnUnit,
    QuorumOn,
    Terms,
    read_terms,
)
from models.rules.record import canonical, digest
from models.rules.tally import quorum_met, quorum_needed
from models.voting import Elector, Motion, MotionState, ReviewSession

SHORTEST = timedelta(minutes=1)


def open_motions(
    session: Session,
    keys: Keys,
    me: Actor,
    session_id: int,
    versions: dict[int, int],
    closes_at: datetime,
    now: datetime,
    chance: Random,
) -> int:
    """Open motions of a session together: rolls, rules and options are frozen and posted.

    Who: the cluster's head. When: they are drafts, unchanged since they were shown (`versions`:
    motion id -> version), complete, and their quorum is there. Does: makes a secret ballot's key,
    writes the manifest into the record, posts its hash in the group, tells everybody who votes.
    Opened already, nothing happens. Returns the number of the opening. Refuses: NotForYou,
    NotYourCluster, SessionDropped, NothingToOpen, MotionChanged, ClosingTooSoon, ClosingTooLate,
    RollNeeded, NoQuorum, NobodyVotes, KeyStoreFailed, and what `check_draft` refuses.
    """
    found = session_for(session, me, session_id, Right.RUN, lock=True)
    if found.dropped_at is not None:
        raise SessionDropped
    _check_time(closes_at, now)
    chosen = [each for each in motions_of(session, session_id) if each.id in versions]
    fresh = [each for each in chosen if each.state is MotionState.DRAFT]
    if not chosen or len(chosen) != len(versions):
        raise NothingToOpen
    if not fresh:  # a second press
        return max(each.opening for each in chosen)
    units = electorate(session, found, now)
    found.openings += 1
    renew(session, found, fresh, now)
    for motion in fresh:
        if motion.version != versions[motion.id or 0]:
            raise MotionChanged
        _open(session, keys, me, found, motion, units, closes_at, now, chance)
    _tell(session, me, found, fresh, now)
    wake(session, found.cluster_id, now)
    return found.openings


def _check_time(closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise DateInPast(closes_at)
    if closes_at < now + SHORTEST:
        raise ClosingTooSoon(SHORTEST // timedelta(minutes=1))
    if closes_at > now + LONGEST:
        raise ClosingTooLate(LONGEST.days)


def _open(
    session: Session,
    keys: Keys,
    me: Actor,
    found: ReviewSession,
    motion: Motion,
    units: Sequence[RollUnit],
    closes_at: datetime,
    now: datetime,
    chance: Random,
) -> None:
    terms = read_terms(motion.terms)
    check_draft(session, motion)
    electors = [_elector(motion, terms, each) for each in units]
    _check_quorum(session, found, terms, electors)
    if not any(_may_cast(terms, each) for each in electors) and motion.form is not Form.PAPER:
        raise NobodyVotes
    motion.seal = f"{chance.getrandbits(128):032x}"
    if motion.form is Form.SECRET:
        motion.public_key = _new_key(session, keys, motion.seal)
    motion.state, motion.opening = MotionState.OPEN, found.openings
    motion.opened_at, motion.closes_at = now, closes_at
    session.add_all(electors)
    _record_opening(session, me, found, motion, units, electors, now)


def _new_key(session: Session, keys: Keys, seal: str) -> str:
    """A store that is away is not begun anew: open votes would find no key in the new one."""
    others = columns(Motion.seal).where(
        col(Motion.state) == MotionState.OPEN, col(Motion.form) == Form.SECRET
    )
    other = session.scalars(others.limit(1)).first()
    try:
        if other is not None:
            with suppress(KeyLost):  # then the store is there, and says so
                keys.tokens(other, "", ())
        return keys.create(seal)
    except (OSError, StoreAway):
        raise KeyStoreFailed from None


def _elector(motion: Motion, terms: Terms, unit: RollUnit) -> Elector:
    own = motion.kind is MotionKind.HONOUR and motion.subject.get("unit") == unit.unit_id
    return Elector(
        motion_id=motion.id or 0,
        unit_id=unit.unit_id,
        person_id=unit.person_id,
        excluded=own and terms.own_unit is OwnUnit.EXCLUDED,
        present=unit.present,
    )


def _may_cast(terms: Terms, elector: Elector) -> bool:
    there = terms.absent is Absent.CAST or elector.present
    return elector.person_id is not None and not elector.excluded and there


def _check_quorum(
    session: Session, found: ReviewSession, terms: Terms, electors: Sequence[Elector]
) -> None:
    """Presence is checked before anything is opened; ballots cast only at the end."""
    if terms.quorum_on is QuorumOn.CAST and terms.absent is Absent.CAST:
        return
    meeting = session.get(Meeting, found.meeting_id) if found.meeting_id else None
    if meeting is None or not has_roll(meeting):
        raise RollNeeded
    present = sum(each.present for each in electors)
    if terms.quorum_on is QuorumOn.PRESENCE and not quorum_met(
        terms.quorum, len(electors), present
    ):
        raise NoQuorum(present, len(electors), quorum_needed(terms.quorum, len(electors)))


def _record_opening(
    session: Session,
    me: Actor,
    found: ReviewSession,
    motion: Motion,
    units: Sequence[RollUnit],
    electors: Sequence[Elector],
    now: datetime,
) -> None:
    manifest = manifest_of(session, found, motion, units, electors)
    motion.manifest, motion.manifest_hash = canonical(manifest), digest(manifest)
    session.flush()  # the roll's rows lie before the entry that tells of them
    facts = {"ballot": motion.seal, "manifest": manifest, "manifest_hash": motion.manifest_hash}
    append(session, motion.cluster_id, found.year, "opened", facts, now, me)
    note(
        session,
        now,
        "motion-opened",
        f"motion:{motion.id}",
        person_id=me.person_id,
        cluster_id=motion.cluster_id,
        new={"manifest": motion.manifest_hash},
    )


def _tell(
    session: Session, me: Actor, found: ReviewSession, opened: Sequence[Motion], now: datetime
) -> None:
    """Whoever votes gets one letter for all that opened together; the group gets the hashes."""
    ids = [each.id or 0 for each in opened]
    voters = session.exec(
        select(Elector.person_id).where(
            col(Elector.motion_id).in_(ids),
            col(Elector.person_id).is_not(None),
            col(Elector.excluded).is_(False),
        )
    ).all()
    paper = all(each.form is Form.PAPER for each in opened)
    key = f"{found.id}:{found.openings}"
    people = sorted({each for each in voters if each is not None})
    if not paper:
        owe(session, now, "ballot-open", key, people, agenda=found.id, opening=found.openings)
    owe_group(
        session,
        now,
        "ballot-opened",
        key,
        found.cluster_id,
        agenda=found.id,
        opening=found.openings,
    )
    mark_motions(session, opened, by=me.person_id)
