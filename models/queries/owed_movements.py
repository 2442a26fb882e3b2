"""What the year's movements ask of units just now: to register, and to report."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Date, Row, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cluster import Membership
from models.news import Movement, MovementReport, MovementUnit
from models.queries.movement import days_of
from models.rules.calendar import end_of_day, local_date
from models.rules.duties import Duty, DutyKind
from models.rules.movement import COMES_NEAR, STILL_TAKEN, wanted_report

_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_TODAY = bindparam("today", type_=Date())
_OPEN = (
    col(Movement.cluster_id).in_(_CLUSTERS)
    & col(Movement.ended_at).is_(None)
    & (col(Movement.ends_on) >= bindparam("since", type_=Date()))
)
_UNITS = (
    columns(
        Movement.id,
        Movement.cluster_id,
        Movement.name,
        Movement.ends_on,
        Movement.register_by,
        Movement.report_on,
        Membership.unit_id,
        col(Movement.at).label("launched_at"),
        MovementUnit.at,
    )
    .join(Membership, col(Membership.cluster_id) == Movement.cluster_id)
    .outerjoin(
        MovementUnit,
        (col(MovementUnit.movement_id) == Movement.id)
        & (col(MovementUnit.unit_id) == Membership.unit_id),
    )
    .where(
        _OPEN,
        col(Membership.from_on) <= _TODAY,
        or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= _TODAY),
    )
)
_REPORTED = (
    columns(MovementReport.movement_id, MovementReport.unit_id, MovementReport.due_on)
    .join(Movement, col(Movement.id) == MovementReport.movement_id)
    .where(_OPEN)
    .distinct()
)


def owed(session: Session, cluster_ids: Sequence[int], now: datetime) -> list[Duty]:
    """Registrations of units that take no part yet; the report that is wanted from the others."""
    today = local_date(now)
    facts = {"clusters": cluster_ids, "since": today - STILL_TAKEN}
    rows = fetch(session, _UNITS, today=today, **facts)
    if not rows:
        return []
    reported = {tuple(row) for row in fetch(session, _REPORTED, **facts)}
    return [duty for row in rows for duty in _duties(row, reported, today)]


_AHEAD = columns(Movement.cluster_id, Movement.report_on).where(_OPEN)


def next_to_come(
    session: Session, cluster_ids: Sequence[int], now: datetime
) -> dict[int, datetime]:
    """Cluster -> when its next report comes near: nobody does anything then, and it is owed."""
    found: dict[int, datetime] = {}
    for row in fetch(session, _AHEAD, clusters=cluster_ids, since=local_date(now)):
        for day in days_of(row.report_on):
            near = end_of_day(day - COMES_NEAR - timedelta(days=1)) + timedelta(seconds=1)
            if near > now:
                found[row.cluster_id] = min(near, found.get(row.cluster_id, near))
    return found


def _duties(row: Row[Any], reported: set[tuple[Any, ...]], today: date) -> Iterator[Duty]:
    if row.at is None:
        if today <= row.ends_on:
            join = _duty(row, "join", f"join:{row.id}", row.register_by, row.ends_on)
            yield replace(join, since=row.launched_at)
        return
    day = wanted_report(days_of(row.report_on), local_date(row.at), today)
    if day is None or (row.id, row.unit_id, day) in reported or today > day + STILL_TAKEN:
        return
    yield _duty(row, "report", f"report:{row.id}:{day.isoformat()}", day, day + STILL_TAKEN)


def _duty(row: Row[Any], what: str, thing: str, due_on: date, until: date) -> Duty:
    return Duty(
        DutyKind.MOVEMENT,
        thing,
        str(row.id),
        row.cluster_id,
        row.unit_id,
        end_of_day(due_on),
        end_of_day(until),
        {"name": row.name, "what": what},
    )
