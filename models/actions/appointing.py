"""Who appraises beside the head: units that the head names (*phân công thẩm định*)."""

from datetime import datetime

from sqlmodel import Session

from models import access
from models.access import Actor, Right
from models.actions.post import mark, owe, wake
from models.appraisal import Appointment
from models.audit import note
from models.base import insert_new
from models.errors import NotYourCluster
from models.errors_review import WrongStage
from models.queries.people import joined_people, member_units
from models.rules.calendar import local_date
from models.sheet import Period


def appoint(session: Session, me: Actor, period_id: int, unit_id: int, now: datetime) -> None:
    """Name a member unit to appraise sheets, beside the head.

    Who: the cluster's head. When: until the table is locked: somebody must answer objections to
    the head's own points. Does: the unit may appraise every sheet but its own, and is told. A
    second time changes nothing. Refuses: NotForYou, NotYourCluster, WrongStage.
    """
    period = _period(session, me, period_id)
    today = local_date(now)
    if unit_id not in {unit.unit_id for unit in member_units(session, period.cluster_id, today)}:
        raise NotYourCluster
    named = {"period_id": period_id, "unit_id": unit_id, "by": me.person_id, "at": now}
    if not insert_new(session, Appointment, **named):
        return
    _note_team(session, me, period, unit_id, "appointed", now)
    people = joined_people(session, period.cluster_id, today, unit_id=unit_id)
    key = f"{period_id}:{unit_id}:{now.isoformat()}"
    owe(session, now, "appointed", key, people, period=period_id, unit=unit_id)
    wake(session, period.cluster_id, now)


def dismiss(session: Session, me: Actor, period_id: int, unit_id: int, now: datetime) -> None:
    """Take the naming of a unit back; what it has appraised stays.

    Who: the cluster's head. When: until the table is locked. Does: the unit appraises no more. A
    second time changes nothing. Refuses: NotForYou, NotYourCluster, WrongStage.
    """
    period = _period(session, me, period_id)
    row = session.get(Appointment, (period_id, unit_id))
    if row is not None:
        session.delete(row)
        _note_team(session, me, period, unit_id, "dismissed", now)
        wake(session, period.cluster_id, now)


def _period(session: Session, me: Actor, period_id: int) -> Period:
    period = access.period_locked(session, me, period_id, Right.RUN)
    if period.stage.is_fixed:
        raise WrongStage(period.stage)
    return period


def _note_team(
    session: Session, me: Actor, period: Period, unit_id: int, verb: str, now: datetime
) -> None:
    note(
        session,
        now,
        verb,
        f"period:{period.id}",
        person_id=me.person_id,
        unit_id=unit_id,
        cluster_id=period.cluster_id,
    )
    topics = (f"appraisal:{period.id}", f"board:{period.id}", f"cluster:{period.cluster_id}")
    mark(session, *topics, by=me.person_id)
