"""Cross-scoring as a rater's screens need it: what a unit has been given, and one task of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cross import CrossScore
from models.cross_access import OpenTask
from models.errors import UnknownButton, UnknownItem
from models.errors_review import NotAsked
from models.people import Person
from models.points import ZERO
from models.queries.criteria import Loaded
from models.queries.people import unit_names
from models.queries.period import PeriodState
from models.queries.sheet import ItemState, sheet_view
from models.rules.cross_assignment import asked_of_peers
from models.rules.outliers import needs_comment
from models.rules.scoring import Working
from models.rules.stages import Stage
from models.sheet import SheetState


@dataclass(frozen=True, slots=True)
class Given:
    """What the rater unit has given for an item, and who of it did."""

    points: Decimal
    comment: str
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CrossItem:
    """An item that is asked of the rater: what was declared, and its own points."""

    state: ItemState
    working: Working
    given: Given | None

    @property
    def code(self) -> str:
        """The item's code."""
        return self.state.item.code

    @property
    def declared(self) -> Decimal:
        """The points the unit declared; none declared are 0."""
        return self.working.points or ZERO

    @property
    def stale(self) -> bool:
        """The unit has changed its answer since it was scored."""
        given, at = self.given, self.state.at
        return given is not None and at is not None and at > given.at

    @property
    def done(self) -> bool:
        """It is scored, and what it was scored by still stands."""
        return self.given is not None and not self.stale

    @property
    def version(self) -> int:
        """What a button carries: 0 until the item is first scored."""
        return self.given.version if self.given else 0

    def needs_comment(self, points: Decimal) -> bool:
        """Whether these points are so far from the declared ones that they must be explained."""
        return needs_comment(points, self.declared, self.state.item.max)


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as the rater unit may see it: nothing of the sheet but what is asked of peers."""

    task_id: int
    sheet_id: int
    period: PeriodState
    unit_name: str
    short_name: str
    rater_name: str
    loaded: Loaded
    items: Mapping[str, CrossItem]
    due_at: datetime
    closed_at: datetime | None
    submitted_at: datetime | None
    submitted_by: str
    readable: bool
    """The sheet is handed in; while it is being corrected nothing of it is shown."""
    now: datetime

    @property
    def over_at(self) -> datetime | None:
        """Since when no cross-scores are taken; none while they are."""
        if self.closed_at is not None:
            return min(self.closed_at, self.due_at)
        return self.due_at if self.now > self.due_at else None

    @property
    def is_open(self) -> bool:
        """Cross-scores are taken."""
        return self.over_at is None and self.period.stage is Stage.APPRAISAL

    @property
    def editable(self) -> bool:
        """Items can be scored now."""
        return self.is_open and self.readable and self.submitted_at is None

    @property
    def missing(self) -> tuple[CrossItem, ...]:
        """What is not scored yet, in order."""
        return tuple(item for item in self.items.values() if not item.done)

    @property
    def done(self) -> int:
        """How many items are scored."""
        return len(self.items) - len(self.missing)

    @property
    def seal(self) -> int:
        """Changes with every change of a score: what is handed in is what was on screen."""
        return sum(item.version for item in self.items.values())

    def in_part(self, part: str) -> tuple[CrossItem, ...]:
        """The asked items of a top-level part, in order."""
        return tuple(item for item in self.items.values() if item.state.part == part)

    def by_number(self, number: int) -> CrossItem:
        """The asked item with this number on screens; UnknownButton if it is none."""
        found = self.loaded.item_by_number(number)
        if found is None or found.code not in self.items:
            raise UnknownButton
        return self.items[found.code]

    def by_key(self, key: str) -> CrossItem:
        """The asked item with this number or code; UnknownItem, NotAsked."""
        found = self.loaded.find(key)
        if found is None:
            raise UnknownItem(key)
        if found.code not in self.items:
            raise NotAsked(found.code)
        return self.items[found.code]

    def after(self, code: str) -> CrossItem | None:
        """The next item without a score behind `code`, from the top again if need be."""
        order = list(self.items)
        start = order.index(code) + 1
        found = (self.items[each] for each in order[start:] + order[:start])
        return next((each for each in found if not each.done), None)


def asked_codes(
    loaded: Loaded, workings: Mapping[str, Working], answered: Collection[str], period: str
) -> tuple[str, ...]:
    """The items of one sheet that peers score, in order.

    Not those that the unit was not assigned, nor a part that this period leaves optional and the
    unit has left wholly blank.
    """
    here = (each for each in loaded.table.periods if each.code == period)
    optional = next((each.optional_sections for each in here), frozenset())
    blank = frozenset(optional) - {loaded.part_of[code] for code in answered}
    asked = asked_of_peers(loaded.table)
    return tuple(
        code
        for code in loaded.items
        if code in asked and not workings[code].not_assigned and loaded.part_of[code] not in blank
    )


def task_view(session: Session, found: OpenTask, now: datetime, today: date) -> TaskView:
    """A task and what its unit has given so far."""
    task, opened = found.task, found.found
    sheet = sheet_view(session, opened, now)
    readable = opened.sheet.state == SheetState.SUBMITTED
    answered = [code for code, item in sheet.items.items() if item.answer is not None]
    workings, given = sheet.totals.workings, _given(session, task.id or 0)
    codes = asked_codes(sheet.loaded, workings, answered, opened.period.code) if readable else ()
    names = unit_names(session, [task.rater_unit_id, opened.sheet.unit_id], today)
    by = session.get(Person, task.submitted_by) if task.submitted_by else None
    return TaskView(
        task.id or 0,
        task.sheet_id,
        sheet.status.period,
        *names[opened.sheet.unit_id],
        names[task.rater_unit_id][0],
        sheet.loaded,
        {code: CrossItem(sheet.items[code], workings[code], given.get(code)) for code in codes},
        found.crossing.due_at,
        found.crossing.closed_at,
        task.submitted_at,
        by.name if by else "",
        readable,
        now,
    )


_GIVEN = (
    columns(
        CrossScore.code,
        CrossScore.points,
        CrossScore.comment,
        CrossScore.version,
        col(Person.name).label("by"),
        CrossScore.at,
    )
    .join(Person, col(Person.id) == CrossScore.by)
    .where(col(CrossScore.task_id) == bindparam("task_id"))
)


def _given(session: Session, task_id: int) -> dict[str, Given]:
    rows = fetch(session, _GIVEN, task_id=task_id)
    return {row.code: _one(row) for row in rows}


def _one(row: Row[Any]) -> Given:
    return Given(row.points, row.comment, row.version, row.by, row.at)
