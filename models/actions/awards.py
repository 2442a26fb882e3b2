"""Honours (*đề nghị tặng*): proposed after the votes, sent on, and what was decided elsewhere.

Nothing here says that a unit is given an honour before a decision's number is recorded.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from models import access
from models.access import Actor, Right
from models.actions.agreeing import checked_reason
from models.actions.post import mark, owe
from models.actions.record import append
from models.audit import note
from models.award import HonourProposal, HonourQuota, HonourState
from models.cluster import Cluster
from models.errors import DateInFuture, OutOfRange, UnknownButton
from models.errors_vote import DecisionNeeded, HonourSettled, QuotaFull
from models.queries.award_grounds import Ground, ground_of
from models.queries.awards import proposal_for, proposals_of
from models.queries.motions import codes_of
from models.queries.people import joined_people
from models.rules.awards import QUOTA_AT_MOST, bare_name, require
from models.rules.calendar import local_date
from models.rules.evidence import Decision
from models.rules.settings import Honour
from models.rules.text import one_line
from models.voting import Motion

SOURCE_AT_MOST = 300
LIVE = frozenset({HonourState.PROPOSED, HonourState.FORWARDED})
Pick = tuple[int, str]
"""Unit id and honour code."""


# -- places -----------------------------------------------------------------------------------


def set_quota(
    session: Session,
    me: Actor,
    cluster_id: int,
    year: int,
    code: str,
    count: int,
    source: str,
    now: datetime,
) -> None:
    """Set how many units may be proposed for an honour, and what says so.

    Who: the cluster's head. When: the year's table is agreed. Does: keeps it; the same again
    changes nothing. Refuses: NotForYou, NotYourCluster, NoAgreedTable, UnknownButton for an honour
    that the table does not know, OutOfRange, QuotaFull if more are proposed already, TextTooLong,
    NothingTyped, HiddenCharacters.
    """
    ground, honour = _held(session, me, cluster_id, year, code)
    if not 0 <= count <= QUOTA_AT_MOST:
        raise OutOfRange(Decimal(QUOTA_AT_MOST))
    words = one_line(source, SOURCE_AT_MOST)
    proposed = _proposed(session, cluster_id, year, code)
    if count < len(proposed):
        raise QuotaFull(len(proposed))
    old = ground.quota(honour)
    row = session.get(HonourQuota, (cluster_id, year, code))
    if row is not None and (row.count, row.source) == (count, words):
        return
    facts: dict[str, Any] = {"count": count, "source": words, "by": me.person_id, "at": now}
    if row is None:
        row = HonourQuota(cluster_id=cluster_id, year=year, code=code, **facts)
    row.sqlmodel_update(facts)
    session.add(row)
    new = {"count": count, "source": words}
    _note(session, me, (cluster_id, year), "honour-quota", now, part=code, old=old, new=new)


def _held(
    session: Session, me: Actor, cluster_id: int, year: int, code: str
) -> tuple[Ground, Honour]:
    """The year's ground and an honour of its table; no other press changes either meanwhile."""
    access.require(me, cluster_id, Right.RUN)
    # One at a time for a cluster: two presses must not both find the last place free.
    session.get_one(Cluster, cluster_id, with_for_update={"key_share": True})
    ground = ground_of(session, cluster_id, year)
    for honour in ground.table.honours:
        if honour.code == code:
            return ground, honour
    raise UnknownButton


def _proposed(session: Session, cluster_id: int, year: int, code: str) -> list[HonourProposal]:
    return [
        each
        for each in proposals_of(session, cluster_id, year)
        if each.code == code and each.state is not HonourState.WITHDRAWN
    ]


# -- proposing --------------------------------------------------------------------------------


def propose(
    session: Session, me: Actor, cluster_id: int, year: int, picks: Sequence[Pick], now: datetime
) -> int:
    """Propose units for honours; how many proposals are new.

    Who: the cluster's head. When: the year's table is agreed, and a vote passed where the honour
    asks for one. Does: all of them or none; what is proposed already stays; one withdrawn is
    proposed anew. Writes the record, tells the units. Refuses: NotForYou, NotYourCluster,
    NoAgreedTable, UnknownButton, UnitIneligible, BallotNeeded, QuotaFull.
    """
    access.require(me, cluster_id, Right.RUN)
    made = [row for pick in picks if (row := _propose(session, me, cluster_id, year, pick, now))]
    if not made:
        return 0
    session.flush()  # their ids
    codes = codes_of(session, [each.unit_id for each in made])
    facts = {
        "proposals": [
            {
                "unit": codes[each.unit_id],
                "code": each.code,
                "rank": each.rank,
                "ballot": _seal(session, each),
            }
            for each in made
        ]
    }
    append(session, cluster_id, year, "honours", facts, now, me)
    for each in made:
        _tell(session, each, now)
    _note(session, me, (cluster_id, year), "proposed", now, new=facts["proposals"])
    return len(made)


def _propose(
    session: Session, me: Actor, cluster_id: int, year: int, pick: Pick, now: datetime
) -> HonourProposal | None:
    unit_id, code = pick
    ground, honour = _held(session, me, cluster_id, year, code)
    contender = next((each for each in ground.contenders if each.unit_id == unit_id), None)
    if contender is None:
        raise UnknownButton
    there = _proposed(session, cluster_id, year, code)
    if any(each.unit_id == unit_id for each in there):
        return None
    quota = ground.quota(honour)
    votes = ground.passed(code)
    require(ground.table, honour, contender, votes, quota - len(there), quota)
    vote = ground.votes.get((unit_id, code))
    facts: dict[str, Any] = {
        "period_id": ground.period_id,
        "vi": bare_name(honour.vi)[:300],
        "en": bare_name(honour.en)[:300],
        "rank": contender.rank,
        "motion_id": vote.motion_id if vote else None,
        "state": HonourState.PROPOSED,
        "decision_no": "",
        "decided_on": None,
        "decided_by": "",
        "why": "",
        "by": me.person_id,
        "at": now,
    }
    row = _before(session, cluster_id, year, pick)
    row.sqlmodel_update(facts)
    session.add(row)
    return row


