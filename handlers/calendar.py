"""The year's calendar: seen by all, put in force and moved by the head."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from handlers.documents.calendar_events import events_of
from handlers.documents.ics import calendar_file
from handlers.screen import File, Screen
from handlers.turn import Turn
from handlers.views import calendar as view
from handlers.views import calendar_dates as dates_view
from handlers.views import calendar_step as step_view
from handlers.views import calendar_year as year_view
from handlers.views.period import STAMP, stamped
from models import access
from models.access import Right, has
from models.actions import calendar as act
from models.actions import year_moves as moves
from models.errors import UnknownButton
from models.errors_year import CalendarNotMade
from models.queries.calendar import (
    LinkKind,
    StepState,
    YearCalendar,
    year_calendar,
)
from models.queries.people import joined_people
from models.queries.years import year_at_hand, year_range
from models.rules.calendar import end_of_day, local_date
from models.rules.workdays import working_day_by
from models.rules.year_steps import (
    Change,
    YearStep,
    first_and_last_day,
    parse_in_year,
    working_moment,
)

OFFERED_DAYS = (-14, -7, 7, 14, 21)
"""From the present date, or from today if that is over."""


# -- what is looked at ----------------------------------------------------------------------------


def _year(turn: Turn) -> int:
    """The year in the second argument, else the one at hand; one of those that can be looked at."""
    cluster_id = turn.number(0)
    access.seat_in(turn.me, cluster_id)
    if len(turn.args) < 2:  # noqa: PLR2004 - positions
        return year_at_hand(turn.session, cluster_id, turn.today)
    if abs(turn.number(1) - turn.today.year) > 1:
        raise UnknownButton
    return turn.number(1)


def _calendar(turn: Turn, right: Right | None = None) -> YearCalendar:
    """The calendar of the first two arguments."""
    if right is not None:
        access.require(turn.me, turn.number(0), right)
    return year_calendar(turn.session, turn.number(0), _year(turn), turn.now)


def _reader(turn: Turn) -> view.Reader:
    seats = [seat for seat in turn.me.seats if seat.cluster_id == turn.number(0)]
    units = [seat.unit_id for seat in (turn.me.seat, *seats) if seat in seats]
    first, last = year_range(turn.session, turn.number(0), turn.today)
    return view.Reader(
        any(has(seat, Right.RUN) for seat in seats),
        tuple(dict.fromkeys(unit_id for unit_id in units if unit_id is not None)),
        first,
        last,
    )


def _open(turn: Turn) -> YearCalendar:
    """The calendar, once its head has put it in force; the head sees it before."""
    calendar = _calendar(turn)
    if calendar.planned_at is None and not _reader(turn).may_run:
        raise CalendarNotMade(calendar.year)
    return calendar


def _step(turn: Turn, calendar: YearCalendar) -> StepState:
    try:
        return calendar.state(YearStep(turn.word(2)))
    except ValueError as error:
        raise UnknownButton from error


def show(turn: Turn) -> Screen:
    """The whole year."""
    return view.show(_calendar(turn), _reader(turn), turn.now, turn.t)


def step(turn: Turn) -> Screen:
    """One step."""
    calendar = _open(turn)
    return step_view.step(calendar, _step(turn, calendar), _reader(turn), turn.now, turn.t)


def file(turn: Turn) -> Screen:
    """The year as a calendar file."""
    calendar = _open(turn)
    name, events = events_of(calendar, turn.now, turn.bot_name, turn.t)
    made = File(f"lich-thi-dua-{calendar.year}.ics", make=partial(calendar_file, name, events))
    return view.show(calendar, _reader(turn), turn.now, turn.t).sending(made)


def done(turn: Turn) -> Screen:
    """My unit has done a step, or has not after all."""
    state = _step(turn, _open(turn))
    key, wanted = (turn.number(0), turn.number(1)), turn.number(3)
    if wanted not in (0, 1):
        raise UnknownButton
    unit = turn.number(4) if len(turn.args) > 4 else None  # noqa: PLR2004 - positions
    act.set_done(turn.session, turn.me, *key, state.step, unit, done=wanted == 1, now=turn.now)
    words = turn.t("✅ Noted.") if wanted else turn.t("↩️ Taken back.")
    return step(turn).noticing(words)


# -- the head: in force, last year's dates, theme -------------------------------------------------


def making(turn: Turn) -> Screen:
    """What it means to put the calendar in force."""
    calendar = _calendar(turn, Right.RUN)
    if calendar.planned_at is not None:
        return show(turn)
    people = joined_people(turn.session, calendar.cluster_id, turn.today)
    others = [each for each in people if each != turn.me.person_id]
    return year_view.making(calendar, len(others), turn.now, turn.t)


def made(turn: Turn) -> Screen:
    """Put it in force."""
    act.put_in_force(turn.session, turn.me, turn.number(0), _year(turn), turn.now)
    words = turn.t("✅ The calendar is in force, and everybody is being told.")
    return show(turn).noticing(words)


def copying(turn: Turn) -> Screen:
    """Last year's dates, to be confirmed."""
    calendar = _calendar(turn, Right.RUN)
    found = act.copies(turn.session, calendar.cluster_id, calendar.year, turn.now)
    return year_view.copying(calendar, found, turn.t)


