"""Small checks of shape that build larger ones: what a value of a document must look like.

A check takes the path of a value and the value, whatever it is, and yields faults; it never
raises. Null counts as left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from models.points import PLACES, shown
from models.rules.document import as_number
from models.rules.faults import Fault, Path, fault
from models.rules.text import has_hidden

Check = Callable[[Path, object], Iterator[Fault]]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHARE = re.compile(r"([1-9][0-9]?)/([1-9][0-9]?)")
_SHOWN_DIGITS = 10**30


def brief(value: object) -> str:
    """`value` as a fault may repeat it: short, and without what only a machine would write."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if abs(value) < _SHOWN_DIGITS else "…"
    return shown(str(value)) if isinstance(value, float | Decimal) else "…"


def anything(_path: Path, _value: object) -> Iterator[Fault]:
    """No demand: kept for people, or checked elsewhere."""
    return iter(())


def text(limit: int) -> Check:
    """One line of 1 to `limit` characters."""

    def check(path: Path, value: object) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield fault(path, "not_text")
        elif not value.strip():
            yield fault(path, "text_empty")
        elif len(value) > limit:
            yield fault(path, "text_too_long", limit=limit)
        elif has_hidden(value.strip()):
            yield fault(path, "text_hidden")

    return check


def code(limit: int) -> Check:
    """A short name for machines and people: ASCII letters, digits, point, hyphen, underscore."""

    def check(path: Path, value: object) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield fault(path, "not_text")
        elif len(value) > limit:
            yield fault(path, "text_too_long", limit=limit)
        elif not _CODE.fullmatch(value):
            yield fault(path, "bad_code", value=brief(value))

    return check


def choice(options: Iterable[str]) -> Check:
    """One word of a closed list."""
    known = sorted(options)

    def check(path: Path, value: object) -> Iterator[Fault]:
        if value not in known:
            yield fault(path, "unknown_choice", value=brief(value), choices=", ".join(known))

    return check


def amount(low: Decimal, high: Decimal, places: int = PLACES) -> Check:
    """A number from `low` to `high`, with at most `places` decimals."""

    def check(path: Path, value: object) -> Iterator[Fault]:
        number = as_number(value)
        if number is None:
            yield fault(path, "not_a_number", value=brief(value))
        elif number < 0 <= low:
            yield fault(path, "negative", value=brief(value))
        elif not low <= number <= high:
            yield fault(path, "out_of_range", value=brief(value), low=low, high=high)
        elif number.scaleb(places) % 1:
            yield fault(path, "too_many_decimals", value=brief(value))

    return check


def whole(low: int, high: int) -> Check:
    """A whole number from `low` to `high`, written as one."""

    def check(path: Path, value: object) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield fault(path, "not_whole", value=brief(value))
        elif not low <= value <= high:
            yield fault(path, "out_of_range", value=brief(value), low=low, high=high)

    return check


def flag(path: Path, value: object) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield fault(path, "not_true_or_false", value=brief(value))


def share(path: Path, value: object) -> Iterator[Fault]:
    """A written fraction of 1 at most: "2/3"."""
    written = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if written is None or int(written[1]) > int(written[2]):
        yield fault(path, "not_a_share", value=brief(value))


def listing(each: Check, least: int = 0) -> Check:
    """A list of at least `least` values, each as `each` demands."""

    def check(path: Path, value: object) -> Iterator[Fault]:
        if not isinstance(value, list | tuple):
            yield fault(path, "not_a_list")
            return
        if len(value) < least:
            yield fault(path, "list_empty")
        for index, entry in enumerate(value):
            yield from each((*path, index), entry)

    return check


def entries(key: Check, each: Check) -> Check:
    """A mapping of free keys, such as the codes of the evidence types."""

    def check(path: Path, value: object) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield fault(path, "not_a_mapping")
            return
        for name, entry in value.items():
            place = (*path, name if isinstance(name, str) else brief(name))
            yield from key(place, name)
            yield from each(place, entry)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """A mapping with known keys only, of which the required ones are there."""
    known = {**required, **optional}

    def check(path: Path, value: object) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield fault(path, "not_a_mapping")
            return
        for name in required:
            if value.get(name) is None:
                yield fault((*path, name), "missing_key", key=name)
        for name, entry in value.items():
            if not isinstance(name, str) or name not in known:
                yield fault((*path, brief(name)), "unknown_key", key=brief(name))
            elif entry is not None:
                yield from known[name]((*path, name), entry)

    return check
