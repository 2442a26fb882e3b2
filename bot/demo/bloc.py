"""What the departments' bloc is at in the demo: its score table lies open to its ten members.

The story of a month, told by the actions that people's presses call; ranks as the news of 2019
has them: a first, a second, and two that share the third place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from sqlmodel import Session

from bot.database import Database
from bot.demo import bloc_story as story
from bot.demo.cast import BLOC, Cast, Persona, actor
from bot.demo.cluster import prove
from bot.store import Store
from handlers.documents.sheetbook.layout import sheet_stamp
from models import access
from models.access import Actor
from models.actions import (
    appraisal,
    cross,
    crossing,
    explaining,
    objecting,
    stage,
    submission,
    workbook,
)
from models.actions import period as period_act
from models.actions.workbook import Wanted
from models.queries.board import sheet_of
from models.queries.crossing import tasks_of
from models.queries.exchanges import exchanges_of
from models.queries.sheet import ItemState, sheet_view
from models.rules.answers import Answer, parse_answer
from models.rules.calendar import end_of_day, local_date
from models.rules.criteria import RuleKind
from models.rules.cross_assignment import assign
from models.rules.workdays import end_of_working_day
from models.sheet import Period, PeriodCode

HEAD, DEPUTY = "Liên minh Hợp tác xã", "Cục Thống kê"
RATERS = 2


@dataclass(frozen=True, slots=True)
class Month:
    """The bloc's period while its story is told; `now` is when the demo begins."""

    cast: Cast
    store: Store
    now: datetime
    chance: Random
    period_id: int

    def ago(self, days: int, minutes: int = 0) -> datetime:
        """Some days before the demo begins, and some minutes later on that day."""
        return self.now - timedelta(days=days) + timedelta(minutes=minutes)

    def leaders(self) -> Iterator[tuple[str, Persona]]:
        """Short name and leader of each unit, in the order of the rosters."""
        for each in self.cast.of(BLOC):
            if each.seat.unit is not None:
                yield each.seat.unit.short_name, each

    def sheet(self, session: Session, unit: str) -> int:
        """The id of a unit's sheet."""
        seat = self.cast.who(BLOC, unit).seat
        found = sheet_of(session, self.period_id, seat.unit.unit_id if seat.unit else 0)
        if found is None:
            raise LookupError(unit)
        return found

    def head(self, session: Session, now: datetime) -> Actor:
        """The head's actor."""
        return actor(session, self.cast.who(BLOC, HEAD), now)

    def appraiser(self, session: Session, unit: str, now: datetime) -> Actor:
        """Nobody appraises their own unit: the head's sheet is the deputy's."""
        return actor(session, self.cast.who(BLOC, DEPUTY if unit == HEAD else HEAD), now)


def play_month(database: Database, store: Store, cast: Cast, now: datetime, chance: Random) -> None:
    """From opening the period to an open table: a transaction for each of the head's steps."""
    period_id = database.do(partial(_open, cast=cast, now=now - timedelta(days=32)))
    month = Month(cast, store, now, chance, period_id)
    for step in (_hand_in, _cross, _appraise, _explain, _open_table):
        database.do(partial(step, month))


def _open(session: Session, cast: Cast, now: datetime) -> int:
    head = cast.who(BLOC, HEAD)
    return period_act.open_period(
        session,
        actor(session, head, now),
        head.seat.cluster.id or 0,
        local_date(now).year,
        PeriodCode.YEAR_END,
        end_of_day(local_date(now + timedelta(days=15))),
        period_act.DEFAULT_GRACE_DAYS,
        now,
    )


# -- self-scoring -----------------------------------------------------------------------------


