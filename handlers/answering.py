"""An appraiser asks the unit, and answers what it explains."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import answering as view
from handlers.views import appraisal_letters as letters
from models.actions import explaining as act
from models.actions.appraisal import recognition
from models.appraisal import ExchangeKind
from models.queries.appraisal import AppraisalView, AppraisedItem, appraised, exchange_in
from models.queries.exchanges import Said
from models.rules.verdict import read_verdict


def question(turn: Turn) -> Screen:
    """Ask for a question to the unit."""
    seen = appraised(turn.session, turn.me, turn.number(0), turn.now)
    return view.question(seen, seen.by_number(turn.number(1)), turn.t)


def asked(turn: Turn) -> Screen:
    """A typed question."""
    act.ask(turn.session, turn.me, turn.number(0), turn.word(1), turn.text, turn.now)
    return question(turn).noticing(turn.t("✅ The question is being sent to the unit."))


def _exchange(turn: Turn, exchange_id: int) -> tuple[AppraisalView, AppraisedItem, Said]:
    return exchange_in(turn.session, appraised, turn.me, exchange_id, turn.now)


def show(turn: Turn) -> Screen:
    """An explanation."""
    return view.exchange(*_exchange(turn, turn.number(0)), turn.t)


def keeping(turn: Turn) -> Screen:
    """Ask why what was recognised stays."""
    return view.keeping(*_exchange(turn, turn.number(0)), turn.t)


def kept(turn: Turn) -> Screen:
    """A typed reason to keep what was recognised."""
    act.keep(turn.session, turn.me, turn.number(0), turn.text, turn.now)
    return _answered(turn)


def conceded(turn: Turn) -> Screen:
    """Typed points and reason; the reason is asked for where it is missing."""
    verdict = read_verdict(turn.text)
    if verdict.reason:
        return _concede(turn, verdict.value, verdict.reason)
    seen, found, said = _exchange(turn, turn.number(0))
    recognition(found, verdict.value)
    return view.granting(seen, found, said, verdict.value, turn.t)


def granting(turn: Turn) -> Screen:
    """The reason is asked for again, with the points that were typed."""
    given = str(turn.kept.get("typed", ""))
    seen, found, said = _exchange(turn, turn.number(0))
    if not given:
        return view.exchange(seen, found, said, turn.t)
    return view.granting(seen, found, said, given, turn.t)


def granted(turn: Turn) -> Screen:
    """A typed reason for the points typed before it."""
    return _concede(turn, str(turn.kept.get("typed", "")), turn.text)


def _concede(turn: Turn, given: str, why: str) -> Screen:
    act.concede(turn.session, turn.me, turn.number(0), given, why, turn.now)
    return _answered(turn)


def _answered(turn: Turn) -> Screen:
    return show(turn).noticing(turn.t("✅ The answer is being sent to the unit."))


def replied_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The unit's answer, to who asked."""
    return letters.replied(*_exchange(turn, params["exchange"]), turn.t)


def explained_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """That the unit explains, while an explanation waits."""
    seen = appraised(turn.session, turn.me, params["sheet"], turn.now)
    waiting = len(seen.waiting(ExchangeKind.EXPLANATION))
    return letters.explained(seen, waiting, turn.t) if waiting else None


ROUTES = {
    "appraisal.question": question,
    "appraisal.exchange": show,
    "appraisal.keep": keeping,
    "appraisal.granting": granting,
}
ANSWERS = {
    "appraisal.asked": asked,
    "appraisal.kept": kept,
    "appraisal.conceded": conceded,
    "appraisal.granted": granted,
}
LETTERS = {"replied": replied_letter, "explained": explained_letter}
