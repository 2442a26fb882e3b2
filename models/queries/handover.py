"""The handover of a year: its list, who has confirmed it, and what of it is mine to do."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor
from models.cluster import Cluster, ClusterKind
from models.errors_vote import ElectionFirst
from models.handover import Handover, HandoverItem
from models.queries.people import unit_names
from models.rules.handover import Line, place_of


@dataclass(frozen=True, slots=True)
class HandoverState:
    """The handover as everybody of the cluster reads it. `gives`, `takes`: I speak for that unit.

    What is confirmed is `version`: the list as it was on screen.
    """

    handover_id: int
    cluster_id: int
    cluster_name: str
    kind: ClusterKind
    year: int
    outgoing: str
    incoming: str
    incoming_id: int
    version: int
    lines: tuple[Line, ...]
    outgoing_at: datetime | None
    incoming_at: datetime | None
    gives: bool
    takes: bool

    @property
    def done(self) -> bool:
        """Both heads have confirmed: nothing changes any more."""
        return self.outgoing_at is not None and self.incoming_at is not None

    @property
    def settled(self) -> bool:
        """Each line is given or explained."""
        return all(line.settled for line in self.lines)


def handover_of(session: Session, cluster_id: int, year: int) -> Handover | None:
    """The handover after that year; none while no other unit has been elected."""
    query = select(Handover).where(Handover.cluster_id == cluster_id, Handover.year == year)
    return session.exec(query).first()


def handover_for(session: Session, me: Actor, handover_id: int, *, lock: bool = False) -> Handover:
    """A handover of a cluster of mine; locked, to be changed."""
    return access.row_for(session, me, Handover, handover_id, lock=lock)


def speaks_for(me: Actor, cluster_id: int, unit_id: int) -> bool:
    """Whether I speak for that unit in that cluster today."""
    return any(seat.cluster_id == cluster_id and seat.unit_id == unit_id for seat in me.seats)


def items_of(session: Session, handover_id: int) -> list[HandoverItem]:
    """The lines in the order of the list."""
    query = select(HandoverItem).where(col(HandoverItem.handover_id) == handover_id)
    return sorted(session.exec(query).all(), key=lambda each: place_of(each.code))


def handover_state(session: Session, me: Actor, row: Handover, today: date) -> HandoverState:
    """The handover for its reader."""
    cluster = session.get_one(Cluster, row.cluster_id)
    names = unit_names(session, [row.outgoing_id, row.incoming_id], today)
    return HandoverState(
        row.id or 0,
        row.cluster_id,
        cluster.name,
        cluster.kind,
        row.year,
        names[row.outgoing_id][0],
        names[row.incoming_id][0],
        row.incoming_id,
        row.version,
        tuple(
            Line(each.code, each.title, each.given, each.note)
            for each in items_of(session, row.id or 0)
        ),
        row.outgoing_at,
        row.incoming_at,
        speaks_for(me, row.cluster_id, row.outgoing_id),
        speaks_for(me, row.cluster_id, row.incoming_id),
    )


def of_year(session: Session, me: Actor, cluster_id: int, year: int, today: date) -> HandoverState:
    """The handover after that year. NotYourCluster; ElectionFirst while there is none."""
    access.seat_in(me, cluster_id)
    row = handover_of(session, cluster_id, year)
    if row is None:
        raise ElectionFirst
    return handover_state(session, me, row, today)