def copied(turn: Turn) -> Screen:
    """Take last year's dates over."""
    found = act.copy_year(turn.session, turn.me, turn.number(0), _year(turn), turn.now)
    words = turn.t.n(
        "✅ %(count)s date has been taken over.",
        "✅ %(count)s dates have been taken over.",
        len(found),
    )
    return show(turn).noticing(words)


def theme(turn: Turn) -> Screen:
    """Ask for the theme of the year."""
    return year_view.theme(_calendar(turn, Right.RUN), act.THEME_AT_MOST, turn.t)


def take_theme(turn: Turn) -> Screen:
    """A typed theme."""
    act.set_theme(turn.session, turn.me, turn.number(0), _year(turn), turn.text, turn.now)
    return show(turn).noticing(turn.t("✅ The theme of the year has been saved."))


# -- the head: moving -----------------------------------------------------------------------------


def move(turn: Turn) -> Screen:
    """To which date."""
    calendar = _calendar(turn, Right.RUN)
    state = _step(turn, calendar)
    if state.link is not None and state.link.kind is LinkKind.MEETING and not state.done:
        return dates_view.has_meeting(calendar, state, turn.t)
    if not state.movable:
        return step(turn)
    offers = sorted(set(_offers(calendar, state, turn.now)))
    return dates_view.ask(calendar, state, offers, turn.now, turn.t)


def _offers(calendar: YearCalendar, state: StepState, now: datetime) -> Iterable[datetime]:
    """The usual date and some working days around the present one, as far as they lie ahead."""
    first, last = first_and_last_day(calendar.year, state.step)
    start = max(state.at, end_of_day(local_date(now)))
    hour = start - end_of_day(local_date(start))
    for days in OFFERED_DAYS:
        at = end_of_day(working_day_by(local_date(start) + timedelta(days=days))) + hour
        if at > now and at != state.at and first <= local_date(at) <= last:
            yield at
    if state.usual_at > now and state.usual_at != state.at:
        yield state.usual_at


def take_move(turn: Turn) -> Screen:
    """A typed date, to be confirmed."""
    return _sure(turn, parse_in_year(turn.text, turn.now, _year(turn)))


def sure(turn: Turn) -> Screen:
    """What a date would change."""
    return _sure(turn, _moment(turn))


def _moment(turn: Turn) -> datetime:
    found = stamped(turn.word(3))
    if found is None:
        raise UnknownButton
    return found


def _sure(turn: Turn, at: datetime) -> Screen:
    calendar = _calendar(turn, Right.RUN)
    state = _step(turn, calendar)
    # A button holds whole minutes: what is shown is what it will do.
    at = stamped(at.strftime(STAMP)) or at
    if at == state.at:
        return step(turn)
    ways = moves.ways(calendar, state.step, at, turn.now)
    return dates_view.sure(calendar, state, ways, working_moment(at, turn.now), turn.t)


def moved(turn: Turn) -> Screen:
    """Move exactly what was shown."""
    step_ = _step(turn, _calendar(turn, Right.RUN)).step
    shown = _shown(turn.kept.get(turn.word(4), ()))
    year, at = turn.number(1), _moment(turn)
    act_ = moves.move_step(turn.session, turn.me, turn.number(0), year, step_, at, shown, turn.now)
    words = turn.t.n(
        "✅ %(count)s date has been moved.", "✅ %(count)s dates have been moved.", len(act_)
    )
    screen = show(turn)
    return screen.noticing(words) if act_ else screen


def _shown(stored: Iterable[Iterable[str]]) -> tuple[Change, ...]:
    """What the confirmation showed."""
    return tuple(
        Change(YearStep(code), datetime.fromisoformat(old), datetime.fromisoformat(new))
        for code, old, new in stored
    )


# -- letters --------------------------------------------------------------------------------------


def _told(turn: Turn, params: Mapping[str, Any]) -> YearCalendar | None:
    """The calendar that a letter is about, while it is in force."""
    access.seat_in(turn.me, params["cluster"])
    calendar = year_calendar(turn.session, params["cluster"], params["year"], turn.now)
    return calendar if calendar.planned_at is not None else None


def made_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The calendar is in force."""
    calendar = _told(turn, params)
    return year_view.made_letter(calendar, turn.now, turn.t) if calendar else None


def moved_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Dates have changed; of those that have changed again since, another letter tells."""
    calendar = _told(turn, params)
    if calendar is None:
        return None
    plan = calendar.plan
    steps = [
        YearStep(code)
        for code, at in params["steps"]
        if plan[YearStep(code)] == datetime.fromisoformat(at)
    ]
    return year_view.moved_letter(calendar, steps, turn.t) if steps else None


ROUTES = {
    "calendar.show": show,
    "calendar.step": step,
    "calendar.file": file,
    "calendar.making": making,
    "calendar.copying": copying,
    "calendar.theme": theme,
    "calendar.move": move,
    "calendar.sure": sure,
}
ACTS = {
    "calendar.made": made,
    "calendar.copied": copied,
    "calendar.moved": moved,
    "calendar.done": done,
}
ANSWERS = {"calendar.move": take_move, "calendar.theme": take_theme}
PATIENT = {"plan-made": True, "plan-moved": True}
LETTERS = {"plan-made": made_letter, "plan-moved": moved_letter}
