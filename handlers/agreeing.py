"""From the self-scores to a published result: the head's steps, objections, reopening, grounds."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers.i18n import Translator
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import agreeing as view
from handlers.views import letters
from handlers.views import ranking as table_view
from handlers.views.period import STAMP, stamped
from models import access
from models.actions import grounds, stage
from models.actions.agreeing import checked_reason
from models.errors import UnknownButton
from models.queries.board import board
from models.queries.objections import objections_in
from models.queries.period import PeriodState, period_state
from models.queries.ranking import score_table
from models.queries.score_table import ScoreTable, TableRow
from models.reader import reader_of
from models.rules.kinds import Layer
from models.rules.settings import Ground
from models.rules.stages import Stage
from models.rules.workdays import end_of_working_day
from models.seats import Right, has
from models.sheet import Period

REVIEW_DAYS = (3, 1, 5)
"""Working days in which units may object; the first is the usual one."""


def _period(turn: Turn) -> Period:
    return access.period_for(turn.session, turn.me, turn.number(0), Right.RUN)


def _state(turn: Turn, period: Period) -> PeriodState:
    cluster = access.cluster_of(turn.session, turn.me, period.cluster_id)
    return period_state(period, cluster.name, turn.now)


def _table(turn: Turn, period: Period) -> ScoreTable:
    turn.session.flush()  # what this turn has written is part of what it shows
    reader = reader_of(turn.session, turn.me, period, turn.today)
    return score_table(turn.session, period, reader, turn.now, turn.today)


def _dates(turn: Turn) -> list[tuple[datetime, str]]:
    days = [end_of_working_day(turn.now, days) for days in REVIEW_DAYS]
    return [(due_at, due_at.strftime(STAMP)) for due_at in sorted(days)]


def _until(turn: Turn, position: int) -> datetime:
    moment = stamped(turn.word(position))
    if moment is None:
        raise UnknownButton
    return moment


def show(turn: Turn) -> Screen:
    """The table again, after a step."""
    period = access.period_for(turn.session, turn.me, turn.number(0))
    state = _table(turn, period)
    runs = any(
        has(seat, Right.RUN) for seat in turn.me.seats if seat.cluster_id == period.cluster_id
    )
    return table_view.table(state, 0, view.next_steps(state, runs=runs, t=turn.t), turn.t)


# -- the steps ------------------------------------------------------------------------------------


def close(turn: Turn) -> Screen:
    """Before self-scoring is closed."""
    period = _period(turn)
    found = board(turn.session, period, turn.me, turn.now, turn.today)
    return view.closing(_state(turn, period), tuple(row.short_name for row in found.owing), turn.t)


def closed(turn: Turn) -> Screen:
    """Close self-scoring."""
    stage.close_scoring(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("✅ Self-scoring is closed; appraisal begins."))


def following(turn: Turn) -> Screen:
    """What the next step means, and the button that takes it."""
    period = _period(turn)
    state = _table(turn, period)
    if period.stage is Stage.APPRAISAL:
        return view.opening(state, _unappraised(state), _dates(turn), turn.t)
    if period.stage is Stage.REVIEW:
        found = objections_in(turn.session, period.id or 0, turn.today)
        return view.agreeing(state, sum(each.waits for each in found), turn.t)
    if period.stage is Stage.LOCKED:
        return view.publishing(state, turn.t)
    return show(turn)


def _unappraised(state: ScoreTable) -> tuple[str, ...]:
    return tuple(
        row.short_name
        for row in state.rows
        if row.submitted and not any(Layer.STANDING in item.layers for item in row.items.values())
    )


def opened(turn: Turn) -> Screen:
    """Open the table to the members."""
    stage.open_table(turn.session, turn.me, turn.number(0), _until(turn, 1), turn.now)
    return show(turn).noticing(turn.t("📂 The table is open; every unit is being told."))


def agreed(turn: Turn) -> Screen:
    """Lock what was agreed."""
    stage.agree(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("🔒 The table is agreed and locked."))


def published(turn: Turn) -> Screen:
    """Publish."""
    stage.publish(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("📣 The result has been published."))


# -- reopening ------------------------------------------------------------------------------------


def reopen(turn: Turn) -> Screen:
    """Asks why."""
    return view.reopening(_state(turn, _period(turn)), turn.t)


def take_reason(turn: Turn) -> Screen:
    """A typed reason; the next button sends it."""
    why = checked_reason(turn.text)
    return view.confirm_reopening(_state(turn, _period(turn)), why, turn.t)


def reasoned(turn: Turn) -> Screen:
    """The confirmation again."""
    why = str(turn.kept.get("why", ""))
    return view.confirm_reopening(_state(turn, _period(turn)), why, turn.t)


def ask(turn: Turn) -> Screen:
    """Ask the second office."""
    why = str(turn.kept.get("why", ""))
    stage.ask_reopening(turn.session, turn.me, turn.number(0), why, turn.now)
    return show(turn).noticing(turn.t("🔓 The request waits for the second confirmation."))


def second(turn: Turn) -> Screen:
    """What the second office decides."""
    period = access.period_for(turn.session, turn.me, turn.number(0), Right.SEE_BOARD)
    asked = stage.waiting_reopening(turn.session, period.id or 0)
    if asked is None:
        return show(turn)
    return view.second(_state(turn, period), asked.why, _dates(turn), turn.t)


def reopened(turn: Turn) -> Screen:
    """Reopen, as the second office."""
    stage.confirm_reopening(turn.session, turn.me, turn.number(0), _until(turn, 1), turn.now)
    return show(turn).noticing(turn.t("🔓 The table is under review again; every unit is told."))


def dropped(turn: Turn) -> Screen:
    """Leave the table as agreed."""
    stage.drop_reopening(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("The table stays as agreed."))


# -- grounds --------------------------------------------------------------------------------------


def _headed(turn: Turn) -> tuple[ScoreTable, TableRow]:
    found = access.any_sheet(turn.session, turn.me, turn.number(0), turn.today)
    access.require(turn.me, found.period.cluster_id, Right.RUN)
    state = _table(turn, found.period)
    return state, next(row for row in state.rows if row.sheet_id == found.sheet.id)


def all_grounds(turn: Turn) -> Screen:
    """A unit's grounds of ineligibility."""
    state, row = _headed(turn)
    return view.grounds(state, row, turn.t)


