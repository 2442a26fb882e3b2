"""Talks about filling in a sheet: questions, answers, points, undo, two at once."""

import pytest

from models.people import Role
from models.sheet import Entry, Sheet
from tests.stage import Phone


async def at_item(stage, number, unit="Cục Hải quan", role=Role.LEADER):
    """A person of a unit with an open period, looking at an item."""
    phone = await stage.joins(unit, role)
    if stage.period() is None:
        await stage.head()
        stage.open_period()
    await go_to(phone, number)
    return phone


async def go_to(phone: Phone, number):
    await phone.send("/start")
    await phone.tap("tự chấm điểm")
    await phone.tap_data(f"sheet.item:{sheet_of(phone)}:{number}")


def sheet_of(phone):
    """The sheet that the phone's card is about."""
    data = next(
        button["callback_data"]
        for post in reversed(phone.posts)
        for row in post.data.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if button.get("callback_data", "").startswith("sheet.")
    )
    return int(data.split(":")[1])


def entries(stage, phone):
    return {row.code: row for row in stage.rows(Entry, sheet_id=sheet_of(phone))}


async def test_a_typed_result_is_computed_and_the_next_item_is_asked(either_stage):
    phone = await at_item(either_stage, 1)
    await phone.send("92,5")

    assert "Đã lưu I.1.1" in phone.card
    assert "92,5 điểm" in phone.card
    assert "92,5%" in phone.card
    assert "nội dung 2/42" in phone.card


