"""Appraising (*thẩm định*): what is recognised, item by item, and telling the unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from sqlmodel import Session

from models import access
from models.access import Actor, OpenSheet
from models.actions.agreeing import checked_reason
from models.actions.post import mark, owe, wake
from models.appraisal import Appointment, Appraisal
from models.audit import note
from models.cluster import Office
from models.errors import (
    ChangedMeanwhile,
    NotYourCluster,
    OutOfRange,
    SheetNotHandedIn,
    UnknownItem,
)
from models.errors_review import ChangeNeedsReason, ItemsWaiting, LeftOut, WrongStage
from models.people import Person
from models.points import parse_decimal, rounded
from models.queries.appraisal import (
    AppraisalView,
    AppraisedItem,
    Mark,
    appraisal_view,
    declared_points,
)
from models.queries.people import joined_people
from models.reader import reader_of
from models.rules.answers import parse_answer, to_json, with_target
from models.rules.calendar import local_date
from models.rules.stages import Stage
from models.rules.workdays import end_of_working_day
from models.sheet import SheetState

APPRAISING = frozenset({Office.HEAD, Office.DEPUTY})
DAYS_TO_EXPLAIN = 3
"""Working days after the day on which a unit is told."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is recognised for an item; `answer` (JSON) is the result where points are computed."""

    points: Decimal | None
    answer: Mapping[str, Any] | None
    differs: bool
    """From what the unit has declared: then it needs a reason."""


@dataclass(frozen=True, slots=True)
class AppraisalDesk:
    """A handed-in sheet before its appraiser, its row locked."""

    session: Session
    me: Actor
    found: OpenSheet
    view: AppraisalView
    now: datetime

    @property
    def sheet_id(self) -> int:
        """The sheet's id."""
        return self.found.sheet.id or 0

    @property
    def my_unit(self) -> int:
        """The unit for which I act here: of several, the one that appraises."""
        period = self.found.period
        units = {
            seat.unit_id: seat
            for seat in self.me.seats
            if seat.cluster_id == period.cluster_id and seat.unit_id is not None
        }
        if not units:
            raise NotYourCluster
        named = (each for each in units if self.session.get(Appointment, (period.id, each)))
        office = (each for each, seat in units.items() if seat.offices & APPRAISING)
        return next(chain(office, named, units))

    def item(self, key: str) -> AppraisedItem:
        """The item with this number or code; UnknownItem if there is none."""
        item = self.view.sheet.loaded.find(key)
        if item is None:
            raise UnknownItem(key)
        return self.view.items[item.code]


def open_appraisal(session: Session, me: Actor, sheet_id: int, now: datetime) -> AppraisalDesk:
    """A sheet to be appraised.

    Who: who may appraise it, never its own unit. When: self-scoring is closed, the table not open,
    the sheet handed in. Does: locks the row, so that two appraisers follow each other. Refuses:
    NotYourCluster, OwnUnit, NotForYou, WrongStage, SheetNotHandedIn.
    """
    today = local_date(now)
    access.hold_period(session, sheet_id)
    found = access.appraised_sheet(session, me, sheet_id, today, lock=True)
    if found.period.stage is not Stage.APPRAISAL:
        raise WrongStage(found.period.stage)
    if found.sheet.state != SheetState.SUBMITTED:
        raise SheetNotHandedIn
    reader = reader_of(session, me, found.period, today)
    return AppraisalDesk(session, me, found, appraisal_view(session, found, reader, now), now)


def agree(
    session: Session, me: Actor, sheet_id: int, key: str, seen: int | None, now: datetime
) -> str:
    """Recognise an item as the unit declared it; returns its code.

    Who: who may appraise the sheet. When: as `open_appraisal`. Does: keeps the declared points (0
    without an answer; of a computed item, the declared result). A second time changes nothing.
    Refuses: what `open_appraisal` refuses, UnknownItem, ChangedMeanwhile.
    """
    desk = open_appraisal(session, me, sheet_id, now)
    item = desk.item(key)
    judge(desk, item, _as_declared(item), "", seen)
    return item.code


def change(
    session: Session,
    me: Actor,
    sheet_id: int,
    key: str,
    typed: str,
    why: str,
    seen: int | None,
    now: datetime,
) -> str:
    """Recognise other points (of a computed item: another result) for a reason; returns the code.

    Who: who may appraise the sheet. When: as `open_appraisal`. Does: keeps points, reason and who.
    The declared points again are an agreement and need no reason. `seen` is the version on the
    card. Refuses: what `open_appraisal` and `recognition` refuse, UnknownItem, ChangeNeedsReason,
    ReasonNeeded, TextTooLong, ChangedMeanwhile.
    """
    desk = open_appraisal(session, me, sheet_id, now)
    item = desk.item(key)
    given = recognition(item, typed)
    judge(desk, item, given, reason_for(item, given, why), seen)
    return item.code


def agree_rest(session: Session, me: Actor, sheet_id: int, part: str, now: datetime) -> int:
    """Recognise as declared all items that wait, of a part if it is named; returns how many.

    Who: who may appraise the sheet. When: as `open_appraisal`. Does: as `agree`, for each. Nothing
    that a colleague has changed is touched. Refuses: what `open_appraisal` refuses.
    """
    desk = open_appraisal(session, me, sheet_id, now)
    waiting = desk.view.marked(Mark.WAITING, part)
    for item in waiting:
        judge(desk, item, _as_declared(item), "", None)
    return len(waiting)


