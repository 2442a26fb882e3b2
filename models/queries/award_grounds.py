"""What a year's proposals for honours rest on: its agreed table, its votes, its places."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from models.agreement import TableVersion
from models.award import HonourQuota
from models.criteria import CriteriaSet
from models.errors_vote import NoAgreedTable
from models.queries.criteria import table_of
from models.rules.awards import Contender
from models.rules.criteria import CriteriaTable
from models.rules.motion import SHOWN_FROM, YES, Form, Method, MotionKind, method_of, read_options
from models.rules.settings import Honour
from models.rules.tally import Count, read_count
from models.sheet import Period, PeriodCode
from models.voting import Motion, MotionState, ReviewSession


@dataclass(frozen=True, slots=True)
class Vote:
    """The last vote on a unit for an honour. No numbers of a secret ballot among very few."""

    motion_id: int
    passed: bool
    votes: int | None
    base: int


@dataclass(frozen=True, slots=True)
class Ground:
    """The agreed table of a year, its votes and its places."""

    period_id: int
    table: CriteriaTable
    contenders: tuple[Contender, ...]
    votes: Mapping[tuple[int, str], Vote]
    quotas: Mapping[str, tuple[int, str]]

    def quota(self, honour: Honour) -> int:
        """How many may be proposed."""
        return self.quotas.get(honour.code, (honour.count, ""))[0]

    def passed(self, code: str) -> dict[int, bool]:
        """Unit id -> whether its vote for that honour passed."""
        return {unit: vote.passed for (unit, each), vote in self.votes.items() if each == code}


def ground_of(session: Session, cluster_id: int, year: int) -> Ground:
    """What the year's proposals rest on; NoAgreedTable while its table is not agreed."""
    period = session.exec(
        select(Period).where(
            Period.cluster_id == cluster_id,
            Period.year == year,
            Period.code == PeriodCode.YEAR_END,
        )
    ).first()
    if period is None or not period.stage.is_fixed:
        raise NoAgreedTable
    version = session.exec(
        select(TableVersion)
        .where(TableVersion.period_id == period.id)
        .order_by(col(TableVersion.version).desc())
    ).first()
    if version is None:
        raise NoAgreedTable
    content = json.loads(version.content)
    return Ground(
        period.id or 0,
        _table(session, content["criteria"]),
        tuple(_contender(each) for each in content["units"]),
        votes_of_year(session, cluster_id, year),
        quotas_of(session, cluster_id, year),
    )


def _table(session: Session, criteria_set_id: int) -> CriteriaTable:
    row = session.get_one(CriteriaSet, criteria_set_id)
    return table_of(session, criteria_set_id, row.content_hash).table


def _contender(stored: Mapping[str, Any]) -> Contender:
    return Contender(
        stored["unit"],
        stored["rank"],
        stored["grade"],
        tuple(stored["grounds"]),
        stored["honour"],
    )


def quotas_of(session: Session, cluster_id: int, year: int) -> dict[str, tuple[int, str]]:
    """Honour code -> (how many, what says so), where the head has set it."""
    query = select(HonourQuota).where(
        HonourQuota.cluster_id == cluster_id, HonourQuota.year == year
    )
    return {each.code: (each.count, each.source) for each in session.exec(query).all()}


def votes_of_year(session: Session, cluster_id: int, year: int) -> dict[tuple[int, str], Vote]:
    """(unit id, honour code) -> the last counted vote on it."""
    query = (
        select(Motion)
        .join(ReviewSession, col(ReviewSession.id) == Motion.session_id)
        .where(
            Motion.cluster_id == cluster_id,
            ReviewSession.year == year,
            Motion.state == MotionState.CLOSED,
            col(Motion.kind).in_((MotionKind.HONOUR, MotionKind.CHOICE)),
        )
        .order_by(col(Motion.closed_at), col(Motion.id))
    )
    found: dict[tuple[int, str], Vote] = {}
    for motion in session.exec(query).all():
        code = motion.subject.get("honour")
        if code:
            found |= {(unit, code): vote for unit, vote in _votes(motion).items()}
    return found


def _votes(motion: Motion) -> dict[int, Vote]:
    """Unit id -> its vote; of a choice, each unit that could be chosen."""
    count, options = read_count(motion.result), read_options(motion.options)
    shown = motion.form is not Form.SECRET or count.valid >= SHOWN_FROM
    base = count.needs[0].size if count.needs else count.sizes.entitled
    if method_of(motion.kind, options) is Method.APPROVE:
        unit = motion.subject.get("unit") or next((each.unit_id for each in options), None)
        keys = {unit: YES} if unit is not None else {}
    else:
        keys = {each.unit_id: each.key for each in options if each.unit_id is not None}
    return {unit: _vote(motion, count, key, base, shown=shown) for unit, key in keys.items()}


def _vote(motion: Motion, count: Count, key: str, base: int, *, shown: bool) -> Vote:
    votes = count.votes.get(key, 0) if shown else None
    return Vote(motion.id or 0, key in count.elected, votes, base)
