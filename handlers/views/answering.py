"""Asking the unit, and answering what it explains."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines
from handlers.views.appraisal import MARKS, address, can_appraise, declared_words, recognised_words
from handlers.views.appraised_item import reason_wanted
from handlers.views.common import bold, quote, sheet_topic, small
from handlers.views.exchanges import exchange_blocks, said_words
from handlers.views.item import item_title
from models.queries.appraisal import AppraisalView, AppraisedItem
from models.queries.exchanges import Said


def question(view: AppraisalView, found: AppraisedItem, t: Translator) -> Screen:
    """Asks for a question to the unit."""
    where = address(view, found)
    text = blocks(
        item_title(view.sheet, found.state, t),
        *exchange_blocks(found, t),
        bold(t("Please type the question to the unit (at most 1000 characters).")),
    )
    back = button(t("◀️ Back"), "appraisal.item", *where)
    return Screen(
        text,
        ((back,),),
        route=pack("appraisal.question", *where),
        topic=sheet_topic(where[0]),
        asks=pack("appraisal.asked", *where),
    )


def exchange(view: AppraisalView, found: AppraisedItem, said: Said, t: Translator) -> Screen:
    """An explanation before the appraiser: other points for a reason, or the same."""
    text = blocks(
        lines(
            Markup("{}").format(view.sheet.status.unit_name),
            item_title(view.sheet, found.state, t),
        ),
        _points_in_question(found, t),
        said_words(said, t),
        can_appraise(view)
        and said.waits
        and lines(
            bold(t("Type other points and the reason, or keep what was recognised.")),
            small(t("For example: 95 vì đã bổ sung quyết định")),
        ),
    )
    answerable = said.waits and can_appraise(view)
    return Screen(
        text,
        _exchange_rows(view, found, said, answerable=answerable, t=t),
        route=pack("appraisal.exchange", said.exchange_id),
        topic=sheet_topic(view.sheet.status.sheet_id),
        asks=pack("appraisal.conceded", said.exchange_id) if answerable else "",
    )


def _points_in_question(found: AppraisedItem, t: Translator) -> Markup:
    judgement = found.judgement
    return lines(
        t("Declared: <b>%(answer)s</b>", answer=declared_words(found, t)),
        judgement
        and t(
            "%(mark)s Recognised: <b>%(value)s</b>",
            mark=MARKS[found.mark],
            value=recognised_words(found, t),
        ),
        judgement and judgement.reason and quote(judgement.reason),
    )


def _exchange_rows(
    view: AppraisalView, found: AppraisedItem, said: Said, *, answerable: bool, t: Translator
) -> Rows:
    where = address(view, found)
    rows: list[tuple[Button, ...]] = []
    if answerable:
        words = t("✋ Keep %(value)s", value=recognised_words(found, t))
        rows.append((button(words, "appraisal.keep", said.exchange_id),))
    if found.state.proof.pieces:
        count = found.state.proof.pieces
        rows.append((button(t("📎 Evidence (%(count)s)", count=count), "evidence.of", *where),))
    period_id = view.sheet.status.period.period_id
    back = (
        button(t("◀️ Back to the item"), "appraisal.item", *where),
        button(t("💬 Explanations"), "appraisal.answers", period_id),
    )
    return (*rows, back)


def keeping(view: AppraisalView, found: AppraisedItem, said: Said, t: Translator) -> Screen:
    """Asks why what was recognised stays."""
    text = blocks(
        item_title(view.sheet, found.state, t),
        said_words(said, t),
        bold(t("Please type why it stays as appraised; the unit will read it.")),
    )
    back = button(t("◀️ Back"), "appraisal.exchange", said.exchange_id)
    return Screen(
        text,
        ((back,),),
        route=pack("appraisal.keep", said.exchange_id),
        topic=sheet_topic(view.sheet.status.sheet_id),
        asks=pack("appraisal.kept", said.exchange_id),
    )


def granting(
    view: AppraisalView, found: AppraisedItem, said: Said, typed: str, t: Translator
) -> Screen:
    """Other points were typed without a reason: asks for it."""
    back = button(t("◀️ Back"), "appraisal.exchange", said.exchange_id)
    return Screen(
        reason_wanted(view, found, typed, t),
        ((back,),),
        route=pack("appraisal.granting", said.exchange_id),
        topic=sheet_topic(view.sheet.status.sheet_id),
        asks=pack("appraisal.granted", said.exchange_id),
        kept={"typed": typed},
    )
