import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import (
    CountedByTheSystem,
    CountsNeeded,
    HiddenCharacters,
    NegativeNumber,
    NotANumber,
    NotAssignable,
    NothingTyped,
    NumberTooLarge,
    Refusal,
    TargetGiven,
    TargetNeeded,
    TargetNotPositive,
    TextTooLong,
    TooManyDecimals,
    UnknownLevel,
    WholeNumberNeeded,
    WrongUnit,
    YesOrNoNeeded,
)
from models.points import from_hundredths
from models.rules.answers import (
    Answer,
    check_answer,
    from_json,
    is_complete,
    parse_answer,
    to_json,
)
from tests.rules.criteria_tables import sample_table, small_table

SMALL = small_table()
CODES = [item.code for item in SMALL.items]
AMOUNTS = st.integers(0, 10**7).map(from_hundredths)
TIMES = st.integers(0, 1000)


def read(code, text, assigned_target=None, table=SMALL):
    return parse_answer(table.item(code), text, assigned_target)


def refusal(code, text, assigned_target=None):
    with pytest.raises(Refusal) as caught:
        read(code, text, assigned_target)
    return caught.value


def exact(text):
    return Decimal(text)


@pytest.mark.parametrize("text", ["92,5", "92.5", " 92,50 ", "92,5%", "92,5 %", "９２，５％"])
def test_a_share_of_the_plan_is_typed_as_a_percentage(text):
    assert read("plan", text) == Answer(actual=exact("92.5"))


def test_a_share_of_the_plan_may_be_typed_as_result_and_target():
    assert read("plan", "37/40") == Answer(actual=exact("37"), target=exact("40"))
    assert read("tasks", "7 / 8") == Answer(actual=exact("7"), target=exact("8"))
    assert read("plan", "92,5%/100%") == Answer(actual=exact("92.5"), target=exact("100"))


def test_item_deductions_follow_a_semicolon():
    assert read("tasks", "7/8; 3") == Answer(exact("7"), exact("8"), counts={"overdue": 3})
    assert read("tasks", "7/8;0").counts == {"overdue": 0}
    assert read("tasks", "7/8").counts == {}
    assert refusal("tasks", "7/8; 3 2").expected == 1
    assert isinstance(refusal("plan", "90; 3"), CountsNeeded)


def test_the_target_that_the_head_assigned_needs_no_typing_and_is_not_kept():
    assert read("leader", "120", exact("100")) == Answer(actual=exact("120"))
    assert read("leader", "120/100", exact("100")) == Answer(actual=exact("120"))
    assert read("tasks", "7", exact("8")) == Answer(actual=exact("7"))


def test_another_target_than_the_assigned_one_is_refused():
    assert refusal("leader", "120/90", exact("100")).target == 100
    assert isinstance(refusal("plan", "90/95", exact("100")), TargetGiven)


def test_a_target_set_by_the_table_is_refused_otherwise_unless_it_is_a_percentage():
    document_target = sample_table().item("I.3.3")

    assert parse_answer(document_target, "45/50").target == 50
    assert refusal("tasks", "7/8", exact("9")).target == 9


def test_without_any_target_both_numbers_are_needed():
    assert read("leader", "120/100") == Answer(exact("120"), exact("100"))
    assert isinstance(refusal("leader", "120"), TargetNeeded)
    assert isinstance(refusal("tasks", "7"), TargetNeeded)


def test_a_leader_item_without_a_target_is_typed_with_a_zero():
    assert read("leader", "30/0") == Answer(exact("30"), exact("0"))
    assert isinstance(refusal("tasks", "7/0"), TargetNotPositive)
    assert isinstance(refusal("tasks", "7", exact("0")), TargetNotPositive)


def test_a_percentage_is_refused_where_the_item_has_another_unit():
    assert refusal("leader", "92%/100").unit == "tỷ đồng"
    assert isinstance(refusal("tasks", "92%", exact("8")), WrongUnit)


