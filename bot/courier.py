"""Makes and sends the files that a screen promises, after its turn has been committed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakValueDictionary

from markupsafe import Markup
from telegram.constants import ChatAction
from telegram.error import ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.dispatch import Notice
from bot.inspection import fits_photo
from bot.logs import log_trouble, new_reference
from bot.store import Store
from bot.telegram import Telegram, seconds_of
from handlers.screen import File
from handlers.views import refusals
from models.errors import Refusal

AT_ONCE = 2
"""Sendings whose files are being made or sent: what they hold, they hold in memory."""
ALBUM = 10
SEND_SECONDS = 120.0
PATIENCE = 30.0
"""Seconds that a sending waits where Telegram asks it to; the person is looking."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file with its content."""

    name: str
    content: bytes = field(repr=False)
    as_photo: bool
    caption: Markup


class Courier:
    """Sends each file once, in order. What fails is said: the person presses again."""

    def __init__(
        self,
        telegram: Telegram,
        store: Store,
        on_gone: Callable[[int], Awaitable[None]],
        on_migrated: Callable[[int, int], Awaitable[None]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._telegram, self._store, self.sleep = telegram, store, sleep
        self._on_gone, self._on_migrated = on_gone, on_migrated
        self._slots = asyncio.Semaphore(AT_ONCE)
        # One sending at a time for a chat: who presses again and again takes nobody's slot.
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def send(self, chat_id: int, files: Iterable[File]) -> Notice | None:
        """None when everything was sent; else what the person is to be told."""
        chat = self._chats.setdefault(chat_id, asyncio.Lock())
        try:
            async with chat, self._slots:
                for batch in _batches(files):
                    await self._send_batch(chat_id, batch)
        except Refusal as refusal:
            return partial(refusals.sentence, refusal)
        except Forbidden:
            await self._on_gone(chat_id)
        except ChatMigrated as error:
            await self._on_migrated(chat_id, error.new_chat_id)
        except (TelegramError, TimeoutError) as error:
            log_trouble("file", error)
        except Exception as error:  # noqa: BLE001 - a bug in the making: say so, with its reference
            reference = new_reference()
            log_trouble("file", error, reference)
            return partial(refusals.bug, reference)
        else:
            return None
        return refusals.file_not_sent

    async def _send_batch(self, chat_id: int, batch: list[File]) -> None:
        await self._announce(chat_id, batch[0])
        ready = [await asyncio.to_thread(self._make, file) for file in batch]
        photos = [(each.name, each.content, each.caption) for each in ready if each.as_photo]
        if photos:
            await self._patiently(partial(self._telegram.photos, chat_id, photos))
        for each in ready:
            if not each.as_photo:
                await self._patiently(
                    partial(self._telegram.document, chat_id, each.name, each.content, each.caption)
                )

    def _make(self, file: File) -> _Ready:
        content = file.make() if file.make else self._store.get(file.stored)
        as_photo = file.kind == "photo" and fits_photo(content)
        return _Ready(file.name, content, as_photo, file.caption)

    async def _announce(self, chat_id: int, file: File) -> None:
        """“Sending a file …” on top of the chat, while it is being made."""
        action = ChatAction.UPLOAD_PHOTO if file.kind == "photo" else ChatAction.UPLOAD_DOCUMENT
        try:
            await self._telegram.bot.send_chat_action(chat_id, action)
        except TelegramError:
            return  # a courtesy; what is really the matter shows with the file

    async def _patiently(self, send: Callable[[], Awaitable[None]]) -> None:
        """Once; once more where Telegram asks to wait for a moment."""
        try:
            await self._within(send)
        except RetryAfter as error:
            if seconds_of(error) > PATIENCE:
                raise
            await self.sleep(seconds_of(error))
            await self._within(send)

    @staticmethod
    async def _within(send: Callable[[], Awaitable[None]]) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await send()


def _batches(files: Iterable[File]) -> Iterator[list[File]]:
    """Photos that follow each other together, ten at most; documents one by one."""
    album: list[File] = []
    for file in files:
        if file.kind != "photo" or len(album) == ALBUM:
            if album:
                yield album
            album = []
        if file.kind == "photo":
            album.append(file)
        else:
            yield [file]
    if album:
        yield album
