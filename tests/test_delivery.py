"""Nothing lost, nothing doubled: duplicates, restarts, floods, blocked people, outages."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot import inbox, logs
from bot.letters import take_lease
from bot.pace import GROUP_PER_MINUTE, Pace
from bot.steward import OUTAGE
from handlers import tables
from models.actions.post import owe
from models.people import Role
from models.post import Card, Inbox, Letter, LetterState
from models.sheet import Entry
from tests.stage import MONDAY
from tests.test_sheet import at_item, entries


async def unserved(stage, phone, *labels):
    """Raw updates of presses that Telegram holds and the bot has not fetched."""
    for label in labels:
        await phone.tap(label, settle=False)
    return await stage.pull()


async def test_an_update_delivered_three_times_has_its_effect_once(either_stage):
    phone = await at_item(either_stage, 1)
    raws = await unserved(either_stage, phone, "95%")
    for _ in range(3):
        await either_stage.app.accept(raws)
        await either_stage.app.settle()

    assert entries(either_stage, phone)["I.1.1"].version == 1
    assert len(either_stage.rows(Inbox, update_id=raws[0]["update_id"])) == 1


@pytest.mark.parametrize("turned", [False, True])
async def test_who_presses_a_and_at_once_b_ends_with_b(either_stage, turned):
    phone = await at_item(either_stage, 1)
    raws = await unserved(either_stage, phone, "95%", "90%")
    await either_stage.app.accept(list(reversed(raws)) if turned else raws)
    await either_stage.app.settle()

    assert entries(either_stage, phone)["I.1.1"].answer["actual"].startswith("90")


async def test_what_was_accepted_before_a_crash_is_served_after_it(either_stage):
    phone = await at_item(either_stage, 1)
    raws = await unserved(either_stage, phone, "95%")
    either_stage.do(lambda session: inbox.accept(session, raws, either_stage.clock()))
    await either_stage.restart()

    assert entries(either_stage, phone)["I.1.1"].version == 1
    assert "Đã lưu I.1.1" in phone.card


async def test_a_card_that_was_not_shown_before_a_crash_is_shown_after_it(either_stage):
    phone = await at_item(either_stage, 1)
    raws = await unserved(either_stage, phone, "95%")
    app = either_stage.app
    either_stage.do(lambda session: inbox.accept(session, raws, either_stage.clock()))
    either_stage.do(
        lambda session: app.dispatcher.take(session, phone.user_id, either_stage.clock())
    )

    assert "Đã lưu" not in phone.card

    await either_stage.restart()
    await either_stage.later(seconds=30)

    assert "Đã lưu I.1.1" in phone.card


async def test_done_updates_keep_no_message(stage):
    phone = await at_item(stage, 1)
    await phone.send("92,5")

    assert all(row.body == "" for row in stage.rows(Inbox) if row.done_at)


async def test_done_updates_are_forgotten_after_telegram_has(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    stage.do(lambda session: inbox.forget(session, stage.clock() + timedelta(days=10)))

    assert not stage.rows(Inbox)


async def test_a_flood_wait_pauses_that_chat_only(either_stage):
    slow = await at_item(either_stage, 1)
    other = await at_item(either_stage, 1, "Kho bạc")
    either_stage.world.faults.order(
        {"method": "editMessageText", "times": 1, "error_code": 429, "retry_after": 30}
    )
    await slow.tap("95%")

    assert "Đã lưu" not in slow.card

    await other.tap("90%")

    assert "Đã lưu" in other.card

    for _ in range(5):
        await either_stage.later(seconds=8)

    assert "Đã lưu" in slow.card


async def test_a_server_error_is_tried_again(either_stage):
    phone = await at_item(either_stage, 1)
    either_stage.world.faults.order({"method": "editMessageText", "times": 2, "error_code": 502})
    await phone.tap("95%")
    for _ in range(6):
        await either_stage.later(seconds=8)

    assert "Đã lưu" in phone.card
    assert entries(either_stage, phone)["I.1.1"].version == 1


async def test_an_answer_lost_after_the_edit_does_no_harm(stage):
    phone = await at_item(stage, 1)
    stage.world.faults.order({"method": "editMessageText", "times": 1, "drop": "after"})
    before = len(phone.posts)
    await phone.tap("95%")
    for _ in range(6):
        await stage.later(seconds=8)

    assert "Đã lưu" in phone.card
    assert len(phone.posts) == before
    assert all(row.shown == row.wanted for row in stage.rows(Card))


async def test_a_card_that_somebody_deleted_is_sent_anew(stage):
    phone = await at_item(stage, 1)
    old = phone.card_id
    stage.world.faults.order({"method": "editMessageText", "times": 1, "error_code": 400})
    phone.chat.remove(phone.chat.posts[old], stage.world.next_version())
    stage.world.faults.mend()
    colleague = await at_item(stage, 1, role=Role.OFFICER)
    await colleague.tap("95%")

    assert phone.card_id != old
    assert "95" in phone.card


async def test_who_blocks_the_bot_is_marked_and_the_head_is_told_once(either_stage):
    head = await either_stage.head()
    phone = await at_item(either_stage, 1)
    person = either_stage.rows(Card, chat_id=phone.user_id)[0].person_id
    phone.person.blocked = True  # and Telegram's own notice of it never came
    for key in ("one", "two"):
        either_stage.do(
            lambda session, key=key: owe(
                session,
                either_stage.clock(),
                "moved",
                key,
                [person],
                period=either_stage.period().id,
            )
        )
        await either_stage.settle()

    assert [row.state for row in either_stage.rows(Letter, kind="moved")] == [LetterState.DEAD] * 2
    assert sum("Không gửi được tin" in text for text in head.texts) == 1

    phone.person.blocked = False
    await phone.send("/start")

    assert "Việc cần làm" in phone.card


async def test_a_letter_owed_twice_is_sent_once(either_stage):
    phone = await at_item(either_stage, 1)
    person = either_stage.rows(Card, chat_id=phone.user_id)[0].person_id
    period = either_stage.period().id
    before = len(phone.from_bot)

    def work(session):
        return [
            owe(session, either_stage.clock(), "moved", "x", [person], period=period)
            for _ in range(3)
        ]

    assert either_stage.do(work) == [1, 0, 0]

    await either_stage.settle()
    await either_stage.settle()

    assert len(phone.from_bot) == before + 1


async def test_letters_survive_an_outage_of_telegram(either_stage):
    phone = await at_item(either_stage, 1)
    person = either_stage.rows(Card, chat_id=phone.user_id)[0].person_id
    either_stage.world.faults.order({"method": "sendMessage", "error_code": 503})
    either_stage.do(
        lambda session: owe(
            session, either_stage.clock(), "moved", "y", [person], period=either_stage.period().id
        )
    )
    await either_stage.app.carrier.carry()
    either_stage.world.faults.mend()
    for _ in range(4):
        await either_stage.later(seconds=10)
        await either_stage.app.carrier.carry()

    assert sum("đổi hạn nộp" in text.lower() or "Hạn nộp mới" in text for text in phone.texts) == 1


async def test_one_process_at_a_time_carries_letters(either_stage):
    now = either_stage.clock()

    def lease(holder, at=now):
        return either_stage.do(lambda session: take_lease(session, "carrier", holder, at))

    assert lease("one")
    assert not lease("two")
    assert lease("one", now + timedelta(seconds=10))
    assert not lease("two", now + timedelta(seconds=20))
    assert lease("two", now + timedelta(seconds=60))


async def test_a_lease_from_before_the_clock_stepped_back_does_not_last(stage):
    now = stage.clock()
    stage.do(lambda session: take_lease(session, "carrier", "one", now + timedelta(hours=1)))

    assert stage.do(lambda session: take_lease(session, "carrier", "two", now))


async def test_after_an_outage_people_are_told_on_their_cards(either_stage):
    phone = await at_item(either_stage, 1)
    either_stage.moment += OUTAGE + timedelta(seconds=30)
    await either_stage.restart()

    assert "bị gián đoạn từ 08:30 đến 08:33" in phone.card
    assert "nội dung 1/42" in phone.card


async def test_after_a_short_restart_nobody_is_disturbed(stage):
    phone = await at_item(stage, 1)
    before = phone.card
    stage.moment += timedelta(seconds=100)
    await stage.restart()

    assert phone.card == before


async def test_a_new_day_changes_the_days_left_on_the_cards(stage):
    phone = await at_item(stage, 1)
    await phone.tap("Phần I")
    await phone.tap("Toàn bảng")

    assert "còn 14 ngày" in phone.card

    await stage.later(days=1)

    assert "còn 13 ngày" in phone.card


async def test_a_bug_of_ours_is_named_by_a_reference_and_holds_nobody_up(stage, monkeypatch):
    phone = await at_item(stage, 1)

    def broken(turn):
        raise ZeroDivisionError("92,5 is somebody's answer")

    monkeypatch.setitem(tables.ROUTES, "help.show", broken)
    await phone.tap_data("help.show")

    assert "mã" in phone.card
    assert [row.error for row in stage.rows(Inbox) if row.error]

    await phone.send("/start")

    assert "Việc cần làm" in phone.card


async def test_a_bug_is_logged_without_what_was_typed(stage, caplog, monkeypatch):
    def broken(turn):
        raise ZeroDivisionError(turn.text)

    monkeypatch.setitem(tables.ANSWERS, "sheet.typed", broken)
    logs.set_up("DEBUG")
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await phone.send("bí mật của đơn vị")

    assert "route=sheet.set" in caplog.text
    assert "error=ZeroDivisionError" in caplog.text
    assert "bí mật" not in caplog.text
    assert ":95" not in caplog.text
    assert stage.app.bot.token not in caplog.text


def test_the_pace_keeps_all_three_limits():
    pace, now, sent = Pace(), 0.0, {}
    for number in range(400):
        chat = -1 if number % 4 == 0 else number % 7 + 1
        now = max(pace.ready_at(chat, now), pace.overall_at(now))
        pace.sent(chat, now)
        sent.setdefault(chat, []).append(now)
    moments = sorted(moment for each in sent.values() for moment in each)

    group = sent[-1]

    assert all(b - a >= 0.999 for each in sent.values() for a, b in pairwise(each))
    assert all(b - a >= 60 for a, b in zip(group, group[GROUP_PER_MINUTE:], strict=False))
    assert all(moments[index + 30] - moments[index] >= 0.999 for index in range(len(moments) - 30))
    assert all(moments[index + 80] - moments[index] >= 2.999 for index in range(len(moments) - 80))


@pytest.mark.parametrize("count", [2, 5])
async def test_different_people_are_served_side_by_side(either_stage, count):
    phones = [
        await at_item(either_stage, 1, unit)
        for unit in ("Cục Hải quan", "Kho bạc", "Cục Thống kê", "Ngân hàng", "Cục Quản lý")[:count]
    ]
    for phone in phones:
        await phone.tap("95%", settle=False)
    await either_stage.settle()

    assert len(either_stage.rows(Entry)) == count
    assert either_stage.moment == MONDAY
