"""A cluster's criteria table for one year, read from its document.

The numbers are data: a real cluster changes the tree every year. Points and maxima are exact
Decimals, rates run from 0 to 1, percentages from 0 to 100.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from models.points import ZERO
from models.rules import settings
from models.rules.criteria_check import check_table
from models.rules.document import (
    as_list,
    as_mapping,
    as_number,
    as_text,
    number,
    setting,
    texts,
    words,
)
from models.rules.kinds import RESCALE, RuleKind
from models.rules.settings import (
    Ballot,
    Band,
    EvidenceType,
    FinalScore,
    Ground,
    Honour,
    PackagePiece,
    Period,
    Scale,
    TieBreaker,
)

__all__ = [
    "CriteriaTable",
    "Group",
    "Item",
    "RuleKind",
    "Tier",
    "Violation",
    "check_table",
    "read_table",
]

Data = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of a tiered item and its fixed points."""

    vi: str
    en: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Violation:
    """One kind of event that costs `points` each time, `cap` at most (None: no cap of its own).

    `auto_from` names the log that counts it; None means the unit counts it.
    """

    code: str
    vi: str
    en: str
    points: Decimal
    cap: Decimal | None
    auto_from: str | None


@dataclass(frozen=True)
class Item:
    """A criterion that is scored: a leaf of the tree.

    `violations` are what a subtract item counts, or the item deductions of a proportional one.
    `evidence_required`: without a document that proves it, the item counts 0.00. Fields that the
    item's kind has no use for are None or empty.
    """

    code: str
    name_vi: str
    name_en: str
    kind: RuleKind
    max: Decimal
    unit: str
    target: Decimal | None
    floor_rate: Decimal | None
    share_at_target: Decimal | None
    per_unit: Decimal | None
    tiers: tuple[Tier, ...]
    violations: tuple[Violation, ...]
    na_allowed: bool
    evidence: tuple[str, ...]
    verifier: str
    late_evidence_allowed: bool
    evidence_required: bool = False

    @cached_property
    def counted(self) -> tuple[Violation, ...]:
        """The violations the unit counts itself, in order."""
        return tuple(each for each in self.violations if each.auto_from is None)


@dataclass(frozen=True)
class Group:
    """A heading: in the sections, the sum of its children; in bonus and deductions, their cap."""

    code: str
    name_vi: str
    name_en: str
    max: Decimal
    children: "tuple[Group | Item, ...]"

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every leaf below, in the order of the document."""
        return tuple(_leaves(self))

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the leaves."""
        return frozenset(item.code for item in self.items)

    @cached_property
    def worth(self) -> Decimal:
        """What all leaves together could give, before the cap."""
        return sum((item.max for item in self.items), ZERO)


@dataclass(frozen=True)
class CriteriaTable:
    """Everything one year's scoring needs to know."""

    id: str
    title_vi: str
    title_en: str
    year: int
    applies_to: str
    scale: Scale
    sections: tuple[Group, ...]
    bonus: Group | None
    deductions: Group | None
    evidence_types: Mapping[str, EvidenceType]
    periods: tuple[Period, ...]
    not_assigned_treatment: str
    grades: tuple[Band, ...]
    ineligibility: tuple[Ground, ...]
    tie_breakers: tuple[TieBreaker, ...]
    honours: tuple[Honour, ...]
    final_score: FinalScore
    legal_basis: tuple[str, ...]
    package: tuple[PackagePiece, ...]
    ballot: Ballot

    @cached_property
    def parts(self) -> tuple[Group, ...]:
        """Sections, then bonus and deductions where the table has them."""
        extra = (self.bonus, self.deductions)
        return self.sections + tuple(part for part in extra if part is not None)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every leaf, in the order of the document."""
        return tuple(item for part in self.parts for item in part.items)

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        """Code -> leaf, in the order of the document."""
        return {item.code: item for item in self.items}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all leaves, in the order of the document."""
        return tuple(self.by_code)

    def item(self, code: str) -> Item:
        """The leaf called `code`; KeyError if there is none."""
        return self.by_code[code]

    def part_of(self, code: str) -> Group:
        """The top-level part that holds the group or leaf `code`; KeyError if none does."""
        for part in self.parts:
            if code in _codes(part):
                return part
        raise KeyError(code)


