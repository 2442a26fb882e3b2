"""What the score table costs: from the database for one reader, and ranking alone, in bulk."""

import json
import resource
import subprocess
import sys
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

UNITS, ITEMS, CLUSTERS, MEMBERS = 30, 60, 3000, 8


def measure(times):
    """What is measured -> (ms, peak MiB of its process, peak MiB of an empty one)."""
    bare = _alone("nothing", 0)["peak"]
    found = {}
    for kind in ("table", "ranking"):
        one = _alone(kind, times)
        found[kind] = (one["ms"], one["peak"], bare)
        print(f"  {kind}:", found[kind], flush=True)
    return found


def _alone(kind, times):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.standings", kind, str(times)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def table(times):
    """A head opens the table of 30 units × 60 items, all layers filled: median ms on SQLite."""
    with TemporaryDirectory() as folder:
        database, period_id = _filled(Path(folder))
        took = []
        for _ in range(times):
            began = time.perf_counter()
            database.do(lambda session: _open(session, period_id))
            took.append((time.perf_counter() - began) * 1000)
        database.close()
    return median(took)


def _filled(folder):
    """A cluster of thirty, submitted, cross-scored by two and appraised, by rows and actions."""
    from bot.clock import system_clock
    from bot.database import Database
    from bot.imports import import_cluster, import_criteria
    from models.actions import period as period_act
    from models.rules.calendar import end_of_day, local_date
    from models.sheet import PeriodCode
    from tests.bench import clusters

    database = Database(f"sqlite:///{folder / 'bench.db'}")
    database.upgrade()
    now = system_clock()
    year = local_date(now).year
    clusters.UNITS = UNITS

    def work(session):
        import_cluster(session, clusters.roster(1, year), now)
        import_criteria(
            session, "cum-1", sample_document(ITEMS) | {"year": year}, now, adopted=True
        )
        session.flush()
        me = _head(session, now)
        due = end_of_day(local_date(now) + timedelta(days=7))
        code = PeriodCode.YEAR_END
        return period_act.open_period(session, me, 1, year, code, due, 10, now)

    period_id = database.do(work)
    database.do(lambda session: _rows(session, period_id, now))
    return database, period_id


def sample_document(items):
    """The sample criteria as a document; part II grows until there are `items` items."""
    from bot.imports import SAMPLES, read_criteria
    from handlers.i18n import translator
    from models.rules.criteria import read_table

    found = read_criteria(SAMPLES / "criteria" / "co-quan-trung-uong.yaml", translator("vi"))
    missing = items - len(read_table(found).items)
    extra = [
        {"code": f"II.9.{number}", "name_vi": f"Nội dung {number}", "kind": "binary", "max": 5,
         "evidence": ["M20"], "verifier": "peer"}
        for number in range(1, missing + 1)
    ]  # fmt: skip
    worth = 5 * missing
    second = found["sections"][1]
    second["children"].append(
        {"code": "II.9", "name_vi": "Bổ sung", "kind": "group", "max": worth, "children": extra}
    )
    second["max"] += worth
    found["scale"]["base_max"] += worth
    return found


def _head(session, now):
    from models import access
    from models.queries.people import speakers
    from models.rules.calendar import local_date

    for speaker in speakers(session, 1, local_date(now)):
        me = access.actor_of(session, speaker.person_id, local_date(now))
        if any(access.has(seat, access.Right.RUN) for seat in me.seats):
            return me
    raise LookupError("no head")


def _rows(session, period_id, now):
    """What thirty units, sixty raters and the appraisers would have left behind."""
    from sqlmodel import select

    from models.appraisal import Appraisal
    from models.cross import CrossRound, CrossScore, CrossTask
    from models.queries.period_sheets import table_for
    from models.rules.answers import to_json
    from models.rules.kinds import RuleKind
    from models.rules.stages import Stage
    from models.sheet import Entry, Period, Sheet, SheetState
    from tests.way import full_marks

    period = session.get(Period, period_id)
    period.stage = Stage.APPRAISAL
    loaded = table_for(session, period)
    chance = Random(5)  # noqa: S311 - points of nobody
    sheets = session.exec(select(Sheet).order_by(Sheet.id)).all()
    person = _head(session, now).person_id
    session.add(CrossRound(period_id=period_id, per_unit=2, due_at=now, opened_at=now,
                           opened_by=person, closed_at=now))  # fmt: skip
    for place, sheet in enumerate(sheets):
        sheet.state = SheetState.SUBMITTED
        for code, item in loaded.items.items():
            session.add(Entry(sheet_id=sheet.id, code=code, answer=to_json(full_marks(item)),
                              by=person, at=now, version=1))  # fmt: skip
            points = None if item.kind is RuleKind.TARGET_LEADER else item.max
            session.add(Appraisal(sheet_id=sheet.id, code=code, points=points, by=person,
                                  unit_id=sheet.unit_id, at=now))  # fmt: skip
        for step in (1, 2):
            rater = sheets[(place + step) % len(sheets)].unit_id
            task = CrossTask(period_id=period_id, rater_unit_id=rater, sheet_id=sheet.id,
                             submitted_at=now)  # fmt: skip
            session.add(task)
            session.flush()
            for code, item in loaded.items.items():
                if item.verifier == "peer":
                    given = item.max - Decimal(chance.choice(("0", "0.5", "1")))
                    session.add(CrossScore(task_id=task.id, code=code, points=given, by=person,
                                           at=now))  # fmt: skip


def _open(session, period_id):
    from bot.clock import system_clock
    from models.queries.ranking import score_table
    from models.reader import reader_of
    from models.rules.calendar import local_date
    from models.sheet import Period

    now = system_clock()
    period = session.get(Period, period_id)
    reader = reader_of(session, _head(session, now), period, local_date(now))
    found = score_table(session, period, reader, now, local_date(now))
    if len(found.rows) != UNITS or len(found.table.items) < ITEMS:
        raise RuntimeError("not the table that was meant")


def ranking(_times):
    """3,000 clusters of eight units ranked one after the other: ms for all of them."""
    from models.rules.kinds import Layer
    from models.rules.standings import UnitScores, rank_cluster
    from tests.score_tables import sample_table

    table = sample_table()
    chance = Random(7)  # noqa: S311 - points of nobody
    clusters = [
        [UnitScores(unit, {Layer.SELF: _points(table, chance)}) for unit in range(MEMBERS)]
        for _ in range(100)
    ]
    began = time.perf_counter()
    for number in range(CLUSTERS):
        rank_cluster(table, clusters[number % len(clusters)])
    return (time.perf_counter() - began) * 1000


def _points(table, chance):
    return {
        item.code: (item.max * chance.randrange(50, 101) / 100).quantize(Decimal("0.01"))
        for item in table.items
    }


if __name__ == "__main__":
    kind, times = sys.argv[1], int(sys.argv[2])
    took = {"table": table, "ranking": ranking}[kind](times) if kind != "nothing" else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": took, "peak": peak}))
