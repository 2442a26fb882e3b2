"""A round of cross-scoring, by the head: opened, moved, urged, closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from models import access
from models.access import Actor, Right
from models.actions.post import mark, owe, wake
from models.audit import note
from models.base import columns
from models.cross import CrossRound, CrossTask
from models.errors import DateInPast, NobodyOwes, NotYourCluster, RemindedToday
from models.errors_review import (
    AssignmentChanged,
    CrossOver,
    NoRound,
    NothingAsked,
    RoundExists,
    StillCrossing,
    TooFewToCross,
    WrongStage,
)
from models.queries.crossing import set_up, tasks_of
from models.queries.people import joined_people
from models.rules.calendar import local_date
from models.rules.cross_assignment import FEWEST, fits
from models.rules.stages import Stage
from models.sheet import Period, Sheet


def period_to_cross(session: Session, me: Actor, period_id: int) -> Period:
    """The period, locked: the head's steps follow each other.

    Who: the cluster's head. When: at appraisal. Does: locks the row. Refuses: NotForYou,
    NotYourCluster, WrongStage.
    """
    access.period_for(session, me, period_id, Right.RUN)
    # Read again what was in the session: another press may have moved it while this one waited.
    period = session.get(Period, period_id, with_for_update=True, populate_existing=True)
    if period is None:
        raise NotYourCluster
    if period.stage is not Stage.APPRAISAL:
        raise WrongStage(period.stage)
    return period


def open_crossing(session: Session, period_id: int) -> CrossRound:
    """The round, locked, while it is open.

    Who: any action of the head. When: the round is not closed. Does: locks the row. Refuses:
    NoRound, CrossOver.
    """
    crossing = session.get(CrossRound, period_id, with_for_update=True, populate_existing=True)
    if crossing is None:
        raise NoRound
    if crossing.closed_at is not None:
        raise CrossOver(crossing.closed_at)
    return crossing


def open_round(
    session: Session,
    me: Actor,
    period_id: int,
    per_unit: int,
    due_at: datetime,
    pairs: Sequence[tuple[int, int]],
    now: datetime,
) -> None:
    """Open cross-scoring with an assignment that the head has seen: (rater unit, scored unit).

    Who: the cluster's head. When: self-scoring is closed and the table not open, at least three
    sheets are handed in, and the assignment still fits who takes part. Does: gives each rater
    unit its tasks and tells it. Refuses: NotForYou, NotYourCluster, WrongStage, RoundExists,
    NothingAsked, TooFewToCross, DateInPast, AssignmentChanged.
    """
    period = period_to_cross(session, me, period_id)
    if session.get(CrossRound, period_id) is not None:
        raise RoundExists
    if due_at <= now:
        raise DateInPast(due_at)
    found = set_up(session, period, now, local_date(now))
    if not found.asked:
        raise NothingAsked
    if len(found.units) < FEWEST:
        raise TooFewToCross(len(found.units))
    sound = pairs and fits(pairs, found.units, per_unit, found.barred)
    if not sound or not 1 <= per_unit <= found.most:
        raise AssignmentChanged
    session.add(
        CrossRound(
            period_id=period_id,
            per_unit=per_unit,
            due_at=due_at,
            opened_at=now,
            opened_by=me.person_id,
        )
    )
    _give_tasks(session, period, pairs)
    said = {"per_unit": per_unit, "due_at": due_at.isoformat(), "pairs": [list(p) for p in pairs]}
    note_crossing(session, me, period, "opened-cross", now, new=said)
    for unit_id in dict.fromkeys(rater for rater, _ in pairs):
        people = people_of(session, period, unit_id, now)
        key = f"{period_id}:{unit_id}"
        owe(session, now, "cross-opened", key, people, period=period_id, unit=unit_id)
    wake(session, period.cluster_id, now)


def _give_tasks(session: Session, period: Period, pairs: Iterable[tuple[int, int]]) -> None:
    sheets = session.execute(
        columns(Sheet.unit_id, Sheet.id).where(col(Sheet.period_id) == period.id)
    ).all()
    sheet_of = {unit_id: sheet_id for unit_id, sheet_id in sheets}  # noqa: C416 - rows, not pairs
    for rater, scored in pairs:
        session.add(
            CrossTask(period_id=period.id or 0, rater_unit_id=rater, sheet_id=sheet_of[scored])
        )


def people_of(session: Session, period: Period, unit_id: int, now: datetime) -> list[int]:
    """The joined people of a unit.

    Who: any action. When: the unit is to be told something. Does: looks. Refuses: nothing.
    """
    return joined_people(session, period.cluster_id, local_date(now), unit_id=unit_id)


def move_round(
    session: Session, me: Actor, period_id: int, due_at: datetime, now: datetime
) -> None:
    """Give cross-scoring another deadline.

    Who: the cluster's head. When: the round is not closed, and the new deadline lies ahead. Does:
    moves it, even after the old one is over, and tells the rater units. The same deadline again
    changes nothing. Refuses: NotForYou, NotYourCluster, WrongStage, NoRound, CrossOver, DateInPast.
    """
    period = period_to_cross(session, me, period_id)
    crossing = open_crossing(session, period_id)
    if due_at <= now:
        raise DateInPast(due_at)
    if due_at == crossing.due_at:
        return
    old, new = crossing.due_at.isoformat(), due_at.isoformat()
    crossing.due_at = due_at
    tasks = tasks_of(session, period)
    note_crossing(session, me, period, "moved-cross", now, tasks, old=old, new=new)
    for unit_id in dict.fromkeys(task.rater_unit_id for task in tasks):
        people = people_of(session, period, unit_id, now)
        key = f"{period_id}:{unit_id}:{now.isoformat()}"
        owe(session, now, "cross-moved", key, people, period=period_id, unit=unit_id, due=new)
    wake(session, period.cluster_id, now)


def remind(session: Session, me: Actor, period_id: int, now: datetime) -> int:
    """Remind the units that owe cross-scores; returns how many.

    Who: the cluster's head. When: the round is open and its deadline not over. Does: a letter to
    each joined person of each unit that owes, at most one a day. Refuses: NotForYou,
    NotYourCluster, WrongStage, NoRound, CrossOver, NobodyOwes, RemindedToday.
    """
    period = period_to_cross(session, me, period_id)
    crossing = open_crossing(session, period_id)
    if now > crossing.due_at:
        raise CrossOver(crossing.due_at)
    owing = [task for task in tasks_of(session, period) if task.submitted_at is None]
    if not owing:
        raise NobodyOwes
    units = list(dict.fromkeys(task.rater_unit_id for task in owing))
    reminded = sum(_remind_unit(session, period, unit_id, now) for unit_id in units)
    if not reminded:
        raise RemindedToday
    note_crossing(session, me, period, "reminded-cross", now, new={"units": reminded})
    return reminded


def _remind_unit(session: Session, period: Period, unit_id: int, now: datetime) -> bool:
    """Whether anybody of the unit has not been reminded today yet: the letter's key says so."""
    people = people_of(session, period, unit_id, now)
    key = f"{period.id}:{unit_id}:{local_date(now).isoformat()}"
    params = {"period": period.id, "unit": unit_id}
    return owe(session, now, "cross-reminder", key, people, **params) > 0


