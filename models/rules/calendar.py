"""Days and moments as officials type them. Local time is Vietnam's, which has no summer time."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

from models.errors import DateInPast, DateTooFar, NoSuchDay, NotADate
from models.rules.text import fold

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
YEARS_AHEAD = 2
LONGEST = 60
"""Characters; nobody types a longer moment."""

LAST_SECOND = time(23, 59, 59)
_MIDNIGHT_AFTER = 24


def end_of_day(day: date) -> datetime:
    """The last second of a local day, 23:59:59, aware UTC: when a deadline "ngày 15/11" ends."""
    return _moment(day, LAST_SECOND)


def local(moment: datetime) -> datetime:
    """`moment` (aware) on Vietnam's clocks."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(ZONE)


def local_date(moment: datetime) -> date:
    """The day it is in Vietnam at `moment` (aware)."""
    return local(moment).date()


def days_between(earlier: datetime, later: datetime) -> int:
    """Local calendar days from one moment to another; negative when they are the other way."""
    return (local_date(later) - local_date(earlier)).days


def parse_moment(text: str, now: datetime, end_of_day_default: bool = True) -> datetime:
    """The moment that somebody typed, aware UTC, at or after `now`.

    Read are a day (`15/11`, `15-11-2026`, `ngày 15 tháng 11`, `2026-11-15`, `thứ Sáu`,
    `thứ 6 tới`, `hôm nay`, `ngày mai`, `+7`, `7 ngày nữa`), an hour (`17:00`, `17h`, `17h30`,
    `17 giờ 30`), or both in either order, with or without diacritics.

    Without a year it is the next such day, today included; without a day, today. A weekday beside
    a date must be right. "24h" is the end of its day. Without an hour it is the end of the
    day, or with `end_of_day_default` off its beginning (and for today, `now`).

    Raises:
        NotADate, NoSuchDay, DateInPast, DateTooFar (more than two years ahead).
    """
    shown = normalize("NFC", " ".join(text.split()))
    if len(shown) > LONGEST:
        raise NotADate(shown[:LONGEST] + "…")
    hour, rest = _take_hour(fold(shown), shown)
    if hour is None and not rest:
        raise NotADate(shown)
    day = _read_day(rest, local_date(now), shown)
    return _within_reach(_at(day, hour, now, end_of_day_default), now)


def _at(day: date, hour: time | None, now: datetime, end_of_day_default: bool) -> datetime:
    if hour is None and end_of_day_default:
        return end_of_day(day)
    if hour is None and day == local_date(now):
        return now.astimezone(UTC)
    return _moment(day, hour or time())


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE).astimezone(UTC)


def _within_reach(moment: datetime, now: datetime) -> datetime:
    if moment < now:
        raise DateInPast(moment)
    today = local_date(now)
    last_day = min(today.day, monthrange(today.year + YEARS_AHEAD, today.month)[1])
    if moment > end_of_day(date(today.year + YEARS_AHEAD, today.month, last_day)):
        raise DateTooFar(moment)
    return moment


# -- the hour ---------------------------------------------------------------------------------

_HOUR = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?:"
    r":([0-9]{2})(?::([0-9]{2}))?(?![0-9:])"
    # Digits that begin a date are not minutes: "17h 15/11".
    r"| ?(?:gio|h|g)(?![a-z])(?: ?([0-9]{2})(?![0-9]|[.-][0-9]| ?/| thang)"
    r"(?: ?(?:phut|p|')(?![a-z]))?)?"
    r")"
)
_ISO_SEPARATOR = re.compile(r"(?<=[0-9])t(?=[0-9]{2}:)")


def _take_hour(folded: str, shown: str) -> tuple[time | None, str]:
    """The hour in `folded`, if there is one, and what else it says."""
    said = _ISO_SEPARATOR.sub(" ", folded)
    found = _HOUR.search(said)
    if not found:
        return None, _without_fillers(said)
    rest = _without_fillers(f"{said[: found.start()]} {said[found.end() :]}")
    hour, minute, second = int(found[1]), int(found[2] or found[4] or 0), int(found[3] or 0)
    if (hour, minute, second) == (_MIDNIGHT_AFTER, 0, 0):
        return LAST_SECOND, rest
    try:
        return time(hour, minute, second), rest
    except ValueError:
        raise NotADate(shown) from None


_FILLERS = re.compile(
    r"\b(?:luc|vao|truoc|den|cuoi|het|han|at|on|by|before)\b|[,;()]|(?<!\S)-(?!\S)"
)


