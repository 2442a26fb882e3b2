"""The head records a movement, step by step, and launches it."""

from dataclasses import replace
from datetime import date

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import movement as view
from handlers.views import movement_draft as drafts
from handlers.views.movement_draft import STEPS, Draft
from handlers.views.movement_unit import launched_words
from models import access
from models.access import Right
from models.actions import movement as act
from models.errors import UnknownButton
from models.queries.board import theme_of
from models.queries.movement import MovementState, launched_before, others
from models.queries.movement_card import movement_card
from models.rules.movement import parse_day, parse_days, quarter_ends
from models.rules.text import one_line

STAMP = "%Y%m%d%H%M%S%f"


def _draft(turn: Turn) -> Draft:
    """The draft on the card, for the cluster that I run; a fresh one if there is none."""
    cluster_id = turn.number(0)
    access.require(turn.me, cluster_id, Right.RUN)
    found = drafts.read_draft(turn.kept, cluster_id)
    theme = theme_of(turn.session, cluster_id, turn.today.year)
    return found or Draft(cluster_id, turn.now.strftime(STAMP), theme)


def new(turn: Turn) -> Screen:
    """The first step; with a draft on the card, the first that is missing."""
    return _on(turn, _draft(turn))


def _on(turn: Turn, draft: Draft) -> Screen:
    """The next step, or everything once nothing is missing."""
    if draft.missing:
        return drafts.ask(draft, draft.missing, turn.today, turn.t)
    people = len(others(turn.session, turn.me, draft.cluster_id, turn.today))
    like = launched_words(_like(turn, draft), turn.t)
    return drafts.preview(draft, like, people, turn.today, turn.t)


def _like(turn: Turn, draft: Draft) -> MovementState:
    """The draft as if it were launched now."""
    plan = _plan(draft)
    name = access.seat_in(turn.me, draft.cluster_id).cluster_name
    return MovementState(
        0,
        draft.cluster_id,
        name,
        plan.starts_on.year,
        plan.name,
        plan.goal,
        plan.theme,
        plan.starts_on,
        plan.ends_on,
        plan.register_by,
        plan.report_on,
        turn.now,
    )


def _plan(draft: Draft) -> act.Plan:
    if draft.starts_on is None or draft.ends_on is None or draft.register_by is None:
        raise UnknownButton
    return act.Plan(
        draft.stamp,
        draft.name,
        draft.goal,
        draft.theme,
        draft.starts_on,
        draft.ends_on,
        draft.register_by,
        draft.report_on,
    )


def ask(turn: Turn) -> Screen:
    """One step again."""
    draft, step = _draft(turn), turn.word(1)
    if step not in STEPS:
        raise UnknownButton
    if step in ("register", "reports") and (draft.missing or not draft.register_by):
        return _on(turn, draft)
    return drafts.ask(draft, step, turn.today, turn.t)


def typed(turn: Turn) -> Screen:
    """What was typed for a step."""
    draft, step = _draft(turn), turn.word(1)
    if step == "name":
        return _on(turn, replace(draft, name=one_line(turn.text, act.NAME_AT_MOST)))
    if step == "goal":
        return _on(turn, replace(draft, goal=act.checked_words(turn.text)))
    if step == "theme":
        return _on(turn, replace(draft, theme=one_line(turn.text, act.THEME_AT_MOST)))
    if step == "reports" and draft.starts_on and draft.ends_on:
        days = parse_days(turn.text, turn.now, draft.starts_on, draft.ends_on)
        return _on(turn, replace(draft, report_on=days))
    first = draft.starts_on if step == "ends" and draft.starts_on else turn.today
    return _dated(turn, draft, step, parse_day(turn.text, turn.now, first))


def day(turn: Turn) -> Screen:
    """A day that was offered."""
    try:
        found = date.fromisoformat(turn.word(2))
    except ValueError as error:
        raise UnknownButton from error
    return _dated(turn, _draft(turn), turn.word(1), found)


def _dated(turn: Turn, draft: Draft, step: str, found: date) -> Screen:
    """The draft with that day; one that fits no longer with the others is asked for again."""
    if step == "starts":
        draft = replace(draft, theme=_theme(turn, draft, found.year))
        ends = draft.ends_on if draft.ends_on and draft.ends_on >= found else None
        draft = draft.lasting(found, ends, turn.today)
    elif step == "ends":
        draft = draft.lasting(draft.starts_on, found, turn.today)
    elif step == "register":
        draft = replace(draft, register_by=found)
    else:
        raise UnknownButton
    if not draft.missing:
        act.check_days(_plan(draft), turn.today)
    return _on(turn, draft)


def _theme(turn: Turn, draft: Draft, year: int) -> str:
    """The draft's own theme, or that of the year in which it starts."""
    usual = theme_of(turn.session, draft.cluster_id, turn.today.year)
    return theme_of(turn.session, draft.cluster_id, year) if draft.theme == usual else draft.theme


def reports(turn: Turn) -> Screen:
    """Each quarter, or once."""
    draft = _draft(turn)
    if draft.starts_on is None or draft.ends_on is None:
        return _on(turn, draft)
    quarterly = quarter_ends(draft.starts_on, draft.ends_on)
    days = quarterly if turn.number(1) else (draft.ends_on,)
    return _on(turn, replace(draft, report_on=days))


def launch(turn: Turn) -> Screen:
    """Launch the draft on the card; pressed again, the movement that it became."""
    cluster_id, stamp = turn.number(0), turn.word(1)
    access.require(turn.me, cluster_id, Right.RUN)
    movement_id = launched_before(turn.session, turn.me, stamp)
    if movement_id is None:
        draft = drafts.read_draft(turn.kept, cluster_id)
        if draft is None or draft.stamp != stamp or draft.missing:
            raise UnknownButton
        movement_id = act.launch(turn.session, turn.me, cluster_id, _plan(draft), turn.now)
    done = turn.t("✅ The movement has been launched. Everybody is being told.")
    card = movement_card(turn.session, turn.me, movement_id, turn.today)
    return view.show(card, turn.today, turn.t).noticing(done)


ROUTES = {"movement.new": new, "movement.ask": ask, "movement.preview": new}
ACTS = {"movement.day": day, "movement.reports": reports, "movement.launch": launch}
ANSWERS = {"movement.typed": typed}
