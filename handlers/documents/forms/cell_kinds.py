"""What a cell of our workbooks may hold: how a value is written into it, and read back.

The words are Vietnamese whoever reads: like the keys of the YAML files, they are part of the
format, and a workbook must be taken back whatever language its sender has chosen. Small letters,
marks and spaces do not matter; the codes of the YAML files are understood as well.

A value that its kind cannot make sense of is handed on as it is, for the document's check to name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from models.rules.document import as_number
from models.rules.text import fold

Look = Literal["text", "number", "share", "day", "choice"]
Read = Callable[[Any], Any]

_SEVERAL = re.compile(r"[,;\n]")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_EXCEL_BEGINS = 1904  # days before are not the same in all programs


class WrongCellError(Exception):
    """The cell's value cannot be taken; `code` names the fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cell. `words`: the code of each choice -> the word that stands in the cell."""

    look: Look
    read: Read
    write: Read = _same
    words: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    """Whether a cell holds a list, with commas between."""


def _text(value: Any) -> Any:
    """A number that a program has made of a code is text again."""
    if isinstance(value, bool | date):
        return value
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _number(value: Any) -> Any:
    """Whole numbers stay whole; "7,5" is a number; "1.250" could be two and is refused."""
    if isinstance(value, str):
        if _THOUSANDS.fullmatch(value):
            raise WrongCellError("xlsx_ambiguous_number", value=value)
        known = as_number(value)
        return value if known is None else _shortest(known)
    if isinstance(value, float):
        return _shortest(Decimal(f"{value:.15g}"))  # as many digits as a cell shows
    return value


def _shortest(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _number_out(value: Any) -> Any:
    known = as_number(value)
    return value if known is None else _shortest(known)


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    written = _DAY.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        return _iso(value)
    return _calendar(value, int(written[3]), int(written[2]), int(written[1]))


def _iso(value: Any) -> Any:
    parts = str(value).split("-")
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", value):
        return value
    return _calendar(value, *map(int, parts))


def _calendar(text: str, year: int, month: int, day: int) -> Any:
    """The day, or the text where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return text


def _day_out(value: Any) -> Any:
    found = _iso(value)
    early = isinstance(found, date) and found.year < _EXCEL_BEGINS
    return found.isoformat() if early else found


def _either(value: Any) -> Any:
    """A day or a text, whichever was written."""
    return _day(value) if isinstance(value, datetime) else _text(value)


TEXT = Kind("text", _text)
NUMBER = Kind("number", _number, _number_out)
SHARE = Kind("share", _number, _number_out)
DAY = Kind("day", _day, _day_out)
TEXT_OR_DAY = Kind("text", _either, _day_out)
RAW = Kind("text", _same)
"""Whatever stands there, for keys that this version does not know."""


def choice(words: Mapping[str, str]) -> Kind:
    """One word of a closed list."""
    return Kind("choice", _Codes(words).code, lambda code: words.get(str(code), code), words)


def codes(words: Mapping[str, str] | None = None) -> Kind:
    """Several codes, or words of a closed list, with commas between."""
    known = words or {}
    one = _Codes(known)

    def read(value: Any) -> Any:
        parts = (part.strip() for part in _SEVERAL.split(str(_text(value))))
        return [one.code(part) for part in parts if part]

    def write(value: Any) -> Any:
        return ", ".join(str(known.get(str(each), each)) for each in value)

    return Kind("text", read, write, known, several=True)


class _Codes:
    """Words back to their codes, however they are written."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.known = {fold(code): code for code in words}
        self.known |= {fold(word): code for code, word in words.items()}

    def code(self, value: Any) -> Any:
        """The code; what is none of them stays as it is."""
        return self.known.get(fold(value), value) if isinstance(value, str) else value


_FLAG_WORDS = {"yes": "Có", "no": "Không"}
_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("co", "x", "dung", "true", "yes", "1"), True),
    **dict.fromkeys(("khong", "sai", "false", "no", "0"), False),
}


def _flag(value: Any) -> Any:
    return _FLAGS.get(fold(str(_text(value))), value)


def _flag_out(value: Any) -> Any:
    return _FLAG_WORDS["yes" if value else "no"] if isinstance(value, bool) else value


FLAG = Kind("choice", _flag, _flag_out, _FLAG_WORDS)
