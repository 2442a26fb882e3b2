"""Filling in a sheet, handing it in, taking it back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models import access
from models.access import Actor
from models.actions.post import mark, owe
from models.audit import Audit, note
from models.base import columns
from models.criteria import CriteriaSet, SetState
from models.errors import (
    ChangedMeanwhile,
    NothingToUndo,
    PeriodOver,
    SheetEmpty,
    SheetHandedIn,
    SheetNotHandedIn,
    TextTooLong,
    TooLateToWithdraw,
    UnknownItem,
)
from models.people import Person
from models.queries.criteria import Loaded, table_of, targets_of
from models.queries.people import joined_people
from models.queries.sheet import automatic, late_in_table, sheet_due, sheet_over, totals_of
from models.rules.answers import Answer, check_answer, from_json, is_complete, to_json
from models.rules.calendar import local_date
from models.rules.lateness import closes_at, late_days, late_points
from models.rules.scoring import Totals, work_out
from models.sheet import Entry, Period, Sheet, SheetState, Submission

NOTE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class _Desk:
    """A sheet that is being worked on, with all that its rules need."""

    session: Session
    me: Actor
    sheet: Sheet
    period: Period
    loaded: Loaded
    targets: Mapping[str, Decimal | None]
    now: datetime

    @property
    def days(self) -> int:
        return late_days(sheet_due(self.sheet, self.period), self.now)


def _open_desk(session: Session, me: Actor, sheet_id: int, now: datetime) -> _Desk:
    """A sheet that I may change now; the row is locked, so that totals stay true."""
    sheet, period, _seat = access.own_sheet(session, me, sheet_id, lock=True)
    if sheet.state == SheetState.SUBMITTED:
        raise SheetHandedIn
    if sheet_over(sheet, period, now):
        raise PeriodOver(closes_at(sheet_due(sheet, period), period.grace_days))
    return _desk(session, me, sheet, period, now)


def _desk(session: Session, me: Actor, sheet: Sheet, period: Period, now: datetime) -> _Desk:
    content_hash = session.execute(
        columns(CriteriaSet.content_hash).where(col(CriteriaSet.id) == period.criteria_set_id)
    ).scalar_one()
    loaded = table_of(session, period.criteria_set_id, content_hash)
    targets = targets_of(session, period.cluster_id, period.year, sheet.unit_id)
    return _Desk(session, me, sheet, period, loaded, targets, now)


def answer(
    session: Session,
    me: Actor,
    sheet_id: int,
    code: str,
    given: Answer,
    seen: int | None,
    now: datetime,
) -> None:
    """Record a unit's answer to an item.

    Who: anybody who speaks for the unit. When: the sheet is not handed in and still accepted.
    Does: replaces the earlier answer, works out points and totals, keeps the change. The same
    answer again changes nothing. `seen` is the entry's version on the card. Refuses: NotYourUnit,
    SheetHandedIn, PeriodOver, UnknownItem, ChangedMeanwhile, what `check_answer` refuses.
    """
    desk = _open_desk(session, me, sheet_id, now)
    item = desk.loaded.items.get(code)
    if item is None:
        raise UnknownItem(code)
    check_answer(item, given, desk.targets.get(code))
    stored = to_json(given)
    entry = session.get(Entry, (desk.sheet.id, code))
    if entry is not None and entry.answer == stored:
        return
    _guard(session, entry, seen)
    _write(desk, code, entry, stored, entry.note if entry else "", "answered")
    _sum_up(desk)


def annotate(
    session: Session, me: Actor, sheet_id: int, code: str, text: str, now: datetime
) -> None:
    """Put a note to an item (*ghi chú*), or take it away with an empty text.

    Who: anybody who speaks for the unit. When: the sheet can be changed. Does: replaces the note,
    keeps the change. Refuses: NotYourUnit, SheetHandedIn, PeriodOver, UnknownItem, TextTooLong.
    """
    desk = _open_desk(session, me, sheet_id, now)
    if code not in desk.loaded.items:
        raise UnknownItem(code)
    if len(text) > NOTE_LIMIT:
        raise TextTooLong(NOTE_LIMIT)
    entry = session.get(Entry, (desk.sheet.id, code))
    _write(desk, code, entry, entry.answer if entry else None, text, "annotated")


def undo(session: Session, me: Actor, sheet_id: int, audit_id: int, now: datetime) -> str:
    """Take back my last answer; returns the item's code.

    Who: the person who gave it. When: nobody has changed the item since and the sheet can be
    changed. Does: restores the earlier answer as a new change. Refuses: NotYourUnit,
    SheetHandedIn, PeriodOver, NothingToUndo.
    """
    desk = _open_desk(session, me, sheet_id, now)
    change = session.get(Audit, audit_id)
    if (
        change is None
        or change.thing != f"sheet:{sheet_id}"
        or change.verb != "answered"
        or change.person_id != me.person_id
    ):
        raise NothingToUndo
    entry = session.get(Entry, (desk.sheet.id, change.part))
    if entry is None or entry.version != change.new["version"]:
        raise NothingToUndo
    _write(desk, change.part, entry, (change.old or {}).get("answer"), entry.note, "undid")
    _sum_up(desk)
    return change.part


def _guard(session: Session, entry: Entry | None, seen: int | None) -> None:
    """Nobody overwrites what they have not seen."""
    current = entry.version if entry else 0
    if seen is None or seen == current:
        return
    by = session.get(Person, entry.by) if entry else None
    raise ChangedMeanwhile(by.name if by else "", entry.code if entry else "")


def _write(
    desk: _Desk,
    code: str,
    entry: Entry | None,
    stored: dict[str, Any] | None,
    text: str,
    verb: str,
) -> None:
    old = None if entry is None else _kept(entry)
    if entry is None:
        entry = Entry(sheet_id=desk.sheet.id or 0, code=code, by=desk.me.person_id, at=desk.now)
        desk.session.add(entry)
    entry.answer, entry.note = stored, text
    entry.points = _points(desk, code, stored)
    entry.version += 1
    entry.by, entry.at = desk.me.person_id, desk.now
    note(
        desk.session,
        desk.now,
        verb,
        f"sheet:{desk.sheet.id}",
        part=code,
        old=old,
        new=_kept(entry),
        person_id=desk.me.person_id,
        unit_id=desk.sheet.unit_id,
        cluster_id=desk.period.cluster_id,
    )
    mark(desk.session, desk.now, f"sheet:{desk.sheet.id}", f"board:{desk.period.id}")


def _kept(entry: Entry) -> dict[str, Any]:
    return {"answer": entry.answer, "note": entry.note, "version": entry.version}


def _points(desk: _Desk, code: str, stored: dict[str, Any] | None) -> Decimal | None:
    item = desk.loaded.items[code]
    given = from_json(stored) if stored is not None else None
    target = desk.targets.get(code)
    if given is None or not is_complete(item, given, target):
        return None
    return work_out(item, given, automatic=automatic(desk.days), assigned_target=target).points


def _sum_up(desk: _Desk) -> Totals:
    """Bring the sheet's own totals up to date."""
    desk.session.flush()  # the sums are over all entries, this one included
    totals = totals_of(desk.loaded, _answers(desk), desk.targets, desk.days, desk.period)
    sheet = desk.sheet
    sheet.answered, sheet.countable, sheet.points = (
        totals.answered,
        totals.countable,
        totals.final,
    )
    return totals


