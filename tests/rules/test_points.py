from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NegativeNumber, NotANumber, NumberTooLarge, Refusal, TooManyDecimals
from models.points import (
    LARGEST,
    from_hundredths,
    half_up,
    parse_decimal,
    rounded,
    shown,
    to_hundredths,
)

HUNDREDTHS = st.integers(0, int(LARGEST) * 100)


def refusal(text):
    with pytest.raises(Refusal) as caught:
        parse_decimal(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("92,5", "92.5"),
        ("92.50", "92.5"),
        ("  7  ", "7"),
        ("007", "7"),
        ("0", "0"),
        ("0,05", "0.05"),
        ("９２，５", "92.5"),
        ("9２．5", "92.5"),
        ("12\u202f000", "12000"),
        ("12\u2009345\u2009678,25", "12345678.25"),
        ("999999999999", "999999999999"),
        ("1234,5", "1234.5"),
    ],
)
def test_what_officials_type_is_read_exactly(text, number):
    assert parse_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NaN",
        "nan",
        "Infinity",
        "1e9",
        "1_000",
        "+5",
        "5,",
        ",5",
        "1.000",
        "1,000",
        "100.000",
        "1.000.000",
        "1.234,56",
        "1 000",
        "1 000,5",
        "12\u202f00",
        "1\u20091\u2009",
        "٣",
        "²",
        "½",
        "①",
        "0x10",
        "9" * 21,
        "1" * 5000,
        " " * 5000 + "1",
        "\u202e12",
        "1\u200b2",
        "12\u200f",
        "mười",
        "12%",
        "--5",
        "1\n2",
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused(text):
    assert isinstance(refusal(text), NotANumber)


@pytest.mark.parametrize("text", ["-5", "−5", "–5,25", "- 5", "-0"])
def test_a_negative_number_is_refused_as_such(text):
    assert isinstance(refusal(text), NegativeNumber)


@pytest.mark.parametrize("text", ["0,125", "1234,567", "12,3456", "1.0000"])
def test_a_third_decimal_is_refused_not_rounded(text):
    assert isinstance(refusal(text), TooManyDecimals)


def test_a_number_larger_than_any_budget_is_refused():
    assert refusal("1000000000000").limit == LARGEST
    assert isinstance(refusal("999999999999,01"), NumberTooLarge)


def test_a_refused_text_is_repeated_short_and_without_hidden_characters():
    assert refusal("x\u202e" * 2500).text == "x" * 30
    assert shown("a\u200bb\nc") == "abc"


@given(HUNDREDTHS, st.sampled_from([",", "."]))
def test_every_number_with_two_decimals_comes_back(hundredths, separator):
    value = from_hundredths(hundredths)

    assert parse_decimal(f"{value:.2f}".replace(".", separator)) == value
    assert to_hundredths(value) == hundredths


@given(st.text())
def test_any_text_is_a_number_or_a_refusal(text):
    try:
        value = parse_decimal(text)
    except Refusal:
        return

    assert 0 <= value <= LARGEST
    assert from_hundredths(to_hundredths(value)) == value


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_a_ratio_is_rounded_half_up(numerator, denominator):
    ratio = Fraction(numerator, denominator)
    points = Fraction(half_up(ratio))

    assert points - Fraction(1, 200) <= ratio < points + Fraction(1, 200)


def test_a_half_goes_up():
    assert half_up(Fraction(1, 200)) == Decimal("0.01")
    assert half_up(Fraction(2, 3)) == rounded(Decimal("0.666")) == Decimal("0.67")
    assert rounded(Decimal("12.345")) == Decimal("12.35")


def test_hundredths_refuse_a_third_place():
    with pytest.raises(ValueError, match="more than two decimals"):
        to_hundredths(Decimal("1.005"))
