from decimal import Decimal

import pytest
from hypothesis import given

from models.rules.answers import Answer
from models.rules.criteria import RuleKind
from models.rules.scoring import grade, grade_of, late_rule, total
from tests.rules.answer_strategies import LATE, sheets
from tests.rules.criteria_tables import sample_table, small_document, small_table

SMALL = small_table()
ITEMS = {item.code: item for item in SMALL.items}
ADDED = (RuleKind.BONUS, RuleKind.DEDUCTION)


def d(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [({"B.1": 1, "B.2": 1, "B.3": 2, "B.4": 2}, 50), ({"B.3": 1, "B.4": 2}, 16)],
)
def test_bonus_is_capped_by_item_and_together(counts, expected):
    sheet = {code: Answer(count=times) for code, times in counts.items()}

    assert total(SMALL, sheet).bonus == expected


@pytest.mark.parametrize(
    ("whole", "sections", "expected"),
    [
        ("95.0", [96, 94, 93], "HTXSNV"),
        ("91.0", [93, 84, 92], "HTTNV"),
        ("69.9", [70, 70, 69], "KHTNV"),
        ("91.0", [93, 60, 92], "KHTNV"),
        ("90", [85, 85, 85], "HTXSNV"),
        ("89.99", [100], "HTTNV"),
        ("100", [], "HTXSNV"),
    ],
)
def test_a_band_needs_the_total_and_every_section(whole, sections, expected):
    shares = [(d(section), d(100)) for section in sections]

    assert grade_of(SMALL, (d(whole), d(100)), shares) == expected


FULL = {
    "plan": Answer(actual=d("100")),
    "leader": Answer(d("120"), d("100")),
    "level": Answer(tier=1),
    "met": Answer(met=True),
    "waves": Answer(count=2),
    "report": Answer(counts={"missing_doc": 0}),
    "tasks": Answer(d("8"), d("8")),
    "order": Answer(counts={"reminded": 0, "complaint": 0}),
}
LED = {"leader": d("50")}


@given(sheets(SMALL), LATE)
def test_the_parts_make_up_the_total(sheet, automatic):
    totals = total(SMALL, sheet, automatic=automatic, leader=LED)

    assert totals.base == totals.by_part["I"] + totals.by_part["II"]
    assert totals.bonus == totals.by_part["B"]
    assert totals.deductions == totals.by_part["T"]
    assert totals.final == max(totals.rescaled_base + totals.bonus - totals.deductions, 0)
    assert totals.answered + len(totals.missing) == totals.countable == 8


@given(sheets(SMALL), LATE)
def test_no_cap_is_ever_passed(sheet, automatic):
    totals = total(SMALL, sheet, automatic=automatic, leader=LED)

    assert all(0 <= totals.by_part[part.code] <= part.max for part in SMALL.parts)
    assert 0 <= totals.base <= totals.assigned_max <= 200
    assert 0 <= totals.rescaled_base <= 200
    assert 0 <= totals.final <= 250


@given(sheets(SMALL))
def test_a_sheet_always_has_a_grade(sheet):
    bands = [band.code for band in SMALL.grades]

    assert grade(SMALL, total(SMALL, sheet)) in bands


@given(sheets(SMALL))
def test_nothing_stated_is_nothing_earned_lost_or_missing_in_bonus_and_deductions(sheet):
    sections = {code: answer for code, answer in sheet.items() if ITEMS[code].kind not in ADDED}
    totals = total(SMALL, sections)

    assert (totals.bonus, totals.deductions) == (0, 0)
    assert not {item.code for item in SMALL.items if item.kind in ADDED} & set(totals.missing)


def test_a_perfect_sheet_reaches_the_base():
    totals = total(SMALL, FULL, leader=LED)

    assert totals.base == totals.final == 200
    assert (totals.missing, totals.pending, totals.over_caps) == ((), (), ())
    assert grade(SMALL, totals) == "HTXSNV"


def test_an_empty_sheet_misses_every_item_of_the_sections():
    totals = total(SMALL, {})

    assert totals.missing == ("plan", "leader", "level", "met", "waves", "report", "tasks", "order")
    assert (totals.answered, totals.countable, totals.final) == (0, 8, 0)
    assert grade(SMALL, totals) == "KHTNV"


def test_leader_items_are_pending_until_the_cluster_is_compared():
    totals = total(SMALL, FULL)

    assert totals.pending == ("leader",)
    assert totals.base == 150
    assert totals.missing == ()
    assert totals.workings["leader"].points is None


def test_what_is_not_proved_counts_nothing_though_it_is_answered():
    sheet = {**FULL, "B.1": Answer(count=1)}
    unproven = frozenset({"B.1", "leader", "waves"})
    totals = total(SMALL, sheet, leader=LED, unproven=unproven)

    assert (totals.base, totals.bonus, totals.final) == (135, 0, 135)
    assert (totals.missing, totals.answered, totals.assigned_max) == ((), 8, 200)
    assert {code for code, each in totals.workings.items() if each.unproven} == unproven
    assert totals.workings["B.1"].raw == 20


def test_an_unproved_leader_item_does_not_wait_for_the_cluster():
    totals = total(SMALL, FULL, unproven=frozenset({"leader"}))

    assert totals.pending == ()
    assert totals.workings["leader"].points == 0


def test_what_is_not_answered_or_not_assigned_needs_no_proof():
    sheet = {"met": Answer(not_assigned=True)}

    assert total(SMALL, sheet, unproven=frozenset({"plan", "met", "gone"})) == total(SMALL, sheet)


