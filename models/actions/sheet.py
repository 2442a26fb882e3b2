"""Filling in a sheet, handing it in, taking it back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models import access
from models.access import Actor, OpenSheet
from models.actions.post import mark, owe
from models.audit import Audit, note
from models.base import columns, fetch
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
from models.queries.sheet import late_in_table, sheet_due, sheet_over, totals_of
from models.rules.answers import Answer, check_answer, from_json, parse_answer, to_json
from models.rules.calendar import local_date
from models.rules.criteria import Item
from models.rules.lateness import closes_at, late_days, late_points
from models.rules.scoring import Totals
from models.sheet import Entry, Period, Sheet, SheetState, Submission

NOTE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class _Desk:
    """A sheet that is being worked on, with all that its rules need."""

    session: Session
    me: Actor
    found: OpenSheet
    loaded: Loaded
    targets: Mapping[str, Decimal | None]
    now: datetime

    @property
    def sheet(self) -> Sheet:
        return self.found.sheet

    @property
    def period(self) -> Period:
        return self.found.period

    @property
    def days(self) -> int:
        return late_days(sheet_due(self.sheet, self.period), self.now)


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer was taken: for which item, and whether it had one before."""

    code: str
    had_one: bool


def _open_desk(session: Session, me: Actor, sheet_id: int, now: datetime) -> _Desk:
    """A sheet that I may change now; the row is locked, so that totals stay true."""
    found = access.own_sheet(session, me, sheet_id, local_date(now), lock=True)
    return _desk(session, me, found, now)


def _desk(session: Session, me: Actor, found: OpenSheet, now: datetime) -> _Desk:
    sheet, period = found.sheet, found.period
    if sheet.state == SheetState.SUBMITTED:
        raise SheetHandedIn
    if sheet_over(sheet, period, now):
        raise PeriodOver(closes_at(sheet_due(sheet, period), period.grace_days))
    loaded = table_of(session, period.criteria_set_id, found.content_hash)
    targets = targets_of(session, period.cluster_id, period.year, sheet.unit_id)
    return _Desk(session, me, found, loaded, targets, now)


def answer(
    session: Session,
    me: Actor,
    sheet_id: int,
    key: str,
    text: str,
    seen: int | None,
    now: datetime,
) -> Saved:
    """Record a unit's answer to an item, as it was typed or as a button types it.

    Who: anybody who speaks for the unit. When: the sheet is not handed in and still accepted.
    Does: reads the text by the item's rule, replaces the earlier answer, works out points and
    totals, keeps the change. The same answer again changes nothing. `key` is the item's number or
    code, `seen` the entry's version on the card. Refuses: NotYourUnit, SheetHandedIn, PeriodOver,
    UnknownItem, ChangedMeanwhile, what `parse_answer` refuses.
    """
    desk = _open_desk(session, me, sheet_id, now)
    item = desk.loaded.find(key)
    if item is None:
        raise UnknownItem(key)
    given = parse_answer(item, text, desk.targets.get(item.code))
    return _record(desk, item, given, seen)


def record(
    session: Session, me: Actor, sheet_id: int, code: str, given: Answer, now: datetime
) -> Saved:
    """Record an answer that is not typed: from a file, or in a prepared demonstration.

    Who, When, Does, Refuses: as `answer`, with `check_answer` in place of `parse_answer`.
    """
    desk = _open_desk(session, me, sheet_id, now)
    item = desk.loaded.find(code)
    if item is None:
        raise UnknownItem(code)
    check_answer(item, given, desk.targets.get(item.code))
    return _record(desk, item, given, None)


def _record(desk: _Desk, item: Item, given: Answer, seen: int | None) -> Saved:
    stored = to_json(given)
    entry = desk.session.get(Entry, (desk.sheet.id, item.code))
    saved = Saved(item.code, had_one=entry is not None and entry.answer is not None)
    if entry is not None and entry.answer == stored:
        return saved
    _guard(desk.session, entry, seen)
    _write(desk, item.code, entry, stored, entry.note if entry else "", "answered")
    _sum_up(desk)
    return saved


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


def _sum_up(desk: _Desk) -> Totals:
    """Bring the sheet's own totals up to date."""
    totals = totals_of(desk.loaded, _answers(desk), desk.targets, desk.days, desk.period)
    sheet = desk.sheet
    sheet.answered, sheet.countable, sheet.points = (
        totals.answered,
        totals.countable,
        totals.final,
    )
    return totals


_ANSWERS = columns(Entry.code, Entry.answer).where(col(Entry.sheet_id) == bindparam("sheet_id"))


def _answers(desk: _Desk) -> dict[str, Answer]:
    rows = fetch(desk.session, _ANSWERS, sheet_id=desk.sheet.id)
    return {row.code: from_json(row.answer) for row in rows if row.answer is not None}


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
    desk = _desk(session, me, found, now)
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
    found = access.own_sheet(session, me, sheet_id, local_date(now), lock=True)
    sheet, period = found.sheet, found.period
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
