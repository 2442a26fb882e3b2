"""Movements: their list, the units that join and report, and their end."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import movement as view
from handlers.views import movement_unit as unit_view
from models import access
from models.access import Right
from models.actions import movement as act
from models.actions.agreeing import checked_reason
from models.errors import UnknownButton
from models.errors_year import MovementOver, NotAMember, NotRegistered
from models.queries.announcing import holds, units_of
from models.queries.movement import (
    MovementState,
    UnitProgress,
    movement_for,
    movements,
    others,
    progress_of,
)
from models.queries.movement_card import movement_card
from models.rules.movement import parse_percent


def _page(turn: Turn, position: int) -> int:
    return max(turn.number(position), 0) if len(turn.args) > position else 0


def show_list(turn: Turn) -> Screen:
    """The cluster's movements."""
    cluster_id = turn.number(0)
    name = access.seat_in(turn.me, cluster_id).cluster_name
    rows = movements(turn.session, cluster_id)
    may_run = holds(turn.me, cluster_id, Right.RUN)
    return view.listing(cluster_id, name, rows, _page(turn, 1), turn.today, turn.t, may_run=may_run)


# -- a movement -------------------------------------------------------------------------------


def show(turn: Turn) -> Screen:
    """What it is about, and how far my units are."""
    return _show(turn, turn.number(0))


def _show(turn: Turn, movement_id: int) -> Screen:
    card = movement_card(turn.session, turn.me, movement_id, turn.today)
    return view.show(card, turn.today, turn.t)


def _seen(turn: Turn) -> tuple[MovementState, tuple[UnitProgress, ...]]:
    """The movement with all its units, for those who may see them."""
    found = movement_for(turn.session, turn.me, turn.number(0))
    access.require(turn.me, found.cluster_id, Right.SEE_BOARD)
    return found, progress_of(turn.session, found, turn.today)


def board(turn: Turn) -> Screen:
    """How far each unit is."""
    found, units = _seen(turn)
    return view.board(found, units, _page(turn, 1), turn.today, turn.t)


def unit(turn: Turn) -> Screen:
    """What one unit set out to do, and has reported."""
    found, units = _seen(turn)
    return view.unit_card(found, _named(units, turn.number(1)), turn.t)


def _named(units: Sequence[UnitProgress], unit_id: int) -> UnitProgress:
    for each in units:
        if each.unit_id == unit_id:
            return each
    raise UnknownButton


# -- my unit ----------------------------------------------------------------------------------


def _mine(turn: Turn) -> tuple[MovementState, UnitProgress]:
    """The movement and the unit of mine that the arguments name."""
    found = movement_for(turn.session, turn.me, turn.number(0))
    if turn.number(1) not in units_of(turn.me, found.cluster_id):
        raise NotAMember
    units = progress_of(turn.session, found, turn.today)
    return found, _named(units, turn.number(1))


def _to_join(turn: Turn) -> tuple[MovementState, UnitProgress]:
    found, own = _mine(turn)
    if not found.runs(turn.today):
        raise MovementOver
    return found, own


def join(turn: Turn) -> Screen:
    """What does the unit set out to do?"""
    return unit_view.join(*_to_join(turn), turn.t)


def pledged(turn: Turn) -> Screen:
    """A typed pledge; the next button registers the unit."""
    return unit_view.confirm_join(*_to_join(turn), act.checked_words(turn.text), turn.t)


def joining(turn: Turn) -> Screen:
    """The confirmation again, with what was typed."""
    said = str(turn.kept.get("pledge", ""))
    return unit_view.confirm_join(*_to_join(turn), said, turn.t) if said else join(turn)


def register(turn: Turn) -> Screen:
    """Register the unit with the pledge on screen."""
    movement_id, unit_id = turn.number(0), turn.number(1)
    said = str(turn.kept.get("pledge", ""))
    if not said:  # pressed twice: the first press has taken it
        return show(turn)
    act.register(turn.session, turn.me, movement_id, unit_id, said, turn.now)
    return _show(turn, movement_id).noticing(turn.t("✅ The unit has registered."))


def _to_report(turn: Turn) -> tuple[MovementState, UnitProgress]:
    found, own = _mine(turn)
    if not found.takes_reports(turn.today):
        raise MovementOver
    if own.registered_at is None:
        raise NotRegistered
    return found, own


