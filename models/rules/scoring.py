"""The points of a whole sheet, and what lateness costs.

`work_out` and `leader_points`, for one item, are at home in `working.py` and `leader.py`; the
adding up and the grade in `summing.py` and `grades.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from models.points import ZERO
from models.rules.answer_values import COUNTING, Answer
from models.rules.criteria import CriteriaTable, Group, Item
from models.rules.grades import grade, grade_of
from models.rules.kinds import SUBMISSION_LOG
from models.rules.leader import leader_points
from models.rules.summing import NO_CODES, Sums, counts_in_full, earned_by_part, sum_points
from models.rules.working import NOTHING, UNANSWERED, Working, work_out

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


@dataclass(frozen=True, slots=True)
class Totals(Sums):
    """A sheet's sums, and how far it has come.

    `answered` of `countable` items are done; `missing` are the others, `pending` wait for the
    whole cluster (0.00 until then), `over_caps` are the counted items and the parts whose cap took
    something away.
    """

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
    optional_parts: frozenset[str] = NO_CODES,
    unproven: frozenset[str] = NO_CODES,
) -> Totals:
    """Add up one unit's sheet; keys of `answers`, `targets` and `leader` are item codes.

    Unanswered items count 0.00 and, in the sections, are missing; what an item not assigned means
    is said by sum_points. An optional section left wholly blank is left out as if it had not been
    assigned; once begun, it counts like any other. The items in `unproven` count 0.00 until they
    are proved, whatever was answered or computed; answered they are all the same.
    """
    blank = frozenset(
        part.code
        for part in table.sections
        if part.code in optional_parts and not _begun(part, answers)
    )
    asked = [item.code for part in table.sections if part.code not in blank for item in part.items]
    workings = {
        item.code: _working(
            table, item, answers.get(item.code, BLANK), automatic, targets.get(item.code)
        )
        for item in table.items
    }
    for part in table.sections:
        if part.code in blank:
            workings |= dict.fromkeys(part.codes, UNANSWERED)
    workings |= _led(workings, leader) | _unproven(workings, unproven)
    return _totals(table, workings, asked, blank)


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
    if working.not_assigned and counts_in_full(table, item.code):
        return replace(working, points=item.max)
    return working


def _led(workings: Mapping[str, Working], leader: Mapping[str, Decimal]) -> dict[str, Working]:
    """The pending workings, with the points that the comparison of the cluster brought."""
    return {
        code: replace(workings[code], points=points, pending=False)
        for code, points in leader.items()
        if code in workings and workings[code].pending
    }


def _unproven(workings: Mapping[str, Working], codes: frozenset[str]) -> dict[str, Working]:
    """Answered, but not proved: nothing counts, and nothing is waited for."""
    return {
        code: replace(workings[code], points=ZERO, pending=False, unproven=True)
        for code in codes
        if code in workings and workings[code].answered and not workings[code].not_assigned
    }


def _totals(
    table: CriteriaTable, workings: Mapping[str, Working], asked: list[str], blank: frozenset[str]
) -> Totals:
    points = {code: each.points or ZERO for code, each in workings.items() if each.answered}
    not_assigned = frozenset(code for code, each in workings.items() if each.not_assigned)
    sums = sum_points(table, points, not_assigned=not_assigned, optional_parts=blank)
    missing = tuple(code for code in asked if not workings[code].answered)
    return Totals(
        by_part=sums.by_part,
        assigned_by_part=sums.assigned_by_part,
        base=sums.base,
        assigned_max=sums.assigned_max,
        rescaled_base=sums.rescaled_base,
        bonus=sums.bonus,
        deductions=sums.deductions,
        final=sums.final,
        answered=len(asked) - len(missing),
        countable=len(asked),
        missing=missing,
        pending=tuple(code for code in asked if workings[code].pending),
        over_caps=tuple(_over_caps(table, workings, earned_by_part(table, points))),
        workings=workings,
    )


def _over_caps(
    table: CriteriaTable, workings: Mapping[str, Working], earned: Mapping[str, Decimal]
) -> Iterator[str]:
    for part in table.parts:
        for item in part.items:
            working = workings[item.code]
            if working.capped and not working.unproven and item.kind in COUNTING:
                yield item.code
        if earned[part.code] > part.max:
            yield part.code


def late_rule(table: CriteriaTable) -> tuple[str, str, Decimal, Decimal | None] | None:
    """What a day of lateness costs: (item code, violation code, points a day, cap), or None.

    The first violation of the table that is counted from the submission log.
    """
    for item in table.items:
        for violation in item.violations:
            if violation.auto_from == SUBMISSION_LOG:
                return item.code, violation.code, violation.points, violation.cap
    return None
