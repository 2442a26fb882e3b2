"""Returning a sheet for correction: the reason, and until when."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Screen, blocks, button, lines
from handlers.views.common import bold, quote, small
from models.queries.sheet import SheetView


def returning(view: SheetView, t: Translator) -> Screen:
    """Asks for the reason of a return."""
    status = view.status
    text = blocks(
        lines(bold(t("Return for correction")), Markup("{}").format(status.unit_name)),
        bold(t("Please type the reason: what is to be corrected or completed.")),
        small(t("The unit will receive these words.")),
    )
    back = (button(t("◀️ Back to the unit"), "board.unit", status.sheet_id),)
    return Screen(
        text,
        (back,),
        route=pack("board.return", status.sheet_id),
        asks=pack("board.reason", status.sheet_id),
    )


def confirm_return(
    view: SheetView, why: str, dates: list[tuple[datetime, str]], t: Translator
) -> Screen:
    """The reason read back, and the new deadline as the button that sends it."""
    status = view.status
    text = blocks(
        lines(bold(t("Return for correction")), Markup("{}").format(status.unit_name)),
        t("Reason:"),
        quote(why),
        bold(t("Until when is the unit to submit again? The button sends the sheet back.")),
    )
    rows = [
        (
            button(
                t("↩️ Return, until %(day)s", day=t.day(due_at)),
                "board.returned",
                status.sheet_id,
                stamp,
            ),
        )
        for due_at, stamp in dates
    ]
    back = (button(t("◀️ Do not return"), "board.unit", status.sheet_id),)
    return Screen(
        text, (*rows, back), route=pack("board.reasoned", status.sheet_id), kept={"why": why}
    )
