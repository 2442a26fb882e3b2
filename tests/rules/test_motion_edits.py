"""A motion's parts as people change them, and majorities as they type them."""

from fractions import Fraction

import pytest

from models.errors import UnknownButton
from models.errors_vote import OptionsNeeded, OptionTwice, ShareNeeded
from models.rules.motion import Base, Form, MotionKind, Op, Option, Terms, TieStep
from models.rules.motion_edits import Content, Part, edited, read_share, with_lines, with_unit
from models.rules.presets import PRESETS

SIMPLE = Content(
    MotionKind.CHOICE, Form.SECRET, "Nội dung", (), Terms((PRESETS["70"].threshold,), preset="70")
)


@pytest.mark.parametrize(
    ("text", "op", "share"),
    [
        ("2/3", Op.AT_LEAST, Fraction(2, 3)),
        (" 70 % ", Op.AT_LEAST, Fraction(7, 10)),
        ("≥ 80%", Op.AT_LEAST, Fraction(4, 5)),
        ("ít nhất 2/3", Op.AT_LEAST, Fraction(2, 3)),
        ("> 1/2", Op.MORE_THAN, Fraction(1, 2)),
        (">1/2", Op.MORE_THAN, Fraction(1, 2)),
        (">=1/2", Op.AT_LEAST, Fraction(1, 2)),
        ("trên 50%", Op.MORE_THAN, Fraction(1, 2)),
        ("Quá bán", Op.MORE_THAN, Fraction(1, 2)),
        ("100%", Op.AT_LEAST, Fraction(1)),
    ],
)
def test_a_majority_as_it_is_typed(text, op, share):
    assert read_share(text) == (op, share)


@pytest.mark.parametrize("text", ["", "70", "0%", "3/2", "-1/2", "> 100%", "50% + 1", "1e9", "½"])
def test_what_is_no_majority(text):
    with pytest.raises(ShareNeeded):
        read_share(text)


def test_a_preset_brings_its_source_and_a_bare_one_keeps_what_was_typed():
    decree = edited(SIMPLE, Part.PRESET, "80")

    assert decree.terms.source == PRESETS["80"].source
    assert edited(decree, Part.PRESET, "70").terms.source == "", "the decree asks for no 70 %"

    typed = edited(SIMPLE, Part.SOURCE, "Điều 7 Quy chế")

    assert edited(typed, Part.PRESET, "two_thirds").terms.source == "Điều 7 Quy chế"


def test_another_base_is_no_longer_the_preset():
    other = edited(SIMPLE, Part.BASE, "valid")

    assert (other.terms.preset, other.terms.thresholds[0].base) == ("", Base.VALID)
    assert edited(SIMPLE, Part.BASE, "entitled").terms.preset == "70"


def test_a_typed_share_keeps_the_base_and_the_second_condition():
    both = edited(edited(SIMPLE, Part.BASE, "cast"), Part.SECOND, "more_than_half-present")
    typed = edited(both, Part.SHARE, "2/3")

    assert [each.base for each in typed.terms.thresholds] == [Base.CAST, Base.PRESENT]
    assert len(edited(typed, Part.SECOND, "none").terms.thresholds) == 1


def test_an_election_never_shares_its_place():
    head = Content(MotionKind.HEAD, Form.SECRET, "Bầu", (), SIMPLE.terms)

    with pytest.raises(UnknownButton):
        edited(head, Part.TIES, "share")
    assert edited(head, Part.TIES, "run_off-lot").terms.ties == (TieStep.RUN_OFF, TieStep.LOT)
    assert edited(head, Part.TIES, "none").terms.ties == ()


def test_a_question_stays_open_and_an_order_is_not_voted_on_by_paper():
    question = Content(MotionKind.QUESTION, Form.OPEN, "Hỏi", (), Terms(()))
    order = Content(MotionKind.RANKING, Form.OPEN, "Xếp", (), Terms(()))

    for content, form in ((question, "secret"), (question, "paper"), (order, "paper")):
        with pytest.raises(UnknownButton):
            edited(content, Part.FORM, form)
    with pytest.raises(UnknownButton):
        edited(order, Part.PRESET, "70")


def test_typed_options_get_keys_of_their_own():
    some = with_lines(SIMPLE, "Một\nHai")
    more = with_lines(some, "Ba")

    assert [each.key for each in more.options] == ["o1", "o2", "o3"]
    with pytest.raises(OptionTwice):
        with_lines(more, "hai")


def test_a_unit_and_words_alike_are_one_option_too_many():
    named = with_unit(SIMPLE, Option("u1", "Cục Thuế", 1), wanted=True)

    with pytest.raises(OptionTwice):
        with_lines(named, "cục thuế")


def test_thirty_are_the_most():
    many = with_lines(SIMPLE, "\n".join(map(str, range(30))))

    with pytest.raises(OptionsNeeded):
        with_unit(many, Option("u1", "Cục Thuế", 1), wanted=True)
