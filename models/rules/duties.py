"""What a unit owes, whatever it is: a sheet, an answer, a paper. Derived, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class DutyKind(StrEnum):
    """The kinds that have ladders of their own."""

    SHEET = "sheet"
    """A self-score sheet not handed in."""
    APPRAISAL = "appraisal"
    """Sheets that wait to be appraised."""
    ANSWER = "answer"
    """A question, an explanation or an objection without an answer."""
    CROSS = "cross"
    """A peer's sheet to be cross-scored."""
    INVITATION = "invitation"
    """An invitation to a meeting without an answer."""
    MEETING = "meeting"
    """A meeting to go to."""
    DOCUMENT = "document"
    """A step of the year's calendar: a plan, a registration, a dossier."""
    MOVEMENT = "movement"
    """A registration for a movement, or a report of its progress."""
    BALLOT = "ballot"
    """Votes that are open and that the unit has not cast."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that a unit owes just now.

    `thing` is what is owed, the same for every unit that owes it (`sheet:3` of period 3); `ref`
    what a button opens (the sheet's id). After `until` nobody is reminded any more.
    """

    kind: DutyKind
    thing: str
    ref: str
    cluster_id: int
    unit_id: int
    due_at: datetime
    until: datetime | None = None
    about: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What its words need: names, numbers."""
    since: datetime | None = None
    """When it came to be; who has just been told of it is not reminded at once."""
    person_id: int | None = None
    """The one person of the unit who can do it; none: anybody who speaks for the unit."""

    @property
    def key(self) -> str:
        """This duty of this unit, among all duties of all clusters."""
        return key_of(self.cluster_id, self.thing, self.ref, self.unit_id)


def key_of(cluster_id: int, thing: str, ref: object, unit_id: object) -> str:
    """The key of a duty that need not be at hand."""
    return f"{cluster_id}/{thing}/{ref}/{unit_id}"
