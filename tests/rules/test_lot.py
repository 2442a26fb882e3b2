from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.lot import commitment, draw, normalised

KEYS = ("u3", "u12", "u7")
SOURCE = "Giải đặc biệt xổ số miền Bắc ngày 15/12/2026"
COMMITTED = commitment("5e1f", KEYS, SOURCE)

keys = st.lists(st.text("abu0123456789", min_size=1), unique=True, max_size=8)


def test_whoever_repeats_it_gets_the_same():
    """Worked out once with sha256sum; who writes another verifier can start from these figures."""
    assert COMMITTED == "73a2c75e02411a6657dfcc4b98e95660e5b2e8a349713ae906420325d432d6d6"
    assert draw(KEYS, COMMITTED, "04825") == ("u12", "u3", "u7")


@given(keys, st.randoms(use_true_random=False))
def test_the_order_in_which_the_tied_are_named_changes_nothing(keys, chance):
    mixed = chance.sample(keys, len(keys))

    assert commitment("5e1f", mixed, SOURCE) == commitment("5e1f", keys, SOURCE)
    assert draw(mixed, COMMITTED, "1") == draw(keys, COMMITTED, "1")


@given(keys, st.text("0123456789", min_size=1))
def test_everybody_who_is_tied_gets_a_place_and_nobody_else(keys, drawn):
    assert sorted(draw(keys, COMMITTED, drawn)) == sorted(keys)


@pytest.mark.parametrize(
    "other",
    [
        commitment("5e1e", KEYS, SOURCE),
        commitment("5e1f", KEYS[:2], SOURCE),
        commitment("5e1f", (*KEYS[:2], "u8"), SOURCE),
        commitment("5e1f", KEYS, SOURCE.replace("15", "16")),
    ],
    ids=["another ballot", "one fewer", "somebody else", "another day"],
)
def test_the_commitment_holds_the_ballot_those_who_are_tied_and_the_source(other):
    assert other != COMMITTED


def test_the_same_source_is_the_same_in_both_ways_of_writing_vietnamese():
    assert commitment("5e1f", KEYS, "Giải đặc biệt") == commitment(
        "5e1f", KEYS, "Giải đặc biệt".replace("ả", "a\u0309").replace("ặ", "a\u0323\u0306")
    )


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("04825", "04825"),
        (" 04 825\n", "04825"),
        ("04\u00a0825\u2009", "04825"),
        ("4825", "4825"),
        ("Đ\t12a", "Đ12a"),
        ("a\u0309", "ả"),
    ],
)
def test_white_space_in_what_was_drawn_does_not_count_and_all_else_does(typed, counts):
    assert normalised(typed) == counts
    assert draw(KEYS, COMMITTED, typed) == draw(KEYS, COMMITTED, counts)


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t\u00a0"])
def test_without_a_number_nothing_is_drawn(nothing):
    with pytest.raises(ValueError, match="nothing was drawn"):
        draw(KEYS, COMMITTED, nothing)


def test_every_order_is_equally_likely():
    orders = Counter(draw("abcd", COMMITTED, f"{number:05}") for number in range(4800))
    surprise = sum((orders[each] - 200) ** 2 / 200 for each in permutations("abcd"))

    assert len(orders) == 24
    assert surprise < 49.73  # chi-square, 23 degrees of freedom, p = 0.001


def test_another_commitment_gives_another_lot_from_the_same_number():
    firsts = Counter(
        draw(KEYS, commitment(seal, KEYS, SOURCE), "1")[0] for seal in map(str, range(300))
    )

    assert all(70 < firsts[key] < 130 for key in KEYS)
