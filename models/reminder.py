"""When reminders of a cluster ring, and what its head has changed about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from models.base import Table


class Alarm(Table, table=True):
    """When the reminders of a cluster are to be looked at next; see `docs/design.md` §17."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    at: datetime = Field(index=True)
    ran_until: datetime
    """Every step up to this moment has been dealt with."""


class LadderSetting(Table, table=True):
    """A cluster's own steps for a kind of duty, in place of the usual ones."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    kind: str = Field(max_length=20, primary_key=True)
    rungs: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    """As `models.rules.ladder.Ladder` writes and reads them."""
    after_days: int
    by: int = Field(foreign_key="person.id")
    at: datetime


class ReminderHold(Table, table=True):
    """A step that the head holds back: it rings for nobody."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    thing: str = Field(max_length=60, primary_key=True)
    """What is owed, whoever owes it: a duty's `thing`."""
    slot: datetime = Field(primary_key=True)
    by: int = Field(foreign_key="person.id")
    at: datetime
