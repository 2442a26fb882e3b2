"""What the departments' bloc is at in the demo: its score table lies open to its ten members.

The story of a month, told by the actions that people's presses call; ranks as the news of 2019
has them: a first, a second, and two that share the third place.
"""

from datetime import datetime
from functools import partial
from random import Random

from sqlmodel import Session

from bot.database import Database
from bot.demo import bloc_story as story
from bot.demo.cast import BLOC, Cast, actor
from bot.demo.month import Month, appraise, hand_in, open_month
from bot.store import Store
from models.actions import cross, crossing, explaining, objecting, stage
from models.queries.crossing import tasks_of
from models.queries.exchanges import exchanges_of
from models.rules.cross_assignment import assign
from models.rules.workdays import end_of_working_day
from models.sheet import Period

HEAD, DEPUTY = "Liên minh Hợp tác xã", "Cục Thống kê"
RATERS = 2


def play_month(database: Database, store: Store, cast: Cast, now: datetime, chance: Random) -> None:
    """From opening the period to an open table: a transaction for each of the head's steps."""
    begun = Month(cast, store, now, chance, BLOC, HEAD, DEPUTY)
    month = database.do(partial(open_month, month=begun, opened=32, due=17))
    for step in (_hand_in, _cross, _appraise, _explain, _open_table):
        database.do(partial(step, month))


def _hand_in(month: Month, session: Session) -> None:
    hand_in(session, month, 19, story.DECLARED, story.PROVEN)
    stage.close_scoring(session, month.head(session, month.ago(14)), month.period_id, month.ago(14))


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
    appraise(session, month, 7, story.CHANGED)


def _explain(month: Month, session: Session) -> None:
    unit, code, said = story.EXPLAINED
    asked, answered = month.ago(6), month.ago(5)
    sheet_id, me = month.sheet(session, unit), month.leader(session, unit, asked)
    explaining.explain(session, me, sheet_id, code, said, asked)
    [explanation] = exchanges_of(session, sheet_id)
    head = month.head(session, answered)
    explaining.concede(session, head, explanation.exchange_id, *story.CONCEDED, answered)


def _open_table(month: Month, session: Session) -> None:
    opened, objected = month.ago(4), month.ago(3)
    until = end_of_working_day(opened, 5)
    stage.open_table(session, month.head(session, opened), month.period_id, until, opened)
    for unit, about, code, said in story.OBJECTED:
        me = month.leader(session, unit, objected)
        objecting.object_to(session, me, month.sheet(session, about), code, said, objected)
