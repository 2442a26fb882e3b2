"""Roll call (*điểm danh*) at a meeting: opened, answered, closed; and the meeting's end."""

from datetime import datetime

from sqlmodel import Session, select

from models.access import Actor, Right
from models.actions.attendance import (
    Noted,
    begin,
    called_meeting,
    finish,
    meeting_going_on,
    stay_of,
    stays_in,
    strike_stay,
    window,
)
from models.actions.post import mark, owe, wake
from models.audit import note
from models.errors import DateInPast
from models.errors_year import NotInvited, RollOver, RollTooEarly
from models.meeting import Invitee, Meeting
from models.people import Role
from models.queries.delivery import people_of
from models.rules.calendar import local_date
from models.rules.quorum import is_of, roll_from, roll_to


def open_roll(
    session: Session, me: Actor, meeting_id: int, until: datetime | None, now: datetime
) -> None:
    """Let the invited units report themselves until a moment (without one: all day); also again.

    Who: the cluster's head. When: from an hour before a called meeting until its day ends.
    Does: opens the window or moves its end, tells everybody of the units that are not there. The
    same end again changes nothing. Refuses: NotForYou, NotYourCluster, MeetingNotCalled,
    MeetingCancelled, MeetingEnded, RollTooEarly, RollOver, DateInPast.
    """
    meeting = meeting_going_on(session, me, meeting_id, Right.RUN)
    if now < roll_from(meeting.starts_at):
        raise RollTooEarly(roll_from(meeting.starts_at))
    last = roll_to(meeting.starts_at, meeting.ends_at)
    if now >= last:
        raise RollOver(last)
    until = min(until or last, last)
    if until <= now:
        raise DateInPast(until)
    since = _since(session, me, meeting, now)
    if (meeting.roll_opened_at, meeting.roll_until) == (since, until):
        return
    old = meeting.roll_until
    meeting.roll_opened_at = since
    meeting.roll_until = until
    _note_window(session, me, meeting, "roll-opened", old, now)
    _tell(session, me, meeting, until, now)
    _mark_window(session, me, meeting)


def _since(session: Session, me: Actor, meeting: Meeting, now: datetime) -> datetime:
    """When roll was first called for this meeting; what it said before it moved is taken out."""
    opened_at = meeting.roll_opened_at
    if opened_at is None or is_of(opened_at, meeting.starts_at):
        return opened_at or now
    for stay in stays_in(session, meeting.id or 0):
        strike_stay(session, me, meeting, stay, now)
    return now


def _tell(session: Session, me: Actor, meeting: Meeting, until: datetime, now: datetime) -> None:
    """Everybody who speaks for a unit that is not there; not the one who looks at the card."""
    invited = session.exec(select(Invitee.unit_id).where(Invitee.meeting_id == meeting.id)).all()
    units = frozenset(invited) - _there(session, meeting)
    people = people_of(session, meeting.cluster_id, units, local_date(now), me.person_id)
    stamp = until.isoformat()
    key = f"{meeting.id}:{meeting.time_version}:{stamp}"
    owe(session, now, "roll-open", key, people, meeting=meeting.id, until=stamp)


def close_roll(session: Session, me: Actor, meeting_id: int, now: datetime) -> None:
    """End the time in which people report themselves; whoever comes later is ticked in.

    Who: the cluster's head. When: the roll call is open. Does: closes it. Closed already, nothing
    changes. Refuses: NotForYou, NotYourCluster, MeetingNotCalled, MeetingCancelled, MeetingEnded,
    RollNotOpened.
    """
    meeting = meeting_going_on(session, me, meeting_id, Right.RUN)
    opened_at, old = window(meeting)
    if old <= now:
        return
    meeting.roll_until = max(now, opened_at)
    _note_window(session, me, meeting, "roll-closed", old, now)
    _mark_window(session, me, meeting)


