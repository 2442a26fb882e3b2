"""The foot of a self-score sheet: from the parts to the total, and where it is signed."""

from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from handlers.documents.sheetbook.cells import plain_text
from handlers.documents.sheetbook.formulas import Formulas, plain
from handlers.documents.sheetbook.layout import (
    MARK,
    NAME,
    NOTE,
    NUMBER,
    POINTS,
    RESULT,
)
from handlers.documents.sheetbook.style import Band, Style
from models.points import ZERO
from models.queries.sheet import late_in_table
from models.rules.criteria import RuleKind

Line = tuple[str, str, Decimal, Band]


def write_summary(page: Worksheet, style: Style, formulas: Formulas, row: int) -> int:
    """Write the foot from `row` on; returns the last row of the print."""
    for words, formula, value, look in _lines(formulas, style, row):
        page.set_row(row - 1, 20)
        page.merge_range(f"{NUMBER}{row}:{MARK}{row}", "", look.words)
        page.write_string(f"{NUMBER}{row}", words, look.words)
        page.write_formula(f"{POINTS}{row}", formula, look.number, value=float(value))
        page.write_blank(f"{NOTE}{row}", None, look.words)
        row += 1
    return _sign(page, style, formulas, row)


def _lines(formulas: Formulas, style: Style, row: int) -> Iterator[Line]:
    view, t = formulas.view, formulas.t
    totals, scale = view.totals, view.loaded.table.scale
    base, assigned, rescaled, final = (f"{POINTS}{row + n}" for n in range(4))
    yield plain_text(t("All sections together")), formulas.base(), totals.base, style.line
    words = plain_text(t("Highest points of what was assigned to the unit"))
    yield words, formulas.assigned_max(), totals.assigned_max, style.line
    words = plain_text(t("Converted to the scale of %(max)s points", max=t.points(scale.base_max)))
    yield words, formulas.rescaled(base, assigned), totals.rescaled_base, style.line
    words = plain_text(t("With bonus and deductions"))
    yield words, formulas.final(rescaled), totals.final, style.total
    fine = ZERO if late_in_table(view.loaded) else view.status.late_points
    words = plain_text(t("Deducted for lateness so far"))
    yield words, f"={plain(fine)}", fine, style.line
    total = max(totals.final - fine, ZERO)
    words = plain_text(t("TOTAL"))
    yield words, f"=MAX({final}-{POINTS}{row + 4},0)", total, style.final


def _sign(page: Worksheet, style: Style, formulas: Formulas, row: int) -> int:
    t = formulas.t
    items = formulas.view.loaded.table.items
    if any(item.kind is RuleKind.TARGET_LEADER for item in items):
        words = t(
            "“later”: worked out for the whole cluster after the deadline, not yet in the total."
        )
        page.merge_range(f"{NUMBER}{row}:{NOTE}{row}", "", style.hint)
        page.write_string(f"{NUMBER}{row}", plain_text(words), style.hint)
        row += 1
    row += 1
    left, right = (NUMBER, NAME), (RESULT, NOTE)
    for (first, last), words in ((left, t("Drawn up by")), (right, t("Head of the unit"))):
        page.merge_range(f"{first}{row}:{last}{row}", "", style.signature)
        page.write_string(f"{first}{row}", plain_text(words).upper(), style.signature)
        page.merge_range(f"{first}{row + 1}:{last}{row + 1}", "", style.signing)
        page.write_string(f"{first}{row + 1}", plain_text(t("(signature)")), style.signing)
    return row + 6
