"""A reader of a period: what somebody is to each of its sheets, and so what they may see."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col

from models.appraisal import Appointment
from models.base import columns
from models.cluster import Cluster, Office, OfficeTerm, PointsVisible, holds
from models.cross import CrossRound, CrossTask
from models.people import Role
from models.rules import visibility
from models.rules.kinds import Layer
from models.rules.visibility import Moment, Relation
from models.seats import Actor, Right, Seat, has
from models.sheet import Period, Sheet, SheetState


@dataclass(frozen=True, slots=True)
class Reader:
    """One person before one period; what it holds is true for this transaction."""

    seats: tuple[Seat, ...]
    period: Period
    always: bool
    cross_closed: bool
    peer_of: frozenset[int]
    """Sheets that my units have been given to cross-score."""
    owes_cross: bool
    appraises: bool
    """A unit of mine has been named to appraise, or runs the cluster."""
    head_units: frozenset[int]

    def relations(self, sheet: Sheet) -> frozenset[Relation]:
        """What I am to this sheet; empty for who has no seat in the cluster."""
        found: set[Relation] = set()
        for seat in self.seats:
            found |= self._relations(seat, sheet)
        if Relation.OWN in found:
            found.discard(Relation.APPRAISER)
            found.discard(Relation.PEER)
        return frozenset(found)

    def _relations(self, seat: Seat, sheet: Sheet) -> set[Relation]:
        if seat.role == Role.OBSERVER:
            return {Relation.OBSERVER}
        found = {Relation.OWN if seat.unit_id == sheet.unit_id else Relation.MEMBER}
        if seat.offices or self.period.year in seat.was_head:
            found.add(Relation.OFFICE)
        if self.appraises or (sheet.unit_id in self.head_units and Office.DEPUTY in seat.offices):
            found.add(Relation.APPRAISER)
        if sheet.id in self.peer_of:
            found.add(Relation.PEER)
        return found

    def may_appraise(self, sheet: Sheet) -> bool:
        """Whether this sheet is mine to appraise: never one's own unit's."""
        return Relation.APPRAISER in self.relations(sheet)

    def only_rates(self, sheet: Sheet) -> bool:
        """Whether cross-scoring is all that this sheet shows me: then only what peers are asked."""
        relations = self.relations(sheet)
        return (
            Relation.PEER in relations
            and relations <= {Relation.PEER, Relation.MEMBER}
            and not (self.period.stage.is_open)
        )

    def sees(self, sheet: Sheet, layer: Layer) -> bool:
        """Whether I may see that layer of this sheet."""
        return visibility.sees(self.relations(sheet), layer, self._moment(sheet))

    def sees_evidence(self, sheet: Sheet) -> bool:
        """Whether I may look at what proves this sheet."""
        return visibility.sees_evidence(self.relations(sheet), self._moment(sheet))

    def _moment(self, sheet: Sheet) -> Moment:
        return Moment(
            self.period.stage,
            submitted=sheet.state == SheetState.SUBMITTED,
            told=sheet.appraised_at is not None,
            cross_closed=self.cross_closed,
            own_cross_done=not self.owes_cross,
            always=self.always,
        )


def reader_of(session: Session, me: Actor | None, period: Period, today: date) -> Reader:
    """The reader that `me` is; a group, which is nobody, sees nothing."""
    seats = tuple(s for s in me.seats if s.cluster_id == period.cluster_id) if me else ()
    units = [seat.unit_id for seat in seats if seat.unit_id is not None]
    cluster = session.get_one(Cluster, period.cluster_id)
    tasks = _tasks(session, period, units)
    crossing = session.get(CrossRound, period.id)
    return Reader(
        seats,
        period,
        always=cluster.points_visible == PointsVisible.ALWAYS,
        cross_closed=crossing is None or crossing.closed_at is not None,
        peer_of=frozenset(sheet_id for sheet_id, _ in tasks),
        owes_cross=any(submitted_at is None for _, submitted_at in tasks),
        appraises=any(has(s, Right.RUN) for s in seats) or _named(session, period, units),
        head_units=_heads(session, period, today) if any(s.offices for s in seats) else frozenset(),
    )


def _tasks(session: Session, period: Period, units: list[int]) -> list[tuple[int, object]]:
    if not units:
        return []
    query = columns(CrossTask.sheet_id, CrossTask.submitted_at).where(
        col(CrossTask.period_id) == period.id, col(CrossTask.rater_unit_id).in_(units)
    )
    return [(sheet_id, at) for sheet_id, at in session.execute(query).all()]


def _named(session: Session, period: Period, units: list[int]) -> bool:
    if not units:
        return False
    query = columns(Appointment.unit_id).where(
        col(Appointment.period_id) == period.id, col(Appointment.unit_id).in_(units)
    )
    return session.execute(query).first() is not None


def _heads(session: Session, period: Period, today: date) -> frozenset[int]:
    """Whose sheet the deputy appraises: the head's."""
    query = columns(OfficeTerm.unit_id).where(
        col(OfficeTerm.cluster_id) == period.cluster_id,
        col(OfficeTerm.office) == Office.HEAD,
        holds(today),
    )
    return frozenset(session.scalars(query).all())
