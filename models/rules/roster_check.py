"""How the parts of a roster must fit together: names, mergers, terms of office, mandates.

Every check goes on after a fault, so that one reading of the file shows them all; none ever raises.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.rules.document import as_list, as_mapping, as_text
from models.rules.faults import Fault, Path
from models.rules.roster_shape import OBSERVER, OFFICES, ROLES, SHAPE, YEAR, is_day
from models.rules.shapes import brief
from models.rules.text import fold

FEWEST_UNITS = 2
MOST_UNITS = 60

Entry = Mapping[Any, Any]


class Span(NamedTuple):
    """Days, both ends included; without `to` the end is open."""

    start: date
    to: date | None

    def holds(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.start <= day and (self.to is None or day <= self.to)

    @property
    def params(self) -> dict[str, str]:
        """The ends, as params of a fault."""
        return {"from": str(self.start), "to": str(self.to or "")}


class Term(NamedTuple):
    """An office's entry and its days."""

    start: date
    to: date
    place: int
    unit: str


def check_roster(data: object) -> list[Fault]:
    """Everything wrong with a roster, whatever `data` is; none means it can be read."""
    roster = as_mapping(data)
    spans = _memberships(roster)
    return [
        *SHAPE((), data),
        *_units(roster),
        *_mergers(roster),
        *_offices(roster, spans),
        *_heads(roster),
        *_people(roster, spans),
        *_targets(roster, spans),
    ]


# -- reading what may be wrong ----------------------------------------------------------------


def _entries(roster: Entry, part: str) -> Iterator[tuple[int, Entry]]:
    """The entries of a part that are mappings, with their places in it."""
    listed = enumerate(as_list(roster.get(part)))
    return ((index, each) for index, each in listed if isinstance(each, Mapping))


def _date(entry: Entry, key: str) -> date | None:
    value = entry.get(key)
    return value if is_day(value) else None


def _span(entry: Entry) -> Span | None:
    """The days of an entry, None where its beginning is not known or they run backwards."""
    start, to = _date(entry, "from"), _date(entry, "to")
    return Span(start, to) if start and (to is None or start <= to) else None


def _memberships(roster: Entry) -> dict[str, Span | None]:
    """Unit code -> its days, None where they are not known."""
    return {as_text(unit.get("code")): _span(unit) for _, unit in _entries(roster, "units")}


def _reversed(path: Path, entry: Entry) -> Iterator[Fault]:
    start, to = _date(entry, "from"), _date(entry, "to")
    if start and to and to < start:
        yield Fault((*path, "to"), "dates_reversed", {"from": str(start), "to": str(to)})


def _unknown(path: Path, value: object, units: Mapping[str, Span | None]) -> Iterator[Fault]:
    code = as_text(value)
    if code and code not in units:
        yield Fault(path, "unknown_unit", {"value": brief(value)})


def _outside(
    path: Path, entry: Entry, units: Mapping[str, Span | None], code: str
) -> Iterator[Fault]:
    """Days given in `entry` on which its unit is no member."""
    unit = as_text(entry.get("unit"))
    span = units.get(unit)
    for key in ("from", "to"):
        day = _date(entry, key)
        if span and day and not span.holds(day):
            yield Fault((*path, key), code, {"unit": unit, **span.params})
            return


# -- the units --------------------------------------------------------------------------------


def _units(roster: Entry) -> Iterator[Fault]:
    listed = roster.get("units")
    if isinstance(listed, list | tuple):
        count = len(listed)
        if count < FEWEST_UNITS:
            yield _size("too_few_units", count, FEWEST_UNITS)
        if count > MOST_UNITS:
            yield _size("too_many_units", count, MOST_UNITS)
    yield from _repeated(roster, "code", "duplicate_unit_code")
    yield from _repeated(roster, "name", "duplicate_unit_name")
    yield from _repeated(roster, "short_name", "duplicate_unit_short_name")
    for index, unit in _entries(roster, "units"):
        yield from _reversed(("units", index), unit)
        yield from _former_names(("units", index, "former_names"), unit)


def _size(code: str, count: int, limit: int) -> Fault:
    return Fault(("units",), code, {"count": str(count), "limit": str(limit)})


def _repeated(roster: Entry, key: str, code: str) -> Iterator[Fault]:
    """Names that differ only in case, marks or spaces are one name to a reader."""
    first: dict[str, str] = {}
    for index, unit in _entries(roster, "units"):
        value = as_text(unit.get(key))
        name = fold(value)
        if name and name in first:
            params = {"value": brief(value), "unit": first[name]}
            yield Fault(("units", index, key), code, params)
        first.setdefault(name, brief(as_text(unit.get("code"))))


def _former_names(path: Path, unit: Entry) -> Iterator[Fault]:
    above: date | None = None
    for index, each in enumerate(as_list(unit.get("former_names"))):
        until = _date(as_mapping(each), "until")
        if above and until and until <= above:
            params = {"until": str(until), "above": str(above)}
            yield Fault((*path, index, "until"), "former_names_out_of_order", params)
        above = until or above


