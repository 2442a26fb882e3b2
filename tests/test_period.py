"""Talks about opening a period: preview, dates as they are typed, grace, moving the deadline."""

from datetime import UTC, datetime

import pytest
from sqlmodel import delete

from models.criteria import CriteriaSet
from models.post import Letter
from models.sheet import Period, Sheet
from tests.databases import OTHER_CLUSTER
from tests.test_submission import presses

DUE_15 = datetime(2026, 11, 15, 16, 59, 59, tzinfo=UTC)
"""23:59:59 in Vietnam."""


async def choosing(stage, label="Tổng kết năm"):
    """The head, being asked until when."""
    head = await stage.head()
    await open_new(head, label)
    return head


async def open_new(head, label):
    await head.send("/start")
    await head.tap("Mở đợt tự chấm điểm")
    await head.tap(label)


async def opens(stage):
    """The head opens the year-end period until 15/11."""
    head = await choosing(stage)
    await head.send("15/11")
    await head.tap("✅ Mở đợt tự chấm điểm")
    return head


async def test_the_head_opens_a_period_by_buttons_after_a_preview(either_stage):
    member = await either_stage.joins("Cục Hải quan")
    head = await choosing(either_stage)
    await head.tap("thứ Hai 23/11")

    assert "8 đơn vị; 2 người sẽ nhận được tin sau" in head.card
    assert "Chưa có người tham gia: Cục Thống kê, Kho bạc Nhà nước," in head.card
    assert "Cục Hải quan" not in head.card.partition("Chưa có người tham gia")[2]
    assert "Bảng tiêu chí: Tiêu chí chấm điểm thi đua" in head.card
    assert "23:59 ngày 23/11/2026 (còn 14 ngày)" in head.card

    preview = head.card
    await head.tap("✅ Mở đợt tự chấm điểm")
    letters = [text for text in member.texts if "đã mở đợt tự chấm điểm" in text]

    assert "Đã mở đợt tự chấm điểm Tổng kết năm 2026" in "".join(head.texts)
    assert len(letters) == 1
    assert letters[0] in preview, "what was shown is what they get, word for word"
    assert len(either_stage.rows(Sheet)) == 8


@pytest.mark.parametrize(
    "text", ["15/11", "15/11/2026", "ngày 15 tháng 11", "Chủ nhật 15/11", "15-11-2026", "+6"]
)
async def test_a_typed_day_ends_at_its_last_second(stage, text):
    head = await choosing(stage)
    await head.send(text)
    await head.tap("✅ Mở đợt tự chấm điểm")

    assert stage.period().due_at == DUE_15


async def test_a_typed_hour_is_kept(stage):
    head = await choosing(stage)
    await head.send("17h 15/11")
    await head.tap("✅ Mở đợt tự chấm điểm")

    assert stage.period().due_at == datetime(2026, 11, 15, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8/11/2026", "đã qua"),
        ("31/02", "Không có ngày “31/02” trong lịch"),
        ("thứ Hai 15/11", "Không có ngày"),
        ("sớm nhất có thể", "Không đọc được ngày"),
        ("15/11/2036", "hơn hai năm"),
        ("<b>mai</b>", "Không đọc được ngày"),
        ("9" * 4000, "Không đọc được ngày"),
    ],
)
async def test_a_wrong_date_is_refused_with_a_sentence_and_the_question_stays(stage, text, said):
    head = await choosing(stage)
    await head.send(text)

    assert head.card.startswith("⚠️")
    assert said in head.card
    assert "Hạn nộp bảng tự chấm điểm là khi nào?" in head.card

    await head.send("15/11")

    assert "Đề nghị kiểm tra trước khi mở" in head.card
    assert not stage.rows(Period)


async def test_who_is_not_head_opens_nothing(stage):
    for unit in ("Cục Hải quan", "Cục Quản lý"):
        phone = await stage.joins(unit)

        assert not any("Mở đợt" in label for label in phone.buttons)

        for data in (
            "period.new:1",
            "period.due:1:2026:TK",
            "period.preview:1:2026:TK:20261115T1659Z",
            "period.open:1:2026:TK:20261115T1659Z:10",
        ):
            await presses(phone, data)

            assert "do Cụm trưởng" in phone.card
    assert not stage.rows(Period)


async def test_the_head_of_another_cluster_opens_nothing_here(stage):
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    for data in ("period.due:1:2026:TK", "period.open:1:2026:TK:20261115T1659Z:10"):
        await presses(other, data)

        assert "đồng chí không tham gia" in other.card
    assert not stage.rows(Period)


@pytest.mark.parametrize("grace", ["-1", "365", "999999999", "99999999999999999999", "5x"])
async def test_a_forged_grace_is_refused(stage, grace):
    head = await stage.head()
    for verb in ("preview", "open"):
        await presses(head, f"period.{verb}:1:2026:TK:20261115T1659Z:{grace}")

        assert "không còn hiệu lực" in head.card
    assert not stage.rows(Period)


