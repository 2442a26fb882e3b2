"""Objections: raised, listed, answered; and the letters about them."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, quote, small
from models.points import rounded
from models.queries.objections import Objection
from models.queries.score_table import TableRow
from models.rules.criteria import Item
from models.rules.kinds import RuleKind

LISTED = 12


def objecting(row: TableRow, item: Item, number: int, t: Translator) -> Screen:
    """Asks what is objected to."""
    text = blocks(
        lines(bold(t("💬 Object")), _about(row.name, item, t)),
        bold(t("Please type what should be changed, and on what ground.")),
        small(t("The head of the cluster and the unit concerned will read these words.")),
    )
    return Screen(
        text,
        (_to_item(row.sheet_id, number, t),),
        route=pack("objections.object", row.sheet_id, number),
        asks=pack("objections.said", row.sheet_id, number),
    )


def confirm(row: TableRow, item: Item, number: int, said: str, t: Translator) -> Screen:
    """The words read back."""
    send = button(
        t("📨 Send the objection"), "objections.objected", row.sheet_id, number, style="primary"
    )
    return Screen(
        blocks(lines(bold(t("💬 Object")), _about(row.name, item, t)), quote(said)),
        ((send,), _to_item(row.sheet_id, number, t)),
        route=pack("objections.resaid", row.sheet_id, number),
        kept={"said": said},
    )


def _about(unit: str, item: Item, t: Translator) -> Markup:
    return lines(
        Markup("{}").format(unit),
        Markup("{}. {}").format(item.code, t.pick(item.name_vi, item.name_en)),
    )


def _to_item(sheet_id: int, number: int, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back"), "ranking.item", sheet_id, number),)


def objections(
    period_id: int, found: tuple[Objection, ...], t: Translator, page: int = 0
) -> Screen:
    """Those that wait first, page by page."""
    waiting = sum(each.waits for each in found)
    last = max(len(found) - 1, 0) // LISTED
    page = min(max(page, 0), last)
    shown = list(enumerate(found, start=1))[page * LISTED : (page + 1) * LISTED]
    text = blocks(
        bold(t("💬 Objections")),
        t(
            "%(waiting)s waiting, %(answered)s answered.",
            waiting=waiting,
            answered=len(found) - waiting,
        )
        if found
        else t("No unit has objected."),
        lines(*(_line(n, each, t) for n, each in shown)),
    )
    rows: list[tuple[Button, ...]] = [
        (
            button(
                f"{'⏳' if each.waits else '✔️'} {n}. {each.by_unit} · {each.code}",
                "objections.objection",
                each.exchange_id,
            ),
        )
        for n, each in shown
    ]
    turns = [("◀️", page - 1)] * (page > 0) + [("▶️", page + 1)] * (page < last)
    if turns:
        rows.append(
            tuple(button(word, "objections.objections", period_id, to) for word, to in turns)
        )
    back = (button(t("◀️ Back to the table"), "ranking.show", period_id, 0),)
    return Screen(
        text,
        (*rows, back),
        route=pack("objections.objections", period_id, page),
        topic=f"table:{period_id}",
    )


def _line(number: int, each: Objection, t: Translator) -> Markup:
    state = (
        t("waiting")
        if each.waits
        else t("accepted")
        if each.accepted
        else t("answered, points stay")
    )
    return t(
        "%(number)s. %(by)s on %(unit)s, %(code)s: %(state)s",
        number=number,
        by=each.by_unit,
        unit=each.unit,
        code=each.code,
        state=state,
    )


def objection(
    found: Objection, item: Item, points: Markup, t: Translator, *, answers: bool, runs: bool
) -> Screen:
    """One objection; who appraises that sheet is asked for the answer.

    To the head's own points somebody else must answer, whom the head may still have to name.
    """
    computed = item.kind is RuleKind.TARGET_LEADER
    text = blocks(
        lines(bold(t("💬 Objection of %(unit)s", unit=found.by_unit)), _about(found.unit, item, t)),
        points,
        quote(found.said),
        small(Markup("{} · {}").format(found.by, t.moment(found.at))),
        not found.waits
        and lines(t("Accepted:") if found.accepted else t("The points stay:"), quote(found.answer)),
        found.waits and (bold(_asked(item, computed=computed, t=t)) if answers else _others(t)),
    )
    back = (button(t("◀️ Back"), "objections.objections", found.period_id),)
    team = (button(t("👥 Appoint who appraises"), "appraisal.team", found.period_id),)
    return Screen(
        text,
        (team, back) if runs and found.waits and not answers else (back,),
        route=pack("objections.objection", found.exchange_id),
        asks=pack("objections.answer", found.exchange_id) if answers and found.waits else "",
        topic=f"table:{found.period_id}",
    )


def _others(t: Translator) -> Markup:
    return small(t("It is answered by who appraises that unit, never by the unit itself."))


def example(item: Item, t: Translator) -> str:
    """Points that could be typed for an item: nine tenths of its most."""
    return t.points(rounded(item.max * 9 / 10))


def _asked(item: Item, *, computed: bool, t: Translator) -> Markup:
    if computed:
        return t(
            "To accept, type the recognised result and the reason (108,5 because …). To keep the "
            "points, type only the reason."
        )
    return t(
        "To accept, type the new points and the reason (%(points)s because …). To keep the points, "
        "type only the reason.",
        points=example(item, t),
    )


def confirm_answer(found: Objection, item: Item, typed: str, why: str, t: Translator) -> Screen:
    """The answer read back before it is sent."""
    verdict = (
        t("Accept the objection: <b>%(typed)s</b>", typed=typed)
        if typed
        else t("The points stay as they are.")
    )
    text = blocks(
        lines(bold(t("💬 Objection of %(unit)s", unit=found.by_unit)), _about(found.unit, item, t)),
        quote(found.said),
        verdict,
        quote(why),
    )
    rows = (
        (button(t("📨 Send the answer"), "objections.send", found.exchange_id, style="primary"),),
        (button(t("◀️ Back"), "objections.objection", found.exchange_id),),
    )
    return Screen(
        text,
        rows,
        route=pack("objections.answered", found.exchange_id),
        kept={"typed": typed, "why": why},
    )


def changing(row: TableRow, item: Item, number: int, t: Translator) -> Screen:
    """Asks for the points that the conference has agreed."""
    computed = item.kind is RuleKind.TARGET_LEADER
    asked = (
        t("Please type the recognised result and the reason: 108,5 because …")
        if computed
        else t(
            "Please type the agreed points (0 to %(max)s) and the reason: %(points)s because …",
            max=t.points(item.max),
            points=example(item, t),
        )
    )
    return Screen(
        blocks(lines(bold(t("✏️ Agreed points")), _about(row.name, item, t)), bold(asked)),
        (_to_item(row.sheet_id, number, t),),
        route=pack("objections.change", row.sheet_id, number),
        asks=pack("objections.changed", row.sheet_id, number),
    )


def confirm_change(
    row: TableRow, item: Item, number: int, typed: str, why: str, t: Translator
) -> Screen:
    """The agreed points read back."""
    save = button(t("✅ Record"), "objections.record", row.sheet_id, number, style="primary")
    text = blocks(
        lines(bold(t("✏️ Agreed points")), _about(row.name, item, t)),
        bold(typed),
        quote(why),
    )
    return Screen(
        text,
        ((save,), _to_item(row.sheet_id, number, t)),
        route=pack("objections.rechanged", row.sheet_id, number),
        kept={"typed": typed, "why": why},
    )


def objected_letter(found: Objection, t: Translator) -> Screen:
    """To the head: somebody objects."""
    text = blocks(
        t(
            "%(by)s objects to the points of %(unit)s, item %(code)s:",
            by=found.by_unit,
            unit=found.unit,
            code=found.code,
        ),
        quote(found.said),
    )
    look = button(t("💬 Answer"), "objections.objection", found.exchange_id, style="primary")
    return Screen(text, ((look,),))


def answered_letter(found: Objection, t: Translator) -> Screen:
    """To the unit that objected: the answer."""
    about = {"code": found.code, "unit": found.unit}
    said = (
        t("The unit's objection to item %(code)s of %(unit)s has been accepted:", **about)
        if found.accepted
        else t(
            "The unit's objection to item %(code)s of %(unit)s has been answered; the points stay:",
            **about,
        )
    )
    text = blocks(said, quote(found.answer))
    look = button(t("💬 Look"), "objections.objection", found.exchange_id, style="primary")
    return Screen(text, ((look,),))
