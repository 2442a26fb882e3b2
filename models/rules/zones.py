"""Zones of the world by their IANA names, as somebody types them."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from models.errors_year import UnknownZone

LONGEST = 40
"""Characters; no zone has a longer name."""


def read_zone(text: str) -> str:
    """The zone's own spelling: "asia/tokyo" is Asia/Tokyo.

    Raises:
        UnknownZone: there is no zone of that name.
    """
    typed = "_".join(text.split())
    found = _zones().get(typed.casefold()) if len(typed) <= LONGEST else None
    if found is None:
        raise UnknownZone(text)
    return found


@cache
def _zones() -> Mapping[str, str]:
    """Places only: what else a machine's files hold may mean something else on another one."""
    places = (name for name in available_timezones() if "/" in name or name == "UTC")
    return {name.casefold(): name for name in places}