def recognition(item: AppraisedItem, typed: str) -> Recognition:
    """What was typed for an item, read by its kind.

    Who: any action. When: always. Does: reads points, 0 to the item's most; of a computed item, a
    result. Refuses: LeftOut, OutOfRange, what `parse_decimal` or `parse_answer` refuses.
    """
    if item.working.not_assigned:
        raise LeftOut(item.code)
    if item.computed:
        result = with_target(item.state.answer, typed)
        given = parse_answer(item.state.item, result, item.state.target)
        if given == item.state.answer:
            return _as_declared(item)
        return Recognition(None, to_json(given), differs=True)
    points = rounded(parse_decimal(typed))
    if points > item.state.item.max:
        raise OutOfRange(item.state.item.max)
    return Recognition(points, None, differs=points != declared_points(item))


def _as_declared(item: AppraisedItem) -> Recognition:
    left_out = item.computed or item.working.not_assigned
    return Recognition(None if left_out else declared_points(item), None, differs=False)


def reason_for(item: AppraisedItem, given: Recognition, why: str) -> str:
    """The reason to keep: none where nothing differs.

    Who: any action. When: always. Does: trims it. Refuses: ChangeNeedsReason, ReasonNeeded,
    TextTooLong.
    """
    if not given.differs:
        return ""
    if not why.strip():
        raise ChangeNeedsReason(item.code)
    return checked_reason(why)


def judge(
    desk: AppraisalDesk, item: AppraisedItem, given: Recognition, reason: str, seen: int | None
) -> None:
    """Write what is recognised for an item.

    Who: an action that has opened the appraisal. When: always. Does: a new version with old and
    new in the record; the same again changes nothing. Refuses: ChangedMeanwhile.
    """
    row = desk.session.get(Appraisal, (desk.sheet_id, item.code))
    stored = (given.points, given.answer, reason)
    if row is not None and not item.stale and (row.points, row.answer, row.reason) == stored:
        return
    _guard(desk, row, seen)
    old = _kept(row) if row is not None else None
    if row is None:
        row = Appraisal(
            sheet_id=desk.sheet_id,
            code=item.code,
            version=0,
            by=desk.me.person_id,
            unit_id=desk.my_unit,
            at=desk.now,
        )
        desk.session.add(row)
    row.points, row.reason, row.version = given.points, reason, row.version + 1
    row.answer = dict(given.answer) if given.answer is not None else None
    row.by, row.unit_id, row.at = desk.me.person_id, desk.my_unit, desk.now
    note_appraisal(desk, "appraised", item.code, old=old, new=_kept(row), why=reason)


def _guard(desk: AppraisalDesk, row: Appraisal | None, seen: int | None) -> None:
    """Nobody overwrites unseen what a colleague has recognised; one's own presses follow."""
    if row is None or seen in (None, row.version) or row.by == desk.me.person_id:
        return
    raise ChangedMeanwhile(desk.session.get_one(Person, row.by).name, row.code)


def _kept(row: Appraisal) -> dict[str, Any]:
    points = None if row.points is None else str(row.points)
    return {"points": points, "answer": row.answer, "version": row.version}


def note_appraisal(desk: AppraisalDesk, verb: str, code: str, **facts: Any) -> None:
    """Keep a change of an appraisal in the record, and have the cards drawn again.

    Who: any action. When: an appraisal changed. Does: adds a line and marks. Refuses: nothing.
    """
    sheet, period = desk.found.sheet, desk.found.period
    who = {"person_id": desk.me.person_id, "unit_id": sheet.unit_id}
    thing = f"sheet:{sheet.id}"
    note(
        desk.session, desk.now, verb, thing, part=code, cluster_id=period.cluster_id, **who, **facts
    )
    topics = (f"appraisal:{period.id}", f"cluster:{period.cluster_id}")
    mark(desk.session, thing, *topics, by=desk.me.person_id)


# -- telling the unit -------------------------------------------------------------------------


def tell(session: Session, me: Actor, sheet_id: int, now: datetime) -> bool:
    """Send a sheet's appraisal to its unit; whether there was anything new to send.

    Who: who may appraise the sheet. When: every item is appraised. Does: the unit sees what is
    recognised and may explain until the end of the third working day; everyone of the unit is
    told. Again after a change: a new letter, and no less time. Again without one: nothing.
    Refuses: what `open_appraisal` refuses, ItemsWaiting.
    """
    desk = open_appraisal(session, me, sheet_id, now)
    view, sheet, period = desk.view, desk.found.sheet, desk.found.period
    if waiting := view.marked(Mark.WAITING):
        raise ItemsWaiting(len(waiting))
    if view.told_at is not None and not view.changed_since_told:
        return False
    until = end_of_working_day(now, DAYS_TO_EXPLAIN)
    sheet.explain_until = max(until, sheet.explain_until) if sheet.explain_until else until
    sheet.appraised_at = now
    new = {"differing": len(view.differing), "until": sheet.explain_until.isoformat()}
    note_appraisal(desk, "told", "", new=new)
    people = joined_people(session, period.cluster_id, local_date(now), unit_id=sheet.unit_id)
    told = now.isoformat()
    owe(session, now, "appraised", f"{sheet_id}:{told}", people, sheet=sheet_id, told=told)
    wake(session, period.cluster_id, now)
    return True