async def test_a_button_gives_the_same_answer_as_typing(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")

    assert "Đã lưu I.1.1 → 95 điểm" in phone.card


async def test_the_typed_reply_is_taken_away_and_the_card_stays_one_message(stage):
    phone = await at_item(stage, 1)
    before = len(phone.posts)
    await phone.send("92,5")

    assert len(phone.posts) == before
    assert all(post.data.get("text") != "92,5" for post in phone.posts)


async def test_an_answer_can_be_given_from_the_section_by_number_or_code(stage):
    phone = await at_item(stage, 1)
    await phone.tap("Phần I")
    await phone.send("1=92,5")

    assert "Đã lưu I.1.1" in phone.card

    await phone.tap("Phần I")
    await phone.send("i.1.2 = 80/100")

    assert "Đã lưu I.1.2" in phone.card


async def test_several_answers_are_taken_all_or_none(stage):
    phone = await at_item(stage, 1)
    await phone.send("1=90\n2=nhiều")

    assert "⚠️" in phone.card
    assert not entries(stage, phone)

    await phone.send("1=90\n2=95/100")

    assert "2 nội dung" in phone.card
    assert len(entries(stage, phone)) == 2


async def test_the_last_answer_can_be_undone_once(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await phone.tap("Hoàn tác I.1.1")

    assert "Đã hoàn tác" in phone.card
    assert entries(stage, phone)["I.1.1"].answer is None
    assert not any("Hoàn tác" in label for label in phone.buttons)


async def test_undo_refuses_when_a_colleague_has_changed_the_item_since(stage):
    phone = await at_item(stage, 1)
    colleague = await stage.joins("Cục Hải quan", Role.OFFICER)
    await phone.tap("95%")
    undo = phone.data("Hoàn tác")
    await go_to(colleague, 1)
    await colleague.tap("80%")
    await phone.tap_data(undo)

    assert "Không hoàn tác được" in phone.card
    assert entries(stage, phone)["I.1.1"].answer["actual"] in {"80", "80.0"}


async def test_a_colleagues_change_is_seen_at_once_and_not_overwritten_unseen(either_stage):
    phone = await at_item(either_stage, 1)
    colleague = await either_stage.joins("Cục Hải quan", Role.OFFICER)
    await go_to(colleague, 1)
    stale = colleague.data("90%")
    await phone.tap("95%")

    assert "95 điểm" in colleague.card

    await colleague.tap_data(stale)

    assert "vừa sửa nội dung I.1.1" in colleague.card
    assert entries(either_stage, phone)["I.1.1"].answer["actual"] in {"95", "95.0"}


async def test_the_same_press_twice_changes_nothing_twice(either_stage):
    phone = await at_item(either_stage, 1)
    data, card = phone.data("95%"), phone.card_id
    await phone.tap("95%")
    await phone.tap_data(data, card)

    assert entries(either_stage, phone)["I.1.1"].version == 1
    assert "vừa sửa" not in phone.card


async def test_counting_up_and_down_keeps_the_item_on_screen(stage):
    phone = await at_item(stage, 7)
    assert "➕" in " ".join(phone.buttons)

    plus = next(label for label in phone.buttons if label.startswith("➕"))
    await phone.tap(plus)

    assert "nội dung 7/42" in phone.card
    assert any("(1)" in label for label in phone.buttons)

    await phone.tap("➖")

    assert "không phát sinh" in phone.card


async def test_nothing_happened_is_one_press(stage):
    phone = await at_item(stage, 7)
    await phone.tap("✅")

    assert "Đã lưu" in phone.card


async def test_a_level_is_chosen_by_button_number_or_words(stage):
    phone = await at_item(stage, 1)
    sheet = sheet_of(phone)
    await phone.tap_data(f"sheet.item:{sheet}:5")
    await phone.tap("1. ")

    assert "Đã lưu" in phone.card

    await phone.tap_data(f"sheet.item:{sheet}:5")
    await phone.send("2")

    assert "● 2." in " ".join(phone.buttons)


async def test_a_note_is_kept_with_the_item_and_can_be_removed(stage):
    phone = await at_item(stage, 1)
    await phone.tap("Ghi chú")
    await phone.send("Theo Quyết định số 15/QĐ-UBND")

    assert "Theo Quyết định số 15/QĐ-UBND" in phone.card

    await phone.tap("Ghi chú")
    await phone.tap("Xóa ghi chú")

    assert "Theo Quyết định" not in phone.card


async def test_the_history_names_who_changed_what(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    colleague = await stage.joins("Cục Hải quan", Role.OFFICER)
    await go_to(colleague, 1)
    await colleague.send("97")
    await go_to(phone, 1)
    await phone.tap("Lịch sử")

    assert "95% → 97%" in phone.card


async def test_an_item_that_may_be_left_out_is_left_out_of_the_total(stage):
    phone = await at_item(stage, 1)
    sheet = sheet_of(phone)
    await phone.tap_data(f"sheet.item:{sheet}:6")
    await phone.tap("Không giao")

    assert "không tính vào tổng điểm" in phone.card


async def test_everything_is_still_there_after_a_restart_in_the_middle(either_stage):
    phone = await at_item(either_stage, 1)
    await phone.send("92,5")
    await either_stage.restart()
    await phone.send("88/80")

    found = entries(either_stage, phone)

    assert found["I.1.1"].answer["actual"] == "92.5"
    assert found["I.1.2"].answer["target"] in {"80", "80.0"}


async def test_the_total_grows_with_each_answer(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await phone.tap("Phần I")
    await phone.tap("Toàn bảng")

    assert phone.points == "95"
    assert stage.rows(Sheet, id=sheet_of(phone))[0].answered == 1


BAD = {
    "text": "nhiều lắm",
    "negative": "-5",
    "nan": "NaN",
    "huge": "1e9",
    "three decimals": "92,555",
    "inner spaces": "9 2",
    "above the cap": "100000",
    "too long": "9" * 5000,
    "right-to-left marks": "\u202e92",
    "zero width": "9\u200b2",
    "words": "không biết",
    "two numbers": "1.000",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
async def test_a_wrong_answer_is_answered_with_what_to_do_and_changes_nothing(stage, text):
    phone = await at_item(stage, 1)
    before = phone.card_id
    await phone.send(text)

    assert phone.card.startswith("⚠️")
    assert "đề nghị" in phone.card.lower()
    assert "nội dung 1/42" in phone.card
    assert not entries(stage, phone)
    assert phone.card_id > before, "the card stands below what was typed"
    assert any(post.data.get("text", "")[:5] == text[:5] for post in phone.posts), "nothing is lost"

    await phone.send("92,5")

    assert "Đã lưu I.1.1" in phone.card


@pytest.mark.parametrize("text", ["92.5", "92,5", "92,50", "９２,５", "92,5%", " 92,5 "])
async def test_a_number_is_taken_however_it_is_written(stage, text):
    phone = await at_item(stage, 1)
    await phone.send(text)

    assert "92,5 điểm" in phone.card


@pytest.mark.parametrize("text", ["không giao", "KHÔNG GIAO", "khong giao", "kho\u0302ng giao"])
async def test_words_are_understood_with_and_without_diacritics(stage, text):
    phone = await at_item(stage, 1)
    sheet = sheet_of(phone)
    await phone.tap_data(f"sheet.item:{sheet}:6")
    await phone.send(text)

    assert "Đã lưu" in phone.card


async def test_a_file_where_none_is_expected_is_answered(stage):
    phone = await at_item(stage, 1)
    await phone.tap("Phần I")
    await phone.send_file()

    assert "không cần gửi tệp" in phone.card
    assert "phần 1/5" in phone.card


async def test_another_units_sheet_cannot_be_touched(stage):
    phone = await at_item(stage, 1)
    sheet = sheet_of(phone)
    other = await stage.joins("Kho bạc")
    for data in (
        f"sheet.show:{sheet}",
        f"sheet.item:{sheet}:1",
        f"sheet.set:{sheet}:1:95:0",
        f"sheet.submit:{sheet}",
        f"sheet.withdraw:{sheet}",
    ):
        await other.tap_data(data)

        assert "của đơn vị khác" in other.card
    assert not entries(stage, phone)


@pytest.mark.parametrize(
    "data",
    [
        "sheet.set:1:1:95",
        "sheet.set:x:1:95:0",
        "sheet.item:1:9999",
        "sheet.item:1:-1",
        "sheet.part:1:99",
        "nothing.here:1",
        "rubbish",
        "sheet.undo:1:99999",
        "sheet.set:1:1:<b>:0",
        "board.show:99999",
        "period.open:1:2026:XX:20261115T1659Z:5",
        "people.add:1:1:boss",
        "settings.seat:999",
    ],
)
async def test_a_forged_button_is_refused_with_a_sentence(stage, data):
    phone = await at_item(stage, 1)
    await phone.tap_data(data)

    assert phone.card.startswith("⚠️")
    assert not entries(stage, phone)


async def test_an_old_card_opens_the_present_one(stage):
    phone = await at_item(stage, 1)
    old = phone.card_id
    data = phone.data("95%")
    await phone.send("/start")
    await phone.tap_data(data, old)

    assert "đã cũ" in phone.card
    assert phone.card_id > old
    assert not entries(stage, phone)
