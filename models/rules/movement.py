"""A movement's days: when units report, which report is wanted now; and a progress as typed."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from models.errors import DateInPast
from models.errors_year import (
    DayOutsideMovement,
    EndsBeforeStart,
    NotAPercent,
    TooManyReportDays,
)
from models.rules.calendar import end_of_day, local_date, parse_moment

COMES_NEAR = timedelta(days=14)
"""A report is wanted from so many days before its day on."""
STILL_TAKEN = timedelta(days=30)
"""For so long after a movement's last day units may report, and a report is missed."""
REPORTS_AT_MOST = 12
QUARTER_ENDS = (3, 6, 9, 12)
WHOLE = 100


def quarter_ends(starts_on: date, ends_on: date) -> tuple[date, ...]:
    """The proposal: the end of each quarter between the two days, and the last day."""
    found = {
        day
        for year in range(starts_on.year, ends_on.year + 1)
        for month in QUARTER_ENDS
        if starts_on < (day := date(year, month, monthrange(year, month)[1])) < ends_on
    }
    return (*sorted(found)[: REPORTS_AT_MOST - 1], ends_on)


def parse_day(text: str, now: datetime, not_before: date) -> date:
    """A typed day; one without a year is the next such day after `not_before`.

    Raises what `parse_moment` raises, and EndsBeforeStart.
    """
    found = local_date(parse_moment(text, now))
    if found >= not_before:
        return found
    try:
        return local_date(parse_moment(text, end_of_day(not_before)))
    except DateInPast:
        raise EndsBeforeStart(not_before) from None


def parse_days(text: str, now: datetime, starts_on: date, ends_on: date) -> tuple[date, ...]:
    """Typed days of reporting, "30/06, 30/09", in order.

    Raises what `parse_moment` raises, DayOutsideMovement, TooManyReportDays.
    """
    said = [part for part in re.split(r"[,;\n]| và | and ", text) if part.strip()]
    if not 1 <= len(said) <= REPORTS_AT_MOST:
        raise TooManyReportDays(REPORTS_AT_MOST)
    days = sorted({_day_from(part, now, starts_on) for part in said})
    for day in days:
        require_within(day, starts_on, ends_on)
    return tuple(days)


def _day_from(text: str, now: datetime, starts_on: date) -> date:
    try:
        return parse_day(text, now, starts_on)
    except EndsBeforeStart:  # outside, as its caller says
        return local_date(parse_moment(text, now))


def require_within(day: date, first: date, last: date) -> None:
    """DayOutsideMovement unless the day is one of these."""
    if not first <= day <= last:
        raise DayOutsideMovement(day, first, last)


_PERCENT = re.compile(r"([0-9]{1,3}) ?%?(?:[ ,;:.–-]+(\D.*))?", re.DOTALL)


def parse_percent(text: str) -> tuple[int, str]:
    """A typed progress, "75", "75 %" or "75% and what was done". NotAPercent for anything else."""
    found = _PERCENT.fullmatch(text.strip())
    if found is None or int(found[1]) > WHOLE:
        raise NotAPercent(text)
    return int(found[1]), (found[2] or "").strip()


def wanted_report(report_on: Sequence[date], registered_on: date, today: date) -> date | None:
    """The report day that counts now: the last that has come near since the unit registered."""
    near = [day for day in report_on if registered_on <= day <= today + COMES_NEAR]
    return max(near, default=None)


def next_report(
    report_on: Sequence[date], registered_on: date, today: date, reported: frozenset[date]
) -> date | None:
    """The report day that a unit has to mind next: one that it owes, or the next to come."""
    wanted = wanted_report(report_on, registered_on, today)
    if wanted is not None and wanted not in reported and today <= wanted + STILL_TAKEN:
        return wanted
    return min((day for day in report_on if day >= today and day not in reported), default=None)
