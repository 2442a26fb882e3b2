"""Appraisal (*thẩm định*) as its screens need it: one sheet item by item, and a whole period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col

from models import access
from models.access import Actor, OpenSheet
from models.appraisal import Appraisal, ExchangeKind
from models.audit import Audit
from models.base import columns, fetch
from models.errors import UnknownButton
from models.people import Person
from models.points import ZERO
from models.queries.exchanges import Said, exchanges_of, sheet_of_exchange
from models.queries.sheet import ItemState, SheetView, sheet_view
from models.reader import Reader, reader_of
from models.rules.answers import Answer, from_json
from models.rules.calendar import local_date
from models.rules.kinds import Layer, RuleKind
from models.rules.scoring import Working
from models.sheet import SheetState

ACCEPTED = "accepted-appraisal"
"""How the record names a unit's agreement with what it was told; it says what it was told when."""


class Mark(Enum):
    """What an appraiser has said of an item."""

    WAITING = auto()
    AGREED = auto()
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was recognised for an item. `points` is none where points are computed, or left out."""

    points: Decimal | None
    answer: Answer | None
    """The recognised result of a computed item, where it is not the declared one."""
    reason: str
    version: int
    by: str
    unit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AppraisedItem:
    """An item as declared, as recognised, and what was said about it."""

    state: ItemState
    working: Working
    judgement: Judgement | None
    exchanges: tuple[Said, ...]

    @property
    def code(self) -> str:
        """The item's code."""
        return self.state.item.code

    @property
    def computed(self) -> bool:
        """Points follow from the whole cluster's results: only the result is recognised."""
        return self.state.item.kind is RuleKind.TARGET_LEADER

    @property
    def declared(self) -> Decimal | None:
        """The unit's own points; none where the item is not assigned, or not computed yet."""
        return None if self.working.not_assigned else self.working.points

    @property
    def stale(self) -> bool:
        """The unit has changed its answer since."""
        return (
            self.judgement is not None
            and self.state.at is not None
            and self.state.at > self.judgement.at
        )

    @property
    def version(self) -> int:
        """What a button carries: 0 until the item is first appraised."""
        return self.judgement.version if self.judgement else 0

    @property
    def mark(self) -> Mark:
        """Where the item stands."""
        if self.judgement is None or self.stale:
            return Mark.WAITING
        return Mark.CHANGED if self._differs(self.judgement) else Mark.AGREED

    def _differs(self, judgement: Judgement) -> bool:
        if self.computed:
            return judgement.answer is not None
        return self.declared is not None and judgement.points != self.declared

    def of_kind(self, kind: ExchangeKind) -> tuple[Said, ...]:
        """The questions, or the explanations."""
        return tuple(each for each in self.exchanges if each.kind is kind)

    @property
    def asked(self) -> bool:
        """A question waits for the unit's answer."""
        return any(each.waits for each in self.of_kind(ExchangeKind.QUESTION))


@dataclass(frozen=True, slots=True)
class AppraisalView:
    """A sheet and its appraisal; what the reader may not see yet is not in it."""

    sheet: SheetView
    items: Mapping[str, AppraisedItem]
    told_at: datetime | None
    explain_until: datetime | None
    accepted: bool
    """The unit has agreed with what it was told last."""

    @property
    def submitted(self) -> bool:
        """The sheet is handed in, so it can be appraised."""
        return self.sheet.status.state == SheetState.SUBMITTED

    def marked(self, mark: Mark, part: str = "") -> tuple[AppraisedItem, ...]:
        """The items so marked, in order; of one part, if it is named."""
        return tuple(
            each
            for each in self.items.values()
            if each.mark is mark and part in ("", each.state.part)
        )

    @property
    def differing(self) -> tuple[AppraisedItem, ...]:
        """The items in which less or more is recognised than the unit has declared."""
        return self.marked(Mark.CHANGED)

    @property
    def changed_since_told(self) -> bool:
        """Something was recognised anew since, other than in answer to an explanation."""
        told = self.told_at
        return told is not None and any(
            each.judgement is not None
            and each.judgement.at > told
            and each.judgement.at not in {said.answered_at for said in each.exchanges}
            for each in self.items.values()
        )

    def waiting(self, kind: ExchangeKind) -> tuple[Said, ...]:
        """Questions, or explanations, without an answer, in the order of the items."""
        return tuple(
            said for each in self.items.values() for said in each.of_kind(kind) if said.waits
        )

    def by_number(self, number: int) -> AppraisedItem:
        """The item with this number on screens; UnknownButton if there is none."""
        item = self.sheet.loaded.item_by_number(number)
        if item is None:
            raise UnknownButton
        return self.items[item.code]

    def after(self, code: str) -> AppraisedItem | None:
        """The next item that waits behind `code`, from the top again if need be."""
        order = list(self.items)
        start = order.index(code) + 1
        found = (self.items[each] for each in order[start:] + order[:start])
        return next((each for each in found if each.mark is Mark.WAITING), None)


