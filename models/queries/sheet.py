"""A unit's sheet as its screens need it: items with answers, points and how they came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from models.access import OpenSheet
from models.audit import Audit
from models.base import columns, fetch
from models.people import Person
from models.points import ZERO
from models.queries.criteria import Loaded, table_of
from models.queries.evidence import NO_PROOF, Proof, proofs_of, unproven_in
from models.queries.period import PeriodState, days_late, period_state, sheet_due, sheet_over
from models.rules.answers import Answer, from_json, is_complete
from models.rules.criteria import Item
from models.rules.evidence import asks_decision
from models.rules.lateness import late_points
from models.rules.scoring import Totals, Working, late_rule, total
from models.rules.stages import Stage
from models.sheet import Entry, Period, Sheet, SheetState, Submission

UNDO_OFFERED = timedelta(minutes=10)
"""How long a change can be taken back by a button; later it is simply changed again."""
NOTHING_COMPUTED: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item of a sheet. `version` is 0 until it is first answered."""

    item: Item
    number: int
    part: str
    answer: Answer | None
    complete: bool
    points: Decimal | None
    note: str
    version: int
    by: str
    at: datetime | None
    target: Decimal | None
    """The target that the head has assigned to this unit."""
    not_assigned: bool
    """The head has recorded that this unit is not given this target."""
    proof: Proof = NO_PROOF
    unproven: bool = False
    """Answered with something that counts, but without the evidence that it needs: 0 points."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The latest submission that stands."""

    receipt: str
    at: datetime
    by: str
    points: Decimal
    late_days: int
    late_points: Decimal


@dataclass(frozen=True, slots=True)
class Undo:
    """The actor's last change, if nobody has changed that item since."""

    audit_id: int
    code: str


@dataclass(frozen=True, slots=True)
class SheetStatus:
    """A sheet without its items: enough for a home card and a receipt."""

    sheet_id: int
    period: PeriodState
    unit_id: int
    unit_name: str
    state: SheetState
    due_at: datetime
    answered: int
    countable: int
    points: Decimal
    returned_why: str
    late_days: int
    late_points: Decimal
    editable: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """A whole sheet."""

    status: SheetStatus
    loaded: Loaded
    items: Mapping[str, ItemState]
    totals: Totals
    receipt: Receipt | None
    undo: Undo | None = None

    @property
    def points(self) -> Decimal:
        """What was handed in, or what handing in now would bring: lateness is counted.

        Once self-scoring is closed, what needed the whole cluster is in it.
        """
        if self.receipt is not None and self.status.period.stage is Stage.SCORING:
            return self.receipt.points
        fine = ZERO if late_in_table(self.loaded) else self.status.late_points
        return max(self.totals.final - fine, ZERO)

    def in_part(self, part: str) -> tuple[ItemState, ...]:
        """The items of a top-level part, in order."""
        return tuple(item for item in self.items.values() if item.part == part)

    def missing(self) -> tuple[ItemState, ...]:
        """Items that count and have no complete answer."""
        return tuple(self.items[code] for code in self.totals.missing)

    def unproven(self) -> tuple[ItemState, ...]:
        """Items that would bring points, were there evidence."""
        return tuple(item for item in self.items.values() if item.unproven)

    def unnamed(self) -> tuple[ItemState, ...]:
        """Items that ask for a decision and have evidence, but none with a decision's number."""
        return tuple(
            state
            for state in self.items.values()
            if state.proof.pieces
            and not state.proof.named
            and asks_decision(self.loaded.table, state.item)
        )

    def after(self, code: str) -> ItemState | None:
        """The next unanswered item behind `code`, from the top again if need be."""
        order = list(self.items)
        start = order.index(code) + 1
        missing = set(self.totals.missing)
        found = next((each for each in order[start:] + order[:start] if each in missing), None)
        return self.items[found] if found and found != code else None


def sheet_status(found: OpenSheet, now: datetime) -> SheetStatus:
    """Where a sheet stands, without its items."""
    return _status(found, now)


def _status(found: OpenSheet, now: datetime) -> SheetStatus:
    sheet, period = found.sheet, found.period
    due = sheet_due(sheet, period)
    handed_in = sheet.state == SheetState.SUBMITTED
    days = sheet.late_days if handed_in else days_late(sheet, period, now)
    return SheetStatus(
        sheet.id or 0,
        period_state(period, found.cluster_name, now),
        sheet.unit_id,
        found.unit_name,
        sheet.state,
        due,
        sheet.answered,
        sheet.countable,
        sheet.points,
        sheet.returned_why,
        days,
        late_points(days, period.late_per_day, period.late_cap),
        editable=not handed_in and not sheet_over(sheet, period, now),
    )


