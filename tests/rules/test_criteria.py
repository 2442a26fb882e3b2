import unicodedata
from decimal import Decimal

import pytest

from models.rules.criteria import RuleKind, read_table
from tests.rules.criteria_tables import small_document, small_table


def test_the_parts_are_the_sections_then_bonus_and_deductions():
    table = small_table()

    assert [part.code for part in table.parts] == ["I", "II", "B", "T"]


def test_a_table_may_have_neither_bonus_nor_deductions():
    table = small_table(bonus=None, deductions=None)

    assert table.bonus is table.deductions is None
    assert [part.code for part in table.parts] == ["I", "II"]


def test_items_stand_in_the_order_of_the_document():
    codes = [item.code for item in small_table().items]

    assert codes[:5] == ["plan", "leader", "level", "met", "waves"]
    assert codes[-2:] == ["T.1", "T.2"]


def test_an_item_is_found_by_its_code_and_belongs_to_a_part():
    table = small_table()

    assert table.item("leader").kind is RuleKind.TARGET_LEADER
    assert table.part_of("leader") is table.sections[0]
    assert table.part_of("I.1") is table.sections[0]
    assert table.part_of("T.2") is table.deductions


def test_an_unknown_code_is_a_key_error():
    with pytest.raises(KeyError):
        small_table().item("nowhere")
    with pytest.raises(KeyError):
        small_table().part_of("nowhere")


def test_numbers_are_exact_decimals_however_they_are_written():
    document = small_document()
    waves = document["sections"][1]["children"][0]
    for written in (7.5, "7.5", "7,5"):
        waves["params"]["per_unit"] = written

        assert read_table(document).item("waves").per_unit == Decimal("7.5")


def test_a_parameter_may_stand_under_params_or_beside_the_maximum():
    document = small_document()
    waves = document["sections"][1]["children"][0]
    waves["per_unit"] = waves.pop("params")["per_unit"]

    assert read_table(document) == small_table()


def test_without_english_words_the_vietnamese_stand_for_both():
    item = small_table().item("plan")

    assert item.name_en == item.name_vi == "Kế hoạch năm"
    assert small_table().item("level").tiers[0].en == "Excellent"


def test_texts_are_kept_in_one_form():
    document = small_document(title_vi=unicodedata.normalize("NFD", " Bảng tiêu chí "))

    assert read_table(document).title_vi == "Bảng tiêu chí"


def test_null_is_the_same_as_left_out():
    document = small_document(final_score=None, ranking=None, ballot_defaults={"secret": None})
    document["honours"][0]["count"] = None
    document["sections"][0]["children"][2]["na_allowed"] = None
    table = read_table(document)

    assert table.final_score.method == "agreed"
    assert table.final_score.fallback_order == ("agreed", "standing", "self")
    assert table.tie_breakers == ()
    assert table.ballot.secret
    assert table.honours[0].count == 1
    assert table.item("met").na_allowed is False


def test_deductions_without_a_cap_may_take_all_that_their_items_can():
    document = small_document()
    document["scale"]["deduction_max"] = document["deductions"]["max"] = None

    assert read_table(document).deductions.max == 40


def test_only_violations_that_no_log_counts_are_counted_by_the_unit():
    report = small_table().item("report")

    assert [violation.code for violation in report.counted] == ["missing_doc"]
