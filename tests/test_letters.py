"""Letters: one that cannot be worded or delivered holds up no other."""

import asyncio
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from bot import inbox
from bot.carrier import GIVE_UP_AFTER, LONGEST_BATCH
from handlers.tables import LETTERS
from models import access
from models.actions.people import end_mandate
from models.actions.post import owe
from models.post import Card, Letter, LetterState
from models.sheet import Sheet, SheetState
from tests.test_sheet import at_item, sheet_of


def person_of(stage, phone):
    return stage.rows(Card, chat_id=phone.user_id)[0].person_id


def owe_all(stage, people, key, kind="moved", **params):
    params = params or {"period": stage.period().id}
    stage.do(lambda session: owe(session, stage.clock(), kind, key, people, **params))


async def test_a_letter_that_is_no_longer_its_readers_business_is_dropped(either_stage):
    head = await either_stage.head()
    phone = await at_item(either_stage, 1)
    other = either_stage.code_for("Kho bạc", cluster="khoi-so-nganh-tong-hop")
    await phone.send(f"/start {other}")
    await phone.tap("Đúng")
    person, boss = person_of(either_stage, phone), person_of(either_stage, head)

    def leave(session):
        today = either_stage.clock().date()
        me = access.actor_of(session, boss, today)
        mine = access.actor_of(session, person, today)
        end_mandate(session, me, mine.seats[0].mandate_id, either_stage.clock(), today)

    either_stage.do(leave)
    owe_all(either_stage, [person, boss], "first")
    await either_stage.settle()
    states = {row.person_id: row.state for row in either_stage.rows(Letter, kind="moved")}

    assert states == {person: LetterState.DROPPED, boss: LetterState.SENT}


async def test_a_letter_with_a_bug_is_put_aside_and_the_others_go(stage, monkeypatch):
    phone = await at_item(stage, 1)
    person = person_of(stage, phone)
    monkeypatch.setitem(LETTERS, "withdrawn", lambda _turn, params: params["no such key"])
    owe_all(stage, [person], "broken", kind="withdrawn", sheet=1)
    owe_all(stage, [person], "sound")
    await stage.settle()
    states = {row.key: row.state for row in stage.rows(Letter)}

    assert states[f"withdrawn:broken:{person}"] is LetterState.DEAD
    assert states[f"moved:sound:{person}"] is LetterState.SENT


async def test_a_chat_that_must_wait_long_holds_up_nobody(stage):
    slow, quick = await at_item(stage, 1), await at_item(stage, 1, "Kho bạc")
    owe_all(stage, [person_of(stage, slow)], "one")
    stage.world.faults.order(
        {"method": "sendMessage", "times": 1, "error_code": 429, "retry_after": 600}
    )
    await stage.app.carrier.carry()
    owe_all(stage, [person_of(stage, slow)], "two")
    owe_all(stage, [person_of(stage, quick)], "three")
    loop = asyncio.get_running_loop()
    began = loop.time()
    await stage.settle()

    assert loop.time() - began < LONGEST_BATCH
    assert "Hạn nộp mới" in quick.text or "đổi hạn nộp" in quick.text
    assert {row.state for row in stage.rows(Letter, kind="moved")} == {
        LetterState.SENT,
        LetterState.WAITING,
    }


async def test_what_came_in_time_is_in_time_however_long_it_waited(either_stage):
    phone = await at_item(either_stage, 1)
    await phone.tap("95%")
    await phone.send("/start")
    await phone.tap("tự chấm điểm")
    await phone.tap("Kiểm tra và nộp")
    due = either_stage.period().due_at
    either_stage.clock.set(due - timedelta(seconds=2))
    await phone.tap("Vẫn nộp", settle=False)
    raws = await either_stage.pull()
    either_stage.do(lambda session: inbox.accept(session, raws, either_stage.clock()))
    either_stage.clock.advance(timedelta(hours=3))
    await either_stage.restart()
    sheet = either_stage.rows(Sheet, id=sheet_of(phone))[0]

    assert (sheet.state, sheet.late_days) == (SheetState.SUBMITTED, 0)


async def test_a_code_gives_one_seat_and_nothing_else(stage):
    phone = await at_item(stage, 1)
    other = "khoi-so-nganh-tong-hop"
    await phone.send(f"/start {stage.code_for('Kho bạc', cluster=other)}")
    await phone.tap("Đúng")
    taker = stage.stranger("Người khác")
    await taker.send(f"/start {stage.code_for('Kho bạc', cluster=other)}")
    await taker.tap("Đúng")

    assert "Khối thi đua" in taker.card
    assert person_of(stage, taker) != person_of(stage, phone)

    await taker.tap_data(f"sheet.show:{sheet_of(phone)}")

    assert "của đơn vị khác" in taker.card


async def test_a_letter_is_given_up_for_a_fault_of_its_own_but_not_for_an_outage(stage):
    phone = await at_item(stage, 1)
    person = person_of(stage, phone)
    await stage.restart()  # this process has not been answered yet

    async def tried(key):
        owe_all(stage, [person], key)
        tired = update(Letter).where(col(Letter.state) == LetterState.WAITING)
        stage.do(lambda session: session.execute(tired.values(attempts=GIVE_UP_AFTER)))
        stage.world.faults.order({"method": "sendMessage", "times": 1, "error_code": 502})
        await stage.app.carrier.carry()
        return stage.rows(Letter, key=f"moved:{key}:{person}")[0].state

    assert await tried("outage") is LetterState.WAITING

    await stage.later(minutes=6)

    assert not stage.rows(Letter, state=LetterState.WAITING)
    assert await tried("own fault") is LetterState.DEAD
