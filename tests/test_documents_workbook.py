from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.documents.scorebook.book import score_table_workbook
from models.points import ZERO
from models.rules.kinds import Layer
from models.rules.summing import sum_points
from tests.office import need_soffice, recalculated
from tests.papers import EN, HOSTILE, SECRETS, VI, secretive
from tests.score_tables import NOW, sample_table, score_table


def opened(content, *, values=False):
    return load_workbook(BytesIO(content), data_only=values)


def cells_of(book):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }


def differing(content, folder):
    """Cells in which LibreOffice comes to something else than we wrote."""
    ours, theirs = cells_of(opened(content, values=True)), cells_of(recalculated(content, folder))
    return {
        at: (value, theirs.get(at))
        for at, value in ours.items()
        if not (
            value == theirs.get(at)
            or (isinstance(value, int | float) and abs(value - theirs[at]) < 1e-9)
        )
    }


def summary_row(book, name):
    """A unit's figures on the first sheet: head of the column -> value."""
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[5]]
    for line in sheet.iter_rows(min_row=6, values_only=True):
        if line[1] == name:
            return dict(zip(heads, line, strict=True))
    raise AssertionError(name)


def test_a_sheet_for_the_summary_and_one_for_each_part():
    book = opened(score_table_workbook(score_table(8), VI, NOW))

    assert book.sheetnames == ["Tổng hợp", *(f"Phụ lục {n}" for n in ("I", "II", "III", "IV", "V"))]


def test_totals_are_formulas_and_bring_their_values_along():
    table = score_table(8)
    content = score_table_workbook(table, VI, NOW)
    formulas, values = opened(content), opened(content, values=True)

    for row in table.rows:
        live, cached = summary_row(formulas, row.name), summary_row(values, row.name)
        for head, value in (
            ("Tự chấm", row.layers[Layer.SELF]),
            ("Chấm chéo", row.layers[Layer.CROSS]),
            ("Thẩm định", row.layers[Layer.STANDING]),
            ("Thống nhất", row.layers[Layer.AGREED]),
            ("Phần I", row.by_part["I"]),
            ("Điểm cuối cùng", row.final),
        ):
            assert live[head].startswith("=")
            assert Decimal(str(cached[head])) == value


@pytest.mark.parametrize("seed", [1, 2])
def test_libreoffice_comes_to_the_same(seed, tmp_path):
    need_soffice()
    table = score_table(8, seed=seed)

    assert not differing(score_table_workbook(table, VI, NOW), tmp_path)


def test_libreoffice_comes_to_the_same_for_thirty_units_of_sixty_items(tmp_path):
    need_soffice()

    assert not differing(score_table_workbook(score_table(30, 60), EN, NOW), tmp_path)


@pytest.mark.parametrize("exceed", [True, False])
def test_libreoffice_comes_to_the_same_with_lateness_and_full_marks(exceed, tmp_path):
    need_soffice()
    whole = sample_table()
    whole = replace(
        whole,
        not_assigned_treatment="full_marks",
        scale=replace(whole.scale, may_exceed_base=exceed),
    )
    table = score_table(6, table=whole)
    late = [
        replace(row, late_points=Decimal("4.50"), final=row.final - Decimal("4.50"))
        for row in table.rows
    ]
    content = score_table_workbook(replace(table, rows=tuple(late)), VI, NOW)

    assert all(
        str(summary_row(opened(content), row.name)["Điểm cuối cùng"]).startswith("=")
        for row in late
    )
    assert not differing(content, tmp_path)


def test_a_changed_cell_changes_the_total(tmp_path):
    need_soffice()
    table = score_table(3)
    row = table.rows[0]

    def take_away(book):
        sheet = book["Phụ lục III"]
        for line in sheet.iter_rows(min_row=6, max_col=8):
            if line[0].value == "III.1.1":
                assert line[7].value > 0
                line[7].value = 0

    after = summary_row(
        recalculated(score_table_workbook(table, VI, NOW), tmp_path, take_away), row.name
    )

    assert after["Điểm cuối cùng"] < float(row.final)
    assert after["Phần III"] < float(row.by_part["III"])
    assert after["Tự chấm"] == float(row.layers[Layer.SELF])


def test_a_total_that_the_sheets_cannot_work_out_stands_as_a_number(tmp_path):
    need_soffice()
    table = score_table(3)
    told = replace(table.rows[0], final=table.rows[0].final - Decimal("1.25"))
    content = score_table_workbook(replace(table, rows=(told, *table.rows[1:])), VI, NOW)

    assert summary_row(opened(content), told.name)["Điểm cuối cùng"] == float(told.final)
    assert not differing(content, tmp_path)


def test_a_part_left_blank_in_a_period_that_lets_it_is_left_out(tmp_path):
    need_soffice()
    whole = sample_table()
    optional = tuple(replace(each, optional_sections=frozenset({"III"})) for each in whole.periods)
    whole = replace(whole, periods=optional)
    table = score_table(1, table=whole)
    items = {
        code: replace(item, layers={}, final=None, not_assigned=False)
        if code.startswith("III")
        else replace(item, not_assigned=False, final=item.final or ZERO)
        for code, item in table.rows[0].items.items()
    }
    points = {code: item.final for code, item in items.items() if item.final is not None}
    sums = sum_points(whole, points, optional_parts=frozenset({"III"}))
    row = replace(table.rows[0], items=items, by_part=sums.by_part, final=sums.final)
    content = score_table_workbook(replace(table, rows=(row,)), VI, NOW)

    assert sums.assigned_max == 800
    assert str(summary_row(opened(content), row.name)["Điểm cuối cùng"]).startswith("=")
    assert not differing(content, tmp_path)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_becomes_a_formula(name):
    table = score_table(3, names=lambda number: (f"{name} {number}", f"{name} {number}"))
    book = opened(score_table_workbook(table, VI, NOW))
    texts = {cell.value: cell.data_type for line in book.worksheets[0] for cell in line}

    assert {texts[f"{name} {number}"] for number in range(3)} == {"s"}


@pytest.mark.parametrize("shown", [(Layer.SELF,), (Layer.SELF, Layer.STANDING), ()])
def test_a_layer_that_the_reader_may_not_see_is_not_in_the_workbook(shown):
    content = score_table_workbook(secretive(shown), VI, NOW)
    values = set(cells_of(opened(content, values=True)).values())

    for layer, points in SECRETS.items():
        assert (float(points) in values) == (layer in shown)
    assert ("Chấm chéo" in values) == (Layer.CROSS in shown)
    assert ("Thẩm định" in values) == (Layer.STANDING in shown)
    assert "Thống nhất" not in values


def test_changed_points_are_marked_by_sign_too():
    table = score_table(8)
    book = opened(score_table_workbook(table, VI, NOW))
    formats = {
        cell.number_format
        for sheet in book.worksheets[1:]
        for line in sheet.iter_rows()
        for cell in line
    }

    assert {'#,##0.00" ▲"', '#,##0.00" ▼"'} <= formats


def test_sheets_are_set_up_for_printing():
    for sheet in opened(score_table_workbook(score_table(8), VI, NOW)):
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows
        assert sheet.freeze_panes
