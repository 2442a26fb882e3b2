"""Brings cards up to date in their chats: sends or edits until what is wanted is shown."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.batch import Batch
from bot.cards import Showing, Shown
from bot.clock import Clock
from bot.logs import log_trouble
from bot.telegram import Telegram

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=60)
GIVE_UP_AFTER = 3
"""Tries at a screen that Telegram finds ill-formed: a bug of ours, not to be repeated for ever."""


@dataclass(slots=True)
class _Message:
    """What this process knows of a chat's card before the database does."""

    message_id: int | None
    made: int


class Keeper:
    """One showing at a time per chat; a newer drawing replaces one that waits."""

    def __init__(
        self,
        telegram: Telegram,
        clock: Clock,
        results: Batch[Shown],
        on_gone: Callable[[int], Awaitable[None]],
        on_migrated: Callable[[int, int], Awaitable[None]],
    ) -> None:
        self._telegram = telegram
        self._clock = clock
        self._results = results
        self._on_gone = on_gone
        self._on_migrated = on_migrated
        self._waiting: dict[int, Showing] = {}
        self._known: dict[int, _Message] = {}
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, int] = {}
        self._courtesies: set[asyncio.Task[None]] = set()

    def bring(self, showing: Showing) -> asyncio.Task[None]:
        """Show this, or what is newer by then; the task ends when the chat is up to date."""
        waiting = self._waiting.get(showing.chat_id)
        if waiting is None or waiting.wanted < showing.wanted:
            self._waiting[showing.chat_id] = showing
        task = self._busy.get(showing.chat_id)
        if task is None:
            task = asyncio.create_task(self._serve(showing.chat_id))
            self._busy[showing.chat_id] = task
        return task

    async def settle(self) -> None:
        """Wait until nothing is being shown or tidied up."""
        while self._busy or self._courtesies:
            tasks = [*self._busy.values(), *self._courtesies]
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, chat_id: int) -> None:
        try:
            while showing := self._waiting.pop(chat_id, None):
                self._results.put(await self._attempt(showing))
        except Exception as error:  # noqa: BLE001 - the sweep brings the card again
            log_trouble("keeper", error)
        finally:
            del self._busy[chat_id]

    async def _attempt(self, showing: Showing) -> Shown:
        """Show it once; every way in which that can end is a `Shown`."""
        try:
            message = await self._show(showing)
        except RetryAfter as error:
            return self._later(showing, error.retry_after)
        except ChatMigrated as error:
            await self._on_migrated(showing.chat_id, error.new_chat_id)
            return self._end(showing)
        except Forbidden:
            await self._on_gone(showing.chat_id)
            return self._end(showing)
        except BadRequest as error:
            return await self._refused(showing, error)
        except NetworkError:
            return self._later(showing, self._pause(showing.chat_id))
        self._failures.pop(showing.chat_id, None)
        return Shown(showing.chat_id, showing.wanted, message.message_id, message.made)

    async def _show(self, showing: Showing) -> _Message:
        known = self._current(showing)
        if known.message_id is not None and known.made >= showing.fresh_from:
            try:
                await self._telegram.edit(showing.chat_id, known.message_id, showing.stored)
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return known
                if not _is_lost(error):
                    raise
            else:
                return known
        return await self._send(showing, known)

    async def _send(self, showing: Showing, old: _Message) -> _Message:
        covers = showing.stored.get("covers")
        if covers and old.message_id is not None:
            await self._cover(showing.chat_id, old.message_id, covers)
        message_id = await self._telegram.send(showing.chat_id, showing.stored)
        fresh = _Message(message_id, showing.wanted)
        self._known[showing.chat_id] = fresh
        if old.message_id is not None and not covers:
            await self._quietly(self._telegram.disarm(showing.chat_id, old.message_id))
        if showing.pin:
            await self._quietly(
                self._telegram.bot.pin_chat_message(showing.chat_id, message_id, True)
            )
        return fresh

    async def _cover(self, chat_id: int, message_id: int, text: str) -> None:
        """First of all: a choice that is not cast yet does not stay in the chat."""
        try:
            await self._telegram.edit(chat_id, message_id, {"text": text, "rows": []})
        except BadRequest as error:
            if "not modified" not in error.message.lower() and not _is_lost(error):
                log_trouble("cover", error)

    def _current(self, showing: Showing) -> _Message:
        """The newer of what the database said and what this process has sent since."""
        known = self._known.get(showing.chat_id)
        if known is None or known.made < showing.made:
            return _Message(showing.message_id, showing.made)
        return known

    async def _refused(self, showing: Showing, error: BadRequest) -> Shown:
        if "chat not found" in error.message.lower():
            await self._on_gone(showing.chat_id)
            return self._end(showing)
        failures = self._failures.get(showing.chat_id, 0) + 1
        self._failures[showing.chat_id] = failures
        log_trouble("card", error)
        if failures >= GIVE_UP_AFTER:
            self._failures.pop(showing.chat_id, None)
            known = self._current(showing)
            return Shown(showing.chat_id, showing.wanted, known.message_id, known.made)
        return self._later(showing, FIRST_PAUSE)

    def _later(self, showing: Showing, wait: timedelta | float) -> Shown:
        pause = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
        known = self._current(showing)
        return Shown(showing.chat_id, 0, known.message_id, known.made, later=self._clock() + pause)

    def _end(self, showing: Showing) -> Shown:
        return Shown(showing.chat_id, 0, showing.message_id, showing.made, dead=True)

    def _pause(self, chat_id: int) -> timedelta:
        failures = self._failures.get(chat_id, 0) + 1
        self._failures[chat_id] = failures
        return min(FIRST_PAUSE * (1 << min(failures - 1, 6)), LONGEST_PAUSE)

    def forget(self, chat_id: int) -> None:
        """The chat is gone or has another id."""
        self._known.pop(chat_id, None)

    @staticmethod
    async def _quietly(call: Awaitable[object]) -> None:
        """A courtesy: if it fails, nothing is lost."""
        try:
            await call
        except BadRequest as error:
            if "not modified" not in error.message.lower():  # it had no buttons: as wished
                log_trouble("courtesy", error)
        except (Forbidden, NetworkError, RetryAfter) as error:
            log_trouble("courtesy", error)


def _is_lost(error: BadRequest) -> bool:
    message = error.message.lower()
    return "message to edit not found" in message or "can't be edited" in message
