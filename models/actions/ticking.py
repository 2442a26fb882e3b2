"""Ticking units in and out of a meeting, for those who keep its list."""

from datetime import datetime

from sqlmodel import Session

from models.access import Actor, Right
from models.actions.attendance import (
    Noted,
    begin,
    finish,
    meeting_going_on,
    note_stay,
    stay_of,
    strike_stay,
    window,
)
from models.errors import NotForYou
from models.errors_year import NotInvited, NotKeepingRoll
from models.meeting import Invitee, Meeting, Reply
from models.rules.text import one_line

NAME_LIMIT = 120


def tick_in(
    session: Session, me: Actor, meeting_id: int, unit_id: int, before: int, now: datetime
) -> Noted:
    """Note that a unit is there: it has no phone at hand, or comes late.

    Who: the units of the cluster's head and secretary. When: the roll call has been opened once,
    the meeting goes on. Does: begins the unit's stay, in the name of the delegate if one was
    named; as `come`. Refuses: NotYourCluster, NotKeepingRoll, NotInvited, MeetingNotCalled,
    MeetingCancelled, MeetingEnded, RollNotOpened.
    """
    meeting = _kept(session, me, meeting_id)
    invitee = session.get(Invitee, (meeting_id, unit_id))
    if invitee is None:
        raise NotInvited
    name = invitee.delegate if invitee.reply is Reply.SUBSTITUTE else ""
    return begin(session, me, meeting, unit_id, before, name, now, own=False)


def tick_out(
    session: Session, me: Actor, meeting_id: int, presence_id: int, now: datetime
) -> Noted | None:
    """Note that a unit leaves before the end.

    Who: as `tick_in`. When: as `tick_in`. Does: as `leave`. Refuses: NotYourCluster,
    NotKeepingRoll, MeetingNotCalled, MeetingCancelled, MeetingEnded, RollNotOpened.
    """
    meeting = _kept(session, me, meeting_id)
    return finish(session, me, meeting, stay_of(session, meeting, presence_id), now)


def name_guest(
    session: Session, me: Actor, meeting_id: int, presence_id: int, name: str, now: datetime
) -> bool:
    """Say who stands for a unit that is there; whether that is new.

    Who: as `tick_in`. When: as `tick_in`. Does: keeps the name for the list and the minutes.
    Refuses: as `tick_out`, NothingTyped, TextTooLong, HiddenCharacters.
    """
    meeting = _kept(session, me, meeting_id)
    said = one_line(name, NAME_LIMIT)
    stay = stay_of(session, meeting, presence_id)
    if stay is None or stay.name == said:
        return False
    note_stay(session, me, meeting, stay, "named", now, old=stay.name, new=said)
    stay.name = said
    return True


def strike(session: Session, me: Actor, meeting_id: int, presence_id: int, now: datetime) -> bool:
    """Take away a stay that was noted by mistake; whether there was one.

    Who: as `tick_in`. When: as `tick_in`. Does: the record keeps what it said. Refuses: as
    `tick_out`.
    """
    meeting = _kept(session, me, meeting_id)
    stay = stay_of(session, meeting, presence_id)
    if stay is None:
        return False
    strike_stay(session, me, meeting, stay, now)
    return True


def _kept(session: Session, me: Actor, meeting_id: int) -> Meeting:
    try:
        meeting = meeting_going_on(session, me, meeting_id, Right.REMIND)
    except NotForYou:
        raise NotKeepingRoll from None
    window(meeting)
    return meeting
