import asyncio

import aiohttp
import pytest

from bot.playground import FloodLimits, World, serve
from bot.playground.stage import parse_duration


async def test_people_are_made_and_listed_with_their_notes(telegram):
    status, made = await telegram.people(
        "POST", "people", json={"first_name": "Dung", "note": "Cục Thuế · đại diện"}
    )
    _, people = await telegram.people("GET", "people")

    assert status == 201
    assert people[0]["id"] == made["id"]
    assert people[0]["note"] == "Cục Thuế · đại diện"


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("POST", "people", {}),
        ("POST", "people/7/messages", {"text": "x"}),
        ("GET", "people/7/messages", None),
        ("POST", "groups", {"title": "x", "members": []}),
        ("PUT", "clock", {"advance": "P1M"}),
        ("PUT", "clock", {"now": "2026-01-01T00:00:00"}),
        ("PUT", "clock", {}),
        ("POST", "faults", {}),
        ("POST", "faults", {"error_code": 500, "colour": "red"}),
    ],
)
async def test_a_wrong_request_is_answered_with_a_sentence(telegram, verb, path, body):
    status, answer = await telegram.people(verb, path, json=body)

    assert 400 <= status < 500
    assert answer["error"].endswith(".")


async def test_chats_count_what_is_unread(telegram, an):
    await telegram.bot("sendMessage", chat_id=an, text="một")
    _, before = await telegram.people("GET", f"people/{an}/chats")
    await telegram.see(an)
    _, after = await telegram.people("GET", f"people/{an}/chats")

    assert (before[0]["unread"], after[0]["unread"]) == (1, 0)


async def test_a_group_tells_the_bot_only_what_is_meant_for_it(telegram, an):
    binh = telegram.world.add_person("Bình")
    _, group = await telegram.people("POST", "groups", json={"title": "Cụm", "members": [an, binh]})
    chat_id = group["chat_id"]
    joined = await telegram.updates()
    name = telegram.world.bot["username"]
    card = await telegram.bot("sendMessage", chat_id=chat_id, text="Tiến độ")
    for text in ("chuyện riêng", "/bang", "/bang@other_bot", f"chào @{name}"):
        await telegram.say(binh, text, chat_id=chat_id)
    await telegram.say(an, "đúng", chat_id=chat_id, reply_to=card["message_id"])
    heard = [update["message"]["text"] for update in await telegram.updates()]
    seen = await telegram.see(an, chat_id=chat_id)

    assert [next(iter(update.keys() - {"update_id"})) for update in joined] == [
        "my_chat_member",
        "message",
    ]
    assert heard == ["/bang", f"chào @{name}", "đúng"]
    assert [message["from"] for message in seen["messages"][-2:]] == ["Bình", "me"]
    assert seen["messages"][-1]["reply_to"] == card["message_id"]


async def test_a_group_becomes_a_supergroup_and_its_old_id_dies(telegram, an):
    _, group = await telegram.people("POST", "groups", json={"title": "Cụm", "members": [an]})
    _, new = await telegram.people("POST", f"groups/{group['chat_id']}/migrate")
    status, body = await telegram.raw(
        "sendMessage", json={"chat_id": group["chat_id"], "text": "x"}
    )
    updates = [update.get("message", {}) for update in await telegram.updates()]
    _, chats = await telegram.people("GET", f"people/{an}/chats")
    sent = await telegram.bot("sendMessage", chat_id=new["chat_id"], text="mới")

    assert status == 400
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new["chat_id"]}
    assert updates[-2]["migrate_to_chat_id"] == new["chat_id"]
    assert updates[-1]["migrate_from_chat_id"] == group["chat_id"]
    assert [chat["chat_id"] for chat in chats] == [an, new["chat_id"]]
    assert sent["message_id"] == 2