def sheet_view(
    session: Session, found: OpenSheet, now: datetime, viewer: int | None = None
) -> SheetView:
    """A sheet with all its items; `viewer` (a person) is told what they can undo."""
    sheet, period = found.sheet, found.period
    session.flush()  # what this turn has written is part of what it shows
    receipt = _receipt(session, sheet)
    status = _status(found, now)
    loaded = table_of(session, period.criteria_set_id, found.content_hash)
    entries = _entries(session, status.sheet_id)
    answers = {
        code: from_json(row.answer) for code, row in entries.items() if row.answer is not None
    }
    proofs = proofs_of(session, status.sheet_id)
    totals = totals_of(
        loaded,
        answers,
        found.targets,
        status.late_days,
        period,
        sheet.computed,
        unproven_in(loaded, proofs),
    )
    items = {
        code: _item(
            loaded,
            code,
            entries.get(code),
            answers.get(code),
            found.targets,
            totals,
            proofs.get(code, NO_PROOF),
        )
        for code in loaded.items
    }
    undo = (
        _undo(session, status.sheet_id, viewer, items, now) if viewer and status.editable else None
    )
    return SheetView(status, loaded, items, totals, receipt, undo)


_ENTRIES = (
    columns(
        Entry.code, Entry.answer, Entry.note, Entry.version, col(Person.name).label("by"), Entry.at
    )
    .join(Person, col(Person.id) == Entry.by)
    .where(col(Entry.sheet_id) == bindparam("sheet_id"))
)


def _entries(session: Session, sheet_id: int) -> dict[str, Row[Any]]:
    return {row.code: row for row in fetch(session, _ENTRIES, sheet_id=sheet_id)}


def _item(
    loaded: Loaded,
    code: str,
    entry: Row[Any] | None,
    answer: Answer | None,
    targets: Mapping[str, Decimal | None],
    totals: Totals,
    proof: Proof,
) -> ItemState:
    item, target = loaded.items[code], targets.get(code)
    complete = answer is not None and is_complete(item, answer, target)
    working = totals.workings[code]
    return ItemState(
        item,
        loaded.number_of[code],
        loaded.part_of[code],
        answer,
        complete,
        points=working.points if complete else None,
        note=entry.note if entry else "",
        version=entry.version if entry else 0,
        by=entry.by if entry else "",
        at=entry.at if entry else None,
        target=target,
        not_assigned=code in targets and target is None,
        proof=proof,
        unproven=working.unproven and working.raw != ZERO,
    )


def automatic(days: int) -> dict[str, int]:
    """What the system itself counts: days late, from the submission log."""
    return {"submission_log": days}


def working_of(view: SheetView, code: str) -> Working | None:
    """How an item's points came about; none while it has no complete answer."""
    return view.totals.workings[code] if view.items[code].complete else None


def totals_of(
    loaded: Loaded,
    answers: Mapping[str, Answer],
    targets: Mapping[str, Decimal | None],
    days: int,
    period: Period,
    computed: Mapping[str, str] = NOTHING_COMPUTED,
    unproven: frozenset[str] = frozenset(),
) -> Totals:
    """The sheet's totals; parts that this period leaves optional are never missing.

    `computed`: item code -> points that needed the whole cluster, once self-scoring is closed;
    `unproven`: the items that need evidence and have none.
    """
    optional = next(
        (each.optional_sections for each in loaded.table.periods if each.code == period.code), ()
    )
    return total(
        loaded.table,
        answers,
        automatic=automatic(days),
        targets={code: value for code, value in targets.items() if value is not None},
        leader={code: Decimal(points) for code, points in computed.items()},
        optional_parts=frozenset(optional),
        unproven=unproven,
    )


def late_in_table(loaded: Loaded) -> bool:
    """Whether the table itself takes points for days late (else the period's rule does)."""
    return late_rule(loaded.table) is not None


def _receipt(session: Session, sheet: Sheet) -> Receipt | None:
    if sheet.state != SheetState.SUBMITTED:
        return None
    row = session.execute(
        columns(
            Submission.receipt,
            Submission.at,
            Person.name,
            Submission.points,
            Submission.late_days,
            Submission.late_points,
        )
        .join(Person, col(Person.id) == Submission.by)
        .where(col(Submission.sheet_id) == sheet.id, col(Submission.withdrawn_at).is_(None))
        .order_by(col(Submission.number).desc())
    ).first()
    return Receipt(*row) if row else None


_LAST_CHANGE = (
    columns(Audit.id, Audit.part, Audit.new)
    .where(
        col(Audit.thing) == bindparam("thing"),
        col(Audit.person_id) == bindparam("person_id"),
        col(Audit.verb) == "answered",
        col(Audit.at) > bindparam("since"),
    )
    .order_by(col(Audit.id).desc())
    .limit(1)
)


def _undo(
    session: Session, sheet_id: int, viewer: int, items: Mapping[str, ItemState], now: datetime
) -> Undo | None:
    rows = fetch(
        session,
        _LAST_CHANGE,
        thing=f"sheet:{sheet_id}",
        person_id=viewer,
        since=now - UNDO_OFFERED,
    )
    if not rows or rows[0].part not in items:
        return None
    row = rows[0]
    return Undo(row.id, row.part) if items[row.part].version == row.new["version"] else None
