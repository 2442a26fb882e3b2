"""Who votes for a unit in a session instead of its leader (*ủy quyền biểu quyết*)."""

from datetime import datetime

from sqlmodel import Session, select

from models.access import Actor, Right
from models.actions.post import mark
from models.audit import note
from models.errors import NotForYou
from models.errors_vote import NotAVoter, SessionDropped, SessionOpened
from models.people import Role
from models.queries.agenda import may, voters_of
from models.queries.motions import session_for
from models.queries.people import member_units
from models.rules.calendar import local_date
from models.voting import Motion, MotionState, ReviewSession, Substitute


def appoint(
    session: Session,
    me: Actor,
    session_id: int,
    unit_id: int,
    person_id: int | None,
    now: datetime,
) -> None:
    """Register who votes for a unit in a session instead of its leader; none: the leader again.

    Who: the unit's leader, or the cluster's head. When: nothing of the session is open. Does: as
    said; the same once more changes nothing. Refuses: NotYourCluster, NotForYou, SessionDropped,
    SessionOpened, NotAVoter.
    """
    found = session_for(session, me, session_id, lock=True)
    _check_appointing(session, me, found, unit_id, now)
    voters = voters_of(session, found.cluster_id, unit_id, local_date(now))
    if person_id is not None and person_id not in {each.person_id for each in voters}:
        raise NotAVoter
    row = session.get(Substitute, (session_id, unit_id))
    before = row.person_id if row else None
    leader = next((each.person_id for each in voters if each.role == Role.LEADER), None)
    wanted = None if person_id == leader else person_id
    if before == wanted:
        return
    if row is not None:
        session.delete(row)
        session.flush()  # its key is free for the next one
    if wanted is not None:
        session.add(
            Substitute(
                session_id=session_id, unit_id=unit_id, person_id=wanted, by=me.person_id, at=now
            )
        )
    facts = {"unit_id": unit_id, "old": before, "new": wanted}
    note(
        session,
        now,
        "voter-named",
        f"session:{session_id}",
        person_id=me.person_id,
        cluster_id=found.cluster_id,
        **facts,
    )
    mark(session, f"session:{session_id}", by=me.person_id)
    session.flush()  # what is shown next is read from the rows


def _check_appointing(
    session: Session, me: Actor, found: ReviewSession, unit_id: int, now: datetime
) -> None:
    if unit_id not in {
        each.unit_id for each in member_units(session, found.cluster_id, local_date(now))
    }:
        raise NotAVoter
    if not may(me, found.cluster_id, Right.RUN) and not leads(me, found.cluster_id, unit_id):
        raise NotForYou
    if found.dropped_at is not None:
        raise SessionDropped
    if session.exec(
        select(Motion.id).where(Motion.session_id == found.id, Motion.state == MotionState.OPEN)
    ).first():
        raise SessionOpened


def leads(me: Actor, cluster_id: int, unit_id: int) -> bool:
    """Whether I am the unit's leader there.

    Who: any screen. When: always. Does: nothing. Refuses: nothing.
    """
    return any(
        seat.cluster_id == cluster_id and seat.unit_id == unit_id and seat.role == Role.LEADER
        for seat in me.seats
    )
