"""The score table as one reader may see it: layers left out first, then added up and ranked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from models.cluster import Cluster
from models.points import half_up
from models.queries.people import unit_names
from models.queries.period import period_state
from models.queries.score_table import ScoreTable, TableItem, TableRow
from models.queries.scores import PeriodScores, Points, scores_of
from models.reader import Reader
from models.rules.aggregate import aggregate
from models.rules.criteria import CriteriaTable
from models.rules.kinds import Layer
from models.rules.sensitivity import can_polish, median_polish, sensitive
from models.rules.standings import (
    Ranking,
    Standing,
    UnitScores,
    layer_total,
    rank_cluster,
)
from models.sheet import Period, Sheet, SheetState

Changed = Mapping[tuple[int, str], Decimal]
"""What if: (sheet id, item code) -> points."""
NOTHING_CHANGED: Changed = {}
PEERS_COUNT = frozenset({"mean_cross", "weighted"})


def score_table(
    session: Session,
    period: Period,
    reader: Reader,
    now: datetime,
    today: date,
    changed: Changed = NOTHING_CHANGED,
) -> ScoreTable:
    """The period's table for this reader; with `changed`, as it would be, and nothing is saved."""
    scores = scores_of(session, period)
    seen = {sheet.id or 0: _seen(reader, sheet) for sheet in scores.declared.sheets}
    units = [_unit(scores, sheet, seen[sheet.id or 0], changed) for sheet in scores.declared.sheets]
    table = scores.declared.loaded.table
    ranking = rank_cluster(table, units)
    whole = all(_needed(table, scores) <= layers for layers in seen.values())
    names = unit_names(session, [unit.unit_id for unit in units], today)
    sheets = {sheet.unit_id: sheet for sheet in scores.declared.sheets}
    by_unit = {unit.unit_id: unit for unit in units}
    rows = tuple(
        _row(scores, table, sheets[each.unit_id], by_unit[each.unit_id], each, names[each.unit_id])
        for each in ranking.standings
    )
    cluster = session.get_one(Cluster, period.cluster_id)
    made = ScoreTable(
        period_state(period, cluster.name, now),
        period.stage,
        table,
        rows,
        _shown(seen, scores),
        period.version,
        ranked=whole and _is_ranked(table, period),
        sensitive=whole and _is_sensitive(table, scores, units, ranking),
        undecided=ranking.undecided if whole else (),
    )
    return made if whole else _without_places(made, scores, seen)


def whole_table(session: Session, period: Period) -> tuple[PeriodScores, list[UnitScores], Ranking]:
    """Everything, for the record and nobody's screen."""
    scores = scores_of(session, period)
    every = frozenset(Layer)
    units = [_unit(scores, sheet, every, NOTHING_CHANGED) for sheet in scores.declared.sheets]
    return scores, units, rank_cluster(scores.declared.loaded.table, units)


def _seen(reader: Reader, sheet: Sheet) -> frozenset[Layer]:
    return frozenset(layer for layer in Layer if reader.sees(sheet, layer))


def _needed(table: CriteriaTable, scores: PeriodScores) -> frozenset[Layer]:
    """What a place in the ranking rests on: who may not see all of it is told no place at all."""
    peers = {Layer.CROSS} if scores.asked and table.final_score.method in PEERS_COUNT else set()
    return frozenset({Layer.SELF, Layer.STANDING} | peers)


def _is_ranked(table: CriteriaTable, period: Period) -> bool:
    return next((each.ranked for each in table.periods if each.code == period.code), True)


def _has_agreed(scores: PeriodScores) -> bool:
    """Whether the conference has said something: changed an item, or agreed the whole table."""
    changed = any(layers.get(Layer.AGREED) for layers in scores.layers.values())
    return changed or scores.declared.period.stage.is_fixed


def _shown(seen: Mapping[int, frozenset[Layer]], scores: PeriodScores) -> tuple[Layer, ...]:
    """The layers that the reader sees of any unit, as far as there is such a layer."""
    everything = frozenset[Layer]().union(*seen.values()) if seen else frozenset[Layer]()
    hidden = set() if _has_agreed(scores) else {Layer.AGREED}
    if not scores.asked:
        hidden.add(Layer.CROSS)
    return tuple(layer for layer in Layer if layer in everything and layer not in hidden)


def _unit(
    scores: PeriodScores, sheet: Sheet, seen: frozenset[Layer], changed: Changed
) -> UnitScores:
    declared, sheet_id = scores.declared, sheet.id or 0
    own = scores.layers.get(sheet_id, {})
    layers = {layer: points for layer, points in own.items() if layer in seen}
    imagined = {code: points for (each, code), points in changed.items() if each == sheet_id}
    if imagined:
        layers[Layer.AGREED] = {**layers.get(Layer.AGREED, {}), **imagined}
    return UnitScores(
        sheet.unit_id,
        layers,
        not_assigned=scores.not_assigned.get(sheet_id, frozenset()),
        late_points=declared.fine(sheet),
        grounds=scores.grounds.get(sheet.unit_id, ()),
        submitted=sheet.state == SheetState.SUBMITTED,
        asked_of_peers=scores.asked,
        blank_parts=declared.blank_parts(sheet),
    )


