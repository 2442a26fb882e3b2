"""What people do: write, press, block, gather in groups."""

from typing import Any

from bot.playground.chats import Chat, Person, Post
from bot.playground.errors import PlaygroundError
from bot.playground.files import StoredFile
from bot.playground.formatting import tidy
from bot.playground.params import Json
from bot.playground.reach import without_reply
from bot.playground.state import World
from bot.playground.word import member, member_changed, report_member, tell

STATUSES = {"creator", "administrator", "member", "left", "kicked"}


def say(
    world: World,
    person: Person,
    chat: Chat,
    text: str,
    reply_to: int | None = None,
) -> Post:
    """Write a text, as typed: Telegram marks commands and links in it."""
    body, entities = tidy(text, [])
    if not body:
        raise PlaygroundError(400, "An empty message cannot be sent.")
    content: Json = {"text": body, "entities": entities} if entities else {"text": body}
    return _send(world, person, chat, content, reply_to=reply_to)


def send_file(
    world: World, person: Person, chat: Chat, file: StoredFile, caption: str, album: str = ""
) -> Post:
    """Send a photo or a document; files of one `album` (World.next_album) belong together."""
    content = file.describe()
    if album:
        content["media_group_id"] = album
    body, entities = tidy(caption, [])
    if body:
        content["caption"] = body
    if entities:
        content["caption_entities"] = entities
    return _send(world, person, chat, content, file=file)


def _send(
    world: World,
    person: Person,
    chat: Chat,
    content: Json,
    *,
    file: StoredFile | None = None,
    reply_to: int | None = None,
) -> Post:
    _check_able(person, chat)
    if reply_to is not None:
        if reply_to not in chat.posts:
            raise PlaygroundError(404, f"There is no message {reply_to} to reply to.")
        content["reply_to_message"] = without_reply(chat.posts[reply_to].data)
    person.started = person.started or chat.type == "private"
    chat.unread[person.id] = 0
    post = world.post(chat, person.id, content, file)
    tell(world, chat, post)
    return post


def _check_able(person: Person, chat: Chat) -> None:
    if person.deactivated:
        raise PlaygroundError(409, f"{person.first_name} has deleted the account.")
    if chat.type == "private" and person.blocked:
        raise PlaygroundError(409, f"{person.first_name} has blocked the bot.")
    if chat.migrated_to is not None:
        raise PlaygroundError(409, f"The group is now the supergroup {chat.migrated_to}.")


def press(world: World, person: Person, chat: Chat, message_id: int, button: Any) -> Json:
    """Press an inline button by its label or by {"data"}; a link opens and tells nobody."""
    _check_able(person, chat)
    post = chat.posts.get(message_id)
    pressed = post and _find_button(post.data, button)
    if not post or not pressed:
        raise PlaygroundError(404, f"Message {message_id} has no button {button!r} now.")
    if "callback_data" not in pressed:
        return {"callback_query_id": None, "url": pressed.get("url")}
    query_id = world.open_query(person, chat)
    body = {
        "id": query_id,
        "from": person.user(),
        "message": post.data,
        "chat_instance": str(chat.id * 7_919),
        "data": pressed["callback_data"],
    }
    world.updates.push("callback_query", body, ("user", person.id))
    return {"callback_query_id": query_id}


def _find_button(data: Json, wanted: Any) -> Json | None:
    rows: list[list[Json]] = data.get("reply_markup", {}).get("inline_keyboard", [])
    field, value = ("text", wanted)
    if isinstance(wanted, dict):
        field, value = ("callback_data", wanted.get("data"))
    return next((button for row in rows for button in row if button.get(field) == value), None)


def set_blocked(world: World, person: Person, blocked: bool) -> None:
    """Block or unblock the bot; it learns of it when that changes something."""
    if person.blocked == blocked:
        return
    chat = world.chats[person.id]
    before = member(world, chat, world.bot_id)
    person.blocked = blocked
    chat.members[world.bot_id] = "kicked" if blocked else "member"
    report_member(world, chat, world.bot_id, before, by=person.id)


def deactivate(world: World, person: Person) -> None:
    """Delete the account; Telegram does not tell the bot."""
    person.deactivated = True
    world.chats[person.id].touch(world.next_version())


def new_group(world: World, title: str, members: list[int], *, bot_admin: bool = False) -> int:
    """A new basic group with the bot in it; the first member is its owner."""
    if not title.strip() or not members:
        raise PlaygroundError(400, "A group needs a title and at least one member.")
    people = [world.person(person_id) for person_id in members]
    chat = Chat(-4_000_000_001 - len(world.chats), "group", title)
    chat.members = {person.id: "member" for person in people} | {people[0].id: "creator"}
    world.chats[chat.id] = chat
    before = member(world, chat, world.bot_id)
    chat.members[world.bot_id] = "administrator" if bot_admin else "member"
    report_member(world, chat, world.bot_id, before, by=people[0].id)
    tell(world, chat, world.post(chat, people[0].id, {"group_chat_created": True}))
    return chat.id


def migrate(world: World, chat: Chat) -> int:
    """Turn a group into a supergroup; the old id is dead from now on."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise PlaygroundError(409, "Only a basic group can become a supergroup, and once.")
    owner = next(iter(chat.members))
    new = Chat(-1_000_000_000_000 + chat.id, "supergroup", chat.title)
    new.members = dict(chat.members)
    world.chats[new.id] = new
    tell(world, chat, world.post(chat, owner, {"migrate_to_chat_id": new.id}))
    chat.migrated_to = new.id
    tell(world, new, world.post(new, owner, {"migrate_from_chat_id": chat.id}))
    return new.id


def set_member(world: World, chat: Chat, user_id: int, status: str, by: int | None = None) -> None:
    """Add, promote or remove somebody in a group: a person, or the bot."""
    if chat.type == "private" or status not in STATUSES:
        raise PlaygroundError(400, f"A group member cannot become {status!r}.")
    if user_id != world.bot_id:
        world.person(user_id)
    actor = by if by is not None else next(iter(chat.members))
    member_changed(world, chat, user_id, status, by=actor)
