"""Every way into the handlers, gathered from the features once, in one readable list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers import (
    agenda,
    agenda_motion,
    agreeing,
    announcing,
    answering,
    appraisal,
    appraising,
    ballot,
    ballot_letters,
    board,
    calendar,
    criteria,
    cross,
    cross_results,
    crossing,
    election,
    evidence,
    explaining,
    group,
    handover,
    home,
    honours,
    invited,
    ladders,
    launching,
    lots,
    meeting,
    movement,
    objections,
    people,
    period,
    preparing,
    ranking,
    record,
    reminders,
    results,
    rollcall,
    running,
    settings,
    sheet,
    start,
    tellers,
    voting,
    workbook,
    written,
)
from handlers.screen import Screen
from handlers.turn import Turn

Handler = Callable[[Turn], Screen]
LetterWriter = Callable[[Turn, Mapping[str, Any]], Screen | None]
FollowUp = Callable[[Turn, Mapping[str, Any], Sequence[tuple[str, str]]], Screen]

FEATURES: tuple[Any, ...] = (
    start,
    home,
    settings,
    sheet,
    workbook,
    evidence,
    calendar,
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
    rollcall,
    reminders,
    ladders,
    announcing,
    launching,
    movement,
    meeting,
    preparing,
    invited,
    agenda,
    agenda_motion,
    voting,
    running,
    ballot,
    ballot_letters,
    results,
    lots,
    tellers,
    written,
    honours,
    election,
    handover,
    record,
)


def _gather(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for feature in FEATURES:
        for name, handler in dict(getattr(feature, table, {})).items():
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
NODS: dict[str, Handler] = _gather("NODS")
"""What changes something and works from a letter, too: harmless late, and when it comes twice."""
ANSWERS: dict[str, Handler] = _gather("ANSWERS")
"""What a typed reply means to the card that asked."""
FILES: dict[str, Handler] = _gather("FILES")
"""What a file that was sent means to the card that takes one."""
LETTERS: dict[str, LetterWriter] = _gather("LETTERS")
"""What a letter says when it is sent; none if it is no longer true."""
GROUP_LETTERS: dict[str, LetterWriter] = _gather("GROUP_LETTERS")
"""What a notice in a cluster's group says when it is sent; none if it is no longer true."""
FOLLOW_UPS: dict[str, FollowUp] = _gather("FOLLOW_UPS")
"""How a letter reads once something it told of is done; a kind without one stays as it is."""
PATIENT: frozenset[str] = frozenset(_gather("PATIENT"))
"""Kinds of letters that wait until nobody's rest is disturbed."""
GROUP_ROUTES = frozenset({"group.status", "group.link"})
"""What may be pressed in a group."""