async def test_opening_twice_opens_once_and_writes_once(either_stage):
    member = await either_stage.joins("Cục Hải quan")
    head = await choosing(either_stage)
    await head.send("15/11")
    data = head.data("✅ Mở đợt")
    await head.tap("✅ Mở đợt", settle=False)
    await head.tap("✅ Mở đợt", settle=False)
    await either_stage.settle()
    await presses(head, data)

    assert "Đợt tự chấm điểm này đã mở" in head.card
    assert len(either_stage.rows(Period)) == 1
    assert sum("đã mở đợt tự chấm điểm" in text for text in member.texts) == 1


async def test_without_a_criteria_table_the_head_is_told_what_to_do(stage):
    stage.do(lambda session: session.execute(delete(CriteriaSet)))
    head = await choosing(stage)

    assert "Chưa có bảng tiêu chí được thông qua cho năm 2026" in head.card
    assert "quản trị viên" in head.card


async def test_the_grace_button_goes_round_and_what_it_says_holds(stage):
    head = await choosing(stage)
    await head.send("15/11")

    assert "Sau 23:59 ngày 25/11/2026, không tiếp nhận" in head.card

    await head.tap("Cho nộp muộn: 10 ngày")
    await head.tap("Cho nộp muộn: 15 ngày")

    assert "Sau hạn nộp, không tiếp nhận" in head.card

    await head.tap("✅ Mở đợt tự chấm điểm")

    assert stage.period().grace_days == 0


async def test_mid_year_and_year_end_are_two_periods_of_a_year(stage):
    head = await opens(stage)
    await open_new(head, "Sơ kết 6 tháng đầu năm 2026")

    assert not any("Tổng kết năm" in label for label in head.buttons)

    await head.send("+20")
    await head.tap("✅ Mở đợt tự chấm điểm")
    await head.send("/start")
    await head.tap("Mở đợt tự chấm điểm")

    assert {row.code.value for row in stage.rows(Period)} == {"TK", "SK6"}
    assert "Đã mở cả hai đợt tự chấm điểm của năm 2026" in head.card


async def move(head, text):
    await head.send("/start")
    await head.tap("Bảng theo dõi tiến độ")
    await head.tap("Thay đổi hạn nộp")
    await head.send(text)


async def test_moving_the_deadline_tells_everybody_and_changes_their_cards(either_stage):
    member = await either_stage.joins("Cục Hải quan")
    head = await opens(either_stage)
    await member.send("/start")
    await member.tap("tự chấm điểm")
    card = member.card_id
    await move(head, "20/11")

    assert "Hạn nộp hiện tại: 23:59 ngày 15/11/2026" in head.card

    await head.tap("Đổi hạn nộp")

    assert "Hạn nộp mới của đợt" in "".join(head.texts)
    assert any("Hạn nộp mới: 23:59 ngày 20/11/2026" in text for text in member.texts)
    assert "23:59 ngày 20/11/2026 (còn 11 ngày)" in member.chat.posts[card].data["text"]


async def test_moving_there_and_back_and_there_again_tells_of_each(stage):
    member = await stage.joins("Cục Hải quan")
    head = await opens(stage)
    for day in ("20/11", "15/11", "20/11"):
        await stage.later(minutes=5)
        await move(head, day)
        await head.tap("Đổi hạn nộp")

    assert sum("đã thay đổi hạn nộp" in text for text in member.texts) == 3


async def test_moving_twice_to_the_same_day_tells_once(stage):
    head = await opens(stage)
    await move(head, "20/11")
    data = head.data("Đổi hạn nộp")
    await head.tap("Đổi hạn nộp")
    await presses(head, data)

    assert len(stage.rows(Letter, kind="moved")) == 1


async def test_a_deadline_is_not_moved_into_the_past_nor_by_others(stage):
    member = await stage.joins("Cục Hải quan")
    head = await opens(stage)
    await move(head, "8/11/2026")

    assert "đã qua" in head.card
    assert "Đề nghị nhập hạn nộp mới" in head.card

    for data in ("period.move:1", "period.sure:1:20261120T1659Z", "period.moved:1:20261120T1659Z"):
        await presses(member, data)

        assert "do Cụm trưởng" in member.card
    assert stage.period().due_at == DUE_15


async def test_a_period_is_nothing_to_another_cluster(stage):
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    await opens(stage)
    await other.send("/start")

    assert "Chưa mở đợt tự chấm điểm" in other.card

    for data in ("board.show:1", "period.move:1", "board.unit:1", "board.sheet:1:0"):
        await presses(other, data)

        assert "đồng chí không tham gia" in other.card
    assert len(other.texts) == len([text for text in other.texts if "đã mở đợt" not in text])
