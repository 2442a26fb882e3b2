"""Criteria tables (*bộ tiêu chí*) as versioned documents, and targets assigned to units."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field

from models.base import Points, Table, short


class SetState(StrEnum):
    """A frozen table never changes: a correction is a new version."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    FROZEN = "frozen"
    RETIRED = "retired"


class CriteriaSet(Table, table=True):
    """One version of a cluster's criteria table for a year."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    year: int
    version: int
    state: SetState = Field(sa_column=short(SetState))
    title: str = Field(max_length=300)
    content: str = Field(sa_column=Column(Text, nullable=False))
    """Canonical JSON of the whole table."""
    content_hash: str = Field(max_length=64)
    adopted_at: datetime | None = Field(default=None)
    frozen_at: datetime | None = Field(default=None)

    __table_args__ = (UniqueConstraint("cluster_id", "year", "version"),)


class Target(Table, table=True):
    """The year's target of a unit for an item; no value means *không giao chỉ tiêu*."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    year: int = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    code: str = Field(max_length=20, primary_key=True)
    value: Decimal | None = Field(default=None, sa_type=Points)
