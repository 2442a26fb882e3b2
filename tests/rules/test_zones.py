"""Zones as somebody types them."""

import pytest

from models.errors_year import UnknownZone
from models.rules.zones import read_zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (" europe/BERLIN ", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_known_in_any_letters(typed, zone):
    assert read_zone(typed) == zone


@pytest.mark.parametrize(
    "typed",
    ["", "Mars/Olympus", "../../etc/passwd", "localtime", "GMT+7", "a" * 5000],
    ids=["nothing", "no place", "a path", "the machine's own", "an offset", "endless"],
)
def test_what_is_no_zone_is_refused_by_name(typed):
    with pytest.raises(UnknownZone) as refused:
        read_zone(typed)

    assert refused.value.text == typed
