"""What came of votes, as everybody of the cluster may read it.

What a reader may not see is left out here, before any view: of a secret ballot with few valid
ones the votes are not read at all, and nothing says who chose what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.access import Actor
from models.base import columns
from models.cluster import Cluster
from models.errors_vote import NotOpenYet, StillOpen
from models.queries.criteria import find_current, table_of
from models.queries.motions import motion_for, motions_of, repeats, session_for
from models.queries.people import unit_names
from models.queries.result_states import Lot, Named, Result, SessionResults
from models.rules.calendar import local_date
from models.rules.motion import (
    SHOWN_FROM,
    Base,
    Form,
    Option,
    TieStep,
    method_of,
    read_options,
    read_terms,
)
from models.rules.settings import Honour
from models.rules.tally import Count, read_count
from models.voting import LotDraw, Motion, MotionState, PaperCount, ReviewSession

_KNOWN = frozenset({Base.ENTITLED, Base.PRESENT, Base.CAST})
"""What a share can be of without telling anything of single ballots."""
LOT = TieStep.LOT.value


def result_for(session: Session, me: Actor, motion_id: int) -> Result:
    """The result of a vote of a cluster of mine. Raises NotYourCluster, NotOpenYet, StillOpen."""
    motion = motion_for(session, me, motion_id)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    if motion.state is MotionState.OPEN:
        raise StillOpen
    return results_of(session, [motion])[0]


def session_results(session: Session, me: Actor, session_id: int) -> SessionResults:
    """What came of a session of a cluster of mine. Raises NotYourCluster."""
    return results_in(session, session_for(session, me, session_id))


def results_told(session: Session, session_id: int) -> SessionResults:
    """The same for the cluster's own group, where nobody in particular reads it."""
    return results_in(session, session.get_one(ReviewSession, session_id))


def result_told(session: Session, motion_id: int) -> Result:
    """One result for the cluster's own group."""
    return results_of(session, [session.get_one(Motion, motion_id)])[0]


def results_in(session: Session, found: ReviewSession) -> SessionResults:
    """What came of a session; drafts are left out, of open votes nothing is told."""
    known = [
        each for each in motions_of(session, found.id or 0) if each.state is not MotionState.DRAFT
    ]
    cluster = session.get_one(Cluster, found.cluster_id)
    return SessionResults(
        found.id or 0,
        found.cluster_id,
        cluster.name,
        found.year,
        found.title,
        found.meeting_id,
        results_of(session, known),
    )


def results_of(session: Session, motions: Sequence[Motion]) -> tuple[Result, ...]:
    """The results of motions, in their order, with as many statements for forty as for one."""
    found = _Around(session, motions)
    return tuple(_result(motion, found) for motion in motions)


class _Around:
    """What the results of some motions are read with."""

    def __init__(self, session: Session, motions: Sequence[Motion]) -> None:
        ids = [each.id or 0 for each in motions]
        self.sessions = {
            key: session.get_one(ReviewSession, key)
            for key in {each.session_id for each in motions}
        }
        self.clusters = {
            key: session.get_one(Cluster, key) for key in {each.cluster_id for each in motions}
        }
        self.names = _names(session, motions)
        self.honours = {
            (key, found.year): _honours(session, key, found.year)
            for key in self.clusters
            for found in self.sessions.values()
            if found.cluster_id == key
        }
        lots = session.exec(select(LotDraw).where(col(LotDraw.motion_id).in_(ids))).all()
        self.lots = {each.motion_id: _lot(each) for each in lots}
        self.issued = _issued(session, ids)
        follow = columns(Motion.follows_id, Motion.id, Motion.state).where(
            col(Motion.follows_id).in_(ids), col(Motion.state) != MotionState.VOID
        )
        self.following = {row[0]: (row[1], row[2]) for row in session.execute(follow).all()}
        self.following |= _repeated(session, motions)


def _repeated(
    session: Session, motions: Sequence[Motion]
) -> dict[int | None, tuple[int, MotionState]]:
    """Void motion -> the one by which it was put to the vote again."""
    void = [each for each in motions if each.state is MotionState.VOID]
    among = {key: motions_of(session, key) for key in {each.session_id for each in void}}
    found = ((each.id, repeats(among[each.session_id], each)) for each in void)
    return {key: (again.id or 0, again.state) for key, again in found if again is not None}


