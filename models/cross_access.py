"""The door to a task of cross-scoring: only for who speaks for the rater unit.

Whoever does not gets one and the same refusal, whatever the task is: the scored unit could
otherwise learn from refusals who has been given its sheet.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import access
from models.access import Actor, OpenSheet
from models.cross import CrossRound, CrossTask
from models.errors_review import NotYourTask, OwnUnit
from models.people import Role
from models.seats import Seat


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with the sheet it is about and the round it belongs to."""

    task: CrossTask
    found: OpenSheet
    crossing: CrossRound


def crossed_task(
    session: Session, me: Actor, task_id: int, today: date, *, lock: bool = False
) -> OpenTask:
    """A task of a unit that I speak for, locked to be worked on; never on my own unit's sheet."""
    # Read again where it is locked: it may have been taken away while the lock was waited for.
    task = session.get(CrossTask, task_id, with_for_update=lock, populate_existing=lock)
    seats = [seat for seat in me.seats if task and _speaks_for(seat, task.rater_unit_id)]
    if task is None or not seats:
        raise NotYourTask
    found = access.any_sheet(session, me, task.sheet_id, today)
    if all(seat.cluster_id != found.period.cluster_id for seat in seats):
        raise NotYourTask
    if any(_speaks_for(seat, found.sheet.unit_id) for seat in me.seats):
        raise OwnUnit
    crossing = session.get(CrossRound, task.period_id, populate_existing=lock)
    if crossing is None:
        raise NotYourTask
    return OpenTask(task, found, crossing)


def _speaks_for(seat: Seat, unit_id: int) -> bool:
    return seat.unit_id == unit_id and seat.role != Role.OBSERVER
