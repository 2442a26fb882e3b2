"""Whether what stands beside the tree agrees with it and with itself.

Each check looks only at what can be read; what cannot is a fault of shape, told elsewhere.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from models.points import shown
from models.rules.document import as_list, as_mapping, as_text, number
from models.rules.faults import Fault, Path, fault
from models.rules.kinds import Aggregation
from models.rules.tree_check import part_codes, placed, repeated

Data = Mapping[Any, Any]


def check_settings(data: Data) -> Iterator[Fault]:
    """Periods, grades, honours, tie breakers, weights and the package."""
    yield from _codes(data)
    yield from _optional_sections(data)
    yield from _bands(data)
    yield from _honours(data)
    yield from _breakers(data)
    yield from _weights(as_mapping(data.get("final_score")))
    yield from _cross(as_mapping(as_mapping(data.get("final_score")).get("cross")))
    yield from _package(data)


def _codes(data: Data) -> Iterator[Fault]:
    lists = (("periods",), ("grades", "bands"), ("ineligibility",), ("honours",), ("score_layers",))
    for keys in lists:
        yield from repeated(list(placed(data, *keys)))


def _optional_sections(data: Data) -> Iterator[Fault]:
    known = part_codes(data)["parts"]
    for path, period in placed(data, "periods"):
        for index, code in enumerate(as_list(period.get("optional_sections"))):
            yield from _known(code, known, (*path, "optional_sections", index), "unknown_section")


def _known(code: object, known: list[str], path: Path, kind: str) -> Iterator[Fault]:
    if isinstance(code, str) and as_text(code) not in known:
        yield fault(path, kind, value=shown(code))


def _bands(data: Data) -> Iterator[Fault]:
    """Bands from best to worst; the last asks for nothing, so that everyone has a grade."""
    bands = list(placed(data, "grades", "bands"))
    for key, strictly in (("min_total", True), ("min_each_section", False)):
        above: Decimal | None = None
        for path, band in bands:
            least = _least(band, key)
            if _rises(above, least, strictly):
                yield fault((*path, key), "bands_not_descending", value=least, above=above)
            above = above if least is None else least
        if bands and above:
            yield fault((*bands[-1][0], key), "last_band_not_zero", value=above)


def _least(band: Data, key: str) -> Decimal | None:
    """A floor that is left out is none at all."""
    return Decimal(0) if band.get(key) is None else number(band, key)


def _rises(above: Decimal | None, least: Decimal | None, strictly: bool) -> bool:
    if above is None or least is None:
        return False
    return least > above or (strictly and least == above)


def _honours(data: Data) -> Iterator[Fault]:
    grades = [as_text(band.get("code")) for _, band in placed(data, "grades", "bands")]
    for path, honour in placed(data, "honours"):
        yield from _known(
            honour.get("needs_grade"), grades, (*path, "needs_grade"), "unknown_grade"
        )


def _breakers(data: Data) -> Iterator[Fault]:
    """A step names what it compares: section needs `section`, layer_mean needs `layer`."""
    sections = part_codes(data)["sections"]
    needs = {"section": "section", "layer_mean": "layer"}
    for path, breaker in placed(data, "ranking", "tie_breakers"):
        needed = needs.get(as_text(breaker.get("by")))
        if needed and breaker.get(needed) is None:
            yield fault((*path, needed), "missing_key", key=needed)
        yield from _known(breaker.get("section"), sections, (*path, "section"), "unknown_section")


def _weights(final: Data) -> Iterator[Fault]:
    """Weights, where there are any, share out the whole."""
    weights = as_mapping(final.get("weights"))
    values = [number(weights, layer) for layer in weights]
    known = [value for value in values if value is not None]
    if not weights and final.get("method") == "weighted":
        yield fault(("final_score", "weights"), "weights_missing")
    if known and len(known) == len(values) and sum(known) != 1:
        yield fault(("final_score", "weights"), "weights_differ", sum=sum(known))


def _cross(cross: Data) -> Iterator[Fault]:
    """No unit can get more scores than it has reviewers; only one policy has a number to start."""
    path = ("final_score", "cross")
    reviewers, least = number(cross, "reviewers_per_unit"), number(cross, "min_received")
    if reviewers and least and least > reviewers:
        yield fault((*path, "min_received"), "out_of_range", value=least, low=1, high=reviewers)
    policy = as_text(cross.get("aggregate")) or Aggregation.DROP_EXTREMES
    if cross.get("trim_extremes_from") is not None and policy != Aggregation.DROP_EXTREMES:
        yield fault((*path, "trim_extremes_from"), "trim_unused", value=shown(policy))


def _package(data: Data) -> Iterator[Fault]:
    declared = [as_text(code) for code in as_mapping(data.get("evidence_types"))]
    for path, piece in placed(data, "submission_package"):
        yield from _known(piece.get("evidence"), declared, (*path, "evidence"), "unknown_evidence")
