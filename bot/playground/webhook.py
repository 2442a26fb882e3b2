"""Delivery to a webhook: in order within a lane, again and again until the bot says 2xx."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.playground.params import Json
    from bot.playground.updates import Lane, Update, Updates

LONGEST_RETRY = 60.0
LONGEST_RETRY_AFTER = 3600.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


@dataclass(slots=True)
class Webhook:
    """Where updates go, and what went wrong there last."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str = ""


class Delivery:
    """One task per lane that has something to deliver; lanes run side by side.

    `first_retry` is the first pause after a failure, in the machine's seconds; it doubles up to a
    minute. `on_reply` gets the Bot API method that a bot may write into its answer.
    """

    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.webhook: Webhook | None = None
        self.first_retry = 1.0
        self.on_reply: Callable[[Json], None] = lambda _: None
        self._lanes: dict[Lane, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(1)
        self._client: aiohttp.ClientSession | None = None

    def move(self, webhook: Webhook | None) -> None:
        """Stop what is under way and start anew with this webhook."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._lanes.clear()
        self.webhook = webhook
        self._slots = asyncio.Semaphore(webhook.max_connections if webhook else 1)
        client, self._client = self._client, None
        if client is not None:
            self._keep(client.close())

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def enqueue(self, update: Update) -> None:
        """Deliver the update after the others of its lane."""
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        self._keep(self._run(update.lane))

    async def _run(self, lane: Lane) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._lanes[lane]

    async def _deliver(self, update: Update) -> None:
        pause = self.first_retry
        while update.id in self.updates.pending and self.updates.clock() < update.expires:
            async with self._slots:
                retry_after = await self._attempt(update)
            if retry_after is None:
                break
            await asyncio.sleep(min(retry_after or pause, LONGEST_RETRY_AFTER))
            pause = min(pause * 2, LONGEST_RETRY)
        self.updates.pending.pop(update.id, None)

    async def _attempt(self, update: Update) -> float | None:
        """Try once: None when delivered, else the pause asked for, 0 for none."""
        webhook = self.webhook
        if webhook is None:
            return None
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            async with self._http().post(
                webhook.url, json=update.json(), headers=headers, allow_redirects=False
            ) as answer:
                return await self._read(webhook, answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._note(webhook, f"Connection failed: {type(error).__name__}")
            return 0.0

    async def _read(self, webhook: Webhook, answer: aiohttp.ClientResponse) -> float | None:
        if answer.ok and answer.status < 300:  # noqa: PLR2004 - 2xx only
            with contextlib.suppress(ValueError, aiohttp.ClientError):
                reply = await answer.json(content_type=None)
                if isinstance(reply, dict) and "method" in reply:
                    self.on_reply(reply)
            return None
        self._note(webhook, f"Wrong response from the webhook: {answer.status} {answer.reason}")
        asked = answer.headers.get("Retry-After", "")
        return float(asked) if asked.isdigit() else 0.0

    def _note(self, webhook: Webhook, message: str) -> None:
        webhook.last_error_date = int(self.updates.clock().timestamp())
        webhook.last_error_message = message

    def _http(self) -> aiohttp.ClientSession:
        if self._client is None:
            self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self._client
