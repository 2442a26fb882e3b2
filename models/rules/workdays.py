"""Working days of Vietnam: no weekends, no public holidays.

Holidays that follow the moon, and days off in lieu, are those of the `holidays` package; what the
Government decrees later in a year is known once that package knows it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache

from models.rules.calendar import end_of_day, local_date

_SATURDAY = 5


@cache
def days_off(year: int, locale: str = "vi") -> Mapping[date, str]:
    """Day -> the public holiday of Vietnam that it is, in that language ("vi", "en")."""
    from holidays.countries.vietnam import Vietnam  # late: it takes a fifth of a second

    return dict(Vietnam(years=year, language="vi" if locale == "vi" else "en_US"))


def holiday(day: date, locale: str = "vi") -> str:
    """The public holiday's name; empty on any other day."""
    return days_off(day.year, locale).get(day, "")


def is_working(day: date) -> bool:
    """Whether offices are open on that day."""
    return day.weekday() < _SATURDAY and day not in days_off(day.year)


def working_day_by(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working(day):
        day -= timedelta(days=1)
    return day


def working_day_from(day: date) -> date:
    """The day itself, or the next working day after it."""
    while not is_working(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1))
    return day


def end_of_working_day(moment: datetime, days: int) -> datetime:
    """The end of the `days`-th working day after the local day of `moment`."""
    return end_of_day(working_days_after(local_date(moment), days))
