"""Talks about what is to come: read it, hold it back, send it now; and the head's Monday."""

from datetime import date

from sqlalchemy import update
from sqlmodel import select

from models import access
from models.actions.calendar import put_in_force
from models.actions.post import owe
from models.audit import Audit
from models.cluster import OfficeTerm
from models.people import Account, Role
from models.post import Letter, LetterState
from models.reminder import ReminderHold
from models.rules.calendar import local_date
from models.rules.reminder_plan import mark_of
from tests.test_ladders import at_secretary, cluster_id
from tests.test_reminding import DUE_IN, reminded, until
from tests.test_submission import presses, submits
from tests.way import Way


async def to_plan(stage, phone):
    await presses(phone, f"reminders.plan:{cluster_id(stage)}")


async def begun(stage, *, days=DUE_IN):
    """Head and two officers; the period is open; the head reads what is to come."""
    head = await stage.head()
    officers = [await stage.joins(unit, Role.OFFICER) for unit in ("Kho bạc", "Cục Thống kê")]
    stage.open_period(days)
    await to_plan(stage, head)
    return head, officers


async def test_the_head_sees_what_will_go_out_when_and_to_whom(either_stage):
    stage = either_stage
    head, _ = await begun(stage)

    assert "09:00 thứ Hai 16/11\nBảng tự chấm điểm Tổng kết năm 2026" in head.card
    assert "Trước hạn 7 ngày · nhẹ nhàng, không chuông\n3 người nhận" in head.card
    assert "đơn vị hoàn thành trước thì không được nhắc nữa" in head.card
    assert max(map(len, head.buttons)) <= 40

    await head.tap("▶️")

    assert "Quá hạn" in head.card

    await head.tap("◀️")
    await head.tap("16/11")

    assert "Lần nhắc lúc 09:00 thứ Hai 16/11" in head.card
    assert "Gửi 3 người của các đơn vị chưa hoàn thành: Cục Thuế, " in head.card
    assert "Chưa có người nhận tin của: " in head.card
    assert "Kính nhắc: còn 7 ngày đến hạn." in head.card, "in the very words"
    assert "0/32 nội dung" in head.card


async def test_whoever_finishes_is_not_planned_for_any_more(stage):
    head, _ = await begun(stage)
    await submits(stage, "Kho bạc")
    await to_plan(stage, head)

    assert "2 người nhận" in head.card


async def test_where_nothing_is_owed_nothing_is_planned(stage):
    head = await stage.head()
    await to_plan(stage, head)

    assert "Hiện không có lần nhắc nào" in head.card


async def test_what_is_held_back_rings_for_nobody_and_what_is_let_go_does(either_stage):
    stage = either_stage
    head, officers = await begun(stage)
    await head.tap("16/11")
    again = head.data("Giữ lại")
    await head.tap("Giữ lại")

    assert "Đã giữ lại lần nhắc này" in head.toast
    assert "Đang giữ lại" in head.card

    await presses(head, again)

    assert len(stage.rows(ReminderHold)) == 1
    assert len(stage.rows(Audit, verb="reminder held")) == 1

    await until(stage, 9, 9)
    before = [len(reminded(each)) for each in officers]
    await until(stage, 16, 10)

    assert [len(reminded(each)) for each in officers] == before

    await to_plan(stage, head)
    await head.tap("20/11")
    await head.tap("Giữ lại")
    await head.tap("Bỏ giữ lại")

    assert "sẽ được gửi theo lịch" in head.card

    await until(stage, 20, 9)

    assert [len(reminded(each)) for each in officers] == [count + 1 for count in before]


async def test_a_reminder_that_has_gone_out_is_not_held_back(stage):
    head, _ = await begun(stage)
    await head.tap("16/11")
    late = head.data("Giữ lại")
    await until(stage, 16, 9)
    await presses(head, late)

    assert "Lời nhắc này đã gửi lúc 09:00 ngày 16/11/2026" in head.card
    assert not stage.rows(ReminderHold)


async def test_a_reminder_whose_date_has_moved_is_said_to_be_gone(stage):
    head, _ = await begun(stage)
    await head.tap("16/11")
    mark = head.data("Giữ lại").split(":")[-1]
    for verb in ("hold", "release", "slot"):
        await presses(head, f"reminders.{verb}:{cluster_id(stage)}:20261117T0200Z:{mark}")

        assert "Lần nhắc này không còn trong lịch" in head.card


async def test_the_head_reminds_now_and_only_once_a_day(either_stage):
    stage = either_stage
    await stage.joins("Kho bạc")
    head, officers = await begun(stage, days=40)
    done = await submits(stage, "Cục Hải quan")
    await to_plan(stage, head)
    await head.tap("Bảng tự chấm điểm")
    payload = head.data("Nhắc ngay")
    await head.tap("Nhắc ngay")

    assert "Đang nhắc 4 người của 3 đơn vị." in head.toast
    assert [len(reminded(each)) for each in (*officers, done)] == [1, 1, 0]
    assert "còn 40 ngày" in reminded(officers[0])[0], "long before the first step"
    assert len(reminded(await stage.joins("Kho bạc"))) == 1, "the leader, too"

    await to_plan(stage, head)
    await presses(head, payload)

    assert "hôm nay đã được nhắc" in head.card
    assert len(reminded(officers[0])) == 1

    await submits(stage, "Kho bạc")
    assert "✅ Đã xong" in "".join(officers[0].texts)
    assert len(reminded(officers[1])) == 1, "still owed: it is not said to be done"