def end(session: Session, me: Actor, meeting_id: int, now: datetime) -> None:
    """End the meeting: who was there, and until when, is fixed.

    Who: the cluster's head. When: from an hour before a called meeting on. Does: closes the roll
    call and the list. Ended already, nothing changes. Refuses: NotForYou, NotYourCluster,
    MeetingNotCalled, MeetingCancelled, RollTooEarly.
    """
    meeting = called_meeting(session, me, meeting_id, Right.RUN)
    if meeting.closed_at is not None:
        return
    if now < roll_from(meeting.starts_at):
        raise RollTooEarly(roll_from(meeting.starts_at))
    # A clock that has stepped back must not end the meeting before what happened in it.
    meeting.closed_at = max(now, _last_event(session, meeting) or now)
    if meeting.roll_until is not None:
        meeting.roll_until = min(meeting.roll_until, meeting.closed_at)
    note(
        session,
        now,
        "meeting-ended",
        f"meeting:{meeting_id}",
        person_id=me.person_id,
        cluster_id=meeting.cluster_id,
        new={"at": meeting.closed_at.isoformat(), "present": len(_there(session, meeting))},
    )
    _mark_window(session, me, meeting)
    wake(session, meeting.cluster_id, now)


# -- one's own unit -------------------------------------------------------------------------------


def come(
    session: Session, me: Actor, meeting_id: int, unit_id: int, before: int, now: datetime
) -> Noted:
    """Report that one's unit is there.

    Who: anybody who speaks for an invited unit. When: the head has opened the roll call and its
    time is not over. Does: begins the unit's stay, unless it is there already; `before` counts
    the stays that the person had seen, so that an old button brings nobody back. Refuses:
    NotYourCluster, NotInvited, MeetingNotCalled, MeetingCancelled, MeetingEnded, RollNotOpened,
    RollOver.
    """
    meeting = _my_meeting(session, me, meeting_id, unit_id)
    _, until = window(meeting)
    if now >= until:
        raise RollOver(until)
    return begin(session, me, meeting, unit_id, before, me.name, now, own=True)


def leave(
    session: Session, me: Actor, meeting_id: int, unit_id: int, presence_id: int, now: datetime
) -> Noted | None:
    """Report that one's unit leaves before the end.

    Who: anybody who speaks for the unit. When: it is there, the meeting goes on. Does: ends that
    stay; a stay that has ended keeps its time. Refuses: NotYourCluster, NotInvited,
    MeetingNotCalled, MeetingCancelled, MeetingEnded, RollNotOpened.
    """
    meeting = _my_meeting(session, me, meeting_id, unit_id)
    window(meeting)
    stay = stay_of(session, meeting, presence_id)
    mine = stay if stay is not None and stay.unit_id == unit_id else None
    return finish(session, me, meeting, mine, now)


def _my_meeting(session: Session, me: Actor, meeting_id: int, unit_id: int) -> Meeting:
    meeting = meeting_going_on(session, me, meeting_id, None)
    mine = any(
        seat.cluster_id == meeting.cluster_id
        and seat.unit_id == unit_id
        and seat.role != Role.OBSERVER
        for seat in me.seats
    )
    if not mine or session.get(Invitee, (meeting_id, unit_id)) is None:
        raise NotInvited
    return meeting


def _there(session: Session, meeting: Meeting) -> set[int]:
    stays = stays_in(session, meeting.id or 0)
    return {stay.unit_id for stay in stays if stay.left_at is None}


def _last_event(session: Session, meeting: Meeting) -> datetime | None:
    stays = stays_in(session, meeting.id or 0)
    moments = [moment for stay in stays for moment in (stay.came_at, stay.left_at)]
    return max(filter(None, (*moments, meeting.roll_opened_at)), default=None)


# -- the record and the cards ---------------------------------------------------------------------


def _note_window(
    session: Session,
    me: Actor,
    meeting: Meeting,
    verb: str,
    old: datetime | None,
    now: datetime,
) -> None:
    note(
        session,
        now,
        verb,
        f"meeting:{meeting.id}",
        person_id=me.person_id,
        cluster_id=meeting.cluster_id,
        old=old.isoformat() if old else None,
        new=meeting.roll_until.isoformat() if meeting.roll_until else None,
    )


def _mark_window(session: Session, me: Actor, meeting: Meeting) -> None:
    topics = (f"roll:{meeting.id}", f"meeting:{meeting.id}", f"cluster:{meeting.cluster_id}")
    mark(session, *topics, by=me.person_id)
