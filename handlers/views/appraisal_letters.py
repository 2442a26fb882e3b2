"""Letters between who appraises a sheet and its unit."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Screen, blocks, button, lines
from handlers.views.appraisal import LISTED, changed_line, pair
from handlers.views.common import bold, period_of
from handlers.views.exchanges import said_words
from handlers.views.explaining import may_explain
from models.queries.appraisal import AppraisalView, AppraisedItem
from models.queries.exchanges import Said
from models.queries.period import PeriodState


def appointed(period: PeriodState, t: Translator) -> Screen:
    """The head has named the unit to appraise."""
    text = t(
        "The head of %(cluster)s appoints your unit to take part in the appraisal of %(period)s.",
        cluster=period.cluster_name,
        period=period_of(period, t),
    )
    row = (button(t("⚖️ Appraisal"), "appraisal.show", period.period_id, style="primary"),)
    return Screen(text, (row,))


def told(view: AppraisalView, now: datetime, t: Translator) -> Screen:
    """The result, to everyone of the unit: what differs, and until when to explain."""
    status, changed = view.sheet.status, view.differing
    text = blocks(
        t(
            "The self-score sheet of %(unit)s (%(period)s) has been appraised.",
            unit=status.unit_name,
            period=period_of(status.period, t),
        ),
        lines(*(changed_line(each, t) for each in changed[:LISTED]))
        if changed
        else t("✅ Every item is recognised as the unit declared it."),
        len(changed) > LISTED and t("… and %(more)s more", more=len(changed) - LISTED),
        changed
        and may_explain(view, now)
        and view.explain_until is not None
        and t(
            "Does the unit explain? Until %(when)s, each item once.",
            when=t.moment(view.explain_until),
        ),
    )
    words = t("⚖️ See the result")
    return Screen(text, ((button(words, "explaining.show", status.sheet_id, style="primary"),),))


def asked(view: AppraisalView, found: AppraisedItem, said: Said, t: Translator) -> Screen:
    """A question, to everyone of the unit."""
    text = blocks(_about(view, found, t), said_words(said, t))
    words = t("❓ Answer the question")
    row = (button(words, "explaining.question", said.exchange_id, style="primary"),)
    return Screen(text, (row,))


def replied(view: AppraisalView, found: AppraisedItem, said: Said, t: Translator) -> Screen:
    """The unit's answer, to who asked."""
    sheet_id, number = view.sheet.status.sheet_id, found.state.number
    row = (button(t("⚖️ Go to the item"), "appraisal.item", sheet_id, number, style="primary"),)
    return Screen(blocks(_about(view, found, t), said_words(said, t)), (row,))


def explained(view: AppraisalView, waiting: int, t: Translator) -> Screen:
    """The unit explains, to who appraised it."""
    status = view.sheet.status
    text = t.n(
        "%(unit)s explains %(count)s item of its sheet (%(period)s).",
        "%(unit)s explains %(count)s items of its sheet (%(period)s).",
        waiting,
        unit=status.unit_name,
        period=period_of(status.period, t),
    )
    words, period_id = t("💬 Answer"), status.period.period_id
    return Screen(text, ((button(words, "appraisal.answers", period_id, style="primary"),),))


def answered(view: AppraisalView, found: AppraisedItem, said: Said, t: Translator) -> Screen:
    """What came of an explanation, to everyone of the unit."""
    text = blocks(
        _about(view, found, t),
        said_words(said, t),
        t("Points now: %(points)s", points=pair(found, t)),
    )
    sheet_id, number = view.sheet.status.sheet_id, found.state.number
    return Screen(text, ((button(t("⚖️ See the item"), "explaining.item", sheet_id, number),),))


def _about(view: AppraisalView, found: AppraisedItem, t: Translator) -> Markup:
    item, status = found.state.item, view.sheet.status
    return lines(
        Markup("{} · {}").format(status.unit_name, period_of(status.period, t)),
        bold(Markup("{}. {}").format(item.code, t.pick(item.name_vi, item.name_en))),
    )
