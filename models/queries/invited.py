"""Who is invited to a meeting, and what each unit has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col

from models.access import Actor
from models.base import columns
from models.cluster import Membership
from models.errors_year import NotInvited
from models.meeting import Invitee, Meeting, Reply
from models.people import Person
from models.queries.people import speakers, unit_names
from models.rules.calendar import local_date


@dataclass(frozen=True, slots=True)
class Invited:
    """A unit that is invited, and its last answer."""

    unit_id: int
    name: str
    short_name: str
    reply: Reply | None
    delegate: str
    delegate_title: str
    why: str
    proof: str
    """The hash of the authorisation's file, if one was sent."""
    proof_name: str
    by: str
    """The name of the person who answered."""
    at: datetime | None
    to_this_time: bool
    """The answer was given to the time at which the meeting begins now."""
    joined: bool

    @property
    def stands(self) -> bool:
        """It has answered, for the present time."""
        return self.reply is not None and self.to_this_time


def invited_ids(session: Session, meeting: Meeting, *, waiting: bool = False) -> list[int]:
    """The ids of the invited units; `waiting`: of those without an answer to the present time."""
    query = columns(Invitee.unit_id).where(col(Invitee.meeting_id) == meeting.id)
    if waiting:
        current = col(Invitee.seen_version) >= meeting.time_version
        query = query.where(col(Invitee.reply).is_(None) | ~current)
    return list(session.scalars(query.order_by(col(Invitee.unit_id))).all())


def invited_unit(session: Session, me: Actor, meeting: Meeting, unit_id: int | None = None) -> int:
    """The unit for which I answer: the one named, or mine there, the seat at hand first.

    Raises NotInvited.
    """
    units = _own_units(me, meeting.cluster_id, unit_id)
    query = columns(Invitee.unit_id).where(
        col(Invitee.meeting_id) == meeting.id, col(Invitee.unit_id).in_(units)
    )
    found = set(session.scalars(query).all())
    for each in units:
        if each in found:
            return each
    raise NotInvited


def invitees(session: Session, meeting: Meeting, today: date) -> tuple[Invited, ...]:
    """Every invited unit with its answer, in the order of their ids.

    A unit that has left the cluster since, before the meeting, is asked for nothing any more.
    """
    rows = session.execute(
        columns(Invitee, Person.name)
        .outerjoin(Person, col(Person.id) == Invitee.replied_by)
        .where(col(Invitee.meeting_id) == meeting.id, _is_member(meeting, today))
        .order_by(col(Invitee.unit_id))
    ).all()
    units = [row.unit_id for row, _ in rows]
    names = unit_names(session, units, today)
    speakers_of = speakers(session, meeting.cluster_id, today)
    joined = {each.unit_id for each in speakers_of if each.reachable}
    return tuple(
        _invited(row, by or "", names[row.unit_id], meeting, joined=row.unit_id in joined)
        for row, by in rows
    )


def _is_member(meeting: Meeting, today: date) -> ColumnElement[bool]:
    """The unit belongs to the cluster; of a meeting that is over, belonged to it on its day."""
    day = min(today, local_date(meeting.starts_at))
    mine = columns(Membership.id).where(
        col(Membership.cluster_id) == meeting.cluster_id,
        col(Membership.unit_id) == Invitee.unit_id,
        col(Membership.from_on) <= day,
        or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= day),
    )
    return mine.exists()


def _invited(
    row: Invitee, by: str, names: tuple[str, str], meeting: Meeting, *, joined: bool
) -> Invited:
    return Invited(
        row.unit_id,
        *names,
        row.reply,
        row.delegate,
        row.delegate_title,
        row.why,
        row.authorisation,
        row.authorisation_name,
        by,
        row.replied_at,
        to_this_time=row.seen_version >= meeting.time_version,
        joined=joined,
    )


def own_invitation(
    me: Actor, cluster_id: int, found: Sequence[Invited], unit_id: int | None = None
) -> Invited | None:
    """Of these, the one for which I answer: as `invited_unit` finds it."""
    of_unit = {each.unit_id: each for each in found}
    own = _own_units(me, cluster_id, unit_id)
    return next((of_unit[each] for each in own if each in of_unit), None)


def _own_units(me: Actor, cluster_id: int, only: int | None) -> list[int]:
    """Units for which I speak in that cluster, that of the seat at hand first; or `only` that."""
    own = [seat for seat in (me.seat, *me.seats) if seat and seat.cluster_id == cluster_id]
    units = [seat.unit_id for seat in own if seat.unit_id is not None]
    return [each for each in units if only in (None, each)]
