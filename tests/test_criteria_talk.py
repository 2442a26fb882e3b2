"""The head fetches the criteria table in chat, edits it, sends it back, adopts it."""

import io
import json

import pytest
from openpyxl import load_workbook

from handlers.documents.forms.criteria_reading import read_criteria_workbook
from handlers.documents.forms.roster_workbook import roster_workbook
from models.criteria import CriteriaSet, SetState
from models.people import Role
from models.post import Card
from models.rules.criteria import read_table
from tests.test_xlsx_file import ROSTER, TABLE, WRITTEN, at, edited

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOWERED = edited(WRITTEN, at("I.1.1", "Điểm tối đa", 95), at("I.1.2", "Điểm tối đa", 65))


@pytest.fixture
async def head(stage):
    """The head, with the criteria table on screen."""
    phone = await stage.head()
    await phone.tap("Bảng tiêu chí")
    return phone


async def sends(phone, content, name="bang.xlsx"):
    await phone.send_file(name, content, mime=XLSX)


def states(stage):
    rows = sorted(stage.rows(CriteriaSet, cluster_id=1), key=lambda row: row.version)
    return [(row.version, row.state) for row in rows]


async def test_the_head_sees_what_the_table_holds(head):
    assert "Bảng tiêu chí năm 2026" in head.card
    assert "I. Nhiệm vụ chính trị, chuyên môn của ngành: 600 điểm" in head.card
    assert "Tổng 1.000 điểm chuẩn, 42 tiêu chí" in head.card
    assert "Bản 1: thông qua ngày" in head.card


async def test_what_is_fetched_is_the_table_in_force(head):
    await head.tap("Tải bản Excel")
    name, content = head.files[-1]

    assert name == "bang-tieu-chi-2026.xlsx"
    assert read_table(read_criteria_workbook(content).data) == read_table(TABLE)
    assert "Bảng tiêu chí năm 2026" in head.card


async def test_a_changed_table_is_previewed_and_adopted(stage, head):
    await sends(head, LOWERED)

    assert "bản 2 (dự thảo)" in head.card
    assert "Đổi điểm tối đa: I.1.1 100 → 95; I.1.2 60 → 65" in head.card
    assert states(stage) == [(1, SetState.ADOPTED), (2, SetState.DRAFT)]

    await head.tap("Thông qua bản này")

    assert "Đã thông qua bản 2" in head.card
    assert states(stage) == [(1, SetState.RETIRED), (2, SetState.ADOPTED)]


async def test_adopting_twice_changes_nothing_twice(stage, head):
    await sends(head, LOWERED)
    adopt = head.data("Thông qua bản này")
    await head.tap("Thông qua bản này")
    await head.tap_data(adopt)

    assert states(stage) == [(1, SetState.RETIRED), (2, SetState.ADOPTED)]


async def test_added_and_removed_items_are_told(stage, head):
    book = load_workbook(io.BytesIO(WRITTEN))
    book["Tiêu chí"][at("I.4.2", "Mã", "")[1]] = "I.4.9"
    out = io.BytesIO()
    book.save(out)
    await sends(head, out.getvalue())

    assert "Thêm: I.4.9 Kê khai tài sản" in head.card
    assert "Bỏ: I.4.2 Kê khai tài sản" in head.card


async def test_faults_are_told_with_their_cells_and_the_table_stays(stage, head):
    row, place = at("II.1.1", "Điểm tối đa", 31)[:2]
    await sends(head, edited(WRITTEN, (row, place, "=15+15")), name="<b>.xlsx")

    assert "“<b>.xlsx” có 1 chỗ chưa đúng" in head.card
    assert f"• Tiêu chí!{place}: Ô chứa công thức" in head.card
    assert states(stage) == [(1, SetState.ADOPTED)]

    await sends(head, LOWERED)

    assert "bản 2 (dự thảo)" in head.card


async def test_of_many_faults_the_first_are_shown_and_the_rest_counted(head):
    changes = [("Mức điểm", f"A{row}", "lạ") for row in range(4, 24)]
    await sends(head, edited(WRITTEN, *changes))

    assert head.card.count("• ") == 15
    assert "chỗ khác" in head.card


