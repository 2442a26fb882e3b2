"""One sheet before its appraiser: its front page, its sections, agreeing with all the rest."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.answer import answer_words
from handlers.views.common import bar, bold, period_of, sheet_topic, small
from handlers.views.submission import late_line
from models.points import ZERO
from models.queries.appraisal import AppraisalView, AppraisedItem, Mark
from models.rules.stages import Stage

MARKS = {Mark.WAITING: "⬜", Mark.AGREED: "✅", Mark.CHANGED: "≠"}
LISTED = 12
"""Changed items that a front page names one by one."""
SAID = 80
"""Characters of a name or a reason in a list."""


def sheet(view: AppraisalView, *, may_run: bool, t: Translator) -> Screen:
    """A sheet's front page: how far it is, what was changed, what can be done with the rest."""
    status, changed = view.sheet.status, view.differing
    done = len(view.items) - len(view.marked(Mark.WAITING))
    text = blocks(
        heading(view, t),
        lines(
            t(
                "%(bar)s %(done)s/%(all)s items appraised",
                bar=bar(done, len(view.items)),
                done=done,
                all=len(view.items),
            ),
            late_line(status, t),
            _told(view, t),
        ),
        lines(*(_part_line(view, number, t) for number in range(len(_parts(view))))),
        changed
        and lines(
            bold(t("Recognised otherwise than declared")),
            *(changed_line(each, t) for each in changed[:LISTED]),
            len(changed) > LISTED and t("… and %(more)s more", more=len(changed) - LISTED),
        ),
        can_appraise(view) and small(several_at_once(t)),
    )
    return Screen(
        text,
        (*_steps(view, t), *_part_buttons(view, t), *_ways(view, may_run=may_run, t=t)),
        route=pack("appraisal.sheet", status.sheet_id),
        topic=sheet_topic(status.sheet_id),
        asks=pack("appraisal.typed", status.sheet_id) if can_appraise(view) else "",
    )


def heading(view: AppraisalView, t: Translator) -> Markup:
    """A sheet's heading before its appraiser."""
    status = view.sheet.status
    return lines(
        bold(t("⚖️ Appraisal · %(period)s", period=period_of(status.period, t))),
        Markup("{}").format(status.unit_name),
    )


def can_appraise(view: AppraisalView) -> bool:
    """Whether the sheet takes an appraisal now."""
    return view.submitted and view.sheet.status.period.stage is Stage.APPRAISAL


def several_at_once(t: Translator) -> Markup:
    """How several items are changed at once."""
    return t("Items may be typed here, a line each: 3=90 vì chưa đủ minh chứng")


def _parts(view: AppraisalView) -> list[str]:
    return [part.code for part in view.sheet.loaded.table.parts]


def _told(view: AppraisalView, t: Translator) -> Markup:
    if not view.submitted:
        return t("⚠️ The sheet is with its unit for correction; it can be appraised afterwards.")
    if view.told_at is None or view.explain_until is None:
        return Markup("")
    return lines(
        t(
            "📨 Sent to the unit at %(when)s; explanations until %(until)s.",
            when=t.moment(view.told_at),
            until=t.moment(view.explain_until),
        ),
        view.accepted and t("The unit agrees."),
        view.changed_since_told and t("⚠️ Changed since; please send the result again."),
    )


def _part_line(view: AppraisalView, number: int, t: Translator) -> Markup:
    part = view.sheet.loaded.table.parts[number]
    items = view.sheet.in_part(part.code)
    waiting = len(view.marked(Mark.WAITING, part.code))
    return t(
        "<b>%(code)s.</b> %(name)s: %(done)s/%(all)s items",
        code=part.code,
        name=t.pick(part.name_vi, part.name_en),
        done=len(items) - waiting,
        all=len(items),
    )


def changed_line(item: AppraisedItem, t: Translator) -> Markup:
    """An item that is recognised otherwise: from what to what, and why."""
    reason = item.judgement.reason if item.judgement else ""
    return t(
        "≠ %(code)s: %(points)s – %(reason)s",
        code=item.code,
        points=pair(item, t),
        reason=plain(reason, SAID),
    )


def pair(item: AppraisedItem, t: Translator) -> Markup:
    """Declared, and what is recognised instead."""
    declared = declared_words(item, t)
    if item.mark is not Mark.CHANGED:
        return declared
    new = recognised_words(item, t)
    return t("%(declared)s → <b>%(recognised)s</b>", declared=declared, recognised=new)


def recognised_words(item: AppraisedItem, t: Translator) -> Markup:
    """What is recognised: points, or the result of an item whose points are computed."""
    judgement = item.judgement
    if judgement is None:
        return Markup("")
    if judgement.points is not None:
        return Markup("{}").format(t.points(judgement.points))
    if judgement.answer is not None:
        return answer_words(item.state.item, judgement.answer, t)
    return declared_words(item, t)


def declared_words(item: AppraisedItem, t: Translator) -> Markup:
    """What the unit says of itself, in the same terms."""
    if item.working.not_assigned:
        return t("not assigned")
    if item.computed:
        answer = item.state.answer
        return answer_words(item.state.item, answer, t) if answer else t("no answer")
    return Markup("{}").format(t.points(item.declared or ZERO))


def _steps(view: AppraisalView, t: Translator) -> Rows:
    sheet_id, waiting = view.sheet.status.sheet_id, len(view.marked(Mark.WAITING))
    if not can_appraise(view):
        return ()
    if waiting:
        return ((rest_button(sheet_id, 0, waiting, t),),)
    if view.told_at is None:
        return ((button(t("📨 Send the result"), "appraisal.tell", sheet_id, style="primary"),),)
    if view.changed_since_told:
        words = t("📨 Send the result again")
        return ((button(words, "appraisal.tell", sheet_id, style="primary"),),)
    return ()


