"""The only way to another's row: it checks the right, then returns the row.

A *seat* is a mandate valid today, with the offices that its unit holds today. One table names who
may do what; a right that is missing is refused with the sentence of its class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cluster import Cluster, Membership, OfficeTerm, PointsVisible, UnitName
from models.criteria import CriteriaSet
from models.errors import NotForYou, NotYourCluster, NotYourUnit
from models.people import Account, Mandate, Person
from models.queries.criteria import targets_of
from models.seats import Actor, Right, Seat, has
from models.sheet import Period, Sheet

__all__ = [
    "Actor",
    "OpenSheet",
    "Right",
    "Seat",
    "actor",
    "actor_of",
    "cluster_for",
    "has",
    "own_sheet",
    "period_for",
    "points_open",
    "readable_sheet",
    "require",
    "run_sheet",
    "seat_in",
]


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


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet with what its screens and rules start from."""

    sheet: Sheet
    period: Period
    cluster_name: str
    content_hash: str
    unit_name: str
    targets: Mapping[str, Decimal | None]
    """Item code -> the unit's assigned target (none: *không giao chỉ tiêu*)."""


_NAME_TODAY = (
    columns(UnitName.name)
    .where(
        col(UnitName.unit_id) == Sheet.unit_id,
        col(UnitName.from_on) <= bindparam("today", type_=Date()),
    )
    .order_by(col(UnitName.from_on).desc())
    .limit(1)
    .scalar_subquery()
)
_SHEET = (
    columns(Sheet, Period, Cluster.name, CriteriaSet.content_hash, _NAME_TODAY)
    .join(Period, col(Period.id) == Sheet.period_id)
    .join(Cluster, col(Cluster.id) == Period.cluster_id)
    .join(CriteriaSet, col(CriteriaSet.id) == Period.criteria_set_id)
    .where(col(Sheet.id) == bindparam("sheet_id"))
)
# Read again what an earlier look in this transaction may have left in the session: the row may have
# changed while the lock was waited for.
_SHEET_LOCKED = _SHEET.with_for_update(of=Sheet).execution_options(populate_existing=True)


def _open(session: Session, sheet_id: int, today: date, *, lock: bool = False) -> OpenSheet | None:
    """The sheet; read once in a transaction, whose session holds the same rows all along."""
    opened: dict[int, OpenSheet] = session.info.setdefault("sheets", {})
    if sheet_id in opened and not lock:
        return opened[sheet_id]
    values = {"sheet_id": sheet_id, "today": today}
    row = session.execute(_SHEET_LOCKED if lock else _SHEET, values).first()
    if row is None:
        return None
    sheet, period, cluster_name, content_hash, unit_name = row
    targets = targets_of(session, period.cluster_id, period.year, sheet.unit_id)
    opened[sheet_id] = OpenSheet(sheet, period, cluster_name, content_hash, unit_name, targets)
    return opened[sheet_id]


def _is_mine(me: Actor, found: OpenSheet) -> bool:
    return any(
        seat.unit_id == found.sheet.unit_id and seat.cluster_id == found.period.cluster_id
        for seat in me.seats
    )


def own_sheet(
    session: Session, me: Actor, sheet_id: int, today: date, *, lock: bool = False
) -> OpenSheet:
    """A sheet of a unit that I speak for in its cluster; locked, to be changed."""
    found = _open(session, sheet_id, today, lock=lock)
    if found is None or not _is_mine(me, found):
        raise NotYourUnit
    return found


def readable_sheet(session: Session, me: Actor, sheet_id: int, today: date) -> OpenSheet:
    """A sheet that I may read: my unit's, or any where the points are open to me."""
    found = _open(session, sheet_id, today)
    if found is None:
        raise NotYourCluster
    seat_in(me, found.period.cluster_id)
    if not _is_mine(me, found) and not points_open(session, found.period):
        require(me, found.period.cluster_id, Right.SEE_POINTS)
    return found


def points_open(session: Session, period: Period) -> bool:
    """Whether every member may see every unit's points: published, or by the cluster's setting."""
    if period.published_at is not None:
        return True
    cluster = session.get_one(Cluster, period.cluster_id)
    return cluster.points_visible == PointsVisible.ALWAYS


def run_sheet(
    session: Session, me: Actor, sheet_id: int, today: date, *, lock: bool = False
) -> OpenSheet:
    """Any sheet of a cluster that I run (to return it)."""
    found = _open(session, sheet_id, today, lock=lock)
    if found is None:
        raise NotYourCluster
    require(me, found.period.cluster_id, Right.RUN)
    return found


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
        & (col(OfficeTerm.to_on) >= _TODAY),
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
            before = seats.get(row.mandate_id)
            offices = (before.offices if before else frozenset()) | (
                {row.office} if row.office else frozenset()
            )
            seats[row.mandate_id] = Seat(
                row.mandate_id, row.cluster_id, row.cluster_name, row.unit_id, row.role, offices
            )
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
