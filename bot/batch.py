"""Gather small facts that arrive close together and commit them in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.logs import log_trouble

T = TypeVar("T")

GATHER_SECONDS = 0.01
"""How long facts are gathered before they are written together."""


class Batch(Generic[T]):
    """Hands what was put in to `write`, everything waiting at once, one write at a time.

    A write that fails is tried again with everything: `write` must bear repetition.
    """

    def __init__(
        self, write: Callable[[list[T]], Awaitable[None]], gather: float = GATHER_SECONDS
    ) -> None:
        self._write = write
        self._gather = gather
        self._waiting: list[T] = []
        self._task: asyncio.Task[None] | None = None

    def put(self, fact: T) -> None:
        """Remember a fact; it is written soon."""
        self._waiting.append(fact)
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def flush(self) -> None:
        """Wait until everything put in so far is written."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._gather)
                facts, self._waiting = self._waiting, []
                await self._try(facts)
        finally:
            self._task = None

    async def _try(self, facts: list[T]) -> None:
        pause = 0.1
        while True:
            try:
                await self._write(facts)
            except Exception as error:  # noqa: BLE001 - whatever it is, the facts are kept
                log_trouble("batch", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                return
