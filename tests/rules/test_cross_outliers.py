from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.points import from_hundredths
from models.rules.outliers import needs_comment, outlying

SCORES = st.lists(st.integers(0, 2000).map(from_hundredths), max_size=20)
MAX = Decimal(20)


def points(*written):
    return [Decimal(str(each)) for each in written]


@pytest.mark.parametrize(
    ("given_points", "declared", "needed"),
    [("18", "20", False), ("17.99", "20", True), ("7", "5", False), ("7.01", "5", True)],
)
def test_more_than_a_tenth_of_the_maximum_from_what_was_declared_needs_a_comment(
    given_points, declared, needed
):
    assert needs_comment(Decimal(given_points), Decimal(declared), MAX) is needed


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], ()),
        ([3], ()),
        ([0, 20], ()),
        ([20, 20, 0], (2,)),
        ([18, 20, 18], ()),  # exactly a tenth is no outlier
        ([18, "20.01", 18], (1,)),
        ([10, 11, 9, 10, 18], (4,)),  # MAD 1: 8 > 4.4478
        ([10, 12, 8, 10, 18], ()),  # MAD 2: 8 < 8.8956
        ([10, 12, 8, 10, "18.89"], ()),
        ([10, 12, 8, 10, "18.90"], (4,)),
        ([20, 1, 10, 10, 10, 10], (0, 1)),
    ],
)
def test_far_from_the_median_is_measured_by_the_usual_distance(scores, expected):
    assert outlying(points(*scores), MAX) == expected


@given(SCORES, st.integers(0, 1000).map(from_hundredths))
def test_what_all_raters_add_makes_nobody_an_outlier(scores, more):
    assert outlying([score + more for score in scores], MAX) == outlying(scores, MAX)


@given(SCORES)
def test_at_most_half_of_the_scores_are_outlying(scores):
    assert len(outlying(scores, MAX)) * 2 <= len(scores)


@given(SCORES.filter(bool))
def test_equal_scores_have_no_outlier(scores):
    assert outlying([scores[0]] * len(scores), MAX) == ()
