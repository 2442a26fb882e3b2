"""Numbers of papers (*số văn bản*): given once, in a series for each type and year."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.access import Actor, Right
from models.actions.post import mark
from models.actions.record import append
from models.base import columns
from models.cluster import Cluster
from models.errors_vote import NotClosed, StillOpen
from models.queries.count_minutes import papers_of, uncovered
from models.queries.motions import motions_of, session_for
from models.record import IssuedPaper
from models.rules.calendar import local_date
from models.voting import MotionState

MINUTES = "BB"
"""The type of minutes in a number: *biên bản*."""


def number_count_minutes(session: Session, me: Actor, session_id: int, now: datetime) -> int:
    """Number the count minutes of a session: of all results that no minutes hold yet.

    Who: the head or the secretary. When: nothing of the session is open, something has ended.
    Does: takes the next number of the series, writes it into the record, and keeps the head of the
    chain that is printed. Nothing new since the last ones: those again. Returns the paper's id.
    Refuses: NotForYou, NotYourCluster, StillOpen, NotClosed.
    """
    found = session_for(session, me, session_id, Right.PREPARE, lock=True)
    motions = motions_of(session, session_id)
    if any(each.state is MotionState.OPEN for each in motions):
        raise StillOpen
    made = papers_of(session, found)
    if not uncovered(session, motions, made[-1].at if made else None):
        if not made:
            raise NotClosed
        return made[-1].id or 0
    subject = f"session:{session_id}:count-minutes" + (f":{len(made) + 1}" if made else "")
    paper = number_paper(session, me, found.cluster_id, found.year, MINUTES, subject, now)
    mark(session, f"session:{session_id}", by=me.person_id)
    return paper.id or 0


def number_paper(
    session: Session,
    me: Actor,
    cluster_id: int,
    record_year: int,
    code: str,
    subject: str,
    now: datetime,
) -> IssuedPaper:
    """Give a paper the next number of its type and year; the one that it has, if it has one.

    Who: an action that has checked the right. When: late in its transaction. Does: also adds it to
    the record of `record_year`, whose head it keeps. Refuses: nothing.
    """
    # Whoever numbers a paper of the cluster waits here, so that no number is given twice.
    session.get_one(
        Cluster, cluster_id, with_for_update={"key_share": True}, populate_existing=True
    )
    known = session.exec(
        select(IssuedPaper).where(
            IssuedPaper.cluster_id == cluster_id, IssuedPaper.subject == subject
        )
    ).first()
    if known is not None:
        return known
    year = local_date(now).year
    number = _last_number(session, cluster_id, year, code) + 1
    facts = {"number": number, "code": code, "subject": subject}
    entry = append(session, cluster_id, record_year, "paper", facts, now, me)
    paper = IssuedPaper(
        cluster_id=cluster_id,
        year=year,
        code=code,
        number=number,
        subject=subject,
        chain_head=entry.hash,
        by=me.person_id,
        at=now,
    )
    session.add(paper)
    session.flush()  # its id
    return paper


def _last_number(session: Session, cluster_id: int, year: int, code: str) -> int:
    query = columns(func.max(IssuedPaper.number)).where(
        col(IssuedPaper.cluster_id) == cluster_id,
        col(IssuedPaper.year) == year,
        col(IssuedPaper.code) == code,
    )
    return session.execute(query).scalar_one() or 0
