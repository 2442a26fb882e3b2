"""The sheet as a workbook: how it goes there and back, and what one that came back would change."""

from dataclasses import dataclass

from markupsafe import Markup

from handlers.documents.sheetbook.reading import Change
from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.answer import answer_words
from handlers.views.common import bold, sheet_title, sheet_topic, small
from models.queries.sheet import SheetView
from models.rules.answers import Answer
from models.rules.criteria import Item

ON_A_PAGE = 12
"""Lines of a preview on one screen: the longest still fit a message."""
SAID = 60
"""Characters of an answer or a note in a preview."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong cell: where, of which item, and why, in words."""

    cell: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would change in the sheet that has this stamp, and what is wrong in it."""

    stamp: str
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]


def card(view: SheetView, t: Translator) -> Screen:
    """How the workbook is filled in and sent back; a file sent to this card is read."""
    status = view.status
    text = blocks(
        sheet_title(status, t),
        lines(
            t("📄 The sheet as an Excel workbook:"),
            t("1. Fill in the yellow cells; points are worked out by themselves."),
            t("2. Save the file and send it here."),
            t("3. Check what would change, then confirm."),
        )
        if status.editable
        else t("📄 The workbook is a copy: the sheet cannot be changed at present."),
    )
    fetch = button(t("📄 Send the workbook"), "workbook.get", status.sheet_id, style="primary")
    return Screen(
        text,
        ((fetch,), _back(view, t)),
        route=pack("workbook.show", status.sheet_id),
        topic=sheet_topic(status.sheet_id),
        takes=takes(view),
    )


def takes(view: SheetView) -> str:
    """A workbook that is sent is read, while the sheet can be changed."""
    return pack("workbook.take", view.status.sheet_id) if view.status.editable else ""


def caption(t: Translator) -> Markup:
    """Beside the file."""
    return t("Please fill in the yellow cells, save, and send the file back here.")


def preview(view: SheetView, found: Preview, page: int, t: Translator) -> Screen:
    """Every wrong cell and every change, a page at a time, and what can be done."""
    status = view.status
    told = [*_fault_lines(found, t), *_change_lines(view, found, t)]
    pages = max(1, -(-len(told) // ON_A_PAGE))
    page = min(max(page, 0), pages - 1)
    text = blocks(
        sheet_title(status, t),
        _counts(found, t),
        lines(*told[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]),
        pages > 1 and small(t("Page %(page)s of %(pages)s", page=page + 1, pages=pages)),
        found.faults
        and t("Please mend these cells and send the file again; nothing has been saved yet."),
    )
    rows = (
        *_confirm(view, found, t),
        *turning("workbook.preview", (view.status.sheet_id,), page, pages - 1),
        _back(view, t),
    )
    return Screen(
        text,
        rows,
        route=pack("workbook.preview", status.sheet_id, page),
        topic=sheet_topic(status.sheet_id),
        takes=takes(view),
    )


def _counts(found: Preview, t: Translator) -> Markup:
    wrong, right = len(found.faults), len(found.changes)
    return lines(
        wrong and bold(t.n("⚠️ %(count)s cell is wrong", "⚠️ %(count)s cells are wrong", wrong)),
        bold(t.n("📄 %(count)s item would change", "📄 %(count)s items would change", right)),
    )


def _fault_lines(found: Preview, t: Translator) -> list[Markup]:
    return [
        t("⚠️ Cell %(cell)s (%(code)s): %(why)s", cell=each.cell, code=each.code, why=each.why)
        for each in found.faults
    ]


def _change_lines(view: SheetView, found: Preview, t: Translator) -> list[Markup]:
    told: list[Markup] = []
    for change in found.changes:
        item = view.items[change.code].item
        if change.old != change.new:
            told.append(
                t(
                    "• <b>%(code)s</b>: %(old)s → <b>%(new)s</b>",
                    code=change.code,
                    old=_said(item, change.old, t),
                    new=_said(item, change.new, t),
                )
            )
        if change.note_old != change.note_new:
            note = plain(change.note_new, SAID) or t("(removed)")
            told.append(t("• <b>%(code)s</b>, note: %(note)s", code=change.code, note=note))
    return told


def _said(item: Item, answer: Answer | None, t: Translator) -> str:
    words = t("no answer") if answer is None else answer_words(item, answer, t)
    return plain(words, SAID)


def _confirm(view: SheetView, found: Preview, t: Translator) -> Rows:
    count = len(found.changes)
    if not count:
        return ()
    words = (
        t.n("✅ Take the %(count)s right one", "✅ Take the %(count)s right ones", count)
        if found.faults
        else t.n("✅ Take %(count)s change", "✅ Take %(count)s changes", count)
    )
    sheet_id = view.status.sheet_id
    style = "" if found.faults else "primary"
    return ((button(words, "workbook.apply", sheet_id, found.stamp, style=style),),)


def _back(view: SheetView, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back to the sheet"), "sheet.show", view.status.sheet_id),)