def close_round(session: Session, me: Actor, period_id: int, now: datetime) -> int:
    """Close cross-scoring; returns how many tasks are missing.

    Who: the cluster's head. When: every task is handed in, or the deadline is over. Does: no score
    is taken any more; what is not handed in is missing, never a zero; the rater units are told.
    Refuses: NotForYou, NotYourCluster, WrongStage, NoRound, CrossOver, StillCrossing.
    """
    period = period_to_cross(session, me, period_id)
    crossing = open_crossing(session, period_id)
    tasks = locked_tasks(session, period)
    missing = [task for task in tasks if task.submitted_at is None]
    if missing and now <= crossing.due_at:
        raise StillCrossing(len(missing), crossing.due_at)
    crossing.closed_at = now
    note_crossing(session, me, period, "closed-cross", now, tasks, new={"missing": len(missing)})
    for unit_id in dict.fromkeys(task.rater_unit_id for task in tasks):
        people = [each for each in people_of(session, period, unit_id, now) if each != me.person_id]
        owe(session, now, "cross-closed", f"{period_id}:{unit_id}", people, period=period_id)
    mark(session, f"table:{period_id}", f"appraisal:{period_id}", by=me.person_id)
    wake(session, period.cluster_id, now)
    return len(missing)


def locked_tasks(session: Session, period: Period) -> list[CrossTask]:
    """All tasks of a round, once nobody is working on any of them.

    Who: an action of the head. When: tasks are to end. Does: locks the rows, so that a score is
    part of the round or refused. Refuses: nothing.
    """
    query = (
        columns(CrossTask)
        .where(col(CrossTask.period_id) == period.id)
        .order_by(col(CrossTask.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query).all())


def note_crossing(
    session: Session,
    me: Actor,
    period: Period,
    verb: str,
    now: datetime,
    tasks: Sequence[CrossTask] = (),
    **facts: Any,
) -> None:
    """A line of the record about the round.

    Who: any action of the head. When: something has changed. Does: adds it, and has every card
    about the round (and about these tasks) drawn again. Refuses: nothing.
    """
    note(
        session,
        now,
        verb,
        f"period:{period.id}",
        person_id=me.person_id,
        cluster_id=period.cluster_id,
        **facts,
    )
    topics = (f"cross:{period.id}", f"cluster:{period.cluster_id}")
    mark(session, *topics, *(f"cross-task:{task.id}" for task in tasks), by=me.person_id)
