"""A criteria table read from its workbook: the tree from the rows, the rest from lists and form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.documents.forms.criteria_form import INFORMATION
from handlers.documents.forms.criteria_layout import (
    BANDS,
    BREAKERS,
    EVIDENCE,
    GROUNDS,
    HONOURS,
    ITEMS,
    KIND_WORDS,
    LAYERS,
    MARK,
    PACKAGE,
    PARAMETERS,
    PARTS,
    PERIODS,
    TIERS,
    VIOLATIONS,
)
from handlers.documents.forms.document_reading import Reader, WorkbookDocument, opened
from handlers.documents.forms.form_reading import read_form
from handlers.documents.forms.layout import Listing, Row
from models.rules.faults import Path
from models.rules.kinds import ADDED, RuleKind

LISTS: tuple[tuple[Listing, Path], ...] = (
    (BANDS, ("grades", "bands")),
    (HONOURS, ("honours",)),
    (GROUNDS, ("ineligibility",)),
    (BREAKERS, ("ranking", "tie_breakers")),
    (PERIODS, ("periods",)),
    (PACKAGE, ("submission_package",)),
    (LAYERS, ("score_layers",)),
)
SHEETS = (ITEMS, TIERS, VIOLATIONS, EVIDENCE, *(sheet for sheet, _ in LISTS), INFORMATION)
_TREE = frozenset({RuleKind.GROUP, *PARTS})
_BESIDE = frozenset({*_TREE, *ADDED})
"""Kinds whose parameters stand beside the other keys, or that have none."""


def read_criteria_workbook(content: bytes) -> WorkbookDocument:
    """The criteria table in a workbook. It never raises for what the file says."""
    reader = opened(content, MARK, [ITEMS.title, INFORMATION.title])
    if isinstance(reader, WorkbookDocument):
        return reader
    data: dict[str, Any] = {}
    tree = _Tree(reader)
    tree.read(data)
    read_form(reader, INFORMATION, data)
    _evidence(reader, data)
    for sheet, path in LISTS:
        if entries := reader.entries(sheet, path):
            _put(data, path, entries)
    tree.owned(TIERS, lambda _: "tiers")
    tree.owned(VIOLATIONS, _violations_key)
    return reader.document(data, {**KIND_WORDS})


def _put(data: dict[str, Any], path: Path, value: Any) -> None:
    for step in path[:-1]:
        data = data.setdefault(str(step), {})
    data[str(path[-1])] = value


def _violations_key(node: Mapping[str, Any]) -> str:
    proportional = node.get("kind") == RuleKind.PROPORTIONAL
    return "item_deductions" if proportional else "violations"


def _evidence(reader: Reader, data: dict[str, Any]) -> None:
    """Kinds of evidence are keyed by their code."""
    found: dict[str, Any] = {}
    for row in reader.rows(EVIDENCE, ("evidence_types",)):
        values = dict(row.values)
        code = values.pop("code", None)
        name = str(code or row.at)
        path: Path = ("evidence_types", name)
        if code is None or name in found:
            reader.row(EVIDENCE, row, (*path, row.at))
            kind = "missing_key" if code is None else "duplicate_code"
            reader.wrong((*path, row.at, "code"), kind, key="Mã", value=name)
            continue
        reader.row(EVIDENCE, row, path)
        found[name] = values
    if found:
        data["evidence_types"] = found


@dataclass(slots=True)
class _Node:
    """A row of the tree, what it says in the document's shape, and where that stands."""

    row: Row
    data: dict[str, Any]
    kind: Any
    parent: str
    path: Path | None = None
    children: list["_Node"] = field(default_factory=list)

    @property
    def may_hold(self) -> bool:
        """Whether others may stand below it; what has no kind gets the benefit of the doubt."""
        return self.kind is None or self.kind in _TREE

    @property
    def holds(self) -> str:
        """The key of what is inside."""
        return "items" if self.kind in PARTS else "children"


