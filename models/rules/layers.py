"""From layers of scores to the points that count, item by item, by the table's method.

A missing score is never a zero: an item without what the method asks for has no points, and is
told as missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.points import ZERO, from_hundredths, rounded
from models.rules.criteria import CriteriaTable
from models.rules.kinds import Layer
from models.rules.summing import NO_CODES, Points, Sums, sum_points

NO_POINTS: Points = {}


@dataclass(frozen=True, slots=True)
class UnitScores:
    """What is known of one unit.

    `layers`: layer -> item code -> points; what is absent has no score. An item that the unit left
    unanswered has 0.00 of its own, unless its part stands in `blank_parts`: an optional part left
    wholly blank. `asked_of_peers`: the items that peers were asked to score. `late_points` are
    taken from the total by the cluster's rule. `grounds`: codes of ineligibility that stand.
    """

    unit_id: int
    layers: Mapping[Layer, Points]
    not_assigned: frozenset[str] = NO_CODES
    late_points: Decimal = ZERO
    grounds: tuple[str, ...] = ()
    submitted: bool = True
    asked_of_peers: frozenset[str] = NO_CODES
    blank_parts: frozenset[str] = NO_CODES


def final_points(
    table: CriteriaTable, scores: UnitScores
) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    """The points that count, item code -> points, and the items that still lack a score.

    By the table's method: *agreed*, the first layer present in its order of fallback; *standing*,
    the appraised points only; *mean_cross*, the peers' where they were asked, else as agreed;
    *weighted*, the layers that were asked, their weights shared out anew. What the conference has
    agreed for an item outweighs every method but *agreed*, which has an order of its own. Rounded
    half up once an item. What was not assigned, and an optional part left blank, lacks nothing.
    """
    method = table.final_score.method
    found = _METHODS[method](table, scores)
    if method != Layer.AGREED:
        found = {**found, **scores.layers.get(Layer.AGREED, NO_POINTS)}
    needed, allowed = _counted(table, scores)
    points = {code: rounded(found[code]) for code in allowed if code in found}
    return points, tuple(code for code in needed if code not in points)


def layer_total(table: CriteriaTable, scores: UnitScores, layer: Layer) -> Decimal | None:
    """One layer's total on the table's scale; None where it lacks an item or was never given.

    The peers' layer is the plain sum of the items they were asked for. Lateness is not counted.
    """
    given = scores.layers.get(layer, NO_POINTS)
    needed, allowed = _counted(table, scores)
    if layer is Layer.CROSS:
        needed = allowed = [code for code in allowed if code in scores.asked_of_peers]
    if not given or not allowed or any(code not in given for code in needed):
        return None
    points = {code: given[code] for code in allowed if code in given}
    if layer is Layer.CROSS:
        return rounded(sum(points.values(), ZERO))
    return sums_of(table, scores, points).final


def sums_of(table: CriteriaTable, scores: UnitScores, points: Points) -> Sums:
    """A unit's points added up; what it was not assigned and left blank is left out."""
    return sum_points(
        table, points, not_assigned=scores.not_assigned, optional_parts=scores.blank_parts
    )


def _counted(table: CriteriaTable, scores: UnitScores) -> tuple[Sequence[str], Sequence[str]]:
    """The items that must have a score, and those that may: bonus and deductions left blank."""
    if not scores.not_assigned and not scores.blank_parts:
        return table.codes, table.codes
    blank = [part for part in table.parts if part.code in scores.blank_parts]
    optional = NO_CODES.union(*(part.codes for part in blank))
    gone = scores.not_assigned.union(*(part.codes for part in blank if part in table.sections))
    allowed = [code for code in table.codes if code not in gone]
    return [code for code in allowed if code not in optional], allowed


def _agreed(table: CriteriaTable, scores: UnitScores) -> dict[str, Decimal]:
    """For each item the first layer present: the later ones are laid down first."""
    found: dict[str, Decimal] = {}
    for name in reversed(table.final_score.fallback_order):
        found.update(scores.layers.get(Layer(name), NO_POINTS))
    return found


def _standing(_table: CriteriaTable, scores: UnitScores) -> Points:
    return scores.layers.get(Layer.STANDING, NO_POINTS)


def _mean_cross(table: CriteriaTable, scores: UnitScores) -> Points:
    cross = scores.layers.get(Layer.CROSS, NO_POINTS)
    asked = scores.asked_of_peers
    kept = {code: points for code, points in _agreed(table, scores).items() if code not in asked}
    return kept | {code: points for code, points in cross.items() if code in asked}


def _weighted(table: CriteriaTable, scores: UnitScores) -> Points:
    """Where no layer that has a weight was asked, as agreed."""
    weights = {Layer(name): weight for name, weight in table.final_score.weights.items() if weight}
    alone = dict(weights)
    alone.pop(Layer.CROSS, None)
    agreed = NO_POINTS if alone else _agreed(table, scores)
    found: dict[str, Decimal] = {}
    for code in table.codes:
        asked = weights if code in scores.asked_of_peers else alone
        mean = _mean(asked, scores.layers, code) if asked else agreed.get(code)
        if mean is not None:
            found[code] = mean
    return found


def _mean(
    weights: Mapping[Layer, Decimal], layers: Mapping[Layer, Points], code: str
) -> Decimal | None:
    """An item's points by weights that need not make a whole; None where one layer has none."""
    together, whole = ZERO, ZERO
    for layer, weight in weights.items():
        points = layers.get(layer, NO_POINTS).get(code)
        if points is None:
            return None
        together += weight * points
        whole += weight
    if whole == 1:
        return rounded(together)
    # Whole hundredths, half up: exact, since neither number has more than six places.
    return from_hundredths(int((together * 200 + whole) // (whole * 2)))


_METHODS: Mapping[str, Callable[[CriteriaTable, UnitScores], Points]] = {
    "agreed": _agreed,
    "standing": _standing,
    "mean_cross": _mean_cross,
    "weighted": _weighted,
}
