"""One sheet of the score workbook: a part's criteria as rows, every layer of every unit across."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from handlers.documents.paper import standing_words as words
from handlers.documents.paper.score_annexes import nodes
from handlers.documents.paper.typesetting import said
from handlers.i18n import Translator
from models.queries.score_table import ScoreTable, TableItem, TableRow
from models.rules.criteria import Group, Item
from models.rules.kinds import Layer
from models.rules.summing import Sums, counts_in_full, sum_points

FINAL = "final"
Column = str
"""A layer's code, or FINAL."""
UNIT_ROW, LAYER_ROW, FIRST_ROW = 3, 4, 5
CODE, NAME, MAX, FIRST_COLUMN = 0, 1, 2, 3
CODE_WIDTH, NAME_WIDTH, POINTS_WIDTH = 9, 42, 9.5
HEAD_HEIGHT = 32
COLUMNS_A_PAGE = 15
PRINT_SCALE = 57
A4 = 9
POINTS = "#,##0.00"
RAISED, LOWERED = '#,##0.00" ▲"', '#,##0.00" ▼"'


@dataclass(frozen=True)
class Look:
    """The formats of a workbook, each made when it is first needed."""

    book: Workbook
    made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def __call__(self, **wanted: object) -> Format:
        """The format with these properties; cells have borders and wrap unless they say not."""
        whole = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter", **wanted}
        if not whole.pop("plain", False):
            whole = {"border": 1, "text_wrap": True, **whole}
        key = tuple(sorted(whole.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(whole)
        return self.made[key]

    def head(self) -> Format:
        """The head of a column."""
        return self(bold=True, bg_color="#EBEBEB", align="center")


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit's points in one column, added up by the rules of the table."""

    points: Mapping[str, Decimal]
    not_assigned: frozenset[str]
    sums: Sums


@dataclass(frozen=True, slots=True)
class PartSheet:
    """Where the sums of a part stand: the summary's formulas point there."""

    part: Group
    sheet: Worksheet
    columns: Mapping[tuple[int, Column], int]
    sum_row: int

    def sum_of(self, row: TableRow, column: Column) -> str:
        """The address of a unit's sum."""
        return self._address(self.sum_row, row, column)

    def assigned_to(self, row: TableRow, column: Column) -> str:
        """The address of the most that a unit could reach."""
        return self._address(self.sum_row + 1, row, column)

    def _address(self, at: int, row: TableRow, column: Column) -> str:
        return f"'{self.sheet.name}'!{xl_rowcol_to_cell(at, self.columns[row.sheet_id, column])}"


def columns_of(table: ScoreTable) -> tuple[Column, ...]:
    """The layers that the reader may see, then the final points."""
    return (*words.shown_layers(table), FINAL)


def scored(table: ScoreTable, row: TableRow, column: Column) -> Scored:
    """A unit's points in a column, item by item and added up."""
    values = {code: value_of(item, column) for code, item in row.items.items()}
    points = {code: value for code, value in values.items() if value is not None}
    gone = frozenset(code for code, item in row.items.items() if item.not_assigned)
    optional = next(
        (each.optional_sections for each in table.table.periods if each.code == table.period.code),
        frozenset[str](),
    )
    sums = sum_points(table.table, points, not_assigned=gone, optional_parts=optional)
    return Scored(points, gone, sums)


def value_of(item: TableItem, column: Column) -> Decimal | None:
    """An item's points in a column; None where there are none, or no target."""
    if item.not_assigned:
        return None
    return item.final if column == FINAL else item.layers.get(Layer(column))


class PartWriter:
    """Writes one part's sheet."""

    def __init__(
        self, sheet: Worksheet, look: Look, table: ScoreTable, part: Group, t: Translator
    ) -> None:
        self.sheet, self.look, self.table, self.part, self.t = sheet, look, table, part, t
        self.nodes = tuple(nodes(part))
        self.sum_row = FIRST_ROW + len(self.nodes)
        pairs = [(row.sheet_id, column) for row in table.rows for column in columns_of(table)]
        self.columns = {pair: at for at, pair in enumerate(pairs, start=FIRST_COLUMN)}

    def write(self, added_up: Mapping[tuple[int, Column], Scored]) -> PartSheet:
        """The whole sheet."""
        self._head()
        for at, node in enumerate(self.nodes, start=FIRST_ROW):
            self._line(at, node)
        self._feet()
        for row in self.table.rows:
            for column in columns_of(self.table):
                self._unit(row, column, added_up[row.sheet_id, column])
        self._print()
        return PartSheet(self.part, self.sheet, self.columns, self.sum_row)

    def _head(self) -> None:
        t, title = self.t, f"{self.part.code}. {self._named(self.part)}"
        bold = self.look(plain=True, bold=True, font_size=14)
        self.sheet.write_string(0, 0, title, bold)
        about = f"{self.table.period.cluster_name} · {words.period_words(self.table, t)}"
        self.sheet.write_string(1, 0, about, self.look(plain=True, italic=True))
        for at, name in ((CODE, t("Code")), (NAME, t("Criterion")), (MAX, t("Max."))):
            self.sheet.merge_range(UNIT_ROW, at, LAYER_ROW, at, said(name), self.look.head())
        for row in self.table.rows:
            self._unit_head(row)

    def _unit_head(self, row: TableRow) -> None:
        named = columns_of(self.table)
        first = self.columns[row.sheet_id, named[0]]
        if len(named) == 1:
            self.sheet.write_string(UNIT_ROW, first, row.short_name, self.look.head())
        else:
            last = first + len(named) - 1
            self.sheet.merge_range(
                UNIT_ROW, first, UNIT_ROW, last, row.short_name, self.look.head()
            )
        for at, column in enumerate(named, start=first):
            self.sheet.write_string(LAYER_ROW, at, column_name(column, self.t), self.look.head())

    def _line(self, at: int, node: Group | Item) -> None:
        bold = isinstance(node, Group)
        self.sheet.write_string(at, CODE, node.code, self.look(bold=bold))
        self.sheet.write_string(at, NAME, self._named(node), self.look(bold=bold))
        self.sheet.write_number(at, MAX, float(node.max), self.look(bold=bold, num_format=POINTS))

    def _feet(self) -> None:
        t, foot = self.t, self.look(bold=True, bg_color="#EBEBEB")
        points = self.look(bold=True, bg_color="#EBEBEB", num_format=POINTS)
        total = said(t("Total of part %(code)s", code=self.part.code))
        for at, name in ((self.sum_row, total), (self.sum_row + 1, said(t("Maximum assigned")))):
            self.sheet.write_blank(at, CODE, None, foot)
            self.sheet.write_string(at, NAME, name, foot)
            self.sheet.write_number(at, MAX, float(self.part.max), points)

    def _unit(self, row: TableRow, column: Column, scored: Scored) -> None:
        at = self.columns[row.sheet_id, column]
        for line, node in enumerate(self.nodes, start=FIRST_ROW):
            if isinstance(node, Group):
                self.sheet.write_blank(line, at, None, self.look())
            else:
                self._cell(line, at, node, row.items.get(node.code), column)
        self._sum(at, row, column, scored)
        self._assigned(at, scored)

    def _cell(
        self, line: int, at: int, item: Item, found: TableItem | None, column: Column
    ) -> None:
        look = self.look(num_format=POINTS, align="right")
        value = value_of(found, column) if found else None
        if found and found.not_assigned:
            if counts_in_full(self.table.table, item.code):
                value = item.max
            else:
                self.sheet.write_string(line, at, said(self.t("n/a")), look)
                return
        if found is None or value is None:
            self.sheet.write_blank(line, at, None, look)
            return
        self.sheet.write_number(line, at, float(value), self._marked(found, column))

    def _marked(self, item: TableItem, column: Column) -> Format:
        """Final points that differ from the declared ones say so by colour and by sign."""
        apart = words.changed(item, self.table) if column == FINAL else 0
        if not apart:
            return self.look(num_format=POINTS, align="right", bold=column == FINAL)
        return self.look(
            num_format=RAISED if apart > 0 else LOWERED,
            font_color="#0B57A4" if apart > 0 else "#A83200",
            align="right",
            bold=True,
        )

    def _sum(self, at: int, row: TableRow, column: Column, scored: Scored) -> None:
        """The sum of the part, never above its maximum."""
        look = self.look(bold=True, bg_color="#EBEBEB", num_format=POINTS, align="right")
        value = scored.sums.by_part[self.part.code]
        known = row.by_part.get(self.part.code, value) if column == FINAL else value
        if known != value:  # the reader may know the part without its items
            self.sheet.write_number(self.sum_row, at, float(known), look)
            return
        formula = f"=MIN(ROUND(SUM({self._lines(at)}),2),{self._max()})"
        self.sheet.write_formula(self.sum_row, at, formula, look, float(value))

    def _assigned(self, at: int, scored: Scored) -> None:
        """The most that the unit could reach: without what it was not assigned."""
        look = self.look(num_format=POINTS, align="right", italic=True)
        value = scored.sums.assigned_by_part.get(self.part.code)
        if value is None:  # bonus and deductions are added as they are
            self.sheet.write_blank(self.sum_row + 1, at, None, look)
        elif not value:  # an optional part left blank is left out
            self.sheet.write_number(self.sum_row + 1, at, 0, look)
        else:
            gone = (
                f'SUMIF({self._lines(at)},"{said(self.t("n/a"))}",{self._lines(MAX, fixed=True)})'
            )
            formula = f"={self._max()}-{gone}"
            self.sheet.write_formula(self.sum_row + 1, at, formula, look, float(value))

    def _lines(self, at: int, *, fixed: bool = False) -> str:
        first = xl_rowcol_to_cell(FIRST_ROW, at, col_abs=fixed)
        last = xl_rowcol_to_cell(self.sum_row - 1, at, col_abs=fixed)
        return f"{first}:{last}"

    def _max(self) -> str:
        return str(xl_rowcol_to_cell(self.sum_row, MAX, col_abs=True))

    def _named(self, node: Group | Item) -> str:
        return self.t.pick(node.name_vi, node.name_en)

    def _print(self) -> None:
        sheet, each = self.sheet, len(columns_of(self.table))
        sheet.set_column(CODE, CODE, CODE_WIDTH)
        sheet.set_column(NAME, NAME, NAME_WIDTH)
        sheet.set_column(MAX, FIRST_COLUMN + len(self.columns), POINTS_WIDTH)
        sheet.set_row(UNIT_ROW, HEAD_HEIGHT)
        sheet.set_row(LAYER_ROW, HEAD_HEIGHT)
        sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
        sheet.repeat_rows(UNIT_ROW, LAYER_ROW)
        sheet.repeat_columns(CODE, MAX)
        sheet.set_print_scale(PRINT_SCALE)
        sheet.set_v_pagebreaks(list(_breaks(len(self.table.rows), each)))


def _breaks(units: int, each: int) -> Iterator[int]:
    """Page breaks between units, as many whole units on a page as fit."""
    together = max(1, COLUMNS_A_PAGE // each)
    for unit in range(together, units, together):
        yield FIRST_COLUMN + unit * each


def column_name(column: Column, t: Translator) -> str:
    """The head of a column."""
    return said(t("Final points")) if column == FINAL else words.layer_name(Layer(column), t)


def new_sheet(book: Workbook, name: str) -> Worksheet:
    """A sheet to be printed on A4, across, with page numbers."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    sheet.set_footer("&C&P/&N")
    sheet.hide_gridlines(2)
    return sheet