def test_a_percentage_without_its_comma_is_noticed():
    assert read("plan", "1000") == Answer(actual=exact("1000"))
    assert refusal("plan", "9250").limit == 1000


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("1", 1),
        ("3", 3),
        ("30", 1),
        ("20,0", 2),
        ("0", 3),
        ("Hoàn thành nhiệm vụ", 2),
        ("hoan thanh nhiem vu", 2),
        ("HOÀN THÀNH  XUẤT SẮC nhiệm vụ", 1),
        ("xuất sắc", 1),
        ("xuat sac", 1),
        ("không hoàn thành", 3),
        ("completed", 2),
    ],
)
def test_a_level_is_typed_as_number_points_or_words(text, tier):
    assert read("level", text) == Answer(tier=tier)


@pytest.mark.parametrize("text", ["4", "25", "hoàn thành", "tốt", "ho", "vụ", "1.000"])
def test_what_is_no_level_or_could_be_several_is_refused(text):
    assert refusal("level", text).levels == 3


def test_the_number_of_a_level_comes_before_points():
    union = sample_table().item("II.2.3")  # 8, 6 and 0 points

    assert parse_answer(union, "3").tier == 3
    assert parse_answer(union, "6").tier == 2


@pytest.mark.parametrize("text", ["đạt", "ĐẠT", "Dat", "có", "CO", "1", "yes", "Y"])
def test_met_is_typed_in_many_ways(text):
    assert read("met", text) == Answer(met=True)


@pytest.mark.parametrize("text", ["không đạt", "khong dat", "chưa", "Không", "0", "no"])
def test_not_met_is_typed_in_many_ways(text):
    assert read("met", text) == Answer(met=False)


def test_decomposed_letters_are_the_same_letters():
    assert read("met", unicodedata.normalize("NFD", "đạt")) == Answer(met=True)
    assert read("met", unicodedata.normalize("NFD", "Không đạt")) == Answer(met=False)
    assert read("level", unicodedata.normalize("NFD", "Hoàn thành nhiệm vụ")) == Answer(tier=2)


def test_neither_met_nor_not_met_is_refused():
    assert refusal("met", "có lẽ").text == "có lẽ"
    assert isinstance(refusal("met", "2"), YesOrNoNeeded)


def test_events_are_counted_in_whole_numbers():
    assert read("waves", "3") == Answer(count=3)
    assert read("B.1", "２") == Answer(count=2)
    assert refusal("waves", "2,5").text == "2,5"
    assert isinstance(refusal("T.1", "1.0"), WholeNumberNeeded)
    assert refusal("waves", "1001").limit == 1000


@pytest.mark.parametrize("text", ["2 0", "2; 0", "2, 0", "2;0", " 2   0 "])
def test_violations_are_typed_in_their_order(text):
    assert read("order", text) == Answer(counts={"reminded": 2, "complaint": 0})


def test_a_single_zero_means_that_nothing_happened():
    assert read("order", "0") == Answer(counts={"reminded": 0, "complaint": 0})
    assert read("report", "0") == Answer(counts={"missing_doc": 0})


def test_a_single_violation_needs_a_single_number():
    assert read("report", "2") == Answer(counts={"missing_doc": 2})


def test_too_few_or_too_many_numbers_are_refused():
    assert (refusal("order", "2").expected, refusal("order", "2").given) == (2, 1)
    assert refusal("order", "1 2 3").given == 3
    assert isinstance(refusal("order", "2,0"), WholeNumberNeeded)


def only_automatic():
    document = {"code": "log", "vi": "x", "points": 1, "auto_from": "submission_log"}
    report = {"code": "auto", "name_vi": "x", "kind": "subtract", "max": 200}
    section = {"code": "I", "name_vi": "x", "max": 200}
    children = [{**report, "violations": [document]}]
    return small_table(sections=[{**section, "children": children}]).item("auto")


