"""Cross-scoring another unit: item by item, handed in, taken back."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import LINES_AT_MOST, Turn
from handlers.views import cross as view
from handlers.views import cross_letters as letters
from handlers.views import cross_tasks as tasks_view
from handlers.views import crossed_item as item_view
from models import access
from models.actions import cross as act
from models.cross_access import crossed_task
from models.errors import UnknownButton, UnknownItem
from models.queries.cross import CrossItem, TaskView, task_view
from models.queries.cross_tasks import my_tasks
from models.queries.crossing import round_of
from models.queries.people import unit_names
from models.queries.period import period_state
from models.rules.calendar import local_date
from models.rules.verdict import Verdict, read_verdict
from models.sheet import Period

TYPED_AT_MOST = 3000


def _task(turn: Turn) -> TaskView:
    """The task that the first argument names, my unit's to score."""
    found = crossed_task(turn.session, turn.me, turn.number(0), turn.today)
    return task_view(turn.session, found, turn.now, turn.today)


def mine(turn: Turn) -> Screen:
    """What my unit has been given."""
    period = access.period_for(turn.session, turn.me, turn.number(0))
    tasks = my_tasks(turn.session, turn.me, period, turn.now, turn.today)
    return tasks_view.mine(period.id or 0, tasks, turn.t)


def task(turn: Turn) -> Screen:
    """A task's front page, or one of its sections."""
    found = _task(turn)
    if len(turn.args) > 1 and found.readable:
        parts = found.loaded.table.parts
        if not 0 <= turn.number(1) < len(parts) or not found.in_part(parts[turn.number(1)].code):
            raise UnknownButton
        return view.part(found, turn.number(1), turn.t)
    return view.front(found, turn.t)


def item(turn: Turn) -> Screen:
    """An item; the front page while the sheet is with its unit."""
    found = _task(turn)
    if not found.readable:
        return view.front(found, turn.t)
    return item_view.item(found, found.by_number(turn.number(1)), turn.t)


def agree(turn: Turn) -> Screen:
    """The declared points; on to the next that is not scored."""
    seen = turn.number(2)
    code = act.agree(turn.session, turn.me, turn.number(0), turn.word(1), seen, turn.now)
    return _after(turn, code)


def typed(turn: Turn) -> Screen:
    """Points and comment: for the item on screen, or `3=80 vì …` for any, several lines at once."""
    pairs = turn.pairs(TYPED_AT_MOST)
    if pairs and len(pairs) <= LINES_AT_MOST:
        return _several(turn, pairs)
    if len(turn.args) < 3:  # noqa: PLR2004 - the task is on screen, not an item
        raise UnknownItem(turn.text)
    return _scored(turn, turn.number(1), turn.number(2))


def _scored(turn: Turn, number: int, version: int) -> Screen:
    """One item's points; the comment is asked for where it is needed and missing."""
    verdict = read_verdict(turn.text)
    found = _task(turn)
    item = found.by_number(number)
    if item.needs_comment(act.points_for(item, verdict.value)) and not verdict.reason:
        return item_view.because(found, item, verdict.value, version, turn.t)
    return _after(turn, _give(turn, item.code, verdict, version))


def _give(turn: Turn, key: str, verdict: Verdict, version: int | None) -> str:
    given = (verdict.value, verdict.reason, version)
    return act.give(turn.session, turn.me, turn.number(0), key, *given, turn.now)


def _several(turn: Turn, pairs: list[tuple[str, str]]) -> Screen:
    """All of them or none: the first that cannot be taken refuses the whole."""
    for key, text in pairs:
        _give(turn, key, read_verdict(text), None)
    words = turn.t.n("✅ Saved: %(count)s item.", "✅ Saved: %(count)s items.", len(pairs))
    return view.front(_task(turn), turn.t).noticing(words)


def _after(turn: Turn, code: str) -> Screen:
    """What was given, and the next item without a score; the front page after the last."""
    found = _task(turn)
    points = view.pair(found.items[code], turn.t)
    words = turn.t("✅ Saved %(code)s: %(points)s", code=code, points=points)
    following = found.after(code)
    if following is None:
        return view.front(found, turn.t).noticing(words)
    return item_view.item(found, following, turn.t).noticing(words)


