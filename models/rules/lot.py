"""Lots (*bốc thăm*) that anyone can repeat: committed to first, then drawn from a public source.

1. The ballot, the keys of those who stand equal and the public source ("giải đặc biệt xổ số miền
   Bắc ngày …") are written down, and their hash is posted before the source has spoken.
2. What the source gave is typed in. The order is that of the hashes of commitment, drawn text and
   key: nobody can know it before, everybody can work it out afterwards.
"""

import hashlib
import unicodedata
from collections.abc import Sequence

from models.rules.record import digest


def commitment(seal: str, keys: Sequence[str], source: str) -> str:
    """The hash that is posted beforehand; in whatever order the keys are given."""
    return digest({"ballot": seal, "keys": sorted(keys), "source": source})


def normalised(drawn: str) -> str:
    """What was drawn, as it counts: NFC, without any white space ("12 345 " is "12345").

    Nothing else is taken away: "012345" is not "12345", and letters keep their case.
    """
    return "".join(unicodedata.normalize("NFC", drawn).split())


def draw(keys: Sequence[str], commitment: str, drawn: str) -> tuple[str, ...]:
    """All keys in the order of the lot: the first place goes to the first.

    In ascending order of the SHA-256 (hexadecimal) of commitment, normalised drawn text and key,
    in UTF-8, with line feeds between them. Raises ValueError if nothing was drawn.
    """
    text = normalised(drawn)
    if not text:
        raise ValueError("nothing was drawn")
    return tuple(sorted(keys, key=lambda key: _ticket(commitment, text, key)))


def _ticket(commitment: str, text: str, key: str) -> str:
    return hashlib.sha256(f"{commitment}\n{text}\n{key}".encode()).hexdigest()
