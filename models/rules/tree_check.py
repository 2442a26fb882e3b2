"""Whether the numbers and references of a criteria tree agree with each other.

Each check looks only at what can be read; what cannot is a fault of shape, told elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.points import ZERO, shown
from models.rules.criteria_shape import DEEPEST
from models.rules.document import as_list, as_mapping, as_number, as_text, number
from models.rules.faults import Fault, Path, fault
from models.rules.text import fold

Data = Mapping[Any, Any]
Placed = tuple[Path, Data]


def check_tree(data: Data) -> Iterator[Fault]:
    """Codes, sums, caps, levels and evidence of sections, bonus and deductions."""
    nodes = list(_nodes(data))
    yield from repeated(nodes)
    for path, node in nodes:
        yield from _sum(path, node, "children", "sum_differs")
        yield from _levels(path, node)
        yield from _violations(path, node)
        yield from _per_unit(path, node)
        yield from _evidence(path, node, as_mapping(data.get("evidence_types")))
    yield from _base(data)
    yield from _added(data, "bonus", "bonus_max", ZERO)
    yield from _added(data, "deductions", "deduction_max", None)


def part_codes(data: Data) -> dict[str, list[str]]:
    """The codes of the sections, and of all parts, as far as they can be read."""
    sections = [as_text(each.get("code")) for _, each in placed(data, "sections")]
    added = [as_text(as_mapping(data.get(name)).get("code")) for name in ("bonus", "deductions")]
    return {"sections": sections, "parts": [*sections, *filter(None, added)]}


def placed(data: Data, *keys: str) -> Iterator[Placed]:
    """The mappings of a list inside `data`, each with its path."""
    value: object = data
    for key in keys:
        value = as_mapping(value).get(key)
    for index, each in enumerate(as_list(value)):
        if isinstance(each, Mapping):
            yield (*keys, index), each


def repeated(entries: Sequence[Placed]) -> Iterator[Fault]:
    """Codes that an earlier entry already has."""
    seen = set()
    for path, entry in entries:
        code = as_text(entry.get("code"))
        if code and code in seen:
            yield fault((*path, "code"), "duplicate_code", value=code)
        seen.add(code)


def _nodes(data: Data) -> Iterator[Placed]:
    for path, section in placed(data, "sections"):
        yield from _below(path, section, 1)
    for name in ("bonus", "deductions"):
        if isinstance(data.get(name), Mapping):
            yield (name,), data[name]
        yield from placed(data, name, "items")


def _below(path: Path, node: Data, depth: int) -> Iterator[Placed]:
    yield path, node
    if depth <= DEEPEST:
        for place, child in placed(node, "children"):
            yield from _below((*path, *place), child, depth + 1)


def _sum(path: Path, node: Data, key: str, code: str) -> Iterator[Fault]:
    """A parent's maximum is what its children's add up to, to the hundredth."""
    most = number(node, "max")
    parts = [as_number(as_mapping(child).get("max")) for child in as_list(node.get(key))]
    known = [part for part in parts if part is not None]
    if most is not None and known and len(known) == len(parts):
        yield from _difference((*path, "max"), code, sum(known, Decimal(0)), most)


def _difference(path: Path, code: str, together: Decimal, most: Decimal) -> Iterator[Fault]:
    if together != most:
        yield fault(path, code, sum=together, max=most, difference=abs(together - most))


def _base(data: Data) -> Iterator[Fault]:
    base = number(as_mapping(data.get("scale")), "base_max")
    sections = {"max": base, "sections": data.get("sections")}
    for found in _sum((), sections, "sections", "base_differs"):
        yield fault(("scale", "base_max"), found.code, **found.params)


def _added(data: Data, name: str, scale_key: str, default: Decimal | None) -> Iterator[Fault]:
    """Bonus and deductions: the part's cap is the scale's, and no item is worth more."""
    given = as_mapping(data.get("scale")).get(scale_key)
    scale_max = default if given is None else as_number(given)
    part = data.get(name)
    if part is None and scale_max:
        yield fault((name,), "part_missing", max=scale_max)
    if not isinstance(part, Mapping) or (given is not None and scale_max is None):
        return
    cap = number(part, "max")
    if cap != scale_max and (cap is not None or part.get("max") is None):
        yield fault((name, "max"), "part_max_differs", max=_said(cap), scale=_said(scale_max))
    for path, item in placed(data, name, "items"):
        most = number(item, "max")
        if cap is not None and most is not None and most > cap:
            yield fault((*path, "max"), "item_above_part", max=most, part=cap)


def _said(cap: Decimal | None) -> str:
    return "" if cap is None else str(cap)


def _levels(path: Path, node: Data) -> Iterator[Fault]:
    """Levels from best to worst, the best worth the item's maximum, no two called the same."""
    tiers = list(placed(node, "tiers"))
    most, names = number(node, "max"), set()
    above: Decimal | None = None
    for place, tier in tiers:
        points, name = number(tier, "points"), fold(as_text(tier.get("vi")))
        where = (*path, *place, "points")
        if points is not None and above is None and most not in (None, points):
            yield fault(where, "tier_max_differs", tier=points, max=most)
        if points is not None and above is not None and points >= above:
            yield fault(where, "tiers_not_descending", tier=points, above=above)
        if name and name in names:
            yield fault((*path, *place, "vi"), "duplicate_words", value=shown(tier["vi"]))
        names.add(name)
        above = above if points is None else points


def _violations(path: Path, node: Data) -> Iterator[Fault]:
    """What one violation costs fits under its own cap and the item's maximum."""
    most = number(node, "max")
    for key in ("violations", "item_deductions"):
        entries = list(placed(node, key))
        for fault_ in repeated(entries):
            yield fault((*path, *fault_.path), fault_.code, **fault_.params)
        for place, violation in entries:
            points, cap = number(violation, "points"), number(violation, "cap")
            if points is not None and cap is not None and cap < points:
                yield fault((*path, *place, "cap"), "cap_below_points", cap=cap, points=points)
            if points is not None and most is not None and points > most:
                where = (*path, *place, "points")
                yield fault(where, "violation_above_max", points=points, max=most)


def _per_unit(path: Path, node: Data) -> Iterator[Fault]:
    """One event is worth no more than the item's maximum."""
    inside = number(as_mapping(node.get("params")), "per_unit")
    beside = number(node, "per_unit")
    per_unit, most = inside if beside is None else beside, number(node, "max")
    if per_unit is not None and most is not None and per_unit > most:
        where = (*path, "per_unit") if inside is None else (*path, "params", "per_unit")
        yield fault(where, "per_unit_above_max", per_unit=per_unit, max=most)


def _evidence(path: Path, node: Data, declared: Data) -> Iterator[Fault]:
    for index, code in enumerate(as_list(node.get("evidence"))):
        if isinstance(code, str) and code not in declared:
            yield fault((*path, "evidence", index), "unknown_evidence", value=shown(code))
    listed = [as_mapping(declared.get(as_text(code))) for code in as_list(node.get("evidence"))]
    if node.get("evidence_required") is True and all(each.get("auto") is True for each in listed):
        yield fault((*path, "evidence_required"), "evidence_not_sendable")
