"""One step of the year: what is to be done, until when, and who has done it."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views.calendar import Reader, back, home, key, topic
from handlers.views.calendar_words import day_off, days_away, step_name, step_task, when
from handlers.views.common import bold, small
from models.queries.calendar import MEETING_OF, PERIOD_OF, LinkKind, StepState, YearCalendar
from models.rules.calendar import local_date
from models.rules.year_steps import YearStep


def step(
    calendar: YearCalendar, state: StepState, reader: Reader, now: datetime, t: Translator
) -> Screen:
    """A step: what is to be done, until when, who has done it, and the one next thing to press."""
    closed = day_off(local_date(state.at), t)
    text = blocks(
        lines(
            bold(step_name(state.step, t)),
            t("%(cluster)s · %(year)s", cluster=calendar.cluster_name, year=calendar.year),
        ),
        step_task(state.step, t),
        lines(
            t("Date: <b>%(when)s</b>", when=when(state.at, t)),
            _standing(calendar, state, now, t),
            state.at != state.usual_at
            and small(t("Usual date: %(when)s", when=when(state.usual_at, t))),
            closed and t("⚠️ Not a working day: %(why)s.", why=closed),
            _link_line(state, t),
        ),
        _units_block(calendar, state, t),
    )
    rows = [*_done_rows(calendar, state, reader, t), *_link_rows(calendar, state, reader, t)]
    if state.step is YearStep.HANDOVER:
        style = "" if reader.may_run or state.done else "primary"
        rows.insert(
            0, (button(t("🤝 Handover list"), "handover.show", *key(calendar), style=style),)
        )
    if reader.may_run and state.movable:
        rows.append((button(t("🗓 Move the date"), "calendar.move", *_args(calendar, state)),))
    return Screen(
        text,
        (*rows, back(calendar, t), home(t)),
        route=pack("calendar.step", *_args(calendar, state)),
        topic=topic(calendar),
    )


def _args(calendar: YearCalendar, state: StepState) -> tuple[int, int, str]:
    return (*key(calendar), state.step.value)


def _standing(calendar: YearCalendar, state: StepState, now: datetime, t: Translator) -> Markup:
    if state.done:
        return t("✅ Done.")
    if calendar.passed(state, now):
        return small(t("This date is over; nobody is reminded of it."))
    return days_away(state.at, now, t)


def _link_line(state: StepState, t: Translator) -> Markup:
    if state.link is None:
        return Markup("")
    return small(
        {
            LinkKind.PERIOD: t("This is the deadline of the self-scoring period that is open."),
            LinkKind.ROUND: t("This is the deadline of the round of cross-scoring."),
            LinkKind.MEETING: t("This is the time of the meeting to which the units are invited."),
        }[state.link.kind]
    )


def _units_block(calendar: YearCalendar, state: StepState, t: Translator) -> Markup:
    if not (state.asked and state.by_units) or state.done:
        return Markup("")
    missing = [name for unit, name in calendar.units.items() if unit not in state.done_by]
    return lines(
        t(
            "%(done)s/%(all)s units have reported that it is done.",
            done=len(state.done_by),
            all=len(calendar.units),
        ),
        t("Still to do: %(units)s.", units=t.joined(missing)),
    )


def _done_rows(
    calendar: YearCalendar, state: StepState, reader: Reader, t: Translator
) -> list[tuple[Button, ...]]:
    """Say that it is done, or take that back; each unit of the reader's for itself."""
    if not state.asked or calendar.planned_at is None:
        return []
    args = _args(calendar, state)
    if state.by_units:
        return [_unit_row(calendar, state, unit, reader, t) for unit in reader.units]
    if not reader.may_run:
        return []
    if state.done_by:
        return [(button(t("↩️ Not done after all"), "calendar.done", *args, 0),)]
    if state.done:
        return []
    return [(button(t("✅ It is done"), "calendar.done", *args, 1, style="primary"),)]


def _unit_row(
    calendar: YearCalendar, state: StepState, unit_id: int, reader: Reader, t: Translator
) -> tuple[Button, ...]:
    """One unit's word; of several units each button names its own."""
    said = unit_id in state.done_by
    words = t("↩️ Not done after all") if said else t("✅ Our unit has done it")
    name = f" · {calendar.units.get(unit_id, '')}" if len(reader.units) > 1 else ""
    args = (*_args(calendar, state), int(not said), unit_id)
    style = "" if said else "primary"
    return (button(plain(words + name), "calendar.done", *args, style=style),)


def _link_rows(
    calendar: YearCalendar, state: StepState, reader: Reader, t: Translator
) -> list[tuple[Button, ...]]:
    """The live thing that the step is about, or, for the head, the way to make it."""
    link, cluster_id = state.link, calendar.cluster_id
    if link is not None and link.kind is LinkKind.MEETING:
        return [(button(t("👥 Open the meeting"), "meeting.show", link.ref, style="primary"),)]
    if link is not None:
        return [(button(t("📊 Progress board"), "board.show", link.ref, style="primary"),)]
    if not reader.may_run or state.done:
        return []
    if state.step in MEETING_OF:
        words, kind = t("👥 Prepare the meeting"), MEETING_OF[state.step].value
        return [(button(words, "meeting.new", cluster_id, kind, style="primary"),)]
    if state.step in PERIOD_OF or state.step is YearStep.GUIDANCE:
        return [(button(t("🗓 Open a self-scoring period"), "period.new", cluster_id),)]
    return []
