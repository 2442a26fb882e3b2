"""A short name for the state a sheet is in: another state, another stamp."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256

STAMP_DIGITS = 16


def stamp_of(
    sheet_id: int,
    content_hash: str,
    versions: Mapping[str, int],
    targets: Mapping[str, Decimal | None],
) -> str:
    """Sixteen hexadecimal digits that follow from all that a unit fills in a sheet upon.

    `content_hash` names the criteria table; `versions`: item code -> how often it was changed,
    those never changed may be left out; `targets`: item code -> what the head has assigned (none:
    not assigned).
    """
    facts = [
        sheet_id,
        content_hash,
        {code: version for code, version in versions.items() if version},
        {code: None if value is None else format(value, "f") for code, value in targets.items()},
    ]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:STAMP_DIGITS]
