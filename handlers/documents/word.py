"""Word files (.docx) in the format of official papers: a page, a head, paragraphs, tables, a foot.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I. Imported late by what is written with it: python-docx
takes a while to load.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from handlers.documents.official import Column

FONT = "Times New Roman"
BODY, SMALL, TINY = Pt(14), Pt(12), Pt(11)
WIDTH = Cm(16)
"""A4 less 3 cm at left, where it is bound, and 2 cm at right."""
INDENT = Cm(1.27)
SIGNING = 4
"""Empty lines for a signature."""
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}

LEFT, CENTRE, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no way to write, wherever it was copied from."""


class Paper:
    """An official paper that is written from top to bottom."""

    def __init__(self, title: str, author: str, locale: str) -> None:
        self.document = Document()
        core = self.document.core_properties
        core.title, core.author, core.comments = title, author, ""
        self._style(locale)
        self._page()

    def _style(self, locale: str) -> None:
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, BODY
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
            fonts.set(qn(script), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGES.get(locale, LANGUAGES["vi"]))
        style.element.get_or_add_rPr().append(language)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.widow_control = True

    def _page(self) -> None:
        """A4; the number of the page in the middle of the top margin, but not on the first."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
        section.left_margin, section.header_distance = Cm(3), Cm(1)
        section.different_first_page_header_footer = True
        line = section.header.paragraphs[0]
        line.alignment = CENTRE
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "2"
        run.append(text)
        number.append(run)
        line._p.append(number)  # noqa: SLF001 - python-docx knows no fields

    # -- the head -----------------------------------------------------------------------------

    def head(self, data: Mapping[str, Any]) -> None:
        """Issuer and number at left; state, motto, place and date at right."""
        left, right = self._halves(6.4, 9.6)
        first = left.paragraphs[0]
        if data["parent"]:
            _write(first, data["parent"], SMALL, align=CENTRE)
            first = left.add_paragraph()
        _write(first, data["issuer"], SMALL, bold=True, align=CENTRE)
        _rule(left, 6.4, 2.2)
        _write(left.add_paragraph(), data["number"], Pt(13), align=CENTRE)
        _write(right.paragraphs[0], data["state"], SMALL, bold=True, align=CENTRE)
        _write(right.add_paragraph(), data["motto"], Pt(13), bold=True, align=CENTRE)
        _rule(right, 9.6, 5.6)
        _write(right.add_paragraph(), data["dated"], BODY, italic=True, align=CENTRE)

    def title(self, kind: str, subject: str) -> None:
        """What sort of paper, and of what."""
        line = self.document.add_paragraph()
        _write(line, kind, BODY, bold=True, align=CENTRE)
        line.paragraph_format.space_before = Pt(18)
        _write(self.document.add_paragraph(), subject, BODY, bold=True, align=CENTRE)
        _rule(self.document, 16, 4)

    # -- the body -----------------------------------------------------------------------------

    def heading(self, text: str) -> None:
        """A part of the paper."""
        line = self.document.add_paragraph()
        _write(line, text, BODY, bold=True)
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Pt(3)
        line.paragraph_format.keep_with_next = True

    def point(self, text: str, value: str = "", *, bold: bool = True, sticky: bool = False) -> None:
        """A numbered point: what it is about, and what is said of it; `sticky` to what follows."""
        line = self._body()
        _write(line, text, BODY, bold=bold)
        if value:
            _write(line, f" {value}", BODY)
        line.paragraph_format.keep_with_next = sticky or not value

    def say(self, text: str, *, before_signing: bool = False) -> None:
        """A paragraph; the last one stays on the page of the signatures."""
        line = self._body()
        _write(line, text, BODY)
        line.paragraph_format.keep_with_next = line.paragraph_format.keep_together = before_signing

    def blank(self, lines: int) -> None:
        """Dotted lines to be filled in."""
        for _ in range(lines):
            line = self._body()
            line.paragraph_format.first_line_indent = Cm(0)
            stops = line.paragraph_format.tab_stops
            stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            line.add_run("\t")

    def _body(self) -> Paragraph:
        line = self.document.add_paragraph()
        line.alignment = JUSTIFIED
        shape = line.paragraph_format
        shape.first_line_indent, shape.space_before, shape.line_spacing = INDENT, Pt(6), 1.15
        return line

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table with borders; its heading comes again on each page, no row is torn."""
        table = self.document.add_table(rows=0, cols=len(columns), style="Table Grid")
        _widths(table, [each.width for each in columns])
        self.document.paragraphs[-1].paragraph_format.space_after = Pt(6)
        titles = [each.title for each in columns]
        for number, row in enumerate([titles, *rows]):
            self._row(table, columns, row, top=number == 0)
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)

    @staticmethod
    def _row(table: Table, columns: Sequence[Column], row: Sequence[str], *, top: bool) -> None:
        add_row: Callable[[], _Row] = table.add_row  # python-docx gives it no types
        made = add_row()
        shape = made._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for these
        for flag in ("w:cantSplit", *(["w:tblHeader"] if top else [])):
            shape.append(OxmlElement(flag))
        for column, cell, text in zip(columns, made.cells, row, strict=True):
            cell.width = Cm(column.width)
            line = cell.paragraphs[0]
            align = CENTRE if top or column.centred else LEFT
            _write(line, text, SMALL, bold=top, align=align)
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(3)

    # -- the foot -----------------------------------------------------------------------------

    def signatures(self, signers: Sequence[Mapping[str, Any]]) -> None:
        """Who signs, side by side; never at the top of a page without what they sign."""
        gap = self.document.add_paragraph()
        gap.paragraph_format.keep_with_next = True
        for cell, signer in zip(self._halves(8, 8), signers, strict=True):
            first = cell.paragraphs[0]
            if any(each["for"] for each in signers):  # all names stand on one line
                _write(first, signer["for"], BODY, bold=True, align=CENTRE)
                first = cell.add_paragraph()
            _write(first, signer["as"], BODY, bold=True, align=CENTRE)
            for _ in range(SIGNING):
                cell.add_paragraph()
            _write(cell.add_paragraph(), signer["name"], BODY, bold=True, align=CENTRE)
            for line in cell.paragraphs:
                line.paragraph_format.keep_with_next = True

    def recipients(self, title: str, lines: Sequence[str]) -> None:
        """*Nơi nhận*: who gets it."""
        top = self.document.add_paragraph()
        _write(top, title, SMALL, bold=True, italic=True)
        top.paragraph_format.space_before = Pt(12)
        top.paragraph_format.keep_with_next = True
        for each in lines:
            _write(self.document.add_paragraph(), each, TINY)

    def content(self) -> bytes:
        """The file."""
        written = BytesIO()
        self.document.save(written)
        return written.getvalue()

    def _halves(self, *widths: float) -> tuple[_Cell, ...]:
        """Cells side by side, without borders."""
        table = self.document.add_table(rows=1, cols=len(widths))
        _widths(table, widths)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell, width in zip(table.rows[0].cells, widths, strict=True):
            cell.width = Cm(width)
            _no_padding(cell)
        return tuple(table.rows[0].cells)


def _widths(table: Table, widths: Sequence[float]) -> None:
    """Word goes by each cell's width, LibreOffice by the grid's."""
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _write(
    line: Paragraph,
    text: str,
    size: Length,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    run = line.add_run(_UNWRITABLE.sub("", text))
    run.font.size, run.bold, run.italic = size, bold, italic
    if align is not None:
        line.alignment = align


def _rule(place: Any, width: float, length: float) -> None:
    """A line of its own under a heading, centred: `length` of the `width` at hand, in cm."""
    line = place.add_paragraph()
    shape = line.paragraph_format
    shape.left_indent = shape.right_indent = Cm((width - length) / 2)
    shape.line_spacing, shape.space_before, shape.space_after = Pt(4), Pt(1), Pt(2)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx knows no borders


def _no_padding(cell: _Cell) -> None:
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        each = OxmlElement(f"w:{side}")
        each.set(qn("w:w"), "0")
        each.set(qn("w:type"), "dxa")
        margins.append(each)
    cell._tc.get_or_add_tcPr().append(margins)  # noqa: SLF001 - python-docx knows no padding