class _Tree:
    """The rows of “Tiêu chí” as the sections, bonus and deductions of a document."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.nodes: dict[str, _Node] = {}

    def read(self, data: dict[str, Any]) -> None:
        """Put the tree into `data`; a row that has no place in it is a fault."""
        nodes = [_node(row) for row in self.reader.rows(ITEMS, ("sections",))]
        for node in nodes:
            self.nodes.setdefault(str(node.data.get("code", "")), node)
        tops = [node for node in nodes if self._is_top(node)]
        for node in tops:
            self._top(node, data)
        for node in nodes:
            if node.path is None and node.parent:
                self._misplaced(node)

    def _is_top(self, node: _Node) -> bool:
        """Whether a row heads a part; otherwise it is put under its parent, if it has one."""
        parent = self.nodes.get(node.parent) if node.parent else None
        if parent is not None and parent is not node and parent.may_hold:
            parent.children.append(node)
        return not node.parent

    def _top(self, node: _Node, data: dict[str, Any]) -> None:
        part = PARTS.get(str(node.kind))
        if part is not None and part in data:
            self.reader.lost(ITEMS, node.row, "kind", "xlsx_part_twice", "")
        elif part is not None:
            data[part] = node.data
            self._below(node, (part,))
        elif node.kind in (None, RuleKind.GROUP):
            sections = data.setdefault("sections", [])
            self._below(node, ("sections", len(sections)))
            sections.append(node.data)
        else:
            self.reader.lost(ITEMS, node.row, "parent", "xlsx_parent_missing", "")

    def _below(self, node: _Node, path: Path) -> None:
        """Give every row below its path. Not by recursion: a file may be as deep as it likes."""
        waiting: list[tuple[_Node, Path]] = [(node, path)]
        while waiting:
            node, node.path = waiting.pop()
            self.reader.row(ITEMS, node.row, node.path, _inside(node.kind))
            for index, child in enumerate(node.children):
                node.data.setdefault(node.holds, []).append(child.data)
                waiting.append((child, (*node.path, node.holds, index)))

    def _misplaced(self, node: _Node) -> None:
        parent = self.nodes.get(node.parent)
        if parent is None:
            code = "xlsx_parent_unknown"
        elif not parent.may_hold:
            code = "xlsx_parent_not_group"
        elif self._goes_round(node):
            code = "xlsx_parent_circle"
        else:
            return  # its parent has no place: that is told there
        self.reader.lost(ITEMS, node.row, "parent", code, node.parent)

    def _goes_round(self, node: _Node) -> bool:
        """Whether going up from a row leads back to it."""
        passed: set[int] = set()
        here: _Node | None = self.nodes.get(node.parent)
        while here is not None and id(here) not in passed:
            if here is node:
                return True
            passed.add(id(here))
            here = self.nodes.get(here.parent) if here.parent else None
        return False

    def owned(self, sheet: Listing, key_of: Any) -> None:
        """Give each row of a list to the item whose code stands in it."""
        for row in self.reader.rows(sheet, (sheet.title,)) if self.nodes else ():
            values = dict(row.values)
            owner = values.pop("owner", "")
            node = self.nodes.get(str(owner))
            if node is None or node.path is None:
                self.reader.lost(sheet, row, "owner", "xlsx_owner_unknown", owner)
                continue
            entries = node.data.setdefault(key_of(node.data), [])
            self.reader.row(sheet, row, (*node.path, key_of(node.data), len(entries)))
            entries.append(values)


def _node(row: Row) -> _Node:
    """A row in the document's shape: parameters under `params`, no kind where a part has none."""
    data = dict(row.values)
    kind, parent = data.get("kind"), str(data.pop("parent", ""))
    if kind in PARTS:
        del data["kind"]
    elif kind not in _BESIDE and (given := [key for key in PARAMETERS if key in data]):
        data["params"] = {key: data.pop(key) for key in given}
    return _Node(row, data, kind, parent)


def _inside(kind: Any) -> Mapping[str, Path]:
    """The columns that stand deeper than the row itself."""
    return {} if kind in _BESIDE else {key: ("params", key) for key in PARAMETERS}
