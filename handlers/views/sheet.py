"""The sheet: its sections, a section's items, the check list, the receipt."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines
from handlers.views.common import (
    bar,
    bold,
    deadline,
    quote,
    sheet_title,
    sheet_topic,
    small,
)
from handlers.views.explaining import told_rows
from handlers.views.submission import late_line, proof_buttons, receipt_lines, unproven_lines
from models.queries.appraising import Told
from models.queries.sheet import ItemState, SheetView
from models.rules.criteria import Group
from models.rules.stages import Stage
from models.sheet import SheetState


def sheet(view: SheetView, now: datetime, t: Translator, told: Told | None = None) -> Screen:
    """The sheet's front page: where it stands, its sections, the next step.

    `told`: what the unit is to know of its appraisal, if there is anything.
    """
    status = view.status
    text = blocks(
        sheet_title(status, t),
        _standing(view, now, t),
        lines(*(_part_line(view, part, t) for part in view.loaded.table.parts)),
        _total(view, t),
        unproven_lines(view, t),
    )
    return Screen(
        text,
        (
            *_appraised(told, t),
            *_steps(view, t),
            *proof_buttons(view, t),
            *_part_buttons(view, t),
            *_last(view, t),
        ),
        route=pack("sheet.show", status.sheet_id),
        topic=sheet_topic(status.sheet_id),
        asks=pack("sheet.typed", status.sheet_id) if status.editable else "",
        takes=pack("workbook.take", status.sheet_id) if status.editable else "",
    )


def _standing(view: SheetView, now: datetime, t: Translator) -> Markup:
    status = view.status
    if status.state == SheetState.SUBMITTED:
        return receipt_lines(view, t)
    progress = t(
        "%(bar)s %(done)s/%(all)s items",
        bar=bar(status.answered, status.countable),
        done=status.answered,
        all=status.countable,
    )
    return lines(
        progress,
        deadline(status.due_at, now, t),
        late_line(status, t),
        status.returned_why
        and lines(
            t("⚠️ The head of the cluster has returned the sheet. Reason:"),
            quote(status.returned_why),
        ),
        not status.editable and t("The time for submitting is over."),
    )


def _part_line(view: SheetView, part: Group, t: Translator) -> Markup:
    items = view.in_part(part.code)
    done = sum(item.complete for item in items)
    points = t.points(view.totals.by_part[part.code])
    name = t.pick(part.name_vi, part.name_en)
    if part in (view.loaded.table.bonus, view.loaded.table.deductions):
        sign = "+" if part is view.loaded.table.bonus else "−"
        return t(
            "<b>%(code)s.</b> %(name)s: %(sign)s%(points)s",
            code=part.code,
            name=name,
            sign=sign,
            points=points,
        )
    return t(
        "<b>%(code)s.</b> %(name)s: %(done)s/%(all)s items, %(points)s/%(max)s points",
        code=part.code,
        name=name,
        done=done,
        all=len(items),
        points=points,
        max=t.points(part.max),
    )


def _total(view: SheetView, t: Translator) -> Markup:
    totals = view.totals
    rescaled = totals.rescaled_base != totals.base
    return lines(
        t("<b>Total: %(points)s points</b>", points=t.points(view.points)),
        rescaled
        and t(
            "Items not assigned are left out: %(base)s/%(assigned)s, converted to %(points)s.",
            base=t.points(totals.base),
            assigned=t.points(totals.assigned_max),
            points=t.points(totals.rescaled_base),
        ),
        totals.pending
        and t.n(
            "%(count)s item is computed for the whole cluster after the deadline.",
            "%(count)s items are computed for the whole cluster after the deadline.",
            len(totals.pending),
        ),
    )


def _appraised(told: Told | None, t: Translator) -> Rows:
    return tuple(told_rows(told, t)) if told else ()


def _steps(view: SheetView, t: Translator) -> Rows:
    status = view.status
    if status.state == SheetState.SUBMITTED:
        if status.period.stage is not Stage.SCORING:
            return ()
        return ((button(t("↩️ Withdraw to change"), "sheet.recall", status.sheet_id),),)
    if not status.editable:
        return ()
    following = view.missing()
    check = button(
        t("📤 Check and submit"),
        "sheet.check",
        status.sheet_id,
        style="" if following else "primary",
    )
    if not following:
        return ((check,),)
    go_on = button(
        t("▶️ Continue with %(code)s", code=following[0].item.code)
        if status.answered
        else t("▶️ Begin with %(code)s", code=following[0].item.code),
        "sheet.item",
        status.sheet_id,
        following[0].number,
        style="primary",
    )
    return ((go_on,), (check,))


def _part_buttons(view: SheetView, t: Translator) -> Rows:
    parts = view.loaded.table.parts
    buttons = [
        button(t("Part %(code)s", code=part.code), "sheet.part", view.status.sheet_id, number)
        for number, part in enumerate(parts)
    ]
    return grid(buttons, 3)


def _last(view: SheetView, t: Translator) -> Rows:
    sheet_id = view.status.sheet_id
    files = (
        button(t("📄 Excel file"), "workbook.get", sheet_id),
        button("📄 PDF", "sheet.paper", sheet_id),
        button(t("🖼 Picture"), "sheet.picture", sheet_id),
    )
    return (files, (button(t("🏠 Home"), "home.show"),))


def part(view: SheetView, number: int, t: Translator) -> Screen:
    """A section: its items with their state, a button each."""
    status, parts = view.status, view.loaded.table.parts
    here = parts[number]
    items = view.in_part(here.code)
    text = blocks(
        lines(
            bold(Markup("{}. {}").format(here.code, t.pick(here.name_vi, here.name_en))),
            small(
                t(
                    "Self-score sheet › part %(number)s of %(all)s · at most %(max)s points",
                    number=number + 1,
                    all=len(parts),
                    max=t.points(here.max),
                )
            ),
        ),
        lines(*(_item_line(item, view, t) for item in items)),
        status.editable
        and small(
            t(
                "Press an item, or type its number and the answer: %(number)s=8",
                number=items[0].number,
            )
        ),
    )
    buttons = [
        button(
            f"{'✅' if item.complete else '⬜'} {item.item.code}",
            "sheet.item",
            status.sheet_id,
            item.number,
        )
        for item in items
    ]
    return Screen(
        text,
        (*grid(buttons, 3), _turning(view, number, t)),
        route=pack("sheet.part", status.sheet_id, number),
        topic=sheet_topic(status.sheet_id),
        asks=pack("sheet.typed", status.sheet_id) if status.editable else "",
    )


def _item_line(item: ItemState, view: SheetView, t: Translator) -> Markup:
    mark = "✅" if item.complete else "⬜"
    return t(
        "%(mark)s %(number)s) %(code)s %(name)s – %(points)s",
        mark=mark,
        number=item.number,
        code=item.item.code,
        name=t.pick(item.item.name_vi, item.item.name_en),
        points=_points_said(item, view, t),
    )


def _points_said(item: ItemState, view: SheetView, t: Translator) -> Markup:
    highest = t.points(item.item.max)
    if item.answer is not None and item.answer.not_assigned:
        return t("not assigned")
    if item.item.code in view.totals.pending:
        return t("computed later, at most %(max)s", max=highest)
    if item.unproven:
        return t("📎 no evidence yet, 0/%(max)s points", max=highest)
    if item.points is None:
        return t("at most %(max)s", max=highest)
    return t("<b>%(points)s</b>/%(max)s points", points=t.points(item.points), max=highest)


def _turning(view: SheetView, number: int, t: Translator) -> tuple[Button, ...]:
    sheet_id, parts = view.status.sheet_id, view.loaded.table.parts
    row = []
    if number > 0:
        row.append(button(f"◀️ {parts[number - 1].code}", "sheet.part", sheet_id, number - 1))
    row.append(button(t("📋 Sheet"), "sheet.show", sheet_id))
    if number + 1 < len(parts):
        row.append(button(f"{parts[number + 1].code} ▶️", "sheet.part", sheet_id, number + 1))
    return (*row, button("🏠", "home.show"))