async def test_roles_in_a_group_change_and_the_bot_can_be_thrown_out(telegram, an):
    binh = telegram.world.add_person("Bình")
    _, group = await telegram.people("POST", "groups", json={"title": "Cụm", "members": [an]})
    chat_id = group["chat_id"]
    place = f"groups/{chat_id}/members"
    await telegram.people("PUT", f"{place}/{binh}", json={"status": "member"})
    await telegram.people("PUT", f"{place}/bot", json={"status": "administrator"})
    chiefs = await telegram.bot("getChatAdministrators", chat_id=chat_id)
    count = await telegram.bot("getChatMemberCount", chat_id=chat_id)
    member = await telegram.bot("getChatMember", chat_id=chat_id, user_id=binh)
    await telegram.bot("getChat", chat_id=chat_id)
    await telegram.people("PUT", f"{place}/bot", json={"status": "kicked"})
    refusal = await telegram.refused("sendMessage", chat_id=chat_id, text="x")
    await telegram.people("PUT", f"{place}/bot", json={"status": "member"})
    await telegram.bot("leaveChat", chat_id=chat_id)
    changes = [u["my_chat_member"] for u in await telegram.updates() if "my_chat_member" in u]

    assert [chief["status"] for chief in chiefs] == ["creator", "administrator"]
    assert (count, member["status"]) == (3, "member")
    assert refusal == (403, "Forbidden: bot was kicked from the group chat")
    assert [change["new_chat_member"]["status"] for change in changes] == [
        "member",
        "administrator",
        "kicked",
        "member",
        "left",
    ]


async def test_the_clock_moves_and_tells_the_next_deadline_and_reminder(telegram):
    moved = []
    telegram.world.clock_moved.append(lambda: moved.append(True))
    now = {"now": "2026-11-28T17:00:00+07:00"}
    await telegram.people("PUT", "clock", json=now)
    telegram.world.next_deadline = telegram.world.clock
    telegram.world.next_reminder = telegram.world.clock
    status, clock = await telegram.people("PUT", "clock", json={"advance": "P1DT3H"})

    assert status == 200
    assert clock["now"].startswith("2026-11-29T13:00:0")
    assert clock["next_deadline"].startswith("2026-11-29T13:00:0")
    assert clock["next_reminder"].startswith("2026-11-29T13:00:0")
    assert len(moved) == 2


def test_durations_are_read_with_their_sign():
    assert parse_duration("P7D").days == 7
    assert parse_duration("PT2H").total_seconds() == 7200
    assert parse_duration("-P1DT1M").total_seconds() == -86460
    assert parse_duration("P1W").days == 7


async def test_errors_on_order_strike_as_often_as_told(telegram, an):
    order = {"method": "sendMessage", "times": 1, "error_code": 429, "retry_after": 7}
    await telegram.people("POST", "faults", json=order)
    _, body = await telegram.raw("sendmessage", json={"chat_id": an, "text": "x"})
    await telegram.bot("sendMessage", chat_id=an, text="x")

    assert body["description"] == "Too Many Requests: retry after 7"
    assert body["parameters"] == {"retry_after": 7}


@pytest.mark.parametrize(("drop", "arrived"), [("before", 0), ("after", 1)])
async def test_a_dropped_call_has_no_answer(telegram, an, drop, arrived):
    before = len((await telegram.see(an))["messages"])
    await telegram.people("POST", "faults", json={"drop": drop})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await telegram.raw("sendMessage", json={"chat_id": an, "text": "x"})
    await telegram.people("DELETE", "faults")

    assert len((await telegram.see(an))["messages"]) == before + arrived
    await telegram.bot("getMe")


async def test_an_outage_cuts_everything_for_its_time(telegram):
    poll = asyncio.ensure_future(telegram.raw("getUpdates", json={"timeout": 20}))
    await asyncio.sleep(0.05)
    await telegram.people("POST", "faults", json={"outage_s": 0.3})
    with pytest.raises(aiohttp.ClientConnectionError):
        await poll
    with pytest.raises(aiohttp.ClientConnectionError):
        await telegram.raw("getMe")
    await asyncio.sleep(0.35)
    await telegram.bot("getMe")


