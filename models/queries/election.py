"""Elections: whom a counted vote gives an office, who holds it now, and from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlmodel import Session, col, select

from models.access import Actor, Right, has
from models.cluster import Cluster, ClusterKind, Office, OfficeTerm, holds
from models.errors_vote import NotClosed, NotOpenYet, StillOpen, VoteVoid
from models.queries.motions import motion_for
from models.queries.people import unit_names
from models.rules.calendar import local_date
from models.rules.handover import usual_term
from models.rules.motion import SHOWN_FROM, Form, Method, MotionKind, method_of, read_options
from models.rules.tally import read_count
from models.voting import Motion, MotionState, ReviewSession

OFFICE_OF: Mapping[MotionKind, Office] = MappingProxyType(
    {MotionKind.HEAD: Office.HEAD, MotionKind.DEPUTY: Office.DEPUTY}
)
RIVALS = (Office.HEAD, Office.DEPUTY)
"""Offices that one unit never holds together."""


@dataclass(frozen=True, slots=True)
class TermState:
    """A term of office, and whose."""

    term_id: int
    office: Office
    unit_id: int
    unit_name: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Election:
    """A counted vote for an office, and what its recording does or has done.

    `present`: who holds the office now, or carries it on. `shortened`: terms that would end on the
    eve of `from_on`. `secretary`: the unit that is secretary with the new head, if there is one.
    """

    motion_id: int
    session_id: int
    cluster_id: int
    cluster_name: str
    kind: ClusterKind
    year: int
    office: Office
    unit_id: int
    unit_name: str
    votes: int | None
    """None: a secret ballot among so few shows no numbers."""
    cast: int
    present: TermState | None
    recorded: TermState | None
    from_on: date
    to_on: date
    shortened: tuple[TermState, ...]
    secretary: str
    may_run: bool


def winner_of(motion: Motion) -> int:
    """The one unit that the vote has given the office.

    Raises NotOpenYet, StillOpen, VoteVoid; NotClosed if it is no election, or nobody, or not one
    unit alone, was elected.
    """
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    if motion.state is MotionState.OPEN:
        raise StillOpen
    if motion.state is MotionState.VOID:
        raise VoteVoid
    options = read_options(motion.options)
    elected = read_count(motion.result).elected
    if motion.kind not in OFFICE_OF or len(elected) != 1:
        raise NotClosed
    if method_of(motion.kind, options) is Method.APPROVE:
        chosen = options[0]
    else:
        chosen = next(option for option in options if option.key == elected[0])
    if chosen.unit_id is None:
        raise NotClosed
    return chosen.unit_id


def holder(session: Session, cluster_id: int, office: Office, day: date) -> OfficeTerm | None:
    """The term by which a unit holds the office on that day, or carries it on."""
    return session.exec(
        select(OfficeTerm)
        .where(OfficeTerm.cluster_id == cluster_id, OfficeTerm.office == office, holds(day))
        .order_by(col(OfficeTerm.to_on).desc(), col(OfficeTerm.id))
    ).first()


def in_the_way(
    session: Session, cluster_id: int, office: Office, unit_id: int, days: tuple[date, date]
) -> list[OfficeTerm]:
    """Terms within these days that the new one cannot stand beside, the first to begin first."""
    same = col(OfficeTerm.office) == office
    twice = (col(OfficeTerm.unit_id) == unit_id) & col(OfficeTerm.office).in_(RIVALS)
    query = select(OfficeTerm).where(
        OfficeTerm.cluster_id == cluster_id,
        same | twice,
        col(OfficeTerm.from_on) <= days[1],
        col(OfficeTerm.to_on) >= days[0],
    )
    return list(session.exec(query.order_by(col(OfficeTerm.from_on), col(OfficeTerm.id))).all())


def term_given(session: Session, motion_id: int) -> OfficeTerm | None:
    """The term that was recorded for a vote."""
    query = select(OfficeTerm).where(
        OfficeTerm.motion_id == motion_id, col(OfficeTerm.office).in_(RIVALS)
    )
    return session.exec(query).first()


def secretary_with(session: Session, cluster_id: int, unit_id: int, day: date) -> int | None:
    """The unit that is secretary once `unit_id` is head; none if the cluster has no secretary.

    A head that is its own secretary leaves both offices to the next one.
    """
    now = holder(session, cluster_id, Office.SECRETARY, day)
    if now is None:
        return None
    head = holder(session, cluster_id, Office.HEAD, day)
    return unit_id if head is not None and head.unit_id == now.unit_id else now.unit_id


def election(
    session: Session,
    me: Actor,
    motion_id: int,
    now: datetime,
    days: tuple[date, date] | None = None,
) -> Election:
    """The election's card; `days`, if the head has chosen others than the usual ones."""
    motion = motion_for(session, me, motion_id)
    unit_id, office = winner_of(motion), OFFICE_OF[motion.kind]
    agenda = session.get_one(ReviewSession, motion.session_id)
    cluster = session.get_one(Cluster, motion.cluster_id)
    today, cluster_id = local_date(now), motion.cluster_id
    days = days or usual_term(agenda.year, today)
    rows = in_the_way(session, cluster_id, office, unit_id, days)
    given, present = term_given(session, motion_id), holder(session, cluster_id, office, today)
    states = _states(session, [*rows, *filter(None, (given, present))], today)
    secretary = (
        secretary_with(session, cluster_id, unit_id, today) if office is Office.HEAD else None
    )
    units = [each for each in (unit_id, secretary) if each is not None]
    names = unit_names(session, units, today)
    count = read_count(motion.result)
    return Election(
        motion_id,
        motion.session_id,
        cluster_id,
        cluster.name,
        cluster.kind,
        agenda.year,
        office,
        unit_id,
        names[unit_id][0],
        _votes(motion, unit_id),
        count.valid,
        states[present.id or 0] if present else None,
        states[given.id or 0] if given else None,
        *days,
        tuple(states[each.id or 0] for each in rows if each.from_on < days[0]),
        names[secretary][0] if secretary is not None else "",
        any(seat.cluster_id == cluster_id and has(seat, Right.RUN) for seat in me.seats),
    )


def _votes(motion: Motion, unit_id: int) -> int | None:
    count, options = read_count(motion.result), read_options(motion.options)
    if motion.form is Form.SECRET and count.valid < SHOWN_FROM:
        return None
    votes = count.votes
    if method_of(motion.kind, options) is Method.APPROVE:
        return votes["yes"]
    return next(votes[option.key] for option in options if option.unit_id == unit_id)


def _states(session: Session, terms: Sequence[OfficeTerm], today: date) -> dict[int, TermState]:
    names = unit_names(session, [each.unit_id for each in terms], today)
    return {
        each.id or 0: TermState(
            each.id or 0,
            each.office,
            each.unit_id,
            names[each.unit_id][0],
            each.from_on,
            each.to_on,
        )
        for each in terms
    }


def eve(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
