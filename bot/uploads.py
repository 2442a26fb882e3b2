"""Fetches the files that people send: downloaded, looked into, put into the store."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.event import FileRef
from bot.inspection import inspect
from bot.logs import log_trouble
from bot.store import Store
from bot.telegram import LARGEST_FILE, AnswerTooLargeError, seconds_of
from handlers.turn import Upload
from models.errors import FileTooLarge, FileUnavailable, Refusal

AT_ONCE = 4
"""Files under way: each may need some hundred megabytes while it is looked into."""
PAUSES = (0.5, 2.0, 5.0)
"""Seconds between the tries; after the last one the person is asked to send again."""
TRY_SECONDS = 90.0


class Uploads:
    """Brings files. Repeating it is harmless: the store knows contents, not deliveries."""

    def __init__(
        self, bot: Bot, store: Store, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._bot, self._store, self.sleep = bot, store, sleep
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[Upload | Refusal]] = set()

    async def bring(self, file: FileRef) -> Upload | Refusal | None:
        """The file, or why there is none; None when it was broken off by `stop`."""
        task = asyncio.create_task(self._bring(file))
        self._tasks.add(task)
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()  # it has ended, unless we ourselves are broken off
            self._tasks.discard(task)
        return None if task.cancelled() else task.result()

    def stop(self) -> None:
        """Break off what is under way: the updates are still there and are served after a start."""
        for task in self._tasks:
            task.cancel()

    async def _bring(self, file: FileRef) -> Upload | Refusal:
        try:
            async with self._slots:
                content = await self._download(file)
                return await asyncio.to_thread(self._keep, file, content)
        except Refusal as refusal:
            return refusal
        except Exception as error:  # noqa: BLE001 - a full disk, a bug: the lane must go on
            log_trouble("upload", error)
            return FileUnavailable()

    def _keep(self, file: FileRef, content: bytes) -> Upload:
        upload = inspect(file.name, content, file.caption)
        self._store.put(upload.content)
        return upload

    async def _download(self, file: FileRef) -> bytes:
        for pause in (*PAUSES, None):
            try:
                async with asyncio.timeout(TRY_SECONDS):
                    return await self._fetch(file.id)
            except (TelegramError, TimeoutError) as error:
                wait = _worth_waiting(error, pause)
            await self.sleep(wait)
        raise FileUnavailable

    async def _fetch(self, file_id: str) -> bytes:
        found = await self._bot.get_file(file_id)
        if (found.file_size or 0) > LARGEST_FILE:
            raise FileTooLarge(LARGEST_FILE >> 20)
        content = bytes(await found.download_as_bytearray())
        if len(content) > LARGEST_FILE:
            raise FileTooLarge(LARGEST_FILE >> 20)
        return content


def _worth_waiting(error: Exception, pause: float | None) -> float:
    """Seconds until the next try; a Refusal where none would help, or none is left."""
    if isinstance(error.__cause__, AnswerTooLargeError) or "too big" in str(error).lower():
        raise FileTooLarge(LARGEST_FILE >> 20) from None
    known = isinstance(error, NetworkError | RetryAfter | TimeoutError)
    if pause is None or not known or isinstance(error, BadRequest):
        log_trouble("download", error)
        raise FileUnavailable from None
    seconds = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
    if seconds > TRY_SECONDS:
        raise FileUnavailable from None
    return max(pause, seconds)
