"""What the minutes of a count (*biên bản kiểm phiếu*) say: fixed at the moment of their number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor
from models.base import columns
from models.cluster import Office
from models.errors import NotYourCluster
from models.meeting import Meeting
from models.people import Mandate, Person, Role
from models.queries.issuing import Issuing, issuing
from models.queries.motions import motions_of
from models.queries.people import member_units, speakers, unit_names
from models.queries.result_states import Result
from models.queries.results import results_of
from models.record import IssuedPaper, RecordEntry
from models.rules.calendar import local_date
from models.rules.motion import TieStep
from models.voting import LotDraw, Motion, PaperCount, ReviewSession


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the counting team. What is not known is empty."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class NumberedPaper:
    """A paper that has its number."""

    paper_id: int
    number: int
    code: str
    at: datetime
    sign: str

    @property
    def full(self) -> str:
        """Number and sign as they are printed: "03/BB-CTĐ10"."""
        sign = f"{self.code}-{self.sign}" if self.sign else self.code
        return f"{self.number:02}/{sign}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An entry of the record that is printed on a paper."""

    year: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class CountMinutes:
    """The minutes of a count: results up to their moment, and who answers for them."""

    paper: NumberedPaper
    issuing: Issuing
    session_title: str
    meeting_title: str
    place: str
    begun_at: datetime
    ended_at: datetime
    head: Member
    secretary: Member
    tellers: tuple[Member, ...]
    results: tuple[Result, ...]
    checkpoint: Checkpoint
    supplement: bool
    """Earlier minutes of the same session hold its earlier results."""


def papers_of(session: Session, found: ReviewSession) -> list[IssuedPaper]:
    """The numbered minutes of a session's counts, the first one first."""
    subject = f"session:{found.id}:count-minutes"
    rows = session.exec(
        select(IssuedPaper)
        .where(
            IssuedPaper.cluster_id == found.cluster_id,
            (col(IssuedPaper.subject) == subject) | col(IssuedPaper.subject).like(f"{subject}:%"),
        )
        .order_by(col(IssuedPaper.id))
    ).all()
    return list(rows)


def numbered(session: Session, found: ReviewSession, today_sign: str) -> tuple[NumberedPaper, ...]:
    """The same for a screen."""
    return tuple(_numbered(each, today_sign) for each in papers_of(session, found))


def _numbered(row: IssuedPaper, sign: str) -> NumberedPaper:
    return NumberedPaper(row.id or 0, row.number, row.code, row.at, sign)


def uncovered(session: Session, motions: Sequence[Motion], since: datetime | None) -> list[Motion]:
    """Motions that ended, or whose lot was drawn, after the last minutes."""
    drawn = _lots(session, motions)
    return [
        each
        for each in motions
        if each.closed_at is not None
        and (
            since is None
            or each.closed_at > since
            or (each.id in drawn and drawn[each.id or 0] > since)
        )
    ]


def _lots(session: Session, motions: Sequence[Motion]) -> dict[int, datetime]:
    """Motion id -> when its lot was confirmed, of those that had one."""
    ids = [each.id or 0 for each in motions]
    rows = session.exec(
        select(LotDraw).where(
            col(LotDraw.motion_id).in_(ids), col(LotDraw.confirmed_by).is_not(None)
        )
    ).all()
    return {each.motion_id: each.drawn_at or each.committed_at for each in rows}


# -- the minutes ----------------------------------------------------------------------------------


def count_minutes(session: Session, me: Actor, paper_id: int) -> CountMinutes:
    """The numbered minutes, the same whenever they are made. Raises NotYourCluster."""
    paper = session.get(IssuedPaper, paper_id)
    found = _session_of(session, paper) if paper is not None else None
    if paper is None or found is None:
        raise NotYourCluster
    access.seat_in(me, paper.cluster_id)
    motions, before = _held(session, found, paper)
    day = local_date(paper.at)
    who = issuing(session, paper.cluster_id, day)
    meeting = session.get(Meeting, found.meeting_id) if found.meeting_id else None
    return CountMinutes(
        paper=_numbered(paper, who.sign),
        issuing=who,
        session_title=found.title,
        meeting_title=meeting.title if meeting else "",
        place=meeting.place if meeting else "",
        begun_at=min(each.opened_at or paper.at for each in motions),
        ended_at=max(each.closed_at or paper.at for each in motions),
        head=_officer(session, found.cluster_id, paper.at, Office.HEAD),
        secretary=_officer(session, found.cluster_id, paper.at, Office.SECRETARY),
        tellers=_tellers(session, motions, paper.at),
        results=_results(session, motions, paper.at),
        checkpoint=_checkpoint(session, found, paper.chain_head),
        supplement=before is not None,
    )


