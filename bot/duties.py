"""What is done again and again: rung by the scheduler each second, each duty in its own task."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import log_trouble

Duty = Callable[[], Awaitable[object]]


class Duties:
    """A duty that takes long holds up no other, and one that fails is tried at the next ring.

    The scheduler only rings: were it to run the duties itself, its shutdown would cancel them in
    the middle, and its log would print what their exceptions say.
    """

    def __init__(self, duties: Mapping[str, Duty]) -> None:
        self._duties = dict(duties)
        self._bells = {name: asyncio.Event() for name in duties}
        self._tasks: list[asyncio.Task[None]] = []
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._stopping = False

    def start(self) -> None:
        """Ring from now on."""
        self._tasks = [asyncio.create_task(self._keep(name)) for name in self._duties]
        self._scheduler.add_job(
            self._ring,
            "interval",
            seconds=1,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def _ring(self) -> None:
        for bell in self._bells.values():
            bell.set()

    async def _keep(self, name: str) -> None:
        bell = self._bells[name]
        while True:
            await bell.wait()
            bell.clear()
            if self._stopping:
                return
            try:
                await self._duties[name]()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next ring comes
                log_trouble(name, error)

    async def stop(self) -> None:
        """Ring no more, and let what is under way end."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._ring()
        await asyncio.gather(*self._tasks)
