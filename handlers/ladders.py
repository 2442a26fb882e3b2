"""The head's hand on reminders: what is to come, held back or sent now, and the ladders."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import ladders as view
from handlers.views import reminder_plan as plan_view
from handlers.views import week as week_view
from handlers.views.period import stamped
from models import access
from models.access import Right
from models.actions import ladders as act
from models.errors import StaleCard, UnknownButton
from models.queries.reminder_plan import (
    desk,
    ladder_of,
    own_ladders,
    plan_state,
    slot_state,
    week_state,
)
from models.rules.duties import DutyKind
from models.rules.ladder import LONGEST_AHEAD, MOST_RUNGS, USUAL, Ladder, Tone
from models.rules.ladder_edits import (
    read_days,
    with_after,
    with_audience,
    with_days,
    with_hour,
    with_tone,
)
from models.rules.reminding import LATE

# -- what is to come ----------------------------------------------------------------------------


def plan(turn: Turn) -> Screen:
    """Every reminder to come; a second argument turns the pages."""
    page = turn.number(1) if len(turn.args) > 1 else 0
    state = plan_state(turn.session, turn.me, turn.number(0), turn.now)
    return plan_view.plan(state, page, turn.now, turn.t)


def _address(turn: Turn) -> tuple[int, datetime, str]:
    """Cluster, moment and the thing's mark."""
    at = stamped(turn.word(1))
    if at is None:
        raise UnknownButton
    return turn.number(0), at, turn.word(2)


def slot(turn: Turn) -> Screen:
    """One reminder to come, in its words."""
    cluster_id, at, mark = _address(turn)
    state = slot_state(turn.session, turn.me, cluster_id, at, mark, turn.now)
    return plan_view.slot(state, turn.now, turn.t)


def hold(turn: Turn) -> Screen:
    """Nobody is reminded at that moment."""
    act.hold(turn.session, turn.me, *_address(turn), turn.now)
    return slot(turn).noticing(plan_view.was_held(turn.t))


def release(turn: Turn) -> Screen:
    """It goes out after all."""
    act.release(turn.session, turn.me, *_address(turn), turn.now)
    return slot(turn).noticing(plan_view.was_released(turn.t))


def send_now(turn: Turn) -> Screen:
    """Whoever owes it is reminded now."""
    cluster_id, _, mark = _address(turn)
    sent = act.remind_now(turn.session, turn.me, cluster_id, mark, turn.now)
    return plan(replace(turn, args=turn.args[:1])).noticing(plan_view.was_sent(sent, turn.t))


def week_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The head's week as it is when the letter leaves; nothing, if nothing is to be said."""
    state = week_state(turn.session, turn.me, params["cluster"], turn.now)
    if state.is_empty:
        return None
    meant = datetime.fromisoformat(params["meant"])
    late = meant if turn.now > meant + LATE else None
    return week_view.week(state, late, turn.now, turn.t)


# -- ladders ------------------------------------------------------------------------------------


def listed(turn: Turn) -> Screen:
    """The ladders of all kinds of duties."""
    at = desk(turn.session, turn.me, turn.number(0))
    ladders = {kind: ladder_of(turn.session, at.cluster_id, kind) for kind in DutyKind}
    return view.listed(at, ladders, own_ladders(turn.session, at.cluster_id), turn.t)


def _kind(turn: Turn) -> DutyKind:
    try:
        return DutyKind(turn.word(1))
    except ValueError as error:
        raise UnknownButton from error


def _state(turn: Turn, right: Right = Right.REMIND) -> view.LadderState:
    """The ladder of the first two arguments."""
    cluster_id, kind = turn.number(0), _kind(turn)
    access.require(turn.me, cluster_id, right)
    at = desk(turn.session, turn.me, cluster_id)
    own = kind in own_ladders(turn.session, cluster_id)
    return view.LadderState(at, kind, ladder_of(turn.session, cluster_id, kind), own)


def show(turn: Turn) -> Screen:
    """One ladder."""
    return view.shown(_state(turn), turn.t)


def step(turn: Turn) -> Screen:
    """One of its steps."""
    state, days = _state(turn, Right.RUN), turn.number(2)
    numbers = [n for n, rung in enumerate(state.ladder.rungs) if rung.days == days]
    if not numbers:
        raise StaleCard
    return view.one_step(state, numbers[0], turn.t)


def ask_days(turn: Turn) -> Screen:
    """On which days."""
    return view.ask_days(_state(turn, Right.RUN), MOST_RUNGS, LONGEST_AHEAD, turn.t)


def hours(turn: Turn) -> Screen:
    """At which hour."""
    return view.choose_hour(_state(turn, Right.RUN), turn.t)


def afters(turn: Turn) -> Screen:
    """For how long after the deadline."""
    return view.choose_after(_state(turn, Right.RUN), turn.t)


def sure(turn: Turn) -> Screen:
    """Whether to return to the usual steps."""
    state = _state(turn, Right.RUN)
    return view.sure(state, USUAL[state.kind], turn.t)


def _change(turn: Turn, edit: Callable[[Ladder], Ladder]) -> None:
    act.change_ladder(turn.session, turn.me, turn.number(0), _kind(turn), edit, turn.now)


def _changed(turn: Turn, edit: Callable[[Ladder], Ladder]) -> Screen:
    _change(turn, edit)
    return show(turn).noticing(turn.t("✅ The steps of the reminders have been changed."))


def take_days(turn: Turn) -> Screen:
    """Typed days."""
    days = read_days(turn.text)
    return _changed(turn, lambda ladder: with_days(ladder, days))


def hour(turn: Turn) -> Screen:
    """Another hour for all steps."""
    wanted = turn.number(2)
    return _changed(turn, lambda ladder: with_hour(ladder, wanted))


def after(turn: Turn) -> Screen:
    """Longer or shorter after the deadline."""
    wanted = turn.number(2)
    return _changed(turn, lambda ladder: with_after(ladder, wanted))


def tone(turn: Turn) -> Screen:
    """Another tone for one step."""
    days = turn.number(2)
    try:
        wanted = Tone(turn.word(3))
    except ValueError as error:
        raise UnknownButton from error
    _change(turn, lambda ladder: with_tone(ladder, days, wanted))
    return step(turn)


def audience(turn: Turn) -> Screen:
    """Others who are reminded at one step."""
    days, letters = turn.number(2), turn.word(3).replace("-", "")
    if not set(letters) <= set(view.LETTERS):
        raise UnknownButton
    wanted = frozenset(view.LETTERS[letter] for letter in letters)
    _change(turn, lambda ladder: with_audience(ladder, days, wanted))
    return step(turn)


def reset(turn: Turn) -> Screen:
    """The usual steps again."""
    act.reset_ladder(turn.session, turn.me, turn.number(0), _kind(turn), turn.now)
    return show(turn).noticing(turn.t("✅ The usual steps apply again."))


ROUTES = {
    "reminders.plan": plan,
    "reminders.slot": slot,
    "ladders.list": listed,
    "ladders.show": show,
    "ladders.step": step,
    "ladders.days": ask_days,
    "ladders.hours": hours,
    "ladders.afters": afters,
    "ladders.sure": sure,
}
ACTS = {
    "reminders.hold": hold,
    "reminders.release": release,
    "reminders.now": send_now,
    "ladders.hour": hour,
    "ladders.after": after,
    "ladders.tone": tone,
    "ladders.audience": audience,
    "ladders.reset": reset,
}
ANSWERS = {"ladders.days": take_days}
LETTERS = {"week": week_letter}
PATIENT = {"week": True}
