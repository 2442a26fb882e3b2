"""What a turn costs by itself: the dispatcher and the database, no HTTP."""

import cProfile
import io
import pstats
import time
from random import Random
from statistics import median, quantiles

from telegram import Bot, User

from bot import inbox
from bot.clock import system_clock
from bot.database import Database
from bot.dispatch import Dispatcher
from models.post import Card
from tests.bench.clusters import FIRST_PERSON
from tests.bench.programs import TOKEN

LANE = FIRST_PERSON
ITEMS = 42


class Desk:
    """One person's presses, taken turn by turn."""

    def __init__(self, url):
        self.database = Database(url)
        self.dispatcher = Dispatcher(offline_bot(), Random(1), "bench")  # noqa: S311 - codes of nobody
        self._updates = time.time_ns() // 1000  # greater than those of an earlier desk

    def close(self):
        """Let go of the database."""
        self.database.close()

    def take(self, data):
        """Write a press down and take its turn; the seconds that the turn took."""
        self._updates += 1
        now = system_clock()
        raw = self._raw(data)
        self.database.do(lambda session: inbox.accept(session, [raw], now))
        began = time.perf_counter()
        effects = self.database.do(lambda session: self.dispatcher.take(session, LANE, now))
        took = time.perf_counter() - began
        if effects is None or effects.showing is None:
            raise RuntimeError("the turn showed nothing")
        return took

    def _raw(self, data):
        user = {"id": LANE, "is_bot": False, "first_name": "Người"}
        chat = {"id": LANE, "type": "private", "first_name": "Người"}
        moment = int(time.time())
        if data == "/start":
            body = {
                "message": {
                    "message_id": 1,
                    "date": moment,
                    "chat": chat,
                    "from": user,
                    "text": data,
                }
            }
        else:
            message = {"message_id": 2, "date": moment, "chat": chat, "text": "…"}
            body = {
                "callback_query": {
                    "id": str(self._updates),
                    "from": user,
                    "data": data,
                    "message": message,
                    "chat_instance": "1",
                }
            }
        return {"update_id": self._updates} | body

    def payloads(self, prefix):
        """Payloads on the card as it is drawn now."""
        screen = self.database.do(lambda session: session.get_one(Card, LANE).screen)
        found = [each.get("to", "") for row in screen["rows"] for each in row]
        return [data for data in found if data.startswith(prefix)]

    def settle(self):
        """The card stands as message 2."""

        def work(session):
            card = session.get_one(Card, LANE)
            card.message_id, card.shown = 2, card.wanted

        self.database.do(work)


def offline_bot():
    """A bot that knows its name without asking Telegram."""
    bot = Bot(TOKEN)
    bot._bot_user = User(424242, "bench", is_bot=True, username="bench_bot")
    return bot


def measure(url, times):
    """Milliseconds: median and p99 of a turn that stores an answer, and of one that only shows."""
    desk = Desk(url)
    try:
        _open(desk)
        storing = [desk.take(_answer(desk, n)) for n in range(times)]
        showing = [desk.take(_other_item(n)) for n in range(times)]
    finally:
        desk.close()
    return [(median(each) * 1000, quantiles(each, n=100)[98] * 1000) for each in (storing, showing)]


def _open(desk):
    desk.take("/start")
    desk.settle()
    for number in range(1, ITEMS + 1):  # a full sheet: the dearest one to add up
        desk.take(f"sheet.item:1:{number}")
        for data in desk.payloads("sheet.set")[:1]:
            desk.take(data)
    for number in range(20):  # warm: statements compiled, tables read
        desk.take(_answer(desk, number))


def _other_item(number):
    return f"sheet.item:1:{number % ITEMS + 1}"


def _answer(desk, number):
    """An answer to item 1 that changes it; the card is on that item afterwards."""
    desk.take(_other_item(0))
    return desk.payloads("sheet.set")[number % 4]


def profile(url, times=400):
    """Where the time of a storing turn goes."""
    desk = Desk(url)
    profiler = cProfile.Profile()
    try:
        _open(desk)
        for number in range(times):
            data = _answer(desk, number)
            profiler.enable()
            desk.take(data)
            profiler.disable()
    finally:
        desk.close()
    out = io.StringIO()
    pstats.Stats(profiler, stream=out).sort_stats("cumulative").print_stats(70)
    pstats.Stats(profiler, stream=out).sort_stats("tottime").print_stats(40)
    return out.getvalue()
