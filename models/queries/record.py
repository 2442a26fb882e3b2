"""The record (*nhật ký*) read: its milestones in words' reach, and the whole for an export."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.base import columns
from models.cluster import Cluster
from models.post import Letter, LetterState
from models.record import RecordEntry
from models.rules.record import FIRST, FORMAT
from models.voting import Motion

PER_PAGE = 6


@dataclass(frozen=True, slots=True)
class Milestone:
    """An entry as it is shown: what kind of thing was done, about what."""

    seq: int
    kind: str
    at: datetime
    hash: str
    title: str = ""
    """Of the vote that it is about."""
    number: int = 0
    """The version of a table, or the number of a paper."""


@dataclass(frozen=True, slots=True)
class RecordState:
    """A cluster's record of a year, and one page of its milestones, the last first."""

    cluster_id: int
    cluster_name: str
    year: int
    count: int
    head: str
    years: tuple[int, ...]
    """The years that have a record, the last first."""
    page: int = 0
    milestones: tuple[Milestone, ...] = ()

    @property
    def last_page(self) -> int:
        """The number of the last page; the first is 0."""
        return max(self.count - 1, 0) // PER_PAGE


def record_state(session: Session, cluster: Cluster, year: int, page: int = 0) -> RecordState:
    """The record and one page of it; a page beyond the last is the last one."""
    count, head = head_of(session, cluster.id or 0, year)
    years = session.scalars(
        columns(RecordEntry.year).where(col(RecordEntry.cluster_id) == cluster.id).distinct()
    ).all()
    bare = RecordState(
        cluster.id or 0, cluster.name, year, count, head, tuple(sorted(years, reverse=True))
    )
    page = min(max(page, 0), bare.last_page)
    rows = session.exec(
        _of(cluster.id or 0, year)
        .order_by(col(RecordEntry.seq).desc())
        .offset(page * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return RecordState(
        bare.cluster_id,
        bare.cluster_name,
        year,
        count,
        head,
        bare.years,
        page,
        _milestones(session, rows),
    )


def head_of(session: Session, cluster_id: int, year: int) -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    row = session.execute(
        columns(func.max(RecordEntry.seq)).where(
            col(RecordEntry.cluster_id) == cluster_id, col(RecordEntry.year) == year
        )
    ).scalar_one()
    last = milestone(session, cluster_id, year, row) if row else None
    return (last.seq, last.hash) if last else (0, FIRST)


def milestone(session: Session, cluster_id: int, year: int, seq: int) -> Milestone | None:
    """One entry as it is shown."""
    rows = session.exec(_of(cluster_id, year).where(RecordEntry.seq == seq)).all()
    return next(iter(_milestones(session, rows)), None)


def is_covered(session: Session, cluster_id: int, year: int, seq: int) -> bool:
    """Whether the notice of a later entry waits, too: its hash speaks for all entries before it."""
    waiting = session.scalars(
        columns(Letter.params).where(
            col(Letter.kind) == "checkpoint",
            col(Letter.cluster_id) == cluster_id,
            col(Letter.state) == LetterState.WAITING,
        )
    ).all()
    return any(each.get("year") == year and each.get("seq", 0) > seq for each in waiting)


def _of(cluster_id: int, year: int) -> Any:
    return select(RecordEntry).where(RecordEntry.cluster_id == cluster_id, RecordEntry.year == year)


def _milestones(session: Session, rows: Sequence[RecordEntry]) -> tuple[Milestone, ...]:
    facts = [json.loads(row.body)["facts"] for row in rows]
    titles = _titles(session, {each["ballot"] for each in facts if "ballot" in each})
    return tuple(
        Milestone(
            row.seq,
            row.kind,
            row.at,
            row.hash,
            titles.get(each.get("ballot", ""), ""),
            _number(each),
        )
        for row, each in zip(rows, facts, strict=True)
    )


def _number(facts: dict[str, Any]) -> int:
    found = facts.get("version") or facts.get("number")
    return found if isinstance(found, int) else 0


def _titles(session: Session, seals: Iterable[str]) -> dict[str, str]:
    rows = session.execute(
        columns(Motion.seal, Motion.title).where(col(Motion.seal).in_(sorted(seals)))
    ).all()
    return {seal: title for seal, title in rows}  # noqa: C416 - a type checker reads pairs here


def export(session: Session, cluster: Cluster, year: int, now: datetime) -> dict[str, Any]:
    """The whole record as a document that anyone can check (`docs/record.md`)."""
    rows = session.exec(_of(cluster.id or 0, year).order_by(col(RecordEntry.seq))).all()
    return {
        "format": FORMAT,
        "cluster": cluster.code,
        "year": year,
        "exported_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "entries": [{"body": row.body, "hash": row.hash} for row in rows],
        "head": rows[-1].hash if rows else FIRST,
    }
