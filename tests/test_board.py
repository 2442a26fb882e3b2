"""Talks about the head's board: following, reminding, reading, publishing, and who may what."""

import re
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlmodel import select

from models import access
from models.actions import period as period_act
from models.cluster import Cluster, Membership, Office, OfficeTerm, PointsVisible, Unit, UnitName
from models.people import Role
from models.post import Letter, LetterState
from models.sheet import Sheet
from tests.databases import OTHER_CLUSTER
from tests.stage import MONDAY
from tests.test_sheet import at_item, sheet_of
from tests.test_submission import SUBMIT, presses, submits, to_check, to_unit

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
    phones = [
        await submits(stage, unit)
        for unit in ("Cục Thuế", "Cục Thống kê", "Kho bạc", "Ngân hàng", "Cục Hải quan",
                     "Cục Quản lý", "Cục Dự trữ", "Bảo hiểm")
    ]  # fmt: skip
    return phones[0], phones


def line(phone, unit):
    return next(row for row in phone.card.splitlines() if unit in row)


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

    await either_stage.later(days=10)
    await either_stage.later(days=6)

    assert "quá hạn 2 ngày" in head.card
    assert "chậm 2 ngày" in line(head, "Kho bạc")

    await either_stage.later(days=10)

    assert "Đã hết thời gian nộp" in head.card
    assert "chưa nộp, đã hết thời gian nộp" in line(head, "Kho bạc")


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

    assert sum("Kính nhắc" in text for text in half.texts) == 2


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


def _give(session, sheet_id, points):
    session.get(Sheet, sheet_id).points = Decimal(points)


async def screens(phone, stage):
    """Everything that a member can reach, by buttons and by payloads of their own making."""
    others = [row.id for row in stage.rows(Sheet) if row.id != sheet_of(phone)]
    await to_board(phone)
    seen = [phone.card, " ".join(phone.buttons)]
    for sheet in others:
        for data in (f"board.unit:{sheet}", f"board.sheet:{sheet}:0", f"sheet.show:{sheet}",
                     f"sheet.history:{sheet}:1", f"board.return:{sheet}", f"sheet.part:{sheet}:0",
                     f"board.reasoned:{sheet}", f"sheet.check:{sheet}"):  # fmt: skip
            await phone.tap_data(data)

            assert phone.card.startswith("⚠️"), data
            seen.append(phone.card)
    return "\n".join(seen)


async def test_members_see_no_points_of_others_before_they_are_published_and_do_after(stage):
    head, phones = await everybody_submits(stage)
    for number, sheet in enumerate(stage.rows(Sheet)):
        stage.do(partial(_give, sheet_id=sheet.id, points=600 + number))
    member = phones[3]
    seen = await screens(member, stage)
    strangers = [f"{600 + number}" for number in range(8) if number != 3]

    assert not any(points in seen for points in strangers)
    assert "603 điểm" in seen, "their own are theirs"

    await to_board(member)

    assert [label for label in member.buttons if "Cục" in label] == []

    await to_board(head)
    await head.tap("📣 Công bố điểm")
    data = head.data("📣 Công bố")
    await head.tap("📣 Công bố")

    assert "Đã công bố điểm" in head.card
    assert any("đã công bố điểm tự chấm" in text for text in member.texts)

    await presses(head, data)

    assert "đã được công bố trước đó" in head.card

    await to_board(member)

    assert all(points in member.card for points in strangers)

    await member.tap("✅ Cục Hải quan")
    await member.tap("Xem bảng tự chấm điểm")

    assert "I.1.1 95%" in member.card


async def test_a_cluster_may_always_show_the_points(stage):
    def work(session):
        cluster = session.exec(select(Cluster)).first()
        cluster.points_visible = PointsVisible.ALWAYS

    stage.do(work)
    _, half = await begun(stage)
    await to_board(half)

    assert "đã nộp, 95 điểm" in line(half, "Cục Hải quan")

    await half.tap("✅ Cục Hải quan")
    await half.tap("Xem bảng tự chấm điểm")

    assert "I.1.1 95%" in half.card


async def test_points_are_published_after_the_end_and_not_before(stage):
    head, _ = await begun(stage)
    publish = f"board.publish:{stage.period().id}"

    assert not any("📣" in label for label in head.buttons)

    await presses(head, publish)

    assert "còn được nộp đến 23:59 ngày 03/12/2026" in head.card

    await stage.later(days=25)
    await to_board(head)
    await head.tap("📣 Công bố điểm")

    assert "Không thể thu hồi" in head.card

    await head.tap("📣 Công bố")

    assert stage.period().published_at is not None


RIGHTS = {
    "deputy": ({"see"}, Office.DEPUTY),
    "secretary": ({"see", "remind"}, Office.SECRETARY),
    "observer": ({"see"}, None),
    "member": (set(), None),
}


@pytest.mark.parametrize("who", RIGHTS)
async def test_each_office_may_what_the_table_of_rights_says(stage, who):
    may, office = RIGHTS[who]
    await begun(stage)
    if who == "observer":
        phone = await stage.joins("", Role.OBSERVER)
    else:
        phone = await stage.joins("Cục Dự trữ")
    if office:
        stage.do(lambda session: session.add(_term(session, office)))
    period, sheet = stage.period().id, 5
    await to_board(phone)

    assert ("95 điểm" in line(phone, "Cục Hải quan")) == ("see" in may)
    assert any("🔔" in label for label in phone.buttons) == ("remind" in may)
    assert not any("🗓" in label or "📣" in label for label in phone.buttons)

    await phone.tap_data(f"board.sheet:{sheet}:0")

    assert ("I.1.1" in phone.card) == ("see" in may)

    for data in (f"board.publish:{period}", f"board.sure:{period}", f"period.move:{period}",
                 f"board.return:{sheet}", f"board.returned:{sheet}:20261130T1659Z",
                 "people.show:1", "period.new:1"):  # fmt: skip
        await presses(phone, data)

        assert "do Cụm trưởng" in phone.card, data

    await presses(phone, f"board.remind:{period}:0")

    assert ("Đã nhắc" in phone.card) == ("remind" in may)


def _term(session, office):
    unit = session.exec(select(Unit).where(Unit.code == "thanh-hoa-du-tru")).one()
    return OfficeTerm(cluster_id=1, unit_id=unit.id, office=office, from_on=MONDAY.date(),
                      to_on=MONDAY.date() + timedelta(days=30))  # fmt: skip


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
                 "board.sure:1", "board.publish:1"):  # fmt: skip
        await presses(other, data)

        assert "đồng chí không tham gia" in other.card
        assert not POINTS.search(other.card)


async def test_the_unit_screen_tells_whom_the_bot_reaches(stage):
    head, _ = await begun(stage)
    await to_unit(head, "Kho bạc")

    assert "🟢 Phạm Anh Toàn" in head.card
    assert "⚪ Đặng Xuân Phong" in head.card
