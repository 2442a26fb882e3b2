"""Reminding those who have not voted."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.access import Actor, Right
from models.actions.post import mark, owe, owe_by_day
from models.audit import Audit, note
from models.errors_vote import EverybodyVoted, PaperOnly, RemindedLately
from models.queries.motions import motion_for, session_for
from models.queries.votable import check_open
from models.queries.voting import opened_together, owing
from models.rules.motion import Form

PAUSE = timedelta(minutes=10)
"""Between two reminders of one opening."""
SOON = timedelta(hours=3)
"""A vote that closes within it is reminded of at once, whoever may be resting."""


def remind(session: Session, me: Actor, motion_id: int, now: datetime) -> int:
    """Ask those who have not voted to do so; returns how many people are asked.

    Who: the cluster's head or secretary. When: the motion is open, its time is not over, and it was
    not reminded of within ten minutes. Does: a letter to each voter who has not voted on everything
    that was opened with it; worded when it is sent, dropped if all is done by then. Refuses:
    NotForYou, NotYourCluster, NotOpenYet, VoteVoid, VoteClosed, PaperOnly, EverybodyVoted,
    RemindedLately.
    """
    motion = motion_for(session, me, motion_id, Right.REMIND)
    check_open(motion, now)
    if motion.form is Form.PAPER:
        raise PaperOnly
    session_for(session, me, motion.session_id, Right.REMIND, lock=True)
    people = _owing(session, motion.session_id, motion.opening, now)
    if not people:
        raise EverybodyVoted
    thing, part = f"session:{motion.session_id}", f"opening:{motion.opening}"
    last = _last(session, thing, part)
    if last is not None and last <= now < last + PAUSE:
        raise RemindedLately(last + PAUSE)
    key = f"{motion.session_id}:{motion.opening}:{now:%Y%m%dT%H%M%S}"
    params = {"agenda": motion.session_id, "opening": motion.opening}
    if motion.closes_at is not None and motion.closes_at <= now + SOON:
        owe(session, now, "ballot-remind", key, people, **params)
    else:
        owe_by_day(session, now, "ballot-remind", key, people, **params)
    facts = {"person_id": me.person_id, "cluster_id": motion.cluster_id, "new": len(people)}
    note(session, now, "votes-reminded", thing, part=part, **facts)
    mark(session, f"votes:{motion_id}", by=me.person_id)
    return len(people)


def _owing(session: Session, session_id: int, opening: int, now: datetime) -> list[int]:
    """The people who vote for a unit that has not voted on some motion of the opening."""
    votes = opened_together(session, session_id, opening, now)
    units = [unit for each in votes for unit in owing(session, each, now)]
    return sorted({unit.person_id for unit in units if unit.person_id is not None})


def _last(session: Session, thing: str, part: str) -> datetime | None:
    query = select(Audit.at).where(
        Audit.thing == thing, Audit.part == part, Audit.verb == "votes-reminded"
    )
    return session.exec(query.order_by(col(Audit.id).desc()).limit(1)).first()
