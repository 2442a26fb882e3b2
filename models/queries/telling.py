"""What was counted on paper, and what absent units have written, as its reader may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, col

from models import access
from models.access import Actor, Right, has
from models.base import columns
from models.errors_vote import NotAnElector, NotOnPaper, NotOpenYet, NotWritten
from models.people import Person
from models.queries.motions import motion_for, there_now
from models.queries.people import unit_names
from models.queries.voting import OnRoll, progress_of
from models.rules.calendar import local_date
from models.rules.motion import (
    Absent,
    Form,
    Method,
    Option,
    Terms,
    method_of,
    read_options,
    read_terms,
)
from models.rules.paper import OPTION, is_counted_by_hand, lines_of
from models.voting import Motion, MotionState, OpenVote, PaperCount, ReviewSession

# -- paper ballots --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TellerCount:
    """What one person counted; no numbers where its reader may not see them yet."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    numbers: Mapping[str, int] | None


@dataclass(frozen=True)
class Telling:
    """The counts of a motion's paper ballots."""

    motion_id: int
    session_id: int
    title: str
    round: int
    method: Method
    terms: Terms
    state: MotionState
    entitled: int
    present: int
    lines: tuple[str, ...]
    """The numbers that are asked for, in their order."""
    labels: Mapping[str, str]
    """Option line -> the option's label; the answers of an approval have none."""
    counts: tuple[TellerCount, ...]
    me: int
    may_count: bool
    may_run: bool

    @property
    def mine(self) -> TellerCount | None:
        """What its reader has counted."""
        return next((each for each in self.counts if each.person_id == self.me), None)

    @cached_property
    def units(self) -> int:
        """Of how many units people have counted."""
        return len({each.unit_id for each in self.counts})

    @cached_property
    def agreed(self) -> bool:
        """Whether people of two units at least have counted, and all of them alike."""
        first = self.counts[0].numbers if self.counts else None
        alike = all(each.numbers == first for each in self.counts)
        return self.units > 1 and first is not None and alike


def telling_of(session: Session, me: Actor, motion_id: int, now: datetime) -> Telling:
    """The counts of a motion on paper. NotOnPaper, NotOpenYet, NotAnElector otherwise.

    Each teller counts without seeing what others have: numbers are shown to who has entered the
    own, and to the offices once two units have.
    """
    motion = motion_for(session, me, motion_id)
    options = read_options(motion.options)
    method, terms = method_of(motion.kind, options), read_terms(motion.terms)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    if not is_counted_by_hand(motion.form, method):
        raise NotOnPaper
    progress = progress_of(session, [motion], now)[0]
    seats = [seat for seat in me.seats if seat.cluster_id == motion.cluster_id]
    may_count = bool({seat.unit_id for seat in seats} & {unit.unit_id for unit in progress.roll})
    may_see = any(has(seat, Right.SEE_BOARD) for seat in seats)
    if not may_count and not may_see:
        raise NotAnElector
    found = session.get_one(ReviewSession, motion.session_id)
    there = there_now(session, found, now)
    return Telling(
        motion_id,
        motion.session_id,
        motion.title,
        motion.round,
        method,
        terms,
        motion.state,
        len(progress.roll),
        sum(unit.unit_id in there for unit in progress.roll),
        lines_of(method, options, terms),
        {OPTION + each.key: each.label for each in options},
        _counts(session, motion, me, now, office=may_see),
        me.person_id,
        may_count=may_count,
        may_run=any(has(seat, Right.RUN) for seat in seats),
    )


def _counts(
    session: Session, motion: Motion, me: Actor, now: datetime, *, office: bool
) -> tuple[TellerCount, ...]:
    rows = session.execute(
        columns(PaperCount, Person.name)
        .join(Person, col(Person.id) == PaperCount.person_id)
        .where(col(PaperCount.motion_id) == motion.id)
        .order_by(col(PaperCount.unit_id), col(PaperCount.person_id))
    ).all()
    names = unit_names(session, [row.unit_id for row, _ in rows], local_date(now))
    own = any(row.person_id == me.person_id for row, _ in rows)
    ended = motion.state is MotionState.CLOSED
    seen = own or ended or (office and len({row.unit_id for row, _ in rows}) > 1)
    return tuple(
        TellerCount(
            row.person_id,
            name,
            row.unit_id,
            names.get(row.unit_id, ("", ""))[1],
            dict(row.numbers) if seen else None,
        )
        for row, name in rows
    )


# -- written opinions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a unit has written, as it was entered."""

    unit: OnRoll
    marks: tuple[str, ...]
    said: str
    paper: str
    paper_name: str


@dataclass(frozen=True, slots=True)
class Writing:
    """The written opinions of a named vote: who can still be heard, who has been."""

    motion_id: int
    session_id: int
    title: str
    round: int
    method: Method
    options: tuple[Option, ...]
    seats: int
    closes_at: datetime
    is_open: bool
    waiting: tuple[OnRoll, ...]
    """Absent units that have not voted."""
    opinions: tuple[Opinion, ...]

    def unit(self, unit_id: int) -> OnRoll | None:
        """A unit that can be heard in writing, heard already or not."""
        known = (*self.waiting, *(each.unit for each in self.opinions))
        return next((each for each in known if each.unit_id == unit_id), None)

    def opinion(self, unit_id: int) -> Opinion | None:
        """What a unit has written."""
        return next((each for each in self.opinions if each.unit.unit_id == unit_id), None)


def writing_of(session: Session, me: Actor, motion_id: int, now: datetime) -> Writing:
    """The written opinions of a motion, for who may enter them. NotWritten where none are taken."""
    motion = motion_for(session, me, motion_id)
    access.require(me, motion.cluster_id, Right.PREPARE)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    terms, options = read_terms(motion.terms), read_options(motion.options)
    if motion.form is not Form.OPEN or terms.absent is Absent.NONE:
        raise NotWritten
    progress = progress_of(session, [motion], now)[0]
    found = session.get_one(ReviewSession, motion.session_id)
    there = there_now(session, found, now)
    units = {each.unit_id: each for each in progress.roll}
    return Writing(
        motion_id,
        motion.session_id,
        motion.title,
        motion.round,
        method_of(motion.kind, options),
        options,
        terms.seats,
        progress.closes_at,
        progress.takes_votes(now),
        tuple(
            each
            for each in progress.roll
            if not each.voted and not each.excluded and each.unit_id not in there
        ),
        tuple(
            Opinion(units[row.unit_id], tuple(row.marks), row.said, row.written, row.written_name)
            for row in _written(session, motion_id)
        ),
    )


def _written(session: Session, motion_id: int) -> list[OpenVote]:
    query = columns(OpenVote).where(
        col(OpenVote.motion_id) == motion_id, col(OpenVote.written) != ""
    )
    return list(session.scalars(query.order_by(col(OpenVote.unit_id))).all())