def _names(session: Session, motions: Sequence[Motion]) -> dict[int, dict[int, Named]]:
    """Motion id -> unit id -> its names on the day on which the vote ended."""
    units = {
        each.id or 0: {
            *(option.unit_id for option in read_options(each.options) if option.unit_id),
            *([each.subject["unit"]] if each.subject.get("unit") else []),
        }
        for each in motions
    }
    by_day: dict[date, dict[int, Named]] = {}
    everybody = sorted(set().union(*units.values()))
    found = {}
    for each in motions:
        day = _day(each)
        if day not in by_day:
            rows = unit_names(session, everybody, day)
            by_day[day] = {unit_id: Named(*names) for unit_id, names in rows.items()}
        found[each.id or 0] = by_day[day]
    return found


def _ended(motion: Motion) -> datetime | None:
    """When votes were no longer taken; the count comes a moment after, or late after an outage."""
    at, due = motion.closed_at, motion.closes_at
    if at is None or due is None or motion.form is Form.PAPER:
        return at
    return min(at, due)


def _day(motion: Motion) -> date:
    moment = _ended(motion) or motion.opened_at
    if moment is None:
        raise ValueError("nothing came of what was never opened")
    return local_date(moment)


def _honours(session: Session, cluster_id: int, year: int) -> dict[str, Honour]:
    current = find_current(session, cluster_id, year)
    if current is None:
        return {}
    table = table_of(session, current.id or 0, current.content_hash).table
    return {each.code: each for each in table.honours}


def _lot(row: LotDraw) -> Lot:
    return Lot(
        row.source,
        row.committed_at,
        row.commitment,
        row.drawn,
        row.drawn_at,
        row.confirmed_by is not None,
        row.by,
    )


def _issued(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.exec(select(PaperCount).where(col(PaperCount.motion_id).in_(ids))).all()
    return {each.motion_id: each.numbers.get("issued", 0) for each in rows}


def _result(motion: Motion, around: _Around) -> Result:
    motion_id = motion.id or 0
    found, cluster = around.sessions[motion.session_id], around.clusters[motion.cluster_id]
    units, options = around.names[motion_id], read_options(motion.options)
    count, few = _readable(motion)
    following = around.following.get(motion_id, (0, MotionState.VOID))
    unit_id = motion.subject.get("unit")
    return Result(
        motion_id=motion_id,
        session_id=motion.session_id,
        cluster_id=motion.cluster_id,
        cluster_name=cluster.name,
        cluster_kind=cluster.kind,
        year=found.year,
        place=motion.place,
        round=motion.round,
        kind=motion.kind,
        form=motion.form,
        method=method_of(motion.kind, options),
        title=motion.title,
        state=motion.state,
        void_why=motion.void_why,
        opening=motion.opening,
        opened_at=motion.opened_at,
        closed_at=_ended(motion),
        seal=motion.seal,
        options=options,
        names={each.key: _named(each, units) for each in options},
        terms=read_terms(motion.terms),
        count=count,
        few=few,
        unit=units.get(unit_id) if unit_id else None,
        honour=around.honours[motion.cluster_id, found.year].get(motion.subject.get("honour", "")),
        office_year=motion.subject.get("year") or found.year + 1,
        issued=around.issued.get(motion_id, count.sizes.entitled if count else 0),
        lot=around.lots.get(motion_id),
        next_round=following[0],
        next_drafted=following[1] is MotionState.DRAFT,
    )


def _named(option: Option, units: Mapping[int, Named]) -> Named:
    found = units.get(option.unit_id) if option.unit_id else None
    label = option.label or option.key
    return found or Named(label, label)


def _readable(motion: Motion) -> tuple[Count | None, bool]:
    """The count as far as it may be read, and whether its votes had to be left out."""
    if motion.state is not MotionState.CLOSED or not motion.result:
        return None, False
    count = read_count(motion.result)
    if motion.form is not Form.SECRET or count.valid >= SHOWN_FROM:
        return count, False
    elected = tuple(sorted(count.elected, key=lambda key: (count.places.get(key, 0), key)))
    # What was needed of the valid ballots would tell how many there were, or abstained.
    open_ = all(each.base in _KNOWN for each in count.needs)
    needs = count.needs if open_ else ()
    told = replace(count, votes={}, abstain=0, invalid=0, valid=0, elected=elected, needs=needs)
    return replace(told, decided_by=count.decided_by if count.decided_by == LOT else ""), True
