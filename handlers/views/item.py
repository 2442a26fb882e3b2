"""One item of a sheet: the right question for its rule, quick buttons, how points came about."""

from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.answer import answer_words, unit_sign, working_words
from handlers.views.common import bold, comrade, sheet_topic, small
from handlers.views.question import goal_of, question, terms
from models.queries.sheet import ItemState, SheetView, working_of
from models.rules.criteria import Item, RuleKind
from models.rules.evidence import asked_types

QUICK_RATES = ("100", "95", "90", "80")
QUICK_COUNTS = 6
KINDS_SAID = 3
"""Kinds of documents named on an item's card."""


def item(view: SheetView, code: str, t: Translator) -> Screen:
    """An item: what is asked, what is stored, the buttons that answer it."""
    state, status = view.items[code], view.status
    text = blocks(
        item_title(view, state, t),
        terms(state, t),
        status.editable and bold(question(state, t)),
        _stored(view, state, t),
        lines(
            state.proof.pieces and t("📎 Evidence: %(count)s", count=state.proof.pieces),
            asked_line(view, state, t),
            unproven_line(state, t),
        ),
    )
    return Screen(
        text,
        _rows(view, state, t),
        route=pack("sheet.item", status.sheet_id, state.number),
        topic=sheet_topic(status.sheet_id),
        asks=pack("sheet.typed", status.sheet_id, state.number, state.version)
        if status.editable
        else "",
        takes=pack("evidence.take", status.sheet_id, state.number) if status.editable else "",
    )


def item_title(view: SheetView, state: ItemState, t: Translator) -> Markup:
    """An item's heading: code, name, where it stands, its maximum."""
    item = state.item
    return lines(
        bold(Markup("{}. {}").format(item.code, t.pick(item.name_vi, item.name_en))),
        small(
            t(
                "Part %(part)s · item %(number)s of %(all)s · at most %(max)s points",
                part=state.part,
                number=state.number,
                all=len(view.items),
                max=t.points(item.max),
            )
        ),
    )


def _stored(view: SheetView, state: ItemState, t: Translator) -> Markup:
    if state.answer is None:
        return lines(*note_lines(state, t))
    working = working_of(view, state.item.code)
    return lines(
        t("Saved: <b>%(answer)s</b>", answer=answer_words(state.item, state.answer, t)),
        working and working_words(state.item, working, t),
        *note_lines(state, t),
        state.at
        and small(t("%(who)s, %(when)s", who=comrade(state.by, t), when=t.moment(state.at))),
    )


def note_lines(state: ItemState, t: Translator) -> list[Markup]:
    """The note, if there is one."""
    return [t("Note: %(note)s", note=state.note)] if state.note else []


def asked_line(view: SheetView, state: ItemState, t: Translator) -> Markup:
    """Which documents prove this item."""
    asked = asked_types(view.loaded.table, state.item)
    if not asked:
        return Markup("")
    kinds = [plain(t.pick(each.vi, each.en)) for each in asked[:KINDS_SAID]]
    more = "; …" if len(asked) > KINDS_SAID else ""
    return small(t("Evidence asked for: %(kinds)s", kinds="; ".join(kinds) + more))


def unproven_line(state: ItemState, t: Translator) -> Markup:
    """That points wait for evidence."""
    if not state.unproven:
        return Markup("")
    return t("⚠️ There is no evidence yet, so the item brings no points.")


def _rows(view: SheetView, state: ItemState, t: Translator) -> Rows:
    status = view.status
    proofs = _proofs(view, state, t)
    if not status.editable:
        return (*proofs, _turning(view, state, t))
    return (*_answers(view, state, t), *proofs, *_extras(view, state, t), _turning(view, state, t))


def _proofs(view: SheetView, state: ItemState, t: Translator) -> Rows:
    """The way to the evidence: to add some, or to what there is."""
    count = state.proof.pieces
    if not count and not view.status.editable:
        return ()
    words = t("📎 Evidence (%(count)s)", count=count)
    return ((button(words, "evidence.show", view.status.sheet_id, state.number),),)


def _answers(view: SheetView, state: ItemState, t: Translator) -> Rows:
    """The buttons that answer the question of the item's kind."""
    buttons = {
        RuleKind.TIERED: _levels,
        RuleKind.BINARY: _met_or_not,
        RuleKind.PROPORTIONAL: _rates,
        RuleKind.TARGET_LEADER: _none,
        RuleKind.SUBTRACT: _steppers,
    }
    return buttons.get(state.item.kind, _times)(view, state, t)


