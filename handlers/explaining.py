"""The unit before its appraisal: what differs, explaining, answering questions, agreeing."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn, Upload
from handlers.views import appraisal_letters as letters
from handlers.views import explaining as view
from models.actions import explaining as act
from models.actions.evidence import Given
from models.errors import FileNotExpected
from models.evidence import EvidenceKind
from models.queries.appraisal import AppraisalView, AppraisedItem, exchange_in, own
from models.queries.exchanges import Said
from models.rules.stages import Stage


def _seen(turn: Turn) -> AppraisalView:
    """My unit's sheet, which the first argument names."""
    return own(turn.session, turn.me, turn.number(0), turn.now)


def show(turn: Turn) -> Screen:
    """What differs."""
    return view.result(_seen(turn), turn.now, turn.t)


def item(turn: Turn) -> Screen:
    """One item."""
    seen = _seen(turn)
    return view.item(seen, seen.by_number(turn.number(1)), turn.now, turn.t)


def typed(turn: Turn) -> Screen:
    """A typed explanation; the next button sends it."""
    return _confirm(turn, act.checked_words(turn.text))


def sure(turn: Turn) -> Screen:
    """The confirmation again, with what was typed; the item once it is sent."""
    return _confirm(turn, str(turn.kept.get("said", "")))


def _confirm(turn: Turn, said: str) -> Screen:
    seen = _seen(turn)
    found = seen.by_number(turn.number(1))
    if not said or not view.can_explain(seen, found, turn.now):
        return view.item(seen, found, turn.now, turn.t)
    return view.confirm(seen, found, said, turn.t)


def send(turn: Turn) -> Screen:
    """Send the explanation on screen."""
    said = str(turn.kept.get("said", ""))
    act.explain(turn.session, turn.me, turn.number(0), turn.word(1), said, turn.now)
    return show(turn).noticing(turn.t("✅ The explanation has been sent."))


def take(turn: Turn) -> Screen:
    """A file that belongs to the explanation; what was typed stays."""
    given = _given(turn.upload)
    caption = turn.upload.caption if turn.upload else ""
    act.add_later(turn.session, turn.me, turn.number(0), turn.word(1), given, caption, turn.now)
    return sure(turn).noticing(turn.t("📎 Added: %(name)s", name=given.name))


def _given(upload: Upload | None) -> Given:
    if upload is None:
        raise FileNotExpected
    return Given(EvidenceKind(upload.kind), upload.sha256, upload.name, upload.size)


def accept(turn: Turn) -> Screen:
    """The unit agrees."""
    act.accept(turn.session, turn.me, turn.number(0), turn.now)
    return show(turn).noticing(turn.t("✅ The unit's agreement has been recorded."))


def _exchange(turn: Turn, exchange_id: int) -> tuple[AppraisalView, AppraisedItem, Said]:
    return exchange_in(turn.session, own, turn.me, exchange_id, turn.now)


def question(turn: Turn) -> Screen:
    """A question of the appraiser."""
    return view.question(*_exchange(turn, turn.number(0)), turn.t)


def replied(turn: Turn) -> Screen:
    """A typed answer to it."""
    act.reply(turn.session, turn.me, turn.number(0), turn.text, turn.now)
    return question(turn).noticing(turn.t("✅ The answer has been sent to the appraiser."))


# -- letters ----------------------------------------------------------------------------------


def told_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The result, unless it has been sent anew, is being mended, or lies open to all."""
    seen = own(turn.session, turn.me, params["sheet"], turn.now)
    told = seen.told_at.isoformat() if seen.told_at else ""
    if told != params["told"] or not seen.submitted:
        return None
    if seen.sheet.status.period.stage is not Stage.APPRAISAL:
        return None
    return letters.told(seen, turn.now, turn.t)


def asked_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A question, while it has no answer and can be given one."""
    seen, found, said = _exchange(turn, params["exchange"])
    if not said.waits or seen.sheet.status.period.stage is not Stage.APPRAISAL:
        return None
    return letters.asked(seen, found, said, turn.t)


def answered_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """What came of an explanation."""
    seen, found, said = _exchange(turn, params["exchange"])
    return letters.answered(seen, found, said, turn.t)


ROUTES = {
    "explaining.show": show,
    "explaining.item": item,
    "explaining.sure": sure,
    "explaining.question": question,
}
ACTS = {"explaining.send": send, "explaining.accept": accept}
ANSWERS = {"explaining.typed": typed, "explaining.replied": replied}
FILES = {"explaining.take": take}
LETTERS = {
    "appraised": told_letter,
    "asked": asked_letter,
    "explanation-answered": answered_letter,
}
