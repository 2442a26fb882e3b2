"""What open votes ask of units just now: to cast what they have not cast."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from models.base import columns, fetch
from models.rules.duties import Duty, DutyKind
from models.rules.motion import Absent, Form
from models.voting import Elector, Envelope, Motion, MotionState, OpenVote, ReviewSession

_SEALED = (
    columns(Envelope.unit_id)
    .where(col(Envelope.motion_id) == Elector.motion_id, col(Envelope.unit_id) == Elector.unit_id)
    .correlate(Elector)
    .exists()
)
_SAID = (
    columns(OpenVote.unit_id)
    .where(col(OpenVote.motion_id) == Elector.motion_id, col(OpenVote.unit_id) == Elector.unit_id)
    .correlate(Elector)
    .exists()
)
_ASKED = (
    columns(
        Motion.cluster_id,
        Motion.session_id,
        Motion.opening,
        Motion.opened_at,
        Motion.closes_at,
        Motion.terms,
        ReviewSession.title,
        Elector.unit_id,
        Elector.person_id,
        Elector.present,
        (_SEALED | _SAID).label("voted"),
    )
    .join(Elector, col(Elector.motion_id) == Motion.id)
    .join(ReviewSession, col(ReviewSession.id) == Motion.session_id)
    .where(
        col(Motion.cluster_id).in_(bindparam("clusters", expanding=True)),
        col(Motion.state) == MotionState.OPEN,
        col(Motion.form) != Form.PAPER,
        col(Motion.closes_at) > bindparam("now", type_=UTCDateTime()),
        col(Elector.person_id).is_not(None),
        col(Elector.excluded).is_(False),
    )
    .order_by(col(Motion.closes_at), col(Motion.id))
)


def owed(session: Session, cluster_ids: Sequence[int], now: datetime) -> list[Duty]:
    """For each unit and opening one duty, to whoever votes for it, until all is cast.

    It is due when the first vote ends that is not cast. Units that may vote only if they are there
    are asked only if they were there at opening: whoever comes later is in the room.
    """
    found: dict[tuple[int, int, int], list[Row[Any]]] = {}
    for row in fetch(session, _ASKED, clusters=list(cluster_ids), now=now):
        if row.terms["absent"] == Absent.CAST or row.present:
            found.setdefault((row.session_id, row.opening, row.unit_id), []).append(row)
    return [_duty(rows) for rows in found.values() if not all(row.voted for row in rows)]


def _duty(rows: Sequence[Row[Any]]) -> Duty:
    left = [row for row in rows if not row.voted]
    first = left[0]
    return Duty(
        DutyKind.BALLOT,
        thing_of(first.session_id, first.opening),
        str(first.session_id),
        first.cluster_id,
        first.unit_id,
        first.closes_at,
        until=max(row.closes_at for row in left),
        about={"title": first.title, "left": len(left), "all": len(rows)},
        since=min(row.opened_at for row in rows),
        person_id=first.person_id,
    )


def thing_of(session_id: int, opening: int) -> str:
    """What is owed after an opening, the same for all units."""
    return f"ballot:{session_id}:{opening}"
