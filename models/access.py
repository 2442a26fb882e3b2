"""The only way to another's row: it checks the right, then returns the row.

A *seat* is a mandate valid today, with the offices that its unit holds today. One table names who
may do what; a right that is missing is refused with the sentence of its class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from sqlalchemy import Exists, or_
from sqlmodel import Session, col

from models.base import columns
from models.cluster import Cluster, Membership, Office, OfficeTerm, PointsVisible
from models.errors import NotForYou, NotYourCluster, NotYourUnit
from models.people import Account, Mandate, Person, Role
from models.sheet import Period, Sheet


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


def seat_in(me: Actor, cluster_id: int) -> Seat:
    """My seat in that cluster; NotYourCluster if there is none."""
    for seat in (me.seat, *me.seats):
        if seat is not None and seat.cluster_id == cluster_id:
            return seat
    raise NotYourCluster


def require(me: Actor, cluster_id: int, right: Right) -> Seat:
    """My seat there, if it has the right; NotYourCluster or NotForYou otherwise."""
    seats = [seat for seat in me.seats if seat.cluster_id == cluster_id]
    if not seats:
        raise NotYourCluster
    for seat in seats:
        if has(seat, right):
            return seat
    raise NotForYou


def cluster_for(session: Session, me: Actor, cluster_id: int, right: Right) -> Cluster:
    """The cluster, if I have the right there."""
    require(me, cluster_id, right)
    return session.get_one(Cluster, cluster_id)


def period_for(session: Session, me: Actor, period_id: int, right: Right | None = None) -> Period:
    """The period, if I have the right in its cluster (any seat there, if none is named)."""
    period = session.get(Period, period_id)
    if period is None:
        raise NotYourCluster
    if right is None:
        seat_in(me, period.cluster_id)
    else:
        require(me, period.cluster_id, right)
    return period


def own_sheet(
    session: Session, me: Actor, sheet_id: int, *, lock: bool = False
) -> tuple[Sheet, Period, Seat]:
    """A sheet of a unit that I speak for in its cluster; locked, to be changed."""
    sheet = session.get(Sheet, sheet_id, with_for_update=lock)
    period = session.get(Period, sheet.period_id) if sheet else None
    if sheet is None or period is None:
        raise NotYourUnit
    for seat in me.seats:
        if seat.unit_id == sheet.unit_id and seat.cluster_id == period.cluster_id:
            return sheet, period, seat
    raise NotYourUnit


def readable_sheet(session: Session, me: Actor, sheet_id: int) -> tuple[Sheet, Period]:
    """A sheet that I may read: my unit's, or any where the points are open to me."""
    sheet = session.get(Sheet, sheet_id)
    period = session.get(Period, sheet.period_id) if sheet else None
    if sheet is None or period is None:
        raise NotYourCluster
    seat_in(me, period.cluster_id)
    mine = any(
        seat.unit_id == sheet.unit_id and seat.cluster_id == period.cluster_id for seat in me.seats
    )
    if not mine and not points_open(session, period):
        require(me, period.cluster_id, Right.SEE_POINTS)
    return sheet, period


def points_open(session: Session, period: Period) -> bool:
    """Whether every member may see every unit's points: published, or by the cluster's setting."""
    if period.published_at is not None:
        return True
    cluster = session.get_one(Cluster, period.cluster_id)
    return cluster.points_visible == PointsVisible.ALWAYS


def run_sheet(session: Session, me: Actor, sheet_id: int) -> tuple[Sheet, Period]:
    """Any sheet of a cluster that I run (to return it)."""
    sheet = session.get(Sheet, sheet_id)
    period = session.get(Period, sheet.period_id) if sheet else None
    if sheet is None or period is None:
        raise NotYourCluster
    require(me, period.cluster_id, Right.RUN)
    return sheet, period


def seats_of(session: Session, person_id: int, today: date) -> tuple[Seat, ...]:
    """Every seat of the person that is valid on that day, oldest mandate first."""
    rows = session.execute(
        columns(
            Mandate.id,
            Mandate.cluster_id,
            Cluster.name,
            Mandate.unit_id,
            Mandate.role,
            OfficeTerm.office,
        )
        .join(Cluster, col(Cluster.id) == Mandate.cluster_id)
        .outerjoin(
            OfficeTerm,
            (col(OfficeTerm.cluster_id) == Mandate.cluster_id)
            & (col(OfficeTerm.unit_id) == Mandate.unit_id)
            & (col(OfficeTerm.from_on) <= today)
            & (col(OfficeTerm.to_on) >= today),
        )
        .where(
            col(Mandate.person_id) == person_id,
            col(Mandate.from_on) <= today,
            or_(col(Mandate.to_on).is_(None), col(Mandate.to_on) >= today),
        )
        .where(or_(col(Mandate.unit_id).is_(None), _member_on(today)))
        .order_by(col(Mandate.id))
    ).all()
    seats: dict[int, Seat] = {}
    for mandate_id, cluster_id, name, unit_id, role, office in rows:
        held = seats[mandate_id].offices if mandate_id in seats else frozenset()
        offices = held | {office} if office else held
        seats[mandate_id] = Seat(mandate_id, cluster_id, name, unit_id, role, offices)
    return tuple(seats.values())


def _member_on(today: date) -> Exists:
    return (
        columns(Membership.id)
        .where(
            col(Membership.cluster_id) == Mandate.cluster_id,
            col(Membership.unit_id) == Mandate.unit_id,
            col(Membership.from_on) <= today,
            or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= today),
        )
        .exists()
    )


def actor(session: Session, user_id: int, today: date) -> Actor | None:
    """Who is behind this Telegram account; none for a stranger."""
    row = session.execute(
        columns(Person.id, Person.name, Person.locale, Person.loud, Person.seat_id)
        .join(Account, col(Account.person_id) == Person.id)
        .where(col(Account.channel) == "telegram", col(Account.user_id) == user_id)
    ).first()
    return _with_seats(session, row, today) if row else None


def actor_of(session: Session, person_id: int, today: date) -> Actor | None:
    """The person as an actor, for screens that are drawn without an event."""
    row = session.execute(
        columns(Person.id, Person.name, Person.locale, Person.loud, Person.seat_id).where(
            col(Person.id) == person_id
        )
    ).first()
    return _with_seats(session, row, today) if row else None


def _with_seats(session: Session, row: Sequence[Any], today: date) -> Actor:
    person_id, name, locale, loud, seat_id = row
    seats = seats_of(session, person_id, today)
    at_hand = next((seat for seat in seats if seat.mandate_id == seat_id), None)
    return Actor(person_id, name, locale, loud, at_hand or (seats[0] if seats else None), seats)
