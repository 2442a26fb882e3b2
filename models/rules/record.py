"""The chain of the record: how an entry is written down, and how it holds the one before."""

import hashlib
import json
import unicodedata
from typing import Any

FIRST = "0" * 64
"""What the first entry of a chain follows."""
DOMAIN = "thidua-record-1"
FORMAT = "thidua-record-1"
"""Of an export."""
SHORT = 16
"""Hexadecimal digits of a hash that are posted and printed."""


def canonical(value: Any) -> str:
    """Canonical JSON: keys sorted, no spaces, NFC, no floats. TypeError for a float."""
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def chained(before: str, body: str) -> str:
    """The hash of an entry: of the domain, the hash before, and its canonical JSON."""
    return hashlib.sha256(f"{DOMAIN}\n{before}\n{body}".encode()).hexdigest()


def digest(value: Any) -> str:
    """The hash of a value's canonical form: of a manifest, a roll, a table."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
