"""Who is at a meeting: the roll, unit by unit, and whether there are enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Date, bindparam, or_
from sqlmodel import Session, col

from models import access
from models.access import Actor, Right, has
from models.base import columns, fetch
from models.cluster import Membership
from models.errors import NotYourCluster
from models.errors_year import MeetingNotCalled
from models.meeting import Invitee, Meeting, MeetingKind, Presence, Reply
from models.people import Role
from models.queries.people import Speaker, speakers, unit_names
from models.rules.calendar import local_date
from models.rules.quorum import Quorum, Span, is_of, minutes_late


@dataclass(frozen=True, slots=True)
class Stay:
    """A unit's stay: who, from when to when. `own` if it was reported on their own phone."""

    presence_id: int
    name: str
    title: str
    own: bool
    span: Span


@dataclass(frozen=True)
class RollUnit:
    """An invited unit: what it answered, and its stays in their order."""

    unit_id: int
    name: str
    short_name: str
    reply: Reply | None
    delegate: str
    delegate_title: str
    why: str
    stays: tuple[Stay, ...]
    late: int
    """Whole minutes after the beginning at which it first came."""

    @property
    def here(self) -> Stay | None:
        """The stay that has not ended; none if the unit is not there."""
        last = self.stays[-1] if self.stays else None
        return last if last is not None and last.span.until is None else None


@dataclass(frozen=True)
class Roll:
    """A meeting's roll call, as its reader may see it."""

    meeting_id: int
    cluster_id: int
    cluster_name: str
    kind: MeetingKind
    title: str
    place: str
    programme: str
    share: str
    starts_at: datetime
    ends_at: datetime | None
    called_at: datetime | None
    cancelled_at: datetime | None
    opened_at: datetime | None
    until: datetime | None
    closed_at: datetime | None
    units: tuple[RollUnit, ...]
    mine: tuple[int, ...] = ()
    """The invited units that the reader speaks for."""
    may_run: bool = False
    may_tick: bool = False
    may_look: bool = False
    """Holds an office or observes: sees who is there, not only how many."""

    def open_at(self, now: datetime) -> bool:
        """Whether people may report their presence themselves."""
        return self.until is not None and now < self.until and self.going_on

    @property
    def going_on(self) -> bool:
        """Whether roll has been called and the list is not fixed yet."""
        return self.opened_at is not None and self.closed_at is None and self.cancelled_at is None

    @cached_property
    def quorum(self) -> Quorum:
        """Who is there now; once the meeting is over, who was there at its end."""
        present = sum(unit.here is not None for unit in self.units)
        return Quorum(self.share, len(self.units), present)

    @cached_property
    def attended(self) -> tuple[RollUnit, ...]:
        """The units that have been there at all."""
        return tuple(unit for unit in self.units if unit.stays)

    @cached_property
    def absent(self) -> tuple[RollUnit, ...]:
        """The units that have not."""
        return tuple(unit for unit in self.units if not unit.stays)

    def unit(self, unit_id: int) -> RollUnit | None:
        """One of its units."""
        return next((unit for unit in self.units if unit.unit_id == unit_id), None)


_DAY = bindparam("day", type_=Date())
_INVITED = (
    columns(Invitee)
    .join(Meeting, col(Meeting.id) == Invitee.meeting_id)
    .join(
        Membership,
        (col(Membership.cluster_id) == Meeting.cluster_id)
        & (col(Membership.unit_id) == Invitee.unit_id)
        & (col(Membership.from_on) <= _DAY)
        & or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= _DAY),
    )
    .where(col(Invitee.meeting_id) == bindparam("meeting"))
    .order_by(col(Membership.id), col(Invitee.unit_id))
)
_STAYS = (
    columns(Presence)
    .where(col(Presence.meeting_id) == bindparam("meeting"))
    .order_by(col(Presence.came_at), col(Presence.id))
)
_PRESENT = columns(Presence.unit_id).join(Meeting, col(Meeting.id) == Presence.meeting_id)
_PRESENT = _PRESENT.where(
    col(Presence.meeting_id) == bindparam("meeting"),
    col(Presence.came_at) <= bindparam("at"),
    col(Presence.left_at).is_(None) | (col(Presence.left_at) > bindparam("at")),
    col(Meeting.closed_at).is_(None) | (col(Meeting.closed_at) >= bindparam("at")),
).distinct()


