"""A workbook from a stranger, opened safely: the plain values of its sheets, and nothing else.

Only zip and XML are looked at, never a formula, a macro or a link. What would grow when it is
unpacked, or has more rows than any document of a cluster, is put away before it costs anything.
"""

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 10 * 2**20
"""Bytes of all parts: a table of a hundred items has half of one megabyte."""
MOST_READ_WHOLE = 2 * 2**20
"""Bytes of XML beside the sheets, such as shared texts and styles, which is read as a whole."""
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELLS = 100_000
"""Cells looked at, the empty ones too: about a second of work, for which others may have to wait.
"""

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of a workbook with a password


class UnreadableError(Exception):
    """The workbook cannot be read; `code` says why, `params` are what its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}


@dataclass(frozen=True, slots=True)
class NotPlain:
    """What stands in a cell where a plain value was expected: a formula, or an error of one."""

    code: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its rows from the first on, each as long as its last cell with a value."""

    title: str
    rows: tuple[tuple[Any, ...], ...]

    def at(self, row: int, column: int) -> str:
        """A cell's place as people say it, counted from 0: "Tiêu chí!F12"."""
        return f"{self.title}!{get_column_letter(column + 1)}{row + 1}"


def read_grids(content: bytes) -> Mapping[str, Grid]:
    """Title -> sheet, in the order of the workbook. Raises UnreadableError."""
    _inspect(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of what it leaves out: pictures, styles
            return _grids(content)
    except UnreadableError:
        raise
    except Exception as error:  # a parser over whatever bytes there are raises whatever it likes
        raise UnreadableError("xlsx_unreadable") from error


def _inspect(content: bytes) -> None:
    """Refuse, by the list of its parts alone, what is no workbook or would grow."""
    if len(content) > MOST_BYTES:
        raise UnreadableError("xlsx_too_large", limit=MOST_BYTES // 2**20)
    if content.startswith(_OLD_OR_LOCKED):
        raise UnreadableError("xlsx_old_or_locked")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableError("xlsx_unreadable") from error
    unpacked = sum(part.file_size for part in parts)
    whole = sum(part.file_size for part in parts if _is_read_whole(part.filename))
    grown = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content)
    if grown or whole > MOST_READ_WHOLE or len(parts) > MOST_PARTS:
        raise UnreadableError("xlsx_bomb")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise UnreadableError("xlsx_macros")


def _is_read_whole(name: str) -> bool:
    return name.lower().endswith(".xml") and "worksheets/" not in name


def _grids(content: bytes) -> dict[str, Grid]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        left: float = MOST_CELLS
        found = {}
        for sheet in book.worksheets:
            rows = tuple(_rows(sheet, left))
            left -= sum(map(_work, rows))
            found[sheet.title] = Grid(sheet.title, rows)
        return found
    finally:
        book.close()


def _rows(sheet: Any, left: float) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet up to its last value; more than a document has is refused."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    waiting: list[tuple[Any, ...]] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1)):
        left -= _work(cells)
        values = _trimmed([_plain(cell) for cell in cells])
        waiting.append(values)
        if left < 0 or (values and number >= MOST_ROWS) or len(values) > MOST_COLUMNS:
            raise UnreadableError(
                "xlsx_too_many_cells", sheet=sheet.title, rows=MOST_ROWS, columns=MOST_COLUMNS
            )
        if values:
            yield from waiting
            waiting = []


def _work(cells: Sized) -> float:
    """What a row costs, in cells; one that is left out costs little, but there may be many."""
    return len(cells) + (2 if cells else 0.1)


def _trimmed(values: list[Any]) -> tuple[Any, ...]:
    while values and values[-1] is None:
        values.pop()
    return tuple(values)


def _plain(cell: Any) -> Any:
    """A cell's value, without the spaces that nobody sees; an empty text is no value."""
    value = cell.value
    if cell.data_type == "f":
        return NotPlain("xlsx_formula")
    if cell.data_type == "e":
        return NotPlain("xlsx_error_value")
    return (value.strip() or None) if isinstance(value, str) else value
