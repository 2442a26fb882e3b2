"""Bot API: new messages."""

from datetime import timedelta
from typing import Any

from bot.playground.chats import Chat, Post
from bot.playground.errors import ApiError, bad_request
from bot.playground.files import MAX_DOWNLOAD, MAX_UPLOAD, StoredFile
from bot.playground.markup import read_markup
from bot.playground.params import Json, Params, Upload, message_caption, message_text
from bot.playground.reach import check_writable, find_chat, reply_to, writable_chat
from bot.playground.state import World

ALBUM = range(2, 11)
TYPING = timedelta(seconds=5)
CAPTION_FIELDS = ("caption", "caption_entities")
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(world: World, params: Params) -> Json:
    """A text."""
    return _send(world, params, message_text(params))


def send_photo(world: World, params: Params) -> Json:
    """A picture with a caption."""
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> Json:
    """A file with a caption."""
    return _send_file(world, params, "document")


def _send_file(world: World, params: Params, kind: str) -> Json:
    find_chat(world, params)
    caption = message_caption(params)
    stored = read_file(world, params, kind, params.values.get(kind))
    return _send(world, params, {**stored.describe(), **caption}, stored)


def _send(world: World, params: Params, content: Json, stored: StoredFile | None = None) -> Json:
    chat = writable_chat(world, params)
    inline, other = read_markup(params)
    content = {**reply_to(world, chat, params), **content}
    if inline:
        content["reply_markup"] = inline
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    _show_keyboard(chat, other)
    return _post(world, chat, content, stored).data


def _post(world: World, chat: Chat, content: Json, stored: StoredFile | None = None) -> Post:
    chat.typing_until = None
    return world.post(chat, world.bot_id, content, stored)


def _show_keyboard(chat: Chat, markup: Json | None) -> None:
    """A reply keyboard belongs to the chat, not to the message."""
    if markup and "keyboard" in markup:
        chat.keyboard = markup
    elif markup and markup.get("remove_keyboard"):
        chat.keyboard = None


def read_file(world: World, params: Params, kind: str, value: Any) -> StoredFile:
    """A new upload, one that is attached under another name, or a known file_id."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = params.values.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        if len(value.content) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        return world.files.keep(value, kind)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    return world.files.find(str(value), kind)


def send_media_group(world: World, params: Params) -> list[Json]:
    """An album: every item its own message, with one `media_group_id`."""
    items = params.structure("media")
    if not isinstance(items, list) or len(items) not in ALBUM:
        raise bad_request("expected from 2 to 10 messages to send as an album")
    media = [read_media(world, params, item) for item in items]
    chat = writable_chat(world, params)
    extra = {**reply_to(world, chat, params), "media_group_id": world.next_album()}
    return [_post(world, chat, {**extra, **content}, file).data for content, file in media]


def read_media(world: World, params: Params, item: Any) -> tuple[Json, StoredFile]:
    """One InputMedia: what the message will contain, and the file."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in {"photo", "document"}:
        raise bad_request("can't parse InputMedia: type must be photo or document here")
    stored = read_file(world, params, kind, item.get("media"))
    return {**stored.describe(), **message_caption(Params(item))}, stored


def _source(world: World, params: Params, refusal: str) -> Post:
    source = find_chat(world, params, "from_chat_id")
    post = source.posts.get(params.integer("message_id"))
    if post is None:
        raise bad_request(refusal)
    return post


def copy_message(world: World, params: Params) -> Json:
    """The same content as the bot's own, with another caption or keyboard if given."""
    post = _source(world, params, "message to copy not found")
    if post.is_service:
        raise bad_request("message can't be copied")
    content = _content(post)
    if "caption" in params and "text" not in content:
        content = {key: value for key, value in content.items() if key not in CAPTION_FIELDS}
        content |= message_caption(params)
    return {"message_id": _send(world, params, content, post.file)["message_id"]}


def forward_message(world: World, params: Params) -> Json:
    """The same message, with its origin."""
    post = _source(world, params, "message to forward not found")
    if post.is_service:
        raise bad_request("message can't be forwarded")
    chat = writable_chat(world, params)
    origin = {"type": "user", "date": post.data["date"], "sender_user": post.data["from"]}
    return _post(world, chat, {**_content(post), "forward_origin": origin}, post.file).data


def _content(post: Post) -> Json:
    shown = ("text", "entities", "photo", "document", *CAPTION_FIELDS)
    return {key: post.data[key] for key in shown if key in post.data}


def send_chat_action(world: World, params: Params) -> bool:
    """Five seconds of "typing…"."""
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_chat(world, params)
    check_writable(world, chat)
    chat.typing_until = world.clock() + TYPING
    chat.touch(world.next_version())
    return True


def get_file(world: World, params: Params) -> Json:
    """Where to fetch a file; at most 20 MB."""
    stored = world.files.by_id.get(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    size = len(stored.content)
    if size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": size,
        "file_path": stored.path,
    }


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
}