def report(turn: Turn) -> Screen:
    """How far is the unit?"""
    return unit_view.ask_percent(*_to_report(turn), turn.today, turn.t)


def percent(turn: Turn) -> Screen:
    """A typed share, with or without words."""
    share, said = parse_percent(turn.text)
    if said:
        return _report(turn, share, said)
    return unit_view.ask_words(*_to_report(turn), share, turn.t)


def say(turn: Turn) -> Screen:
    """A share that was pressed: what has been done?"""
    return unit_view.ask_words(*_to_report(turn), turn.number(2), turn.t)


def said(turn: Turn) -> Screen:
    """The sentence that was typed."""
    return _report(turn, turn.number(2), turn.text)


def bare(turn: Turn) -> Screen:
    """The share without words."""
    return _report(turn, turn.number(2), "")


def _report(turn: Turn, share: int, words: str) -> Screen:
    movement_id, unit_id = turn.number(0), turn.number(1)
    act.report(turn.session, turn.me, movement_id, unit_id, share, words, turn.now)
    done = turn.t("✅ Progress recorded: %(percent)s%%.", percent=share)
    return _show(turn, movement_id).noticing(done)


# -- ending it --------------------------------------------------------------------------------


def _to_end(turn: Turn) -> MovementState:
    found = movement_for(turn.session, turn.me, turn.number(0))
    access.require(turn.me, found.cluster_id, Right.RUN)
    if not found.runs(turn.today):
        raise MovementOver
    return found


def ask_end(turn: Turn) -> Screen:
    """Why is it ended?"""
    return unit_view.ask_why(_to_end(turn), turn.today, turn.t)


def why(turn: Turn) -> Screen:
    """A typed reason; the next button ends it."""
    return _ending(turn, checked_reason(turn.text))


def ending(turn: Turn) -> Screen:
    """The confirmation again."""
    reason = str(turn.kept.get("why", ""))
    return _ending(turn, reason) if reason else ask_end(turn)


def _ending(turn: Turn, reason: str) -> Screen:
    found = _to_end(turn)
    people = len(others(turn.session, turn.me, found.cluster_id, turn.today))
    return unit_view.confirm_end(found, reason, people, turn.t)


def ended(turn: Turn) -> Screen:
    """End it."""
    reason = str(turn.kept.get("why", ""))
    act.end(turn.session, turn.me, turn.number(0), reason, turn.now)
    done = turn.t("⏹ The movement has been ended. Everybody is being told.")
    return _show(turn, turn.number(0)).noticing(done)


# -- letters ----------------------------------------------------------------------------------


def _letter(turn: Turn, found: MovementState) -> Screen:
    own = units_of(turn.me, found.cluster_id)
    units = [each for each in progress_of(turn.session, found, turn.today) if each.unit_id in own]
    open_ = found.runs(turn.today)
    absent = tuple(each.unit_id for each in units if open_ and each.registered_at is None)
    joined = tuple(each.short_name for each in units if each.registered_at is not None)
    return unit_view.launched(found, absent, joined, turn.today, turn.t)


def launched_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A movement has been launched, unless it is over by now."""
    found = movement_for(turn.session, turn.me, params["movement"])
    return _letter(turn, found) if found.runs(turn.today) else None


def launched_again(
    turn: Turn, params: Mapping[str, Any], _tells: Sequence[tuple[str, str]]
) -> Screen:
    """The same once a unit of the reader's has registered."""
    return _letter(turn, movement_for(turn.session, turn.me, params["movement"]))


def ended_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A movement has been ended."""
    found = movement_for(turn.session, turn.me, params["movement"])
    return unit_view.ended(found, turn.today, turn.t)


ROUTES = {
    "movement.list": show_list,
    "movement.show": show,
    "movement.board": board,
    "movement.unit": unit,
    "movement.join": join,
    "movement.joining": joining,
    "movement.report": report,
    "movement.say": say,
    "movement.end": ask_end,
    "movement.ending": ending,
}
ACTS = {
    "movement.register": register,
    "movement.bare": bare,
    "movement.ended": ended,
}
ANSWERS = {
    "movement.pledged": pledged,
    "movement.percent": percent,
    "movement.said": said,
    "movement.why": why,
}
LETTERS = {"movement": launched_letter, "movement-ended": ended_letter}
FOLLOW_UPS = {"movement": launched_again}
PATIENT = {"movement": True, "movement-ended": True}
