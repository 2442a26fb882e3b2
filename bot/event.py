"""What has happened in a chat, in our words; `bot/telegram.py` reads it from an update."""

from dataclasses import dataclass, field
from typing import Literal

from handlers.turn import Upload

Kind = Literal[
    "tap", "command", "text", "file", "blocked", "unblocked", "added", "removed", "migrated"
]


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that rests at Telegram. `size` in bytes and `mime` are what the update claims."""

    id: str
    unique_id: str
    kind: Literal["photo", "document"]
    name: str = field(default="", repr=False)
    size: int = 0
    mime: str = ""
    caption: str = field(default="", repr=False)
    album: str = ""
    """What the files of one sending have in common; empty for a file that came alone."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a person (or Telegram) did. Ids are Telegram's."""

    kind: Kind
    chat_id: int
    private: bool
    user_id: int = 0
    first_name: str = field(default="", repr=False)
    language: str = ""
    message_id: int = 0
    """The tapped message, or the one that was typed."""
    text: str = field(default="", repr=False)
    """The typed text, a command's argument, or a button's payload."""
    command: str = ""
    mention: str = ""
    """Whose command it is, where that was said: `/start@our_bot`."""
    callback_id: str = ""
    new_chat_id: int = 0
    file: FileRef | None = None
    """A photo or a document; none for other attachments."""
    upload: Upload | None = field(default=None, repr=False)
    """The file itself, once it has been fetched and looked into."""
