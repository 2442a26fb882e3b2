"""Whether the winners depend on how peers' scores are put together.

Published is the simple rule, which can be explained at a meeting; the median and the median polish
are computed silently beside it, and the head is told where they name others.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction
from statistics import median

SWEEPS = 10  # a fixed end: where the middle two are averaged, it comes ever nearer for ever
FEWEST_RATERS = 3  # with two, it explains every table by severity alone

Cell = tuple[int, int]


def median_polish(matrix: Mapping[Cell, Fraction], sweeps: int = SWEEPS) -> Mapping[int, Fraction]:
    """(rater, unit) -> points becomes unit -> points, without each rater's general severity.

    Alternately the median of each rater's row and of each unit's column is taken out, at most
    `sweeps` times; a unit is worth its column's effect and the median rater's. Cells may be
    missing, though the fewer there are, the less it knows of severity: see `can_polish`. What a
    rater adds to all its scores changes no difference between two units. Compare the results
    rounded to the places of points; beyond them lies what the sweeps have left over.

    Source: Tukey, Exploratory Data Analysis (1977), chapter 11.
    """
    left = dict(matrix)
    raters = dict.fromkeys((rater for rater, _ in matrix), Fraction(0))
    units = dict.fromkeys((unit for _, unit in matrix), Fraction(0))
    for _ in range(sweeps):
        moved = [_take_out(left, raters, 0), _take_out(left, units, 1)]
        if not any(moved):
            break
    usual = median(raters.values()) if raters else Fraction(0)
    return {unit: effect + usual for unit, effect in units.items()}


def can_polish(matrix: Mapping[Cell, Fraction]) -> bool:
    """Whether every unit has enough raters for the polish to tell severity from merit."""
    raters = Counter(unit for _, unit in matrix)
    return bool(raters) and min(raters.values()) >= FEWEST_RATERS


def _take_out(left: dict[Cell, Fraction], effects: dict[int, Fraction], side: int) -> bool:
    """Move the median of each row (side 0) or column (1) into its effect; whether any moved."""
    lines: dict[int, list[Fraction]] = {}
    for cell, value in left.items():
        lines.setdefault(cell[side], []).append(value)
    middles = {line: median(values) for line, values in lines.items()}
    for line, middle in middles.items():
        effects[line] += middle
    for cell in left:
        left[cell] -= middles[cell[side]]
    return any(middles.values())


def sensitive(winners: Mapping[str, frozenset[Hashable]]) -> bool:
    """Whether the methods (name -> who would win) do not all name the same winners."""
    return len(set(winners.values())) > 1
