"""Who can be proposed for an honour, and why others are left out."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DateInFuture, NoSuchDay, NotADate
from models.errors_vote import BallotNeeded, QuotaFull, UnitIneligible
from models.rules.awards import (
    Contender,
    Why,
    bare_name,
    judge,
    parse_past_day,
    require,
    verdicts,
)
from tests.rules.criteria_tables import sample_table

TODAY = date(2027, 1, 5)


def table():
    return sample_table()


def honour(code="BK_CTUBND", **changes):
    found = next(each for each in table().honours if each.code == code)
    return replace(found, **changes)


def unit(number, rank=1, grade="HTXSNV", grounds=(), given=""):
    return Contender(number, rank, grade, grounds, given)


def whys(found):
    return {each.unit_id: each.why for each in found}


def test_names_lose_the_words_with_which_tables_begin_them():
    assert bare_name("Đề nghị tặng Cờ thi đua của Chính phủ") == "Cờ thi đua của Chính phủ"
    assert bare_name("đề nghị tặng thưởng bằng khen") == "Bằng khen"
    assert bare_name("Propose the Government's Emulation Flag") == (
        "The Government's Emulation Flag")  # fmt: skip
    assert bare_name("Giấy khen") == "Giấy khen"


@pytest.mark.parametrize(("contender", "votes", "why"), [
    (unit(1), {1: True}, None),
    (unit(1), {1: False}, Why.NOT_PASSED),
    (unit(1), {}, Why.NO_BALLOT),
    (unit(1, rank=None), {1: True}, Why.UNRANKED),
    (unit(1, grade="HTNV"), {1: True}, Why.GRADE),
    (unit(1, grade=""), {1: True}, Why.GRADE),
    (unit(1, grade="HTTNV"), {1: True}, None),
])  # fmt: skip
def test_what_is_said_of_a_unit(contender, votes, why):
    assert judge(table(), honour(), contender, votes).why is why


def test_a_ground_is_named():
    bar = next(each.code for each in table().ineligibility if each.effect != "unranked")
    flag = honour("CTD_CP")
    found = judge(table(), flag, unit(1, grounds=(bar,)), {1: True})

    assert (found.why, found.ground) == (Why.GROUND, bar)


def test_without_a_vote_the_ranking_gives_the_honour():
    plain = honour(needs_ballot=False)
    assert judge(table(), plain, unit(1, given=plain.code), {}).why is None
    assert judge(table(), plain, unit(1), {}).why is Why.LOWER
    assert judge(table(), plain, unit(1), {1: True}).why is None
    assert judge(table(), plain, unit(1, given=plain.code), {1: False}).why is Why.NOT_PASSED


def test_a_shared_third_place_fills_two_places():
    ranked = [unit(1, 3), unit(2, 3), unit(3, 5)]
    votes = {1: True, 2: True, 3: True}

    assert whys(verdicts(table(), honour(), 2, ranked, votes, ())) == {
        1: None, 2: None, 3: Why.QUOTA}  # fmt: skip
    assert whys(verdicts(table(), honour(), 1, ranked, votes, ())) == {
        1: Why.TIED, 2: Why.TIED, 3: Why.QUOTA}  # fmt: skip
    assert whys(verdicts(table(), honour(), 3, ranked, votes, ())) == dict.fromkeys((1, 2, 3))
    assert whys(verdicts(table(), honour(), 2, ranked, votes, {1})) == {2: None, 3: Why.QUOTA}


@given(
    ranks=st.lists(st.integers(1, 4), min_size=1, max_size=5),
    quota=st.integers(0, 6),
)
def test_places_never_depend_on_the_order_of_units(ranks, quota):
    units = [unit(number, rank) for number, rank in enumerate(ranks, 1)]
    votes = dict.fromkeys(range(1, len(units) + 1), True)
    first = whys(verdicts(table(), honour(), quota, units, votes, ()))

    for order in list(permutations(units))[:24]:
        assert whys(verdicts(table(), honour(), quota, order, votes, ())) == first
    open_ = [number for number, why in first.items() if why is None]
    assert len(open_) <= quota
    for number in open_:  # nobody is left out who stands equal or higher
        for other, why in first.items():
            assert why is None or ranks[other - 1] > ranks[number - 1]


def test_whom_the_head_names_needs_a_vote_and_a_place():
    args = (table(), honour())
    require(*args, unit(1), {1: True}, 1, 2)
    require(table(), honour(needs_ballot=False), unit(1), {}, 1, 2)
    with pytest.raises(UnitIneligible):
        require(*args, unit(1, rank=None), {1: True}, 1, 2)
    with pytest.raises(BallotNeeded):
        require(*args, unit(1), {}, 1, 2)
    with pytest.raises(BallotNeeded):
        require(*args, unit(1), {1: False}, 1, 2)
    with pytest.raises(QuotaFull):
        require(*args, unit(1), {1: True}, 0, 2)


@pytest.mark.parametrize(("typed", "day"), [
    ("20/12/2026", date(2026, 12, 20)),
    ("20/12", date(2026, 12, 20)),
    ("5-1", TODAY),
    (" ngày 05.01.2027 ", TODAY),
])  # fmt: skip
def test_days_that_lie_behind(typed, day):
    assert parse_past_day(typed, TODAY) == day


@pytest.mark.parametrize(("typed", "refusal"), [
    ("hôm qua", NotADate),
    ("", NotADate),
    ("20/12/26", NotADate),
    ("31/02/2026", NoSuchDay),
    ("29/02", NoSuchDay),
    ("06/01/2027", DateInFuture),
    ("1" * 500, NotADate),
])  # fmt: skip
def test_days_that_are_none(typed, refusal):
    with pytest.raises(refusal):
        parse_past_day(typed, TODAY)
