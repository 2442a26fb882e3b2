"""The score table: read, open a unit or an item, as picture and file, what if."""

from functools import partial

from markupsafe import Markup

from handlers.documents.paper.letterhead import letterhead
from handlers.documents.paper.score_paper import score_table_pdf
from handlers.documents.paper.score_picture import picture_count, score_table_picture
from handlers.documents.scorebook.book import score_table_workbook
from handlers.screen import Button, File, Rows, Screen, button
from handlers.turn import Turn
from handlers.views import ranked_unit
from handlers.views import ranking as view
from handlers.views.agreeing import next_steps
from handlers.views.answer import answer_words
from handlers.views.history import number_history
from models import access
from models.errors import NotForYou, OutOfRange, UnknownButton
from models.points import ZERO, parse_decimal
from models.queries.history import history
from models.queries.issuing import issuing
from models.queries.objections import waiting_objections
from models.queries.ranking import NOTHING_CHANGED, Changed, score_table
from models.queries.score_table import ScoreTable, TableRow
from models.queries.sheet import sheet_view
from models.reader import Reader, reader_of
from models.rules.criteria import Item
from models.rules.kinds import Layer
from models.rules.stages import Stage
from models.seats import Right, has
from models.sheet import Period


def _table(turn: Turn, period: Period, changed: Changed = NOTHING_CHANGED) -> ScoreTable:
    """The table as I may see it: offices and observers from the appraisal on, members when open."""
    reader = reader_of(turn.session, turn.me, period, turn.today)
    insider = any(has(seat, Right.SEE_POINTS) for seat in reader.seats)
    if period.stage is Stage.SCORING or not (insider or period.stage.is_open):
        raise NotForYou
    turn.session.flush()  # what this turn has written is part of what it shows
    return score_table(turn.session, period, reader, turn.now, turn.today, changed)


def show(turn: Turn) -> Screen:
    """The table; a second argument turns its pages."""
    period = access.period_for(turn.session, turn.me, turn.number(0))
    page = turn.number(1) if len(turn.args) > 1 else 0
    state = _table(turn, period)
    ways = next_steps(state, runs=_runs(turn, period), t=turn.t)
    return view.table(state, max(page, 0), ways, turn.t)


def _runs(turn: Turn, period: Period) -> bool:
    return any(
        has(seat, Right.RUN) for seat in turn.me.seats if seat.cluster_id == period.cluster_id
    )


def _opened(turn: Turn) -> tuple[ScoreTable, TableRow, Reader]:
    """The table, and the row of the sheet that the first argument names."""
    found = access.any_sheet(turn.session, turn.me, turn.number(0), turn.today)
    reader = reader_of(turn.session, turn.me, found.period, turn.today)
    state = _table(turn, found.period)
    row = next(row for row in state.rows if row.sheet_id == found.sheet.id)
    return state, row, reader


def unit(turn: Turn) -> Screen:
    """One unit with all layers; a second argument turns its pages."""
    state, row, reader = _opened(turn)
    ways: Rows = ()
    if any(has(seat, Right.RUN) for seat in reader.seats) and not state.stage.is_fixed:
        ways = ((button(turn.t("⛔ Eligibility"), "agreeing.grounds", row.sheet_id),),)
    return ranked_unit.unit(state, row, max(turn.number(1), 0), ways, turn.t)


def _item(turn: Turn, state: ScoreTable) -> Item:
    items = state.table.items
    if not 0 < turn.number(1) <= len(items):
        raise UnknownButton
    return items[turn.number(1) - 1]


def item(turn: Turn) -> Screen:
    """One item of one unit."""
    state, row, reader = _opened(turn)
    found = _item(turn, state)
    ways = _item_ways(turn, state, row, reader)
    declared = _declared(turn, row, found, reader)
    waiting = waiting_objections(turn.session, row.sheet_id, found.code) if ways else 0
    return ranked_unit.item(state, row, found, turn.number(1), declared, waiting, ways, turn.t)


def _declared(turn: Turn, row: TableRow, found: Item, reader: Reader) -> Markup:
    opened = access.any_sheet(turn.session, turn.me, row.sheet_id, turn.today)
    if not reader.sees(opened.sheet, Layer.SELF):
        return Markup("")
    answer = sheet_view(turn.session, opened, turn.now).items[found.code].answer
    return answer_words(found, answer, turn.t) if answer else turn.t("no answer")


