"""Handing a sheet in, and taking it back."""

import json
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from models import access
from models.access import Actor
from models.actions.desk import Desk, desk_for, sum_up
from models.actions.post import mark, owe
from models.audit import note
from models.criteria import CriteriaSet, SetState
from models.errors import (
    AlreadyPublished,
    SheetEmpty,
    SheetNotHandedIn,
    TooLateToWithdraw,
)
from models.queries.people import joined_people
from models.queries.period import sheet_due
from models.queries.sheet import late_in_table
from models.rules.calendar import local_date
from models.rules.lateness import late_points
from models.rules.scoring import Totals
from models.sheet import Entry, Period, Sheet, SheetState, Submission


def submit(session: Session, me: Actor, sheet_id: int, now: datetime) -> str:
    """Hand the sheet in; returns the receipt.

    Who: anybody who speaks for the unit. When: until the deadline, or late within the grace.
    Does: freezes the criteria table at the first submission, keeps a copy of all entries, counts
    days late, sends the receipt to everyone of the unit and tells the head when all are in. A
    second time returns the same receipt. Refuses: NotYourUnit, PeriodOver, SheetEmpty.
    """
    found = access.own_sheet(session, me, sheet_id, local_date(now), lock=True)
    sheet, period = found.sheet, found.period
    standing = _standing_submission(session, sheet)
    if standing is not None:
        return standing.receipt
    desk = desk_for(session, me, found, now)
    totals = sum_up(desk)
    if totals.answered == 0:
        raise SheetEmpty
    submission = _keep_submission(desk, totals)
    sheet.state, sheet.returned_why = SheetState.SUBMITTED, ""
    _freeze(session, period, now)
    _announce(desk, submission)
    return submission.receipt


def _standing_submission(session: Session, sheet: Sheet) -> Submission | None:
    if sheet.state != SheetState.SUBMITTED:
        return None
    return session.exec(
        select(Submission)
        .where(Submission.sheet_id == sheet.id, col(Submission.withdrawn_at).is_(None))
        .order_by(col(Submission.number).desc())
    ).first()


def _keep_submission(desk: Desk, totals: Totals) -> Submission:
    rows = desk.session.exec(select(Entry).where(Entry.sheet_id == desk.sheet.id)).all()
    entries = {
        row.code: {
            "answer": row.answer,
            "note": row.note,
            "points": str(totals.workings[row.code].points),
        }
        for row in sorted(rows, key=lambda row: row.code)
    }
    number = (
        len(
            desk.session.exec(
                select(Submission.id).where(Submission.sheet_id == desk.sheet.id)
            ).all()
        )
        + 1
    )
    period = desk.period
    fine = late_points(desk.days, period.late_per_day, period.late_cap)
    final = totals.final if late_in_table(desk.loaded) else max(totals.final - fine, Decimal(0))
    submission = Submission(
        sheet_id=desk.sheet.id or 0,
        number=number,
        by=desk.me.person_id,
        at=desk.now,
        receipt=f"{period.code}{period.year % 100}-{desk.sheet.id:05}-{number}",
        points=final,
        late_days=desk.days,
        late_points=fine,
        entries=json.dumps(entries, ensure_ascii=False, sort_keys=True),
    )
    desk.sheet.points, desk.sheet.late_days = final, desk.days
    desk.session.add(submission)
    return submission


def _freeze(session: Session, period: Period, now: datetime) -> None:
    criteria = session.get_one(CriteriaSet, period.criteria_set_id)
    if criteria.state == SetState.ADOPTED:
        criteria.state, criteria.frozen_at = SetState.FROZEN, now


def _announce(desk: Desk, submission: Submission) -> None:
    session, now, sheet, period = desk.session, desk.now, desk.sheet, desk.period
    note(
        session,
        now,
        "submitted",
        f"sheet:{sheet.id}",
        person_id=desk.me.person_id,
        unit_id=sheet.unit_id,
        cluster_id=period.cluster_id,
        new={
            "receipt": submission.receipt,
            "points": str(submission.points),
            "late_days": submission.late_days,
        },
    )
    people = joined_people(session, period.cluster_id, local_date(now), unit_id=sheet.unit_id)
    owe(
        session,
        now,
        "receipt",
        submission.receipt,
        people,
        sheet=sheet.id,
        receipt=submission.receipt,
    )
    _mark_all(session, sheet, period, desk.me)


def withdraw(session: Session, me: Actor, sheet_id: int, now: datetime) -> None:
    """Take a submitted sheet back to change it.

    Who: anybody who speaks for the unit. When: until the sheet's deadline. Does: the sheet is a
    draft again; the submission stays in the record as withdrawn; colleagues are told. Refuses:
    NotYourUnit, SheetNotHandedIn, AlreadyPublished, TooLateToWithdraw.
    """
    found = access.own_sheet(session, me, sheet_id, local_date(now), lock=True)
    sheet, period = found.sheet, found.period
    submission = _standing_submission(session, sheet)
    if submission is None:
        raise SheetNotHandedIn
    if period.published_at is not None:
        raise AlreadyPublished
    due = sheet_due(sheet, period)
    if now > due:
        raise TooLateToWithdraw(due)
    submission.withdrawn_at = now
    sheet.state = SheetState.DRAFT
    note(
        session,
        now,
        "withdrew",
        f"sheet:{sheet.id}",
        person_id=me.person_id,
        unit_id=sheet.unit_id,
        cluster_id=period.cluster_id,
        old={"receipt": submission.receipt},
    )
    people = joined_people(session, period.cluster_id, local_date(now), unit_id=sheet.unit_id)
    owe(
        session,
        now,
        "withdrawn",
        submission.receipt,
        [person for person in people if person != me.person_id],
        sheet=sheet.id,
        receipt=submission.receipt,
    )
    _mark_all(session, sheet, period, me)


def _mark_all(session: Session, sheet: Sheet, period: Period, me: Actor) -> None:
    cluster = period.cluster_id
    mark(
        session,
        f"sheet:{sheet.id}",
        f"board:{period.id}",
        f"cluster:{cluster}",
        f"group:{cluster}",
        by=me.person_id,
    )
