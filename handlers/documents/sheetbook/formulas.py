"""The points of a sheet as formulas: what `models/rules/working.py` and `summing.py` do, alive.

A cell shows nothing while an item is unanswered, "?" for what cannot be read, and words where there
are no points. Sums leave words out by themselves. SUBTOTAL does not add up other SUBTOTALs, so that
a group inside a part is not counted twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from handlers.documents.sheetbook.cells import met_words, plain_text
from handlers.documents.sheetbook.layout import (
    BEGUN,
    MARK,
    MARKS,
    MOST,
    NOT_ASSIGNED,
    POINTS,
    RESULT,
    TARGET,
    Block,
    Heading,
    Layout,
)
from handlers.i18n import Translator
from models.queries.evidence import unproven_in
from models.queries.sheet import SheetView
from models.rules.criteria import RuleKind, Violation
from models.rules.summing import counts_in_full

Cached = float | str
"""What a formula comes to at present."""
NOISE = 8
"""Decimals behind which a difference is only binary arithmetic."""


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of one sheet."""

    view: SheetView
    layout: Layout
    t: Translator

    def item(self, block: Block) -> str:
        """An item's points."""
        item, row = block.item, block.row
        formula = self._unless_unproven(block)
        heading = self.layout.parts[block.state.part]
        if item.kind is RuleKind.SUBTRACT and self.optional(heading):
            formula = f'IF({BEGUN}{heading.row}=1,{formula},"")'
        if item.na_allowed:
            full = counts_in_full(self.view.loaded.table, item.code)
            else_ = f"{MOST}{row}" if full else text(self.not_assigned)
            formula = f'IF({MARK}{row}="{NOT_ASSIGNED}",{else_},{formula})'
        return f"={formula}"

    def item_now(self, block: Block) -> Cached:
        """What the item's formula comes to at present."""
        working = self.view.totals.workings[block.item.code]
        if working.not_assigned:
            return float(working.points) if working.points else self.not_assigned
        if working.pending or working.points is None:
            return self.later
        return float(working.points) if working.answered else ""

    @property
    def not_assigned(self) -> str:
        """In place of points: left out of the total."""
        return plain_text(self.t("not assigned"))

    @property
    def later(self) -> str:
        """In place of points: they need the whole cluster."""
        return plain_text(self.t("later"))

    @property
    def unproven(self) -> frozenset[str]:
        """The items that need evidence and have none."""
        proofs = {code: state.proof for code, state in self.view.items.items()}
        return unproven_in(self.view.loaded, proofs)

    def _unless_unproven(self, block: Block) -> str:
        """Nothing counts until it is proved, and that is done in the chat, not in this file."""
        points = self._points(block)
        return f'IF({points}="","",0)' if block.item.code in self.unproven else points

    def _points(self, block: Block) -> str:
        item, row = block.item, block.row
        result, most = f"{RESULT}{row}", f"{MOST}{row}"
        if item.kind is RuleKind.PROPORTIONAL:
            return self._proportional(block)
        if item.kind is RuleKind.SUBTRACT:
            return self._subtract(block)
        if item.kind is RuleKind.TARGET_LEADER:
            return self._compared(block)
        if item.kind is RuleKind.TIERED:
            return self._tiered(block)
        if item.kind is RuleKind.BINARY:
            met, not_met = map(text, met_words(self.t))
            return f'IF({result}="","",IF({result}={met},{most},IF({result}={not_met},0,"?")))'
        earned = f"ROUND(MIN({result}*{plain(item.per_unit)},{most}),2)"
        return _if_number(result, earned)

    def _compared(self, block: Block) -> str:
        """Words until the cluster's results are known, then what they came to."""
        working = self.view.totals.workings[block.item.code]
        known = working.answered and not working.pending and working.points is not None
        points = plain(working.points) if known else text(self.later)
        return f'IF({RESULT}{block.row}="","",{points})'

    def _proportional(self, block: Block) -> str:
        item, row = block.item, block.row
        result, most, target = f"{RESULT}{row}", f"{MOST}{row}", f"{TARGET}{row}"
        if block.takes_target and item.target is not None:
            target = f'IF({target}="",{plain(item.target)},{target})'
        earned = f"{result}*{most}/{target}"
        if item.floor_rate:
            short = f"ROUND({result}-{target}*{plain(item.floor_rate)},{NOISE})<0"
            earned = f"IF({short},0,{earned})"
        left = f"ROUND(MAX(MIN({earned},{most})-{_taken(block)},0),2)"
        return _if_number(result, f'IF(N({target})>0,{left},"")')

    def _subtract(self, block: Block) -> str:
        left = f"ROUND(MAX({MOST}{block.row}-{_taken(block)},0),2)"
        if not block.counted:
            return left
        cells = ",".join(f"{RESULT}{row}" for _, row in block.counted)
        return f'IF(COUNT({cells})={len(block.counted)},{left},"")'

    def _tiered(self, block: Block) -> str:
        """By comparing, not by MATCH: that would take a question mark for any letter."""
        first, last = self.layout.levels[block.item.code]
        words, points = f"{MARKS}!$C${first}:$C${last}", f"{MARKS}!$D${first}:$D${last}"
        result = f"{RESULT}{block.row}"
        chosen = f"SUMPRODUCT(({words}={result})*{points})"
        known = f"SUMPRODUCT(--({words}={result}))=1"
        return f'IF({result}="","",IF({known},{chosen},"?"))'

    # -- sums ---------------------------------------------------------------------------------

    def heading(self, heading: Heading) -> str:
        """A group's sum; a part's sum, at most its cap."""
        together = f"SUBTOTAL(9,{_down(POINTS, heading.row + 1, heading.last)})"
        if not heading.top:
            return f"={together}"
        return f"=ROUND(MIN({together},{MOST}{heading.row}),2)"

    def heading_now(self, heading: Heading) -> float:
        """What a heading's formula comes to at present."""
        if heading.top:
            return float(self.view.totals.by_part[heading.group.code])
        workings = self.view.totals.workings
        points = (workings[code].points for code in heading.group.codes)
        return float(sum(each for each in points if each is not None))

    def optional(self, heading: Heading) -> bool:
        """Whether the part may be left wholly blank in this period."""
        period = self.view.status.period.code
        named = (each for each in self.view.loaded.table.periods if each.code == period)
        optional = next((each.optional_sections for each in named), frozenset())
        return heading.group in self.view.loaded.table.sections and heading.group.code in optional

    def begun(self, heading: Heading) -> str:
        """1 as soon as anything is filled in below an optional part, else 0."""
        blocks = [each for each in self.layout.blocks if each.state.part == heading.group.code]
        rows = [each.row for each in blocks if each.takes_result]
        rows += [row for each in blocks for _, row in each.counted]
        cells = [f"COUNTA({_down(RESULT, first, last)})" for first, last in _runs(rows)]
        marks = f"COUNTA({_down(MARK, heading.row + 1, heading.last)})"
        return f"=IF({'+'.join([*cells, marks])}>0,1,0)"

    def begun_now(self, heading: Heading) -> int:
        """What `begun` comes to at present."""
        return int(any(self.view.items[code].answer for code in heading.group.codes))

    def base(self) -> str:
        """All sections together."""
        return "=" + "+".join(f"{POINTS}{each.row}" for each in self._sections())

    def assigned_max(self) -> str:
        """The most that this unit could reach in the sections."""
        return "=" + "+".join(self._reachable(each) for each in self._sections())

    def _reachable(self, heading: Heading) -> str:
        most = plain(heading.group.worth)
        table = self.view.loaded.table
        if not any(counts_in_full(table, code) for code in heading.group.codes):
            marks = _down(MARK, heading.row + 1, heading.last)
            maxima = _down(MOST, heading.row + 1, heading.last)
            most = f'({most}-SUMIF({marks},"{NOT_ASSIGNED}",{maxima}))'
        return f"{BEGUN}{heading.row}*{most}" if self.optional(heading) else most

    def rescaled(self, base: str, assigned: str) -> str:
        """The base on the table's scale."""
        scale = plain(self.view.loaded.table.scale.base_max)
        return f"=IF({assigned}=0,0,ROUND({base}*{scale}/{assigned},2))"

    def final(self, rescaled: str) -> str:
        """With bonus and deductions, within the scale's limits."""
        table = self.view.loaded.table
        points = rescaled
        if table.bonus:
            points += f"+{POINTS}{self.layout.parts[table.bonus.code].row}"
        if table.deductions:
            points += f"-{POINTS}{self.layout.parts[table.deductions.code].row}"
        if not table.scale.may_exceed_base:
            points = f"MIN({points},{plain(table.scale.base_max)})"
        return f"=ROUND(MAX({points},{plain(table.scale.final_min)}),2)"

    def _sections(self) -> Iterable[Heading]:
        return (self.layout.parts[each.code] for each in self.view.loaded.table.sections)


def text(words: str) -> str:
    """Words inside a formula."""
    return '"' + words.replace('"', '""') + '"'


def plain(value: Decimal | None) -> str:
    """A number inside a formula, which is always written in the English way."""
    return format(value or Decimal(0), "f")


def _if_number(cell: str, formula: str) -> str:
    return f'IF(ISNUMBER({cell}),{formula},IF({cell}="","","?"))'


def _taken(block: Block) -> str:
    """What the violations below the item cost; what is not filled in counts as none."""
    return "(" + ("+".join(_one_taken(*each) for each in block.below) or "0") + ")"


def _one_taken(violation: Violation, row: int) -> str:
    points = f"N({RESULT}{row})*{plain(violation.points)}"
    return points if violation.cap is None else f"MIN({points},{plain(violation.cap)})"


def _down(column: str, first: int, last: int) -> str:
    return f"${column}${first}:${column}${last}"


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rows that follow each other, as first and last."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
