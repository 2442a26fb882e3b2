"""The score table (*bảng tổng hợp điểm*): every unit, every layer, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.queries.period import PeriodState
from models.rules.criteria import CriteriaTable
from models.rules.kinds import Layer
from models.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class TableItem:
    """One item of one unit: a layer without points has no score there, or is not for the reader.

    `final` is what counts by the cluster's method; `why` the reason of the newest change.
    """

    layers: Mapping[Layer, Decimal]
    final: Decimal | None
    not_assigned: bool = False
    why: str = ""

    @property
    def differs(self) -> bool:
        """Whether two layers say different things."""
        return len(set(self.layers.values())) > 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A unit. `final` is None while something it needs is missing or not for the reader.

    `by_part`: part code -> final points, bonus and deductions both 0 or more. `layers`: a layer's
    total on the table's scale; the peers' is the unit's own with their points in place of what was
    declared. `rank` is shared by equals. `honour` is the code of the proposal its place brings;
    `decided_by` the tie-breaker that told it from equals ("section:I"), empty if none was needed.
    `grounds` are the codes of grounds of ineligibility that stand.
    """

    sheet_id: int
    unit_id: int
    name: str
    short_name: str
    submitted: bool
    items: Mapping[str, TableItem]
    by_part: Mapping[str, Decimal]
    layers: Mapping[Layer, Decimal]
    late_points: Decimal
    final: Decimal | None
    grade: str = ""
    rank: int | None = None
    tied: bool = False
    honour: str = ""
    decided_by: str = ""
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The table as one reader may see it, best first; unranked units at the end.

    `version` counts what was agreed again. `layers` are those that the reader may see at all.
    `ranked` False: ranks cannot be told yet to this reader. `sensitive`: the winners change with
    the way in which peers' scores are added up. `undecided`: an honour for which equals stand, to
    be settled by a ballot.
    """

    period: PeriodState
    stage: Stage
    table: CriteriaTable
    rows: tuple[TableRow, ...]
    layers: tuple[Layer, ...]
    version: int = 0
    ranked: bool = False
    sensitive: bool = False
    undecided: tuple[str, ...] = ()

    @property
    def differing(self) -> int:
        """How many items of all units have layers that differ."""
        return sum(item.differs for row in self.rows for item in row.items.values())
