"""Adding to the record (*nhật ký*): each entry holds the hash of the one before."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.access import Actor
from models.actions.post import mark, owe_group
from models.base import columns
from models.cluster import Cluster, Unit
from models.record import RecordEntry
from models.rules.record import FIRST, canonical, chained
from models.seats import Right, has

__all__ = ["append"]


def append(
    session: Session,
    cluster_id: int,
    year: int,
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    me: Actor | None = None,
    *,
    told: bool = True,
) -> RecordEntry:
    """Add an entry to the cluster's record of a year.

    Who: any action at a milestone. When: late in its transaction, as it holds the chain until the
    end. Does: chains the entry to the last one; `told` posts its number and hash in the cluster's
    group, where nobody can take it back. Refuses: nothing.
    """
    # Whoever adds to the cluster's record waits here, so that no number is given twice.
    code = session.execute(
        columns(Cluster.code).where(col(Cluster.id) == cluster_id).with_for_update(key_share=True)
    ).scalar_one()
    last = session.exec(
        select(RecordEntry)
        .where(RecordEntry.cluster_id == cluster_id, RecordEntry.year == year)
        .order_by(col(RecordEntry.seq).desc())
        .limit(1)
    ).first()
    before, seq = (last.hash, last.seq + 1) if last else (FIRST, 1)
    body = canonical(
        {
            "seq": seq,
            "cluster": code,
            "year": year,
            "kind": kind,
            "at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "by": _by(session, me, cluster_id),
            "facts": dict(facts),
        }
    )
    entry = RecordEntry(
        cluster_id=cluster_id,
        year=year,
        seq=seq,
        kind=kind,
        body=body,
        hash=chained(before, body),
        at=now,
    )
    session.add(entry)
    session.flush()  # the next entry of this transaction follows it
    mark(session, f"record:{cluster_id}")
    if told:
        owe_group(
            session,
            now,
            "checkpoint",
            f"{year}:{seq}",
            cluster_id,
            cluster=cluster_id,
            year=year,
            seq=seq,
        )
    return entry


def _by(session: Session, me: Actor | None, cluster_id: int) -> dict[str, Any] | None:
    """Who acted, as office and unit, never by name; none for the clock."""
    if me is None:
        return None
    seats = [seat for seat in me.seats if seat.cluster_id == cluster_id]
    seat = next((each for each in seats if has(each, Right.RUN)), seats[0] if seats else None)
    if seat is None or seat.unit_id is None:
        return {"offices": [], "unit": None}
    unit = session.get_one(Unit, seat.unit_id)
    return {"offices": sorted(office.value for office in seat.offices), "unit": unit.code}
