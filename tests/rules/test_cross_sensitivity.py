"""The sensitivity check, and why there is one: what bad raters do to each way of aggregating."""

import random
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from models.rules.aggregate import aggregate
from models.rules.sensitivity import can_polish, median_polish, sensitive

VALUES = st.integers(0, 2000).map(lambda hundredths: Fraction(hundredths, 100))


@st.composite
def matrices(draw):
    """Some raters' points for some units, with gaps."""
    cells = [(rater, unit) for rater in range(1, 6) for unit in range(1, 6) if rater != unit]
    kept = draw(st.lists(st.sampled_from(cells), min_size=1, unique=True))
    return {cell: draw(VALUES) for cell in kept}


def differences(polished):
    first = min(polished)
    return {unit: value - polished[first] for unit, value in polished.items()}


def test_a_table_that_is_the_sum_of_rows_and_columns_is_taken_apart_exactly():
    severity = {1: -2, 2: 0, 3: 0, 4: 0, 5: 3}
    worth = {1: 10, 2: 12, 3: 9, 4: 17, 5: 11}
    matrix = {
        (rater, unit): Fraction(severity[rater] + worth[unit])
        for rater in severity
        for unit in worth
    }

    assert median_polish(matrix) == worth


def test_one_wild_cell_does_not_move_its_unit():
    matrix = {(rater, unit): Fraction(10 + unit) for rater in range(5) for unit in range(5)}

    assert median_polish({**matrix, (0, 4): Fraction(0)}) == median_polish(matrix)


@given(matrices(), st.data(), VALUES)
def test_a_raters_general_severity_changes_no_difference_between_units(matrix, data, more):
    severe = data.draw(st.sampled_from(sorted({rater for rater, _ in matrix})))
    moved = {cell: value + more * (cell[0] == severe) for cell, value in matrix.items()}

    assert differences(median_polish(moved)) == differences(median_polish(matrix))


@given(matrices(), VALUES)
def test_what_all_raters_add_is_added_to_every_unit(matrix, more):
    moved = median_polish({cell: value + more for cell, value in matrix.items()})

    assert moved == {unit: value + more for unit, value in median_polish(matrix).items()}


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(matrix, chance):
    shuffled = dict(chance.sample(list(matrix.items()), len(matrix)))

    assert median_polish(shuffled) == median_polish(matrix)


@given(matrices())
def test_every_unit_that_was_scored_has_a_value(matrix):
    assert median_polish(matrix).keys() == {unit for _, unit in matrix}


def test_without_scores_there_is_nothing_to_polish():
    assert median_polish({}) == {}


def test_with_two_raters_a_unit_severity_cannot_be_told_from_merit():
    two = {(rater, unit): Fraction(10) for unit in range(4) for rater in (7, 8)}
    three = {**two, **{(9, unit): Fraction(10) for unit in range(4)}}

    assert can_polish(three)
    assert not can_polish({**three, (7, 4): Fraction(10)})
    assert not can_polish(two)
    assert not can_polish({})


def test_no_sweep_more_is_done_than_asked_for():
    matrix = {(1, 2): Fraction(4), (1, 3): Fraction(8), (2, 3): Fraction(1), (3, 2): Fraction(9)}

    assert median_polish(matrix, sweeps=0) == {2: 0, 3: 0}
    assert median_polish(matrix, sweeps=1) != median_polish(matrix, sweeps=2)


def test_the_result_is_sensitive_where_the_methods_name_different_winners():
    same = {"mean": frozenset({1, 2}), "median": frozenset({2, 1})}

    assert not sensitive({})
    assert not sensitive(same)
    assert sensitive({**same, "polish": frozenset({1, 3})})
    assert sensitive({**same, "polish": frozenset({1})})


ROUNDS = 80
UNITS = 12


def scores(chance, targeting=0, harsh=0):
    """Each unit scores all others, 88 ± 3 points, each rater with a bias and some noise.

    `targeting` raters take 20 points off the best unit, `harsh` ones 10 off every unit.
    """
    worth = [chance.gauss(88, 3) for _ in range(UNITS)]
    best = max(range(UNITS), key=worth.__getitem__)
    bad = chance.sample([unit for unit in range(UNITS) if unit != best], targeting + harsh)
    matrix = {}
    for rater in range(UNITS):
        bias = chance.gauss(0, 1.5) - 10 * (rater in bad[targeting:])
        for unit in set(range(UNITS)) - {rater}:
            attack = 20 * (unit == best and rater in bad[:targeting])
            points = worth[unit] + bias + chance.gauss(0, 1.5) - attack
            matrix[rater, unit] = Decimal(round(points * 2)) / 2
    return best, matrix


@cache
def shares(targeting=0, harsh=0):
    """By method, in how many of a hundred elections the truly best unit comes first."""
    chance = random.Random(2026)  # noqa: S311 - the same elections each time
    first = dict.fromkeys(("mean", "drop_extremes", "trimmed", "median", "polish"), 0)
    for _ in range(ROUNDS):
        best, matrix = scores(chance, targeting, harsh)
        columns = [
            [points for (_, unit), points in matrix.items() if unit == column]
            for column in range(UNITS)
        ]
        polished = median_polish({cell: Fraction(points) for cell, points in matrix.items()})
        for method in first:
            values = [
                polished[unit]
                if method == "polish"
                else aggregate(columns[unit], method, None).points
                for unit in range(UNITS)
            ]
            first[method] += max(range(UNITS), key=values.__getitem__) == best
    return {method: 100 * count / ROUNDS for method, count in first.items()}


def test_with_honest_raters_the_way_of_aggregating_hardly_matters():
    honest = shares()

    assert min(honest.values()) > 70
    assert max(honest.values()) - min(honest.values()) < 15


def test_one_rater_who_targets_the_best_unit_defeats_the_mean_but_not_the_rest():
    attacked = shares(targeting=1)

    assert all(attacked[each] > attacked["mean"] + 25 for each in attacked if each != "mean")


def test_against_two_who_collude_a_quarter_must_go_or_the_median():
    attacked = shares(targeting=2)

    assert attacked["drop_extremes"] < 50
    assert all(
        attacked[each] > attacked["drop_extremes"] + 20 for each in ("trimmed", "median", "polish")
    )


def test_general_harshness_needs_the_raters_severity_taken_out():
    attacked = shares(harsh=3)

    assert all(
        attacked["polish"] > attacked[each] + 10 for each in ("mean", "drop_extremes", "trimmed")
    )
