"""When ladders ring: by hand for one deadline, by property for all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import end_of_day
from models.rules.duties import DutyKind
from models.rules.ladder import (
    OFFICERS,
    USUAL,
    Ladder,
    Rung,
    Tone,
    allowed,
    next_after,
    read_ladder,
    rung_at,
    slots,
)
from models.rules.workdays import is_working, working_day_by, working_day_from

HANOI = "Asia/Ho_Chi_Minh"
SHEET = USUAL[DutyKind.SHEET]
DUE = end_of_day(date(2026, 11, 13))
"""A Friday."""


def said(found, zone=HANOI):
    return [(slot.days, f"{slot.at.astimezone(ZoneInfo(zone)):%d/%m %H:%M}") for slot in found]


def test_the_usual_steps_of_a_sheet_before_and_after_its_deadline():
    found = slots(Ladder(SHEET.rungs, 3), DUE, HANOI)

    assert said(found) == [
        (14, "30/10 09:00"),
        (7, "06/11 09:00"),
        (3, "10/11 09:00"),
        (1, "12/11 09:00"),
        (0, "13/11 09:00"),
        (-3, "16/11 09:00"),
        (-4, "17/11 09:00"),
        (-5, "18/11 09:00"),
    ]
    assert found[0].tone is Tone.CALM
    assert found[0].audience == OFFICERS
    assert found[-1].tone is Tone.URGENT


def test_a_step_on_a_closed_day_comes_on_the_working_day_before_and_two_become_the_later():
    monday = end_of_day(date(2026, 11, 16))  # three days before is a Friday, one day a Sunday

    assert said(slots(Ladder(SHEET.rungs, 0), monday, HANOI))[-2:] == [
        (1, "13/11 09:00"),
        (0, "16/11 09:00"),
    ]


def test_nothing_rings_during_tet_before_a_deadline_right_after_it():
    due = end_of_day(date(2027, 2, 12))  # 6 February 2027 is the first day of the year
    days = [day for day, _ in said(slots(SHEET, due, HANOI)) if day >= 0]
    holidays = {date(2027, 2, day) for day in range(4, 11)}

    assert days == [14, 3, 1, 0]  # seven and three days before fall on one working day
    assert not holidays & {
        slot.at.astimezone(ZoneInfo(HANOI)).date() for slot in slots(SHEET, due, HANOI)
    }


def test_a_step_after_the_hour_of_the_deadline_does_not_ring():
    early = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)  # 8:00

    assert [days for days, _ in said(slots(SHEET, early, HANOI)) if days >= 0] == [14, 7, 3, 1]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_the_hour_stays_the_hour_over_the_change_of_clocks(zone):
    due = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)  # clocks change in October and on 1 November
    ladder = Ladder(tuple(Rung(days, 9, Tone.PLAIN, OFFICERS) for days in range(14, -1, -1)), 0)

    assert {f"{slot.at.astimezone(ZoneInfo(zone)):%H:%M}" for slot in slots(ladder, due, zone)} == {
        "09:00"
    }


START = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
zones = st.sampled_from([HANOI, "Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC"])
ladders = st.builds(
    Ladder,
    st.lists(
        st.builds(
            Rung, st.integers(0, 60), st.integers(7, 20), st.just(Tone.PLAIN), st.just(OFFICERS)
        ),
        max_size=8,
        unique_by=lambda each: each.days,
    ).map(lambda rungs: tuple(sorted(rungs, key=lambda each: -each.days))),
    st.integers(0, 20),
)


@given(ladders, moments, zones)
def test_steps_stand_in_order_on_working_days_and_never_twice(ladder, due, zone):
    found = slots(ladder, due, zone)
    moments = [slot.at for slot in found]

    assert moments == sorted(set(moments))
    assert all(is_working(at.astimezone(ZoneInfo(zone)).date()) for at in moments)
    assert all(slot.at < due for slot in found if slot.days >= 0)


@given(ladders, moments, zones, moments)
def test_the_last_step_and_the_next_leave_none_between_them(ladder, due, zone, now):
    found = slots(ladder, due, zone)
    last, following = rung_at(found, now), next_after(found, now)

    assert last is None or last.at <= now
    assert following is None or following > now
    assert len(found) == sum(
        [
            sum(slot.at <= now for slot in found),
            sum(following is not None and slot.at >= following for slot in found),
        ]
    )


@given(ladders)
def test_a_ladder_reads_as_it_was_stored(ladder):
    assert read_ladder(ladder.stored(), ladder.after_days) == ladder


@given(moments, zones, st.integers(0, 23), st.integers(0, 23))
def test_nobody_is_disturbed_in_their_quiet_hours_and_nothing_waits_a_day(at, zone, start, end):
    later = allowed(at, zone, start, end)
    hour = later.astimezone(ZoneInfo(zone)).hour
    hours = {(start + step) % 24 for step in range((end - start) % 24)}

    assert hour not in hours or later.astimezone(ZoneInfo(zone)).time() == time(end)
    assert timedelta(0) <= later - at <= timedelta(hours=25)
    assert later == at or at.astimezone(ZoneInfo(zone)).hour in hours


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_working_days_are_found_on_both_sides(day):
    assert working_day_by(day) <= day <= working_day_from(day)
    assert is_working(working_day_by(day))
    assert is_working(working_day_from(day))