def why(turn: Turn) -> Screen:
    """The comment is asked for again, with the points that were typed."""
    found = _task(turn)
    if not found.readable:
        return view.front(found, turn.t)
    here, given = found.by_number(turn.number(1)), str(turn.kept.get("typed", ""))
    if not given:
        return item_view.item(found, here, turn.t)
    return item_view.because(found, here, given, turn.number(2), turn.t)


def because(turn: Turn) -> Screen:
    """A typed comment for the points typed before it."""
    verdict = Verdict(str(turn.kept.get("typed", "")), turn.text)
    here: CrossItem = _task(turn).by_number(turn.number(1))
    return _after(turn, _give(turn, here.code, verdict, turn.number(2)))


def sure(turn: Turn) -> Screen:
    """Before the declared points are given for all the rest."""
    found = _task(turn)
    if not found.editable or not found.missing:
        return view.front(found, turn.t)
    return view.sure(found, turn.t)


def rest(turn: Turn) -> Screen:
    """The declared points for what the confirmation has counted; else confirm again."""
    if len(_task(turn).missing) != turn.number(1):
        changed = turn.t("⚠️ The number of items has changed meanwhile. Please check again.")
        return sure(turn).noticing(changed)
    done = act.agree_rest(turn.session, turn.me, turn.number(0), turn.now)
    words = turn.t.n("✅ Saved: %(count)s item.", "✅ Saved: %(count)s items.", done)
    return view.front(_task(turn), turn.t).noticing(words)


def submit(turn: Turn) -> Screen:
    """Hand in what was on screen; if that has changed meanwhile, show it again."""
    found = _task(turn)
    if found.submitted_at is None and found.seal != turn.number(1):
        changed = turn.t("⚠️ A score has changed meanwhile. Please check again before submitting.")
        return view.front(found, turn.t).noticing(changed)
    act.submit(turn.session, turn.me, turn.number(0), turn.now)
    return view.front(_task(turn), turn.t).noticing(turn.t("📤 The cross-scores are submitted."))


def withdraw(turn: Turn) -> Screen:
    """Take back."""
    act.withdraw(turn.session, turn.me, turn.number(0), turn.now)
    words = turn.t("↩️ The cross-scores have been withdrawn and can be changed.")
    return view.front(_task(turn), turn.t).noticing(words)


# -- letters --------------------------------------------------------------------------------------


def _tasks_of(turn: Turn, params: Mapping[str, Any]) -> tuple[Period, tuple[TaskView, ...]]:
    """The unit's tasks that can still be worked on and are not handed in."""
    period = access.period_for(turn.session, turn.me, params["period"])
    tasks = my_tasks(turn.session, turn.me, period, turn.now, turn.today)
    return period, tuple(each for each in tasks if each.is_open and each.submitted_at is None)


def opened_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To a rater unit: whom it scores, until when."""
    _, tasks = _tasks_of(turn, params)
    return letters.opened(tasks, turn.t) if tasks else None


def reminder_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Only to those who still owe."""
    _, tasks = _tasks_of(turn, params)
    return letters.reminder(tasks, turn.now, turn.t) if tasks else None


def moved_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The new deadline, unless it has been moved again."""
    period, tasks = _tasks_of(turn, params)
    crossing = round_of(turn.session, period)
    if crossing is None or crossing.due_at.isoformat() != params["due"] or not tasks:
        return None
    return letters.moved(tasks, turn.t)


def closed_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The round is over."""
    period = access.period_for(turn.session, turn.me, params["period"])
    name = access.seat_in(turn.me, period.cluster_id).cluster_name
    return letters.closed(period_state(period, name, turn.now), turn.t)


def ended_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A task was taken away."""
    period = access.period_for(turn.session, turn.me, params["period"])
    names = unit_names(turn.session, [params["unit"]], local_date(turn.now))
    name = access.seat_in(turn.me, period.cluster_id).cluster_name
    state = period_state(period, name, turn.now)
    return letters.ended(state, names[params["unit"]][0], turn.t)


ROUTES = {
    "cross.mine": mine,
    "cross.task": task,
    "cross.item": item,
    "cross.why": why,
    "cross.sure": sure,
}
ACTS = {
    "cross.agree": agree,
    "cross.rest": rest,
    "cross.submit": submit,
    "cross.withdraw": withdraw,
}
ANSWERS = {"cross.typed": typed, "cross.because": because}
LETTERS = {
    "cross-opened": opened_letter,
    "cross-reminder": reminder_letter,
    "cross-moved": moved_letter,
    "cross-closed": closed_letter,
    "cross-ended": ended_letter,
}
