"""What is owed just now, in any number of clusters at once; home cards and reminders read it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Date, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cluster import Membership
from models.queries import (
    owed_ballots,
    owed_calendar,
    owed_meetings,
    owed_movements,
    owed_scoring,
)
from models.rules.calendar import local_date
from models.rules.duties import Duty

_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_TODAY = bindparam("today", type_=Date())
_MEMBERS = columns(Membership.cluster_id, Membership.unit_id).where(
    col(Membership.cluster_id).in_(_CLUSTERS),
    col(Membership.from_on) <= _TODAY,
    or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= _TODAY),
)
SOURCES: tuple[Callable[[Session, Sequence[int], datetime], list[Duty]], ...] = (
    owed_scoring.owed,
    owed_calendar.owed,
    owed_meetings.owed,
    owed_movements.owed,
    owed_ballots.owed,
)


def duties(session: Session, cluster_ids: Sequence[int], now: datetime) -> tuple[Duty, ...]:
    """Everything that units of these clusters owe at `now`, the nearest deadline first.

    A unit that has left its cluster, or become part of another, owes nothing any more.
    """
    found = [duty for source in SOURCES for duty in source(session, cluster_ids, now)]
    if not found:
        return ()
    facts = {"clusters": cluster_ids, "today": local_date(now)}
    members = {tuple(row) for row in fetch(session, _MEMBERS, **facts)}
    theirs = (duty for duty in found if (duty.cluster_id, duty.unit_id) in members)
    lasting = (duty for duty in theirs if duty.until is None or now <= duty.until)
    return tuple(sorted(lasting, key=lambda duty: (duty.due_at, duty.key)))
