"""What the cluster's head makes of a meeting: prepares it, changes it, adds papers."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.calling import readers, record, show_anew
from models.actions.evidence import Given
from models.actions.post import owe, owe_at, wake
from models.cluster import Cluster
from models.errors import NoCriteria
from models.errors_year import MeetingChanged, PapersFull
from models.meeting import Invitee, Meeting, MeetingKind, MeetingPaper
from models.post import Letter, LetterState
from models.queries.criteria import current_set, table_of
from models.queries.invited import invited_ids
from models.queries.meeting import standing_meeting
from models.queries.people import member_units
from models.rules.calendar import local_date
from models.rules.evidence import shown_name
from models.rules.meeting import (
    MAY_BE_EMPTY,
    PAPERS_AT_MOST,
    TIMES,
    TOLD,
    USUAL_SHARE,
    Changes,
    Part,
    at_hour,
    check_times,
    checked_text,
    completed,
    is_soon,
    review_year,
    usual_answer_by,
)

MORNING = time(7)
_REVIEWS = (MeetingKind.PREPARATORY, MeetingKind.YEAR_END)


def year_of(kind: MeetingKind, moment: datetime) -> int:
    """The emulation year to which such a meeting at that moment belongs.

    Who: any action or screen. When: always. Does: the reviews of a year are held until March of
    the next. Refuses: nothing.
    """
    day = local_date(moment)
    return review_year(day) if kind in _REVIEWS else day.year


def prepare(
    session: Session,
    me: Actor,
    cluster_id: int,
    kind: MeetingKind,
    title: str,
    starts_at: datetime,
    now: datetime,
) -> int:
    """Begin to prepare a meeting; returns its id.

    Who: the cluster's head. When: its beginning lies ahead. Does: a draft that nobody else sees,
    with the usual quorum and day for answers, for every member unit of today; the same once more
    is the same draft. Refuses: NotForYou, NotYourCluster, DateInPast, what is said of its title.
    """
    access.require(me, cluster_id, Right.RUN)
    check_times(starts_at, None, None, now)
    # Held, so that two who press at one moment make one draft.
    session.get(Cluster, cluster_id, with_for_update={"key_share": True})
    same = _same_draft(session, cluster_id, kind, starts_at)
    if same is not None:
        return same
    meeting = Meeting(
        cluster_id=cluster_id,
        year=year_of(kind, starts_at),
        kind=kind,
        title=checked_text(Part.TITLE, title),
        starts_at=starts_at,
        answer_by=usual_answer_by(starts_at, now),
        quorum=_quorum(session, cluster_id, year_of(kind, starts_at)),
        made_by=me.person_id,
        made_at=now,
    )
    session.add(meeting)
    session.flush()  # the invited units need the meeting's id
    for unit in member_units(session, cluster_id, local_date(now)):
        session.add(Invitee(meeting_id=meeting.id or 0, unit_id=unit.unit_id))
    record(session, me, meeting, "prepared", now, new={"starts_at": starts_at.isoformat()})
    return meeting.id or 0


def _same_draft(
    session: Session, cluster_id: int, kind: MeetingKind, starts_at: datetime
) -> int | None:
    return session.exec(
        select(Meeting.id).where(
            Meeting.cluster_id == cluster_id,
            Meeting.kind == kind,
            Meeting.starts_at == starts_at,
            col(Meeting.called_at).is_(None),
            col(Meeting.cancelled_at).is_(None),
        )
    ).first()


def _quorum(session: Session, cluster_id: int, year: int) -> str:
    """What the adopted criteria table demands of a ballot; two thirds without one."""
    with suppress(NoCriteria):
        found = current_set(session, cluster_id, year)
        return table_of(session, found.id or 0, found.content_hash).table.ballot.quorum[:10]
    return USUAL_SHARE


# -- what it is about -------------------------------------------------------------------------


def change(
    session: Session, me: Actor, meeting_id: int, changes: Changes, version: int, now: datetime
) -> bool:
    """Give parts of a meeting other values; whether anything is different now.

    Who: the cluster's head. When: not cancelled, not begun; `version` is what was on screen. Does:
    a new time moves the end and the day for answers along. Once it is called, everybody invited
    is told what has changed, and of a new time all are asked again. The same values change
    nothing. Refuses: NotForYou, NotYourCluster, MeetingCancelled, MeetingStarted, MeetingChanged,
    DateInPast, MeetingEndsFirst, AnswerByTooLate, what is said of its texts.
    """
    meeting = standing_meeting(session, me, meeting_id, now)
    wanted = completed(_checked(changes), meeting.starts_at, meeting.ends_at, now)
    fresh = {part: to for part, to in wanted.items() if getattr(meeting, part.value) != to}
    if not fresh:
        return False
    if meeting.called_at is not None and meeting.version != version:
        raise MeetingChanged
    old = {part: getattr(meeting, part.value) for part in fresh}
    if TIMES & set(fresh):
        _check_order(meeting, fresh, now)
    for part, to in fresh.items():
        setattr(meeting, part.value, to)
    if Part.STARTS in fresh:
        meeting.year = year_of(meeting.kind, meeting.starts_at)
    record(session, me, meeting, "changed", now, old=_written(old), new=_written(fresh))
    if meeting.called_at is not None:
        _tell_change(session, meeting, old, now)
    show_anew(session, me, meeting)
    if meeting.called_at is not None:
        wake(session, meeting.cluster_id, now)
    return True


def _check_order(meeting: Meeting, fresh: Changes, now: datetime) -> None:
    """The day for answers may be over when it is not what changes: only the closing hour, say."""
    starts_at, ends_at, answer_by = (
        fresh.get(part, getattr(meeting, part.value))
        for part in (Part.STARTS, Part.ENDS, Part.ANSWER_BY)
    )
    asked_anew = not fresh.keys().isdisjoint((Part.STARTS, Part.ANSWER_BY))
    if isinstance(starts_at, datetime):
        check_times(starts_at, ends_at, answer_by if asked_anew else None, now)


def _checked(changes: Changes) -> Changes:
    """Texts as they are stored; empty ones stay empty where that is allowed."""
    return {
        part: checked_text(part, to)
        if isinstance(to, str) and (to or part not in MAY_BE_EMPTY)
        else to
        for part, to in changes.items()
    }


def _written(values: Changes) -> dict[str, str | None]:
    """As the record keeps them."""
    return {
        part.value: to.isoformat() if isinstance(to, datetime) else to
        for part, to in values.items()
    }


def _tell_change(session: Session, meeting: Meeting, old: Changes, now: datetime) -> None:
    told = [part.value for part in Part if part in old and part in TOLD]
    if not told:
        return
    meeting.version += 1
    if Part.STARTS in old:
        meeting.time_version = meeting.version
    before = old.get(Part.STARTS)
    about = {
        "meeting": meeting.id,
        "version": meeting.version,
        "changed": told,
        "was": before.isoformat() if isinstance(before, datetime) else "",
    }
    soon = is_soon([before, meeting.starts_at], now)
    for unit_id, people in readers(session, meeting, invited_ids(session, meeting), now):
        key = f"{meeting.id}:{unit_id}:{meeting.version}"
        if soon:
            owe(session, now, "meeting-changed-soon", key, people, unit=unit_id, **about)
        else:
            owe(session, now, "meeting-changed", key, people, unit=unit_id, **about)


def add_paper(session: Session, me: Actor, meeting_id: int, given: Given, now: datetime) -> bool:
    """Put a paper to the meeting; whether it was not there yet.

    Who: the cluster's head. When: not cancelled, not begun, fewer than ten papers. Does: units get
    it with their invitation; of one that comes after the call they are told, once a day at most.
    Refuses: NotForYou, NotYourCluster, MeetingCancelled, MeetingStarted, PapersFull.
    """
    meeting = standing_meeting(session, me, meeting_id, now)
    papers = session.exec(select(MeetingPaper).where(MeetingPaper.meeting_id == meeting_id)).all()
    if given.sha256 in {each.sha256 for each in papers}:
        return False
    if len(papers) >= PAPERS_AT_MOST:
        raise PapersFull(PAPERS_AT_MOST)
    session.add(
        MeetingPaper(
            meeting_id=meeting_id,
            sha256=given.sha256,
            name=shown_name(given.name),
            kind=given.kind.value,
            by=me.person_id,
            at=now,
        )
    )
    record(session, me, meeting, "attached", now, new={"name": shown_name(given.name)})
    if meeting.called_at is not None:
        for unit_id, people in readers(session, meeting, invited_ids(session, meeting), now):
            _tell_paper(session, meeting, unit_id, people, now)
    show_anew(session, me, meeting)
    return True


def _tell_paper(
    session: Session, meeting: Meeting, unit_id: int, people: Sequence[int], now: datetime
) -> None:
    """One letter a day: who has had today's already gets another one in the morning."""
    today, about = local_date(now), {"meeting": meeting.id, "unit": unit_id}
    tomorrow = today + timedelta(days=1)
    key, next_key = (f"{meeting.id}:{unit_id}:{day}" for day in (today, tomorrow))
    told = _had(session, "meeting-papers", key, people)
    owe(session, now, "meeting-papers", key, people, **about)
    for person in told:
        morning = at_hour(tomorrow, MORNING)
        owe_at(session, now, morning, "meeting-papers", next_key, person, about)


