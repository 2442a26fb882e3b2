"""A running vote: who has not voted, more time, an early end, void."""

from datetime import datetime

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import voting_board as view
from handlers.views import voting_changing as changing
from handlers.views.period import stamped
from models import access
from models.access import Right
from models.actions import ballot as act
from models.actions import counting
from models.actions import voting as asking
from models.errors import DateInPast, TextTooLong, UnknownButton
from models.errors_vote import NoSooner, VotesMissing
from models.queries.voting import Board, board_of
from models.rules.calendar import parse_moment


def _board(turn: Turn) -> Board:
    return board_of(turn.session, turn.me, turn.number(0), turn.now)


def show(turn: Turn) -> Screen:
    """Who has voted and who has not; what came of it once it has ended."""
    state = _board(turn)
    return view.board(state, turn.now, turn.t)


def _mine(turn: Turn) -> Board | None:
    """The board of a vote that is mine to run; none once it has ended."""
    state = _board(turn)
    access.require(turn.me, state.progress.cluster_id, Right.RUN)
    return state if state.progress.is_open else None


def remind(turn: Turn) -> Screen:
    """Ask those who have not voted."""
    asked = asking.remind(turn.session, turn.me, turn.number(0), turn.now)
    done = turn.t.n(
        "🔔 %(count)s person is being reminded.", "🔔 %(count)s people are being reminded.", asked
    )
    return show(turn).noticing(done)


# -- more time ------------------------------------------------------------------------------------


def more(turn: Turn) -> Screen:
    """How much more time?"""
    state = _mine(turn)
    return show(turn) if state is None else changing.more(state, turn.now, turn.t)


def typed_later(turn: Turn) -> Screen:
    """A typed closing time, read back."""
    return _confirm_more(turn, parse_moment(turn.text, turn.now))


def later(turn: Turn) -> Screen:
    """The same again."""
    return _confirm_more(turn, _moment(turn))


def _moment(turn: Turn) -> datetime:
    found = stamped(turn.word(1))
    if found is None:
        raise UnknownButton
    return found


def _confirm_more(turn: Turn, closes_at: datetime) -> Screen:
    state = _mine(turn)
    if state is None or closes_at == state.progress.closes_at:
        return show(turn)
    if closes_at < state.progress.closes_at:
        raise NoSooner
    return changing.confirm_more(state, closes_at, turn.t)


def extend(turn: Turn) -> Screen:
    """Move the closing time to that of the button; pressed again it stays."""
    closes_at = _moment(turn)
    if closes_at <= turn.now:
        raise DateInPast(closes_at)
    act.extend(turn.session, turn.me, turn.number(0), closes_at, turn.now)
    done = turn.t("⏰ The vote is open until %(when)s.", when=turn.t.moment(closes_at))
    return show(turn).noticing(done)


# -- the end --------------------------------------------------------------------------------------


def ending(turn: Turn) -> Screen:
    """Before it is ended early."""
    state = _mine(turn)
    if state is None:
        return show(turn)
    if state.missing and not view.is_late(state.progress, turn.now):
        raise VotesMissing(len(state.missing))
    return changing.ending(state, turn.t)


def end(turn: Turn) -> Screen:
    """Count now: everybody has voted, or its time is over and the clock could not."""
    state = _mine(turn)
    if state is not None and view.is_late(state.progress, turn.now):
        counting.close_due(turn.session, turn.keys, turn.number(0), turn.now)
    else:
        counting.close_early(turn.session, turn.keys, turn.me, turn.number(0), turn.now)
    return show(turn)


def voiding(turn: Turn) -> Screen:
    """Why? With the reason on the card, once more the confirmation."""
    state = _mine(turn)
    if state is None:
        return show(turn)
    why = _why(turn)
    return changing.confirm_void(state, why, turn.t) if why else changing.voiding(state, turn.t)


def _why(turn: Turn) -> str:
    """The reason that the card keeps for this vote."""
    return str(turn.kept.get("why", "")) if turn.kept.get("void") == turn.number(0) else ""


def typed_why(turn: Turn) -> Screen:
    """A typed reason, read back."""
    state, why = _mine(turn), " ".join(turn.text.split())
    if state is None:
        return show(turn)
    if len(why) < act.WHY_AT_LEAST:
        more = turn.t("⚠️ Please give the reason in words: all units are told it.")
        return changing.voiding(state, turn.t).noticing(more)
    if len(why) > act.WHY_AT_MOST:
        raise TextTooLong(act.WHY_AT_MOST)
    return changing.confirm_void(state, why, turn.t)


def void(turn: Turn) -> Screen:
    """Declare it void with the reason on screen; pressed again nothing changes."""
    state, why = _mine(turn), _why(turn)
    if state is None:
        return show(turn)
    if not why:
        raise UnknownButton
    act.void(turn.session, turn.me, turn.number(0), why, turn.now)
    return show(turn)


ROUTES = {
    "voting.show": show,
    "voting.more": more,
    "voting.later": later,
    "voting.ending": ending,
    "voting.voiding": voiding,
}
ACTS = {
    "voting.remind": remind,
    "voting.extend": extend,
    "voting.end": end,
    "voting.void": void,
}
ANSWERS = {"voting.later": typed_later, "voting.why": typed_why}