async def test_slowness_lasts_until_mended(telegram):
    await telegram.people("POST", "faults", json={"latency_ms": 80})
    for _ in range(2):
        await telegram.bot("getMe")
    _, calls = await telegram.people("GET", "calls")
    await telegram.people("DELETE", "faults")
    await telegram.bot("getMe")
    _, last = await telegram.people("GET", "calls", params={"after": calls[-1]["n"]})

    assert [row["ms"] >= 75 for row in calls] == [True, True]
    assert [row["ms"] < 75 for row in last] == [True]


async def test_calls_are_told_in_order_and_without_tokens(telegram, an):
    await telegram.bot("sendMessage", chat_id=an, text="x")
    await telegram.refused("sendMessage", chat_id=an, text="")
    _, calls = await telegram.people(
        "GET", "calls", params={"after": telegram.world.calls.count - 2}
    )

    assert [(row["method"], row["ok"], row["error_code"]) for row in calls] == [
        ("sendMessage", True, None),
        ("sendMessage", False, 400),
    ]
    assert "424242:" not in str(list(telegram.world.calls.rows))


@pytest.mark.parametrize(("path", "kind"), [("/", "text/html"), ("/page/app.js", "javascript")])
async def test_the_page_is_served(telegram, path, kind):
    async with telegram.http.get(telegram.url + path) as answer:
        assert answer.status == 200
        assert kind in answer.content_type


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_only_this_machine_may_come_in(telegram, headers):
    async with telegram.http.get(f"{telegram.url}/playground/people", headers=headers) as answer:
        assert answer.status == 403


async def test_a_world_with_tokens_knows_no_others():
    world = World(tokens=["77:abc"])
    async with serve(world) as url, aiohttp.ClientSession() as http:
        statuses = []
        for token in ("77:abc", "78:abc"):
            async with http.get(f"{url}/bot{token}/getMe") as answer:
                statuses.append(answer.status)

    assert statuses == [200, 401]
    assert world.bot_id == 77


async def test_flood_limits_stop_a_group_after_20_and_refill_with_the_clock():
    world = World(flood=FloodLimits())
    an = world.add_person("An")
    async with serve(world) as url, aiohttp.ClientSession() as http:

        async def post(path, body):
            async with http.post(url + path, json=body) as answer:
                return await answer.json()

        group = await post("/playground/groups", {"title": "Cụm", "members": [an]})
        message = {"chat_id": group["chat_id"], "text": "x"}
        first = [await post("/bot1:a/sendMessage", message) for _ in range(20)]
        refused = await post("/bot1:a/sendMessage", message)
        world.clock.set(world.clock().replace(year=2027))
        again = await post("/bot1:a/sendMessage", message)

    assert all(answer["ok"] for answer in first)
    assert refused["error_code"] == 429
    assert 1 <= refused["parameters"]["retry_after"] <= 3
    assert again["ok"]


async def test_500_chats_can_be_watched_at_once(telegram):
    people = [telegram.world.add_person(f"Người {n}") for n in range(500)]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as telegram.http:
        for person in people:
            telegram.world.people[person].started = True
        watching = [asyncio.ensure_future(telegram.see(person, wait=20)) for person in people]
        await asyncio.sleep(0.5)
        await asyncio.gather(
            *(telegram.raw("sendMessage", json={"chat_id": p, "text": "x"}) for p in people)
        )
        seen = await asyncio.gather(*watching)

    assert [len(answer["messages"]) for answer in seen] == [1] * 500


async def test_leaving_ends_open_polls_promptly():
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as http:
        async with serve(World()) as url:
            poll = asyncio.ensure_future(http.get(f"{url}/bot1:a/getUpdates?timeout=50"))
            await asyncio.sleep(0.1)
            start = loop.time()
        spent = loop.time() - start
        (await poll).release()

    assert spent < 1