def _before(session: Session, cluster_id: int, year: int, pick: Pick) -> HonourProposal:
    """The row of a proposal that was withdrawn, or a new one."""
    where: dict[str, Any] = {"cluster_id": cluster_id, "year": year}
    where |= {"unit_id": pick[0], "code": pick[1]}
    row = session.exec(select(HonourProposal).filter_by(**where)).first()
    return row or HonourProposal(**where)


def _seal(session: Session, row: HonourProposal) -> str:
    """What the record calls the vote; empty where there was none."""
    return session.get_one(Motion, row.motion_id).seal if row.motion_id else ""


# -- what comes of it -------------------------------------------------------------------------


def forward(
    session: Session, me: Actor, cluster_id: int, year: int, on: date, now: datetime
) -> int:
    """Say that the dossier with all proposals went to the standing body; how many were in it.

    Who: the cluster's head. When: something is proposed and not sent. Does: marks these as sent on
    that day; tells the units. Refuses: NotForYou, NotYourCluster, DateInFuture.
    """
    access.require(me, cluster_id, Right.RUN)
    if on > local_date(now):
        raise DateInFuture(on)
    session.get_one(Cluster, cluster_id, with_for_update={"key_share": True})
    rows = [
        each
        for each in proposals_of(session, cluster_id, year)
        if each.state is HonourState.PROPOSED
    ]
    for row in rows:
        row.decided_on = on
        _decided(session, me, row, HonourState.FORWARDED, now)
    return len(rows)


def award(session: Session, me: Actor, proposal_id: int, decision: Decision, now: datetime) -> None:
    """Record the decision by which the unit is given the honour.

    Who: the cluster's head. When: it is proposed or sent. Does: keeps number, day and issuer; from
    now on the unit "was given" it. The same again changes nothing. Refuses: NotForYou,
    NotYourCluster, HonourSettled, DecisionNeeded, DateInFuture.
    """
    row = proposal_for(session, me, proposal_id, Right.RUN, lock=True)
    if row.state is HonourState.AWARDED and row.decision_no == decision.number:
        return
    _require_live(row)
    if not (decision.number.strip() and decision.issuer.strip()):
        raise DecisionNeeded
    if decision.on > local_date(now):
        raise DateInFuture(decision.on)
    row.decision_no, row.decided_on = decision.number, decision.on
    row.decided_by = decision.issuer
    _decided(session, me, row, HonourState.AWARDED, now)


def not_awarded(session: Session, me: Actor, proposal_id: int, why: str, now: datetime) -> None:
    """Record that the unit is not given the honour.

    Who: the cluster's head. When: it is proposed or sent. Does: keeps the reason, tells the unit.
    A second time changes nothing. Refuses: NotForYou, NotYourCluster, HonourSettled, ReasonNeeded,
    TextTooLong.
    """
    _end(session, me, proposal_id, why, HonourState.NOT_AWARDED, now)


def withdraw(session: Session, me: Actor, proposal_id: int, why: str, now: datetime) -> None:
    """Take a proposal back; its place is free again.

    Who: the cluster's head. When: it is proposed or sent, and nothing was decided. Does: keeps the
    reason, tells the unit. A second time changes nothing. Refuses: NotForYou, NotYourCluster,
    HonourSettled, ReasonNeeded, TextTooLong.
    """
    _end(session, me, proposal_id, why, HonourState.WITHDRAWN, now)


def _end(
    session: Session, me: Actor, proposal_id: int, why: str, state: HonourState, now: datetime
) -> None:
    row = proposal_for(session, me, proposal_id, Right.RUN, lock=True)
    if row.state is state:
        return
    _require_live(row)
    row.why, row.decided_on = checked_reason(why), None
    _decided(session, me, row, state, now)


def _require_live(row: HonourProposal) -> None:
    if row.state not in LIVE:
        raise HonourSettled


def _decided(
    session: Session, me: Actor, row: HonourProposal, state: HonourState, now: datetime
) -> None:
    """The record, the unit's letter, the screens."""
    row.state = state
    facts = {
        "unit": codes_of(session, [row.unit_id])[row.unit_id],
        "code": row.code,
        "state": state.value,
        "number": row.decision_no,
        "on": row.decided_on.isoformat() if row.decided_on else "",
        "issuer": row.decided_by,
        "why": row.why,
    }
    append(session, row.cluster_id, row.year, "honour-decided", facts, now, me)
    _tell(session, row, now)
    _note(session, me, (row.cluster_id, row.year), f"honour-{state.value}", now, new=facts)


def _tell(session: Session, row: HonourProposal, now: datetime) -> None:
    """A letter to the unit, worded when it leaves by what holds then."""
    people = joined_people(session, row.cluster_id, local_date(now), unit_id=row.unit_id)
    key = f"{row.id}:{row.state.value}:{now.isoformat()}"
    owe(session, now, "honour", key, people, proposal=row.id, state=row.state.value)


def _note(
    session: Session, me: Actor, key: tuple[int, int], verb: str, now: datetime, **facts: Any
) -> None:
    thing = f"honours:{key[0]}:{key[1]}"
    note(session, now, verb, thing, person_id=me.person_id, cluster_id=key[0], **facts)
    mark(session, thing, f"cluster:{key[0]}", by=me.person_id)
