"""A raw update becomes an Event; it is read by hand, as most of it does not concern us."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from telegram.constants import ChatType

from bot.event import Event, FileRef, Kind

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
Json = Mapping[str, Any]


def parse(body: str) -> dict[str, Any]:
    """A stored update."""
    loaded: dict[str, Any] = json.loads(body)
    return loaded


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


_OF_A_MESSAGE = ("message_id", "chat", "date")
"""What a press needs of the message that it was made on."""


_OF_OTHERS = frozenset({"reply_to_message", "external_reply", "quote", "pinned_message"})
"""What a message brings of another one, which may be our own card."""


def kept_of(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """An update as it is written down: nothing of what the message pressed or answered shows.

    It may show a choice that is not cast yet, and what is written down may end in a backup.
    """
    if isinstance(said := raw.get("message"), Mapping) and not _OF_OTHERS.isdisjoint(said):
        said = {key: value for key, value in said.items() if key not in _OF_OTHERS}
        return {**raw, "message": said}
    query = raw.get("callback_query")
    if not isinstance(query, Mapping) or not isinstance(query.get("message"), Mapping):
        return raw
    message = {key: query["message"][key] for key in _OF_A_MESSAGE if key in query["message"]}
    return {**raw, "callback_query": {**query, "message": message}}


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
        return (
            _event("file", *place, file=_file(message)) if _ATTACHMENTS & message.keys() else None
        )
    if text.startswith("/"):
        word, _, rest = text.partition(" ")
        command, _, mention = word[1:].partition("@")
        return _event(
            "command", *place, text=rest.strip(), command=command.lower(), mention=mention
        )
    return _event("text", *place, text=text)


def _file(message: Json) -> FileRef | None:
    """The photo, in its largest size, or the document; none for what is neither."""
    if photos := message.get("photo"):
        largest = max(photos, key=lambda each: each["width"] * each["height"])
        return _reference("photo", largest, message)
    if "document" in message and "animation" not in message:
        return _reference("document", message["document"], message)
    return None


def _reference(kind: Literal["photo", "document"], file: Json, message: Json) -> FileRef:
    return FileRef(
        file["file_id"],
        file["file_unique_id"],
        kind,
        file.get("file_name", ""),
        file.get("file_size", 0),
        file.get("mime_type", ""),
        message.get("caption", ""),
        message.get("media_group_id", ""),
    )


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
