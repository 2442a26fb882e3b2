"""The head's board, a unit on it, a sheet as the head reads it, and the group's status card."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.answer import answer_words
from handlers.views.common import bar, bold, deadline, period_of, small, stage_name
from handlers.views.submission import late_line, receipt_lines
from models.queries.board import Board, Standing, UnitRow
from models.queries.people import Speaker
from models.queries.sheet import ItemState, SheetView
from models.rules.stages import Stage
from models.sheet import SheetState

MARKS = {
    Standing.SUBMITTED: "✅",
    Standing.RETURNED: "⚠️",
    Standing.UNDER_WAY: "📝",
    Standing.NOT_STARTED: "⬜",
    Standing.NEVER_JOINED: "🚫",
}
PER_PAGE = 15
SHEET_PAGE = 14


def topic(period_id: int) -> str:
    """What the cards about a period's progress are about."""
    return f"board:{period_id}"


def board(state: Board, page: int, now: datetime, t: Translator) -> Screen:
    """Who has submitted, who is how far, who has not begun, who never joined."""
    period = state.period
    page = min(page, (len(state.rows) - 1) // PER_PAGE)
    rows = state.rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        heading(state, now, t),
        lines(*(_line(row, page * PER_PAGE + n, t) for n, row in enumerate(rows, start=1))),
        small(_legend(t)),
    )
    return Screen(
        text,
        (
            *_unit_buttons(rows),
            *turning("board.show", (period.period_id,), page, (len(state.rows) - 1) // PER_PAGE),
            *_head_buttons(state, t),
            (button(t("🏠 Home"), "home.show"),),
        ),
        route=pack("board.show", period.period_id, page),
        topic=topic(period.period_id),
    )


def heading(state: Board, now: datetime, t: Translator) -> Markup:
    """A period's progress in numbers."""
    period, whole = state.period, len(state.rows)
    return lines(
        bold(t("📊 %(period)s", period=period_of(period, t))),
        Markup("{}").format(period.cluster_name),
        t(
            "%(bar)s %(done)s/%(all)s units have submitted",
            bar=bar(state.submitted, whole),
            done=state.submitted,
            all=whole,
        ),
        period.stage is Stage.SCORING and deadline(period.due_at, now, t),
        period.over and t("The time for submitting is over."),
        period.stage is not Stage.SCORING
        and t("Step: %(stage)s%(version)s", stage=stage_name(period.stage, t), version=""),
    )


def _line(row: UnitRow, number: int, t: Translator) -> Markup:
    return t(
        "%(mark)s %(number)s. %(unit)s – %(standing)s",
        mark=MARKS[row.standing],
        number=number,
        unit=row.short_name,
        standing=standing_words(row, t),
    )


def standing_words(row: UnitRow, t: Translator) -> Markup:
    """How far a unit is, in a few words."""
    late = (
        t.n(", %(count)s day late", ", %(count)s days late", row.late_days)
        if row.late_days
        else Markup("")
    )
    percent = t.percent(row.answered, row.countable)
    if row.standing == Standing.SUBMITTED:
        points = (
            t(", %(points)s points", points=t.points(row.points))
            if row.points is not None
            else Markup("")
        )
        return t("submitted%(points)s%(late)s", points=points, late=late)
    if row.over:
        return t("not submitted, time is over")
    if row.standing == Standing.RETURNED:
        return t("returned, %(percent)s done%(late)s", percent=percent, late=late)
    if row.standing == Standing.UNDER_WAY:
        return t("%(percent)s done%(late)s", percent=percent, late=late)
    if row.standing == Standing.NEVER_JOINED:
        return t("nobody has joined%(late)s", late=late)
    return t("not begun%(late)s", late=late)


def _legend(t: Translator) -> Markup:
    return lines(
        t("✅ submitted · 📝 under way · ⬜ not begun"), t("⚠️ returned · 🚫 nobody has joined")
    )


def _unit_buttons(rows: tuple[UnitRow, ...]) -> Rows:
    """The units that the reader may open."""
    buttons = [
        button(f"{MARKS[row.standing]} {row.short_name}", "board.unit", row.sheet_id)
        for row in rows
        if row.points is not None
    ]
    return grid(buttons, 2)


def _head_buttons(state: Board, t: Translator) -> Rows:
    period, rows = state.period, []
    if state.may_remind and any(not row.over for row in state.owing) and not period.over:
        rows.append(
            (
                button(
                    t.n("🔔 Remind %(count)s unit", "🔔 Remind %(count)s units", len(state.owing)),
                    "board.remind",
                    period.period_id,
                    0,
                    style="primary",
                ),
            )
        )
    if state.may_run and period.stage is Stage.SCORING:
        done = period.over or not state.owing
        style = "primary" if done else ""
        if done:
            close = button(
                t("➡️ Close self-scoring"), "agreeing.close", period.period_id, style=style
            )
            rows.append((close,))
        rows.append((button(t("🗓 Move the deadline"), "period.move", period.period_id),))
    if state.may_appraise:
        rows.append((button(t("⚖️ Appraisal"), "appraisal.show", period.period_id),))
    if period.stage is not Stage.SCORING and (state.may_read or period.stage.is_open):
        rows.append((button(t("🏆 Score table"), "ranking.show", period.period_id, 0),))
    return tuple(rows)


def unit(state: Board, row: UnitRow, people: tuple[Speaker, ...], t: Translator) -> Screen:
    """One unit: how far it is, who speaks for it, what can be done."""
    told = [
        t(
            "%(mark)s %(name)s",
            mark="🟢" if each.reachable else "🔴" if each.joined else "⚪",
            name=each.name,
        )
        for each in people
    ]
    text = blocks(
        lines(bold(row.name), small(period_of(state.period, t))),
        standing_words(row, t),
        lines(bold(t("Representatives")), *told) if told else t("This unit has no representative."),
        small(lines(t("🟢 can be reached · ⚪ has not joined"), t("🔴 has blocked the bot")))
        if told
        else "",
        row.reminded_today and t("Reminded today already."),
    )
    return Screen(
        text,
        _unit_rows(state, row, t),
        route=pack("board.unit", row.sheet_id),
        topic=topic(state.period.period_id),
    )


def _unit_rows(state: Board, row: UnitRow, t: Translator) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if row.points is not None and (row.answered or row.standing == Standing.SUBMITTED):
        rows.append(
            (button(t("📋 Read the sheet"), "board.sheet", row.sheet_id, 0, style="primary"),)
        )
    owes = row.standing != Standing.SUBMITTED and not row.over
    if state.may_remind and owes and not row.reminded_today:
        rows.append(
            (
                button(
                    t("🔔 Remind this unit"), "board.remind", state.period.period_id, row.sheet_id
                ),
            )
        )
    returnable = state.period.stage in (Stage.SCORING, Stage.APPRAISAL)
    if state.may_run and returnable and row.standing == Standing.SUBMITTED:
        rows.append((button(t("↩️ Return for correction"), "board.return", row.sheet_id),))
    rows.append((button(t("◀️ Back to the board"), "board.show", state.period.period_id),))
    return tuple(rows)


def read(view: SheetView, page: int, t: Translator, *, proven: bool = False) -> Screen:
    """A unit's sheet, a page of items at a time: answers, points, notes.

    `proven`: the reader may look at the evidence, too.
    """
    status, items = view.status, list(view.items.values())
    page = min(page, (len(items) - 1) // SHEET_PAGE)
    shown = items[page * SHEET_PAGE : (page + 1) * SHEET_PAGE]
    text = blocks(
        lines(bold(status.unit_name), small(period_of(status.period, t))),
        receipt_lines(view, t)
        if status.state == SheetState.SUBMITTED
        else lines(t("Not submitted."), late_line(status, t)),
        lines(*(_read_line(view, state.item.code, t) for state in shown)),
        t("<b>Total: %(points)s points</b>", points=t.points(view.points)),
    )
    last = (len(items) - 1) // SHEET_PAGE
    turning = []
    if page > 0:
        turning.append(button("◀️", "board.sheet", status.sheet_id, page - 1))
    turning.append(button(t("◀️ Back to the unit"), "board.unit", status.sheet_id))
    if page < last:
        turning.append(button("▶️", "board.sheet", status.sheet_id, page + 1))
    return Screen(
        text,
        (
            *(_proofs(view, shown) if proven else ()),
            tuple(turning),
            (button("📄 PDF", "sheet.paper", status.sheet_id),),
        ),
        route=pack("board.sheet", status.sheet_id, page),
        topic=f"sheet:{status.sheet_id}",
    )


def _proofs(view: SheetView, shown: list[ItemState]) -> Rows:
    buttons = [
        button(
            f"📎 {state.item.code} ({state.proof.pieces})",
            "evidence.of",
            view.status.sheet_id,
            state.number,
        )
        for state in shown
        if state.proof.pieces
    ]
    return grid(buttons, 3)


def _read_line(view: SheetView, code: str, t: Translator) -> Markup:
    state = view.items[code]
    if state.answer is None:
        return t("⬜ %(code)s: no answer", code=code)
    answer = answer_words(state.item, state.answer, t)
    points = (
        t("no evidence, 0 points")
        if state.unproven
        else t("computed later")
        if code in view.totals.pending or state.points is None
        else t(
            "%(points)s/%(max)s points", points=t.points(state.points), max=t.points(state.item.max)
        )
    )
    line = t("<b>%(code)s</b> %(answer)s → %(points)s", code=code, answer=answer, points=points)
    return lines(line, state.note and small(t("Note: %(note)s", note=state.note[:120])))


# -- the group ------------------------------------------------------------------------------------
