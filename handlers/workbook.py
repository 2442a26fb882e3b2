"""The sheet as a workbook: sent, taken back, compared, and taken over when confirmed."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup

from handlers.documents.sheetbook.book import sheet_workbook, workbook_name
from handlers.documents.sheetbook.file import open_workbook
from handlers.documents.sheetbook.layout import sheet_stamp
from handlers.documents.sheetbook.reading import Change, Filled, compare
from handlers.screen import File, Screen, plain
from handlers.turn import Turn
from handlers.views import refusals
from handlers.views import sheet as sheet_screens
from handlers.views import workbook as view
from models import access
from models.actions import workbook as act
from models.actions.desk import open_desk
from models.errors import NotOurWorkbook, NoWorkbookChanges, OldWorkbook, StaleCard
from models.queries.sheet import SheetView, sheet_view
from models.rules.answers import from_json, to_json

WHY = 200
"""Characters of a sentence that says what is wrong with a cell."""


def _sheet(turn: Turn, sheet_id: int | None = None) -> SheetView:
    """The sheet that the first argument names, mine to fill in."""
    wanted = turn.number(0) if sheet_id is None else sheet_id
    found = access.own_sheet(turn.session, turn.me, wanted, turn.today)
    return sheet_view(turn.session, found, turn.now, turn.me.person_id)


def show(turn: Turn) -> Screen:
    """How it is done."""
    return view.card(_sheet(turn), turn.t)


def get(turn: Turn) -> Screen:
    """The workbook itself, above the card that takes it back."""
    sheet = _sheet(turn)
    make = partial(sheet_workbook, sheet, turn.t, turn.now)
    words = view.caption(turn.t) if sheet.status.editable else turn.t("A copy.")
    return view.card(sheet, turn.t).sending(File(workbook_name(sheet), make, caption=words))


def take(turn: Turn) -> Screen:
    """A file that was sent: what it would change.

    Where the screen asked for none, the file itself says whose it is.
    """
    if turn.upload is None or turn.upload.kind != "xlsx":
        raise NotOurWorkbook
    book = open_workbook(turn.upload.content)
    sheet = _sheet(turn, None if turn.args else book.sheet_id)
    open_desk(turn.session, turn.me, sheet.status.sheet_id, turn.now)  # refuse before comparing
    filled = compare(book, sheet)
    if not filled.changes and not filled.faults:
        raise NoWorkbookChanges
    kept = _kept(sheet, filled, turn)
    return _preview(replace(turn, kept=kept), sheet, 0)


def _kept(sheet: SheetView, filled: Filled, turn: Turn) -> dict[str, Any]:
    """What the confirmation will need: nothing is saved before it."""
    return {
        "workbook": sheet.status.sheet_id,
        "stamp": sheet_stamp(sheet),
        "changes": {
            each.code: [None if each.new is None else to_json(each.new), each.note_new]
            for each in filled.changes
        },
        "faults": [
            [each.cell, each.code, plain(refusals.sentence(each.refusal, turn.t), WHY)]
            for each in filled.faults
        ],
    }


def preview(turn: Turn) -> Screen:
    """The comparison again, as long as it still holds."""
    sheet = _sheet(turn)
    return _preview(turn, sheet, turn.number(1))


def _preview(turn: Turn, sheet: SheetView, page: int) -> Screen:
    kept = turn.kept
    if not _holds(kept, sheet):
        return _gone(turn, sheet)
    changes = tuple(
        Change(code, state.answer, wanted.answer, state.note, wanted.note)
        for code, wanted in _wanted(kept).items()
        if (state := sheet.items.get(code)) is not None
    )
    faults = tuple(view.Fault(*each) for each in kept["faults"])
    found = view.Preview(kept["stamp"], changes, faults)
    return replace(view.preview(sheet, found, page, turn.t), kept=kept)


def _gone(turn: Turn, sheet: SheetView) -> Screen:
    """Nothing to confirm: there was no file, or a colleague has changed the sheet since."""
    screen = view.card(sheet, turn.t)
    if turn.kept.get("workbook") != sheet.status.sheet_id:
        return screen
    return screen.noticing(Markup("⚠️ ") + refusals.sentence(OldWorkbook(), turn.t))


def _holds(kept: Mapping[str, Any], sheet: SheetView) -> bool:
    return (
        kept.get("workbook") == sheet.status.sheet_id
        and kept.get("stamp") == sheet_stamp(sheet)
        and sheet.status.editable
    )


def _wanted(kept: Mapping[str, Any]) -> dict[str, act.Wanted]:
    return {
        code: act.Wanted(None if answer is None else from_json(answer), note)
        for code, (answer, note) in kept["changes"].items()
    }


def apply(turn: Turn) -> Screen:
    """Take over what was shown, and nothing else."""
    kept, sheet_id = turn.kept, turn.number(0)
    if kept.get("workbook") != sheet_id or kept.get("stamp") != turn.word(1):
        raise StaleCard
    count = act.apply(turn.session, turn.me, sheet_id, _wanted(kept), str(kept["stamp"]), turn.now)
    if not count:
        raise NoWorkbookChanges
    said = turn.t.n(
        "✅ Saved from the workbook: %(count)s item.",
        "✅ Saved from the workbook: %(count)s items.",
        count,
    )
    sheet = _sheet(turn)
    if not kept["faults"]:
        return sheet_screens.sheet(sheet, turn.now, turn.t).noticing(said)
    again = turn.t("For the cells that were wrong, please fetch the workbook anew.")
    return view.card(sheet, turn.t).noticing(said + " " + again)


ROUTES = {"workbook.show": show, "workbook.get": get, "workbook.preview": preview}
ACTS = {"workbook.apply": apply}
FILES = {"workbook.take": take}
