"""A unit's self-score sheet as a paper that its head can sign (*bảng tự chấm điểm*)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.documents.paper.letterhead import Letterhead, head_of_paper
from handlers.documents.paper.sheet_picture import about, state_words
from handlers.documents.paper.typesetting import Data, breakable, paper, said
from handlers.i18n import Translator
from handlers.views.answer import answer_words, unit_sign
from handlers.views.common import period_of
from models.points import ZERO
from models.queries.sheet import ItemState, SheetView
from models.rules.calendar import local_date
from models.rules.criteria import Group, Item

NONE = "–"
NOTE_WORD = 13
"""Characters that fit the column of remarks, which is narrow."""


def sheet_pdf(
    view: SheetView, t: Translator, now: datetime, head: Letterhead | None = None
) -> bytes:
    """The sheet on A4; `head` says who issues it, else the unit does, the rest left blank."""
    return paper("sheet_paper.typ", sheet_paper_data(view, t, now, head), now)


def sheet_paper_data(
    view: SheetView, t: Translator, now: datetime, head: Letterhead | None = None
) -> Data:
    """What the paper says, all of it as text."""
    issuing = head or Letterhead(view.status.unit_name)
    if view.receipt and issuing.dated is None:
        issuing = replace(issuing, dated=local_date(view.receipt.at))
    period = said(period_of(view.status.period, t))
    return {
        "lang": t.locale,
        "head": head_of_paper(issuing, t),
        "title": t("SELF-SCORE SHEET"),
        "about": f"{period} · {view.status.period.cluster_name}",
        "lines": _lines(view, t),
        "columns": [
            t("Code"),
            t("Content"),
            t("Max."),
            t("Result, grounds"),
            t("Self-scored"),
            t("Remarks"),
        ],
        "rows": [row for part in view.loaded.table.parts for row in _rows(view, part, t)],
        "sums": _sums(view, t),
        "notes": _notes(view, t),
        "signers": [
            {"for": "", "as": t("PREPARED BY"), "name": ""},
            {"for": "", "as": t("HEAD OF THE UNIT"), "name": issuing.head},
        ],
        "edition": _edition(view, t, now),
    }


def _edition(view: SheetView, t: Translator, now: datetime) -> str:
    """How far the sheet was when the paper was drawn up."""
    drawn = said(t("drawn up at %(when)s", when=t.moment(now)))
    return f"{state_words(view, t)} · {drawn}"


def _lines(view: SheetView, t: Translator) -> list[Data]:
    table = view.loaded.table
    lines: list[Data] = [
        {"label": t("Unit"), "words": view.status.unit_name},
        {"label": t("Criteria"), "words": t.pick(table.title_vi, table.title_en)},
        {"label": t("State"), "words": state_words(view, t)},
    ]
    if view.receipt:
        lines.append({"label": t("Received"), "words": ", ".join(about(view, t))})
    return lines


def _rows(view: SheetView, part: Group, t: Translator) -> Iterator[Data]:
    points = t.points2(view.totals.by_part[part.code])
    yield _heading("part", part, points, t)
    for child in part.children:
        yield from _below(view, child, t)


def _below(view: SheetView, node: Group | Item, t: Translator) -> Iterator[Data]:
    if isinstance(node, Item):
        yield _item(view, view.items[node.code], t)
        return
    yield _heading("group", node, "", t)
    for child in node.children:
        yield from _below(view, child, t)


def _heading(kind: str, node: Group, points: str, t: Translator) -> Data:
    return {
        "kind": kind,
        "code": node.code,
        "name": t.pick(node.name_vi, node.name_en),
        "max": t.points(node.max),
        "points": points,
    }


def _item(view: SheetView, state: ItemState, t: Translator) -> Data:
    item = state.item
    working = view.totals.workings[item.code]
    pending = said(t("computed later"))
    return {
        "kind": "item",
        "code": item.code,
        "name": t.pick(item.name_vi, item.name_en),
        "max": t.points(item.max),
        "result": _result(state, t),
        "points": pending if working.pending else _points(state, t),
        "note": breakable(state.note, NOTE_WORD),
    }


def _points(state: ItemState, t: Translator) -> str:
    if state.points is None or state.not_assigned or (state.answer and state.answer.not_assigned):
        return NONE
    return t.points2(state.points)


def _result(state: ItemState, t: Translator) -> str:
    """What the unit stated, and the target that it is measured by."""
    if state.not_assigned:
        return said(t("target not assigned"))
    if state.answer is None:
        return NONE
    words = [answer_words(state.item, state.answer, t)]
    if state.target is not None and not state.answer.not_assigned:
        target = Markup("{}{}").format(t.points(state.target), unit_sign(state.item))
        words.append(t("target %(target)s", target=target))
    return said(Markup("; ").join(words))


def _sums(view: SheetView, t: Translator) -> list[Data]:
    totals = view.totals
    rows: list[Data] = []
    if totals.rescaled_base != totals.base:
        name = t(
            "Parts converted to the scale (%(base)s of %(assigned)s assigned)",
            base=t.points2(totals.base),
            assigned=t.points(totals.assigned_max),
        )
        rows.append({"name": name, "points": t.points2(totals.rescaled_base)})
    late = totals.final - view.points
    if late > ZERO:
        days = view.status.late_days
        name = t.n("Taken off for %(count)s day late", "Taken off for %(count)s days late", days)
        rows.append({"name": name, "points": f"−{t.points2(late)}"})
    return [*rows, {"name": t("TOTAL"), "points": t.points2(view.points)}]


def _notes(view: SheetView, t: Translator) -> list[str]:
    if not view.totals.pending:
        return []
    sentence = t.n(
        "%(count)s item is computed for the whole cluster after the deadline.",
        "%(count)s items are computed for the whole cluster after the deadline.",
        len(view.totals.pending),
    )
    return [said(sentence)]
