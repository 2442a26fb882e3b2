"""What a head may do to a ladder: typed days, hour, tone, audience, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import StaleCard, UnknownButton
from models.errors_year import LadderEmpty, LadderLimits
from models.rules.duties import DutyKind
from models.rules.ladder import (
    LONGEST_AHEAD,
    MOST_AFTER,
    MOST_RUNGS,
    USUAL,
    Audience,
    Tone,
    read_ladder,
)
from models.rules.ladder_edits import (
    read_days,
    with_after,
    with_audience,
    with_days,
    with_hour,
    with_tone,
)

SHEET = USUAL[DutyKind.SHEET]


def days_of(ladder):
    return [rung.days for rung in ladder.rungs]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("14, 7, 3, 1, 0", (14, 7, 3, 1, 0)),
        ("0 1 3", (3, 1, 0)),
        ("7;7;07\n7", (7,)),
        (" 60. 0 ", (60, 0)),
    ],
    ids=["as shown", "the other way round", "doubles", "the furthest"],
)
def test_days_are_put_in_order_each_once(typed, days):
    assert read_days(typed) == days


@pytest.mark.parametrize(
    "typed",
    ["61", "-3", "D-14", "một tuần", "1 2 3 4 5 6 7 8 9", "³", "1" * 4000],
    ids=["too far", "negative", "letters", "words", "too many", "superscript", "endless"],
)
def test_what_is_no_ladder_is_refused_with_its_limits(typed):
    with pytest.raises(LadderLimits) as refused:
        read_days(typed)

    assert (refused.value.rungs, refused.value.days) == (MOST_RUNGS, LONGEST_AHEAD)


@pytest.mark.parametrize("typed", ["", "  ", ", ,"], ids=["nothing", "spaces", "commas"])
def test_an_empty_ladder_is_refused(typed):
    with pytest.raises(LadderEmpty):
        read_days(typed)


def test_steps_that_stay_are_as_they_were_and_a_new_one_is_like_its_nearest():
    changed = with_days(SHEET, (10, 3, 0))

    assert days_of(changed) == [10, 3, 0]
    assert changed.rungs[1:] == (SHEET.rungs[2], SHEET.rungs[4])
    assert changed.rungs[0].tone is SHEET.rungs[1].tone, "that of seven days"


@given(st.sets(st.integers(0, LONGEST_AHEAD), min_size=1, max_size=MOST_RUNGS))
def test_any_days_that_can_be_typed_make_a_ladder_that_is_read_as_it_was_stored(days):
    changed = with_days(SHEET, read_days(", ".join(map(str, days))))

    assert days_of(changed) == sorted(days, reverse=True)
    assert read_ladder(changed.stored(), changed.after_days) == changed


def test_one_hour_holds_for_all_steps_within_the_day():
    assert {rung.hour for rung in with_hour(SHEET, 15).rungs} == {15}
    for hour in (6, 21, -1):
        with pytest.raises(UnknownButton):
            with_hour(SHEET, hour)


def test_the_days_after_the_deadline_have_an_end():
    assert with_after(SHEET, 0).after_days == 0
    assert with_after(SHEET, MOST_AFTER).after_days == MOST_AFTER
    for days in (-1, MOST_AFTER + 1):
        with pytest.raises(UnknownButton):
            with_after(SHEET, days)


def test_a_step_changes_alone_and_twice_is_once():
    once = with_tone(SHEET, 7, Tone.URGENT)
    both = with_audience(once, 7, frozenset({Audience.HEAD}))

    assert with_tone(once, 7, Tone.URGENT) == once
    assert [rung for rung in both.rungs if rung not in SHEET.rungs] == [both.rungs[1]]


def test_a_step_for_nobody_is_refused_and_so_is_one_that_is_gone():
    with pytest.raises(LadderEmpty):
        with_audience(SHEET, 7, frozenset())
    with pytest.raises(StaleCard):
        with_audience(SHEET, 8, frozenset(Audience))
    with pytest.raises(StaleCard):
        with_tone(SHEET, 8, Tone.CALM)
