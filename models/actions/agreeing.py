"""Agreeing (*thống nhất*): objections and their answers, changes at the review."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from models import access
from models.access import Actor, OpenSheet
from models.actions.post import mark
from models.agreement import Agreed
from models.appraisal import Appraisal
from models.audit import note
from models.errors import (
    NotYourCluster,
    OutOfRange,
    ReasonNeeded,
    SheetNotHandedIn,
    TextTooLong,
    UnknownItem,
)
from models.errors_review import (
    LeftOut,
    WrongStage,
)
from models.people import Role
from models.points import ZERO, parse_decimal
from models.queries.criteria import table_of
from models.queries.scores import scores_of
from models.rules.answers import from_json, parse_answer, to_json, with_target
from models.rules.calendar import local_date
from models.rules.criteria import Item
from models.rules.kinds import Layer, RuleKind
from models.rules.stages import Stage
from models.sheet import Entry, Period, SheetState

TEXT_AT_LEAST = 5
TEXT_AT_MOST = 1000


def checked_reason(text: str) -> str:
    """A reason that says something.

    Who: any action. When: a person has typed why. Does: trims it. Refuses: ReasonNeeded,
    TextTooLong.
    """
    reason = text.strip()
    if len(reason) < TEXT_AT_LEAST:
        raise ReasonNeeded
    if len(reason) > TEXT_AT_MOST:
        raise TextTooLong(TEXT_AT_MOST)
    return reason


def change(
    session: Session, me: Actor, sheet_id: int, code: str, typed: str, why: str, now: datetime
) -> None:
    """Record what the conference has agreed for an item, without an objection.

    Who: who may appraise that sheet, never its own unit. When: the table is under review. Does:
    changes the agreed points (or the recognised result) with the reason; a new version of the
    table. The same points again change nothing. Refuses: NotYourCluster, OwnUnit, NotForYou,
    WrongStage, UnknownItem, ReasonNeeded, TextTooLong, OutOfRange, what `parse_decimal` refuses.
    """
    access.hold_period(session, sheet_id, alone=True)
    found = access.appraised_sheet(session, me, sheet_id, local_date(now), lock=True)
    under_review(found.period)
    change_points(session, me, found, code, typed, checked_reason(why), None, now)
    mark_table(session, found, me)


def under_review(period: Period) -> None:
    """The period must be under review.

    Who: any action. When: something agreed is to change. Does: looks. Refuses: WrongStage.
    """
    if period.stage is not Stage.REVIEW:
        raise WrongStage(period.stage)


def speaking_unit(me: Actor, period: Period) -> int:
    """The unit for which somebody speaks in the period's cluster: by the seat at hand, if they can.

    Who: any action. When: a unit says something. Does: looks. Refuses: NotYourCluster for
    observers and strangers.
    """
    for seat in (me.seat, *me.seats):
        if seat is None or seat.cluster_id != period.cluster_id:
            continue
        if seat.role != Role.OBSERVER and seat.unit_id:
            return seat.unit_id
    raise NotYourCluster


def item_of(session: Session, found: OpenSheet, code: str) -> Item:
    """An item of the sheet's criteria table.

    Who: any action. When: an item is named. Does: looks. Refuses: UnknownItem.
    """
    loaded = table_of(session, found.period.criteria_set_id, found.content_hash)
    item = loaded.items.get(code)
    if item is None:
        raise UnknownItem(code)
    return item


def change_points(
    session: Session,
    me: Actor,
    found: OpenSheet,
    code: str,
    typed: str,
    reason: str,
    exchange_id: int | None,
    now: datetime,
) -> None:
    """Change an item's agreed points, or its recognised result where points are computed.

    Who: `change`, or an objection's answer, which have checked the right. When: under review.
    Does: a new version of the table; the same again changes nothing. Refuses: UnknownItem,
    SheetNotHandedIn, LeftOut, OutOfRange, what `parse_decimal` and `parse_answer` refuse.
    """
    item = item_of(session, found, code)
    if found.sheet.state != SheetState.SUBMITTED:
        raise SheetNotHandedIn
    if code in scores_of(session, found.period).left_out(found.sheet):
        raise LeftOut(code)
    if item.kind is RuleKind.TARGET_LEADER:
        _recognise(session, me, found, item, typed, reason, now)
    else:
        _agree_points(session, me, found, item, typed, reason, exchange_id, now)


def _agree_points(
    session: Session,
    me: Actor,
    found: OpenSheet,
    item: Item,
    typed: str,
    reason: str,
    exchange_id: int | None,
    now: datetime,
) -> None:
    points = parse_decimal(typed)
    if not ZERO <= points <= item.max:
        raise OutOfRange(item.max)
    sheet_id = found.sheet.id or 0
    before = _present(session, found, item.code)
    row = session.get(Agreed, (sheet_id, item.code))
    if row is not None and row.points == points and row.reason == reason:
        return
    if row is None:
        row = Agreed(
            sheet_id=sheet_id,
            code=item.code,
            points=points,
            reason=reason,
            version=0,
            by=me.person_id,
            at=now,
        )
        session.add(row)
    row.points, row.reason, row.exchange_id = points, reason, exchange_id
    row.by, row.at, row.version = me.person_id, now, row.version + 1
    _new_version(session, me, found, item.code, before, points, reason, now)


def _recognise(
    session: Session,
    me: Actor,
    found: OpenSheet,
    item: Item,
    typed: str,
    reason: str,
    now: datetime,
) -> None:
    """Points that are computed are never typed: the recognised result is, and all are compared."""
    sheet_id = found.sheet.id or 0
    entry = session.get(Entry, (sheet_id, item.code))
    declared = from_json(entry.answer) if entry is not None and entry.answer else None
    plan = found.targets.get(item.code)
    answer = to_json(parse_answer(item, with_target(declared, typed), plan))
    before = _present(session, found, item.code)
    row = session.get(Appraisal, (sheet_id, item.code))
    if row is not None and row.answer == answer and row.reason == reason:
        return
    if row is None:
        unit_id = speaking_unit(me, found.period)
        row = Appraisal(
            sheet_id=sheet_id,
            code=item.code,
            version=0,
            by=me.person_id,
            unit_id=unit_id,
            at=now,
        )
        session.add(row)
    row.answer, row.reason, row.by, row.at = answer, reason, me.person_id, now
    row.version += 1
    session.flush()  # the comparison reads what has just been recognised
    after = _present(session, found, item.code)
    _new_version(session, me, found, item.code, before, after, reason, now)


def _present(session: Session, found: OpenSheet, code: str) -> Decimal | None:
    """The points that stood for this item: agreed, else appraised, else the unit's own."""
    layers = scores_of(session, found.period).layers.get(found.sheet.id or 0, {})
    for layer in (Layer.AGREED, Layer.STANDING, Layer.SELF):
        if code in layers.get(layer, {}):
            return layers[layer][code]
    return None


