"""A storm: people at work, every fifth delivery twice, and a bot that is killed and started."""

import asyncio
import time
from dataclasses import dataclass, field

from bot.clock import system_clock
from bot.database import Database
from models.actions.post import owe
from tests.bench import programs
from tests.bench.clusters import UNITS
from tests.bench.people import gather_people
from tests.kills.deliverer import Deliverer
from tests.kills.robots import Robot
from tests.kills.truth import examine, is_settled

SETTLES_WITHIN = 60.0


@dataclass
class Outcome:
    """What a storm left behind. `problems` must be empty."""

    kills: int = 0
    updates: int = 0
    twice: int = 0
    typed: int = 0
    pressed: int = 0
    refused: int = 0
    """Presses that were answered with a refusal: made on a card that had changed."""
    letters: int = 0
    letters_twice: int = 0
    """Sent, but killed before that was written down."""
    problems: list = field(default_factory=list)


class Storm:
    """One bot in webhook mode on one database, with so many people."""

    def __init__(self, folder, database_url, people, chance):
        self.folder, self.url, self.chance, self.crowd = folder, database_url, chance, people
        self.outcome = Outcome()
        self.bot_port = programs.free_port()
        self.deliverer = Deliverer(programs.free_port(), self.bot_port, chance)

    async def __aenter__(self):
        self.ground, self.world = programs.playground(self.folder)
        self.database = Database(self.url)
        self.stop, self.at_work, self.people = asyncio.Event(), [], []
        self.bot = self.launch()
        try:
            await self._begin()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _begin(self):
        await self.deliverer.start()
        self.people = await gather_people(self.world, self.crowd)
        self.robots = [Robot(each, self.chance) for each in self.people]
        programs.wait_for(self.bot_port, "/live", self.bot)
        await asyncio.gather(*(each.begin() for each in self.robots))
        self.at_work = [asyncio.create_task(each.storm(self.stop)) for each in self.robots]
        self.at_work.append(asyncio.create_task(self._letters()))

    async def __aexit__(self, *_):
        self.stop.set()
        for task in self.at_work:
            task.cancel()
        await asyncio.gather(*self.at_work, return_exceptions=True)
        for person in self.people:
            person.wire.close()
        self.bot.kill()
        await self.deliverer.stop()
        self.ground.kill()
        self.database.close()

    def launch(self):
        """Start the bot."""
        return programs.bot(
            self.folder,
            self.world,
            self.url,
            "--webhook",
            f"http://127.0.0.1:{self.deliverer.port}",
            WEBHOOK_LISTEN=f"127.0.0.1:{self.bot_port}",
        )

    async def kills(self, times):
        """Kill and start it, mostly at work, sometimes while it starts."""
        for _ in range(times):
            await self.moment()
            self.bot.kill()
            self.outcome.kills += 1
            self.bot = self.launch()

    async def moment(self):
        """A moment to strike."""
        self.deliverer.answered.clear()
        if self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.random() * 1.5)
            return
        async with asyncio.timeout(60):
            await self.deliverer.answered.wait()
        await asyncio.sleep(self.chance.random())

    async def _letters(self):
        """Now and then some people are owed a letter."""
        number = 0
        while True:
            await asyncio.sleep(0.5)
            number += 1
            people = [1 + self.chance.randrange(self.crowd) for _ in range(3)]
            await asyncio.to_thread(self._owe, number, set(people))

    def _owe(self, number, people):
        now = system_clock()

        def work(session):
            for person in people:
                period = 1 + (person - 1) // UNITS
                owe(session, now, "opened", f"storm-{number}", [person], period=period)

        self.database.do(work)

    async def no_more_letters(self):
        """Nobody is owed a letter from now on."""
        self.at_work[-1].cancel()
        await asyncio.gather(self.at_work[-1], return_exceptions=True)

    async def calm(self):
        """Nobody acts any more; wait until the bot has nothing left to do, and look."""
        self.stop.set()
        await self.no_more_letters()
        async with asyncio.timeout(SETTLES_WITHIN):
            await asyncio.gather(*self.at_work[:-1])
        until = time.monotonic() + SETTLES_WITHIN
        quiet = 0
        while quiet < 3 and time.monotonic() < until:
            await asyncio.sleep(0.3)
            settled = self.deliverer.idle and await asyncio.to_thread(is_settled, self.database)
            quiet = quiet + 1 if settled else 0
        if quiet < 3:
            self.outcome.problems.append("it does not come to rest")
        await asyncio.gather(*(each.look() for each in self.people))
        self.outcome.updates = len(self.deliverer.acknowledged)
        self.outcome.twice = self.deliverer.twice
        examine(self)
        return self.outcome
