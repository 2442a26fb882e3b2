"""Calling a meeting: who is invited, asked again, told that it is cancelled."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from models.access import Actor, Right
from models.actions.post import mark, owe, wake
from models.audit import note
from models.errors import RemindedToday
from models.errors_year import (
    MeetingCancelled,
    MeetingChanged,
    MeetingNotCalled,
    MeetingOfNobody,
    MeetingStarted,
    NothingOwed,
)
from models.meeting import Invitee, Meeting
from models.queries.invited import invited_ids
from models.queries.meeting import begins, meeting_for, standing_meeting
from models.queries.people import member_units, speakers
from models.rules.calendar import local_date
from models.rules.meeting import check_times, is_soon, reason, usual_answer_by

# -- who is invited ---------------------------------------------------------------------------


def choose(
    session: Session, me: Actor, meeting_id: int, units: Sequence[int], now: datetime
) -> None:
    """Invite these units and, while it is not called, no others.

    Who: the cluster's head. When: not cancelled, not begun. Does: takes member units of today; who
    was invited when the meeting was called stays so, and who is added after that is invited at
    once. Refuses: NotForYou, NotYourCluster, MeetingCancelled, MeetingStarted.
    """
    meeting = standing_meeting(session, me, meeting_id, now)
    members = {unit.unit_id for unit in member_units(session, meeting.cluster_id, local_date(now))}
    before, wanted = set(invited_ids(session, meeting)), members & set(units)
    if meeting.called_at is None:
        for unit_id in before - wanted:
            session.delete(session.get_one(Invitee, (meeting_id, unit_id)))
    added = sorted(wanted - before)
    for unit_id in added:
        session.add(Invitee(meeting_id=meeting_id, unit_id=unit_id))
    show_anew(session, me, meeting)
    if added and meeting.called_at is not None:
        record(session, me, meeting, "invited", now, new={"units": added})
        _invite(session, meeting, added, now)
        wake(session, meeting.cluster_id, now)


def call(session: Session, me: Actor, meeting_id: int, now: datetime) -> bool:
    """Call the meeting: invite its units; whether this press did it.

    Who: the cluster's head. When: it lies ahead, and so does the day for answers. Does: everybody
    who has joined of each chosen unit gets the invitation; a unit that has left the cluster since
    does not. Called already, it changes nothing. Refuses: NotForYou, NotYourCluster,
    MeetingCancelled, MeetingOfNobody, DateInPast.
    """
    meeting = meeting_for(session, me, meeting_id, Right.RUN, lock=True)
    if meeting.called_at is not None:
        return False
    standing_meeting(session, me, meeting_id, now)
    meeting.answer_by = answers_until(meeting, now)
    check_times(meeting.starts_at, meeting.ends_at, meeting.answer_by, now)
    choose(session, me, meeting_id, invited_ids(session, meeting), now)
    units = invited_ids(session, meeting)
    if not units:
        raise MeetingOfNobody
    meeting.called_at = now
    record(session, me, meeting, "called", now, new={"units": len(units)})
    _invite(session, meeting, units, now)
    show_anew(session, me, meeting)
    wake(session, meeting.cluster_id, now)
    return True


def answers_until(meeting: Meeting, now: datetime) -> datetime:
    """Until when units are to answer if the meeting is called now.

    Who: any action or screen. When: before it is called. Does: a day that a draft has outlived
    gives way to the usual one. Refuses: nothing.
    """
    if meeting.answer_by <= now < meeting.starts_at:
        return usual_answer_by(meeting.starts_at, now)
    return meeting.answer_by


def _invite(session: Session, meeting: Meeting, units: Sequence[int], now: datetime) -> None:
    soon = is_soon([meeting.starts_at], now)
    for unit_id, people in readers(session, meeting, units, now):
        key, about = f"{meeting.id}:{unit_id}", {"meeting": meeting.id, "unit": unit_id}
        if soon:  # the morning may be too late
            owe(session, now, "invitation-soon", key, people, **about)
        else:
            owe(session, now, "invitation", key, people, **about)


def readers(
    session: Session, meeting: Meeting, units: Sequence[int], now: datetime
) -> Iterator[tuple[int, list[int]]]:
    """Each of these units, and whom a letter to it reaches.

    Who: the actions on meetings. When: they owe letters. Does: reads who has joined. Refuses:
    nothing.
    """
    found = speakers(session, meeting.cluster_id, local_date(now))
    for unit_id in units:
        people = (each for each in found if each.unit_id == unit_id and each.reachable)
        yield unit_id, list(dict.fromkeys(each.person_id for each in people))


def remind(session: Session, me: Actor, meeting_id: int, now: datetime) -> int:
    """Ask the units again that have not answered; returns how many.

    Who: the cluster's head or secretary. When: called, ahead. Does: a letter to everybody joined
    of each such unit, at most one a day. Refuses: NotForYou, NotYourCluster, MeetingNotCalled,
    MeetingCancelled, MeetingStarted, NothingOwed, RemindedToday.
    """
    meeting = meeting_for(session, me, meeting_id, Right.REMIND, lock=True)
    if meeting.called_at is None:
        raise MeetingNotCalled
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    if begins(meeting) <= now:
        raise MeetingStarted(begins(meeting))
    members = {unit.unit_id for unit in member_units(session, meeting.cluster_id, local_date(now))}
    waiting = [each for each in invited_ids(session, meeting, waiting=True) if each in members]
    if not waiting:
        raise NothingOwed
    asked = readers(session, meeting, waiting, now)
    reminded = sum(_remind(session, meeting, unit_id, people, now) for unit_id, people in asked)
    if not reminded:
        raise RemindedToday
    record(session, me, meeting, "reminded", now, new={"units": reminded})
    return reminded


def _remind(
    session: Session, meeting: Meeting, unit_id: int, people: Sequence[int], now: datetime
) -> bool:
    key = f"{meeting.id}:{unit_id}:{local_date(now)}"
    new = owe(session, now, "invitation-reminder", key, people, meeting=meeting.id, unit=unit_id)
    return new > 0


# -- its end ----------------------------------------------------------------------------------


def cancel(session: Session, me: Actor, meeting_id: int, why: str, now: datetime) -> bool:
    """Cancel a meeting that was called; whether this press did it.

    Who: the cluster's head. When: called, not begun. Does: everybody invited is told the reason,
    nothing is owed any more; cancelled already, it changes nothing. Refuses: NotForYou,
    NotYourCluster, MeetingNotCalled, MeetingStarted, WhyNeeded, TextTooLong.
    """
    meeting = meeting_for(session, me, meeting_id, Right.RUN, lock=True)
    if meeting.called_at is None:
        raise MeetingNotCalled
    if meeting.cancelled_at is not None:
        return False
    standing_meeting(session, me, meeting_id, now)
    meeting.cancelled_at, meeting.cancelled_why = now, reason(why)
    meeting.version += 1
    record(session, me, meeting, "cancelled", now, why=meeting.cancelled_why)
    for unit_id, people in readers(session, meeting, invited_ids(session, meeting), now):
        key, about = f"{meeting_id}:{unit_id}", {"meeting": meeting_id, "unit": unit_id}
        if is_soon([meeting.starts_at], now):
            owe(session, now, "meeting-cancelled-soon", key, people, **about)
        else:
            owe(session, now, "meeting-cancelled", key, people, **about)
    show_anew(session, me, meeting)
    wake(session, meeting.cluster_id, now)
    return True


def drop(session: Session, me: Actor, meeting_id: int, now: datetime) -> None:
    """Give up a draft.

    Who: the cluster's head. When: it is not called. Does: it is in no list any more; nobody is
    told, as nobody knew. Dropped already, it changes nothing. Refuses: NotForYou, NotYourCluster,
    MeetingChanged for one that was called meanwhile.
    """
    meeting = meeting_for(session, me, meeting_id, Right.RUN, lock=True)
    if meeting.called_at is not None:
        raise MeetingChanged
    if meeting.cancelled_at is None:
        meeting.cancelled_at = now
        record(session, me, meeting, "dropped", now)


def show_anew(session: Session, me: Actor, meeting: Meeting) -> None:
    """Have every card redrawn that shows the meeting.

    Who: the actions on meetings. When: something has changed. Does: as `mark`. Refuses: nothing.
    """
    cluster = meeting.cluster_id
    topics = (f"meeting:{meeting.id}", f"roll:{meeting.id}", f"cluster:{cluster}")
    mark(session, *topics, by=me.person_id)


def record(
    session: Session, me: Actor, meeting: Meeting, verb: str, now: datetime, **facts: object
) -> None:
    """Add a line about a meeting to the record.

    Who: the actions on meetings. When: something has changed. Does: as `note`. Refuses: nothing.
    """
    note(
        session,
        now,
        verb,
        f"meeting:{meeting.id}",
        person_id=me.person_id,
        cluster_id=meeting.cluster_id,
        **facts,
    )
