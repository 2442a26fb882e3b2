"""The score table in the chat: all units, one unit layer by layer, one item, what if."""

from collections.abc import Mapping
from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.common import bold, period_of, small, stage_name
from models.queries.score_table import ScoreTable, TableRow
from models.rules.kinds import Layer
from models.rules.stages import Stage

PER_PAGE = 10


def topic(period_id: int) -> str:
    """What the cards about a period's score table are about."""
    return f"table:{period_id}"


def layer_name(layer: Layer, t: Translator) -> Markup:
    """Whose points."""
    return {
        Layer.SELF: t("self-scored"),
        Layer.CROSS: t("cross-scored"),
        Layer.STANDING: t("appraised"),
        Layer.AGREED: t("agreed"),
    }[layer]


def table(state: ScoreTable, page: int, ways: Rows, t: Translator) -> Screen:
    """Everybody, best first, ten at a time; `ways` are the buttons of who may move it on."""
    period_id = state.period.period_id
    last = max((len(state.rows) - 1) // PER_PAGE, 0)
    page = min(page, last)
    rows = state.rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        heading(state, t),
        lines(*(_row(row, page * PER_PAGE + n, state, t) for n, row in enumerate(rows, start=1))),
        small(legend(state, t)),
    )
    return Screen(
        text,
        (
            *ways,
            *_open_units(rows, page, state),
            *turning("ranking.show", (period_id,), page, last),
            (
                button(t("🖼 Picture"), "ranking.picture", period_id),
                button("📄 PDF", "ranking.pdf", period_id),
                button("📊 Excel", "ranking.excel", period_id),
            ),
            (button(t("🏠 Home"), "home.show"),),
        ),
        route=pack("ranking.show", period_id, page),
        topic=topic(period_id),
    )


def heading(state: ScoreTable, t: Translator) -> Markup:
    """What it is, how far it is agreed."""
    provisional = not state.stage.is_fixed
    return lines(
        bold(t("🏆 Score table · %(period)s", period=period_of(state.period, t))),
        Markup("{}").format(state.period.cluster_name),
        t(
            "Step: %(stage)s%(version)s",
            stage=stage_name(state.stage, t),
            version=t(", version %(number)s", number=state.version) if state.version else "",
        ),
        _until(state, t),
        provisional and state.ranked and small(t("Provisional: ranks may still change.")),
        not state.ranked and small(t("Ranks are shown when all points may be seen.")),
        state.sensitive
        and t(
            "⚠️ The result is sensitive to the way of adding up cross-scores: another fair way "
            "would propose other units. Please look at the cross-scores before agreeing."
        ),
        state.undecided
        and t(
            "Equal units stand for %(honours)s: to be decided by a ballot.",
            honours=t.joined(_honour(state, code, t) for code in state.undecided),
        ),
    )


def _until(state: ScoreTable, t: Translator) -> Markup:
    """Until when units may object, while the table is under review."""
    until = state.period.review_due_at if state.stage is Stage.REVIEW else None
    return (
        t("Objections are received until %(when)s.", when=t.moment(until)) if until else Markup("")
    )


def _row(row: TableRow, number: int, state: ScoreTable, t: Translator) -> Markup:
    place = "–" if row.rank is None else str(row.rank)
    if not state.ranked:
        place = str(number)
    if not row.submitted:
        return t("%(place)s. <b>%(unit)s</b>: no sheet", place=place, unit=row.short_name)
    return lines(
        t(
            "%(place)s. <b>%(unit)s</b>: %(final)s%(tied)s%(grade)s",
            place=place,
            unit=row.short_name,
            final=bold(t.points(row.final)) if row.final is not None else t("not yet complete"),
            tied=t(" (shared)") if row.tied else "",
            grade=Markup(" · {}").format(row.grade) if row.grade and state.ranked else "",
        ),
        len(set(row.layers.values())) > 1 and small(layers_line(row.layers, state.layers, t)),
        row.honour and _proposal(row, state, t),
        row.grounds and t("⛔ %(grounds)s", grounds=", ".join(row.grounds)),
    )


def _proposal(row: TableRow, state: ScoreTable, t: Translator) -> Markup:
    decided = ""
    if row.decided_by:
        decided = t(" (decided by %(step)s)", step=step_name(row.decided_by, t))
    return t("→ %(honour)s%(decided)s", honour=_honour(state, row.honour, t), decided=decided)


def _honour(state: ScoreTable, code: str, t: Translator) -> str:
    found = next(each for each in state.table.honours if each.code == code)
    return t.pick(found.vi, found.en)


def step_name(step: str, t: Translator) -> Markup:
    """What told equals apart."""
    by, _, what = step.partition(":")
    if by == "section":
        return t("the points of part %(code)s", code=what)
    if by == "deductions":
        return t("fewer deductions")
    if by == "bonus":
        return t("the bonus points")
    return t("the mean of the points %(layer)s", layer=layer_name(Layer(what), t))


def layers_line(
    points: Mapping[Layer, Decimal], layers: tuple[Layer, ...], t: Translator
) -> Markup:
    """Each layer's points, in order; a layer that has none is a dash."""
    return Markup(" · ").join(
        Markup("{} {}").format(
            layer_name(layer, t), t.points(points[layer]) if layer in points else "–"
        )
        for layer in layers
    )


def legend(state: ScoreTable, t: Translator) -> Markup:
    """What the grades' codes mean, as far as they occur."""
    used = {row.grade for row in state.rows}
    bands = [each for each in state.table.grades if each.code in used]
    grounds = {code for row in state.rows for code in row.grounds}
    return lines(
        *(f"{each.code}: {t.pick(each.vi, each.en)}" for each in bands),
        *(
            f"{each.code}: {t.pick(each.vi, each.en)}"
            for each in state.table.ineligibility
            if each.code in grounds
        ),
    )


def _open_units(rows: tuple[TableRow, ...], page: int, state: ScoreTable) -> Rows:
    buttons = [
        button(
            f"{row.rank or page * PER_PAGE + n}. {row.short_name}", "ranking.unit", row.sheet_id, 0
        )
        for n, row in enumerate(rows, start=1)
        if row.submitted and state.layers and any(item.layers for item in row.items.values())
    ]
    return grid(buttons, 2)
