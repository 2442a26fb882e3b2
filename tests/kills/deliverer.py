"""Telegram's delivery at its worst: again and again until 200, twice, and in another order.

Stands between the playground and the bot's webhook. What it has taken it never forgets, so the bot
may be dead for as long as it likes. Kept is only what Telegram promises: the messages of a chat,
and the presses of a person, come in order the first time.
"""

import asyncio
from collections import defaultdict

import aiohttp
from aiohttp import web

SECRET = "X-Telegram-Bot-Api-Secret-Token"
AGAIN = 0.05
LATEST = 1.5


class Deliverer:
    """Takes from the playground at `port`, gives to the bot at `bot_port`."""

    def __init__(self, port, bot_port, chance, share=0.2):
        self.port, self.chance, self.share = port, chance, share
        self.target = f"http://127.0.0.1:{bot_port}/telegram"
        self.acknowledged = set()
        self.twice = self.refused = self._under_way = 0
        self.answered = asyncio.Event()
        self.answers = []
        self._lanes = defaultdict(asyncio.Queue)
        self._tasks = set()
        self._client = self._runner = None

    async def start(self):
        """Listen."""
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))
        app = web.Application()
        app.router.add_post("/telegram", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self):
        """Give up."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()
        await self._runner.cleanup()

    @property
    def idle(self):
        """Whether everything that was taken has been acknowledged, the repetitions too."""
        return self._under_way == 0

    async def _take(self, request):
        raw = await request.json()
        kind = next(key for key in raw if key != "update_id")
        lane = (kind, raw[kind]["from"]["id"])
        if lane not in self._lanes:
            self._keep(self._serve(self._lanes[lane]))
        self._under_way += 1
        self._lanes[lane].put_nowait((raw, request.headers.get(SECRET, "")))
        return web.Response()

    def _keep(self, work):
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, queue):
        """One lane: in order, each until it is acknowledged."""
        while True:
            raw, secret = await queue.get()
            await asyncio.sleep(self.chance.random() * 0.03)
            if self.chance.random() < self.share:
                self._under_way += 1
                self._keep(self._repeat(raw, secret))
            await self._deliver(raw, secret)
            self._under_way -= 1

    async def _repeat(self, raw, secret):
        """The same update once more: beside the first time, or long after younger ones."""
        self.twice += 1
        await asyncio.sleep(self.chance.choice((0.0, 0.02, LATEST)) * self.chance.random())
        await self._deliver(raw, secret)
        self._under_way -= 1

    async def _deliver(self, raw, secret):
        while True:
            try:
                async with self._client.post(
                    self.target, json=raw, headers={SECRET: secret}
                ) as answer:
                    self.answers.append((answer.status, answer.headers.get("Retry-After")))
                    if answer.status == 200:
                        self.acknowledged.add(raw["update_id"])
                        self.answered.set()
                        return
                    self.refused += 1
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(AGAIN)
