import pytest

from models.rules.criteria import RuleKind, check_table, read_table
from models.rules.scoring import late_rule
from tests.rules.criteria_tables import sample_document, sample_table
from tests.rules.worked_examples import run_examples

EXAMPLES = list(run_examples(sample_table(), sample_document()["worked_examples"]))
PHONE = 90  # characters of a name that a phone shows without scrolling


def scored():
    added = (RuleKind.BONUS, RuleKind.DEDUCTION)
    return [item for item in sample_table().items if item.kind not in added]


def test_the_sample_has_no_fault():
    assert check_table(sample_document()) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example[0]}-{example[1]}")
def test_a_worked_example_of_the_sample_comes_out_as_written(example):
    _, _, came, expected = example

    assert came == expected


def test_the_sample_is_worth_a_thousand_points():
    table = sample_table()

    assert [section.max for section in table.sections] == [600, 200, 200]
    assert (table.bonus.max, table.deductions.max) == (50, 100)
    assert sum(item.max for item in scored()) == 1000


def test_the_sample_uses_every_kind_at_least_twice():
    kinds = [item.kind for item in sample_table().items]

    assert all(kinds.count(kind) >= 2 for kind in RuleKind if kind is not RuleKind.GROUP)
    assert len(scored()) == 32


def test_the_names_of_the_sample_fit_a_phone_and_have_english_beside_them():
    for item in sample_table().items:
        assert len(item.name_vi) <= PHONE
        assert item.name_en != item.name_vi


def test_every_item_of_the_sample_can_be_proved():
    assert all(item.evidence for item in sample_table().items)


def test_every_declared_evidence_of_the_sample_is_asked_for():
    table = sample_table()
    asked = {code for item in table.items for code in item.evidence}
    asked |= {piece.evidence for piece in table.package}

    assert asked == set(table.evidence_types)


def test_the_sample_demands_proof_of_awards_and_initiatives_only():
    required = [item.code for item in sample_table().items if item.evidence_required]

    assert required == ["B.1", "B.2", "B.3", "B.4"]


def test_the_sample_names_the_decisions_that_have_a_number():
    decisions = [each.code for each in sample_table().evidence_types.values() if each.decision]

    assert decisions == ["M06", "M18", "M21"]


def test_the_sample_takes_points_for_each_day_late():
    item, violation, points, cap = late_rule(sample_table())

    assert (item, violation, str(points), cap) == ("III.3.2", "late_day", "1.5", 12)


def test_the_mid_year_review_of_the_sample_needs_no_bonus_or_deductions():
    mid_year, year_end = sample_table().periods

    assert mid_year.optional_sections == {"B", "T"}
    assert (mid_year.ranked, year_end.ranked) == (False, True)


def test_reading_the_sample_twice_gives_the_same_table():
    assert read_table(sample_document()) == sample_table()
