"""Adding up: from the points of the items to a total, with caps and what was not assigned."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import repeat

from models.points import ZERO, half_up, rounded
from models.rules.criteria import CriteriaTable, Group
from models.rules.kinds import ADDED, FULL_MARKS
from models.rules.settings import Scale

Points = Mapping[str, Decimal]
NO_CODES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sums:
    """A unit's points, part by part and together.

    `by_part`: part code -> points, bonus and deductions after their caps, both 0 or more.
    `assigned_by_part`: the most each section could give this unit. `base` is the sum of the
    sections, `rescaled_base` what it comes to on the scale's base_max.
    """

    by_part: Points
    assigned_by_part: Points
    base: Decimal
    assigned_max: Decimal
    rescaled_base: Decimal
    bonus: Decimal
    deductions: Decimal
    final: Decimal


def sum_points(
    table: CriteriaTable,
    points: Points,
    *,
    not_assigned: frozenset[str] = NO_CODES,
    optional_parts: frozenset[str] = NO_CODES,
) -> Sums:
    """Add up one unit's `points`, item code -> 0.00 or more; an item without points adds none.

    Items not assigned leave the most that could be reached ("rescale") or count in full
    ("full_marks"), whatever `points` says of them. A section among `optional_parts` in which no
    item has points is left out as if it had not been assigned. The base is scaled to base_max and
    rounded once; the final score is never below final_min, nor above base_max unless the table
    lets it.
    """
    left_out = _left_out(table, points, optional_parts) if optional_parts else NO_CODES
    unassigned = not_assigned - left_out
    earned = earned_by_part(table, points, unassigned)
    by_part = {part.code: rounded(min(earned[part.code], part.max)) for part in table.parts}
    reachable = {
        part.code: _reachable(table, part, unassigned) if left_out.isdisjoint(part.codes) else ZERO
        for part in table.sections
    }
    base = sum((by_part[part.code] for part in table.sections), ZERO)
    assigned_max = sum(reachable.values(), ZERO)
    rescaled = _rescaled(base, assigned_max, table.scale.base_max)
    bonus = by_part[table.bonus.code] if table.bonus else ZERO
    deductions = by_part[table.deductions.code] if table.deductions else ZERO
    return Sums(
        by_part=by_part,
        assigned_by_part=reachable,
        base=base,
        assigned_max=assigned_max,
        rescaled_base=rescaled,
        bonus=bonus,
        deductions=deductions,
        final=_final(table.scale, rescaled + bonus - deductions),
    )


def earned_by_part(
    table: CriteriaTable, points: Points, not_assigned: frozenset[str] = NO_CODES
) -> dict[str, Decimal]:
    """Part code -> what its items come to before the part's cap."""
    if not not_assigned.isdisjoint(table.by_code):
        points = {**points, **_unassigned(table, not_assigned)}
    return {part.code: sum(map(points.get, part.codes, repeat(ZERO)), ZERO) for part in table.parts}


def counts_in_full(table: CriteriaTable, code: str) -> bool:
    """Whether the item is worth its maximum to a unit that was not assigned it."""
    return table.not_assigned_treatment == FULL_MARKS and table.by_code[code].kind not in ADDED


def _left_out(table: CriteriaTable, points: Points, optional: frozenset[str]) -> frozenset[str]:
    """The items of the optional sections in which no item has points."""
    blank = [
        part.codes
        for part in table.sections
        if part.code in optional and part.codes.isdisjoint(points)
    ]
    return NO_CODES.union(*blank)


def _unassigned(table: CriteriaTable, codes: frozenset[str]) -> dict[str, Decimal]:
    return {
        code: table.by_code[code].max if counts_in_full(table, code) else ZERO
        for code in codes & table.by_code.keys()
    }


def _reachable(table: CriteriaTable, part: Group, not_assigned: frozenset[str]) -> Decimal:
    """The most this unit could get in `part`: without what it was not assigned, if rescaled."""
    gone = (part.codes & not_assigned) if not_assigned else NO_CODES
    return part.worth - sum(
        (table.by_code[code].max for code in gone if not counts_in_full(table, code)), ZERO
    )


def _rescaled(base: Decimal, assigned_max: Decimal, base_max: Decimal) -> Decimal:
    """`base` of `assigned_max` on the scale of `base_max`: 570 of 600 is 950 of 1000."""
    if not assigned_max:
        return ZERO
    if assigned_max == base_max:
        return base
    return half_up(Fraction(base) * Fraction(base_max) / Fraction(assigned_max))


def _final(scale: Scale, points: Decimal) -> Decimal:
    highest = points if scale.may_exceed_base else min(points, scale.base_max)
    return rounded(max(highest, scale.final_min))
