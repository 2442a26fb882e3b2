"""A person's own settings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, role_name, small
from models.access import Actor
from models.queries.rest import Rest
from models.rules.calendar import ZONE
from models.rules.ladder import QUIET_HOURS


def settings(me: Actor, rest: Rest, t: Translator) -> Screen:
    """Language, how answers appear, when nothing is to come, and the seat at hand."""
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
    rows.append(
        (
            button(t("🌙 Quiet hours"), "settings.quiet"),
            button(t("🕘 Time zone"), "settings.zone"),
        )
    )
    rows.append((button(t("🏠 Home"), "home.show"),))
    text = blocks(
        bold(t("Settings")),
        lines(
            t("Language of the messages"),
            t("How the answer to a button appears"),
            t("Quiet hours: %(hours)s", hours=_hours(rest.hours, t)),
            t("Time zone: %(zone)s", zone=_zone(rest.zone, t)),
            len(me.seats) > 1 and t("Cluster at hand"),
        ),
    )
    return Screen(text, tuple(rows), route="settings.show")


def quiet(rest: Rest, t: Translator) -> Screen:
    """When nothing is to come that can wait."""
    text = blocks(
        bold(t("🌙 Quiet hours")),
        t(
            "In these hours no reminder and no announcement is sent; they come once the hours are "
            "over."
        ),
    )
    rows = [
        (button(_mark(_hours(hours, t), chosen=_same(hours, rest.hours)), "settings.rest", *hours),)
        for hours in QUIET_HOURS
    ]
    return Screen(text, (*rows, _back(t)), route="settings.quiet")


def _same(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Equal hours mean none, whichever they are."""
    return one == other or (one[0] == one[1] and other[0] == other[1])


def _hours(hours: tuple[int, int], t: Translator) -> Markup:
    if hours[0] == hours[1]:
        return t("none")
    return t("from %(begin)s:00 to %(end)s:00", begin=hours[0], end=hours[1])


def zone(rest: Rest, now: datetime, t: Translator) -> Screen:
    """By which clocks reminders come."""
    there = now.astimezone(ZoneInfo(rest.zone))
    text = blocks(
        bold(t("🕘 Time zone")),
        t("Now: %(zone)s, %(time)s", zone=_zone(rest.zone, t), time=f"{there:%H:%M}"),
        t(
            "Reminders and quiet hours follow the clocks of this zone; deadlines are always in the "
            "time of Vietnam."
        ),
        small(t("For another zone please type its name, for example Asia/Tokyo.")),
    )
    home = button(_mark(t("Vietnam"), chosen=rest.zone == ZONE.key), "settings.clocks")
    return Screen(text, ((home,), _back(t)), route="settings.zone", asks="settings.zone")


def _zone(zone: str, t: Translator) -> Markup:
    return t("Vietnam") if zone == ZONE.key else Markup("{}").format(zone)


def _back(t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Settings"), "settings.show"),)


def _mark(label: str | Markup, *, chosen: bool) -> Markup:
    return Markup("{} {}").format("●" if chosen else "○", label)
