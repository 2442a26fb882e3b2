"""What the clock's tick costs: thousands of clusters with open periods, nothing due, all due."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from statistics import median

from sqlalchemy import func, insert, select, update

from bot.database import Database
from bot.letters import claim
from bot.reminders import AT_ONCE
from models.actions.reminding import ring, set_alarms
from models.post import Letter, LetterState
from models.reminder import Alarm
from models.rules.stages import Stage
from models.sheet import Period, PeriodCode, Sheet, SheetState
from tests.bench.year_world import FIRST, Country, day_end

CLUSTERS = 3000
OPENED = datetime(2026, 10, 19, 3, tzinfo=UTC)
DUE = day_end(datetime(2026, 11, 20, tzinfo=UTC).date())
NINE = datetime(2026, 11, 17, 2, tzinfo=UTC)
"""9:00 in Vietnam on the third day before the deadline: a Tuesday, no digest."""


def open_everywhere(country, session, opened=OPENED, due=DUE):
    """Self-scoring is open in every cluster."""
    periods = [
        {
            "id": cluster.id,
            "cluster_id": cluster.id,
            "year": due.year,
            "code": PeriodCode.YEAR_END,
            "criteria_set_id": country.criteria,
            "opened_at": opened,
            "opened_by": FIRST,
            "due_at": due,
            "grace_days": 10,
            "late_per_day": Decimal(0),
            "late_cap": Decimal(0),
            "stage": Stage.SCORING,
        }
        for cluster in country.clusters
    ]
    sheets = [
        {"period_id": c.id, "unit_id": unit.id, "state": SheetState.DRAFT}
        for c in country.clusters
        for unit in c.units
    ]
    session.execute(insert(Period), periods)
    session.execute(insert(Sheet), sheets)


def measure(template, folder, clusters=CLUSTERS):
    """What a tick takes, in milliseconds, and what they bring when all clusters are due at once."""
    url = template.copy(folder)
    database = Database(url)
    try:
        country = Country(1, clusters, 1)
        database.do(country.fill)
        database.do(partial(open_everywhere, country))
        database.do(partial(set_alarms, now=NINE - timedelta(hours=1)))
        _drain(database, NINE - timedelta(hours=1))  # each looked at once: the next step is known
        idle = [_timed(database, NINE - timedelta(minutes=30)) for _ in range(200)]
        began, cpu = time.perf_counter(), time.process_time()
        ringing = _drain(database, NINE)
        return {
            "idle": (median(idle) * 1000, max(idle) * 1000),
            "all": time.perf_counter() - began,
            "all, cpu": time.process_time() - cpu,
            "longest": max(ringing) * 1000,
            "transactions": len(ringing),
            "letters": database.do(_letters),
            "claim": _claiming(database),
        }
    finally:
        database.close()
        template.drop(url)


def _timed(database, now):
    began = time.perf_counter()
    database.do(partial(ring, now=now, most=AT_ONCE))
    return time.perf_counter() - began


def _drain(database, now):
    """Ring until nothing is due; how long each transaction took."""
    taken = []
    while database.do(lambda session: _due(session, now)):
        taken.append(_timed(database, now))
    return taken


def _due(session, now):
    return session.execute(select(func.count()).where(Alarm.at <= now)).scalar_one()


def _letters(session):
    session.execute(update(Letter).where(Letter.kind != "remind").values(state=LetterState.DROPPED))
    return session.execute(select(func.count()).where(Letter.kind == "remind")).scalar_one()


def _claiming(database, batches=5):
    """Milliseconds of processor time for claiming and wording one reminder."""
    chance = Random(1)  # noqa: S311 - nobody's code
    work = partial(claim, now=NINE + timedelta(seconds=1), chance=chance, bot_name="bench")
    cpu, letters = time.process_time(), 0
    for _ in range(batches):
        letters += len(database.do(work))
    return (time.process_time() - cpu) * 1000 / letters
