"""A person's own settings: language, notices, quiet hours, the seat at hand."""

from dataclasses import replace

from handlers.i18n import translator
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import settings as view
from models import access
from models.actions import people as act
from models.errors import Stranger
from models.queries.rest import rest_of
from models.rules.calendar import ZONE as HOME_ZONE


def show(turn: Turn) -> Screen:
    """What is chosen."""
    return view.settings(turn.me, rest_of(turn.session, turn.me.person_id), turn.t)


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


def quiet(turn: Turn) -> Screen:
    """When nothing is to come that can wait."""
    return view.quiet(rest_of(turn.session, turn.me.person_id), turn.t)


def rest(turn: Turn) -> Screen:
    """Other quiet hours."""
    act.choose_quiet_hours(turn.session, turn.me, turn.number(0), turn.number(1))
    return quiet(turn)


def zone(turn: Turn) -> Screen:
    """By which clocks."""
    return view.zone(rest_of(turn.session, turn.me.person_id), turn.now, turn.t)


def clocks(turn: Turn) -> Screen:
    """The zone that is offered."""
    act.choose_zone(turn.session, turn.me, HOME_ZONE.key, turn.now)
    return zone(turn)


def take_zone(turn: Turn) -> Screen:
    """A typed zone."""
    act.choose_zone(turn.session, turn.me, turn.text, turn.now)
    return zone(turn)


ROUTES = {"settings.show": show, "settings.quiet": quiet, "settings.zone": zone}
ACTS = {
    "settings.language": language,
    "settings.loud": loud,
    "settings.seat": seat,
    "settings.rest": rest,
    "settings.clocks": clocks,
}
ANSWERS = {"settings.zone": take_zone}
COMMANDS = {"settings": show}
