"""A document read from a workbook: plain values, what is wrong, and the cell of everything.

The same shape as a YAML document's, so that the same checks serve both.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from handlers.documents.forms.cell_kinds import WrongCellError
from handlers.documents.forms.grids import Grid, UnreadableError, read_grids
from handlers.documents.forms.layout import Column, Listing, Row, Sheet, read_table
from models.rules.faults import Fault, Path

MARK_SHEET = "_thidua"
"""A very hidden sheet whose first cell names the kind of document."""
OURS = "thidua:"
"""How the marks of our documents begin."""
WORDED = ("kind", "office", "role")
"""Params of faults that hold a code for which the workbook has a word."""

# Each with the params of its sentence.
XLSX_FAULT_CODES = frozenset(
    {
        # the file
        "xlsx_unreadable",
        "xlsx_old_or_locked",
        "xlsx_too_large",  # limit: MB
        "xlsx_bomb",
        "xlsx_macros",
        "xlsx_too_many_cells",  # sheet, rows, columns
        "xlsx_not_ours",  # sheets: those there are
        "xlsx_other_document",
        # sheets and columns
        "xlsx_sheet_missing",  # sheet
        "xlsx_column_missing",  # heading
        "xlsx_column_twice",  # heading
        # cells
        "xlsx_formula",
        "xlsx_error_value",
        "xlsx_ambiguous_number",  # value
        # rows
        "xlsx_unknown_line",  # value
        "xlsx_line_twice",  # value
        "xlsx_parent_missing",
        "xlsx_parent_unknown",  # value
        "xlsx_parent_not_group",  # value
        "xlsx_parent_circle",  # value
        "xlsx_part_twice",
        "xlsx_owner_unknown",  # value: the code of the entry that a row belongs to
    }
)


class Place(NamedTuple):
    """A cell, the heading over it (or its line's label), and the words it may hold."""

    cell: str
    heading: str = ""
    words: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class WorkbookDocument:
    """Plain values, what is wrong with the file itself, and where everything stands."""

    data: Any
    faults: tuple[Fault, ...] = ()
    _places: Mapping[Path, Place] = field(default_factory=dict)
    _words: Mapping[str, str] = field(default_factory=dict)

    def line(self, path: Path) -> str:
        """The cell of what `path` leads to, or of the nearest thing around it; else nothing."""
        for length in range(len(path), -1, -1):
            if path[:length] in self._places:
                return self._places[path[:length]].cell
        return ""

    def every_fault(self, check: Callable[[Any], list[Fault]]) -> list[Fault]:
        """What is wrong with the file and, where it can be read, with what it says."""
        if self.data is None:
            return list(self.faults)
        told = {each.path for each in self.faults}
        found = [each for each in check(self.data) if each.path not in told]
        return [*self.faults, *map(self.named, found)]

    def named(self, found: Fault) -> Fault:
        """The fault with the words of the workbook in place of keys and codes."""
        params = dict(found.params)
        place = self._places.get(found.path, Place(""))
        if "key" in params:
            params["key"] = place.heading or params["key"]
        if "choices" in params:
            known = params["choices"].split(", ")
            params["choices"] = ", ".join(place.words.get(code, code) for code in known)
        for name in WORDED:
            if name in params:
                params[name] = self._words.get(params[name], params[name])
        return replace(found, params=params)


def unreadable(code: str, **params: str) -> WorkbookDocument:
    """A document that could not be read at all."""
    return WorkbookDocument(None, (Fault((), code, params),))


class Reader:
    """Goes through a workbook's sheets, and notes where each value stands and what is wrong."""

    def __init__(self, grids: Mapping[str, Grid]) -> None:
        self.grids = {title.strip(): grid for title, grid in grids.items()}
        self.places: dict[Path, Place] = {}
        self.faults: list[Fault] = []

    def document(self, data: Any, words: Mapping[str, str]) -> WorkbookDocument:
        """What has been read; without data where a sheet or a column is missing."""
        whole = not any(each.code in _BROKEN for each in self.faults)
        return WorkbookDocument(data if whole else None, tuple(self.faults), self.places, words)

    def rows(self, sheet: Listing, path: Path) -> list[Row]:
        """The entries of a list; `path`: what the whole list is in the data."""
        return self.table(sheet, sheet.columns, path)

    def table(self, sheet: Sheet, columns: tuple[Column, ...], path: Path) -> list[Row]:
        """The rows of a sheet in which these columns stand; none, and a fault, without them."""
        grid = self.grids.get(sheet.title)
        if grid is None:
            self.wrong(path, "xlsx_sheet_missing", sheet=sheet.title)
            return []
        table = read_table(grid, columns)
        self.places.setdefault(path, Place(table.top, sheet.title))
        for code, headings in (
            ("xlsx_column_missing", table.missing),
            ("xlsx_column_twice", table.repeated),
        ):
            for heading in headings:
                here = (*path, heading)
                self.places[here] = Place(table.top)
                self.wrong(here, code, heading=heading)
        return table.rows

    def wrong(self, path: Path, code: str, **params: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(path, code, params))

    def row(
        self, sheet: Listing, row: Row, path: Path, inside: Mapping[str, Path] | None = None
    ) -> None:
        """Say that a row is what `path` leads to; `inside`: keys that stand deeper than that."""
        self.places.setdefault(path, Place(row.at))
        for column in sheet.columns:
            deeper = (inside or {}).get(column.key, (column.key,))
            here = (*path, *deeper)
            self.places.setdefault(here, _place(row.cells[column.key], column))
            if column.key in row.wrong:
                self.wrong_cell(here, row.wrong[column.key])

    def wrong_cell(self, path: Path, error: WrongCellError) -> None:
        """Note what is wrong with a cell."""
        self.wrong(path, error.code, **error.params)

    def entries(self, sheet: Listing, path: Path) -> list[dict[str, Any]]:
        """A plain list: each row is an entry of it."""
        found = []
        for index, row in enumerate(self.rows(sheet, path)):
            self.row(sheet, row, (*path, index))
            found.append(dict(row.values))
        return found

    def lost(self, sheet: Listing, row: Row, key: str, code: str, value: object) -> None:
        """A row that belongs to nothing: say so at its cell, which no data path leads to."""
        path: Path = (sheet.title, row.at)
        self.places[path] = Place(row.cells[key])
        self.wrong(path, code, value=str(value))


_BROKEN = frozenset({"xlsx_sheet_missing", "xlsx_column_missing", "xlsx_column_twice"})


def _place(cell: str, column: Column) -> Place:
    return Place(cell, column.heading, column.kind.words)


def opened(content: bytes, mark: str, sheets: Collection[str]) -> "Reader | WorkbookDocument":
    """A reader of the workbook, or why it cannot be read as the document that `mark` names.

    Without a mark it is known by its `sheets`, of which one is enough: what is missing is told.
    """
    try:
        grids = read_grids(content)
    except UnreadableError as error:
        return unreadable(error.code, **error.params)
    marked = _mark(grids.get(MARK_SHEET))
    reader = Reader(grids)
    if marked.startswith(OURS) and marked != mark:
        return unreadable("xlsx_other_document")
    if marked != mark and reader.grids.keys().isdisjoint(sheets):
        return unreadable("xlsx_not_ours", sheets=", ".join(reader.grids)[:200])
    return reader


def _mark(grid: Grid | None) -> str:
    first = grid.rows[0] if grid and grid.rows else ()
    return first[0] if first and isinstance(first[0], str) else ""
