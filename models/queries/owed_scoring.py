"""What self-scoring, appraisal and cross-scoring ask of units just now."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cross import CrossRound, CrossTask
from models.queries import owed_appraisal
from models.rules.duties import Duty, DutyKind
from models.rules.lateness import closes_at
from models.rules.stages import Stage
from models.sheet import Period, Sheet, SheetState

_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_SHEETS = (
    columns(
        Period.id,
        Period.cluster_id,
        Period.year,
        Period.code,
        Period.due_at,
        Period.opened_at,
        Period.grace_days,
        col(Sheet.id).label("sheet_id"),
        Sheet.unit_id,
        col(Sheet.due_at).label("own_due"),
        Sheet.answered,
        Sheet.countable,
    )
    .join(Sheet, col(Sheet.period_id) == Period.id)
    .where(
        col(Period.cluster_id).in_(_CLUSTERS),
        col(Sheet.state) != SheetState.SUBMITTED,
        or_(
            col(Period.stage) == Stage.SCORING,
            (col(Period.stage) == Stage.APPRAISAL) & (col(Sheet.state) == SheetState.RETURNED),
        ),
    )
)
_TASKS = (
    columns(
        Period.id,
        Period.cluster_id,
        Period.year,
        Period.code,
        CrossRound.due_at,
        CrossRound.opened_at,
        col(CrossTask.id).label("task_id"),
        CrossTask.rater_unit_id,
        Sheet.unit_id,
    )
    .join(CrossRound, col(CrossRound.period_id) == Period.id)
    .join(CrossTask, col(CrossTask.period_id) == Period.id)
    .join(Sheet, col(Sheet.id) == CrossTask.sheet_id)
    .where(
        col(Period.cluster_id).in_(_CLUSTERS),
        col(CrossRound.closed_at).is_(None),
        col(CrossTask.submitted_at).is_(None),
    )
)


def owed(session: Session, cluster_ids: Sequence[int], now: datetime) -> list[Duty]:
    """Sheets to hand in, sheets to appraise, answers to give, peers to score."""
    return [
        *_sheets(session, cluster_ids, now),
        *owed_appraisal.owed(session, cluster_ids, now),
        *(_task(row) for row in fetch(session, _TASKS, clusters=cluster_ids)),
    ]


def _sheets(session: Session, cluster_ids: Sequence[int], now: datetime) -> Iterator[Duty]:
    """Units that may still hand in; who is out of time owes nothing any more."""
    for row in fetch(session, _SHEETS, clusters=cluster_ids):
        due_at = max(row.own_due, row.due_at) if row.own_due else row.due_at
        until = closes_at(due_at, row.grace_days)
        if now <= until:
            yield Duty(
                DutyKind.SHEET,
                f"sheet:{row.id}",
                str(row.sheet_id),
                row.cluster_id,
                row.unit_id,
                due_at,
                until,
                _period(row) | {"done": row.answered, "all": row.countable},
                row.opened_at,
            )


def _task(row: Row[Any]) -> Duty:
    return Duty(
        DutyKind.CROSS,
        f"cross:{row.id}",
        str(row.task_id),
        row.cluster_id,
        row.rater_unit_id,
        row.due_at,
        None,
        _period(row) | {"unit": row.unit_id},
        row.opened_at,
    )


def _period(row: Row[Any]) -> dict[str, Any]:
    return {"code": row.code.value, "year": row.year}
