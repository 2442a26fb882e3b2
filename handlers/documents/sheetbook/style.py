"""How a workbook looks: an office document, black on white, with what is filled in in yellow."""

from dataclasses import dataclass
from typing import Any, ClassVar

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from handlers.documents.sheetbook.layout import (
    CODE,
    MARK,
    MOST,
    NAME,
    NOTE,
    NUMBER,
    POINTS,
    RESULT,
    TARGET,
    UNIT,
)

FONT = {"font_name": "Times New Roman", "font_size": 11}
CELL = {**FONT, "border": 1, "border_color": "#8C8C8C", "valign": "vcenter", "text_wrap": True}
CENTRED = {"align": "center"}
BOLD = {"bold": True}
POINTS_SHOWN = {"num_format": "#,##0.00", "align": "right", "indent": 1}
PART, GROUP, INPUT, NOTHING = "#D9E2EF", "#EEF2F8", "#FFF8DC", "#F5F5F5"


@dataclass(frozen=True, slots=True)
class Band:
    """How a heading or a line of the foot looks: its words, its points, its maximum."""

    words: Format
    number: Format
    most: Format | None = None


class Style:
    """The looks of one workbook."""

    widths: ClassVar = {
        NUMBER: 5,
        CODE: 8,
        NAME: 52,
        UNIT: 11,
        MOST: 10,
        TARGET: 11,
        RESULT: 25,
        MARK: 8,
        POINTS: 12,
        NOTE: 30,
    }

    def __init__(self, book: Workbook) -> None:
        def look(*parts: dict[str, Any]) -> Format:
            return book.add_format({name: value for part in parts for name, value in part.items()})

        middle = {**FONT, **CENTRED, "valign": "vcenter", "text_wrap": True}
        self.title = look(middle, BOLD, {"font_size": 15})
        self.unit = look(middle, BOLD, {"font_size": 13})
        self.subtitle = look(middle)
        self.hint = look(middle, {"italic": True, "font_color": "#404040"})
        self.header = look(CELL, CENTRED, BOLD, {"bg_color": "#C6D3E6"})
        self.part = _band(look, PART)
        self.group = _band(look, GROUP)
        self.words = look(CELL)
        self.plain = look(FONT)
        self.aside = look(FONT, {"italic": True, "font_size": 9, "font_color": "#595959"})
        self.below = look(CELL, {"indent": 2, "font_size": 10, "font_color": "#404040"})
        self.centred = look(CELL, CENTRED)
        self.number = look(CELL, CENTRED, {"num_format": "General"})
        self.points = look(CELL, POINTS_SHOWN)
        self.nothing = look(CELL, {"bg_color": NOTHING})
        self.total = Band(look(CELL, BOLD), look(CELL, BOLD, POINTS_SHOWN))
        self.line = Band(look(CELL), look(CELL, POINTS_SHOWN))
        self.final = Band(
            look(CELL, BOLD, {"bg_color": PART, "font_size": 12}),
            look(CELL, BOLD, POINTS_SHOWN, {"bg_color": PART, "font_size": 12}),
        )
        self.signature = look(middle, BOLD)
        self.signing = look(middle, {"italic": True})
        free = {"locked": False, "bg_color": INPUT}
        self.inputs = _columns(look, free)
        self.copies = _columns(look, {})


def _band(look: Any, colour: str) -> Band:
    shade = {"bg_color": colour}
    return Band(
        look(CELL, BOLD, shade),
        look(CELL, BOLD, POINTS_SHOWN, shade),
        look(CELL, BOLD, CENTRED, shade),
    )


def height(*texts: tuple[str, int, float]) -> float:
    """Points of height for texts below each other: (text, letters a line, height of a line).

    Said for every row, since not every program fits rows to their texts by itself.
    """
    return 5 + sum(-(-len(text) // letters) * line for text, letters, line in texts if text)


def _columns(look: Any, more: dict[str, Any]) -> dict[str, Format]:
    """Column -> the look of what is filled in there.

    General, not a fixed number of decimals: only so does it show when a program has taken "12/15"
    for a date or 92% for 0.92.
    """
    return {
        TARGET: look(CELL, CENTRED, more),
        RESULT: look(CELL, CENTRED, more),
        MARK: look(CELL, CENTRED, more),
        NOTE: look(CELL, {"font_size": 10}, more),
    }
