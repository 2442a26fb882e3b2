"""A period that a whole cluster goes through in the demo, by the actions that presses call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from bot.demo.answers import typed
from bot.demo.cast import Cast, Persona, actor
from bot.demo.cluster import prove
from bot.store import Store
from handlers.documents.sheetbook.layout import sheet_stamp
from models import access
from models.access import Actor
from models.actions import appraisal, submission, workbook
from models.actions import period as period_act
from models.actions.workbook import Wanted
from models.queries.board import sheet_of
from models.queries.sheet import sheet_view
from models.rules.calendar import end_of_day, local_date
from models.sheet import PeriodCode

Typed = Mapping[str, Mapping[str, str]]
"""Unit -> item -> what it typed, where that is not the most."""
Proven = Mapping[str, Sequence[tuple[str, str, str]]]
"""Unit -> item, file, the decision it is."""
Changed = Mapping[str, Mapping[str, tuple[str, str]]]
"""Unit -> item -> what was recognised instead, and why."""


@dataclass(frozen=True, slots=True)
class Month:
    """A cluster while its period is told; `now` is when the demo begins."""

    cast: Cast
    store: Store
    now: datetime
    chance: Random
    cluster: str
    head_unit: str
    deputy_unit: str
    period_id: int = 0
    """Once it is open."""

    def ago(self, days: int, minutes: int = 0) -> datetime:
        """Some days before the demo begins, and some minutes later on that day."""
        return self.now - timedelta(days=days) + timedelta(minutes=minutes)

    @property
    def cluster_id(self) -> int:
        """The id of the cluster."""
        return self.cast.who(self.cluster, self.head_unit).seat.cluster.id or 0

    def leaders(self) -> Iterator[tuple[str, Persona]]:
        """Short name and leader of each unit, in the order of the rosters."""
        for each in self.cast.of(self.cluster):
            if each.seat.unit is not None:
                yield each.seat.unit.short_name, each

    def leader(self, session: Session, unit: str, now: datetime) -> Actor:
        """The actor of a unit's leader on that day."""
        return actor(session, self.cast.who(self.cluster, unit), now)

    def unit(self, name: str) -> int:
        """A unit's id."""
        seat = self.cast.who(self.cluster, name).seat
        return seat.unit.unit_id if seat.unit else 0

    def head(self, session: Session, now: datetime) -> Actor:
        """The head's actor."""
        return self.leader(session, self.head_unit, now)

    def appraiser(self, session: Session, unit: str, now: datetime) -> Actor:
        """Nobody appraises their own unit: the head's sheet is the deputy's."""
        who = self.deputy_unit if unit == self.head_unit else self.head_unit
        return self.leader(session, who, now)

    def sheet(self, session: Session, unit: str) -> int:
        """The id of a unit's sheet."""
        found = sheet_of(session, self.period_id, self.unit(unit))
        if found is None:
            raise LookupError(unit)
        return found


def open_month(session: Session, month: Month, opened: int, due: int) -> Month:
    """The head opens the year-end period so many days ago; it is due so many days ago."""
    now = month.ago(opened)
    period_id = period_act.open_period(
        session,
        month.head(session, now),
        month.cluster_id,
        local_date(now).year,
        PeriodCode.YEAR_END,
        end_of_day(local_date(month.ago(due))),
        period_act.DEFAULT_GRACE_DAYS,
        now,
    )
    return replace(month, period_id=period_id)


def hand_in(session: Session, month: Month, days: int, declared: Typed, proven: Proven) -> None:
    """Every unit fills in its sheet, proves some of it, and hands it in."""
    for number, (unit, leader) in enumerate(month.leaders()):
        now = month.ago(days, 25 * number)
        me, sheet_id = actor(session, leader, now), month.sheet(session, unit)
        found = access.own_sheet(session, me, sheet_id, local_date(now))
        view, said = sheet_view(session, found, now), declared[unit]
        wanted = {
            code: Wanted(typed(state, said.get(code)), "") for code, state in view.items.items()
        }
        workbook.apply(session, me, sheet_id, wanted, sheet_stamp(view), now)
        prove(session, month.store, me, sheet_id, proven.get(unit, ()), now)
        submission.submit(session, me, sheet_id, now + timedelta(minutes=20))


def appraise(session: Session, month: Month, days: int, changed: Changed) -> None:
    """Every sheet is appraised, and its unit told."""
    for number, (unit, _) in enumerate(month.leaders()):
        now = month.ago(days, 20 * number)
        me, sheet_id = month.appraiser(session, unit, now), month.sheet(session, unit)
        for code, (points, why) in changed.get(unit, {}).items():
            appraisal.change(session, me, sheet_id, code, points, why, None, now)
        appraisal.agree_rest(session, me, sheet_id, "", now)
        appraisal.tell(session, me, sheet_id, now)
