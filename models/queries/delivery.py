"""Who gets an announcement and when, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam
from sqlmodel import Session, col

from models.base import columns, fetch
from models.people import Person
from models.post import Letter, LetterState
from models.queries.announcing import Announced, Confirmed, addressed, confirmations
from models.queries.people import MemberUnit, Speaker, member_units, speakers, unit_names
from models.rules.ladder import allowed


class Reached(Enum):
    """How far an announcement has come to a person."""

    CONFIRMED = auto()
    DELIVERED = auto()
    WAITING = auto()
    FAILED = auto()
    NOT_JOINED = auto()
    JOINED_SINCE = auto()
    """Had not joined when it was sent, and reads it in the list."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person of an addressed unit; `at`: since when, or until when it waits."""

    name: str
    reached: Reached
    at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitDelivery:
    """How far an announcement has come to a unit."""

    unit_id: int
    short_name: str
    people: tuple[Recipient, ...]
    left: bool = False
    """It is a member no more."""

    @property
    def owes(self) -> bool:
        """It is still to confirm."""
        return not self.confirmed and not self.left

    @property
    def confirmed(self) -> bool:
        """Somebody of the unit has."""
        return any(each.reached is Reached.CONFIRMED for each in self.people)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would get an announcement: at once, or when their quiet hours are over."""

    units: tuple[MemberUnit, ...]
    """The chosen ones."""
    members: int
    at_once: int
    later: int
    from_when: datetime | None
    """When the first of the later ones gets it."""
    silent: tuple[str, ...]
    """Units of which nobody can be written to."""


# -- people -----------------------------------------------------------------------------------

_PEOPLE: BindParameter[Sequence[int]] = bindparam("people", expanding=True)
_MANNERS = columns(Person.id, Person.zone, Person.quiet_from, Person.quiet_to).where(
    col(Person.id).in_(_PEOPLE)
)


def awake(session: Session, people: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Person id -> the first moment from `now` on that is not in their quiet hours."""
    rows = fetch(session, _MANNERS, people=list(people))
    return {row.id: allowed(now, row.zone, row.quiet_from, row.quiet_to) for row in rows}


def people_of(
    session: Session, cluster_id: int, units: frozenset[int], today: date, but: int = 0
) -> list[int]:
    """Ids of the joined people of these units who can be written to, each once."""
    found = speakers(session, cluster_id, today)
    reachable = (each.person_id for each in found if each.reachable and each.unit_id in units)
    return [person for person in dict.fromkeys(reachable) if person != but]


def audience(
    session: Session,
    cluster_id: int,
    chosen: frozenset[int] | None,
    sender: int,
    now: datetime,
    today: date,
) -> Audience:
    """Who would get an announcement to the chosen units (none: to all), and when."""
    members = member_units(session, cluster_id, today)
    units = tuple(each for each in members if chosen is None or each.unit_id in chosen)
    ids = frozenset(each.unit_id for each in units)
    moments = awake(session, people_of(session, cluster_id, ids, today, sender), now)
    later = [at for at in moments.values() if at > now]
    heard = {each.unit_id for each in speakers(session, cluster_id, today) if each.reachable}
    return Audience(
        units,
        len(members),
        len(moments) - len(later),
        len(later),
        min(later, default=None),
        tuple(each.short_name for each in units if each.unit_id not in heard),
    )


# -- delivery ---------------------------------------------------------------------------------

_KEYS: BindParameter[Sequence[str]] = bindparam("keys", expanding=True)
_LETTERS = columns(Letter.person_id, Letter.state, Letter.not_before, Letter.sent_at).where(
    col(Letter.key).in_(_KEYS)
)


def delivery(session: Session, found: Announced, today: date) -> tuple[UnitDelivery, ...]:
    """How far the announcement has come, unit by unit, person by person."""
    units = addressed(session, found.announcement_id)
    people = [each for each in speakers(session, found.cluster_id, today) if each.unit_id in units]
    keys = [letter_key(found.announcement_id, each.person_id) for each in people]
    letters = {row.person_id: row for row in fetch(session, _LETTERS, keys=keys)}
    read = confirmations(session, found.announcement_id)
    names = unit_names(session, sorted(units), today)
    members = [unit.unit_id for unit in member_units(session, found.cluster_id, today)]
    left = sorted(units.difference(members))  # they come last
    return tuple(
        UnitDelivery(
            unit_id,
            names[unit_id][1],
            _recipients(
                [each for each in people if each.unit_id == unit_id],
                read.get(unit_id, ()),
                letters,
            ),
            left=unit_id in left,
        )
        for unit_id in [*(each for each in members if each in units), *left]
    )


def letter_key(announcement_id: int, person_id: int) -> str:
    """The key of the letter with which an announcement comes to a person."""
    return f"announcement:{announcement_id}:{person_id}"


def still_coming(
    session: Session, announcement_id: int, people: Sequence[int]
) -> dict[int, datetime]:
    """Person id -> when the announcement goes out to them, of those to whom it has not yet."""
    keys = [letter_key(announcement_id, person) for person in people]
    rows = fetch(session, _LETTERS, keys=keys)
    return {row.person_id: row.not_before for row in rows if row.state == LetterState.WAITING}


def _recipients(
    people: Sequence[Speaker], read: Sequence[Confirmed], letters: Mapping[int, Row[Any]]
) -> tuple[Recipient, ...]:
    """Those who have confirmed first, whether they still speak for the unit or not."""
    done = {each.person_id for each in read}
    return (
        *(Recipient(each.name, Reached.CONFIRMED, each.at) for each in read),
        *(
            _recipient(each, letters.get(each.person_id))
            for each in people
            if each.person_id not in done
        ),
    )


def _recipient(person: Speaker, letter: Row[Any] | None) -> Recipient:
    if letter is None:
        late = Reached.JOINED_SINCE if person.reachable else Reached.FAILED
        return Recipient(person.name, late if person.joined else Reached.NOT_JOINED, None)
    if letter.state == LetterState.SENT:
        return Recipient(person.name, Reached.DELIVERED, letter.sent_at)
    if letter.state == LetterState.WAITING:
        return Recipient(person.name, Reached.WAITING, letter.not_before)
    return Recipient(person.name, Reached.FAILED, None)
