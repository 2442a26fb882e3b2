"""What an appraisal asks just now: of who appraises, of who was asked or is to be answered."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Date, Row, bindparam
from sqlmodel import Session, col

from models.appraisal import Appointment, Appraisal, Exchange, ExchangeKind
from models.base import columns, fetch
from models.calendar import CalendarStep
from models.cluster import Office, OfficeTerm, holds
from models.rules.calendar import local_date
from models.rules.duties import Duty, DutyKind
from models.rules.stages import Stage
from models.rules.workdays import end_of_working_day
from models.rules.year_steps import YearStep
from models.sheet import Period, PeriodCode, Sheet, SheetState

DAYS_TO_APPRAISE = 8
"""Working days after self-scoring is closed, unless the head has set a day in the calendar."""
DAYS_TO_ANSWER = 2
"""Working days for a question or an explanation."""

_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_TODAY = bindparam("today", type_=Date())
_UNTOLD = (
    columns(
        Period.id,
        Period.cluster_id,
        Period.year,
        Period.code,
        Period.closed_at,
        Sheet.unit_id,
        CalendarStep.at,
    )
    .join(Sheet, col(Sheet.period_id) == Period.id)
    .outerjoin(
        CalendarStep,
        (col(CalendarStep.cluster_id) == Period.cluster_id)
        & (col(CalendarStep.year) == Period.year)
        & (col(CalendarStep.code) == YearStep.APPRAISAL.value)
        & (col(Period.code) == PeriodCode.YEAR_END),
    )
    .where(
        col(Period.cluster_id).in_(_CLUSTERS),
        col(Period.stage) == Stage.APPRAISAL,
        col(Period.closed_at).is_not(None),
        col(Sheet.state) == SheetState.SUBMITTED,
        col(Sheet.appraised_at).is_(None),
    )
)
_OFFICES = columns(OfficeTerm.cluster_id, OfficeTerm.unit_id, OfficeTerm.office).where(
    col(OfficeTerm.cluster_id).in_(_CLUSTERS),
    col(OfficeTerm.office).in_((Office.HEAD, Office.DEPUTY)),
    holds(_TODAY),
)
_NAMED = (
    columns(Appointment.period_id, Appointment.unit_id)
    .join(Period, col(Period.id) == Appointment.period_id)
    .where(col(Period.cluster_id).in_(_CLUSTERS), col(Period.stage) == Stage.APPRAISAL)
)
_WAITING = (
    columns(
        Exchange.id,
        Exchange.kind,
        Exchange.code,
        Exchange.at,
        Exchange.sheet_id,
        Period.cluster_id,
        Period.stage,
        Period.review_due_at,
        col(Period.id).label("period_id"),
        Sheet.unit_id,
        col(Appraisal.unit_id).label("judge"),
    )
    .join(Period, col(Period.id) == Exchange.period_id)
    .join(Sheet, col(Sheet.id) == Exchange.sheet_id)
    .outerjoin(
        Appraisal,
        (col(Appraisal.sheet_id) == Exchange.sheet_id) & (col(Appraisal.code) == Exchange.code),
    )
    .where(
        col(Period.cluster_id).in_(_CLUSTERS),
        col(Period.stage).in_((Stage.APPRAISAL, Stage.REVIEW)),
        col(Exchange.answered_at).is_(None),
    )
    .order_by(col(Exchange.id))
)


def owed(session: Session, cluster_ids: Sequence[int], now: datetime) -> list[Duty]:
    """Sheets to appraise; questions, explanations and objections to answer."""
    untold = fetch(session, _UNTOLD, clusters=cluster_ids)
    waiting = fetch(session, _WAITING, clusters=cluster_ids)
    if not untold and not waiting:
        return []
    offices = _Offices(session, cluster_ids, now)
    return [*_to_appraise(session, cluster_ids, untold, offices), *_to_answer(waiting, offices)]


class _Offices:
    """Which units hold the offices today, by cluster."""

    def __init__(self, session: Session, cluster_ids: Sequence[int], now: datetime) -> None:
        self._held: dict[tuple[int, Office], list[int]] = defaultdict(list)
        rows = fetch(session, _OFFICES, clusters=cluster_ids, today=local_date(now))
        for row in rows:
            self._held[row.cluster_id, row.office].append(row.unit_id)

    def judges(self, cluster_id: int, unit_id: int) -> list[int]:
        """Who answers for a unit's sheet: the head's unit; for the head's own, the deputy's."""
        heads = self._held[cluster_id, Office.HEAD]
        return self._held[cluster_id, Office.DEPUTY] if unit_id in heads else heads


def _to_appraise(
    session: Session, cluster_ids: Sequence[int], rows: Sequence[Row[Any]], offices: _Offices
) -> Iterator[Duty]:
    """One duty for each unit that appraises, with how many sheets wait for it."""
    named: dict[int, set[int]] = defaultdict(set)
    for row in fetch(session, _NAMED, clusters=cluster_ids) if rows else ():
        named[row.period_id].add(row.unit_id)
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        for judge in {*offices.judges(row.cluster_id, row.unit_id), *named[row.id]}:
            if judge != row.unit_id:
                counts[row.id, judge] += 1
    periods = {row.id: row for row in rows}
    for (period_id, judge), count in counts.items():
        yield _appraisal(periods[period_id], judge, count)


def _appraisal(row: Row[Any], unit_id: int, count: int) -> Duty:
    closed = row.closed_at
    due_at = row.at if row.at and row.at > closed else end_of_working_day(closed, DAYS_TO_APPRAISE)
    return Duty(
        DutyKind.APPRAISAL,
        f"appraisal:{row.id}",
        str(row.id),
        row.cluster_id,
        unit_id,
        due_at,
        due_at + timedelta(days=60),
        {"code": row.code.value, "year": row.year, "count": count},
        closed,
    )


def _to_answer(rows: Sequence[Row[Any]], offices: _Offices) -> Iterator[Duty]:
    """One duty for each sheet and kind: the oldest that waits says until when."""
    first: dict[tuple[int, ExchangeKind, int], Row[Any]] = {}
    counts: dict[tuple[int, ExchangeKind, int], int] = defaultdict(int)
    for row in rows:
        for unit_id in _answerers(row, offices):
            key = row.sheet_id, row.kind, unit_id
            first.setdefault(key, row)
            counts[key] += 1
    for key, row in first.items():
        yield _answer(row, key[2], counts[key])


def _answerers(row: Row[Any], offices: _Offices) -> Sequence[int]:
    """Who is to answer; nobody where the step of the period has left it behind."""
    if (row.kind == ExchangeKind.OBJECTION) != (row.stage is Stage.REVIEW):
        return ()
    if row.kind == ExchangeKind.QUESTION:
        return (row.unit_id,)
    if row.kind == ExchangeKind.EXPLANATION and row.judge:
        return (row.judge,)
    return offices.judges(row.cluster_id, row.unit_id)


def _answer(row: Row[Any], unit_id: int, count: int) -> Duty:
    due_at = end_of_working_day(row.at, DAYS_TO_ANSWER)
    if row.kind == ExchangeKind.OBJECTION and row.review_due_at:
        due_at = max(due_at, row.review_due_at)
    return Duty(
        DutyKind.ANSWER,
        f"{row.kind.value}:{row.sheet_id}",
        str(row.period_id if row.kind == ExchangeKind.OBJECTION else row.sheet_id),
        row.cluster_id,
        unit_id,
        due_at,
        due_at + timedelta(days=30),
        {"what": row.kind.value, "unit": row.unit_id, "count": count, "first": row.id},
        row.at,
    )
