"""Reminder ladders: at which moments somebody who owes something is reminded, how, and who.

A step stands some days before the deadline, at an hour of the reader's zone. A step that would
fall on a day on which offices are closed comes on the last working day before it; after the
deadline there is one each working day. Of two steps that fall together the later one counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from models.rules.duties import DutyKind
from models.rules.workdays import working_day_by, working_day_from


class Tone(StrEnum):
    """How a reminder sounds; a calm one comes without a sound."""

    CALM = "calm"
    PLAIN = "plain"
    URGENT = "urgent"


class Audience(StrEnum):
    """Who is reminded of what a unit owes: its officers, its leader, the cluster's head."""

    OFFICER = "officer"
    LEADER = "leader"
    HEAD = "head"


OFFICERS = frozenset({Audience.OFFICER})
UNIT = OFFICERS | {Audience.LEADER}
EVERYBODY = UNIT | {Audience.HEAD}

LONGEST_AHEAD = 60
"""Days before a deadline; a step further away is forgotten until the deadline comes."""
MOST_RUNGS = 8
EARLIEST_HOUR, LATEST_HOUR = 7, 20
MOST_AFTER = 20
"""Working days after a deadline; whoever has not reacted by then is called, not written to."""

QUIET_HOURS = ((20, 7), (21, 7), (22, 6), (0, 0))
"""What a person may choose; equal hours mean no quiet hours."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step before the deadline, or on its day (0)."""

    days: int
    hour: int
    tone: Tone
    audience: frozenset[Audience]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps, the earliest first, and for how many working days after the deadline it goes on.

    The steps after it are as the last one before it.
    """

    rungs: tuple[Rung, ...]
    after_days: int

    def stored(self) -> list[dict[str, Any]]:
        """Its steps as the database keeps them."""
        return [
            {
                "days": each.days,
                "hour": each.hour,
                "tone": each.tone.value,
                "audience": sorted(each.audience),
            }
            for each in self.rungs
        ]


def read_ladder(rungs: Sequence[Mapping[str, Any]], after_days: int) -> Ladder:
    """The ladder that `stored` wrote."""
    return Ladder(
        tuple(
            Rung(
                each["days"],
                each["hour"],
                Tone(each["tone"]),
                frozenset(Audience(name) for name in each["audience"]),
            )
            for each in rungs
        ),
        after_days,
    )


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a ladder rings. `days` before the deadline, negative after it."""

    at: datetime
    days: int
    tone: Tone
    audience: frozenset[Audience]


def _rungs(*steps: tuple[int, Tone, frozenset[Audience]], hour: int = 9) -> tuple[Rung, ...]:
    return tuple(Rung(days, hour, tone, audience) for days, tone, audience in steps)


_LONG = _rungs(
    (14, Tone.CALM, OFFICERS),
    (7, Tone.CALM, OFFICERS),
    (3, Tone.PLAIN, OFFICERS),
    (1, Tone.PLAIN, UNIT),
    (0, Tone.URGENT, EVERYBODY),
)
_SHORT = _rungs(
    (7, Tone.CALM, OFFICERS),
    (3, Tone.PLAIN, OFFICERS),
    (1, Tone.PLAIN, UNIT),
    (0, Tone.URGENT, EVERYBODY),
)
_QUICK = _rungs((1, Tone.PLAIN, OFFICERS), (0, Tone.URGENT, UNIT))

USUAL: Mapping[DutyKind, Ladder] = {
    DutyKind.SHEET: Ladder(_LONG, 10),
    DutyKind.APPRAISAL: Ladder(_SHORT, 10),
    DutyKind.ANSWER: Ladder(_QUICK, 5),
    DutyKind.CROSS: Ladder(_SHORT, 5),
    DutyKind.INVITATION: Ladder(_SHORT, 3),
    DutyKind.MEETING: Ladder(_rungs((3, Tone.CALM, UNIT), (1, Tone.PLAIN, UNIT)), 0),
    DutyKind.DOCUMENT: Ladder(_LONG, 5),
    DutyKind.MOVEMENT: Ladder(_SHORT, 3),
    DutyKind.BALLOT: Ladder(
        _rungs((3, Tone.PLAIN, UNIT), (1, Tone.PLAIN, UNIT), (0, Tone.URGENT, EVERYBODY)), 0
    ),
}
"""The ladders that a cluster has until its head changes them."""


@lru_cache(maxsize=50_000)
def slots(ladder: Ladder, due_at: datetime, zone: str) -> tuple[Slot, ...]:
    """When the ladder rings for a deadline (aware UTC) in a zone (IANA), in order of time.

    A step before or on the day rings only before the deadline itself.
    """
    found = {slot.at: slot for slot in _steps(ladder, due_at, ZoneInfo(zone))}
    return tuple(found[at] for at in sorted(found))


def _steps(ladder: Ladder, due_at: datetime, zone: ZoneInfo) -> Iterator[Slot]:
    due_on = due_at.astimezone(zone).date()
    for rung in sorted(ladder.rungs, key=lambda each: -each.days):
        day = working_day_by(due_on - timedelta(days=rung.days))
        at = _moment(day, rung.hour, zone)
        if at < due_at:
            yield Slot(at, rung.days, rung.tone, rung.audience)
    if not ladder.rungs:
        return
    last, day = ladder.rungs[-1], due_on
    for _ in range(ladder.after_days):
        day = working_day_from(day + timedelta(days=1))
        yield Slot(_moment(day, last.hour, zone), (due_on - day).days, last.tone, last.audience)


def _moment(day: Any, hour: int, zone: ZoneInfo) -> datetime:
    """An hour of a day on the zone's clocks; one that summer time skips comes an hour later."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def rung_at(steps: Sequence[Slot], now: datetime) -> Slot | None:
    """The last step whose time has come; none before the first."""
    return next((slot for slot in reversed(steps) if slot.at <= now), None)


def next_after(steps: Sequence[Slot], now: datetime) -> datetime | None:
    """When the next step comes; none after the last."""
    return next((slot.at for slot in steps if slot.at > now), None)


def allowed(at: datetime, zone: str, quiet_from: int, quiet_to: int) -> datetime:
    """The first moment from `at` on that is not in the person's quiet hours.

    `quiet_from` and `quiet_to` are hours of the zone's clock; equal ones mean no quiet hours.
    """
    local = at.astimezone(ZoneInfo(zone))
    hour = local.hour
    overnight = quiet_from > quiet_to
    quiet = hour >= quiet_from or hour < quiet_to if overnight else quiet_from <= hour < quiet_to
    if not quiet:
        return at
    day = local.date() + timedelta(days=overnight and hour >= quiet_from)
    return _moment(day, quiet_to, ZoneInfo(zone))
