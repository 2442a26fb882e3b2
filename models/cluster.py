"""Clusters, their member units, and the offices that units hold for a term."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from models.base import Table, short


class ClusterKind(StrEnum):
    """*Cụm* gathers units of an area, *khối* units of a kind."""

    CUM = "cum"
    KHOI = "khoi"


class Office(StrEnum):
    """An office belongs to a unit for a term, never to a person."""

    HEAD = "head"
    DEPUTY = "deputy"
    SECRETARY = "secretary"


class PointsVisible(StrEnum):
    """When members see each other's points."""

    PUBLISHED = "published"
    ALWAYS = "always"


class Cluster(Table, table=True):
    """An emulation cluster or bloc, and its settings."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=60, unique=True)
    kind: ClusterKind = Field(sa_column=short(ClusterKind))
    number: int | None = Field(default=None)
    name: str = Field(max_length=200)
    short_name: str = Field(max_length=20)
    council: str = Field(default="", max_length=200)
    standing_body: str = Field(default="", max_length=200)
    province: str = Field(default="", max_length=100)
    locale: str = Field(default="vi", max_length=5)
    points_visible: PointsVisible = Field(sa_column=short(PointsVisible))
    group_chat_id: int | None = Field(default=None, sa_type=BigInteger, index=True)


class EmulationYear(Table, table=True):
    """A cluster's year and its theme (*chủ đề thi đua*)."""

    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True)
    year: int = Field(primary_key=True)
    theme: str | None = Field(default=None, max_length=500)
    planned_at: datetime | None = Field(default=None)
    """When the head put the year's calendar into force; before that its steps bind nobody."""


class Unit(Table, table=True):
    """A body that can be a member of clusters. Its code is unique in the installation."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=60, unique=True)
    merged_into_id: int | None = Field(default=None, foreign_key="unit.id")


class UnitName(Table, table=True):
    """What a unit was called from a day on, until the next row's day."""

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    from_on: date = Field(primary_key=True)
    name: str = Field(max_length=200)
    short_name: str = Field(max_length=60)


class Membership(Table, table=True):
    """A unit belongs to a cluster from a day to a day (both included)."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    from_on: date
    to_on: date | None = Field(default=None)

    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),)


class OfficeTerm(Table, table=True):
    """A unit is head, deputy or secretary of a cluster from a day to a day (both included)."""

    id: int | None = Field(default=None, primary_key=True)
    cluster_id: int = Field(foreign_key="cluster.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    office: Office = Field(sa_column=short(Office))
    from_on: date
    to_on: date

    __table_args__ = (CheckConstraint("to_on >= from_on", name="days_in_order"),)
