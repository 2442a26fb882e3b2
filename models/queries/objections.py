"""Objections to the open table, with what is needed to answer them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col

from models.appraisal import Exchange, ExchangeKind
from models.base import columns
from models.people import Person
from models.queries.people import unit_names
from models.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Objection:
    """What a unit said about an item, and the answer as far as there is one."""

    exchange_id: int
    period_id: int
    sheet_id: int
    code: str
    unit: str
    """Whose points it is about."""
    by_unit: str
    by: str
    said: str
    at: datetime
    answer: str
    accepted: bool | None

    @property
    def waits(self) -> bool:
        """Nobody has answered it yet."""
        return self.accepted is None


_OBJECTION = (
    columns(Exchange, Sheet.unit_id, Person.name)
    .join(Sheet, col(Sheet.id) == Exchange.sheet_id)
    .join(Person, col(Person.id) == Exchange.by)
    .where(col(Exchange.kind) == ExchangeKind.OBJECTION)
)


def objections_in(session: Session, period_id: int, today: date) -> tuple[Objection, ...]:
    """All of a period: those that wait first, oldest first."""
    query = _OBJECTION.where(col(Exchange.period_id) == period_id).order_by(col(Exchange.id))
    rows = session.execute(query).all()
    units = {unit for row, unit, _ in rows} | {row.unit_id for row, _, _ in rows}
    names = unit_names(session, sorted(units), today)
    found = [
        _objection(row, names[unit][0], names[row.unit_id][1], name) for row, unit, name in rows
    ]
    return tuple(sorted(found, key=lambda each: not each.waits))


def objection_of(session: Session, exchange_id: int, today: date) -> Objection | None:
    """One of them."""
    found = session.execute(_OBJECTION.where(col(Exchange.id) == exchange_id)).first()
    if found is None:
        return None
    row, unit, name = found
    names = unit_names(session, sorted({unit, row.unit_id}), today)
    return _objection(row, names[unit][0], names[row.unit_id][1], name)


def _objection(row: Exchange, unit: str, by_unit: str, name: str) -> Objection:
    return Objection(
        row.id or 0,
        row.period_id,
        row.sheet_id,
        row.code,
        unit,
        by_unit,
        name,
        row.said,
        row.at,
        row.answer,
        row.accepted,
    )


def waiting_objections(session: Session, sheet_id: int, code: str) -> int:
    """How many objections to an item of a sheet have no answer yet."""
    query = columns(Exchange.id).where(
        col(Exchange.sheet_id) == sheet_id,
        col(Exchange.kind) == ExchangeKind.OBJECTION,
        col(Exchange.code) == code,
        col(Exchange.answered_at).is_(None),
    )
    return len(session.execute(query).all())


def waiting_in(session: Session, period_id: int) -> dict[int, int]:
    """Sheet id -> how many objections to it have no answer yet."""
    query = columns(Exchange.sheet_id).where(
        col(Exchange.period_id) == period_id,
        col(Exchange.kind) == ExchangeKind.OBJECTION,
        col(Exchange.answered_at).is_(None),
    )
    found: dict[int, int] = {}
    for sheet_id in session.scalars(query).all():
        found[sheet_id] = found.get(sheet_id, 0) + 1
    return found