def _new_version(
    session: Session,
    me: Actor,
    found: OpenSheet,
    code: str,
    before: Decimal | None,
    after: Decimal | None,
    why: str,
    now: datetime,
) -> None:
    found.period.version += 1  # held alone: two answers at one moment are two versions
    note_item(
        session, me, found, "agreed-points", code, now, why, old=_said(before), new=_said(after)
    )


def _said(points: Decimal | None) -> dict[str, str | None]:
    return {"points": None if points is None else str(points)}


def note_item(
    session: Session,
    me: Actor,
    found: OpenSheet,
    verb: str,
    code: str,
    now: datetime,
    why: str = "",
    **values: object,
) -> None:
    """A line of the record about an item of a sheet.

    Who: any action. When: something was said or changed. Does: adds it. Refuses: nothing.
    """
    note(
        session,
        now,
        verb,
        f"sheet:{found.sheet.id}",
        part=code,
        person_id=me.person_id,
        unit_id=found.sheet.unit_id,
        cluster_id=found.period.cluster_id,
        why=why,
        **values,
    )


def mark_table(session: Session, found: OpenSheet, me: Actor) -> None:
    """Have the cards about the table and the sheet drawn again.

    Who: any action. When: they show something that has changed. Does: marks. Refuses: nothing.
    """
    period = found.period
    topics = (f"table:{period.id}", f"sheet:{found.sheet.id}", f"cluster:{period.cluster_id}")
    mark(session, *topics, by=me.person_id)
