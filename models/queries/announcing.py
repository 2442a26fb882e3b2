"""Announcements: one, many, for whom, and who has confirmed them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func
from sqlmodel import Session, col

from models import access
from models.access import Actor, Right, has
from models.base import columns, fetch
from models.cluster import Cluster, ClusterKind
from models.errors import NotYourCluster
from models.news import Announcement, AnnouncementRead, AnnouncementUnit
from models.people import Person


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement as everybody reads it who may."""

    announcement_id: int
    cluster_id: int
    cluster_name: str
    cluster_kind: ClusterKind
    said: str
    sha256: str
    file_name: str
    file_kind: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list. `mine`: a unit of the reader's has it and has not confirmed."""

    announcement_id: int
    said: str
    file_name: str
    at: datetime
    units: int
    confirmed: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody has confirmed for their unit."""

    person_id: int
    name: str
    at: datetime


# -- one, and many ----------------------------------------------------------------------------

_ONE = (
    columns(
        Announcement.id,
        Announcement.cluster_id,
        col(Cluster.name).label("cluster_name"),
        Cluster.kind,
        Announcement.said,
        Announcement.sha256,
        Announcement.file_name,
        Announcement.file_kind,
        Person.name,
        Announcement.at,
    )
    .join(Cluster, col(Cluster.id) == Announcement.cluster_id)
    .join(Person, col(Person.id) == Announcement.by)
    .where(col(Announcement.id) == bindparam("announcement"))
)


def announced(session: Session, me: Actor, announcement_id: int) -> Announced:
    """An announcement of a cluster in which I have a seat; NotYourCluster for any other."""
    rows = fetch(session, _ONE, announcement=announcement_id)
    if not rows:
        raise NotYourCluster
    found = Announced(*tuple(rows[0]))
    access.seat_in(me, found.cluster_id)
    return found


def sent_before(session: Session, me: Actor, stamp: str) -> int | None:
    """What a draft of mine became; none if it has not been sent."""
    query = columns(Announcement.id).where(col(Announcement.draft) == draft_key(me, stamp))
    return session.scalars(query).first()


def draft_key(me: Actor, stamp: str) -> str:
    """A draft among those of all people."""
    return f"{me.person_id}:{stamp}"


_UNITS = columns(AnnouncementUnit.unit_id).where(
    col(AnnouncementUnit.announcement_id) == bindparam("announcement")
)


def addressed(session: Session, announcement_id: int) -> frozenset[int]:
    """Ids of the units that it is for."""
    rows = fetch(session, _UNITS, announcement=announcement_id)
    return frozenset(unit_id for (unit_id,) in rows)


_READS = (
    columns(AnnouncementRead.unit_id, AnnouncementRead.person_id, Person.name, AnnouncementRead.at)
    .join(Person, col(Person.id) == AnnouncementRead.person_id)
    .where(col(AnnouncementRead.announcement_id) == bindparam("announcement"))
    .order_by(col(AnnouncementRead.at), col(AnnouncementRead.person_id))
)


def confirmations(session: Session, announcement_id: int) -> dict[int, tuple[Confirmed, ...]]:
    """Unit id -> who of it has confirmed, the first first."""
    found: dict[int, tuple[Confirmed, ...]] = defaultdict(tuple)
    for row in fetch(session, _READS, announcement=announcement_id):
        found[row.unit_id] += (Confirmed(row.person_id, row.name, row.at),)
    return dict(found)


def units_of(me: Actor, cluster_id: int) -> frozenset[int]:
    """The units for which I speak in the cluster."""
    return frozenset(
        seat.unit_id
        for seat in me.seats
        if seat.cluster_id == cluster_id and seat.unit_id is not None
    )


def holds(me: Actor, cluster_id: int, right: Right) -> bool:
    """Whether one of my seats in the cluster has the right."""
    return any(seat.cluster_id == cluster_id and has(seat, right) for seat in me.seats)


_LIST = (
    columns(Announcement.id, Announcement.said, Announcement.file_name, Announcement.at)
    .where(col(Announcement.cluster_id) == bindparam("cluster"))
    .order_by(col(Announcement.at).desc(), col(Announcement.id).desc())
)
_LISTED_UNITS = (
    columns(AnnouncementUnit.announcement_id, AnnouncementUnit.unit_id)
    .join(Announcement, col(Announcement.id) == AnnouncementUnit.announcement_id)
    .where(col(Announcement.cluster_id) == bindparam("cluster"))
)
_LISTED_READS = (
    columns(AnnouncementRead.announcement_id, AnnouncementRead.unit_id)
    .join(Announcement, col(Announcement.id) == AnnouncementRead.announcement_id)
    .where(col(Announcement.cluster_id) == bindparam("cluster"))
)


def listed(
    session: Session, cluster_id: int, mine: frozenset[int], *, everything: bool
) -> tuple[Listed, ...]:
    """The cluster's announcements, the newest first; `everything`, or only those for `mine`."""
    sent, read = (
        _by_announcement(fetch(session, statement, cluster=cluster_id))
        for statement in (_LISTED_UNITS, _LISTED_READS)
    )
    found = (
        Listed(
            key,
            said,
            file_name,
            at,
            len(sent[key]),
            len(read[key] & sent[key]),
            mine=bool(mine & sent[key] - read[key]),
        )
        for key, said, file_name, at in map(tuple, fetch(session, _LIST, cluster=cluster_id))
        if everything or mine & sent[key]
    )
    return tuple(found)