def _hand_in(month: Month, session: Session) -> None:
    for number, (unit, leader) in enumerate(month.leaders()):
        now = month.ago(19, 25 * number)
        me, sheet_id = actor(session, leader, now), month.sheet(session, unit)
        found = access.own_sheet(session, me, sheet_id, local_date(now))
        view = sheet_view(session, found, now)
        typed = story.DECLARED[unit]
        wanted = {
            code: Wanted(_answer(state, typed.get(code)), "") for code, state in view.items.items()
        }
        workbook.apply(session, me, sheet_id, wanted, sheet_stamp(view), now)
        prove(session, month.store, me, sheet_id, story.PROVEN.get(unit, ()), now)
        submission.submit(session, me, sheet_id, now + timedelta(minutes=20))
    stage.close_scoring(session, month.head(session, month.ago(14)), month.period_id, month.ago(14))


def _answer(state: ItemState, text: str | None) -> Answer:
    """What a unit typed for an item; where nothing is said, the most."""
    return parse_answer(state.item, text or _everything(state), state.target)


def _everything(state: ItemState) -> str:
    item, most = state.item, Decimal(100)
    if item.kind is RuleKind.PROPORTIONAL:
        return str(state.target or item.target or f"{most}/{most}")
    if item.kind is RuleKind.TARGET_LEADER:
        return "52/50"
    if item.kind is RuleKind.COUNT:
        return str(-(-item.max // (item.per_unit or Decimal(1))))
    if item.kind is RuleKind.SUBTRACT:
        return " ".join("0" for _ in item.counted)
    return story.FULL[item.kind]


# -- the bloc looks at it ---------------------------------------------------------------------


def _cross(month: Month, session: Session) -> None:
    """Two raters for each sheet; here and there one gives less, and says why."""
    opened, head = month.ago(13), month.head(session, month.ago(13))
    sheets = {month.sheet(session, unit): unit for unit, _ in month.leaders()}
    leaders = {each.seat.unit.unit_id: each for _, each in month.leaders() if each.seat.unit}
    tasks = assign(list(leaders), RATERS, frozenset(), month.chance).tasks
    pairs = [(rater, scored) for rater, others in tasks.items() for scored in others]
    due_at = end_of_working_day(opened, 3)
    crossing.open_round(session, head, month.period_id, RATERS, due_at, pairs, opened)
    session.flush()  # the tasks are looked for by a plain query
    differing = dict(story.CROSSED)
    for number, task in enumerate(tasks_of(session, session.get_one(Period, month.period_id))):
        now = month.ago(12, 11 * number)
        me, task_id = actor(session, leaders[task.rater_unit_id], now), task.id or 0
        for code, (points, why) in differing.pop(sheets[task.sheet_id], {}).items():
            cross.give(session, me, task_id, code, points, why, None, now)
        cross.agree_rest(session, me, task_id, now)
        cross.submit(session, me, task_id, now)
    crossing.close_round(session, head, month.period_id, month.ago(11))


def _appraise(month: Month, session: Session) -> None:
    for number, (unit, _) in enumerate(month.leaders()):
        now = month.ago(7, 20 * number)
        me, sheet_id = month.appraiser(session, unit, now), month.sheet(session, unit)
        for code, (points, why) in story.CHANGED.get(unit, {}).items():
            appraisal.change(session, me, sheet_id, code, points, why, None, now)
        appraisal.agree_rest(session, me, sheet_id, "", now)
        appraisal.tell(session, me, sheet_id, now)


def _explain(month: Month, session: Session) -> None:
    unit, code, said = story.EXPLAINED
    asked, answered = month.ago(6), month.ago(5)
    sheet_id, me = month.sheet(session, unit), actor(session, month.cast.who(BLOC, unit), asked)
    explaining.explain(session, me, sheet_id, code, said, asked)
    [explanation] = exchanges_of(session, sheet_id)
    head = month.head(session, answered)
    explaining.concede(session, head, explanation.exchange_id, *story.CONCEDED, answered)


def _open_table(month: Month, session: Session) -> None:
    opened, objected = month.ago(4), month.ago(3)
    until = end_of_working_day(opened, 5)
    stage.open_table(session, month.head(session, opened), month.period_id, until, opened)
    for unit, about, code, said in story.OBJECTED:
        me = actor(session, month.cast.who(BLOC, unit), objected)
        objecting.object_to(session, me, month.sheet(session, about), code, said, objected)
