"""What the head reads about reminders: what is to come, in which words, and the week's work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import access
from models.access import Actor, Right
from models.cluster import ClusterKind
from models.errors_year import ReminderGone
from models.queries.board import latest_period
from models.queries.calendar import StepState, year_calendar
from models.queries.people import unit_names
from models.queries.reminding import books, ladders_of
from models.queries.years import years_under_way
from models.rules.calendar import local_date
from models.rules.duties import Duty, DutyKind
from models.rules.ladder import USUAL, Ladder
from models.rules.reminder_plan import Planned, example, find, plan, unheard
from models.rules.reminding import Book, Item, digest_after
from models.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class Desk:
    """The cluster whose reminders are looked at, and what the reader may do about them."""

    cluster_id: int
    cluster_name: str
    kind: ClusterKind
    may_run: bool


@dataclass(frozen=True, slots=True)
class PlanState:
    """Every reminder to come, the next one first."""

    desk: Desk
    planned: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class SlotState:
    """One reminder to come, and somebody's message as it will read."""

    desk: Desk
    planned: Planned
    units: Mapping[int, str]
    """Unit id -> its short name."""
    unheard: tuple[int, ...]
    """Units that owe it, too, and have nobody who can be written to."""
    reader_unit: int
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing (or several of one sort), until when, and the units that owe it."""

    duty: Duty
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekState:
    """The head's week, up to the next digest."""

    desk: Desk
    until: datetime
    due: tuple[Owed, ...]
    steps: tuple[StepState, ...]
    """Of the year's calendar, where nobody owes them elsewhere."""
    behind: tuple[Owed, ...]
    planned: tuple[Planned, ...]
    period_id: int | None
    """The period that is under way."""

    @property
    def is_empty(self) -> bool:
        """There is nothing to say."""
        return not (self.due or self.steps or self.behind or self.planned)


def desk(session: Session, me: Actor, cluster_id: int) -> Desk:
    """The cluster, if I may read its reminders."""
    cluster = access.cluster_for(session, me, cluster_id, Right.REMIND)
    seats = [seat for seat in me.seats if seat.cluster_id == cluster_id]
    may_run = any(access.has(seat, Right.RUN) for seat in seats)
    return Desk(cluster_id, cluster.name, cluster.kind, may_run)


def ladder_of(session: Session, cluster_id: int, kind: DutyKind) -> Ladder:
    """The cluster's steps for a kind of duty: its own, or the usual ones."""
    return ladders_of(session, [cluster_id]).get(cluster_id, {}).get(kind, USUAL[kind])


def own_ladders(session: Session, cluster_id: int) -> frozenset[DutyKind]:
    """The kinds for which the cluster has other steps than the usual ones."""
    found = ladders_of(session, [cluster_id]).get(cluster_id, {})
    return frozenset(kind for kind, ladder in found.items() if ladder != USUAL[kind])


def _book(session: Session, cluster_id: int, now: datetime) -> Book:
    return books(session, [cluster_id], now)[cluster_id]


def plan_state(session: Session, me: Actor, cluster_id: int, now: datetime) -> PlanState:
    """What will go out, and when."""
    at = desk(session, me, cluster_id)
    return PlanState(at, plan(_book(session, cluster_id, now), now))


def slot_state(
    session: Session, me: Actor, cluster_id: int, at: datetime, thing_mark: str, now: datetime
) -> SlotState:
    """One reminder of the plan; ReminderGone if it is not planned (any more)."""
    where = desk(session, me, cluster_id)
    book = _book(session, cluster_id, now)
    found = find(plan(book, now), at, thing_mark)
    if found is None:
        raise ReminderGone
    reader, items = example(book, found)
    lost = unheard(book, found.thing)
    units = {*found.units, *lost, reader.unit_id, *(item.duty.unit_id for item in items)}
    names = _short_names(session, units, now)
    return SlotState(where, found, names, lost, reader.unit_id, items)


def _short_names(session: Session, unit_ids: Iterable[int], now: datetime) -> dict[int, str]:
    found = unit_names(session, sorted(unit_ids), local_date(now))
    return {unit_id: short for unit_id, (_, short) in found.items()}


def week_state(session: Session, me: Actor, cluster_id: int, now: datetime) -> WeekState:
    """What this week asks, who is behind, what will be sent."""
    where, until = desk(session, me, cluster_id), digest_after(now)
    book = _book(session, cluster_id, now)
    names = _short_names(session, {duty.unit_id for duty in book.duties}, now)
    period = latest_period(session, cluster_id)
    return WeekState(
        where,
        until,
        _owed([duty for duty in book.duties if now <= duty.due_at < until], names),
        _steps(session, book, now, until),
        _owed([duty for duty in book.duties if duty.due_at < now], names),
        tuple(each for each in plan(book, now) if each.at < until),
        period.id if period and period.stage in (Stage.SCORING, Stage.APPRAISAL) else None,
    )


def _owed(duties: Iterable[Duty], names: Mapping[int, str]) -> tuple[Owed, ...]:
    found: dict[tuple[str, datetime], list[Duty]] = {}
    for duty in duties:
        found.setdefault((_sort(duty), duty.due_at), []).append(duty)
    return tuple(Owed(group[0], _named(group, names)) for group in found.values())


def _named(duties: Iterable[Duty], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.get(duty.unit_id, "") for duty in duties))


def _sort(duty: Duty) -> str:
    """What is said in the same words: answers are a thing for each sheet, but one sort."""
    return duty.kind.value if duty.kind is DutyKind.ANSWER else duty.thing


def _steps(session: Session, book: Book, now: datetime, until: datetime) -> tuple[StepState, ...]:
    """Steps of a calendar in force that nobody owes: a period, a meeting still to be called."""
    owed = {duty.thing for duty in book.duties}
    return tuple(
        each
        for year in years_under_way(session, book.cluster_id, local_date(now))
        for each in year_calendar(session, book.cluster_id, year, now).steps
        if now <= each.at < until
        and not each.done
        and each.link is None
        and f"step:{year}:{each.step.value}" not in owed
    )
