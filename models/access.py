"""The only way to another's row: it checks the right, then returns the row.

A *seat* is a mandate valid today, with the offices that its unit holds today. One table names who
may do what; a right that is missing is refused with the sentence of its class.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from sqlalchemy import Date, bindparam
from sqlmodel import Session, col

from models.base import columns
from models.cluster import Cluster, UnitName
from models.criteria import CriteriaSet
from models.errors import NotForYou, NotYourCluster, NotYourUnit
from models.errors_review import OwnUnit
from models.queries.criteria import targets_of
from models.reader import reader_of
from models.rules.kinds import Layer
from models.seats import Actor, Right, Seat, actor, actor_of, has
from models.sheet import Period, Sheet

__all__ = [
    "Actor",
    "OpenSheet",
    "Right",
    "Seat",
    "actor",
    "actor_of",
    "any_sheet",
    "appraised_sheet",
    "cluster_for",
    "cluster_of",
    "has",
    "hold_period",
    "own_sheet",
    "period_for",
    "period_locked",
    "proven_sheet",
    "readable_sheet",
    "require",
    "row_for",
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


def cluster_of(session: Session, me: Actor, cluster_id: int) -> Cluster:
    """The cluster, if I have any seat there."""
    seat_in(me, cluster_id)
    return session.get_one(Cluster, cluster_id)


class OfACluster(Protocol):
    """A row that belongs to a cluster."""

    cluster_id: int


Owned = TypeVar("Owned", bound=OfACluster)


def row_for(
    session: Session,
    me: Actor,
    table: type[Owned],
    row_id: int,
    right: Right | None = None,
    *,
    lock: bool = False,
) -> Owned:
    """The row, if I have the right in its cluster (any seat there, if none is named).

    NotYourCluster where there is none. Locked, to be changed.
    """
    row = session.get(table, row_id)
    if row is None:
        raise NotYourCluster
    if right is None:
        seat_in(me, row.cluster_id)
    else:
        require(me, row.cluster_id, right)
    if lock:
        # Read again what was in the session: another press may have changed it while this waited.
        return session.get_one(table, row_id, with_for_update=True, populate_existing=True)
    return row


def period_for(session: Session, me: Actor, period_id: int, right: Right | None = None) -> Period:
    """The period, if I have the right in its cluster (any seat there, if none is named)."""
    return row_for(session, me, Period, period_id, right)


def period_locked(session: Session, me: Actor, period_id: int, right: Right) -> Period:
    """The period, if I have the right in its cluster; locked, to be moved on."""
    return row_for(session, me, Period, period_id, right, lock=True)


def hold_period(session: Session, sheet_id: int, *, alone: bool = False) -> None:
    """Keep a sheet's period at its stage until this transaction ends.

    Before the sheet itself is locked: always the period first, so that nobody waits in a circle.
    Many may hold it, each for another sheet; `alone` also keeps them away, for what concerns the
    whole table. The period is read again: it may have moved on while this waited.
    """
    query = (
        columns(Period)
        .join(Sheet, col(Sheet.period_id) == Period.id)
        .where(col(Sheet.id) == sheet_id)
        .with_for_update(read=not alone, of=Period)
        .execution_options(populate_existing=True)
    )
    session.scalars(query).first()


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


def readable_sheet(
    session: Session, me: Actor, sheet_id: int, today: date, layer: Layer = Layer.SELF
) -> OpenSheet:
    """A sheet of which I may read that layer: `models/rules/visibility.py` says when."""
    found = any_sheet(session, me, sheet_id, today)
    if not reader_of(session, me, found.period, today).sees(found.sheet, layer):
        raise NotForYou
    return found


def any_sheet(session: Session, me: Actor, sheet_id: int, today: date) -> OpenSheet:
    """A sheet of a cluster in which I have a seat; what I may see of it, its reader says."""
    found = _open(session, sheet_id, today)
    if found is None:
        raise NotYourCluster
    seat_in(me, found.period.cluster_id)
    return found


def proven_sheet(session: Session, me: Actor, sheet_id: int, today: date) -> OpenSheet:
    """A sheet whose evidence I may look at."""
    found = any_sheet(session, me, sheet_id, today)
    if not reader_of(session, me, found.period, today).sees_evidence(found.sheet):
        raise NotForYou
    return found


def appraised_sheet(
    session: Session, me: Actor, sheet_id: int, today: date, *, lock: bool = False
) -> OpenSheet:
    """A sheet that is mine to appraise: never my own unit's, whatever office it holds."""
    found = _open(session, sheet_id, today, lock=lock)
    if found is None:
        raise NotYourCluster
    seat_in(me, found.period.cluster_id)
    if _is_mine(me, found):
        raise OwnUnit
    if not reader_of(session, me, found.period, today).may_appraise(found.sheet):
        raise NotForYou
    return found


def run_sheet(
    session: Session, me: Actor, sheet_id: int, today: date, *, lock: bool = False
) -> OpenSheet:
    """Any sheet of a cluster that I run (to return it)."""
    found = _open(session, sheet_id, today, lock=lock)
    if found is None:
        raise NotYourCluster
    require(me, found.period.cluster_id, Right.RUN)
    return found
