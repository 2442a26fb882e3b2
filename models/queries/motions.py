"""The way to sessions and motions, and what opening, casting and counting read of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.base import columns, fetch
from models.cluster import Unit
from models.meeting import Meeting
from models.people import Account, Mandate, Person, Role
from models.queries.people import member_units
from models.queries.rollcall import present_units
from models.rules.calendar import local_date
from models.rules.quorum import is_of
from models.voting import (
    Elector,
    Envelope,
    Motion,
    MotionState,
    OpenVote,
    ReviewSession,
    Substitute,
)


def session_for(
    session: Session, me: Actor, session_id: int, right: Right | None = None, *, lock: bool = False
) -> ReviewSession:
    """A scoring session of a cluster of mine; with the right, if one is named; locked if asked."""
    return access.row_for(session, me, ReviewSession, session_id, right, lock=lock)


def motion_for(
    session: Session, me: Actor, motion_id: int, right: Right | None = None, *, lock: bool = False
) -> Motion:
    """A motion of a cluster of mine; what is not opened yet is known to who prepares it only."""
    found = session.get(Motion, motion_id)
    if found is not None and found.state is MotionState.DRAFT:
        right = right or Right.PREPARE
    return access.row_for(session, me, Motion, motion_id, right, lock=lock)


def motions_of(session: Session, session_id: int) -> list[Motion]:
    """A session's motions, in the order of its agenda."""
    query = select(Motion).where(Motion.session_id == session_id)
    return list(session.exec(query.order_by(col(Motion.place), col(Motion.id))).all())


def repeats(among: Sequence[Motion], void: Motion) -> Motion | None:
    """What puts a void motion to the vote again: a later one about the same, not void itself."""
    return next(
        (
            each
            for each in among
            if (each.id or 0) > (void.id or 0)
            and each.state is not MotionState.VOID
            and _about(each) == _about(void)
        ),
        None,
    )


def _about(motion: Motion) -> tuple[object, ...]:
    """What it is about; the title only where nothing else says it."""
    said = dict(motion.subject) or motion.title
    return motion.kind, motion.round, motion.follows_id, said


# -- the electorate -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RollUnit:
    """A unit as it would be on a roll now: who would vote, whether it is at the meeting."""

    unit_id: int
    code: str
    name: str
    short_name: str
    person_id: int | None
    person_name: str
    substitute: bool
    present: bool


NOBODY: tuple[int | None, str, bool] = (None, "", False)


def electorate(session: Session, found: ReviewSession, now: datetime) -> tuple[RollUnit, ...]:
    """The cluster's units now, by their codes: the leader votes, or whom the session registers.

    Somebody who has no account cannot vote; the unit is then on the roll without a voter.
    """
    today = local_date(now)
    units = member_units(session, found.cluster_id, today)
    codes = codes_of(session, [each.unit_id for each in units])
    voters = _voters(session, found, now)
    there = there_now(session, found, now)
    found_units = []
    for each in sorted(units, key=lambda each: codes[each.unit_id]):
        person_id, name, substitute = voters.get(each.unit_id, NOBODY)
        found_units.append(
            RollUnit(
                each.unit_id,
                codes[each.unit_id],
                each.name,
                each.short_name,
                person_id,
                name,
                substitute,
                each.unit_id in there,
            )
        )
    return tuple(found_units)


def _voters(
    session: Session, found: ReviewSession, now: datetime
) -> dict[int, tuple[int, str, bool]]:
    """Unit id -> (person, name, whether as a substitute); a leader who serves longest first.

    A substitute who speaks for the unit no longer leaves its vote to the leader.
    """
    today = local_date(now)
    rows = session.execute(
        columns(Mandate.unit_id, Mandate.person_id, Mandate.role, Person.name, Account.id)
        .join(Person, col(Person.id) == Mandate.person_id)
        .outerjoin(Account, col(Account.person_id) == Mandate.person_id)
        .where(
            col(Mandate.cluster_id) == found.cluster_id,
            col(Mandate.unit_id).is_not(None),
            col(Mandate.from_on) <= today,
            col(Mandate.to_on).is_(None) | (col(Mandate.to_on) >= today),
        )
        .order_by(col(Mandate.id))
    ).all()
    named = dict(
        session.execute(
            columns(Substitute.unit_id, Substitute.person_id).where(
                col(Substitute.session_id) == found.id
            )
        ).all()
    )
    speak = {(row.unit_id, row.person_id) for row in rows}
    named = dict(each for each in named.items() if each in speak)
    voters: dict[int, tuple[int, str, bool]] = {}
    for unit_id, person_id, role, name, account_id in rows:
        if account_id is None:
            continue
        if unit_id in named:
            if person_id == named[unit_id]:
                voters[unit_id] = (person_id, name, True)
        elif role == Role.LEADER:
            voters.setdefault(unit_id, (person_id, name, False))
    return voters


