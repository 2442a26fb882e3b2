"""Who voted how, where votes are by name; which envelope was whose, where they are not."""

from dataclasses import dataclass

from sqlmodel import Session, select

from models.queries.people import unit_names
from models.queries.result_states import Named, Result
from models.rules.calendar import local_date
from models.rules.motion import Form
from models.voting import OpenVote, Turnout


@dataclass(frozen=True, slots=True)
class NamedVote:
    """How a unit voted by name. `written`: on paper, entered by the office."""

    unit: Named
    marks: tuple[str, ...]
    said: str
    written: bool


def named_votes(session: Session, result: Result) -> tuple[NamedVote, ...]:
    """Who voted how, of a vote by name; by the units' names. Of any other, nobody."""
    if result.form is not Form.OPEN or result.closed_at is None or result.count is None:
        return ()
    rows = session.exec(select(OpenVote).where(OpenVote.motion_id == result.motion_id)).all()
    names = unit_names(session, [row.unit_id for row in rows], local_date(result.closed_at))
    found = [
        NamedVote(Named(*names[row.unit_id]), tuple(row.marks), row.said, bool(row.written))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: each.unit.name))


def fingerprints(session: Session, result: Result) -> tuple[tuple[int, Named, str], ...]:
    """(unit id, its names, the fingerprint of its envelope), of a secret ballot, by name."""
    if result.form is not Form.SECRET or result.closed_at is None:
        return ()
    rows = session.exec(select(Turnout).where(Turnout.motion_id == result.motion_id)).all()
    names = unit_names(session, [row.unit_id for row in rows], local_date(result.closed_at))
    found = [(row.unit_id, Named(*names[row.unit_id]), row.fingerprint) for row in rows]
    return tuple(sorted(found, key=lambda each: each[1].name))
