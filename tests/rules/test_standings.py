from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import Layer
from models.rules.standings import UnitScores, layer_total, rank_cluster
from tests.rules.cluster_scores import (
    FULL,
    LAYERS,
    SMALL,
    clusters,
    d,
    scored,
    with_honours,
    with_method,
    worth,
)
from tests.rules.criteria_tables import sample_table, small_document, small_table

FINALS = st.lists(st.integers(30, 36), min_size=1, max_size=8)
UNRANKED = small_table(ineligibility=[{"code": "X.5", "effect": "unranked", "vi": "Không nộp"}])


def ranks(table, units):
    return {each.unit_id: each.rank for each in rank_cluster(table, units).standings}


def finals(table, units):
    return {each.unit_id: each.final for each in rank_cluster(table, units).standings}


def test_the_review_of_2019_comes_out_as_it_was_told():
    """Ten units; the first and the second each a flag, two share the third and the certificates."""
    table = with_honours(("CTD_CP", 1, "HTXSNV"), ("CTD_TINH", 1, "HTXSNV"), ("BK", 2, "HTTNV"))
    points = ["180", "199", "190", "195", "190", "170", "170", "169", "150", "140"]
    ranking = rank_cluster(table, [worth(unit, each) for unit, each in enumerate(points)])

    assert [each.rank for each in ranking.standings] == [1, 2, 3, 3, 5, 6, 6, 8, 9, 10]
    assert [each.honour for each in ranking.standings[:5]] == ["CTD_CP", "CTD_TINH", "BK", "BK", ""]
    assert [each.unit_id for each in ranking.standings[2:4]] == [2, 4]
    assert {each.decided_by for each in ranking.standings} == {""}
    assert ranking.undecided == ()


def test_the_honours_of_the_sample_go_to_a_shared_third_place_too():
    table = sample_table()
    best = {item.code: d("0.00") if item.code[0] in "BT" else item.max for item in table.items}
    less = [{**best, "I.1.1": best["I.1.1"] - lost} for lost in (0, 5, 9, 9, 12)]
    ranking = rank_cluster(table, [scored(unit, each) for unit, each in enumerate(less)])

    assert [each.rank for each in ranking.standings] == [1, 2, 3, 3, 5]
    assert [each.honour for each in ranking.standings] == [
        "CTD_CP",
        "CTD_TINH",
        "BK_CTUBND",
        "BK_CTUBND",
        "",
    ]


@given(FINALS)
def test_equals_share_a_rank_and_the_next_is_skipped(points):
    units = [worth(unit, each) for unit, each in enumerate(points)]
    standings = rank_cluster(SMALL, units).standings

    for each in standings:
        assert each.rank == 1 + sum(other.final > each.final for other in standings)
        assert each.tied == (sum(other.final == each.final for other in standings) > 1)
    assert [each.rank for each in standings] == sorted(each.rank for each in standings)


@given(clusters(least=2), st.randoms(use_true_random=False))
def test_the_order_in_which_units_come_changes_nothing_but_the_order_of_equals(units, chance):
    mixed = chance.sample(units, len(units))
    one, other = rank_cluster(SMALL, units), rank_cluster(SMALL, mixed)

    assert {each.unit_id: each for each in one.standings} == {
        each.unit_id: each for each in other.standings
    }
    assert one.undecided == other.undecided


@given(clusters())
def test_inside_a_tie_and_at_the_end_units_stand_as_they_came(units):
    standings = rank_cluster(SMALL, units).standings
    places = [(each.rank or len(units) + 1, each.unit_id) for each in standings]

    assert places == sorted(places)


@given(clusters())
def test_a_final_score_is_the_sums_less_lateness_within_its_limits(units):
    late = {each.unit_id: each.late_points for each in units}
    for each in rank_cluster(SMALL, units).standings:
        if each.final is not None:
            assert each.final == max(each.sums.final - late[each.unit_id], 0)
            assert 0 <= each.final <= 250


@given(clusters())
def test_a_missing_score_is_never_a_zero(units):
    for each in rank_cluster(SMALL, units).standings:
        if each.missing:
            assert (each.final, each.grade, each.rank, each.honour) == (None, "", None, "")
            assert not set(each.missing) & each.points.keys()