def rest_button(sheet_id: int, part: int, waiting: int, t: Translator) -> Button:
    """Agree with what waits, in the part (counted from 1) or, with 0, in the whole sheet."""
    words = t.n("✅ Agree, %(count)s item left", "✅ Agree, %(count)s items left", waiting)
    return button(words, "appraisal.sure", sheet_id, part, style="primary")


def _part_buttons(view: AppraisalView, t: Translator) -> Rows:
    sheet_id = view.sheet.status.sheet_id
    buttons = [
        button(t("Part %(code)s", code=code), "appraisal.sheet", sheet_id, number)
        for number, code in enumerate(_parts(view))
    ]
    return grid(buttons, 3)


def _ways(view: AppraisalView, *, may_run: bool, t: Translator) -> Rows:
    status = view.sheet.status
    back = button(t("◀️ All units"), "appraisal.show", status.period.period_id)
    if may_run and can_appraise(view):
        give_back = button(t("↩️ Return for correction"), "board.return", status.sheet_id)
        return ((give_back,), (back,))
    return ((back,),)


def part(view: AppraisalView, number: int, t: Translator) -> Screen:
    """A section: each item with declared and recognised points and what hangs on it."""
    status, here = view.sheet.status, view.sheet.loaded.table.parts[number]
    items = [view.items[state.item.code] for state in view.sheet.in_part(here.code)]
    waiting = len(view.marked(Mark.WAITING, here.code))
    text = blocks(
        lines(
            bold(Markup("{}. {}").format(here.code, t.pick(here.name_vi, here.name_en))),
            small(t("Appraisal › %(unit)s", unit=status.unit_name)),
        ),
        lines(*(item_line(each, t) for each in items)),
        can_appraise(view) and small(several_at_once(t)),
    )
    rest = (rest_button(status.sheet_id, number + 1, waiting, t),)
    buttons = [
        button(
            f"{MARKS[each.mark]} {each.code}", "appraisal.item", status.sheet_id, each.state.number
        )
        for each in items
    ]
    return Screen(
        text,
        (
            *((rest,) if waiting and can_appraise(view) else ()),
            *grid(buttons, 3),
            _turning(view, number, t),
        ),
        route=pack("appraisal.sheet", status.sheet_id, number),
        topic=sheet_topic(status.sheet_id),
        asks=pack("appraisal.typed", status.sheet_id) if can_appraise(view) else "",
    )


def address(view: AppraisalView, item: AppraisedItem) -> tuple[int, int]:
    """Sheet and number, as a button's arguments."""
    return view.sheet.status.sheet_id, item.state.number


def item_line(item: AppraisedItem, t: Translator) -> Markup:
    """An item in a section: mark, declared and recognised, evidence, an open question."""
    left_out = item.computed or item.working.not_assigned
    most = "" if left_out else f"/{t.points(item.state.item.max)}"
    pieces, waits = item.state.proof.pieces, any(each.waits for each in item.exchanges)
    return t(
        "%(mark)s %(number)s) %(code)s %(name)s: %(points)s%(hung)s",
        mark=MARKS[item.mark],
        number=item.state.number,
        code=item.code,
        name=plain(t.pick(item.state.item.name_vi, item.state.item.name_en), SAID),
        points=pair(item, t) + most,
        hung=(f" 📎{pieces}" if pieces else "") + (" ❓" if waits else ""),
    )


def _turning(view: AppraisalView, number: int, t: Translator) -> tuple[Button, ...]:
    sheet_id, parts = view.sheet.status.sheet_id, _parts(view)
    row = []
    if number > 0:
        row.append(button(f"◀️ {parts[number - 1]}", "appraisal.sheet", sheet_id, number - 1))
    row.append(button(t("📋 Sheet"), "appraisal.sheet", sheet_id))
    if number + 1 < len(parts):
        row.append(button(f"{parts[number + 1]} ▶️", "appraisal.sheet", sheet_id, number + 1))
    return tuple(row)


def sure(view: AppraisalView, part: int, t: Translator) -> Screen:
    """Before agreeing with all that waits in a part (counted from 1) or, with 0, in the sheet."""
    sheet_id, parts = view.sheet.status.sheet_id, _parts(view)
    waiting = view.marked(Mark.WAITING, parts[part - 1] if part else "")
    blank = sum(each.state.answer is None for each in waiting)
    where = (sheet_id, part - 1) if part else (sheet_id,)
    text = blocks(
        heading(view, t),
        t.n(
            "Recognise %(count)s item as the unit declared it?",
            "Recognise %(count)s items as the unit declared them?",
            len(waiting),
        ),
        lines(
            blank
            and t.n(
                "%(count)s of them has no answer: 0 points.",
                "%(count)s of them have no answer: 0 points.",
                blank,
            ),
            t("What has been changed stays as it is."),
        ),
    )
    agree = button(
        t.n("✅ Agree with %(count)s item", "✅ Agree with %(count)s items", len(waiting)),
        "appraisal.rest",
        sheet_id,
        part,
        len(waiting),
        style="primary",
    )
    return Screen(
        text,
        ((agree,), (button(t("◀️ Back"), "appraisal.sheet", *where),)),
        route=pack("appraisal.sure", sheet_id, part),
        topic=sheet_topic(sheet_id),
    )
