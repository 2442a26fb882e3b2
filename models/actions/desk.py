"""A sheet on the desk: opened to be changed, with all that its rules need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam
from sqlmodel import Session, col

from models import access
from models.access import Actor, OpenSheet
from models.base import columns, fetch
from models.errors import (
    PeriodOver,
    SheetHandedIn,
)
from models.queries.criteria import Loaded, table_of
from models.queries.evidence import unproven
from models.queries.period import days_late, sheet_due, sheet_over
from models.queries.sheet import totals_of
from models.rules.answers import Answer, from_json
from models.rules.calendar import local_date
from models.rules.lateness import closes_at
from models.rules.scoring import Totals
from models.sheet import Entry, Period, Sheet, SheetState


@dataclass(frozen=True, slots=True)
class Desk:
    """A sheet that is being worked on, with all that its rules need."""

    session: Session
    me: Actor
    found: OpenSheet
    loaded: Loaded
    targets: Mapping[str, Decimal | None]
    now: datetime

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.found.sheet

    @property
    def period(self) -> Period:
        """Its period."""
        return self.found.period

    @property
    def days(self) -> int:
        """How many days late it is now."""
        return days_late(self.sheet, self.period, self.now)


def open_desk(session: Session, me: Actor, sheet_id: int, now: datetime) -> Desk:
    """A sheet to be changed.

    Who: anybody who speaks for the unit. When: it is not handed in and still accepted. Does: locks
    the row, so that totals stay true. Refuses: NotYourUnit, SheetHandedIn, PeriodOver.
    """
    found = access.own_sheet(session, me, sheet_id, local_date(now), lock=True)
    return desk_for(session, me, found, now)


def desk_for(session: Session, me: Actor, found: OpenSheet, now: datetime) -> Desk:
    """The desk for a sheet that is locked already.

    Who: an action. When: as `open_desk`. Does: reads table and targets. Refuses: SheetHandedIn,
    PeriodOver.
    """
    sheet, period = found.sheet, found.period
    if sheet.state == SheetState.SUBMITTED:
        raise SheetHandedIn
    if sheet_over(sheet, period, now):
        raise PeriodOver(closes_at(sheet_due(sheet, period), period.grace_days))
    loaded = table_of(session, period.criteria_set_id, found.content_hash)
    return Desk(session, me, found, loaded, found.targets, now)


def sum_up(desk: Desk) -> Totals:
    """Bring the sheet's own totals up to date.

    Who: any action. When: an answer has changed. Does: adds up all entries. Refuses: nothing.
    """
    sheet = desk.sheet
    totals = totals_of(
        desk.loaded,
        _answers(desk),
        desk.targets,
        desk.days,
        desk.period,
        sheet.computed,
        unproven(desk.session, desk.loaded, sheet.id or 0),
    )
    sheet.answered, sheet.countable, sheet.points = (
        totals.answered,
        totals.countable,
        totals.final,
    )
    return totals


_ANSWERS = columns(Entry.code, Entry.answer).where(col(Entry.sheet_id) == bindparam("sheet_id"))


def _answers(desk: Desk) -> dict[str, Answer]:
    rows = fetch(desk.session, _ANSWERS, sheet_id=desk.sheet.id)
    return {row.code: from_json(row.answer) for row in rows if row.answer is not None}
