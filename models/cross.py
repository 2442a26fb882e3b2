"""Cross-scoring (*chấm chéo*): who scores whom, and the peers' points."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.base import Points, Table


class CrossRound(Table, table=True):
    """A period's round of cross-scoring; blind until it is closed."""

    period_id: int = Field(foreign_key="period.id", primary_key=True)
    per_unit: int
    """How many peers score each unit."""
    due_at: datetime
    opened_at: datetime
    opened_by: int = Field(foreign_key="person.id")
    closed_at: datetime | None = Field(default=None)


class CrossConflict(Table, table=True):
    """Two units that may not score each other, and why (*xung đột lợi ích*)."""

    period_id: int = Field(foreign_key="period.id", primary_key=True)
    unit_a: int = Field(foreign_key="unit.id", primary_key=True)
    unit_b: int = Field(foreign_key="unit.id", primary_key=True)
    why: str = Field(max_length=1000)
    by: int = Field(foreign_key="person.id")
    at: datetime

    __table_args__ = (CheckConstraint("unit_a < unit_b", name="in_order"),)


class CrossTask(Table, table=True):
    """A unit's task to score another unit's sheet."""

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id", index=True)
    rater_unit_id: int = Field(foreign_key="unit.id")
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    submitted_at: datetime | None = Field(default=None)
    submitted_by: int | None = Field(default=None, foreign_key="person.id")

    __table_args__ = (UniqueConstraint("rater_unit_id", "sheet_id"),)


class CrossScore(Table, table=True):
    """A peer's points for one item. A missing row is no score, never a zero."""

    task_id: int = Field(foreign_key="crosstask.id", primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    points: Decimal = Field(sa_type=Points)
    comment: str = Field(default="", max_length=1000)
    version: int = Field(default=1)
    by: int = Field(foreign_key="person.id")
    at: datetime
