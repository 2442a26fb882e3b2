"""Periods, self-score sheets (*bảng tự chấm điểm*), their entries and submissions."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field

from models.base import Points, Table, short
from models.rules.stages import Stage


class PeriodCode(StrEnum):
    """The year is scored twice: mid-year (*sơ kết*) and year-end (*tổng kết*)."""

    MID_YEAR = "SK6"
    YEAR_END = "TK"


class Period(Table, table=True):
    """A cluster's period: self-scored, appraised, reviewed, agreed, published."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    code: PeriodCode = Field(sa_column=short(PeriodCode))
    criteria_set_id: int = Field(foreign_key="criteriaset.id")
    opened_at: datetime
    opened_by: int = Field(foreign_key="person.id")
    due_at: datetime
    grace_days: int = Field(default=0)
    """Days after the deadline in which a late sheet is still accepted."""
    late_per_day: Decimal = Field(sa_type=Points)
    late_cap: Decimal = Field(sa_type=Points)
    stage: Stage = Field(default=Stage.SCORING, sa_column=short(Stage, default=Stage.SCORING))
    closed_at: datetime | None = Field(default=None)
    """When self-scoring was closed and what needs the whole cluster was computed."""
    review_due_at: datetime | None = Field(default=None)
    """Until when members may object to what the open table says."""
    locked_at: datetime | None = Field(default=None)
    published_at: datetime | None = Field(default=None)
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Counts what was agreed anew since the table was opened to the members."""

    __table_args__ = (UniqueConstraint("cluster_id", "year", "code"),)


class SheetState(StrEnum):
    """Where a unit's sheet stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"


class Sheet(Table, table=True):
    """A unit's sheet in a period: one, made when the period opens."""

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    state: SheetState = Field(sa_column=short(SheetState))
    due_at: datetime | None = Field(default=None)
    """This sheet's own deadline, given when it was returned; else the period's."""
    answered: int = Field(default=0)
    countable: int = Field(default=0)
    points: Decimal = Field(default=Decimal(0), sa_type=Points)
    late_days: int = Field(default=0)
    """How late it was handed in; kept when it is returned."""
    returned_why: str = Field(default="", max_length=1000)
    computed: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    """Item code -> points that need the whole cluster, once self-scoring is closed."""
    appraised_at: datetime | None = Field(default=None)
    """When its appraisal was told to the unit; the unit may explain from then on."""
    explain_until: datetime | None = Field(default=None)
    reminded_at: datetime | None = Field(default=None)

    __table_args__ = (UniqueConstraint("period_id", "unit_id"),)


class Entry(Table, table=True):
    """What a unit answered to one item. `version` counts its changes."""

    sheet_id: int = Field(foreign_key="sheet.id", primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    note: str = Field(default="", max_length=1000)
    version: int = Field(default=0)
    by: int = Field(foreign_key="person.id")
    at: datetime


class Submission(Table, table=True):
    """A receipt: what was handed in, as it was then. A sheet may be handed in again."""

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    number: int
    receipt: str = Field(max_length=20, unique=True)
    by: int = Field(foreign_key="person.id")
    at: datetime
    points: Decimal = Field(sa_type=Points)
    late_days: int = Field(default=0)
    late_points: Decimal = Field(default=Decimal(0), sa_type=Points)
    entries: str = Field(sa_column=Column(Text, nullable=False))
    """Canonical JSON: code -> {answer, note, points, evidence}."""
    withdrawn_at: datetime | None = Field(default=None)

    __table_args__ = (UniqueConstraint("sheet_id", "number"),)
