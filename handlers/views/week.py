"""The head's week in one letter: what is due, who is behind, what will be sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.calendar_words import step_name
from handlers.views.common import bold, small
from handlers.views.duties import thing_name
from handlers.views.reminder_plan import when
from handlers.views.reminders import LISTED
from models.queries.calendar import StepState
from models.queries.reminder_plan import Owed, WeekState
from models.rules.duties import DutyKind
from models.rules.reminder_plan import Planned

MOST = 6
"""Lines of each part; of more, the number."""


def week(state: WeekState, late: datetime | None, now: datetime, t: Translator) -> Screen:
    """One message for the week."""
    text = blocks(
        lines(
            bold(t("📅 The cluster's work this week")),
            Markup("{}").format(state.desk.cluster_name),
            small(t("Until %(when)s", when=when(state.until, now, t))),
            late and small(t("Late reminder: it was to come at %(when)s.", when=t.moment(late))),
        ),
        _part(
            t("Due this week"),
            [*(_due(each, now, t) for each in state.due), *_steps(state.steps, now, t)],
            t,
        ),
        _part(t("Behind"), [_behind(each, t) for each in state.behind], t),
        _part(t("Reminders of this week"), [*_sent(state.planned, now, t)], t),
    )
    return Screen(text, tuple(_rows(state, t)))


def _part(title: Markup, said: Sequence[Markup], t: Translator) -> Markup | None:
    if not said:
        return None
    rest = len(said) - MOST
    more = rest > 0 and t.n("And %(count)s more thing.", "And %(count)s more things.", rest)
    return lines(bold(title), *(Markup("– {}").format(each) for each in said[:MOST]), more)


def _due(owed: Owed, now: datetime, t: Translator) -> Markup:
    at, what = when(owed.duty.due_at, now, t), thing_name(owed.duty, t)
    if owed.duty.kind is DutyKind.MEETING:
        return t("%(when)s: %(what)s", when=at, what=what)
    return t.n(
        "%(when)s: %(what)s (%(count)s unit has not finished)",
        "%(when)s: %(what)s (%(count)s units have not finished)",
        len(owed.units),
        when=at,
        what=what,
    )


def _steps(steps: Iterable[StepState], now: datetime, t: Translator) -> Iterable[Markup]:
    for each in steps:
        what = step_name(each.step, t)
        yield t("%(when)s: %(what)s", when=when(each.at, now, t), what=what)


def _behind(owed: Owed, t: Translator) -> Markup:
    names = owed.units
    units = t.joined(names) if len(names) <= LISTED else f"{', '.join(names[:LISTED])}, …"
    return t("%(what)s: %(units)s", what=thing_name(owed.duty, t), units=units)


def _sent(planned: Iterable[Planned], now: datetime, t: Translator) -> Iterable[Markup]:
    """A line for each moment: who is reminded of several things gets one message."""
    for at, together in groupby(planned, key=lambda each: each.at):
        group = list(together)
        going = [each for each in group if not each.held]
        names = dict.fromkeys(thing_name(each.duties[0], t) for each in going or group)
        what = t.joined(names)
        if not going:
            yield t("%(when)s: %(what)s (held back)", when=when(at, now, t), what=what)
            continue
        yield t.n(
            "%(when)s: %(what)s (%(count)s recipient)",
            "%(when)s: %(what)s (%(count)s recipients)",
            len(frozenset[int]().union(*(each.own | each.desk for each in going))),
            when=when(at, now, t),
            what=what,
        )


def _rows(state: WeekState, t: Translator) -> Iterable[tuple[Button, ...]]:
    cluster_id = state.desk.cluster_id
    yield (button(t("📨 The cluster's reminders"), "reminders.plan", cluster_id, style="primary"),)
    if state.period_id is not None:
        yield (button(t("📊 Progress board"), "board.show", state.period_id),)
