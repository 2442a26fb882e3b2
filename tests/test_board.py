"""Talks about the head's board: following, reminding, reading, publishing, and who may what."""

import re
from datetime import timedelta

from sqlmodel import select

from models import access
from models.actions import period as period_act
from models.cluster import Membership, Unit, UnitName
from models.post import Letter, LetterState
from models.sheet import Sheet
from tests.databases import OTHER_CLUSTER
from tests.stage import MONDAY
from tests.test_returning import to_unit
from tests.test_sheet import at_item, go_to, sheet_of
from tests.test_submission import SUBMIT, presses, submits, to_check

POINTS = re.compile(r"\d+(,\d+)? điểm")


async def to_board(phone):
    await phone.send("/start")
    await phone.tap("📊")


async def begun(stage):
    """Head's board with one unit that has submitted, one under way, one that has not begun."""
    head = await stage.head()
    await submits(stage, "Cục Hải quan")
    half = await at_item(stage, 1, "Kho bạc")
    await half.tap("95%")
    await stage.joins("Cục Thống kê")
    await to_board(head)
    return head, half


async def everybody_submits(stage):
    """Head's phone, and one of each unit, the head's first; all have handed in."""
    head = await stage.head()
    stage.open_period()
    others = ("Cục Thống kê", "Kho bạc", "Ngân hàng", "Cục Hải quan", "Cục Quản lý",
              "Cục Dự trữ", "Bảo hiểm")  # fmt: skip
    phones = [head, *[await stage.joins(unit) for unit in others]]
    for phone in phones:
        await go_to(phone, 1)
        await phone.tap("95%")
        await to_check(phone)
        await phone.tap(SUBMIT)
    return head, phones


def line(phone, unit, card=None):
    text = phone.chat.posts[card or phone.card_id].data["text"]
    return next(row for row in text.splitlines() if unit in row)


async def test_the_board_says_how_far_each_unit_is_and_how_many_days_are_left(either_stage):
    head, _ = await begun(either_stage)

    assert "1/8 đơn vị đã nộp" in head.card
    assert "còn 14 ngày" in head.card
    assert "✅" in line(head, "Cục Hải quan")
    assert "đã nộp, 95 điểm" in line(head, "Cục Hải quan")
    assert "📝" in line(head, "Kho bạc")
    assert "hoàn thành 3%" in line(head, "Kho bạc")
    assert "⬜" in line(head, "Cục Thống kê")
    assert "chưa bắt đầu" in line(head, "Cục Thống kê")
    assert "🚫" in line(head, "Ngân hàng")
    assert "chưa có người tham gia" in line(head, "Ngân hàng")

    board = head.card_id
    await either_stage.later(days=10)
    await either_stage.later(days=6)

    assert "quá hạn 2 ngày" in head.chat.posts[board].data["text"]
    assert "chậm 2 ngày" in line(head, "Kho bạc", board)

    await either_stage.later(days=10)

    assert "Đã hết thời gian nộp" in head.chat.posts[board].data["text"]
    assert "chưa nộp, đã hết thời gian nộp" in line(head, "Kho bạc", board)


async def test_the_open_board_follows_by_itself(either_stage):
    head, half = await begun(either_stage)
    card = head.card_id
    await half.send("80/100")

    assert "hoàn thành 6%" in line(head, "Kho bạc")

    await to_check(half)
    await half.tap(SUBMIT)

    assert "2/8 đơn vị đã nộp" in head.card
    assert head.card_id == card, "one living card"


async def test_all_who_owe_are_reminded_once_a_day_and_nobody_else(either_stage):
    head, half = await begun(either_stage)
    done = either_stage.rows(Letter, kind="receipt")[0].person_id
    data = head.data("🔔 Nhắc")
    await head.tap("🔔 Nhắc")

    assert "Đã nhắc 3 đơn vị" in "".join(head.texts)
    assert sum("Kính nhắc" in text for text in half.texts) == 1
    assert "Đơn vị đã hoàn thành 1/32 nội dung" in "".join(half.texts)

    await presses(head, data)

    assert "hôm nay đã được nhắc" in head.card

    reminded = either_stage.rows(Letter, kind="reminder")
    assert done not in {row.person_id for row in reminded}
    assert len(reminded) == 3

    await either_stage.later(days=1)
    await presses(head, data)

    assert len(either_stage.rows(Letter, kind="reminder")) == 6


