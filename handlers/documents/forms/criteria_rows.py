"""A criteria table as the rows of its workbook: the way back is `criteria_reading.py`."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.documents.forms.criteria_form import INFORMATION
from handlers.documents.forms.criteria_layout import (
    BONUS_PART,
    DEDUCTION_PART,
    EVIDENCE,
    ITEMS,
    PARTS,
    TIERS,
    VIOLATIONS,
)
from handlers.documents.forms.criteria_reading import LISTS
from handlers.documents.forms.layout import Listing
from models.rules.document import as_list, as_mapping
from models.rules.kinds import RuleKind

Data = Mapping[str, Any]
LEFT_OUT = frozenset({"worked_examples"})
"""Not for clerks: examples that the program checks itself by."""


def list_rows(data: Data) -> Iterator[tuple[Listing, list[Data]]]:
    """Every list of the workbook with its rows, in the order of its sheets."""
    nodes = list(_nodes(data))
    yield ITEMS, [row for row, _ in nodes]
    yield TIERS, list(_owned(nodes, "tiers"))
    yield VIOLATIONS, [*_owned(nodes, "violations", "item_deductions")]
    kinds = as_mapping(data.get("evidence_types"))
    yield EVIDENCE, [{"code": code, **as_mapping(each)} for code, each in kinds.items()]
    for sheet, path in LISTS:
        yield sheet, [as_mapping(each) for each in as_list(_at(data, path))]


def form_values(data: Data) -> dict[str, Any]:
    """Key -> value of the form, for every key that no list has."""
    found = {each.key: _at(data, each.path) for each in INFORMATION.fields}
    listed = {".".join(map(str, path)) for _, path in LISTS}
    for key, value in _leaves(data, ""):
        if key not in found and key not in listed and key.partition(".")[0] not in _ELSEWHERE:
            found[key] = value
    return found


_ELSEWHERE = frozenset({"sections", "evidence_types", *PARTS.values(), *LEFT_OUT})


def _leaves(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """What stands at the ends of nested mappings: a key that the form does not know is kept."""
    if not isinstance(value, Mapping):
        yield key, value
        return
    for name, inner in value.items():
        yield from _leaves(inner, f"{key}.{name}" if key else str(name))


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = as_mapping(data).get(step)
    return data


def _nodes(data: Data) -> Iterator[tuple[Data, Data]]:
    """Every group and item: its row, and what the document says of it."""
    for section in as_list(data.get("sections")):
        yield from _below(section, "", RuleKind.GROUP)
    for kind in (BONUS_PART, DEDUCTION_PART):
        part = data.get(PARTS[kind])
        if part is not None:
            yield from _below(part, "", kind)


def _below(node: Data, parent: str, kind: str) -> Iterator[tuple[Data, Data]]:
    row = {**as_mapping(node.get("params")), **node, "parent": parent or None}
    row["kind"] = node.get("kind") or kind
    yield row, node
    for key in ("children", "items"):
        for child in as_list(node.get(key)):
            yield from _below(child, node["code"], "")


def _owned(nodes: list[tuple[Data, Data]], *keys: str) -> Iterator[Data]:
    for _, node in nodes:
        for key in keys:
            for entry in as_list(node.get(key)):
                yield {"owner": node["code"], **entry}
