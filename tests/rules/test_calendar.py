from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.errors import DateInPast, DateTooFar, NoSuchDay, NotADate, Refusal
from models.rules.calendar import ZONE, days_between, end_of_day, local_date, parse_moment

FRIDAY_MORNING = datetime(2026, 11, 6, 3, tzinfo=UTC)  # 10:00 in Vietnam
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
AHEAD = st.integers(1, 700)


def read(text, now=FRIDAY_MORNING, **options):
    return parse_moment(text, now, **options).astimezone(ZONE).replace(tzinfo=None)


def at(day, month, year=2026, hour=23, minute=59, second=59):
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        *(
            "15/11",
            "15-11",
            "15.11",
            "15.11.2026",
            "15/11/2026",
            "15/11/26",
            "15 / 11",
            "2026-11-15",
        ),
        *("ngày 15/11", "hết ngày 15/11/2026", "ngày 15 tháng 11 năm 2026", "15 thang 11"),
        *(
            "chủ nhật 15/11",
            "Chủ nhật, ngày 15/11",
            "Sun 15/11",
            "CN 15/11",
        ),
        *(
            "24h 15/11",
            "24:00 ngày 15/11",
            "+9",
            "+9 ngày",
            "9 ngày nữa",
            "sau 9 ngày",
            "in 9 days",
        ),
        *("chủ nhật tuần sau", "chu nhat tuan toi"),
    ],
)
def test_a_day_ends_with_its_last_second(text):
    assert read(text) == at(15, 11)


@pytest.mark.parametrize(
    "text",
    [
        *("15/11/2026 17:30", "17:30 15/11", "17h30 15/11/2026", "17h30, 15/11", "17g30 15-11"),
        *("17:30 ngày 15/11/2026", "trước 17 giờ 30 ngày 15 tháng 11", "2026-11-15T17:30"),
        *("17 giờ 30 phút, Chủ nhật, ngày 15/11/2026", "17h30' 15/11", "17:30:00 on 15/11/2026"),
        *("17h30 - 15/11", "15.11.2026 lúc 17h30", "17H30 CHỦ NHẬT TUẦN SAU"),
    ],
)
def test_a_day_and_an_hour_are_read_in_either_order(text):
    assert read(text) == at(15, 11, hour=17, minute=30, second=0)


@pytest.mark.parametrize("text", ["17h 15/11", "17h15-11", "17h 2026-11-15", "17h 15 tháng 11"])
def test_the_digits_of_a_date_are_not_taken_for_minutes(text):
    assert read(text) == at(15, 11, hour=17, minute=0, second=0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[
            (text, 6)
            for text in ("hôm nay", "today", "thứ Sáu", "thứ 6", "thu sau", "t6", "friday")
        ],
        *[(text, 7) for text in ("ngày mai", "mai", "tomorrow", "thứ bảy", "thứ 7", "sat")],
        *[
            (text, 8)
            for text in ("ngày kia", "Chủ nhật", "CN", "chủ nhật này", "chủ nhật tuần này")
        ],
        *[(text, 13) for text in ("thứ 6 tới", "thu sau toi", "thứ Sáu sau", "thứ 6 tuần sau")],
        *[(text, 13) for text in ("next friday", "1 tuần nữa", "+7", "7 ngày nữa")],
        *[(text, 9) for text in ("thứ Hai", "thứ 2 tới", "thứ hai tuần sau", "t2", "next monday")],
        *[(text, 12) for text in ("thứ Năm", "thu nam toi", "thursday", "Thu 12/11")],
    ],
)
def test_weekdays_and_nearness_are_read(text, day):
    assert read(text) == at(day, 11)


def test_an_hour_alone_is_todays():
    assert read("17h") == at(6, 11, hour=17, minute=0, second=0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6/11", at(6, 11)),
        ("5/11", at(5, 11, 2027)),
        ("1/1", at(1, 1, 2027)),
        ("29/2", at(29, 2, 2028)),
    ],
)
def test_without_a_year_it_is_the_next_such_day(text, expected):
    assert read(text) == expected


def test_today_is_vietnams_day():
    just_after_midnight = datetime(2026, 11, 5, 17, 30, tzinfo=UTC)

    assert read("hôm nay", just_after_midnight) == at(6, 11)
    assert read("5/11", just_after_midnight) == at(5, 11, 2027)


def test_beginnings_are_read_as_the_start_of_the_day_and_today_as_now():
    assert read("15/11", end_of_day_default=False) == at(15, 11, hour=0, minute=0, second=0)
    assert parse_moment("hôm nay", FRIDAY_MORNING, end_of_day_default=False) == FRIDAY_MORNING
    assert read("17h hôm nay", end_of_day_default=False).hour == 17


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "ngày", "lúc", "abc", "thứ", "15", "ngày 15", "15/11 - 20/11", "tháng 11"),
        *("25h 15/11", "17:60", "17h60 15/11", "+99999", "-3", "15/11/0001", "15/11/9999", "٣/٤"),
        *("thứ 8", "15//11", "17h 18h 15/11", "15/11 nhé", "1" * 500, "15/11/202"),
    ],
)
def test_nonsense_is_refused(text):
    with pytest.raises(NotADate) as refusal:
        read(text)

    assert len(refusal.value.shown) <= 61


