"""A workbook that came back: opened with care, its cells by the keys that we wrote beside them."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import count
from typing import Any

from handlers.documents.sheetbook.layout import FORMAT, KEY, MARKS
from models.errors import NotOurWorkbook, Refusal, WorkbookTooLarge

ROWS, COLUMNS = 5_000, 60
"""Rows of all pages that are looked at, and the columns of each."""
UNPACKED = 3 * 2**20
"""Bytes of the parts together: a filled sheet has a tenth of it. Reading may take a second for
each of these megabytes, and everybody else waits for the turn that reads."""
_KEYED = ord(KEY) - ord("A")
_FACTS = 20
_ID = re.compile(r"[0-9]{1,9}")
_WORDS = re.compile(r'"[^"]*"|[\\_*].')
"""What stands in a number's format as mere words: 92 is shown as 92% by 0"%" and is 92."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. `value` is None, a number, a text, a truth value or a moment."""

    place: str
    value: Any = None
    formula: bool = False
    percent: bool = False
    """The number is shown in per cent: 0.92 is read as 92%."""


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """Whose workbook it says it is, and its rows: key -> column -> cell."""

    sheet_id: int
    unit_id: int
    stamp: str
    rows: Mapping[str, Mapping[str, Cell]]


def open_workbook(content: bytes) -> OpenedWorkbook:
    """Read what a person has sent; nothing in it is run, and formulas are not worked out.

    Raises NotOurWorkbook, WorkbookTooLarge.
    """
    _weigh(content)
    try:
        return _open(content)
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - however it is broken, it is not what we have sent
        raise NotOurWorkbook from None


def _weigh(content: bytes) -> None:
    """The size by the directory; while unpacking, zipfile gives out no more than that."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotOurWorkbook from None
    if sum(part.file_size for part in parts) > UNPACKED:
        raise WorkbookTooLarge
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise NotOurWorkbook


def _open(content: bytes) -> OpenedWorkbook:
    # Only those who send a workbook wait for the library to be loaded.
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        facts = _facts(book)
        rows = _rows(book)
    finally:
        book.close()
    if facts.get("format") != FORMAT or not rows:
        raise NotOurWorkbook
    return OpenedWorkbook(_id(facts["sheet"]), _id(facts["unit"]), facts["stamp"], rows)


def _id(text: str) -> int:
    """An id that a database could hold."""
    if not _ID.fullmatch(text):
        raise NotOurWorkbook
    return int(text)


def _facts(book: Any) -> dict[str, str]:
    if MARKS not in book.sheetnames:
        raise NotOurWorkbook
    rows = book[MARKS].iter_rows(max_row=_FACTS, max_col=2, values_only=True)
    return {str(name): str(value) for name, value in rows if name is not None}


def _rows(book: Any) -> dict[str, dict[str, Cell]]:
    """The rows of the first page that has any of ours; how many are passed is counted."""
    passed = count()
    pages = (page for page in book.worksheets if page.title != MARKS)
    return next(filter(None, (_keyed(page, passed) for page in pages)), {})


def _keyed(page: Any, passed: Iterator[int]) -> dict[str, dict[str, Cell]]:
    """The rows that carry a key of ours. A key that stands twice says nothing any more."""
    page.reset_dimensions()  # what a file says of its own size need not be so
    found: dict[str, dict[str, Cell]] = {}
    for number, row in enumerate(page.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1), start=1):
        if next(passed) >= ROWS or (len(row) > COLUMNS and row[COLUMNS].value is not None):
            raise WorkbookTooLarge
        key = row[_KEYED].value if len(row) > _KEYED else None
        if key is None:
            continue
        if str(key) in found:
            raise NotOurWorkbook
        columns = {chr(ord("A") + n): cell for n, cell in enumerate(row[:_KEYED])}
        found[str(key)] = {
            column: _cell(f"{column}{number}", cell) for column, cell in columns.items()
        }
    return found


def _cell(place: str, cell: Any) -> Cell:
    from openpyxl.utils.escape import unescape

    value = cell.value
    if value is None:
        return Cell(place)
    if cell.data_type == "f":
        return Cell(place, formula=True)
    if isinstance(value, str):
        return Cell(place, unescape(value))
    if isinstance(value, bool | int | float | datetime | date | time):
        return Cell(place, value, percent="%" in _WORDS.sub("", cell.number_format or ""))
    return Cell(place, str(value))
