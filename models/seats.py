"""Seats and actors: who somebody is, and what their units' offices are today."""

from dataclasses import dataclass
from enum import Enum, auto

from models.cluster import Office
from models.people import Role


@dataclass(frozen=True, slots=True)
class Seat:
    """What a person is in one cluster today."""

    mandate_id: int
    cluster_id: int
    cluster_name: str
    unit_id: int | None
    role: Role
    offices: frozenset[Office] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts: who they are, the seat at hand, and their other seats."""

    person_id: int
    name: str
    locale: str
    loud: bool
    seat: Seat | None
    seats: tuple[Seat, ...]
    reachable: bool = True
    """Whether letters reach the account that acts."""


class Right(Enum):
    """What may be allowed beyond one's own unit."""

    SEE_BOARD = auto()
    SEE_POINTS = auto()
    REMIND = auto()
    RUN = auto()
    """Open periods, move deadlines, return sheets, publish, link the group."""
    INVITE = auto()


_OFFICES: dict[Right, frozenset[Office]] = {
    Right.SEE_BOARD: frozenset({Office.HEAD, Office.DEPUTY, Office.SECRETARY}),
    Right.SEE_POINTS: frozenset({Office.HEAD, Office.DEPUTY, Office.SECRETARY}),
    Right.REMIND: frozenset({Office.HEAD, Office.SECRETARY}),
    Right.RUN: frozenset({Office.HEAD}),
    Right.INVITE: frozenset({Office.HEAD}),
}


_OBSERVER_MAY = frozenset({Right.SEE_BOARD, Right.SEE_POINTS})


def has(seat: Seat, right: Right) -> bool:
    """Whether the seat's unit holds an office with this right, or an observer may read."""
    if seat.role == Role.OBSERVER:
        return right in _OBSERVER_MAY
    return not seat.offices.isdisjoint(_OFFICES[right])
