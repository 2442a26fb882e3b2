"""The unit before its appraisal: what differs, explaining, answering questions; and the letters."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.appraisal import LISTED, SAID, declared_words, pair, recognised_words
from handlers.views.common import bold, period_of, quote, sheet_topic, small
from handlers.views.exchanges import SAID_AT_MOST, exchange_blocks, said_words
from handlers.views.item import item_title
from models.appraisal import ExchangeKind
from models.queries.appraisal import AppraisalView, AppraisedItem, Mark
from models.queries.appraising import Told
from models.queries.exchanges import Said
from models.rules.stages import Stage


def may_explain(view: AppraisalView, now: datetime) -> bool:
    """Whether the time for explaining runs."""
    until = view.explain_until
    in_stage = view.sheet.status.period.stage is Stage.APPRAISAL
    return in_stage and view.told_at is not None and until is not None and now <= until


def can_explain(view: AppraisalView, item: AppraisedItem, now: datetime) -> bool:
    """Whether this item can be explained now: it differs, and has not been explained."""
    differs = item.mark is Mark.CHANGED
    return may_explain(view, now) and differs and not item.of_kind(ExchangeKind.EXPLANATION)


def told_rows(told: Told, t: Translator) -> list[tuple[Button, ...]]:
    """The ways from the unit's own cards to what was asked and said of its sheet."""
    rows: list[tuple[Button, ...]] = []
    if told.questions:
        words = t.n(
            "❓ Answer %(count)s question of the appraiser",
            "❓ Answer %(count)s questions of the appraiser",
            told.questions,
        )
        rows.append((button(words, "explaining.show", told.sheet_id, style="primary"),))
    if told.told:
        words = t.n(
            "⚖️ Result of the appraisal: %(count)s item differs",
            "⚖️ Result of the appraisal: %(count)s items differ",
            told.differing,
        )
        rows.append((button(words, "explaining.show", told.sheet_id),))
    return rows


def result(view: AppraisalView, now: datetime, t: Translator) -> Screen:
    """What is recognised otherwise than declared, item by item, with the reason."""
    status, shown = view.sheet.status, _to_show(view)
    text = blocks(
        lines(
            bold(t("⚖️ Result of the appraisal · %(period)s", period=period_of(status.period, t))),
            Markup("{}").format(status.unit_name),
        ),
        _summary(view, now, t),
        lines(*(_line(each, t) for each in shown[:LISTED])),
        len(shown) > LISTED and t("… and %(more)s more", more=len(shown) - LISTED),
    )
    buttons = [
        button(f"{_sign(each)} {each.code}", "explaining.item", status.sheet_id, each.state.number)
        for each in shown
    ]
    back = button(t("📋 Sheet"), "sheet.show", status.sheet_id)
    return Screen(
        text,
        (
            *_questions(view, t),
            *grid(buttons, 3),
            *_agreeing(view, t),
            (back, button(t("🏠 Home"), "home.show")),
        ),
        route=pack("explaining.show", status.sheet_id),
        topic=sheet_topic(status.sheet_id),
    )


def _to_show(view: AppraisalView) -> list[AppraisedItem]:
    """What differs, and what was asked or explained."""
    return [each for each in view.items.values() if each.mark is Mark.CHANGED or each.exchanges]


def _summary(view: AppraisalView, now: datetime, t: Translator) -> Markup:
    if view.told_at is None or view.explain_until is None:
        return t("The result of the appraisal has not been sent yet.")
    count = len(view.differing)
    if not count:
        return t("✅ Every item is recognised as the unit declared it.")
    until = t.moment(view.explain_until)
    return lines(
        t.n("%(count)s item differs:", "%(count)s items differ:", count),
        t("Does the unit explain? Until %(when)s, each item once.", when=until)
        if may_explain(view, now)
        else t("Explanations were received until %(when)s.", when=until),
        view.accepted and t("✅ The unit has agreed."),
    )


def _line(item: AppraisedItem, t: Translator) -> Markup:
    reason = item.judgement.reason if item.judgement and item.mark is Mark.CHANGED else ""
    return lines(
        t(
            "%(sign)s %(code)s %(name)s: %(points)s",
            sign=_sign(item),
            code=item.code,
            name=plain(t.pick(item.state.item.name_vi, item.state.item.name_en), SAID),
            points=pair(item, t),
        ),
        reason and small(t("Reason: %(reason)s", reason=plain(reason, SAID))),
    )


def _sign(item: AppraisedItem) -> str:
    if any(each.waits for each in item.of_kind(ExchangeKind.QUESTION)):
        return "❓"
    explained = item.of_kind(ExchangeKind.EXPLANATION)
    if not explained:
        return "≠" if item.mark is Mark.CHANGED else "✅"
    return "⏳" if explained[-1].waits else "💬"


