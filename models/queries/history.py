"""The history of an item: every change, kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col

from models.audit import Audit
from models.base import columns
from models.people import Person
from models.rules.answers import Answer, from_json


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an item's history: who changed it from what to what, when and why."""

    at: datetime
    by: str
    verb: str
    old: Answer | None
    new: Answer | None
    old_note: str = ""
    new_note: str = ""
    why: str = field(default="")


def history(session: Session, sheet_id: int, code: str, most: int = 8) -> tuple[Change, ...]:
    """The newest changes of an item, newest first."""
    rows = session.execute(
        columns(Audit.at, Person.name, Audit.verb, Audit.old, Audit.new, Audit.why)
        .join(Person, col(Person.id) == Audit.person_id)
        .where(col(Audit.thing) == f"sheet:{sheet_id}", col(Audit.part) == code)
        .order_by(col(Audit.id).desc())
        .limit(most)
    ).all()
    return tuple(_change(row) for row in rows)


def _change(row: Row[Any]) -> Change:
    old, new = row.old or {}, row.new or {}
    return Change(
        row.at,
        row.name,
        row.verb,
        from_json(old["answer"]) if old.get("answer") is not None else None,
        from_json(new["answer"]) if new.get("answer") is not None else None,
        old.get("note", ""),
        new.get("note", ""),
        row.why,
    )