def _leaves(group: Group) -> Iterator[Item]:
    for child in group.children:
        if isinstance(child, Item):
            yield child
        else:
            yield from _leaves(child)


def _codes(node: Group | Item) -> Iterator[str]:
    yield node.code
    for child in node.children if isinstance(node, Group) else ():
        yield from _codes(child)


def read_table(data: Data) -> CriteriaTable:
    """The table a document describes; for documents in which check_table finds no fault."""
    title_vi, title_en = words(data, "title_vi", "title_en")
    ranking = as_mapping(data.get("ranking"))
    return CriteriaTable(
        id=data["id"],
        title_vi=title_vi,
        title_en=title_en,
        year=data["year"],
        applies_to=as_text(data.get("applies_to")),
        scale=settings.read_scale(data["scale"]),
        sections=tuple(_group(each) for each in data["sections"]),
        bonus=_part(data.get("bonus")),
        deductions=_part(data.get("deductions")),
        evidence_types=settings.read_evidence_types(as_mapping(data.get("evidence_types"))),
        periods=tuple(map(settings.read_period, as_list(data.get("periods")))),
        not_assigned_treatment=setting(
            as_mapping(data.get("not_assigned_rule")), "treatment", RESCALE
        ),
        grades=tuple(map(settings.read_band, as_list(data["grades"]["bands"]))),
        ineligibility=tuple(map(settings.read_ground, as_list(data.get("ineligibility")))),
        tie_breakers=tuple(map(settings.read_tie_breaker, as_list(ranking.get("tie_breakers")))),
        honours=tuple(map(settings.read_honour, as_list(data.get("honours")))),
        final_score=settings.read_final_score(as_mapping(data.get("final_score"))),
        legal_basis=texts(as_mapping(data.get("adopted_by")).get("legal_basis_vi")),
        package=settings.read_package(data.get("submission_package")),
        ballot=settings.read_ballot(as_mapping(data.get("ballot_defaults"))),
    )


def _group(data: Data) -> Group:
    children = tuple(
        _group(child) if child["kind"] == RuleKind.GROUP else _item(child)
        for child in data["children"]
    )
    return Group(data["code"], *_names(data), number(data, "max") or ZERO, children)


def _part(data: Data | None) -> Group | None:
    """Bonus or deductions; without a cap of their own, all their items together are the cap."""
    if data is None:
        return None
    items = tuple(map(_item, data["items"]))
    cap = number(data, "max")
    part = Group(data["code"], *_names(data), cap or ZERO, items)
    return replace(part, max=part.worth) if cap is None else part


def _item(data: Data) -> Item:
    """One leaf. Parameters stand under `params` or beside `max`, as the clerk finds easier."""
    params = {**as_mapping(data.get("params")), **data}
    counted = (*as_list(data.get("violations")), *as_list(data.get("item_deductions")))
    return Item(
        data["code"],
        *_names(data),
        kind=RuleKind(data["kind"]),
        max=number(data, "max") or ZERO,
        unit=as_text(data.get("unit")),
        target=number(params, "target"),
        floor_rate=number(params, "floor_rate"),
        share_at_target=number(params, "share_at_target"),
        per_unit=number(params, "per_unit"),
        tiers=tuple(map(_tier, as_list(data.get("tiers")))),
        violations=tuple(map(_violation, counted)),
        na_allowed=setting(data, "na_allowed", False),
        evidence=texts(data.get("evidence")),
        verifier=setting(data, "verifier", "head"),
        late_evidence_allowed=setting(data, "late_evidence_allowed", False),
        evidence_required=setting(data, "evidence_required", False),
    )


def _names(data: Data) -> tuple[str, str]:
    return words(data, "name_vi", "name_en")


def _tier(data: Data) -> Tier:
    return Tier(*words(data), as_number(data["points"]) or ZERO)


def _violation(data: Data) -> Violation:
    return Violation(
        data["code"],
        *words(data),
        points=as_number(data["points"]) or ZERO,
        cap=number(data, "cap"),
        auto_from=data.get("auto_from"),
    )
