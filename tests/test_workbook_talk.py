"""Talks about the sheet as a workbook: fetched, filled in at a desk, sent back, confirmed."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.documents.sheetbook.layout import NOTE
from handlers.i18n import translator
from models import access
from models.audit import Audit
from models.people import Role
from models.queries.sheet import sheet_view
from models.rules.answers import Answer
from models.rules.calendar import local_date
from models.sheet import Entry, Sheet
from tests.test_sheet import at_item, entries, sheet_of
from tests.workbooks import Desk, any_answers

VI = translator("vi")


def view_on(stage, phone):
    """The sheet that the phone's card is about, as it is now."""
    now, sheet_id = stage.clock(), sheet_of(phone)
    return stage.do(
        lambda session: sheet_view(session, access._open(session, sheet_id, local_date(now)), now)
    )


async def at_desk(stage, phone):
    """The workbook, fetched from the sheet's front page and opened."""
    await phone.send("/start")
    await phone.tap("tự chấm điểm")
    await phone.tap("Bản Excel")
    return Desk(phone.files[-1][1], view_on(stage, phone))


async def unit(stage, name="Cục Hải quan", role=Role.LEADER):
    return await at_item(stage, 1, name, role)


async def test_the_workbook_goes_out_above_the_card_that_takes_it_back(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)

    assert phone.files[-1][0] == "bang-tu-cham-cuc-hai-quan-thanh-hoa-tk-2026.xlsx"
    assert at.page["A2"].value == "Cục Hải quan Thanh Hóa"
    assert "gửi lại tại đây" in phone.text
    assert phone.posts[-1].id == phone.card_id


async def test_a_whole_sheet_is_filled_in_at_a_desk_and_taken_when_confirmed(either_stage):
    phone = await unit(either_stage)
    at = await at_desk(either_stage, phone)
    answers = any_answers(at.view, 4)
    for code, answer in answers.items():
        at.answer(code, answer, VI)
    at.note("I.1.1", "Kèm báo cáo")
    await phone.send_file("bang.xlsx", at.save())

    assert f"{len(answers)} nội dung sẽ thay đổi" in phone.card
    assert "Trang 1/4" in phone.card
    assert entries(either_stage, phone) == {}

    await phone.tap("▶️")

    assert "Trang 2/4" in phone.card

    await phone.tap(f"Ghi nhận {len(answers)} thay đổi")
    view = view_on(either_stage, phone)

    assert f"Đã ghi nhận từ tệp Excel: {len(answers)} nội dung" in phone.card
    assert {code: state.answer for code, state in view.items.items()} == answers
    assert view.items["I.1.1"].note == "Kèm báo cáo"
    (row,) = either_stage.rows(Sheet, id=sheet_of(phone))
    assert (row.points, row.answered) == (view.totals.final, view.totals.answered)
    said = [row.verb for row in either_stage.rows(Audit, thing=f"sheet:{row.id}")]
    assert sorted(said) == ["annotated"] + ["answered"] * len(answers)


async def test_the_preview_names_what_was_and_what_would_be(stage):
    phone = await unit(stage)
    await phone.send("90")
    at = await at_desk(stage, phone)
    at.write("I.1.1", "92,5")
    at.note("I.1.1", "không")
    at.write("I.3.4", "Đạt")
    await phone.send_file("x.xlsx", at.save())

    assert "I.1.1: 90% → 92,5%" in phone.card
    assert "I.1.1, ghi chú: không" in phone.card
    assert "I.3.4: chưa chấm → đạt" in phone.card


