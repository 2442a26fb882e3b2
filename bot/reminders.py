"""The clock's part in reminders: rings them, and edits the messages that are true no longer."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlmodel import Session
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.clock import Clock
from bot.database import TRANSIENT, Database
from bot.letters import Outgoing, mended, stale
from bot.logs import log_trouble
from bot.telegram import Telegram, seconds_of
from models.actions.reminding import due_clusters, ring, set_alarms

PAUSE = 0.05
"""Seconds between two edits that nobody asked for."""
AT_ONCE = 10
"""Clusters in one transaction: nobody waits long for it."""
ASIDE = timedelta(minutes=10)
"""Until a cluster whose reminders have met a bug is looked at again."""


class Reminders:
    """Any number of processes may have one: what is due is claimed in the database."""

    def __init__(
        self, database: Database, telegram: Telegram, clock: Clock, chance: Random
    ) -> None:
        self._database, self._telegram = database, telegram
        self._clock, self._chance = clock, chance
        self._not_before = 0.0
        self._aside: dict[int, datetime] = {}

    async def take_up(self) -> None:
        """At start: every cluster has its alarm."""
        await self._database.run(partial(set_alarms, now=self._clock()))

    async def ring(self) -> int:
        """Owe what is due; how many clusters were looked at."""
        looked = 0
        while found := await self._ring_some():
            looked += found
        return looked

    async def _ring_some(self) -> int:
        """Some clusters at once; where one of them has a bug, each by itself."""
        now = self._clock()
        aside = [
            cluster_id for cluster_id, until in self._aside.items() if now < until <= now + ASIDE
        ]
        try:
            return await self._database.run(partial(ring, now=now, most=AT_ONCE, but=aside))
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001 - one bad cluster must not hold up the others
            log_trouble("remind", error)
        found = partial(due_clusters, now=now, most=AT_ONCE, but=aside)
        return sum([await self._ring_one(each, now) for each in await self._database.run(found)])

    async def _ring_one(self, cluster_id: int, now: datetime) -> int:
        """One with a bug is put aside for a while; its steps wait for it."""
        try:
            return await self._database.run(partial(ring, now=now, only=cluster_id))
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            log_trouble("remind", error)
            self._aside[cluster_id] = now + ASIDE
            return 0

    async def mend(self) -> int:
        """Edit the messages that tell of what is done; how many."""
        if self._must_wait():
            return 0
        letters = await self._database.run(self._claim)
        done = [each for each in letters if not self._must_wait() and await self._edit(each)]
        if done:
            await self._database.run(partial(mended, letters=done, now=self._clock()))
        return len(done)

    def _must_wait(self) -> bool:
        return asyncio.get_running_loop().time() < self._not_before

    def _claim(self, session: Session) -> list[Outgoing]:
        return stale(session, self._clock(), self._chance, self._telegram.bot.username)

    async def _edit(self, letter: Outgoing) -> bool:
        """Whether it reads as it should, or never will; else it is tried again."""
        try:
            await self._telegram.edit(letter.chat_id, letter.message_id, letter.stored)
            await asyncio.sleep(PAUSE)
        except RetryAfter as error:
            self._not_before = asyncio.get_running_loop().time() + seconds_of(error)
            return False
        except (BadRequest, Forbidden):
            return True  # deleted, or the same: nobody misses anything
        except Exception as error:  # noqa: BLE001 - its hold ends, and it is tried again
            log_trouble("follow-up", error)
            return False
        return True
