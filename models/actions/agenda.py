"""Scoring sessions: made, filled from the agreed ranking, given up."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from models import access
from models.access import Actor, Right
from models.actions.post import mark
from models.audit import note
from models.base import insert_new
from models.errors import NotForYou
from models.errors_vote import (
    NoAgreedTable,
    SessionDropped,
    SessionHasVotes,
)
from models.meeting import Meeting
from models.queries.agenda import draft_key, made_before
from models.queries.agenda_table import agreed_of, ballot_of, elected_heads, roster
from models.queries.award_grounds import votes_of_year
from models.queries.meeting import meeting_for
from models.queries.motions import last_place, motions_of, session_for
from models.rules.calendar import local_date
from models.rules.meeting import review_year
from models.rules.motion import MotionKind
from models.rules.motion_edits import TITLE_LIMIT as MOTION_TITLE_LIMIT
from models.rules.nominees import Way, nominees
from models.rules.settings import Honour
from models.rules.templates import MotionDraft, elections, leaders, settled, usual
from models.rules.text import one_line
from models.voting import Motion, MotionState, ReviewSession

TITLE_LIMIT = 200
Wording = Callable[[MotionDraft], str]
"""Words a motion's title, in the cluster's language."""


def new(
    session: Session,
    me: Actor,
    cluster_id: int,
    meeting_id: int | None,
    title: str,
    stamp: str,
    now: datetime,
) -> int:
    """Begin to prepare a scoring session; returns its id.

    Who: the cluster's head or secretary. When: always; of a meeting, or by itself. Does: adds an
    empty session of the year that is reviewed. The same stamp finds the first one. Refuses:
    NotForYou, NotYourCluster, NothingTyped, TextTooLong, HiddenCharacters.
    """
    access.require(me, cluster_id, Right.PREPARE)
    meeting = _meeting(session, me, cluster_id, meeting_id)
    made = insert_new(
        session,
        ReviewSession,
        cluster_id=cluster_id,
        year=meeting.year if meeting else review_year(local_date(now)),
        meeting_id=meeting_id,
        title=one_line(" ".join(title.split()), TITLE_LIMIT),
        draft=draft_key(me, stamp),
        openings=0,
        made_by=me.person_id,
        made_at=now,
        dropped_at=None,
    )
    found = made_before(session, me, stamp) or 0
    if made:
        _note(session, me, found, cluster_id, "session-made", now, new=title)
        mark(session, f"cluster:{cluster_id}", by=me.person_id)
    return found


def _meeting(
    session: Session, me: Actor, cluster_id: int, meeting_id: int | None
) -> Meeting | None:
    if meeting_id is None:
        return None
    found = meeting_for(session, me, meeting_id, Right.PREPARE)
    access.require(me, cluster_id, Right.PREPARE)
    if found.cluster_id != cluster_id:
        raise NotForYou
    return found


def _note(
    session: Session,
    me: Actor,
    session_id: int,
    cluster_id: int,
    verb: str,
    now: datetime,
    **facts: object,
) -> None:
    note(
        session,
        now,
        verb,
        f"session:{session_id}",
        person_id=me.person_id,
        cluster_id=cluster_id,
        **facts,
    )


def standing(
    session: Session, me: Actor, session_id: int, right: Right = Right.PREPARE
) -> ReviewSession:
    """A session of mine to prepare; locked, so that nothing of it is opened meanwhile.

    Who: any action on an agenda. When: it was not given up. Does: locks it. Refuses: NotForYou,
    NotYourCluster, SessionDropped.
    """
    found = session_for(session, me, session_id, right, lock=True)
    if found.dropped_at is not None:
        raise SessionDropped
    return found


# -- the usual motions ------------------------------------------------------------------------


def fill(
    session: Session, me: Actor, session_id: int, source: str, words: Wording, now: datetime
) -> tuple[int, tuple[Honour, ...]]:
    """Put the motions of a usual session on an agenda, as far as they are not on it.

    Who: the cluster's head or secretary. When: the session stands. Does: adds drafts from the
    agreed table, and the elections; without an agreed table the elections alone. Returns how many
    are new, and the honours that wait for the result of an earlier vote. Refuses: NotForYou,
    NotYourCluster, SessionDropped, and NoAgreedTable if nothing but the table's motions lack.
    """
    found = standing(session, me, session_id)
    agreed = agreed_of(session, found.cluster_id, found.year, now)
    votes = votes_of_year(session, found.cluster_id, found.year)
    passed = [about for about, vote in votes.items() if vote.passed]
    agreed = settled(agreed, passed) if agreed else None
    ballot = ballot_of(session, found.cluster_id, found.year)
    members = roster(session, found.cluster_id, local_date(now))
    wanted = usual(agreed, members, ballot, found.year, source=source)
    there = [
        _about(each, wanted.drafts)
        for each in motions_of(session, session_id)
        if each.state is not MotionState.VOID  # its question is still to be put
    ]
    drafts = [
        each
        for each in wanted.drafts
        if (each.kind, dict(each.subject)) not in there
        and (each.subject.get("unit"), each.subject.get("honour")) not in passed
    ]
    if agreed is None and not drafts:
        raise NoAgreedTable
    _put(session, me, found, drafts, words, now)
    return len(drafts), wanted.waiting


def _about(motion: Motion, wanted: Sequence[MotionDraft]) -> tuple[MotionKind, dict[str, object]]:
    """What a motion is about; a draft on a table that was agreed anew since is now about that."""
    if motion.kind is MotionKind.SCORE_TABLE and motion.state is MotionState.DRAFT:
        newest = next((dict(each.subject) for each in wanted if each.kind is motion.kind), {})
        if newest and motion.subject != newest:
            motion.subject, motion.version = newest, motion.version + 1
    return motion.kind, dict(motion.subject)


def _put(
    session: Session,
    me: Actor,
    found: ReviewSession,
    drafts: Sequence[MotionDraft],
    words: Wording,
    now: datetime,
) -> None:
    session_id = found.id or 0
    for place, draft in enumerate(drafts, last_place(session, session_id) + 1):
        session.add(motion_of(me, found, draft, place, words(draft)))
    if drafts:
        _note(session, me, session_id, found.cluster_id, "motions-added", now, new=len(drafts))
        mark(session, f"session:{session_id}", by=me.person_id)
        session.flush()  # what is shown next is read from the rows


def motion_of(
    me: Actor, found: ReviewSession, draft: MotionDraft, place: int, title: str
) -> Motion:
    """A draft as a row.

    Who: the actions on agendas. When: always. Does: nothing else. Refuses: nothing.
    """
    return Motion(
        session_id=found.id or 0,
        cluster_id=found.cluster_id,
        place=place,
        kind=draft.kind,
        form=draft.form,
        title=title[:MOTION_TITLE_LIMIT],
        subject=dict(draft.subject),
        options=[each.stored() for each in draft.options],
        terms=draft.terms.stored(),
        state=MotionState.DRAFT,
        made_by=me.person_id,
    )


def choose_way(session: Session, me: Actor, session_id: int, way: Way, now: datetime) -> int:
    """Say how those are found who stand for head and deputy.

    Who: the cluster's head or secretary. When: the session stands. Does: puts other options on the
    drafts of both elections; their other rules stay. Returns how many changed; the same way once
    more changes nothing. Refuses: NotForYou, NotYourCluster, SessionDropped.
    """
    found = standing(session, me, session_id)
    agreed = agreed_of(session, found.cluster_id, found.year, now)
    members = roster(session, found.cluster_id, local_date(now))
    ballot = ballot_of(session, found.cluster_id, found.year)
    heads, deputies = nominees(members, way, leaders(agreed))
    taken = elected_heads(motions_of(session, session_id))
    who = heads, tuple(each for each in deputies if each.unit_id not in taken)
    by_kind = {each.kind: each for each in elections(agreed, who, ballot, found.year)}
    changed = 0
    for motion in motions_of(session, session_id):
        draft = by_kind.get(motion.kind)
        if draft is not None and motion.state is MotionState.DRAFT and motion.round == 1:
            changed += _stand(motion, draft)
    if changed:
        _note(session, me, session_id, found.cluster_id, "nominees", now, new=way.value)
        mark(session, f"session:{session_id}", by=me.person_id)
    return changed


def _stand(motion: Motion, draft: MotionDraft) -> bool:
    options = [each.stored() for each in draft.options]
    merits = draft.terms.stored()["merits"]
    if motion.options == options:
        return False
    motion.options, motion.terms = options, {**motion.terms, "merits": merits}
    motion.version += 1
    return True


# -- the session itself -----------------------------------------------------------------------


def rename(session: Session, me: Actor, session_id: int, title: str, now: datetime) -> None:
    """Give a session another title.

    Who: the cluster's head or secretary. When: it stands. Does: as said. Refuses: NotForYou,
    NotYourCluster, SessionDropped, NothingTyped, TextTooLong, HiddenCharacters.
    """
    found = standing(session, me, session_id)
    before, found.title = found.title, one_line(" ".join(title.split()), TITLE_LIMIT)
    _note(
        session, me, session_id, found.cluster_id, "session-named", now, old=before, new=found.title
    )
    mark(session, f"session:{session_id}", f"cluster:{found.cluster_id}", by=me.person_id)


def drop(session: Session, me: Actor, session_id: int, now: datetime) -> int:
    """Give a session up, with everything on its agenda; returns its cluster's id.

    Who: the cluster's head. When: nothing of it was opened. Does: takes it from all lists. Given up
    already, nothing changes. Refuses: NotForYou, NotYourCluster, SessionHasVotes.
    """
    found = session_for(session, me, session_id, Right.RUN, lock=True)
    if found.dropped_at is not None:
        return found.cluster_id
    if found.openings:
        raise SessionHasVotes
    found.dropped_at = now
    _note(session, me, session_id, found.cluster_id, "session-dropped", now, old=found.title)
    mark(session, f"session:{session_id}", f"cluster:{found.cluster_id}", by=me.person_id)
    return found.cluster_id
