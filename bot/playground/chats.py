"""People, chats and posts: the things of the playground's world."""

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.files import StoredFile
from bot.playground.params import Json
from bot.playground.signal import Signal

MEMBERS = {"creator", "administrator", "member", "restricted"}


@dataclass(slots=True)
class Toast:
    """What a person sees after a press, for three seconds or until they close the alert."""

    version: int
    chat_id: int
    callback_query_id: str
    text: str
    show_alert: bool


@dataclass(slots=True)
class Person:
    """Somebody with the app; `note` says who the persona is."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str = "vi"
    note: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    toasts: deque[Toast] = field(default_factory=lambda: deque(maxlen=50))

    def user(self) -> Json:
        """The person as a Bot API User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        return {**user, "language_code": self.language_code}


@dataclass(slots=True)
class Post:
    """A message in a chat; `data` is the Bot API Message and is replaced, never changed."""

    id: int
    sender: int
    data: Json
    at: datetime
    version: int
    file: StoredFile | None = None
    edited: bool = False

    @property
    def is_service(self) -> bool:
        """Whether the app wrote it, about what somebody did."""
        return not any(key in self.data for key in ("text", "photo", "document"))


class Chat:
    """A conversation as all its members see it, and the order in which it changed."""

    def __init__(self, chat_id: int, kind: str, title: str, username: str | None = None) -> None:
        self.id = chat_id
        self.type = kind
        self.title = title
        self.members: dict[int, str] = {}
        self.posts: dict[int, Post] = {}
        self.pins: list[int] = []
        self.migrated_to: int | None = None
        self.typing_until: datetime | None = None
        self.keyboard: Json | None = None
        self.unread: Counter[int] = Counter()
        self.version = 0
        self.last_id = 0
        self.changed = Signal()
        self._order: OrderedDict[int, None] = OrderedDict()
        self._deleted: deque[tuple[int, int]] = deque(maxlen=1000)
        self._json = _chat_json(chat_id, kind, title, username)

    def json(self) -> Json:
        """The chat as it stands in messages."""
        return self._json

    def present(self, user_id: int) -> bool:
        """Whether the user is in the chat."""
        return self.members.get(user_id) in MEMBERS

    def touch(self, version: int, post: Post | None = None) -> None:
        """Something is new: the post, or the chat around it; wake who watches."""
        self.version = version
        if post is not None:
            post.version = version
            self.posts[post.id] = post
            self._order[post.id] = None
            self._order.move_to_end(post.id)
        self.changed.ring()

    def remove(self, post: Post, version: int) -> None:
        """Take a post away for everybody."""
        del self.posts[post.id], self._order[post.id]
        if post.id in self.pins:
            self.pins.remove(post.id)
        self._deleted.append((version, post.id))
        self.touch(version)

    def since(self, version: int) -> list[Post]:
        """The posts that are new or changed since, oldest first; costs only their number."""
        found = []
        for post_id in reversed(self._order):
            post = self.posts[post_id]
            if post.version <= version:
                break
            found.append(post)
        return sorted(found, key=lambda post: post.id)

    def deleted_since(self, version: int) -> list[int]:
        """The ids that went away since."""
        return [post_id for at, post_id in self._deleted if at > version]


def _chat_json(chat_id: int, kind: str, title: str, username: str | None) -> Json:
    chat: dict[str, Any] = {"id": chat_id, "type": kind}
    chat["first_name" if kind == "private" else "title"] = title
    if username:
        chat["username"] = username
    return chat
