"""Clusters, their member units, and the offices that units hold for a term."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, and_, extract, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from models.base import Table, columns, short


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
    motion_id: int | None = Field(default=None)
    """The election that gave it the office; none for one that was entered."""

    __table_args__ = (CheckConstraint("to_on >= from_on", name="days_in_order"),)


# -- who holds an office ----------------------------------------------------------------------

GOES_ON_MONTHS = 6
"""So long an office is carried on when nobody follows: from 31 December until 30 June."""


def holds(today: Any) -> ColumnElement[bool]:
    """Of a term: its unit holds the office on that day, by the term or carrying on after it.

    `today`: a day, or the parameter for one. No cluster is ever without a head because nobody was
    elected in time: whoever held an office last carries it on (*tiếp tục điều hành*) until the next
    head, or the next of that office, begins. This is the only place that says so.
    """
    carried_on = and_(ended_lately(today), not_followed(today))
    return and_(col(OfficeTerm.from_on) <= today, or_(col(OfficeTerm.to_on) >= today, carried_on))


def ended_lately(today: Any) -> ColumnElement[bool]:
    """Of a term: it is over, and its last month was at most six months ago."""
    months = _months(today) - _months(col(OfficeTerm.to_on))
    return and_(col(OfficeTerm.to_on) < today, months <= GOES_ON_MONTHS)


def not_followed(today: Any) -> ColumnElement[bool]:
    """Of a term: by that day neither a later head nor a later holder of the office has begun."""
    later = aliased(OfficeTerm)
    same = and_(col(later.office) == OfficeTerm.office, col(later.to_on) > OfficeTerm.to_on)
    head = and_(col(later.office) == Office.HEAD, col(later.from_on) > OfficeTerm.to_on)
    follower = columns(later.id).where(
        col(later.cluster_id) == OfficeTerm.cluster_id,
        col(later.from_on) <= today,
        or_(same, head),
    )
    return ~follower.correlate(OfficeTerm).exists()


def _months(day: Any) -> ColumnElement[int]:
    said = literal(day) if isinstance(day, date) else day
    return extract("year", said) * 12 + extract("month", said)
