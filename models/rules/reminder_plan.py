"""The reminders still to come: each moment, each thing that is owed, and who will be told.

Reckoned as if nobody finished anything meanwhile; whoever does is not reminded when it comes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from models.rules.calendar import days_between
from models.rules.duties import Duty
from models.rules.ladder import Slot
from models.rules.reminding import Book, Item, Recipient, items_of


@dataclass(frozen=True, slots=True)
class Planned:
    """What the ladder will send about one thing at one moment."""

    slot: Slot
    duties: tuple[Duty, ...]
    """Of the units that are reminded, or of which the head is told; never none."""
    own: frozenset[int]
    """People of the units that owe it."""
    told: tuple[int, ...]
    """These units; the others that owe it are only told of."""
    desk: frozenset[int]
    """People of the head's and the secretary's units, who are told who is behind."""
    held: bool = False

    @property
    def at(self) -> datetime:
        """When."""
        return self.slot.at

    @property
    def thing(self) -> str:
        """What is owed."""
        return self.duties[0].thing

    @property
    def days(self) -> int:
        """Days before the deadline, negative after it; a step may have made way for a day off."""
        return days_between(self.at, self.duties[0].due_at)

    @property
    def people(self) -> int:
        """How many are written to."""
        return len(self.own | self.desk)

    @property
    def units(self) -> tuple[int, ...]:
        """The units that owe it."""
        return _units(self.duties)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many people of how many units are reminded; `later` of them once their rest is over."""

    people: int
    units: int
    later: int


def mark_of(thing: str) -> str:
    """A thing in the few characters that a button has for it."""
    return f"{crc32(thing.encode()):08x}"


def unheld(book: Book) -> Book:
    """The same book without what the head holds back."""
    return replace(book, held=frozenset())


def plan(book: Book, now: datetime) -> tuple[Planned, ...]:
    """Every reminder after `now` about what is owed at `now`, in order of time."""
    found: dict[tuple[datetime, str], list[_Ring]] = defaultdict(list)
    for ring in _rings(unheld(book), now):
        found[ring.slot.at, ring.duty.thing].append(ring)
    return tuple(
        _planned(rings, held=(thing, at) in book.held)
        for (at, thing), rings in sorted(found.items(), key=lambda each: each[0])
    )


def find(planned: Iterable[Planned], at: datetime, mark: str) -> Planned | None:
    """The reminder at that moment about the thing of that mark."""
    return next((each for each in planned if each.at == at and mark_of(each.thing) == mark), None)


@dataclass(frozen=True, slots=True)
class _Ring:
    """One person told of one unit's duty at one step."""

    slot: Slot
    duty: Duty
    person_id: int
    own: bool


def _rings(book: Book, now: datetime) -> Iterator[_Ring]:
    for duty in book.duties:
        for zone in book.zones:
            for slot in book.steps(duty, zone):
                if slot.at <= now or _is_over(duty, slot.at):
                    continue
                for person, own in book.addressed(duty, slot):
                    if person.zone == zone:
                        yield _Ring(slot, duty, person.person_id, own)


def _is_over(duty: Duty, at: datetime) -> bool:
    return duty.until is not None and at > duty.until


def _planned(rings: list[_Ring], *, held: bool) -> Planned:
    duties = {ring.duty.key: ring.duty for ring in rings}
    own = frozenset(ring.person_id for ring in rings if ring.own)
    told = _units(ring.duty for ring in rings if ring.own)
    desk = frozenset(ring.person_id for ring in rings if not ring.own)
    return Planned(rings[0].slot, tuple(duties.values()), own, told, desk, held)


def _units(duties: Iterable[Duty]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(duty.unit_id for duty in duties))


def unheard(book: Book, thing: str) -> tuple[int, ...]:
    """Units that owe it and have nobody who can be written to."""
    owing = (duty for duty in book.duties if duty.thing == thing)
    return _units(duty for duty in owing if not book.reached(duty))


def example(book: Book, planned: Planned) -> tuple[Recipient, list[Item]]:
    """Somebody who will be written to, and all that the message will tell them of this cluster."""
    told = planned.own or planned.desk
    reader = next(person for person in book.people if person.person_id in told)
    still = tuple(duty for duty in book.duties if not _is_over(duty, planned.at))
    then = replace(book, duties=still, held=book.held - {(planned.thing, planned.at)})
    return reader, items_of([then], reader.person_id, planned.at)
