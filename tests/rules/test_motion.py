import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.motion import (
    ANSWERS,
    Absent,
    Base,
    Method,
    MotionKind,
    Op,
    Option,
    OwnUnit,
    QuorumOn,
    Receipt,
    Terms,
    Threshold,
    TieStep,
    choices,
    is_valid,
    method_of,
    read_options,
    read_terms,
)
from models.rules.presets import PRESETS
from models.rules.record import canonical

ONE, TWO = [Option("a")], [Option("a"), Option("b")]
KEYS = ("a", "b", "c")

thresholds = st.builds(
    Threshold, st.sampled_from(Op), st.integers(1, 100), st.integers(1, 100), st.sampled_from(Base)
)
terms = st.builds(
    Terms,
    thresholds=st.lists(thresholds, max_size=3).map(tuple),
    quorum=st.tuples(st.integers(1, 100), st.integers(1, 100)),
    quorum_on=st.sampled_from(QuorumOn),
    seats=st.integers(1, 29),
    min_yes=st.integers(0, 30),
    own_unit=st.sampled_from(OwnUnit),
    absent=st.sampled_from(Absent),
    ties=st.lists(st.sampled_from(TieStep), unique=True).map(tuple),
    receipt=st.sampled_from(Receipt),
    merits=st.dictionaries(st.text("abc", min_size=1), st.lists(st.just("9.50")).map(tuple)),
    preset=st.sampled_from(["", *PRESETS]),
    source=st.sampled_from(["", "Nghị định 152/2025/NĐ-CP"]),
)


@given(terms)
def test_terms_come_back_as_they_were_stored(terms):
    stored = json.loads(canonical(terms.stored()))

    assert read_terms(stored) == terms
    assert read_terms(stored).stored() == terms.stored() == stored


def test_options_come_back_as_they_were_stored():
    listed = (Option("u3", "Cụm 3", 3), Option("x", "Phương án khác"), Option("y"))

    assert read_options(json.loads(canonical([each.stored() for each in listed]))) == listed


@given(thresholds, st.integers(0, 60), st.integers(0, 60))
def test_a_share_is_reached_by_as_many_votes_as_are_needed(threshold, votes, size):
    assert threshold.reached(votes, size) == (votes >= threshold.needed(size))


@pytest.mark.parametrize(
    ("op", "size", "needed"),
    [(Op.MORE_THAN, 15, 8), (Op.MORE_THAN, 14, 8), (Op.AT_LEAST, 15, 8), (Op.AT_LEAST, 14, 7)],
)
def test_more_than_half_is_not_half(op, size, needed):
    assert Threshold(op, 1, 2, Base.ENTITLED).needed(size) == needed


def test_the_same_share_in_other_numbers_needs_the_same():
    for size in range(61):
        assert PRESETS["80"].threshold.needed(size) == (
            Threshold(Op.AT_LEAST, 4, 5, Base.ENTITLED).needed(size)
        )


@pytest.mark.parametrize(
    ("kind", "options", "method"),
    [
        (MotionKind.SCORE_TABLE, [], Method.APPROVE),
        (MotionKind.HONOUR, ONE, Method.APPROVE),
        (MotionKind.DOCUMENT, [], Method.APPROVE),
        (MotionKind.CHOICE, TWO, Method.CHOOSE),
        (MotionKind.RANKING, TWO, Method.RANK),
        (MotionKind.HEAD, TWO, Method.CHOOSE),
        (MotionKind.DEPUTY, TWO, Method.CHOOSE),
        (MotionKind.HEAD, ONE, Method.APPROVE),
        (MotionKind.DEPUTY, ONE, Method.APPROVE),
        (MotionKind.CHOICE, ONE, Method.APPROVE),
        (MotionKind.QUESTION, [], Method.COMMENT),
    ],
)
def test_what_a_vote_consists_of(kind, options, method):
    assert method_of(kind, options) is method


def test_every_kind_has_a_method():
    assert {method_of(kind, TWO) for kind in MotionKind} == set(Method)


def test_marks_are_taken_from_the_answers_or_from_the_options():
    assert choices(Method.APPROVE, TWO) == ANSWERS
    assert choices(Method.CHOOSE, TWO) == choices(Method.RANK, TWO) == ("a", "b")


@pytest.mark.parametrize("marks", [("yes",), ("no",), ("abstain",)])
def test_one_answer_is_a_valid_vote(marks):
    assert is_valid(Method.APPROVE, ANSWERS, 1, marks)


@pytest.mark.parametrize(
    "marks", [(), ("a",), ("?",), ("YES",), ("yes", "no"), ("yes", "yes"), ("",)]
)
def test_anything_else_is_no_answer(marks):
    assert not is_valid(Method.APPROVE, ANSWERS, 1, marks)


@pytest.mark.parametrize("marks", [(), ("a",), ("b", "a")])
def test_up_to_as_many_options_as_there_are_seats(marks):
    assert is_valid(Method.CHOOSE, KEYS, 2, marks)


@pytest.mark.parametrize("marks", [("a", "b", "c"), ("a", "a"), ("x",), ("a", "x"), ("yes",)])
def test_too_many_the_same_twice_and_strangers_are_not_chosen(marks):
    assert not is_valid(Method.CHOOSE, KEYS, 2, marks)


@pytest.mark.parametrize(
    ("marks", "valid"),
    [
        (("c", "a", "b"), True),
        (("a", "b"), False),
        ((), False),
        (("a", "b", "b"), False),
        (("a", "b", "x"), False),
        (("a", "b", "c", "c"), False),
    ],
)
def test_a_ranking_names_every_option_once(marks, valid):
    assert is_valid(Method.RANK, KEYS, 1, marks) is valid


def test_words_carry_no_marks():
    assert is_valid(Method.COMMENT, (), 1, ())
    assert not is_valid(Method.COMMENT, (), 1, ("yes",))


@pytest.mark.parametrize(
    ("code", "day", "holds"),
    [
        ("more_than_half", date(1990, 1, 1), True),
        ("two_thirds", date(2099, 1, 1), True),
        ("80", date(2025, 6, 30), False),
        ("80", date(2025, 7, 1), True),
        ("80", date(2026, 11, 21), True),
        ("90", date(2017, 9, 30), False),
        ("90", date(2017, 10, 1), True),
        ("90", date(2023, 12, 31), True),
        ("90", date(2024, 1, 1), False),
        ("90_152", date(2025, 6, 30), False),
        ("90_152", date(2025, 7, 1), True),
    ],
)
def test_a_preset_holds_on_the_days_of_its_rule(code, day, holds):
    assert PRESETS[code].holds(day) is holds


def test_presets_are_shares_of_the_roll_under_their_own_codes():
    for code, preset in PRESETS.items():
        assert preset.code == code
        assert preset.threshold.base is Base.ENTITLED
        assert 0 < preset.threshold.num < preset.threshold.den
        assert bool(preset.source) == bool(preset.valid_from)


@pytest.mark.parametrize(
    ("code", "needed"),
    [("more_than_half", 8), ("two_thirds", 10), ("70", 11), ("75", 12), ("80", 12), ("90", 14)],
)
def test_presets_of_fifteen(code, needed):
    assert PRESETS[code].threshold.needed(15) == needed
