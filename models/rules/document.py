"""Values as a YAML or JSON document gives them, taken without surprises.

Numbers may come as int, float or text; they become Decimals through their written form, so 7.5
is exactly 7.5. Texts are kept in NFC.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

_WRITTEN = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,10})?")
_WHOLE_LIMIT = 10**15


def as_number(value: object) -> Decimal | None:
    """`value` exactly, or None where it is no number (true and NaN are none)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if abs(value) < _WHOLE_LIMIT else None
    if isinstance(value, float):
        return Decimal(str(value)) if isfinite(value) else None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        return Decimal(value.replace(",", "."))
    return None


def as_mapping(value: object) -> Mapping[Any, Any]:
    """`value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> Sequence[Any]:
    """`value` if it is a list, else an empty one. A text is not a list of letters."""
    return value if isinstance(value, list | tuple) else ()


def as_text(value: object) -> str:
    """`value` in NFC without outer spaces, or an empty text where it is none."""
    return unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else ""


def number(data: Mapping[Any, Any], key: str) -> Decimal | None:
    """The number under `key`, None where it is missing or null."""
    return as_number(data.get(key))


def setting(data: Mapping[Any, Any], key: str, default: Any) -> Any:
    """What stands under `key`; `default` where it is missing or null."""
    value = data.get(key)
    return default if value is None else value


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, in order."""
    return tuple(as_text(each) for each in as_list(value))


def words(data: Mapping[Any, Any], vietnamese: str = "vi", english: str = "en") -> tuple[str, str]:
    """A thing's Vietnamese and English words; without English, the Vietnamese stand for both."""
    vi = as_text(data.get(vietnamese))
    return vi, as_text(data.get(english)) or vi
