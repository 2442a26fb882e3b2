"""Where everything of a self-score sheet stands in its workbook, for writing and for reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from models.queries.sheet import ItemState, SheetView
from models.rules.answer_values import MEASURED, PERCENT
from models.rules.criteria import CriteriaTable, Group, Item, RuleKind, Violation
from models.rules.stamp import stamp_of

NUMBER, CODE, NAME, UNIT, MOST, TARGET, RESULT, MARK, POINTS, NOTE, KEY, BEGUN = "ABCDEFGHIJKL"
"""The columns. KEY (whose row it is) and BEGUN (whether an optional part counts) are hidden."""
HEADER = 5
"""The row of the headings; the rows above it name the sheet."""
MARKS = "_thidua"
"""The very hidden sheet that says whose workbook this is, and holds the levels to choose from."""
FORMAT = "thidua-sheet-1"
NOT_ASSIGNED = "x"
"""What stands in MARK beside an item that the unit was not given."""


@dataclass(frozen=True, slots=True)
class Block:
    """An item's rows: its own, and one below for each violation."""

    state: ItemState
    row: int
    below: tuple[tuple[Violation, int], ...]

    @property
    def item(self) -> Item:
        """The item."""
        return self.state.item

    @property
    def takes_result(self) -> bool:
        """Whether something is filled in on the item's own row, not only below it."""
        return self.item.kind is not RuleKind.SUBTRACT

    @property
    def takes_target(self) -> bool:
        """Whether the unit states the target: nobody else has, or it has stated its own plan.

        A plan of one's own beside a target in per cent is stated in the chat; here it can be seen,
        changed and taken away.
        """
        if self.item.kind not in MEASURED or self.state.target is not None:
            return False
        answer = self.state.answer
        own = answer is not None and answer.target is not None and self.item.unit == PERCENT
        return own or self.item.target is None

    @property
    def counted(self) -> tuple[tuple[Violation, int], ...]:
        """The violations that the unit counts, with their rows."""
        return tuple(each for each in self.below if each[0].auto_from is None)

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """What stands in KEY on the item's rows."""
        code = self.item.code
        return ((code, self.row), *((f"{code}/{each.code}", row) for each, row in self.below))


@dataclass(frozen=True, slots=True)
class Heading:
    """A part's or a group's row; its items end at `last`."""

    group: Group
    row: int
    last: int
    top: bool


@dataclass(frozen=True)
class Layout:
    """The rows of a sheet, in order, and where the levels stand on the hidden sheet."""

    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    levels: Mapping[str, tuple[int, int]]
    """Code of a tiered item -> first and last row."""

    @cached_property
    def last(self) -> int:
        """The last row of the body."""
        return max((each.last for each in self.headings), default=HEADER)

    @cached_property
    def parts(self) -> dict[str, Heading]:
        """Part code -> its row."""
        return {each.group.code: each for each in self.headings if each.top}


def layout_of(view: SheetView) -> Layout:
    """The same view, the same rows."""
    headings: list[Heading] = []
    blocks: list[Block] = []
    row = HEADER + 1
    for part in view.loaded.table.parts:
        row = _place(part, row, view, headings, blocks, top=True)
    return Layout(
        tuple(sorted(headings, key=lambda each: each.row)),
        tuple(blocks),
        dict(_levels(view.loaded.table)),
    )


def _place(
    group: Group,
    row: int,
    view: SheetView,
    headings: list[Heading],
    blocks: list[Block],
    *,
    top: bool = False,
) -> int:
    """Lay out a group from `row` on; the first row behind it."""
    following = row + 1
    for child in group.children:
        if isinstance(child, Group):
            following = _place(child, following, view, headings, blocks)
            continue
        below = tuple((each, following + n) for n, each in enumerate(child.violations, start=1))
        blocks.append(Block(view.items[child.code], following, below))
        following += 1 + len(below)
    headings.append(Heading(group, row, following - 1, top))
    return following


def _levels(table: CriteriaTable) -> Iterator[tuple[str, tuple[int, int]]]:
    row = 1
    for item in table.items:
        if item.tiers:
            yield item.code, (row, row + len(item.tiers) - 1)
            row += len(item.tiers)


def sheet_stamp(view: SheetView) -> str:
    """The stamp of the sheet as `view` shows it."""
    versions = {code: state.version for code, state in view.items.items()}
    targets = {
        code: state.target
        for code, state in view.items.items()
        if state.target is not None or state.not_assigned
    }
    return stamp_of(view.status.sheet_id, view.loaded.content_hash, versions, targets)
