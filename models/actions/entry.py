"""Writing one item of a sheet, with its line in the record: shared by all who fill it in."""

from typing import Any

from models.actions.desk import Desk
from models.audit import note
from models.sheet import Entry

Stored = dict[str, Any]
"""An answer as JSON."""


def put(
    desk: Desk, code: str, entry: Entry | None, stored: Stored | None, text: str, verb: str
) -> Entry:
    """Write an item's answer and note.

    Who: any action that has the sheet on its desk. When: one of the two is new. Does: makes or
    changes the entry, raises its version, keeps old and new in the record under `verb`; returns
    the entry. Totals and cards are the caller's. Refuses: nothing.
    """
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
    return entry


def _kept(entry: Entry) -> dict[str, Any]:
    return {"answer": entry.answer, "note": entry.note, "version": entry.version}
