from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import FINAL_METHODS, Layer
from models.rules.standings import UnitScores, final_points, layer_total
from models.rules.summing import sum_points
from tests.rules.cluster_scores import FULL, LAYERS, SMALL, SOME, clusters, d, scored, with_method

WEIGHTS = {"self": 0.2, "cross": 0.3, "standing": 0.5}
METHODS = [with_method(method, weights=WEIGHTS) for method in sorted(FINAL_METHODS)]


def unit(**layers):
    """One item, "plan", in these layers; nothing else."""
    return {Layer(name): {"plan": d(points)} for name, points in layers.items()}


def plan(table, asked=(), **layers):
    points, missing = final_points(
        table, UnitScores(1, unit(**layers), asked_of_peers=frozenset(asked))
    )
    return None if "plan" in missing else points["plan"]


def test_the_agreed_points_count_before_the_appraised_and_the_units_own():
    table = with_method("agreed")

    assert plan(table, agreed="5", standing="6", self="7") == 5
    assert plan(table, standing="6", self="7") == 6
    assert plan(table, self="7") == 7
    assert plan(table, cross="8") is None


def test_the_order_of_fallback_is_the_tables():
    table = with_method("agreed", fallback_order=["standing", "agreed"])

    assert plan(table, agreed="5", standing="6", self="7") == 6
    assert plan(table, agreed="5", self="7") == 5
    assert plan(table, self="7") is None


def test_where_the_appraised_points_count_nothing_stands_in_for_them():
    table = with_method("standing")

    assert plan(table, standing="6", self="7") == 6
    assert plan(table, self="7") is None


@pytest.mark.parametrize("method", ["standing", "mean_cross", "weighted"])
def test_what_the_conference_has_agreed_outweighs_the_method(method):
    table = with_method(method, weights=WEIGHTS)

    assert plan(table, asked=["plan"], agreed="5", cross="9", standing="6", self="7") == 5


def test_peers_count_where_they_were_asked_and_only_there():
    table = with_method("mean_cross")

    assert plan(table, asked=["plan"], cross="5", standing="6") == 5
    assert plan(table, asked=["plan"], standing="6") is None
    assert plan(table, cross="5", standing="6") == 6


def test_weights_are_shared_out_anew_where_peers_were_not_asked():
    table = with_method("weighted", weights=WEIGHTS)

    assert plan(table, asked=["plan"], self="10", cross="8", standing="9") == d("8.90")
    assert plan(table, self="10", cross="1", standing="9") == d("9.29")  # 6.5 / 0.7 = 9.2857…


def test_a_weighted_item_lacks_its_score_while_any_layer_that_was_asked_is_absent():
    table = with_method("weighted", weights=WEIGHTS)

    assert plan(table, asked=["plan"], self="10", standing="9") is None
    assert plan(table, self="10") is None


def test_a_layer_without_weight_is_not_waited_for():
    table = with_method("weighted", weights={"self": 1, "standing": 0})

    assert plan(table, self="10") == 10


def test_an_item_that_no_weighted_layer_was_asked_for_counts_as_agreed():
    table = with_method("weighted", weights={"cross": 1})

    assert plan(table, standing="9", self="10") == 9
    assert plan(table, asked=["plan"], standing="9", self="10") is None


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_weighted_item_is_rounded_half_up_once(own, appraised):
    table = with_method("weighted", weights=WEIGHTS)
    came = plan(table, self=Decimal(own) / 100, standing=Decimal(appraised) / 100)
    exact = (Decimal(own) * 2 + Decimal(appraised) * 5) / 700

    assert came == exact.quantize(d("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("table", METHODS, ids=lambda table: table.final_score.method)
@given(clusters())
def test_every_counted_item_has_points_or_is_missing_and_never_both(table, units):
    for each in units:
        points, missing = final_points(table, each)
        known = {code: layer for layer in each.layers.values() for code in layer}

        assert not points.keys() & set(missing)
        assert points.keys() <= known.keys()
        assert not (points.keys() | set(missing)) & each.not_assigned
        assert set(table.codes) - points.keys() - set(missing) <= each.not_assigned | {
            code for part in table.parts if part.code in each.blank_parts for code in part.codes
        }


def test_an_optional_part_left_blank_lacks_nothing():
    points = {code: FULL[code] for code in ("plan", "leader", "level", "met")}
    blank = frozenset({"II", "B", "T"})

    assert final_points(SMALL, scored(1, points, blank_parts=blank)) == (points, ())
    assert len(final_points(SMALL, scored(1, points))[1]) == len(SMALL.items) - 4


def test_a_deduction_counts_even_where_its_part_was_left_blank():
    points, missing = final_points(
        SMALL, scored(1, {**FULL, "T.1": d("10.00")}, blank_parts=frozenset({"T"}))
    )

    assert (points["T.1"], missing) == (10, ())


def test_a_section_left_blank_has_no_points_whatever_its_layers_say():
    points, missing = final_points(SMALL, scored(1, blank_parts=frozenset({"II"})))

    assert "waves" not in points
    assert missing == ()


@given(LAYERS)
def test_a_whole_layer_has_a_total_on_the_tables_scale(points):
    expected = sum_points(SMALL, points).final

    assert layer_total(SMALL, scored(1, points, Layer.SELF), Layer.SELF) == expected


@given(SOME.filter(lambda points: len(points) < len(SMALL.items)))
def test_a_partial_layer_has_no_total(points):
    assert layer_total(SMALL, scored(1, points, Layer.STANDING), Layer.STANDING) is None


def test_an_absent_layer_has_no_total():
    blank = frozenset({"I", "II", "B", "T"})

    assert layer_total(SMALL, scored(1), Layer.STANDING) is None
    assert layer_total(SMALL, scored(1, {}, blank_parts=blank), Layer.AGREED) is None


def test_a_layers_total_leaves_out_what_was_not_assigned():
    points = {code: each for code, each in FULL.items() if code != "leader"}
    each = scored(1, points, not_assigned=frozenset({"leader"}))

    assert layer_total(SMALL, each, Layer.AGREED) == 200


def test_the_peers_total_is_the_plain_sum_of_what_they_were_asked():
    asked = frozenset({"plan", "met"})
    given_ = {"plan": d("15.50"), "met": d("20.00"), "waves": d("3.00")}
    each = scored(1, given_, Layer.CROSS, asked_of_peers=asked)

    assert layer_total(SMALL, each, Layer.CROSS) == d("35.50")
    assert layer_total(SMALL, scored(1, given_, Layer.CROSS), Layer.CROSS) is None

    partly = scored(1, {"plan": d("1.00")}, Layer.CROSS, asked_of_peers=asked)

    assert layer_total(SMALL, partly, Layer.CROSS) is None
