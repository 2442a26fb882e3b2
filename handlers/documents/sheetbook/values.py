"""One cell as a person has filled it in: typed, chosen, pasted, or reshaped by the program."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

from handlers.documents.sheetbook.cells import Value, clean
from handlers.documents.sheetbook.file import Cell
from models.errors import (
    CellEmpty,
    FormulaInCell,
    NegativeNumber,
    NumberTooLarge,
    Refusal,
    TooManyDecimals,
    WholeNumberNeeded,
    WrongUnit,
)
from models.points import LARGEST, PLACES
from models.rules.answer_values import PERCENT
from models.rules.answers import read_amount, read_times
from models.rules.criteria import Item

T = TypeVar("T")


class WrongCell(Exception):  # noqa: N818 - carries a refusal out to where its cell is known
    """A cell that cannot be taken as it is."""

    def __init__(self, place: str, refusal: Refusal) -> None:
        super().__init__(place)
        self.place, self.refusal = place, refusal


def at(cell: Cell, read: Callable[[Cell], T]) -> T:
    """What `read` makes of a cell; what it refuses is wrong in that cell."""
    try:
        return read(cell)
    except Refusal as refusal:
        raise WrongCell(cell.place, refusal) from None


def no_formula(cell: Cell) -> None:
    """Raises FormulaInCell."""
    if cell.formula:
        raise FormulaInCell


def is_filled(cell: Cell) -> bool:
    """Whether anything stands in the cell."""
    return cell.formula or (cell.value is not None and str(cell.value).strip() != "")


def exact(cell: Cell) -> Decimal | None:
    """A number as the spreadsheet shows it: fifteen digits, of which two decimals may be kept."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return None
    value = Decimal(cell.value if isinstance(cell.value, int) else format(cell.value, ".15g"))
    if not abs(value) <= LARGEST:
        raise NumberTooLarge(LARGEST)
    return value * 100 if cell.percent else value


def typed_text(cell: Cell) -> str:
    """A cell as it would be typed."""
    no_formula(cell)
    if isinstance(cell.value, date):
        return _day_text(cell.value)
    value = exact(cell)
    if value is not None:
        return format(value, "f")
    return "" if cell.value is None else str(cell.value)


def _day_text(value: date) -> str:
    """A day as it is written here, with the hour where one was typed."""
    timed = isinstance(value, datetime) and value.time() != time.min
    return value.strftime("%d/%m/%Y %H:%M" if timed else "%d/%m/%Y")


def words_in(cell: Cell) -> str:
    """What a cell for words says: what the program has made of 50% or of a day is words again."""
    value = exact(cell) if cell.percent and not cell.formula else None
    return typed_text(cell) if value is None else f"{value.normalize():f}%"


def amount_in(cell: Cell, item: Item) -> Decimal:
    """A result or a target, as `read_amount` would take it typed."""
    if not is_filled(cell):
        raise CellEmpty
    value = exact(cell)
    if value is None:
        return read_amount(item, typed_text(cell))
    if cell.percent and item.unit != PERCENT:
        raise WrongUnit(item.unit)
    if value < 0:
        raise NegativeNumber(format(value, "f"))
    if value * 100 % 1:
        raise TooManyDecimals(format(value, "f"), PLACES)
    return value


def times_in(cell: Cell) -> int:
    """How many times something happened, as `read_times` would take it typed."""
    value = exact(cell)
    if value is None:
        return read_times(typed_text(cell))
    if value < 0:
        raise NegativeNumber(format(value, "f"))
    if value % 1 or cell.percent:
        raise WholeNumberNeeded(format(value, "f"))
    return int(value)


def says(cell: Cell, written: Value, item: Item) -> bool:
    """Whether the cell still says what was written there ("": nothing)."""
    if not is_filled(cell):
        return written == ""
    if isinstance(written, str):
        return isinstance(cell.value, str) and clean(cell.value) == clean(written)
    try:
        value = exact(cell)
    except NumberTooLarge:
        return False
    return value == written and not (cell.percent and item.unit != PERCENT)
