"""Election and handover (*bàn giao*): what one head gives to the next, and that both say so."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Table


class Handover(Table, table=True):
    """The handover of a cluster's office after a year, from one unit to another."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    """The year that the outgoing head ran."""
    outgoing_id: int = Field(foreign_key="unit.id")
    incoming_id: int = Field(foreign_key="unit.id")
    version: int = Field(default=1)
    """Counts changes of the list: what is confirmed is what was on screen."""
    outgoing_by: int | None = Field(default=None, foreign_key="person.id")
    outgoing_at: datetime | None = Field(default=None)
    incoming_by: int | None = Field(default=None, foreign_key="person.id")
    incoming_at: datetime | None = Field(default=None)
    made_at: datetime

    __table_args__ = (UniqueConstraint("cluster_id", "year"),)


class HandoverItem(Table, table=True):
    """A line of the handover list."""

    handover_id: int = Field(foreign_key="handover.id", primary_key=True)
    code: str = Field(max_length=40, primary_key=True)
    """One of rules.handover.ITEMS, or `own:<n>` for what the head added."""
    title: str = Field(default="", max_length=200)
    """The words of an added line; the usual ones are worded on screen."""
    given: bool = Field(default=False)
    note: str = Field(default="", max_length=300)
