"""Filling in the sheet: show, answer, note, undo, hand in, take back."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup

from handlers.documents.paper.sheet_paper import sheet_pdf
from handlers.documents.paper.sheet_picture import sheet_picture
from handlers.screen import File, Screen
from handlers.turn import LINES_AT_MOST, Turn
from handlers.views import board as board_view
from handlers.views import history as history_view
from handlers.views import item as item_view
from handlers.views import sheet as view
from handlers.views import submission as submission_view
from handlers.views.answer import working_words
from models import access
from models.actions import sheet as act
from models.actions import submission
from models.errors import TextTooLong, UnknownButton, UnknownItem
from models.points import to_hundredths
from models.queries.appraising import told_of
from models.queries.evidence import duplicates
from models.queries.history import history
from models.queries.sheet import ItemState, SheetView, sheet_view, working_of
from models.sheet import SheetState

TYPED_AT_MOST = 2000


def _sheet(turn: Turn) -> SheetView:
    """The sheet that the first argument names, mine to fill in."""
    found = access.own_sheet(turn.session, turn.me, turn.number(0), turn.today)
    return sheet_view(turn.session, found, turn.now, turn.me.person_id)


def _code(sheet: SheetView, number: int) -> str:
    found = sheet.loaded.item_by_number(number)
    if found is None:
        raise UnknownButton
    return found.code


def show(turn: Turn) -> Screen:
    """The sheet's front page."""
    found = access.own_sheet(turn.session, turn.me, turn.number(0), turn.today)
    told = told_of(turn.session, turn.me, found, turn.now)
    return view.sheet(_sheet(turn), turn.now, turn.t, told)


def part(turn: Turn) -> Screen:
    """A section."""
    sheet = _sheet(turn)
    if not 0 <= turn.number(1) < len(sheet.loaded.table.parts):
        raise UnknownButton
    return view.part(sheet, turn.number(1), turn.t)


def item(turn: Turn) -> Screen:
    """An item."""
    sheet = _sheet(turn)
    return item_view.item(sheet, _code(sheet, turn.number(1)), turn.t)


def note(turn: Turn) -> Screen:
    """Ask for a note to an item."""
    sheet = _sheet(turn)
    return history_view.noting(sheet, _code(sheet, turn.number(1)), turn.t)


def changes(turn: Turn) -> Screen:
    """The history of an item."""
    sheet = _sheet(turn)
    code = _code(sheet, turn.number(1))
    found = history(turn.session, sheet.status.sheet_id, code)
    return history_view.history(sheet, code, found, turn.t)


def check(turn: Turn) -> Screen:
    """The check list before handing in; the sheet itself once it is handed in."""
    sheet = _sheet(turn)
    if not sheet.status.editable:
        return view.sheet(sheet, turn.now, turn.t)
    return _check(turn, sheet)


def _check(turn: Turn, sheet: SheetView) -> Screen:
    found = access.own_sheet(turn.session, turn.me, sheet.status.sheet_id, turn.today)
    return submission_view.check(sheet, turn.now, turn.t, duplicates(turn.session, found))


def recall(turn: Turn) -> Screen:
    """Before taking a sheet back."""
    sheet = _sheet(turn)
    if sheet.status.state != SheetState.SUBMITTED:
        return view.sheet(sheet, turn.now, turn.t)
    return submission_view.recall(sheet, turn.t)


def _readable(turn: Turn) -> SheetView:
    """The sheet that the first argument names, mine or open to me."""
    found = access.readable_sheet(turn.session, turn.me, turn.number(0), turn.today)
    return sheet_view(turn.session, found, turn.now)


def paper(turn: Turn) -> Screen:
    """The sheet for print."""
    state = _readable(turn)
    make = partial(sheet_pdf, state, turn.t, turn.now)
    return _behind(turn, state).sending(File(_file_name(state, "pdf"), make))


def picture(turn: Turn) -> Screen:
    """The sheet in short, as a picture."""
    state = _readable(turn)
    make = partial(sheet_picture, state, turn.t, turn.now)
    return _behind(turn, state).sending(File(_file_name(state, "png"), make, kind="photo"))


def _behind(turn: Turn, state: SheetView) -> Screen:
    """The screen from which the file was asked for: one's own sheet, or a unit on the board."""
    if any(seat.unit_id == state.status.unit_id for seat in turn.me.seats):
        return show(turn)
    return board_view.read(state, 0, turn.t)


def _file_name(state: SheetView, suffix: str) -> str:
    period = state.status.period
    return f"bang-tu-cham-{period.code.value}-{period.year}.{suffix}"


def give(turn: Turn) -> Screen:
    """A button's answer; on to the next item without one."""
    saved = _record(turn, turn.word(1), turn.word(2), turn.number(3))
    return _after(turn, saved)


