"""Telegram's shapes: a Screen becomes API calls; `bot/updates.py` reads what comes in."""

import base64
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from markupsafe import Markup
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import RetryAfter
from telegram.request import HTTPXRequest

from handlers.screen import Screen
from models.keys import KeyLost, Keys, NoKeys, StoreAway

CONNECTIONS = 128
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
LARGEST_FILE = 20 * 2**20
"""Bytes of a file that Telegram lets a bot fetch."""
LARGEST_ANSWER = LARGEST_FILE + 2**20
"""Bytes of an answer that are read at all."""
SEND_SECONDS = 60.0
"""How long one reply to a sent file may take; the whole sending is bounded by its caller."""


def make_request(connections: int, read_timeout: float = 15.0) -> HTTPXRequest:
    """PTB's request over aiohttp: HTTPX's own pool walks all its connections at every request."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=read_timeout,
        pool_timeout=30.0,
        httpx_kwargs={
            "transport": AiohttpTransport(limits=limits),
            "event_hooks": {"response": [_cap]},
        },
    )


class AnswerTooLargeError(Exception):
    """More was sent than any answer of Telegram's may hold."""


class _Capped(httpx.AsyncByteStream):
    """A stream that ends in AnswerTooLargeError, whatever was said of its length."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = LARGEST_ANSWER
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise AnswerTooLargeError
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _cap(response: httpx.Response) -> None:
    """Before its body is read: nobody fills our memory, however long an answer becomes."""
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Capped(response.stream)


def make_bot(token: str, api_url: str) -> Bot:
    """A bot that sends over one pool; `getUpdates` has a connection of its own."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=make_request(CONNECTIONS),
        get_updates_request=make_request(1, read_timeout=65.0),
    )


def to_stored(screen: Screen) -> dict[str, Any]:
    """What a card's row keeps of a drawn screen: its text and its buttons."""
    return {
        "text": fitting(screen.text),
        "rows": [
            [
                {
                    key: value
                    for key, value in (
                        ("label", each.label),
                        ("to", each.to),
                        ("url", each.url),
                        ("style", each.style),
                    )
                    if value
                }
                for each in row
            ]
            for row in screen.rows
        ],
    }


VEILED = 16_000
"""Bytes of a screen before it is veiled: whatever is chosen on it, it is as long."""


def to_veiled(screen: Screen, keys: Keys) -> dict[str, Any]:
    """What a card's row keeps of a screen; an uncast choice that it shows, encrypted.

    Beside that stands the screen without the choice, for when the key is gone. Raises KeyLost,
    StoreAway for a screen that shows one.
    """
    stored = to_stored(screen)
    if screen.secretly:
        stored["seal"], shown = screen.secretly
        plain = json.dumps(to_stored(shown), ensure_ascii=False).encode()
        veiled = keys.veil(stored["seal"], plain.ljust(VEILED))
        stored["veiled"] = base64.b64encode(veiled).decode()
    return stored


def _unveiled(stored: Mapping[str, Any], keys: Keys) -> Mapping[str, Any]:
    """What is really shown; what was stored openly, where no key brings it to light any more."""
    if "veiled" not in stored:
        return stored
    try:
        plain = keys.unveil(stored["seal"], base64.b64decode(stored["veiled"]))
    except (KeyLost, StoreAway, ValueError):
        return stored
    shown: dict[str, Any] = json.loads(plain)
    return shown


TEXT_LIMIT = 4096


def fitting(text: Markup) -> str:
    """The text, cut at whole lines to what Telegram takes. Tags do not cross lines' ends.

    Views page what may grow; this is the net below them: a screen cut short is better than one
    that is never shown.
    """
    if len(text) <= TEXT_LIMIT:
        return str(text)
    kept, length = [], 0
    for line in text.split("\n"):
        length += len(line.striptags()) + 1
        if length > TEXT_LIMIT - 2:
            break
        kept.append(line)
    else:
        return str(text)
    return "\n".join([*kept, "…"])


def keyboard(stored: Mapping[str, Any]) -> InlineKeyboardMarkup | None:
    """A stored screen's buttons as Telegram wants them; none for no buttons."""
    rows = [[_button(each) for each in row] for row in stored["rows"]]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(each: Mapping[str, str]) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        each["label"], url=each.get("url"), callback_data=each.get("to"), style=each.get("style")
    )


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Telegram:
    """The few calls that we make. Errors are PTB's own and are handled by who calls."""

    def __init__(self, bot: Bot, keys: Keys | None = None) -> None:
        self.bot, self._keys = bot, keys or NoKeys()

    async def send(self, chat_id: int, stored: Mapping[str, Any], *, silent: bool = False) -> int:
        """A new message; its id."""
        stored = _unveiled(stored, self._keys)
        message = await self.bot.send_message(
            chat_id,
            stored["text"],
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(stored),
            link_preview_options=NO_PREVIEW,
            disable_notification=silent,
        )
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, stored: Mapping[str, Any]) -> None:
        """Change a message in place."""
        stored = _unveiled(stored, self._keys)
        await self.bot.edit_message_text(
            stored["text"],
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(stored),
            link_preview_options=NO_PREVIEW,
        )

    async def disarm(self, chat_id: int, message_id: int) -> None:
        """Take the buttons from a message that is no longer the card."""
        await self.bot.edit_message_reply_markup(chat_id, message_id)

    async def say(self, chat_id: int, text: Markup) -> None:
        """A message that is kept nowhere."""
        await self.bot.send_message(
            chat_id, str(text), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        )

    async def document(self, chat_id: int, name: str, content: bytes, caption: Markup) -> None:
        """A file."""
        await self.bot.send_document(
            chat_id,
            content,
            caption=str(caption) or None,
            parse_mode=ParseMode.HTML,
            filename=name,
            disable_content_type_detection=True,
            read_timeout=SEND_SECONDS,
        )

    async def photos(self, chat_id: int, photos: Sequence[tuple[str, bytes, Markup]]) -> None:
        """One picture, or an album of up to ten: names, contents, captions."""
        if len(photos) == 1:
            name, content, caption = photos[0]
            await self.bot.send_photo(
                chat_id,
                content,
                caption=str(caption) or None,
                parse_mode=ParseMode.HTML,
                filename=name,
                read_timeout=SEND_SECONDS,
            )
            return
        album = [
            InputMediaPhoto(content, str(caption) or None, ParseMode.HTML, filename=name)
            for name, content, caption in photos
        ]
        await self.bot.send_media_group(chat_id, album, read_timeout=SEND_SECONDS)
