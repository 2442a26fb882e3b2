"""A voter's side of open votes: what is asked, for which unit, whether its vote is in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam
from sqlmodel import Session, col

from models import access
from models.access import Actor
from models.base import columns, fetch
from models.envelope import fingerprint
from models.errors import NotYourCluster
from models.errors_vote import NotAnElector, NotOpenYet
from models.queries.motions import motions_of, session_for, there_now
from models.queries.people import unit_names
from models.rules.calendar import local_date
from models.rules.motion import (
    Absent,
    Form,
    Method,
    Option,
    Receipt,
    choices,
    method_of,
    read_options,
    read_terms,
)
from models.voting import (
    Elector,
    Envelope,
    Motion,
    MotionState,
    OpenVote,
    ReviewSession,
    Turnout,
)

PRINT_DIGITS = 10
"""So much of an envelope's fingerprint is shown; the record has all of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of mine on the roll of one vote."""

    unit_id: int
    name: str
    mine: bool
    """Its vote is cast by me, and taken."""
    voted: bool = False
    fingerprint: str = ""
    """Of its envelope, the first digits; empty for named votes, and where none is given."""
    marks: tuple[str, ...] | None = None
    """A named vote's marks; none of a secret ballot, ever."""
    said: str = ""
    written: bool = False
    """The office has entered its written opinion."""


@dataclass(frozen=True, slots=True)
class BallotState:
    """One motion that was opened, as a voter sees it."""

    motion_id: int
    session_id: int
    cluster_id: int
    session_title: str
    place: int
    title: str
    round: int
    form: Form
    method: Method
    options: tuple[Option, ...]
    seats: int
    receipt: Receipt
    state: MotionState
    opening: int
    closes_at: datetime | None
    closed_at: datetime | None
    seal: str
    lines: tuple[Line, ...]

    def takes(self, now: datetime) -> bool:
        """Whether votes are taken, by the clock."""
        ends_at = self.closes_at
        return self.state is MotionState.OPEN and (ends_at is None or now < ends_at)

    @property
    def secret(self) -> bool:
        """Whether nothing of a choice may be seen."""
        return self.form is Form.SECRET

    @property
    def keys(self) -> tuple[str, ...]:
        """What marks are taken from."""
        return choices(self.method, self.options)

    @property
    def mine(self) -> tuple[Line, ...]:
        """The units that I vote for here."""
        return tuple(each for each in self.lines if each.mine)

    def line(self, unit_id: int) -> Line:
        """That unit's line; NotAnElector if it is not one of mine."""
        for each in self.lines:
            if each.unit_id == unit_id:
                return each
        raise NotAnElector


Vote = tuple[BallotState, Line]
"""One vote that is mine to cast, or cast."""


def ballot_state(session: Session, me: Actor, motion_id: int, now: datetime) -> BallotState:
    """A motion of a cluster of mine. NotYourCluster; NotOpenYet for a draft, whoever asks."""
    motion = session.get(Motion, motion_id)
    if motion is None:
        raise NotYourCluster
    access.seat_in(me, motion.cluster_id)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    found = session.get_one(ReviewSession, motion.session_id)
    return _states(session, me, found, [motion], now)[0]


def session_ballots(
    session: Session, me: Actor, session_id: int, now: datetime
) -> tuple[ReviewSession, tuple[BallotState, ...]]:
    """A session of a cluster of mine and all that was opened in it, in the agenda's order."""
    found = session_for(session, me, session_id)
    opened = [
        each for each in motions_of(session, session_id) if each.state is not MotionState.DRAFT
    ]
    return found, _states(session, me, found, opened, now)


def votes_to_cast(states: Iterable[BallotState], now: datetime) -> tuple[Vote, ...]:
    """The votes of mine that are taken just now, cast or not."""
    return tuple(
        (state, line)
        for state in states
        if state.takes(now) and state.form is not Form.PAPER
        for line in state.mine
    )


