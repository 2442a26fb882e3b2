"""The head's board: follow, remind, read, return."""

from datetime import timedelta

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import board as view
from handlers.views import returning
from handlers.views.period import STAMP, stamped
from models import access
from models.actions import period as act
from models.errors import ReasonNeeded, TextTooLong, UnknownButton
from models.queries.board import Board, board
from models.queries.people import speakers
from models.queries.sheet import SheetView, sheet_view
from models.reader import reader_of
from models.rules.calendar import end_of_day

RETURN_DAYS = (3, 5, 7, 14)


def _board(turn: Turn, period_id: int) -> Board:
    period = access.period_for(turn.session, turn.me, period_id)
    turn.session.flush()  # what this turn has written is part of what it shows
    return board(turn.session, period, turn.me, turn.now, turn.today)


def show(turn: Turn) -> Screen:
    """The board; a second argument turns its pages."""
    page = turn.number(1) if len(turn.args) > 1 else 0
    return view.board(_board(turn, turn.number(0)), max(page, 0), turn.now, turn.t)


def unit(turn: Turn) -> Screen:
    """One unit on the board."""
    found = access.readable_sheet(turn.session, turn.me, turn.number(0), turn.today)
    sheet, period = found.sheet, found.period
    state = _board(turn, sheet.period_id)
    row = next(row for row in state.rows if row.sheet_id == sheet.id)
    people = speakers(turn.session, period.cluster_id, turn.today, unit_id=sheet.unit_id)
    return view.unit(state, row, people, turn.t)


def read(turn: Turn) -> Screen:
    """A unit's sheet, page by page."""
    found = access.readable_sheet(turn.session, turn.me, turn.number(0), turn.today)
    sheet = sheet_view(turn.session, found, turn.now)
    reader = reader_of(turn.session, turn.me, found.period, turn.today)
    proven = reader.sees_evidence(found.sheet)
    return view.read(sheet, max(turn.number(1), 0), turn.t, proven=proven)


def remind(turn: Turn) -> Screen:
    """Remind one unit, or all that owe."""
    period_id, sheet_id = turn.number(0), turn.number(1)
    reminded = act.remind(turn.session, turn.me, period_id, sheet_id or None, turn.now)
    done = turn.t.n(
        "🔔 %(count)s unit has been reminded.", "🔔 %(count)s units have been reminded.", reminded
    )
    return view.board(_board(turn, period_id), 0, turn.now, turn.t).noticing(done)


def _mine_to_return(turn: Turn) -> SheetView:
    found = access.run_sheet(turn.session, turn.me, turn.number(0), turn.today)
    return sheet_view(turn.session, found, turn.now)


def ask_reason(turn: Turn) -> Screen:
    """Why a sheet is to be returned."""
    return returning.returning(_mine_to_return(turn), turn.t)


def take_reason(turn: Turn) -> Screen:
    """A typed reason; the next button sends it."""
    why = turn.text.strip()
    if len(why) < act.REASON_AT_LEAST:
        raise ReasonNeeded
    if len(why) > act.REASON_AT_MOST:
        raise TextTooLong(act.REASON_AT_MOST)
    return _confirm(turn, why)


def reasoned(turn: Turn) -> Screen:
    """The confirmation again, with the reason that was typed."""
    return _confirm(turn, str(turn.kept.get("why", "")))


def _confirm(turn: Turn, why: str) -> Screen:
    days = [end_of_day(turn.today + timedelta(days=days)) for days in RETURN_DAYS]
    dates = [(due_at, due_at.strftime(STAMP)) for due_at in days]
    return returning.confirm_return(_mine_to_return(turn), why, dates, turn.t)


def returned(turn: Turn) -> Screen:
    """Return the sheet with the reason on screen."""
    due_at = stamped(turn.word(1))
    if due_at is None:
        raise UnknownButton
    why = str(turn.kept.get("why", ""))
    act.return_sheet(turn.session, turn.me, turn.number(0), why, due_at, turn.now)
    turn.session.flush()  # the unit's card shows the new state
    return unit(turn).noticing(turn.t("↩️ The sheet has been returned and the unit is being told."))


ROUTES = {
    "board.show": show,
    "board.unit": unit,
    "board.sheet": read,
    "board.return": ask_reason,
    "board.reasoned": reasoned,
}
ACTS = {"board.remind": remind, "board.returned": returned}
ANSWERS = {"board.reason": take_reason}
