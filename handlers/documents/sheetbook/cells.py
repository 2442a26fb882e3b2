"""An answer as the cells in which a person fills it in, and those words on their own."""

import unicodedata
from decimal import Decimal

from handlers.documents.sheetbook.layout import MARK, NOT_ASSIGNED, NOTE, RESULT, TARGET, Block
from handlers.i18n import Translator
from models.rules.answers import Answer
from models.rules.criteria import Item

Value = Decimal | int | str


def filled_cells(block: Block, t: Translator) -> dict[str, Value]:
    """Every cell that a person fills in for an item ("G12") -> what stands there now.

    A cell that is empty now has "".
    """
    state, row = block.state, block.row
    answer = state.answer or Answer()
    cells: dict[str, Value | None] = {f"{NOTE}{row}": clean(state.note)}
    if block.takes_result:
        cells[f"{RESULT}{row}"] = _result(block.item, answer, t)
    if block.takes_target:
        stated = block.item.target if answer.target is None else answer.target
        cells[f"{TARGET}{row}"] = stated
    if block.item.na_allowed:
        cells[f"{MARK}{row}"] = NOT_ASSIGNED if answer.not_assigned else None
    for violation, below in block.counted:
        cells[f"{RESULT}{below}"] = answer.counts.get(violation.code)
    return {place: "" if value is None else value for place, value in cells.items()}


def _result(item: Item, answer: Answer, t: Translator) -> Value | None:
    if answer.tier is not None:
        return level_words(item, t)[answer.tier - 1]
    if answer.met is not None:
        return met_words(t)[0 if answer.met else 1]
    return answer.actual if answer.count is None else answer.count


def level_words(item: Item, t: Translator) -> tuple[str, ...]:
    """The words to choose from; with their numbers where two levels are called the same."""
    words = [t.pick(tier.vi, tier.en) for tier in item.tiers]
    if len(set(map(str.casefold, words))) < len(words):
        words = [f"{n}. {each}" for n, each in enumerate(words, start=1)]
    return tuple(map(clean, words))


def met_words(t: Translator) -> tuple[str, str]:
    """The words for met and not met."""
    return plain_text(t("Met")), plain_text(t("Not met"))


def plain_text(words: str) -> str:
    """Words for a cell, which knows no markup."""
    striptags = getattr(words, "striptags", None)
    return str(striptags() if striptags else words)


def clean(text: str) -> str:
    """A person's text as a cell can hold it: NFC, one line, no control characters."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cs"})


def number(value: Value) -> float | int:
    """A number as a spreadsheet keeps it."""
    return value if isinstance(value, int) else float(value)
