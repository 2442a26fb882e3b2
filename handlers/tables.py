"""Every way into the handlers, gathered from the features once, in one readable list."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers import (
    agreeing,
    answering,
    appraisal,
    appraising,
    board,
    criteria,
    cross,
    cross_results,
    crossing,
    evidence,
    explaining,
    group,
    home,
    objections,
    people,
    period,
    ranking,
    settings,
    sheet,
    start,
    workbook,
)
from handlers.screen import Screen
from handlers.turn import Turn

Handler = Callable[[Turn], Screen]
LetterWriter = Callable[[Turn, Mapping[str, Any]], Screen | None]

FEATURES: tuple[Any, ...] = (
    start,
    home,
    settings,
    sheet,
    workbook,
    evidence,
    period,
    board,
    appraising,
    appraisal,
    answering,
    explaining,
    cross,
    crossing,
    cross_results,
    ranking,
    agreeing,
    objections,
    criteria,
    people,
    group,
)


def _gather(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for feature in FEATURES:
        for name, handler in getattr(feature, table, {}).items():
            if name in found:
                raise ValueError(f"{table} has {name} twice")
            found[name] = handler
    return found


COMMANDS: dict[str, Handler] = _gather("COMMANDS")
"""What `/word` shows."""
ROUTES: dict[str, Handler] = _gather("ROUTES")
"""What only shows: works from any message."""
ACTS: dict[str, Handler] = _gather("ACTS")
"""What changes something: works from the living card only."""
ANSWERS: dict[str, Handler] = _gather("ANSWERS")
"""What a typed reply means to the card that asked."""
FILES: dict[str, Handler] = _gather("FILES")
"""What a file that was sent means to the card that takes one."""
LETTERS: dict[str, LetterWriter] = _gather("LETTERS")
"""What a letter says when it is sent; none if it is no longer true."""
GROUP_ROUTES = frozenset({"group.status", "group.link"})
"""What may be pressed in a group."""
