"""Objections (*ý kiến*) to the open table: raised by members, answered with a reason."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, OpenSheet
from models.actions.agreeing import (
    change_points,
    checked_reason,
    item_of,
    mark_table,
    note_item,
    speaking_unit,
    under_review,
)
from models.actions.post import owe, wake
from models.appraisal import Exchange, ExchangeKind
from models.cluster import Office
from models.errors import NotYourCluster
from models.errors_review import AnsweredAlready, ObjectedAlready, ObjectionLate
from models.queries.people import joined_people, office_people
from models.rules.calendar import local_date
from models.rules.kinds import Layer


def object_to(
    session: Session, me: Actor, sheet_id: int, code: str, text: str, now: datetime
) -> None:
    """Object to what the open table says of an item (*ý kiến*), one's own unit's or another's.

    Who: anybody who speaks for a member unit. When: the table is under review and its time is not
    over. Does: keeps the objection, tells the head. Refuses: NotYourCluster, WrongStage,
    ObjectionLate, UnknownItem, ReasonNeeded, TextTooLong, ObjectedAlready.
    """
    # Alone: the table may be about to be locked, a colleague about to say the same.
    access.hold_period(session, sheet_id, alone=True)
    found = access.readable_sheet(session, me, sheet_id, local_date(now), Layer.STANDING)
    period = found.period
    unit_id = speaking_unit(me, period)
    under_review(period)
    if period.review_due_at is not None and now > period.review_due_at:
        raise ObjectionLate(period.review_due_at)
    item_of(session, found, code)
    said = checked_reason(text)
    if _waiting(session, sheet_id, code, unit_id):
        raise ObjectedAlready
    objection = Exchange(
        period_id=period.id or 0,
        sheet_id=sheet_id,
        code=code,
        kind=ExchangeKind.OBJECTION,
        said=said,
        by=me.person_id,
        unit_id=unit_id,
        at=now,
    )
    session.add(objection)
    session.flush()  # the letter's key needs the id
    note_item(session, me, found, "objected", code, now, why=said)
    heads = office_people(session, period.cluster_id, local_date(now), Office.HEAD)
    deputies = office_people(session, period.cluster_id, local_date(now), Office.DEPUTY)
    people = [person for person in dict.fromkeys([*heads, *deputies]) if person != me.person_id]
    owe(session, now, "objected", str(objection.id), people, exchange=objection.id)
    mark_table(session, found, me)
    wake(session, period.cluster_id, now)


def _waiting(session: Session, sheet_id: int, code: str, unit_id: int) -> bool:
    query = select(Exchange.id).where(
        Exchange.sheet_id == sheet_id,
        Exchange.code == code,
        Exchange.kind == ExchangeKind.OBJECTION,
        Exchange.unit_id == unit_id,
        col(Exchange.answered_at).is_(None),
    )
    return session.exec(query).first() is not None


def keep(session: Session, me: Actor, exchange_id: int, text: str, now: datetime) -> None:
    """Answer an objection: the points stay, for this reason.

    Who: who may appraise that sheet, never its own unit. When: it waits, the table is under
    review. Does: keeps the answer, tells the unit that objected. Refuses: NotYourCluster,
    OwnUnit, NotForYou, WrongStage, AnsweredAlready, ReasonNeeded, TextTooLong.
    """
    objection, found = _answering(session, me, exchange_id, now)
    _close(session, me, objection, found, checked_reason(text), now, accepted=False)


def accept(
    session: Session, me: Actor, exchange_id: int, typed: str, text: str, now: datetime
) -> None:
    """Answer an objection by other points, for this reason: a new version of the table.

    Who: who may appraise that sheet, never its own unit. When: it waits, the table is under
    review. Does: changes the agreed points (or, where points are computed, the recognised result),
    tells the unit that objected. Refuses: as `keep`, with what `change` refuses.
    """
    objection, found = _answering(session, me, exchange_id, now)
    reason = checked_reason(text)
    change_points(session, me, found, objection.code, typed, reason, objection.id, now)
    _close(session, me, objection, found, reason, now, accepted=True)


def _answering(
    session: Session, me: Actor, exchange_id: int, now: datetime
) -> tuple[Exchange, OpenSheet]:
    objection = session.get(Exchange, exchange_id)
    if objection is None or objection.kind != ExchangeKind.OBJECTION:
        raise NotYourCluster
    access.hold_period(session, objection.sheet_id, alone=True)
    found = access.appraised_sheet(session, me, objection.sheet_id, local_date(now), lock=True)
    # Read again under the sheet's lock: a colleague may have answered while this press waited.
    session.refresh(objection)
    under_review(found.period)
    if objection.answered_at is not None:
        raise AnsweredAlready
    return objection, found


def _close(
    session: Session,
    me: Actor,
    objection: Exchange,
    found: OpenSheet,
    reason: str,
    now: datetime,
    *,
    accepted: bool,
) -> None:
    objection.answer, objection.accepted = reason, accepted
    objection.answered_by, objection.answered_at = me.person_id, now
    verb = "accepted" if accepted else "kept"
    note_item(session, me, found, verb, objection.code, now, why=reason)
    people = joined_people(
        session, found.period.cluster_id, local_date(now), unit_id=objection.unit_id
    )
    owe(session, now, "objection-answered", str(objection.id), people, exchange=objection.id)
    mark_table(session, found, me)
    wake(session, found.period.cluster_id, now)
