"""Seats and actors: who somebody is, and what their units' offices are today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cluster import (
    Cluster,
    Membership,
    Office,
    OfficeTerm,
    ended_lately,
    not_followed,
)
from models.people import Account, Mandate, Person, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """What a person is in one cluster today."""

    mandate_id: int
    cluster_id: int
    cluster_name: str
    unit_id: int | None
    role: Role
    offices: frozenset[Office] = frozenset()
    was_head: frozenset[int] = frozenset()
    """The years that the unit headed, if its term ended lately and another unit has followed: it
    still reads of these years what it read as their head, and hands over; it runs nothing."""


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
    PREPARE = auto()
    """Put motions on an agenda, enter written opinions; opening and closing is RUN."""


_OFFICES: dict[Right, frozenset[Office]] = {
    Right.SEE_BOARD: frozenset({Office.HEAD, Office.DEPUTY, Office.SECRETARY}),
    Right.SEE_POINTS: frozenset({Office.HEAD, Office.DEPUTY, Office.SECRETARY}),
    Right.REMIND: frozenset({Office.HEAD, Office.SECRETARY}),
    Right.RUN: frozenset({Office.HEAD}),
    Right.INVITE: frozenset({Office.HEAD}),
    Right.PREPARE: frozenset({Office.HEAD, Office.SECRETARY}),
}


_OBSERVER_MAY = frozenset({Right.SEE_BOARD, Right.SEE_POINTS})


def has(seat: Seat, right: Right) -> bool:
    """Whether the seat's unit holds an office with this right, or an observer may read."""
    if seat.role == Role.OBSERVER:
        return right in _OBSERVER_MAY
    return not seat.offices.isdisjoint(_OFFICES[right])


_TODAY = bindparam("today", type_=Date())


def _valid_on(table: type[Mandate | Membership]) -> ColumnElement[bool]:
    return (col(table.from_on) <= _TODAY) & or_(
        col(table.to_on).is_(None), col(table.to_on) >= _TODAY
    )


_MEMBER = (
    columns(Membership.id)
    .where(
        col(Membership.cluster_id) == Mandate.cluster_id,
        col(Membership.unit_id) == Mandate.unit_id,
        _valid_on(Membership),
    )
    .exists()
)
_SEATS = (
    columns(
        Person.id,
        Person.name,
        Person.locale,
        Person.loud,
        Person.seat_id,
        col(Mandate.id).label("mandate_id"),
        Mandate.cluster_id,
        col(Cluster.name).label("cluster_name"),
        Mandate.unit_id,
        Mandate.role,
        OfficeTerm.office,
        OfficeTerm.from_on,
        OfficeTerm.to_on,
        ((col(OfficeTerm.to_on) >= _TODAY) | not_followed(_TODAY)).label("held"),
    )
    .select_from(Person)
    .outerjoin(
        Mandate,
        (col(Mandate.person_id) == Person.id)
        & _valid_on(Mandate)
        & or_(col(Mandate.unit_id).is_(None), _MEMBER),
    )
    .outerjoin(Cluster, col(Cluster.id) == Mandate.cluster_id)
    .outerjoin(
        OfficeTerm,
        (col(OfficeTerm.cluster_id) == Mandate.cluster_id)
        & (col(OfficeTerm.unit_id) == Mandate.unit_id)
        & (col(OfficeTerm.from_on) <= _TODAY)
        & ((col(OfficeTerm.to_on) >= _TODAY) | ended_lately(_TODAY)),
    )
    .order_by(col(Mandate.id))
)
_BY_ACCOUNT = (
    _SEATS.add_columns(col(Account.unreachable_at))
    .join(Account, col(Account.person_id) == Person.id)
    .where(col(Account.channel) == "telegram", col(Account.user_id) == bindparam("user_id"))
)
_BY_PERSON = _SEATS.where(col(Person.id) == bindparam("person_id"))


def actor(session: Session, user_id: int, today: date) -> Actor | None:
    """Who is behind this Telegram account; none for a stranger."""
    return _actor(fetch(session, _BY_ACCOUNT, user_id=user_id, today=today))


def actor_of(session: Session, person_id: int, today: date) -> Actor | None:
    """The person as an actor, for screens that are drawn without an event."""
    return _actor(fetch(session, _BY_PERSON, person_id=person_id, today=today))


def _actor(rows: Sequence[Row[Any]]) -> Actor | None:
    """One row for each seat and office; a person without a seat has one row without a mandate."""
    if not rows:
        return None
    seats: dict[int, Seat] = {}
    for row in rows:
        if row.mandate_id is not None:
            before = seats.get(row.mandate_id) or Seat(
                row.mandate_id, row.cluster_id, row.cluster_name, row.unit_id, row.role
            )
            seats[row.mandate_id] = _with_term(before, row)
    first, found = rows[0], tuple(seats.values())
    at_hand = seats.get(first.seat_id) if first.seat_id else None
    return Actor(
        first.id,
        first.name,
        first.locale,
        first.loud,
        at_hand or (found[0] if found else None),
        found,
        reachable=getattr(first, "unreachable_at", None) is None,
    )


def _with_term(seat: Seat, row: Row[Any]) -> Seat:
    """The seat with what this row's term gives it: an office, or the memory of one."""
    if row.office is None:
        return seat
    if row.held:
        return replace(seat, offices=seat.offices | {row.office})
    if row.office is not Office.HEAD:
        return seat
    years = range(row.from_on.year, row.to_on.year + 1)
    return replace(seat, was_head=seat.was_head.union(years))
