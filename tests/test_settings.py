"""Talks about a person's own settings: language, notices that stay, the seat at hand."""

from models.people import Person
from tests.databases import OTHER_CLUSTER
from tests.test_sheet import at_item, go_to
from tests.test_submission import presses


async def to_settings(phone):
    await phone.send("/start")
    await phone.tap("Cài đặt")


async def test_the_language_changes_cards_and_letters_and_back(either_stage):
    phone = await either_stage.joins("Cục Hải quan")
    await to_settings(phone)
    await phone.tap("English")

    assert phone.card.startswith("Settings")
    assert "● English" in phone.buttons

    either_stage.open_period()
    await either_stage.settle()

    assert "has opened self-scoring for Year-end review 2026" in phone.text

    await phone.send("/start")

    assert "To do now" in phone.card

    await phone.tap("Settings")
    await phone.tap("Tiếng Việt")

    assert phone.card.startswith("Cài đặt")


async def test_the_same_language_twice_changes_nothing(stage):
    phone = await stage.joins("Cục Hải quan")
    await to_settings(phone)
    data = phone.data("English")
    await phone.tap("English")
    await phone.tap_data(data)

    assert phone.card.startswith("Settings")

    await phone.tap_data("settings.language:xx")

    assert phone.card.startswith("Cài đặt"), "whatever is not English is Vietnamese"


async def test_notices_stay_for_who_wants_them_to(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")

    assert "Đã lưu I.1.1" in phone.toast
    assert not phone.person.toasts[-1].show_alert

    await to_settings(phone)
    await phone.tap("Thông báo giữ lại")

    assert "● Thông báo giữ lại" in phone.buttons

    await go_to(phone, 1)
    await phone.tap("90%")

    assert "Đã lưu I.1.1" in phone.toast
    assert phone.person.toasts[-1].show_alert

    await to_settings(phone)
    await phone.tap("Thông báo tự ẩn")

    assert not any(row.loud for row in stage.rows(Person))


async def test_a_refusal_always_stays(stage):
    phone = await stage.joins("Cục Hải quan")
    await phone.tap_data("people.show:1")

    assert "do Cụm trưởng" in phone.toast
    assert phone.person.toasts[-1].show_alert


async def test_the_seat_at_hand_decides_what_home_shows(either_stage):
    phone = await either_stage.joins("Cục Hải quan")
    await phone.send(f"/start {either_stage.code_for('Liên minh', cluster=OTHER_CLUSTER)}")
    await phone.tap("Đúng")

    assert "Mở đợt tự chấm điểm" in " ".join(phone.buttons), "head there"

    await phone.tap("Cài đặt")
    data = phone.data("○ Cụm thi đua số 10")
    await phone.tap("○ Cụm thi đua số 10")

    assert any(label.startswith("● Cụm thi đua số 10") for label in phone.buttons)

    await phone.tap_data(data)
    await phone.send("/start")

    assert "Cục Hải quan" in phone.card
    assert "Mở đợt tự chấm điểm" not in " ".join(phone.buttons)


async def test_a_letters_button_works_whatever_seat_is_at_hand(stage):
    phone = await stage.joins("Cục Hải quan")
    await phone.send(f"/start {stage.code_for('Liên minh', cluster=OTHER_CLUSTER)}")
    await phone.tap("Đúng")
    await stage.head()
    stage.open_period()
    await stage.settle()
    await phone.tap("Bắt đầu tự chấm điểm")

    assert "Cục Hải quan Thanh Hóa" in phone.card


async def test_somebody_elses_seat_is_refused(stage):
    phone = await stage.joins("Cục Hải quan")
    await stage.head()
    for mandate in (1, 999999999):
        await presses(phone, f"settings.seat:{mandate}")

        assert "⚠️" in phone.card
        assert "Cục Hải quan" in phone.card


async def test_a_stranger_has_no_settings(stage):
    phone = stage.stranger()
    await phone.send("/settings")

    assert "nhập mã tham gia" in phone.card

    await phone.send("/help")

    assert "Hướng dẫn" in phone.card

    await phone.tap("Trang chính")

    assert "nhập mã tham gia" in phone.card


async def test_the_help_names_what_a_head_may_only_to_a_head(stage):
    for unit, shown in (("Cục Thuế", True), ("Cục Hải quan", False)):
        phone = await stage.joins(unit)
        await phone.tap("Hướng dẫn")

        assert ("Cụm trưởng" in phone.card) == shown
