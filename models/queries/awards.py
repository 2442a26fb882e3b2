"""Honours of a year: places, proposals and what came of them, who is left out, a unit's history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from models import access
from models.access import Actor, Right, has
from models.award import HonourProposal, HonourState
from models.cluster import Cluster
from models.errors import UnknownButton
from models.errors_vote import NoAgreedTable
from models.queries.award_grounds import Ground, Vote, ground_of, votes_of_year
from models.queries.people import unit_names
from models.rules.awards import BARRING, UNVOTED, Verdict, Why, bare_name, judge, verdicts
from models.rules.settings import Honour

GONE = HonourState.WITHDRAWN
DECIDED = frozenset({HonourState.AWARDED, HonourState.NOT_AWARDED, GONE})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and what came of it. `decided_on`: of the dossier, then of the decision."""

    proposal_id: int
    cluster_id: int
    year: int
    unit_id: int
    unit_name: str
    code: str
    vi: str
    en: str
    rank: int | None
    vote: Vote | None
    state: HonourState
    decision_no: str
    decided_on: date | None
    decided_by: str
    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that is not proposed: why, in the ground's words; or that can be (`why` none)."""

    unit_id: int
    unit_name: str
    rank: int | None
    why: Why | None
    ground_vi: str
    ground_en: str
    vote: Vote | None


@dataclass(frozen=True, slots=True)
class HonourCard:
    """An honour of the year's table: its places, who is proposed, who could be, who is left out."""

    code: str
    vi: str
    en: str
    quota: int
    source: str
    needs_ballot: bool
    proposals: tuple[Proposal, ...]
    open: tuple[LeftOut, ...]
    left_out: tuple[LeftOut, ...]
    changed: tuple[tuple[Proposal, LeftOut], ...] = ()
    """Proposals that table and votes no longer bear out as they did, and what is to be said now."""


@dataclass(frozen=True, slots=True)
class YearHonours:
    """The honours of a year. Without an agreed table (`agreed`) only the proposals there are."""

    cluster_id: int
    cluster_name: str
    year: int
    agreed: bool
    honours: tuple[HonourCard, ...]
    withdrawn: tuple[Proposal, ...]
    may_run: bool
    may_see: bool
    """The reader sees why units are left out."""

    def honour(self, code: str) -> HonourCard:
        """One of them; UnknownButton if the table has no such honour."""
        for each in self.honours:
            if each.code == code:
                return each
        raise UnknownButton

    @property
    def open(self) -> tuple[tuple[int, str], ...]:
        """Everybody who can be proposed now: (unit id, code)."""
        return tuple((each.unit_id, card.code) for card in self.honours for each in card.open)

    @property
    def to_forward(self) -> tuple[Proposal, ...]:
        """Proposals whose dossier has not been sent."""
        return tuple(
            each
            for card in self.honours
            for each in card.proposals
            if each.state is HonourState.PROPOSED
        )


# -- the year ---------------------------------------------------------------------------------


def year_honours(
    session: Session, me: Actor, cluster_id: int, year: int, today: date
) -> YearHonours:
    """The honours of a year for their reader; NotYourCluster."""
    access.seat_in(me, cluster_id)
    cluster = session.get_one(Cluster, cluster_id)
    ground = _ground(session, cluster_id, year)
    rows = proposals_of(session, cluster_id, year)
    unit_ids = {each.unit_id for each in rows}
    unit_ids |= {each.unit_id for each in ground.contenders} if ground else set()
    names = {unit: name for unit, (name, _) in unit_names(session, [*unit_ids], today).items()}
    votes = votes_of_year(session, cluster_id, year) if ground is None else ground.votes
    states = [state_of(each, names, votes) for each in rows]
    seats = [seat for seat in me.seats if seat.cluster_id == cluster_id]
    return YearHonours(
        cluster_id,
        cluster.name,
        year,
        ground is not None,
        _cards(ground, states, names) if ground else _bare_cards(states),
        tuple(each for each in states if each.state is GONE),
        any(has(seat, Right.RUN) for seat in seats),
        any(has(seat, Right.SEE_BOARD) or year in seat.was_head for seat in seats),
    )


def _ground(session: Session, cluster_id: int, year: int) -> Ground | None:
    try:
        return ground_of(session, cluster_id, year)
    except NoAgreedTable:
        return None


def proposals_of(session: Session, cluster_id: int, year: int) -> list[HonourProposal]:
    """All proposals of a year, best rank first."""
    query = select(HonourProposal).where(
        HonourProposal.cluster_id == cluster_id, HonourProposal.year == year
    )
    return sorted(
        session.exec(query).all(), key=lambda each: (each.rank is None, each.rank or 0, each.id)
    )


