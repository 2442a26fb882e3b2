"""How an editable document looks: black on white, blue headings, a form in yellow."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from handlers.documents.forms.cell_kinds import Look

_FONT = {"font_name": "Times New Roman", "font_size": 11}
_MIDDLE = {"align": "center", "valign": "vcenter", "text_wrap": True}
_FRAME = {"border": 1, "border_color": "#A6A6A6"}
_BOLD = {"bold": True}
_LOOKS: dict[Look, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True, "valign": "vcenter", "indent": 1},
    "number": {"align": "right", "valign": "vcenter", "indent": 1},
    "share": {"align": "right", "valign": "vcenter", "indent": 1},
    "day": {"align": "center", "valign": "vcenter", "num_format": "dd/mm/yyyy"},
    "choice": _MIDDLE,
}
PART, GROUP, NEEDED = "#D9E2EF", "#EEF2F8", "#B4C7E0"
_FILLED_IN = {"bg_color": "#FFF8DC", "align": "left", "indent": 1}


class Style:
    """The looks of one workbook."""

    def __init__(self, book: Workbook) -> None:
        def look(*parts: dict[str, Any]) -> Format:
            return book.add_format({name: value for part in parts for name, value in part.items()})

        heading = (_FONT, _MIDDLE, _FRAME, _BOLD)
        aside = {**_FONT, "font_color": "#595959", "valign": "vcenter"}
        self.title = look(_FONT, _BOLD, {"font_size": 14})
        self.note = look(aside, {"italic": True})
        self.number = look(_FONT, {"align": "right", "valign": "top", "font_color": "#595959"})
        self.guide = look(_FONT, {"text_wrap": True, "valign": "top", "font_size": 12})
        self.heading = look(*heading, {"bg_color": PART})
        self.needed = look(*heading, {"bg_color": NEEDED})
        self.label = look(_FONT, _FRAME, {"valign": "vcenter", "text_wrap": True, "indent": 1})
        self.hint = look(aside, _FRAME, {"text_wrap": True, "indent": 1})
        self.key = look(aside, {"font_size": 9})
        self.check = look(_FONT, _MIDDLE, {"font_color": "#375623"})
        self.part = look(_BOLD, {"bg_color": PART})
        self.group = look(_BOLD, {"bg_color": GROUP})
        self.off = look(_BOLD, {"font_color": "#C00000"})
        self._cells = {
            (kind, filled): look(_FONT, _FRAME, looks, _FILLED_IN if filled else {})
            for kind, looks in _LOOKS.items()
            for filled in (False, True)
        }

    def cell(self, kind: Look, *, filled: bool) -> Format:
        """A cell's look; `filled`: of the only column in which anything is to be written."""
        return self._cells[kind, filled]
