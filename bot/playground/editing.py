"""Bot API: messages that change, answers to presses, messages that go."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.playground.chats import Chat, Post
from bot.playground.errors import bad_request
from bot.playground.files import StoredFile
from bot.playground.markup import read_markup
from bot.playground.params import Json, Params, message_caption, message_text
from bot.playground.reach import find_chat, own_post, writable_chat
from bot.playground.sending import read_media
from bot.playground.state import World

DELETABLE = timedelta(hours=48)
MAX_DELETE = 100
MAX_ANSWER = 200
TEXT = ("text", "entities")
CAPTION = ("caption", "caption_entities")
MEDIA = ("photo", "document", *CAPTION)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params) -> Json:
    """Another text and keyboard; the keyboard goes when none is given."""
    chat, post = _target(world, params)
    if "text" not in post.data:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, chat, post, params, content=message_text(params), fields=TEXT)


def edit_message_caption(world: World, params: Params) -> Json:
    """Another caption and keyboard."""
    chat, post = _target(world, params)
    if "text" in post.data:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, chat, post, params, content=message_caption(params), fields=CAPTION)


def edit_message_media(world: World, params: Params) -> Json:
    """Another file with its caption."""
    chat, post = _target(world, params)
    content, stored = read_media(world, params, params.structure("media"))
    return _edit(world, chat, post, params, content=content, fields=(*TEXT, *MEDIA), stored=stored)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Another keyboard, or none."""
    chat, post = _target(world, params)
    return _edit(world, chat, post, params, content={}, fields=())


def _target(world: World, params: Params) -> tuple[Chat, Post]:
    chat = writable_chat(world, params)
    return chat, own_post(world, chat, params)


def _edit(
    world: World,
    chat: Chat,
    post: Post,
    params: Params,
    *,
    content: Json,
    fields: Iterable[str],
    stored: StoredFile | None = None,
) -> Json:
    """Put `content` in the place of `fields`, and the keyboard of the call."""
    inline, _ = read_markup(params)
    replaced = {*fields, "reply_markup"}
    data = {key: value for key, value in post.data.items() if key not in replaced} | content
    if inline:
        data["reply_markup"] = inline
    if _same(data, post.data):
        raise bad_request(NOT_MODIFIED)
    data["edit_date"] = int(world.clock().timestamp())
    post.file = stored or post.file
    post.edited = post.edited or bool(fields)
    world.change(chat, post, data)
    return data


def _same(new: Json, old: Json) -> bool:
    fields = (*TEXT, *MEDIA, "reply_markup")
    return all(new.get(field) == old.get(field) for field in fields)


def delete_message(world: World, params: Params) -> bool:
    """Take away a message that is less than 48 hours old."""
    chat = find_chat(world, params)
    post = chat.posts.get(params.integer("message_id"))
    if post is None:
        raise bad_request("message to delete not found")
    if not _deletable(world, chat, post):
        raise bad_request("message can't be deleted")
    world.delete(chat, post)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Take away up to 100; those that are gone or too old are skipped."""
    ids = params.structure("message_ids")
    if not isinstance(ids, list) or not 0 < len(ids) <= MAX_DELETE or not _all_whole(ids):
        raise bad_request("expected from 1 to 100 message identifiers")
    chat = find_chat(world, params)
    for message_id in ids:
        post = chat.posts.get(message_id)
        if post is not None and _deletable(world, chat, post):
            world.delete(chat, post)
    return True


def _all_whole(ids: list[Any]) -> bool:
    return all(isinstance(message_id, int) for message_id in ids)


def _deletable(world: World, chat: Chat, post: Post) -> bool:
    """Own ones, all in private chats, others' in groups for an administrator."""
    allowed = (
        post.sender == world.bot_id
        or chat.type == "private"
        or chat.members.get(world.bot_id) == "administrator"
    )
    return allowed and world.clock() - post.at < DELETABLE


def answer_callback_query(world: World, params: Params) -> bool:
    """End the waiting of a press, with a toast or an alert if there is a text."""
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer_query(params.text("callback_query_id"), text, params.flag("show_alert"))
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
}
