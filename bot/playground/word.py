"""What reaches the bot of what happens in a chat."""

from bot.playground.chats import MEMBERS, Chat, Post
from bot.playground.params import Json
from bot.playground.state import World

ADMIN_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_video_chats",
    "can_promote_members",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "is_anonymous",
)
DENIED = {"can_be_edited", "is_anonymous"}


def tell(world: World, chat: Chat, post: Post) -> None:
    """Make an update of the message, if the bot may see it."""
    if chat.type == "private" or (chat.present(world.bot_id) and _seen(world, chat, post)):
        world.updates.push("message", post.data, ("chat", chat.id))


def _seen(world: World, chat: Chat, post: Post) -> bool:
    """Privacy mode: commands, replies to the bot, mentions of it, service messages."""
    if not world.privacy or post.is_service or chat.members[world.bot_id] == "administrator":
        return True
    answered = post.data.get("reply_to_message", {})
    if answered.get("from", {}).get("id") == world.bot_id:
        return True
    text = post.data.get("text") or post.data.get("caption", "")
    name = f"@{world.bot['username']}".lower()
    command = text.split(maxsplit=1)[0].lower() if text.startswith("/") else ""
    return name in text.lower() or (bool(command) and "@" not in command)


def member(world: World, chat: Chat, user_id: int) -> Json:
    """Somebody's place in the chat, as a ChatMember."""
    status = chat.members.get(user_id, "left")
    place: Json = {"user": world.user(user_id), "status": status}
    if status == "administrator":
        place |= {right: right not in DENIED for right in ADMIN_RIGHTS}
    elif status == "creator":
        place["is_anonymous"] = False
    elif status == "kicked":
        place["until_date"] = 0
    return place


def member_changed(world: World, chat: Chat, user_id: int, status: str, by: int) -> None:
    """Give somebody another place, with the updates and the service message of it."""
    was, before = chat.present(user_id), member(world, chat, user_id)
    chat.members[user_id] = status
    report_member(world, chat, user_id, before, by)
    if chat.type != "private" and was != (status in MEMBERS):
        _announce(world, chat, user_id, by, joined=not was)


def report_member(world: World, chat: Chat, user_id: int, before: Json, by: int) -> None:
    """The my_chat_member or chat_member update of a change that has happened."""
    kind = "my_chat_member" if user_id == world.bot_id else "chat_member"
    body = {
        "chat": chat.json(),
        "from": world.user(by),
        "date": int(world.clock().timestamp()),
        "old_chat_member": before,
        "new_chat_member": member(world, chat, user_id),
    }
    world.updates.push(kind, body, ("member", chat.id))


def _announce(world: World, chat: Chat, user_id: int, by: int, *, joined: bool) -> None:
    user = world.user(user_id)
    content = {"new_chat_members": [user]} if joined else {"left_chat_member": user}
    tell(world, chat, world.post(chat, by, content))
