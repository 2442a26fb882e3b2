"""The score table as a workbook: live totals over one sheet per part, every layer of every unit.

A total is a formula wherever the sheets say enough to work it out; what they cannot (a reader may
see a total without its items) stands as a number. Texts are only ever written as texts.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from handlers.documents.paper import standing_words as words
from handlers.documents.paper.score_annexes import roman
from handlers.documents.paper.typesetting import said
from handlers.documents.scorebook.parts import (
    FINAL,
    POINTS,
    Column,
    Look,
    PartSheet,
    PartWriter,
    Scored,
    column_name,
    columns_of,
    new_sheet,
    scored,
)
from handlers.i18n import Translator
from models.queries.score_table import ScoreTable, TableRow

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEAD_ROW, FIRST_ROW, HEAD_HEIGHT = 4, 5, 34
RANK, NAME, FIRST_COLUMN = 0, 1, 2
RANK_WIDTH, NAME_WIDTH, POINTS_WIDTH, WORDS_WIDTH = 7, 34, 10, 30

Added = Mapping[tuple[int, Column], Scored]


def score_table_workbook(table: ScoreTable, t: Translator, now: datetime) -> bytes:
    """The workbook; the same table at the same moment is the same bytes."""
    out = BytesIO()
    book = Workbook(out, OPTIONS)
    made_at = now.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": said(t("SCORE SUMMARY")), "created": made_at})
    look = Look(book)
    added_up = {
        (row.sheet_id, column): scored(table, row, column)
        for row in table.rows
        for column in columns_of(table)
    }
    summary = new_sheet(book, said(t("Summary")))
    parts = [
        PartWriter(
            new_sheet(book, said(t("Annex %(number)s", number=roman(n)))), look, table, part, t
        )
        for n, part in enumerate(table.table.parts, start=1)
    ]
    written = [each.write(added_up) for each in parts]
    _Summary(summary, look, table, t).write(written, added_up, now)
    book.close()
    return out.getvalue()


class _Summary:
    """Writes the first sheet."""

    def __init__(self, sheet: Worksheet, look: Look, table: ScoreTable, t: Translator) -> None:
        self.sheet, self.look, self.table, self.t = sheet, look, table, t
        self.layers = words.shown_layers(table)
        self.first_part = FIRST_COLUMN + len(self.layers)
        self.late = self.first_part + len(table.table.parts)
        self.final = self.late + 1

    def write(self, parts: Sequence[PartSheet], added_up: Added, now: datetime) -> None:
        self._head(now)
        for at, row in enumerate(self.table.rows, start=FIRST_ROW):
            self._names(at, row)
            self._layers(at, row, parts, added_up)
            self._parts(at, row, parts)
            self._final(at, row, parts, added_up)
        self._foot()
        self._print()

    def _head(self, now: datetime) -> None:
        t, table = self.t, self.table
        title = self.look(plain=True, bold=True, font_size=14)
        self.sheet.write_string(0, 0, said(t("SCORE SUMMARY")), title)
        about = f"{table.period.cluster_name} · {words.period_words(table, t)}"
        self.sheet.write_string(1, 0, about, self.look(plain=True, bold=True))
        edition = words.edition(table, now, t)
        self.sheet.write_string(2, 0, edition, self.look(plain=True, italic=True))
        for at, name in enumerate(self._heads()):
            self.sheet.write_string(HEAD_ROW, at, name, self.look.head())

    def _heads(self) -> list[str]:
        t = self.t
        return [
            said(t("Rank")),
            said(t("Unit")),
            *(column_name(layer, t) for layer in self.layers),
            *(words.part_name(self.table, part, t) for part in self.table.table.parts),
            said(t("Late")),
            said(t("Final points")),
            said(t("Grade")),
            said(t("Proposal")),
            said(t("Remarks")),
        ]

    def _names(self, at: int, row: TableRow) -> None:
        centred = self.look(align="center")
        if row.rank is None:
            self.sheet.write_string(at, RANK, words.NONE, centred)
        else:
            self.sheet.write_number(at, RANK, row.rank, centred)
        self.sheet.write_string(at, NAME, row.name, self.look())
        self._words(at, self.final + 1, row.grade, centred)
        proposed = words.proposal(self.table, row.honour, self.t) if row.honour else ""
        self._words(at, self.final + 2, proposed, self.look())
        self._words(at, self.final + 3, "; ".join(self._remarks(row)), self.look())

    def _words(self, at: int, column: int, text: str, look: Format) -> None:
        if text:
            self.sheet.write_string(at, column, text, look)
        else:
            self.sheet.write_blank(at, column, None, look)

    def _remarks(self, row: TableRow) -> list[str]:
        remarks = [said(self.t("tied"))] if row.tied else []
        if row.decided_by:
            by = words.decided_words(row.decided_by, self.t)
            remarks.append(said(self.t("told from equals by: %(by)s", by=by)))
        return remarks + words.ground_words(self.table, row, self.t)

    def _layers(self, at: int, row: TableRow, parts: Sequence[PartSheet], added_up: Added) -> None:
        for column, layer in enumerate(self.layers, start=FIRST_COLUMN):
            formula = f"={self._total(row, layer, parts)}"
            known = added_up[row.sheet_id, layer].sums.final
            self._points(at, column, row.layers.get(layer), formula, known)

    def _parts(self, at: int, row: TableRow, parts: Sequence[PartSheet]) -> None:
        for column, part in enumerate(parts, start=self.first_part):
            value = row.by_part.get(part.part.code)
            self._points(at, column, value, f"={part.sum_of(row, FINAL)}", value)
        self._points(at, self.late, row.late_points)

    def _final(self, at: int, row: TableRow, parts: Sequence[PartSheet], added_up: Added) -> None:
        least = self.table.table.scale.final_min
        late = xl_rowcol_to_cell(at, self.late)
        formula = f"=MAX({least},ROUND({self._total(row, FINAL, parts)}-{late},2))"
        known = max(added_up[row.sheet_id, FINAL].sums.final - row.late_points, least)
        self._points(at, self.final, row.final, formula, known, bold=True)

    def _points(
        self,
        at: int,
        column: int,
        value: Decimal | None,
        formula: str = "",
        worked_out: Decimal | None = None,
        *,
        bold: bool = False,
    ) -> None:
        """`value`, as `formula` where that comes to the same, which `worked_out` tells."""
        look = self.look(num_format=POINTS, align="right", bold=bold)
        if value is None:
            self.sheet.write_blank(at, column, None, look)
        elif formula and worked_out == value:
            self.sheet.write_formula(at, column, formula, look, float(value))
        else:
            self.sheet.write_number(at, column, float(value), look)

    def _total(self, row: TableRow, column: Column, parts: Sequence[PartSheet]) -> str:
        """The rule of the scale: sections converted to it, bonus added, deductions taken off."""
        table, scale = self.table.table, self.table.table.scale
        sections = [each for each in parts if each.part in table.sections]
        base = "+".join(each.sum_of(row, column) for each in sections)
        reach = "+".join(each.assigned_to(row, column) for each in sections)
        total = f"IF({reach}=0,0,ROUND(({base})*{scale.base_max}/({reach}),2))"
        for each in parts:
            if each.part == table.bonus:
                total += f"+{each.sum_of(row, column)}"
            elif each.part == table.deductions:
                total += f"-{each.sum_of(row, column)}"
        if not scale.may_exceed_base:
            total = f"MIN({scale.base_max},{total})"
        return f"MAX({scale.final_min},ROUND({total},2))"

    def _foot(self) -> None:
        at = FIRST_ROW + len(self.table.rows) + 1
        notes = [
            *words.remarks(self.table, self.t),
            said(
                self.t("Totals are live; ranks, grades and proposals are those of the time above.")
            ),
        ]
        for line, note in enumerate(notes, start=at):
            self.sheet.write_string(line, 0, note, self.look(plain=True, italic=True))

    def _print(self) -> None:
        sheet = self.sheet
        sheet.set_column(RANK, RANK, RANK_WIDTH)
        sheet.set_column(NAME, NAME, NAME_WIDTH)
        sheet.set_column(FIRST_COLUMN, self.final + 1, POINTS_WIDTH)
        sheet.set_column(self.final + 2, self.final + 3, WORDS_WIDTH)
        sheet.set_row(HEAD_ROW, HEAD_HEIGHT)
        sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
        sheet.repeat_rows(HEAD_ROW)
        sheet.fit_to_pages(1, 0)
