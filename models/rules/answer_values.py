"""What a unit states for one criterion: what was achieved, never the points themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.errors import (
    CountedByTheSystem,
    NegativeNumber,
    NotAssignable,
    OutOfRange,
    TargetGiven,
    TargetNotPositive,
    TooManyDecimals,
    UnknownLevel,
)
from models.points import LARGEST, PLACES
from models.rules.criteria import Item, RuleKind

PERCENT = "%"
MOST_PERCENT = Decimal(1000)  # a plan done ten times over; above it a comma was forgotten
MOST_TIMES = 1000  # events or violations in one year

COUNTING = frozenset({RuleKind.COUNT, RuleKind.BONUS, RuleKind.DEDUCTION})
MEASURED = frozenset({RuleKind.PROPORTIONAL, RuleKind.TARGET_LEADER})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit states for one item; the fields its kind has no use for stay None.

    `actual` and `target` are in the item's unit; `tier` is the number of the level, 1 for the
    first in the document; `count` is events of a count, bonus or deduction item; `counts` is
    violation code -> times. `not_assigned`: the unit was not given this task.
    """

    actual: Decimal | None = None
    target: Decimal | None = None
    tier: int | None = None
    met: bool | None = None
    count: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    not_assigned: bool = False


def to_json(answer: Answer) -> dict[str, Any]:
    """`answer` for a JSON column: decimals as text, what was not stated left out."""
    stated: dict[str, Any] = {
        "actual": None if answer.actual is None else str(answer.actual),
        "target": None if answer.target is None else str(answer.target),
        "tier": answer.tier,
        "met": answer.met,
        "count": answer.count,
        "counts": dict(answer.counts) or None,
        "not_assigned": answer.not_assigned or None,
    }
    return {name: value for name, value in stated.items() if value is not None}


def from_json(data: Mapping[str, Any]) -> Answer:
    """The answer that to_json wrote."""
    decimals = {name: Decimal(data[name]) for name in ("actual", "target") if name in data}
    return Answer(**{**data, **decimals})


def target_for(item: Item, answer: Answer, assigned_target: Decimal | None) -> Decimal | None:
    """The target that counts: the head's, else the unit's own, else the table's, else none."""
    if assigned_target is not None:
        return assigned_target
    return item.target if answer.target is None else answer.target


def is_complete(item: Item, answer: Answer, assigned_target: Decimal | None = None) -> bool:
    """Whether `answer` says all that the item's points follow from.

    A subtract item needs a number for every violation the unit counts, zeros included; one that
    only the system counts needs no answer. The item deductions of a proportional item count as
    none until stated. A leader item without a target competes among those without one.
    """
    if answer.not_assigned:
        return True
    if item.kind is RuleKind.SUBTRACT:
        return all(violation.code in answer.counts for violation in item.counted)
    if item.kind is RuleKind.PROPORTIONAL and not target_for(item, answer, assigned_target):
        return False
    return _stated(item, answer) is not None


def _stated(item: Item, answer: Answer) -> Decimal | int | None:
    if item.kind in MEASURED:
        return answer.actual
    if item.kind in COUNTING:
        return answer.count
    return answer.tier if item.kind is RuleKind.TIERED else answer.met


def check_answer(item: Item, answer: Answer, assigned_target: Decimal | None = None) -> None:
    """Refuse what the item cannot mean; an answer not yet complete is not refused.

    Raises NotAssignable, NegativeNumber, TooManyDecimals, OutOfRange (the limit is allowed),
    TargetGiven, TargetNotPositive, UnknownLevel, CountedByTheSystem.
    """
    if answer.not_assigned:
        if not item.na_allowed:
            raise NotAssignable(item.code)
        return
    if item.kind in MEASURED:
        _check_amount(answer.actual, MOST_PERCENT if item.unit == PERCENT else LARGEST)
        _check_target(item, answer, assigned_target)
    if answer.tier is not None and not 1 <= answer.tier <= len(item.tiers):
        raise UnknownLevel(str(answer.tier), len(item.tiers))
    _check_times(answer.count or 0)
    _check_counts(item, answer.counts)


def _check_amount(amount: Decimal | None, limit: Decimal) -> None:
    if amount is None:
        return
    if amount < 0:
        raise NegativeNumber(str(amount))
    if amount * 100 % 1:
        raise TooManyDecimals(str(amount), PLACES)
    if amount > limit:
        raise OutOfRange(limit)


def _check_target(item: Item, answer: Answer, assigned: Decimal | None) -> None:
    """A target typed in percent may be a plan of any size; others must be the one given."""
    _check_amount(answer.target, LARGEST)
    given = item.target if assigned is None and item.unit != PERCENT else assigned
    if answer.target is not None and given is not None and answer.target != given:
        raise TargetGiven(given)
    if item.kind is RuleKind.PROPORTIONAL and target_for(item, answer, assigned) == 0:
        raise TargetNotPositive(item.code)


def _check_counts(item: Item, counts: Mapping[str, int]) -> None:
    known = {violation.code: violation for violation in item.violations}
    for code, times in counts.items():
        if known[code].auto_from is not None:
            raise CountedByTheSystem(item.code)
        _check_times(times)


def _check_times(times: int) -> None:
    if times < 0:
        raise NegativeNumber(str(times))
    if times > MOST_TIMES:
        raise OutOfRange(Decimal(MOST_TIMES))
