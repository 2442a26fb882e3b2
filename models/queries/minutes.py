"""What the minutes of a meeting can say by themselves."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.cluster import Office
from models.meeting import Reply
from models.people import Role
from models.queries.count_minutes import Checkpoint
from models.queries.issuing import Issuing, issuing
from models.queries.people import Speaker, member_units, speakers
from models.queries.record import head_of
from models.queries.result_states import Result
from models.queries.results import results_in
from models.queries.rollcall import Roll, RollUnit
from models.rules.calendar import local_date
from models.voting import ReviewSession


@dataclass(frozen=True, slots=True)
class Officer:
    """Who holds an office at the meeting. What is not known is empty."""

    name: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting, its roll, and who issues the minutes."""

    roll: Roll
    issuing: Issuing
    chair: Officer
    secretary: Officer
    results: tuple[Result, ...] = ()
    """What was voted on in its scoring sessions, in their order."""
    checkpoints: tuple[Checkpoint, ...] = ()
    """The heads of the record's chains that hold these results."""


def minutes_of(session: Session, roll: Roll) -> Minutes:
    """The minutes as far as they are known: by the offices and people of the meeting's day."""
    day = local_date(roll.starts_at)
    people = speakers(session, roll.cluster_id, day)
    units = member_units(session, roll.cluster_id, day)
    held = {office: unit for unit in units for office in unit.offices}

    def officer(office: Office) -> Officer:
        unit = held.get(office)
        return _officer(roll.unit(unit.unit_id), unit.name, people, unit.unit_id) if unit else NONE

    return Minutes(
        roll,
        issuing(session, roll.cluster_id, day),
        officer(Office.HEAD),
        officer(Office.SECRETARY),
        *_voted_on(session, roll),
    )


def _voted_on(session: Session, roll: Roll) -> tuple[tuple[Result, ...], tuple[Checkpoint, ...]]:
    """Results of the meeting's sessions, and how far the record went at this moment."""
    query = select(ReviewSession).where(
        ReviewSession.meeting_id == roll.meeting_id, col(ReviewSession.dropped_at).is_(None)
    )
    sessions = session.exec(query.order_by(col(ReviewSession.id))).all()
    results = tuple(result for each in sessions for result in results_in(session, each).ended)
    years = sorted({each.year for each in results})
    return results, tuple(
        Checkpoint(year, *head_of(session, roll.cluster_id, year)) for year in years
    )


NONE = Officer("", "", "")


def _officer(
    row: RollUnit | None, unit_name: str, people: tuple[Speaker, ...], unit_id: int
) -> Officer:
    """The unit's leader, or whom it sends in the leader's place."""
    if row is not None and row.reply is Reply.SUBSTITUTE and row.delegate:
        return Officer(row.delegate, row.delegate_title, unit_name)
    leads = (each for each in people if each.unit_id == unit_id and each.role == Role.LEADER)
    leader = next(leads, None)
    return Officer(leader.name, leader.title, unit_name) if leader else Officer("", "", unit_name)