def _mergers(roster: Entry) -> Iterator[Fault]:
    units = _memberships(roster)
    into = {
        as_text(unit.get("code")): as_text(unit.get("merged_into"))
        for _, unit in _entries(roster, "units")
    }
    for index, unit in _entries(roster, "units"):
        path: Path = ("units", index, "merged_into")
        code, taker = as_text(unit.get("code")), as_text(unit.get("merged_into"))
        yield from _unknown(path, taker, units)
        if taker and taker == code:
            yield Fault(path, "merged_into_self", {})
        elif taker and code in (circle := _chain(code, into)):
            yield Fault(path, "merged_in_a_circle", {"units": ", ".join(map(brief, circle))})
        elif taker and unit.get("to") is None:
            yield Fault(("units", index, "to"), "merged_without_end", {"unit": brief(taker)})


def _chain(code: str, into: Mapping[str, str]) -> list[str]:
    """Who took in `code`, who took in that one, and so on, until none or one again."""
    passed: list[str] = []
    while (code := into.get(code, "")) and code not in passed:
        passed.append(code)
    return passed


# -- the offices ------------------------------------------------------------------------------


def _offices(roster: Entry, units: Mapping[str, Span | None]) -> Iterator[Fault]:
    terms: dict[str, list[Term]] = defaultdict(list)
    for index, entry in _entries(roster, "offices"):
        path: Path = ("offices", index)
        yield from _unknown((*path, "unit"), entry.get("unit"), units)
        yield from _reversed(path, entry)
        yield from _outside(path, entry, units, "office_outside_membership")
        span = _span(entry)
        office = as_text(entry.get("office"))
        if span and span.to and office in OFFICES:
            unit = brief(as_text(entry.get("unit")))
            terms[office].append(Term(span.start, span.to, index, unit))
    for office, held in terms.items():
        yield from _overlaps(office, sorted(held))


def _overlaps(office: str, terms: list[Term]) -> Iterator[Fault]:
    """`terms` by their beginning; each is compared with the one that reaches farthest so far."""
    farthest = terms[0]
    for term in terms[1:]:
        if term.start <= farthest.to:
            both = Span(term.start, min(term.to, farthest.to))
            params = {"office": office, "unit": farthest.unit, **both.params}
            yield Fault(("offices", term.place), "term_overlaps", params)
        farthest = max(farthest, term, key=lambda each: each.to)


def _heads(roster: Entry) -> Iterator[Fault]:
    """The days of the year that no head's term covers."""
    year: Any = as_mapping(roster.get("cluster")).get("year")
    if list(YEAR((), year)) or not isinstance(roster.get("offices"), list | tuple):
        return
    heads = [each for _, each in _entries(roster, "offices") if each.get("office") == "head"]
    spans = sorted((span.start, span.to) for span in map(_span, heads) if span and span.to)
    day, last = date(year, 1, 1), date(year, 12, 31)
    for start, to in spans:
        if day < start <= last:
            yield _headless(day, start - timedelta(days=1))
        if to >= last:
            return
        day = max(day, to + timedelta(days=1))
    yield _headless(day, last)


def _headless(start: date, to: date) -> Fault:
    return Fault(("offices",), "no_head", Span(start, to).params)


# -- the people, the targets ------------------------------------------------------------------


def _people(roster: Entry, units: Mapping[str, Span | None]) -> Iterator[Fault]:
    seen = set()
    for index, person in _entries(roster, "people"):
        path: Path = ("people", index)
        yield from _of_a_unit((*path, "unit"), person, units)
        yield from _reversed(path, person)
        yield from _outside(path, person, units, "person_outside_membership")
        name, role = as_text(person.get("name")), as_text(person.get("role"))
        mandate = (name.lower(), role, as_text(person.get("unit")), _date(person, "from"))
        if name and mandate in seen:
            yield Fault((*path, "name"), "duplicate_person", {"value": brief(name)})
        seen.add(mandate)


def _of_a_unit(path: Path, person: Entry, units: Mapping[str, Span | None]) -> Iterator[Fault]:
    """An observer stands outside the units, everybody else speaks for one."""
    role, unit = as_text(person.get("role")), person.get("unit")
    if role == OBSERVER:
        if unit is not None:
            yield Fault(path, "observer_with_unit", {})
    elif unit is not None:
        yield from _unknown(path, unit, units)
    elif role in ROLES:
        yield Fault(path, "unit_missing", {"role": role})


def _targets(roster: Entry, units: Mapping[str, Span | None]) -> Iterator[Fault]:
    seen = set()
    for index, target in _entries(roster, "targets"):
        path: Path = ("targets", index)
        yield from _unknown((*path, "unit"), target.get("unit"), units)
        if (target.get("value") is not None) == (target.get("not_assigned") is True):
            yield Fault(path, "target_undecided", {})
        unit, criterion = as_text(target.get("unit")), as_text(target.get("criterion"))
        if unit and criterion and (unit, criterion) in seen:
            params = {"unit": brief(unit), "criterion": brief(criterion)}
            yield Fault(path, "duplicate_target", params)
        seen.add((unit, criterion))