async def test_a_cell_full_of_text_hides_no_fault(stage, head):
    changes = [("Mức điểm", f"A{row}", "w" * 30_000) for row in range(4, 24)]
    await sends(head, edited(WRITTEN, *changes))
    (card,) = stage.rows(Card, chat_id=head.chat.id)

    assert head.card.count("• ") == 15
    assert "Đề nghị sửa tệp và gửi lại vào đây" in head.card
    assert len(json.dumps(card.kept)) < 10_000


async def test_faults_are_shown_again_after_a_restart(stage, head):
    await sends(head, edited(WRITTEN, at("I.1.1", "Điểm tối đa", "=1")))
    before = head.card
    await stage.restart()
    await head.send("gì đó")

    assert before in head.card


async def test_a_draft_waits_through_a_restart(stage, head):
    await sends(head, LOWERED)
    await stage.restart()
    await head.send("/start")
    await head.tap("Bảng tiêu chí")
    await head.tap("Xem bản dự thảo 2")
    await head.tap("Thông qua bản này")

    assert states(stage)[-1] == (2, SetState.ADOPTED)


async def test_a_table_that_says_the_same_makes_no_version(stage, head):
    await sends(head, WRITTEN)

    assert "không khác bản 1" in head.card
    assert states(stage) == [(1, SetState.ADOPTED)]


async def test_the_same_draft_sent_twice_is_one_and_an_older_table_can_come_back(stage, head):
    await sends(head, LOWERED)
    await sends(head, LOWERED)
    await head.tap("Thông qua bản này")
    await sends(head, WRITTEN)
    await head.tap("Thông qua bản này")

    assert states(stage) == [(1, SetState.RETIRED), (2, SetState.RETIRED), (3, SetState.ADOPTED)]


async def test_an_older_draft_is_not_adopted_over_a_newer_version(stage, head):
    await sends(head, edited(LOWERED, at("I.1.1", "Tên", "Tên khác")))
    older = head.data("Thông qua bản này")
    await sends(head, LOWERED)
    await head.tap("Thông qua bản này")
    await head.tap_data(older)

    assert states(stage) == [(1, SetState.RETIRED), (2, SetState.DRAFT), (3, SetState.ADOPTED)]


async def test_an_open_period_keeps_its_version(stage, head):
    stage.open_period()
    await sends(head, LOWERED)

    assert any("vẫn chấm theo bản khi mở" in text for text in head.texts)

    await head.tap("Thông qua bản này")

    assert stage.period().criteria_set_id == 1


async def test_next_years_table_starts_from_this_years(stage, head):
    await head.tap("Năm 2027")

    assert "Có thể tải bảng năm 2026" in head.card

    await head.tap("Tải bản Excel")
    name, content = head.files[-1]
    await sends(head, content)
    await head.tap("Thông qua bản này")

    assert name == "bang-tieu-chi-2027.xlsx"
    assert "Bảng tiêu chí năm 2027" in head.card
    assert [row.state for row in stage.rows(CriteriaSet, year=2027)] == [SetState.ADOPTED]


async def test_a_table_of_a_far_year_and_a_roster_are_not_taken(stage, head):
    await sends(head, edited(WRITTEN, ("Thông tin", "B7", 2040)))

    assert "từ 2026 đến 2027" in head.card

    await sends(head, roster_workbook(ROSTER))

    assert "tài liệu khác" in head.card
    assert states(stage) == [(1, SetState.ADOPTED)]


async def test_only_the_head_may_see_send_or_adopt(stage, head):
    await sends(head, LOWERED)
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    for data in (
        "criteria.show:1",
        "criteria.file:1:2026",
        "criteria.preview:3",
        "criteria.adopt:3",
    ):
        await officer.tap_data(data)

        assert "Bảng tiêu chí" not in officer.card

    assert not [label for label in officer.buttons if "tiêu chí" in label]
    assert states(stage) == [(1, SetState.ADOPTED), (2, SetState.DRAFT)]
