"""The criteria table in the hands of the cluster's head: seen, fetched, sent back, adopted.

A table that was sent without a fault is kept as a draft version at once, so the preview survives a
restart and shows exactly what will be adopted; a draft changes nothing until it is.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from handlers.documents.forms.criteria_reading import read_criteria_workbook
from handlers.documents.forms.criteria_workbook import criteria_workbook
from handlers.screen import File, Screen
from handlers.turn import Turn
from handlers.views import criteria as view
from models import access
from models.access import Right
from models.actions import criteria as act
from models.criteria import CriteriaSet, SetState
from models.errors import FileNotExpected, NoCriteria, NotYourCluster
from models.queries.criteria import find_current
from models.queries.criteria_versions import (
    content_of,
    newest_before,
    open_by,
    outline,
    versions,
)
from models.rules.criteria_check import check_table
from models.rules.criteria_diff import compare
from models.rules.faults import Fault, fault

LATEST_MONTH = 3
"""Until March the year before may still be scored."""


def _place(turn: Turn) -> tuple[int, int]:
    """Cluster and year from the arguments, mine to run; this year if none is named."""
    cluster_id = turn.number(0)
    access.require(turn.me, cluster_id, Right.RUN)
    years = _years(turn)
    year = turn.number(1) if len(turn.args) > 1 else turn.today.year
    return cluster_id, min(max(year, years.start), years.stop - 1)


def _years(turn: Turn) -> range:
    """The years whose table may be changed: this one and the next, at first the last one, too."""
    first = turn.today.year - (turn.today.month <= LATEST_MONTH)
    return range(first, turn.today.year + 2)


def show(turn: Turn) -> Screen:
    """The year's table: what it holds, its versions, what waits to be adopted."""
    return _show(turn, *_place(turn))


def _show(turn: Turn, cluster_id: int, year: int) -> Screen:
    session = turn.session
    current = find_current(session, cluster_id, year)
    before = None if current else newest_before(session, cluster_id, year)
    state = view.Shown(
        cluster_id,
        year,
        tuple(_years(turn)),
        outline(session, current) if current else None,
        versions(session, cluster_id, year),
        before.year if before else None,
    )
    return view.shown(state, turn.t)


def file(turn: Turn) -> Screen:
    """The table as a workbook, to be edited and sent back; without one, the last one there was."""
    cluster_id, year = _place(turn)
    source = find_current(turn.session, cluster_id, year)
    source = source or newest_before(turn.session, cluster_id, year)
    if source is None:
        raise NoCriteria(year)
    data = {**content_of(source), "year": year}
    sent = File(f"bang-tieu-chi-{year}.xlsx", partial(criteria_workbook, data))
    return _show(turn, cluster_id, year).sending(sent)


def take(turn: Turn) -> Screen:
    """A workbook that was sent: its faults, or what it would change."""
    cluster_id = turn.number(0)
    access.require(turn.me, cluster_id, Right.RUN)
    if turn.upload is None:
        raise FileNotExpected
    document = read_criteria_workbook(turn.upload.content)
    found = document.every_fault(partial(_check, years=_years(turn)))
    if found:
        told = [(document.line(each.path), each) for each in found]
        return view.faulty(cluster_id, turn.upload.name, told, turn.t)
    year = int(document.data["year"])
    current = find_current(turn.session, cluster_id, year)
    if current and compare(content_of(current), document.data).nothing:
        return _show(turn, cluster_id, year).noticing(view.nothing_new(current.version, turn.t))
    row = act.draft(turn.session, turn.me, cluster_id, document.data, turn.now)
    return _preview(turn, row)


def _check(data: Any, years: range) -> list[Fault]:
    """Every fault of a table that is sent in chat; there its year must be near."""
    found = check_table(data)
    year = data.get("year") if isinstance(data, Mapping) else None
    if (
        isinstance(year, int)
        and year not in years
        and not any(each.path == _YEAR for each in found)
    ):
        low, high = years.start, years.stop - 1
        found.append(fault(_YEAR, "out_of_range", value=year, low=low, high=high))
    return found


_YEAR = ("year",)


def faults(turn: Turn) -> Screen:
    """The faults of the file that was sent last."""
    cluster_id, year = _place(turn)
    return view.faulty_again(cluster_id, turn.kept, turn.t) or _show(turn, cluster_id, year)


def preview(turn: Turn) -> Screen:
    """A draft, and what it changes."""
    row = turn.session.get(CriteriaSet, turn.number(0))
    if row is None:
        raise NotYourCluster
    access.require(turn.me, row.cluster_id, Right.RUN)
    if row.state != SetState.DRAFT:
        return _show(turn, row.cluster_id, row.year)
    return _preview(turn, row)


def _preview(turn: Turn, row: CriteriaSet) -> Screen:
    current = find_current(turn.session, row.cluster_id, row.year)
    state = view.Draft(
        outline(turn.session, row),
        current.version if current else None,
        compare(content_of(current), content_of(row)) if current else None,
        open_by(turn.session, row.cluster_id, row.year),
    )
    return view.draft(state, turn.t)


def adopt(turn: Turn) -> Screen:
    """Adopt the draft on screen."""
    row = act.adopt_draft(turn.session, turn.me, turn.number(0), turn.now)
    turn.session.flush()  # the versions below are read by their state
    done = view.adopted(row.version, row.year, turn.t)
    return _show(turn, row.cluster_id, row.year).noticing(done)


ROUTES = {
    "criteria.show": show,
    "criteria.file": file,
    "criteria.faults": faults,
    "criteria.preview": preview,
}
ACTS = {"criteria.adopt": adopt}
FILES = {"criteria.take": take}