def test_what_only_the_system_counts_is_not_typed():
    item = only_automatic()

    assert parse_answer(item, "0") == Answer()
    assert is_complete(item, Answer())
    with pytest.raises(CountedByTheSystem):
        parse_answer(item, "3")
    with pytest.raises(CountedByTheSystem):
        check_answer(SMALL.item("report"), Answer(counts={"late_day": 3}))


@pytest.mark.parametrize("text", ["không giao", "Khong giao chi tieu", "KGCT", "na", "N/A"])
def test_an_item_can_be_marked_as_not_assigned(text):
    for code in ("leader", "met", "waves"):
        assert read(code, text) == Answer(not_assigned=True)


def test_an_item_that_everyone_has_cannot_be_marked_so():
    assert refusal("plan", "không giao").code == "plan"
    assert isinstance(refusal("B.1", "na"), NotAssignable)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", NothingTyped),
        ("   ", NothingTyped),
        ("x" * 5000, TextTooLong),
        ("1" * 5000, TextTooLong),
        ("\u202e12", HiddenCharacters),
        ("1\u200b2", HiddenCharacters),
        ("\u2066đạt\u2069", HiddenCharacters),
        ("1\n2", HiddenCharacters),
        ("1\u20282", HiddenCharacters),
        ("\x00", HiddenCharacters),
        ("NaN", (NotANumber, UnknownLevel, YesOrNoNeeded)),
        ("1e9", (NotANumber, UnknownLevel, YesOrNoNeeded)),
        ("-5", (NegativeNumber, YesOrNoNeeded)),
        ("1 000", (NotANumber, UnknownLevel, YesOrNoNeeded, CountsNeeded)),
        ("0,125", (TooManyDecimals, YesOrNoNeeded)),
        ("9999999999999", (NumberTooLarge, YesOrNoNeeded)),
        ("1.000", (NotANumber, UnknownLevel, YesOrNoNeeded)),
        ("1 đồng", (NotANumber, UnknownLevel, YesOrNoNeeded)),
        ("/", (NotANumber, UnknownLevel, YesOrNoNeeded)),
        (";", (NotANumber, UnknownLevel, YesOrNoNeeded)),
        ("%", (NotANumber, UnknownLevel, YesOrNoNeeded, WrongUnit)),
    ],
)
def test_a_bad_text_is_refused_by_every_item(code, text, kinds):
    if text == "1 000" and code == "order":
        return  # two violations, two numbers

    assert isinstance(refusal(code, text), kinds)


@given(st.sampled_from(CODES), st.text() | st.text("0123456789,.;/% đạtkhông", max_size=12))
def test_any_text_is_an_answer_that_stands_the_check_or_a_refusal(code, text):
    try:
        answer = read(code, text)
    except Refusal:
        return

    check_answer(SMALL.item(code), answer)
    assert from_json(to_json(answer)) == answer


@given(AMOUNTS, AMOUNTS, st.sampled_from([",", "."]))
def test_a_result_and_a_target_are_read_as_typed(actual, target, separator):
    typed = f"{actual:.2f}/{target:.2f}".replace(".", separator)

    assert read("leader", typed) == Answer(actual, target)


@given(TIMES, TIMES, st.sampled_from([" ", "; ", ", ", ";"]))
def test_counts_are_read_as_typed(first, second, between):
    answer = read("order", f"{first}{between}{second}")

    assert answer == Answer(counts={"reminded": first, "complaint": second})


def test_a_target_in_the_items_own_unit_must_be_the_tables():
    document = {"code": "index", "name_vi": "x", "kind": "proportional", "max": 200}
    child = {**document, "unit": "điểm", "params": {"target": 100}}
    section = {"code": "I", "name_vi": "x", "max": 200, "children": [child]}
    item = small_table(sections=[section]).item("index")

    assert parse_answer(item, "80/100") == Answer(exact("80"), exact("100"))
    with pytest.raises(TargetGiven):
        parse_answer(item, "80/90")
