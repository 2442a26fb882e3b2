"""The score table as an official paper: the summary, and an annex for each part.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I; annexes across the page as its tables may be.
"""

from datetime import datetime

from handlers.documents.paper import score_annexes
from handlers.documents.paper import standing_words as words
from handlers.documents.paper.letterhead import Letterhead, head_of_paper, signatures
from handlers.documents.paper.typesetting import Data, paper, said
from handlers.i18n import Translator
from models.points import ZERO
from models.queries.score_table import ScoreTable, TableRow
from models.rules.criteria import Group
from models.rules.kinds import Layer


def score_table_pdf(
    table: ScoreTable, t: Translator, now: datetime, head: Letterhead | None = None
) -> bytes:
    """The table on A4; `head` says who issues it, else the cluster does, the rest left blank."""
    return paper("score_paper.typ", paper_data(table, t, now, head), now)


def paper_data(
    table: ScoreTable, t: Translator, now: datetime, head: Letterhead | None = None
) -> Data:
    """What the paper says, all of it as text."""
    issuing = head or Letterhead(table.period.cluster_name)
    return {
        "lang": t.locale,
        "head": head_of_paper(issuing, t),
        "title": t("SCORE SUMMARY"),
        "about": _about(table, issuing, t),
        "lines": _lines(table, t),
        "summary": _summary(table, t),
        "parts": _parts(table, t),
        "proposals": _proposals(table, t),
        "notes_title": t("Notes:"),
        "notes": _notes(table, t),
        "signers": signatures(issuing, t),
        "edition": words.edition(table, now, t),
        "annexes": score_annexes.annexes(table, issuing.number, t),
    }


def _about(table: ScoreTable, head: Letterhead, t: Translator) -> str:
    period = words.period_words(table, t)
    return said(t("%(period)s of %(issuer)s", period=period, issuer=head.issuer))


def _lines(table: ScoreTable, t: Translator) -> list[str]:
    """What stands above the table: by which criteria, and how final it is."""
    title = t.pick(table.table.title_vi, table.table.title_en)
    criteria = t(
        "Points are given by: %(title)s, year %(year)s.", title=title, year=table.table.year
    )
    if table.stage.is_fixed:
        return [said(criteria)]
    return [said(criteria), said(t("The figures are provisional: the table is not yet agreed."))]


def _summary(table: ScoreTable, t: Translator) -> Data:
    layers = words.shown_layers(table)
    return {
        "rank": t("Rank"),
        "unit": t("Unit"),
        "final": t("Final points"),
        "grade": t("Grade"),
        "layers": [words.layer_name(layer, t) for layer in layers],
        "rows": [_row(table, row, layers, t) for row in table.rows],
    }


def _row(table: ScoreTable, row: TableRow, layers: tuple[Layer, ...], t: Translator) -> Data:
    return {
        "rank": words.rank_of(row),
        "tied": t("tied") if row.tied else "",
        "name": row.name,
        "cells": [words.cell(row, layer, table, t) for layer in layers],
        "final": words.points_of(row.final, t),
        "grade": row.grade,
    }


def _parts(table: ScoreTable, t: Translator) -> Data:
    """The final points part by part; without rows where the reader may not see them."""
    seen = any(row.by_part for row in table.rows)
    late = any(row.late_points for row in table.rows)
    columns = [words.part_name(table, part, t) for part in table.table.parts]
    return {
        "title": t("Final points by part"),
        "columns": [*columns, said(t("Late"))] if late else columns,
        "rows": [_part_row(table, row, late, t) for row in table.rows] if seen else [],
    }


def _part_row(table: ScoreTable, row: TableRow, late: bool, t: Translator) -> Data:
    cells = [_part_points(table, row, part, t) for part in table.table.parts]
    if late:
        cells.append(words.signed(-row.late_points, t) or t.points2(ZERO))
    return {
        "rank": words.rank_of(row),
        "name": row.short_name,
        "cells": cells,
        "final": words.points_of(row.final, t),
    }


def _part_points(table: ScoreTable, row: TableRow, part: Group, t: Translator) -> str:
    points = row.by_part.get(part.code)
    if points and part is table.table.deductions:
        return words.signed(-points, t)
    return words.points_of(points, t)


def _proposals(table: ScoreTable, t: Translator) -> Data:
    rows = [row for row in table.rows if row.honour]
    return {
        "title": t("Proposals by result"),
        "columns": [t("No."), t("Unit"), t("Proposal")],
        "rows": [
            {
                "number": str(number),
                "name": row.name,
                "words": words.proposal(table, row.honour, t),
            }
            for number, row in enumerate(rows, start=1)
        ],
    }


def _notes(table: ScoreTable, t: Translator) -> list[str]:
    """What decided a tie, who is not considered and why, what else must be said."""
    notes = []
    for row in table.rows:
        if row.decided_by:
            by = words.decided_words(row.decided_by, t)
            notes.append(t("%(unit)s is told from its equals by: %(by)s.", unit=row.name, by=by))
        notes += [
            t("%(unit)s is not considered: %(why)s.", unit=row.name, why=why)
            for why in words.ground_words(table, row, t)
        ]
        if not row.submitted:
            notes.append(t("%(unit)s has not submitted its sheet.", unit=row.name))
    return [*map(said, notes), *words.remarks(table, t), *_adjusted(table, t), *_grades(table, t)]


def _adjusted(table: ScoreTable, t: Translator) -> list[str]:
    """Units whose total is not the plain sum of its parts, so that nobody takes it for an error."""
    names = [row.short_name for row in table.rows if _is_adjusted(table, row)]
    if not names:
        return []
    sentence = t(
        "The total differs from the sum of the parts for %(units)s: it is converted to the scale "
        "where targets were not assigned, and kept within its limits.",
        units=t.joined(names),
    )
    return [said(sentence)]


def _is_adjusted(table: ScoreTable, row: TableRow) -> bool:
    if row.final is None or not row.by_part:
        return False
    taken = table.table.deductions.code if table.table.deductions else ""
    plain = sum((-each if code == taken else each for code, each in row.by_part.items()), ZERO)
    return plain - row.late_points != row.final


def _grades(table: ScoreTable, t: Translator) -> list[str]:
    """The short codes of the grades, spelt out."""
    used = {row.grade for row in table.rows}
    pairs = [
        f"{each.code}: {t.pick(each.vi, each.en)}"
        for each in table.table.grades
        if each.code in used
    ]
    return [f"{'; '.join(pairs)}."] if pairs else []
