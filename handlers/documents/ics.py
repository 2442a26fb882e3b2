"""A calendar file (.ics, RFC 5545) that any calendar programme reads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from models.rules.calendar import end_of_day, local_date

if TYPE_CHECKING:
    import icalendar

PRODUCT = "-//Thi Dua Bot//VI"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a text must not hold: control characters but for the end of a line and the tabulator."""
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\"<>]+")


@dataclass(frozen=True, slots=True)
class Event:
    """What stands in a calendar: a meeting from an hour to an hour, a moment, or a whole day.

    Without `ends_at` it is a moment, and the whole day where `starts_at` is the end of a local
    day, as deadlines are. The same `uid` with a higher `sequence` replaces what a programme took
    before; `cancelled` strikes it out. `stamped_at` is when it was last changed.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    where: str = ""
    says: str = ""
    url: str = ""
    cancelled: bool = False
    sequence: int = 0
    stamped_at: datetime | None = None


def calendar_file(name: str, events: Iterable[Event]) -> bytes:
    """The events as one file, under the name by which a calendar programme lists it."""
    import icalendar  # late: it takes a sixth of a second

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", icalendar.vText(_line(name)))
    for event in events:
        calendar.add_component(_component(event))
    return bytes(calendar.to_ical())


def _component(event: Event) -> "icalendar.Event":
    import icalendar

    made = icalendar.Event()
    made.add("uid", _line(event.uid))
    made.add("dtstamp", (event.stamped_at or event.starts_at).astimezone(UTC))
    made.add("sequence", event.sequence)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("summary", _line(event.title))
    for name, moment in _times(event):
        made.add(name, moment)
    for name, words in (("location", event.where), ("description", event.says)):
        if words.strip():
            made.add(name, _clean(words))
    if _ADDRESS.fullmatch(event.url):
        made.add("url", event.url)
    return made


def _times(event: Event) -> list[tuple[str, date]]:
    """When it begins and ends. UTC needs no description of a time zone in the file."""
    starts_at = event.starts_at.astimezone(UTC)
    if event.ends_at is not None and event.ends_at > starts_at:
        return [("dtstart", starts_at), ("dtend", event.ends_at.astimezone(UTC))]
    day = local_date(starts_at)
    return [("dtstart", day if starts_at == end_of_day(day) else starts_at)]


def _clean(words: str) -> str:
    """What may stand in a text; its lines end with a line feed, which the file writes escaped."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(words: str) -> str:
    """The same in one line."""
    return " ".join(_clean(words).split())
