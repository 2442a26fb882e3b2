"""Appraising one sheet: agree, change with a reason, agree with the rest, tell the unit."""

from handlers.screen import Screen
from handlers.turn import LINES_AT_MOST, Turn
from handlers.views import appraisal as view
from handlers.views import appraised_item as item_view
from models import access
from models.access import Right
from models.actions import appraisal as act
from models.errors import UnknownButton, UnknownItem
from models.queries.appraisal import AppraisalView, AppraisedItem, Mark, appraised
from models.queries.evidence import cross_duplicates, pieces_of
from models.queries.history import history
from models.queries.scores import scores_of
from models.rules.kinds import Layer
from models.rules.verdict import Verdict, read_verdict

TYPED_AT_MOST = 3000


def _seen(turn: Turn) -> AppraisalView:
    """The sheet that the first argument names, mine to appraise."""
    return appraised(turn.session, turn.me, turn.number(0), turn.now)


def sheet(turn: Turn) -> Screen:
    """A sheet's front page, or one of its sections."""
    seen = _seen(turn)
    if len(turn.args) > 1:
        if not 0 <= turn.number(1) < len(seen.sheet.loaded.table.parts):
            raise UnknownButton
        return view.part(seen, turn.number(1), turn.t)
    return _front(turn, seen)


def _front(turn: Turn, seen: AppraisalView) -> Screen:
    cluster_id = seen.sheet.status.period.cluster_id
    seats = [seat for seat in turn.me.seats if seat.cluster_id == cluster_id]
    may_run = any(access.has(seat, Right.RUN) for seat in seats)
    return view.sheet(seen, may_run=may_run, t=turn.t)


def item(turn: Turn) -> Screen:
    """An item."""
    seen = _seen(turn)
    return _item_screen(turn, seen, seen.by_number(turn.number(1)))


def _item_screen(turn: Turn, seen: AppraisalView, found: AppraisedItem) -> Screen:
    sheet_id = seen.sheet.status.sheet_id
    opened = access.appraised_sheet(turn.session, turn.me, sheet_id, turn.today)
    pieces = pieces_of(turn.session, sheet_id, found.code) if found.state.proof.pieces else ()
    uses = cross_duplicates(turn.session, turn.me, opened, turn.today) if pieces else {}
    shared = [piece for piece in pieces if piece.evidence_id in uses]
    computed = None
    if found.computed and found.judgement is not None:
        layers = scores_of(turn.session, opened.period).layers.get(sheet_id, {})
        computed = layers.get(Layer.STANDING, {}).get(found.code)
    return item_view.item(seen, found, shared, uses, computed, turn.t)


def agree(turn: Turn) -> Screen:
    """Agree with an item; on to the next that waits."""
    seen = turn.number(2)
    code = act.agree(turn.session, turn.me, turn.number(0), turn.word(1), seen, turn.now)
    return _after(turn, code)


def typed(turn: Turn) -> Screen:
    """Points and reason: for the item on screen, or `3=90 vì …` for any, several lines at once."""
    pairs = turn.pairs(TYPED_AT_MOST)
    if pairs and len(pairs) <= LINES_AT_MOST:
        return _several(turn, pairs)
    if len(turn.args) < 3:  # noqa: PLR2004 - the sheet is on screen, not an item
        raise UnknownItem(turn.text)
    return _judged(turn, turn.number(1), turn.number(2))


def _judged(turn: Turn, number: int, version: int) -> Screen:
    """One item's points and reason; the reason is asked for where it is needed and missing."""
    verdict = read_verdict(turn.text)
    seen = _seen(turn)
    found = seen.by_number(number)
    if act.recognition(found, verdict.value).differs and not verdict.reason:
        return item_view.because(seen, found, verdict.value, version, turn.t)
    return _after(turn, _change(turn, found.code, verdict, version))


def _change(turn: Turn, key: str, verdict: Verdict, version: int | None) -> str:
    given = (verdict.value, verdict.reason, version)
    return act.change(turn.session, turn.me, turn.number(0), key, *given, turn.now)


