"""A round of cross-scoring as the head sees it: who takes part, who scores whom, how far they are.

No points: the head is a competitor, too.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col

from models.base import columns
from models.cluster import Cluster
from models.cross import CrossConflict, CrossRound, CrossScore, CrossTask
from models.queries.cross import asked_codes
from models.queries.people import unit_names
from models.queries.period import PeriodState, period_state
from models.queries.period_sheets import PeriodSheets, period_sheets, table_for
from models.rules.cross_assignment import asked_of_peers, most_reviewers
from models.sheet import Entry, Period, Sheet, SheetState

Names = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two units that may not score each other, by their ids in order, and why."""

    unit_a: int
    unit_b: int
    name_a: str
    name_b: str
    why: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a round is made of, before it is opened."""

    period: PeriodState
    units: tuple[int, ...]
    """The units that take part, by id: those that have handed in."""
    names: Names
    """Unit id -> (name, short name), of every unit of the period."""
    absent: tuple[str, ...]
    """Short names of the units without a sheet handed in."""
    conflicts: tuple[Conflict, ...]
    asked: int
    usual: int
    """How many reviewers the criteria table gives a unit, as far as that is possible."""
    most: int

    @property
    def barred(self) -> frozenset[frozenset[int]]:
        """The pairs that may not score each other."""
        return frozenset(frozenset((each.unit_a, each.unit_b)) for each in self.conflicts)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """How far one unit is with scoring another: `done` of `whole` items."""

    task_id: int
    sheet_id: int
    rater_id: int
    rater: str
    unit_id: int
    unit: str
    done: int
    whole: int
    submitted: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """A round, task by task."""

    period: PeriodState
    per_unit: int
    due_at: datetime
    closed_at: datetime | None
    rows: tuple[TaskRow, ...]
    conflicts: tuple[Conflict, ...]
    units: Mapping[int, str]
    """Unit id -> short name, of every unit of the period."""

    @property
    def owing(self) -> tuple[TaskRow, ...]:
        """Tasks that are not handed in."""
        return tuple(row for row in self.rows if not row.submitted)

    @property
    def missing(self) -> dict[str, int]:
        """Rater unit -> how many tasks it has not handed in."""
        return dict(Counter(row.rater for row in self.owing))


def set_up(session: Session, period: Period, now: datetime, today: date) -> SetUp:
    """Who would take part in a round opened now."""
    sheets = _sheets(session, period)
    names = unit_names(session, [sheet.unit_id for sheet in sheets], today)
    units = tuple(sheet.unit_id for sheet in sheets if sheet.state == SheetState.SUBMITTED)
    table = table_for(session, period).table
    most = most_reviewers(len(units))
    return SetUp(
        _state(session, period, now),
        units,
        names,
        tuple(names[sheet.unit_id][1] for sheet in sheets if sheet.unit_id not in units),
        conflicts_of(session, period, names),
        len(asked_of_peers(table)),
        max(1, min(table.final_score.reviewers_per_unit, most)),
        most,
    )


def _sheets(session: Session, period: Period) -> list[Sheet]:
    query = columns(Sheet).where(col(Sheet.period_id) == period.id).order_by(col(Sheet.id))
    return list(session.scalars(query).all())


def _state(session: Session, period: Period, now: datetime) -> PeriodState:
    return period_state(period, session.get_one(Cluster, period.cluster_id).name, now)


def conflicts_of(session: Session, period: Period, names: Names) -> tuple[Conflict, ...]:
    """The conflicts of interest that are declared for a period."""
    session.flush()  # what this turn has written is part of what it shows
    query = (
        columns(CrossConflict)
        .where(col(CrossConflict.period_id) == period.id)
        .order_by(col(CrossConflict.unit_a), col(CrossConflict.unit_b))
    )
    return tuple(
        Conflict(each.unit_a, each.unit_b, names[each.unit_a][1], names[each.unit_b][1], each.why)
        for each in session.scalars(query).all()
    )


def round_of(session: Session, period: Period) -> CrossRound | None:
    """The period's round, if it has been opened."""
    return session.get(CrossRound, period.id)


def progress(
    session: Session, period: Period, crossing: CrossRound, now: datetime, today: date
) -> Progress:
    """How far a round is."""
    session.flush()  # what this turn has written is part of what it shows
    declared = period_sheets(session, period)
    names = unit_names(session, [sheet.unit_id for sheet in declared.sheets], today)
    sheets = {sheet.id or 0: sheet for sheet in declared.sheets}
    tasks = tasks_of(session, period)
    asked = {
        sheet_id: asked_in(declared, sheets[sheet_id])
        for sheet_id in {task.sheet_id for task in tasks}
    }
    done = _done(session, period, asked)
    rows = tuple(_row(task, sheets[task.sheet_id], names, asked, done) for task in tasks)
    return Progress(
        _state(session, period, now),
        crossing.per_unit,
        crossing.due_at,
        crossing.closed_at,
        rows,
        conflicts_of(session, period, names),
        {unit_id: short for unit_id, (_, short) in names.items()},
    )


def tasks_of(session: Session, period: Period) -> list[CrossTask]:
    """The tasks of a period, in the order of the assignment."""
    query = (
        columns(CrossTask).where(col(CrossTask.period_id) == period.id).order_by(col(CrossTask.id))
    )
    return list(session.scalars(query).all())


def asked_in(declared: PeriodSheets, sheet: Sheet) -> tuple[str, ...]:
    """The items of a sheet that peers score; none while it is with its unit for correction."""
    if sheet.state != SheetState.SUBMITTED:
        return ()
    workings = declared.totals(sheet).workings
    period = declared.period.code
    return asked_codes(declared.loaded, workings, declared.answers_of(sheet), period)


def _done(session: Session, period: Period, asked: Mapping[int, tuple[str, ...]]) -> Counter[int]:
    """Task id -> asked items scored, without those that the unit has changed since."""
    query = (
        columns(
            CrossScore.task_id,
            CrossTask.sheet_id,
            CrossScore.code,
            CrossScore.at,
            col(Entry.at).label("declared_at"),
        )
        .join(CrossTask, col(CrossTask.id) == CrossScore.task_id)
        .outerjoin(
            Entry,
            (col(Entry.sheet_id) == CrossTask.sheet_id) & (col(Entry.code) == CrossScore.code),
        )
        .where(col(CrossTask.period_id) == period.id)
    )
    return Counter(
        row.task_id
        for row in session.execute(query).all()
        if row.code in asked.get(row.sheet_id, ())
        and (row.declared_at is None or row.declared_at <= row.at)
    )


def _row(
    task: CrossTask,
    sheet: Sheet,
    names: Names,
    asked: Mapping[int, tuple[str, ...]],
    done: Counter[int],
) -> TaskRow:
    return TaskRow(
        task.id or 0,
        task.sheet_id,
        task.rater_unit_id,
        names[task.rater_unit_id][1],
        sheet.unit_id,
        names[sheet.unit_id][1],
        done[task.id or 0],
        len(asked[task.sheet_id]),
        submitted=task.submitted_at is not None,
    )
