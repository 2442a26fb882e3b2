"""The shape of a criteria table's document: which keys stand where, and what each may hold.

The shape looks at one value at a time; what values must be to each other is the business of
`criteria_check.py`.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from models.points import HUNDREDTH, LARGEST
from models.rules import kinds
from models.rules.faults import Fault, Path, fault
from models.rules.kinds import ADDED, RuleKind
from models.rules.shapes import (
    Check,
    amount,
    anything,
    brief,
    choice,
    code,
    entries,
    flag,
    listing,
    record,
    share,
    text,
    whole,
)

DEEPEST = 5  # headings inside headings; a phone's screen shows no more

_NAME = text(300)
_CODE = code(20)  # fits a button's payload
_LONG_CODE = code(40)
_ID = code(60)
_NONE = Decimal(0)
_POINTS = amount(_NONE, Decimal(100_000))
_MOST = amount(HUNDREDTH, Decimal(100_000))
_RATE = amount(_NONE, Decimal(1), places=4)
_PERCENT = amount(_NONE, Decimal(100))
_TARGET = amount(HUNDREDTH, LARGEST)
_LEADER_TARGET = amount(_NONE, LARGEST)

_NAMED: Mapping[str, Check] = {"name_vi": _NAME}
_NAMED_TOO: Mapping[str, Check] = {"name_en": _NAME}
_SAID: Mapping[str, Check] = {"vi": _NAME}
_SAID_TOO: Mapping[str, Check] = {"en": _NAME}

_TIER = record({**_SAID, "points": _POINTS}, _SAID_TOO)
_VIOLATION = record(
    {"code": _LONG_CODE, **_SAID, "points": _MOST},
    {**_SAID_TOO, "cap": _MOST, "auto_from": choice(kinds.AUTO_SOURCES)},
)
_PER_UNIT: Mapping[str, Check] = {"per_unit": _MOST}

# Kind -> parameters it needs, parameters it may have, other keys it needs, other keys it may have.
_Kind = tuple[Mapping[str, Check], Mapping[str, Check], Mapping[str, Check], Mapping[str, Check]]
_KINDS: Mapping[RuleKind, _Kind] = {
    RuleKind.PROPORTIONAL: (
        {},
        {"target": _TARGET, "floor_rate": _RATE},
        {},
        {"item_deductions": listing(_VIOLATION)},
    ),
    RuleKind.TARGET_LEADER: (
        {"share_at_target": _RATE},
        {"target": _LEADER_TARGET, "leader_by": choice({"exceed_rate"})},
        {},
        {},
    ),
    RuleKind.TIERED: ({}, {}, {"tiers": listing(_TIER, least=2)}, {}),
    RuleKind.BINARY: ({}, {}, {}, {}),
    RuleKind.COUNT: (_PER_UNIT, {}, {}, {}),
    RuleKind.SUBTRACT: ({}, {}, {"violations": listing(_VIOLATION, least=1)}, {}),
    RuleKind.BONUS: (_PER_UNIT, {}, {}, {}),
    RuleKind.DEDUCTION: (_PER_UNIT, {}, {}, {}),
}


def _leaf(kind: RuleKind) -> Check:
    """A leaf of `kind`; its parameters stand under `params` or beside the other keys."""
    needed, allowed, keys, more_keys = _KINDS[kind]
    parameters = {**needed, **allowed}
    base: dict[str, Check] = {
        "unit": text(30),
        "evidence": listing(_CODE),
        "verifier": choice(kinds.VERIFIERS),
        "late_evidence_allowed": flag,
    }
    if kind not in ADDED:
        base["na_allowed"] = flag
    if kind is not RuleKind.DEDUCTION:
        base["evidence_required"] = flag
    shape = record(
        {"code": _CODE, **_NAMED, "kind": anything, "max": _MOST, **keys},
        {**_NAMED_TOO, **base, **more_keys, **parameters, "params": record({}, parameters)},
    )

    def check(path: Path, value: object) -> Iterator[Fault]:
        yield from shape(path, value)
        if isinstance(value, Mapping):
            yield from _parameters(path, value, needed, parameters)

    return check


def _parameters(
    path: Path,
    item: Mapping[object, object],
    needed: Mapping[str, Check],
    allowed: Mapping[str, Check],
) -> Iterator[Fault]:
    """Each needed parameter once, in either place; none in both."""
    params = item.get("params")
    inner = params if isinstance(params, Mapping) else {}
    for name in allowed:
        places = [item.get(name) is not None, inner.get(name) is not None]
        if all(places):
            yield fault((*path, name), "repeated_parameter", key=name)
        elif name in needed and not any(places):
            yield fault((*path, "params", name), "missing_key", key=name)


_LEAVES = {str(kind): _leaf(kind) for kind in _KINDS}


def _group(depth: int) -> Check:
    return record(
        {"code": _CODE, **_NAMED, "max": _MOST, "children": listing(_node(depth + 1), least=1)},
        {**_NAMED_TOO, "kind": choice({RuleKind.GROUP})},
    )


def _node(depth: int) -> Check:
    """A group or a leaf, by its kind."""
    allowed = sorted(str(kind) for kind in RuleKind if kind not in ADDED)

    def check(path: Path, value: object) -> Iterator[Fault]:
        kind = value.get("kind") if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping):
            yield fault(path, "not_a_mapping")
        elif kind is None:
            yield fault((*path, "kind"), "missing_key", key="kind")
        elif kind in list(ADDED):
            yield fault((*path, "kind"), "kind_not_here", kind=kind)
        elif kind not in allowed:
            yield from choice(allowed)((*path, "kind"), kind)
        elif kind != RuleKind.GROUP:
            yield from _LEAVES[str(kind)](path, value)
        elif depth > DEEPEST:
            yield fault(path, "too_deep", limit=DEEPEST)
        else:
            yield from _group(depth)(path, value)

    return check


def _part(kind: RuleKind, cap: Mapping[str, Check], no_cap: Mapping[str, Check]) -> Check:
    """Bonus or deductions: items of that kind only."""

    def item(path: Path, value: object) -> Iterator[Fault]:
        if isinstance(value, Mapping) and value.get("kind") not in (None, kind):
            yield fault((*path, "kind"), "kind_not_here", kind=brief(value["kind"]))
        else:
            yield from _LEAVES[kind](path, value)

    return record(
        {"code": _CODE, **_NAMED, "items": listing(item, least=1), **cap},
        {**_NAMED_TOO, "rules_vi": listing(_NAME), **no_cap},
    )


_SCALE = record(
    {"base_max": _MOST},
    {
        "bonus_max": _POINTS,
        "deduction_max": _POINTS,
        "final_min": _POINTS,
        "decimals": whole(2, 2),
        "rounding": choice({"half_up"}),
        "may_exceed_base": flag,
    },
)
_EVIDENCE = record(
    _SAID,
    {**_SAID_TOO, "formats": listing(choice(kinds.FORMATS)), "auto": flag, "decision": flag},
)
_PERIOD = record(
    {"code": _CODE, **_NAMED},
    {**_NAMED_TOO, "scored": flag, "ranked": flag, "optional_sections": listing(_CODE)},
)
_BAND = record(
    {"code": _CODE, **_SAID, "min_total": _PERCENT}, {**_SAID_TOO, "min_each_section": _PERCENT}
)
_GROUND = record({"code": _CODE, "effect": choice(kinds.EFFECTS), **_SAID}, _SAID_TOO)
_HONOUR = record(
    {"rank": whole(1, 100), "code": _CODE, **_SAID},
    {**_SAID_TOO, "count": whole(1, 100), "needs_grade": _CODE, "needs_ballot": flag},
)
_BREAKER = record(
    {"by": choice(kinds.BREAKERS)},
    {"section": _CODE, "direction": choice({"asc", "desc"}), "layer": choice(kinds.LAYERS)},
)
_LAYER = choice(kinds.LAYERS)
_FINAL = record(
    {"method": choice(kinds.FINAL_METHODS)},
    {
        "fallback_order": listing(_LAYER),
        "weights": entries(_LAYER, _RATE),
        "cross": record(
            {},
            {
                "reviewers_per_unit": whole(0, 100),
                "own_unit_excluded": flag,
                "trim_extremes_from": whole(3, 100),
                "aggregate": choice(kinds.Aggregation),
                "min_received": whole(1, 100),
                "items": choice(kinds.CROSS_ITEMS),
            },
        ),
        "reason_required_when_changed": flag,
        "explanation_round": flag,
    },
)
_BALLOT = record(
    {},
    {
        "electorate": _LONG_CODE,
        "quorum": share,
        "pass": record(
            {"basis": choice(kinds.PASS_BASES)},
            {"min_share": amount(HUNDREDTH, Decimal(1), places=4)},
        ),
        "secret": flag,
        "own_unit_vote_allowed": flag,
        "options_vi": listing(_NAME, least=2),
        "absent": _LONG_CODE,
        "reopen_on_tie": flag,
    },
)

TABLE = record(
    {
        "id": _ID,
        "title_vi": _NAME,
        "year": whole(2000, 2100),
        "scale": _SCALE,
        "periods": listing(_PERIOD, least=1),
        "sections": listing(_group(1), least=1),
        "grades": record(
            {"bands": listing(_BAND, least=1)},
            {"basis": choice({"percent_of_base"}), "fallback": choice({"next_lower_band"})},
        ),
    },
    {
        "schema_version": whole(1, 1),
        "title_en": _NAME,
        "status": choice({"sample", "draft", "adopted", "frozen", "retired"}),
        "version_label_vi": _NAME,
        "applies_to": _ID,
        "adopted_by": record(
            {},
            {"document_no": anything, "document_date": anything, "legal_basis_vi": listing(_NAME)},
        ),
        "submission_package": listing(
            record({"evidence": _CODE}, {"required": flag, "signed_by_vi": _NAME})
        ),
        "score_layers": listing(
            record({"code": _LAYER, **_NAMED}, {**_NAMED_TOO, "by": _LONG_CODE})
        ),
        "final_score": _FINAL,
        "rule_kinds": anything,
        "evidence_types": entries(_CODE, _EVIDENCE),
        "bonus": _part(RuleKind.BONUS, {"max": _MOST}, {}),
        "deductions": _part(RuleKind.DEDUCTION, {}, {"max": _MOST}),
        "ineligibility": listing(_GROUND),
        "not_assigned_rule": record(
            {},
            {
                "approval_by": _LONG_CODE,
                "treatment": choice(kinds.TREATMENTS),
                "show_as_vi": _NAME,
            },
        ),
        "ranking": record(
            {},
            {
                "order": choice({"final_score_desc"}),
                "ties": choice({"shared"}),
                "tie_breakers": listing(_BREAKER),
            },
        ),
        "honours": listing(_HONOUR),
        "ballot_defaults": _BALLOT,
        "worked_examples": anything,
    },
)
