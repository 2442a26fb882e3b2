"""When a person may not be disturbed, and by which clocks."""

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col

from models.base import columns, fetch
from models.people import Person

_REST = columns(Person.zone, Person.quiet_from, Person.quiet_to).where(
    col(Person.id) == bindparam("person_id")
)


@dataclass(frozen=True, slots=True)
class Rest:
    """Quiet hours by the clocks of a zone; equal hours mean none."""

    zone: str
    quiet_from: int
    quiet_to: int

    @property
    def hours(self) -> tuple[int, int]:
        """From when until when."""
        return self.quiet_from, self.quiet_to


def rest_of(session: Session, person_id: int) -> Rest:
    """The person's own."""
    row = fetch(session, _REST, person_id=person_id)[0]
    return Rest(row.zone, row.quiet_from, row.quiet_to)
