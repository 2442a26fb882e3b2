"""Scoring sessions as screens show them: the list, an agenda, a motion being prepared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from models.access import Actor, Right
from models.base import columns
from models.cluster import Cluster, ClusterKind
from models.errors import Refusal
from models.errors_vote import SubjectNeeded
from models.meeting import Meeting
from models.people import Role
from models.queries.motions import RollUnit, electorate, motions_of
from models.queries.people import speakers
from models.rules.motion import (
    FEW,
    Absent,
    Form,
    Method,
    MotionKind,
    Option,
    QuorumOn,
    Terms,
    method_of,
    read_options,
    read_terms,
)
from models.rules.motion_check import check_motion
from models.rules.presets import PRESETS
from models.seats import has
from models.voting import Motion, MotionState, ReviewSession


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session in a list; `opened` of its `motions` have been opened."""

    session_id: int
    title: str
    year: int
    made_at: datetime
    motions: int
    opened: int
    voting: int


@dataclass(frozen=True, slots=True)
class MotionItem:
    """A motion as it is prepared, or as it was opened."""

    motion_id: int
    session_id: int
    place: int
    kind: MotionKind
    form: Form
    title: str
    state: MotionState
    round: int
    version: int
    subject: Mapping[str, Any]
    options: tuple[Option, ...]
    terms: Terms
    closes_at: datetime | None
    missing: Refusal | None
    """What it lacks before it can be opened."""

    @property
    def is_draft(self) -> bool:
        """Everything of it can be changed."""
        return self.state is MotionState.DRAFT

    @property
    def method(self) -> Method:
        """What a vote on it consists of."""
        return method_of(self.kind, self.options)


@dataclass(frozen=True, slots=True)
class Agenda:
    """A session: what it is, and its motions as far as the reader may see them."""

    session_id: int
    cluster_id: int
    cluster_name: str
    cluster_kind: ClusterKind
    locale: str
    year: int
    meeting_id: int | None
    meeting_at: datetime | None
    title: str
    openings: int
    dropped: bool
    motions: tuple[MotionItem, ...]
    units: tuple[RollUnit, ...]

    @property
    def drafts(self) -> tuple[MotionItem, ...]:
        """What is still to be opened."""
        return tuple(each for each in self.motions if each.is_draft)

    @property
    def is_open(self) -> bool:
        """Whether something is being voted on."""
        return any(each.state is MotionState.OPEN for each in self.motions)


@dataclass(frozen=True, slots=True)
class Warnings:
    """What people should know before they open anything."""

    few: int = 0
    """So many units vote in secret that everybody may infer who chose what; else 0."""
    silent: tuple[str, ...] = ()
    """Units without a voter."""
    out_of_force: tuple[tuple[int, str], ...] = ()
    """(motion's place, source) of majorities whose rule is not in force on the day."""
    no_roll: tuple[int, ...] = ()
    """Places of motions whose rules rest on a roll call, in a session without a meeting."""
    both_offices: bool = False
    """A unit stands for head and for deputy at once."""


# -- reading ----------------------------------------------------------------------------------


def sessions_of(session: Session, cluster_id: int) -> tuple[ListedSession, ...]:
    """The cluster's sessions, the newest first; those given up are not among them."""
    opened = case((col(Motion.opening) > 0, 1), else_=0)
    voting = case((col(Motion.state) == MotionState.OPEN, 1), else_=0)
    rows = session.execute(
        columns(
            ReviewSession.id,
            ReviewSession.title,
            ReviewSession.year,
            ReviewSession.made_at,
            func.count(col(Motion.id)),
            func.coalesce(func.sum(opened), 0),
            func.coalesce(func.sum(voting), 0),
        )
        .outerjoin(Motion, col(Motion.session_id) == ReviewSession.id)
        .where(col(ReviewSession.cluster_id) == cluster_id, col(ReviewSession.dropped_at).is_(None))
        .group_by(col(ReviewSession.id))
        .order_by(col(ReviewSession.id).desc())
    ).all()
    return tuple(ListedSession(*row) for row in rows)


def session_of_meeting(session: Session, meeting_id: int) -> ReviewSession | None:
    """The meeting's session that was made last and stands."""
    return session.exec(
        select(ReviewSession)
        .where(ReviewSession.meeting_id == meeting_id, col(ReviewSession.dropped_at).is_(None))
        .order_by(col(ReviewSession.id).desc())
    ).first()