def _session_of(session: Session, paper: IssuedPaper) -> ReviewSession | None:
    kind, _, rest = paper.subject.partition(":")
    number, _, what = rest.partition(":")
    if kind != "session" or not what.startswith("count-minutes"):
        return None
    return session.get(ReviewSession, int(number))


def _held(
    session: Session, found: ReviewSession, paper: IssuedPaper
) -> tuple[list[Motion], datetime | None]:
    """The motions that these minutes hold, and the moment of the minutes before."""
    earlier = [each.at for each in papers_of(session, found) if (each.id or 0) < (paper.id or 0)]
    before = max(earlier, default=None)
    motions = [
        each
        for each in motions_of(session, found.id or 0)
        if each.closed_at is not None and each.closed_at <= paper.at
    ]
    drawn = _lots(session, motions)
    return [
        each
        for each in uncovered(session, motions, before)
        if before is None
        or (each.closed_at or paper.at) > before
        or drawn.get(each.id or 0, paper.at) <= paper.at
    ], before


def _results(session: Session, motions: Sequence[Motion], at: datetime) -> tuple[Result, ...]:
    """Results as they stood at that moment: a lot that was drawn later is not in them."""
    drawn = _lots(session, motions)
    return tuple(
        before_lot(each) if drawn.get(each.motion_id, at) > at else each
        for each in results_of(session, motions)
    )


def before_lot(result: Result) -> Result:
    """A result without what its lot decided."""
    count = result.count
    if count is None or count.decided_by != TieStep.LOT.value:
        return result
    clear = tuple(key for key in count.elected if key not in count.candidates)
    waiting = replace(
        count,
        elected=clear,
        tied=count.candidates,
        seats_left=len(count.elected) - len(clear),
        decided_by="",
        further=TieStep.LOT.value,
    )
    return replace(result, count=waiting, lot=None)


def _officer(session: Session, cluster_id: int, at: datetime, office: Office) -> Member:
    """Who leads the unit that holds the office."""
    day = local_date(at)
    for unit in member_units(session, cluster_id, day):
        if office in unit.offices:
            people = speakers(session, cluster_id, day, unit_id=unit.unit_id)
            leader = next((each for each in people if each.role == Role.LEADER), None)
            named = (leader.name, leader.title) if leader else ("", "")
            return Member(*named, unit.name)
    return Member("", "", "")


def _tellers(session: Session, motions: Sequence[Motion], at: datetime) -> tuple[Member, ...]:
    """Who counted paper ballots, by their units' names."""
    ids = [each.id or 0 for each in motions]
    rows = session.execute(
        columns(PaperCount.person_id, PaperCount.unit_id, Person.name)
        .join(Person, col(Person.id) == PaperCount.person_id)
        .where(col(PaperCount.motion_id).in_(ids))
        .distinct()
    ).all()
    names = unit_names(session, [row[1] for row in rows], local_date(at))
    titles = dict(
        session.execute(
            columns(Mandate.person_id, Mandate.title).where(
                col(Mandate.person_id).in_([row[0] for row in rows])
            )
        ).all()
    )
    found = [Member(name, titles.get(person) or "", names[unit][0]) for person, unit, name in rows]
    return tuple(sorted(found, key=lambda each: (each.unit, each.name)))


def _checkpoint(session: Session, found: ReviewSession, head: str) -> Checkpoint:
    query = columns(RecordEntry.seq).where(
        col(RecordEntry.cluster_id) == found.cluster_id,
        col(RecordEntry.year) == found.year,
        col(RecordEntry.hash) == head,
    )
    return Checkpoint(found.year, session.execute(query).scalar_one(), head)