def _questions(view: AppraisalView, t: Translator) -> Rows:
    return tuple(
        (
            button(
                t("❓ Answer the question on %(code)s", code=said.code),
                "explaining.question",
                said.exchange_id,
                style="primary",
            ),
        )
        for said in view.waiting(ExchangeKind.QUESTION)
    )


def _agreeing(view: AppraisalView, t: Translator) -> Rows:
    in_stage = view.sheet.status.period.stage is Stage.APPRAISAL
    explained = any(each.of_kind(ExchangeKind.EXPLANATION) for each in view.items.values())
    if not in_stage or view.told_at is None or view.accepted or explained or not view.differing:
        return ()
    words = t("✅ No explanation, the unit agrees")
    return ((button(words, "explaining.accept", view.sheet.status.sheet_id),),)


def item(view: AppraisalView, found: AppraisedItem, now: datetime, t: Translator) -> Screen:
    """One item: declared, recognised, why; a typed text or a file begins the explanation."""
    where = _where(view, found)
    open_now = can_explain(view, found, now)
    text = blocks(
        item_title(view.sheet, found.state, t),
        compared(found, t),
        *exchange_blocks(found, t),
        open_now
        and lines(
            bold(t("Please type the explanation (at most 1000 characters).")),
            small(t("Before sending it, files and pictures may be added here as evidence.")),
        ),
        t("📎 Evidence: %(count)s", count=found.state.proof.pieces),
    )
    return Screen(
        text,
        (*_item_rows(view, found, t), (_back(view, t),)),
        route=pack("explaining.item", *where),
        topic=sheet_topic(where[0]),
        asks=pack("explaining.typed", *where) if open_now else "",
        takes=pack("explaining.take", *where) if open_now else "",
    )


def compared(found: AppraisedItem, t: Translator) -> Markup:
    """Declared and recognised, and why; nothing of the latter before the unit may see it."""
    judgement = found.judgement
    return lines(
        t("Declared: <b>%(answer)s</b>", answer=declared_words(found, t)),
        judgement and t("Recognised: <b>%(value)s</b>", value=recognised_words(found, t)),
        judgement
        and judgement.reason
        and t("Reason: %(reason)s", reason=plain(judgement.reason, SAID_AT_MOST)),
    )


def _item_rows(view: AppraisalView, found: AppraisedItem, t: Translator) -> Rows:
    rows = [
        (button(t("❓ Answer the question"), "explaining.question", said.exchange_id),)
        for said in found.of_kind(ExchangeKind.QUESTION)
        if said.waits
    ]
    count = found.state.proof.pieces
    if count:
        words = t("📎 Evidence (%(count)s)", count=count)
        rows.append((button(words, "evidence.of", *_where(view, found)),))
    return tuple(rows)


def _where(view: AppraisalView, found: AppraisedItem) -> tuple[int, int]:
    return view.sheet.status.sheet_id, found.state.number


def _back(view: AppraisalView, t: Translator) -> Button:
    words = t("◀️ Result of the appraisal")
    return button(words, "explaining.show", view.sheet.status.sheet_id)


def confirm(view: AppraisalView, found: AppraisedItem, said: str, t: Translator) -> Screen:
    """The explanation read back; one button sends it."""
    where = _where(view, found)
    text = blocks(
        item_title(view.sheet, found.state, t),
        compared(found, t),
        lines(bold(t("💬 Explanation of the unit")), quote(said)),
        t("📎 Evidence: %(count)s", count=found.state.proof.pieces),
        small(t("An item is explained once. Files may still be added here before sending.")),
    )
    rows = (
        (button(t("📨 Send the explanation"), "explaining.send", *where, style="primary"),),
        (button(t("✏️ Type it again"), "explaining.item", *where),),
    )
    return Screen(
        text,
        rows,
        route=pack("explaining.sure", *where),
        topic=sheet_topic(where[0]),
        asks=pack("explaining.typed", *where),
        takes=pack("explaining.take", *where),
        kept={"said": said},
    )


def question(view: AppraisalView, found: AppraisedItem, said: Said, t: Translator) -> Screen:
    """A question of the appraiser; a typed text answers it."""
    text = blocks(
        item_title(view.sheet, found.state, t),
        said_words(said, t),
        said.waits and bold(t("Please type the answer (at most 1000 characters).")),
    )
    return Screen(
        text,
        ((_back(view, t),),),
        route=pack("explaining.question", said.exchange_id),
        topic=sheet_topic(view.sheet.status.sheet_id),
        asks=pack("explaining.replied", said.exchange_id) if said.waits else "",
    )
