"""Clusters of ten units with a person each, all joined, self-scoring open: made by the actions."""

import shutil
import uuid
from datetime import date, timedelta
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy import update
from sqlmodel import select

from bot.clock import system_clock
from bot.database import Database
from bot.imports import SAMPLES, import_cluster, import_criteria, read_criteria
from handlers.i18n import translator
from models import access
from models.actions import invitation as invitation_act
from models.actions import period as period_act
from models.cluster import Cluster
from models.post import Letter, LetterState
from models.queries.people import member_units, speakers
from models.rules.calendar import end_of_day, local_date
from models.sheet import PeriodCode
from tests.databases import POSTGRES

UNITS = 10
FIRST_PERSON = 1_000_001
"""The playground counts its people from here."""


def roster(number, year):
    """A cluster's document."""
    codes = [f"c{number}-u{unit}" for unit in range(UNITS)]
    return {
        "cluster": {
            "code": f"cum-{number}",
            "kind": "cum",
            "number": number,
            "name": f"Cụm thi đua số {number}",
            "short_name": f"CTĐ{number}",
            "council": "Hội đồng Thi đua - Khen thưởng tỉnh",
            "standing_body": "Ban Thi đua - Khen thưởng tỉnh",
            "province": "Thanh Hóa",
            "year": year,
            "theme": None,
            "settings": {"points_visible": "published", "language": "vi"},
        },
        "units": [
            {
                "code": code,
                "name": f"Sở số {unit} cụm {number}",
                "short_name": f"Sở {unit}",
                "from": date(year - 5, 1, 1),
            }
            for unit, code in enumerate(codes)
        ],
        "offices": [
            {"unit": codes[0], "office": "head", "from": date(year, 1, 1), "to": date(year, 12, 31)}
        ],
        "people": [
            {
                "name": f"Nguyễn Văn {unit} {number}",
                "unit": code,
                "role": "leader",
                "title": "Giám đốc",
            }
            for unit, code in enumerate(codes)
        ],
    }


def fill(database, people, *, letters=False):
    """Clusters for so many people; the invitations to self-scoring wait, if asked."""
    now = system_clock()
    year = local_date(now).year
    table = read_criteria(SAMPLES / "criteria" / "co-quan-trung-uong.yaml", translator("vi"))
    table |= {"year": year}
    chance = Random(10)  # noqa: S311 - codes of nobody
    codes = (PeriodCode.MID_YEAR, PeriodCode.YEAR_END) if letters else (PeriodCode.YEAR_END,)
    for number in range(1, -(-people // UNITS) + 1):
        database.do(lambda session, n=number: _cluster(session, n, table, codes, now, chance))
    if not letters:
        database.do(
            lambda session: session.execute(
                update(Letter).values(state=LetterState.SENT, sent_at=now)
            )
        )


def _cluster(session, number, table, codes, now, chance):
    today = local_date(now)
    import_cluster(session, roster(number, today.year), now)
    import_criteria(session, f"cum-{number}", table, now, adopted=True)
    cluster = session.exec(select(Cluster).where(Cluster.code == f"cum-{number}")).one()
    user_id = FIRST_PERSON + (number - 1) * UNITS
    for unit in member_units(session, cluster.id, today):
        (speaker,) = speakers(session, cluster.id, today, unit_id=unit.unit_id)
        code = invitation_act.invite(session, None, speaker.mandate_id, now, chance)
        state = invitation_act.present_code(session, user_id, code, now, today)
        invitation_act.accept(session, user_id, state.invitation_id, now)
        session.flush()
        user_id += 1
    head = access.actor(session, FIRST_PERSON + (number - 1) * UNITS, today)
    due = end_of_day(today + timedelta(days=14))
    for code in codes:
        period_act.open_period(session, head, cluster.id, today.year, code, due, 10, now)
        session.flush()


class Source:
    """Fresh copies of a filled database, `sqlite` or `postgresql`."""

    def __init__(self, kind, folder, people, *, letters=False):
        self.kind, self.folder = kind, Path(folder)
        self.template = self._new_url()
        database = Database(self.template)
        try:
            database.upgrade()
            fill(database, people, letters=letters)
        finally:
            database.close()

    def _new_url(self):
        name = f"thidua_bench_{uuid.uuid4().hex[:8]}"
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        self._admin(f"CREATE DATABASE {name}")
        return (
            POSTGRES.replace("postgresql:", "postgresql+psycopg:").rpartition("/")[0] + f"/{name}"
        )

    @staticmethod
    def _admin(statement):
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(statement)

    def fresh(self):
        """The address of a new copy."""
        if self.kind == "sqlite":
            copy = self._new_url()
            shutil.copy(self.template.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
            return copy
        name = f"thidua_bench_{uuid.uuid4().hex[:8]}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {name_of(self.template)}")
        return self.template.rpartition("/")[0] + f"/{name}"

    def drop(self, url):
        """Remove a copy, whoever is still connected."""
        if self.kind == "postgresql":
            self._admin(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")

    def close(self):
        """Remove the template."""
        self.drop(self.template)


def name_of(url):
    """A PostgreSQL database's name."""
    return url.rpartition("/")[2]


def server_pids(url):
    """The server processes at work for a PostgreSQL database; none for SQLite."""
    if not url.startswith("postgresql"):
        return []
    with psycopg.connect(POSTGRES) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s", (name_of(url),)
        ).fetchall()
    return [pid for (pid,) in rows]
