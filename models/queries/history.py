"""The history of an item: every change, kept, and shown as far as its layer may be seen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col

from models.audit import Audit
from models.base import columns
from models.cross import CrossTask
from models.people import Person
from models.rules.answers import Answer, from_json
from models.rules.kinds import Layer

LAYER_OF: dict[str, Layer] = {
    "answered": Layer.SELF,
    "annotated": Layer.SELF,
    "undid": Layer.SELF,
    "attached": Layer.SELF,
    "linked": Layer.SELF,
    "described": Layer.SELF,
    "removed": Layer.SELF,
    "computed": Layer.SELF,
    "cross-scored": Layer.CROSS,
    "appraised": Layer.STANDING,
    "agreed-points": Layer.AGREED,
    "objected": Layer.AGREED,
    "kept": Layer.AGREED,
    "accepted": Layer.AGREED,
}
"""Whose number a line of the record is about; lines of other kinds are not in a history."""


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
    layer: Layer = Layer.SELF
    old_points: str = ""
    new_points: str = ""
    what: str = ""
    """The file or link that was put to the item or taken away."""


OWN = frozenset({Layer.SELF})


def history(
    session: Session,
    sheet_id: int,
    code: str,
    layers: frozenset[Layer] = OWN,
    most: int = 8,
    *,
    raters: bool = False,
) -> tuple[Change, ...]:
    """The newest changes of an item in these layers, newest first.

    Peers' scores name who gave them: only with `raters`, and only those that are handed in.
    """
    things = [f"sheet:{sheet_id}", *(_crossed(session, sheet_id) if raters else ())]
    verbs = [verb for verb, layer in LAYER_OF.items() if layer in layers]
    rows = session.execute(
        columns(Audit.at, Person.name, Audit.verb, Audit.old, Audit.new, Audit.why)
        .outerjoin(Person, col(Person.id) == Audit.person_id)
        .where(
            col(Audit.thing).in_(things),
            col(Audit.part) == code,
            col(Audit.verb).in_(verbs),
        )
        .order_by(col(Audit.id).desc())
        .limit(most)
    ).all()
    return tuple(_change(row) for row in rows)


def _crossed(session: Session, sheet_id: int) -> list[str]:
    """The sheet's cross-scorings that are handed in, as the record calls them."""
    query = columns(CrossTask.id).where(
        col(CrossTask.sheet_id) == sheet_id, col(CrossTask.submitted_at).is_not(None)
    )
    return [f"cross:{task_id}" for task_id in session.scalars(query).all()]


def _change(row: Row[Any]) -> Change:
    old, new = _facts(row.old), _facts(row.new)
    return Change(
        row.at,
        row.name or "",
        row.verb,
        from_json(old["answer"]) if old.get("answer") is not None else None,
        from_json(new["answer"]) if new.get("answer") is not None else None,
        old.get("note", ""),
        new.get("note", ""),
        row.why,
        LAYER_OF[row.verb],
        old.get("points") or "",
        new.get("points") or "",
        new.get("name") or old.get("name") or "",
    )


def _facts(value: Any) -> dict[str, Any]:
    """What was kept of a value; a bare one is the points."""
    if isinstance(value, dict):
        return value
    return {} if value is None else {"points": str(value)}
