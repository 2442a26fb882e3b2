"""A document of lists and a form written as a workbook that a clerk can edit and print.

Texts are written as texts, whatever they begin with; the only formulas are the clerk's own check of
the sums, which is never read back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers.documents.forms.cell_kinds import RAW, Kind
from handlers.documents.forms.document_reading import MARK_SHEET
from handlers.documents.forms.document_style import Style
from handlers.documents.forms.layout import FORM_COLUMNS, Column, Field, Form, Listing

HEADINGS = 2
"""The row of the headings, from 0: a title and a guide stand above them."""
FIRST = HEADINGS + 1
SPARE_ROWS = 40
"""Empty rows below the last entry that look and behave like it."""
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zone; the same content, the same file

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """All that a workbook says: its mark, how it is filled in, its lists, its form."""

    mark: str
    title: str
    guide: tuple[str, ...]
    lists: tuple[tuple[Listing, tuple[Entry, ...]], ...]
    form: Form
    values: Mapping[str, Any]
    form_first: bool = False


class Writer:
    """One workbook on its way. `finish` gives its bytes."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self.book = Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.style = Style(self.book)

    def write(self, content: Content) -> dict[str, Worksheet]:
        """Everything in its order; title -> sheet."""
        self.book.set_properties({"title": content.title, "created": _MADE})
        self._guide(content)
        if content.form_first:
            self._form(content.form, content.values)
        for sheet, entries in content.lists:
            self._listing(sheet, entries)
        if not content.form_first:
            self._form(content.form, content.values)
        mark = self.book.add_worksheet(MARK_SHEET)
        mark.write_string(0, 0, content.mark)
        mark.very_hidden()
        return {each.name: each for each in self.book.worksheets()}

    def finish(self) -> bytes:
        """The workbook's bytes."""
        self.book.close()
        return self._buffer.getvalue()

    # -- sheets -------------------------------------------------------------------------------

    def _guide(self, content: Content) -> None:
        sheet = self.book.add_worksheet("Hướng dẫn")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 110)
        sheet.write_string(0, 1, content.title, self.style.title)
        for number, line in enumerate(content.guide, start=1):
            sheet.write_number(number + 1, 0, number, self.style.number)
            sheet.write_string(number + 1, 1, line, self.style.guide)
        _print(sheet, "", landscape=False)

    def _begin(self, title: str, guide: str, columns: tuple[Column, ...]) -> Worksheet:
        """A sheet with its title, its guide and its headings, which stay in sight."""
        sheet: Worksheet = self.book.add_worksheet(title)
        sheet.write_string(0, 0, title.upper(), self.style.title)
        sheet.write_string(1, 0, guide, self.style.note)
        sheet.set_row(HEADINGS, 48 if _width(columns) > _CROWDED else 30)
        for place, column in enumerate(columns):
            heading = self.style.needed if column.needed else self.style.heading
            sheet.set_column(place, place, column.width)
            sheet.write_string(HEADINGS, place, column.heading, heading)
        sheet.freeze_panes(FIRST, 0)
        _print(sheet, title, landscape=_width(columns) > _PORTRAIT)
        return sheet

    def _listing(self, listing: Listing, entries: Iterable[Entry]) -> None:
        sheet = self._begin(listing.title, listing.guide, listing.columns)
        line = FIRST
        for line, entry in enumerate(entries, start=FIRST + 1):
            _fit(sheet, line - 1, [(entry.get(each.key), each.width) for each in listing.columns])
            for place, column in enumerate(listing.columns):
                self._value(sheet, line - 1, place, column.kind, entry.get(column.key))
        last = line + SPARE_ROWS
        for row in range(line, last):
            for place, column in enumerate(listing.columns):
                self._value(sheet, row, place, column.kind, None)
        for place, column in enumerate(listing.columns):
            if rule := validation(column.kind, column.hint):
                sheet.data_validation(FIRST, place, last, place, rule)
        sheet.print_area(0, 0, max(line - 1, FIRST), _printed(listing.columns) - 1)

    def _form(self, form: Form, values: Mapping[str, Any]) -> None:
        sheet = self._begin(form.title, form.guide, FORM_COLUMNS)
        known = {each.key for each in form.fields}
        unknown = [Field(key, (key,), RAW) for key in values if key not in known]
        row = FIRST
        for each in (*form.fields, *unknown):
            for value in _lines(each, values.get(each.key)):
                self._line(sheet, row, each, value)
                row += 1
        sheet.print_area(0, 0, row - 1, _printed(FORM_COLUMNS) - 1)

    def _line(self, sheet: Worksheet, row: int, each: Field, value: Any) -> None:
        _fit(sheet, row, [(value, FORM_COLUMNS[1].width), (each.label, FORM_COLUMNS[0].width)])
        sheet.write_string(row, 0, each.label, self.style.label)
        self._value(sheet, row, 1, each.kind, value, filled=True)
        sheet.write_string(row, 2, each.hint, self.style.hint)
        sheet.write_string(row, 3, each.key, self.style.key)
        if rule := validation(each.kind, each.hint):
            sheet.data_validation(row, 1, row, 1, rule)

    def _value(
        self,
        sheet: Worksheet,
        row: int,
        place: int,
        kind: Kind,
        value: Any,
        *,
        filled: bool = False,
    ) -> None:
        look = self.style.cell(kind.look, filled=filled)
        shown = None if value is None else kind.write(value)
        if shown is None or shown == "":
            sheet.write_blank(row, place, None, look)
        elif isinstance(shown, bool):
            sheet.write_boolean(row, place, shown, look)
        elif isinstance(shown, int | float):
            sheet.write_number(row, place, shown, look)
        elif isinstance(shown, date):
            sheet.write_datetime(row, place, shown, self.style.cell("day", filled=filled))
        else:
            sheet.write_string(row, place, str(shown), look)


