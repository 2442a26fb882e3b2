"""The handover from one head to the next: its list, and the word of both."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import handover as view
from models.actions import handing_over as act
from models.errors import NotForYou
from models.errors_vote import ElectionFirst, HandoverDone, HandoverLine
from models.queries.handover import HandoverState, handover_for, handover_state, of_year
from models.rules.handover import parse_notes


def show(turn: Turn) -> Screen:
    """The list of a year."""
    cluster_id, year = turn.number(0), turn.number(1)
    try:
        found = of_year(turn.session, turn.me, cluster_id, year, turn.today)
    except ElectionFirst:
        return view.none_yet(cluster_id, year, turn.t)
    return view.show(found, turn.t)


def _state(turn: Turn, handover_id: int) -> HandoverState:
    row = handover_for(turn.session, turn.me, handover_id)
    return handover_state(turn.session, turn.me, row, turn.today)


def _list(turn: Turn) -> Screen:
    return view.show(_state(turn, turn.number(0)), turn.t)


def _mine(turn: Turn) -> HandoverState:
    """The list, if it is mine to fill in."""
    found = _state(turn, turn.number(0))
    if not found.gives:
        raise NotForYou
    if found.done:
        raise HandoverDone
    return found


def tick(turn: Turn) -> Screen:
    """A line is given, or not after all."""
    number, place, given = turn.number(0), turn.number(1), turn.number(2) == 1
    act.give(turn.session, turn.me, number, [place], turn.now, given=given)
    return _list(turn)


def everything(turn: Turn) -> Screen:
    """All lines that nobody has explained are given."""
    found = _mine(turn)
    places = [place for place, each in enumerate(found.lines) if not each.note]
    act.give(turn.session, turn.me, found.handover_id, places, turn.now, given=True)
    return _list(turn)


def note(turn: Turn) -> Screen:
    """Why is something not given?"""
    return view.note(_mine(turn), turn.t)


def noted(turn: Turn) -> Screen:
    """Lines such as "6 = no reply yet"."""
    notes = {place - 1: words for place, words in parse_notes(turn.text)}
    if not notes:
        raise HandoverLine(len(_mine(turn).lines))
    act.explain(turn.session, turn.me, turn.number(0), notes, turn.now)
    return _list(turn).noticing(turn.t("✅ Noted."))


def more(turn: Turn) -> Screen:
    """What else is handed over?"""
    return view.more(_mine(turn), turn.t)


def added(turn: Turn) -> Screen:
    """A typed line."""
    act.add(turn.session, turn.me, turn.number(0), turn.text, turn.now)
    return _list(turn).noticing(turn.t("✅ The line has been added."))


def give(turn: Turn) -> Screen:
    """The outgoing head's word."""
    act.confirm_given(turn.session, turn.me, turn.number(0), turn.number(1), turn.now)
    said = turn.t("✅ Confirmed. The unit that takes over is being asked to confirm.")
    return _list(turn).noticing(said)


def take(turn: Turn) -> Screen:
    """The incoming head's word."""
    act.confirm_taken(turn.session, turn.me, turn.number(0), turn.number(1), turn.now)
    return _list(turn).noticing(turn.t("✅ The handover is complete. Everybody is being told."))


def given_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The outgoing head has confirmed; no longer, if the list was changed since."""
    found = _state(turn, params["handover"])
    valid = found.outgoing_at is not None and not found.done
    return view.given_letter(found, turn.t) if valid else None


def done_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Both have confirmed."""
    found = _state(turn, params["handover"])
    return view.done_letter(found, turn.t) if found.done else None


ROUTES = {"handover.show": show, "handover.note": note, "handover.more": more}
ACTS = {
    "handover.tick": tick,
    "handover.all": everything,
    "handover.give": give,
    "handover.take": take,
}
ANSWERS = {"handover.noted": noted, "handover.added": added}
LETTERS = {"handover-given": given_letter, "handover-done": done_letter}
PATIENT = {"handover-given": True, "handover-done": True}
