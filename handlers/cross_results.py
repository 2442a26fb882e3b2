"""What peers have given: for who appraises a sheet, once it may be seen."""

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import cross_results as view
from models import access
from models.errors import NotForYou, UnknownButton
from models.errors_review import CrossBlind
from models.queries.cross_results import results_of
from models.queries.people import unit_names
from models.queries.period_sheets import period_sheets
from models.reader import reader_of
from models.rules.kinds import Layer


def sheets(turn: Turn) -> Screen:
    """The sheets whose results I may read: those that I appraise."""
    period = access.period_for(turn.session, turn.me, turn.number(0))
    reader = reader_of(turn.session, turn.me, period, turn.today)
    declared = period_sheets(turn.session, period)
    mine = [sheet for sheet in declared.handed_in if reader.may_appraise(sheet)]
    if not mine:
        raise NotForYou
    if not any(reader.sees(sheet, Layer.CROSS) for sheet in mine):
        raise CrossBlind
    names = unit_names(turn.session, [sheet.unit_id for sheet in mine], turn.today)
    rows = [(sheet.id or 0, names[sheet.unit_id][1]) for sheet in mine]
    return view.sheets(period.id or 0, rows, turn.t)


def results(turn: Turn) -> Screen:
    """What peers have given for a sheet, section by section."""
    found = results_of(turn.session, turn.me, turn.number(0), turn.today)
    parts = [part for part in found.loaded.table.parts if found.in_part(part.code)]
    place = turn.number(1) if len(turn.args) > 1 else 0
    if not 0 <= place < len(parts):
        raise UnknownButton
    return view.part(found, parts, place, turn.t)


def result(turn: Turn) -> Screen:
    """What peers have given for an item, each with its comment."""
    found = results_of(turn.session, turn.me, turn.number(0), turn.today)
    item = found.loaded.item_by_number(turn.number(1))
    if item is None or item.code not in found.items:
        raise UnknownButton
    return view.item(found, found.items[item.code], turn.t)


ROUTES = {"cross.sheets": sheets, "cross.results": results, "cross.result": result}
