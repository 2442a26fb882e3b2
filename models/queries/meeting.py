"""Meetings of a cluster: what they are about, who is invited, and what each unit has answered."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, or_
from sqlmodel import Session, col

from models import access
from models.access import Actor, Right
from models.base import columns
from models.calendar import CalendarStep
from models.cluster import Cluster, ClusterKind, Membership
from models.errors_year import MeetingCancelled, MeetingStarted
from models.meeting import Invitee, Meeting, MeetingKind, MeetingPaper
from models.rules.calendar import local_date
from models.rules.year_steps import YearStep, usual_moment

STEP_OF = {
    MeetingKind.MID_YEAR: YearStep.MID_REVIEW,
    MeetingKind.PREPARATORY: YearStep.PREPARATORY,
    MeetingKind.YEAR_END: YearStep.YEAR_REVIEW,
}
"""The step of the year's calendar that a meeting is."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that the units get with their invitation."""

    paper_id: int
    name: str
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MeetingState:
    """A meeting as screens show it."""

    meeting_id: int
    cluster_id: int
    cluster_name: str
    cluster_kind: ClusterKind
    year: int
    kind: MeetingKind
    title: str
    place: str
    map_url: str
    programme: str
    starts_at: datetime
    ends_at: datetime | None
    answer_by: datetime
    quorum: str
    called_at: datetime | None
    version: int
    time_version: int
    cancelled_at: datetime | None
    cancelled_why: str
    roll_opened_at: datetime | None
    closed_at: datetime | None
    papers: tuple[Paper, ...]

    @property
    def is_draft(self) -> bool:
        """Only its head knows of it."""
        return self.called_at is None

    @property
    def is_cancelled(self) -> bool:
        """It does not take place."""
        return self.cancelled_at is not None

    def started(self, now: datetime) -> bool:
        """Whether its hour has come, or it was ended before that."""
        return now >= min(self.starts_at, self.closed_at or self.starts_at)

    def stands(self, now: datetime) -> bool:
        """Called, not cancelled, still ahead: it can be answered and changed."""
        return not (self.is_draft or self.is_cancelled or self.started(now))


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting in a list, and how many of how many units have answered."""

    meeting_id: int
    kind: MeetingKind
    title: str
    starts_at: datetime
    is_draft: bool
    is_cancelled: bool
    answered: int
    invited: int


# -- the way to a meeting ---------------------------------------------------------------------


def meeting_for(
    session: Session,
    me: Actor,
    meeting_id: int,
    right: Right | None = None,
    *,
    lock: bool = False,
) -> Meeting:
    """The meeting, if I have the right in its cluster (any seat there, if none is named).

    What is not called yet is known to its head only. Locked, to be changed.
    """
    meeting = session.get(Meeting, meeting_id)
    if meeting is not None and meeting.called_at is None:
        right = right or Right.RUN
    return access.row_for(session, me, Meeting, meeting_id, right, lock=lock)


def standing_meeting(session: Session, me: Actor, meeting_id: int, now: datetime) -> Meeting:
    """A meeting of mine to run that can still be changed; locked.

    Raises MeetingCancelled; MeetingStarted once a meeting that was called has begun.
    """
    meeting = meeting_for(session, me, meeting_id, Right.RUN, lock=True)
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    if meeting.called_at is not None and begins(meeting) <= now:
        raise MeetingStarted(begins(meeting))
    return meeting


def begins(meeting: Meeting) -> datetime:
    """From when on it is held; one that was ended before its hour has been held, too."""
    return min(meeting.starts_at, meeting.closed_at or meeting.starts_at)


# -- states -----------------------------------------------------------------------------------


def meeting_state(session: Session, meeting: Meeting) -> MeetingState:
    """The meeting, to be shown."""
    cluster = session.get_one(Cluster, meeting.cluster_id)
    return MeetingState(
        meeting.id or 0,
        meeting.cluster_id,
        cluster.name,
        cluster.kind,
        meeting.year,
        meeting.kind,
        meeting.title,
        meeting.place,
        meeting.map_url,
        meeting.programme,
        meeting.starts_at,
        meeting.ends_at,
        meeting.answer_by,
        meeting.quorum,
        meeting.called_at,
        meeting.version,
        meeting.time_version,
        meeting.cancelled_at,
        meeting.cancelled_why,
        meeting.roll_opened_at,
        meeting.closed_at,
        _papers(session, meeting.id or 0),
    )


def _papers(session: Session, meeting_id: int) -> tuple[Paper, ...]:
    rows = session.execute(
        columns(MeetingPaper.id, MeetingPaper.name, MeetingPaper.kind, MeetingPaper.sha256)
        .where(col(MeetingPaper.meeting_id) == meeting_id)
        .order_by(col(MeetingPaper.id))
    ).all()
    return tuple(Paper(*row) for row in rows)


_STANDS = case((col(Invitee.seen_version) >= Meeting.time_version, col(Invitee.reply)))
"""The answer to the present time; none otherwise."""


def meetings_of(session: Session, cluster_id: int, now: datetime, *, runs: bool) -> list[Listed]:
    """The cluster's meetings of this year and the one before: those ahead first, then the latest.

    Drafts are for who runs the cluster; one that was dropped is for nobody.
    """
    today = local_date(now)
    members = col(Invitee.unit_id).in_(
        columns(Membership.unit_id).where(
            col(Membership.cluster_id) == cluster_id,
            col(Membership.from_on) <= today,
            or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= today),
        )
    )
    query = (
        columns(Meeting, func.count(_STANDS), func.count(col(Invitee.unit_id)))
        .outerjoin(Invitee, (col(Invitee.meeting_id) == Meeting.id) & members)
        .where(col(Meeting.cluster_id) == cluster_id, col(Meeting.year) >= today.year - 1)
        .where(col(Meeting.called_at).is_not(None) | col(Meeting.cancelled_at).is_(None))
        .group_by(col(Meeting.id))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    if not runs:
        query = query.where(col(Meeting.called_at).is_not(None))
    found = [_listed(*row) for row in session.execute(query).all()]
    ahead = [each for each in found if each.starts_at > now]
    return [*ahead, *(each for each in reversed(found) if each.starts_at <= now)]


def _listed(meeting: Meeting, answered: int, invited: int) -> Listed:
    return Listed(
        meeting.id or 0,
        meeting.kind,
        meeting.title,
        meeting.starts_at,
        meeting.called_at is None,
        meeting.cancelled_at is not None,
        answered,
        invited,
    )


def planned_day(session: Session, cluster_id: int, kind: MeetingKind, year: int) -> date | None:
    """The day on which the year's calendar has such a meeting; none for a thematic one."""
    step = STEP_OF.get(kind)
    if step is None:
        return None
    row = session.get(CalendarStep, (cluster_id, year, step.value))
    return local_date(row.at if row else usual_moment(step, year))


def paper_of(session: Session, paper_id: int) -> tuple[int, str] | None:
    """Which meeting a paper belongs to, and what it is called; none if it is gone."""
    row = session.get(MeetingPaper, paper_id)
    return None if row is None else (row.meeting_id, row.name)