def step(turn: Turn) -> Screen:
    """One more or one less; the item stays on screen."""
    _record(turn, turn.word(1), turn.word(2), turn.number(3))
    return item(turn)


def typed(turn: Turn) -> Screen:
    """A typed answer: for the item on screen, or `3=8` for any, several lines at once."""
    if pairs := turn.pairs(TYPED_AT_MOST):
        return _give_several(turn, pairs)
    if len(turn.args) < 2:  # noqa: PLR2004 - a section is on screen, not an item
        raise UnknownItem(turn.text)
    return _after(turn, _record(turn, turn.word(1), turn.text, turn.number(2)))


def _give_several(turn: Turn, pairs: list[tuple[str, str]]) -> Screen:
    """All of them or none: the first that cannot be taken refuses the whole."""
    if len(pairs) > LINES_AT_MOST:
        raise TextTooLong(TYPED_AT_MOST)
    saved = [_record(turn, key, text, None) for key, text in pairs]
    if len(saved) == 1:
        return _after(turn, saved[0])
    words = turn.t.n("✅ Saved: %(count)s answer.", "✅ Saved: %(count)s answers.", len(pairs))
    return show(turn).noticing(words)


def _record(turn: Turn, key: str, text: str, seen: int | None) -> act.Saved:
    return act.answer(turn.session, turn.me, turn.number(0), key, text, seen, turn.now)


def _after(turn: Turn, saved: act.Saved) -> Screen:
    """What was saved, and the next item without an answer (or this one, if it had one before)."""
    sheet = _sheet(turn)
    words = _saved(sheet, sheet.items[saved.code], turn)
    following = sheet.items[saved.code] if saved.had_one else sheet.after(saved.code)
    if following is None:
        return _check(turn, sheet).noticing(words)
    return item_view.item(sheet, following.item.code, turn.t).noticing(words)


def _saved(sheet: SheetView, state: ItemState, turn: Turn) -> Markup:
    working = working_of(sheet, state.item.code)
    words = working_words(state.item, working, turn.t) if working else Markup("")
    return turn.t("✅ Saved %(code)s %(working)s", code=state.item.code, working=words)


def noted(turn: Turn) -> Screen:
    """A typed note."""
    sheet = _sheet(turn)
    code = _code(sheet, turn.number(1))
    text = " ".join(turn.text.split())
    act.annotate(turn.session, turn.me, sheet.status.sheet_id, code, text, turn.now)
    return item(turn).noticing(turn.t("✅ The note has been saved."))


def unnote(turn: Turn) -> Screen:
    """Take the note away."""
    return noted(replace(turn, text=""))


def undo(turn: Turn) -> Screen:
    """Take back my last answer, and show that item."""
    code = act.undo(turn.session, turn.me, turn.number(0), turn.number(1), turn.now)
    sheet = _sheet(turn)
    screen = item_view.item(sheet, code, turn.t)
    return screen.noticing(turn.t("↩️ The last change of %(code)s has been undone.", code=code))


def submit(turn: Turn) -> Screen:
    """Hand in what the check list showed; if that has changed meanwhile, show it again."""
    sheet = _sheet(turn)
    if to_hundredths(sheet.points) != turn.number(1):
        changed = turn.t("⚠️ The total has changed meanwhile. Please check again before submitting.")
        return check(turn).noticing(changed)
    submission.submit(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("✅ The sheet has been received."))


def withdraw(turn: Turn) -> Screen:
    """Take back."""
    submission.withdraw(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("↩️ The sheet has been withdrawn and is a draft again."))


def receipt_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A receipt, while that submission stands."""
    sheet = _sheet(replace(turn, args=(str(params["sheet"]),)))
    if sheet.receipt is None or sheet.receipt.receipt != params["receipt"]:
        return None
    return submission_view.receipt(sheet, turn.t)


def withdrawn_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To colleagues, while the sheet is not handed in again."""
    sheet = _sheet(replace(turn, args=(str(params["sheet"]),)))
    if sheet.status.state == SheetState.SUBMITTED:
        return None
    return submission_view.withdrawn(sheet.status, turn.t)


ROUTES = {
    "sheet.show": show,
    "sheet.part": part,
    "sheet.item": item,
    "sheet.note": note,
    "sheet.history": changes,
    "sheet.check": check,
    "sheet.recall": recall,
    "sheet.paper": paper,
    "sheet.picture": picture,
}
ACTS = {
    "sheet.set": give,
    "sheet.step": step,
    "sheet.unnote": unnote,
    "sheet.undo": undo,
    "sheet.submit": submit,
    "sheet.withdraw": withdraw,
}
ANSWERS = {"sheet.typed": typed, "sheet.noted": noted}
LETTERS = {"receipt": receipt_letter, "withdrawn": withdrawn_letter}
