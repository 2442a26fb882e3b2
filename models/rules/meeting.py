"""What a meeting consists of, as its head types it, and the moments that follow from others."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from models.errors import (
    DateInPast,
    NotALink,
    NothingTyped,
    TextTooLong,
    UnknownButton,
)
from models.errors_year import (
    AnswerByTooLate,
    DelegateNeeded,
    MeetingEndsFirst,
    NotAMapLink,
    WhyNeeded,
)
from models.rules.calendar import ZONE, end_of_day, local_date, parse_moment
from models.rules.evidence import is_public_link, parse_link
from models.rules.text import one_line
from models.rules.workdays import working_day_by, working_day_from

TITLE_LIMIT = 200
PLACE_LIMIT = 300
MAP_LIMIT = 500
PROGRAMME_LIMIT = 5000
NAME_LIMIT = 120
WHY_LIMIT = 1000
WHY_AT_LEAST = 5
PAPERS_AT_MOST = 10
LETTERS_OF_A_NAME = 2

USUAL_HOUR = time(8)
"""When a conference begins unless its head says otherwise."""
DAYS_TO_ANSWER = 2
"""Answers are wanted by the end of the working day this many days before the meeting."""
DAYS_OFFERED = (7, 14, 21)
SOON = timedelta(hours=36)
"""News of a meeting so near does not wait for the end of anybody's quiet hours."""
SHARES = ("1/2", "2/3", "3/4")
"""The shares of units that regulations ask to be present."""
USUAL_SHARE = "2/3"


class Part(StrEnum):
    """What can be changed of a meeting, by the name under which it is stored."""

    STARTS = "starts_at"
    ENDS = "ends_at"
    PLACE = "place"
    MAP = "map_url"
    PROGRAMME = "programme"
    TITLE = "title"
    ANSWER_BY = "answer_by"
    QUORUM = "quorum"


TIMES = frozenset({Part.STARTS, Part.ENDS, Part.ANSWER_BY})
MAY_BE_EMPTY = frozenset({Part.ENDS, Part.PLACE, Part.MAP, Part.PROGRAMME})
TOLD = frozenset(Part) - {Part.QUORUM}
"""What the invited are told of when it changes."""

Value = str | datetime | None
Changes = Mapping[Part, Value]


# -- what is typed ----------------------------------------------------------------------------


def read_part(part: Part, text: str, now: datetime, starts_at: datetime) -> str | datetime:
    """The value that was typed for a part of a meeting that begins at `starts_at`.

    Raises what the readers of dates, links and texts raise, NotAMapLink, MeetingEndsFirst.
    """
    if part is Part.STARTS:
        return read_start(text, now)
    if part is Part.ENDS:
        return read_end(text, starts_at)
    if part is Part.ANSWER_BY:
        return parse_moment(text, now)
    return checked_text(part, text)


def read_start(text: str, now: datetime) -> datetime:
    """When it begins; a day without an hour means eight in the morning."""
    found = parse_moment(text, now)
    day = local_date(found)
    if found == end_of_day(day):
        found = at_hour(day)
    if found <= now:
        raise DateInPast(found)
    return found


def read_end(text: str, starts_at: datetime) -> datetime:
    """When it ends; an hour alone is one of its day."""
    try:
        found = parse_moment(text, starts_at)
    except DateInPast:
        raise MeetingEndsFirst(starts_at) from None
    if found <= starts_at:
        raise MeetingEndsFirst(starts_at)
    return found


def checked_text(part: Part, text: str) -> str:
    """A text of a meeting as it is stored, within its limit."""
    if part is Part.PROGRAMME:
        return many_lines(text, PROGRAMME_LIMIT)
    if part is Part.MAP:
        return map_link(text)
    if part is Part.QUORUM:
        return checked_share(text)
    return one_line(text, TITLE_LIMIT if part is Part.TITLE else PLACE_LIMIT)