def _ground(turn: Turn, state: ScoreTable) -> Ground:
    if not 0 < turn.number(1) <= len(state.table.ineligibility):
        raise UnknownButton
    return state.table.ineligibility[turn.number(1) - 1]


def one_ground(turn: Turn) -> Screen:
    """Asks for the reason."""
    state, row = _headed(turn)
    found = _ground(turn, state)
    words = f"{found.code}. {turn.t.pick(found.vi, found.en)}"
    return view.ground(row, turn.number(1), words, stands=found.code in row.grounds, t=turn.t)


def grounded(turn: Turn) -> Screen:
    """Record or lift the ground, for the typed reason."""
    state, row = _headed(turn)
    found = _ground(turn, state)
    act = grounds.lift if found.code in row.grounds else grounds.block
    period_id = state.period.period_id
    act(turn.session, turn.me, period_id, row.unit_id, found.code, turn.text, turn.now)
    return all_grounds(turn).noticing(turn.t("✅ Recorded."))


# -- letters --------------------------------------------------------------------------------------

STEPS: dict[str, tuple[Stage, Callable[[PeriodState, Translator], Screen]]] = {
    "closed": (Stage.APPRAISAL, letters.closed),
    "opened-table": (Stage.REVIEW, letters.opened_table),
    "reopened": (Stage.REVIEW, letters.reopened),
    "agreed": (Stage.LOCKED, letters.agreed),
    "published": (Stage.PUBLISHED, letters.published),
}


def stage_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The period has taken a step; said while it stands there, since that very step."""
    period = access.period_for(turn.session, turn.me, int(params["period"]))
    at, write = STEPS[str(params["step"])]
    if period.stage is not at or not _same_step(period, params):
        return None
    return write(_state(turn, period), turn.t)


def _same_step(period: Period, params: Mapping[str, Any]) -> bool:
    """Under review the version goes on with each change; what was said then is true all the same.

    There, the time for objections tells one opening from the next.
    """
    if "until" in params:
        return period.review_due_at == datetime.fromisoformat(params["until"])
    return bool(period.version == params["version"])


def reopening_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To everybody: a reopening is asked for; the offices are asked to decide."""
    period = access.period_for(turn.session, turn.me, int(params["period"]))
    asked = stage.waiting_reopening(turn.session, period.id or 0)
    if asked is None:
        return None
    seats = [seat for seat in turn.me.seats if seat.cluster_id == period.cluster_id]
    decides = any(seat.offices and not has(seat, Right.RUN) for seat in seats)
    return letters.reopening(_state(turn, period), asked.why, turn.t, decides=decides)


ROUTES = {
    "agreeing.close": close,
    "agreeing.next": following,
    "agreeing.reopen": reopen,
    "agreeing.reasoned": reasoned,
    "agreeing.second": second,
    "agreeing.grounds": all_grounds,
    "agreeing.ground": one_ground,
}
ACTS = {
    "agreeing.closed": closed,
    "agreeing.opened": opened,
    "agreeing.agreed": agreed,
    "agreeing.published": published,
    "agreeing.ask": ask,
    "agreeing.reopened": reopened,
    "agreeing.dropped": dropped,
}
ANSWERS = {"agreeing.reason": take_reason, "agreeing.grounded": grounded}
LETTERS = {"stage": stage_letter, "reopening": reopening_letter}
