"""Recording an election: the elected unit's term begins by itself on its day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.access import Actor, Right
from models.actions.post import mark, owe, wake
from models.actions.record import append
from models.audit import note
from models.base import insert_all_new, insert_new
from models.cluster import Cluster, Office, OfficeTerm
from models.errors_vote import SameUnitTwice, TermTaken, WinnerLeft
from models.handover import Handover, HandoverItem
from models.queries.election import (
    OFFICE_OF,
    eve,
    holder,
    in_the_way,
    secretary_with,
    term_given,
    winner_of,
)
from models.queries.motions import codes_of, motion_for
from models.queries.movement import others
from models.queries.people import member_units
from models.rules.calendar import local_date
from models.rules.handover import ITEMS, check_term
from models.voting import Motion, ReviewSession

Days = tuple[date, date]


def elect(
    session: Session,
    me: Actor,
    motion_id: int,
    days: Days,
    now: datetime,
    *,
    shorten: bool = False,
) -> bool:
    """Record the term of the unit that a vote has elected; whether that is new.

    Who: the cluster's head. When: the vote is counted and one unit elected. Does: from the first
    day on the unit holds the office, without anybody's doing; a secretary goes along with the head;
    `shorten` ends running terms on the eve. A new head makes a handover. Everybody is told. A
    second time changes nothing. Refuses: NotForYou, NotYourCluster, NotOpenYet, StillOpen,
    VoteVoid, NotClosed, TermDays, WinnerLeft, TermTaken, SameUnitTwice.
    """
    motion = motion_for(session, me, motion_id, Right.RUN, lock=True)
    unit_id, office = winner_of(motion), OFFICE_OF[motion.kind]
    # One at a time for a cluster: two recordings must not both find the days free.
    session.get_one(Cluster, motion.cluster_id, with_for_update={"key_share": True})
    if term_given(session, motion_id) is not None:
        return False
    today = local_date(now)
    check_term(*days, today)
    members = member_units(session, motion.cluster_id, days[0])
    if all(each.unit_id != unit_id for each in members):
        raise WinnerLeft
    secretary = (
        secretary_with(session, motion.cluster_id, unit_id, today)
        if office is Office.HEAD
        else None
    )
    before = holder(session, motion.cluster_id, office, today)
    outgoing = before.unit_id if before is not None else None
    rows = in_the_way(session, motion.cluster_id, office, unit_id, days)
    _make_room(rows, office, days, shorten=shorten)
    _add(session, motion, unit_id, office, days)
    if secretary is not None:
        _take_along(session, motion, secretary, days, shorten=shorten)
    if office is Office.HEAD and outgoing not in (None, unit_id):
        _begin_handover(session, motion, outgoing or 0, unit_id, now)
    _tell(session, me, motion, unit_id, days, now)
    return True


def _make_room(rows: Sequence[OfficeTerm], office: Office, days: Days, *, shorten: bool) -> None:
    """Terms that began before end on the eve; nothing makes room for what begins later."""
    for row in rows:
        if shorten and row.from_on < days[0]:
            row.to_on = eve(days[0])
        elif row.office != office:
            raise SameUnitTwice
        else:
            raise TermTaken


def _add(session: Session, motion: Motion, unit_id: int, office: Office, days: Days) -> None:
    session.add(
        OfficeTerm(
            cluster_id=motion.cluster_id,
            unit_id=unit_id,
            office=office,
            from_on=days[0],
            to_on=days[1],
            motion_id=motion.id,
        )
    )


def _take_along(
    session: Session, motion: Motion, unit_id: int, days: Days, *, shorten: bool
) -> None:
    """The secretary's term runs with the new head's, unless one is entered for these days."""
    query = select(OfficeTerm).where(
        OfficeTerm.cluster_id == motion.cluster_id,
        OfficeTerm.office == Office.SECRETARY,
        col(OfficeTerm.from_on) <= days[1],
        col(OfficeTerm.to_on) >= days[0],
    )
    for row in session.exec(query).all():
        if not shorten or row.from_on >= days[0]:
            return
        row.to_on = eve(days[0])
    _add(session, motion, unit_id, Office.SECRETARY, days)


def _begin_handover(
    session: Session, motion: Motion, outgoing: int, incoming: int, now: datetime
) -> None:
    """The list that both heads confirm, once for a year."""
    year = session.get_one(ReviewSession, motion.session_id).year
    made = insert_new(
        session,
        Handover,
        cluster_id=motion.cluster_id,
        year=year,
        outgoing_id=outgoing,
        incoming_id=incoming,
        version=1,
        outgoing_by=None,
        outgoing_at=None,
        incoming_by=None,
        incoming_at=None,
        made_at=now,
    )
    if not made:
        return
    found = session.exec(
        select(Handover.id).where(Handover.cluster_id == motion.cluster_id, Handover.year == year)
    ).one()
    rows = [
        {"handover_id": found, "code": code, "title": "", "given": False, "note": ""}
        for code in ITEMS
    ]
    insert_all_new(session, HandoverItem, rows)


def _tell(
    session: Session, me: Actor, motion: Motion, unit_id: int, days: Days, now: datetime
) -> None:
    """The record, the letters, the screens."""
    cluster_id, office = motion.cluster_id, OFFICE_OF[motion.kind]
    facts = {
        "office": office.value,
        "unit": codes_of(session, [unit_id])[unit_id],
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "ballot": motion.seal,
    }
    year = session.get_one(ReviewSession, motion.session_id).year
    append(session, cluster_id, year, "elected", facts, now, me)
    note(
        session,
        now,
        "elected",
        f"motion:{motion.id}",
        person_id=me.person_id,
        unit_id=unit_id,
        cluster_id=cluster_id,
        new=facts,
    )
    people = others(session, me, cluster_id, local_date(now))
    owe(session, now, "elected", str(motion.id), people, motion=motion.id)
    topics = (f"cluster:{cluster_id}", f"group:{cluster_id}", f"session:{motion.session_id}")
    mark(session, *topics, f"election:{motion.id}", f"year:{cluster_id}:{year}", by=me.person_id)
    wake(session, cluster_id, now)
