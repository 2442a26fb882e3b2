"""The sheet: its sections, a section's items, the check list, the receipt."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines
from handlers.views.common import bar, bold, comrade, deadline, period_of, quote, small
from models.queries.sheet import ItemState, SheetStatus, SheetView
from models.rules.criteria import Group
from models.sheet import SheetState

LISTED = 12
"""Items named one by one in a check list; the rest are counted."""


def topic(sheet_id: int) -> str:
    """What the cards about a sheet are about."""
    return f"sheet:{sheet_id}"


def sheet(view: SheetView, now: datetime, t: Translator) -> Screen:
    """The sheet's front page: where it stands, its sections, the next step."""
    status = view.status
    text = blocks(
        _title(status, t),
        _standing(view, now, t),
        lines(*(_part_line(view, part, t) for part in view.loaded.table.parts)),
        _total(view, t),
    )
    return Screen(
        text,
        (*_steps(view, t), *_part_buttons(view, t), _home(t)),
        route=pack("sheet.show", status.sheet_id),
        topic=topic(status.sheet_id),
        asks=pack("sheet.typed", status.sheet_id) if status.editable else "",
    )


def _title(status: SheetStatus, t: Translator) -> Markup:
    return lines(
        bold(t("📋 Self-score sheet · %(period)s", period=period_of(status.period, t))),
        Markup("{}").format(status.unit_name),
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


def late_line(status: SheetStatus, t: Translator) -> Markup:
    """What lateness costs, if the sheet is late."""
    if not status.late_days:
        return Markup("")
    if not status.late_points:
        return t.n("⚠️ Late by %(count)s day.", "⚠️ Late by %(count)s days.", status.late_days)
    return t.n(
        "⚠️ Late by %(count)s day: %(points)s points are deducted.",
        "⚠️ Late by %(count)s days: %(points)s points are deducted.",
        status.late_days,
        points=t.points(status.late_points),
    )


def receipt_lines(view: SheetView, t: Translator) -> Markup:
    """The receipt: number, time, total, lateness."""
    receipt = view.receipt
    if receipt is None:
        return Markup("")
    return lines(
        t(
            "✅ Submitted at %(when)s by %(who)s",
            when=t.moment(receipt.at),
            who=comrade(receipt.by, t),
        ),
        t("Receipt: <code>%(receipt)s</code>", receipt=receipt.receipt),
        late_line(view.status, t),
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
        t("<b>Total: %(points)s points</b>", points=t.points(view.status.points)),
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


def _steps(view: SheetView, t: Translator) -> Rows:
    status = view.status
    if status.state == SheetState.SUBMITTED:
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


def _home(t: Translator) -> tuple[Button, ...]:
    return (button(t("🏠 Home"), "home.show"),)


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
        topic=topic(status.sheet_id),
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
    return tuple(row)


def check(view: SheetView, now: datetime, t: Translator) -> Screen:
    """The check list before submitting: what is missing, what it means, one button."""
    status = view.status
    missing = view.missing()
    text = blocks(
        _title(status, t),
        bold(t("Please check before submitting")),
        lines(
            t("Items with an answer: %(done)s/%(all)s", done=status.answered, all=status.countable),
            t("Total: %(points)s points", points=t.points(status.points)),
            deadline(status.due_at, now, t),
            late_line(status, t),
        ),
        missing
        and lines(
            t.n(
                "⚠️ %(count)s item has no answer and will count 0 points:",
                "⚠️ %(count)s items have no answer and will count 0 points:",
                len(missing),
            ),
            *(_missing_line(item, t) for item in missing[:LISTED]),
            len(missing) > LISTED and t("… and %(more)s more", more=len(missing) - LISTED),
        ),
        view.totals.over_caps
        and t(
            "Points above a limit were cut to the limit: %(codes)s",
            codes=t.joined(view.totals.over_caps),
        ),
        not missing and t("✅ Nothing is missing."),
    )
    return Screen(
        text,
        _check_rows(view, t),
        route=pack("sheet.check", status.sheet_id),
        topic=topic(status.sheet_id),
    )


def _missing_line(item: ItemState, t: Translator) -> Markup:
    return Markup("• {} {}").format(item.item.code, t.pick(item.item.name_vi, item.item.name_en))


def _check_rows(view: SheetView, t: Translator) -> Rows:
    sheet_id, missing = view.status.sheet_id, view.missing()
    back = (button(t("◀️ Back to the sheet"), "sheet.show", sheet_id),)
    if missing:
        fill = button(
            t("▶️ Complete %(code)s", code=missing[0].item.code),
            "sheet.item",
            sheet_id,
            missing[0].number,
            style="primary",
        )
        submit = button(t("📤 Submit all the same"), "sheet.submit", sheet_id)
        return ((fill,), (submit,), back)
    submit = button(
        t("📤 Submit %(points)s points", points=t.points(view.status.points)),
        "sheet.submit",
        sheet_id,
        style="primary",
    )
    return ((submit,), back)


def recall(view: SheetView, t: Translator) -> Screen:
    """Before withdrawing: what it means, the safe way first."""
    sheet_id = view.status.sheet_id
    text = blocks(
        _title(view.status, t),
        receipt_lines(view, t),
        t(
            "Withdrawing makes the sheet a draft again: it then counts as not submitted until it "
            "is submitted once more before %(when)s. Withdraw?",
            when=t.moment(view.status.due_at),
        ),
    )
    rows = (
        (button(t("◀️ Keep it submitted"), "sheet.show", sheet_id, style="primary"),),
        (button(t("↩️ Withdraw"), "sheet.withdraw", sheet_id, style="danger"),),
    )
    return Screen(text, rows, route=pack("sheet.recall", sheet_id), topic=topic(sheet_id))


def receipt(view: SheetView, t: Translator) -> Screen:
    """The letter that confirms a submission, to everyone of the unit."""
    status = view.status
    text = blocks(
        bold(t("Receipt of a self-score sheet")),
        lines(
            Markup("{}").format(status.period.cluster_name),
            t("%(period)s · %(unit)s", period=period_of(status.period, t), unit=status.unit_name),
        ),
        receipt_lines(view, t),
        t("<b>Total: %(points)s points</b>", points=t.points(status.points)),
        small(t("It can be withdrawn and changed until %(when)s.", when=t.moment(status.due_at)))
        if not status.late_days
        else "",
    )
    row = (button(t("📋 See the submitted sheet"), "sheet.show", status.sheet_id),)
    return Screen(text, (row,))


def withdrawn(status: SheetStatus, t: Translator) -> Screen:
    """The letter to colleagues of who withdrew."""
    text = t(
        "A colleague has withdrawn the self-score sheet of %(unit)s (%(period)s) to change it. "
        "Please submit it again before %(when)s.",
        unit=status.unit_name,
        period=period_of(status.period, t),
        when=t.moment(status.due_at),
    )
    return Screen(text, ((button(t("📋 Open the sheet"), "sheet.show", status.sheet_id),),))