def _row(
    scores: PeriodScores,
    table: CriteriaTable,
    sheet: Sheet,
    unit: UnitScores,
    standing: Standing,
    names: tuple[str, str],
) -> TableRow:
    totals = {layer: _layer_total(table, unit, layer) for layer in unit.layers}
    kept = {layer: total for layer, total in totals.items() if total is not None}
    if _has_agreed(scores) and Layer.AGREED in unit.layers and standing.final is not None:
        kept[Layer.AGREED] = standing.sums.final
    return TableRow(
        sheet.id or 0,
        sheet.unit_id,
        *names,
        submitted=unit.submitted,
        items=_items(scores, sheet, unit, standing),
        by_part=standing.sums.by_part,
        layers=kept,
        late_points=unit.late_points,
        final=standing.final,
        grade=standing.grade,
        rank=standing.rank,
        tied=standing.tied,
        honour=standing.honour,
        decided_by=standing.decided_by,
        grounds=unit.grounds,
    )


def _layer_total(table: CriteriaTable, unit: UnitScores, layer: Layer) -> Decimal | None:
    """A layer's total on the table's scale.

    Peers are asked for some items only: their total is the unit's own, with their points in place
    of the declared ones, so that the two can be compared.
    """
    if layer is not Layer.CROSS:
        return layer_total(table, unit, layer)
    declared = unit.layers.get(Layer.SELF)
    if declared is None or layer_total(table, unit, layer) is None:
        return None
    together = {Layer.SELF: {**declared, **unit.layers[layer]}}
    return layer_total(table, replace(unit, layers=together), Layer.SELF)


def _items(
    scores: PeriodScores, sheet: Sheet, unit: UnitScores, standing: Standing
) -> dict[str, TableItem]:
    reasons = scores.reasons.get(sheet.id or 0, {})
    told = Layer.STANDING in unit.layers
    agreed = standing.points if _has_agreed(scores) and Layer.AGREED in unit.layers else {}
    return {
        code: TableItem(
            {layer: points[code] for layer, points in unit.layers.items() if code in points}
            | ({Layer.AGREED: agreed[code]} if code in agreed else {}),
            standing.points.get(code),
            code in unit.not_assigned,
            reasons.get(code, "") if told else "",
        )
        for code in scores.declared.loaded.items
    }


def _without_places(
    made: ScoreTable, scores: PeriodScores, seen: Mapping[int, frozenset[Layer]]
) -> ScoreTable:
    """No ranks, no order by points, no proposals; finals only where all of them may be seen."""
    needed = _needed(made.table, scores)
    order = {sheet.id or 0: place for place, sheet in enumerate(scores.declared.sheets)}
    rows = sorted(made.rows, key=lambda row: order[row.sheet_id])
    return replace(
        made, rows=tuple(_unplaced(row, whole=needed <= seen[row.sheet_id]) for row in rows)
    )


def _unplaced(row: TableRow, *, whole: bool) -> TableRow:
    bare = replace(row, rank=None, tied=False, honour="", decided_by="")
    if whole:
        return bare
    items = {code: replace(item, final=None) for code, item in row.items.items()}
    return replace(bare, final=None, grade="", by_part={}, items=items)


def _is_sensitive(
    table: CriteriaTable, scores: PeriodScores, units: list[UnitScores], ranking: Ranking
) -> bool:
    """Whether another fair way of adding up the peers' scores would honour other units."""
    if not scores.asked or table.final_score.method not in PEERS_COUNT:
        return False
    sheets = {sheet.unit_id: sheet.id or 0 for sheet in scores.declared.sheets}
    ways = {"median": _medians(scores)}
    polished = _polished(scores)
    if polished is not None:
        ways["polish"] = polished
    winners = {"published": _winners(ranking)}
    for name, cross in ways.items():
        other = [
            replace(unit, layers={**unit.layers, Layer.CROSS: cross.get(sheets[unit.unit_id], {})})
            for unit in units
        ]
        winners[name] = _winners(rank_cluster(table, other))
    return sensitive(winners)


def _winners(ranking: Ranking) -> frozenset[tuple[int, str]]:
    return frozenset((each.unit_id, each.honour) for each in ranking.standings if each.honour)


def _medians(scores: PeriodScores) -> dict[int, Points]:
    return {
        sheet_id: {
            code: aggregate(list(given.values()), "median", None).points
            for code, given in items.items()
        }
        for sheet_id, items in scores.peers.items()
    }


def _polished(scores: PeriodScores) -> dict[int, Points] | None:
    """Item by item, without each rater's general severity; None where raters are too few for it."""
    found: dict[int, Points] = {sheet_id: {} for sheet_id in scores.peers}
    for code in sorted(scores.asked):
        cells = {
            (rater, sheet_id): Fraction(points)
            for sheet_id, items in scores.peers.items()
            for rater, points in items.get(code, {}).items()
        }
        if not can_polish(cells):
            return None
        most = Fraction(scores.declared.loaded.items[code].max)
        for sheet_id, value in median_polish(cells).items():
            found[sheet_id][code] = half_up(min(max(value, Fraction(0)), most))
    return found
