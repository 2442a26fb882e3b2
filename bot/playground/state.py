"""The world of the playground, in memory: one bot, its people, their chats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock, MovableClock
from bot.playground.calls import Calls
from bot.playground.chats import Chat, Person, Post, Toast
from bot.playground.errors import PlaygroundError, bad_request
from bot.playground.faults import Faults
from bot.playground.files import Files, StoredFile
from bot.playground.flood import Flood, FloodLimits
from bot.playground.params import Json
from bot.playground.profile import Profile
from bot.playground.updates import Updates

DEFAULT_TOKEN = "424242:playground-token-of-nobody-at-all"  # noqa: S105 - opens only the playground
FIRST_PERSON = 1_000_001
QUERY_LIFE = timedelta(seconds=15)


@dataclass(slots=True)
class Query:
    """A press that waits for its answer."""

    id: str
    person: int
    chat_id: int
    at: datetime


class World:
    """Everything that exists on this Telegram.

    Args:
        clock: the time that all of it lives in; a MovableClock can be moved by people.
        tokens: the only ones accepted; none given, any of the form digits:word is.
        flood: the built-in limits on sending, or None for no limits.
        privacy: whether the bot in groups sees only what is meant for it.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        tokens: Sequence[str] = (),
        flood: FloodLimits | None = None,
        privacy: bool = True,
        bot_name: str = "Thi Đua Bot",
        bot_username: str = "thidua_playground_bot",
    ) -> None:
        self.clock: Clock = clock or MovableClock()
        self.tokens = frozenset(tokens)
        bot_id = int((tokens[0] if tokens else DEFAULT_TOKEN).partition(":")[0])
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.bot_id = bot_id
        self.privacy = privacy
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files = Files()
        self.profile = Profile()
        self.updates = Updates(self.clock)
        self.faults = Faults()
        self.calls = Calls()
        self.flood = Flood(flood, self.clock) if flood else None
        self.next_deadline: Callable[[], datetime | None] = lambda: None
        self.next_reminder: Callable[[], datetime | None] = lambda: None
        self.clock_moved: list[Callable[[], None]] = []
        self._version = 0
        self._last_id = 0
        self._last_query = 0
        self._last_album = 0

    def next_version(self) -> int:
        """A number greater than all before: the order of everything visible."""
        self._version += 1
        return self._version

    def add_person(
        self,
        first_name: str,
        username: str | None = None,
        language_code: str = "vi",
        note: str = "",
    ) -> int:
        """A new person, who has not yet pressed Start; their id is also their chat's."""
        person_id = FIRST_PERSON + len(self.people)
        person = Person(person_id, first_name, username, language_code, note)
        chat = Chat(person_id, "private", first_name, username)
        chat.members = {person_id: "member", self.bot_id: "member"}
        self.people[person_id] = person
        self.chats[person_id] = chat
        return person_id

    def add_group(self, title: str, members: Sequence[int], *, bot_admin: bool = False) -> int:
        """A new group of these people with the bot in it; the first is its owner."""
        from bot.playground.acts import new_group  # acts stand above the world

        return new_group(self, title, list(members), bot_admin=bot_admin)

    def person(self, person_id: int) -> Person:
        """The person of this id, for the people's side."""
        if person_id not in self.people:
            raise PlaygroundError(404, f"There is no person {person_id}.")
        return self.people[person_id]

    def chat_for(self, person: Person, chat_id: int | None = None) -> Chat:
        """A chat that the person is in; their private one unless another is named."""
        chat = self.chats.get(person.id if chat_id is None else chat_id)
        if chat is None or not chat.present(person.id):
            raise PlaygroundError(404, f"{person.first_name} is in no chat {chat_id}.")
        return chat

    def user(self, user_id: int) -> Json:
        """A person or the bot as a Bot API User."""
        return self.bot if user_id == self.bot_id else self.people[user_id].user()

    def post(
        self,
        chat: Chat,
        sender: int,
        content: Json,
        file: StoredFile | None = None,
    ) -> Post:
        """Put a message into the chat; `content` is all but its id, sender, date and chat."""
        now = self.clock()
        data = {
            "message_id": self._next_id(chat),
            "from": self.user(sender),
            "chat": chat.json(),
            "date": int(now.timestamp()),
            **content,
        }
        post = Post(data["message_id"], sender, data, now, 0, file)
        for member in chat.members:
            if member not in {sender, self.bot_id}:
                chat.unread[member] += 1
        chat.touch(self.next_version(), post)
        return post

    def _next_id(self, chat: Chat) -> int:
        """Supergroups count their own messages, all other chats count together."""
        if chat.type == "supergroup":
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id

    def change(self, chat: Chat, post: Post, content: Json) -> None:
        """Give the post new data: an edit."""
        post.data = content
        chat.touch(self.next_version(), post)

    def delete(self, chat: Chat, post: Post) -> None:
        """Take the post away."""
        chat.remove(post, self.next_version())

    def next_album(self) -> str:
        """The id of a new media group."""
        self._last_album += 1
        return str(13_000_000_000_000_000 + self._last_album)

    def open_query(self, person: Person, chat: Chat) -> str:
        """Remember that a press waits for an answer."""
        self._last_query += 1
        query_id = str(4_000_000_000_000_000 + self._last_query)
        self.queries[query_id] = Query(query_id, person.id, chat.id, self.clock())
        if len(self.queries) > 10_000:  # noqa: PLR2004 - far more than can be alive
            self.queries.pop(next(iter(self.queries)))
        return query_id

    def answer_query(self, query_id: str, text: str, show_alert: bool) -> None:
        """Show the answer to the person who pressed; once, and not too late."""
        query = self.queries.pop(query_id, None)
        if query is None or self.clock() - query.at > QUERY_LIFE:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if text:
            version = self.next_version()
            toast = Toast(version, query.chat_id, query_id, text, show_alert)
            self.people[query.person].toasts.append(toast)
            self.chats[query.chat_id].touch(version)

    def close(self) -> None:
        """Let everybody who waits go home: the server stops."""
        self.updates.close()
        for chat in self.chats.values():
            chat.changed.ring()
