"""Cross-scoring as the head arranges it: set up, conflicts, progress, closing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import cross_conflicts as conflicts_view
from handlers.views import cross_setup as setup_view
from handlers.views import crossing as view
from handlers.views.period import STAMP, stamped
from models import access
from models.access import Right
from models.actions import cross_conflicts, crossing
from models.cross import CrossRound
from models.errors import DateInPast, UnknownButton
from models.errors_review import NoRound, NothingAsked, TooFewToCross, WrongStage
from models.queries.crossing import SetUp, progress, round_of, set_up
from models.rules.calendar import parse_moment
from models.rules.cross_assignment import FEWEST, assign, fits
from models.rules.stages import Stage
from models.rules.workdays import end_of_working_day
from models.sheet import Period

DAYS = (5, 3, 7, 10)
"""Working days for cross-scoring; the first is the usual one."""


def _period(turn: Turn) -> Period:
    return access.period_for(turn.session, turn.me, turn.number(0), Right.RUN)


def _moment(turn: Turn, position: int) -> datetime:
    found = stamped(turn.word(position))
    if found is None:
        raise UnknownButton
    return found


# -- setting up -----------------------------------------------------------------------------------


def setup(turn: Turn) -> Screen:
    """The round as it would be opened; its progress once it is open."""
    period = _period(turn)
    if round_of(turn.session, period) is not None:
        return show(turn)
    found = _to_set_up(turn, period)
    return setup_view.setup(found, _draft(turn, found), _offers(turn), turn.now, turn.t)


def _to_set_up(turn: Turn, period: Period) -> SetUp:
    """What the round is made of; refused while there is nothing to open."""
    if period.stage is not Stage.APPRAISAL:
        raise WrongStage(period.stage)
    found = set_up(turn.session, period, turn.now, turn.today)
    if not found.asked:
        raise NothingAsked
    if len(found.units) < FEWEST:
        raise TooFewToCross(len(found.units))
    return found


def _offers(turn: Turn) -> list[datetime]:
    return sorted(end_of_working_day(turn.now, days) for days in DAYS)


def _draft(turn: Turn, found: SetUp, **chosen: Any) -> setup_view.Draft:
    """The draft on the card, with what was chosen; drawn anew only where it fits no more."""
    kept = turn.kept if turn.kept.get("period") == found.period.period_id else {}
    kept = {**kept, **chosen}
    per_unit = kept.get("per", found.usual)
    if not 1 <= per_unit <= found.most:
        per_unit = found.usual
    due_at = stamped(str(kept.get("due", ""))) or end_of_working_day(turn.now, DAYS[0])
    pairs = tuple((int(rater), int(scored)) for rater, scored in kept.get("pairs", ()))
    drawn_for = (kept.get("units"), kept.get("drawn"), kept.get("barred"))
    units, barred = list(found.units), sorted(sorted(pair) for pair in found.barred)
    # Exactly what was on screen is opened, as long as it was drawn for these units and conflicts.
    same = drawn_for == (units, per_unit, barred)
    if not same or not fits(pairs, found.units, per_unit, found.barred):
        pairs = _drawn(turn, found, per_unit)
    return setup_view.Draft(found.period.period_id, per_unit, due_at, pairs, tuple(units), barred)


def _drawn(turn: Turn, found: SetUp, per_unit: int) -> tuple[tuple[int, int], ...]:
    assignment = assign(found.units, per_unit, found.barred, turn.chance)
    return tuple((rater, unit) for rater, units in assignment.tasks.items() for unit in units)


def _with(turn: Turn, **chosen: Any) -> Screen:
    """The set-up with something chosen anew."""
    found = _to_set_up(turn, _period(turn))
    return setup_view.setup(found, _draft(turn, found, **chosen), _offers(turn), turn.now, turn.t)


def per(turn: Turn) -> Screen:
    """How many reviewers a unit has."""
    return _with(turn, per=turn.number(1))


def due(turn: Turn) -> Screen:
    """Until when, by a button."""
    return _with(turn, due=_moment(turn, 1).strftime(STAMP))


def typed_due(turn: Turn) -> Screen:
    """Until when, typed."""
    return _with(turn, due=parse_moment(turn.text, turn.now).strftime(STAMP))


def again(turn: Turn) -> Screen:
    """Another assignment."""
    return _with(turn, drawn=None)


def open_it(turn: Turn) -> Screen:
    """Open exactly what is on screen."""
    period = _period(turn)
    kept = turn.kept
    due_at = stamped(str(kept.get("due", "")))
    if kept.get("period") != period.id or due_at is None:
        return setup(turn)
    pairs = [(int(rater), int(scored)) for rater, scored in kept.get("pairs", ())]
    per_unit = int(kept.get("per", 0))
    crossing.open_round(turn.session, turn.me, period.id or 0, per_unit, due_at, pairs, turn.now)
    words = turn.t("🔎 Cross-scoring is open; every unit is being told whom it scores.")
    return show(turn).noticing(words)


# -- conflicts ------------------------------------------------------------------------------------


def conflicts(turn: Turn) -> Screen:
    """The declared conflicts of interest."""
    period = _period(turn)
    found = set_up(turn.session, period, turn.now, turn.today)
    opened = round_of(turn.session, period) is not None
    return _keeping(turn, conflicts_view.conflicts(found, opened=opened, t=turn.t))


def _keeping(turn: Turn, screen: Screen) -> Screen:
    """The draft stays while conflicts are declared beside it."""
    kept = turn.kept if turn.kept.get("period") == turn.number(0) else {}
    return replace(screen, kept=dict(kept))


def conflict(turn: Turn) -> Screen:
    """Choose a unit, then another, then type the reason."""
    found = set_up(turn.session, _period(turn), turn.now, turn.today)
    chosen = tuple(turn.number(place) for place in range(1, len(turn.args)))
    if not set(chosen) <= set(found.names) or len(set(chosen)) != len(chosen):
        raise UnknownButton
    return _keeping(turn, conflicts_view.choose(found, chosen[:2], turn.t))


def conflicted(turn: Turn) -> Screen:
    """A typed reason declares the conflict."""
    pair = (turn.number(1), turn.number(2))
    ended = cross_conflicts.declare_conflict(
        turn.session, turn.me, turn.number(0), *pair, turn.text, turn.now
    )
    words = turn.t("✅ Recorded.")
    if ended:
        words = turn.t.n(
            "✅ Recorded; %(count)s assignment has been ended.",
            "✅ Recorded; %(count)s assignments have been ended.",
            ended,
        )
    return conflicts(turn).noticing(words)


def reconcile(turn: Turn) -> Screen:
    """Take a conflict back."""
    pair = (turn.number(1), turn.number(2))
    cross_conflicts.lift_conflict(turn.session, turn.me, turn.number(0), *pair, turn.now)
    return conflicts(turn).noticing(turn.t("✅ Recorded."))


# -- the open round -------------------------------------------------------------------------------


def _opened(turn: Turn) -> tuple[Period, CrossRound]:
    period = _period(turn)
    crossing = round_of(turn.session, period)
    if crossing is None:
        raise NoRound
    return period, crossing


def show(turn: Turn) -> Screen:
    """How far every task is, without points; a second argument turns the pages."""
    period, found = _opened(turn)
    page = turn.number(1) if len(turn.args) > 1 else 0
    state = progress(turn.session, period, found, turn.now, turn.today)
    return view.progress(state, page, turn.now, turn.t)


def remind(turn: Turn) -> Screen:
    """Remind who owes."""
    count = crossing.remind(turn.session, turn.me, turn.number(0), turn.now)
    words = turn.t.n(
        "🔔 %(count)s unit has been reminded.", "🔔 %(count)s units have been reminded.", count
    )
    return _first_page(turn).noticing(words)


def _first_page(turn: Turn) -> Screen:
    return show(replace(turn, args=turn.args[:1]))


def move(turn: Turn) -> Screen:
    """Asks for another deadline."""
    period, found = _opened(turn)
    state = progress(turn.session, period, found, turn.now, turn.today)
    chosen = _moment(turn, 1) if len(turn.args) > 1 else None
    return view.moving(state, _offers(turn), chosen, turn.now, turn.t)


def typed_move(turn: Turn) -> Screen:
    """A typed deadline, to be confirmed."""
    due_at = parse_moment(turn.text, turn.now)
    if due_at <= turn.now:
        raise DateInPast(due_at)
    return move(replace(turn, args=(turn.word(0), due_at.strftime(STAMP))))


def moved(turn: Turn) -> Screen:
    """Move the deadline."""
    crossing.move_round(turn.session, turn.me, turn.number(0), _moment(turn, 1), turn.now)
    words = turn.t("✅ The deadline has been moved; the units are being told.")
    return _first_page(turn).noticing(words)


def closing(turn: Turn) -> Screen:
    """Before the round is closed: what would be missing."""
    period, found = _opened(turn)
    if found.closed_at is not None:
        return show(turn)
    state = progress(turn.session, period, found, turn.now, turn.today)
    mine = {seat.unit_id for seat in turn.me.seats}
    own = any(row.rater_id in mine for row in state.owing)
    return view.closing(state, turn.now, own=own, t=turn.t)


def closed(turn: Turn) -> Screen:
    """Close the round."""
    crossing.close_round(turn.session, turn.me, turn.number(0), turn.now)
    return _first_page(turn).noticing(turn.t("🔒 Cross-scoring is closed."))


ROUTES = {
    "cross.setup": setup,
    "cross.per": per,
    "cross.due": due,
    "cross.again": again,
    "cross.conflicts": conflicts,
    "cross.conflict": conflict,
    "cross.progress": show,
    "cross.move": move,
    "cross.closing": closing,
}
ACTS = {
    "cross.open": open_it,
    "cross.reconcile": reconcile,
    "cross.remind": remind,
    "cross.moved": moved,
    "cross.closed": closed,
}
ANSWERS = {
    "cross.due": typed_due,
    "cross.conflicted": conflicted,
    "cross.move": typed_move,
}
