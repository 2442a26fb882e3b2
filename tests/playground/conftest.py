"""A playground on loopback, and the two hands that touch it: the bot's and the people's."""

from datetime import timedelta

import aiohttp
import pytest

from bot.playground import DEFAULT_TOKEN, World, serve
from bot.playground.methods import find_method
from tests.playground.judge import judge_answer, judge_calls, judge_update


class Telegram:
    """What a bot and a person can do over HTTP; every answer is judged by aiogram's models."""

    def __init__(self, world, url, http):
        self.world, self.url, self.http = world, url, http

    async def raw(self, method, token=DEFAULT_TOKEN, **options):
        async with self.http.post(f"{self.url}/bot{token}/{method}", **options) as answer:
            body = await answer.json()
        if body["ok"]:
            self.judge(find_method(method)[0], body["result"])
        return answer.status, body

    @staticmethod
    def judge(method, result):
        judge_answer(method, result)
        if method == "getUpdates":
            for update in result:
                judge_update(update)

    async def bot(self, method, **params):
        """Call and expect success."""
        _, body = await self.raw(method, json=params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method, **params):
        """Call and expect a refusal: its code and words."""
        status, body = await self.raw(method, json=params)
        assert not body["ok"], body
        assert status == body["error_code"]
        return status, body["description"]

    async def people(self, verb, path, **options):
        async with self.http.request(verb, f"{self.url}/playground/{path}", **options) as answer:
            return answer.status, await answer.json()

    async def say(self, person, text, **more):
        path = f"people/{person}/messages"
        status, body = await self.people("POST", path, json={"text": text, **more})
        assert status == 200, body
        return body["message_id"]

    async def see(self, person, **query):
        status, body = await self.people("GET", f"people/{person}/messages", params=query)
        assert status == 200, body
        return body

    async def press(self, person, message_id, button, **more):
        facts = {"message_id": message_id, "button": button, **more}
        return await self.people("POST", f"people/{person}/presses", json=facts)

    async def updates(self, **params):
        """The updates that wait, confirmed at once."""
        updates = await self.bot("getUpdates", **params)
        if updates:
            await self.raw("getUpdates", json={"offset": updates[-1]["update_id"] + 1, "limit": 1})
        return updates

    def later(self, **span):
        self.world.clock.advance(timedelta(**span))


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def telegram(world):
    async with serve(world) as url, aiohttp.ClientSession() as http:
        yield Telegram(world, url, http)
    judge_calls(world.calls.after(0))


@pytest.fixture
async def an(telegram):
    """A person who has pressed Start, and whose update the bot has read."""
    person = telegram.world.add_person("An", username="an_thi_dua", note="Cụm trưởng")
    await telegram.say(person, "/start")
    await telegram.updates()
    return person


def keyboard(*labels):
    """An inline keyboard of one button per row; the data is the label in lower case."""
    rows = [[{"text": label, "callback_data": label.lower()}] for label in labels]
    return {"inline_keyboard": rows}
