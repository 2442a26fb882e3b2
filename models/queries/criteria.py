"""A cluster's criteria tables: which there are, and the content of one, read once."""

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, bindparam
from sqlmodel import Session, col

from models.base import columns, fetch
from models.criteria import CriteriaSet, SetState, Target
from models.errors import NoCriteria
from models.rules.criteria import CriteriaTable, Item, read_table


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table ready for use: items by code, and each item's number (1, 2, 3 …) on screens."""

    table: CriteriaTable
    items: dict[str, Item]
    part_of: dict[str, str]
    number_of: dict[str, int]
    evidence_required: frozenset[str] = frozenset()
    """The items that count nothing without a document that proves them."""
    content_hash: str = ""
    """The SHA-256 of the canonical JSON, in hexadecimal digits: the table's own name."""

    def item_by_number(self, number: int) -> Item | None:
        """The item with this number, if there is one."""
        return self.table.items[number - 1] if 0 < number <= len(self.items) else None

    def find(self, key: str) -> Item | None:
        """The item with this number or code, however the code is written."""
        if key.isascii() and key.isdigit():
            return self.item_by_number(int(key))
        folded = {code.casefold(): item for code, item in self.items.items()}
        return folded.get(key.casefold())


def load(content: str) -> Loaded:
    """Read a table from its canonical JSON."""
    table = read_table(json.loads(content))
    items = {item.code: item for item in table.items}
    parts = {item.code: part.code for part in table.parts for item in part.items}
    required = frozenset(code for code, item in items.items() if item.evidence_required)
    numbers = {code: n for n, code in enumerate(items, start=1)}
    return Loaded(table, items, parts, numbers, required, sha256(content.encode()).hexdigest())


_READ: dict[str, Loaded] = {}
"""Content hash -> table. A content never changes under its hash, so this is only a memory."""
_READ_AT_MOST = 512


def table_of(session: Session, criteria_set_id: int, content_hash: str) -> Loaded:
    """The table of a set; equal contents are fetched and read once in a process' life."""
    if content_hash not in _READ:
        if len(_READ) >= _READ_AT_MOST:
            _READ.clear()
        query = columns(CriteriaSet.content).where(col(CriteriaSet.id) == criteria_set_id)
        _READ[content_hash] = load(session.execute(query).scalar_one())
    return _READ[content_hash]


def current_set(session: Session, cluster_id: int, year: int) -> CriteriaSet:
    """The newest adopted or frozen version for the year; NoCriteria if there is none."""
    found = find_current(session, cluster_id, year)
    if found is None:
        raise NoCriteria(year)
    return found


def find_current(session: Session, cluster_id: int, year: int) -> CriteriaSet | None:
    """The newest adopted or frozen version for the year, if there is one."""
    found: CriteriaSet | None = session.scalars(
        _versions(cluster_id, year)
        .where(col(CriteriaSet.state).in_([SetState.ADOPTED, SetState.FROZEN]))
        .limit(1)
    ).first()
    return found


def newest_version(session: Session, cluster_id: int, year: int) -> CriteriaSet | None:
    """The year's last version, a draft or not, if there is one."""
    found: CriteriaSet | None = session.scalars(_versions(cluster_id, year).limit(1)).first()
    return found


def _versions(cluster_id: int, year: int) -> Select[Any]:
    return (
        columns(CriteriaSet)
        .where(col(CriteriaSet.cluster_id) == cluster_id, col(CriteriaSet.year) == year)
        .order_by(col(CriteriaSet.version).desc())
    )


_TARGETS = columns(Target.code, Target.value).where(
    col(Target.cluster_id) == bindparam("cluster_id"),
    col(Target.year) == bindparam("year"),
    col(Target.unit_id) == bindparam("unit_id"),
)


def targets_of(
    session: Session, cluster_id: int, year: int, unit_id: int
) -> dict[str, Decimal | None]:
    """Item code -> the target assigned to the unit (none: *không giao chỉ tiêu*)."""
    rows = fetch(session, _TARGETS, cluster_id=cluster_id, year=year, unit_id=unit_id)
    return {row.code: row.value for row in rows}
