"""Putting keys in order by what each is worth: votes, or merits declared beforehand.

Equals are listed by key, so that a listing is the same each time; no place ever depends on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

Keys = tuple[str, ...]
Merits = tuple[Decimal, ...]
Worth = TypeVar("Worth", int, Merits)


def best_first(keys: Iterable[str], worth: Mapping[str, Worth]) -> Keys:
    """The most worth first, equals by key."""
    return tuple(sorted(sorted(keys), key=worth.__getitem__, reverse=True))


def cut(keys: Iterable[str], seats: int, worth: Mapping[str, Worth]) -> tuple[Keys, Keys]:
    """Who has a seat for certain, best first; and who stand equal across the last one.

    There are at least as many keys as seats, and at least one seat.
    """
    ordered = best_first(keys, worth)
    last = worth[ordered[seats - 1]]
    clear = tuple(key for key in ordered if worth[key] > last)
    equal = tuple(key for key in ordered if worth[key] == last)
    return (clear + equal, ()) if len(clear + equal) == seats else (clear, equal)


def place(key: str, worth: Mapping[str, Worth]) -> int:
    """The place among all that have a worth: 1, 2, 2, 4."""
    return 1 + len([other for other in worth if worth[other] > worth[key]])


def comparable(merits: Mapping[str, Sequence[str]], keys: Iterable[str]) -> dict[str, Merits]:
    """What these are worth by their merits, compared in order, the higher first.

    Unless all have as many, and all are decimals, they tell nobody apart: all are worth the same.
    """
    worth = {key: _decimals(merits.get(key, ())) for key in keys}
    if len({len(each) for each in worth.values()}) > 1:
        return dict.fromkeys(worth, ())
    return worth


def _decimals(texts: Sequence[str]) -> Merits:
    """Exact decimals; nothing at all if one of them is no number."""
    try:
        numbers = tuple(map(Decimal, texts))
    except InvalidOperation:
        return ()
    return numbers if all(each.is_finite() for each in numbers) else ()