async def test_one_unit_is_reminded_from_its_own_screen(stage):
    head, half = await begun(stage)
    await head.tap("📝 Kho bạc")

    assert "🟢 Phạm Anh Toàn" in head.card

    await head.tap("Nhắc đơn vị này")

    assert "Đã nhắc 1 đơn vị" in head.card
    assert sum("Kính nhắc" in text for text in half.texts) == 1

    await head.tap("📝 Kho bạc")

    assert "Hôm nay đã nhắc đơn vị này" in head.card
    assert not any("Nhắc đơn vị này" in label for label in head.buttons)


async def test_a_unit_of_which_nobody_has_joined_cannot_be_reminded(stage):
    head, _ = await begun(stage)
    await head.tap("🚫 Ngân hàng")
    await head.tap("Nhắc đơn vị này")

    assert "chưa có người tham gia" in head.card
    assert not stage.rows(Letter, kind="reminder")


async def test_a_reminder_is_dropped_when_the_unit_has_submitted_meanwhile(stage):
    _, half = await begun(stage)
    await to_check(half)

    def work(session):
        sheet = session.get(Sheet, sheet_of(half))
        person = session.exec(select(Letter).where(Letter.kind == "opened")).first().person_id
        actor = access.actor_of(session, person, stage.clock().date())
        period_act.remind(session, actor, sheet.period_id, sheet.id, stage.clock())
        letter = session.exec(select(Letter).where(Letter.kind == "reminder")).one()
        letter.not_before += timedelta(hours=1)

    stage.do(work)
    await half.tap(SUBMIT)
    await stage.later(hours=2)

    assert [row.state for row in stage.rows(Letter, kind="reminder")] == [LetterState.DROPPED]
    assert not any("Kính nhắc" in text for text in half.texts)


async def test_when_all_have_submitted_nobody_is_reminded(stage):
    head, _ = await everybody_submits(stage)
    await to_board(head)

    assert not any("🔔" in label for label in head.buttons)

    await presses(head, f"board.remind:{stage.period().id}:0")

    assert "Không còn đơn vị cần nhắc" in head.card


async def test_the_head_reads_a_units_sheet_page_by_page(stage):
    head, _ = await begun(stage)
    await head.tap("✅ Cục Hải quan")
    await head.tap("Xem bảng tự chấm điểm")

    assert "Mã tiếp nhận" in head.card
    assert "I.1.1 95% → 95/" in head.card
    assert "⬜ I.1.2: chưa chấm" in head.card

    await head.tap("▶️")

    assert "I.1.1 " not in head.card

    await head.tap_data(f"board.sheet:{stage.rows(Sheet)[0].id}:999")

    assert "T." in head.card


async def test_thirty_units_are_paged_through(stage):
    def grow(session):
        for number in range(22):
            unit = Unit(code=f"unit-{number}")
            session.add(unit)
            session.flush()
            day = MONDAY.date() - timedelta(days=30)
            session.add(UnitName(unit_id=unit.id, from_on=day, name=f"Đơn vị <A & B> {number}",
                                 short_name=f"ĐV <{number}>"))  # fmt: skip
            session.add(Membership(cluster_id=1, unit_id=unit.id, from_on=day))

    stage.do(grow)
    head = await stage.head()
    stage.open_period()
    await stage.settle()
    await to_board(head)

    assert "15. ĐV <6>" in head.card
    assert "ĐV <7>" not in head.card

    await head.tap("▶️")

    assert "30. ĐV <21>" in head.card
    assert "▶️" not in head.buttons

    await head.tap_data(f"board.show:{stage.period().id}:99")

    assert "30. ĐV <21>" in head.card

    await head.tap("ĐV <21>")

    assert "Đơn vị <A & B> 21" in head.card


async def test_the_board_of_another_cluster_is_closed(stage):
    await begun(stage)
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    for data in ("board.show:1", "board.unit:5", "board.sheet:5:0", "board.remind:1:0",
                 "agreeing.close:1", "agreeing.closed:1", "ranking.show:1:0"):  # fmt: skip
        await presses(other, data)

        assert "đồng chí không tham gia" in other.card
        assert not POINTS.search(other.card)


async def test_the_unit_screen_tells_whom_the_bot_reaches(stage):
    head, _ = await begun(stage)
    await to_unit(head, "Kho bạc")

    assert "🟢 Phạm Anh Toàn" in head.card
    assert "⚪ Đặng Xuân Phong" in head.card
