"""Which chats and messages the bot can reach, and why not."""

from bot.playground.chats import Chat, Post
from bot.playground.errors import ApiError, bad_request, forbidden
from bot.playground.params import Json, Params
from bot.playground.state import World


def find_chat(world: World, params: Params, field: str = "chat_id") -> Chat:
    """The chat of the call, whether or not the bot may write there."""
    value = params.values.get(field)
    if value is None or value == "":
        raise bad_request("chat_id is empty")
    try:
        chat = world.chats.get(int(value))
    except (TypeError, ValueError, OverflowError):
        chat = None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """The chat of the call, if the bot may write there; counted by the flood limits."""
    chat = find_chat(world, params)
    check_writable(world, chat)
    if world.flood is not None:
        world.flood.pass_one(chat)
    return chat


def check_writable(world: World, chat: Chat) -> None:
    """Refuse as Telegram does when people or their groups have shut the bot out."""
    person = world.people.get(chat.id)
    if person is None:
        _check_group(world, chat)
    elif person.deactivated:
        raise forbidden("user is deactivated")
    elif person.blocked:
        raise forbidden("bot was blocked by the user")
    elif not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(world: World, chat: Chat) -> None:
    status = chat.members.get(world.bot_id, "left")
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def own_post(world: World, chat: Chat, params: Params) -> Post:
    """The bot's message that the call wants to edit."""
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    post = chat.posts.get(params.integer("message_id"))
    if post is None:
        raise bad_request("message to edit not found")
    if post.sender != world.bot_id or post.is_service:
        raise bad_request("message can't be edited")
    return post


def reply_to(world: World, chat: Chat, params: Params) -> Json:
    """The `reply_to_message` of a new message; empty when it answers none."""
    asked = params.record("reply_parameters") or {
        "message_id": params.values.get("reply_to_message_id"),
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    message_id = Params(asked).integer("message_id")
    if not message_id:
        return {}
    source = world.chats.get(Params(asked).integer("chat_id", chat.id))
    post = source.posts.get(message_id) if source else None
    if post is not None:
        return {"reply_to_message": without_reply(post.data)}
    if Params(asked).flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def without_reply(data: Json) -> Json:
    """A message as it is quoted in another: its own quotation left out."""
    return {key: value for key, value in data.items() if key != "reply_to_message"}
