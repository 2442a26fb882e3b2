"""Who did what to what, when, from which value to which, and why. Only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, insert
from sqlmodel import Field, Session

from models.base import Table, long_id


class Audit(Table, table=True):
    """One change. `thing` is what changed (`sheet:12`), `part` which part of it (`I.1.1`)."""

    id: int | None = Field(default=None, sa_column=long_id())
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    cluster_id: int | None = Field(default=None, foreign_key="cluster.id")
    verb: str = Field(max_length=40)
    thing: str = Field(max_length=40)
    part: str = Field(default="", max_length=40)
    old: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    new: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    why: str = Field(default="", max_length=1000)

    __table_args__ = (Index("ix_audit_thing", "thing", "id"),)


_INSERT = insert(Audit)


def note(session: Session, at: datetime, verb: str, thing: str, **facts: Any) -> None:
    """Add a line to the record; `facts` are the columns of `Audit`."""
    row = _BLANK | {"at": at, "verb": verb, "thing": thing} | facts
    session.connection().execute(_INSERT, row)


_BLANK: dict[str, Any] = {
    "person_id": None,
    "unit_id": None,
    "cluster_id": None,
    "part": "",
    "old": None,
    "new": None,
    "why": "",
}
