from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import days_between, end_of_day, local_date
from models.rules.workdays import is_working
from models.rules.year_steps import (
    FOLLOWERS,
    LATER,
    USUAL,
    Change,
    YearStep,
    copied,
    disorder,
    first_and_last_day,
    moved_plan,
    moving,
    parse_in_year,
    usual_moment,
    usual_plan,
)

PLAN = usual_plan(2026)
STEPS = st.sampled_from(list(YearStep))


def later(step, days):
    return PLAN[step] + timedelta(days=days)


def test_the_usual_year_is_in_order_and_inside_its_days():
    first, last = first_and_last_day(2026)

    assert disorder(PLAN, list(YearStep)) is None
    assert all(first <= local_date(at) <= last for at in PLAN.values())
    assert all(earlier <= after for earlier, after in pairwise(PLAN.values()))


@given(st.integers(2000, 2100), STEPS)
def test_a_usual_date_is_the_end_of_its_day_in_any_year(year, step):
    usual = USUAL[step]

    assert usual_moment(step, year) == end_of_day(date(year + usual.years, usual.month, usual.day))


def test_what_follows_never_comes_before_itself():
    assert all(step not in LATER[step] for step in YearStep)
    assert LATER[YearStep.YEAR_REPORT] == {
        YearStep.APPRAISAL,
        YearStep.CROSS,
        YearStep.PREPARATORY,
        YearStep.DOSSIER,
        YearStep.YEAR_REVIEW,
        YearStep.HANDOVER,
    }
    assert YearStep.YEAR_REVIEW in LATER[YearStep.MID_REVIEW]


def test_the_report_moved_a_week_moves_the_rest_of_the_year_a_week():
    changes = moving(PLAN, YearStep.YEAR_REPORT, later(YearStep.YEAR_REPORT, 7))

    assert [change.step for change in changes] == list(YearStep)[6:]
    assert all(change.new - change.old == timedelta(days=7) for change in changes)


def test_room_that_there_was_is_used_up_first():
    roomy = PLAN | {YearStep.SIGNING: later(YearStep.SIGNING, 30)}
    roomy[YearStep.REGISTRATION] = later(YearStep.REGISTRATION, 30)
    changes = moving(roomy, YearStep.PLAN, later(YearStep.PLAN, 20))

    assert [change.step for change in changes] == [YearStep.PLAN]


def test_a_step_moved_earlier_moves_alone():
    at = later(YearStep.YEAR_REPORT, -5)
    change = Change(YearStep.YEAR_REPORT, PLAN[YearStep.YEAR_REPORT], at)

    assert moving(PLAN, YearStep.YEAR_REPORT, at) == (change,)


def test_another_hour_of_the_same_day_moves_nothing_along():
    at = PLAN[YearStep.PLAN] - timedelta(hours=7)

    assert [each.step for each in moving(PLAN, YearStep.PLAN, at)] == [YearStep.PLAN]


def test_the_same_moment_is_no_change():
    assert moving(PLAN, YearStep.PLAN, PLAN[YearStep.PLAN]) == ()


def test_what_is_fixed_stays_and_holds_up_what_follows_it():
    changes = moving(
        PLAN, YearStep.PREPARATORY, later(YearStep.PREPARATORY, 4), {YearStep.YEAR_REVIEW}
    )

    assert [change.step for change in changes] == [YearStep.PREPARATORY, YearStep.DOSSIER]


def test_mid_year_after_year_end_is_out_of_order_and_both_are_named():
    at = later(YearStep.YEAR_REVIEW, 3)
    plan = moved_plan(PLAN, moving(PLAN, YearStep.MID_REVIEW, at))
    only = {**PLAN, YearStep.MID_REVIEW: at}
    for step in (YearStep.YEAR_REPORT, YearStep.APPRAISAL, YearStep.CROSS):
        only[step] = at
    for step in (YearStep.PREPARATORY, YearStep.DOSSIER, YearStep.HANDOVER):
        only[step] = at

    assert disorder(plan, [YearStep.MID_REVIEW]) is not None
    assert disorder(only, [YearStep.MID_REVIEW]) == (YearStep.MID_REVIEW, YearStep.YEAR_REVIEW)


def test_the_same_day_is_in_order_whatever_the_hour():
    plan = PLAN | {YearStep.MID_REVIEW: PLAN[YearStep.MID_REPORT] - timedelta(hours=12)}

    assert disorder(plan, [YearStep.MID_REVIEW]) is None


