"""One score out of several peers' scores of the same item, and how far they disagree.

A plain mean lets one rater decide who is first. Which scores are left out depends on the policy,
one of kinds.Aggregation; the rest is averaged exactly and rounded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from models.points import from_hundredths, half_up
from models.rules.kinds import Aggregation
from models.rules.settings import FinalScore

_FEW = 4  # fewer scores than this are too few to leave some out
_MANY = 12  # from here on a quarter at each end can go, enough against three who collude
_LEAST_TO_TRIM = 3  # without both ends one score is left


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The points; how many scores there were; which of them (by place) were left out."""

    points: Decimal
    received: int
    trimmed: tuple[int, ...]


def aggregate(scores: Sequence[Decimal], policy: str, trim_from: int | None) -> Aggregate:
    """Aggregate peers' scores, each 0.00 or more, by a policy of kinds.Aggregation.

    default: the median of fewer than 4; without one highest and one lowest up to 11; from 12 on
    without a quarter at each end. drop_extremes: without one highest and one lowest from
    `trim_from` scores on (None: 3), else the mean. trimmed: without a quarter at each end, rounded
    down. The median leaves out all but the middle one or two. Of equal scores, the first given
    counts as the lower.

    Raises ValueError without scores: a score that is missing is not a zero; and for a policy that
    does not exist.
    """
    if not scores:
        raise ValueError("no scores to aggregate")
    count = len(scores)
    side = min(_left_out(count, Aggregation(policy), trim_from), _all_but_the_middle(count))
    order = sorted(range(count), key=lambda place: scores[place])
    kept = order[side : count - side]
    mean = sum((Fraction(scores[place]) for place in kept), Fraction(0)) / len(kept)
    return Aggregate(half_up(mean), count, tuple(sorted({*order} - {*kept})))


def _left_out(count: int, policy: Aggregation, trim_from: int | None) -> int:
    """How many scores are left out at each end."""
    if policy is Aggregation.DEFAULT:
        policy = _by_count(count)
        trim_from = None
    match policy:
        case Aggregation.MEDIAN:
            return _all_but_the_middle(count)
        case Aggregation.TRIMMED:
            return count // 4
        case Aggregation.DROP_EXTREMES:
            return 1 if count >= (trim_from or _LEAST_TO_TRIM) else 0
        case _:
            return 0


def _by_count(count: int) -> Aggregation:
    if count < _FEW:
        return Aggregation.MEDIAN
    return Aggregation.DROP_EXTREMES if count < _MANY else Aggregation.TRIMMED


def _all_but_the_middle(count: int) -> int:
    return (count - 1) // 2


def cross_score(scores: Sequence[Decimal], rule: FinalScore) -> Aggregate | None:
    """One item's cross score by its table's rule; None where too few scores were received."""
    if len(scores) < max(1, rule.min_received):
        return None
    return aggregate(scores, rule.aggregate, rule.trim_extremes_from)


def disagreement(scores: Sequence[Decimal]) -> Decimal:
    """The population standard deviation of the scores in points, 0.00 where they are all equal.

    Raises ValueError without scores.
    """
    if not scores:
        raise ValueError("no scores to compare")
    values = [Fraction(score) for score in scores]
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)
    # floor(2 x 100 x root), from which half a hundredth is rounded up without ever leaving integers
    twice = isqrt(int(variance * 40_000))
    return from_hundredths((twice + 1) // 2)
