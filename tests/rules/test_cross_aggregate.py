from decimal import Decimal
from fractions import Fraction
from statistics import mean, median, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.points import from_hundredths, half_up
from models.rules.aggregate import Aggregate, aggregate, cross_score, disagreement
from models.rules.criteria import check_table
from models.rules.kinds import Aggregation
from tests.rules.criteria_tables import small_document, small_table

SCORES = st.lists(st.integers(0, 10_000).map(from_hundredths), min_size=1, max_size=30)
POLICIES = st.sampled_from(list(Aggregation))


def points(*written):
    return [Decimal(str(each)) for each in written]


@pytest.mark.parametrize(
    ("policy", "trim_from", "scores", "expected", "left_out"),
    [
        ("default", None, [7], "7", ()),
        ("default", None, [7, 8], "7.5", ()),
        ("default", None, [9, 0, 8], "8", (0, 1)),
        ("default", None, [9, 0, 8, 7], "7.5", (0, 1)),
        ("default", None, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99], "5", (0, 10)),
        ("default", None, [1, 1, 1, 4, 5, 6, 7, 8, 9, 99, 99, 99], "6.5", (0, 1, 2, 9, 10, 11)),
        ("default", 9, [9, 0, 8, 7], "7.5", (0, 1)),
        ("mean", None, [9, 0, 8], "5.67", ()),
        ("median", None, [9, 0, 8, 7], "7.5", (0, 1)),
        ("median", None, [9, 0, 8, 7, 6], "7", (0, 1, 2, 4)),
        ("drop_extremes", None, [9, 0], "4.5", ()),
        ("drop_extremes", None, [9, 0, 8], "8", (0, 1)),
        ("drop_extremes", 5, [9, 0, 8, 7], "6", ()),
        ("drop_extremes", 5, [9, 0, 8, 7, 7], "7.33", (0, 1)),
        ("trimmed", None, [9, 0, 8], "5.67", ()),
        ("trimmed", None, [9, 0, 8, 7], "7.5", (0, 1)),
        ("trimmed", None, [0, 0, 1, 2, 3, 4, 9, 9], "2.5", (0, 1, 6, 7)),
    ],
)
def test_a_policy_leaves_out_what_it_says(policy, trim_from, scores, expected, left_out):
    came = aggregate(points(*scores), policy, trim_from)

    assert came == Aggregate(Decimal(expected), len(scores), left_out)


def test_of_equal_scores_one_at_each_end_is_left_out():
    assert aggregate(points(5, 5, 5, 5), "drop_extremes", 3).trimmed == (0, 3)


def test_the_mean_is_rounded_half_up_once():
    assert aggregate(points("0.01", "0.02"), "mean", None).points == Decimal("0.02")
    assert aggregate(points("0.01", "0.01", "0.02"), "mean", None).points == Decimal("0.01")


def test_no_score_is_not_a_zero():
    with pytest.raises(ValueError, match="no scores"):
        aggregate([], "mean", None)
    with pytest.raises(ValueError, match="no scores"):
        disagreement([])


def test_an_unknown_policy_is_an_error():
    with pytest.raises(ValueError, match="average"):
        aggregate(points(1), "average", None)


@given(SCORES)
def test_mean_and_median_are_the_known_ones(scores):
    exact = [Fraction(score) for score in scores]

    assert aggregate(scores, "mean", None).points == half_up(mean(exact))
    assert aggregate(scores, "median", None).points == half_up(median(exact))


@given(SCORES, POLICIES, st.none() | st.integers(3, 30), st.randoms(use_true_random=False))
def test_the_order_of_the_scores_does_not_matter(scores, policy, trim_from, chance):
    shuffled = chance.sample(scores, len(scores))
    came = aggregate(scores, policy, trim_from)
    again = aggregate(shuffled, policy, trim_from)

    assert came.points == again.points
    assert sorted(scores[n] for n in came.trimmed) == sorted(shuffled[n] for n in again.trimmed)


@given(SCORES, POLICIES)
def test_the_points_stay_between_the_scores_that_count(scores, policy):
    came = aggregate(scores, policy, None)
    kept = [score for place, score in enumerate(scores) if place not in came.trimmed]

    assert min(kept) <= came.points <= max(kept)
    assert came.received == len(scores) == len(kept) + len(came.trimmed)


@given(SCORES, POLICIES, st.data())
def test_a_higher_score_never_lowers_the_points(scores, policy, data):
    place = data.draw(st.integers(0, len(scores) - 1))
    raised = [*scores]
    raised[place] += 5

    assert aggregate(raised, policy, None).points >= aggregate(scores, policy, None).points


@given(SCORES.filter(lambda scores: len(scores) >= 3), st.integers(0, 10_000))
def test_one_liar_cannot_leave_the_range_of_the_honest(scores, lie):
    came = aggregate([*scores, from_hundredths(lie * 100)], "default", None).points

    assert min(scores) <= came <= max(scores)


@given(SCORES)
def test_disagreement_is_the_population_standard_deviation(scores):
    assert abs(float(disagreement(scores)) - pstdev(map(float, scores))) < 0.00501


def test_disagreement_is_rounded_half_up():
    assert disagreement(points("0.00", "0.01")) == Decimal("0.01")  # exactly half a hundredth
    assert disagreement(points(1, 1, 2)) == Decimal("0.47")
    assert disagreement(points(7.5, 7.5)) == Decimal("0.00")


def rule(**cross):
    return small_table(final_score={"method": "agreed", "cross": cross}).final_score


def test_a_table_that_says_nothing_uses_the_default_policy_from_the_first_score_on():
    came = small_table(final_score=None).final_score

    assert (came.aggregate, came.min_received, came.items) == ("default", 1, "peer")


def test_a_table_that_says_when_extremes_go_has_chosen_its_policy():
    assert rule(trim_extremes_from=5).aggregate == "drop_extremes"
    assert rule(trim_extremes_from=5, aggregate="drop_extremes").trim_extremes_from == 5
    assert rule(aggregate="median").aggregate == "median"


def test_an_item_with_too_few_scores_has_no_cross_score():
    least = rule(reviewers_per_unit=3, min_received=2)

    assert cross_score(points(7), least) is None
    assert cross_score(points(7, 8), least).points == Decimal("7.50")
    assert cross_score([], rule()) is None


def test_the_rule_of_the_table_aggregates():
    scores = points(9, 0, 8, 7, 7)

    assert cross_score(scores, rule(trim_extremes_from=5)).points == Decimal("7.33")
    assert cross_score(scores, rule(trim_extremes_from=6)).points == Decimal("6.20")
    assert cross_score(scores, rule(aggregate="median")).points == Decimal("7.00")


def test_cross_scoring_may_be_switched_off_without_a_fault():
    off = {"method": "agreed", "cross": {"reviewers_per_unit": 0, "min_received": 2}}

    assert check_table(small_document(final_score=off)) == []


def test_as_many_scores_as_reviewers_may_be_demanded():
    every = {"method": "agreed", "cross": {"reviewers_per_unit": 3, "min_received": 3}}

    assert check_table(small_document(final_score=every)) == []
