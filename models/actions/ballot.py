"""An open vote's course: more time, void, who is told how it ended, a further round."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from models.access import Actor, Right
from models.actions.post import mark, owe, owe_group, wake
from models.actions.record import append
from models.errors import ReasonNeeded, TextTooLong
from models.errors_vote import (
    ClosingTooLate,
    NoFurtherRound,
    NoSooner,
    NotOpenYet,
    StillOpen,
    VoteClosed,
)
from models.queries.motions import last_place, motion_for, motions_of
from models.queries.votable import open_motion, result_readers
from models.rules.tally import read_count
from models.voting import Envelope, Motion, MotionState, ReviewSession, draft_like

LONGEST = timedelta(days=60)
"""How long a vote may stay open."""
WHY_AT_LEAST, WHY_AT_MOST = 5, 500


def mark_motions(session: Session, motions: Sequence[Motion], by: int | None) -> None:
    """Have everything drawn again that shows one of these motions.

    Who: any action on them. When: always. Does: adds marks, but not for the card of `by`, whose
    turn draws it. Refuses: nothing.
    """
    topics = {f"ballot:{each.id}" for each in motions} | {f"votes:{each.id}" for each in motions}
    topics |= {f"session:{each.session_id}" for each in motions}
    topics |= {f"cluster:{each.cluster_id}" for each in motions}
    topics |= {f"group:{each.cluster_id}" for each in motions}
    mark(session, *sorted(topics), by=by)


def extend(session: Session, me: Actor, motion_id: int, closes_at: datetime, now: datetime) -> None:
    """Give a vote more time.

    Who: the cluster's head. When: it is open and its time is not over. Does: moves the closing time
    later, writes it into the record, tells the group. The same time again changes nothing. Refuses:
    NotForYou, NotYourCluster, VoteClosed, VoteVoid, NotOpenYet, NoSooner, ClosingTooLate.
    """
    motion = open_motion(session, me, motion_id, now)
    if closes_at == motion.closes_at:
        return
    if motion.closes_at is not None and closes_at < motion.closes_at:
        raise NoSooner
    if motion.opened_at is not None and closes_at > motion.opened_at + LONGEST:
        raise ClosingTooLate(LONGEST.days)
    motion.closes_at = closes_at
    found = session.get_one(ReviewSession, motion.session_id)
    facts = {"ballot": motion.seal, "closes_at": closes_at.isoformat()}
    append(session, motion.cluster_id, found.year, "extended", facts, now, me)
    mark_motions(session, [motion], by=me.person_id)
    wake(session, motion.cluster_id, now)


def void(session: Session, me: Actor, motion_id: int, why: str, now: datetime) -> None:
    """Declare an open vote void; its envelopes are destroyed unopened.

    Who: the cluster's head. When: it is open and not counted yet. Does: as said, with the reason in
    the record and in a letter to everybody. Void already, nothing changes. Refuses: NotForYou,
    NotYourCluster, NotOpenYet, VoteClosed, ReasonNeeded, TextTooLong.
    """
    motion = motion_for(session, me, motion_id, Right.RUN, lock=True)
    if motion.state is MotionState.VOID:
        return
    if motion.state is MotionState.CLOSED:
        raise VoteClosed(motion.closed_at or now)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    said = " ".join(why.split())
    if len(said) < WHY_AT_LEAST:
        raise ReasonNeeded
    if len(said) > WHY_AT_MOST:
        raise TextTooLong(WHY_AT_MOST)
    declare_void(session, motion, f"by_head:{said}", now, me)
    _tell_at_once(session, motion, now)


def _tell_at_once(session: Session, motion: Motion, now: datetime) -> None:
    """The reason does not wait until the last vote of the same opening has ended."""
    if _others_open(session, motion):  # else all of them are being told
        _owe_results(session, motion, now, alone=True)


def _others_open(session: Session, motion: Motion) -> bool:
    """Whether a vote that was opened together with this one goes on."""
    return any(
        each.opening == motion.opening and each.state is MotionState.OPEN
        for each in motions_of(session, motion.session_id)
    )


def _owe_results(session: Session, motion: Motion, now: datetime, *, alone: bool = False) -> None:
    """Of the whole opening, or of this motion `alone`."""
    key = f"{motion.session_id}:{motion.opening}"
    params = {"agenda": motion.session_id, "opening": motion.opening}
    if alone:
        key, params = f"{key}:{motion.id}", {**params, "motion": motion.id or 0}
    owe(session, now, "ballot-results", key, result_readers(session, motion, now), **params)
    owe_group(session, now, "ballot-counted", key, motion.cluster_id, **params)


def declare_void(
    session: Session, motion: Motion, why: str, now: datetime, me: Actor | None = None
) -> None:
    """End a motion without a result. `why`: "no_quorum", "key_lost", or "by_head:" and a reason.

    Who: the head, or the clock. When: the motion is open and locked by this transaction. Does:
    deletes the envelopes unopened, writes the record, tells everybody. Refuses: nothing.
    """
    session.execute(delete(Envelope).where(col(Envelope.motion_id) == motion.id))
    motion.state, motion.void_why, motion.closed_at = MotionState.VOID, why, now
    found = session.get_one(ReviewSession, motion.session_id)
    append(
        session,
        motion.cluster_id,
        found.year,
        "void",
        {"ballot": motion.seal, "why": why},
        now,
        me,
    )
    tell_result(session, motion, now)


def tell_result(session: Session, motion: Motion, now: datetime) -> None:
    """Tell how an opening ended, once.

    Who: whatever ends a motion. When: late in its transaction. Does: marks the cards; with the
    last motion of its opening, owes everybody on a roll a letter and the group a notice. Refuses:
    nothing.
    """
    session.flush()  # this motion has ended, too
    mark_motions(session, [motion], by=None)
    wake(session, motion.cluster_id, now)
    if not _others_open(session, motion):
        _owe_results(session, motion, now)


def further_round(session: Session, me: Actor, motion_id: int) -> int:
    """Prepare the round that a result asks for: a run-off among the tied, or a second round.

    Who: the cluster's head. When: the motion is counted and left something open. Does: adds a draft
    with the reduced options at the end of the agenda; returns its id. Made already, that one; one
    that ended without a result is prepared again. Refuses: NotForYou, NotYourCluster, StillOpen,
    NoFurtherRound.
    """
    motion = motion_for(session, me, motion_id, Right.RUN, lock=True)
    stands = (Motion.follows_id == motion_id, Motion.state != MotionState.VOID)
    made = session.exec(select(Motion).where(*stands).order_by(col(Motion.id))).first()
    if made is not None:
        return made.id or 0
    if motion.state is not MotionState.CLOSED:
        raise StillOpen
    count = read_count(motion.result)
    if count.further not in ("run_off", "second_round"):
        raise NoFurtherRound
    among = set(count.candidates)
    options = [each for each in motion.options if each["key"] in among]
    following = draft_like(
        motion,
        place=last_place(session, motion.session_id) + 1,
        made_by=me.person_id,
        options=options,
        terms={**motion.terms, "seats": count.seats_left},
        round=motion.round + 1,
        follows_id=motion.id,
    )
    session.add(following)
    session.flush()  # its id
    mark(session, f"session:{motion.session_id}", f"ballot:{motion.id}", by=me.person_id)
    return following.id or 0
