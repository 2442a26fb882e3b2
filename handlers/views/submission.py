"""Handing in: the check list, the receipt, taking back."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, grid, lines
from handlers.views.common import (
    bold,
    comrade,
    deadline,
    period_of,
    sheet_title,
    sheet_topic,
    small,
)
from models.points import to_hundredths
from models.queries.evidence import Uses
from models.queries.sheet import ItemState, SheetStatus, SheetView

NOT_USED_TWICE: Uses = {}
BUTTONS = 6
LISTED = 12
"""Items named one by one in a check list; the rest are counted."""


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


def unproven_lines(view: SheetView, t: Translator) -> Markup:
    """Which answers bring no points, as their evidence is missing."""
    unproven = view.unproven()
    if not unproven:
        return Markup("")
    return t.n(
        "⚠️ %(count)s item has no evidence yet and brings no points: %(codes)s",
        "⚠️ %(count)s items have no evidence yet and bring no points: %(codes)s",
        len(unproven),
        codes=t.joined([item.item.code for item in unproven[:LISTED]]),
    )


def proof_buttons(view: SheetView, t: Translator) -> Rows:
    """A button to each item that lacks evidence, or of which the decision is not named."""
    if not view.status.editable:
        return ()
    wanting = [*view.unproven(), *view.unnamed()][:BUTTONS]
    buttons = [
        button(
            t("📎 Evidence of %(code)s", code=item.item.code),
            "evidence.show",
            view.status.sheet_id,
            item.number,
        )
        for item in wanting
    ]
    return grid(buttons, 2)


def _evidence_lines(view: SheetView, uses: Uses, t: Translator) -> Markup:
    """What the evidence leaves open: none at all, decisions without number, used twice."""
    unnamed = view.unnamed()
    twice = sorted({use.code for found in uses.values() for use in found})
    return lines(
        unproven_lines(view, t),
        unnamed
        and t(
            "⚠️ Number, date and issuer of the decision are missing: %(codes)s",
            codes=t.joined([item.item.code for item in unnamed[:LISTED]]),
        ),
        twice
        and t(
            "⚠️ The same evidence is used more than once (%(codes)s); one achievement counts once.",
            codes=t.joined(twice[:LISTED]),
        ),
    )


def check(view: SheetView, now: datetime, t: Translator, uses: Uses = NOT_USED_TWICE) -> Screen:
    """The check list before submitting: what is missing, what it means, one button.

    `uses`: where the unit has used its evidence more than once.
    """
    status = view.status
    missing = view.missing()
    text = blocks(
        sheet_title(status, t),
        bold(t("Please check before submitting")),
        lines(
            t("Items with an answer: %(done)s/%(all)s", done=status.answered, all=status.countable),
            t("Total: %(points)s points", points=t.points(view.points)),
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
        _evidence_lines(view, uses, t),
        not missing and not view.unproven() and t("✅ Nothing is missing."),
    )
    return Screen(
        text,
        (*proof_buttons(view, t), *_check_rows(view, t)),
        route=pack("sheet.check", status.sheet_id),
        topic=sheet_topic(status.sheet_id),
    )


def _missing_line(item: ItemState, t: Translator) -> Markup:
    return Markup("• {} {}").format(item.item.code, t.pick(item.item.name_vi, item.item.name_en))


def _check_rows(view: SheetView, t: Translator) -> Rows:
    sheet_id, missing = view.status.sheet_id, view.missing()
    shown = to_hundredths(view.points)  # what is handed in is what was shown
    back = (button(t("◀️ Back to the sheet"), "sheet.show", sheet_id),)
    if missing:
        fill = button(
            t("▶️ Complete %(code)s", code=missing[0].item.code),
            "sheet.item",
            sheet_id,
            missing[0].number,
            style="primary",
        )
        submit = button(
            t("📤 Submit all the same"), "sheet.submit", sheet_id, to_hundredths(view.points)
        )
        return ((fill,), (submit,), back)
    submit = button(
        t("📤 Submit %(points)s points", points=t.points(view.points)),
        "sheet.submit",
        sheet_id,
        shown,
        style="primary",
    )
    return ((submit,), back)


def recall(view: SheetView, t: Translator) -> Screen:
    """Before withdrawing: what it means, the safe way first."""
    sheet_id = view.status.sheet_id
    text = blocks(
        sheet_title(view.status, t),
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
    return Screen(text, rows, route=pack("sheet.recall", sheet_id), topic=sheet_topic(sheet_id))


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
        t("<b>Total: %(points)s points</b>", points=t.points(view.points)),
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