@given(st.lists(LAYERS, min_size=2, max_size=6), st.data())
def test_more_points_for_an_item_never_lower_the_rank(layers, data):
    units = [scored(unit, points) for unit, points in enumerate(layers)]
    item = data.draw(st.sampled_from([each for each in SMALL.items if each.code[0] != "T"]))
    more = data.draw(st.integers(0, 1000))
    better = min(layers[0][item.code] + d("0.01") * more, item.max)
    raised = [scored(0, {**layers[0], item.code: better}), *units[1:]]

    assert ranks(SMALL, raised)[0] <= ranks(SMALL, units)[0]


@given(st.lists(LAYERS, min_size=2, max_size=6), LAYERS)
def test_what_one_unit_is_given_moves_no_other_units_score(layers, changed):
    units = [scored(unit, points) for unit, points in enumerate(layers)]
    before, after = finals(SMALL, units), finals(SMALL, [scored(0, changed), *units[1:]])

    assert {**before, 0: None} == {**after, 0: None}


def test_a_sheet_that_is_not_in_has_no_score_and_takes_no_rank():
    units = [worth(1, "199", submitted=False), worth(2, "150"), worth(3, "160")]

    assert ranks(SMALL, units) == {3: 1, 2: 2, 1: None}
    assert finals(SMALL, units)[1] is None


def test_a_unit_outside_the_ranking_keeps_its_score_and_the_others_their_ranks():
    units = [worth(1, "199", grounds=("X.5",)), worth(2, "190")]
    first, outside = rank_cluster(UNRANKED, units).standings

    assert (first.unit_id, first.rank, first.honour) == (2, 1, "CTD")
    assert (outside.final, outside.rank, outside.honour) == (199, None, "")
    assert (outside.grade, outside.blocked) == ("HTXSNV", (("CTD", "X.5"),))


def test_lateness_is_taken_from_the_final_score_and_counts_for_the_grade():
    (prompt,) = rank_cluster(SMALL, [worth(1, "190")]).standings
    (late,) = rank_cluster(SMALL, [worth(1, "190", late_points=d("10.01"))]).standings

    assert (prompt.final, prompt.sums.final, prompt.grade) == (190, 190, "HTXSNV")
    assert (late.final, late.sums.final, late.grade) == (d("179.99"), 190, "HTTNV")


def test_lateness_never_leads_below_the_least_score():
    document = small_document()
    document["scale"]["final_min"] = 10
    table = small_table(**document)

    assert finals(table, [worth(1, "30", late_points=d("25.00"))]) == {1: 10}


def test_a_section_below_its_floor_lowers_the_grade():
    (poor,) = rank_cluster(
        SMALL, [scored(1, {**FULL, "tasks": d("10.00"), "B.1": d("20.00")})]
    ).standings

    assert (poor.final, poor.grade) == (200, "HTNV")  # 60 of 80 in section II: 75 %


def test_the_units_own_zero_counts_but_silence_of_the_appraisers_does_not():
    own = {Layer.SELF: {code: d("0.00") for code in FULL}}
    table = with_method("standing")

    assert finals(SMALL, [UnitScores(1, own)]) == {1: 0}
    assert finals(table, [UnitScores(1, own)]) == {1: None}


def test_without_lateness_the_final_score_is_the_total_of_the_layer_that_counts():
    unit = replace(worth(1, "150"), not_assigned=frozenset({"met"}))

    assert finals(SMALL, [unit])[1] == layer_total(SMALL, unit, Layer.AGREED)


def test_an_optional_section_left_blank_is_left_out_of_the_score():
    points = {code: FULL[code] for code in ("plan", "leader", "level", "met")}
    unit = scored(1, points, blank_parts=frozenset({"II", "B", "T"}))

    assert finals(SMALL, [unit]) == {1: 200}
    assert finals(SMALL, [replace(unit, blank_parts=frozenset())]) == {1: None}


def test_an_empty_cluster_has_an_empty_ranking():
    assert rank_cluster(SMALL, []).standings == ()
