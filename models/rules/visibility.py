"""Who sees which layer of whom, when. The only place that says so.

Every surface asks here: cards, lists, totals, ranks, pictures, files, letters, history. What a
reader may not see is left out before anything is added up, so no total gives it away. Two rules
stand above the table: a unit is never told early what others think of it, whatever office it
holds; and peers' scores are blind until one's own are in and the round is closed.
"""

from dataclasses import dataclass
from enum import Enum, auto

from models.rules.kinds import Layer
from models.rules.stages import Stage


class Relation(Enum):
    """What a reader is to a sheet. `OWN` outweighs every other."""

    OWN = auto()
    """Speaks for the unit whose sheet it is."""
    OFFICE = auto()
    """The unit holds an office (head, deputy, secretary) of the cluster."""
    APPRAISER = auto()
    """Appraises this sheet."""
    PEER = auto()
    """Has been given this sheet to cross-score: sees what is asked of peers, there only."""
    MEMBER = auto()
    """Speaks for another unit of the cluster."""
    OBSERVER = auto()
    """Reads for the standing body."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a sheet and its period stand, for one reader."""

    stage: Stage
    submitted: bool
    """The sheet is handed in."""
    told: bool
    """Its unit has been told the appraisal."""
    cross_closed: bool
    """The round of cross-scoring is over (or there was none)."""
    own_cross_done: bool
    """The reader's own unit owes no cross-scores (any more)."""
    always: bool
    """The cluster lets members see each other's own points at any time."""


INSIDERS = frozenset({Relation.OFFICE, Relation.APPRAISER, Relation.OBSERVER})


def sees(relations: frozenset[Relation], layer: Layer, moment: Moment) -> bool:
    """Whether a reader with these relations to a sheet may see that layer's points.

    Source: the cluster is a club of competitors; see `docs/design.md`, visibility.
    """
    if not relations or moment.stage.is_open:
        return bool(relations)
    if Relation.OWN in relations:
        return layer is Layer.SELF or (layer is Layer.STANDING and moment.told)
    inside = not relations.isdisjoint(INSIDERS)
    return {
        Layer.SELF: _sees_declared(relations - {Relation.PEER}, moment) or moment.always,
        Layer.STANDING: inside,
        Layer.CROSS: inside and moment.cross_closed and moment.own_cross_done,
        Layer.AGREED: False,
    }[layer]


def _sees_declared(relations: frozenset[Relation], moment: Moment) -> bool:
    """What a unit says of itself: the offices at once, who checks it once it is handed in."""
    if not relations.isdisjoint({Relation.OFFICE, Relation.OBSERVER}):
        return True
    return moment.submitted and not relations.isdisjoint({Relation.APPRAISER, Relation.PEER})


def sees_evidence(relations: frozenset[Relation], moment: Moment) -> bool:
    """Whether a reader may look at what proves a sheet: as its own points, but never by setting."""
    if not relations:
        return False
    if moment.stage.is_open or Relation.OWN in relations:
        return True
    return _sees_declared(relations, moment)
