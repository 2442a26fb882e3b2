"""Whether a vote can be cast now, and by whom; who is told how it ended."""

from datetime import datetime

from sqlmodel import Session, select

from models import access
from models.access import Actor, Right
from models.errors import NotYourCluster
from models.errors_vote import (
    NotAnElector,
    NotOpenYet,
    NotPresent,
    OtherVotes,
    OwnUnitExcluded,
    PaperOnly,
    VoteClosed,
    VoteVoid,
    WrittenOnly,
)
from models.people import Person
from models.queries.delivery import people_of
from models.queries.motions import motion_for, there_now
from models.rules.calendar import local_date
from models.rules.motion import Absent, Form, Terms
from models.voting import Acknowledgement, Elector, Motion, MotionState, ReviewSession

EDITION = 1
"""Of the explanation that is read before the first secret ballot; a new one is read again."""


def check_open(motion: Motion, now: datetime) -> None:
    """Raises NotOpenYet, VoteVoid, VoteClosed: by the clock, whether or not it was counted yet."""
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    if motion.state is MotionState.VOID:
        raise VoteVoid
    ends_at = motion.closed_at or motion.closes_at or now
    if motion.state is MotionState.CLOSED or (now >= ends_at and motion.form is not Form.PAPER):
        raise VoteClosed(ends_at)


def open_motion(session: Session, me: Actor, motion_id: int, now: datetime) -> Motion:
    """A motion of mine to run that is open and whose time is not over; locked."""
    motion = motion_for(session, me, motion_id, Right.RUN, lock=True)
    check_open(motion, now)
    return motion


def votable(session: Session, me: Actor, motion_id: int, now: datetime) -> Motion:
    """A motion that takes votes now. Held so that it cannot be counted in between; many may."""
    motion = session.get(Motion, motion_id, with_for_update={"read": True}, populate_existing=True)
    if motion is None:
        raise NotYourCluster
    access.seat_in(me, motion.cluster_id)
    check_open(motion, now)
    if motion.form is Form.PAPER:
        raise PaperOnly
    return motion


def may_cast(
    session: Session, me: Actor, motion: Motion, terms: Terms, unit_id: int, now: datetime
) -> Elector:
    """The unit's line on the roll, if its vote is mine to cast now."""
    elector = session.get(Elector, (motion.id or 0, unit_id))
    mine = any(
        seat.unit_id == unit_id and seat.cluster_id == motion.cluster_id for seat in me.seats
    )
    if elector is None or not mine:
        raise NotAnElector
    if elector.excluded:
        raise OwnUnitExcluded
    if elector.person_id != me.person_id:
        voter = session.get(Person, elector.person_id) if elector.person_id else None
        raise OtherVotes(voter.name if voter else "")
    _check_presence(session, motion, terms, elector, now)
    return elector


def _check_presence(
    session: Session, motion: Motion, terms: Terms, elector: Elector, now: datetime
) -> None:
    if terms.absent is Absent.CAST or elector.present:
        return
    found = session.get_one(ReviewSession, motion.session_id)
    if elector.unit_id in there_now(session, found, now):
        return
    raise WrittenOnly if terms.absent is Absent.WRITTEN else NotPresent


def has_read(session: Session, me: Actor) -> bool:
    """Whether the person has read the present edition."""
    return session.get(Acknowledgement, (me.person_id, EDITION)) is not None


def result_readers(session: Session, motion: Motion, now: datetime) -> list[int]:
    """Everybody who speaks for a unit of the cluster."""
    units = frozenset(
        session.exec(select(Elector.unit_id).where(Elector.motion_id == motion.id)).all()
    )
    return sorted(people_of(session, motion.cluster_id, units, local_date(now)))
