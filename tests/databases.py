"""Databases for tests: a fresh copy for each, made from one that holds the sample cluster."""

import os
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from bot.database import Database
from bot.imports import SAMPLES, import_cluster, import_criteria, read_cluster, read_criteria
from handlers.i18n import translator

POSTGRES = os.environ.get("THIDUA_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
CLUSTER = "cum-10-thanh-hoa"
OTHER_CLUSTER = "khoi-so-nganh-tong-hop"
SEEDED_AT = datetime(2026, 1, 2, tzinfo=UTC)


def need_postgres():
    """Skip where there is no server; where there must be one, fail."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        if os.environ.get("CI") == "true":
            pytest.fail("CI has no PostgreSQL at 127.0.0.1:5432")
        pytest.skip("no PostgreSQL at 127.0.0.1:5432")


def fill(database):
    """The sample clusters, with an adopted criteria table each."""
    t = translator("vi")
    table = read_criteria(SAMPLES / "criteria" / "co-quan-trung-uong.yaml", t)

    def work(session):
        for code in (CLUSTER, OTHER_CLUSTER):
            import_cluster(
                session, read_cluster(SAMPLES / "clusters" / f"{code}.yaml", t), SEEDED_AT
            )
            import_criteria(session, code, table, SEEDED_AT, adopted=True)

    database.do(work)


class SqliteTemplate:
    """A migrated, filled file that each test copies."""

    def __init__(self, folder: Path):
        self.path = folder / "template.db"
        database = Database(f"sqlite:///{self.path}")
        database.upgrade()
        fill(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        database.close()

    def copy(self, folder: Path) -> str:
        """The address of a fresh copy."""
        path = folder / f"{uuid.uuid4().hex[:8]}.db"
        shutil.copy(self.path, path)
        return f"sqlite:///{path}"

    def drop(self, url: str):
        """Its folder goes with the test."""


class PostgresTemplate:
    """A migrated, filled database that each test copies on the server."""

    def __init__(self):
        self.name = f"thidua_{uuid.uuid4().hex[:8]}"
        self._drops = ThreadPoolExecutor(max_workers=1)
        self._admin(f"CREATE DATABASE {self.name}")
        database = Database(self._url(self.name))
        database.upgrade()
        fill(database)
        database.close()

    @staticmethod
    def _admin(statement):
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(statement)

    @staticmethod
    def _url(name):
        return (
            POSTGRES.replace("postgresql://", "postgresql+psycopg://").rpartition("/")[0]
            + f"/{name}"
        )

    def copy(self, _folder: Path) -> str:
        """The address of a fresh copy."""
        name = f"thidua_{uuid.uuid4().hex[:8]}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        self._admin(f"ALTER DATABASE {name} SET synchronous_commit TO off")
        return self._url(name)

    def drop(self, url: str):
        """Remove a copy, whoever is still connected: behind the next tests, as the server waits."""
        name = url.rpartition("/")[2]
        self._drops.submit(self._admin, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self):
        """Remove the template, once the last copy is gone."""
        self._drops.shutdown()
        self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
