"""Bot API: chats, their members and their pins."""

from bot.playground.chats import MEMBERS, Chat
from bot.playground.errors import bad_request
from bot.playground.params import Json, Params
from bot.playground.reach import check_writable, find_chat, without_reply
from bot.playground.state import World
from bot.playground.word import member, member_changed, tell

PERMISSIONS = (
    "can_send_messages",
    "can_send_photos",
    "can_send_documents",
    "can_send_polls",
    "can_send_other_messages",
    "can_pin_messages",
    "can_invite_users",
)


def get_chat(world: World, params: Params) -> Json:
    """All about the chat, with its newest pin."""
    chat = find_chat(world, params)
    known = {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.type != "private":
        known["permissions"] = dict.fromkeys(PERMISSIONS, True)
    if chat.pins:
        known["pinned_message"] = without_reply(chat.posts[chat.pins[-1]].data)
    return known


def get_chat_member(world: World, params: Params) -> Json:
    """What somebody is in the chat."""
    chat = find_chat(world, params)
    user_id = params.integer("user_id")
    if user_id != world.bot_id and user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member(world, chat, user_id)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """Owner and administrators of a group."""
    chat = _group(world, params)
    chiefs = {"creator", "administrator"}
    return [member(world, chat, user) for user, status in chat.members.items() if status in chiefs]


def get_chat_member_count(world: World, params: Params) -> int:
    """How many are in the chat, the bot included."""
    chat = find_chat(world, params)
    return sum(status in MEMBERS for status in chat.members.values())


def pin_chat_message(world: World, params: Params) -> bool:
    """Pin, and say so in the chat."""
    chat = find_chat(world, params)
    check_writable(world, chat)
    post = chat.posts.get(params.integer("message_id"))
    if post is None:
        raise bad_request("message to pin not found")
    if post.id in chat.pins:
        chat.pins.remove(post.id)
    chat.pins.append(post.id)
    notice = world.post(chat, world.bot_id, {"pinned_message": without_reply(post.data)})
    tell(world, chat, notice)
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """Unpin one, or the newest."""
    chat = find_chat(world, params)
    check_writable(world, chat)
    newest = chat.pins[-1] if chat.pins else 0
    message_id = params.integer("message_id", newest)
    if message_id not in chat.pins:
        raise bad_request("message to unpin not found")
    chat.pins.remove(message_id)
    chat.touch(world.next_version())
    return True


def unpin_all_chat_messages(world: World, params: Params) -> bool:
    """Unpin all."""
    chat = find_chat(world, params)
    check_writable(world, chat)
    chat.pins.clear()
    chat.touch(world.next_version())
    return True


def leave_chat(world: World, params: Params) -> bool:
    """The bot goes."""
    chat = _group(world, params)
    member_changed(world, chat, world.bot_id, "left", by=world.bot_id)
    return True


def _group(world: World, params: Params) -> Chat:
    chat = find_chat(world, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    check_writable(world, chat)
    return chat


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "leaveChat": leave_chat,
}
