"""The points of a whole sheet, its grade, and what lateness costs.

`work_out` and `leader_points`, for one item, are at home in `working.py` and `leader.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from models.points import ZERO, half_up, rounded
from models.rules.answer_values import COUNTING, Answer
from models.rules.criteria import CriteriaTable, Group, Item, RuleKind
from models.rules.kinds import FULL_MARKS, SUBMISSION_LOG
from models.rules.leader import leader_points
from models.rules.settings import Scale
from models.rules.working import NOTHING, Working, work_out

__all__ = [
    "Totals",
    "Working",
    "grade",
    "grade_of",
    "late_rule",
    "leader_points",
    "total",
    "work_out",
]

NO_POINTS: Mapping[str, Decimal] = {}
BLANK = Answer()
ADDED = frozenset({RuleKind.BONUS, RuleKind.DEDUCTION})


@dataclass(frozen=True, slots=True)
class Totals:
    """A sheet's points, part by part and together.

    `by_part`: part code -> points, bonus and deductions after their caps, both 0 or more.
    `assigned_by_part`: the most each section could give this unit. `base` is the sum of the
    sections, `rescaled_base` what it comes to on the scale's base_max. `answered` of `countable`
    items are done; `missing` are the others, `pending` wait for the whole cluster (0.00 until
    then), `over_caps` are the counted items and the parts whose cap took something away.
    """

    by_part: Mapping[str, Decimal]
    assigned_by_part: Mapping[str, Decimal]
    base: Decimal
    assigned_max: Decimal
    rescaled_base: Decimal
    bonus: Decimal
    deductions: Decimal
    final: Decimal
    answered: int
    countable: int
    missing: tuple[str, ...]
    pending: tuple[str, ...]
    over_caps: tuple[str, ...]
    workings: Mapping[str, Working]


def total(
    table: CriteriaTable,
    answers: Mapping[str, Answer],
    *,
    automatic: Mapping[str, int] = NOTHING,
    targets: Mapping[str, Decimal] = NO_POINTS,
    leader: Mapping[str, Decimal] = NO_POINTS,
    optional_parts: frozenset[str] = frozenset(),
) -> Totals:
    """Add up one unit's sheet; keys of `answers`, `targets` and `leader` are item codes.

    Unanswered items count 0.00 and, in the sections, are missing. Items not assigned leave the
    most that could be reached ("rescale") or count in full ("full_marks"). An optional section
    left wholly blank is left out as if it had not been assigned; once begun, it counts like any
    other. The base is scaled to base_max and rounded once; the final score is never below
    final_min, nor above base_max unless the table lets it.
    """
    counted = tuple(
        part for part in table.sections if part.code not in optional_parts or _begun(part, answers)
    )
    asked = tuple(item.code for part in counted for item in part.items)
    workings = {
        item.code: _working(
            table, item, answers.get(item.code, BLANK), automatic, targets.get(item.code)
        )
        if item.kind in ADDED or item.code in asked
        else Working(ZERO, answered=False)
        for item in table.items
    }
    workings |= {
        code: replace(workings[code], points=points, pending=False)
        for code, points in leader.items()
        if code in workings and workings[code].pending
    }
    by_part = {part.code: rounded(min(_sum(part, workings), part.max)) for part in table.parts}
    reachable = {part.code: _reachable(table, part, workings) for part in counted}
    base = sum((by_part[part.code] for part in table.sections), ZERO)
    assigned_max = sum(reachable.values(), ZERO)
    rescaled = _rescaled(base, assigned_max, table.scale.base_max)
    bonus = by_part[table.bonus.code] if table.bonus else ZERO
    deductions = by_part[table.deductions.code] if table.deductions else ZERO
    missing = tuple(code for code in asked if not workings[code].answered)
    return Totals(
        by_part=by_part,
        assigned_by_part={part.code: reachable.get(part.code, ZERO) for part in table.sections},
        base=base,
        assigned_max=assigned_max,
        rescaled_base=rescaled,
        bonus=bonus,
        deductions=deductions,
        final=_final(table.scale, rescaled + bonus - deductions),
        answered=len(asked) - len(missing),
        countable=len(asked),
        missing=missing,
        pending=tuple(code for code in asked if workings[code].pending),
        over_caps=tuple(_over_caps(table, workings)),
        workings=workings,
    )


def _begun(part: Group, answers: Mapping[str, Answer]) -> bool:
    return any(answers.get(item.code, BLANK) != BLANK for item in part.items)


def _working(
    table: CriteriaTable,
    item: Item,
    answer: Answer,
    automatic: Mapping[str, int],
    target: Decimal | None,
) -> Working:
    working = work_out(item, answer, automatic=automatic, assigned_target=target)
    if working.not_assigned and _in_full(table, item):
        return replace(working, points=item.max)
    return working


def _in_full(table: CriteriaTable, item: Item) -> bool:
    return table.not_assigned_treatment == FULL_MARKS and item.kind not in ADDED


def _sum(part: Group, workings: Mapping[str, Working]) -> Decimal:
    return sum((workings[item.code].points or ZERO for item in part.items), ZERO)


def _reachable(table: CriteriaTable, part: Group, workings: Mapping[str, Working]) -> Decimal:
    """The most this unit could get in `part`: without what it was not assigned, if rescaled."""
    return sum(
        (
            item.max
            for item in part.items
            if not workings[item.code].not_assigned or _in_full(table, item)
        ),
        ZERO,
    )


def _rescaled(base: Decimal, assigned_max: Decimal, base_max: Decimal) -> Decimal:
    """`base` of `assigned_max` on the scale of `base_max`: 570 of 600 is 950 of 1000."""
    if not assigned_max:
        return ZERO
    return half_up(Fraction(base) * Fraction(base_max) / Fraction(assigned_max))


def _final(scale: Scale, points: Decimal) -> Decimal:
    highest = points if scale.may_exceed_base else min(points, scale.base_max)
    return rounded(max(highest, scale.final_min))


def _over_caps(table: CriteriaTable, workings: Mapping[str, Working]) -> Iterator[str]:
    for part in table.parts:
        for item in part.items:
            if item.kind in COUNTING and workings[item.code].capped:
                yield item.code
        if _sum(part, workings) > part.max:
            yield part.code


def grade(table: CriteriaTable, totals: Totals) -> str:
    """The code of the band a unit falls in, by its exact share of the base.

    The total is the final score, bonus and deductions included, of base_max; a section is its
    points of what the unit could reach there. Sections that were not assigned set no floor.
    """
    sections = [
        Fraction(totals.by_part[code]) / Fraction(reachable)
        for code, reachable in totals.assigned_by_part.items()
        if reachable
    ]
    whole = Fraction(totals.final) / Fraction(table.scale.base_max)
    return grade_of(table, whole * 100, [share * 100 for share in sections])


def grade_of(table: CriteriaTable, whole: Fraction, sections: Iterable[Fraction]) -> str:
    """The highest band whose least total and least section are both reached.

    `whole` and `sections` are percentages, 0 or more. Where the total reaches a band but a section
    does not, the next lower band is tried, down to the last, which asks for nothing.
    """
    lowest = min(sections, default=Fraction(100))
    return next(
        band.code
        for band in table.grades
        if whole >= Fraction(band.min_total) and lowest >= Fraction(band.min_each_section)
    )


def late_rule(table: CriteriaTable) -> tuple[str, str, Decimal, Decimal | None] | None:
    """What a day of lateness costs: (item code, violation code, points a day, cap), or None.

    The first violation of the table that is counted from the submission log.
    """
    for item in table.items:
        for violation in item.violations:
            if violation.auto_from == SUBMISSION_LOG:
                return item.code, violation.code, violation.points, violation.cap
    return None
