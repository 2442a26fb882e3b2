"""What the year's calendar asks of units just now: a plan, a registration, a dossier."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, or_
from sqlmodel import Session, col

from models.base import columns, fetch
from models.cluster import EmulationYear, Membership, Office, OfficeTerm, holds
from models.handover import Handover
from models.queries.calendar import chosen_dates, units_done
from models.rules.calendar import local_date
from models.rules.duties import Duty, DutyKind
from models.rules.year_steps import USUAL, Who, YearStep, usual_moment
from models.sheet import Period, PeriodCode

ASKED_AFTER = timedelta(days=30)
"""For so long a step that is over is still asked for."""
_ASKED = tuple(step for step in YearStep if USUAL[step].asked)
_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_YEARS: BindParameter[Sequence[int]] = bindparam("years", expanding=True)
_TODAY = bindparam("today", type_=Date())
_PLANNED = columns(EmulationYear.cluster_id, EmulationYear.year, EmulationYear.planned_at).where(
    col(EmulationYear.cluster_id).in_(_CLUSTERS),
    col(EmulationYear.year).in_(_YEARS),
    col(EmulationYear.planned_at).is_not(None),
)
_OPENED = columns(Period.cluster_id, Period.year).where(
    col(Period.cluster_id).in_(_CLUSTERS),
    col(Period.year).in_(_YEARS),
    col(Period.code) == PeriodCode.YEAR_END,
)
_MEMBERS = (
    columns(Membership.cluster_id, Membership.unit_id)
    .where(
        col(Membership.cluster_id).in_(_CLUSTERS),
        col(Membership.from_on) <= _TODAY,
        or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= _TODAY),
    )
    .order_by(col(Membership.id))
)
_HEADS = columns(OfficeTerm.cluster_id, OfficeTerm.unit_id).where(
    col(OfficeTerm.cluster_id).in_(_CLUSTERS),
    col(OfficeTerm.office) == Office.HEAD,
    holds(_TODAY),
)
_HANDOVERS = columns(
    Handover.cluster_id,
    Handover.year,
    Handover.outgoing_id,
    Handover.incoming_id,
    Handover.outgoing_at,
).where(col(Handover.cluster_id).in_(_CLUSTERS), col(Handover.year).in_(_YEARS))


@dataclass(frozen=True, slots=True)
class _Owing:
    """A step of a calendar in force that is asked for, and the units of which it is asked."""

    cluster_id: int
    year: int
    step: YearStep
    at: datetime
    done: frozenset[int]
    planned_at: datetime


def owed(session: Session, cluster_ids: Sequence[int], now: datetime) -> list[Duty]:
    """Steps that somebody is to do and has not done, of the calendars that are in force."""
    found = list(_owing(session, cluster_ids, now))
    if not found:
        return []
    clusters = sorted({each.cluster_id for each in found})
    today = local_date(now)
    asked = {Who.HEAD: _units(session, _HEADS, clusters, today)}
    asked[Who.UNITS] = _units(session, _MEMBERS, clusters, today)
    givers = _givers(session, found)
    return [
        _duty(each, unit_id)
        for each in found
        for unit_id in givers.get((each.cluster_id, each.year, each.step))
        or asked[USUAL[each.step].who].get(each.cluster_id, [])
        if unit_id not in each.done
    ]


def _givers(
    session: Session, found: Sequence[_Owing]
) -> dict[tuple[int, int, YearStep], list[int]]:
    """Whose the handover is: the outgoing head's until it has confirmed, then the incoming's."""
    where = {
        "clusters": sorted({each.cluster_id for each in found}),
        "years": sorted({each.year for each in found}),
    }
    return {
        (row.cluster_id, row.year, YearStep.HANDOVER): [
            row.outgoing_id if row.outgoing_at is None else row.incoming_id
        ]
        for row in fetch(session, _HANDOVERS, **where)
    }


def _owing(session: Session, cluster_ids: Sequence[int], now: datetime) -> Iterator[_Owing]:
    this = local_date(now).year
    where = {"clusters": cluster_ids, "years": [this - 1, this, this + 1]}
    planned = fetch(session, _PLANNED, **where)
    if not planned:
        return
    chosen = chosen_dates(session, cluster_ids, where["years"])
    done = units_done(session, cluster_ids, where["years"])
    opened = {(row.cluster_id, row.year) for row in fetch(session, _OPENED, **where)}
    for row in planned:
        key = (row.cluster_id, row.year)
        for step in _ASKED:
            at = chosen.get(key, {}).get(step) or usual_moment(step, row.year)
            said = frozenset(done.get(key, {}).get(step, ()))
            met = step is YearStep.GUIDANCE and key in opened
            met = met or (bool(said) and USUAL[step].who is Who.HEAD)
            if not met and row.planned_at < at and now <= at + ASKED_AFTER:
                yield _Owing(*key, step, at, said, row.planned_at)


def _units(
    session: Session, statement: Select[Any], cluster_ids: Sequence[int], today: date
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in fetch(session, statement, clusters=cluster_ids, today=today):
        found.setdefault(row.cluster_id, []).append(row.unit_id)
    return found


def _duty(owing: _Owing, unit_id: int) -> Duty:
    code = owing.step.value
    return Duty(
        DutyKind.DOCUMENT,
        f"step:{owing.year}:{code}",
        f"{owing.year}:{code}",
        owing.cluster_id,
        unit_id,
        owing.at,
        owing.at + ASKED_AFTER,
        {"year": owing.year, "code": code},
        owing.planned_at,
    )