def _states(
    session: Session, me: Actor, found: ReviewSession, motions: Sequence[Motion], now: datetime
) -> tuple[BallotState, ...]:
    units = {seat.unit_id for seat in me.seats if seat.cluster_id == found.cluster_id}
    own = sorted(unit_id for unit_id in units if unit_id is not None)
    ids = [each.id or 0 for each in motions]
    names = unit_names(session, own, local_date(now))
    there = _there(session, found, motions, now)
    blank = {
        (each.motion_id, each.unit_id): Line(
            each.unit_id, names[each.unit_id][0], _is_mine(each, me, there)
        )
        for each in fetch(session, _ELECTORS, motions=ids, units=own)
    }
    lines = {**blank, **_cast(session, ids, blank)}
    return tuple(_state(found, motion, lines) for motion in motions)


def _there(
    session: Session, found: ReviewSession, motions: Sequence[Motion], now: datetime
) -> dict[int, frozenset[int] | None]:
    """Motion id -> the units that are there, if only those vote; none if that does not count."""
    strict = {each.id or 0: read_terms(each.terms).absent is not Absent.CAST for each in motions}
    units = there_now(session, found, now) if any(strict.values()) else frozenset()
    return {motion_id: units if only else None for motion_id, only in strict.items()}


_MOTIONS: BindParameter[int] = bindparam("motions", expanding=True)
_UNITS: BindParameter[int] = bindparam("units", expanding=True)
_ELECTORS = (
    columns(
        Elector.motion_id, Elector.unit_id, Elector.person_id, Elector.excluded, Elector.present
    )
    .where(col(Elector.motion_id).in_(_MOTIONS), col(Elector.unit_id).in_(_UNITS))
    .order_by(col(Elector.unit_id))
)


def _is_mine(each: Row[Any], me: Actor, there: Mapping[int, frozenset[int] | None]) -> bool:
    units = there[each.motion_id]
    may = units is None or each.present or each.unit_id in units
    return each.person_id == me.person_id and not each.excluded and may


_SEALED, _OPENED = (
    columns(table.motion_id, table.unit_id, value).where(
        col(table.motion_id).in_(_MOTIONS), col(table.unit_id).in_(_UNITS)
    )
    for table, value in ((Envelope, Envelope.sealed), (Turnout, Turnout.fingerprint))
)
_NAMED = columns(
    OpenVote.motion_id, OpenVote.unit_id, OpenVote.marks, OpenVote.said, OpenVote.written
).where(col(OpenVote.motion_id).in_(_MOTIONS), col(OpenVote.unit_id).in_(_UNITS))


def _cast(
    session: Session, motion_ids: Sequence[int], lines: Mapping[tuple[int, int], Line]
) -> dict[tuple[int, int], Line]:
    """The lines of units whose vote is in: as an envelope, as one that was opened, or by name."""
    of = {"motions": motion_ids, "units": sorted({unit_id for _, unit_id in lines})}
    found = {}
    for row in fetch(session, _SEALED, **of):
        key = (row.motion_id, row.unit_id)
        mark = fingerprint(row.sealed)[:PRINT_DIGITS]
        found[key] = replace(lines[key], voted=True, fingerprint=mark)
    for row in fetch(session, _OPENED, **of):
        key, mark = (row.motion_id, row.unit_id), row.fingerprint[:PRINT_DIGITS]
        found[key] = replace(lines[key], voted=True, fingerprint=mark)
    for row in fetch(session, _NAMED, **of):
        key, marks = (row.motion_id, row.unit_id), tuple(row.marks)
        found[key] = replace(
            lines[key], voted=True, marks=marks, said=row.said, written=bool(row.written)
        )
    return found


def _state(
    found: ReviewSession, motion: Motion, lines: Mapping[tuple[int, int], Line]
) -> BallotState:
    options, terms = read_options(motion.options), read_terms(motion.terms)
    return BallotState(
        motion.id or 0,
        motion.session_id,
        motion.cluster_id,
        found.title,
        motion.place,
        motion.title,
        motion.round,
        motion.form,
        method_of(motion.kind, options),
        options,
        terms.seats,
        terms.receipt,
        motion.state,
        motion.opening,
        motion.closes_at,
        motion.closed_at,
        motion.seal,
        tuple(line for (motion_id, _), line in lines.items() if motion_id == motion.id),
    )
