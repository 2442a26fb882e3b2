from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.quorum import (
    Quorum,
    Span,
    is_of,
    minutes_late,
    needed,
    parse_share,
    quorate,
    roll_from,
    roll_to,
)

EIGHT = datetime(2026, 7, 15, 1, tzinfo=UTC)
"""8:00 in Vietnam."""


def at(minutes):
    return EIGHT + timedelta(minutes=minutes)


shares = st.integers(1, 200).flatmap(
    lambda whole: st.integers(1, whole).map(lambda part: Fraction(part, whole))
)


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("2/3", Fraction(2, 3)),
        (" 3 / 4 ", Fraction(3, 4)),
        ("70%", Fraction(7, 10)),
        ("90 %", Fraction(9, 10)),
        ("1/1", Fraction(1)),
        ("100%", Fraction(1)),
    ],
)
def test_a_share_is_read_as_it_is_written(said, share):
    assert parse_share(said) == share


@pytest.mark.parametrize("said", ["", "2", "3/2", "0/3", "2/0", "0%", "101%", "-1/2", "0,7", "a/b"])
def test_what_is_no_share_is_none(said):
    assert parse_share(said) is None


@pytest.mark.parametrize(
    ("said", "units", "fewest"),
    [("2/3", 8, 6), ("2/3", 9, 6), ("1/2", 8, 4), ("1/2", 9, 5), ("3/4", 10, 8), ("2/3", 1, 1)],
)
def test_two_thirds_of_eight_are_six(said, units, fewest):
    assert needed(parse_share(said), units) == fewest


@given(shares, st.integers(0, 10_000))
def test_the_fewest_are_enough_and_one_less_is_not(share, units):
    fewest = needed(share, units)

    assert Fraction(fewest) >= share * units > fewest - 1
    assert fewest <= units


@given(shares, st.integers(1, 100), st.integers(0, 100))
def test_a_quorum_is_met_exactly_when_the_share_is_there(share, units, present):
    quorum = Quorum(f"{share.numerator}/{share.denominator}", units, present)

    assert quorum.met == (present >= share * units)


def test_nobody_of_nobody_is_no_quorum():
    assert not Quorum("2/3", 0, 0).met


stays = st.lists(
    st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)).map(
        lambda pair: Span(at(pair[0]), None if pair[1] is None else at(pair[0] + pair[1]))
    ),
    max_size=12,
)


@given(stays, st.integers(1, 6), st.integers(-1, 70))
def test_the_quorum_was_there_exactly_while_enough_stays_held(spans, enough, minute):
    there = sum(span.holds(at(minute)) for span in spans)

    assert (there >= enough) == any(span.holds(at(minute)) for span in quorate(spans, enough))


@given(stays, st.integers(1, 6))
def test_times_of_quorum_are_in_order_and_apart(spans, enough):
    found = quorate(spans, enough)

    assert all(each.until is None or each.since < each.until for each in found)
    assert all(one.until < other.since for one, other in pairwise(found))


def test_one_who_leaves_as_another_comes_keeps_the_quorum():
    assert quorate([Span(at(0), at(10)), Span(at(10))], 1) == (Span(at(0)),)


@pytest.mark.parametrize(
    ("seconds", "late"), [(-600, 0), (0, 0), (59, 0), (60, 1), (719, 11), (720, 12)]
)
def test_late_are_whole_minutes_after_the_beginning(seconds, late):
    assert minutes_late(EIGHT + timedelta(seconds=seconds), EIGHT) == late


def test_roll_can_be_called_from_an_hour_before_to_the_end_of_the_last_day():
    next_noon = EIGHT + timedelta(days=1, hours=4)

    assert roll_from(EIGHT) == at(-60)
    assert roll_to(EIGHT, None) == datetime(2026, 7, 15, 16, 59, 59, tzinfo=UTC)
    assert roll_to(EIGHT, next_noon) == datetime(2026, 7, 16, 16, 59, 59, tzinfo=UTC)


def test_a_roll_call_is_of_the_meeting_until_that_moves_to_the_afternoon_or_another_day():
    assert is_of(at(-60), EIGHT)
    assert is_of(at(-60), at(120))
    assert not is_of(at(-60), at(181))
    assert is_of(at(-60), at(-30))
    assert not is_of(at(-60), EIGHT + timedelta(days=1))
