"""Honours (*khen thưởng*): a year's quotas, what units are proposed for, and what was decided."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Table, short


class HonourState(StrEnum):
    """A proposal's way; it is "đề nghị tặng" until a decision's number is recorded."""

    PROPOSED = "proposed"
    FORWARDED = "forwarded"
    """The dossier is with the standing body."""
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    WITHDRAWN = "withdrawn"


class HonourQuota(Table, table=True):
    """How many of an honour the cluster may propose in a year; without a row, the table's count."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    year: int = Field(primary_key=True)
    code: str = Field(max_length=40, primary_key=True)
    count: int
    source: str = Field(default="", max_length=300)
    """The plan or letter that gives it."""
    by: int = Field(foreign_key="person.id")
    at: datetime


class HonourProposal(Table, table=True):
    """A unit proposed for an honour of a year."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    period_id: int | None = Field(default=None, foreign_key="period.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    code: str = Field(max_length=40)
    vi: str = Field(max_length=300)
    en: str = Field(max_length=300)
    rank: int | None = Field(default=None)
    motion_id: int | None = Field(default=None, foreign_key="motion.id")
    """The ballot that decided; none where the table asks for none."""
    state: HonourState = Field(sa_column=short(HonourState))
    decision_no: str = Field(default="", max_length=60)
    decided_on: date | None = Field(default=None)
    """The day of the decision; while it is only forwarded, the day on which the dossier went."""
    decided_by: str = Field(default="", max_length=200)
    why: str = Field(default="", max_length=1000)
    """Why it was not awarded, or withdrawn."""
    by: int = Field(foreign_key="person.id")
    at: datetime

    __table_args__ = (UniqueConstraint("cluster_id", "year", "unit_id", "code"),)
