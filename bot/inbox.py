"""The durable inbox: raw updates are committed here before they are acknowledged."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.updates import kept_of, lane_of
from models.base import columns
from models.post import Inbox

KEEP_DONE = timedelta(days=9)
"""Telegram's ids restart after a week of silence; until then a repeated delivery is known."""

_NEW = (col(Inbox.update_id), col(Inbox.lane))
_INSERT = {
    "sqlite": sqlite.insert(Inbox).on_conflict_do_nothing().returning(*_NEW),
    "postgresql": postgresql.insert(Inbox).on_conflict_do_nothing().returning(*_NEW),
}


class Busy(Exception):  # noqa: N818 - a state of the lane, not an error
    """Another process is serving this lane just now."""


def accept(session: Session, raws: Iterable[Mapping[str, Any]], now: datetime) -> list[int]:
    """Write updates down; returns the lanes of those that are new.

    A repeated delivery is one row. An update that is none of ours is written down as done.
    """
    rows = [_row(raw, now) for raw in raws]
    if not rows:
        return []
    connection = session.connection()
    new = connection.execute(_INSERT[connection.dialect.name], rows).all()
    return [lane for _, lane in sorted((each.update_id, each.lane) for each in new) if lane]


def _row(raw: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    lane = lane_of(raw)
    return {
        "update_id": raw["update_id"],
        "lane": lane,
        "received_at": now,
        "body": json.dumps(kept_of(raw), ensure_ascii=False, separators=(",", ":")) if lane else "",
        "done_at": None if lane else now,
    }


_NEXT = (
    columns(Inbox)
    .where(col(Inbox.lane) == bindparam("lane"), col(Inbox.done_at).is_(None))
    .order_by(col(Inbox.update_id))
    .limit(1)
)


def next_of(session: Session, lane: int) -> Inbox | None:
    """The lane's oldest update that is not done. Raises Busy if another process has the lane."""
    if session.get_bind().dialect.name == "postgresql":
        free = session.execute(columns(func.pg_try_advisory_xact_lock(lane))).scalar_one()
        if not free:
            raise Busy
    row: Inbox | None = session.execute(_NEXT, {"lane": lane}).scalars().first()
    return row


def waiting(session: Session, update_id: int) -> Inbox | None:
    """One update, unless it is done by now."""
    row = session.get(Inbox, update_id, with_for_update=True)
    return row if row is not None and row.done_at is None else None


def done(row: Inbox, now: datetime, error: str | None = None) -> None:
    """The update has had its effect, or met a bug: its body, a personal message, is emptied."""
    row.done_at, row.body, row.error = now, "", error


def waiting_lanes(session: Session) -> list[int]:
    """Lanes with updates that are not done: after a restart, or from another process."""
    rows = session.exec(select(Inbox.lane).where(col(Inbox.done_at).is_(None)).distinct()).all()
    return list(rows)


def forget(session: Session, now: datetime) -> None:
    """Delete rows whose repetition Telegram has long given up."""
    session.execute(delete(Inbox).where(col(Inbox.done_at) < now - KEEP_DONE))
