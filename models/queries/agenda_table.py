"""What a usual session is made of: the year's agreed table, the roster, ballot defaults."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.agreement import TableVersion
from models.base import columns
from models.cluster import Office, OfficeTerm
from models.queries.criteria import find_current, table_of
from models.queries.people import member_units, unit_names
from models.queries.ranking import whole_table
from models.rules.calendar import local_date
from models.rules.motion import MotionKind, Option
from models.rules.motion_terms import USUAL_BALLOT
from models.rules.nominees import Member
from models.rules.settings import Ballot, Honour
from models.rules.standings import Standing, UnitScores
from models.rules.tally import read_count
from models.rules.templates import Agreed, Ranked, merits
from models.rules.ties import Candidate
from models.sheet import Period, PeriodCode
from models.voting import Motion, MotionState


def agreed_of(session: Session, cluster_id: int, year: int, now: datetime) -> Agreed | None:
    """The year's agreed table; none before it is locked.

    Places, proposals and grounds are those of the version that was agreed and hashed; what its
    tie-breakers compare is worked out from the same, locked scores.
    """
    period = session.exec(
        select(Period).where(
            Period.cluster_id == cluster_id,
            Period.year == year,
            Period.code == PeriodCode.YEAR_END,
        )
    ).first()
    if period is None or not period.stage.is_fixed:
        return None
    kept = session.get(TableVersion, (period.id, period.version))
    if kept is None:
        return None
    content = json.loads(kept.content)
    scores, units, ranking = whole_table(session, period)
    compared = {each.unit_id: each for each in ranking.standings}
    known = {each.unit_id: each for each in units}
    names = unit_names(session, [each["unit"] for each in content["units"]], local_date(now))
    return Agreed(
        period.id or 0,
        period.version,
        scores.declared.loaded.table,
        tuple(_ranked(each, names, compared.get(each["unit"]), known) for each in content["units"]),
        tuple(content["undecided"]),
    )


def _ranked(
    row: dict[str, Any],
    names: dict[int, tuple[str, str]],
    standing: Standing | None,
    known: dict[int, UnitScores],
) -> Ranked:
    candidate = (
        Candidate(known[row["unit"]], standing.sums, standing.final, standing.grade)
        if standing is not None and standing.final is not None and row["final"] is not None
        else None
    )
    return Ranked(
        row["unit"],
        names[row["unit"]][0],
        row["rank"],
        row["honour"],
        tuple(row["grounds"]),
        candidate,
    )


def roster(session: Session, cluster_id: int, today: date) -> tuple[Member, ...]:
    """The member units in the roster's order, and when each was head for the last time."""
    rows = session.execute(
        columns(OfficeTerm.unit_id, func.max(OfficeTerm.to_on))
        .where(
            col(OfficeTerm.cluster_id) == cluster_id,
            col(OfficeTerm.office) == Office.HEAD,
            col(OfficeTerm.from_on) <= today,
        )
        .group_by(col(OfficeTerm.unit_id))
    ).all()
    headed = dict(tuple(row) for row in rows)
    return tuple(
        Member(
            each.unit_id,
            each.name,
            head=Office.HEAD in each.offices,
            deputy=Office.DEPUTY in each.offices,
            headed=headed.get(each.unit_id),
        )
        for each in member_units(session, cluster_id, today)
    )


def elected_heads(motions: Sequence[Motion]) -> frozenset[int]:
    """The unit that these motions have elected head, the last vote first: no deputy, then."""
    counted = [
        each
        for each in motions
        if each.kind is MotionKind.HEAD and each.state is MotionState.CLOSED
    ]
    for motion in sorted(counted, key=lambda each: (each.closed_at, each.id), reverse=True):
        elected = read_count(motion.result).elected
        alone = len(motion.options) == 1
        if elected:
            found = {each["unit_id"] for each in motion.options if alone or each["key"] in elected}
            return frozenset(found)
    return frozenset()


def ballot_of(session: Session, cluster_id: int, year: int) -> Ballot:
    """How ballots are held by the year's criteria table; the usual way without one."""
    found = find_current(session, cluster_id, year)
    if found is None:
        return USUAL_BALLOT
    return table_of(session, found.id or 0, found.content_hash).table.ballot


def honours_of(session: Session, cluster_id: int, year: int) -> tuple[Honour, ...]:
    """The honours of the year's criteria table; none without one."""
    found = find_current(session, cluster_id, year)
    if found is None:
        return ()
    return tuple(table_of(session, found.id or 0, found.content_hash).table.honours)


def merits_of(
    session: Session, cluster_id: int, year: int, options: Sequence[Option], now: datetime
) -> dict[str, tuple[str, ...]]:
    """What equals among these options are told apart by: nothing before the table is agreed."""
    agreed = agreed_of(session, cluster_id, year, now)
    return merits(agreed.table, agreed.units, options) if agreed and options else {}
