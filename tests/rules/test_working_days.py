from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import end_of_day, local_date
from models.rules.workdays import end_of_working_day, holiday, is_working

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
        found += is_working(day)

    assert found == days
    assert is_working(until)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-02-17", "Tết Nguyên Đán"),
        ("2026-02-18", "Mùng hai Tết Nguyên Đán"),
        ("2026-09-02", "Quốc khánh"),
    ],
)
def test_public_holidays_are_no_working_days_and_are_called_by_their_names(day, name):
    found = date.fromisoformat(day)

    assert not is_working(found)
    assert name.casefold() in holiday(found).casefold()
    assert holiday(found, "en") != holiday(found)


def test_working_days_skip_tet():
    told = datetime(2026, 2, 13, 1, 30, tzinfo=UTC)  # the Friday before it

    assert end_of_working_day(told, 1) == end_of_day(date(2026, 2, 23))
