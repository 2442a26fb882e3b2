"""Who is reminded of what, and when: duties, ladders and people as plain values."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from models.rules.calendar import ZONE, local
from models.rules.duties import Duty, DutyKind
from models.rules.ladder import (
    UNIT,
    USUAL,
    Audience,
    Ladder,
    Slot,
    Tone,
    next_after,
    rung_at,
    slots,
)
from models.rules.workdays import working_day_from

LATE = timedelta(hours=1)
"""A reminder that leaves so long after its time says that it is late."""
JUST_TOLD = timedelta(hours=12)
"""So long after a duty came to be (everybody was told) no step of it rings."""
DIGEST_HOUR = 8
DIGEST_OVER = timedelta(days=2)
"""A week's digest that could not leave for so long is not sent any more."""
AT_LEAST = timedelta(days=7)
"""Each cluster is looked at so often, even if nothing is due."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person of a unit who can be written to."""

    person_id: int
    unit_id: int
    is_leader: bool
    zone: str
    quiet_from: int
    quiet_to: int


@dataclass(frozen=True, slots=True)
class Item:
    """A duty at its present step, as one person is reminded of it."""

    duty: Duty
    slot: Slot
    own: bool
    """The person's own unit owes it; else they see it as the cluster's head."""


@dataclass(frozen=True)
class Book:
    """One cluster's duties and people at a moment."""

    cluster_id: int
    duties: tuple[Duty, ...]
    people: tuple[Recipient, ...]
    desk: frozenset[int]
    """Units whose people see who is behind: the head's and the secretary's."""
    ladders: Mapping[DutyKind, Ladder] = field(default_factory=dict)
    held: frozenset[tuple[str, datetime]] = frozenset()
    more_at: datetime | None = None
    """When something will be owed though nobody does anything: its day comes near."""

    @cached_property
    def of_unit(self) -> Mapping[int, list[Recipient]]:
        """The people of each unit."""
        found: dict[int, list[Recipient]] = defaultdict(list)
        for person in self.people:
            found[person.unit_id].append(person)
        return found

    @cached_property
    def zones(self) -> frozenset[str]:
        """The zones of all its people; Vietnam's, if there is nobody."""
        return frozenset(person.zone for person in self.people) or frozenset({ZONE.key})

    def steps(self, duty: Duty, zone: str) -> tuple[Slot, ...]:
        """When it rings for this duty: not just after it came to be, nor what the head holds."""
        found = self._steps(duty, zone)
        if not self.held:
            return found
        return tuple(slot for slot in found if (duty.thing, slot.at) not in self.held)

    def _steps(self, duty: Duty, zone: str) -> tuple[Slot, ...]:
        ladder = self.ladders.get(duty.kind, USUAL[duty.kind])
        found = slots(ladder, duty.due_at, zone)
        if duty.since is not None and found and found[0].at < duty.since + JUST_TOLD:
            found = tuple(slot for slot in found if slot.at >= duty.since + JUST_TOLD)
        return found

    def present(self, duty: Duty, zone: str, now: datetime) -> Slot | None:
        """The step at which it stands; none before the first, and while the head holds it."""
        slot = rung_at(self._steps(duty, zone), now)
        return None if slot and (duty.thing, slot.at) in self.held else slot

    def reached(self, duty: Duty) -> list[Recipient]:
        """The people of the unit who can do it and can be written to."""
        unit = self.of_unit.get(duty.unit_id, [])
        return [each for each in unit if duty.person_id in (None, each.person_id)]

    def addressed(self, duty: Duty, slot: Slot) -> Iterator[tuple[Recipient, bool]]:
        """Who is reminded at that step, and whether their own unit owes it."""
        unit = self.reached(duty)
        has_officer = any(not person.is_leader for person in unit)
        for person in unit:
            wanted = Audience.LEADER if person.is_leader and has_officer else Audience.OFFICER
            if wanted in slot.audience or (person.is_leader and Audience.LEADER in slot.audience):
                yield person, True
            elif duty.person_id is not None and slot.audience & UNIT:
                yield person, True  # nobody else of the unit could do it
        if Audience.HEAD in slot.audience:
            for desk in self.desk - {duty.unit_id}:
                for person in self.of_unit.get(desk, []):
                    yield person, False


def items_of(
    books: Iterable[Book],
    person_id: int,
    now: datetime,
    asked: Collection[tuple[int, str]] = frozenset(),
) -> list[Item]:
    """All that one person is to be reminded of at `now`, their own first, the nearest first.

    `asked`: clusters and things of which the head reminds by hand, wherever the ladder stands.
    """
    found: dict[str, Item] = {}
    for book in books:
        zones = {each.zone for each in book.people if each.person_id == person_id}
        for duty in book.duties if zones else ():
            slot = book.present(duty, min(zones), now)
            if (book.cluster_id, duty.thing) in asked:
                slot = _by_hand(slot, now)
            if slot is None:
                continue
            for person, own in book.addressed(duty, slot):
                if person.person_id == person_id and (own or duty.key not in found):
                    found[duty.key] = Item(duty, slot, own)
    return sorted(found.values(), key=lambda each: (not each.own, each.duty.due_at, each.duty.key))


def _by_hand(slot: Slot | None, now: datetime) -> Slot:
    """To all people of the units that owe it, and heard; as urgent as the ladder is by then."""
    if slot is None:
        return Slot(now, 0, Tone.PLAIN, UNIT)
    tone = Tone.PLAIN if slot.tone is Tone.CALM else slot.tone
    return replace(slot, tone=tone, audience=slot.audience | UNIT)


def rings(book: Book, since: datetime, now: datetime) -> dict[Recipient, datetime]:
    """Person -> the step that rings for them: the latest that has come after `since`.

    Of several steps of one duty that have come meanwhile only the last is meant. A step before a
    deadline that is over by now rings no more.
    """
    found: dict[Recipient, datetime] = {}
    for duty in book.duties:
        for zone in book.zones:
            slot = rung_at(book.steps(duty, zone), now)
            if slot is None or slot.at <= since or (now > duty.due_at and slot.days >= 0):
                continue
            for person, _own in book.addressed(duty, slot):
                if person.zone == zone:
                    found[person] = max(slot.at, found.get(person, slot.at))
    return found


def next_ring(book: Book, now: datetime) -> datetime:
    """When the cluster is to be looked at again: at its next step, duty, digest, or in a week."""
    steps = [next_after(book.steps(duty, zone), now) for duty in book.duties for zone in book.zones]
    ahead = (at for at in (book.more_at, *steps) if at is not None and at > now)
    return min([now + AT_LEAST, digest_after(now), *ahead])


def loudest(items: Iterable[Item]) -> Tone:
    """The tone of a message about all of these."""
    order = list(Tone)
    return max((item.slot.tone for item in items), key=order.index, default=Tone.CALM)


# -- the head's week --------------------------------------------------------------------------


def digest_of_week(moment: datetime) -> datetime:
    """When the week of `moment` is summed up: 8:00 of its first working day, Vietnam's time."""
    today = local(moment).date()
    monday = today - timedelta(days=today.weekday())
    first = working_day_from(monday)
    day = local(moment).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return (day + (first - today)).astimezone(moment.tzinfo)


def digest_before(now: datetime) -> datetime:
    """The last such moment that has come."""
    this = digest_of_week(now)
    return this if this <= now else digest_of_week(now - timedelta(days=7))


def digest_after(now: datetime) -> datetime:
    """The next such moment."""
    this = digest_of_week(now)
    return this if this > now else digest_of_week(now + timedelta(days=7))