def _without_fillers(said: str) -> str:
    return " ".join(_FILLERS.sub(" ", said).split())


# -- the day ----------------------------------------------------------------------------------

_NUMBERS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu": 6, "cn": 6}
_NUMBERS |= {str(number): number - 2 for number in range(2, 8)}
_NUMBERS |= {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_VIETNAMESE = r"(?:thu |t)(?P<vi>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sunday>chu(?= nhat)|cn)(?: nhat)?"
_ENGLISH = r"mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu{}|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
# "Thu" alone is the beginning of a Vietnamese weekday; before a date it may be Thursday.
_WEEKDAY = rf"(?:{_VIETNAMESE}|(?P<en>{_ENGLISH.format('rsday')}))"
_WEEKDAY_BEFORE = rf"(?:(?:{_VIETNAMESE}|(?P<en>{_ENGLISH.format('(?:rsday)?')})) )?(?:ngay )?"
_YEAR = r"(?P<year>[12][0-9]{3}|[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<month>[0-9]{1,2})"


def _read_day(said: str, today: date, shown: str) -> date:
    if not said:
        return today
    for shape, reader in _SHAPES:
        found = shape.fullmatch(said)
        if found:
            day = reader(found, today)
            if day is None:
                raise NoSuchDay(shown)
            return day
    raise NotADate(shown)


def _dated(found: re.Match[str], today: date) -> date | None:
    """A day and a month, with or without a year; the weekday said beside it must be its own."""
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    if year:
        result = _day_or_none(int(year) + (_CENTURY if len(year) == len("26") else 0), month, day)
    else:
        years = range(today.year, today.year + _LEAP_YEARS_APART + 1)
        days = (_day_or_none(each, month, day) for each in years)
        result = next((each for each in days if each and each >= today), None)
    return result if result and _weekday(found) in (None, result.weekday()) else None


_CENTURY = 2000
_LEAP_YEARS_APART = 8
"""At most: 1896 to 1904."""


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(found: re.Match[str]) -> int | None:
    """Monday is 0; None when no weekday was said."""
    said = found["vi"] or found["sunday"] or (found["en"] or "")[:3]
    return _NUMBERS[said] if said else None


def _next_weekday(found: re.Match[str], today: date) -> date:
    """From today on; "tới" from tomorrow on; "tuần này", "tuần sau" in that week, Monday first."""
    weekday = _weekday(found) or 0
    which = found["which"] or ("toi" if found["next"] else "")
    if which == "toi":
        today += timedelta(days=1)
    elif which not in ("", "nay"):
        today += timedelta(days=(0 if which == "tuan nay" else 7) - today.weekday())
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _near(found: re.Match[str], today: date) -> date:
    ahead = 0 if found["today"] else 1 if found["tomorrow"] else 2
    return today + timedelta(days=ahead)


def _ahead(found: re.Match[str], today: date) -> date:
    weeks = (found["unit"] or "").startswith(("tuan", "week"))
    return today + timedelta(days=int(found["count"]) * (7 if weeks else 1))


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (
        re.compile(
            rf"{_WEEKDAY_BEFORE}{_DAY}(?P<sep> ?/ ?|[.-]){_MONTH}(?:(?:(?P=sep)| nam ){_YEAR})?"
        ),
        _dated,
    ),
    (re.compile(rf"{_WEEKDAY_BEFORE}{_DAY} thang {_MONTH}(?: ?/? ?nam {_YEAR})?"), _dated),
    (re.compile(rf"{_WEEKDAY_BEFORE}{_YEAR}-{_MONTH}-{_DAY}"), _dated),
    (
        re.compile(rf"(?P<next>next )?{_WEEKDAY}(?: (?P<which>nay|toi|sau|tuan (?:nay|toi|sau)))?"),
        _next_weekday,
    ),
    (
        re.compile(
            r"(?P<today>hom nay|today)|(?P<tomorrow>(?:ngay )?mai|tomorrow)|ngay kia|(?:ngay )?mot"
        ),
        _near,
    ),
    (
        re.compile(r"(?:\+ ?|in )(?P<count>[0-9]{1,4})(?: (?P<unit>ngay|tuan|days?|weeks?))?"),
        _ahead,
    ),
    (
        re.compile(r"(?:sau )?(?P<count>[0-9]{1,4}) (?P<unit>ngay|tuan|days?|weeks?)(?: nua)?"),
        _ahead,
    ),
)
