from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import end_of_day, end_of_working_day, local_date

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 13, 16, 30, tzinfo=UTC)
"""23:30 in Vietnam."""


@pytest.mark.parametrize(
    ("told", "until"),
    [
        (datetime(2026, 11, 9, 1, 30, tzinfo=UTC), "2026-11-12"),
        (datetime(2026, 11, 11, 1, 30, tzinfo=UTC), "2026-11-16"),
        (FRIDAY_EVENING, "2026-11-18"),
        (FRIDAY_EVENING + timedelta(hours=1), "2026-11-18"),
        (datetime(2026, 11, 15, 3, 0, tzinfo=UTC), "2026-11-18"),
    ],
    ids=["monday", "wednesday", "friday night", "saturday", "sunday"],
)
def test_three_working_days_skip_the_weekend(told, until):
    assert end_of_working_day(told, 3) == end_of_day(datetime.fromisoformat(until).date())


@given(
    st.integers(0, 15 * 365 * 24).map(lambda hours: FIRST + timedelta(hours=hours)),
    st.integers(1, 30),
)
def test_the_end_is_a_working_day_with_so_many_of_them_in_between(told, days):
    until = local_date(end_of_working_day(told, days))
    day, found = local_date(told), 0
    while day < until:
        day += timedelta(days=1)
        found += day.weekday() < 5

    assert found == days
    assert until.weekday() < 5
