"""A person's own settings: language, notices, the seat at hand."""

from dataclasses import replace

from handlers.i18n import translator
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import settings as view
from models import access
from models.actions import people as act
from models.errors import Stranger


def show(turn: Turn) -> Screen:
    """What is chosen."""
    return view.settings(turn.me, turn.t)


def _again(turn: Turn) -> Screen:
    """The settings after a change, in the language that holds now."""
    turn.session.flush()  # the person is read again
    person = access.actor_of(turn.session, turn.me.person_id, turn.today)
    if person is None:
        raise Stranger
    return show(replace(turn, person=person, t=translator(person.locale)))


def language(turn: Turn) -> Screen:
    """Another language."""
    act.choose_language(turn.session, turn.me, turn.word(0))
    return _again(turn)


def loud(turn: Turn) -> Screen:
    """Alerts that stay, or short toasts."""
    act.choose_loudness(turn.session, turn.me, loud=turn.number(0) == 1)
    return _again(turn)


def seat(turn: Turn) -> Screen:
    """Another seat."""
    act.take_seat(turn.session, turn.me, turn.number(0))
    return _again(turn)


ROUTES = {"settings.show": show}
ACTS = {"settings.language": language, "settings.loud": loud, "settings.seat": seat}
COMMANDS = {"settings": show}
