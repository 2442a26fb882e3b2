"""A period's appraisal: the units, how far each is, and who appraises."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.common import bar, bold, period_of
from models.queries.appraising import Overview, UnitAppraisal
from models.queries.people import MemberUnit
from models.rules.stages import Stage

PER_PAGE = 15
LISTED = 30
"""Explanations that a card offers at once, the oldest first."""


def topic(period_id: int) -> str:
    """What the cards about a period's appraisal are about."""
    return f"appraisal:{period_id}"


def overview(state: Overview, page: int, t: Translator) -> Screen:
    """How far each sheet is; those that are mine to appraise are buttons."""
    page = max(0, min(page, (len(state.rows) - 1) // PER_PAGE))
    rows = state.rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        lines(
            bold(t("⚖️ Appraisal · %(period)s", period=period_of(state.period, t))),
            Markup("{}").format(state.period.cluster_name),
            t(
                "%(bar)s %(done)s/%(all)s units have received their result",
                bar=bar(state.told, state.submitted),
                done=state.told,
                all=state.submitted,
            ),
        ),
        lines(*(_unit_line(row, page * PER_PAGE + n, t) for n, row in enumerate(rows, start=1))),
        _who(state, t),
    )
    return Screen(
        text,
        (
            *_unit_buttons(state, rows),
            *turning(
                "appraisal.show",
                (state.period.period_id,),
                page,
                (len(state.rows) - 1) // PER_PAGE,
            ),
            *_below(state, t),
        ),
        route=pack("appraisal.show", state.period.period_id, page),
        topic=topic(state.period.period_id),
    )


def _unit_line(row: UnitAppraisal, number: int, t: Translator) -> Markup:
    return t(
        "%(mark)s %(number)s. %(unit)s – %(standing)s",
        mark=_unit_mark(row),
        number=number,
        unit=row.short_name,
        standing=Markup(", ").join(_standing(row, t)),
    )


def _unit_mark(row: UnitAppraisal) -> str:
    if row.told:
        return "📨"
    if not row.submitted:
        return "🚫"
    if row.own:
        return "▫️"
    return "✅" if row.done >= row.whole else "📝" if row.done else "⬜"


def _standing(row: UnitAppraisal, t: Translator) -> list[Markup]:
    if row.own and not row.told:
        # A unit is not even told how far others have come with it.
        own = t("⚠️ nobody can appraise it") if row.nobody else t("appraised by another unit")
        return [own]
    said = [_progress(row, t)]
    if row.accepted:
        said.append(t("the unit agrees"))
    if row.explanations:
        said.append(
            t.n("%(count)s explanation waits", "%(count)s explanations wait", row.explanations)
        )
    if row.questions:
        said.append(
            t.n("%(count)s question to the unit", "%(count)s questions to the unit", row.questions)
        )
    if row.nobody:
        said.append(t("⚠️ nobody can appraise it"))
    return said


def _progress(row: UnitAppraisal, t: Translator) -> Markup:
    if row.returned:
        return t("returned for correction")
    if not row.submitted:
        return t("not submitted")
    if row.told:
        return t("result sent")
    if not row.done:
        return t("not appraised")
    return t("%(done)s/%(all)s items", done=row.done, all=row.whole)


def _who(state: Overview, t: Translator) -> Markup:
    nobody = any(row.nobody for row in state.rows)
    return lines(
        state.deputies
        and t("The head's sheet is appraised by: %(units)s.", units=t.joined(state.deputies)),
        state.appointed and t("Appointed to appraise: %(units)s.", units=t.joined(state.appointed)),
        nobody and t("⚠️ Nobody can appraise the head's own sheet. Please appoint a unit."),
    )


def _unit_buttons(state: Overview, rows: tuple[UnitAppraisal, ...]) -> Rows:
    if state.period.stage is not Stage.APPRAISAL:
        return ()
    buttons = [
        button(f"{_unit_mark(row)} {row.short_name}", "appraisal.sheet", row.sheet_id)
        for row in rows
        if row.mine and row.submitted
    ]
    return grid(buttons, 2)


def _below(state: Overview, t: Translator) -> Rows:
    period_id, rows = state.period.period_id, []
    if state.waiting:
        count = len(state.waiting)
        words = t.n("💬 Answer %(count)s explanation", "💬 Answer %(count)s explanations", count)
        rows.append((button(words, "appraisal.answers", period_id, style="primary"),))
    if state.may_run and not state.period.stage.is_fixed:
        style = "primary" if any(row.nobody for row in state.rows) else ""
        words = t("👥 Appoint who appraises")
        rows.append((button(words, "appraisal.team", period_id, style=style),))
    home = button(t("🏠 Home"), "home.show")
    return (*rows, (button(t("📊 Progress board"), "board.show", period_id), home))


def answers(state: Overview, t: Translator) -> Screen:
    """The explanations that wait for an answer of mine."""
    period_id = state.period.period_id
    buttons = [
        button(f"💬 {each.short_name} · {each.code}", "appraisal.exchange", each.exchange_id)
        for each in state.waiting[:LISTED]
    ]
    text = blocks(
        bold(t("💬 Explanations to be answered")),
        t("Choose an explanation.") if buttons else t("Every explanation has its answer."),
    )
    back = (button(t("◀️ All units"), "appraisal.show", period_id),)
    return Screen(
        text,
        (*grid(buttons, 1), back),
        route=pack("appraisal.answers", period_id),
        topic=topic(period_id),
    )


def team(
    state: Overview, units: tuple[MemberUnit, ...], appointed: frozenset[int], t: Translator
) -> Screen:
    """Which units appraise beside the head: a press names one, another takes it back."""
    period_id = state.period.period_id
    text = blocks(
        bold(t("👥 Appoint who appraises")),
        t(
            "A unit that is appointed appraises every sheet but its own. The head appraises all "
            "others; the head's own sheet is appraised by the deputy and the appointed units."
        ),
        _who(state, t),
    )
    buttons = [
        button(
            f"{'✅' if unit.unit_id in appointed else '⬜'} {unit.short_name}",
            "appraisal.dismiss" if unit.unit_id in appointed else "appraisal.appoint",
            period_id,
            unit.unit_id,
        )
        for unit in units
    ]
    back = (button(t("◀️ All units"), "appraisal.show", period_id),)
    return Screen(
        text,
        (*grid(buttons, 2), back),
        route=pack("appraisal.team", period_id),
        topic=topic(period_id),
    )
