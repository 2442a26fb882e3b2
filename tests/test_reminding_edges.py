"""Reminders at their edges: two at one moment, a clock gone wrong, a cluster with a bug, nights."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlmodel import select

from bot.letters import Posted, claim, record
from handlers.i18n import translator
from handlers.views.duties import Names
from handlers.views.reminders import Reminder, reminder
from models import access
from models.actions.post import owe_at, wake
from models.actions.snoozing import PUT_OFF, Snooze, snooze
from models.cluster import Cluster, Membership
from models.people import Role
from models.post import Letter, LetterState
from models.queries.reminding import books
from models.reminder import LadderSetting
from models.rules.calendar import local_date
from models.rules.duties import Duty, DutyKind
from models.rules.ladder import EVERYBODY, Slot, Tone
from models.rules.reminding import Item
from models.rules.stages import Stage
from models.sheet import Period
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.meetings import Gathering, living
from tests.test_letters import person_of
from tests.test_reminding import DUE_IN, reminded, until

MOMENT = datetime(2026, 11, 13, 2, tzinfo=UTC)
"""9:00 in Vietnam on a Friday."""


def when(moment):
    return {"slot": moment.isoformat(), "meant": moment.isoformat()}


async def test_put_off_until_the_very_moment_of_a_step_it_comes_once(either_stage):
    stage = either_stage
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 25, 9)
    await officer.tap("Sáng mai")
    await until(stage, 26, 9)
    rows = stage.rows(Letter, person_id=person_of(stage, officer))
    states = [row.state for row in sorted(rows, key=lambda row: row.id)[-2:]]

    assert sorted(states) == [LetterState.DROPPED, LetterState.SENT]


async def test_what_the_head_asks_for_is_not_lost_among_other_reminders(stage):
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(3)
    meeting = Gathering(stage)  # no step of its invitation has come yet
    await stage.later(hours=2)
    person, now = person_of(stage, officer), stage.clock()
    asked = {"asked": [[meeting.cluster_id, f"invite:{meeting.id}"]]}
    stage.do(lambda s: owe_at(s, now, now, "remind", "one", person, when(now)))
    before = when(now - timedelta(hours=1)) | asked
    stage.do(lambda s: owe_at(s, now, now, "remind", "other", person, before))
    await stage.settle()

    assert meeting.row.title in officer.text


async def test_a_letter_on_its_way_is_not_put_off_again_but_another_one_is_owed(stage):
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    person, now = person_of(stage, officer), stage.clock()

    def presses(session):
        me = access.actor_of(session, person, local_date(now))
        return snooze(session, me, Snooze.HOURS, now)

    def leaves(session):
        session.exec(select(Letter).where(Letter.kind == "remind")).one().held_until = (
            now + timedelta(seconds=30)
        )

    stage.do(
        lambda s: owe_at(
            s, now, now + timedelta(seconds=1), "remind", "put-off:x", person, when(now)
        )
    )
    stage.do(leaves)
    later = stage.do(presses)
    found = [row for row in stage.rows(Letter, kind="remind") if row.key.startswith(PUT_OFF)]

    assert [row.not_before for row in found] == [now + timedelta(seconds=1), later]


async def test_a_clock_that_was_far_ahead_silences_nobody_once_it_is_right_again(stage):
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await stage.later(days=400)
    await stage.later(days=-400)
    await until(stage, 20, 9)

    assert len(reminded(officer)) == 1


async def test_a_cluster_with_a_bug_holds_up_no_other_and_comes_late_once_it_is_mended(stage):
    sound = await stage.joins("Kho bạc", Role.OFFICER)
    broken = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    stage.open_period(DUE_IN)
    stage.open_period(DUE_IN, cluster=OTHER_CLUSTER)
    (cluster,) = stage.rows(Cluster, code=OTHER_CLUSTER)
    spoilt = {"cluster_id": cluster.id, "kind": "sheet", "rungs": [{"no": 1}], "after_days": 1}
    stage.do(lambda s: s.add(LadderSetting(**spoilt, by=1, at=stage.clock())))
    await until(stage, 20, 9)

    assert len(reminded(sound)) == 1

    stage.do(lambda s: s.delete(s.exec(select(LadderSetting)).one()))
    await until(stage, 20, 11)

    assert len(reminded(sound)) == 1
    assert "Nhắc muộn" in broken.text


async def test_a_unit_that_has_left_the_cluster_owes_nothing_and_nobody_is_told_of_it(stage):
    stage.open_period(DUE_IN)
    now = stage.clock()

    def owing(session):
        return {duty.unit_id for duty in books(session, [1], now)[1].duties}

    before = stage.do(owing)

    def leaves(session):
        membership = select(Membership).where(Membership.unit_id == max(before))
        session.exec(membership).one().to_on = local_date(now) - timedelta(days=1)

    stage.do(leaves)

    assert stage.do(owing) == before - {max(before)}


async def test_what_the_head_sends_by_hand_at_night_comes_in_the_morning(stage):
    head = await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await until(stage, 9, 23)
    await head.send("/start")
    await head.tap("📊")
    await head.tap("Nhắc")

    assert "Kính nhắc" not in officer.text

    await until(stage, 10, 7)

    assert "Kính nhắc" in officer.text


async def test_old_messages_are_not_edited_while_telegram_asks_to_wait(stage):
    officers = [await stage.joins(unit, Role.OFFICER) for unit in ("Kho bạc", "Cục Thống kê")]
    period = stage.open_period(DUE_IN)
    await until(stage, 20, 9)
    stage.do(lambda s: setattr(s.get(Period, period), "stage", Stage.PUBLISHED))
    stage.do(lambda s: wake(s, 1, stage.clock()))
    await stage.app.reminders.ring()
    before = len(stage.world.calls.after(0))
    fault = {"method": "editMessageText", "times": 1, "error_code": 429, "retry_after": 1}
    stage.world.faults.order(fault)

    assert await stage.app.reminders.mend() == 0
    assert len(stage.world.calls.after(0)) == before + 1

    await asyncio.sleep(1.0)
    await stage.later(seconds=70)

    assert all("✅ Đã xong" in each.text for each in officers)


async def test_what_is_done_while_its_reminder_is_being_worded_is_said_to_be_done(stage):
    """On PostgreSQL the bell may ring while a claim is open: it cannot see the letter yet."""
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    period = stage.open_period(DUE_IN)
    await until(stage, 20, 8)
    stage.clock.advance(timedelta(hours=1))
    await stage.app.reminders.ring()
    claimed = stage.do(lambda s: claim(s, stage.clock(), stage.chance, "bot"))
    (letter,) = [each for each in claimed if each.chat_id == officer.user_id]
    stage.do(lambda s: s.execute(update(Letter).values(open=False)))
    stage.clock.advance(timedelta(seconds=1))
    stage.do(lambda s: setattr(s.get(Period, period), "stage", Stage.PUBLISHED))
    stage.do(lambda s: wake(s, 1, stage.clock()))
    await stage.app.reminders.ring()
    sent = Posted(letter.letter_id, letter.chat_id, LetterState.SENT, message_id=1)
    stage.do(lambda s: record(s, [sent], stage.clock()))

    assert stage.rows(Letter, id=letter.letter_id)[0].stale


async def test_the_home_card_says_in_which_other_cluster_the_next_thing_waits(stage):
    phone = await stage.joins("Kho bạc")
    await phone.send(f"/start {stage.code_for('Kho bạc', cluster=OTHER_CLUSTER)}")
    await phone.tap("Đúng")
    names = {row.code: row.name for row in stage.rows(Cluster)}
    for cluster, other in ((OTHER_CLUSTER, False), (CLUSTER, True)):
        stage.open_period(DUE_IN - other, cluster=cluster)
        await phone.send("/start")
        first, second = living(phone).split("\n\n")[:2]

        assert names[OTHER_CLUSTER] in second
        assert (names[CLUSTER] in first) is other


def duty(cluster, kind=DutyKind.DOCUMENT, thing="step:2026:plan", **about):
    due = MOMENT + timedelta(days=3)
    about = about or {"year": 2026, "code": "plan"}
    return Duty(kind, thing, "x", cluster, cluster * 10, due, None, about)


def said(*duties, own=False):
    slot = Slot(MOMENT, 0, Tone.URGENT, EVERYBODY)
    names = Names({10: "Kho bạc", 20: "Thống kê"}, {1: "Cụm số 1", 2: "Khối Đảng"})
    items = [Item(each, slot, own) for each in duties]
    return str(reminder(Reminder(items, names), MOMENT, translator("vi")).text).split("\n\n")


def test_the_head_of_two_clusters_reads_of_each_under_its_own_name():
    _, first, second = said(duty(1), duty(2))

    assert "Cụm số 1" in first
    assert "Kho bạc." in first
    assert "Khối Đảng" in second
    assert "Thống kê." in second


def test_a_meeting_is_not_called_a_deadline():
    meeting = duty(1, DutyKind.MEETING, "meeting:1", title="Họp")

    assert said(meeting, own=True)[0] == "<b>Kính nhắc: còn 3 ngày đến cuộc họp.</b>"