def _item_ways(turn: Turn, state: ScoreTable, row: TableRow, reader: Reader) -> Rows:
    """What may be done about an item: object, change, imagine, look at proof and history."""
    t, args = turn.t, (row.sheet_id, turn.number(1))
    opened = access.any_sheet(turn.session, turn.me, row.sheet_id, turn.today)
    ways: list[tuple[Button, ...]] = []
    due = state.period.review_due_at
    if state.stage is Stage.REVIEW:
        speaks = any(seat.unit_id is not None for seat in reader.seats)
        if speaks and (due is None or turn.now <= due):
            ways.append((button(t("💬 Object"), "objections.object", *args, style="primary"),))
        if reader.may_appraise(opened.sheet):
            ways.append((button(t("✏️ Record agreed points"), "objections.change", *args),))
    if any(has(seat, Right.RUN) for seat in reader.seats) and state.ranked:
        ways.append((button(t("🔮 What if?"), "ranking.imagine", *args),))
    proof = button(t("📎 Evidence"), "evidence.of", *args)
    past = button(t("🕘 History"), "ranking.history", *args)
    ways.append((proof, past) if reader.sees_evidence(opened.sheet) else (past,))
    return tuple(ways)


def changes(turn: Turn) -> Screen:
    """Every change of an item's numbers, as far as its reader may see the layer."""
    state, row, reader = _opened(turn)
    found = _item(turn, state)
    opened = access.any_sheet(turn.session, turn.me, row.sheet_id, turn.today)
    layers = frozenset(layer for layer in Layer if reader.sees(opened.sheet, layer))
    raters = reader.may_appraise(opened.sheet)  # nobody else ever learns who scored whom
    told = history(turn.session, row.sheet_id, found.code, layers, raters=raters)
    return number_history(row.name, row.sheet_id, turn.number(1), found, told, turn.t)


# -- pictures and files ---------------------------------------------------------------------------


def _drawn(turn: Turn) -> tuple[ScoreTable, str]:
    """The table and what its files are called."""
    period = access.period_for(turn.session, turn.me, turn.number(0))
    return _table(turn, period), f"bang-tong-hop-diem-{period.code.value}-{period.year}"


def picture(turn: Turn) -> Screen:
    """The table as a picture for the phone; a long one as several."""
    state, name = _drawn(turn)
    files = [
        File(
            f"{name}-{leaf + 1}.png",
            make=partial(score_table_picture, state, turn.t, turn.now, leaf),
            kind="photo",
        )
        for leaf in range(picture_count(state))
    ]
    return show(turn).sending(*files)


def pdf(turn: Turn) -> Screen:
    """The table for print: a summary, an annex for each section."""
    state, name = _drawn(turn)
    found = issuing(turn.session, state.period.cluster_id, turn.today)
    head = letterhead(found, turn.today)
    make = partial(score_table_pdf, state, turn.t, turn.now, head)
    return show(turn).sending(File(f"{name}.pdf", make=make))


def excel(turn: Turn) -> Screen:
    """The table with its formulas."""
    state, name = _drawn(turn)
    make = partial(score_table_workbook, state, turn.t, turn.now)
    return show(turn).sending(File(f"{name}.xlsx", make=make))


# -- what if --------------------------------------------------------------------------------------


def _headed(turn: Turn) -> tuple[ScoreTable, TableRow, Item]:
    state, row, reader = _opened(turn)
    if not any(has(seat, Right.RUN) for seat in reader.seats) or not state.ranked:
        raise NotForYou
    return state, row, _item(turn, state)


def imagine(turn: Turn) -> Screen:
    """Ask for points; nothing will be saved."""
    _, row, found = _headed(turn)
    return ranked_unit.imagining(row, found, turn.number(1), turn.t)


def imagined(turn: Turn) -> Screen:
    """What would move with the typed points."""
    state, row, found = _headed(turn)
    points = parse_decimal(turn.text)
    if not ZERO <= points <= found.max:
        raise OutOfRange(found.max)
    opened = access.any_sheet(turn.session, turn.me, row.sheet_id, turn.today)
    after = _table(turn, opened.period, {(row.sheet_id, found.code): points})
    what = turn.t(
        "%(unit)s has %(points)s points for %(code)s",
        unit=row.short_name,
        points=turn.t.points(points),
        code=found.code,
    )
    return ranked_unit.imagined(state, after, row, turn.number(1), what, turn.t)


ROUTES = {
    "ranking.show": show,
    "ranking.unit": unit,
    "ranking.item": item,
    "ranking.history": changes,
    "ranking.picture": picture,
    "ranking.pdf": pdf,
    "ranking.excel": excel,
    "ranking.imagine": imagine,
}
ANSWERS = {"ranking.imagined": imagined}
