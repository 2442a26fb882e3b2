from decimal import Decimal

from hypothesis import given

from models.rules.scoring import grade, total
from models.rules.summing import earned_by_part, sum_points
from tests.rules.answer_strategies import LATE, sheets
from tests.rules.cluster_scores import FULL, LAYERS, SMALL, SOME, d
from tests.rules.criteria_tables import small_table

IN_FULL = small_table(not_assigned_rule={"treatment": "full_marks"})


@given(LAYERS)
def test_the_parts_add_up_to_the_final_score(points):
    sums = sum_points(SMALL, points)

    assert sums.base == sums.rescaled_base == sums.by_part["I"] + sums.by_part["II"]
    assert (sums.bonus, sums.deductions) == (sums.by_part["B"], sums.by_part["T"])
    assert sums.final == max(sums.base + sums.bonus - sums.deductions, 0)


@given(SOME)
def test_no_part_passes_its_cap(points):
    sums = sum_points(SMALL, points)

    assert all(0 <= sums.by_part[part.code] <= part.max for part in SMALL.parts)
    assert all(each.as_tuple().exponent == -2 for each in (sums.final, sums.base, sums.bonus))


@given(SOME)
def test_an_item_without_points_adds_nothing(points):
    zeros = {item.code: points.get(item.code, d("0.00")) for item in SMALL.items}

    assert sum_points(SMALL, points) == sum_points(SMALL, zeros)


@given(sheets(SMALL), LATE)
def test_a_sheet_is_added_up_as_its_points_are(sheet, automatic):
    totals = total(SMALL, sheet, automatic=automatic, leader={"leader": d("12.34")})
    points = {code: working.points for code, working in totals.workings.items()}
    gone = frozenset(code for code, working in totals.workings.items() if working.not_assigned)
    sums = sum_points(SMALL, points, not_assigned=gone)

    assert sums.final == totals.final
    assert sums.by_part == totals.by_part
    assert sums.assigned_by_part == totals.assigned_by_part
    assert grade(SMALL, sums) == grade(SMALL, totals)


def test_what_was_not_assigned_is_rescaled_whatever_its_points():
    points = {**FULL, "level": d("20.00")}
    sums = sum_points(SMALL, points, not_assigned=frozenset({"leader"}))

    assert (sums.base, sums.assigned_max) == (140, 150)
    assert sums.final == d("186.67")


def test_what_was_not_assigned_may_count_in_full():
    points = {**FULL, "leader": d("1.00")}
    sums = sum_points(IN_FULL, points, not_assigned=frozenset({"leader"}))

    assert (sums.base, sums.assigned_max, sums.final) == (200, 200, 200)


def test_an_optional_section_without_points_is_left_out_for_either_treatment():
    first = {code: FULL[code] for code in ("plan", "leader", "level", "met")}
    for table in (SMALL, IN_FULL):
        gone = frozenset({"waves"})
        sums = sum_points(table, first, not_assigned=gone, optional_parts=frozenset({"II"}))

        assert sums.assigned_by_part == {"I": 120, "II": 0}
        assert (sums.base, sums.final) == (120, 200)


def test_an_optional_section_with_points_counts():
    first = {code: FULL[code] for code in ("plan", "leader", "level", "met", "waves")}
    sums = sum_points(SMALL, first, optional_parts=frozenset({"II"}))

    assert (sums.assigned_max, sums.final) == (200, 135)


def test_what_is_earned_is_known_before_the_cap():
    assert earned_by_part(SMALL, {"B.1": d("20"), "B.2": d("15"), "B.3": d("20")})["B"] == 55
    assert sum_points(SMALL, {"B.1": d("20"), "B.2": d("15"), "B.3": d("20")}).bonus == 50


def test_codes_that_the_table_does_not_know_add_nothing():
    sums = sum_points(SMALL, {**FULL, "gone": d("9.00")}, not_assigned=frozenset({"gone too"}))

    assert sums.final == Decimal(200)


def test_the_grade_follows_a_final_score_lowered_afterwards():
    sums = sum_points(SMALL, FULL)

    assert grade(SMALL, sums) == "HTXSNV"
    assert grade(SMALL, sums, d("179.99")) == "HTTNV"


def test_a_grade_is_not_rounded_into_reach():
    document_max = d("120.00")
    points = {**FULL, "leader": d("31.99")}
    sums = sum_points(SMALL, {**points, "B.1": d("20.00")})

    assert sums.by_part["I"] / document_max > d("0.849")  # 84.99 %, and 85 % are asked for
    assert grade(SMALL, sums) == "HTTNV"
