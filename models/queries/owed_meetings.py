"""What the year's meetings ask of units just now: an answer to an invitation, and to be there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Date, Row, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cluster import Membership
from models.meeting import Invitee, Meeting, Reply
from models.rules.calendar import local_date
from models.rules.duties import Duty, DutyKind

_TODAY = bindparam("today", type_=Date())
_INVITED = (
    columns(
        Meeting.id,
        Meeting.cluster_id,
        Meeting.title,
        Meeting.starts_at,
        Meeting.answer_by,
        Meeting.called_at,
        Meeting.time_version,
        Invitee.unit_id,
        Invitee.reply,
        Invitee.seen_version,
    )
    .join(Invitee, col(Invitee.meeting_id) == Meeting.id)
    .where(
        columns(Membership.id)
        .where(
            col(Membership.cluster_id) == Meeting.cluster_id,
            col(Membership.unit_id) == Invitee.unit_id,
            col(Membership.from_on) <= _TODAY,
            or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= _TODAY),
        )
        .exists(),
        col(Meeting.cluster_id).in_(bindparam("clusters", expanding=True)),
        col(Meeting.called_at).is_not(None),
        col(Meeting.cancelled_at).is_(None),
        col(Meeting.closed_at).is_(None),
        col(Meeting.starts_at) > bindparam("now"),
    )
)


def owed(session: Session, cluster_ids: Sequence[int], now: datetime) -> list[Duty]:
    """Invitations without an answer (to the present time), and meetings that units come to."""
    today = local_date(now)
    rows = fetch(session, _INVITED, clusters=list(cluster_ids), now=now, today=today)
    return [duty for row in rows for duty in _duties(row)]


def _duties(row: Row[Any]) -> list[Duty]:
    found = []
    if row.reply is None or row.seen_version < row.time_version:
        asked = invitation(
            row.cluster_id, row.id, row.unit_id, row.title, row.starts_at, row.answer_by
        )
        found.append(replace(asked, since=row.called_at))  # the invitation itself has just come
    if row.reply in (Reply.COMES, Reply.SUBSTITUTE):
        found.append(_meeting(row))
    return found


def invitation(
    cluster_id: int,
    meeting_id: int,
    unit_id: int,
    title: str,
    starts_at: datetime,
    answer_by: datetime,
) -> Duty:
    """A unit's duty to answer the invitation to a meeting."""
    return Duty(
        DutyKind.INVITATION,
        f"invite:{meeting_id}",
        str(meeting_id),
        cluster_id,
        unit_id,
        answer_by,
        until=starts_at,
        about=_about(title, starts_at),
    )


def _meeting(row: Row[Any]) -> Duty:
    return Duty(
        DutyKind.MEETING,
        f"meeting:{row.id}",
        str(row.id),
        row.cluster_id,
        row.unit_id,
        row.starts_at,
        until=row.starts_at,
        about=_about(row.title, row.starts_at),
    )


def _about(title: str, starts_at: datetime) -> dict[str, str]:
    return {"title": title, "starts": starts_at.isoformat()}
