"""A cluster's year as it stands: each step's date, what it hangs on, who has done it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam
from sqlmodel import Session, col

from models.base import columns, fetch
from models.calendar import CalendarStep, StepDone
from models.cluster import Cluster, ClusterKind, EmulationYear, Office
from models.cross import CrossRound
from models.meeting import Meeting, MeetingKind
from models.queries.people import member_units
from models.rules.calendar import local_date
from models.rules.stages import Stage
from models.rules.year_steps import (
    FOLLOWERS,
    USUAL,
    Usual,
    Who,
    YearStep,
    usual_moment,
)
from models.sheet import Period, PeriodCode

MEETING_OF: Mapping[YearStep, MeetingKind] = MappingProxyType(
    {
        YearStep.MID_REVIEW: MeetingKind.MID_YEAR,
        YearStep.PREPARATORY: MeetingKind.PREPARATORY,
        YearStep.YEAR_REVIEW: MeetingKind.YEAR_END,
    }
)
PERIOD_OF: Mapping[YearStep, PeriodCode] = MappingProxyType(
    {YearStep.MID_REPORT: PeriodCode.MID_YEAR, YearStep.YEAR_REPORT: PeriodCode.YEAR_END}
)
_SCORED = (Stage.SCORING, Stage.APPRAISAL)
_A_MEETING_LASTS = timedelta(hours=12)
"""A meeting that nobody has closed is over by then."""


class LinkKind(StrEnum):
    """What a step's date hangs on, once there is such a thing."""

    PERIOD = "period"
    ROUND = "round"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Link:
    """The live thing whose date is the step's date. `ref`: the period's or the meeting's id."""

    kind: LinkKind
    ref: int
    movable: bool
    """Its date is moved by moving the step; a meeting's is changed with the meeting."""


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of a cluster's year."""

    step: YearStep
    at: datetime
    usual_at: datetime
    done: bool
    done_by: frozenset[int] = frozenset()
    """The units that have said so, of those that still are members."""
    link: Link | None = None

    @property
    def usual(self) -> Usual:
        """What the step is in any year."""
        return USUAL[self.step]

    @property
    def asked(self) -> bool:
        """Somebody says when it is done."""
        return self.usual.asked

    @property
    def by_units(self) -> bool:
        """It is each unit's, not the head's."""
        return self.usual.who is Who.UNITS

    @property
    def movable(self) -> bool:
        """Its date can be changed here."""
        return not self.done and (self.link is None or self.link.movable)


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """A cluster's year, its steps in the order of their dates."""

    cluster_id: int
    cluster_name: str
    kind: ClusterKind
    year: int
    theme: str
    planned_at: datetime | None
    steps: tuple[StepState, ...]
    units: Mapping[int, str]
    """Unit id -> short name, in the roster's order."""
    heads: frozenset[int]
    """The units that are the cluster's head today."""

    def passed(self, state: StepState, now: datetime) -> bool:
        """It is over, and nobody asks for it any more.

        It was so before the calendar was in force, or what comes of it was held without it.
        """
        if state.done:
            return False
        followed = not state.asked and any(
            after in self.done for after in FOLLOWERS.get(state.step, ())
        )
        return state.at <= (self.planned_at or now) or (followed and state.at <= now)

    def state(self, step: YearStep) -> StepState:
        """One of its steps."""
        return next(each for each in self.steps if each.step is step)

    @property
    def plan(self) -> dict[YearStep, datetime]:
        """Each step's date."""
        return {each.step: each.at for each in self.steps}

    @property
    def done(self) -> frozenset[YearStep]:
        """What lies behind."""
        return frozenset(each.step for each in self.steps if each.done)

    @property
    def fixed(self) -> frozenset[YearStep]:
        """What does not move along with anything."""
        return frozenset(each.step for each in self.steps if not each.movable)


_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_YEARS: BindParameter[Sequence[int]] = bindparam("years", expanding=True)
_YEAR = (
    columns(Cluster.name, Cluster.kind, EmulationYear.theme, EmulationYear.planned_at)
    .select_from(Cluster)
    .outerjoin(
        EmulationYear,
        (col(EmulationYear.cluster_id) == Cluster.id)
        & (col(EmulationYear.year) == bindparam("year")),
    )
    .where(col(Cluster.id) == bindparam("cluster_id"))
)
_DATES = columns(CalendarStep.cluster_id, CalendarStep.year, CalendarStep.code, CalendarStep.at)
_DATES = _DATES.where(
    col(CalendarStep.cluster_id).in_(_CLUSTERS), col(CalendarStep.year).in_(_YEARS)
)
_DONE = columns(StepDone.cluster_id, StepDone.year, StepDone.code, StepDone.unit_id)
_DONE = _DONE.where(col(StepDone.cluster_id).in_(_CLUSTERS), col(StepDone.year).in_(_YEARS))
_PERIODS = (
    columns(
        Period.id,
        Period.code,
        Period.stage,
        Period.due_at,
        CrossRound.closed_at,
        col(CrossRound.due_at).label("cross_due"),
    )
    .outerjoin(CrossRound, col(CrossRound.period_id) == Period.id)
    .where(col(Period.cluster_id) == bindparam("cluster_id"), col(Period.year) == bindparam("year"))
)
_MEETINGS = (
    columns(Meeting.id, Meeting.kind, Meeting.starts_at, Meeting.closed_at)
    .where(
        col(Meeting.cluster_id) == bindparam("cluster_id"),
        col(Meeting.year) == bindparam("year"),
        col(Meeting.called_at).is_not(None),
        col(Meeting.cancelled_at).is_(None),
    )
    .order_by(col(Meeting.id))
)

