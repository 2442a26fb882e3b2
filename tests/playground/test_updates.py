import asyncio
import contextlib
import re

import pytest
from aiohttp import web

from tests.playground.conftest import keyboard
from tests.playground.judge import judge_update


async def poll(telegram, **params):
    return asyncio.ensure_future(telegram.raw("getUpdates", json={"timeout": 20, **params}))


async def test_a_long_poll_ends_with_the_first_update(telegram, an):
    waiting = await poll(telegram)
    await asyncio.sleep(0.05)
    await telegram.say(an, "xin chào")
    _, body = await waiting

    assert body["result"][0]["message"]["text"] == "xin chào"


async def test_updates_come_again_until_an_offset_confirms_them(telegram, an):
    for text in ("một", "hai", "ba"):
        await telegram.say(an, text)
    first = await telegram.bot("getUpdates", limit=2)
    again = await telegram.bot("getUpdates", limit=2)
    rest = await telegram.bot("getUpdates", offset=first[1]["update_id"] + 1)
    last = await telegram.bot("getUpdates", offset=-1)

    assert first == again
    assert [update["message"]["text"] for update in rest] == ["ba"]
    assert last == rest


async def test_a_second_poller_ends_the_first_with_409(telegram):
    first = await poll(telegram)
    await asyncio.sleep(0.05)
    second = await poll(telegram)
    status, body = await first
    await telegram.bot("setWebhook", url="http://127.0.0.1:9/x")
    ended, _ = await second
    refusal = await telegram.refused("getUpdates")

    assert status == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request")
    assert ended == 409
    assert refusal[1].startswith("Conflict: can't use getUpdates method while webhook is active")


async def test_allowed_updates_count_when_an_update_is_made(telegram, an):
    await telegram.bot("getUpdates", allowed_updates=["callback_query"])
    await telegram.say(an, "mất")
    await telegram.bot("getUpdates", allowed_updates=["message"])
    await telegram.say(an, "còn")

    assert [update["message"]["text"] for update in await telegram.updates()] == ["còn"]


async def test_presses_die_after_150_seconds_and_messages_after_a_day(telegram, an):
    card = await telegram.bot("sendMessage", chat_id=an, text="x", reply_markup=keyboard("A"))
    await telegram.press(an, card["message_id"], "A")
    await telegram.say(an, "nhắn")
    telegram.later(seconds=151)
    kept = await telegram.bot("getUpdates")
    telegram.later(hours=24)

    assert [sorted(update) for update in kept] == [["message", "update_id"]]
    assert await telegram.bot("getUpdates") == []


class Hook:
    """A bot's webhook that answers as told and remembers what it got."""

    def __init__(self):
        self.got, self.answers = [], []
        self.gate, self.news = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def take(self, request):
        update = await request.json()
        judge_update(update)
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        self.news.set()
        await self.gate.wait()
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        return web.json_response({}, status=status, headers=headers)

    async def until(self, count):
        async with asyncio.timeout(5):
            while len(self.got) < count:
                await self.news.wait()
                self.news.clear()
        return [
            re.sub(r"\W", "", str(update.get("message", {}).get("text"))) for _, update in self.got
        ]


@contextlib.asynccontextmanager
async def webhook(telegram):
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    telegram.world.updates.delivery.first_retry = 0.02
    params = {"url": f"http://127.0.0.1:{port}/hook", "secret_token": "bi-mat_1"}
    await telegram.bot("setWebhook", **params)
    try:
        yield hook
    finally:
        await telegram.bot("deleteWebhook")
        await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(telegram, an):
    async with webhook(telegram) as hook:
        await telegram.say(an, "một")
        await hook.until(1)
        info = await telegram.bot("getWebhookInfo")

    assert hook.got[0][0] == "bi-mat_1"
    assert info["url"].endswith("/hook")
    assert all("secret" not in str(row["params"].get("url")) for row in telegram.world.calls.rows)
    assert "bi-mat_1" not in str(list(telegram.world.calls.rows))


async def test_a_chat_waits_for_its_first_message_while_others_pass(telegram, an):
    other = telegram.world.add_person("Bình")
    async with webhook(telegram) as hook:
        hook.gate.clear()
        await telegram.say(an, "một")
        await telegram.say(an, "hai")
        await telegram.say(other, "khác")
        before = await hook.until(2)
        await asyncio.sleep(0.05)
        held = len(hook.got)
        hook.gate.set()
        after = await hook.until(3)

    assert (before, held, after[-1]) == (["một", "khác"], 2, "hai")


async def test_a_refused_update_comes_again_until_2xx(telegram, an):
    async with webhook(telegram) as hook:
        hook.answers = [(503, {"Retry-After": "1"}), (500, {})]
        start = asyncio.get_running_loop().time()
        await telegram.say(an, "một")
        await hook.until(3)
        spent = asyncio.get_running_loop().time() - start
        await asyncio.sleep(0.05)
        info = await telegram.bot("getWebhookInfo")

    assert spent >= 1
    assert info["pending_update_count"] == 0
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_a_webhook_may_answer_with_a_method(telegram, an):
    async with webhook(telegram):
        telegram.world.updates.delivery.on_reply(
            {"method": "sendMessage", "chat_id": an, "text": "đã nhận"}
        )
        await asyncio.sleep(0.05)

    assert (await telegram.see(an))["messages"][-1]["text"] == "đã nhận"


@pytest.mark.parametrize("url", ["ftp://x", "x"])
async def test_a_wrong_webhook_is_refused(telegram, url):
    refusal = await telegram.refused("setWebhook", url=url)

    assert refusal[1].startswith("Bad Request: bad webhook")
