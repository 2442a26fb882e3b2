"""Scoring sessions (*phiên bình xét*): motions, who may vote on them, and what was voted.

Tables that a secret ballot writes to hold no moment, no order, no chat and no message: what is not
there cannot tell who chose what (`tests/test_secrecy_schema.py`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, Text
from sqlmodel import Field

from models.base import Table, short
from models.rules.motion import Form, MotionKind


class MotionState(StrEnum):
    """A motion's way. No way leads back: a repetition is a motion of its own."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    """Counted; its result stands."""
    VOID = "void"
    """Given up, or nothing could be counted; `void_why` says why."""


class ReviewSession(Table, table=True):
    """An agenda of motions, of a meeting or by itself over some days."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    """The emulation year that is reviewed."""
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    title: str = Field(max_length=200)
    draft: str = Field(max_length=60, unique=True)
    """The stamp of the press that made it: a second press finds it again."""
    openings: int = Field(default=0)
    """How often motions were opened; those opened together share the number."""
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    dropped_at: datetime | None = Field(default=None)
    """When its head gave it up, before anything was opened."""


class Motion(Table, table=True):
    """One question that the units vote on."""

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="reviewsession.id", index=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    place: int
    """In the agenda, from 1."""
    kind: MotionKind = Field(sa_column=short(MotionKind))
    form: Form = Field(sa_column=short(Form))
    title: str = Field(max_length=300)
    subject: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """What it is about, by kind: `{"unit": 3, "honour": "CTD_CP", "period": 1}`."""
    options: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    """As `rules.motion.Option` stores them, in the order in which they are shown."""
    terms: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """As `rules.motion.Terms` stores them."""
    round: int = Field(default=1)
    follows_id: int | None = Field(default=None, foreign_key="motion.id")
    """The motion that this is a further round of."""
    state: MotionState = Field(sa_column=short(MotionState))
    version: int = Field(default=1)
    """Counts the changes of a draft: a button carries the one that was on screen."""
    made_by: int = Field(foreign_key="person.id")
    opening: int = Field(default=0)
    opened_at: datetime | None = Field(default=None)
    closes_at: datetime | None = Field(default=None, index=True)
    closed_at: datetime | None = Field(default=None)
    void_why: str = Field(default="", max_length=1000)
    seal: str = Field(default="", max_length=64)
    """Random: what the ballot is called in the record and in the key store."""
    public_key: str = Field(default="", max_length=64)
    manifest: str = Field(default="", sa_column=Column(Text, nullable=False))
    """Canonical JSON, frozen at opening."""
    manifest_hash: str = Field(default="", max_length=64)
    result: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """As `rules.tally.Count` stores it, once counted."""


def draft_like(motion: Motion, **others: Any) -> Motion:
    """A draft with a motion's content, but for `others`; it has been neither opened nor counted."""
    content: dict[str, Any] = {
        "session_id": motion.session_id,
        "cluster_id": motion.cluster_id,
        "kind": motion.kind,
        "form": motion.form,
        "title": motion.title,
        "subject": dict(motion.subject),
        "options": [dict(each) for each in motion.options],
        "terms": dict(motion.terms),
        "round": motion.round,
        "state": MotionState.DRAFT,
    }
    return Motion(**content | others)


class Elector(Table, table=True):
    """A unit on a motion's roll, frozen at opening, and who casts its vote."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """None: nobody of the unit has joined; it can only be heard in writing."""
    excluded: bool = Field(default=False)
    """It is what the motion is about, and the motion's own-unit rule leaves it out."""
    present: bool = Field(default=False)
    """It was there at opening, by the roll call."""


class Substitute(Table, table=True):
    """Who votes for a unit in a session instead of its leader (*ủy quyền*)."""

    session_id: int = Field(foreign_key="reviewsession.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    by: int = Field(foreign_key="person.id")
    at: datetime


class OpenVote(Table, table=True):
    """A named vote (*biểu quyết*); the last one counts."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    marks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    said: str = Field(default="", max_length=1000)
    """The words of an answer to an open question."""
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    written: str = Field(default="", max_length=64)
    """The hash of the paper, if it is an absent unit's written opinion that the office entered."""
    written_name: str = Field(default="", max_length=100)


class Envelope(Table, table=True):
    """A sealed ballot. Only the opener can read it; it is deleted when the ballots are opened."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Ballot(Table, table=True):
    """An opened ballot: what was chosen, and by nobody that anything here could name."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    rid: str = Field(max_length=24, primary_key=True)
    marks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Turnout(Table, table=True):
    """A unit whose envelope was opened, and the envelope's fingerprint; written at closing."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    fingerprint: str = Field(max_length=64)


class PaperCount(Table, table=True):
    """What one teller counted of the paper ballots; two must agree."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    numbers: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """"issued", "collected", "invalid", "written", and "option:<key>" for each option."""
    at: datetime


class Acknowledgement(Table, table=True):
    """A person has read what a secret ballot here promises, and what it does not."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    edition: int = Field(primary_key=True)
    at: datetime


class LotDraw(Table, table=True):
    """A lot (*bốc thăm*): what was committed to beforehand, and what was drawn in public."""

    motion_id: int = Field(foreign_key="motion.id", primary_key=True)
    source: str = Field(max_length=300)
    """The public source that is to give the number, named before it is known."""
    committed_at: datetime
    commitment: str = Field(max_length=64)
    drawn: str = Field(default="", max_length=100)
    drawn_at: datetime | None = Field(default=None)
    by: int = Field(foreign_key="person.id")
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
