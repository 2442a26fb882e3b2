"""The way to an agreed table: the next step, its confirmation, reopening, grounds."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines
from handlers.views.common import bold, period_of, quote, small
from models.queries.period import PeriodState
from models.queries.score_table import ScoreTable, TableRow
from models.rules.kinds import Layer
from models.rules.stages import Stage


def next_steps(state: ScoreTable, *, runs: bool, t: Translator) -> Rows:
    """What the head does next with the table, and what everybody may look at."""
    period_id = state.period.period_id
    rows: list[tuple[Button, ...]] = []
    if runs and state.stage is not Stage.PUBLISHED:
        label = {
            Stage.APPRAISAL: t("➡️ Open the table to the units"),
            Stage.REVIEW: t("➡️ Agree and lock"),
            Stage.LOCKED: t("➡️ Publish the result"),
        }[state.stage]
        unfinished = state.stage is Stage.APPRAISAL and _waits(state)
        if unfinished:
            look = button(t("⚖️ Appraisal"), "appraisal.show", period_id, style="primary")
            rows.append((look,))
        style = "" if unfinished else "primary"
        rows.append((button(label, "agreeing.next", period_id, style=style),))
    if state.stage.is_open:
        rows.append((button(t("💬 Objections"), "objections.objections", period_id),))
    if runs and state.stage.is_fixed:
        rows.append((button(t("🔓 Ask to reopen"), "agreeing.reopen", period_id),))
    return tuple(rows)


def _waits(state: ScoreTable) -> bool:
    """A sheet has not been appraised, or its appraisal is not for this reader yet."""
    return any(row.submitted and Layer.STANDING not in row.layers for row in state.rows)


def _back(period_id: int, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back to the table"), "ranking.show", period_id, 0),)


def closing(period: PeriodState, missing: tuple[str, ...], t: Translator) -> Screen:
    """Before self-scoring is closed."""
    text = blocks(
        lines(bold(t("Close self-scoring")), small(period_of(period, t))),
        t(
            "Sheets can then no longer be withdrawn. What is compared across the whole cluster is "
            "computed, and appraisal begins."
        ),
        missing
        and t("Without a sheet, and therefore without a rank: %(units)s.", units=t.joined(missing)),
    )
    rows = (
        (button(t("✅ Close self-scoring"), "agreeing.closed", period.period_id, style="primary"),),
        (button(t("◀️ Not yet"), "board.show", period.period_id, 0),),
    )
    return Screen(text, rows, route=pack("agreeing.close", period.period_id))


def opening(
    state: ScoreTable,
    unappraised: tuple[str, ...],
    dates: list[tuple[datetime, str]],
    t: Translator,
) -> Screen:
    """Before the table is opened: until when may units object? The button opens it."""
    period_id = state.period.period_id
    text = blocks(
        lines(bold(t("Open the table to the units")), small(period_of(state.period, t))),
        t(
            "Every unit will see the points of all units, layer by layer, and may object to any "
            "item."
        ),
        unappraised
        and t(
            "Not appraised, so that their own points count: %(units)s.",
            units=t.joined(unappraised),
        ),
        bold(t("Until when may units object? The button opens the table.")),
    )
    rows = [
        (
            button(
                t("📂 Open, objections until %(day)s", day=t.day(due_at)),
                "agreeing.opened",
                period_id,
                stamp,
            ),
        )
        for due_at, stamp in dates
    ]
    return Screen(text, (*rows, _back(period_id, t)), route=pack("agreeing.next", period_id))


def agreeing(state: ScoreTable, waiting: int, t: Translator) -> Screen:
    """Before the table is locked."""
    period = state.period
    text = blocks(
        lines(bold(t("Agree and lock the table")), small(period_of(period, t))),
        t(
            "After this no number changes any more. Only the head and another office of the "
            "cluster together can reopen it."
        ),
        period.review_due_at
        and t("Objections are taken until %(when)s.", when=t.moment(period.review_due_at)),
        waiting
        and t.n(
            "⚠️ %(count)s objection has no answer yet.",
            "⚠️ %(count)s objections have no answer yet.",
            waiting,
        ),
    )
    lock = button(
        t("🔒 Agree and lock"),
        "agreeing.agreed",
        period.period_id,
        style="" if waiting else "primary",
    )
    look = button(t("💬 Objections"), "objections.objections", period.period_id, style="primary")
    rows = (*(((look,),) if waiting else ()), (lock,), _back(period.period_id, t))
    return Screen(text, rows, route=pack("agreeing.next", period.period_id))


def publishing(state: ScoreTable, t: Translator) -> Screen:
    """Before the result is published."""
    period = state.period
    text = blocks(
        lines(bold(t("Publish the result")), small(period_of(period, t))),
        t("Every unit will be told that the result is final."),
    )
    rows = (
        (button(t("📣 Publish"), "agreeing.published", period.period_id, style="primary"),),
        _back(period.period_id, t),
    )
    return Screen(text, rows, route=pack("agreeing.next", period.period_id))


# -- reopening ------------------------------------------------------------------------------------


def reopening(period: PeriodState, t: Translator) -> Screen:
    """Asks the head why the table is to be reopened."""
    text = blocks(
        lines(bold(t("Ask to reopen the table")), small(period_of(period, t))),
        t("Another office of the cluster must confirm it, and every unit is told."),
        bold(t("Please type the reason.")),
    )
    return Screen(
        text,
        (_back(period.period_id, t),),
        route=pack("agreeing.reopen", period.period_id),
        asks=pack("agreeing.reason", period.period_id),
    )


def confirm_reopening(period: PeriodState, why: str, t: Translator) -> Screen:
    """The reason read back."""
    text = blocks(
        lines(bold(t("Ask to reopen the table")), small(period_of(period, t))),
        quote(why),
        t("The second confirmation comes from the deputy or the secretary."),
    )
    rows = (
        (button(t("🔓 Ask to reopen"), "agreeing.ask", period.period_id, style="danger"),),
        _back(period.period_id, t),
    )
    return Screen(text, rows, route=pack("agreeing.reasoned", period.period_id), kept={"why": why})


def second(
    period: PeriodState, why: str, dates: list[tuple[datetime, str]], t: Translator
) -> Screen:
    """What the second office decides."""
    rows = [
        (
            button(
                t("🔓 Confirm, objections until %(day)s", day=t.day(due_at)),
                "agreeing.reopened",
                period.period_id,
                stamp,
            ),
        )
        for due_at, stamp in dates
    ]
    text = blocks(
        lines(bold(t("A request to reopen the agreed table")), small(period_of(period, t))),
        t("The head of the cluster asks to reopen the table. Reason:"),
        quote(why),
        t("With the second confirmation the table is under review again, and every unit is told."),
    )
    return Screen(
        text,
        (
            *rows,
            (button(t("✖️ Leave it as agreed"), "agreeing.dropped", period.period_id),),
            _back(period.period_id, t),
        ),
        route=pack("agreeing.second", period.period_id),
    )


# -- grounds --------------------------------------------------------------------------------------


def grounds(state: ScoreTable, row: TableRow, t: Translator) -> Screen:
    """The grounds of the table; those that stand can be lifted, the others recorded."""
    listed = state.table.ineligibility
    text = blocks(
        lines(bold(t("Eligibility")), Markup("{}").format(row.name)),
        t("The points stay as they are; a ground only bars from honours or from a rank."),
        lines(
            *(
                t(
                    "%(mark)s %(code)s: %(words)s",
                    mark="⛔" if each.code in row.grounds else "▫️",
                    code=each.code,
                    words=t.pick(each.vi, each.en),
                )
                for each in listed
            )
        )
        if listed
        else t("The criteria table names no grounds."),
    )
    rows = [
        (
            button(
                t("Lift %(code)s", code=each.code)
                if each.code in row.grounds
                else t("Record %(code)s", code=each.code),
                "agreeing.ground",
                row.sheet_id,
                number,
            ),
        )
        for number, each in enumerate(listed, start=1)
    ]
    back = (button(t("◀️ Back"), "ranking.unit", row.sheet_id, 0),)
    return Screen(text, (*rows, back), route=pack("agreeing.grounds", row.sheet_id))


def ground(row: TableRow, number: int, words: str, *, stands: bool, t: Translator) -> Screen:
    """Asks for the reason of a ground that is recorded or lifted."""
    text = blocks(
        lines(bold(words), Markup("{}").format(row.name)),
        bold(
            t("Please type the reason for lifting this ground.")
            if stands
            else t("Please type the reason (decision, document) for this ground.")
        ),
    )
    back = (button(t("◀️ Back"), "agreeing.grounds", row.sheet_id),)
    return Screen(
        text,
        (back,),
        route=pack("agreeing.ground", row.sheet_id, number),
        asks=pack("agreeing.grounded", row.sheet_id, number),
    )