def state_of(
    row: HonourProposal, names: Mapping[int, str], votes: Mapping[tuple[int, str], Vote]
) -> Proposal:
    """A proposal as everybody of the cluster reads it."""
    vote = votes.get((row.unit_id, row.code))
    return Proposal(
        row.id or 0,
        row.cluster_id,
        row.year,
        row.unit_id,
        names[row.unit_id],
        row.code,
        row.vi,
        row.en,
        row.rank,
        vote if vote is not None and vote.motion_id == row.motion_id else None,
        row.state,
        row.decision_no,
        row.decided_on,
        row.decided_by,
        row.why,
    )


def _cards(
    ground: Ground, states: Sequence[Proposal], names: Mapping[int, str]
) -> tuple[HonourCard, ...]:
    return tuple(_card(ground, honour, states, names) for honour in ground.table.honours)


def _card(
    ground: Ground, honour: Honour, states: Sequence[Proposal], names: Mapping[int, str]
) -> HonourCard:
    mine = tuple(each for each in states if each.code == honour.code and each.state is not GONE)
    quota, passed = ground.quota(honour), ground.passed(honour.code)
    proposed = frozenset(each.unit_id for each in mine)
    found = verdicts(ground.table, honour, quota, ground.contenders, passed, proposed)
    told = [_left_out(ground, honour, each, names) for each in found]
    given = {each.unit_id for each in ground.contenders if each.honour == honour.code}
    return HonourCard(
        honour.code,
        bare_name(honour.vi),
        bare_name(honour.en),
        quota,
        ground.quotas.get(honour.code, (0, ""))[1],
        honour.needs_ballot,
        mine,
        tuple(each for each in told if each.why is None),
        tuple(each for each in told if _is_worth_telling(each, given, quota)),
        tuple(_changed(ground, honour, mine, names)),
    )


def _changed(
    ground: Ground, honour: Honour, proposals: Sequence[Proposal], names: Mapping[int, str]
) -> Iterator[tuple[Proposal, LeftOut]]:
    """What was agreed or voted anew since: nothing is taken back by itself."""
    now = {each.unit_id: each for each in ground.contenders}
    for each in proposals:
        if each.state in DECIDED or each.unit_id not in now:
            continue
        found = judge(ground.table, honour, now[each.unit_id], ground.passed(honour.code))
        if found.why in BARRING | UNVOTED or found.rank != each.rank:
            yield each, _left_out(ground, honour, found, names)


def _is_worth_telling(each: LeftOut, given: set[int], quota: int) -> bool:
    """Whoever the ranking or a vote named, and whom a bar keeps from a place that it would have."""
    if each.why is None:
        return False
    near = each.rank is None or each.rank <= quota
    return (
        each.vote is not None
        or each.unit_id in given
        or (near and each.why in {Why.GROUND, Why.GRADE})
    )


def _left_out(ground: Ground, honour: Honour, each: Verdict, names: Mapping[int, str]) -> LeftOut:
    named = next((one for one in ground.table.ineligibility if one.code == each.ground), None)
    return LeftOut(
        each.unit_id,
        names[each.unit_id],
        each.rank,
        each.why,
        named.vi if named else "",
        named.en if named else "",
        ground.votes.get((each.unit_id, honour.code)),
    )


def _bare_cards(states: Sequence[Proposal]) -> tuple[HonourCard, ...]:
    """Proposals of a year whose table was reopened, or lies outside the bot."""
    live = [each for each in states if each.state is not GONE]
    return tuple(
        HonourCard(
            code,
            mine[0].vi,
            mine[0].en,
            len(mine),
            "",
            needs_ballot=False,
            proposals=tuple(mine),
            open=(),
            left_out=(),
        )
        for code in dict.fromkeys(each.code for each in live)
        for mine in [[each for each in live if each.code == code]]
    )


# -- one proposal -----------------------------------------------------------------------------


def proposal_for(
    session: Session, me: Actor, proposal_id: int, right: Right | None = None, *, lock: bool = False
) -> HonourProposal:
    """A proposal of a cluster of mine; with the right, if one is named; locked if asked."""
    return access.row_for(session, me, HonourProposal, proposal_id, right, lock=lock)


def proposal_state(session: Session, row: HonourProposal, today: date) -> Proposal:
    """A proposal as everybody of the cluster reads it."""
    names = {row.unit_id: unit_names(session, [row.unit_id], today)[row.unit_id][0]}
    return state_of(row, names, votes_of_year(session, row.cluster_id, row.year))
