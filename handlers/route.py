"""Route names and arguments <-> a button's payload: `feature.verb:arg:arg`, at most 64 bytes."""

from models.errors import UnknownButton

LIMIT = 64


def pack(name: str, *args: object) -> str:
    """A payload; ValueError if it would not fit, or an argument holds the separator."""
    parts = [name, *(str(arg) for arg in args)]
    if any(":" in part for part in parts):
        raise ValueError(f"a colon in {parts}")
    payload = ":".join(parts)
    if len(payload.encode()) > LIMIT:
        raise ValueError(f"longer than {LIMIT} bytes: {payload}")
    return payload


def unpack(payload: str) -> tuple[str, tuple[str, ...]]:
    """Name and arguments; UnknownButton for what cannot be ours."""
    name, *args = payload.split(":")
    if "." not in name or len(payload.encode()) > LIMIT:
        raise UnknownButton
    return name, tuple(args)
