"""Reminders as they are read: what is owed, until when, one button to do it, one to put it off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines, turning
from handlers.views.common import bold, deadline, small
from handlers.views.duties import Names, duty_button, duty_lines, duty_name, thing_name
from models.rules.calendar import days_between
from models.rules.duties import Duty, DutyKind
from models.rules.ladder import Tone
from models.rules.reminding import Item, loudest

MOST_BUTTONS = 4
ON_A_PAGE = 6
LISTED = 12
"""Units that are named as being behind; of more, the number."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """All that one person is reminded of at one time."""

    items: Sequence[Item]
    names: Names
    late: datetime | None = None
    """When it should have come, if it comes late."""

    @property
    def own(self) -> list[Duty]:
        """What the person's own units owe."""
        return [item.duty for item in self.items if item.own]

    @property
    def behind(self) -> Mapping[tuple[int, str], list[Duty]]:
        """What other units owe, by cluster and by what it is."""
        found: dict[tuple[int, str], list[Duty]] = {}
        for item in self.items:
            if not item.own:
                found.setdefault((item.duty.cluster_id, item.duty.thing), []).append(item.duty)
        return found


def reminder(state: Reminder, now: datetime, t: Translator) -> Screen:
    """One message, whatever there is to say; a calm one comes without a sound."""
    text = blocks(
        _opening(state, now, t),
        *(duty_lines(duty, state.names, now, t) for duty in state.own[:MOST_BUTTONS]),
        len(state.own) > MOST_BUTTONS and _more(len(state.own) - MOST_BUTTONS, t),
        *_behind(state, now, t),
    )
    return Screen(
        text,
        tuple(_rows(state, t)),
        silent=loudest(state.items) is Tone.CALM,
        tells=tuple(_tells(state, t)),
    )


def followed_up(
    state: Reminder, done: Sequence[tuple[str, str]], now: datetime, t: Translator
) -> Screen:
    """An old reminder: what is done is said to be done, what is left is still there."""
    told = lines(*(t("✅ Done, or no longer asked: %(what)s", what=words) for _, words in done))
    if not state.items:
        return Screen(told, ((button(t("🏠 Home"), "home.show"),),))
    left = reminder(state, now, t)
    return Screen(blocks(told, left.text), left.rows, tells=left.tells)


def _opening(state: Reminder, now: datetime, t: Translator) -> Markup:
    late = state.late and small(
        t("Late reminder: it was to come at %(when)s.", when=t.moment(state.late))
    )
    return lines(bold(_sentence(state, now, t)), late)


def _sentence(state: Reminder, now: datetime, t: Translator) -> Markup:
    if not state.own:
        return t("For the head's information: units that have not finished.")
    nearest = state.own[0].due_at
    if now > nearest:
        return t("The deadline has passed. Please complete it as soon as possible.")
    days = days_between(now, nearest)
    if state.own[0].kind is DutyKind.MEETING:
        return _meeting_sentence(nearest, days, t)
    if days == 0:
        return t("Today is the deadline. Please complete it before %(time)s.", time=t.time(nearest))
    return t.n("Reminder: %(count)s day is left.", "Reminder: %(count)s days are left.", days)


def _meeting_sentence(starts_at: datetime, days: int, t: Translator) -> Markup:
    if days == 0:
        return t("Reminder: the meeting begins today at %(time)s.", time=t.time(starts_at))
    return t.n(
        "Reminder: the meeting is in %(count)s day.",
        "Reminder: the meeting is in %(count)s days.",
        days,
    )


def _more(count: int, t: Translator) -> Markup:
    return t.n("And %(count)s more thing.", "And %(count)s more things.", count)


def _behind(state: Reminder, now: datetime, t: Translator) -> Iterable[Markup]:
    for duties in state.behind.values():
        units = sorted({state.names.units.get(duty.unit_id, "") for duty in duties})
        cluster = state.names.clusters.get(duties[0].cluster_id, "")
        yield lines(
            bold(thing_name(duties[0], t)),
            cluster and Markup("{}").format(cluster),
            t.n(
                "%(count)s unit has not finished: %(units)s.",
                "%(count)s units have not finished: %(units)s.",
                len(units),
                units=_named(units, t),
            ),
            deadline(duties[0].due_at, now, t),
        )


def _named(units: Sequence[str], t: Translator) -> str:
    return t.joined(units) if len(units) <= LISTED else f"{', '.join(units[:LISTED])}, …"


def _rows(state: Reminder, t: Translator) -> Iterable[tuple[Button, ...]]:
    for number, duty in enumerate(state.own[:MOST_BUTTONS]):
        yield (duty_button(duty, state.names, t, first=number == 0),)
    if state.behind:
        cluster_id = next(iter(state.behind.values()))[0].cluster_id
        style = "" if state.own else "primary"
        yield (button(t("📨 The cluster's reminders"), "reminders.plan", cluster_id, style=style),)
    if state.own:
        yield (
            button(t("⏰ In 3 hours"), "reminders.snooze", "hours"),
            button(t("⏰ Tomorrow morning"), "reminders.snooze", "morning"),
        )


def _tells(state: Reminder, t: Translator) -> Iterable[tuple[str, str]]:
    for item in state.items:
        words = duty_name(item.duty, state.names, t)
        if not item.own:
            unit = state.names.units.get(item.duty.unit_id, "")
            words = Markup("{}: {}").format(unit, thing_name(item.duty, t))
        yield item.duty.key, str(words.striptags())


def snoozed(until: datetime, t: Translator) -> Markup:
    """The reminder will come again."""
    return t("⏰ The reminder will come again at %(when)s.", when=t.moment(until))


def mine(duties: Sequence[Duty], names: Names, page: int, now: datetime, t: Translator) -> Screen:
    """Everything that my units owe, the nearest first."""
    last = max(0, (len(duties) - 1) // ON_A_PAGE)
    page = min(max(page, 0), last)
    shown = duties[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    nothing = t("Nothing is waiting for the unit just now. A message will come when something is.")
    text = blocks(
        bold(t("🗂 What is to be done")),
        *(duty_lines(duty, names, now, t) for duty in shown),
        not duties and nothing,
    )
    rows = [
        (duty_button(duty, names, t, first=number == 0 and page == 0),)
        for number, duty in enumerate(shown)
    ]
    home = (button(t("🏠 Home"), "home.show"),)
    return Screen(
        text, (*rows, *turning("reminders.mine", (), page, last), home), route="reminders.mine"
    )
