"""What our workbooks look like, as data: lists with a heading for each column, and forms.

One description serves writing and reading, so the two cannot part. A column is known by its
heading, not by its place: a clerk may move columns, and add some for notes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.documents.forms.cell_kinds import RAW, TEXT, Kind, WrongCellError
from handlers.documents.forms.grids import Grid, NotPlain
from models.rules.faults import Path
from models.rules.text import fold

HEADINGS_WITHIN = 12
"""Rows from the top in which the headings stand; above them there may be a title and a guide."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading, the key of its value, what its cells hold.

    `needed` only marks the heading; whether a value may be missing is for the check to say.
    """

    heading: str
    key: str
    kind: Kind = TEXT
    width: int = 14
    needed: bool = False
    hint: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet with an entry a row."""

    title: str
    guide: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a form: what it is called, where its value belongs, what it holds.

    `many`: a list of texts, a line each.
    """

    label: str
    path: Path
    kind: Kind = TEXT
    many: bool = False
    hint: str = ""

    @property
    def key(self) -> str:
        """The path as it stands in the workbook: "scale.base_max"."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet with a line for each value: label, value, key, what it means."""

    title: str
    guide: str
    fields: tuple[Field, ...]


FORM_COLUMNS = (
    Column("Nội dung", "label", width=38, needed=True),
    Column("Giá trị", "value", RAW, width=48, needed=True),
    Column("Giải thích", "hint", width=60),
    Column("Khóa", "key", width=34, printed=False),
)
Sheet = Listing | Form


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: values by key, what was wrong by key, and where each cell stands."""

    values: Mapping[str, Any]
    wrong: Mapping[str, WrongCellError]
    cells: Mapping[str, str]

    @property
    def at(self) -> str:
        """The row's first cell."""
        return next(iter(self.cells.values()))


@dataclass(slots=True)
class Table:
    """The rows of a sheet, or why there are none: its headings are not what they should be."""

    rows: list[Row] = field(default_factory=list)
    top: str = ""
    missing: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def read_table(grid: Grid, columns: tuple[Column, ...]) -> Table:
    """The rows of a sheet that hold anything in our columns."""
    line, places = _headings(grid, columns)
    table = Table(top=grid.at(line, 0))
    titles = [fold(str(value)) for value in grid.rows[line]] if grid.rows else []
    table.missing = [each.heading for each in columns if each.key not in places]
    table.repeated = [each.heading for each in columns if titles.count(fold(each.heading)) > 1]
    if not table.missing and not table.repeated:
        table.rows = list(_rows(grid, line, columns, places))
    return table


def _headings(grid: Grid, columns: tuple[Column, ...]) -> tuple[int, dict[str, int]]:
    """The row that has most of the headings, and where each column is in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for line, values in enumerate(grid.rows[:HEADINGS_WITHIN]):
        titles = [fold(value) if isinstance(value, str) else "" for value in values]
        places = {
            each.key: titles.index(fold(each.heading))
            for each in columns
            if fold(each.heading) in titles
        }
        if len(places) > len(best[1]):
            best = line, places
    return best


def _rows(
    grid: Grid, line: int, columns: tuple[Column, ...], places: Mapping[str, int]
) -> Iterator[Row]:
    for number in range(line + 1, len(grid.rows)):
        values, wrong = _row(grid.rows[number], columns, places)
        if values or wrong:
            cells = {each.key: grid.at(number, places[each.key]) for each in columns}
            yield Row(values, wrong, cells)


def _row(
    cells: tuple[Any, ...], columns: tuple[Column, ...], places: Mapping[str, int]
) -> tuple[dict[str, Any], dict[str, WrongCellError]]:
    values: dict[str, Any] = {}
    wrong: dict[str, WrongCellError] = {}
    for column in columns:
        place = places[column.key]
        raw = cells[place] if place < len(cells) else None
        if raw is None:
            continue
        try:
            values[column.key] = taken(column.kind, raw)
        except WrongCellError as error:
            wrong[column.key] = error
    return values, wrong


def taken(kind: Kind, raw: Any) -> Any:
    """A cell's value as its kind reads it. Raises WrongCellError, for a formula too."""
    if isinstance(raw, NotPlain):
        raise WrongCellError(raw.code)
    return kind.read(raw)