def _answers(desk: _Desk) -> dict[str, Answer]:
    rows = desk.session.execute(
        columns(Entry.code, Entry.answer).where(col(Entry.sheet_id) == desk.sheet.id)
    ).all()
    return {code: from_json(stored) for code, stored in rows if stored is not None}


def submit(session: Session, me: Actor, sheet_id: int, now: datetime) -> str:
    """Hand the sheet in; returns the receipt.

    Who: anybody who speaks for the unit. When: until the deadline, or late within the grace.
    Does: freezes the criteria table at the first submission, keeps a copy of all entries, counts
    days late, sends the receipt to everyone of the unit and tells the head when all are in. A
    second time returns the same receipt. Refuses: NotYourUnit, PeriodOver, SheetEmpty.
    """
    sheet, period, _seat = access.own_sheet(session, me, sheet_id, lock=True)
    standing = _standing_submission(session, sheet)
    if standing is not None:
        return standing.receipt
    desk = _open_desk(session, me, sheet_id, now)
    totals = _sum_up(desk)
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


def _keep_submission(desk: _Desk, totals: Totals) -> Submission:
    rows = desk.session.exec(select(Entry).where(Entry.sheet_id == desk.sheet.id)).all()
    entries = {
        row.code: {
            "answer": row.answer,
            "note": row.note,
            "points": None if row.points is None else str(row.points),
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
    desk.sheet.points = final
    desk.session.add(submission)
    return submission


def _freeze(session: Session, period: Period, now: datetime) -> None:
    criteria = session.get_one(CriteriaSet, period.criteria_set_id)
    if criteria.state == SetState.ADOPTED:
        criteria.state, criteria.frozen_at = SetState.FROZEN, now


def _announce(desk: _Desk, submission: Submission) -> None:
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
    _mark_all(session, sheet, period, now)


def withdraw(session: Session, me: Actor, sheet_id: int, now: datetime) -> None:
    """Take a submitted sheet back to change it.

    Who: anybody who speaks for the unit. When: until the sheet's deadline. Does: the sheet is a
    draft again; the submission stays in the record as withdrawn; colleagues are told. Refuses:
    NotYourUnit, SheetNotHandedIn, TooLateToWithdraw.
    """
    sheet, period, _seat = access.own_sheet(session, me, sheet_id, lock=True)
    submission = _standing_submission(session, sheet)
    if submission is None:
        raise SheetNotHandedIn
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
    _mark_all(session, sheet, period, now)


def _mark_all(session: Session, sheet: Sheet, period: Period, now: datetime) -> None:
    cluster = period.cluster_id
    mark(
        session,
        now,
        f"sheet:{sheet.id}",
        f"board:{period.id}",
        f"cluster:{cluster}",
        f"group:{cluster}",
    )
