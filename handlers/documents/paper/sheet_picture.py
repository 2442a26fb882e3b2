"""A unit's self-score sheet at a glance, as a picture for the chat: parts and their groups.

Single items would be too small to read in a chat; the paper and the workbook have them.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from handlers.documents.paper.typesetting import Data, picture, said
from handlers.i18n import Translator
from handlers.views.common import period_of
from models.points import ZERO
from models.queries.sheet import SheetView
from models.rules.criteria import Group, Item
from models.sheet import SheetState

NAMED_AT_MOST = 8
"""Codes of missing items that are written out."""
WHOLE = 100


def sheet_picture(view: SheetView, t: Translator, now: datetime) -> bytes:
    """A PNG, 1080 pixels wide."""
    return picture("sheet_picture.typ", sheet_picture_data(view, t, now))


def sheet_picture_data(view: SheetView, t: Translator, now: datetime) -> Data:
    """What the picture says, all of it as text."""
    status = view.status
    return {
        "lang": t.locale,
        "title": t("SELF-SCORE SHEET"),
        "unit": status.unit_name,
        "subtitle": f"{status.period.cluster_name} · {said(period_of(status.period, t))}",
        "state": state_words(view, t),
        "about": about(view, t),
        "points": t.points2(view.points),
        "points_word": t("points"),
        "parts": [_part(view, part, t) for part in view.loaded.table.parts],
        "edition": t("drawn up at %(when)s", when=t.moment(now)),
    }


def state_words(view: SheetView, t: Translator) -> str:
    """Whether the sheet is handed in; if not, how far it is."""
    status = view.status
    if status.state == SheetState.SUBMITTED:
        return said(t("Submitted"))
    return said(t("Draft: %(done)s/%(all)s items", done=status.answered, all=status.countable))


def about(view: SheetView, t: Translator) -> list[str]:
    """The receipt of what was handed in, else the deadline; lateness where there is any."""
    status, receipt = view.status, view.receipt
    lines = [t("Deadline %(when)s", when=t.moment(status.due_at))]
    if receipt:
        lines = [
            t("Receipt %(receipt)s", receipt=receipt.receipt),
            t("%(when)s, %(by)s", when=t.moment(receipt.at), by=receipt.by),
        ]
    if status.late_days:
        lines.append(t.n("%(count)s day late", "%(count)s days late", status.late_days))
    return list(map(said, lines))


def _part(view: SheetView, part: Group, t: Translator) -> Data:
    table = view.loaded.table
    added = part in (table.bonus, table.deductions)
    mark = "" if not added else "+" if part is table.bonus else "−"
    points = view.totals.by_part[part.code]
    return {
        "name": f"{part.code}. {t.pick(part.name_vi, part.name_en)}",
        "points": (mark if points else "") + t.points2(points),
        "max": f" / {t.points(part.max)}",
        "rows": [] if added else [_row(view, child, t) for child in part.children],
        "missing": _missing(view, part, t),
    }


def _row(view: SheetView, node: Group | Item, t: Translator) -> Data:
    points = _points(view, [node] if isinstance(node, Item) else node.items)
    return {
        "name": f"{node.code}. {t.pick(node.name_vi, node.name_en)}",
        "points": t.points2(points),
        "max": f" / {t.points(node.max)}",
        "share": int(points * WHOLE / node.max) if node.max else 0,
    }


def _points(view: SheetView, items: Iterable[Item]) -> Decimal:
    return sum((view.totals.workings[item.code].points or ZERO for item in items), ZERO)


def _missing(view: SheetView, part: Group, t: Translator) -> str:
    codes = [code for code in view.totals.missing if code in part.codes]
    if not codes:
        return ""
    named = ", ".join(codes[:NAMED_AT_MOST])
    if len(codes) > NAMED_AT_MOST:
        named += " …"
    words = t.n(
        "%(count)s item without an answer: %(codes)s",
        "%(count)s items without an answer: %(codes)s",
        len(codes),
        codes=named,
    )
    return said(words)
