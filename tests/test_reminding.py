"""Talks about reminders: who is reminded, when, in which words, and when it stops."""

from datetime import UTC, datetime, timedelta

from models.people import Role
from models.post import Letter, LetterState
from models.reminder import Alarm
from tests.test_submission import submits

DUE_IN = 14
"""Days from Monday 9 November 2026, 8:30: the deadline is the end of Monday the 23rd."""


def reminded(phone):
    """What a person has been reminded of, as the messages read now."""
    return [text for text in phone.texts if "Kính nhắc" in text or "hạn cuối" in text]


async def until(stage, day, hour, minute=0, month=11):
    """The clock moves to that hour of Vietnam, and the bot rings."""
    moment = datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)
    await stage.later(seconds=(moment - stage.clock()).total_seconds())


async def test_three_days_before_only_the_officers_of_units_that_owe_are_reminded(either_stage):
    stage = either_stage
    await stage.head()
    stage.open_period(DUE_IN - 3)  # a Friday: no two steps fall together
    officers = [await stage.joins(unit, Role.OFFICER) for unit in ("Kho bạc", "Cục Thống kê")]
    leader = await stage.joins("Kho bạc")
    done = await submits(stage, "Cục Hải quan")
    await until(stage, 17, 9)

    assert [len(reminded(each)) for each in officers] == [1, 1]  # the 16th's is overtaken
    assert reminded(leader) == reminded(done) == []
    assert "còn 3 ngày" in reminded(officers[0])[-1]
    assert "0/32" in reminded(officers[0])[-1]


async def test_the_button_opens_the_sheet_and_the_old_message_then_says_that_it_is_done(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 16, 9)
    message = officer.from_bot[-1].id
    await officer.tap("Tự chấm điểm", message_id=message)

    assert "Kho bạc" in officer.card

    await submits(stage, "Kho bạc")

    assert "✅ Đã xong: Bảng tự chấm điểm" in officer.chat.posts[message].data["text"]
    assert "Tự chấm điểm" not in str(officer.chat.posts[message].data["reply_markup"])
    before = len(officer.texts)
    await until(stage, 20, 9)
    assert not reminded(officer)[1:]
    assert len(officer.texts) == before


async def test_a_person_who_put_it_off_is_reminded_again_then_and_only_if_it_is_still_owed(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 20, 9)
    message = officer.from_bot[-1].id
    await officer.tap("3 giờ nữa", message_id=message)

    assert "Sẽ nhắc lại lúc 12:00 ngày 20/11/2026" in officer.card

    await officer.tap("3 giờ nữa", message_id=message)
    await until(stage, 20, 11, 59)
    assert len(reminded(officer)) == 1
    await until(stage, 20, 12, 1)
    assert len(reminded(officer)) == 2

    await officer.tap("Sáng mai")
    await submits(stage, "Kho bạc")
    await until(stage, 23, 9, 1)
    assert len(reminded(officer)) == 0  # both messages say by now that it is done
    assert len(stage.rows(Letter, kind="remind", state=LetterState.DROPPED)) == 1


async def test_what_cannot_wait_is_not_put_off(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 23, 16)
    await officer.tap("Sáng mai")

    assert "không thể lùi thêm" in officer.card


async def test_nothing_comes_at_night_and_it_comes_in_the_morning(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 19, 23)  # the 16th's step is late, and it is night

    assert reminded(officer) == []

    await until(stage, 20, 7)

    assert len(reminded(officer)) == 1
    assert "Nhắc muộn: lời nhắc này lẽ ra gửi lúc 09:00 ngày 16/11/2026" in reminded(officer)[0]


async def test_after_nine_days_off_the_latest_step_comes_once_and_is_called_late(either_stage):
    stage = either_stage
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await stage.end()
    stage.clock.advance(timedelta(days=9, hours=6))  # the 18th, 14:30
    stage.app = stage.new_app()
    await stage.begin()
    await stage.settle()

    assert len(reminded(officer)) == 1
    assert "Nhắc muộn" in reminded(officer)[0]


async def test_the_clock_stepping_back_an_hour_reminds_nobody_twice(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 20, 9)
    await stage.later(hours=-1)
    await stage.later(hours=1)
    await stage.later(minutes=5)

    assert len(reminded(officer)) == 1


async def test_a_deadline_that_is_moved_takes_its_reminders_along(stage):
    head = await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 20, 8)
    await head.send("/start")
    await head.tap("📊")
    await head.tap("hạn")
    await head.send("30/11")
    await head.tap("✅")
    await until(stage, 20, 9)
    assert len(reminded(officer)) == 1  # of the 16th; the step of the 20th has gone along

    await until(stage, 27, 9)
    assert len(reminded(officer)) == 2


async def test_two_schedulers_at_once_ring_once(either_stage):
    stage = either_stage
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    other = stage.app
    stage.app = stage.new_app()
    await stage.begin()
    await until(stage, 20, 9)
    await other.settle()
    await other.stop()

    assert len(reminded(officer)) == 1


async def test_every_cluster_has_an_alarm_and_it_lies_ahead(stage):
    await until(stage, 20, 9)

    alarms = stage.rows(Alarm)
    assert len(alarms) == 2
    assert all(alarm.at > stage.clock() >= alarm.ran_until for alarm in alarms)
