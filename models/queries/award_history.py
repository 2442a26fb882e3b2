"""What a unit was proposed for over the years, and what came of it."""

from datetime import date

from sqlmodel import Session, col, select

from models.access import Actor
from models.award import HonourProposal, HonourState
from models.base import columns
from models.cluster import Membership
from models.errors import NotYourCluster
from models.queries.awards import Proposal, state_of
from models.queries.people import unit_names


def unit_history(session: Session, me: Actor, unit_id: int, today: date) -> tuple[Proposal, ...]:
    """What a unit was proposed for in my clusters, the last year first; withdrawn ones left out."""
    clusters = {seat.cluster_id for seat in me.seats}
    query = (
        select(HonourProposal)
        .where(
            HonourProposal.unit_id == unit_id,
            col(HonourProposal.cluster_id).in_(clusters),
            HonourProposal.state != HonourState.WITHDRAWN,
        )
        .order_by(col(HonourProposal.year).desc(), col(HonourProposal.id))
    )
    rows = session.exec(query).all()
    names = {unit: name for unit, (name, _) in unit_names(session, [unit_id], today).items()}
    return tuple(state_of(each, names, {}) for each in rows)


def unit_name(session: Session, me: Actor, unit_id: int, today: date) -> str:
    """What a unit that is or was a member of a cluster of mine is called; NotYourCluster."""
    query = columns(Membership.id).where(
        col(Membership.unit_id) == unit_id,
        col(Membership.cluster_id).in_({seat.cluster_id for seat in me.seats}),
    )
    if session.execute(query).first() is None:
        raise NotYourCluster
    return unit_names(session, [unit_id], today)[unit_id][0]
