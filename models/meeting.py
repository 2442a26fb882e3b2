"""Meetings (*hội nghị, họp*): who is invited, what they answer, who is there and when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field

from models.base import Table, short


class MeetingKind(StrEnum):
    """*Sơ kết*, *họp trù bị*, *tổng kết*, *chuyên đề*."""

    MID_YEAR = "mid_year"
    PREPARATORY = "preparatory"
    YEAR_END = "year_end"
    THEMATIC = "thematic"


class Meeting(Table, table=True):
    """A meeting that a cluster's head prepares, calls, holds, or cancels."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    kind: MeetingKind = Field(sa_column=short(MeetingKind))
    title: str = Field(max_length=200)
    place: str = Field(default="", max_length=300)
    map_url: str = Field(default="", max_length=500)
    programme: str = Field(default="", sa_column=Column(Text, nullable=False))
    """As the head typed it, at most 5,000 characters."""
    starts_at: datetime
    ends_at: datetime | None = Field(default=None)
    answer_by: datetime
    quorum: str = Field(default="2/3", max_length=10)
    """The share of the invited units that must be present: a fraction."""
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    called_at: datetime | None = Field(default=None)
    """When the units were invited; before that, only the head sees it."""
    version: int = Field(default=1)
    """Counts what the invited are to know of: a change of time, place or programme."""
    time_version: int = Field(default=1)
    """The version that brought the present time: an answer to an older one is to be confirmed."""
    cancelled_at: datetime | None = Field(default=None)
    cancelled_why: str = Field(default="", max_length=1000)
    roll_opened_at: datetime | None = Field(default=None)
    roll_until: datetime | None = Field(default=None)
    """Until when people may report their presence themselves."""
    closed_at: datetime | None = Field(default=None)
    """When the head ended the meeting; the list of who was there is then fixed."""


class MeetingPaper(Table, table=True):
    """A paper of a meeting. Its file rests outside, by its hash."""

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    sha256: str = Field(max_length=64, index=True)
    name: str = Field(max_length=100)
    kind: str = Field(max_length=20)
    by: int = Field(foreign_key="person.id")
    at: datetime

    __table_args__ = (UniqueConstraint("meeting_id", "sha256"),)


class Reply(StrEnum):
    """What a unit answers to an invitation."""

    COMES = "comes"
    SUBSTITUTE = "substitute"
    EXCUSED = "excused"


class Invitee(Table, table=True):
    """A unit invited to a meeting, and its last answer."""

    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    reply: Reply | None = Field(default=None, sa_column=short(Reply, nullable=True))
    delegate: str = Field(default="", max_length=120)
    """Who comes: for a substitute, the name that was given."""
    delegate_title: str = Field(default="", max_length=120)
    why: str = Field(default="", max_length=1000)
    """Why it is excused."""
    authorisation: str = Field(default="", max_length=64)
    """The hash of the authorisation's file, if one was sent."""
    authorisation_name: str = Field(default="", max_length=100)
    replied_by: int | None = Field(default=None, foreign_key="person.id")
    replied_at: datetime | None = Field(default=None)
    seen_version: int = Field(default=0)
    """Which version of the meeting the answer was given to."""


class Presence(Table, table=True):
    """A unit's stay at a meeting, from when it came to when it left."""

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Who reported it on their own phone; none if it was ticked for the unit."""
    name: str = Field(default="", max_length=120)
    came_at: datetime
    left_at: datetime | None = Field(default=None)
    by: int = Field(foreign_key="person.id")
