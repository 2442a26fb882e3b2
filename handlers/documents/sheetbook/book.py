"""A unit's self-score sheet as a workbook: to be filled in at a desk, printed, and sent back.

What is filled in is not protected, all else is (without a password: against slips, not against
people). Points are formulas that are written together with what they come to at present.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from handlers.documents.sheetbook.cells import filled_cells, level_words, number, plain_text
from handlers.documents.sheetbook.checks import check_cells
from handlers.documents.sheetbook.formulas import Formulas
from handlers.documents.sheetbook.layout import (
    BEGUN,
    CODE,
    FORMAT,
    HEADER,
    KEY,
    MARK,
    MARKS,
    MOST,
    NAME,
    NOTE,
    NUMBER,
    POINTS,
    RESULT,
    TARGET,
    UNIT,
    Block,
    Heading,
    layout_of,
    sheet_stamp,
)
from handlers.documents.sheetbook.style import Style, height
from handlers.documents.sheetbook.summary import write_summary
from handlers.i18n import Translator
from handlers.views.common import period_of
from handlers.views.question import basis, violation_line
from models.queries.sheet import SheetView, automatic
from models.rules.calendar import local
from models.rules.text import fold

NAMED = 40
"""Characters of a file's name that are the unit's."""


def workbook_name(view: SheetView) -> str:
    """A file name without marks over the letters, which every machine can keep."""
    unit = "-".join(fold(view.status.unit_name)[:NAMED].split())
    safe = "".join(each for each in unit if each.isascii() and (each.isalnum() or each == "-"))
    period = view.status.period
    return f"bang-tu-cham-{safe.strip('-')}-{period.code.value.lower()}-{period.year}.xlsx"


def sheet_workbook(view: SheetView, t: Translator, now: datetime) -> bytes:
    """The sheet with the answers so far; the same view and moment, the same bytes."""
    content = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,  # a unit called "=1+1" stays a name
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(content, options) as book:
        book.set_properties(
            {"title": plain_text(_title(t)), "created": local(now).replace(tzinfo=None)}
        )
        book.set_custom_property("thidua_stamp", sheet_stamp(view))
        _Drawing(book, view, t).draw()
    return content.getvalue()


def _title(t: Translator) -> str:
    return plain_text(t("Self-score sheet"))


class _Drawing:
    """One workbook being drawn."""

    def __init__(self, book: Workbook, view: SheetView, t: Translator) -> None:
        self.view, self.t = view, t
        self.layout = layout_of(view)
        self.formulas = Formulas(view, self.layout, t)
        self.style = Style(book)
        self.page = book.add_worksheet(_title(t))
        self.marks = book.add_worksheet(MARKS)

    def draw(self) -> None:
        """Everything, from top to bottom."""
        self._set_up()
        self._head()
        for heading in self.layout.headings:
            self._heading(heading)
        for block in self.layout.blocks:
            self._block(block)
        last = write_summary(self.page, self.style, self.formulas, self.layout.last + 1)
        self.page.print_area(f"{NUMBER}1:{NOTE}{last}")
        self._mark()

    # -- the page -----------------------------------------------------------------------------

    def _set_up(self) -> None:
        page = self.page
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER - 1)
        page.freeze_panes(HEADER, 0)
        page.set_footer("&C&P/&N")
        page.hide_gridlines(2)
        for column, width in self.style.widths.items():
            page.set_column(f"{column}:{column}", width)
        page.set_column(f"{KEY}:{BEGUN}", None, None, {"hidden": True})
        page.protect("", {"format_columns": True, "format_rows": True})

    def _head(self) -> None:
        t, status, style = self.t, self.view.status, self.style
        period = plain_text(period_of(status.period, t))
        due = plain_text(t("Deadline %(when)s", when=t.moment(status.due_at)))
        lines = (
            (_title(t).upper(), style.title, 24),
            (status.unit_name, style.unit, 20),
            (f"{period} · {status.period.cluster_name} · {due}", style.subtitle, 18),
            (plain_text(self._hint()), style.hint, 32),
        )
        for row, (words, look, points) in enumerate(lines, start=1):
            self.page.set_row(row - 1, points)
            self.page.merge_range(f"{NUMBER}{row}:{NOTE}{row}", "", look)
            self.page.write_string(f"{NUMBER}{row}", words, look)
        self.page.set_row(HEADER - 1, 34)
        for column, words in self._headings().items():
            self.page.write_string(f"{column}{HEADER}", plain_text(words), style.header)

    def _hint(self) -> str:
        if not self.view.status.editable:
            return self.t("A copy: this sheet cannot be changed at present.")
        return self.t(
            "Please fill in the yellow cells only, save the file and send it back to the bot. "
            "Points are worked out by themselves; the bot shows every change before taking it."
        )

    def _headings(self) -> dict[str, str]:
        t = self.t
        return {
            NUMBER: t("No."),
            CODE: t("Code"),
            NAME: t("Content"),
            UNIT: t("Unit of measure"),
            MOST: t("Highest points"),
            TARGET: t("Target"),
            RESULT: t("Result"),
            MARK: t("Not assigned (x)"),
            POINTS: t("Self-scored points"),
            NOTE: t("Note"),
        }

    def _heading(self, heading: Heading) -> None:
        look = self.style.part if heading.top else self.style.group
        group, row = heading.group, heading.row
        name = self.t.pick(group.name_vi, group.name_en)
        self.page.set_row(row - 1, height((name, 54, 16)))
        for column in (NUMBER, UNIT, TARGET, RESULT, MARK, NOTE):
            self.page.write_blank(f"{column}{row}", None, look.words)
        self.page.write_string(f"{CODE}{row}", group.code, look.words)
        self.page.write_string(
            f"{NAME}{row}", self.t.pick(group.name_vi, group.name_en), look.words
        )
        self.page.write_number(f"{MOST}{row}", float(group.max), look.most)
        now = self.formulas.heading_now(heading)
        self.page.write_formula(
            f"{POINTS}{row}", self.formulas.heading(heading), look.number, value=now
        )
        if heading.top and self.formulas.optional(heading):
            begun = self.formulas.begun_now(heading)
            self.page.write_formula(f"{BEGUN}{row}", self.formulas.begun(heading), value=begun)

    # -- items --------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        self._fixed(block)
        for violation, row in block.below:
            self._violation(block, row, automatic=violation.auto_from)
        self._fill(block)
        self.page.set_row(block.row - 1, self._height(block))
        now = self.formulas.item_now(block)
        formula = self.formulas.item(block)
        self.page.write_formula(f"{POINTS}{block.row}", formula, self.style.points, value=now)
        for key, row in block.keys:
            self.page.write_string(f"{KEY}{row}", key)

    def _fixed(self, block: Block) -> None:
        """What the table says of an item, and what nobody fills in."""
        item, row, style = block.item, block.row, self.style
        self.page.write_number(f"{NUMBER}{row}", block.state.number, style.centred)
        self.page.write_string(f"{CODE}{row}", item.code, style.words)
        name = self.t.pick(item.name_vi, item.name_en)
        terms = self._terms(block)
        if terms:
            parts = (style.plain, name, style.aside, f"\n{terms}")
            self.page.write_rich_string(f"{NAME}{row}", *parts, style.words)
        else:
            self.page.write_string(f"{NAME}{row}", name, style.words)
        self.page.write_string(f"{UNIT}{row}", item.unit, style.centred)
        self.page.write_number(f"{MOST}{row}", float(item.max), style.number)
        goal = item.target if block.state.target is None else block.state.target
        if goal is None or block.takes_target:
            self.page.write_blank(f"{TARGET}{row}", None, style.nothing)
        else:
            self.page.write_number(f"{TARGET}{row}", float(goal), style.number)
        for column in (RESULT, MARK):
            self.page.write_blank(f"{column}{row}", None, style.nothing)

    def _height(self, block: Block) -> float:
        """Room for the longest of name, result and note."""
        item, result = block.item, f"{RESULT}{block.row}"
        chosen = filled_cells(block, self.t).get(result, "")
        return max(
            height((self.t.pick(item.name_vi, item.name_en), 60, 15), (self._terms(block), 90, 12)),
            height((str(chosen), 24, 15)),
            height((block.state.note, 30, 14)),
        )

    def _terms(self, block: Block) -> str:
        unproven = block.item.code in self.formulas.unproven
        said = basis(block.state, self.t), unproven and self.t("Without evidence: 0 points.")
        return " ".join(plain_text(each) for each in said if each)

    def _violation(self, block: Block, row: int, automatic: str | None) -> None:
        index = row - block.row - 1
        words = plain_text(violation_line(block.item, index, self.t))
        self.page.write_string(f"{NAME}{row}", words, self.style.below)
        self.page.set_row(row - 1, height((words, 60, 14)))
        for column in (NUMBER, CODE, UNIT, MOST, TARGET, MARK, POINTS, NOTE):
            self.page.write_blank(f"{column}{row}", None, self.style.nothing)
        if automatic is not None:
            times = automatic_times(self.view, automatic)
            self.page.write_number(f"{RESULT}{row}", times, self.style.number)

    def _fill(self, block: Block) -> None:
        """The cells that a person fills in, with what stands there so far."""
        editable = self.view.status.editable
        looks = self.style.inputs if editable else self.style.copies
        for place, value in filled_cells(block, self.t).items():
            look = looks[place[0]]
            if value == "":
                self.page.write_blank(place, None, look)
            elif isinstance(value, str):
                self.page.write_string(place, value, look)
            else:
                self.page.write_number(place, number(value), look)
        if editable:
            check_cells(self.page, block, self.layout, self.t)

    # -- the hidden sheet ---------------------------------------------------------------------

    def _mark(self) -> None:
        status = self.view.status
        facts: dict[str, Any] = {
            "format": FORMAT,
            "sheet": status.sheet_id,
            "unit": status.unit_id,
            "period": status.period.period_id,
            "criteria": self.view.loaded.content_hash,
            "stamp": sheet_stamp(self.view),
        }
        for row, (name, value) in enumerate(facts.items(), start=1):
            self.marks.write_string(f"A{row}", name)
            self.marks.write_string(f"B{row}", str(value))
        for code, (first, _) in self.layout.levels.items():
            item = self.view.loaded.items[code]
            for row, words in enumerate(level_words(item, self.t), start=first):
                self.marks.write_string(f"C{row}", words)
                self.marks.write_number(f"D{row}", float(item.tiers[row - first].points))
        self.marks.protect()
        self.marks.very_hidden()


def automatic_times(view: SheetView, source: str) -> int:
    """How often the system itself has counted something."""
    return automatic(view.status.late_days).get(source, 0)
