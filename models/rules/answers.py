"""What an official types for one criterion, read into an Answer."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from models.errors import (
    CountedByTheSystem,
    CountsNeeded,
    NotANumber,
    TargetNeeded,
    UnknownLevel,
    WholeNumberNeeded,
    WrongUnit,
    YesOrNoNeeded,
)
from models.points import parse_decimal, shown
from models.rules.answer_values import (
    MEASURED,
    PERCENT,
    Answer,
    check_answer,
    from_json,
    is_complete,
    target_for,
    to_json,
)
from models.rules.criteria import Item, RuleKind, Tier
from models.rules.text import fold, one_line

__all__ = [
    "LINE_LIMIT",
    "NOTE_LIMIT",
    "Answer",
    "check_answer",
    "from_json",
    "is_complete",
    "parse_answer",
    "read_amount",
    "read_level",
    "read_met",
    "read_times",
    "says_not_assigned",
    "to_json",
    "with_target",
]

LINE_LIMIT = 200  # characters; the longest level of a table still fits
NOTE_LIMIT = 1000  # characters of the note to an item

_NOT_ASSIGNED = frozenset({"khong giao", "khong giao chi tieu", "khong duoc giao", "kgct", "na"})
_YES = frozenset({"dat", "co", "1", "yes", "y", "met"})
_NO = frozenset({"khong dat", "chua dat", "khong", "chua", "0", "no", "n", "not met"})
_WHOLE = re.compile(r"[0-9０-９]{1,20}")
_BETWEEN_COUNTS = re.compile(r"\s*;\s*|\s*,\s+|\s+")
_LEAST_WORD = 3  # letters of a piece of a level's words


def parse_answer(item: Item, text: str, assigned_target: Decimal | None = None) -> Answer:
    """Read what was typed for `item`: what each kind takes stands at its reader below.

    "không giao", "kgct" or "na" mark the item as not assigned, whatever its kind.

    Raises what check_answer raises, and NothingTyped, TextTooLong, HiddenCharacters, NotANumber,
    NumberTooLarge, WholeNumberNeeded, TargetNeeded, WrongUnit, YesOrNoNeeded, CountsNeeded.
    """
    line = one_line(text, LINE_LIMIT)
    if says_not_assigned(line):
        answer = Answer(not_assigned=True)
    else:
        answer = _read(item, line, assigned_target)
    check_answer(item, answer, assigned_target)
    return answer


def with_target(declared: Answer | None, typed: str) -> str:
    """What was typed in place of `declared`: a result alone is measured by the declared target."""
    if declared is None or declared.target is None or "/" in typed or says_not_assigned(typed):
        return typed
    measure, semicolon, rest = typed.partition(";")
    return f"{measure.strip()}/{declared.target:f}{semicolon}{rest}"


def says_not_assigned(line: str) -> bool:
    """Whether `line` says that the unit was not given this task: "không giao", "kgct", "n/a"."""
    return fold(line).replace("/", "") in _NOT_ASSIGNED


def _read(item: Item, line: str, assigned_target: Decimal | None) -> Answer:
    if item.kind in MEASURED:
        return _measured(item, line, assigned_target)
    if item.kind is RuleKind.TIERED:
        return Answer(tier=read_level(item.tiers, line))
    if item.kind is RuleKind.BINARY:
        return Answer(met=read_met(line))
    if item.kind is RuleKind.SUBTRACT:
        return Answer(counts=_counts(item, line))
    return Answer(count=read_times(line))


def _measured(item: Item, line: str, assigned_target: Decimal | None) -> Answer:
    """result, result/target or result%; item deductions follow a semicolon: "95; 3".

    A target of 0 in a leader item says that none was given. A target equal to the head's is not
    kept, so that the head's stays the one that counts.
    """
    measure, _, rest = line.partition(";")
    actual, slash, target = measure.partition("/")
    answer = Answer(
        actual=read_amount(item, actual),
        target=read_amount(item, target) if slash else None,
        counts=_counts(item, rest.strip()) if rest else {},
    )
    if target_for(item, answer, assigned_target) is None:
        raise TargetNeeded(item.code)
    check_answer(item, answer, assigned_target)
    return answer if assigned_target is None else replace(answer, target=None)


def read_amount(item: Item, typed: str) -> Decimal:
    """A result or a target, with a percent sign where the item is measured in per cent."""
    number = typed.strip()
    if number.endswith(("%", "％")):
        if item.unit != PERCENT:
            raise WrongUnit(item.unit)
        number = number[:-1].rstrip()
    return parse_decimal(number)


def read_level(tiers: tuple[Tier, ...], line: str) -> int:
    """The level's number, else its points, else its words or a piece that only it has.

    A number from 1 to the count of levels is always the number of a level.
    """
    by_number = {str(number): number for number in range(1, len(tiers) + 1)}
    try:
        return by_number.get(line) or _by_points(tiers, line)
    except NotANumber:
        return _by_words(tiers, line)


def _by_points(tiers: tuple[Tier, ...], line: str) -> int:
    points = parse_decimal(line)
    return _only((n for n, tier in enumerate(tiers, 1) if tier.points == points), tiers, line)


def _by_words(tiers: tuple[Tier, ...], line: str) -> int:
    words = fold(line)
    names = [(n, {fold(tier.vi), fold(tier.en)}) for n, tier in enumerate(tiers, 1)]
    exact = [n for n, said in names if words in said]
    if exact or len(words) < _LEAST_WORD:
        return _only(exact, tiers, line)
    pieces = (n for n, said in names if any(f" {words} " in f" {name} " for name in said))
    return _only(pieces, tiers, line)


def _only(levels: Iterable[int], tiers: tuple[Tier, ...], line: str) -> int:
    found = list(levels)
    if len(found) != 1:
        raise UnknownLevel(shown(line), len(tiers))
    return found[0]


def read_met(line: str) -> bool:
    """đạt, có, 1, yes - or không đạt, chưa đạt, không, 0, no; marks and case do not matter."""
    said = fold(line)
    if said not in _YES | _NO:
        raise YesOrNoNeeded(shown(line))
    return said in _YES


def _counts(item: Item, line: str) -> dict[str, int]:
    """One number for each violation the unit counts, in order; a single 0 means none of any.

    Between numbers: spaces, semicolons, or commas with a space ("2 0", "2; 0", "2, 0").
    """
    times = [read_times(piece) for piece in _BETWEEN_COUNTS.split(line)]
    codes = [violation.code for violation in item.counted]
    if times == [0]:
        return dict.fromkeys(codes, 0)
    if not codes and item.violations:
        raise CountedByTheSystem(item.code)
    if len(times) != len(codes):
        raise CountsNeeded(len(codes), len(times))
    return dict(zip(codes, times, strict=True))


def read_times(typed: str) -> int:
    """How many times something happened: a whole number."""
    if _WHOLE.fullmatch(typed):
        return int(parse_decimal(typed))
    parse_decimal(typed)
    raise WholeNumberNeeded(shown(typed))