def is_linked(session: Session, me: Actor, meeting: Meeting) -> bool:
    """Whether a meeting's card shows the way to its session: once something was opened, to all."""
    if may(me, meeting.cluster_id, Right.PREPARE):
        return True
    found = session_of_meeting(session, meeting.id or 0)
    return found is not None and found.openings > 0


def made_before(session: Session, me: Actor, stamp: str) -> int | None:
    """The session that a press of mine has made already."""
    query = columns(ReviewSession.id).where(col(ReviewSession.draft) == draft_key(me, stamp))
    return session.scalars(query).first()


def draft_key(me: Actor, stamp: str) -> str:
    """A press among those of all people."""
    return f"{me.person_id}:{stamp}"


def may(me: Actor, cluster_id: int, right: Right) -> bool:
    """Whether I have the right there."""
    return any(has(seat, right) for seat in me.seats if seat.cluster_id == cluster_id)


def agenda(session: Session, found: ReviewSession, now: datetime, *, whole: bool) -> Agenda:
    """The session; only `whole` with what was not opened yet."""
    cluster = session.get_one(Cluster, found.cluster_id)
    meeting = session.get(Meeting, found.meeting_id) if found.meeting_id else None
    motions = [motion_item(each) for each in motions_of(session, found.id or 0)]
    return Agenda(
        found.id or 0,
        found.cluster_id,
        cluster.name,
        cluster.kind,
        cluster.locale,
        found.year,
        found.meeting_id,
        meeting.starts_at if meeting else None,
        found.title,
        found.openings,
        found.dropped_at is not None,
        tuple(each for each in motions if whole or not each.is_draft),
        electorate(session, found, now),
    )


def motion_item(motion: Motion) -> MotionItem:
    """A motion as screens see it."""
    options, terms = read_options(motion.options), read_terms(motion.terms)
    return MotionItem(
        motion.id or 0,
        motion.session_id,
        motion.place,
        motion.kind,
        motion.form,
        motion.title,
        motion.state,
        motion.round,
        motion.version,
        dict(motion.subject),
        options,
        terms,
        motion.closes_at,
        _missing(motion, options, terms) if motion.state is MotionState.DRAFT else None,
    )


def _missing(motion: Motion, options: Sequence[Option], terms: Terms) -> Refusal | None:
    if motion.kind is MotionKind.HONOUR and "unit" not in motion.subject:
        return SubjectNeeded()
    try:
        check_motion(motion.kind, motion.form, motion.title, options, terms, motion.round)
    except Refusal as refusal:
        return refusal
    return None


# -- warnings ---------------------------------------------------------------------------------


def warnings(found: Agenda, today: date) -> Warnings:
    """What is to be thought of before the drafts are opened."""
    secret = any(each.form is Form.SECRET for each in found.drafts)
    count = len(found.units)
    return Warnings(
        count if secret and count < FEW else 0,
        tuple(each.short_name for each in found.units if each.person_id is None),
        tuple(
            (each.place, PRESETS[each.terms.preset].source)
            for each in found.drafts
            if each.terms.preset in PRESETS and not PRESETS[each.terms.preset].holds(today)
        ),
        tuple(
            each.place
            for each in found.drafts
            if found.meeting_id is None and _rests_on_roll(each.terms)
        ),
        bool(_standing(found, MotionKind.HEAD) & _standing(found, MotionKind.DEPUTY)),
    )


def _standing(found: Agenda, kind: MotionKind) -> set[int | None]:
    """The units that stand in a draft of that kind."""
    return {
        option.unit_id
        for each in found.drafts
        if each.kind is kind
        for option in each.options
        if option.unit_id is not None
    }


def _rests_on_roll(terms: Terms) -> bool:
    return terms.quorum_on is QuorumOn.PRESENCE or terms.absent is not Absent.CAST


# -- who votes --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a unit who could cast its vote."""

    person_id: int
    name: str
    title: str
    role: Role


def voters_of(
    session: Session, cluster_id: int, unit_id: int, today: date
) -> tuple[Candidate, ...]:
    """Those who speak for the unit today and have an account, the leader first."""
    found: dict[int, Candidate] = {}
    for each in speakers(session, cluster_id, today, unit_id=unit_id):
        if each.joined:
            person = Candidate(each.person_id, each.name, each.title, each.role)
            found.setdefault(each.person_id, person)
    return tuple(found.values())
