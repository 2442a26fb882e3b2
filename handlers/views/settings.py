"""A person's own settings."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, role_name
from models.access import Actor


def settings(me: Actor, t: Translator) -> Screen:
    """Language, how answers appear, and the seat at hand."""
    vi, en = me.locale != "en", me.locale == "en"
    rows: list[tuple[Button, ...]] = [
        (
            button(_mark("Tiếng Việt", chosen=vi), "settings.language", "vi"),
            button(_mark("English", chosen=en), "settings.language", "en"),
        ),
        (
            button(_mark(t("Short notices"), chosen=not me.loud), "settings.loud", 0),
            button(_mark(t("Notices that stay"), chosen=me.loud), "settings.loud", 1),
        ),
    ]
    if len(me.seats) > 1:
        rows += [
            (
                button(
                    _mark(
                        Markup("{} · {}").format(seat.cluster_name, role_name(seat.role, t)),
                        chosen=seat == me.seat,
                    ),
                    "settings.seat",
                    seat.mandate_id,
                ),
            )
            for seat in me.seats
        ]
    rows.append((button(t("🏠 Home"), "home.show"),))
    text = blocks(
        bold(t("Settings")),
        lines(
            t("Language of the messages"),
            t("How the answer to a button appears"),
            len(me.seats) > 1 and t("Cluster at hand"),
        ),
    )
    return Screen(text, tuple(rows), route="settings.show")


def _mark(label: str | Markup, *, chosen: bool) -> Markup:
    return Markup("{} {}").format("●" if chosen else "○", label)
