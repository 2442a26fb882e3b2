"""Filling in a sheet, handing it in, taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.access import Actor
from models.actions.desk import Desk, open_desk, sum_up
from models.actions.entry import put
from models.actions.post import mark
from models.audit import Audit
from models.errors import (
    ChangedMeanwhile,
    NothingToUndo,
    TextTooLong,
    UnknownItem,
)
from models.people import Person
from models.rules.answers import NOTE_LIMIT, Answer, check_answer, parse_answer, to_json
from models.rules.criteria import Item
from models.sheet import Entry


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer was taken: for which item, and whether it had one before."""

    code: str
    had_one: bool


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
    desk = open_desk(session, me, sheet_id, now)
    item = desk.loaded.find(key)
    if item is None:
        raise UnknownItem(key)
    given = parse_answer(item, text, desk.targets.get(item.code))
    return _record(desk, item, given, seen)


def record(
    session: Session, me: Actor, sheet_id: int, code: str, given: Answer, now: datetime
) -> Saved:
    """Record an answer that is not typed: from a file, or in a prepared demonstration.

    Who: anybody who speaks for the unit. When: as `answer`. Does: as `answer`, without reading a
    text. Refuses: as `answer`, with what `check_answer` refuses.
    """
    desk = open_desk(session, me, sheet_id, now)
    item = desk.loaded.find(code)
    if item is None:
        raise UnknownItem(code)
    check_answer(item, given, desk.targets.get(item.code))
    return _record(desk, item, given, None)


def _record(desk: Desk, item: Item, given: Answer, seen: int | None) -> Saved:
    stored = to_json(given)
    entry = desk.session.get(Entry, (desk.sheet.id, item.code))
    saved = Saved(item.code, had_one=entry is not None and entry.answer is not None)
    if entry is not None and entry.answer == stored:
        return saved
    _guard(desk, entry, seen)
    _write(desk, item.code, entry, stored, entry.note if entry else "", "answered")
    sum_up(desk)
    return saved


def annotate(
    session: Session, me: Actor, sheet_id: int, code: str, text: str, now: datetime
) -> None:
    """Put a note to an item (*ghi chú*), or take it away with an empty text.

    Who: anybody who speaks for the unit. When: the sheet can be changed. Does: replaces the note,
    keeps the change. Refuses: NotYourUnit, SheetHandedIn, PeriodOver, UnknownItem, TextTooLong.
    """
    desk = open_desk(session, me, sheet_id, now)
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
    desk = open_desk(session, me, sheet_id, now)
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
    sum_up(desk)
    return change.part


def _guard(desk: Desk, entry: Entry | None, seen: int | None) -> None:
    """Nobody overwrites unseen what a colleague has changed; one's own presses follow in order."""
    current = entry.version if entry else 0
    if seen is None or seen == current or (entry and entry.by == desk.me.person_id):
        return
    by = desk.session.get(Person, entry.by) if entry else None
    raise ChangedMeanwhile(by.name if by else "", entry.code if entry else "")


def _write(
    desk: Desk,
    code: str,
    entry: Entry | None,
    stored: dict[str, Any] | None,
    text: str,
    verb: str,
) -> None:
    put(desk, code, entry, stored, text, verb)
    mark(desk.session, f"sheet:{desk.sheet.id}", f"board:{desk.period.id}", by=desk.me.person_id)
