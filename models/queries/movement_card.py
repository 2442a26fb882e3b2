"""A movement with what its reader has to do with it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.access import Actor, Right
from models.queries.announcing import holds, units_of
from models.queries.movement import MovementState, UnitProgress, movement_for, progress_of


@dataclass(frozen=True, slots=True)
class MovementCard:
    """A movement as one reader sees it: how far their own units are, and what they may."""

    movement: MovementState
    mine: tuple[UnitProgress, ...]
    registered: int
    """Units that take part, of how many."""
    units: int
    may_see: bool
    may_run: bool


def movement_card(session: Session, me: Actor, movement_id: int, today: date) -> MovementCard:
    """The movement for me; NotYourCluster without a seat there."""
    found = movement_for(session, me, movement_id)
    units, own = progress_of(session, found, today), units_of(me, found.cluster_id)
    return MovementCard(
        found,
        tuple(each for each in units if each.unit_id in own),
        sum(each.registered_at is not None for each in units),
        len(units),
        may_see=holds(me, found.cluster_id, Right.SEE_BOARD),
        may_run=holds(me, found.cluster_id, Right.RUN),
    )