async def test_reminding_now_waits_for_the_end_of_quiet_hours(stage):
    head, officers = await begun(stage)
    await until(stage, 10, 22)
    before = len(reminded(officers[0]))
    await to_plan(stage, head)
    await head.tap("16/11")
    await head.tap("Nhắc ngay")

    assert "3 người nhận tin khi hết giờ yên lặng" in head.toast
    assert len(reminded(officers[0])) == before

    await until(stage, 11, 7)

    assert len(reminded(officers[0])) == before + 1


async def test_nobody_is_reminded_of_what_nobody_owes(stage):
    head, _ = await begun(stage)
    await presses(head, f"reminders.now:{cluster_id(stage)}:20261116T0200Z:{mark_of('sheet:999')}")

    assert "không còn đơn vị nào cần nhắc" in head.card
    assert not stage.rows(Letter, kind="remind")


async def test_the_secretary_sees_the_plan_and_changes_nothing(stage):
    head, _ = await begun(stage)
    await head.tap("16/11")
    forged = [head.data("Giữ lại"), head.data("Nhắc ngay")]
    secretary = await at_secretary(stage)
    await to_plan(stage, secretary)
    await secretary.tap("16/11")

    assert secretary.buttons == ["◀️ Lịch nhắc"]

    for payload in forged:
        await presses(secretary, payload)
        assert "⚠️" in secretary.card
    assert not stage.rows(ReminderHold)


async def test_the_words_of_an_example_never_say_who_scores_whom(stage):
    head = await stage.head()
    way = Way(stage)
    way.submit_all()
    way.close()
    stage.do(lambda session: way._open_round(session, 2))
    for unit in ("Kho bạc", "Cục Hải quan"):
        await stage.joins(unit)
    await to_plan(stage, head)
    await head.tap("Chấm chéo")

    assert "Chấm chéo (tên đơn vị)" in head.card


# -- the head's week ----------------------------------------------------------------------------


def weeks(phone):
    return [text for text in phone.texts if "Công việc trong tuần" in text]


async def test_on_monday_the_head_and_the_secretary_are_told_of_the_week(either_stage):
    stage = either_stage
    await at_secretary(stage)
    head, officers = await begun(stage)
    await until(stage, 16, 8)

    (text,) = weeks(head)
    assert "Từ nay đến 08:00 thứ Hai 23/11" in text
    assert "Sẽ nhắc trong tuần\n– 09:00 thứ Hai 16/11: Bảng tự chấm điểm" in text
    assert "Nhắc muộn" not in text
    assert len(weeks(officers[1])) == 1, "the secretary's unit"
    assert weeks(officers[0]) == []

    await until(stage, 23, 8)

    assert "Đến hạn trong tuần\n– 23:59 thứ Hai 23/11: Bảng tự chấm điểm" in weeks(head)[1]
    assert "(8 đơn vị chưa hoàn thành)" in weeks(head)[1]

    await until(stage, 30, 8)

    assert "Đã quá hạn\n– Bảng tự chấm điểm Tổng kết năm 2026: " in weeks(head)[2]

    await head.tap("Lịch nhắc của cụm")

    assert "Quá hạn 7 ngày" in head.card


async def test_a_monday_that_was_slept_through_is_told_late(stage):
    head, _ = await begun(stage)
    await until(stage, 16, 10, 1)

    (text,) = weeks(head)
    assert "Nhắc muộn: lời nhắc này lẽ ra gửi lúc 08:00 ngày 16/11/2026" in text


async def test_a_week_with_nothing_in_it_is_not_told(stage):
    head = await stage.head()
    await until(stage, 16, 8)

    assert weeks(head) == []
    assert stage.rows(Letter, kind="week", state=LetterState.DROPPED)


async def test_who_is_no_longer_head_when_it_leaves_is_not_told(stage):
    head, _ = await begun(stage)
    me = person_id(stage, head)
    await until(stage, 13, 12)
    stage.do(_offices_end)
    stage.do(lambda session: owe(session, stage.clock(), "week", "x", [me], **week_of(stage)))
    await until(stage, 16, 8)

    assert weeks(head) == []
    assert stage.rows(Letter, kind="week", state=LetterState.DROPPED)


def person_id(stage, phone):
    return stage.rows(Account, user_id=phone.user_id)[0].person_id


def week_of(stage):
    moment = stage.clock().isoformat()
    return {"slot": moment, "meant": moment, "cluster": cluster_id(stage)}


def _offices_end(session):
    session.execute(update(OfficeTerm).values(to_on=date(2026, 4, 30)))


async def test_the_calendars_steps_of_the_week_are_told_too(stage):
    head, _ = await begun(stage)
    await until(stage, 4, 9, month=12)
    stage.do(lambda session: _in_force(stage, session))
    await until(stage, 7, 8, month=12)

    assert "– 23:59 thứ Năm 10/12: Họp trù bị" in weeks(head)[-1]


def _in_force(stage, session):
    now = stage.clock()
    account = session.exec(select(Account).where(Account.id == 1)).one()  # who joined first
    me = access.actor_of(session, account.person_id, local_date(now))
    put_in_force(session, me, me.seats[0].cluster_id, 2026, now)