def appraisal_view(
    session: Session, found: OpenSheet, reader: Reader, now: datetime
) -> AppraisalView:
    """A sheet's appraisal as this reader may see it."""
    sheet = sheet_view(session, found, now)
    sheet_id, told = sheet.status.sheet_id, found.sheet.appraised_at
    sees = reader.sees(found.sheet, Layer.STANDING)
    judgements = _judgements(session, sheet_id) if sees else {}
    exchanges = exchanges_of(session, sheet_id)
    return AppraisalView(
        sheet,
        {
            code: AppraisedItem(
                state,
                sheet.totals.workings[code],
                judgements.get(code),
                tuple(each for each in exchanges if each.code == code),
            )
            for code, state in sheet.items.items()
        },
        told,
        found.sheet.explain_until,
        accepted=told is not None and (sheet_id, told) in accepted_by_units(session, [sheet_id]),
    )


def appraised(session: Session, me: Actor, sheet_id: int, now: datetime) -> AppraisalView:
    """A sheet that is mine to appraise."""
    today = local_date(now)
    found = access.appraised_sheet(session, me, sheet_id, today)
    return appraisal_view(session, found, reader_of(session, me, found.period, today), now)


def own(session: Session, me: Actor, sheet_id: int, now: datetime) -> AppraisalView:
    """My own unit's sheet, with what it may know of its appraisal."""
    today = local_date(now)
    found = access.own_sheet(session, me, sheet_id, today)
    return appraisal_view(session, found, reader_of(session, me, found.period, today), now)


def exchange_in(
    session: Session,
    door: Callable[[Session, Actor, int, datetime], AppraisalView],
    me: Actor,
    exchange_id: int,
    now: datetime,
) -> tuple[AppraisalView, AppraisedItem, Said]:
    """A question or an explanation with its item, its sheet seen through `door`."""
    view = door(session, me, sheet_of_exchange(session, exchange_id), now)
    for item in view.items.values():
        for said in item.exchanges:
            if said.exchange_id == exchange_id:
                return view, item, said
    raise UnknownButton


def declared_points(item: AppraisedItem) -> Decimal:
    """The points that agreeing recognises; an item without an answer has none."""
    return item.declared or ZERO


_JUDGEMENTS = (
    columns(
        Appraisal.code,
        Appraisal.points,
        Appraisal.answer,
        Appraisal.reason,
        Appraisal.version,
        col(Person.name).label("by"),
        Appraisal.unit_id,
        Appraisal.at,
    )
    .join(Person, col(Person.id) == Appraisal.by)
    .where(col(Appraisal.sheet_id) == bindparam("sheet_id"))
)


def _judgements(session: Session, sheet_id: int) -> dict[str, Judgement]:
    return {row.code: _judgement(row) for row in fetch(session, _JUDGEMENTS, sheet_id=sheet_id)}


def _judgement(row: Row[Any]) -> Judgement:
    answer = from_json(row.answer) if row.answer is not None else None
    return Judgement(row.points, answer, row.reason, row.version, row.by, row.unit_id, row.at)


def accepted_by_units(session: Session, sheet_ids: list[int]) -> set[tuple[int, datetime]]:
    """(sheet id, when it was told) of what units have agreed with."""
    session.flush()  # what this turn has written is part of what it shows
    things = {f"sheet:{sheet_id}": sheet_id for sheet_id in sheet_ids}
    rows = session.execute(
        columns(Audit.thing, Audit.new).where(
            col(Audit.thing).in_(list(things)), col(Audit.verb) == ACCEPTED
        )
    ).all()
    return {(things[thing], datetime.fromisoformat(new["told"])) for thing, new in rows}
