"""Appraisal (*thẩm định*): recognised points, questions, explanations, objections."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from models.base import Points, Table, short


class Appointment(Table, table=True):
    """A unit that the head has named to appraise sheets of a period; never its own."""

    period_id: int = Field(foreign_key="period.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    by: int = Field(foreign_key="person.id")
    at: datetime


class Appraisal(Table, table=True):
    """What is recognised for one item of a sheet. `version` counts its changes."""

    sheet_id: int = Field(foreign_key="sheet.id", primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    points: Decimal | None = Field(default=None, sa_type=Points)
    """None for an item that is computed: there, `answer` is the recognised result."""
    answer: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    reason: str = Field(default="", max_length=1000)
    """Why it differs from the unit's own; empty where it agrees."""
    version: int = Field(default=1)
    by: int = Field(foreign_key="person.id")
    unit_id: int = Field(foreign_key="unit.id")
    at: datetime


class ExchangeKind(StrEnum):
    """A question of an appraiser, a unit's explanation, a member's objection."""

    QUESTION = "question"
    EXPLANATION = "explanation"
    OBJECTION = "objection"


class Exchange(Table, table=True):
    """Something said about one item of a sheet, and its answer."""

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id", index=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    code: str = Field(max_length=20)
    kind: ExchangeKind = Field(sa_column=short(ExchangeKind))
    said: str = Field(max_length=1000)
    by: int = Field(foreign_key="person.id")
    unit_id: int = Field(foreign_key="unit.id")
    at: datetime
    answer: str = Field(default="", max_length=1000)
    accepted: bool | None = Field(default=None)
    """Whether the points were changed for it; none for a question, or while it waits."""
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None)
