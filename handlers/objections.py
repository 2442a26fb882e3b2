"""Objections to the open table, and what the conference agrees."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from handlers.screen import Screen, lines
from handlers.turn import Turn
from handlers.views import objections as view
from handlers.views.ranking import layer_name
from models import access
from models.access import OpenSheet
from models.actions import agreeing, objecting
from models.errors import NotYourCluster, ReasonNeeded, UnknownButton
from models.queries.objections import Objection, objection_of, objections_in
from models.queries.ranking import score_table
from models.queries.score_table import ScoreTable, TableRow
from models.reader import reader_of
from models.rules.criteria import Item
from models.rules.kinds import Layer
from models.rules.verdict import read_verdict
from models.seats import Right, has


def _table(turn: Turn, found: OpenSheet) -> tuple[ScoreTable, TableRow]:
    turn.session.flush()  # what this turn has written is part of what it shows
    reader = reader_of(turn.session, turn.me, found.period, turn.today)
    state = score_table(turn.session, found.period, reader, turn.now, turn.today)
    return state, next(row for row in state.rows if row.sheet_id == found.sheet.id)


def _at(turn: Turn) -> tuple[TableRow, Item]:
    """The unit and the item that the arguments name; only what I may see of them."""
    found = access.readable_sheet(turn.session, turn.me, turn.number(0), turn.today, Layer.STANDING)
    state, row = _table(turn, found)
    if not 0 < turn.number(1) <= len(state.table.items):
        raise UnknownButton
    return row, state.table.items[turn.number(1) - 1]


def raise_it(turn: Turn) -> Screen:
    """Asks what is objected to."""
    row, item = _at(turn)
    return view.objecting(row, item, turn.number(1), turn.t)


def said(turn: Turn) -> Screen:
    """The typed words; the next button sends them."""
    row, item = _at(turn)
    words = agreeing.checked_reason(turn.text)
    return view.confirm(row, item, turn.number(1), words, turn.t)


def resaid(turn: Turn) -> Screen:
    """The words again."""
    row, item = _at(turn)
    return view.confirm(row, item, turn.number(1), str(turn.kept.get("said", "")), turn.t)


def objected(turn: Turn) -> Screen:
    """Send the objection."""
    row, item = _at(turn)
    words = str(turn.kept.get("said", ""))
    objecting.object_to(turn.session, turn.me, row.sheet_id, item.code, words, turn.now)
    found = access.any_sheet(turn.session, turn.me, row.sheet_id, turn.today)
    notice = turn.t("📨 The objection has been received; its answer comes as a message.")
    return _list(turn, found.period.id or 0).noticing(notice)


def _list(turn: Turn, period_id: int, page: int = 0) -> Screen:
    turn.session.flush()  # what this turn has written is part of what it shows
    found = objections_in(turn.session, period_id, turn.today)
    return view.objections(period_id, found, turn.t, page)


def listed(turn: Turn) -> Screen:
    """All objections, for everybody once the table is open; a second argument turns the pages."""
    period = access.period_for(turn.session, turn.me, turn.number(0))
    if not period.stage.is_open:
        raise NotYourCluster
    return _list(turn, period.id or 0, turn.number(1) if len(turn.args) > 1 else 0)


def _objection(turn: Turn, exchange_id: int) -> tuple[Objection, OpenSheet]:
    found = objection_of(turn.session, exchange_id, turn.today)
    if found is None:
        raise NotYourCluster
    opened = access.readable_sheet(
        turn.session, turn.me, found.sheet_id, turn.today, Layer.STANDING
    )
    return found, opened


def one(turn: Turn) -> Screen:
    """One objection, to be read or answered."""
    found, opened = _objection(turn, turn.number(0))
    state, row = _table(turn, opened)
    item = state.table.item(found.code)
    points = lines(
        *(
            turn.t(
                "%(layer)s: %(points)s",
                layer=layer_name(layer, turn.t),
                points=turn.t.points(value),
            )
            for layer, value in row.items[found.code].layers.items()
        )
    )
    reader = reader_of(turn.session, turn.me, opened.period, turn.today)
    answers = reader.may_appraise(opened.sheet)
    runs = any(has(seat, Right.RUN) for seat in reader.seats)
    return view.objection(found, item, points, turn.t, answers=answers, runs=runs)


def answer(turn: Turn) -> Screen:
    """A typed answer: points and reason to accept, only a reason to keep."""
    found, opened = _objection(turn, turn.number(0))
    state, _ = _table(turn, opened)
    typed, why = _typed(turn.text)
    return view.confirm_answer(found, state.table.item(found.code), typed, why, turn.t)


def _typed(text: str) -> tuple[str, str]:
    """Points (or a result) with their reason; without a number at its head, all is the reason."""
    verdict = read_verdict(text)
    if not verdict.value[:1].isdigit():
        return "", agreeing.checked_reason(text)
    return verdict.value, agreeing.checked_reason(verdict.reason)


def answered(turn: Turn) -> Screen:
    """The answer again."""
    found, opened = _objection(turn, turn.number(0))
    state, _ = _table(turn, opened)
    typed, why = str(turn.kept.get("typed", "")), str(turn.kept.get("why", ""))
    return view.confirm_answer(found, state.table.item(found.code), typed, why, turn.t)


def send(turn: Turn) -> Screen:
    """Send the answer on screen."""
    typed, why = str(turn.kept.get("typed", "")), str(turn.kept.get("why", ""))
    if typed:
        objecting.accept(turn.session, turn.me, turn.number(0), typed, why, turn.now)
    else:
        objecting.keep(turn.session, turn.me, turn.number(0), why, turn.now)
    found, _ = _objection(turn, turn.number(0))
    return _list(turn, found.period_id).noticing(
        turn.t("📨 The answer has been recorded; the unit is being told.")
    )


def change(turn: Turn) -> Screen:
    """Asks for agreed points."""
    row, item = _mine(turn)
    return view.changing(row, item, turn.number(1), turn.t)


def _mine(turn: Turn) -> tuple[TableRow, Item]:
    access.appraised_sheet(turn.session, turn.me, turn.number(0), turn.today)
    return _at(turn)


def changed(turn: Turn) -> Screen:
    """Typed points with their reason; the next button records them."""
    row, item = _mine(turn)
    typed, why = _typed(turn.text)
    if not typed:
        raise ReasonNeeded
    return view.confirm_change(row, item, turn.number(1), typed, why, turn.t)


def rechanged(turn: Turn) -> Screen:
    """The points again."""
    row, item = _mine(turn)
    typed, why = str(turn.kept.get("typed", "")), str(turn.kept.get("why", ""))
    return view.confirm_change(row, item, turn.number(1), typed, why, turn.t)


def record(turn: Turn) -> Screen:
    """Record what the conference has agreed."""
    row, item = _mine(turn)
    typed, why = str(turn.kept.get("typed", "")), str(turn.kept.get("why", ""))
    agreeing.change(turn.session, turn.me, row.sheet_id, item.code, typed, why, turn.now)
    row, item = _at(turn)
    final = row.items[item.code].final
    points = turn.t.points(final) if final is not None else "–"
    return view.changing(row, item, turn.number(1), turn.t).noticing(
        turn.t("✅ Recorded: %(points)s points.", points=Markup("{}").format(points))
    )


def objected_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To who answers, while it waits."""
    found, opened = _objection(turn, int(params["exchange"]))
    reader = reader_of(turn.session, turn.me, opened.period, turn.today)
    if not found.waits or not reader.may_appraise(opened.sheet):
        return None
    return view.objected_letter(found, turn.t)


def answered_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To the unit that objected."""
    found, _ = _objection(turn, int(params["exchange"]))
    return None if found.waits else view.answered_letter(found, turn.t)


ROUTES = {
    "objections.object": raise_it,
    "objections.resaid": resaid,
    "objections.objections": listed,
    "objections.objection": one,
    "objections.answered": answered,
    "objections.change": change,
    "objections.rechanged": rechanged,
}
ACTS = {"objections.objected": objected, "objections.send": send, "objections.record": record}
ANSWERS = {"objections.said": said, "objections.answer": answer, "objections.changed": changed}
LETTERS = {"objected": objected_letter, "objection-answered": answered_letter}
