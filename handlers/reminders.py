"""Reminders: what they say when they are sent, what is left of them, and putting them off."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import reminders as view
from handlers.views.duties import NO_NAMES, Names
from models.actions.snoozing import Snooze, snooze
from models.errors import UnknownButton
from models.queries.my_duties import names_in, own_duties
from models.queries.reminding import books, told_since
from models.rules.duties import Duty
from models.rules.reminding import LATE, Book, items_of


def _names(turn: Turn, duties: Sequence[Duty]) -> Names:
    clusters = {seat.cluster_id: seat.cluster_name for seat in turn.me.seats}
    units = names_in(turn.session, duties, turn.today)
    return Names(units, clusters if len(clusters) > 1 else {})


def _books(turn: Turn) -> Sequence[Book]:
    """Of all clusters in which the reader speaks for a unit."""
    clusters = sorted({seat.cluster_id for seat in turn.me.seats if seat.unit_id is not None})
    return list(books(turn.session, clusters, turn.now).values()) if clusters else []


def _reminder(
    turn: Turn, found: Sequence[Book], params: Mapping[str, Any], late: datetime | None = None
) -> view.Reminder:
    """What the reader owes at this very moment, wherever they have a seat."""
    asked = {(cluster_id, thing) for cluster_id, thing in params.get("asked", ())}
    items = items_of(found, turn.me.person_id, turn.now, asked)
    return view.Reminder(items, _names(turn, [item.duty for item in items]), late)


def remind_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Whatever is owed now; nothing, if it has been done, or said by another reminder, since."""
    slot, meant = (datetime.fromisoformat(params[key]) for key in ("slot", "meant"))
    late = meant if turn.now > meant + LATE else None
    state = _reminder(turn, _books(turn), params, late)
    told = told_since(turn.session, turn.me.person_id, slot, turn.now)
    if all(item.duty.key in told for item in state.items):
        return None
    return view.reminder(state, turn.now, turn.t)


def remind_again(turn: Turn, params: Mapping[str, Any], tells: Sequence[tuple[str, str]]) -> Screen:
    """An old reminder: what it told of and is owed no more is done."""
    found = _books(turn)
    state = _reminder(turn, found, params)
    owed = {duty.key for book in found for duty in book.duties}
    done = [(key, words) for key, words in tells if key not in owed]
    return view.followed_up(state, done, turn.now, turn.t)


def done_since(turn: Turn, _params: Mapping[str, Any], tells: Sequence[tuple[str, str]]) -> Screen:
    """A reminder of one thing, sent by the head: it is done by now."""
    return view.followed_up(view.Reminder([], NO_NAMES), tells, turn.now, turn.t)


def put_off(turn: Turn) -> Screen:
    """Remind me later."""
    try:
        how_long = Snooze(turn.word(0))
    except ValueError as error:
        raise UnknownButton from error
    until = snooze(turn.session, turn.me, how_long, turn.now)
    return mine(turn).noticing(view.snoozed(until, turn.t))


def mine(turn: Turn) -> Screen:
    """All that my units owe."""
    duties = own_duties(turn.session, turn.me, turn.now)
    page = turn.number(0) if turn.args and turn.word(0).isdigit() else 0
    return view.mine(duties, _names(turn, duties), page, turn.now, turn.t)


COMMANDS = {"tasks": mine}
ROUTES = {"reminders.mine": mine}
NODS = {"reminders.snooze": put_off}
LETTERS = {"remind": remind_letter}
FOLLOW_UPS = {"remind": remind_again, "reminder": done_since}
PATIENT = {"remind": True, "reminder": True, "cross-reminder": True}
