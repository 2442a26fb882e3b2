"""The period's way: self-scoring closed, table opened, agreed, published, reopened."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.computing import compute_leaders
from models.actions.post import mark, owe, wake
from models.actions.table_record import keep_agreed, record_step
from models.agreement import Reopening
from models.appraisal import Appraisal, Exchange, ExchangeKind
from models.audit import note
from models.base import columns
from models.cross import CrossRound
from models.errors import DateInPast, NotForYou, ReasonNeeded, TextTooLong
from models.errors_review import (
    CrossOpen,
    ExplanationsWaiting,
    NoReopening,
    NotAppraised,
    ObjectionsUntil,
    ObjectionsWaiting,
    OtherOfficeNeeded,
    PointsMissing,
    ReopeningWaits,
    StillScoring,
    WrongStage,
)
from models.queries.people import joined_people
from models.queries.period import sheet_due, sheet_over
from models.queries.snapshot import snapshot
from models.rules.calendar import local_date
from models.rules.lateness import closes_at
from models.rules.stages import Stage
from models.sheet import Period, Sheet, SheetState

WHY_AT_LEAST, WHY_AT_MOST = 5, 1000


def _period(session: Session, me: Actor, period_id: int, *stages: Stage) -> Period:
    """The period, locked, at one of these stages; only the head moves it on."""
    return _at(access.period_locked(session, me, period_id, Right.RUN), *stages)


def _at(period: Period, *stages: Stage) -> Period:
    if period.stage not in stages:
        raise WrongStage(period.stage)
    return period


def close_scoring(session: Session, me: Actor, period_id: int, now: datetime) -> None:
    """End self-scoring; appraisal begins.

    Who: the cluster's head. When: every sheet is in, or none is accepted any more. Does: computes
    what needs the whole cluster, tells everybody. Refuses: NotForYou, NotYourCluster, WrongStage,
    StillScoring.
    """
    period = _period(session, me, period_id, Stage.SCORING)
    sheets = session.exec(select(Sheet).where(Sheet.period_id == period_id)).all()
    awaited = [
        closes_at(sheet_due(sheet, period), period.grace_days)
        for sheet in sheets
        if sheet.state != SheetState.SUBMITTED and not sheet_over(sheet, period, now)
    ]
    if awaited:
        raise StillScoring(max(awaited))
    period.stage, period.closed_at = Stage.APPRAISAL, now
    compute_leaders(session, period, now)
    _moved(session, me, period, "closed", now)


def open_table(session: Session, me: Actor, period_id: int, until: datetime, now: datetime) -> None:
    """Open the score table to the members; objections are taken until `until`.

    Who: the cluster's head. When: cross-scoring is closed, nothing stands half appraised, every
    explanation is answered. Does: lets every member see every layer, tells everybody. Refuses:
    NotForYou, NotYourCluster, WrongStage, DateInPast, CrossOpen, NotAppraised, ExplanationsWaiting.
    """
    period = _period(session, me, period_id, Stage.APPRAISAL)
    if until <= now:
        raise DateInPast(until)
    crossing = session.get(CrossRound, period_id)
    if crossing is not None and crossing.closed_at is None:
        raise CrossOpen
    if untold := _half_appraised(session, period, now):
        raise NotAppraised(untold)
    if waiting := _waiting(session, period_id, ExchangeKind.EXPLANATION):
        raise ExplanationsWaiting(waiting)
    compute_leaders(session, period, now)  # without what was returned and never came back
    period.stage, period.review_due_at = Stage.REVIEW, until
    period.version += 1
    _moved(session, me, period, "opened-table", now, until=until.isoformat())


def _half_appraised(session: Session, period: Period, now: datetime) -> int:
    """Sheets whose appraisal was begun and not told to their unit, or that may still come back.

    One that was returned and is no longer accepted does not count, as if it had never been sent.
    """
    begun = set(
        session.scalars(
            columns(Appraisal.sheet_id)
            .join(Sheet, col(Sheet.id) == Appraisal.sheet_id)
            .where(col(Sheet.period_id) == period.id)
        ).all()
    )
    sheets = session.exec(select(Sheet).where(Sheet.period_id == period.id)).all()
    return sum(
        (sheet.id in begun and sheet.appraised_at is None)
        if sheet.state == SheetState.SUBMITTED
        else sheet.state == SheetState.RETURNED and not sheet_over(sheet, period, now)
        for sheet in sheets
    )


def _waiting(session: Session, period_id: int, kind: ExchangeKind) -> int:
    """What was said and has no answer; an explanation needs none while its sheet is out."""
    query = columns(Exchange.id).where(
        col(Exchange.period_id) == period_id,
        col(Exchange.kind) == kind,
        col(Exchange.answered_at).is_(None),
    )
    if kind is ExchangeKind.EXPLANATION:
        query = query.join(Sheet, col(Sheet.id) == Exchange.sheet_id).where(
            col(Sheet.state) == SheetState.SUBMITTED
        )
    waiting = session.scalars(query).all()
    return len(waiting)


def agree(session: Session, me: Actor, period_id: int, now: datetime) -> None:
    """Record that the cluster has agreed: the table is locked.

    Who: the cluster's head. When: the time for objections is over and each has its answer. Does:
    keeps the whole table as a version that never changes, tells everybody. Refuses: NotForYou,
    NotYourCluster, WrongStage, ObjectionsUntil, ObjectionsWaiting, PointsMissing.
    """
    period = _period(session, me, period_id, Stage.REVIEW)
    if period.review_due_at is not None and now <= period.review_due_at:
        raise ObjectionsUntil(period.review_due_at)
    if waiting := _waiting(session, period_id, ExchangeKind.OBJECTION):
        raise ObjectionsWaiting(waiting)
    content = snapshot(session, period, now)
    if lacking := sum(unit["submitted"] and unit["final"] is None for unit in content["units"]):
        raise PointsMissing(lacking)
    period.stage, period.locked_at = Stage.LOCKED, now
    keep_agreed(session, me, period, content, now)
    _moved(session, me, period, "agreed", now)


def publish(session: Session, me: Actor, period_id: int, now: datetime) -> None:
    """Make the agreed result known.

    Who: the cluster's head. When: the table is agreed and locked. Does: publishes, tells
    everybody. Refuses: NotForYou, NotYourCluster, WrongStage.
    """
    period = _period(session, me, period_id, Stage.LOCKED)
    period.stage, period.published_at = Stage.PUBLISHED, now
    record_step(session, me, period, "table-published", now)
    _moved(session, me, period, "published", now)


def ask_reopening(session: Session, me: Actor, period_id: int, why: str, now: datetime) -> None:
    """Ask for a locked table to be opened again.

    Who: the cluster's head. When: the table is locked or published. Does: waits for a second
    office, which is told. Refuses: NotForYou, NotYourCluster, WrongStage, ReasonNeeded,
    TextTooLong, ReopeningWaits.
    """
    period = _period(session, me, period_id, Stage.LOCKED, Stage.PUBLISHED)
    if len(why.strip()) < WHY_AT_LEAST:
        raise ReasonNeeded
    if len(why) > WHY_AT_MOST:
        raise TextTooLong(WHY_AT_MOST)
    if waiting_reopening(session, period_id) is not None:
        raise ReopeningWaits
    asked = Reopening(period_id=period_id, why=why.strip(), by=me.person_id, at=now)
    session.add(asked)
    session.flush()  # the letter's key needs the id
    _note(session, me, period, "asked-reopening", now, why=why.strip())
    people = joined_people(session, period.cluster_id, local_date(now))
    owe(session, now, "reopening", str(asked.id), people, period=period_id)
    _mark(session, period, me)


def confirm_reopening(
    session: Session, me: Actor, period_id: int, until: datetime, now: datetime
) -> None:
    """Open a locked table again, as the second of two offices.

    Who: another unit's office than the head that asked. When: a reopening waits. Does: the table
    is under review again until `until`, as a new version; what was agreed stays in the record;
    everybody is told. Refuses: NotForYou, NotYourCluster, WrongStage, NoReopening,
    OtherOfficeNeeded, DateInPast.
    """
    period = _at(
        access.period_locked(session, me, period_id, Right.SEE_BOARD),
        Stage.LOCKED,
        Stage.PUBLISHED,
    )
    asked = waiting_reopening(session, period_id)
    if asked is None:
        raise NoReopening
    _other_office(me, period, asked)
    if until <= now:
        raise DateInPast(until)
    asked.confirmed_by, asked.confirmed_at = me.person_id, now
    period.stage, period.review_due_at = Stage.REVIEW, until
    period.locked_at = period.published_at = None
    record_step(session, me, period, "table-reopened", now)
    period.version += 1
    _moved(session, me, period, "reopened", now, why=asked.why, until=until.isoformat())


def drop_reopening(session: Session, me: Actor, period_id: int, now: datetime) -> None:
    """Take back, or decline, a reopening that waits.

    Who: an office of the cluster. When: a reopening waits. Does: the table stays as agreed.
    Refuses: NotForYou, NotYourCluster, NoReopening.
    """
    period = access.period_locked(session, me, period_id, Right.SEE_BOARD)
    seats = [seat for seat in me.seats if seat.cluster_id == period.cluster_id and seat.offices]
    if not seats:
        raise NotForYou
    asked = waiting_reopening(session, period_id)
    if asked is None:
        raise NoReopening
    asked.dropped_at = now
    _note(session, me, period, "dropped-reopening", now)
    _mark(session, period, me)


def waiting_reopening(session: Session, period_id: int) -> Reopening | None:
    """The reopening that waits for its second office.

    Who: any action or screen. When: always. Does: reads. Refuses: nothing.
    """
    return session.exec(
        select(Reopening).where(
            Reopening.period_id == period_id,
            col(Reopening.confirmed_at).is_(None),
            col(Reopening.dropped_at).is_(None),
        )
    ).first()


def _other_office(me: Actor, period: Period, asked: Reopening) -> None:
    """An office of another unit: not the person who asked, nor a colleague of theirs."""
    seats = [seat for seat in me.seats if seat.cluster_id == period.cluster_id]
    offices = [seat for seat in seats if seat.offices]
    if not offices:
        raise NotForYou
    if me.person_id == asked.by or any(access.has(seat, Right.RUN) for seat in offices):
        raise OtherOfficeNeeded


def _note(
    session: Session, me: Actor, period: Period, verb: str, now: datetime, why: str = "", **new: str
) -> None:
    note(
        session,
        now,
        verb,
        f"period:{period.id}",
        person_id=me.person_id,
        cluster_id=period.cluster_id,
        new={"stage": period.stage.value, "version": period.version} | new,
        why=why,
    )


def _moved(
    session: Session, me: Actor, period: Period, verb: str, now: datetime, why: str = "", **new: str
) -> None:
    """The record, a letter to everybody else, and every card that shows it."""
    _note(session, me, period, verb, now, why, **new)
    everybody = joined_people(session, period.cluster_id, local_date(now))
    people = [person for person in everybody if person != me.person_id]
    key = f"{verb}:{period.id}:{period.version}"
    params = {"step": verb, "period": period.id, "version": period.version}
    until = {"until": new["until"]} if "until" in new else {}
    owe(session, now, "stage", key, people, **params, **until)
    sheets = session.exec(select(Sheet.id).where(Sheet.period_id == period.id))
    mark(session, *(f"sheet:{sheet_id}" for sheet_id in sheets), by=me.person_id)
    _mark(session, period, me)
    wake(session, period.cluster_id, now)


def _mark(session: Session, period: Period, me: Actor) -> None:
    topics = [f"{about}:{period.id}" for about in ("board", "table", "appraisal")]
    topics += [f"{about}:{period.cluster_id}" for about in ("cluster", "group")]
    mark(session, *topics, by=me.person_id)
