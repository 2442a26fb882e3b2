"""From an answer to points, one item at a time.

Every ratio is an exact fraction until the end of the item, where it becomes a Decimal with two
places, half up; points that no ratio made are exact as they are. The leader rule, which needs the
whole cluster, stands in `leader.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.points import ZERO, half_up, rounded
from models.rules.answer_values import Answer, is_complete, target_for
from models.rules.criteria import Item, RuleKind, Violation

NOTHING: Mapping[str, int] = {}
Taken = tuple[tuple[Violation, int, Decimal], ...]
"""(violation, times, points taken after its cap), in order."""

_RATE_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Working:
    """How an item's points came about.

    `points`: 0.00 to the item's max; None while `pending`, to be computed for the whole cluster.
    `rate`: result / target with four places (0.9250). `raw`: points before limits and item
    deductions. `taken`: what violations cost. `capped`: more was earned than the max; `floored`:
    more was taken than there was; `below_floor`: the result was below the floor rate. `answered`
    False: nothing to count yet, so 0.00. `unproven`: answered, but without the document that must
    prove it, so 0.00.
    """

    points: Decimal | None
    rate: Decimal | None = None
    raw: Decimal | None = None
    taken: Taken = ()
    capped: bool = False
    floored: bool = False
    below_floor: bool = False
    pending: bool = False
    not_assigned: bool = False
    answered: bool = True
    unproven: bool = False


NOT_ASSIGNED = Working(ZERO, not_assigned=True)
UNANSWERED = Working(ZERO, answered=False)


def work_out(
    item: Item,
    answer: Answer,
    *,
    automatic: Mapping[str, int] = NOTHING,
    assigned_target: Decimal | None = None,
) -> Working:
    """The points of one item from what the unit stated and what the system counted.

    `automatic`: source -> times, e.g. {"submission_log": 3} whole days late. An item not assigned
    has 0.00 here; what that means for the total is the table's to say (see scoring.total).
    """
    if answer.not_assigned:
        return NOT_ASSIGNED
    if not is_complete(item, answer, assigned_target):
        return UNANSWERED
    if item.kind is RuleKind.TARGET_LEADER:
        rate = _rate(item, answer, assigned_target)
        return Working(None, rate=_shown(rate), pending=True)
    taken = _taken(item, answer, automatic)
    if item.kind is RuleKind.PROPORTIONAL:
        return _proportional(item, _rate(item, answer, assigned_target) or Fraction(0), taken)
    earned = _earned(item, answer)
    left = min(earned, item.max) - _together(taken)
    return Working(
        points=rounded(max(left, ZERO)),
        raw=rounded(earned),
        taken=taken,
        capped=earned > item.max,
        floored=left < 0,
    )


def _earned(item: Item, answer: Answer) -> Decimal:
    if item.kind is RuleKind.TIERED:
        return item.tiers[(answer.tier or 1) - 1].points
    if item.kind is RuleKind.BINARY:
        return item.max if answer.met else ZERO
    if item.kind is RuleKind.SUBTRACT:
        return item.max
    return (item.per_unit or ZERO) * (answer.count or 0)


def _proportional(item: Item, rate: Fraction, taken: Taken) -> Working:
    """At most the max, less what is taken, at least 0: in that order."""
    below = rate < Fraction(item.floor_rate or ZERO)
    most = Fraction(item.max)
    earned = Fraction(0) if below else rate * most
    left = min(earned, most)
    if taken:
        left -= Fraction(_together(taken))
    return Working(
        points=half_up(max(left, Fraction(0))),
        rate=_shown(rate),
        raw=half_up(earned),
        taken=taken,
        capped=earned > most,
        floored=left < 0,
        below_floor=below,
    )


def _together(taken: Taken) -> Decimal:
    return sum((points for _, _, points in taken), ZERO)


def _taken(item: Item, answer: Answer, automatic: Mapping[str, int]) -> Taken:
    return tuple(_one_taken(violation, answer, automatic) for violation in item.violations)


def _one_taken(
    violation: Violation, answer: Answer, automatic: Mapping[str, int]
) -> tuple[Violation, int, Decimal]:
    if violation.auto_from is None:
        times = answer.counts.get(violation.code, 0)
    else:
        times = automatic.get(violation.auto_from, 0)
    points = violation.points * times
    return violation, times, points if violation.cap is None else min(points, violation.cap)


def _rate(item: Item, answer: Answer, assigned_target: Decimal | None) -> Fraction | None:
    """Result / target; None without a target above zero."""
    target = target_for(item, answer, assigned_target)
    if not target or answer.actual is None:
        return None
    return Fraction(answer.actual) / Fraction(target)


def _shown(rate: Fraction | None) -> Decimal | None:
    """A rate with four places, so that its percentage has two: half up."""
    return None if rate is None else (half_up(rate * 100) / 100).quantize(_RATE_PLACES)