_PORTRAIT = 105
"""Characters of width that fit a page upright."""
_CROWDED = 160
"""From here on headings need three lines."""


def _fit(sheet: Worksheet, row: int, texts: list[tuple[Any, int]]) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    lines = [-(-len(text) // max(width - 2, 1)) for text, width in texts if isinstance(text, str)]
    if max(lines, default=1) > 1:
        sheet.set_row(row, 15 * max(lines))


def _printed(columns: tuple[Column, ...]) -> int:
    """How many columns are printed: those that are not stand at the end."""
    return sum(column.printed for column in columns)


def _width(columns: tuple[Column, ...]) -> int:
    return sum(column.width for column in columns if column.printed)


def _lines(each: Field, value: Any) -> list[Any]:
    """A list has a line for each of its texts, and one to go on with."""
    return [*(value or ()), None] if each.many else [value]


def validation(kind: Kind, hint: str) -> dict[str, Any]:
    """What a program checks while the clerk types; empty for nothing."""
    said = {"input_title": "Cách ghi", "input_message": hint} if hint else {}
    if kind.look == "choice":
        return {
            **said,
            "validate": "list",
            "source": list(kind.words.values()),
            "error_title": "Không có trong danh sách",
            "error_message": "Đề nghị chọn một giá trị trong danh sách của ô.",
        }
    if kind.look in ("number", "share"):
        most = {"criteria": "between", "minimum": 0, "maximum": 1}
        least = {"criteria": ">=", "value": 0}
        return {
            **said,
            "validate": "decimal",
            **(most if kind.look == "share" else least),
            "error_type": "warning",
            "error_title": "Không phải số hợp lệ",
            "error_message": "Đề nghị ghi một số"
            + (" từ 0 đến 1." if kind.look == "share" else ", từ 0 trở lên."),
        }
    return {**said, "validate": "any"} if said else {}


def _print(sheet: Worksheet, title: str, *, landscape: bool) -> None:
    """A4, the whole width on a page, the headings on each, numbered."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{title}&R&8Trang &P/&N")
    if title:
        sheet.repeat_rows(HEADINGS)
