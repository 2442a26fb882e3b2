from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import (
    NegativeNumber,
    NotAssignable,
    OutOfRange,
    TooManyDecimals,
    UnknownLevel,
)
from models.points import from_hundredths
from models.rules.answers import (
    Answer,
    check_answer,
    from_json,
    is_complete,
    to_json,
)
from tests.rules.criteria_tables import small_table

SMALL = small_table()
CODES = [item.code for item in SMALL.items]
AMOUNTS = st.integers(0, 10**7).map(from_hundredths)
TIMES = st.integers(0, 1000)
ANSWERS = st.builds(
    Answer,
    actual=st.none() | AMOUNTS,
    target=st.none() | AMOUNTS,
    tier=st.none() | st.integers(1, 9),
    met=st.none() | st.booleans(),
    count=st.none() | TIMES,
    counts=st.dictionaries(st.text("abc_", min_size=1), TIMES, max_size=3),
    not_assigned=st.booleans(),
)


def exact(text):
    return Decimal(text)


@given(ANSWERS)
def test_an_answer_comes_back_from_json(answer):
    assert from_json(to_json(answer)) == answer


def test_json_holds_decimals_as_text_and_leaves_out_what_was_not_stated():
    assert to_json(Answer(actual=exact("92.50"))) == {"actual": "92.50"}
    assert to_json(Answer()) == {}
    assert to_json(Answer(met=False)) == {"met": False}


@pytest.mark.parametrize(
    ("code", "answer", "complete"),
    [
        ("plan", Answer(actual=exact("0")), True),
        ("tasks", Answer(actual=exact("7")), False),
        ("tasks", Answer(exact("7"), exact("8")), True),
        ("leader", Answer(actual=exact("0")), True),
        ("level", Answer(tier=3), True),
        ("met", Answer(met=False), True),
        ("waves", Answer(count=0), True),
        ("report", Answer(counts={"missing_doc": 0}), True),
        ("order", Answer(counts={"reminded": 0}), False),
        ("order", Answer(counts={"reminded": 0, "complaint": 0}), True),
        ("leader", Answer(not_assigned=True), True),
    ],
)
def test_an_answer_is_complete_when_points_follow_from_it(code, answer, complete):
    assert is_complete(SMALL.item(code), answer) is complete


@pytest.mark.parametrize("code", CODES)
def test_an_empty_answer_is_never_refused_and_never_complete(code):
    check_answer(SMALL.item(code), Answer())

    assert not is_complete(SMALL.item(code), Answer())


def test_an_assigned_target_completes_an_answer():
    assert is_complete(SMALL.item("tasks"), Answer(actual=exact("7")), exact("8"))


@pytest.mark.parametrize(
    ("code", "answer", "kind"),
    [
        ("plan", Answer(actual=exact("-1")), NegativeNumber),
        ("plan", Answer(actual=exact("1.005")), TooManyDecimals),
        ("leader", Answer(actual=exact("1e13")), OutOfRange),
        ("leader", Answer(exact("1"), exact("-1")), NegativeNumber),
        ("level", Answer(tier=0), UnknownLevel),
        ("level", Answer(tier=4), UnknownLevel),
        ("waves", Answer(count=-1), NegativeNumber),
        ("order", Answer(counts={"reminded": 1001}), OutOfRange),
        ("plan", Answer(not_assigned=True), NotAssignable),
    ],
)
def test_an_answer_made_by_buttons_is_checked_the_same_way(code, answer, kind):
    with pytest.raises(kind):
        check_answer(SMALL.item(code), answer)