def test_what_is_done_is_in_nobodys_way():
    plan = PLAN | {YearStep.PLAN: PLAN[YearStep.REGISTRATION]}

    assert disorder(plan, [YearStep.PLAN]) == (YearStep.PLAN, YearStep.SIGNING)
    assert disorder(plan, [YearStep.PLAN], [YearStep.SIGNING]) is None


@given(STEPS, st.integers(-120, 120), st.sets(STEPS))
def test_what_moves_along_keeps_its_distance_and_nothing_else_moves(step, days, fixed):
    changes = moving(PLAN, step, later(step, days), fixed - {step})
    moved = {change.step for change in changes}
    plan = moved_plan(PLAN, changes)

    assert moved <= {step} | LATER[step]
    assert not (moved - {step}) & fixed
    assert all(days_between(change.old, change.new) == days for change in changes)
    for before in moved:
        for after in FOLLOWERS.get(before, ()):
            if days > 0 and after not in fixed:
                assert plan[after] - plan[before] >= PLAN[after] - PLAN[before]


@given(STEPS, st.integers(1, 120))
def test_with_all_followers_moved_along_no_follower_is_passed(step, days):
    plan = moved_plan(PLAN, moving(PLAN, step, later(step, days)))
    wrong = disorder(plan, [step])

    assert wrong is None or wrong[1] not in FOLLOWERS.get(wrong[0], ())


# -- the year after --------------------------------------------------------------------------------


def test_usual_dates_are_not_copied():
    assert copied(usual_plan(2025), 2026) == ()


def test_a_date_on_the_29th_of_february_becomes_a_day_that_there_is():
    last = usual_plan(2024) | {YearStep.PLAN: end_of_day(date(2024, 2, 29))}
    (found,) = copied(last, 2025)

    assert local_date(found.at) == date(2025, 2, 28)


def test_a_date_on_a_day_off_is_put_on_the_working_day_before_and_said():
    last = usual_plan(2025) | {YearStep.PLAN: end_of_day(date(2025, 2, 18))}
    (found,) = copied(last, 2026)  # the second day of Tết

    assert local_date(found.at) == date(2026, 2, 13)
    assert found.instead_of == date(2026, 2, 18)


def test_the_hour_of_a_date_is_kept():
    nine = datetime(2025, 7, 8, 2, 0, tzinfo=UTC)
    (found,) = copied(usual_plan(2025) | {YearStep.MID_REVIEW: nine}, 2026)

    assert found.at == datetime(2026, 7, 8, 2, 0, tzinfo=UTC)


def test_a_working_day_before_that_would_pass_another_step_is_not_taken():
    # 28/02/2026 is a Saturday, and the plan's usual day: signing stays on or after it.
    last = usual_plan(2025) | {YearStep.SIGNING: end_of_day(date(2025, 2, 28))}
    found = copied(last, 2026)

    assert disorder(usual_plan(2026) | {each.step: each.at for each in found}, YearStep) is None
    assert [local_date(each.at) for each in found] == [date(2026, 2, 28)]


def test_a_copied_date_fits_with_what_the_year_has_already():
    present = usual_plan(2026) | {YearStep.SIGNING: end_of_day(date(2026, 4, 15))}
    last = usual_plan(2025) | {YearStep.REGISTRATION: end_of_day(date(2025, 4, 10))}

    assert copied(last, 2026, present | {YearStep.REGISTRATION: end_of_day(date(2026, 5, 4))}) == ()
    assert copied(last, 2026) != ()


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("15/12", 2026, date(2026, 12, 15)),
        ("15/12", 2027, date(2027, 12, 15)),
        ("15/3", 2027, date(2027, 3, 15)),
        ("15/12/2026", 2027, date(2026, 12, 15)),
        ("+7", 2027, date(2026, 11, 28)),
    ],
)
def test_a_day_is_meant_in_the_year_that_is_planned(text, year, day):
    now = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

    assert local_date(parse_in_year(text, now, year)) == day


@given(st.dictionaries(STEPS, st.integers(-40, 40)), st.integers(2023, 2030))
def test_a_copied_year_is_always_in_order(days, year):
    last = {step: at + timedelta(days=days.get(step, 0)) for step, at in usual_plan(year).items()}
    found = copied(last, year + 1)
    plan = usual_plan(year + 1) | {each.step: each.at for each in found}

    assert disorder(plan, YearStep) is None
    assert all(is_working(local_date(each.at)) for each in found if each.instead_of)
