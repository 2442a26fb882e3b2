import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import Layer
from models.rules.standings import UnitScores, rank_cluster
from tests.rules.cluster_scores import FULL, clusters, d, scored, with_honours, worth

BY_POINTS = {
    "ranking": {
        "tie_breakers": [
            {"by": "section", "section": "I"},
            {"by": "deductions"},
            {"by": "bonus"},
            {"by": "layer_mean", "layer": "cross"},
            {"by": "secret_ballot"},
        ]
    }
}
GROUNDS = {
    "ineligibility": [
        {"code": code, "effect": effect, "vi": "Lý do"}
        for code, effect in [
            ("K.1", "no_flag"),
            ("K.2", "no_honour"),
            ("K.3", "deferred"),
            ("K.5", "unranked"),
        ]
    ]
}
FLAGS = with_honours(("CTD_CP", 1), ("CTD_TINH", 1), ("BK", 2), **BY_POINTS, **GROUNDS)
ONE = with_honours(("CTD", 1), **BY_POINTS)


def less(unit_id, *codes, cross=None, **added):
    """A unit that lacks 10 points in each of these items, with the peers' and other points."""
    points = {**FULL, **{code: FULL[code] - 10 for code in codes}}
    points |= {code.replace("_", "."): d(each) for code, each in added.items()}
    layers = {Layer.AGREED: points}
    if cross is not None:
        layers[Layer.CROSS] = {code: d(each) for code, each in cross.items()}
    return UnitScores(unit_id, layers)


def honours(table, units):
    ranking = rank_cluster(table, units)
    return {each.unit_id: (each.honour, each.decided_by) for each in ranking.standings}


def undecided(table, units):
    return rank_cluster(table, units).undecided


def test_where_places_suffice_for_all_equals_no_tie_is_broken():
    table = with_honours(("BK", 2), **BY_POINTS)

    assert honours(table, [less(1, "plan"), less(2, "tasks")]) == {1: ("BK", ""), 2: ("BK", "")}


@pytest.mark.parametrize(
    ("winner", "loser", "step"),
    [
        (less(1, "tasks"), less(2, "plan"), "section:I"),
        (less(1, "plan"), less(2, "plan", B_1="20", T_1="20"), "deductions"),
        (less(1, cross={"plan": "18"}), less(2, cross={"plan": "15"}), "layer_mean:cross"),
        (
            less(1, cross={"plan": "18"}),
            less(2, cross={"plan": "18", "met": "17.99"}),
            "layer_mean:cross",
        ),
    ],
)
def test_a_single_place_goes_to_the_better_by_the_first_step_that_differs(winner, loser, step):
    expected = {1: ("CTD", step), 2: ("", "")}

    assert honours(ONE, [winner, loser]) == expected
    assert honours(ONE, [loser, winner]) == expected
    assert undecided(ONE, [loser, winner]) == ()


def test_more_bonus_wins_where_it_is_asked_for_first():
    table = with_honours(("CTD", 1), ranking={"tie_breakers": [{"by": "bonus"}]})
    units = [less(1, "plan"), less(2, "plan", B_1="20", T_1="20")]

    assert honours(table, units) == {1: ("", ""), 2: ("CTD", "bonus")}


def test_a_table_may_turn_a_step_around():
    steps = [{"by": "deductions", "direction": "desc"}]
    table = with_honours(("CTD", 1), ranking={"tie_breakers": steps})

    assert honours(table, [less(1, "plan"), less(2, "plan", B_1="20", T_1="20")])[2] == (
        "CTD",
        "deductions",
    )


def test_nobody_loses_a_tie_by_a_task_that_was_not_assigned():
    """Both have all of section I that they could have, so the section tells nothing."""
    units = [scored(1), scored(2, not_assigned=frozenset({"leader"}))]

    assert undecided(ONE, units) == ("CTD",)


def test_a_step_that_one_of_the_equals_has_no_value_for_decides_nothing():
    units = [less(1, cross={"plan": "18"}), less(2)]

    assert honours(ONE, units) == {1: ("", ""), 2: ("", "")}
    assert undecided(ONE, units) == ("CTD",)


def test_what_no_step_tells_apart_is_left_to_a_ballot():
    units = [less(1), less(2), worth(3, "190")]

    assert honours(ONE, units) == {1: ("", ""), 2: ("", ""), 3: ("", "")}
    assert undecided(ONE, units) == ("CTD",)


def test_without_any_step_equals_are_left_undecided_too():
    table = with_honours(("CTD", 1), ranking={"tie_breakers": []})

    assert undecided(table, [less(1), less(2)]) == ("CTD",)


def test_a_ballot_ends_the_steps():
    steps = [{"by": "secret_ballot"}, {"by": "section", "section": "I"}]
    table = with_honours(("CTD", 1), ranking={"tie_breakers": steps})

    assert undecided(table, [less(1, "plan"), less(2, "tasks")]) == ("CTD",)


def test_steps_are_taken_until_the_last_place_falls_between_two():
    """Three equals, two places: section I puts the first ahead, deductions the second."""
    table = with_honours(("CTD", 2), **BY_POINTS)
    units = [
        less(1, "plan", "tasks", B_1="20", T_1="20"),
        less(2, "plan", "tasks"),
        less(3, "tasks", "order"),
    ]

    assert honours(table, units) == {1: ("", ""), 2: ("CTD", "deductions"), 3: ("CTD", "section:I")}