def there_now(session: Session, found: ReviewSession, now: datetime) -> frozenset[int]:
    """The units that are at the session's meeting; nobody where no roll belongs to it."""
    meeting = session.get(Meeting, found.meeting_id) if found.meeting_id else None
    if meeting is None or not has_roll(meeting):
        return frozenset()
    return present_units(session, meeting.id or 0, now)


def there_at_end(
    session: Session, found: ReviewSession, opened_at: datetime | None, at: datetime
) -> frozenset[int]:
    """As `there_now`; if the meeting ended while the vote was open, who was there at its end."""
    meeting = session.get(Meeting, found.meeting_id) if found.meeting_id else None
    over = meeting.closed_at if meeting else None
    ended = over is not None and opened_at is not None and opened_at <= over
    return there_now(session, found, min(at, over) if over and ended else at)


def has_roll(meeting: Meeting) -> bool:
    """Whether roll was called for the meeting as it is dated now."""
    opened = meeting.roll_opened_at
    return opened is not None and is_of(opened, meeting.starts_at)


# -- who has voted --------------------------------------------------------------------------------


def roll_of(session: Session, motion_id: int) -> list[Elector]:
    """A motion's roll as it was frozen."""
    query = select(Elector).where(Elector.motion_id == motion_id)
    return list(session.exec(query.order_by(col(Elector.unit_id))).all())


_VOTED = (
    columns(Envelope.motion_id, Envelope.unit_id)
    .where(col(Envelope.motion_id).in_(bindparam("motions", expanding=True)))
    .union_all(
        columns(OpenVote.motion_id, OpenVote.unit_id).where(
            col(OpenVote.motion_id).in_(bindparam("motions", expanding=True))
        )
    )
)


def voted(session: Session, motion_ids: Sequence[int]) -> dict[int, set[int]]:
    """Motion id -> units whose vote is in, for motions that are open. Never what they chose."""
    found: dict[int, set[int]] = {each: set() for each in motion_ids}
    for row in fetch(session, _VOTED, motions=list(motion_ids)):
        found[row.motion_id].add(row.unit_id)
    return found


def envelopes_of(session: Session, motion_id: int) -> list[Envelope]:
    """A motion's envelopes, by unit."""
    query = select(Envelope).where(Envelope.motion_id == motion_id)
    return list(session.exec(query.order_by(col(Envelope.unit_id))).all())


def votes_of(session: Session, motion_id: int) -> list[OpenVote]:
    """A motion's named votes, by unit."""
    query = select(OpenVote).where(OpenVote.motion_id == motion_id)
    return list(session.exec(query.order_by(col(OpenVote.unit_id))).all())


def codes_of(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    """Unit id -> code: what a unit is called in the record."""
    query = columns(Unit.id, Unit.code).where(col(Unit.id).in_(list(unit_ids)))
    return {row.id: row.code for row in session.execute(query).all()}


def due(session: Session, now: datetime) -> list[int]:
    """Open motions whose time is over, those that wait longest first."""
    query = columns(Motion.id).where(
        col(Motion.state) == MotionState.OPEN, col(Motion.closes_at) <= now
    )
    return list(session.scalars(query.order_by(col(Motion.closes_at), col(Motion.id))).all())


def last_place(session: Session, session_id: int) -> int:
    """The number of the last motion on an agenda; 0 on an empty one."""
    query = columns(func.max(Motion.place)).where(col(Motion.session_id) == session_id)
    return session.execute(query).scalar_one() or 0
