"""Votes whose time is over."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.post import Inbox
from models.queries.motions import due
from models.voting import Motion

LATE_UPDATES = timedelta(minutes=2)
"""So long a count waits for presses that came in time and are not served yet."""


def due_motions(session: Session, now: datetime, since: datetime) -> list[int]:
    """Votes whose time is over, and for which no press that came in time is still waiting.

    `since`: when this process began, as before that nothing was served.
    """
    found = due(session, now)
    if not found:
        return []
    waiting = session.exec(
        select(Inbox.received_at)
        .where(col(Inbox.done_at).is_(None))
        .order_by(col(Inbox.received_at))
        .limit(1)
    ).first()
    if waiting is None:
        return found
    motions = [session.get_one(Motion, each) for each in found]
    return [each.id or 0 for each in motions if not _awaits(each, waiting, now, since)]


def _awaits(motion: Motion, received_at: datetime, now: datetime, since: datetime) -> bool:
    closes_at = motion.closes_at or now
    return received_at < closes_at and now < max(closes_at, since) + LATE_UPDATES
