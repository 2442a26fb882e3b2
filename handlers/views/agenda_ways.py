"""Ways to a session from other cards."""

from dataclasses import replace

from handlers.i18n import Translator
from handlers.screen import Button, Screen, button


def with_agenda(screen: Screen, meeting_id: int, t: Translator) -> Screen:
    """A meeting's card with the way to its scoring session, above the way back."""
    row = (button(t("🗳 Scoring session"), "agenda.of", meeting_id),)
    return replace(screen, rows=(*screen.rows[:-1], row, *screen.rows[-1:]))


def home(t: Translator) -> Button:
    """The way home."""
    return button(t("🏠 Home"), "home.show")


def to_session(session_id: int, t: Translator) -> Button:
    """Back to the agenda."""
    return button(t("◀️ Session"), "agenda.show", session_id)
