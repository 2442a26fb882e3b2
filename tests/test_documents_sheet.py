from dataclasses import replace
from decimal import Decimal
from unicodedata import normalize

import pytest

from handlers.documents.paper.sheet_paper import sheet_pdf
from handlers.documents.paper.sheet_picture import sheet_picture
from tests.papers import HOSTILE, VI, assert_telegram_takes_it, text_of
from tests.score_tables import NOW, UNITS, sheet_view


def test_the_sheets_paper_has_every_item_its_answer_and_the_receipt():
    view = sheet_view()
    text = text_of(sheet_pdf(view, VI, NOW))

    for words in ("BẢNG TỰ CHẤM ĐIỂM", UNITS[0][0], "K7QM-2T", "THỦ TRƯỞNG ĐƠN VỊ", "23:59"):
        assert words in text
    for state in view.items.values():
        assert state.item.name_vi in text
    assert "Hoàn thành tốt nhiệm vụ" in text
    assert "tính sau hạn nộp" in text
    assert f"TỔNG ĐIỂM {VI.points2(view.points)}" in text


def test_a_blank_sheet_is_a_draft_of_dashes():
    view = sheet_view(submitted=False, answered=False)
    text = text_of(sheet_pdf(view, VI, NOW))

    assert "Bản nháp: 0/" in text
    assert "Mã tiếp nhận" not in text
    assert_telegram_takes_it(sheet_picture(view, VI, NOW))


def test_lateness_is_a_line_of_the_sheets_sum():
    view = sheet_view()
    points = view.totals.final - Decimal("3.00")
    late = replace(
        view,
        status=replace(view.status, late_days=2),
        receipt=replace(view.receipt, points=points, late_days=2, late_points=Decimal("3.00")),
    )
    text = text_of(sheet_pdf(late, VI, NOW))

    assert "Trừ do nộp chậm 2 ngày −3,00" in text
    assert f"TỔNG ĐIỂM {VI.points2(points)}" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_or_note_of_a_sheet_is_taken_for_markup(name):
    view = sheet_view(unit=f"{name} 0", note=name)
    wanted = normalize("NFC", f"{name} 0").replace(" ", "")

    assert wanted in text_of(sheet_pdf(view, VI, NOW)).replace(" ", "")
    assert_telegram_takes_it(sheet_picture(view, VI, NOW))
