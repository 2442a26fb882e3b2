"""A turn: who acts, when, on what, and the session of its one transaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any, Literal

from sqlmodel import Session

from handlers.i18n import Translator
from models.access import Actor, Seat
from models.errors import Stranger, TextTooLong, UnknownButton
from models.keys import Keys, NoKeys
from models.rules.calendar import local_date

_NUMBER = re.compile(r"-?[0-9]{1,9}")
"""Ids and counts; nothing that a database could not hold."""
_PAIR = re.compile(r"^\s*([^\s=]{1,20})\s*=\s*(.+?)\s*$")
LINES_AT_MOST = 60
"""Lines such as `3=8` that are taken at once."""


UploadKind = Literal["pdf", "docx", "xlsx", "image"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person has sent: looked into, made harmless, and in the store already.

    `name` is safe to show, never a path; `size` counts the bytes of `content`; `sha256` is its
    hash, in hexadecimal digits, by which the store knows it.
    """

    name: str = field(repr=False)
    kind: UploadKind
    mime: str
    size: int
    sha256: str
    content: bytes = field(repr=False)
    caption: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler is given. A turn without an event (a redrawing) has no text and no user."""

    session: Session
    now: datetime
    t: Translator
    chance: Random
    bot_name: str
    chat_id: int
    user_id: int = 0
    first_name: str = ""
    private: bool = True
    person: Actor | None = None
    args: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    kept: Mapping[str, Any] = field(default_factory=dict, repr=False)
    upload: Upload | None = field(default=None, repr=False)
    """The file that was sent, to a FILES handler; else none."""
    keys: Keys = field(default_factory=NoKeys, repr=False)
    """The keys of open secret ballots."""

    @property
    def today(self) -> date:
        """The day it is in Vietnam."""
        return local_date(self.now)

    @property
    def me(self) -> Actor:
        """The person who acts; Stranger if they hold no seat today."""
        if self.person is None or not self.person.seats:
            raise Stranger
        return self.person

    @property
    def seat(self) -> Seat:
        """The seat at hand; Stranger without one."""
        seat = self.me.seat
        if seat is None:
            raise Stranger
        return seat

    def number(self, position: int) -> int:
        """A numeric argument; UnknownButton if the payload was tampered with."""
        word = self.word(position)
        if not _NUMBER.fullmatch(word):
            raise UnknownButton
        return int(word)

    def word(self, position: int) -> str:
        """A textual argument; UnknownButton if it is missing."""
        if position >= len(self.args):
            raise UnknownButton
        return self.args[position]

    def pairs(self, at_most: int) -> list[tuple[str, str]]:
        """The keys and values of lines such as `3=8`; none if any line is something else.

        TextTooLong beyond `at_most` characters.
        """
        if len(self.text) > at_most:
            raise TextTooLong(at_most)
        found = [_PAIR.match(line) for line in self.text.splitlines() if line.strip()]
        return [(each[1], each[2]) for each in found if each] if all(found) else []
