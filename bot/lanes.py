"""Lanes: one person's updates in order, different people side by side."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.inbox import Busy
from bot.logs import log_trouble
from bot.outcome import FileWanted

AT_ONCE = 64
BUSY_PAUSE = 0.02
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0


class Lanes:
    """Serves each lane by one task at a time; `serve` takes one turn and says if there was one.

    Where a turn wants a file, `fetch` gets it, and the turn is taken again.
    """

    def __init__(
        self,
        serve: Callable[[int], Awaitable[bool]],
        fetch: Callable[[int, FileWanted], Awaitable[None]],
    ) -> None:
        self._serve = serve
        self._fetch = fetch
        self._due: Counter[int] = Counter()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    def wake(self, lane: int) -> None:
        """An update of this lane is in the inbox."""
        self._due[lane] += 1
        if lane not in self._tasks and not self._stopping:
            self._tasks[lane] = asyncio.create_task(self._run(lane))

    def wake_all(self, lane: int) -> None:
        """Updates of this lane wait, nobody knows how many: serve until there are none."""
        self._due[lane] += 1_000_000
        self.wake(lane)

    def is_busy(self) -> bool:
        """Whether any lane is being served."""
        return bool(self._tasks)

    def is_served(self, lane: int) -> bool:
        """Whether this process is at it."""
        return lane in self._tasks

    async def settle(self) -> None:
        """Wait until every lane that was woken is served."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Finish the turns under way; what has not begun stays in the inbox."""
        self._stopping = True
        await self.settle()

    async def _run(self, lane: int) -> None:
        try:
            while self._due[lane] > 0 and not self._stopping:
                await self._turn(lane)
        finally:
            del self._tasks[lane]
            if self._due[lane] <= 0 or self._stopping:
                del self._due[lane]
            elif lane not in self._tasks:
                self._tasks[lane] = asyncio.create_task(self._run(lane))

    async def _turn(self, lane: int) -> None:
        """One turn, however often the database has to be asked for it."""
        pause = FIRST_PAUSE
        wanted: FileWanted | None = None
        while not self._stopping:
            due = self._due[lane]
            try:
                if wanted is not None:
                    await self._fetch(lane, wanted)
                    wanted = None
                async with self._slots:  # not held while the lane has to wait
                    found = await self._serve(lane)
            except FileWanted as error:
                wanted = error
                continue
            except Busy:
                await asyncio.sleep(BUSY_PAUSE)
                continue
            except Exception as error:  # noqa: BLE001 - the row is still there: try again
                log_trouble("lane", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            self._due[lane] -= 1 if found else due  # what was woken meanwhile stays due
            return