def checked_share(text: str) -> str:
    """A share such as 2/3, of 1 at most."""
    found = re.fullmatch(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})", text)
    if not found or int(found[1]) > int(found[2]):
        raise UnknownButton
    return text


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of characters that nobody sees; pasted texts are full of them."""


def many_lines(text: str, limit: int) -> str:
    """A text of several lines in NFC, without what nobody sees, of 1 to `limit` characters."""
    if len(text) > 4 * limit:  # before any work is done on it
        raise TextTooLong(limit)
    plain = unicodedata.normalize("NFC", text.replace("\t", " "))
    rows = ("".join(filter(_seen, row)).rstrip() for row in plain.splitlines())
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()
    if len(joined) > limit:
        raise TextTooLong(limit)
    if not joined:
        raise NothingTyped
    return joined


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def map_link(text: str) -> str:
    """An https address that everybody can reach: a letter whose button cannot be one is lost."""
    try:
        url = parse_link(one_line(text, MAP_LIMIT))
    except NotALink:
        raise NotAMapLink from None
    if not url.lower().startswith("https://") or not is_public_link(url):
        raise NotAMapLink
    return url


def person_name(text: str) -> str:
    """The name of somebody who is sent; DelegateNeeded for what is none."""
    if not text.strip():
        raise DelegateNeeded
    name = one_line(text, NAME_LIMIT)
    if sum(letter.isalpha() for letter in name) < LETTERS_OF_A_NAME:
        raise DelegateNeeded
    return name


def reason(text: str) -> str:
    """Why somebody is excused, or a meeting cancelled: a few words."""
    if len(text.strip()) < WHY_AT_LEAST:
        raise WhyNeeded
    return many_lines(text, WHY_LIMIT)


# -- moments ----------------------------------------------------------------------------------


def at_hour(day: date, hour: time = USUAL_HOUR) -> datetime:
    """That hour of a local day."""
    return datetime.combine(day, hour, ZONE).astimezone(UTC)


def offered(planned: date | None, now: datetime) -> list[datetime]:
    """Likely beginnings that lie ahead: the calendar's day, then some weeks from now."""
    days = [working_day_by(planned)] if planned else []
    days += [working_day_from(local_date(now) + timedelta(days=more)) for more in DAYS_OFFERED]
    found = (at_hour(day) for day in dict.fromkeys(days))
    return [moment for moment in found if moment > now]


def usual_answer_by(starts_at: datetime, now: datetime) -> datetime:
    """The end of the working day two days before; for a meeting soon, as late as there is time."""
    before = working_day_by(local_date(starts_at) - timedelta(days=DAYS_TO_ANSWER))
    last = (end_of_day(before), end_of_day(local_date(now)))
    return next((moment for moment in last if now < moment < starts_at), starts_at)


def completed(changes: Changes, starts_at: datetime, ends_at: Value, now: datetime) -> Changes:
    """`changes`, and what a new beginning brings along: the end moves too, answers by another day.

    What is given stays as it is given; the present beginning once more brings nothing along.
    """
    new = changes.get(Part.STARTS)
    if not isinstance(new, datetime) or new == starts_at:
        return changes
    along: dict[Part, Value] = {Part.ANSWER_BY: usual_answer_by(new, now)}
    if isinstance(ends_at, datetime):
        along[Part.ENDS] = ends_at + (new - starts_at)
    return along | dict(changes)


def check_times(starts_at: datetime, ends_at: Value, answer_by: Value, now: datetime) -> None:
    """Raises DateInPast, MeetingEndsFirst, AnswerByTooLate."""
    if starts_at <= now:
        raise DateInPast(starts_at)
    if isinstance(ends_at, datetime) and ends_at <= starts_at:
        raise MeetingEndsFirst(starts_at)
    if isinstance(answer_by, datetime) and answer_by > starts_at:
        raise AnswerByTooLate(starts_at)
    if isinstance(answer_by, datetime) and answer_by <= now:
        raise DateInPast(answer_by)


def is_soon(moments: Iterable[Value], now: datetime) -> bool:
    """Whether a meeting at one of these moments is so near that everybody must know at once."""
    return any(isinstance(moment, datetime) and moment - now < SOON for moment in moments)


LATEST_MONTH = 3
"""Reviews of the year before are held until March (seen: 12 November to 15 March)."""


def review_year(day: date) -> int:
    """The emulation year of which a year-end review, or the meeting before it, on `day` is."""
    return day.year - (day.month <= LATEST_MONTH)
