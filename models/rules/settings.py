"""What a criteria table says beside its tree: scale, periods, grades, honours, ballots."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.points import ZERO
from models.rules.document import as_list, as_mapping, as_text, number, setting, texts, words
from models.rules.kinds import PEER, Aggregation

Data = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """The frame of the points. `deduction_max` None: deductions have no common cap."""

    base_max: Decimal
    bonus_max: Decimal
    deduction_max: Decimal | None
    final_min: Decimal
    may_exceed_base: bool


@dataclass(frozen=True, slots=True)
class EvidenceType:
    """A kind of document that proves a result. `auto`: the system has it already.

    `decision`: a decision, known by its number, its date and who issued it.
    """

    code: str
    vi: str
    en: str
    formats: tuple[str, ...]
    auto: bool
    decision: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A time of the year when the tree is filled; `optional_sections` may then stay blank."""

    code: str
    name_vi: str
    name_en: str
    scored: bool
    ranked: bool
    optional_sections: frozenset[str]


@dataclass(frozen=True, slots=True)
class Band:
    """A grade: the least percentage of the total, and of every section."""

    code: str
    vi: str
    en: str
    min_total: Decimal
    min_each_section: Decimal


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of ineligibility; `effect` is one of kinds.EFFECTS. It never changes the points."""

    code: str
    effect: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class TieBreaker:
    """One step of telling equals apart, when a single place must be filled."""

    by: str
    section: str | None
    direction: str | None
    layer: str | None


@dataclass(frozen=True, slots=True)
class Honour:
    """A proposal for the best: how many, from which grade on, and whether a ballot confirms it."""

    rank: int
    code: str
    vi: str
    en: str
    count: int
    needs_grade: str | None
    needs_ballot: bool


@dataclass(frozen=True, slots=True)
class FinalScore:
    """How the layers of scores become one. `weights` sum to 1, or are empty.

    Of the cross layer: `aggregate` is one of kinds.Aggregation; with fewer than `min_received`
    scores an item has none; `items` (kinds.CROSS_ITEMS) says which items peers score.
    """

    method: str
    fallback_order: tuple[str, ...]
    weights: Mapping[str, Decimal]
    reviewers_per_unit: int
    own_unit_excluded: bool
    trim_extremes_from: int | None
    aggregate: str
    min_received: int
    items: str
    reason_required_when_changed: bool
    explanation_round: bool


@dataclass(frozen=True, slots=True)
class PackagePiece:
    """A document that a unit hands in together with its scores."""

    evidence: str
    required: bool
    signed_by_vi: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a ballot is held unless its opener says otherwise. `min_share` runs from 0 to 1."""

    quorum: str  # a share of the member units, "2/3"
    pass_basis: str
    min_share: Decimal
    secret: bool
    own_unit_vote_allowed: bool
    reopen_on_tie: bool


def read_scale(data: Data) -> Scale:
    """The scale of a document without faults."""
    return Scale(
        base_max=number(data, "base_max") or ZERO,
        bonus_max=number(data, "bonus_max") or ZERO,
        deduction_max=number(data, "deduction_max"),
        final_min=number(data, "final_min") or ZERO,
        may_exceed_base=setting(data, "may_exceed_base", True),
    )


def read_evidence_types(data: Data) -> dict[str, EvidenceType]:
    """Code -> kind of document, in the order of the document."""
    return {code: _evidence_type(code, each) for code, each in data.items()}


def _evidence_type(code: str, data: Data) -> EvidenceType:
    vi, en = words(data)
    return EvidenceType(
        code,
        vi,
        en,
        texts(data.get("formats")),
        auto=setting(data, "auto", False),
        decision=setting(data, "decision", False),
    )


def read_period(data: Data) -> Period:
    """One period; scored and ranked unless it says otherwise."""
    name_vi, name_en = words(data, "name_vi", "name_en")
    return Period(
        code=data["code"],
        name_vi=name_vi,
        name_en=name_en,
        scored=setting(data, "scored", True),
        ranked=setting(data, "ranked", True),
        optional_sections=frozenset(texts(data.get("optional_sections"))),
    )


def read_band(data: Data) -> Band:
    """One grade."""
    vi, en = words(data)
    return Band(
        code=data["code"],
        vi=vi,
        en=en,
        min_total=number(data, "min_total") or ZERO,
        min_each_section=number(data, "min_each_section") or ZERO,
    )


def read_ground(data: Data) -> Ground:
    """One ground of ineligibility."""
    return Ground(data["code"], data["effect"], *words(data))


def read_tie_breaker(data: Data) -> TieBreaker:
    """One step; the fields it has no use for are None."""
    return TieBreaker(data["by"], data.get("section"), data.get("direction"), data.get("layer"))


def read_honour(data: Data) -> Honour:
    """One proposal; for one unit, confirmed by a ballot, unless it says otherwise."""
    vi, en = words(data)
    return Honour(
        rank=data["rank"],
        code=data["code"],
        vi=vi,
        en=en,
        count=setting(data, "count", 1),
        needs_grade=data.get("needs_grade"),
        needs_ballot=setting(data, "needs_ballot", True),
    )


def read_final_score(data: Data) -> FinalScore:
    """The method; left out, the agreed score counts, else the appraised one, else the unit's."""
    cross = as_mapping(data.get("cross"))
    weights = as_mapping(data.get("weights"))
    return FinalScore(
        method=setting(data, "method", "agreed"),
        fallback_order=texts(data.get("fallback_order")) or ("agreed", "standing", "self"),
        weights={layer: number(weights, layer) or ZERO for layer in weights},
        reviewers_per_unit=setting(cross, "reviewers_per_unit", 2),
        own_unit_excluded=setting(cross, "own_unit_excluded", True),
        trim_extremes_from=cross.get("trim_extremes_from"),
        aggregate=setting(cross, "aggregate", _usual_aggregate(cross)),
        min_received=setting(cross, "min_received", 1),
        items=setting(cross, "items", PEER),
        reason_required_when_changed=setting(data, "reason_required_when_changed", True),
        explanation_round=setting(data, "explanation_round", True),
    )


def _usual_aggregate(cross: Data) -> str:
    """A table that says from how many scores on the extremes go has chosen its policy by that."""
    trims = cross.get("trim_extremes_from") is not None
    return Aggregation.DROP_EXTREMES if trims else Aggregation.DEFAULT


def read_package(data: object) -> tuple[PackagePiece, ...]:
    """What is handed in with the scores, in order."""
    return tuple(
        PackagePiece(
            evidence=each["evidence"],
            required=setting(each, "required", True),
            signed_by_vi=as_text(each.get("signed_by_vi")),
        )
        for each in as_list(data)
    )


def read_ballot(data: Data) -> Ballot:
    """The ballot's defaults; left out: secret, two thirds present, more than half of all."""
    rule = as_mapping(data.get("pass"))
    return Ballot(
        quorum=setting(data, "quorum", "2/3"),
        pass_basis=setting(rule, "basis", "members_total"),
        min_share=number(rule, "min_share") or Decimal("0.5"),
        secret=setting(data, "secret", True),
        own_unit_vote_allowed=setting(data, "own_unit_vote_allowed", True),
        reopen_on_tie=setting(data, "reopen_on_tie", True),
    )
