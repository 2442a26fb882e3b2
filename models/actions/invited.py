"""What an invited unit answers: it comes, sends somebody in its place, or asks to be excused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.access import Actor
from models.actions.evidence import Given
from models.actions.post import mark, wake
from models.audit import note
from models.errors_year import (
    AnswerAfterMeeting,
    DelegateNeeded,
    MeetingCancelled,
    MeetingMoved,
    MeetingNotCalled,
)
from models.meeting import Invitee, Meeting, Reply
from models.queries.invited import invited_unit
from models.queries.meeting import begins, meeting_for
from models.rules.evidence import shown_name
from models.rules.meeting import NAME_LIMIT, person_name, reason
from models.rules.text import one_line


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: whom a unit sends in its leader's place, or why nobody."""

    reply: Reply
    delegate: str = ""
    delegate_title: str = ""
    why: str = ""
    proof: Given | None = None
    """The authorisation's file."""


def answer(
    session: Session,
    me: Actor,
    meeting_id: int,
    given: Answer,
    version: int,
    now: datetime,
    *,
    unit_id: int | None = None,
) -> bool:
    """Answer an invitation for my unit (`unit_id`, of several); whether anything is different now.

    Who: anybody who speaks for an invited unit. When: called, not cancelled, not begun; `version`
    of the meeting is what was on screen. Does: the last answer counts, the head's list follows, and
    reminders stop. Refuses: NotYourCluster, NotInvited, MeetingNotCalled, MeetingCancelled,
    AnswerAfterMeeting, MeetingMoved (the screen showed another time), DelegateNeeded, WhyNeeded,
    TextTooLong, HiddenCharacters.
    """
    meeting, row = _open(session, me, meeting_id, unit_id, now)
    if version < meeting.time_version:
        raise MeetingMoved(meeting.starts_at)
    wanted = _values(given, row)
    before = {name: getattr(row, name) for name in wanted}
    if wanted == before and row.seen_version >= meeting.time_version:
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.replied_by, row.replied_at, row.seen_version = me.person_id, now, meeting.version
    _note(session, me, meeting, row, "answered", now, old=_kept(before), new=_kept(wanted))
    mark(session, f"meeting:{meeting_id}", by=me.person_id)
    wake(session, meeting.cluster_id, now)
    return True


def answerable(
    session: Session, me: Actor, meeting_id: int, now: datetime, *, unit_id: int | None = None
) -> None:
    """Whether my unit can answer: before it is asked for names and reasons.

    Who: anybody who speaks for an invited unit. When: as `answer`. Does: nothing. Refuses:
    NotYourCluster, NotInvited, MeetingNotCalled, MeetingCancelled, AnswerAfterMeeting.
    """
    _open(session, me, meeting_id, unit_id, now)


def authorise(
    session: Session,
    me: Actor,
    meeting_id: int,
    proof: Given,
    now: datetime,
    *,
    unit_id: int | None = None,
) -> None:
    """Put the authorisation of whom my unit sends to its answer; a later file replaces it.

    Who: anybody who speaks for the unit. When: it sends somebody, and may still answer. Does: the
    head can fetch the file. The same file again changes nothing. Refuses: NotYourCluster,
    NotInvited, MeetingNotCalled, MeetingCancelled, AnswerAfterMeeting, DelegateNeeded.
    """
    meeting, row = _open(session, me, meeting_id, unit_id, now)
    if row.reply is not Reply.SUBSTITUTE:
        raise DelegateNeeded
    if row.authorisation == proof.sha256:
        return
    row.authorisation, row.authorisation_name = proof.sha256, shown_name(proof.name)
    _note(session, me, meeting, row, "authorised", now, new={"name": row.authorisation_name})
    mark(session, f"meeting:{meeting_id}", by=me.person_id)


def _open(
    session: Session, me: Actor, meeting_id: int, unit_id: int | None, now: datetime
) -> tuple[Meeting, Invitee]:
    """The meeting, held as it is, and my unit's row, locked: always in this order."""
    meeting = meeting_for(session, me, meeting_id)
    meeting = session.get_one(
        Meeting, meeting_id, with_for_update={"read": True}, populate_existing=True
    )
    unit_id = invited_unit(session, me, meeting, unit_id)
    if meeting.called_at is None:
        raise MeetingNotCalled
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    if begins(meeting) <= now:
        raise AnswerAfterMeeting(begins(meeting))
    row = session.get_one(
        Invitee, (meeting_id, unit_id), with_for_update=True, populate_existing=True
    )
    return meeting, row


def _values(given: Answer, row: Invitee) -> dict[str, Any]:
    """The columns of an answer; what belongs to another kind of answer is emptied."""
    values: dict[str, Any] = dict.fromkeys(
        ("delegate", "delegate_title", "why", "authorisation", "authorisation_name"), ""
    )
    if given.reply is Reply.EXCUSED:
        values["why"] = reason(given.why)
    if given.reply is Reply.SUBSTITUTE:
        values["delegate"] = person_name(given.delegate)
        title = given.delegate_title
        values["delegate_title"] = one_line(title, NAME_LIMIT) if title.strip() else ""
        values |= _proof(given, row, values["delegate"])
    return values | {"reply": given.reply}


def _proof(given: Answer, row: Invitee, delegate: str) -> dict[str, str]:
    """The file that was sent, or the one that the same person has brought already."""
    if given.proof is not None:
        name = shown_name(given.proof.name)
        return {"authorisation": given.proof.sha256, "authorisation_name": name}
    if row.delegate != delegate:
        return {}
    return {"authorisation": row.authorisation, "authorisation_name": row.authorisation_name}


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """As the record keeps an answer: without the hash of its file."""
    return {name: value for name, value in values.items() if value and name != "authorisation"}


def _note(
    session: Session,
    me: Actor,
    meeting: Meeting,
    row: Invitee,
    verb: str,
    now: datetime,
    **change: Any,
) -> None:
    note(
        session,
        now,
        verb,
        f"meeting:{meeting.id}",
        person_id=me.person_id,
        unit_id=row.unit_id,
        cluster_id=meeting.cluster_id,
        **change,
    )
