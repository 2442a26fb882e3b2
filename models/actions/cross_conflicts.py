"""Conflicts of interest (*xung đột lợi ích*) between units in cross-scoring."""

from datetime import datetime

from sqlmodel import Session, col, delete

from models.access import Actor
from models.actions.agreeing import checked_reason
from models.actions.crossing import (
    locked_tasks,
    note_crossing,
    open_crossing,
    people_of,
    period_to_cross,
)
from models.actions.post import mark, owe, wake
from models.audit import note
from models.base import columns
from models.cross import CrossConflict, CrossRound, CrossScore, CrossTask
from models.errors import UnknownButton
from models.errors_review import RoundExists
from models.sheet import Period, Sheet


def declare_conflict(
    session: Session, me: Actor, period_id: int, one: int, other: int, why: str, now: datetime
) -> int:
    """Declare that two units may not score each other; returns how many tasks that ends.

    Who: the cluster's head. When: until the round is closed. Does: keeps the reason; in an open
    round takes the pair's tasks away (what they scored stays in the record) and tells the rater.
    Declared again, only the reason changes. Refuses: NotForYou, NotYourCluster, WrongStage,
    CrossOver, UnknownButton for units that are not two of the period, ReasonNeeded, TextTooLong.
    """
    period = period_to_cross(session, me, period_id)
    if session.get(CrossRound, period_id) is not None:
        open_crossing(session, period_id)
    known = session.scalars(columns(Sheet.unit_id).where(col(Sheet.period_id) == period_id)).all()
    if one == other or not {one, other} <= set(known):
        raise UnknownButton
    reason = checked_reason(why)
    first, second = sorted((one, other))
    row = session.get(CrossConflict, (period_id, first, second))
    if row is None:
        row = CrossConflict(
            period_id=period_id, unit_a=first, unit_b=second, why=reason, by=me.person_id, at=now
        )
        session.add(row)
    row.why, row.by, row.at = reason, me.person_id, now
    ended = _end_tasks(session, me, period, {first, second}, reason, now)
    said = {"units": [first, second], "ended": ended}
    note_crossing(session, me, period, "declared-conflict", now, new=said, why=reason)
    if ended:
        wake(session, period.cluster_id, now)
    return ended


def _end_tasks(
    session: Session, me: Actor, period: Period, pair: set[int], why: str, now: datetime
) -> int:
    sheets = dict(
        session.execute(
            columns(Sheet.id, Sheet.unit_id).where(col(Sheet.period_id) == period.id)
        ).all()
    )
    ended = [
        task
        for task in locked_tasks(session, period)
        if {task.rater_unit_id, sheets[task.sheet_id]} == pair
    ]
    for task in ended:
        _end_task(session, me, period, task, sheets[task.sheet_id], why, now)
    return len(ended)


def _end_task(
    session: Session,
    me: Actor,
    period: Period,
    task: CrossTask,
    scored: int,
    why: str,
    now: datetime,
) -> None:
    """The rows go; that there was a task, whose, and each of its scores stays in the record."""
    rater, task_id = task.rater_unit_id, task.id
    old = {"rater": rater, "sheet": task.sheet_id, "submitted": task.submitted_at is not None}
    session.execute(delete(CrossScore).where(col(CrossScore.task_id) == task_id))
    session.delete(task)
    note(
        session,
        now,
        "ended-cross",
        f"cross:{task_id}",
        person_id=me.person_id,
        unit_id=rater,
        cluster_id=period.cluster_id,
        old=old,
        why=why,
    )
    mark(session, f"cross-task:{task_id}", by=me.person_id)
    people = people_of(session, period, rater, now)
    owe(session, now, "cross-ended", str(task_id), people, period=period.id, unit=scored)


def lift_conflict(
    session: Session, me: Actor, period_id: int, one: int, other: int, now: datetime
) -> None:
    """Take a declared conflict back.

    Who: the cluster's head. When: cross-scoring is not opened yet; later, tasks that a conflict
    has ended would not come back. Does: the pair may score each other again. A second time changes
    nothing. Refuses: NotForYou, NotYourCluster, WrongStage, RoundExists.
    """
    period = period_to_cross(session, me, period_id)
    if session.get(CrossRound, period_id) is not None:
        raise RoundExists
    first, second = sorted((one, other))
    row = session.get(CrossConflict, (period_id, first, second))
    if row is not None:
        session.delete(row)
        said = {"units": [first, second]}
        note_crossing(session, me, period, "lifted-conflict", now, old=said, why=row.why)
