"""Units' stays at a meeting, begun and ended; the meeting held while that is done.

Who: the actions of roll call (`rollcall.py`) and of ticking (`ticking.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.post import mark
from models.audit import note
from models.errors import NotYourCluster
from models.errors_year import MeetingCancelled, MeetingEnded, MeetingNotCalled, RollNotOpened
from models.meeting import Meeting, Presence
from models.rules.quorum import is_of


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands of a unit after a report. `new` False: it stood there already."""

    presence_id: int
    name: str
    came_at: datetime
    left_at: datetime | None
    new: bool


def called_meeting(session: Session, me: Actor, meeting_id: int, right: Right | None) -> Meeting:
    """A meeting that was called, locked, so that nobody slips past its end.

    Who: any action on it; `right` is what it takes (any seat there, if none is named). When: the
    meeting is called and not cancelled. Does: reads it again, as this may have waited. Refuses:
    NotYourCluster, NotForYou, MeetingNotCalled, MeetingCancelled.
    """
    meeting = session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    if meeting is None:
        raise NotYourCluster
    if right is None:
        access.seat_in(me, meeting.cluster_id)
    else:
        access.require(me, meeting.cluster_id, right)
    if meeting.called_at is None:
        raise MeetingNotCalled
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    return meeting


def meeting_going_on(session: Session, me: Actor, meeting_id: int, right: Right | None) -> Meeting:
    """A called meeting that has not ended, locked.

    Who: as `called_meeting`. When: it has not ended. Does: as `called_meeting`. Refuses: as
    `called_meeting`, MeetingEnded.
    """
    meeting = called_meeting(session, me, meeting_id, right)
    if meeting.closed_at is not None:
        raise MeetingEnded(meeting.closed_at)
    return meeting


def window(meeting: Meeting) -> tuple[datetime, datetime]:
    """When roll call was first opened, and until when people report themselves.

    Who: any action. When: it has been opened once, and the meeting has not moved far away since.
    Does: reads. Refuses: RollNotOpened.
    """
    opened_at, until = meeting.roll_opened_at, meeting.roll_until
    if opened_at is None or until is None or not is_of(opened_at, meeting.starts_at):
        raise RollNotOpened
    return opened_at, until


def stays_in(session: Session, meeting_id: int) -> Sequence[Presence]:
    """Every stay of every unit, the first to come first.

    Who: any action. When: always. Does: reads. Refuses: nothing.
    """
    query = select(Presence).where(Presence.meeting_id == meeting_id)
    return session.exec(query.order_by(col(Presence.came_at), col(Presence.id))).all()


def stay_of(session: Session, meeting: Meeting, presence_id: int) -> Presence | None:
    """One stay at this meeting; none if it was struck, or is another meeting's.

    Who: any action. When: always. Does: reads. Refuses: nothing.
    """
    stay = session.get(Presence, presence_id)
    return stay if stay is not None and stay.meeting_id == meeting.id else None


def begin(
    session: Session,
    me: Actor,
    meeting: Meeting,
    unit_id: int,
    before: int,
    name: str,
    now: datetime,
    *,
    own: bool,
) -> Noted:
    """Begin a unit's stay, unless it is there already.

    Who: an action that has checked the right; `own`: it reports itself. When: roll call has been
    opened. Does: as it says; `before` counts the stays that the person had seen, so that an old
    button brings nobody back. Refuses: RollNotOpened.
    """
    opened_at, _ = window(meeting)
    stays = [row for row in stays_in(session, meeting.id or 0) if row.unit_id == unit_id]
    if stays and (stays[-1].left_at is None or len(stays) != before):
        return _noted(stays[-1], new=False)
    # A clock that has stepped back must not bring anybody in before roll call, or before they left.
    came_at = max([now, opened_at, *(each.left_at for each in stays if each.left_at)])
    stay = Presence(
        meeting_id=meeting.id or 0,
        unit_id=unit_id,
        person_id=me.person_id if own else None,
        name=name,
        came_at=came_at,
        by=me.person_id,
    )
    session.add(stay)
    session.flush()  # the screen that follows names the stay by its id
    note_stay(session, me, meeting, stay, "came", now, new=told(stay))
    return _noted(stay, new=True)


def finish(
    session: Session, me: Actor, meeting: Meeting, stay: Presence | None, now: datetime
) -> Noted | None:
    """End a unit's stay; one that has ended keeps its time.

    Who: an action that has checked the right. When: the meeting goes on. Does: as it says; none
    without a stay. Refuses: nothing.
    """
    if stay is None:
        return None
    if stay.left_at is not None:
        return _noted(stay, new=False)
    stay.left_at = max(now, stay.came_at)  # the clock may have stepped back
    note_stay(session, me, meeting, stay, "left", now, new=told(stay))
    return _noted(stay, new=True)


def _noted(stay: Presence, *, new: bool) -> Noted:
    return Noted(stay.id or 0, stay.name, stay.came_at, stay.left_at, new)


def strike_stay(
    session: Session, me: Actor, meeting: Meeting, stay: Presence, now: datetime
) -> None:
    """Take a stay out of the list.

    Who: an action that has checked the right. When: it was noted by mistake, or for another day.
    Does: the record keeps what it said. Refuses: nothing.
    """
    note_stay(session, me, meeting, stay, "struck", now, old=told(stay))
    session.delete(stay)


def told(stay: Presence) -> dict[str, str | None]:
    """A stay as the record keeps it.

    Who: any action. When: always. Does: reads. Refuses: nothing.
    """
    left = stay.left_at.isoformat() if stay.left_at else None
    return {"name": stay.name, "came_at": stay.came_at.isoformat(), "left_at": left}


def note_stay(
    session: Session,
    me: Actor,
    meeting: Meeting,
    stay: Presence,
    verb: str,
    now: datetime,
    **values: object,
) -> None:
    """Keep a change of a stay in the record, and have the cards about the roll drawn again.

    Who: any action. When: a stay was changed. Does: as it says. Refuses: nothing.
    """
    note(
        session,
        now,
        verb,
        f"meeting:{meeting.id}",
        part=f"unit:{stay.unit_id}",
        person_id=me.person_id,
        unit_id=stay.unit_id,
        cluster_id=meeting.cluster_id,
        **values,
    )
    mark(session, f"roll:{meeting.id}", by=me.person_id)
