"""A period's appraisal: how far each unit is, who appraises, which explanations wait."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import appraisal_letters as letters
from handlers.views import appraising as view
from models import access
from models.access import Right
from models.actions import appointing as act
from models.cluster import Office
from models.errors import NotForYou
from models.queries.appraising import Overview, overview
from models.queries.people import member_units
from models.reader import reader_of


def _overview(turn: Turn, period_id: int) -> Overview:
    """A period's appraisal, for those who appraise any of its sheets or run the cluster."""
    period = access.period_for(turn.session, turn.me, period_id)
    reader = reader_of(turn.session, turn.me, period, turn.today)
    state = overview(turn.session, period, reader, turn.now, turn.today)
    if not state.may_run and not any(row.mine for row in state.rows):
        raise NotForYou
    return state


def show(turn: Turn) -> Screen:
    """The units; a second argument turns the pages."""
    page = turn.number(1) if len(turn.args) > 1 else 0
    return view.overview(_overview(turn, turn.number(0)), page, turn.t)


def answers(turn: Turn) -> Screen:
    """The explanations that wait for me."""
    return view.answers(_overview(turn, turn.number(0)), turn.t)


def team(turn: Turn) -> Screen:
    """Who appraises beside the head."""
    period = access.period_for(turn.session, turn.me, turn.number(0), Right.RUN)
    state = _overview(turn, turn.number(0))
    units = member_units(turn.session, period.cluster_id, turn.today)
    others = tuple(unit for unit in units if Office.HEAD not in unit.offices)
    return view.team(state, others, state.appointed_ids, turn.t)


def appoint(turn: Turn) -> Screen:
    """Name a unit."""
    act.appoint(turn.session, turn.me, turn.number(0), turn.number(1), turn.now)
    return team(turn)


def dismiss(turn: Turn) -> Screen:
    """Take the naming back."""
    act.dismiss(turn.session, turn.me, turn.number(0), turn.number(1), turn.now)
    return team(turn)


def appointed_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To the unit that was named, while it is."""
    state = _overview(turn, params["period"])
    if params["unit"] not in state.appointed_ids or state.period.stage.is_fixed:
        return None
    return letters.appointed(state.period, turn.t)


ROUTES = {"appraisal.show": show, "appraisal.answers": answers, "appraisal.team": team}
ACTS = {"appraisal.appoint": appoint, "appraisal.dismiss": dismiss}
LETTERS = {"appointed": appointed_letter}
