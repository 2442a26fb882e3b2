from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers import Answer
from models.rules.criteria import RuleKind
from models.rules.scoring import work_out
from tests.rules.answer_strategies import AMOUNTS, LATE, answers_for
from tests.rules.criteria_tables import small_table

SMALL = small_table()
ITEMS = {item.code: item for item in SMALL.items}
SOLO = st.one_of(
    [
        st.tuples(st.just(item), answers_for(item))
        for item in SMALL.items
        if item.kind is not RuleKind.TARGET_LEADER
    ]
)


def d(text):
    return Decimal(text)


def points(code, answer, **automatic):
    return work_out(ITEMS[code], answer, automatic=automatic).points


@pytest.mark.parametrize(
    ("actual", "expected"), [("100", 120), ("92.5", 111), ("69.9", 0), ("104", 120), ("70", 84)]
)
def test_a_share_of_the_plan_earns_its_share_and_nothing_below_the_floor(actual, expected):
    item = replace(ITEMS["plan"], max=d("120"))

    assert work_out(item, Answer(actual=d(actual))).points == expected


@pytest.mark.parametrize(("actual", "overdue", "expected"), [("95", 3, 73), ("60", 40, 28)])
def test_overdue_tasks_are_taken_from_the_share_up_to_their_cap(actual, overdue, expected):
    item = replace(ITEMS["tasks"], max=d("80"), target=d("100"))
    answer = Answer(actual=d(actual), counts={"overdue": overdue})

    assert work_out(item, answer).points == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "7.50"), (3, "15.00"), (0, "0.00")])
def test_events_are_counted_up_to_the_maximum(count, expected):
    assert str(points("waves", Answer(count=count))) == expected


@pytest.mark.parametrize(("late", "missing", "expected"), [(0, 0, 15), (4, 1, 9), (30, 3, 0)])
def test_a_late_report_loses_points_by_the_day_and_by_the_document(late, missing, expected):
    answer = Answer(counts={"missing_doc": missing})

    assert points("report", answer, submission_log=late) == expected


@given(SOLO, LATE)
def test_points_are_never_below_zero_or_above_the_maximum(pair, automatic):
    item, answer = pair
    working = work_out(item, answer, automatic=automatic)

    assert 0 <= working.points <= item.max
    assert working.points.as_tuple().exponent == -2


@given(AMOUNTS, AMOUNTS, AMOUNTS.filter(bool))
def test_more_done_never_earns_less(one, other, target):
    less, more = sorted([one, other])

    for code in ("plan", "tasks"):
        assert points(code, Answer(less, target)) <= points(code, Answer(more, target))


@given(SOLO, st.data(), LATE)
def test_one_more_violation_never_raises_the_points(pair, data, automatic):
    item, answer = pair
    if answer.not_assigned or not item.counted:
        return
    code = data.draw(st.sampled_from([each.code for each in item.counted]))
    worse = replace(answer, counts={**answer.counts, code: answer.counts[code] + 1})

    before = work_out(item, answer, automatic=automatic).points
    assert work_out(item, worse, automatic=automatic).points <= before


@given(st.integers(0, 50), st.integers(0, 5))
def test_one_more_day_late_never_raises_the_points(days, missing):
    answer = Answer(counts={"missing_doc": missing})
    on_time = points("report", answer, submission_log=days)

    assert points("report", answer, submission_log=days + 1) <= on_time


def test_points_are_rounded_half_up_once_at_the_end():
    item = replace(ITEMS["tasks"], max=d("10"), floor_rate=None)

    assert work_out(item, Answer(d("2"), d("3"))).points == d("6.67")
    assert work_out(item, Answer(d("0.01"), d("20"))).points == d("0.01")
    assert work_out(item, Answer(d("2"), d("3"), counts={"overdue": 1})).points == d("5.67")


def test_the_working_tells_how_a_share_came_about():
    working = work_out(ITEMS["plan"], Answer(actual=d("92.5")))

    assert (working.rate, working.raw, working.points) == (d("0.925"), d("18.5"), d("18.5"))
    assert not any((working.capped, working.floored, working.below_floor, working.pending))


def test_the_working_tells_of_floor_and_cap():
    assert work_out(ITEMS["plan"], Answer(actual=d("69.99"))).below_floor
    assert work_out(ITEMS["plan"], Answer(actual=d("101"))).capped
    assert work_out(ITEMS["plan"], Answer(actual=d("101"))).raw == d("20.2")
    assert not work_out(ITEMS["plan"], Answer(actual=d("100"))).capped


def test_the_working_lists_what_was_taken_after_its_cap():
    working = work_out(
        ITEMS["report"], Answer(counts={"missing_doc": 3}), automatic={"submission_log": 30}
    )

    assert [(v.code, times, taken) for v, times, taken in working.taken] == [
        ("late_day", 30, 10),
        ("missing_doc", 3, 6),
    ]
    assert working.floored


def test_the_assigned_target_counts_before_any_other():
    working = work_out(ITEMS["tasks"], Answer(d("6"), d("12")), assigned_target=d("8"))

    assert working.rate == d("0.75")
    assert working.points == d("22.5")


def test_what_is_not_yet_answered_has_no_points():
    for item in SMALL.items:
        working = work_out(item, Answer())

        assert (working.points, working.answered) == (0, False)


def test_an_item_that_was_not_assigned_is_answered():
    working = work_out(ITEMS["met"], Answer(not_assigned=True))

    assert working.not_assigned
    assert working.answered


def test_a_leader_item_waits_for_the_whole_cluster():
    working = work_out(ITEMS["leader"], Answer(d("120"), d("100")))

    assert (working.points, working.pending, working.rate) == (None, True, d("1.2"))
    assert work_out(ITEMS["leader"], Answer(d("9"), d("0"))).rate is None
