"""What a spreadsheet program itself checks and offers while a sheet is filled in."""

from typing import Any

from xlsxwriter.worksheet import Worksheet

from handlers.documents.sheetbook.cells import met_words, plain_text
from handlers.documents.sheetbook.layout import (
    MARK,
    MARKS,
    NOT_ASSIGNED,
    NOTE,
    RESULT,
    TARGET,
    Block,
    Layout,
)
from handlers.i18n import Translator
from models.rules.answer_values import COUNTING, MEASURED, MOST_TIMES
from models.rules.answers import NOTE_LIMIT
from models.rules.criteria import RuleKind

Check = dict[str, Any]


def check_cells(page: Worksheet, block: Block, layout: Layout, t: Translator) -> None:
    """Lists to choose from, and numbers only where numbers belong."""
    row = block.row
    if block.takes_result:
        page.data_validation(f"{RESULT}{row}", _result(block, layout, t))
    if block.takes_target:
        page.data_validation(f"{TARGET}{row}", _amount(t))
    for _, below in block.counted:
        page.data_validation(f"{RESULT}{below}", _times(t))
    if block.item.na_allowed:
        words = plain_text(t("Enter x, or leave the cell empty."))
        page.data_validation(f"{MARK}{row}", _list([NOT_ASSIGNED], words))
    length = {"validate": "length", "criteria": "<=", "value": NOTE_LIMIT}
    page.data_validation(f"{NOTE}{row}", length)


def _result(block: Block, layout: Layout, t: Translator) -> Check:
    kind = block.item.kind
    if kind in MEASURED:
        return _amount(t)
    if kind in COUNTING:
        return _times(t)
    words = plain_text(t("Please choose from the list."))
    if kind is RuleKind.BINARY:
        return _list(list(met_words(t)), words)
    first, last = layout.levels[block.item.code]
    return _list(f"={MARKS}!$C${first}:$C${last}", words)


def _list(source: list[str] | str, words: str) -> Check:
    return {"validate": "list", "source": source, "error_message": words}


def _amount(t: Translator) -> Check:
    words = plain_text(t("A number, 0 or more, with at most two decimals."))
    return {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": words}


def _times(t: Translator) -> Check:
    words = plain_text(t("A whole number, 0 or more."))
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": MOST_TIMES,
        "error_message": words,
    }
