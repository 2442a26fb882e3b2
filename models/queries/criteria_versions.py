"""The versions of a year's criteria table, and what one of them says, for its own screens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models.criteria import CriteriaSet, SetState
from models.queries.criteria import table_of
from models.sheet import Period, PeriodCode


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a year's table, without its content."""

    set_id: int
    version: int
    state: SetState
    adopted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """A section, the bonus or the deductions."""

    code: str
    name_vi: str
    name_en: str
    max: Decimal


@dataclass(frozen=True, slots=True)
class Outline:
    """What a version holds, in short."""

    version: Version
    cluster_id: int
    year: int
    title_vi: str
    title_en: str
    base_max: Decimal
    parts: tuple[Part, ...]
    items: int


def versions(session: Session, cluster_id: int, year: int) -> tuple[Version, ...]:
    """Every version of the year, oldest first."""
    rows = session.exec(
        select(CriteriaSet.id, CriteriaSet.version, CriteriaSet.state, CriteriaSet.adopted_at)
        .where(CriteriaSet.cluster_id == cluster_id, CriteriaSet.year == year)
        .order_by(col(CriteriaSet.version))
    ).all()
    return tuple(
        Version(set_id or 0, version, SetState(state), adopted)
        for set_id, version, state, adopted in rows
    )


def outline(session: Session, row: CriteriaSet) -> Outline:
    """A version in short."""
    table = table_of(session, row.id or 0, row.content_hash).table
    return Outline(
        Version(row.id or 0, row.version, row.state, row.adopted_at),
        row.cluster_id,
        row.year,
        table.title_vi,
        table.title_en,
        table.scale.base_max,
        tuple(Part(part.code, part.name_vi, part.name_en, part.max) for part in table.parts),
        len(table.items),
    )


def content_of(row: CriteriaSet) -> Mapping[str, Any]:
    """The whole document of a version."""
    content: dict[str, Any] = json.loads(row.content)
    return content


def open_by(session: Session, cluster_id: int, year: int) -> tuple[PeriodCode, ...]:
    """The periods of the year that have been opened: they keep the version they began with."""
    codes = session.exec(
        select(Period.code)
        .where(Period.cluster_id == cluster_id, Period.year == year)
        .order_by(col(Period.id))
    ).all()
    return tuple(PeriodCode(code) for code in codes)


def newest_before(session: Session, cluster_id: int, year: int) -> CriteriaSet | None:
    """The last adopted table of an earlier year, to start this year's from."""
    return session.exec(
        select(CriteriaSet)
        .where(
            CriteriaSet.cluster_id == cluster_id,
            CriteriaSet.year < year,
            col(CriteriaSet.state).in_([SetState.ADOPTED, SetState.FROZEN]),
        )
        .order_by(col(CriteriaSet.year).desc(), col(CriteriaSet.version).desc())
    ).first()
