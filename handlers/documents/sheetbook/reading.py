"""A workbook that came back, against the sheet as it is: what would change, and what is wrong.

Points are never read: they follow from the answers. What is filled in is read by the rules for
typed answers, so that a cell is refused for the same reasons and with the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.documents.sheetbook.cells import clean, filled_cells, level_words
from handlers.documents.sheetbook.file import Cell, OpenedWorkbook, open_workbook
from handlers.documents.sheetbook.layout import (
    MARK,
    NOT_ASSIGNED,
    NOTE,
    RESULT,
    TARGET,
    Block,
    layout_of,
    sheet_stamp,
)
from handlers.documents.sheetbook.values import (
    WrongCell,
    amount_in,
    at,
    is_filled,
    no_formula,
    says,
    times_in,
    typed_text,
    words_in,
)
from handlers.i18n import LOCALES, Translator, translator
from models.errors import (
    CellEmpty,
    MarkedAndAnswered,
    MarkNeeded,
    NotOurWorkbook,
    OldWorkbook,
    OtherSheetsWorkbook,
    Refusal,
    TextTooLong,
)
from models.points import shown
from models.queries.sheet import SheetView
from models.rules.answer_values import COUNTING, MEASURED, target_for
from models.rules.answers import (
    LINE_LIMIT,
    NOTE_LIMIT,
    Answer,
    check_answer,
    parse_answer,
    read_level,
    read_met,
    says_not_assigned,
)
from models.rules.criteria import RuleKind
from models.rules.text import fold, one_line

_MARKS = frozenset({NOT_ASSIGNED, "✓", "✔", "co", "1", "true"})


@dataclass(frozen=True, slots=True)
class Change:
    """What taking the workbook would change in one item; no answer (None) takes it away."""

    code: str
    old: Answer | None
    new: Answer | None
    note_old: str
    note_new: str


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be taken as it is: where it stands ("G12"), and why."""

    cell: str
    code: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook as it was read; an item with a wrong cell is left as it is."""

    changes: tuple[Change, ...]
    faults: tuple[CellFault, ...]


def read_workbook(content: bytes, view: SheetView) -> Filled:
    """What a workbook that was sent would change in the sheet.

    Raises NotOurWorkbook, WorkbookTooLarge, OtherSheetsWorkbook, OldWorkbook.
    """
    return compare(open_workbook(content), view)


def compare(book: OpenedWorkbook, view: SheetView) -> Filled:
    """As `read_workbook`, for a workbook that is open already."""
    if book.sheet_id != view.status.sheet_id:
        same_unit = book.unit_id == view.status.unit_id
        raise OtherSheetsWorkbook(book.sheet_id, book.unit_id, same_unit)
    if book.stamp != sheet_stamp(view):
        raise OldWorkbook
    blocks = layout_of(view).blocks
    if any(key not in book.rows for block in blocks for key, _ in block.keys):
        raise NotOurWorkbook
    changes: list[Change] = []
    faults: list[CellFault] = []
    for block in blocks:
        change = _compare_block(_Rows(block, book), faults)
        if (change.old, change.note_old) != (change.new, change.note_new):
            changes.append(change)
    return Filled(tuple(changes), tuple(faults))


def _compare_block(rows: "_Rows", faults: list[CellFault]) -> Change:
    state = rows.block.state
    answer, note = state.answer, state.note
    code = state.item.code
    try:
        answer = rows.answer()
    except WrongCell as wrong:
        faults.append(CellFault(wrong.place, code, wrong.refusal))
    try:
        note = rows.note()
    except WrongCell as wrong:
        faults.append(CellFault(wrong.place, code, wrong.refusal))
    return Change(code, state.answer, answer, state.note, note)


class _Rows:
    """An item's rows as they came back."""

    def __init__(self, block: Block, book: OpenedWorkbook) -> None:
        self.block, self.item, self.state = block, block.item, block.state
        own = book.rows[self.item.code]
        self.result, self.target, self.mark = own[RESULT], own[TARGET], own[MARK]
        self.noted = own[NOTE]
        self.times = {
            violation.code: book.rows[f"{self.item.code}/{violation.code}"][RESULT]
            for violation, _ in block.counted
        }

    # -- what came back -----------------------------------------------------------------------

    def note(self) -> str:
        """The note; what a cell cannot hold is no change."""
        text = at(self.noted, words_in)
        line = clean(text)
        if len(line) > NOTE_LIMIT:
            raise WrongCell(self.noted.place, TextTooLong(NOTE_LIMIT))
        return self.state.note if line == clean(self.state.note) else line

    def answer(self) -> Answer | None:
        """What the cells say; none if they are empty."""
        for cell in self._inputs().values():
            at(cell, no_formula)
        if self._untouched():
            return self.state.answer
        if not any(is_filled(cell) for cell in self._stated()):
            return self._without_result()
        if self._is_marked():
            if any(is_filled(cell) for cell in self._stated() if cell is not self.mark):
                raise WrongCell(self.mark.place, MarkedAndAnswered())
            return self._checked(self.mark, Answer(not_assigned=True))
        if isinstance(self.result.value, str) and says_not_assigned(self.result.value):
            return self._checked(self.result, Answer(not_assigned=True))
        return self._read()

    def _inputs(self) -> dict[str, Cell]:
        """What a person fills in for the answer, by where it was written ("G")."""
        cells = {f"{RESULT}{row}": self.times[each.code] for each, row in self.block.counted}
        row = self.block.row
        if self.block.takes_result:
            cells[f"{RESULT}{row}"] = self.result
        if self.block.takes_target:
            cells[f"{TARGET}{row}"] = self.target
        if self.item.na_allowed or is_filled(self.mark):
            cells[f"{MARK}{row}"] = self.mark
        return cells

    def _stated(self) -> list[Cell]:
        """What says something even without a target."""
        return [cell for cell in self._inputs().values() if cell is not self.target]

    def _untouched(self) -> bool:
        """Whether every cell holds what was written there, in whichever language."""
        inputs = self._inputs()
        return any(self._same(inputs, translator(locale)) for locale in LOCALES)

    def _same(self, inputs: Mapping[str, Cell], t: Translator) -> bool:
        written = filled_cells(self.block, t)
        return all(says(cell, written.get(place, ""), self.item) for place, cell in inputs.items())

    def _without_result(self) -> Answer | None:
        """Nothing but a target: the answer is taken away, unless the target is new."""
        written = filled_cells(self.block, translator(LOCALES[0]))
        before = written.get(f"{TARGET}{self.block.row}", "")
        if not self.block.takes_target or not is_filled(self.target):
            return None
        if says(self.target, before, self.item):
            return None
        raise WrongCell(self.result.place, CellEmpty())

    def _is_marked(self) -> bool:
        if not is_filled(self.mark):
            return False
        text = at(self.mark, typed_text)
        if fold(text) not in _MARKS:
            raise WrongCell(self.mark.place, MarkNeeded(shown(text)))
        return True

    # -- by kind ------------------------------------------------------------------------------

    def _read(self) -> Answer:
        kind, cell = self.item.kind, self.result
        if kind in MEASURED:
            return self._measured()
        if kind is RuleKind.SUBTRACT:
            first = next(iter(self.times.values()), cell)
            return self._checked(first, Answer(counts=self._counts()))
        if kind in COUNTING:
            return self._checked(cell, Answer(count=at(cell, times_in)))
        if kind is RuleKind.BINARY:
            return Answer(met=at(cell, lambda each: read_met(typed_text(each))))
        return self._checked(cell, Answer(tier=at(cell, self._level)))

    def _level(self, cell: Cell) -> int:
        """A level by the words of the list, else as it would be typed."""
        typed = one_line(typed_text(cell), LINE_LIMIT)
        for locale in LOCALES:
            words = level_words(self.item, translator(locale))
            found = [n for n, each in enumerate(words, start=1) if fold(each) == fold(typed)]
            if len(found) == 1:
                return found[0]
        return read_level(self.item.tiers, typed)

    def _measured(self) -> Answer:
        if self._is_typed_whole():
            line = str(self.result.value).strip()
            return at(self.result, lambda _: parse_answer(self.item, line, self.state.target))
        actual = at(self.result, self._amount)
        self._checked(self.result, Answer(actual=actual))
        target = self._own_target()
        counts = self._counts() if self._counted() else {}
        answer = Answer(actual=actual, target=target, counts=counts)
        blamed = self.target if self.block.takes_target else self.result
        if target_for(self.item, answer, self.state.target) is None:
            raise WrongCell(blamed.place, CellEmpty())
        return self._checked(blamed, answer)

    def _is_typed_whole(self) -> bool:
        """Whether result and target stand in one cell, as they are typed in the chat: 120/100."""
        typed = self.result.value
        alone = not self._counted() and not (self.block.takes_target and is_filled(self.target))
        return isinstance(typed, str) and "/" in typed and alone

    def _own_target(self) -> Decimal | None:
        """The unit's own target; the table's own, left standing, is not the unit's."""
        if not self.block.takes_target or not is_filled(self.target):
            return None
        target = at(self.target, self._amount)
        return None if target == self.item.target else target

    def _counted(self) -> bool:
        return any(map(is_filled, self.times.values()))

    def _counts(self) -> dict[str, int]:
        """A number for each violation; a cell left empty between others is asked for."""
        counts = {}
        for code, cell in self.times.items():
            if not is_filled(cell):
                raise WrongCell(cell.place, CellEmpty())
            counts[code] = at(cell, times_in)
            self._checked(cell, Answer(counts={code: counts[code]}))
        return counts

    def _amount(self, cell: Cell) -> Decimal:
        return amount_in(cell, self.item)

    def _checked(self, cell: Cell, answer: Answer) -> Answer:
        """`answer`, if the item can mean it; else the cell is to blame."""
        assigned = self.state.target
        at(cell, lambda _: check_answer(self.item, answer, assigned))
        return answer if assigned is None else replace(answer, target=None)
