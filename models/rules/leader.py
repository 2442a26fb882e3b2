"""The leader rule: a target item compared across the whole cluster, after self-scoring closes."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from models.points import ZERO, half_up
from models.rules.answer_values import Answer, target_for
from models.rules.criteria import Item

NO_TARGETS: Mapping[int, Decimal] = {}


def leader_points(
    item: Item, answers: Mapping[int, Answer], targets: Mapping[int, Decimal] = NO_TARGETS
) -> Mapping[int, Decimal]:
    """Compare a leader item across the whole cluster: unit id -> points, 0.00 to max.

    `targets` are those the head assigned. Below the target: share x max x A/T. At it: share x
    max. Above it: the rest in proportion to the exceed rate (A - T)/T, all of it for the highest;
    several equally high all get the max. Units whose target is 0 or missing are compared among
    themselves: max x A / highest A, or 0 where all are 0. Units without a result, or not assigned
    the task, are left out.

    Source: Điều 6 of the scoring rules of the programme "Vì An ninh Tổ quốc".
    """
    results = {
        unit: (answer.actual, target_for(item, answer, targets.get(unit)))
        for unit, answer in answers.items()
        if answer.actual is not None and not answer.not_assigned
    }
    rates = {unit: Fraction(a) / Fraction(t) for unit, (a, t) in results.items() if t}
    untargeted = {unit: Fraction(a) for unit, (a, t) in results.items() if not t}
    best_rate = max(rates.values(), default=Fraction(0))
    most = max(untargeted.values(), default=Fraction(0))
    points = {unit: _against_target(item, rate, best_rate) for unit, rate in rates.items()}
    points |= {unit: _against_others(item, actual, most) for unit, actual in untargeted.items()}
    return {unit: half_up(points[unit]) for unit in results}


def _against_target(item: Item, rate: Fraction, best: Fraction) -> Fraction:
    most, share = Fraction(item.max), Fraction(item.share_at_target or ZERO)
    if rate <= 1:
        return share * most * rate
    return share * most + (rate - 1) / (best - 1) * (1 - share) * most


def _against_others(item: Item, actual: Fraction, most: Fraction) -> Fraction:
    return Fraction(item.max) * actual / most if most else Fraction(0)
