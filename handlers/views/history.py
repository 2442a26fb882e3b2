"""A note to an item, and the item's history."""

from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views.answer import answer_words
from handlers.views.common import bold, comrade, sheet_topic, small
from handlers.views.item import item_title, note_lines
from models.queries.history import Change
from models.queries.sheet import SheetView
from models.rules.criteria import Item
from models.rules.kinds import Layer


def noting(view: SheetView, code: str, t: Translator) -> Screen:
    """Asks for a note."""
    state, sheet_id = view.items[code], view.status.sheet_id
    text = blocks(
        item_title(view, state, t),
        *note_lines(state, t),
        bold(t("Please type the note (at most 1000 characters).")),
    )
    rows: list[tuple[Button, ...]] = []
    if state.note:
        rows.append((button(t("Remove the note"), "sheet.unnote", sheet_id, state.number),))
    rows.append((button(t("◀️ Back"), "sheet.item", sheet_id, state.number),))
    return Screen(
        text,
        tuple(rows),
        route=pack("sheet.note", sheet_id, state.number),
        topic=sheet_topic(sheet_id),
        asks=pack("sheet.noted", sheet_id, state.number),
    )


def history(view: SheetView, code: str, changes: tuple[Change, ...], t: Translator) -> Screen:
    """Who changed the item, when, from what to what."""
    state, sheet_id = view.items[code], view.status.sheet_id
    told = [_change_words(state.item, change, t) for change in changes]
    text = blocks(
        item_title(view, state, t),
        bold(t("History of changes")),
        lines(*told) if told else t("Nothing has been changed yet."),
    )
    back = (button(t("◀️ Back"), "sheet.item", sheet_id, state.number),)
    return Screen(
        text,
        (back,),
        route=pack("sheet.history", sheet_id, state.number),
        topic=sheet_topic(sheet_id),
    )


SAID = 100
"""Characters of an answer in the history: eight changes fit on a screen."""


EVIDENCE_VERBS = frozenset({"attached", "linked", "described", "removed"})


def _evidence_words(change: Change, t: Translator) -> Markup:
    facts = {
        "when": t.moment(change.at),
        "who": comrade(change.by, t),
        "name": plain(change.what, SAID),
    }
    if change.verb == "removed":
        return t("• %(when)s, %(who)s: evidence “%(name)s” removed", **facts)
    if change.verb == "described":
        return t("• %(when)s, %(who)s: number and date of “%(name)s”", **facts)
    return t("• %(when)s, %(who)s: evidence “%(name)s” added", **facts)


def number_history(
    unit: str, sheet_id: int, number: int, item: Item, changes: tuple[Change, ...], t: Translator
) -> Screen:
    """Every change of an item's numbers: who, when, from, to, why."""
    told = [_change_words(item, change, t) for change in changes]
    text = blocks(
        lines(bold(f"{item.code}. {t.pick(item.name_vi, item.name_en)}"), small(unit)),
        bold(t("History of changes")),
        lines(*told) if told else t("Nothing has been changed yet."),
    )
    back = (button(t("◀️ Back"), "ranking.item", sheet_id, number),)
    return Screen(text, (back,), route=pack("ranking.history", sheet_id, number))


def _number_words(change: Change, t: Translator) -> Markup:
    when = t.moment(change.at)
    who = comrade(change.by, t) if change.by else t("the system")
    if change.verb in ("objected", "kept", "accepted"):
        said = {
            "objected": t("objected"),
            "kept": t("answered, the points stay"),
            "accepted": t("accepted the objection"),
        }[change.verb]
        return t("• %(when)s, %(who)s: %(said)s. %(why)s", when=when, who=who, said=said,
                 why=plain(change.why, SAID))  # fmt: skip
    layer = {
        Layer.SELF: t("computed"),
        Layer.CROSS: t("cross-scored"),
        Layer.STANDING: t("appraised"),
        Layer.AGREED: t("agreed"),
    }[change.layer]
    said = t(
        "• %(when)s, %(who)s: %(layer)s %(old)s → %(new)s",
        when=when,
        who=who,
        layer=layer,
        old=t.points(Decimal(change.old_points)) if change.old_points else "–",
        new=t.points(Decimal(change.new_points)) if change.new_points else "–",
    )
    why = plain(change.why, SAID)
    return Markup("{}. {}").format(said, why) if why else said


def _change_words(item: Item, change: Change, t: Translator) -> Markup:
    if change.verb == "computed" or change.layer is not Layer.SELF:
        return _number_words(change, t)
    if change.verb in EVIDENCE_VERBS:
        return _evidence_words(change, t)
    nothing = t("no answer")
    old = plain(answer_words(item, change.old, t), SAID) if change.old else nothing
    new = plain(answer_words(item, change.new, t), SAID) if change.new else nothing
    when, who = t.moment(change.at), comrade(change.by, t)
    if change.verb == "annotated":
        return t(
            "• %(when)s, %(who)s: note “%(note)s”", when=when, who=who, note=change.new_note[:100]
        )
    if change.verb == "undid":
        return t(
            "• %(when)s, %(who)s: undone, %(old)s → %(new)s", when=when, who=who, old=old, new=new
        )
    return t("• %(when)s, %(who)s: %(old)s → %(new)s", when=when, who=who, old=old, new=new)
