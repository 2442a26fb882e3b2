"""Running votes: who has voted and who has not; never what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right, has
from models.base import columns
from models.errors_vote import NotOpenYet
from models.people import Person
from models.queries.motions import (
    motion_for,
    motions_of,
    session_for,
    there_at_end,
    there_now,
    voted,
)
from models.queries.people import unit_names
from models.rules.calendar import local_date
from models.rules.motion import (
    Absent,
    Form,
    Method,
    Terms,
    method_of,
    read_options,
    read_terms,
)
from models.voting import Elector, Motion, MotionState, ReviewSession


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A unit on a motion's roll: who votes for it, and whether its vote is in."""

    unit_id: int
    name: str
    short_name: str
    person_id: int | None
    voter: str
    excluded: bool
    present: bool
    voted: bool


@dataclass(frozen=True)
class Progress:
    """A motion that was opened: who has voted, never what."""

    motion_id: int
    session_id: int
    cluster_id: int
    opening: int
    title: str
    round: int
    form: Form
    method: Method
    state: MotionState
    terms: Terms
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    manifest_hash: str
    place: int
    roll: tuple[OnRoll, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is not counted yet, by the clock or not."""
        return self.state is MotionState.OPEN

    def takes_votes(self, now: datetime) -> bool:
        """Whether its time is not over."""
        return self.is_open and now < self.closes_at

    @cached_property
    def voted(self) -> int:
        """How many units' votes are in."""
        return sum(each.voted for each in self.roll)

    @cached_property
    def waiting(self) -> tuple[OnRoll, ...]:
        """Units with a voter that could vote and have not."""
        return tuple(
            each for each in self.roll if each.voter and not each.excluded and not each.voted
        )

    @cached_property
    def silent(self) -> tuple[OnRoll, ...]:
        """Units for which nobody can vote."""
        return tuple(
            each for each in self.roll if not each.voter and not each.excluded and not each.voted
        )


@dataclass(frozen=True, slots=True)
class Board:
    """A motion's progress, and what its reader may do."""

    progress: Progress
    session_title: str
    cluster_name: str
    missing: tuple[OnRoll, ...]
    """Units that could vote now and have not."""
    present: int
    """Units of the roll that would count as present: there (or at its end), or their vote is in."""
    may_run: bool
    may_prepare: bool
    may_remind: bool


def board_of(session: Session, me: Actor, motion_id: int, now: datetime) -> Board:
    """A motion's board, for who may see boards. NotOpenYet for a draft."""
    motion = motion_for(session, me, motion_id)
    access.require(me, motion.cluster_id, Right.SEE_BOARD)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    found = session.get_one(ReviewSession, motion.session_id)
    progress = progress_of(session, [motion], now)[0]
    there = there_now(session, found, now)
    seats = [seat for seat in me.seats if seat.cluster_id == motion.cluster_id]
    return Board(
        progress,
        found.title,
        access.seat_in(me, motion.cluster_id).cluster_name,
        able(progress, there),
        _present(progress, there_at_end(session, found, motion.opened_at, now)),
        may_run=any(has(seat, Right.RUN) for seat in seats),
        may_prepare=any(has(seat, Right.PREPARE) for seat in seats),
        may_remind=any(has(seat, Right.REMIND) for seat in seats),
    )


def _present(progress: Progress, there: frozenset[int]) -> int:
    return sum(each.unit_id in there or each.voted for each in progress.roll)


def progress_of(session: Session, motions: Sequence[Motion], now: datetime) -> list[Progress]:
    """How far motions that were opened have come, in their order; four statements for all."""
    session.flush()  # what this turn has written is part of what it shows
    ids = [each.id or 0 for each in motions]
    done = voted(session, ids)
    rolls = _rolls(session, ids)
    units = sorted({each.unit_id for roll in rolls.values() for each, _ in roll})
    names = unit_names(session, units, local_date(now))
    return [_progress(each, rolls[each.id or 0], names, done[each.id or 0]) for each in motions]


def _rolls(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[Elector, str]]]:
    """Motion id -> its roll and the voters' names, by unit."""
    rows = session.execute(
        columns(Elector, Person.name)
        .outerjoin(Person, col(Person.id) == Elector.person_id)
        .where(col(Elector.motion_id).in_(list(ids)))
        .order_by(col(Elector.unit_id))
    ).all()
    found: dict[int, list[tuple[Elector, str]]] = {each: [] for each in ids}
    for elector, name in rows:
        found[elector.motion_id].append((elector, name or ""))
    return found


def _progress(
    motion: Motion,
    roll: Sequence[tuple[Elector, str]],
    names: Mapping[int, tuple[str, str]],
    done: set[int],
) -> Progress:
    opened_at = motion.opened_at or motion.closes_at
    closes_at = motion.closes_at or opened_at
    if opened_at is None or closes_at is None:
        raise NotOpenYet
    return Progress(
        motion.id or 0,
        motion.session_id,
        motion.cluster_id,
        motion.opening,
        motion.title,
        motion.round,
        motion.form,
        method_of(motion.kind, read_options(motion.options)),
        motion.state,
        read_terms(motion.terms),
        opened_at,
        closes_at,
        motion.closed_at,
        motion.manifest_hash,
        motion.place,
        tuple(
            OnRoll(
                each.unit_id,
                *names.get(each.unit_id, ("", "")),
                each.person_id,
                voter,
                each.excluded,
                each.present,
                each.unit_id in done,
            )
            for each, voter in roll
        ),
    )


def run_of(session: Session, me: Actor, session_id: int, now: datetime) -> list[Progress]:
    """The motions of a session that were opened, for who may see boards."""
    session_for(session, me, session_id, Right.SEE_BOARD)
    opened = [each for each in motions_of(session, session_id) if each.opening]
    return progress_of(session, opened, now)


def opened_together(
    session: Session, session_id: int, opening: int, now: datetime
) -> list[Progress]:
    """The motions of one opening, in the order of the agenda."""
    together = [each for each in motions_of(session, session_id) if each.opening == opening]
    return progress_of(session, together, now)


def open_in(session: Session, cluster_id: int, now: datetime) -> list[Progress]:
    """A cluster's open votes, those that close first first."""
    query = select(Motion).where(Motion.cluster_id == cluster_id, Motion.state == MotionState.OPEN)
    order = (col(Motion.closes_at), col(Motion.session_id), col(Motion.place), col(Motion.id))
    return progress_of(session, session.exec(query.order_by(*order)).all(), now)


def able(progress: Progress, there: frozenset[int]) -> tuple[OnRoll, ...]:
    """Of those that have not voted, the units that could; `there`: who is at the meeting."""
    if progress.terms.absent is Absent.CAST:
        return progress.waiting
    return tuple(each for each in progress.waiting if each.present or each.unit_id in there)


def owing(session: Session, progress: Progress, now: datetime) -> tuple[OnRoll, ...]:
    """The units that can vote in their chats now and have not."""
    if progress.form is Form.PAPER or not progress.takes_votes(now):
        return ()
    found = session.get_one(ReviewSession, progress.session_id)
    return able(progress, there_now(session, found, now))
