"""What a unit has been given to cross-score, and what a home card says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col

from models.access import Actor
from models.base import columns
from models.cross import CrossRound, CrossTask
from models.cross_access import crossed_task
from models.errors_review import OwnUnit
from models.queries.cross import TaskView, task_view
from models.queries.period import PeriodState, period_state
from models.queries.period_sheets import table_for
from models.rules.cross_assignment import asked_of_peers
from models.rules.stages import Stage
from models.seats import Right, has
from models.sheet import Period


def my_tasks(
    session: Session, me: Actor, period: Period, now: datetime, today: date
) -> tuple[TaskView, ...]:
    """What my units have been given in a period, in the order of the assignment."""
    units = [seat.unit_id for seat in me.seats if seat.cluster_id == period.cluster_id]
    session.flush()  # what this turn has written is part of what it shows
    query = (
        columns(CrossTask.id)
        .where(
            col(CrossTask.period_id) == period.id,
            col(CrossTask.rater_unit_id).in_([unit for unit in units if unit is not None]),
        )
        .order_by(col(CrossTask.id))
    )
    return _views(session, me, session.scalars(query).all(), now, today)


def _views(
    session: Session, me: Actor, task_ids: Sequence[int], now: datetime, today: date
) -> tuple[TaskView, ...]:
    found = []
    for task_id in task_ids:
        try:
            task = crossed_task(session, me, task_id, today)
        except OwnUnit:
            continue  # a person who speaks for both units does not score the one for the other
        found.append(task_view(session, task, now, today))
    return tuple(found)


def task_on(
    session: Session, me: Actor, sheet_id: int, now: datetime, today: date
) -> TaskView | None:
    """My unit's task to cross-score that sheet; none if it has not been given to a unit of mine."""
    units = [seat.unit_id for seat in me.seats if seat.unit_id is not None]
    query = columns(CrossTask.id).where(
        col(CrossTask.sheet_id) == sheet_id, col(CrossTask.rater_unit_id).in_(units)
    )
    tasks = _views(session, me, session.scalars(query).all(), now, today)
    return tasks[0] if tasks else None


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a home card says of cross-scoring."""

    period: PeriodState
    tasks: tuple[TaskView, ...]
    opened: bool
    closed: bool
    may_run: bool
    may_set_up: bool
    """Runs the cluster, and the criteria table asks something of peers."""


def crossing_of(
    session: Session, me: Actor, period: Period, name: str, now: datetime, today: date
) -> Crossing | None:
    """Cross-scoring as it concerns me while sheets are appraised; none otherwise."""
    if period.stage is not Stage.APPRAISAL:
        return None
    crossing = session.get(CrossRound, period.id)
    seats = [seat for seat in me.seats if seat.cluster_id == period.cluster_id]
    opened, closed = crossing is not None, crossing is not None and crossing.closed_at is not None
    may_run = any(has(seat, Right.RUN) for seat in seats)
    return Crossing(
        period_state(period, name, now),
        my_tasks(session, me, period, now, today) if opened and not closed else (),
        opened,
        closed,
        may_run,
        may_set_up=may_run
        and not opened
        and bool(asked_of_peers(table_for(session, period).table)),
    )
