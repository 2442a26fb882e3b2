"""Roll call and quorum (*túc số*): how many units must be there, and from when to when they were.

All of it is exact: shares are fractions, counts are whole units, nothing is rounded down.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby

from models.rules.calendar import end_of_day, local_date

DEFAULT_SHARE = Fraction(2, 3)
"""Of most regulations, where one says nothing else."""
_FRACTION = re.compile(r"([0-9]{1,4}) ?/ ?([0-9]{1,4})")
_PERCENT = re.compile(r"([0-9]{1,3}) ?%")
_HUNDRED = 100


def parse_share(text: str) -> Fraction | None:
    """A share as it is written: "2/3", "70%"; none unless it is above 0 and at most the whole."""
    said = text.strip()
    found = _FRACTION.fullmatch(said)
    percent = _PERCENT.fullmatch(said)
    part, whole = (
        (int(found[1]), int(found[2]))
        if found
        else (int(percent[1]), _HUNDRED)
        if percent
        else (0, 0)
    )
    return Fraction(part, whole) if 0 < part <= whole else None


def needed(share: Fraction, units: int) -> int:
    """The fewest units that are at least `share` of `units`."""
    return -(-share.numerator * units // share.denominator)


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough units are there. `share` is how the rule writes it: "2/3"."""

    share: str
    units: int
    present: int

    @property
    def needed(self) -> int:
        """How many units must be there."""
        return needed(parse_share(self.share) or DEFAULT_SHARE, self.units)

    @property
    def met(self) -> bool:
        """Whether they are; never without a single unit."""
        return self.units > 0 and self.present >= self.needed


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment (included) to a moment (not included any more); without one it goes on."""

    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies in it."""
        return self.since <= at and (self.until is None or at < self.until)


def quorate(stays: Iterable[Span], enough: int) -> tuple[Span, ...]:
    """When at least `enough` units were there at once, from the stays of all of them."""
    found: list[Span] = []
    since = None
    for at, count in _counts(stays):
        if count >= enough and since is None:
            since = at
        elif count < enough and since is not None:
            found.append(Span(since, at))
            since = None
    return (*found, Span(since)) if since is not None else tuple(found)


def most_at_once(stays: Iterable[Span]) -> int:
    """How many units were there together at the best moment."""
    return max((count for _, count in _counts(stays)), default=0)


def _counts(stays: Iterable[Span]) -> Iterator[tuple[datetime, int]]:
    """Each moment at which somebody came or left, and how many are there from then on."""
    all_stays, count = tuple(stays), 0
    steps = [(stay.since, 1) for stay in all_stays]
    steps += [(stay.until, -1) for stay in all_stays if stay.until is not None]
    for at, together in groupby(sorted(steps), key=lambda step: step[0]):
        count += sum(by for _, by in together)
        yield at, count


def minutes_late(came_at: datetime, starts_at: datetime) -> int:
    """Whole minutes after the beginning; who comes within the first one is in time."""
    return max(0, (came_at - starts_at) // timedelta(minutes=1))


# -- when roll can be called ----------------------------------------------------------------------

BEFORE = timedelta(minutes=60)
"""Roll can be called this long before the meeting begins."""


def roll_from(starts_at: datetime) -> datetime:
    """From when on roll can be called."""
    return starts_at - BEFORE


SAME_ROLL = timedelta(hours=4)
"""A meeting that begins later than was said keeps its roll for so long: those who came wait."""


def is_of(opened_at: datetime, starts_at: datetime) -> bool:
    """Whether roll was called for that beginning; not, if it has moved to an afternoon or a day."""
    return starts_at - opened_at <= SAME_ROLL


def roll_to(starts_at: datetime, ends_at: datetime | None) -> datetime:
    """Until when people can report themselves at all: the end of the meeting's last day."""
    return end_of_day(local_date(max(starts_at, ends_at or starts_at)))
