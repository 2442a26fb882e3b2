"""What people count and write on paper: tellers' counts, and written opinions of absent units."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.evidence import Given
from models.actions.post import mark, wake
from models.audit import note
from models.errors import NothingTyped, TextTooLong
from models.errors_vote import (
    MarksInvalid,
    NotAnElector,
    NotOnPaper,
    NotWritten,
    OwnUnitExcluded,
    PaperNeeded,
)
from models.queries.motions import motion_for, there_now
from models.queries.votable import check_open
from models.rules.motion import (
    Absent,
    Form,
    Method,
    choices,
    is_valid,
    method_of,
    read_options,
    read_terms,
)
from models.rules.paper import check_numbers, is_counted_by_hand, whole
from models.voting import Elector, Motion, OpenVote, PaperCount, ReviewSession

SAID_AT_MOST = 1000

# -- tellers --------------------------------------------------------------------------------------


def put_count(
    session: Session, me: Actor, motion_id: int, numbers: Mapping[str, int], now: datetime
) -> None:
    """Enter what I counted of the paper ballots, or correct it.

    Who: a person who speaks for a unit on the motion's roll. When: it is open, on paper, and not
    counted yet. Does: keeps my numbers; nobody's else change. The same numbers again change
    nothing. Refuses: NotYourCluster, NotAnElector, NotOpenYet, VoteVoid, VoteClosed, NotOnPaper,
    CountsDoNotAddUp.
    """
    motion = _on_paper(session, me, motion_id, now)
    unit_id = my_unit(session, me, motion)
    options, terms = read_options(motion.options), read_terms(motion.terms)
    method = method_of(motion.kind, options)
    counted = whole(method, options, numbers)
    roll = session.exec(select(Elector.unit_id).where(Elector.motion_id == motion_id)).all()
    check_numbers(method, terms.seats, len(roll), counted)
    row = session.get(PaperCount, (motion_id, me.person_id))
    before = dict(row.numbers) if row else None
    if before == counted:
        return
    if row is None:
        row = PaperCount(motion_id=motion_id, person_id=me.person_id, unit_id=unit_id, at=now)
        session.add(row)
    row.numbers, row.unit_id, row.at = counted, unit_id, now
    _note(session, me, motion, "paper-counted", now, unit_id=unit_id, old=before, new=counted)


def take_back(session: Session, me: Actor, motion_id: int, now: datetime) -> bool:
    """Take my count back; whether there was one.

    Who: who entered it. When: the motion is not counted yet. Does: deletes it. Twice changes
    nothing. Refuses: NotYourCluster, NotOpenYet, VoteVoid, VoteClosed, NotOnPaper.
    """
    motion = _on_paper(session, me, motion_id, now)
    row = session.get(PaperCount, (motion_id, me.person_id))
    if row is None:
        return False
    old = dict(row.numbers)
    session.delete(row)
    _note(session, me, motion, "count-taken-back", now, unit_id=row.unit_id, old=old)
    return True


def _on_paper(session: Session, me: Actor, motion_id: int, now: datetime) -> Motion:
    """A motion that takes counts now; locked, as closing reads all of them."""
    motion = motion_for(session, me, motion_id, lock=True)
    check_open(motion, now)
    if not is_counted_by_hand(motion.form, method_of(motion.kind, read_options(motion.options))):
        raise NotOnPaper
    return motion


def my_unit(session: Session, me: Actor, motion: Motion) -> int:
    """The unit on a motion's roll for which I count: of several the first.

    Who: anybody. When: always. Does: looks. Refuses: NotYourCluster, NotAnElector.
    """
    access.seat_in(me, motion.cluster_id)
    mine = [seat.unit_id for seat in me.seats if seat.cluster_id == motion.cluster_id]
    found = session.exec(
        select(Elector.unit_id)
        .where(Elector.motion_id == motion.id, col(Elector.unit_id).in_(mine))
        .order_by(col(Elector.unit_id))
    ).first()
    if found is None:
        raise NotAnElector
    return found


# -- written opinions -----------------------------------------------------------------------------


def put_written(
    session: Session,
    me: Actor,
    motion_id: int,
    unit_id: int,
    marks: Sequence[str],
    said: str,
    paper: Given | None,
    now: datetime,
) -> None:
    """Enter what an absent unit has written, with its paper; the last entry counts.

    Who: the cluster's head or secretary. When: a named vote whose rules take it is open, and the
    unit is not at the meeting and has not voted itself. Does: keeps the vote, marked as written,
    and a line of the record. The same again changes nothing. Refuses: NotForYou, NotYourCluster,
    NotOpenYet, VoteVoid, VoteClosed, NotAnElector, OwnUnitExcluded, NotWritten, PaperNeeded,
    MarksInvalid, NothingTyped, TextTooLong.
    """
    motion = motion_for(session, me, motion_id, Right.PREPARE, lock=True)
    check_open(motion, now)
    row = _check_written(session, motion, unit_id, now)
    if paper is None or not paper.sha256:
        raise PaperNeeded
    words = _checked(motion, marks, said.strip())
    wanted = (list(marks), words, paper.sha256)
    if row is not None and (list(row.marks), row.said, row.written) == wanted:
        return
    if row is None:
        row = OpenVote(motion_id=motion_id, unit_id=unit_id, person_id=me.person_id, at=now)
        session.add(row)
    row.marks, row.said, row.written = wanted
    row.person_id, row.at, row.written_name = me.person_id, now, paper.name[:100]
    new = {"marks": list(marks), "said": words, "paper": paper.sha256}
    _note(session, me, motion, "written-opinion", now, unit_id=unit_id, new=new)
    mark(session, f"group:{motion.cluster_id}", by=me.person_id)
    wake(session, motion.cluster_id, now)


def _check_written(
    session: Session, motion: Motion, unit_id: int, now: datetime
) -> OpenVote | None:
    """What was written for the unit before; NotWritten where nothing can be."""
    elector = session.get(Elector, (motion.id or 0, unit_id))
    if elector is None:
        raise NotAnElector
    if elector.excluded:
        raise OwnUnitExcluded
    absent = read_terms(motion.terms).absent
    found = session.get_one(ReviewSession, motion.session_id)
    if motion.form is not Form.OPEN or absent is Absent.NONE:
        raise NotWritten
    if unit_id in there_now(session, found, now):
        raise NotWritten
    row = session.get(OpenVote, (motion.id or 0, unit_id), populate_existing=True)
    if row is not None and not row.written:
        raise NotWritten
    return row


def _checked(motion: Motion, marks: Sequence[str], said: str) -> str:
    """The words of an answer; of every other vote none, its marks being valid."""
    options = read_options(motion.options)
    method = method_of(motion.kind, options)
    if not is_valid(method, choices(method, options), read_terms(motion.terms).seats, marks):
        raise MarksInvalid
    if method is not Method.COMMENT:
        return ""
    if not said:
        raise NothingTyped
    if len(said) > SAID_AT_MOST:
        raise TextTooLong(SAID_AT_MOST)
    return said


def _note(
    session: Session, me: Actor, motion: Motion, verb: str, now: datetime, **facts: object
) -> None:
    """A line of the record, and fresh counters for everybody else."""
    who = {"person_id": me.person_id, "cluster_id": motion.cluster_id}
    note(session, now, verb, f"motion:{motion.id}", **who, **facts)
    mark(session, f"votes:{motion.id}", by=me.person_id)
