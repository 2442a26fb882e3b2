"""Grounds of ineligibility (*không xét, chưa xét*): recorded and lifted, each with its reason."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.agreeing import checked_reason
from models.actions.post import mark
from models.agreement import Ineligible
from models.audit import note
from models.errors_review import NoSuchGround, OwnUnit, WrongStage
from models.queries.period_sheets import table_for
from models.sheet import Period


def block(
    session: Session,
    me: Actor,
    period_id: int,
    unit_id: int,
    ground: str,
    why: str,
    now: datetime,
) -> None:
    """Record a ground of ineligibility (*không xét, chưa xét*) against a unit.

    Who: the cluster's head. When: the table is not locked. Does: keeps it with its reason; the
    score stays. The same ground again changes nothing. Refuses: NotForYou, NotYourCluster,
    WrongStage, NoSuchGround, ReasonNeeded, TextTooLong.
    """
    period = access.period_locked(session, me, period_id, Right.RUN)
    if period.stage.is_fixed:
        raise WrongStage(period.stage)
    if standing_ground(session, period_id, unit_id, ground) is not None:
        return
    if ground not in {each.code for each in table_for(session, period).table.ineligibility}:
        raise NoSuchGround
    reason = checked_reason(why)
    session.add(
        Ineligible(
            period_id=period_id,
            unit_id=unit_id,
            ground=ground,
            why=reason,
            by=me.person_id,
            at=now,
        )
    )
    _note_ground(session, me, period, unit_id, "blocked", ground, reason, now)


def lift(
    session: Session,
    me: Actor,
    period_id: int,
    unit_id: int,
    ground: str,
    why: str,
    now: datetime,
) -> None:
    """Lift a ground of ineligibility.

    Who: the cluster's head, not for its own unit. When: the table is not locked and the ground
    stands. Does: keeps the row as lifted, with the reason in the record. Refuses: NotForYou,
    NotYourCluster, OwnUnit, WrongStage, NoSuchGround, ReasonNeeded, TextTooLong.
    """
    period = access.period_locked(session, me, period_id, Right.RUN)
    if period.stage.is_fixed:
        raise WrongStage(period.stage)
    if any(seat.unit_id == unit_id for seat in me.seats):
        raise OwnUnit
    row = standing_ground(session, period_id, unit_id, ground)
    if row is None:
        raise NoSuchGround
    row.lifted_at, row.lifted_by = now, me.person_id
    _note_ground(session, me, period, unit_id, "lifted", ground, checked_reason(why), now)


def standing_ground(
    session: Session, period_id: int, unit_id: int, ground: str
) -> Ineligible | None:
    """The ground as it stands against the unit, if it does.

    Who: any action. When: always. Does: reads. Refuses: nothing.
    """
    return session.exec(
        select(Ineligible).where(
            Ineligible.period_id == period_id,
            Ineligible.unit_id == unit_id,
            Ineligible.ground == ground,
            col(Ineligible.lifted_at).is_(None),
        )
    ).first()


def _note_ground(
    session: Session,
    me: Actor,
    period: Period,
    unit_id: int,
    verb: str,
    ground: str,
    why: str,
    now: datetime,
) -> None:
    note(
        session,
        now,
        verb,
        f"period:{period.id}",
        part=ground,
        person_id=me.person_id,
        unit_id=unit_id,
        cluster_id=period.cluster_id,
        why=why,
    )
    mark(session, f"table:{period.id}", by=me.person_id)
