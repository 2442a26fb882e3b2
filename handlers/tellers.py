"""Tellers enter what they counted of paper ballots; the head ends the vote when two agree."""

from collections.abc import Sequence
from decimal import Decimal

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import tellers as view
from models.actions import counting
from models.actions import telling as act
from models.errors import CountsNeeded, NothingTyped, NumberTooLarge, UnknownButton, UnknownItem
from models.errors_vote import NotAnElector
from models.queries.telling import Telling, telling_of
from models.rules.answers import read_times
from models.rules.paper import MOST
from models.voting import MotionState

TYPED_AT_MOST = 600


def _state(turn: Turn) -> Telling:
    turn.session.flush()  # what this turn has written is part of what it shows
    return telling_of(turn.session, turn.me, turn.number(0), turn.now)


def show(turn: Turn) -> Screen:
    """Who has counted, and what, as far as it may be seen."""
    return view.show(_state(turn), turn.t)


def _mine(turn: Turn) -> Telling:
    """The state of a count that I may enter; NotAnElector otherwise."""
    state = _state(turn)
    if not state.may_count:
        raise NotAnElector
    return state


def _said(turn: Turn, state: Telling) -> list[int]:
    """What the card keeps for this motion; else what I entered before."""
    if turn.kept.get("paper") == state.motion_id:
        return [int(each) for each in turn.kept.get("said", ())][: len(state.lines)]
    mine = state.mine
    if mine is None or mine.numbers is None:
        return []
    return [mine.numbers.get(name, 0) for name in state.lines]


def _entering(turn: Turn, state: Telling, said: Sequence[int]) -> Screen:
    if state.state is not MotionState.OPEN:
        return view.show(state, turn.t)
    return view.entering(state, said, turn.t)


def enter(turn: Turn) -> Screen:
    """The next number, or all of them read back."""
    state = _mine(turn)
    return _entering(turn, state, _said(turn, state))


def say(turn: Turn) -> Screen:
    """A number by its button; for a line that is filled already it takes its place."""
    state, number = _mine(turn), turn.number(1)
    said = _said(turn, state)
    if not 0 <= number <= min(len(said), len(state.lines) - 1):
        raise UnknownButton
    return _entering(turn, state, [*said[:number], _fitting(turn.number(2)), *said[number + 1 :]])


def _fitting(number: int) -> int:
    if not 0 <= number <= MOST:
        raise NumberTooLarge(Decimal(MOST))
    return number


def undo(turn: Turn) -> Screen:
    """Back to a line."""
    state = _mine(turn)
    return _entering(turn, state, _said(turn, state)[: max(turn.number(1), 0)])


def typed(turn: Turn) -> Screen:
    """One number, several in their order, or corrections such as 3=8."""
    state = _mine(turn)
    said = _said(turn, state)
    pairs = turn.pairs(TYPED_AT_MOST)
    if pairs:
        for key, value in pairs:
            said[_line(key, said)] = _fitting(read_times(value))
        return _entering(turn, state, said)
    words, left = turn.text.split(), len(state.lines) - len(said)
    if not words:
        raise NothingTyped
    if len(words) > left:
        raise UnknownItem(turn.text[:30]) if not left else CountsNeeded(left, len(words))
    return _entering(turn, state, [*said, *(_fitting(read_times(word)) for word in words)])


def _line(key: str, said: Sequence[int]) -> int:
    """Which line is to be corrected, of those that are filled."""
    if not key.isdecimal() or not 1 <= int(key) <= len(said):
        raise UnknownItem(key)
    return int(key) - 1


def put(turn: Turn) -> Screen:
    """Keep my count as it is on screen; pressed again nothing changes."""
    state = _mine(turn)
    if turn.kept.get("paper") != state.motion_id:
        if state.mine is None:
            raise UnknownButton
        return view.show(state, turn.t)
    said = _said(turn, state)
    if len(said) < len(state.lines):
        raise UnknownButton
    numbers = dict(zip(state.lines, said, strict=True))
    act.put_count(turn.session, turn.me, state.motion_id, numbers, turn.now)
    return show(turn).noticing(turn.t("✅ Your count has been entered."))


def back(turn: Turn) -> Screen:
    """Take my count back."""
    gone = act.take_back(turn.session, turn.me, turn.number(0), turn.now)
    screen = show(turn)
    return screen.noticing(turn.t("↩️ Your count has been taken back.")) if gone else screen


def close(turn: Turn) -> Screen:
    """End the vote by the count on which two agree; pressed again it stays as it is."""
    counting.close_early(turn.session, turn.keys, turn.me, turn.number(0), turn.now)
    return show(turn)


ROUTES = {"tellers.show": show, "tellers.enter": enter}
ACTS = {
    "tellers.say": say,
    "tellers.undo": undo,
    "tellers.put": put,
    "tellers.back": back,
    "tellers.close": close,
}
ANSWERS = {"tellers.typed": typed}
