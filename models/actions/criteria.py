"""A cluster's criteria tables: a new version, adopted, copied into the next year."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from models.audit import note
from models.base import columns
from models.criteria import CriteriaSet, SetState, Target
from models.errors import NoCriteria
from models.queries.criteria import current_set


def canonical(data: Mapping[str, Any]) -> str:
    """The table's content as it is kept and hashed: sorted keys, numbers as they were written."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)


def add_version(
    session: Session, cluster_id: int, data: Mapping[str, Any], now: datetime
) -> CriteriaSet:
    """Take a table (one that `check_table` finds no fault in) as the year's next draft.

    Who: the operator. When: any time. Does: adds a version; the same content again is the same
    version. Refuses: nothing.
    """
    content = canonical(data)
    digest = hashlib.sha256(content.encode()).hexdigest()
    year = int(data["year"])
    same = session.exec(
        select(CriteriaSet).where(
            CriteriaSet.cluster_id == cluster_id,
            CriteriaSet.year == year,
            CriteriaSet.content_hash == digest,
        )
    ).first()
    return same or _new_version(session, cluster_id, year, str(data["title_vi"]), content, now)


def _new_version(
    session: Session, cluster_id: int, year: int, title: str, content: str, now: datetime
) -> CriteriaSet:
    newest = session.execute(
        columns(func.max(CriteriaSet.version)).where(
            col(CriteriaSet.cluster_id) == cluster_id, col(CriteriaSet.year) == year
        )
    ).scalar()
    row = CriteriaSet(
        cluster_id=cluster_id,
        year=year,
        version=(newest or 0) + 1,
        state=SetState.DRAFT,
        title=title,
        content=content,
        content_hash=hashlib.sha256(content.encode()).hexdigest(),
    )
    session.add(row)
    session.flush()  # the note needs the row's id
    note(
        session,
        now,
        "drafted",
        f"criteria:{row.id}",
        cluster_id=cluster_id,
        new={"version": row.version, "hash": row.content_hash},
    )
    return row


def adopt(session: Session, criteria: CriteriaSet, now: datetime) -> None:
    """The members have adopted this version: periods opened from now on are scored by it.

    Who: the operator, for the cluster. When: it is a draft. Does: earlier versions of the year
    that were adopted and never used retire. A second time changes nothing. Refuses: nothing.
    """
    if criteria.state != SetState.DRAFT:
        return
    session.execute(
        update(CriteriaSet)
        .where(
            col(CriteriaSet.cluster_id) == criteria.cluster_id,
            col(CriteriaSet.year) == criteria.year,
            col(CriteriaSet.state) == SetState.ADOPTED,
        )
        .values(state=SetState.RETIRED)
    )
    criteria.state, criteria.adopted_at = SetState.ADOPTED, now
    note(session, now, "adopted", f"criteria:{criteria.id}", cluster_id=criteria.cluster_id)


def copy_year(
    session: Session, cluster_id: int, from_year: int, to_year: int, now: datetime
) -> CriteriaSet:
    """Start a year's table from another year's, as a draft.

    Who: the operator. When: the other year has an adopted table. Does: adds a draft with the year
    changed. Refuses: NoCriteria.
    """
    source = current_set(session, cluster_id, from_year)
    if source.year != from_year:
        raise NoCriteria(from_year)
    return add_version(session, cluster_id, {**json.loads(source.content), "year": to_year}, now)


def assign_target(
    session: Session, cluster_id: int, year: int, unit_id: int, code: str, value: Decimal | None
) -> None:
    """Assign a unit's target for an item; none records *không giao chỉ tiêu*.

    Who: the operator, for the cluster. When: any time. Does: replaces the target. Refuses: nothing.
    """
    row = session.get(Target, (cluster_id, year, unit_id, code))
    if row is None:
        session.add(
            Target(cluster_id=cluster_id, year=year, unit_id=unit_id, code=code, value=value)
        )
    else:
        row.value = value
