"""Cross-scoring (*chấm chéo*) by a peer unit: item by item, handed in, taken back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.access import Actor
from models.actions.agreeing import checked_reason
from models.actions.post import mark, wake
from models.audit import note
from models.cross import CrossScore, CrossTask
from models.cross_access import crossed_task
from models.errors import ChangedMeanwhile, OutOfRange, SheetNotHandedIn, TextTooLong
from models.errors_review import (
    CommentNeeded,
    CrossHandedIn,
    CrossMissing,
    CrossOver,
    WrongStage,
)
from models.people import Person
from models.points import parse_decimal, rounded
from models.queries.cross import CrossItem, TaskView, task_view
from models.rules.calendar import local_date
from models.rules.stages import Stage

COMMENT_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class CrossDesk:
    """A task before a person of the rater unit, its row locked."""

    session: Session
    me: Actor
    task: CrossTask
    cluster_id: int
    view: TaskView
    now: datetime


def open_task(session: Session, me: Actor, task_id: int, now: datetime) -> CrossDesk:
    """A task to be worked on.

    Who: anybody who speaks for the rater unit, never for the scored one. When: the round is open
    and its deadline not over, the period is at appraisal. Does: locks the row, so that two
    officers follow each other. Refuses: NotYourTask, OwnUnit, WrongStage, CrossOver.
    """
    today = local_date(now)
    found = crossed_task(session, me, task_id, today, lock=True)
    period = found.found.period
    if period.stage is not Stage.APPRAISAL:
        raise WrongStage(period.stage)
    view = task_view(session, found, now, today)
    if view.over_at is not None:
        raise CrossOver(view.over_at)
    return CrossDesk(session, me, found.task, period.cluster_id, view, now)


def _to_score(session: Session, me: Actor, task_id: int, now: datetime) -> CrossDesk:
    """A task in which items can be scored."""
    desk = open_task(session, me, task_id, now)
    if desk.task.submitted_at is not None:
        raise CrossHandedIn
    if not desk.view.readable:
        raise SheetNotHandedIn
    return desk


def agree(
    session: Session, me: Actor, task_id: int, key: str, seen: int | None, now: datetime
) -> str:
    """Give an item the points that its unit declared; returns its code.

    Who: anybody who speaks for the rater unit. When: the task is open and not handed in. Does:
    keeps the declared points (0 without an answer). A second time changes nothing. Refuses: what
    `open_task` refuses, CrossHandedIn, SheetNotHandedIn, UnknownItem, NotAsked, ChangedMeanwhile.
    """
    desk = _to_score(session, me, task_id, now)
    item = desk.view.by_key(key)
    _put(desk, item, item.declared, "", seen)
    return item.code


def give(
    session: Session,
    me: Actor,
    task_id: int,
    key: str,
    typed: str,
    why: str,
    seen: int | None,
    now: datetime,
) -> str:
    """Give an item points of one's own, 0.00 to the item's most; returns its code.

    Who: anybody who speaks for the rater unit. When: the task is open and not handed in. Does:
    keeps points, comment and who; `seen` is the version on the card. Refuses: what `agree`
    refuses, what `points_for` refuses, CommentNeeded where they are far from the declared ones,
    ReasonNeeded, TextTooLong.
    """
    desk = _to_score(session, me, task_id, now)
    item = desk.view.by_key(key)
    points = points_for(item, typed)
    _put(desk, item, points, _comment(item, points, why), seen)
    return item.code


def agree_rest(session: Session, me: Actor, task_id: int, now: datetime) -> int:
    """Give all items that are not scored yet the declared points; returns how many.

    Who: anybody who speaks for the rater unit. When: the task is open and not handed in. Does: as
    `agree`, for each. Nothing that is scored is touched. Refuses: what `agree` refuses of the task.
    """
    desk = _to_score(session, me, task_id, now)
    waiting = desk.view.missing
    for item in waiting:
        _put(desk, item, item.declared, "", None)
    return len(waiting)


def points_for(item: CrossItem, typed: str) -> Decimal:
    """The points that were typed for an item.

    Who: any action. When: always. Does: reads them. Refuses: OutOfRange, what `parse_decimal`
    refuses.
    """
    points = parse_decimal(typed)
    if points > item.state.item.max:
        raise OutOfRange(item.state.item.max)
    return rounded(points)


def _comment(item: CrossItem, points: Decimal, why: str) -> str:
    """A comment must say something where it is needed; elsewhere it is welcome."""
    if item.needs_comment(points):
        if not why.strip():
            raise CommentNeeded(item.code)
        return checked_reason(why)
    if len(why) > COMMENT_AT_MOST:
        raise TextTooLong(COMMENT_AT_MOST)
    return why.strip()


def _put(desk: CrossDesk, item: CrossItem, points: Decimal, comment: str, seen: int | None) -> None:
    row = desk.session.get(CrossScore, (desk.task.id, item.code))
    if row is not None and not item.stale and (row.points, row.comment) == (points, comment):
        return
    _guard(desk, row, seen)
    old = _kept(row) if row is not None else None
    if row is None:
        row = CrossScore(
            task_id=desk.task.id or 0,
            code=item.code,
            points=points,
            version=0,
            by=desk.me.person_id,
            at=desk.now,
        )
        desk.session.add(row)
    row.points, row.comment, row.version = points, comment, row.version + 1
    row.by, row.at = desk.me.person_id, desk.now
    _note(desk, "cross-scored", item.code, old=old, new=_kept(row), why=comment)


def _guard(desk: CrossDesk, row: CrossScore | None, seen: int | None) -> None:
    """Nobody overwrites unseen what a colleague has given; one's own presses follow in order."""
    if row is None or seen in (None, row.version) or row.by == desk.me.person_id:
        return
    raise ChangedMeanwhile(desk.session.get_one(Person, row.by).name, row.code)


