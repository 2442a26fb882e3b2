"""What one person has to do, in all their clusters."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from models.queries.duties import duties
from models.queries.people import unit_names
from models.rules.duties import Duty, DutyKind
from models.seats import Actor


def own_duties(session: Session, me: Actor, now: datetime) -> tuple[Duty, ...]:
    """What the units owe for which I speak, unless another must do it; the nearest first."""
    units = {(seat.cluster_id, seat.unit_id) for seat in me.seats if seat.unit_id is not None}
    clusters = sorted({cluster_id for cluster_id, _ in units})
    if not clusters:
        return ()
    found = duties(session, clusters, now)
    return tuple(
        duty
        for duty in found
        if (duty.cluster_id, duty.unit_id) in units and duty.person_id in (None, me.person_id)
    )


def first_of_all(found: Iterable[Duty]) -> tuple[Duty, ...]:
    """The same duties, open votes before all else: everybody waits for who has not voted."""
    return tuple(sorted(found, key=lambda duty: duty.kind is not DutyKind.BALLOT))


def names_in(session: Session, found: Iterable[Duty], today: date) -> dict[int, str]:
    """Unit id -> its short name, for all units that these duties speak of."""
    ids = {duty.unit_id for duty in found} | {
        duty.about["unit"] for duty in found if "unit" in duty.about
    }
    return {unit: short for unit, (_, short) in unit_names(session, sorted(ids), today).items()}
