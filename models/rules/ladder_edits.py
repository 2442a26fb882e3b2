"""What a head changes about a ladder: its days, its hour, and each step's tone and audience."""

import re
from collections.abc import Collection
from dataclasses import replace

from models.errors import StaleCard, UnknownButton
from models.errors_year import LadderEmpty, LadderLimits
from models.rules.ladder import (
    EARLIEST_HOUR,
    LATEST_HOUR,
    LONGEST_AHEAD,
    MOST_AFTER,
    MOST_RUNGS,
    Audience,
    Ladder,
    Rung,
    Tone,
)

_BETWEEN = re.compile(r"[\s,;.]+")
_DAYS = re.compile(r"[0-9]{1,3}")


def read_days(text: str) -> tuple[int, ...]:
    """Days before the deadline as somebody typed them, the furthest first, each once.

    Raises:
        LadderEmpty: nothing was typed.
        LadderLimits: something else than numbers, too many of them, or one too far ahead.
    """
    words = [word for word in _BETWEEN.split(text) if word]
    if not words:
        raise LadderEmpty
    if not all(_DAYS.fullmatch(word) for word in words):
        raise LadderLimits(MOST_RUNGS, LONGEST_AHEAD)
    days = sorted({int(word) for word in words}, reverse=True)
    if len(days) > MOST_RUNGS or days[0] > LONGEST_AHEAD:
        raise LadderLimits(MOST_RUNGS, LONGEST_AHEAD)
    return tuple(days)


def with_days(ladder: Ladder, days: Collection[int]) -> Ladder:
    """Steps on these days; a new one sounds like the step that is nearest to it."""
    return replace(ladder, rungs=tuple(_rung(ladder, each) for each in sorted(days, reverse=True)))


def _rung(ladder: Ladder, days: int) -> Rung:
    nearest = min(ladder.rungs, key=lambda rung: (abs(rung.days - days), rung.days))
    return replace(nearest, days=days)


def with_hour(ladder: Ladder, hour: int) -> Ladder:
    """All its steps at that hour; UnknownButton for one at which nobody is reminded."""
    if not EARLIEST_HOUR <= hour <= LATEST_HOUR:
        raise UnknownButton
    return replace(ladder, rungs=tuple(replace(rung, hour=hour) for rung in ladder.rungs))


def with_after(ladder: Ladder, days: int) -> Ladder:
    """So many working days after the deadline; UnknownButton for more than there may be."""
    if not 0 <= days <= MOST_AFTER:
        raise UnknownButton
    return replace(ladder, after_days=days)


def with_tone(ladder: Ladder, days: int, tone: Tone) -> Ladder:
    """One step in another tone; StaleCard if there is no such step any more."""
    return _with_rung(ladder, replace(_step(ladder, days), tone=tone))


def with_audience(ladder: Ladder, days: int, audience: frozenset[Audience]) -> Ladder:
    """One step for others; LadderEmpty if for nobody, StaleCard if there is no such step."""
    if not audience:
        raise LadderEmpty
    return _with_rung(ladder, replace(_step(ladder, days), audience=audience))


def _step(ladder: Ladder, days: int) -> Rung:
    found = next((rung for rung in ladder.rungs if rung.days == days), None)
    if found is None:
        raise StaleCard
    return found


def _with_rung(ladder: Ladder, changed: Rung) -> Ladder:
    rungs = (changed if rung.days == changed.days else rung for rung in ladder.rungs)
    return replace(ladder, rungs=tuple(rungs))
