"""Filling in a sheet from a workbook that was sent back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from models.access import Actor
from models.actions.desk import Desk, open_desk, sum_up
from models.actions.entry import Stored, put
from models.actions.post import mark
from models.errors import OldWorkbook, TextTooLong, UnknownItem
from models.rules.answers import NOTE_LIMIT, Answer, check_answer, to_json
from models.rules.stamp import stamp_of
from models.sheet import Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an item is to say: an answer, or none; a note, or an empty text."""

    answer: Answer | None
    note: str

    @property
    def stored(self) -> Stored | None:
        """The answer as JSON."""
        return None if self.answer is None else to_json(self.answer)


def apply(
    session: Session,
    me: Actor,
    sheet_id: int,
    changes: Mapping[str, Wanted],
    stamp: str,
    now: datetime,
) -> int:
    """Take over what a workbook says of these items, all of it or nothing.

    Who: anybody who speaks for the unit. When: as a typed answer, and nobody has changed the sheet
    since it was compared with the workbook. Does: replaces answers and notes, keeps every change
    as if it had been typed, works out the totals; returns how many items have changed, none when
    it is done already. `stamp`: the sheet's when it was compared. Refuses: NotYourUnit,
    SheetHandedIn, PeriodOver, OldWorkbook, UnknownItem, TextTooLong, what `check_answer` refuses.
    """
    desk = open_desk(session, me, sheet_id, now)
    rows = session.exec(select(Entry).where(Entry.sheet_id == sheet_id)).all()
    entries = {entry.code: entry for entry in rows}
    new = {code: each for code, each in changes.items() if _differs(entries.get(code), each)}
    if not new:
        return 0
    if stamp != _stamp(desk, entries):
        raise OldWorkbook
    for code, wanted in new.items():
        _take(desk, code, entries.get(code), wanted)
    sum_up(desk)
    mark(session, f"sheet:{sheet_id}", f"board:{desk.period.id}", by=me.person_id)
    return len(new)


def _differs(entry: Entry | None, wanted: Wanted) -> bool:
    present = (None, "") if entry is None else (entry.answer, entry.note)
    return present != (wanted.stored, wanted.note)


def _stamp(desk: Desk, entries: Mapping[str, Entry]) -> str:
    items = desk.loaded.items
    return stamp_of(
        desk.sheet.id or 0,
        desk.loaded.content_hash,
        {code: entry.version for code, entry in entries.items() if code in items},
        {code: target for code, target in desk.targets.items() if code in items},
    )


def _take(desk: Desk, code: str, entry: Entry | None, wanted: Wanted) -> None:
    item = desk.loaded.items.get(code)
    if item is None:
        raise UnknownItem(code)
    if wanted.answer is not None:
        check_answer(item, wanted.answer, desk.targets.get(code))
    if len(wanted.note) > NOTE_LIMIT:
        raise TextTooLong(NOTE_LIMIT)
    if wanted.stored != (entry.answer if entry else None):
        entry = put(desk, code, entry, wanted.stored, entry.note if entry else "", "answered")
    if wanted.note != (entry.note if entry else ""):
        put(desk, code, entry, entry.answer if entry else None, wanted.note, "annotated")
