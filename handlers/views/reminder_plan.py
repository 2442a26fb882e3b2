"""What reminders are to come: when, of what, to whom, and in which words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, office_name, quote, small
from handlers.views.duties import Names, thing_name
from handlers.views.ladder_words import step_days, tone_name
from handlers.views.period import STAMP
from handlers.views.reminders import LISTED, Reminder, reminder
from models.cluster import Office
from models.queries.reminder_plan import Desk, PlanState, SlotState
from models.rules.calendar import local_date
from models.rules.duties import Duty
from models.rules.reminder_plan import Planned, Sent, mark_of

ON_A_PAGE = 5
LABEL = 40
"""Characters that a phone shows on a full row."""
_SOMEBODY = 0
"""In place of a unit that the words of an example must not name."""


def when(at: datetime, now: datetime, t: Translator) -> Markup:
    """Hour and day."""
    return Markup("{} {}").format(t.time(at), t.day(at, now))


def plan(state: PlanState, page: int, now: datetime, t: Translator) -> Screen:
    """Every reminder to come, the next one first, a page at a time."""
    desk, last = state.desk, max(0, (len(state.planned) - 1) // ON_A_PAGE)
    page = min(max(page, 0), last)
    shown = state.planned[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    text = blocks(
        lines(bold(t("📨 Reminders to come")), Markup("{}").format(desk.cluster_name)),
        not shown and t("No reminder is to come: nobody owes anything that has a deadline ahead."),
        *(_entry(each, now, t) for each in shown),
        shown and small(t("As things stand now: whoever finishes before is not reminded.")),
    )
    rows = [
        (_open(each, desk, t, first=page == 0 and number == 0),)
        for number, each in enumerate(shown)
    ]
    ways = (
        button(t("🪜 Steps"), "ladders.list", desk.cluster_id),
        button(t("🏠 Home"), "home.show"),
    )
    return Screen(
        text,
        (*rows, *turning("reminders.plan", (desk.cluster_id,), page, last), ways),
        route=pack("reminders.plan", desk.cluster_id, page),
        topic=f"reminders:{desk.cluster_id}",
    )


def _entry(planned: Planned, now: datetime, t: Translator) -> Markup:
    return lines(
        bold(when(planned.at, now, t)),
        thing_name(planned.duties[0], t),
        _manner(planned, t),
        t("⏸ Held back: nobody receives it.") if planned.held else _reach(planned, t),
    )


def _manner(planned: Planned, t: Translator) -> Markup:
    days = step_days(planned.days, planned.duties[0].kind, t)
    return Markup("{} · {}").format(days, tone_name(planned.slot.tone, t))


def _reach(planned: Planned, t: Translator) -> Markup:
    return t.n(
        "%(count)s recipient · units that owe it: %(units)s",
        "%(count)s recipients · units that owe it: %(units)s",
        planned.people,
        units=len(planned.units),
    )


def _open(planned: Planned, desk: Desk, t: Translator, *, first: bool) -> Button:
    words = Markup("{}{:%d/%m} · {}").format(
        "⏸ " if planned.held else "", local_date(planned.at), thing_name(planned.duties[0], t)
    )
    style = "primary" if first else ""
    return button(plain(words, LABEL), "reminders.slot", *_address(desk, planned), style=style)


def _address(desk: Desk, planned: Planned) -> tuple[object, ...]:
    return desk.cluster_id, planned.at.strftime(STAMP), mark_of(planned.thing)


# -- one of them ---------------------------------------------------------------------------------


def slot(state: SlotState, now: datetime, t: Translator) -> Screen:
    """One reminder: to whom, and the very words as somebody will read them."""
    planned = state.planned
    text = blocks(
        lines(
            bold(t("📨 Reminder at %(when)s", when=when(planned.at, now, t))),
            thing_name(planned.duties[0], t),
            small(_manner(planned, t)),
        ),
        planned.held and bold(t("⏸ Held back: nobody receives it.")),
        lines(*_recipients(state, t)),
        lines(
            t("As %(unit)s will read it:", unit=state.units.get(state.reader_unit, "")),
            quote(_words(state, t)),
        ),
    )
    return Screen(
        text,
        (*_change_rows(state, t), (_back(state.desk, t),)),
        route=pack("reminders.slot", *_address(state.desk, planned)),
        topic=f"reminders:{state.desk.cluster_id}",
    )


def _recipients(state: SlotState, t: Translator) -> Iterable[Markup]:
    planned = state.planned
    if planned.own:
        yield t.n(
            "%(count)s recipient of the units that owe it: %(units)s.",
            "%(count)s recipients of the units that owe it: %(units)s.",
            len(planned.own),
            units=_named(planned.told, state.units, t),
        )
    if planned.desk:
        yield t.n(
            "%(count)s recipient of the list of who is behind (%(head)s, %(secretary)s).",
            "%(count)s recipients of the list of who is behind (%(head)s, %(secretary)s).",
            len(planned.desk),
            head=office_name(Office.HEAD, state.desk.kind, t),
            secretary=office_name(Office.SECRETARY, state.desk.kind, t),
        )
    if state.unheard:
        yield t(
            "⚠️ Nobody can be reached of: %(units)s.", units=_named(state.unheard, state.units, t)
        )


def _named(unit_ids: tuple[int, ...], units: Mapping[int, str], t: Translator) -> str:
    names = [units.get(unit_id, "") for unit_id in unit_ids]
    return t.joined(names) if len(names) <= LISTED else f"{', '.join(names[:LISTED])}, …"


def _words(state: SlotState, t: Translator) -> Markup:
    """The very letter; who scores or explains what is between the units, so they are not named."""
    items = [replace(item, duty=_veiled(item.duty)) for item in state.items]
    names = Names({**state.units, _SOMEBODY: str(t("(name of the unit)"))})
    at = state.planned.at
    return reminder(Reminder(items, names), at, t).text


def _veiled(duty: Duty) -> Duty:
    if "unit" not in duty.about:
        return duty
    return replace(duty, about={**duty.about, "unit": _SOMEBODY})


def _change_rows(state: SlotState, t: Translator) -> Iterable[tuple[Button, ...]]:
    if not state.desk.may_run:
        return
    planned = state.planned
    args = _address(state.desk, planned)
    yield (button(t("📨 Remind now"), "reminders.now", *args, style="primary"),)
    if planned.held:
        yield (button(t("▶️ Let this reminder go out"), "reminders.release", *args),)
    else:
        yield (button(t("⏸ Hold back this reminder"), "reminders.hold", *args),)


def _back(desk: Desk, t: Translator) -> Button:
    return button(t("◀️ The reminders to come"), "reminders.plan", desk.cluster_id)


# -- what has been done --------------------------------------------------------------------------


def was_held(t: Translator) -> Markup:
    """It rings for nobody."""
    return t("⏸ This reminder is held back: nobody will receive it.")


def was_released(t: Translator) -> Markup:
    """It rings after all."""
    return t("▶️ This reminder will go out as planned.")


def was_sent(sent: Sent, t: Translator) -> Markup:
    """How many are reminded now, and how many once their rest is over."""
    told = t.n(
        "📨 %(count)s person is being reminded (units: %(units)s).",
        "📨 %(count)s people are being reminded (units: %(units)s).",
        sent.people,
        units=sent.units,
    )
    if not sent.later:
        return told
    return lines(
        told,
        t.n(
            "%(count)s of them once the quiet hours are over.",
            "%(count)s of them once the quiet hours are over.",
            sent.later,
        ),
    )
