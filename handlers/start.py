"""Joining by an invitation: a deep link, or a typed code."""

from dataclasses import replace

from handlers import home
from handlers.i18n import translator
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import welcome as view
from models import access
from models.actions import invitation as act
from models.errors import InvitationOver, Stranger


def begin(turn: Turn) -> Screen:
    """`/start`, with or without a code behind it."""
    return take_code(turn) if turn.text else home.home(turn)


def take_code(turn: Turn) -> Screen:
    """Show what a code invites to, for its holder to confirm."""
    if not act.looks_like_code(turn.text):
        raise Stranger
    state = act.present_code(turn.session, turn.user_id, turn.text, turn.now, turn.today)
    return view.confirm_joining(state, turn.t)


def accept(turn: Turn) -> Screen:
    """Take the seat; only the chat that presented the code can."""
    invitation_id = turn.number(0)
    if turn.kept.get("invitation") != invitation_id:
        raise InvitationOver
    act.accept(turn.session, turn.user_id, invitation_id, turn.now)
    turn.session.flush()  # the home card reads the new seat
    person = access.actor(turn.session, turn.user_id, turn.today)
    t = translator(person.locale if person else None)
    screen = home.home(replace(turn, person=person, t=t))
    return screen.noticing(t("✅ The representative has been confirmed."))


def decline(turn: Turn) -> Screen:
    """Leave the invitation unused."""
    return view.declined(turn.t)


COMMANDS = {"start": begin}
ROUTES = {"join.decline": decline}
ACTS = {"join.accept": accept}
