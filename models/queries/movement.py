"""Movements: their days and goals, which units take part, how far they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Row, bindparam
from sqlmodel import Session, col

from models import access
from models.access import Actor
from models.base import columns, fetch
from models.cluster import Cluster
from models.errors import NotYourCluster
from models.news import Movement, MovementReport, MovementUnit
from models.people import Person
from models.queries.people import MemberUnit, joined_people, member_units
from models.rules.calendar import local_date
from models.rules.movement import STILL_TAKEN, next_report, wanted_report


@dataclass(frozen=True, slots=True)
class MovementState:
    """A movement as everybody of its cluster sees it."""

    movement_id: int
    cluster_id: int
    cluster_name: str
    year: int
    name: str
    goal: str
    theme: str
    starts_on: date
    ends_on: date
    register_by: date
    report_on: tuple[date, ...]
    at: datetime
    ended_at: datetime | None = None
    ended_why: str = ""

    @property
    def withdrawn(self) -> bool:
        """Ended before it began."""
        return self.ended_at is not None and local_date(self.ended_at) < self.starts_on

    def runs(self, today: date) -> bool:
        """Whether units may register."""
        return self.ended_at is None and today <= self.ends_on

    def takes_reports(self, today: date) -> bool:
        """Whether units may report: some weeks longer."""
        return self.ended_at is None and today <= self.ends_on + STILL_TAKEN


@dataclass(frozen=True, slots=True)
class Report:
    """How far a unit said it was."""

    due_on: date
    percent: int
    said: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit in a movement. `registered_at` is none as long as it does not take part."""

    unit_id: int
    name: str
    short_name: str
    registered_at: datetime | None = None
    pledge: str = ""
    reports: tuple[Report, ...] = ()
    """In the order in which they were given; the last one counts."""

    @property
    def last(self) -> Report | None:
        """What counts."""
        return self.reports[-1] if self.reports else None

    def answers(self, report_on: Sequence[date], today: date) -> date | None:
        """The report day that a report of today answers; none while none has come near."""
        if self.registered_at is None:
            return None
        return wanted_report(report_on, local_date(self.registered_at), today)

    def next_report(self, report_on: Sequence[date], today: date) -> date | None:
        """The report day that it has to mind next; none before it takes part, or at the end."""
        if self.registered_at is None:
            return None
        reported = frozenset(each.due_on for each in self.reports)
        return next_report(report_on, local_date(self.registered_at), today, reported)


@dataclass(frozen=True, slots=True)
class OnHome:
    """A movement under way as a unit's home card shows it; `percent`: none before a report."""

    movement_id: int
    name: str
    registered: bool
    register_by: date
    percent: int | None
    next_report: date | None


_COLUMNS = columns(
    Movement.id,
    Movement.cluster_id,
    col(Cluster.name).label("cluster_name"),
    Movement.year,
    Movement.name,
    Movement.goal,
    Movement.theme,
    Movement.starts_on,
    Movement.ends_on,
    Movement.register_by,
    Movement.report_on,
    Movement.at,
    Movement.ended_at,
    Movement.ended_why,
).join(Cluster, col(Cluster.id) == Movement.cluster_id)
_ONE = _COLUMNS.where(col(Movement.id) == bindparam("movement"))
_ALL = _COLUMNS.where(col(Movement.cluster_id) == bindparam("cluster")).order_by(
    col(Movement.ends_on).desc(), col(Movement.id).desc()
)


def movement_for(session: Session, me: Actor, movement_id: int) -> MovementState:
    """A movement of a cluster in which I have a seat; NotYourCluster for any other."""
    rows = fetch(session, _ONE, movement=movement_id)
    if not rows:
        raise NotYourCluster
    found = _state(rows[0])
    access.seat_in(me, found.cluster_id)
    return found


def movements(session: Session, cluster_id: int) -> tuple[MovementState, ...]:
    """The cluster's movements, the last to end first."""
    return tuple(_state(row) for row in fetch(session, _ALL, cluster=cluster_id))


def _state(row: Row[Any]) -> MovementState:
    facts = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for a row as a mapping
    facts["movement_id"] = facts.pop("id")
    facts["report_on"] = days_of(facts["report_on"])
    return MovementState(**facts)


def days_of(stored: Sequence[str]) -> tuple[date, ...]:
    """Report days as the database keeps them."""
    return tuple(date.fromisoformat(each) for each in stored)


