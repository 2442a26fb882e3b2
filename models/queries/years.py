"""Which years of a cluster are looked at, and whether their calendars are in force."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlmodel import Session

from models.cluster import EmulationYear
from models.queries.calendar import PERIOD_OF, chosen_dates
from models.rules.calendar import local_date
from models.rules.year_steps import YearStep, first_and_last_day, usual_moment
from models.sheet import PeriodCode


def planned_due(
    session: Session, cluster_id: int, year: int, code: PeriodCode, now: datetime
) -> datetime | None:
    """Until when the calendar in force has the sheets of a period handed in, if that lies ahead."""
    if not in_force(session, cluster_id, year):
        return None
    step = next(each for each, period in PERIOD_OF.items() if period is code)
    chosen = chosen_dates(session, [cluster_id], [year]).get((cluster_id, year), {})
    at = chosen.get(step) or usual_moment(step, year)
    return at if at > now else None


def in_force(session: Session, cluster_id: int, year: int) -> bool:
    """Whether the head has put the year's calendar into force."""
    row = session.get(EmulationYear, (cluster_id, year))
    return row is not None and row.planned_at is not None


def year_at_hand(session: Session, cluster_id: int, today: date) -> int:
    """The year whose calendar is looked at on that day: last year's until its last step is over."""
    last = today.year - 1
    if not in_force(session, cluster_id, last):
        return today.year
    ends = _latest(chosen_dates(session, [cluster_id], [last]).get((cluster_id, last), {}), last)
    return last if today <= ends else today.year


def years_under_way(session: Session, cluster_id: int, today: date) -> tuple[int, ...]:
    """The years whose calendars are in force and have something to come; in January, two."""
    years = sorted({year_at_hand(session, cluster_id, today), today.year})
    return tuple(year for year in years if in_force(session, cluster_id, year))


def year_range(session: Session, cluster_id: int, today: date) -> tuple[int, int]:
    """The first and the last year to look at; last year only while it means anything."""
    row = session.get(EmulationYear, (cluster_id, today.year - 1))
    planned = row is not None and row.planned_at is not None
    going_on = today <= first_and_last_day(today.year - 1)[1]
    return today.year - (planned or going_on), today.year + 1


def _latest(chosen: Mapping[YearStep, datetime], year: int) -> date:
    moments: Iterable[datetime] = (chosen.get(step, usual_moment(step, year)) for step in YearStep)
    return local_date(max(moments))
