"""A vote that ended without a result is prepared again, as a motion of its own."""

from datetime import datetime

from sqlmodel import Session

from models.access import Actor, Right
from models.actions.agenda import standing
from models.actions.ballot import further_round
from models.actions.post import mark
from models.audit import note
from models.errors_vote import NotClosed
from models.queries.motions import last_place, motion_for, motions_of, repeats
from models.voting import Motion, MotionState, draft_like


def repeat(session: Session, me: Actor, motion_id: int, now: datetime) -> int:
    """Put a vote that ended without a result on the agenda again.

    Who: the cluster's head. When: it was declared void. Does: adds a draft with the same content at
    the end of the agenda and returns its id; a further round is made anew from its own result. Made
    already, that one. Refuses: NotForYou, NotYourCluster, SessionDropped, NotClosed.
    """
    motion = motion_for(session, me, motion_id, Right.RUN)
    standing(session, me, motion.session_id, Right.RUN)
    if motion.state is not MotionState.VOID:
        raise NotClosed
    if motion.follows_id is not None:
        return further_round(session, me, motion.follows_id)
    made = repeats(motions_of(session, motion.session_id), motion)
    return made.id or 0 if made else _copied(session, me, motion, now)


def _copied(session: Session, me: Actor, motion: Motion, now: datetime) -> int:
    place = last_place(session, motion.session_id) + 1
    again = draft_like(motion, place=place, made_by=me.person_id)
    session.add(again)
    session.flush()  # its id
    about = f"motion:{again.id}"
    who = {"person_id": me.person_id, "cluster_id": motion.cluster_id}
    note(session, now, "motion-repeated", about, **who)
    mark(session, f"session:{motion.session_id}", f"ballot:{motion.id}", by=me.person_id)
    return again.id or 0
