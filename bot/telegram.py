"""Telegram's shapes: an update becomes an Event, a Screen becomes API calls."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from markupsafe import Markup
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ChatType, ParseMode
from telegram.request import HTTPXRequest

from bot.event import Event
from handlers.screen import Screen

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
CONNECTIONS = 128
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


def read(raw: Mapping[str, Any], bot: Bot) -> Event | None:
    """The event in a raw update; none for what does not concern us."""
    update = Update.de_json(dict(raw), bot)
    if update.callback_query:
        return _tap(update)
    if update.message:
        return _message(update)
    if update.my_chat_member:
        return _membership(update)
    return None


def _tap(update: Update) -> Event | None:
    query = update.callback_query
    if query is None or query.message is None or query.data is None:
        return None
    chat = query.message.chat
    return Event(
        "tap",
        chat.id,
        chat.type == ChatType.PRIVATE,
        query.from_user.id,
        query.from_user.first_name,
        query.from_user.language_code or "",
        query.message.message_id,
        query.data,
        callback_id=query.id,
    )


def _message(update: Update) -> Event | None:
    message = update.message
    if message is None:
        return None
    if message.migrate_to_chat_id:
        return Event(
            "migrated", message.chat.id, private=False, new_chat_id=message.migrate_to_chat_id
        )
    user = message.from_user
    if user is None or user.is_bot or message.sender_chat is not None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    who = (user.id, user.first_name, user.language_code or "", message.message_id)
    if message.text is None:
        return (
            Event("file", message.chat.id, private, *who) if message.effective_attachment else None
        )
    if message.text.startswith("/"):
        word, _, rest = message.text.partition(" ")
        command = word[1:].partition("@")[0].lower()
        return Event("command", message.chat.id, private, *who, rest.strip(), command)
    return Event("text", message.chat.id, private, *who, message.text)


def _membership(update: Update) -> Event | None:
    change = update.my_chat_member
    if change is None:
        return None
    private = change.chat.type == ChatType.PRIVATE
    here = change.new_chat_member.status in ("member", "administrator")
    was_here = change.old_chat_member.status in ("member", "administrator")
    if here == was_here:
        return None
    who = (change.from_user.id, change.from_user.first_name, change.from_user.language_code or "")
    if private:
        return Event("unblocked" if here else "blocked", change.chat.id, private, *who)
    return Event("added" if here else "removed", change.chat.id, private, *who)


def to_stored(screen: Screen) -> dict[str, Any]:
    """What a card's row keeps of a drawn screen: its text and its buttons."""
    return {
        "text": str(screen.text),
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