async def test_wrong_cells_are_named_and_the_right_ones_can_be_taken(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", "nhiều")
    at.write("I.3.4", "Đạt")
    await phone.send_file("x.xlsx", at.save())

    assert "1 ô chưa đúng" in phone.card
    assert f"Ô {at.place('I.1.1')} (I.1.1): " in phone.card
    assert "“nhiều”" in phone.card

    await phone.tap("Ghi nhận 1 nội dung đúng")

    assert "tải lại tệp Excel" in phone.card
    assert set(entries(stage, phone)) == {"I.3.4"}


async def test_a_mended_file_is_sent_again_to_the_preview(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", "nhiều")
    await phone.send_file("x.xlsx", at.save())

    assert not [label for label in phone.buttons if "Ghi nhận" in label]

    at.write("I.1.1", 88)
    await phone.send_file("x.xlsx", at.save())
    await phone.tap("Ghi nhận 1 thay đổi")

    assert entries(stage, phone)["I.1.1"].answer == {"actual": "88"}


async def test_confirming_twice_changes_nothing_twice(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", 88)
    await phone.send_file("x.xlsx", at.save())
    pressed, card = phone.data("Ghi nhận"), phone.card_id
    await phone.tap_data(pressed, card)
    await phone.tap_data(pressed, card)

    assert "đã cũ" in phone.card
    assert entries(stage, phone)["I.1.1"].version == 1


async def test_nothing_is_taken_that_a_colleague_has_changed_meanwhile(either_stage):
    phone = await unit(either_stage)
    at = await at_desk(either_stage, phone)
    at.write("I.1.1", 88)
    at.write("I.3.4", "Đạt")
    await phone.send_file("x.xlsx", at.save())
    pressed, card = phone.data("Ghi nhận"), phone.card_id
    colleague = await unit(either_stage, role=Role.OFFICER)
    await colleague.send("70")
    await phone.tap_data(pressed, card)

    assert "đã cũ" in phone.card
    assert {code: row.answer for code, row in entries(either_stage, phone).items()} == {
        "I.1.1": {"actual": "70.0"}
    }

    await phone.send_file("x.xlsx", at.save())

    assert "đã thay đổi sau khi tải" in phone.card


async def test_the_preview_gives_way_to_the_card_when_it_no_longer_holds(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", 88)
    await phone.send_file("x.xlsx", at.save())
    colleague = await unit(stage, role=Role.OFFICER)
    await colleague.send("70")
    await stage.later(seconds=5)

    assert "Ghi nhận" not in " ".join(phone.buttons)
    assert "đã thay đổi sau khi tải tệp" in phone.card
    assert "Điền bảng tự chấm điểm bằng Excel" in phone.card


async def test_another_units_workbook_is_refused_wherever_it_is_sent(stage):
    theirs = await at_desk(stage, await unit(stage, "Kho bạc"))
    theirs.write("I.1.1", 88)
    phone = await unit(stage)
    await at_desk(stage, phone)
    await phone.send_file("x.xlsx", theirs.save())

    assert "thuộc bảng tự chấm điểm khác" in phone.card

    await phone.send("/help")
    await phone.send_file("x.xlsx", theirs.save())

    assert "của đơn vị khác" in phone.text
    assert stage.rows(Entry) == []


async def test_a_workbook_may_be_sent_from_any_screen_that_asks_for_no_file(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", 88)
    await phone.send("/help")
    await phone.send_file("x.xlsx", at.save())

    assert "I.1.1: chưa chấm → 88%" in phone.card


async def test_the_sheets_front_page_takes_the_workbook(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", 88)
    await phone.tap("bảng tự chấm")
    await phone.send_file("x.xlsx", at.save())

    assert "I.1.1: chưa chấm → 88%" in phone.card


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.xlsx", b"PK\x03\x04 broken"), ("x.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")],
)
async def test_what_is_no_workbook_is_refused_and_the_card_stays(stage, name, content):
    phone = await unit(stage)
    await at_desk(stage, phone)
    await phone.send_file(name, content)

    assert "⚠️" in phone.card
    assert stage.rows(Entry) == []


async def test_an_untouched_workbook_says_so(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    await phone.send_file("x.xlsx", at.save())

    assert "không có nội dung nào khác" in phone.card


async def test_after_handing_in_the_workbook_is_a_copy_and_none_is_taken(stage):
    phone = await unit(stage)
    await phone.send("90")
    at = await at_desk(stage, phone)
    at.write("I.1.1", 88)
    await phone.tap("bảng tự chấm")
    await phone.tap("Kiểm tra và nộp")
    await phone.tap("Vẫn nộp")
    await phone.send_file("x.xlsx", at.save())

    assert "đã nộp" in phone.card

    copy = await at_desk(stage, phone)

    assert "bản sao" in phone.text
    assert all(cell.protection.locked for row in copy.page for cell in row)
    assert entries(stage, phone)["I.1.1"].answer == {"actual": "90.0"}


async def test_a_forged_confirmation_takes_nothing(stage):
    phone = await unit(stage)
    at = await at_desk(stage, phone)
    at.write("I.1.1", 88)
    await phone.send_file("x.xlsx", at.save())
    await phone.tap_data(f"workbook.apply:{sheet_of(phone)}:{'0' * 16}")
    await phone.tap_data(f"workbook.apply:{sheet_of(phone) + 1}:{'0' * 16}")
    await phone.tap_data(f"workbook.preview:{sheet_of(phone)}:99")

    assert stage.rows(Entry) == []


async def test_a_note_of_the_chat_that_looks_like_a_formula_leaves_as_text(stage):
    phone = await unit(stage)
    await phone.tap("Ghi chú")
    await phone.send("=HYPERLINK(1)")
    at = await at_desk(stage, phone)
    content = phone.files[-1][1]
    cell = load_workbook(BytesIO(content)).worksheets[0][at.place("I.1.1", NOTE)]

    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    at.write("I.1.1", 88)
    await phone.send_file("x.xlsx", at.save())

    assert "ghi chú" not in phone.card
    assert view_on(stage, phone).items["I.1.1"].answer is None
    await phone.tap("Ghi nhận")

    assert view_on(stage, phone).items["I.1.1"].answer == Answer(actual=Decimal(88))
    assert view_on(stage, phone).items["I.1.1"].note == "=HYPERLINK(1)"
