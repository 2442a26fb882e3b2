"""The head opens a period and moves its deadline."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import letters
from handlers.views import period as view
from models import access
from models.access import Right
from models.actions import period as act
from models.errors import DateInPast, PeriodExists, UnknownButton
from models.queries.board import latest_period, opened_codes, sheet_of
from models.queries.criteria import current_set
from models.queries.people import joined_people, member_units, speakers
from models.queries.period import PeriodState, period_state
from models.queries.sheet import sheet_status
from models.queries.years import planned_due
from models.rules.calendar import end_of_day, parse_moment
from models.rules.duties import key_of
from models.rules.lateness import closes_at
from models.sheet import PeriodCode, SheetState

LATEST_MONTH = 3
"""Reviews of the year before are held until March (seen: 12 November to 15 March)."""
OFFERED_DAYS = (7, 14, 21, 30)


def new(turn: Turn) -> Screen:
    """Which period is to be opened."""
    cluster_id = turn.number(0)
    access.require(turn.me, cluster_id, Right.RUN)
    years = [turn.today.year]
    if turn.today.month <= LATEST_MONTH:
        years.append(turn.today.year - 1)
    opened = {year: opened_codes(turn.session, cluster_id, year) for year in years}
    return view.choose(cluster_id, opened, turn.t)


def _terms(turn: Turn) -> tuple[int, int, PeriodCode]:
    """Cluster, year and period from the first three arguments, mine to run."""
    cluster_id, year = turn.number(0), turn.number(1)
    access.require(turn.me, cluster_id, Right.RUN)
    try:
        return cluster_id, year, PeriodCode(turn.word(2))
    except ValueError as error:
        raise UnknownButton from error


def ask_due(turn: Turn) -> Screen:
    """Until when."""
    cluster_id, year, code = _terms(turn)
    current_set(turn.session, cluster_id, year)  # refuse before asking anything
    offers = [end_of_day(turn.today + timedelta(days=days)) for days in OFFERED_DAYS]
    planned = planned_due(turn.session, cluster_id, year, code, turn.now)
    return view.ask_due(cluster_id, year, code, offers, turn.t, planned)


def take_due(turn: Turn) -> Screen:
    """A typed deadline."""
    _terms(turn)
    due_at = parse_moment(turn.text, turn.now)
    return _preview(turn, due_at, act.DEFAULT_GRACE_DAYS)


def preview(turn: Turn) -> Screen:
    """What will be opened, and what everybody will get."""
    grace = _grace(turn) if len(turn.args) > 4 else act.DEFAULT_GRACE_DAYS  # noqa: PLR2004 - positions
    return _preview(turn, moment_in(turn.word(3)), grace)


def _grace(turn: Turn) -> int:
    if turn.number(4) not in range(view.GRACE_BELOW):
        raise UnknownButton
    return turn.number(4)


def moment_in(stamp: str) -> datetime:
    """A button's moment; UnknownButton if it was tampered with."""
    found = view.stamped(stamp)
    if found is None:
        raise UnknownButton
    return found


def _preview(turn: Turn, due_at: datetime, grace_days: int) -> Screen:
    cluster_id, year, code = _terms(turn)
    if due_at <= turn.now:
        raise DateInPast(due_at)
    if code.value in opened_codes(turn.session, cluster_id, year):
        raise PeriodExists
    criteria = current_set(turn.session, cluster_id, year)
    per_day, cap = act.late_terms(turn.session, cluster_id, year)
    units = member_units(turn.session, cluster_id, turn.today)
    joined = {
        each.unit_id for each in speakers(turn.session, cluster_id, turn.today) if each.joined
    }
    plan = view.Plan(
        cluster_id,
        access.seat_in(turn.me, cluster_id).cluster_name,
        year,
        code,
        due_at,
        closes_at(due_at, grace_days),
        grace_days,
        per_day,
        cap,
        criteria.title,
        len(units),
        len(joined_people(turn.session, cluster_id, turn.today)),
        tuple(unit.short_name for unit in units if unit.unit_id not in joined),
    )
    return view.preview(plan, turn.now, turn.t)


def open_it(turn: Turn) -> Screen:
    """Open the period; pressed twice it is open once."""
    cluster_id, year, code = _terms(turn)
    due_at = moment_in(turn.word(3))
    act.open_period(turn.session, turn.me, cluster_id, year, code, due_at, _grace(turn), turn.now)
    period = latest_period(turn.session, cluster_id)
    if period is None:
        raise UnknownButton
    state = period_state(period, access.seat_in(turn.me, cluster_id).cluster_name, turn.now)
    return view.was_opened(state, turn.t)


def move(turn: Turn) -> Screen:
    """Ask for another deadline."""
    return view.moving(_period(turn, turn.number(0)), turn.now, turn.t)


def _period(turn: Turn, period_id: int, right: Right | None = Right.RUN) -> PeriodState:
    period = access.period_for(turn.session, turn.me, period_id, right)
    name = access.seat_in(turn.me, period.cluster_id).cluster_name
    return period_state(period, name, turn.now)


def take_move(turn: Turn) -> Screen:
    """A typed new deadline, to be confirmed."""
    due_at = parse_moment(turn.text, turn.now)
    return view.confirm_move(_period(turn, turn.number(0)), due_at, turn.t)


def sure(turn: Turn) -> Screen:
    """The confirmation again."""
    due_at = moment_in(turn.word(1))
    return view.confirm_move(_period(turn, turn.number(0)), due_at, turn.t)


def moved(turn: Turn) -> Screen:
    """Move the deadline."""
    act.move_deadline(turn.session, turn.me, turn.number(0), moment_in(turn.word(1)), turn.now)
    return view.was_moved(_period(turn, turn.number(0)), turn.t)


# -- letters -------------------------------------------------------------------------------------


def _own_sheet(turn: Turn, period: PeriodState) -> int | None:
    for seat in turn.me.seats:
        if seat.cluster_id == period.cluster_id and seat.unit_id is not None:
            return sheet_of(turn.session, period.period_id, seat.unit_id)
    return None


def opened_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The period is open, unless it is over by now."""
    period = _period(turn, params["period"], None)
    return None if period.over else letters.opened(period, _own_sheet(turn, period), turn.t)


def moved_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The new deadline, unless it has been moved again."""
    period = _period(turn, params["period"], None)
    if params.get("due", period.due_at.isoformat()) != period.due_at.isoformat():
        return None
    return letters.moved(period, _own_sheet(turn, period), turn.t)


def reminder_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Only to those who still owe."""
    found = access.own_sheet(turn.session, turn.me, params["sheet"], turn.today)
    status = sheet_status(found, turn.now)
    if not status.editable:
        return None
    thing, period = f"sheet:{status.period.period_id}", status.period
    key = key_of(period.cluster_id, thing, status.sheet_id, found.sheet.unit_id)
    return letters.reminder(status, key, turn.now, turn.t)


def returned_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The sheet was returned, unless it has been handed in again."""
    found = access.own_sheet(turn.session, turn.me, params["sheet"], turn.today)
    status = sheet_status(found, turn.now)
    if status.state != SheetState.RETURNED:
        return None
    return letters.returned(status, turn.now, turn.t)


ROUTES = {
    "period.new": new,
    "period.due": ask_due,
    "period.preview": preview,
    "period.move": move,
    "period.sure": sure,
}
ACTS = {"period.open": open_it, "period.moved": moved}
ANSWERS = {"period.due": take_due, "period.move": take_move}
LETTERS = {
    "opened": opened_letter,
    "moved": moved_letter,
    "reminder": reminder_letter,
    "returned": returned_letter,
}
