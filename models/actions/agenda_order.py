"""The list of motions on an agenda: one more, one less, another order."""

from datetime import datetime

from sqlmodel import Session

from models.access import Actor
from models.actions.agenda import Wording, motion_of, standing
from models.actions.agenda_motion import draft_of, note_motion
from models.errors import UnknownButton
from models.errors_vote import MotionChanged
from models.queries.agenda_table import agreed_of, ballot_of, elected_heads, roster
from models.queries.motions import last_place, motions_of
from models.rules.calendar import local_date
from models.rules.motion import MotionKind
from models.rules.motion_terms import usual_form, usual_terms
from models.rules.nominees import Way, nominees
from models.rules.templates import MotionDraft, elections, leaders
from models.voting import ReviewSession

_OFFICES = frozenset({MotionKind.HEAD, MotionKind.DEPUTY})


def add(
    session: Session,
    me: Actor,
    session_id: int,
    kind: MotionKind,
    after: int,
    source: str,
    words: Wording,
    now: datetime,
) -> int:
    """Put a motion at the end of an agenda; returns its id.

    Who: the cluster's head or secretary. When: the session stands; `after` is the last place that
    was on screen. Does: a draft with the usual rules of its kind; pressed twice it is added once.
    Refuses: NotForYou, NotYourCluster, SessionDropped, MotionChanged.
    """
    found = standing(session, me, session_id)
    last = last_place(session, session_id)
    if last != after:
        return _added_before(session, me, found, kind, after)
    draft = _draft(session, found, kind, source, now)
    motion = motion_of(me, found, draft, last + 1, words(draft))
    session.add(motion)
    session.flush()  # its id
    note_motion(session, me, motion, "motion-added", now, new=kind.value)
    return motion.id or 0


def _added_before(
    session: Session, me: Actor, found: ReviewSession, kind: MotionKind, after: int
) -> int:
    """What a first press has added; MotionChanged if it was something else."""
    for each in motions_of(session, found.id or 0):
        if each.place == after + 1 and each.kind is kind and each.made_by == me.person_id:
            return each.id or 0
    raise MotionChanged


def _draft(
    session: Session, found: ReviewSession, kind: MotionKind, source: str, now: datetime
) -> MotionDraft:
    ballot = ballot_of(session, found.cluster_id, found.year)
    if kind in _OFFICES:
        agreed = agreed_of(session, found.cluster_id, found.year, now)
        members = roster(session, found.cluster_id, local_date(now))
        heads, deputies = nominees(members, Way.FREE, leaders(agreed))
        taken = elected_heads(motions_of(session, found.id or 0))
        who = heads, tuple(each for each in deputies if each.unit_id not in taken)
        made = elections(agreed, who, ballot, found.year, source)
        return next(each for each in made if each.kind is kind)
    about: dict[str, object] = {}
    if kind is MotionKind.SCORE_TABLE:
        agreed = agreed_of(session, found.cluster_id, found.year, now)
        about = {"period": agreed.period_id, "version": agreed.version} if agreed else {}
    terms = usual_terms(kind, ballot, source)
    return MotionDraft(kind, usual_form(kind, ballot), terms, subject=about)


def move(
    session: Session, me: Actor, motion_id: int, version: int, place: int, now: datetime
) -> None:
    """Move a draft to the place of a neighbour.

    Who: the cluster's head or secretary. When: it is a draft. Does: the two change places; there
    already, nothing changes. Refuses: as `change`, and UnknownButton where there is no such place.
    """
    motion = draft_of(session, me, motion_id)
    if motion.place == place:
        return
    if motion.version != version:
        raise MotionChanged
    others = motions_of(session, motion.session_id)
    neighbour = next((each for each in others if each.place == place), None)
    if neighbour is None:
        raise UnknownButton
    motion.place, neighbour.place = neighbour.place, motion.place
    motion.version += 1
    note_motion(session, me, motion, "motion-moved", now, old=neighbour.place, new=place)


def delete(
    session: Session, me: Actor, session_id: int, motion_id: int, version: int, now: datetime
) -> None:
    """Take a draft from the agenda.

    Who: the cluster's head or secretary. When: it is a draft. Does: deletes it; those behind move
    up. Gone already, nothing changes. Refuses: as `change`.
    """
    standing(session, me, session_id)
    if all(each.id != motion_id for each in motions_of(session, session_id)):
        return
    motion = draft_of(session, me, motion_id)
    if motion.version != version:
        raise MotionChanged
    note_motion(session, me, motion, "motion-deleted", now, old=motion.title)
    session.delete(motion)
    session.flush()  # those that are left are counted anew
    for place, each in enumerate(motions_of(session, session_id), 1):
        each.place = place