def test_those_who_lose_a_tie_are_next_in_line():
    units = [less(1, "plan"), less(2, "tasks"), worth(3, "189")]

    assert honours(FLAGS, units) == {2: ("CTD_CP", "section:I"), 1: ("CTD_TINH", ""), 3: ("BK", "")}


def test_a_ballot_over_one_honour_keeps_a_place_of_the_next_for_who_loses_it():
    units = [less(1), less(2), *(worth(unit, "190") for unit in (3, 4)), worth(5, "180")]

    assert honours(FLAGS, units)[3] == honours(FLAGS, units)[4] == ("BK", "")
    assert honours(FLAGS, units)[1] == honours(FLAGS, units)[2] == ("", "")
    assert undecided(FLAGS, units) == ("CTD_CP", "CTD_TINH")


def test_a_ballot_among_three_keeps_their_places_all_the_way_down():
    units = [less(1), less(2), less(3), worth(4, "190"), worth(5, "180")]

    assert undecided(FLAGS, units) == ("CTD_CP", "CTD_TINH", "BK")
    assert honours(FLAGS, units)[4] == ("BK", "")
    assert honours(FLAGS, units)[5] == ("", "")


def test_a_ballot_keeps_no_place_of_an_honour_that_who_loses_it_may_not_have():
    table = with_honours(("CTD", 1), ("BK", 1, "HTXSNV"), **BY_POINTS)
    units = [worth(1, "170"), worth(2, "170")]

    assert undecided(table, units) == ("CTD",)


def test_a_unit_kept_from_flags_takes_the_first_honour_that_is_none():
    units = [worth(1, "199", grounds=("K.1",)), worth(2, "195"), worth(3, "190"), worth(4, "185")]
    ranking = rank_cluster(FLAGS, units)

    assert honours(FLAGS, units) == {
        1: ("BK", ""),
        2: ("CTD_CP", ""),
        3: ("CTD_TINH", ""),
        4: ("BK", ""),
    }
    assert ranking.standings[0].rank == 1
    assert ranking.standings[0].blocked == (("CTD_CP", "K.1"), ("CTD_TINH", "K.1"))


@pytest.mark.parametrize("ground", ["K.2", "K.3", "K.5"])
def test_every_other_ground_keeps_a_unit_from_all_honours_but_not_from_its_score(ground):
    units = [worth(1, "199", grounds=(ground,)), worth(2, "195")]
    (one,) = [each for each in rank_cluster(FLAGS, units).standings if each.unit_id == 1]

    assert (one.final, one.honour) == (199, "")
    assert one.blocked == (("CTD_CP", ground), ("CTD_TINH", ground), ("BK", ground))
    assert one.rank == (None if ground == "K.5" else 1)
    assert honours(FLAGS, units)[2] == ("CTD_CP", "")


def test_too_low_a_grade_lets_the_honour_pass_to_the_next():
    """The first has more points, but a section below its floor."""
    table = with_honours(("CTD", 1, "HTXSNV"), ("BK", 1, "HTTNV"))
    first = scored(1, {**FULL, "tasks": d("15.00"), "B.1": d("20.00"), "B.2": d("15.00")})
    best, second = rank_cluster(table, [first, worth(2, "190")]).standings

    assert (best.unit_id, best.grade, best.honour) == (1, "HTTNV", "BK")
    assert best.blocked == (("CTD", "grade"),)
    assert (second.honour, second.blocked) == ("CTD", ())


def test_an_honour_that_nobody_is_fit_for_is_given_to_nobody():
    table = with_honours(("CTD", 1, "HTXSNV"), ("BK", 1))

    assert honours(table, [worth(1, "150"), worth(2, "140")]) == {1: ("BK", ""), 2: ("", "")}


def test_a_grade_is_only_held_against_a_unit_whose_turn_came():
    table = with_honours(("CTD", 1, "HTXSNV"))
    standings = rank_cluster(table, [worth(1, "199"), worth(2, "100")]).standings

    assert [each.blocked for each in standings] == [(), ()]


@given(clusters(), st.integers(1, 3))
def test_no_honour_is_given_more_often_than_it_has_places_nor_to_whom_it_is_barred(units, count):
    table = with_honours(("CTD", 1, "HTNV"), ("BK", count), **BY_POINTS)
    ranking = rank_cluster(table, units)
    given_ = [each.honour for each in ranking.standings]
    fit = [each for each in ranking.standings if each.rank is not None]

    assert given_.count("CTD") <= 1
    assert given_.count("BK") <= count
    assert all(each.honour not in dict(each.blocked) for each in ranking.standings)
    assert all(each.rank is not None for each in ranking.standings if each.honour)
    assert "BK" in ranking.undecided or sum(map(bool, given_)) <= len(fit)


@given(st.lists(st.integers(30, 33), min_size=1, max_size=8), st.integers(1, 4))
def test_nobody_is_passed_over_for_a_lower_score(finals, count):
    table = with_honours(("BK", count), **BY_POINTS)
    ranking = rank_cluster(table, [worth(unit, each) for unit, each in enumerate(finals)])
    chosen = [each.final for each in ranking.standings if each.honour]
    others = [each.final for each in ranking.standings if not each.honour]

    assert not chosen or not others or min(chosen) >= max(others)
    assert len(chosen) == min(count, len(finals)) or ranking.undecided == ("BK",)
