"""From an answer to points, one item at a time.

Every ratio is an exact fraction until the end of the item, where it becomes a Decimal with two
places, half up. The leader rule, which needs the whole cluster, stands in `leader.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from models.points import ZERO, half_up
from models.rules.answer_values import Answer, is_complete, target_for
from models.rules.criteria import Item, RuleKind, Violation

NOTHING: Mapping[str, int] = {}
_RATE_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Working:
    """How an item's points came about.

    `points`: 0.00 to the item's max; None while `pending`, to be computed for the whole cluster.
    `rate`: result / target with four places (0.9250). `raw`: points before limits and item
    deductions. `taken`: (violation, times, points taken after its cap), in order. `capped`: more
    was earned than the max; `floored`: more was taken than there was; `below_floor`: the result
    was below the floor rate. `answered` False: nothing to count yet, so 0.00.
    """

    points: Decimal | None
    rate: Decimal | None = None
    raw: Decimal | None = None
    taken: tuple[tuple[Violation, int, Decimal], ...] = ()
    capped: bool = False
    floored: bool = False
    below_floor: bool = False
    pending: bool = False
    not_assigned: bool = False
    answered: bool = True


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
        return Working(ZERO, not_assigned=True)
    if not is_complete(item, answer, assigned_target):
        return Working(ZERO, answered=False)
    if item.kind is RuleKind.TARGET_LEADER:
        rate = _rate(item, answer, assigned_target)
        return Working(None, rate=_shown(rate), pending=True)
    if item.kind is RuleKind.PROPORTIONAL:
        return _proportional(item, answer, automatic, assigned_target)
    return _settle(item, _earned(item, answer), _taken(item, answer, automatic))


def _earned(item: Item, answer: Answer) -> Fraction:
    if item.kind is RuleKind.TIERED:
        return Fraction(item.tiers[(answer.tier or 1) - 1].points)
    if item.kind is RuleKind.BINARY:
        return Fraction(item.max if answer.met else ZERO)
    if item.kind is RuleKind.SUBTRACT:
        return Fraction(item.max)
    return Fraction(item.per_unit or ZERO) * (answer.count or 0)


def _proportional(
    item: Item, answer: Answer, automatic: Mapping[str, int], assigned_target: Decimal | None
) -> Working:
    rate = _rate(item, answer, assigned_target) or Fraction(0)
    below = rate < Fraction(item.floor_rate or ZERO)
    earned = Fraction(0) if below else rate * Fraction(item.max)
    settled = _settle(item, earned, _taken(item, answer, automatic))
    return replace(settled, rate=_shown(rate), below_floor=below)


def _settle(
    item: Item, earned: Fraction, taken: tuple[tuple[Violation, int, Decimal], ...]
) -> Working:
    """At most the max, less what is taken, at least 0: in that order."""
    most = Fraction(item.max)
    left = min(earned, most) - sum((Fraction(points) for _, _, points in taken), Fraction(0))
    return Working(
        points=half_up(max(left, Fraction(0))),
        raw=half_up(earned),
        taken=taken,
        capped=earned > most,
        floored=left < 0,
    )


def _taken(
    item: Item, answer: Answer, automatic: Mapping[str, int]
) -> tuple[tuple[Violation, int, Decimal], ...]:
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
