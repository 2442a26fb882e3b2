"""The record (*nhật ký*): what the cluster did in a year, chained by hashes, only ever added to."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field

from models.base import Table, long_id


class RecordEntry(Table, table=True):
    """One entry. The database refuses to change or delete it (a trigger on both databases)."""

    id: int | None = Field(default=None, sa_column=long_id())
    cluster_id: int = Field(foreign_key="cluster.id")
    year: int
    seq: int
    """From 1, without gaps, for each cluster and year."""
    kind: str = Field(max_length=40)
    body: str = Field(sa_column=Column(Text, nullable=False))
    """Canonical JSON of the whole entry; `docs/record.md` describes each kind."""
    hash: str = Field(max_length=64)
    at: datetime

    __table_args__ = (UniqueConstraint("cluster_id", "year", "seq"),)


class IssuedPaper(Table, table=True):
    """A numbered paper (*văn bản*): the number once given stays with its subject."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    """Of the paper's day: numbers begin anew each year."""
    code: str = Field(max_length=10)
    """The type in its number: BB, TTr."""
    number: int
    subject: str = Field(max_length=60)
    """What it is the paper of: `session:3:count-minutes`."""
    chain_head: str = Field(default="", max_length=64)
    """The head of the record's chain that is printed on it."""
    by: int = Field(foreign_key="person.id")
    at: datetime

    __table_args__ = (
        UniqueConstraint("cluster_id", "year", "code", "number"),
        UniqueConstraint("cluster_id", "subject"),
    )