def _several(turn: Turn, pairs: list[tuple[str, str]]) -> Screen:
    """All of them or none: the first that cannot be taken refuses the whole."""
    for key, text in pairs:
        _change(turn, key, read_verdict(text), None)
    words = turn.t.n("✅ Saved: %(count)s item.", "✅ Saved: %(count)s items.", len(pairs))
    return _front(turn, _seen(turn)).noticing(words)


def _after(turn: Turn, code: str) -> Screen:
    """What was recognised, and the next item that waits; the front page after the last."""
    seen = _seen(turn)
    points = view.pair(seen.items[code], turn.t)
    words = turn.t("✅ Saved %(code)s: %(points)s", code=code, points=points)
    following = seen.after(code)
    if following is None:
        return _front(turn, seen).noticing(words)
    return _item_screen(turn, seen, following).noticing(words)


def why(turn: Turn) -> Screen:
    """The reason is asked for again, with the points that were typed."""
    seen = _seen(turn)
    found = seen.by_number(turn.number(1))
    given = str(turn.kept.get("typed", ""))
    if not given:
        return _item_screen(turn, seen, found)
    return item_view.because(seen, found, given, turn.number(2), turn.t)


def because(turn: Turn) -> Screen:
    """A typed reason for the points typed before it."""
    verdict = Verdict(str(turn.kept.get("typed", "")), turn.text)
    found = _seen(turn).by_number(turn.number(1))
    return _after(turn, _change(turn, found.code, verdict, turn.number(2)))


def sure(turn: Turn) -> Screen:
    """Before agreeing with all that waits."""
    seen = _seen(turn)
    part = turn.number(1)
    if not 0 <= part <= len(seen.sheet.loaded.table.parts):
        raise UnknownButton
    if not seen.marked(Mark.WAITING, _part_code(seen, part)):
        return _front(turn, seen)
    return view.sure(seen, part, turn.t)


def _part_code(seen: AppraisalView, part: int) -> str:
    """The part counted from 1; with 0 none, which means the whole sheet."""
    parts = seen.sheet.loaded.table.parts
    if not 0 <= part <= len(parts):
        raise UnknownButton
    return parts[part - 1].code if part else ""


def rest(turn: Turn) -> Screen:
    """Agree with what the confirmation has counted; if that has changed, confirm again."""
    seen = _seen(turn)
    part = _part_code(seen, turn.number(1))
    waiting = len(seen.marked(Mark.WAITING, part))
    if waiting != turn.number(2):
        changed = turn.t("⚠️ The number of items has changed meanwhile. Please check again.")
        return sure(turn).noticing(changed)
    done = act.agree_rest(turn.session, turn.me, turn.number(0), part, turn.now)
    words = turn.t.n("✅ Agreed: %(count)s item.", "✅ Agreed: %(count)s items.", done)
    return _front(turn, _seen(turn)).noticing(words)


def tell(turn: Turn) -> Screen:
    """Send the result to the unit."""
    new = act.tell(turn.session, turn.me, turn.number(0), turn.now)
    screen = _front(turn, _seen(turn))
    if not new:
        return screen.noticing(turn.t("The unit has received this result already."))
    return screen.noticing(turn.t("📨 The result is being sent to the unit."))


def changes(turn: Turn) -> Screen:
    """How an item's recognised points came to be."""
    seen = _seen(turn)
    found = seen.by_number(turn.number(1))
    layers = frozenset({Layer.STANDING})
    told = history(turn.session, turn.number(0), found.code, layers)
    return item_view.history(seen, found, told, turn.t)


ROUTES = {
    "appraisal.sheet": sheet,
    "appraisal.item": item,
    "appraisal.why": why,
    "appraisal.sure": sure,
    "appraisal.history": changes,
}
ACTS = {"appraisal.agree": agree, "appraisal.rest": rest, "appraisal.tell": tell}
ANSWERS = {"appraisal.typed": typed, "appraisal.because": because}
