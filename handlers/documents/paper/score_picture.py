"""The score table as pictures for the chat, ten units on each.

Telegram scales a photo to 1280 pixels on its longer side, so a taller picture would only be
shrunk: the rows of a large cluster go on the next one, shared out evenly.
"""

from datetime import datetime

from handlers.documents.paper import standing_words as words
from handlers.documents.paper.typesetting import Data, picture
from handlers.i18n import Translator
from models.queries.score_table import ScoreTable, TableRow
from models.rules.kinds import Layer

ROWS_AT_MOST = 10
AIRY, TIGHT = 10, 7
"""Points above and below a row: in a small cluster, in one that fills the picture."""
ROWS_AIRY = 8


def picture_count(table: ScoreTable) -> int:
    """How many pictures the table takes; at least one."""
    return max(1, -(-len(table.rows) // ROWS_AT_MOST))


def score_table_picture(table: ScoreTable, t: Translator, now: datetime, leaf: int = 0) -> bytes:
    """A PNG, 1080 pixels wide, of the rows on `leaf` (the first is 0).

    Raises IndexError for a leaf that there is not.
    """
    return picture("score_picture.typ", picture_data(table, t, now, leaf))


def picture_data(table: ScoreTable, t: Translator, now: datetime, leaf: int = 0) -> Data:
    """What the picture says, all of it as text."""
    layers, leaves = words.shown_layers(table), picture_count(table)
    rows = _on_leaf(table.rows, leaf, leaves)
    return {
        "lang": t.locale,
        "title": t("SCORE TABLE"),
        "subtitle": f"{table.period.cluster_name} · {words.period_words(table, t)}",
        "state": words.state_words(table.stage, t),
        "fixed": table.stage.is_fixed,
        "rank_head": t("Rank"),
        "final_head": t("Result"),
        "columns": [words.layer_name(layer, t) for layer in layers],
        "rows": [_row(table, row, layers, t) for row in rows],
        "air": AIRY if len(rows) <= ROWS_AIRY else TIGHT,
        "signs": _signs(layers, t),
        "remarks": words.remarks(table, t) if leaf == leaves - 1 else [],
        "edition": words.edition(table, now, t),
        "leaf": f"{leaf + 1}/{leaves}" if leaves > 1 else "",
    }


def _on_leaf(rows: tuple[TableRow, ...], leaf: int, leaves: int) -> tuple[TableRow, ...]:
    if not 0 <= leaf < leaves:
        raise IndexError(leaf)
    each, longer = divmod(len(rows), leaves)
    start = leaf * each + min(leaf, longer)
    return rows[start : start + each + (leaf < longer)]


def _row(table: ScoreTable, row: TableRow, layers: tuple[Layer, ...], t: Translator) -> Data:
    return {
        "rank": words.rank_of(row),
        "tied": t("tied") if row.tied else "",
        "proposed": bool(row.honour),
        "name": row.short_name,
        "final": words.points_of(row.final, t),
        "grade": row.grade,
        "cells": [words.cell(row, layer, table, t) for layer in layers],
        "notes": _notes(table, row, t),
    }


def _notes(table: ScoreTable, row: TableRow, t: Translator) -> list[Data]:
    notes: list[Data] = []
    if row.honour:
        notes.append({"kind": "proposal", "words": words.proposal(table, row.honour, t)})
    if row.decided_by:
        by = words.decided_words(row.decided_by, t)
        notes.append({"kind": "aside", "words": t("told from equals by: %(by)s", by=by)})
    notes += [
        {"kind": "ground", "words": t("Not considered · %(why)s", why=why)}
        for why in words.ground_words(table, row, t)
    ]
    if not row.submitted:
        notes.append({"kind": "ground", "words": t("has not submitted its sheet")})
    return notes


def _signs(layers: tuple[Layer, ...], t: Translator) -> list[Data]:
    if Layer.SELF not in layers or len(layers) == 1:
        return []
    return [
        {"mark": "+", "sign": 1, "words": t("above the self-score")},
        {"mark": words.MINUS, "sign": -1, "words": t("below the self-score")},
    ]
