"""Handing a sheet in, and taking it back."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models import access
from models.access import Actor
from models.actions.computing import compute_leaders
from models.actions.desk import Desk, desk_for, sum_up
from models.actions.post import mark, owe, wake
from models.appraisal import Appraisal
from models.audit import note
from models.base import columns
from models.criteria import CriteriaSet, SetState
from models.errors import (
    SheetEmpty,
    SheetNotHandedIn,
    TooLateToWithdraw,
)
from models.errors_review import WrongStage
from models.queries.evidence import Piece, pieces_of
from models.queries.people import joined_people
from models.queries.period import sheet_due
from models.queries.sheet import late_in_table
from models.rules.calendar import local_date
from models.rules.lateness import late_points
from models.rules.scoring import Totals
from models.rules.stages import Stage
from models.sheet import Entry, Period, Sheet, SheetState, Submission


def submit(session: Session, me: Actor, sheet_id: int, now: datetime) -> str:
    """Hand the sheet in; returns the receipt.

    Who: anybody who speaks for the unit. When: until the deadline, or late within the grace.
    Does: freezes the criteria table at the first submission, keeps a copy of all entries, counts
    days late, sends the receipt to everyone of the unit and tells the head when all are in. A
    second time returns the same receipt. Refuses: NotYourUnit, PeriodOver, SheetEmpty.
    """
    # Alone: what needs the whole cluster counts every sheet that is in, and none half in.
    access.hold_period(session, sheet_id, alone=True)
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
    if period.stage is Stage.APPRAISAL:
        compute_leaders(session, period, now)
        _to_be_told_again(session, sheet)
    _freeze(session, period, now)
    _announce(desk, submission)
    wake(session, period.cluster_id, now)
    return submission.receipt


def _to_be_told_again(session: Session, sheet: Sheet) -> None:
    """What the unit was told of its appraisal is over once it has changed an appraised item."""
    changed = (
        columns(Appraisal.code)
        .join(
            Entry,
            (col(Entry.sheet_id) == Appraisal.sheet_id) & (col(Entry.code) == Appraisal.code),
        )
        .where(col(Appraisal.sheet_id) == sheet.id, col(Entry.at) > Appraisal.at)
    )
    if session.execute(changed).first() is not None:
        sheet.appraised_at = None


def _standing_submission(session: Session, sheet: Sheet) -> Submission | None:
    if sheet.state != SheetState.SUBMITTED:
        return None
    return session.exec(
        select(Submission)
        .where(Submission.sheet_id == sheet.id, col(Submission.withdrawn_at).is_(None))
        .order_by(col(Submission.number).desc())
    ).first()


def _keep_submission(desk: Desk, totals: Totals) -> Submission:
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
        entries=json.dumps(_handed_in(desk, totals), ensure_ascii=False, sort_keys=True),
    )
    desk.sheet.points, desk.sheet.late_days = final, desk.days
    desk.session.add(submission)
    return submission


def _handed_in(desk: Desk, totals: Totals) -> dict[str, dict[str, Any]]:
    """Item code -> answer, note, points, and what proves them."""
    rows = desk.session.exec(select(Entry).where(Entry.sheet_id == desk.sheet.id)).all()
    answered = {row.code: (row.answer, row.note) for row in rows}
    proofs: dict[str, list[dict[str, Any]]] = {}
    for piece in pieces_of(desk.session, desk.sheet.id or 0):
        proofs.setdefault(piece.code, []).append(_proof(piece))
    entries: dict[str, dict[str, Any]] = {}
    for code in sorted({*answered, *proofs}):
        answer, text = answered.get(code, (None, ""))
        points = str(totals.workings[code].points)
        entries[code] = {"answer": answer, "note": text, "points": points}
        if code in proofs:
            entries[code]["evidence"] = proofs[code]
    return entries


def _proof(piece: Piece) -> dict[str, Any]:
    """What a receipt keeps of a piece: enough to know it again."""
    kept = {
        "sha256": piece.sha256 if piece.is_file else "",
        "url": piece.url,
        "name": piece.name,
        "number": piece.number,
        "date": piece.on.isoformat() if piece.on else "",
        "issuer": piece.issuer,
    }
    return {name: value for name, value in kept.items() if value}


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
    NotYourUnit, SheetNotHandedIn, WrongStage, TooLateToWithdraw.
    """
    access.hold_period(session, sheet_id)
    found = access.own_sheet(session, me, sheet_id, local_date(now), lock=True)
    sheet, period = found.sheet, found.period
    submission = _standing_submission(session, sheet)
    if submission is None:
        raise SheetNotHandedIn
    if period.stage is not Stage.SCORING:
        raise WrongStage(period.stage)
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
    wake(session, period.cluster_id, now)


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
