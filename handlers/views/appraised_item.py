"""One item before its appraiser: declared and recognised, the reason, what was asked."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain
from handlers.views.answer import answer_words, working_words
from handlers.views.appraisal import MARKS, address, can_appraise, declared_words, recognised_words
from handlers.views.common import bold, comrade, sheet_topic, small
from handlers.views.exchanges import SAID_AT_MOST, exchange_blocks
from handlers.views.item import asked_line, item_title, note_lines, unproven_line
from handlers.views.pieces import use_lines
from models.appraisal import ExchangeKind
from models.queries.appraisal import AppraisalView, AppraisedItem, Mark
from models.queries.evidence import Piece, Uses
from models.queries.history import Change
from models.rules.answers import Answer
from models.rules.kinds import Layer


def item(
    view: AppraisalView,
    found: AppraisedItem,
    pieces: Sequence[Piece],
    uses: Uses,
    computed: Decimal | None,
    t: Translator,
) -> Screen:
    """An item: what the unit says, what proves it, what is recognised; agree, or type.

    `uses`: evidence that other units use, too. `computed`: the points that the recognised results
    of the whole cluster bring, where points are computed.
    """
    where = address(view, found)
    text = blocks(
        lines(
            Markup("{}").format(view.sheet.status.unit_name),
            item_title(view.sheet, found.state, t),
        ),
        _declared(view, found, t),
        lines(*(line for piece in pieces for line in use_lines(piece, uses[piece.evidence_id], t))),
        _recognised(found, computed, t),
        *exchange_blocks(found, t),
        can_appraise(view) and _how(found, t),
    )
    return Screen(
        text,
        _rows(view, found, t),
        route=pack("appraisal.item", *where),
        topic=sheet_topic(where[0]),
        asks=pack("appraisal.typed", *where, found.version) if can_appraise(view) else "",
    )


def _declared(view: AppraisalView, found: AppraisedItem, t: Translator) -> Markup:
    state = found.state
    answer = answer_words(state.item, state.answer, t) if state.answer else t("no answer")
    return lines(
        t("Declared: <b>%(answer)s</b>", answer=answer),
        found.working.answered and working_words(state.item, found.working, t),
        *note_lines(state, t),
        t("📎 Evidence: %(count)s", count=state.proof.pieces),
        asked_line(view.sheet, state, t),
        unproven_line(state, t),
    )


def _recognised(found: AppraisedItem, computed: Decimal | None, t: Translator) -> Markup:
    judgement = found.judgement
    if judgement is None:
        return t("%(mark)s Not appraised yet.", mark=MARKS[Mark.WAITING])
    return lines(
        t(
            "%(mark)s Recognised: <b>%(value)s</b>",
            mark=MARKS[found.mark],
            value=recognised_words(found, t),
        ),
        computed is not None
        and t("→ <b>%(points)s points</b> in the whole cluster", points=t.points(computed)),
        judgement.reason and t("Reason: %(reason)s", reason=plain(judgement.reason, SAID_AT_MOST)),
        small(
            t("%(who)s, %(when)s", who=comrade(judgement.by, t), when=t.moment(judgement.at)),
        ),
        found.stale and t("⚠️ The unit has changed its answer since; please appraise it again."),
    )


def _how(found: AppraisedItem, t: Translator) -> Markup:
    if found.working.not_assigned:
        return t("The unit was not given this target: it is left out of the total.")
    if found.computed:
        return lines(
            bold(t("Agree, or type the recognised result and the reason.")),
            small(t("The points are then computed anew for the whole cluster.")),
        )
    return lines(
        bold(t("Agree, or type the recognised points and the reason.")),
        small(t("For example: 90 vì chưa đủ minh chứng")),
    )


def _rows(view: AppraisalView, found: AppraisedItem, t: Translator) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if can_appraise(view):
        rows += _answers(view, found, t)
    proof = found.state.proof.pieces
    where = address(view, found)
    if proof:
        rows.append((button(t("📎 Evidence (%(count)s)", count=proof), "evidence.of", *where),))
    aside = [button(t("🕘 History"), "appraisal.history", *where)]
    if can_appraise(view):
        aside.insert(0, button(t("❓ Ask the unit"), "appraisal.question", *where))
    return (*rows, tuple(aside), _turning(view, found, t))


def _answers(view: AppraisalView, found: AppraisedItem, t: Translator) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = [
        (button(t("💬 Answer the explanation"), "appraisal.exchange", said.exchange_id),)
        for said in found.of_kind(ExchangeKind.EXPLANATION)
        if said.waits
    ]
    if found.mark is not Mark.AGREED:
        words = t("✅ Agree: %(value)s", value=declared_words(found, t))
        where = (*address(view, found), found.version)
        style = "" if rows or found.mark is Mark.CHANGED else "primary"
        rows.append((button(words, "appraisal.agree", *where, style=style),))
    return rows


def _turning(view: AppraisalView, found: AppraisedItem, t: Translator) -> tuple[Button, ...]:
    sheet_id, number = address(view, found)
    part = [each.code for each in view.sheet.loaded.table.parts].index(found.state.part)
    row = []
    if number > 1:
        row.append(button("◀️", "appraisal.item", sheet_id, number - 1))
    words = t("Part %(code)s", code=found.state.part)
    row.append(button(words, "appraisal.sheet", sheet_id, part))
    row.append(button(t("📋 Sheet"), "appraisal.sheet", sheet_id))
    if number < len(view.items):
        row.append(button("▶️", "appraisal.item", sheet_id, number + 1))
    return tuple(row)


def because(
    view: AppraisalView, found: AppraisedItem, typed: str, version: int, t: Translator
) -> Screen:
    """The points were typed without a reason: asks for it."""
    where = (*address(view, found), version)
    back = button(t("◀️ Back"), "appraisal.item", *where[:2])
    return Screen(
        reason_wanted(view, found, typed, t),
        ((back,),),
        route=pack("appraisal.why", *where),
        topic=sheet_topic(where[0]),
        asks=pack("appraisal.because", *where),
        kept={"typed": typed},
    )


def reason_wanted(view: AppraisalView, found: AppraisedItem, typed: str, t: Translator) -> Markup:
    """Asks for the reason of the points that were typed."""
    return blocks(
        item_title(view.sheet, found.state, t),
        t(
            "Declared %(declared)s, recognised <b>%(typed)s</b>.",
            declared=declared_words(found, t),
            typed=typed,
        ),
        bold(t("Please type the reason, which the unit will read.")),
    )


def history(
    view: AppraisalView, found: AppraisedItem, changes: Sequence[Change], t: Translator
) -> Screen:
    """Who changed the recognised points, when, from what to what, and why."""
    where = address(view, found)
    told = [_change_words(found, each, t) for each in changes if each.layer is Layer.STANDING]
    text = blocks(
        item_title(view.sheet, found.state, t),
        bold(t("History of the appraisal")),
        lines(*told) if told else t("Nothing has been changed yet."),
    )
    back = (button(t("◀️ Back"), "appraisal.item", *where),)
    return Screen(
        text,
        (back,),
        route=pack("appraisal.history", *where),
        topic=sheet_topic(where[0]),
    )


def _change_words(found: AppraisedItem, change: Change, t: Translator) -> Markup:
    reason = plain(change.why, SAID_IN_HISTORY)
    return t(
        "• %(when)s, %(who)s: %(old)s → %(new)s%(why)s",
        when=t.moment(change.at),
        who=comrade(change.by, t),
        old=_value(found, change.old, change.old_points, t),
        new=_value(found, change.new, change.new_points, t),
        why=f" – {reason}" if reason else "",
    )


SAID_IN_HISTORY = 150
"""Characters of a reason in the history: eight changes fit on a card."""


def _value(found: AppraisedItem, answer: Answer | None, points: str, t: Translator) -> str:
    if answer is not None:
        return plain(answer_words(found.state.item, answer, t))
    return t.points(Decimal(points)) if points else "–"
