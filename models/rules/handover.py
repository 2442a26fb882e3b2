"""Terms of office, and what a head hands over to the next (*bàn giao*)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import TextTooLong
from models.errors_vote import HandoverOpen, TermDays

ITEMS = (
    "regulation",
    "agreement",
    "sheets",
    "summary",
    "minutes",
    "submission",
    "contacts",
    "questions",
    "pennant",
    "money",
)
"""The usual lines, in the order of the list: regulation, criteria and plan; the signed agreement;
score sheets with evidence; the summary table; minutes and count minutes; submission and reply; the
contact list; open questions; the pennant that is passed on (*cờ luân lưu*); money."""
OWN = "own:"
OWN_AT_MOST = 10
"""Lines that the outgoing head adds."""
TYPED_AT_MOST = 2000
MONTHS_AT_MOST = 15
LONGEST = timedelta(days=457)
"""Of a term: units take turns by the year; who takes office at once has the rest of this one, too.
"""
AHEAD = timedelta(days=366)
"""So far off a term may begin."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: what, whether it was given, and why not (or what about it)."""

    code: str
    title: str
    given: bool
    note: str

    @property
    def settled(self) -> bool:
        """It is given, or somebody has said why not."""
        return self.given or bool(self.note)


def place_of(code: str) -> int:
    """Where a line stands: the usual ones first, then those added, as they were added."""
    if code in ITEMS:
        return ITEMS.index(code)
    return len(ITEMS) + int(code.removeprefix(OWN))


def check_settled(lines: Iterable[Line]) -> None:
    """Raises HandoverOpen while a line is neither given nor explained."""
    if not all(line.settled for line in lines):
        raise HandoverOpen


_NOTE = re.compile(r"\s*([0-9]{1,2})\s*(?:[=:.)\-–]\s*|\s)(\S.*)")


def parse_notes(text: str) -> tuple[tuple[int, str], ...]:
    """Numbers and reasons such as "6 = no reply yet", a line each; none if any line is not so.

    Raises TextTooLong.
    """
    if len(text) > TYPED_AT_MOST:
        raise TextTooLong(TYPED_AT_MOST)
    found = [_NOTE.fullmatch(line) for line in text.splitlines() if line.strip()]
    pairs = tuple((int(each[1]), each[2].strip()) for each in found if each)
    return pairs if len(pairs) == len(found) else ()


# -- terms ------------------------------------------------------------------------------------


def usual_term(year: int, today: date) -> tuple[date, date]:
    """First and last day of who is elected in that emulation year's review: the year after it.

    Source: clusters elect for one year, in rotation, at the year-end review; where that is held in
    January, the term begins the day after.
    """
    return max(date(year + 1, 1, 1), today + timedelta(days=1)), date(year + 1, 12, 31)


def check_term(from_on: date, to_on: date, today: date) -> None:
    """Raises TermDays: an office never changes within a day, nor is it given for longer."""
    first = today + timedelta(days=1)
    if not first <= from_on <= to_on:
        raise TermDays(first, MONTHS_AT_MOST)
    if to_on - from_on >= LONGEST or from_on - today > AHEAD:
        raise TermDays(first, MONTHS_AT_MOST)
