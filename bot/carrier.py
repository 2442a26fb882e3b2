"""Carries letters at the permitted pace. One process at a time has this duty, by a lease."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from random import Random

from sqlmodel import Session
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.batch import Batch
from bot.clock import Clock
from bot.database import Database
from bot.letters import Outgoing, Posted, claim, take_lease
from bot.logs import log_trouble
from bot.pace import Pace
from bot.telegram import Telegram
from models.post import LetterState

IN_FLIGHT = 32
AT_ONCE = 25
"""Letters worded in one transaction: while it lasts, nothing is recorded on SQLite."""
LONGEST_BATCH = 6.0
"""Seconds for a batch: well within the lease of the duty and the hold of its letters."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = 50
"""Tries without an answer, once others are answered again: an outage may last for days."""
LATELY = 600.0
"""Seconds; who was answered no longer ago has a connection."""


class Carrier:
    """Claims letters, sends them paced, records what came of each."""

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        clock: Clock,
        chance: Random,
        holder: str,
        results: Batch[Posted],
        on_gone: Callable[[int], Awaitable[None]],
        on_migrated: Callable[[int, int], Awaitable[None]],
        pace: Pace,
    ) -> None:
        self._database, self._telegram, self._clock = database, telegram, clock
        self._chance, self._holder, self._results = chance, holder, results
        self._on_gone, self._on_migrated, self._pace = on_gone, on_migrated, pace
        self._running = asyncio.Lock()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._stopping = False
        self._answered_at = -LATELY

    def stop(self) -> None:
        """Begin no further letter; those under way end and are recorded."""
        self._stopping = True

    async def carry(self) -> int:
        """Send everything whose time has come; how many letters were taken."""
        if self._running.locked():
            return 0
        taken = 0
        async with self._running:
            while batch := await self._claimed():
                taken += await self._send_and_claim(batch)
                await self._results.flush()
        return taken

    async def _send_and_claim(self, batch: list[Outgoing]) -> int:
        """Send these, and whatever else waits: the next are worded while these are leaving."""
        taken, under_way = 0, set[asyncio.Task[None]]()
        while batch:
            taken += len(batch)
            sending = asyncio.create_task(self._send_all(batch))
            try:
                batch = await self._claimed()
            finally:
                under_way = {task for task in under_way | await sending if not task.done()}
        await asyncio.gather(*under_way)
        return taken

    async def _claimed(self) -> list[Outgoing]:
        return [] if self._stopping else await self._database.run(self._claim)

    def _claim(self, session: Session) -> list[Outgoing]:
        now = self._clock()
        if not take_lease(session, "carrier", self._holder, now):
            return []
        return claim(session, now, self._chance, self._telegram.bot.username, AT_ONCE)

    async def _send_all(self, batch: list[Outgoing]) -> set[asyncio.Task[None]]:
        """Send at the pace; what would have to wait long is put off: nothing waits for it.

        Returns what was sent and not answered yet.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_BATCH
        waiting = [
            (self._pace.ready_at(each.chat_id, loop.time()), each.letter_id, each) for each in batch
        ]
        heapq.heapify(waiting)
        tasks = set[asyncio.Task[None]]()
        while waiting:
            _, number, letter = heapq.heappop(waiting)
            now = loop.time()
            ready = self._pace.ready_at(letter.chat_id, now)
            if self._stopping or max(ready, now) > end:
                self._results.put(self._put_back(letter, ready - now))
            elif waiting and ready > max(waiting[0][0], now):
                heapq.heappush(waiting, (ready, number, letter))
            else:
                await asyncio.sleep(max(ready, self._pace.overall_at(now)) - now)
                self._pace.sent(letter.chat_id, loop.time())
                await self._slots.acquire()
                tasks.add(asyncio.create_task(self._send(letter)))
        return tasks

    def _put_back(self, letter: Outgoing, wait: float) -> Posted:
        later = self._clock() + timedelta(seconds=max(wait, 0.0))
        return Posted(
            letter.letter_id, letter.chat_id, LetterState.WAITING, later=later, tried=False
        )

    async def _send(self, letter: Outgoing) -> None:
        try:
            self._results.put(await self._attempt(letter))
        except Exception as error:  # noqa: BLE001 - its hold ends, and it is tried again
            log_trouble("carrier", error)
        finally:
            self._slots.release()

    async def _attempt(self, letter: Outgoing) -> Posted:
        result = partial(Posted, letter.letter_id, letter.chat_id)
        alone = asyncio.get_running_loop().time() - self._answered_at < LATELY
        try:
            message_id = await self._telegram.send(
                letter.chat_id, letter.stored, silent=letter.silent
            )
        except RetryAfter as error:
            return self._put_off(letter, error.retry_after)
        except ChatMigrated as error:
            await self._on_migrated(letter.chat_id, error.new_chat_id)
            return result(LetterState.WAITING, later=self._clock())
        except Forbidden:
            await self._on_gone(letter.chat_id)
            return result(LetterState.DEAD, error="forbidden")
        except BadRequest as error:
            log_trouble("letter", error)
            return result(LetterState.DEAD, error="bad request")
        except NetworkError:
            return self._try_again(letter, alone=alone)
        self._answered_at = asyncio.get_running_loop().time()
        return result(LetterState.SENT, message_id=message_id)

    def _put_off(self, letter: Outgoing, wait: timedelta | float) -> Posted:
        """Telegram asks this chat to wait: only this chat."""
        pause = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
        until = asyncio.get_running_loop().time() + pause.total_seconds()
        self._pace.pause(letter.chat_id, until)
        return self._put_back(letter, pause.total_seconds())

    def _try_again(self, letter: Outgoing, *, alone: bool) -> Posted:
        """No answer: sent or not, nobody knows. A letter twice is better than none.

        `alone`: others had been answered just before, so it is not the connection.
        """
        if letter.attempts >= GIVE_UP_AFTER and alone:
            return Posted(letter.letter_id, letter.chat_id, LetterState.DEAD, error="no answer")
        pause = min(FIRST_PAUSE * (1 << min(letter.attempts, 8)), LONGEST_PAUSE)
        return Posted(
            letter.letter_id, letter.chat_id, LetterState.WAITING, later=self._clock() + pause
        )