def _had(session: Session, kind: str, key: str, people: Sequence[int]) -> Sequence[int]:
    """Who of these has that letter, or has it on its way: it says nothing new any more."""
    keys = [f"{kind}:{key}:{person}" for person in people]
    on_its_way = col(Letter.held_until).is_not(None)
    query = select(Letter.person_id).where(
        col(Letter.key).in_(keys), (col(Letter.state) == LetterState.SENT) | on_its_way
    )
    found = session.exec(query.order_by(col(Letter.person_id))).all()
    return [each for each in found if each is not None]


def remove_paper(session: Session, me: Actor, paper_id: int, now: datetime) -> None:
    """Take a paper away from its meeting; one that is gone already changes nothing.

    Who: the cluster's head. When: not cancelled, not begun. Does: nobody can fetch it any more;
    the record keeps its name. Refuses: NotForYou, NotYourCluster, MeetingCancelled, MeetingStarted.
    """
    paper = session.get(MeetingPaper, paper_id)
    if paper is None:
        return
    meeting = standing_meeting(session, me, paper.meeting_id, now)
    # Read again: another press may have removed it while this one waited for the meeting.
    paper = session.get(MeetingPaper, paper_id, populate_existing=True)
    if paper is None:
        return
    session.delete(paper)
    record(session, me, meeting, "removed", now, old={"name": paper.name})
    show_anew(session, me, meeting)
