"""The year's calendar: all its steps, and where we are today."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.calendar_words import owner, short_when, step_name, units_line
from handlers.views.common import bold, small
from models.queries.calendar import StepState, YearCalendar
from models.rules.calendar import local_date
from models.rules.workdays import holiday
from models.rules.year_steps import YearStep

NUMBERS = 7
"""Buttons of steps in a row."""
LABEL = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """What the one who looks may do with the year."""

    may_run: bool
    units: tuple[int, ...]
    """The units that they speak for in the cluster, that of the seat at hand first."""
    first_year: int
    last_year: int

    def has_done(self, state: StepState) -> bool:
        """Whether all their units have said so."""
        return bool(self.units) and state.done_by.issuperset(self.units)


def topic(calendar: YearCalendar) -> str:
    """What the cards about a year are about: all that the cluster does."""
    return f"cluster:{calendar.cluster_id}"


def home(t: Translator) -> tuple[Button, ...]:
    """Home."""
    return (button(t("🏠 Home"), "home.show"),)


def back(calendar: YearCalendar, t: Translator) -> tuple[Button, ...]:
    """Back to all steps."""
    return (button(t("◀️ Calendar of the year"), "calendar.show", *key(calendar)),)


def key(calendar: YearCalendar) -> tuple[int, int]:
    """The first two arguments of everything here."""
    return calendar.cluster_id, calendar.year


# -- the whole year ------------------------------------------------------------------------------


def show(calendar: YearCalendar, reader: Reader, now: datetime, t: Translator) -> Screen:
    """Every step in the order of its date, and where we are today."""
    open_to_me = reader.may_run or calendar.planned_at is not None
    text = blocks(
        heading(calendar, t),
        lines(*_step_lines(calendar, reader, now, t))
        if open_to_me
        else t(
            "The head of the cluster has not put the calendar of %(year)s in force yet. A message "
            "will be sent when it is.",
            year=calendar.year,
        ),
        _state_line(calendar, reader, t),
    )
    rows = [
        *(_work_rows(calendar, reader, now, t) if open_to_me else ()),
        *_year_rows(calendar, reader),
        home(t),
    ]
    return Screen(
        text,
        tuple(rows),
        route=pack("calendar.show", *key(calendar)),
        topic=topic(calendar),
    )


def heading(calendar: YearCalendar, t: Translator) -> Markup:
    """Which year of which cluster, and its theme."""
    return lines(
        bold(t("📅 Calendar of the year %(year)s", year=calendar.year)),
        Markup("{}").format(calendar.cluster_name),
        calendar.theme and t("Theme of the year: “%(theme)s”", theme=calendar.theme),
    )


def _state_line(calendar: YearCalendar, reader: Reader, t: Translator) -> Markup:
    if calendar.planned_at is not None:
        return small(t("In force since %(day)s.", day=t.date(calendar.planned_at)))
    if reader.may_run:
        return small(
            t(
                "These are the usual dates and those that have been changed. Nobody sees the "
                "calendar or is reminded by it until it is put in force."
            )
        )
    return Markup("")


def _step_lines(
    calendar: YearCalendar, reader: Reader, now: datetime, t: Translator
) -> list[Markup]:
    today = t("📍 <i>Today: %(day)s</i>", day=t.day(now))
    upcoming = next_step(calendar, reader, now)
    found, said = [], False
    for number, state in enumerate(calendar.steps, start=1):
        if state.at > now and not said:
            found.append(today)
            said = True
        mark = _mark(calendar, state, reader, upcoming, now)
        found.append(_step_line(calendar, state, number, mark, t))
    return found if said else [*found, today]


def next_step(calendar: YearCalendar, reader: Reader | None, now: datetime) -> StepState | None:
    """The first step that lies ahead and is not done, by this reader's units or by all."""
    ahead = (
        each
        for each in calendar.steps
        if each.at > now and not each.done and not (reader and reader.has_done(each))
    )
    return next(ahead, None)


def _mark(
    calendar: YearCalendar,
    state: StepState,
    reader: Reader,
    upcoming: StepState | None,
    now: datetime,
) -> str:
    """Done (by my unit, or altogether), over before it counted, overdue, the next, or to come."""
    mine = state.by_units and reader.has_done(state) and not reader.may_run
    if state.done or mine:
        return "✅"
    if state.at <= now:
        return "▫️" if calendar.passed(state, now) else "⚠️"
    return "▶️" if state is upcoming else "⬜"


def _step_line(
    calendar: YearCalendar, state: StepState, number: int, mark: str, t: Translator
) -> Markup:
    whose = owner(state.step, calendar.kind, t)
    if state.asked and state.by_units and not state.done:
        whose = units_line(state, len(calendar.units), t)
    closed = holiday(local_date(state.at), t.locale)
    return t(
        "%(mark)s %(number)s. <b>%(when)s</b> – %(step)s (%(whose)s)",
        mark=mark,
        number=number,
        when=short_when(state.at, t, calendar_day(calendar)),
        step=step_name(state.step, t),
        whose=Markup("{}; {}").format(whose, closed) if closed else whose,
    )


def calendar_day(calendar: YearCalendar) -> datetime:
    """A day of the year: dates in another year than this are said with it."""
    return next(each.usual_at for each in calendar.steps if each.step is YearStep.PLAN)


def _work_rows(
    calendar: YearCalendar, reader: Reader, now: datetime, t: Translator
) -> list[tuple[Button, ...]]:
    rows = [*_first_row(calendar, reader, now, t)]
    numbers = [
        button(str(number), "calendar.step", *key(calendar), state.step.value)
        for number, state in enumerate(calendar.steps, start=1)
    ]
    rows += grid(numbers, NUMBERS)
    if reader.may_run and calendar.planned_at is None:
        rows.append((button(t("📋 Take last year's dates"), "calendar.copying", *key(calendar)),))
    last = [button(t("📅 Download (.ics)"), "calendar.file", *key(calendar))]
    if reader.may_run:
        last.append(button(t("🎯 Theme of the year"), "calendar.theme", *key(calendar)))
    return [*rows, tuple(last)]


def _first_row(calendar: YearCalendar, reader: Reader, now: datetime, t: Translator) -> Rows:
    if reader.may_run and calendar.planned_at is None:
        words = t("✅ Put the calendar in force")
        return ((button(words, "calendar.making", *key(calendar), style="primary"),),)
    state = next_step(calendar, reader, now)
    if state is None:
        return ()
    label = plain(t("▶️ %(step)s", step=step_name(state.step, t)), LABEL)
    return ((button(label, "calendar.step", *key(calendar), state.step.value, style="primary"),),)


def _year_rows(calendar: YearCalendar, reader: Reader) -> Rows:
    row = [
        button(words, "calendar.show", calendar.cluster_id, year)
        for words, year in (
            (f"◀️ {calendar.year - 1}", calendar.year - 1),
            (f"{calendar.year + 1} ▶️", calendar.year + 1),
        )
        if reader.first_year <= year <= reader.last_year
    ]
    return (tuple(row),) if row else ()
