"""The agreed table (*điểm thống nhất*): changes after the review, grounds, versions, reopening."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, Text
from sqlmodel import Field

from models.base import Points, Table


class Agreed(Table, table=True):
    """An item's agreed points where they differ from the appraised ones."""

    sheet_id: int = Field(foreign_key="sheet.id", primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    points: Decimal = Field(sa_type=Points)
    reason: str = Field(max_length=1000)
    exchange_id: int | None = Field(default=None, foreign_key="exchange.id")
    """The objection that it answers."""
    version: int = Field(default=1)
    by: int = Field(foreign_key="person.id")
    at: datetime


class Ineligible(Table, table=True):
    """A ground of ineligibility that stands against a unit; lifted, its row stays."""

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    ground: str = Field(max_length=20)
    why: str = Field(max_length=1000)
    by: int = Field(foreign_key="person.id")
    at: datetime
    lifted_at: datetime | None = Field(default=None)
    lifted_by: int | None = Field(default=None, foreign_key="person.id")


class TableVersion(Table, table=True):
    """The whole table as it was agreed: never changed, only followed by the next version."""

    period_id: int = Field(foreign_key="period.id", primary_key=True)
    version: int = Field(primary_key=True)
    at: datetime
    by: int = Field(foreign_key="person.id")
    why: str = Field(default="", max_length=1000)
    content: str = Field(sa_column=Column(Text, nullable=False))
    """Canonical JSON: every unit's points by layer and item, totals, ranks."""


class Reopening(Table, table=True):
    """A locked table is opened again by the head and a second office together."""

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id", index=True)
    why: str = Field(max_length=1000)
    by: int = Field(foreign_key="person.id")
    at: datetime
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = Field(default=None)
    dropped_at: datetime | None = Field(default=None)
