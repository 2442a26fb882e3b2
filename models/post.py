"""What came in (inbox) and what is to go out (cards, letters)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, text
from sqlmodel import Field

from models.base import Table, long_id, short


class Inbox(Table, table=True):
    """A raw update, written before it is acknowledged, emptied when it is done."""

    update_id: int = Field(sa_type=BigInteger, primary_key=True)
    lane: int = Field(sa_type=BigInteger)
    """Whose update it is: a person's are taken one by one, in the order of their ids."""
    body: str = Field(sa_column=Column(Text, nullable=False))
    received_at: datetime
    done_at: datetime | None = Field(default=None)
    error: str | None = Field(default=None, max_length=40)
    """The reference of the bug that this update met, if it met one."""

    __table_args__ = (
        Index(
            "ix_inbox_waiting",
            "lane",
            "update_id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )


class Card(Table, table=True):
    """The one living screen of a chat; see `docs/design.md` §2."""

    chat_id: int = Field(sa_type=BigInteger, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Whose card it is; none for a group's."""
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    route: str = Field(default="", max_length=80)
    """Draws this screen again."""
    topic: str = Field(default="", max_length=40, index=True)
    """What it is about; an action that changes that marks the card."""
    asks: str = Field(default="", max_length=80)
    """What a typed reply to it means: an answer route with its arguments."""
    takes: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    """What a file sent to it means: a file route with its arguments."""
    kept: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """What the person has typed on the way to this screen and not yet confirmed."""
    screen: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    wanted: int = Field(default=0)
    shown: int = Field(default=0)
    fresh_from: int = Field(default=1)
    """A message made for an earlier `wanted` than this is to be replaced by one at the bottom."""
    made: int = Field(default=0)
    """For which `wanted` the present message was made."""
    buried: bool = Field(default=False)
    """Something stands below it in the chat."""
    drawn_at: datetime | None = Field(default=None)
    not_before: datetime | None = Field(default=None)
    attempts: int = Field(default=0)
    held_by: str | None = Field(default=None, max_length=36)
    held_until: datetime | None = Field(default=None)
    dead: bool = Field(default=False)
    """The chat cannot be written to; a sign of life wakes it."""

    __table_args__ = (
        Index(
            "ix_card_behind",
            "not_before",
            sqlite_where=text("shown < wanted"),
            postgresql_where=text("shown < wanted"),
        ),
    )


class Mark(Table, table=True):
    """Something that cards show has changed. Only ever added, so that nobody waits for anybody."""

    id: int | None = Field(default=None, sa_column=long_id())
    topic: str = Field(max_length=40)
    by: int | None = Field(default=None)
    """The person who changed it: their own card was drawn in the same turn."""


class LetterState(StrEnum):
    """A letter's way; `dropped` was no longer true when its turn came."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class Letter(Table, table=True):
    """A message owed to somebody, once: its key cannot repeat."""

    id: int | None = Field(default=None, sa_column=long_id())
    key: str = Field(max_length=120, unique=True)
    kind: str = Field(max_length=40)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Whom it is for; none for a notice in a cluster's group."""
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id")
    """Whose group it is for, if it is for no person."""
    params: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    made_at: datetime
    not_before: datetime
    attempts: int = Field(default=0)
    held_until: datetime | None = Field(default=None)
    state: LetterState = Field(sa_column=short(LetterState))
    sent_at: datetime | None = Field(default=None)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = Field(default=None, max_length=200)
    tells: list[list[str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    """What it told of, as (key, words): once one of these is done, the message is to say so."""
    open: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """It was sent and tells of something that was not done yet."""
    stale: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """What it tells is no longer true: the message is to be edited."""

    __table_args__ = (
        Index(
            "ix_letter_waiting",
            "not_before",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_letter_open",
            "person_id",
            sqlite_where=text("open"),
            postgresql_where=text("open"),
        ),
        Index(
            "ix_letter_stale",
            "id",
            sqlite_where=text("stale"),
            postgresql_where=text("stale"),
        ),
    )


class Lease(Table, table=True):
    """A duty that one process at a time has, such as carrying letters."""

    name: str = Field(max_length=40, primary_key=True)
    owner: str = Field(max_length=36)
    until: datetime