def draft_key(me: Actor, stamp: str) -> str:
    """A draft among those of all people."""
    return f"{me.person_id}:{stamp}"


def launched_before(session: Session, me: Actor, stamp: str) -> int | None:
    """What a draft of mine became; none if it has not been launched."""
    query = columns(Movement.id).where(col(Movement.draft) == draft_key(me, stamp))
    return session.scalars(query).first()


def others(session: Session, me: Actor, cluster_id: int, today: date) -> list[int]:
    """Ids of the cluster's joined people but me: who is told of what I do."""
    found = joined_people(session, cluster_id, today)
    return [person for person in found if person != me.person_id]


# -- units ------------------------------------------------------------------------------------

_REGISTERED = columns(MovementUnit.unit_id, MovementUnit.pledge, MovementUnit.at).where(
    col(MovementUnit.movement_id) == bindparam("movement")
)
_REPORTS = (
    columns(
        MovementReport.unit_id,
        MovementReport.due_on,
        MovementReport.percent,
        MovementReport.said,
        col(Person.name).label("by"),
        MovementReport.at,
    )
    .join(Person, col(Person.id) == MovementReport.by)
    .where(col(MovementReport.movement_id) == bindparam("movement"))
    .order_by(col(MovementReport.id))
)


def progress_of(session: Session, found: MovementState, today: date) -> tuple[UnitProgress, ...]:
    """All member units, in their usual order, each with what it set out to do and how far it is."""
    movement = found.movement_id
    registered = {row.unit_id: row for row in fetch(session, _REGISTERED, movement=movement)}
    reports: dict[int, list[Report]] = defaultdict(list)
    for row in fetch(session, _REPORTS, movement=movement):
        report = Report(row.due_on, row.percent, row.said, row.by, row.at)
        reports[row.unit_id].append(report)
    return tuple(
        _progress(unit, registered.get(unit.unit_id), reports)
        for unit in member_units(session, found.cluster_id, today)
    )


def _progress(
    unit: MemberUnit, row: Row[Any] | None, reports: Mapping[int, Sequence[Report]]
) -> UnitProgress:
    names = (unit.unit_id, unit.name, unit.short_name)
    if row is None:
        return UnitProgress(*names)
    return UnitProgress(*names, row.at, row.pledge, tuple(reports[unit.unit_id]))


# -- the home card ----------------------------------------------------------------------------

_HOME = (
    columns(
        Movement.id,
        Movement.name,
        Movement.register_by,
        Movement.report_on,
        MovementUnit.at,
    )
    .outerjoin(
        MovementUnit,
        (col(MovementUnit.movement_id) == Movement.id)
        & (col(MovementUnit.unit_id) == bindparam("unit")),
    )
    .where(
        col(Movement.cluster_id) == bindparam("cluster"),
        col(Movement.ended_at).is_(None),
        col(Movement.ends_on) >= bindparam("today", type_=Date()),
    )
    .order_by(col(Movement.ends_on), col(Movement.id))
)
_HOME_REPORTS = (
    columns(MovementReport.movement_id, MovementReport.due_on, MovementReport.percent)
    .join(Movement, col(Movement.id) == MovementReport.movement_id)
    .where(
        col(Movement.cluster_id) == bindparam("cluster"),
        col(MovementReport.unit_id) == bindparam("unit"),
        col(Movement.ended_at).is_(None),
        col(Movement.ends_on) >= bindparam("today", type_=Date()),
    )
    .order_by(col(MovementReport.id))
)


def on_home(session: Session, cluster_id: int, unit_id: int, today: date) -> tuple[OnHome, ...]:
    """The movements under way, the first to end first, with how far the unit is."""
    facts = {"cluster": cluster_id, "unit": unit_id, "today": today}
    rows = fetch(session, _HOME, **facts)
    if not rows:
        return ()
    given: dict[int, list[Row[Any]]] = defaultdict(list)
    for report in fetch(session, _HOME_REPORTS, **facts):
        given[report.movement_id].append(report)
    return tuple(_on_home(row, given[row.id], today) for row in rows)


def _on_home(row: Row[Any], given: Sequence[Row[Any]], today: date) -> OnHome:
    reported = frozenset(each.due_on for each in given)
    days = days_of(row.report_on)
    wanted = next_report(days, local_date(row.at), today, reported) if row.at else None
    percent = given[-1].percent if given else None
    return OnHome(row.id, row.name, row.at is not None, row.register_by, percent, wanted)
