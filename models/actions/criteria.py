"""A cluster's criteria tables: a new version, adopted, copied into the next year."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.post import mark
from models.audit import note
from models.base import columns
from models.criteria import CriteriaSet, SetState, Target
from models.errors import NoCriteria, NotYourCluster, StaleCard
from models.queries.criteria import current_set, find_current, newest_version


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


def draft(
    session: Session, me: Actor, cluster_id: int, data: Mapping[str, Any], now: datetime
) -> CriteriaSet:
    """Keep a table (one that `check_table` finds no fault in) that a person has sent, as a draft.

    Who: the cluster's head. When: any time. Does: adds a version that changes nothing until it is
    adopted; a draft of the same content that waits already is that one. Content that was adopted
    once and has retired is a version of its own again. Refuses: NotForYou, NotYourCluster.
    """
    access.require(me, cluster_id, Right.RUN)
    content = canonical(data)
    newest = newest_version(session, cluster_id, int(data["year"]))
    if newest is not None and newest.content == content and newest.state == SetState.DRAFT:
        return newest
    title, year = str(data["title_vi"]), int(data["year"])
    return _new_version(session, cluster_id, year, title, content, now, by=me.person_id)


def adopt_draft(session: Session, me: Actor, criteria_set_id: int, now: datetime) -> CriteriaSet:
    """The members have adopted a draft: periods opened from now on are scored by it.

    Who: the cluster's head. When: no later version has been adopted. Does: as `adopt`; open
    periods keep the version that they were opened with. A second time changes nothing. Refuses:
    NotForYou, NotYourCluster, StaleCard.
    """
    row = session.get(CriteriaSet, criteria_set_id, with_for_update=True)
    if row is None:
        raise NotYourCluster
    access.require(me, row.cluster_id, Right.RUN)
    current = find_current(session, row.cluster_id, row.year)
    if row.state == SetState.DRAFT and current is not None and current.version > row.version:
        raise StaleCard
    adopt(session, row, now, by=me.person_id)
    mark(session, f"cluster:{row.cluster_id}", by=me.person_id)
    return row


def _new_version(
    session: Session,
    cluster_id: int,
    year: int,
    title: str,
    content: str,
    now: datetime,
    by: int | None = None,
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
        person_id=by,
        cluster_id=cluster_id,
        new={"version": row.version, "hash": row.content_hash},
    )
    return row


def adopt(session: Session, criteria: CriteriaSet, now: datetime, by: int | None = None) -> None:
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
    note(
        session,
        now,
        "adopted",
        f"criteria:{criteria.id}",
        person_id=by,
        cluster_id=criteria.cluster_id,
    )


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
