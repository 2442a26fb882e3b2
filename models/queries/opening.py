"""What could be opened of a session now, and who would vote on it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import access
from models.access import Actor, Right
from models.errors import Refusal
from models.errors_vote import NoAgreedTable, SameUnitTwice, SubjectNeeded
from models.meeting import Meeting
from models.queries.agenda_table import elected_heads
from models.queries.motions import (
    RollUnit,
    electorate,
    has_roll,
    motions_of,
    session_for,
)
from models.rules.motion import (
    Form,
    Method,
    MotionKind,
    Terms,
    method_of,
    read_options,
    read_terms,
)
from models.rules.motion_check import check_motion
from models.sheet import Period
from models.voting import Motion, MotionState


@dataclass(frozen=True, slots=True)
class Draft:
    """A motion that is to be opened. `missing`: what it still lacks."""

    motion_id: int
    place: int
    version: int
    form: Form
    method: Method
    title: str
    round: int
    terms: Terms
    missing: Refusal | None
    kind: MotionKind
    units: frozenset[int]
    """The units among its options."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A session's drafts, and who would vote on them now."""

    session_id: int
    cluster_id: int
    cluster_name: str
    title: str
    meeting_id: int | None
    roll_called: bool
    openings: int
    dropped: bool
    drafts: tuple[Draft, ...]
    units: tuple[RollUnit, ...]

    @property
    def present(self) -> int:
        """How many of the units are at the meeting."""
        return sum(unit.present for unit in self.units)


def opening_of(session: Session, me: Actor, session_id: int, now: datetime) -> Opening:
    """What could be opened now in a session that is mine to run."""
    found = session_for(session, me, session_id, Right.RUN)
    meeting = session.get(Meeting, found.meeting_id) if found.meeting_id else None
    drafts = [each for each in motions_of(session, session_id) if each.state is MotionState.DRAFT]
    return Opening(
        session_id,
        found.cluster_id,
        access.seat_in(me, found.cluster_id).cluster_name,
        found.title,
        found.meeting_id,
        meeting is not None and has_roll(meeting),
        found.openings,
        found.dropped_at is not None,
        tuple(_draft(session, each) for each in drafts),
        electorate(session, found, now),
    )


def _draft(session: Session, motion: Motion) -> Draft:
    terms, options = read_terms(motion.terms), read_options(motion.options)
    return Draft(
        motion.id or 0,
        motion.place,
        motion.version,
        motion.form,
        method_of(motion.kind, options),
        motion.title,
        motion.round,
        terms,
        _missing(session, motion),
        motion.kind,
        frozenset(each.unit_id for each in options if each.unit_id is not None),
    )


def check_draft(session: Session, motion: Motion) -> None:
    """What a draft still lacks.

    Raises what `check_motion` does, SubjectNeeded, NoAgreedTable, SameUnitTwice.
    """
    terms, options = read_terms(motion.terms), read_options(motion.options)
    check_motion(motion.kind, motion.form, motion.title, options, terms, motion.round)
    if motion.kind is MotionKind.HONOUR and "unit" not in motion.subject:
        raise SubjectNeeded
    if "period" in motion.subject:
        period = session.get_one(Period, motion.subject["period"])
        if not period.stage.is_fixed:  # it was reopened since the draft was made
            raise NoAgreedTable
    if motion.kind is MotionKind.DEPUTY and motion.round == 1:
        heads = elected_heads(motions_of(session, motion.session_id))
        if any(each.unit_id in heads for each in options):
            raise SameUnitTwice


def _missing(session: Session, motion: Motion) -> Refusal | None:
    try:
        check_draft(session, motion)
    except Refusal as lack:
        return lack
    return None
