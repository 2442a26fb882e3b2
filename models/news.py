"""What a head lets the units know: announcements, and movements (*phong trào*) with progress."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Text
from sqlmodel import Field

from models.base import Table


class Announcement(Table, table=True):
    """Something that the head has sent to all units or to some."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    draft: str = Field(max_length=60, unique=True)
    """Whose draft it was, and of when: sent once, however often its button is pressed."""
    said: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str = Field(default="", max_length=64, index=True)
    """The hash of the file or picture that goes with it; empty for none."""
    file_name: str = Field(default="", max_length=100)
    file_kind: str = Field(default="", max_length=20)
    by: int = Field(foreign_key="person.id")
    at: datetime


class AnnouncementUnit(Table, table=True):
    """A unit that an announcement is for."""

    announcement_id: int = Field(foreign_key="announcement.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)


class AnnouncementRead(Table, table=True):
    """A person has confirmed for a unit that it has been read."""

    announcement_id: int = Field(foreign_key="announcement.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    at: datetime


class Movement(Table, table=True):
    """A movement of the year: its goal, its days, and when units are to report."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    draft: str = Field(max_length=60, unique=True)
    """As an announcement's: launched once."""
    year: int
    name: str = Field(max_length=200)
    goal: str = Field(default="", max_length=1000)
    theme: str = Field(default="", max_length=500)
    starts_on: date
    ends_on: date
    register_by: date
    """Until when units are to register."""
    report_on: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """The days (ISO) by whose end units report their progress, in order."""
    by: int = Field(foreign_key="person.id")
    at: datetime
    ended_at: datetime | None = Field(default=None)
    """Ended early or withdrawn by the head; nothing more is owed."""
    ended_why: str = Field(default="", max_length=1000)

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days_in_order"),)


class MovementUnit(Table, table=True):
    """A unit has registered for a movement, with what it sets out to do."""

    movement_id: int = Field(foreign_key="movement.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    pledge: str = Field(default="", max_length=1000)
    by: int = Field(foreign_key="person.id")
    at: datetime


class MovementReport(Table, table=True):
    """How far a unit says it is; the last one counts."""

    id: int | None = Field(default=None, primary_key=True)
    movement_id: int = Field(foreign_key="movement.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    due_on: date
    """Which of the movement's report days it answers; before the first is near, its own day."""
    percent: int
    said: str = Field(default="", max_length=1000)
    by: int = Field(foreign_key="person.id")
    at: datetime

    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),)