def present_units(session: Session, meeting_id: int, at: datetime) -> frozenset[int]:
    """The units that are there at a moment: nobody any more once the meeting is over."""
    rows = fetch(session, _PRESENT, meeting=meeting_id, at=at)
    return frozenset(row.unit_id for row in rows)


def roll(session: Session, me: Actor, meeting_id: int, today: date) -> Roll:
    """The roll of a meeting in one of my clusters; NotYourCluster otherwise.

    What is prepared and not called yet concerns only who runs it; MeetingNotCalled for others.
    """
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotYourCluster
    access.seat_in(me, meeting.cluster_id)
    seats = [seat for seat in me.seats if seat.cluster_id == meeting.cluster_id]
    runs = any(has(seat, Right.RUN) for seat in seats)
    if meeting.called_at is None and not runs:
        raise MeetingNotCalled
    called = meeting.roll_opened_at is not None and is_of(meeting.roll_opened_at, meeting.starts_at)
    units = _units(session, meeting, today, called=called)
    own = {seat.unit_id for seat in seats if seat.role != Role.OBSERVER}
    return Roll(
        meeting_id,
        meeting.cluster_id,
        access.seat_in(me, meeting.cluster_id).cluster_name,
        meeting.kind,
        meeting.title,
        meeting.place,
        meeting.programme,
        meeting.quorum,
        meeting.starts_at,
        meeting.ends_at,
        meeting.called_at,
        meeting.cancelled_at,
        meeting.roll_opened_at if called else None,
        meeting.roll_until if called else None,
        meeting.closed_at,
        units,
        mine=tuple(unit.unit_id for unit in units if unit.unit_id in own),
        may_run=runs,
        may_tick=any(has(seat, Right.REMIND) for seat in seats),
        may_look=any(has(seat, Right.SEE_BOARD) for seat in seats),
    )


def _units(
    session: Session, meeting: Meeting, today: date, *, called: bool
) -> tuple[RollUnit, ...]:
    session.flush()  # what this turn has written is part of what it shows
    held_on = local_date(meeting.starts_at)
    # Who has left the cluster before the meeting does not count for its quorum.
    day = min(today, held_on)
    given = {"meeting": meeting.id, "day": day}
    invited = {each.unit_id: each for each in session.scalars(_INVITED, given).all()}
    names = unit_names(session, list(invited), held_on)
    people = _by_unit(speakers(session, meeting.cluster_id, day))
    stays: dict[int, list[Presence]] = {}
    for row in session.scalars(_STAYS, {"meeting": meeting.id}).all() if called else ():
        stays.setdefault(row.unit_id, []).append(row)
    return tuple(
        _unit(
            each,
            names.get(each.unit_id, ("", "")),
            stays.get(each.unit_id, ()),
            people.get(each.unit_id, ()),
            meeting.starts_at,
        )
        for each in invited.values()
    )


def _by_unit(people: Iterable[Speaker]) -> Mapping[int | None, list[Speaker]]:
    found: dict[int | None, list[Speaker]] = {}
    for each in people:
        found.setdefault(each.unit_id, []).append(each)
    return found


def _unit(
    invitee: Invitee,
    names: tuple[str, str],
    stays: Iterable[Presence],
    people: Iterable[Speaker],
    starts_at: datetime,
) -> RollUnit:
    titles = {each.name: each.title for each in people}
    if invitee.delegate_title:
        titles[invitee.delegate] = invitee.delegate_title
    found = tuple(
        Stay(
            row.id or 0,
            row.name,
            titles.get(row.name, ""),
            row.person_id is not None,
            Span(row.came_at, row.left_at),
        )
        for row in stays
    )
    return RollUnit(
        invitee.unit_id,
        *names,
        invitee.reply,
        invitee.delegate,
        invitee.delegate_title,
        invitee.why,
        found,
        late=minutes_late(found[0].span.since, starts_at) if found else 0,
    )