Key = tuple[int, int]
"""Cluster and year."""


def chosen_dates(
    session: Session, cluster_ids: Sequence[int], years: Sequence[int]
) -> dict[Key, dict[YearStep, datetime]]:
    """The dates that heads have chosen; a step that is missing has its usual one."""
    found: dict[Key, dict[YearStep, datetime]] = {}
    for row in fetch(session, _DATES, clusters=cluster_ids, years=years):
        found.setdefault((row.cluster_id, row.year), {})[YearStep(row.code)] = row.at
    return found


def units_done(
    session: Session, cluster_ids: Sequence[int], years: Sequence[int]
) -> dict[Key, dict[YearStep, set[int]]]:
    """Which units have said that they have done a step."""
    found: dict[Key, dict[YearStep, set[int]]] = {}
    for row in fetch(session, _DONE, clusters=cluster_ids, years=years):
        steps = found.setdefault((row.cluster_id, row.year), {})
        steps.setdefault(YearStep(row.code), set()).add(row.unit_id)
    return found


def year_calendar(session: Session, cluster_id: int, year: int, now: datetime) -> YearCalendar:
    """The year as it stands at `now`."""
    row = fetch(session, _YEAR, cluster_id=cluster_id, year=year)[0]
    members = member_units(session, cluster_id, local_date(now))
    units = {unit.unit_id: unit.short_name for unit in members}
    steps = _steps(session, cluster_id, year, frozenset(units), now)
    return YearCalendar(
        cluster_id,
        row.name,
        row.kind,
        year,
        row.theme or "",
        row.planned_at,
        tuple(sorted(steps, key=lambda each: (each.at, list(YearStep).index(each.step)))),
        units,
        frozenset(unit.unit_id for unit in members if Office.HEAD in unit.offices),
    )


def _steps(
    session: Session, cluster_id: int, year: int, units: frozenset[int], now: datetime
) -> list[StepState]:
    key, where = (cluster_id, year), {"cluster_id": cluster_id, "year": year}
    chosen = chosen_dates(session, [cluster_id], [year]).get(key, {})
    told = units_done(session, [cluster_id], [year]).get(key, {})
    periods = {row.code: row for row in fetch(session, _PERIODS, **where)}
    meetings = {row.kind: row for row in fetch(session, _MEETINGS, **where)}
    found = []
    for step in YearStep:
        link, at, over = _linked(step, periods, meetings, now)
        said = told.get(step, set())
        usual_at = usual_moment(step, year)
        met = units <= said if USUAL[step].who is Who.UNITS else True
        done = over or (bool(said) and met)
        at = at or chosen.get(step, usual_at)
        found.append(StepState(step, at, usual_at, done, frozenset(said) & units, link))
    return found


def _linked(
    step: YearStep,
    periods: Mapping[PeriodCode, Row[Any]],
    meetings: Mapping[MeetingKind, Row[Any]],
    now: datetime,
) -> tuple[Link | None, datetime | None, bool]:
    """What the step hangs on, the date of that, and whether it is over."""
    if step in PERIOD_OF and (period := periods.get(PERIOD_OF[step])):
        scoring = period.stage is Stage.SCORING
        return Link(LinkKind.PERIOD, period.id, scoring), period.due_at, not scoring
    if step in MEETING_OF and (held := meetings.get(MEETING_OF[step])):
        over = held.closed_at is not None or now > held.starts_at + _A_MEETING_LASTS
        return Link(LinkKind.MEETING, held.id, movable=False), held.starts_at, over
    period = periods.get(PeriodCode.YEAR_END)
    if period is None:
        return None, None, False
    past = period.stage not in _SCORED
    if step is YearStep.CROSS and period.cross_due is not None:
        over = past or period.closed_at is not None
        return Link(LinkKind.ROUND, period.id, not over), period.cross_due, over
    return None, None, step is YearStep.GUIDANCE or (past and step in _WHILE_SCORED)


_WHILE_SCORED = (YearStep.APPRAISAL, YearStep.CROSS)
