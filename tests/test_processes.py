"""Several processes on one PostgreSQL: order, once, and one card."""

import asyncio

import pytest

from models.audit import Audit
from models.people import Role
from models.post import Card, Inbox
from models.sheet import Sheet
from tests.stage import Stage
from tests.test_sheet import at_item, entries, sheet_of


@pytest.fixture
async def both(postgresql_template, tmp_path):
    """Two processes' worth of bots on one database and one Telegram."""
    url = postgresql_template.copy(tmp_path)
    stage = Stage(url)
    await stage.begin()
    first = stage.app
    second = stage.new_app()
    await second.bot.initialize()
    yield stage, (first, second)
    await first.stop()
    await second.stop()
    postgresql_template.drop(url)


async def serve(apps, raws):
    """Each process is handed every other update, as by a load balancer: Telegram waits for the
    answer to a person's update before it delivers their next one.
    """
    for index, raw in enumerate(raws):
        await apps[index % 2].accept([raw])
    for _ in range(3):
        await asyncio.gather(*(app.settle() for app in apps))


async def test_one_persons_presses_are_served_in_order_by_two_processes(both):
    stage, apps = both
    phone = await at_item(stage, 7)
    sheet, card = sheet_of(phone), phone.card_id
    for version in range(12):
        await press(phone, card, f"sheet.step:{sheet}:7:{version + 1} 0:{version}")
    await serve(apps, await stage.pull())
    answered = stage.rows(Audit, verb="answered")

    counted = [max(row.new["answer"]["counts"].values()) for row in answered]

    assert counted == list(range(1, 13))
    assert entries(stage, phone)["I.2.3"].version == 12
    assert all(row.done_at for row in stage.rows(Inbox))


async def press(phone, card, data):
    post = phone.chat.posts[card]
    query = phone.stage.world.open_query(phone.person, phone.chat)
    body = {
        "id": query,
        "from": phone.person.user(),
        "message": post.data,
        "chat_instance": "1",
        "data": data,
    }
    phone.stage.world.updates.push("callback_query", body, ("user", phone.user_id))


async def test_an_update_delivered_to_both_processes_is_applied_once(both):
    stage, apps = both
    phone = await at_item(stage, 1)
    await phone.tap("95%", settle=False)
    raws = await stage.pull()
    await asyncio.gather(*(app.accept(raws) for app in apps))
    for _ in range(3):
        await asyncio.gather(*(app.settle() for app in apps))

    assert entries(stage, phone)["I.1.1"].version == 1
    assert len(stage.rows(Audit, verb="answered")) == 1


async def test_two_officers_of_a_unit_leave_true_totals(both):
    stage, apps = both
    leader = await at_item(stage, 1)
    officer = await at_item(stage, 1, role=Role.OFFICER)
    sheet = sheet_of(leader)
    for number in (1, 5, 9, 11):
        await press(leader, leader.card_id, f"sheet.set:{sheet}:{number}:1:0")
    for number in (10, 12, 14, 15):
        await press(officer, officer.card_id, f"sheet.set:{sheet}:{number}:1:0")
    await serve(apps, await stage.pull())
    found = entries(stage, leader)

    assert len(found) == 8
    assert stage.rows(Sheet, id=sheet)[0].answered == 8


async def test_the_card_ends_as_the_database_wants_it(both):
    stage, apps = both
    phone = await at_item(stage, 7)
    sheet, card = sheet_of(phone), phone.card_id
    for version in range(10):
        await press(phone, card, f"sheet.step:{sheet}:7:{version + 1} 0:{version}")
    await serve(apps, await stage.pull())
    for app in apps:
        await app.steward._sweep()
        await app.settle()
    row = stage.rows(Card, chat_id=phone.user_id)[0]

    assert row.shown == row.wanted
    assert "(10)" in " ".join(phone.buttons)


async def test_waiting_drawings_of_one_card_are_shown_as_one_edit(stage):
    phone = await at_item(stage, 7)
    sheet, card = sheet_of(phone), phone.card_id
    stage.world.faults.order({"method": "editMessageText", "latency_ms": 60})
    before = stage.world.calls.count
    for version in range(20):
        await press(phone, card, f"sheet.step:{sheet}:7:{version + 1} 0:{version}")
    await stage.app.accept(await stage.pull())
    await stage.app.settle()
    edits = [row for row in stage.world.calls.after(before) if row["method"] == "editMessageText"]

    assert len(edits) < 15
    assert "(20)" in " ".join(phone.buttons)
