"""The annexes of the score table: criteria as rows, units as columns, ten at a time."""

from collections.abc import Iterator

from handlers.documents.paper import standing_words as words
from handlers.documents.paper.typesetting import Data, breakable, said
from handlers.i18n import Translator
from models.queries.score_table import ScoreTable, TableItem, TableRow
from models.rules.criteria import Group, Item
from models.rules.kinds import Layer

UNITS_AT_MOST = 10
"""Columns that fit across A4 with figures of a readable size."""
UNIT_WORD = 10
"""Characters that fit the head of a unit's column."""
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def annexes(table: ScoreTable, number: str, t: Translator) -> list[Data]:
    """One annex for each part of the criteria; `number` is the paper's, if it has one."""
    return [
        {
            "number": t("Annex %(number)s", number=roman(place)),
            "title": f"{part.code}. {t.pick(part.name_vi, part.name_en)}",
            "with": _with(table, number, t),
            "columns": [t("Code"), t("Criterion"), t("Max.")],
            "sheets": [_sheet(table, part, rows, t) for rows in _shared_out(table.rows)],
            "notes": _notes(table, part, t),
        }
        for place, part in enumerate(table.table.parts, start=1)
    ]


def roman(number: int) -> str:
    """1 or more in Roman figures: 4 -> "IV"."""
    said_so_far = ""
    for worth, letters in ROMAN:
        while number >= worth:
            said_so_far += letters
            number -= worth
    return said_so_far


def _with(table: ScoreTable, number: str, t: Translator) -> str:
    cluster, period = table.period.cluster_name, words.period_words(table, t)
    if number:
        return said(
            t(
                "(With the score summary No. %(number)s, %(cluster)s)",
                number=number,
                cluster=cluster,
            )
        )
    return said(
        t("(With the score summary of %(cluster)s, %(period)s)", cluster=cluster, period=period)
    )


def _shared_out(rows: tuple[TableRow, ...]) -> list[tuple[TableRow, ...]]:
    """The units on as few sheets as needed, about as many on each."""
    sheets = max(1, -(-len(rows) // UNITS_AT_MOST))
    each = -(-len(rows) // sheets) or 1
    return [rows[start : start + each] for start in range(0, max(len(rows), 1), each)]


def _sheet(table: ScoreTable, part: Group, rows: tuple[TableRow, ...], t: Translator) -> Data:
    lines = [_line(table, node, rows, t) for node in nodes(part)]
    total = {
        "kind": "sum",
        "name": t("Total of part %(code)s", code=part.code),
        "max": t.points(part.max),
        "cells": [{"points": words.points_of(row.by_part.get(part.code), t)} for row in rows],
    }
    units = [breakable(row.short_name, UNIT_WORD) for row in rows]
    return {"units": units, "rows": [*lines, total]}


def nodes(part: Group) -> Iterator[Group | Item]:
    """Headings and criteria in the order of the document, without the part itself."""
    for child in part.children:
        yield child
        if isinstance(child, Group):
            yield from nodes(child)


def _line(table: ScoreTable, node: Group | Item, rows: tuple[TableRow, ...], t: Translator) -> Data:
    line: dict[str, object] = {
        "kind": "group" if isinstance(node, Group) else "item",
        "code": node.code,
        "name": t.pick(node.name_vi, node.name_en),
        "max": t.points(node.max),
    }
    if isinstance(node, Item):
        line["cells"] = [_cell(table, row.items.get(node.code), t) for row in rows]
    return line


def _cell(table: ScoreTable, item: TableItem | None, t: Translator) -> Data:
    """Final points, and how far they are from what the unit declared."""
    if item is None or item.final is None:
        unscored = said(t("n/a")) if item and item.not_assigned else words.NONE
        return {"points": unscored, "difference": "", "sign": 0}
    apart = words.changed(item, table)
    return {
        "points": t.points2(item.final),
        "difference": words.signed(apart, t),
        "sign": words.sign(apart),
    }


def _notes(table: ScoreTable, part: Group, t: Translator) -> list[str]:
    notes = []
    if Layer.SELF in table.layers:
        notes.append(said(t("Below the points: the difference from the unit's self-score.")))
    if any(
        row.items[code].not_assigned for row in table.rows for code in part.codes & row.items.keys()
    ):
        notes.append(said(t("n/a: the target was not assigned to the unit.")))
    return notes + list(_reasons(table, part, t))


def _reasons(table: ScoreTable, part: Group, t: Translator) -> Iterator[str]:
    """Why points were changed, for a reader who sees the changed points; equal reasons once."""
    if not {Layer.STANDING, Layer.AGREED} & set(table.layers):
        return
    for item in part.items:
        units: dict[str, list[str]] = {}
        for row in table.rows:
            scored = row.items.get(item.code)
            if scored and scored.why and words.changed(scored, table):
                units.setdefault(scored.why, []).append(row.short_name)
        for why, names in units.items():
            yield f"{item.code} ({t.joined(names)}): {why}"