def _levels(view: SheetView, state: ItemState, t: Translator) -> Rows:
    chosen = state.answer.tier if state.answer else None
    return tuple(
        (
            _set(
                view,
                state,
                f"{n}. {t.pick(tier.vi, tier.en)} · {t.points(tier.points)}",
                n,
                chosen=chosen == n,
            ),
        )
        for n, tier in enumerate(state.item.tiers, start=1)
    )


def _met_or_not(view: SheetView, state: ItemState, t: Translator) -> Rows:
    met = state.answer.met if state.answer else None
    return (
        (
            _set(view, state, t("Met"), 1, chosen=met is True),
            _set(view, state, t("Not met"), 0, chosen=met is False),
        ),
    )


def _rates(view: SheetView, state: ItemState, _t: Translator) -> Rows:
    goal, sign = goal_of(state), unit_sign(state.item)
    if goal is None:
        return ()
    quick = QUICK_RATES if state.item.unit == "%" else (_plain(goal),)
    return grid([_set(view, state, f"{each}{sign}", each) for each in quick], 4)


def _none(_view: SheetView, _state: ItemState, _t: Translator) -> Rows:
    return ()


def _times(view: SheetView, state: ItemState, _t: Translator) -> Rows:
    return grid([_set(view, state, str(n), n) for n in _counts(state.item)], QUICK_COUNTS)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _counts(item: Item) -> list[int]:
    """Counts worth a button: from none to what reaches the cap."""
    per_unit = item.per_unit or Decimal(1)
    reach = int(-(-item.max // per_unit))
    if reach < QUICK_COUNTS:
        return list(range(reach + 1))
    return [*range(QUICK_COUNTS - 1), reach]


def _set(
    view: SheetView, state: ItemState, label: str | Markup, value: object, *, chosen: bool = False
) -> Button:
    """A button that gives the answer that typing `value` would give."""
    mark = Markup("● ") if chosen else Markup("")
    return button(
        mark + Markup("{}").format(label),
        "sheet.set",
        view.status.sheet_id,
        state.number,
        value,
        state.version,
    )


def _steppers(view: SheetView, state: ItemState, t: Translator) -> Rows:
    """“None at all”, and one less or one more of each violation."""
    counted = state.item.counted
    now = [state.answer.counts.get(each.code, 0) if state.answer else 0 for each in counted]
    none = _set(
        view, state, t("✅ Nothing happened"), 0, chosen=state.answer is not None and not any(now)
    )
    rows: list[tuple[Button, ...]] = [(none,)]
    for index, each in enumerate(counted):
        name = t.pick(each.vi, each.en)
        more = [*now[:index], now[index] + 1, *now[index + 1 :]]
        less = [*now[:index], max(now[index] - 1, 0), *now[index + 1 :]]
        row = [_step(view, state, t("➕ %(name)s (%(times)s)", name=name, times=now[index]), more)]
        if now[index]:
            row.insert(0, _step(view, state, "➖", less))
        rows.append(tuple(row))
    return tuple(rows)


def _step(view: SheetView, state: ItemState, label: str | Markup, counts: list[int]) -> Button:
    return button(
        label,
        "sheet.step",
        view.status.sheet_id,
        state.number,
        " ".join(map(str, counts)),
        state.version,
    )


def _extras(view: SheetView, state: ItemState, t: Translator) -> Rows:
    sheet_id = view.status.sheet_id
    row = []
    if state.item.na_allowed:
        chosen = state.answer is not None and state.answer.not_assigned
        row.append(_set(view, state, t("Not assigned"), "na", chosen=chosen))
    row.append(button(t("📝 Note"), "sheet.note", sheet_id, state.number))
    if state.version:
        row.append(button(t("🕘 History"), "sheet.history", sheet_id, state.number))
    if view.undo is None:
        return (tuple(row),)
    words = t("↩️ Undo %(code)s", code=view.undo.code)
    return (tuple(row), (button(words, "sheet.undo", sheet_id, view.undo.audit_id),))


def _turning(view: SheetView, state: ItemState, t: Translator) -> tuple[Button, ...]:
    sheet_id, last = view.status.sheet_id, len(view.items)
    part = [each.code for each in view.loaded.table.parts].index(state.part)
    row = []
    if state.number > 1:
        row.append(button("◀️", "sheet.item", sheet_id, state.number - 1))
    row.append(button(t("Part %(code)s", code=state.part), "sheet.part", sheet_id, part))
    if state.number < last:
        row.append(button("▶️", "sheet.item", sheet_id, state.number + 1))
    return (*row, button("🏠", "home.show"))
