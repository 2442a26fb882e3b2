"""Points: exact decimals with two places, whole hundredths in the database.

A point is the unit of a criteria table (0.00 to about 1000.00). Rounding is half up, named here
and applied once, at the end of a rule. What people type is read here too, by hand: never through
`float`, and never by guessing what a separator meant.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from models.errors import NegativeNumber, NotANumber, NumberTooLarge, TooManyDecimals

HUNDREDTH = Decimal("0.01")
ZERO = Decimal("0.00")
PLACES = 2
LARGEST = Decimal(999_999_999_999)  # a budget in đồng still fits

TYPED_LIMIT = 20  # characters of a typed number
SHOWN_LIMIT = 30  # characters of a wrong text that a refusal repeats

_MINUS = "-−–"  # hyphen, minus sign, en dash: phones type all three
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[\u2009\u202f][0-9]{3})+(?=[.,]|$)")
_WRITTEN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_MAYBE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def rounded(value: Decimal) -> Decimal:
    """`value` with two places, half up: 12.345 -> 12.35."""
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def half_up(value: Fraction) -> Decimal:
    """An exact ratio, 0 or more, with two places, half up: 2/3 -> 0.67."""
    return from_hundredths((200 * value.numerator + value.denominator) // (2 * value.denominator))


def to_hundredths(value: Decimal) -> int:
    """The whole hundredths of `value`; ValueError for a third place."""
    scaled = value * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"more than two decimals: {value}")
    return int(scaled)


def from_hundredths(hundredths: int) -> Decimal:
    """1225 -> Decimal("12.25")."""
    return Decimal(hundredths).scaleb(-PLACES)


def parse_decimal(text: str) -> Decimal:
    """The number a person typed: "92,5", "92.50" and "９２，５" are 92.5.

    One comma or point with one or two digits after it is the decimal separator. "1.000" and
    "1,000" could be one or one thousand, so they are refused, as is every other grouping but thin
    spaces ("12\u202f000"). ASCII and full-width digits only; at most twenty characters.

    Raises NotANumber, NegativeNumber, TooManyDecimals (0,125; 12,3456), NumberTooLarge.
    """
    digits = text.strip().translate(_FULL_WIDTH)
    if digits[:1] and digits[0] in _MINUS and _WRITTEN.fullmatch(digits[1:].strip()):
        raise NegativeNumber(shown(text))
    grouped = _GROUPED.match(digits)
    if grouped:
        digits = re.sub("[\u2009\u202f]", "", grouped[0]) + digits[grouped.end() :]
    written = _WRITTEN.fullmatch(digits)
    if not written or len(text) > TYPED_LIMIT or _MAYBE_THOUSANDS.fullmatch(digits):
        raise NotANumber(shown(text))
    return _within_limits(text, written[1], written[2] or "")


def _within_limits(text: str, whole: str, places: str) -> Decimal:
    if len(places) > PLACES:
        raise TooManyDecimals(shown(text), PLACES)
    value = Decimal(f"{whole}.{places or 0}")
    if value > LARGEST:
        raise NumberTooLarge(LARGEST)
    return value


def shown(text: str) -> str:
    """The beginning of a wrong text, fit to repeat on a screen: no control or hidden characters."""
    return "".join(character for character in text if character.isprintable())[:SHOWN_LIMIT]
