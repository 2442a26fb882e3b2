"""How updates come in: long polling, or Telegram's webhook. Written down first, then answered."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter
from telegram.request import BaseRequest

from bot.logs import LOG, log_trouble
from bot.updates import ALLOWED_UPDATES

POLL_SECONDS = 50
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
LARGEST_BODY = 1 << 20

Accept = Callable[[list[Mapping[str, Any]]], Awaitable[None]]


class Poller:
    """Long polling. The offset moves only after the updates are in the inbox."""

    def __init__(
        self, bot: Bot, request: BaseRequest, accept: Accept, on_alive: Callable[[], None]
    ) -> None:
        self._bot, self._request, self._accept = bot, request, accept
        self._on_alive = on_alive
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._once()
                pause = FIRST_PAUSE
            except (InvalidToken, Conflict) as error:
                LOG.error("polling refused: %s", type(error).__name__)
                await asyncio.sleep(LONGEST_PAUSE)
            except RetryAfter as error:
                wait = error.retry_after
                await asyncio.sleep(wait if isinstance(wait, int) else wait.total_seconds())
            except Exception as error:  # noqa: BLE001 - a bot that is deaf must not seem alive
                if not isinstance(error, NetworkError):
                    log_trouble("polling", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _once(self) -> None:
        raws = await self._fetch(POLL_SECONDS)
        if raws:
            await self._accept(raws)
            self._offset = raws[-1]["update_id"] + 1
        self._on_alive()

    async def confirm(self) -> None:
        """Acknowledge what is in the inbox, so that a clean restart is not given it again."""
        if self._offset:
            await self._fetch(0, limit=1)

    async def _fetch(self, seconds: int, limit: int = 100) -> list[Mapping[str, Any]]:
        """Raw updates: what is written down is what came, not what a library made of it."""
        question = urlencode(
            {
                "offset": self._offset,
                "timeout": seconds,
                "limit": limit,
                "allowed_updates": json.dumps(ALLOWED_UPDATES),
            }
        )
        url = f"{self._bot.base_url}/getUpdates?{question}"
        answer = await self._request.post(url, read_timeout=seconds + 10.0)
        return list(answer) if isinstance(answer, list) else []


def webhook_app(accept: Accept, secret: str, is_ready: Callable[[], Awaitable[bool]]) -> Starlette:
    """The web side of webhook mode: Telegram's updates, and two questions for a supervisor."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("unauthorised", 401)
        raw = _update_in(await request.body())
        if raw is None:
            return PlainTextResponse("not an update", 400)
        try:
            await accept([raw])
        except Exception as error:  # noqa: BLE001 - not written down is not taken
            log_trouble("webhook", error)
            return PlainTextResponse("later", 503, headers={"Retry-After": "5"})
        return PlainTextResponse("taken")

    async def live(_request: Request) -> Response:
        return PlainTextResponse("live")

    async def ready(_request: Request) -> Response:
        good = await is_ready()
        return PlainTextResponse("ready" if good else "not ready", 200 if good else 503)

    return Starlette(
        routes=[
            Route("/telegram", receive, methods=["POST"]),
            Route("/live", live),
            Route("/ready", ready),
        ]
    )


def _update_in(body: bytes) -> dict[str, Any] | None:
    if len(body) > LARGEST_BODY:
        return None
    try:
        raw = json.loads(body)
    except ValueError:
        return None
    good = isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
    return raw if good else None
