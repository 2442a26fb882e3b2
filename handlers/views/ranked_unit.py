"""One unit of the score table layer by layer, one of its items, and what if."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.common import bold, period_of, small
from handlers.views.ranking import layer_name, layers_line, topic
from models.queries.score_table import ScoreTable, TableItem, TableRow
from models.rules.criteria import Item
from models.rules.kinds import Layer

ITEMS_PER_PAGE = 12


def unit(state: ScoreTable, row: TableRow, page: int, ways: Rows, t: Translator) -> Screen:
    """One unit: its parts, and its items with all layers side by side, differing ones marked."""
    items = list(row.items.items())
    last = max((len(items) - 1) // ITEMS_PER_PAGE, 0)
    page = min(page, last)
    shown = items[page * ITEMS_PER_PAGE : (page + 1) * ITEMS_PER_PAGE]
    numbers = {code: n for n, (code, _) in enumerate(items, start=1)}
    text = blocks(
        lines(
            bold(row.name),
            small(period_of(state.period, t)),
            row.final is not None
            and t(
                "Rank %(rank)s · %(final)s points · %(grade)s",
                rank=row.rank or "–",
                final=t.points(row.final),
                grade=row.grade,
            ),
            small(layers_line(row.layers, state.layers, t)),
            small(_parts(row, t)),
        ),
        small(
            t(
                "Points: %(order)s. ≠ marks a difference.",
                order=" → ".join(str(layer_name(each, t)) for each in state.layers),
            )
        ),
        lines(*(_item(state.table.item(code), item, state, t) for code, item in shown)),
    )
    buttons = [
        button(f"{'≠ ' if item.differs else ''}{code}", "ranking.item", row.sheet_id, numbers[code])
        for code, item in shown
    ]
    return Screen(
        text,
        (
            *grid(buttons, 3),
            *turning("ranking.unit", (row.sheet_id,), page, last),
            *ways,
            (button(t("◀️ Back to the table"), "ranking.show", state.period.period_id, 0),),
        ),
        route=pack("ranking.unit", row.sheet_id, page),
        topic=topic(state.period.period_id),
    )


def _parts(row: TableRow, t: Translator) -> Markup:
    told = [f"{code} {t.points(points)}" for code, points in row.by_part.items()]
    if row.late_points:
        told.append(str(t("late −%(points)s", points=t.points(row.late_points))))
    return Markup("{}").format(" · ".join(told))


def _item(found: Item, item: TableItem, state: ScoreTable, t: Translator) -> Markup:
    code = f"{found.code} {t.pick(found.name_vi, found.name_en)}"
    if item.not_assigned:
        return t("• %(code)s: not assigned", code=code)
    points = " → ".join(
        t.points(item.layers[layer]) if layer in item.layers else "–" for layer in state.layers
    )
    mark = Markup(" <b>≠</b>") if item.differs else Markup("")
    return t("• %(code)s: %(points)s%(mark)s", code=code, points=points, mark=mark)


def item(
    state: ScoreTable,
    row: TableRow,
    found: Item,
    number: int,
    declared: Markup,
    objections: int,
    ways: Rows,
    t: Translator,
) -> Screen:
    """One item of one unit: what was declared, every layer, why it was changed, what counts.

    `objections` of units wait for their answer.
    """
    here = row.items[found.code]
    final = here.final
    text = blocks(
        lines(
            bold(f"{found.code}. {t.pick(found.name_vi, found.name_en)}"),
            small(row.name),
        ),
        declared and t("Declared: %(answer)s", answer=declared),
        lines(
            *(
                t("%(layer)s: %(points)s", layer=layer_name(each, t), points=_of(here, each, t))
                for each in state.layers
            ),
            final is not None
            and t(
                "<b>Counts: %(points)s/%(max)s points</b>",
                points=t.points(final),
                max=t.points(found.max),
            ),
        ),
        here.why and t("Reason of the change: %(why)s", why=here.why),
        objections
        and t.n(
            "💬 %(count)s objection to this item waits for its answer.",
            "💬 %(count)s objections to this item wait for their answer.",
            objections,
        ),
    )
    page = (number - 1) // ITEMS_PER_PAGE
    return Screen(
        text,
        (*ways, (button(t("◀️ Back"), "ranking.unit", row.sheet_id, page),)),
        route=pack("ranking.item", row.sheet_id, number),
        topic=topic(state.period.period_id),
    )


def _of(item: TableItem, layer: Layer, t: Translator) -> str:
    return t.points(item.layers[layer]) if layer in item.layers else "–"


def imagining(row: TableRow, found: Item, number: int, t: Translator) -> Screen:
    """Asks for the points of which to show what they would change."""
    text = blocks(
        lines(
            bold(t("What if the points change?")),
            Markup("{} · {}. {}").format(
                row.name, found.code, t.pick(found.name_vi, found.name_en)
            ),
        ),
        bold(t("Please type the points, from 0 to %(max)s.", max=t.points(found.max))),
        small(t("Nothing is saved: this only shows what would move.")),
    )
    return Screen(
        text,
        ((button(t("◀️ Back"), "ranking.item", row.sheet_id, number),),),
        route=pack("ranking.imagine", row.sheet_id, number),
        asks=pack("ranking.imagined", row.sheet_id, number),
    )


def imagined(
    before: ScoreTable, after: ScoreTable, row: TableRow, number: int, what: Markup, t: Translator
) -> Screen:
    """What would move: ranks, grades, proposals; nothing is saved."""
    then = {each.sheet_id: each for each in after.rows}
    moved = [_moved(each, then[each.sheet_id], t) for each in before.rows]
    changes = [each for each in moved if each]
    text = blocks(
        bold(t("If %(what)s", what=what)),
        lines(*changes) if changes else t("Nothing would change."),
        small(t("Nothing has been saved.")),
    )
    return Screen(
        text,
        (
            (button(t("🔮 Other points"), "ranking.imagine", row.sheet_id, number),),
            (button(t("◀️ Back"), "ranking.item", row.sheet_id, number),),
        ),
        route=pack("ranking.item", row.sheet_id, number),
        asks=pack("ranking.imagined", row.sheet_id, number),
    )


def _moved(now: TableRow, then: TableRow, t: Translator) -> Markup:
    """In one line: what a unit's points, rank, grade and proposal would become."""
    if (now.final, now.rank, now.grade, now.honour) == (
        then.final,
        then.rank,
        then.grade,
        then.honour,
    ):
        return Markup("")
    parts = [
        _arrow(t("points"), now.final and t.points(now.final), then.final and t.points(then.final)),
        _arrow(t("rank"), now.rank, then.rank),
        _arrow(t("grade"), now.grade, then.grade),
        _arrow(t("proposal"), now.honour, then.honour),
    ]
    return t(
        "• <b>%(unit)s</b>: %(what)s",
        unit=now.short_name,
        what=Markup("; ").join(each for each in parts if each),
    )


def _arrow(name: Markup, before: object, after: object) -> Markup:
    if before == after:
        return Markup("")
    return Markup("{} {} → {}").format(name, before or "–", after or "–")
