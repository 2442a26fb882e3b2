"""The home card, help, and the commands everybody knows."""

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import home as view
from handlers.views import welcome
from handlers.views.duties import Names
from models import access
from models.access import Right, has
from models.actions.stage import waiting_reopening
from models.cluster import Cluster
from models.queries.announcing import waiting_for
from models.queries.appraising import Told, told_of
from models.queries.board import board, latest_period, sheet_of, theme_of
from models.queries.calendar import StepState, year_calendar
from models.queries.cross_tasks import crossing_of
from models.queries.movement import on_home
from models.queries.my_duties import first_of_all, names_in, own_duties
from models.queries.objections import waiting_in
from models.queries.people import unit_names
from models.queries.sheet import SheetStatus, sheet_status
from models.queries.years import years_under_way
from models.reader import reader_of
from models.rules.stages import Stage
from models.sheet import Period, Sheet


def home(turn: Turn) -> Screen:
    """What is mine to do; a stranger is asked for a code."""
    if turn.person is None or turn.person.seat is None:
        return welcome.stranger(turn.t)
    seat = turn.seat
    cluster = turn.session.get_one(Cluster, seat.cluster_id)
    period = latest_period(turn.session, seat.cluster_id)
    names = unit_names(turn.session, [seat.unit_id], turn.today) if seat.unit_id else {}
    owed = first_of_all(own_duties(turn.session, turn.me, turn.now))
    others = (each for each in turn.me.seats if each.cluster_id != seat.cluster_id)
    elsewhere = {each.cluster_id: each.cluster_name for each in others}
    state = view.Home(
        turn.me,
        seat,
        names[seat.unit_id][0] if seat.unit_id else "",
        cluster.kind,
        theme_of(turn.session, seat.cluster_id, turn.today.year),
        _own_sheet(turn, period.id if period else None),
        board(turn.session, period, turn.me, turn.now, turn.today) if period else None,
        may_run=has(seat, Right.RUN),
        may_remind=has(seat, Right.REMIND),
        may_invite=has(seat, Right.INVITE),
        may_see_board=has(seat, Right.SEE_BOARD),
        reopening=_waits_for_me(turn, period),
        objections=_objections(turn, period),
        told=_told(turn, period),
        crossing=crossing_of(turn.session, turn.me, period, cluster.name, turn.now, turn.today)
        if period
        else None,
        duties=owed,
        names=Names(names_in(turn.session, owed[:1], turn.today), elsewhere),
        coming=None if owed else _coming(turn),
        unread=waiting_for(turn.session, seat.cluster_id, seat.unit_id)[0] if seat.unit_id else 0,
        movements=on_home(turn.session, seat.cluster_id, seat.unit_id, turn.today)
        if seat.unit_id
        else (),
    )
    return view.home(state, turn.now, turn.t)


def _coming(turn: Turn) -> StepState | None:
    """The next step of the calendars in force (in January, of two) that is not done here."""
    seat = turn.seat
    ahead = [
        each
        for year in years_under_way(turn.session, seat.cluster_id, turn.today)
        for each in year_calendar(turn.session, seat.cluster_id, year, turn.now).steps
        if each.at > turn.now and not each.done and seat.unit_id not in each.done_by
    ]
    return min(ahead, key=lambda each: each.at, default=None)


def _waits_for_me(turn: Turn, period: Period | None) -> bool:
    """A reopening that this seat, as the second office, may confirm."""
    if period is None or not period.stage.is_fixed:
        return False
    seat = turn.seat
    decides = bool(seat.offices) and not has(seat, Right.RUN)
    return decides and waiting_reopening(turn.session, period.id or 0) is not None


def _told(turn: Turn, period: Period | None) -> Told | None:
    """What my unit is to know of its appraisal."""
    unit_id = turn.seat.unit_id
    if period is None or unit_id is None or period.stage is not Stage.APPRAISAL:
        return None
    sheet_id = sheet_of(turn.session, period.id or 0, unit_id)
    if sheet_id is None:
        return None
    found = access.own_sheet(turn.session, turn.me, sheet_id, turn.today)
    return told_of(turn.session, turn.me, found, turn.now)


def _objections(turn: Turn, period: Period | None) -> int:
    """Objections that wait for somebody like me to answer them."""
    if period is None or period.stage is not Stage.REVIEW:
        return 0
    waiting = waiting_in(turn.session, period.id or 0)
    if not waiting:
        return 0
    reader = reader_of(turn.session, turn.me, period, turn.today)
    sheets = [turn.session.get_one(Sheet, sheet_id) for sheet_id in waiting]
    return sum(waiting[each.id or 0] for each in sheets if reader.may_appraise(each))


def _own_sheet(turn: Turn, period_id: int | None) -> SheetStatus | None:
    unit_id = turn.seat.unit_id
    if period_id is None or unit_id is None:
        return None
    sheet_id = sheet_of(turn.session, period_id, unit_id)
    if sheet_id is None:
        return None
    found = access.own_sheet(turn.session, turn.me, sheet_id, turn.today)
    return sheet_status(found, turn.now)


def help_card(turn: Turn) -> Screen:
    """How to use the bot."""
    return welcome.help_card(turn.person.seat if turn.person else None, turn.t)


COMMANDS = {"home": home, "menu": home, "help": help_card}
ROUTES = {"home.show": home, "help.show": help_card}
