"""Telegram's shapes: an update becomes an Event, a Screen becomes API calls."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from markupsafe import Markup
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatType, ParseMode
from telegram.request import HTTPXRequest

from bot.event import Event, Kind
from handlers.screen import Screen

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
CONNECTIONS = 128
Json = Mapping[str, Any]
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def make_request(connections: int, read_timeout: float = 15.0) -> HTTPXRequest:
    """PTB's request over aiohttp: HTTPX's own pool walks all its connections at every request."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=read_timeout,
        pool_timeout=30.0,
        httpx_kwargs={"transport": AiohttpTransport(limits=limits)},
    )


def make_bot(token: str, api_url: str) -> Bot:
    """A bot that sends over one pool; `getUpdates` has a connection of its own."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=make_request(CONNECTIONS),
        get_updates_request=make_request(1, read_timeout=65.0),
    )


def lane_of(raw: Mapping[str, Any]) -> int:
    """Whose update it is: its person's, or its chat's where there is no person.

    An update that we have no use for is told by lane 0.
    """
    for kind in ALLOWED_UPDATES:
        body = raw.get(kind)
        if isinstance(body, Mapping):
            sender = body.get("from") or body.get("chat") or {}
            return int(sender.get("id", 0))
    return 0


def read(raw: Mapping[str, Any]) -> Event | None:
    """The event in a raw update; none for what does not concern us.

    Read by hand: of a press we need six fields, and building the whole tree of objects for them
    (message, keyboard, entities) costs more than the rest of the turn.
    """
    if "callback_query" in raw:
        return _tap(raw["callback_query"])
    if "message" in raw:
        return _message(raw["message"])
    if "my_chat_member" in raw:
        return _membership(raw["my_chat_member"])
    return None


def _event(kind: Kind, chat: Json, user: Json, message_id: int = 0, **more: Any) -> Event:
    return Event(
        kind,
        chat["id"],
        chat["type"] == ChatType.PRIVATE,
        user["id"],
        user["first_name"],
        user.get("language_code", ""),
        message_id,
        **more,
    )


def _tap(query: Json) -> Event | None:
    message = query.get("message")
    if message is None or "data" not in query:
        return None
    return _event(
        "tap",
        message["chat"],
        query["from"],
        message["message_id"],
        text=query["data"],
        callback_id=query["id"],
    )


def _message(message: Json) -> Event | None:
    chat, user = message["chat"], message.get("from")
    if "migrate_to_chat_id" in message:
        return Event(
            "migrated", chat["id"], private=False, new_chat_id=message["migrate_to_chat_id"]
        )
    if user is None or user.get("is_bot") or "sender_chat" in message:
        return None
    text, place = message.get("text"), (chat, user, message["message_id"])
    if text is None:
        return _event("file", *place) if _ATTACHMENTS & message.keys() else None
    if text.startswith("/"):
        word, _, rest = text.partition(" ")
        command, _, mention = word[1:].partition("@")
        return _event(
            "command", *place, text=rest.strip(), command=command.lower(), mention=mention
        )
    return _event("text", *place, text=text)


_ATTACHMENTS = frozenset(
    {
        "photo",
        "document",
        "video",
        "audio",
        "voice",
        "animation",
        "sticker",
        "video_note",
        "contact",
        "location",
        "venue",
        "poll",
        "dice",
        "story",
        "paid_media",
    }
)


def _membership(change: Json) -> Event | None:
    chat, user = change["chat"], change["from"]
    here = change["new_chat_member"]["status"] in _PRESENT
    if here == (change["old_chat_member"]["status"] in _PRESENT):
        return None
    if chat["type"] == ChatType.PRIVATE:
        return _event("unblocked" if here else "blocked", chat, user)
    return _event("added" if here else "removed", chat, user)


_PRESENT = frozenset({"member", "administrator"})


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


class Telegram:
    """The few calls that we make. Errors are PTB's own and are handled by `bot/sender.py`."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def send(self, chat_id: int, stored: Mapping[str, Any], *, silent: bool = False) -> int:
        """A new message; its id."""
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


def parse(body: str) -> dict[str, Any]:
    """A stored update."""
    loaded: dict[str, Any] = json.loads(body)
    return loaded
