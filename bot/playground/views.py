"""A chat as one of its people sees it."""

from typing import Any

from bot.playground.chats import Chat, Person, Post
from bot.playground.params import Json
from bot.playground.state import World

SERVICE = {
    "pinned_message": "đã ghim một tin nhắn",
    "group_chat_created": "đã tạo nhóm",
    "new_chat_members": "đã vào nhóm",
    "left_chat_member": "đã rời nhóm",
    "migrate_to_chat_id": "nhóm đã được nâng cấp thành siêu nhóm",
    "migrate_from_chat_id": "nhóm đã được nâng cấp thành siêu nhóm",
}


def chat_list(world: World, person: Person) -> list[Json]:
    """The chats of the person; the private one with the bot comes first."""
    return [
        {
            "chat_id": chat.id,
            "type": chat.type,
            "title": world.bot["first_name"] if chat.type == "private" else chat.title,
            "unread": chat.unread[person.id],
        }
        for chat in world.chats.values()
        if chat.present(person.id) and chat.migrated_to is None
    ]


def chat_view(world: World, person: Person, chat: Chat, after: int = 0) -> Json:
    """What is new or changed since version `after`, and the state of the chat around it."""
    typing = chat.typing_until is not None and world.clock() < chat.typing_until
    return {
        "version": chat.version,
        "messages": [message_view(world, person, post) for post in chat.since(after)],
        "deleted": chat.deleted_since(after) if after else [],
        "toasts": _toasts(person, chat, after),
        "typing": typing,
        "pinned": chat.pins[-1] if chat.pins else None,
        "keyboard": _reply_keyboard(chat),
        "migrated_to": chat.migrated_to,
    }


def _toasts(person: Person, chat: Chat, after: int) -> list[Json]:
    return [
        {
            "version": toast.version,
            "callback_query_id": toast.callback_query_id,
            "text": toast.text,
            "show_alert": toast.show_alert,
        }
        for toast in person.toasts
        if toast.version > after and toast.chat_id == chat.id
    ]


def message_view(world: World, person: Person, post: Post) -> Json:
    """One message, whoever sent it."""
    data = post.data
    answered = data.get("reply_to_message")
    return {
        "message_id": post.id,
        "from": _name(world, person, post.sender),
        "text": _text(data),
        "entities": data.get("entities") or data.get("caption_entities") or [],
        "buttons": _buttons(data),
        "file": _file(post),
        "edited": post.edited,
        "version": post.version,
        "date": post.at.isoformat(),
        "reply_to": answered["message_id"] if answered else None,
        "service": post.is_service,
    }


def _name(world: World, person: Person, sender: int) -> str:
    if sender == world.bot_id:
        return "bot"
    return "me" if sender == person.id else world.people[sender].first_name


def _text(data: Json) -> str:
    text: str = data.get("text") or data.get("caption", "")
    return text or next((words for key, words in SERVICE.items() if key in data), "")


def _buttons(data: Json) -> list[list[Json]]:
    rows = data.get("reply_markup", {}).get("inline_keyboard", [])
    return [[_button(button) for button in row] for row in rows]


def _button(button: Json) -> Json:
    seen: dict[str, Any] = {"label": button["text"]}
    if "callback_data" in button:
        seen["data"] = button["callback_data"]
    elif "url" in button:
        seen["url"] = button["url"]
    elif "web_app" in button:
        seen["url"] = button["web_app"].get("url")
    return seen | ({"style": button["style"]} if button.get("style") else {})


def _file(post: Post) -> Json | None:
    if post.file is None:
        return None
    return {
        "name": post.file.name,
        "size": len(post.file.content),
        "url": f"/playground/files/{post.file.id}",
        "kind": post.file.kind,
    }


def _reply_keyboard(chat: Chat) -> list[list[str]] | None:
    """The labels of the keyboard below the chat; pressing one is writing its label."""
    if chat.keyboard is None:
        return None
    return [
        [key if isinstance(key, str) else key.get("text", "") for key in row]
        for row in chat.keyboard["keyboard"]
    ]
