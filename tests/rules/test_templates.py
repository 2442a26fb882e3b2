"""A usual session from a ranking: which motions, among whom, by which rules."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.layers import UnitScores
from models.rules.motion import Base, Form, MotionKind, Op, OwnUnit, Threshold, TieStep
from models.rules.motion_check import check_motion
from models.rules.motion_terms import USUAL_BALLOT, exact_share, usual_form, usual_terms
from models.rules.nominees import Member, Way, nominees
from models.rules.places import comparable
from models.rules.settings import read_ballot
from models.rules.summing import Sums
from models.rules.templates import Agreed, Ranked, leaders, merits, unit_option, usual
from models.rules.ties import Candidate
from tests.score_tables import sample_table

TABLE = sample_table()
ZERO = Decimal(0)
SAMPLE_BALLOT = TABLE.ballot


def ballot(**rule):
    return read_ballot({"pass": rule})


def unit(number, final=None, rank=None, honour="", *, first=ZERO, grade="HTXSNV", grounds=()):
    """A unit with so many points, `first` of them in section I."""
    candidate = None
    if final is not None:
        sums = Sums(
            {"I": first, "III": ZERO},
            {"I": Decimal(600), "III": Decimal(100)},
            ZERO, ZERO, ZERO, ZERO, ZERO, Decimal(final),
        )  # fmt: skip
        candidate = Candidate(UnitScores(number, {}, grounds=grounds), sums, Decimal(final), grade)
    return Ranked(number, f"Đơn vị {number}", rank, honour, grounds, candidate)


def agreed(*units, undecided=()):
    return Agreed(7, 2, TABLE, units, undecided)


def members(count=8, head=1, deputy=2):
    return tuple(
        Member(number, f"Đơn vị {number}", head=number == head, deputy=number == deputy)
        for number in range(1, count + 1)
    )


CLEAR = agreed(
    unit(3, "990", 1, "CTD_CP"),
    unit(4, "980", 2, "CTD_TINH"),
    unit(1, "970", 3, "BK_CTUBND"),
    unit(2, "970", 3, "BK_CTUBND"),
    unit(5, "960", 5),
)


def kinds(found):
    return [each.kind.value for each in found.drafts]


# -- which motions --------------------------------------------------------------------------------


def test_a_whole_session_in_the_order_in_which_it_is_voted_on():
    found = usual(CLEAR, members(), SAMPLE_BALLOT, 2026)

    assert kinds(found) == [
        "score_table", "honour", "honour", "honour", "honour", "head", "deputy",
    ]  # fmt: skip
    assert [dict(each.subject) for each in found.drafts][:2] == [
        {"period": 7, "version": 2},
        {"unit": 3, "honour": "CTD_CP", "period": 7},
    ]
    assert found.drafts[5].subject == {"year": 2027}
    assert not found.waiting


def test_every_draft_of_it_could_be_opened():
    found = usual(CLEAR, members(), SAMPLE_BALLOT, 2026)

    for each in found.drafts:
        check_motion(each.kind, each.form, "Nội dung", each.options, each.terms)


def test_without_an_agreed_table_only_head_and_deputy_are_elected():
    assert kinds(usual(None, members(), USUAL_BALLOT, 2026)) == ["head", "deputy"]


def test_equals_for_the_last_places_are_chosen_from():
    tied = [unit(number, "970", 3) for number in (1, 2, 5)]
    table = agreed(
        unit(3, "990", 1, "CTD_CP"), unit(4, "980", 2, "CTD_TINH"), *tied, undecided=("BK_CTUBND",)
    )
    choice = usual(table, members(), SAMPLE_BALLOT, 2026).drafts[3]

    assert choice.kind is MotionKind.CHOICE
    assert [each.unit_id for each in choice.options] == [1, 2, 5]
    assert (choice.terms.seats, choice.form) == (2, Form.SECRET)
    assert choice.honour.code == "BK_CTUBND"


def test_a_place_that_is_given_already_is_not_chosen_again():
    tied = [unit(number, "960", 4) for number in (2, 5)]
    table = agreed(
        unit(3, "990", 1, "CTD_CP"), unit(4, "980", 2, "CTD_TINH"), unit(1, "970", 3, "BK_CTUBND"),
        *tied, undecided=("BK_CTUBND",),
    )  # fmt: skip
    choice = usual(table, members(), SAMPLE_BALLOT, 2026).drafts[4]

    assert [each.unit_id for each in choice.options] == [2, 5]
    assert choice.terms.seats == 1


def test_whoever_a_tie_breaker_has_put_behind_is_not_among_the_equals():
    table = agreed(
        unit(1, "990", 1, first=Decimal(590)), unit(2, "990", 1, first=Decimal(590)),
        unit(3, "990", 1, first=Decimal(580)), undecided=("CTD_CP", "CTD_TINH"),
    )  # fmt: skip
    found = usual(table, members(), SAMPLE_BALLOT, 2026)

    assert [each.unit_id for each in found.drafts[1].options] == [1, 2]


def test_a_barred_unit_and_one_with_too_low_a_grade_are_not_among_the_equals():
    ground = TABLE.ineligibility[0].code
    table = agreed(
        unit(1, "990", 1), unit(2, "990", 1, grade="HTTNV"), unit(3, "990", 1, grounds=(ground,)),
        unit(4, "990", 1), undecided=("CTD_CP",),
    )  # fmt: skip
    choice = usual(table, members(), SAMPLE_BALLOT, 2026).drafts[1]

    assert [each.unit_id for each in choice.options] == [1, 4]


def test_an_honour_for_those_who_lose_an_earlier_choice_waits_for_it():
    tied = [unit(number, "990", 1) for number in (1, 2, 3)]
    table = agreed(*tied, undecided=("CTD_CP", "CTD_TINH"))
    found = usual(table, members(), SAMPLE_BALLOT, 2026)

    assert kinds(found).count("choice") == 1
    assert [each.code for each in found.waiting] == ["CTD_TINH"]


def test_thirty_units_elect_from_twenty_nine():
    found = usual(None, members(30), USUAL_BALLOT, 2026)

    assert len(found.drafts[0].options) == 29


# -- who stands -----------------------------------------------------------------------------------


def standing(way, units=None, ranked=()):
    heads, deputies = nominees(units or members(4), way, ranked)
    return [each.unit_id for each in heads], [each.unit_id for each in deputies]


def test_freely_all_but_the_present_head():
    assert standing(Way.FREE) == ([2, 3, 4], [2, 3, 4])


def test_in_rotation_the_next_after_the_head():
    assert standing(Way.ROTATION, members(4, head=3)) == ([4], [1])


def test_in_rotation_whoever_was_head_longest_ago_goes_first():
    years = {1: 2026, 2: 2024, 3: 2025, 4: 2023}
    units = [
        Member(number, str(number), head=number == 1, headed=date(year, 12, 31))
        for number, year in years.items()
    ]

    assert standing(Way.ROTATION, units) == ([4], [2])


def test_the_deputy_moves_up_and_the_next_by_rotation_follows():
    assert standing(Way.DEPUTY, members(4, head=1, deputy=3)) == ([3], [2])


def test_without_a_deputy_everybody_stands():
    assert standing(Way.DEPUTY, members(4, deputy=0)) == ([2, 3, 4], [2, 3, 4])


def test_the_leader_of_the_ranking_be_it_the_head_and_the_next_as_deputy():
    assert standing(Way.LEADER, members(4), ((1,), (4,), (2, 3))) == ([1], [4])


def test_equals_at_the_top_stand_together():
    assert standing(Way.LEADER, members(4), ((2, 3), (4,))) == ([2, 3], [2, 3, 4])


def test_without_a_ranking_everybody_stands():
    assert standing(Way.LEADER) == ([2, 3, 4], [2, 3, 4])


def test_a_cluster_of_one_elects_the_only_one_there_is():
    assert standing(Way.FREE, members(1)) == ([1], [])


def test_the_ranking_is_told_by_places():
    assert leaders(CLEAR) == ((3,), (4,), (1, 2), (5,))
    assert leaders(None) == ()


# -- terms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("0.70", Fraction(7, 10)),
        ("0.667", Fraction(2, 3)),
        ("0.6667", Fraction(2, 3)),
        ("0.66667", Fraction(2, 3)),
        ("0.333", Fraction(1, 3)),
        ("0.67", Fraction(67, 100)),
        ("0.668", Fraction(668, 1000)),
        ("1", Fraction(1)),
        ("0.5", Fraction(1, 2)),
    ],
)
def test_a_share_is_the_one_that_was_meant(written, share):
    assert exact_share(Decimal(written)) == share


def test_twenty_of_thirty_are_two_thirds_however_they_are_written():
    terms = usual_terms(MotionKind.HONOUR, ballot(min_share=Decimal("0.6667")))

    assert terms.thresholds[0].needed(30) == 20


@pytest.mark.parametrize(
    ("rule", "threshold", "preset"),
    [
        ({}, Threshold(Op.MORE_THAN, 1, 2, Base.ENTITLED), "more_than_half"),
        ({"min_share": Decimal("0.7")}, Threshold(Op.AT_LEAST, 70, 100, Base.ENTITLED), "70"),
        ({"min_share": Decimal("0.75")}, Threshold(Op.AT_LEAST, 75, 100, Base.ENTITLED), "75"),
        ({"min_share": Decimal("0.8")}, Threshold(Op.AT_LEAST, 4, 5, Base.ENTITLED), ""),
        (
            {"min_share": Decimal("0.7"), "basis": "valid"},
            Threshold(Op.AT_LEAST, 7, 10, Base.VALID),
            "",
        ),
        ({"basis": "present"}, Threshold(Op.MORE_THAN, 1, 2, Base.PRESENT), ""),
        ({"basis": "collected"}, Threshold(Op.MORE_THAN, 1, 2, Base.CAST), ""),
        ({"basis": "issued"}, Threshold(Op.MORE_THAN, 1, 2, Base.ENTITLED), "more_than_half"),
    ],
)
def test_the_majority_is_that_of_the_criteria_table(rule, threshold, preset):
    terms = usual_terms(MotionKind.HONOUR, ballot(**rule))

    assert (terms.thresholds, terms.preset) == ((threshold,), preset)


def test_the_other_defaults_of_the_table_are_taken_over():
    said = read_ballot(
        {"quorum": "3/4", "secret": False, "own_unit_vote_allowed": False, "reopen_on_tie": False}
    )
    terms = usual_terms(MotionKind.HONOUR, said, "Bảng tiêu chí")

    assert (terms.quorum, terms.own_unit) == ((3, 4), OwnUnit.EXCLUDED)
    assert (terms.ties, terms.source) == ((TieStep.CRITERIA, TieStep.LOT), "Bảng tiêu chí")
    assert usual_terms(MotionKind.HEAD, said).own_unit is OwnUnit.ALLOWED
    assert usual_form(MotionKind.HONOUR, said) is Form.OPEN
    assert usual_form(MotionKind.HONOUR, USUAL_BALLOT) is Form.SECRET
    assert usual_form(MotionKind.SCORE_TABLE, USUAL_BALLOT) is Form.OPEN


def test_orders_and_opinions_have_no_majority():
    for kind in (MotionKind.RANKING, MotionKind.QUESTION):
        assert usual_terms(kind, SAMPLE_BALLOT).thresholds == ()


# -- merits ---------------------------------------------------------------------------------------


def options(*numbers):
    return [unit_option(number, f"Đơn vị {number}") for number in numbers]


def test_merits_are_points_first_and_then_what_the_table_asks_for():
    units = (unit(1, "990", 1, first=Decimal(500)), unit(2, "990", 1, first=Decimal("500.50")))
    worth = comparable(merits(TABLE, units, options(1, 2)), ("u1", "u2"))

    assert worth["u2"] > worth["u1"]


def test_points_go_before_everything_else():
    units = (unit(1, "990.01", 1), unit(2, "990", 2, first=Decimal(600)))
    worth = comparable(merits(TABLE, units, options(1, 2)), ("u1", "u2"))

    assert worth["u1"] > worth["u2"]


def test_a_unit_without_points_leaves_nothing_to_compare():
    units = (unit(1, "990", 1), unit(2))

    assert merits(TABLE, units, options(1, 2)) == {}
    assert merits(TABLE, units, options(1, 9)) == {}
    assert merits(TABLE, units, []) == {}