@pytest.mark.parametrize(
    "text",
    [
        "31/02",
        "31/4",
        "0/1",
        "1/0",
        "32/1",
        "1/13",
        "99/99",
        "29/02/2027",
        "2027-02-29",
        "Sat 15/11",
    ],
)
def test_days_that_no_calendar_has_are_refused(text):
    with pytest.raises(NoSuchDay) as refusal:
        read(text)

    assert refusal.value.shown == text


@pytest.mark.parametrize("text", ["5/11/2026", "9h", "9:59 hôm nay", "thứ 2 tuần này", "1/1/2020"])
def test_the_past_is_refused(text):
    with pytest.raises(DateInPast) as refusal:
        read(text)

    assert refusal.value.moment < FRIDAY_MORNING


def test_two_years_ahead_is_the_farthest():
    assert read("6/11/2028") == at(6, 11, 2028)

    with pytest.raises(DateTooFar) as refusal:
        read("7/11/2028")
    assert refusal.value.moment == end_of_day(date(2028, 11, 7))
    with pytest.raises(DateTooFar):
        read("9999 tuần nữa")


def test_the_farthest_day_from_a_leap_day_exists():
    leap_day = datetime(2028, 2, 29, 3, tzinfo=UTC)

    assert read("28/02/2030", leap_day) == at(28, 2, 2030)
    with pytest.raises(DateTooFar):
        read("1/3/2030", leap_day)


@given(
    MOMENTS,
    AHEAD,
    st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "ngày %d/%m/%Y"]),
)
def test_a_written_day_is_read_back(now, ahead, shape):
    day = local_date(now) + timedelta(days=ahead)

    assert parse_moment(day.strftime(shape), now) == end_of_day(day)


@given(MOMENTS, AHEAD, st.times())
def test_a_written_moment_is_read_back(now, ahead, hour):
    day = local_date(now) + timedelta(days=ahead)
    moment = datetime.combine(day, time(hour.hour, hour.minute), ZONE)

    assert parse_moment(f"{moment:%H:%M} ngày {moment:%d/%m/%Y}", now) == moment
    assert parse_moment(f"{moment:%Hh%M %d/%m/%Y}", now) == moment


@given(MOMENTS, st.integers(0, 364))
def test_a_day_without_a_year_is_the_next_one(now, ahead):
    day = local_date(now) + timedelta(days=ahead)
    assume((day.day, day.month) != (29, 2))

    assert parse_moment(f"{day:%d/%m}", now) == end_of_day(day)


@given(MOMENTS, st.integers(0, 600))
def test_counted_days_are_local_days(now, ahead):
    assert days_between(now, parse_moment(f"+{ahead}", now)) == ahead


@given(MOMENTS, st.sampled_from(["hai", "ba", "tư", "năm", "sáu", "bảy"]))
def test_a_weekday_is_within_a_week(now, name):
    on = parse_moment(f"thứ {name}", now)
    coming = parse_moment(f"thứ {name} tới", now)

    assert 0 <= days_between(now, on) <= 6
    assert 1 <= days_between(now, coming) <= 7
    assert local_date(on).weekday() == local_date(coming).weekday()


@given(DAYS)
def test_a_days_last_second_is_its_own(day):
    end = end_of_day(day)

    assert end.tzinfo is UTC
    assert local_date(end) == day
    assert local_date(end + timedelta(seconds=1)) == day + timedelta(days=1)


@given(MOMENTS, MOMENTS)
def test_days_between_run_both_ways(one, other):
    assert days_between(one, other) == -days_between(other, one)


TYPED = st.one_of(
    st.text(max_size=30),
    st.text("0123456789/-.:hg +", max_size=16),
    st.lists(
        st.sampled_from(
            [
                "thứ",
                "hai",
                "2",
                "6",
                "sáu",
                "tới",
                "sau",
                "tuần",
                "ngày",
                "mai",
                "tháng",
                "11",
                "17h",
                "30",
                "15/11",
                "năm",
                "+",
            ]
        ),
        max_size=6,
    ).map(" ".join),
)


@given(TYPED, MOMENTS, st.booleans())
def test_whatever_is_typed_is_a_moment_within_reach_or_refused(text, now, end_of_day_default):
    try:
        moment = parse_moment(text, now, end_of_day_default)
    except Refusal:
        return

    assert moment.tzinfo is UTC
    assert now <= moment <= now + timedelta(days=2 * 366 + 1)


def test_a_moment_without_its_zone_is_a_mistake():
    with pytest.raises(ValueError, match="zone"):
        local_date(FRIDAY_MORNING.replace(tzinfo=None))