def _kept(row: CrossScore) -> dict[str, Any]:
    return {"points": str(row.points), "comment": row.comment, "version": row.version}


def submit(session: Session, me: Actor, task_id: int, now: datetime) -> None:
    """Hand in the scores of one sheet.

    Who: anybody who speaks for the rater unit. When: the task is open and every asked item is
    scored. Does: they count from now on. A second time changes nothing. Refuses: what `open_task`
    refuses, SheetNotHandedIn, CrossMissing.
    """
    desk = open_task(session, me, task_id, now)
    if desk.task.submitted_at is not None:
        return
    if not desk.view.readable:
        raise SheetNotHandedIn
    if missing := desk.view.missing:
        raise CrossMissing(tuple(item.code for item in missing))
    desk.task.submitted_at, desk.task.submitted_by = now, me.person_id
    _note(desk, "cross-submitted", "", new={"items": len(desk.view.items)})
    wake(session, desk.cluster_id, now)


def withdraw(session: Session, me: Actor, task_id: int, now: datetime) -> None:
    """Take the scores of one sheet back, to change them.

    Who: anybody who speaks for the rater unit. When: the task is open. Does: they do not count
    until they are handed in again. A second time changes nothing. Refuses: what `open_task`
    refuses.
    """
    desk = open_task(session, me, task_id, now)
    if desk.task.submitted_at is None:
        return
    desk.task.submitted_at = desk.task.submitted_by = None
    _note(desk, "cross-withdrawn", "")
    wake(session, desk.cluster_id, now)


def _note(desk: CrossDesk, verb: str, code: str, **facts: Any) -> None:
    """A line of the record, and every card that shows how far the task is."""
    task, me = desk.task, desk.me.person_id
    who = {"person_id": me, "unit_id": task.rater_unit_id, "cluster_id": desk.cluster_id}
    note(desk.session, desk.now, verb, f"cross:{task.id}", part=code, **who, **facts)
    topics = (f"cross:{task.period_id}", f"cross-task:{task.id}", f"cluster:{desk.cluster_id}")
    mark(desk.session, *topics, by=me)