@given(sheets(SMALL), LATE)
def test_what_is_not_proved_counts_as_if_it_had_earned_nothing(sheet, automatic):
    unproven = frozenset({"plan", "B.1"})
    totals = total(SMALL, sheet, automatic=automatic, leader=LED, unproven=unproven)
    proved = total(SMALL, sheet, automatic=automatic, leader=LED)
    plan = proved.workings["plan"].points

    assert totals.by_part["I"] == proved.by_part["I"] - plan
    assert totals.missing == proved.missing
    assert totals.assigned_by_part == proved.assigned_by_part


def test_a_cap_takes_nothing_from_what_is_not_proved():
    sheet = {"waves": Answer(count=9)}

    assert total(SMALL, sheet).over_caps == ("waves",)
    assert total(SMALL, sheet, unproven=frozenset({"waves"})).over_caps == ()


def test_bonus_and_deductions_move_the_final_score():
    sheet = {**FULL, "B.1": Answer(count=1), "T.1": Answer(count=1), "T.2": Answer(count=1)}
    totals = total(SMALL, sheet, leader=LED)

    assert (totals.bonus, totals.deductions, totals.final) == (20, 15, 205)


def test_a_table_may_keep_the_final_score_within_the_base():
    document = small_document()
    document["scale"]["may_exceed_base"] = False
    table = small_table(**document)
    sheet = {**FULL, "B.1": Answer(count=1)}

    assert total(table, sheet, leader=LED).final == 200


def test_the_final_score_is_never_below_its_least():
    document = small_document()
    document["scale"]["final_min"] = 10
    table = small_table(**document)

    assert total(table, {"T.1": Answer(count=2)}).final == 10
    assert total(SMALL, {"T.1": Answer(count=2)}).final == 0


def test_the_caps_that_took_something_away_are_named():
    sheet = {code: Answer(count=9) for code in ("waves", "B.1", "B.2", "B.3", "T.1", "T.2")}

    assert total(SMALL, sheet).over_caps == ("waves", "B.1", "B.2", "B.3", "B", "T.1", "T.2", "T")


def test_what_was_not_assigned_is_rescaled():
    sheet = {**FULL, "leader": Answer(not_assigned=True), "level": Answer(tier=2)}
    totals = total(SMALL, sheet)

    assert (totals.base, totals.assigned_max) == (140, 150)
    assert totals.assigned_by_part == {"I": 70, "II": 80}
    assert totals.rescaled_base == totals.final == d("186.67")


def test_what_was_not_assigned_may_count_in_full_instead():
    table = small_table(not_assigned_rule={"treatment": "full_marks"})
    totals = total(table, {**FULL, "leader": Answer(not_assigned=True)})

    assert (totals.base, totals.assigned_max, totals.final) == (200, 200, 200)
    assert totals.pending == ()


def test_a_section_without_any_assigned_item_sets_no_floor():
    document = small_document()
    children = document["sections"][1]["children"]
    document["sections"][1]["children"] = [{**children[0], "max": 80}]
    table = small_table(**document)
    totals = total(table, {**FULL, "waves": Answer(not_assigned=True)}, leader=LED)

    assert totals.assigned_by_part == {"I": 120, "II": 0}
    assert (totals.final, grade(table, totals)) == (200, "HTXSNV")


def test_where_nothing_at_all_was_assigned_there_is_nothing_to_rescale():
    table = small_table(sections=[_only("met")])
    totals = total(table, {"met": Answer(not_assigned=True)})

    assert (totals.assigned_max, totals.final) == (0, 0)


def _only(code):
    (child,) = [c for c in small_document()["sections"][0]["children"] if c["code"] == code]
    return {"code": "I", "name_vi": "Nhiệm vụ", "max": 20, "children": [child]}


def test_an_optional_section_left_blank_is_left_out():
    first = {code: FULL[code] for code in ("plan", "leader", "level", "met")}
    totals = total(SMALL, first, leader=LED, optional_parts=frozenset({"B", "T", "II"}))

    assert (totals.missing, totals.answered, totals.countable) == ((), 4, 4)
    assert (totals.base, totals.assigned_max, totals.rescaled_base) == (120, 120, 200)
    assert grade(SMALL, totals) == "HTXSNV"


def test_an_optional_section_once_begun_counts_like_any_other():
    begun = {code: FULL[code] for code in ("plan", "leader", "level", "met", "waves")}
    totals = total(SMALL, begun, leader=LED, optional_parts=frozenset({"II"}))

    assert totals.missing == ("report", "tasks", "order")
    assert totals.assigned_max == 200


def test_a_section_below_its_floor_lowers_the_grade():
    poor = {**FULL, "tasks": Answer(d("1"), d("8")), "B.1": Answer(count=1), "B.2": Answer(count=1)}
    totals = total(SMALL, poor, leader=LED)

    assert totals.final == 205
    assert grade(SMALL, totals) == "KHTNV"


def test_the_full_sample_is_worth_a_thousand():
    best = {
        RuleKind.PROPORTIONAL: Answer(d("100"), d("100")),
        RuleKind.TARGET_LEADER: Answer(d("120"), d("100")),
        RuleKind.TIERED: Answer(tier=1),
        RuleKind.BINARY: Answer(met=True),
        RuleKind.COUNT: Answer(count=100),
        RuleKind.BONUS: Answer(count=0),
        RuleKind.DEDUCTION: Answer(count=0),
    }
    table = sample_table()
    sheet = {
        item.code: best.get(item.kind, Answer(counts={each.code: 0 for each in item.counted}))
        for item in table.items
    }
    leaders = {item.code: item.max for item in table.items if item.kind is RuleKind.TARGET_LEADER}

    assert total(table, sheet, leader=leaders).final == 1000


def test_the_cost_of_a_late_day_is_found():
    assert late_rule(SMALL) == ("report", "late_day", 1, 10)


def test_a_table_may_have_no_cost_of_lateness():
    assert late_rule(small_table(sections=[_only("met")])) is None