def _by_announcement(rows: Iterable[Sequence[int]]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for announcement_id, unit_id in rows:
        found[announcement_id].add(unit_id)
    return found


_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_OPEN = (
    columns(Announcement.cluster_id, AnnouncementUnit.announcement_id, AnnouncementUnit.unit_id)
    .join(Announcement, col(Announcement.id) == AnnouncementUnit.announcement_id)
    .outerjoin(
        AnnouncementRead,
        (col(AnnouncementRead.announcement_id) == AnnouncementUnit.announcement_id)
        & (col(AnnouncementRead.unit_id) == AnnouncementUnit.unit_id),
    )
    .where(col(Announcement.cluster_id).in_(_CLUSTERS), col(AnnouncementRead.person_id).is_(None))
)


def unread_key(cluster_id: int, announcement_id: int, unit_id: int) -> str:
    """How a letter names an announcement that a unit is to confirm (`Screen.tells`)."""
    return f"{cluster_id}/announce:{announcement_id}/{announcement_id}/{unit_id}"


def unread(session: Session, cluster_ids: Sequence[int]) -> set[str]:
    """What units of these clusters have not confirmed yet, by key, in one statement."""
    return {unread_key(*tuple(row)) for row in fetch(session, _OPEN, clusters=cluster_ids)}


_WAITING_FOR = (
    columns(func.count(), func.max(AnnouncementUnit.announcement_id))
    .select_from(AnnouncementUnit)
    .join(Announcement, col(Announcement.id) == AnnouncementUnit.announcement_id)
    .outerjoin(
        AnnouncementRead,
        (col(AnnouncementRead.announcement_id) == AnnouncementUnit.announcement_id)
        & (col(AnnouncementRead.unit_id) == AnnouncementUnit.unit_id),
    )
    .where(
        col(Announcement.cluster_id) == bindparam("cluster"),
        col(AnnouncementUnit.unit_id) == bindparam("unit"),
        col(AnnouncementRead.person_id).is_(None),
    )
)


def waiting_for(session: Session, cluster_id: int, unit_id: int) -> tuple[int, int | None]:
    """For the home card: how many the unit has not confirmed, and the newest of them."""
    count, newest = tuple(fetch(session, _WAITING_FOR, cluster=cluster_id, unit=unit_id)[0])
    return count, newest
