"""A usual scoring session (*phiên thường lệ*): from an agreed ranking to a list of motions.

Nothing is decided here: the drafts are shown, changed and opened by people. Titles are worded
elsewhere, from what a draft is about.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from models.rules.criteria import CriteriaTable
from models.rules.honours import barred
from models.rules.motion import Form, MotionKind, Option, Terms
from models.rules.motion_terms import usual_form, usual_terms
from models.rules.nominees import Member, Way, nominees
from models.rules.settings import Ballot, Honour
from models.rules.ties import BALLOT, Candidate, worth


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit in the agreed table; no `candidate` without a final score."""

    unit_id: int
    name: str
    rank: int | None
    honour: str
    grounds: tuple[str, ...] = ()
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreed table of a year, the best first."""

    period_id: int
    version: int
    table: CriteriaTable
    units: tuple[Ranked, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MotionDraft:
    """A motion to be put on an agenda. `unit_name` and `honour` are what its title needs."""

    kind: MotionKind
    form: Form
    terms: Terms
    options: tuple[Option, ...] = ()
    subject: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unit_name: str = ""
    honour: Honour | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Usual:
    """The drafts; `waiting`: honours that depend on how an earlier vote ends."""

    drafts: tuple[MotionDraft, ...]
    waiting: tuple[Honour, ...] = ()


def merits(
    table: CriteriaTable, units: Sequence[Ranked], options: Sequence[Option]
) -> dict[str, tuple[str, ...]]:
    """Option key -> final score and the table's tie-breakers, the higher the better.

    A step that cannot be worked out for all of the options is left out; nothing at all is compared
    where one of them has no final score.
    """
    known = {each.unit_id: each.candidate for each in units}
    found = [known.get(each.unit_id) if each.unit_id else None for each in options]
    candidates = [each for each in found if each is not None]
    if not candidates or len(candidates) < len(options):
        return {}
    columns = [[str(each.final) for each in candidates]]
    for step in table.tie_breakers:
        if step.by == BALLOT:
            break
        values = [worth(step, each) for each in candidates]
        known_values = [each for each in values if each is not None]
        if len(known_values) == len(values):
            columns.append(_exactly(known_values))
    keys = [each.key for each in options]
    return dict(zip(keys, zip(*columns, strict=True), strict=True))


def _exactly(values: Sequence[Fraction]) -> list[str]:
    """The same order in whole numbers, as a third has no exact decimal."""
    common = lcm(*(each.denominator for each in values))
    return [str(int(each * common)) for each in values]


# -- the motions ------------------------------------------------------------------------------


def unit_option(unit_id: int, name: str) -> Option:
    """A unit as something to vote for."""
    return Option(f"u{unit_id}", name, unit_id)


def usual(
    agreed: Agreed | None,
    members: Sequence[Member],
    ballot: Ballot,
    year: int,
    way: Way = Way.FREE,
    source: str = "",
) -> Usual:
    """The motions of a usual session: the table, its honours, head and deputy of the next year."""
    drafts: list[MotionDraft] = []
    waiting: list[Honour] = []
    if agreed is not None:
        terms = usual_terms(MotionKind.SCORE_TABLE, ballot, source)
        about = {"period": agreed.period_id, "version": agreed.version}
        drafts.append(MotionDraft(MotionKind.SCORE_TABLE, Form.OPEN, terms, subject=about))
        drafts += _proposals(agreed, ballot, source)
        chosen, waiting = _choices(agreed, ballot, source)
        drafts += chosen
    drafts += elections(agreed, nominees(members, way, leaders(agreed)), ballot, year, source)
    return Usual(tuple(drafts), tuple(waiting))


def settled(agreed: Agreed, passed: Collection[tuple[int, str]]) -> Agreed:
    """The table with what votes have decided among equals since; `passed`: unit id, honour code."""
    units = tuple(
        replace(
            each,
            honour=each.honour
            or next((code for unit_id, code in passed if unit_id == each.unit_id), ""),
        )
        for each in agreed.units
    )
    open_ = tuple(
        honour.code
        for honour in agreed.table.honours
        if honour.code in agreed.undecided
        and sum(each.honour == honour.code for each in units) < honour.count
    )
    return replace(agreed, units=units, undecided=open_)


def _proposals(agreed: Agreed, ballot: Ballot, source: str) -> list[MotionDraft]:
    """One for each unit that the ranking proposes for an honour which a vote confirms."""
    return [
        MotionDraft(
            MotionKind.HONOUR,
            usual_form(MotionKind.HONOUR, ballot),
            usual_terms(MotionKind.HONOUR, ballot, source),
            subject={"unit": unit.unit_id, "honour": honour.code, "period": agreed.period_id},
            unit_name=unit.name,
            honour=honour,
        )
        for honour in agreed.table.honours
        if honour.needs_ballot
        for unit in agreed.units
        if unit.honour == honour.code
    ]


def _choices(agreed: Agreed, ballot: Ballot, source: str) -> tuple[list[MotionDraft], list[Honour]]:
    """A choice among the equals of each undecided honour.

    An honour that goes to those who lose an earlier one waits for that result.
    """
    drafts, waiting = [], []
    asked: set[int] = set()
    for honour in agreed.table.honours:
        if honour.code not in agreed.undecided:
            continue
        equals = _equals(agreed, honour)
        places = honour.count - sum(each.honour == honour.code for each in agreed.units)
        ids = {each.unit_id for each in equals}
        if not 1 <= places < len(equals) or asked & ids:
            waiting.append(honour)
            continue
        asked |= ids
        drafts.append(_choice(agreed, honour, equals, places, ballot, source))
    return drafts, waiting


def _choice(
    agreed: Agreed,
    honour: Honour,
    equals: Sequence[Ranked],
    places: int,
    ballot: Ballot,
    source: str,
) -> MotionDraft:
    options = tuple(unit_option(each.unit_id, each.name) for each in equals)
    terms = usual_terms(MotionKind.CHOICE, ballot, source)
    return MotionDraft(
        MotionKind.CHOICE,
        usual_form(MotionKind.CHOICE, ballot),
        replace(terms, seats=places, merits=merits(agreed.table, agreed.units, options)),
        options,
        {"honour": honour.code, "period": agreed.period_id},
        honour=honour,
    )


def _equals(agreed: Agreed, honour: Honour) -> tuple[Ranked, ...]:
    """The best of those without a proposal whom nothing keeps from it, equal in every step."""
    fit = [each for each in agreed.units if not each.honour and _fits(agreed.table, honour, each)]
    if not fit:
        return ()
    best = min(each.rank or len(agreed.units) for each in fit)
    level = [each for each in fit if each.rank == best]
    options = [unit_option(each.unit_id, each.name) for each in level]
    found = merits(agreed.table, agreed.units, options)
    numbers = {key: tuple(map(Decimal, values)) for key, values in found.items()}
    highest = max(numbers.values(), default=())
    return tuple(
        each
        for each, option in zip(level, options, strict=True)
        if numbers.get(option.key, ()) == highest
    )


def _fits(table: CriteriaTable, honour: Honour, unit: Ranked) -> bool:
    if unit.candidate is None or unit.rank is None:
        return False
    if any(code == honour.code for code, _ in barred(table, unit.grounds)):
        return False
    order = [band.code for band in table.grades]
    needed = honour.needs_grade
    return not needed or order.index(unit.candidate.grade) <= order.index(needed)


def leaders(agreed: Agreed | None) -> tuple[tuple[int, ...], ...]:
    """The units of the ranking by their places, the best first, equals together."""
    places: dict[int, list[int]] = {}
    for each in agreed.units if agreed else ():
        if each.rank:
            places.setdefault(each.rank, []).append(each.unit_id)
    return tuple(tuple(places[rank]) for rank in sorted(places))


def elections(
    agreed: Agreed | None,
    standing: tuple[Sequence[Member], Sequence[Member]],
    ballot: Ballot,
    year: int,
    source: str = "",
) -> list[MotionDraft]:
    """Head and deputy of the year after `year`, among those who stand for each."""
    return [
        _election(agreed, kind, units, ballot, year, source)
        for kind, units in zip((MotionKind.HEAD, MotionKind.DEPUTY), standing, strict=True)
    ]


def _election(
    agreed: Agreed | None,
    kind: MotionKind,
    units: Sequence[Member],
    ballot: Ballot,
    year: int,
    source: str,
) -> MotionDraft:
    options = tuple(unit_option(each.unit_id, each.name) for each in units)
    found = merits(agreed.table, agreed.units, options) if agreed else {}
    terms = replace(usual_terms(kind, ballot, source), merits=found)
    return MotionDraft(kind, usual_form(kind, ballot), terms, options, {"year": year + 1})
