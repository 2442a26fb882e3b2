"""Elections that are attacked: ours, and a naive one to show that the attacks work."""

from collections import defaultdict
from datetime import timedelta
from statistics import mean

from sqlalchemy import event, text

from models.voting import Turnout
from tests.secrecy import attacks
from tests.secrecy.town import Town, letters

UNITS = 30
OPTIONS = 3


def plain_url(town):
    """For a driver without SQLAlchemy."""
    return town.url.replace("postgresql+psycopg:", "postgresql:")


def path_of(town):
    return town.url.removeprefix("sqlite:///")


class Attacked:
    """Elections one after the other in one town, each looked at by every attack."""

    def __init__(self, url, keys_root, seed):
        self.town = Town(url, keys_root, units=UNITS, seed=seed)
        self.hits = defaultdict(list)
        if self.town.database.is_sqlite:
            event.listen(self.town.database.engine, "checkout", _keep_the_wal)
            self.town.database.engine.dispose()

    def run(self, times, election):
        """`election(town)` gives (ballots' table, voters' table, truth, order of voting)."""
        for _ in range(times):
            if self.town.database.is_sqlite:
                self._truncate()
            self._look(*election(self.town))
        return {name: (mean(found), max(found)) for name, found in self.hits.items()}

    def _truncate(self):
        with self.town.database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")

    def _look(self, ballots, voters, unit_column, truth, voted):
        rids, listed = set(truth.values()), sorted(truth)
        ordered = sorted(rids)  # an attacker knows no other order of a set
        if self.town.database.is_sqlite:
            orders = attacks.sqlite_orders(path_of(self.town), ballots, ordered)
        else:
            orders = attacks.postgres_orders(plain_url(self.town), ballots, ordered)
            linked, _ = attacks.xmin_links(
                plain_url(self.town), ballots, voters, unit_column, rids, truth
            )
            self.hits["a join on xmin"].append(linked)
        for name, hits in attacks.pairings(orders, voted, listed, truth).items():
            self.hits[name].append(hits)


def _keep_the_wal(connection, *_):
    connection.execute("PRAGMA wal_autocheckpoint=0")


def ours(town):
    """An election as it is: units vote in some order, some of them twice; then it is counted."""
    motion_id = town.poll(letters(OPTIONS))
    order = town.chance.sample(range(UNITS), UNITS)
    truth = {}
    for number in order:
        for _ in range(1 + (town.chance.random() < 0.1)):
            town.cast(motion_id, number, f"o{town.chance.randrange(OPTIONS)}")
        truth[town.leaders[number][1]] = town.chance.rids[-1]
    town.now += timedelta(minutes=61)
    town.count(motion_id)
    assert len(town.rows(Turnout, motion_id=motion_id)) == UNITS
    return "ballot", "turnout", "unit_id", truth, [town.leaders[each][1] for each in order]


def naive(town):
    """What many would build: a mark on the roll and a ballot with a random key, at each vote."""

    def begin(session):
        for table in ("naive_voter", "naive_ballot"):
            session.execute(text(f"DROP TABLE IF EXISTS {table}"))
        session.execute(
            text("CREATE TABLE naive_voter (unit_id INTEGER PRIMARY KEY, voted INTEGER)")
        )
        session.execute(text("CREATE TABLE naive_ballot (rid TEXT PRIMARY KEY, marks TEXT)"))
        for _, unit in town.leaders:
            session.execute(text("INSERT INTO naive_voter VALUES (:unit, 0)"), {"unit": unit})

    def vote(session, unit, rid):
        session.execute(
            text("UPDATE naive_voter SET voted = 1 WHERE unit_id = :unit"), {"unit": unit}
        )
        marks = f"o{town.chance.randrange(OPTIONS)}"
        row = {"rid": rid, "marks": marks}
        session.execute(text("INSERT INTO naive_ballot VALUES (:rid, :marks)"), row)

    town.do(begin)
    voted = [town.leaders[each][1] for each in town.chance.sample(range(UNITS), UNITS)]
    truth = {}
    for unit in voted:
        truth[unit] = f"{town.chance.getrandbits(96):024x}"
        town.do(lambda session, unit=unit: vote(session, unit, truth[unit]))
    return "naive_ballot", "naive_voter", "unit_id", truth, voted
