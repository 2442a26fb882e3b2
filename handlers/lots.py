"""Lots that decide between equals: announced by the head, confirmed by a second person."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import lots as view
from handlers.views import results_letters as letters
from models.access import Right
from models.actions import lots as act
from models.errors_vote import NoLot
from models.queries.announcing import holds
from models.queries.result_states import Result
from models.queries.results import result_for, result_told


def show(turn: Turn) -> Screen:
    """Where the lot of a vote stands."""
    return _shown(turn, turn.number(0))


def _shown(turn: Turn, motion_id: int) -> Screen:
    result = _with_lot(turn, motion_id)
    found = result.lot
    drawn = found is not None and bool(found.drawn)
    return view.card(
        result,
        act.drawn_mark(found.drawn) if found and drawn else "",
        turn.t,
        runs=holds(turn.me, result.cluster_id, Right.RUN),
        confirms=found is not None
        and drawn
        and act.may_confirm(turn.session, turn.me, result.cluster_id, found.by, turn.now),
    )


def _with_lot(turn: Turn, motion_id: int) -> Result:
    """A result that a lot has completed or has to; NoLot for any other."""
    turn.session.flush()  # what this turn has written is part of what it shows
    result = result_for(turn.session, turn.me, motion_id)
    if result.lot is None and (result.count is None or result.count.further != "lot"):
        raise NoLot
    return result


def source(turn: Turn) -> Screen:
    """The source that was typed, read back before it is announced."""
    motion_id = turn.number(0)
    result = _with_lot(turn, motion_id)
    if result.lot is not None:
        return _shown(turn, motion_id)
    return view.committing(result, act.checked_source(turn.text), turn.t)


def committing(turn: Turn) -> Screen:
    """The same again."""
    result, said = _with_lot(turn, turn.number(0)), turn.kept.get("source", "")
    if result.lot is not None or not said:
        return _shown(turn, turn.number(0))
    return view.committing(result, said, turn.t)


def commit(turn: Turn) -> Screen:
    """Announce the lot for good; pressed again, it stands."""
    motion_id, said = turn.number(0), turn.kept.get("source", "")
    if not said:
        return _shown(turn, motion_id)
    act.announce(turn.session, turn.me, motion_id, said, turn.now)
    return _shown(turn, motion_id).noticing(turn.t("✅ The lot has been announced."))


def drawn(turn: Turn) -> Screen:
    """What the source gave, to be confirmed by a second person."""
    motion_id = turn.number(0)
    act.drawn(turn.session, turn.me, motion_id, turn.text, turn.now)
    done = turn.t("✅ Noted. The deputy head and the secretary are asked to confirm it.")
    return _shown(turn, motion_id).noticing(done)


def confirm(turn: Turn) -> Screen:
    """It is what was drawn; the lot decides."""
    act.confirm(turn.session, turn.me, turn.number(0), turn.word(1), turn.now)
    done = turn.t("✅ Confirmed. The lot has decided.")
    return _shown(turn, turn.number(0)).noticing(done)


# -- letters --------------------------------------------------------------------------------------


def lot_announced(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """In the group: a lot is coming."""
    result = result_told(turn.session, params["motion"])
    return letters.lot_announced(result, turn.bot_name, turn.t)


def lot_notice(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """In the group: what the lot has decided."""
    return letters.lot_notice(result_told(turn.session, params["motion"]), turn.bot_name, turn.t)


def lot_drawn(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To everybody: what the lot has decided."""
    return letters.lot_drawn(result_for(turn.session, turn.me, params["motion"]), turn.t)


def lot_to_confirm(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To who confirms a lot, unless it was confirmed or typed anew meanwhile."""
    result = result_for(turn.session, turn.me, params["motion"])
    found = result.lot
    if found is None or found.confirmed or act.drawn_mark(found.drawn) != params["mark"]:
        return None
    if not act.may_confirm(turn.session, turn.me, result.cluster_id, found.by, turn.now):
        return None
    return letters.lot_to_confirm(result, params["mark"], turn.t)


ROUTES = {"lots.show": show, "lots.committing": committing}
ACTS = {"lots.commit": commit}
NODS = {"lots.confirm": confirm}
ANSWERS = {"lots.source": source, "lots.drawn": drawn}
LETTERS = {"lot-drawn": lot_drawn, "lot-confirm": lot_to_confirm}
GROUP_LETTERS = {"lot-announced": lot_announced, "lot-result": lot_notice}
