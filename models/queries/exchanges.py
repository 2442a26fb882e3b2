"""What is asked and explained about a sheet while it is appraised; objections are the table's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.appraisal import Exchange, ExchangeKind
from models.base import columns, fetch
from models.errors import NotYourCluster
from models.people import Person


@dataclass(frozen=True, slots=True)
class Said:
    """A question or an explanation about an item, and its answer."""

    exchange_id: int
    code: str
    kind: ExchangeKind
    said: str
    by: str
    at: datetime
    answer: str
    accepted: bool | None
    answered_by: str
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        """It has no answer yet."""
        return self.answered_at is None


_ANSWERER = aliased(Person)
_SAID = (
    columns(
        Exchange.id,
        Exchange.code,
        Exchange.kind,
        Exchange.said,
        col(Person.name).label("by"),
        Exchange.at,
        Exchange.answer,
        Exchange.accepted,
        func.coalesce(_ANSWERER.name, "").label("answered_by"),
        Exchange.answered_at,
    )
    .join(Person, col(Person.id) == Exchange.by)
    .outerjoin(_ANSWERER, col(_ANSWERER.id) == Exchange.answered_by)
    .where(
        col(Exchange.sheet_id) == bindparam("sheet_id"),
        col(Exchange.kind) != ExchangeKind.OBJECTION,
    )
    .order_by(col(Exchange.id))
)


def exchanges_of(session: Session, sheet_id: int) -> tuple[Said, ...]:
    """Everything asked and explained about a sheet, oldest first; objections are the table's."""
    rows = fetch(session, _SAID, sheet_id=sheet_id)
    return tuple(Said(*tuple(row)) for row in rows)


def sheet_of_exchange(session: Session, exchange_id: int) -> int:
    """The sheet that a question or an explanation is about; NotYourCluster if there is none."""
    query = columns(Exchange.sheet_id).where(
        col(Exchange.id) == exchange_id, col(Exchange.kind) != ExchangeKind.OBJECTION
    )
    sheet_id: int | None = session.scalars(query).first()
    if sheet_id is None:
        raise NotYourCluster
    return sheet_id
