"""Databases for tests: a fresh copy for each, made from one that holds the sample cluster."""

import os
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.database import Database
from bot.imports import SAMPLES, import_cluster, import_criteria, read_cluster, read_criteria
from handlers.i18n import translator

POSTGRES = os.environ.get("THIDUA_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
CLUSTER = "cum-10-thanh-hoa"
OTHER_CLUSTER = "khoi-so-nganh-tong-hop"
SEEDED_AT = datetime(2026, 1, 2, tzinfo=UTC)


_SHARED = {}


def share_statements(engine):
    """Have an engine use the statements that others of its kind have compiled in this process.

    Each test has an engine of its own; compiling every statement anew took an eighth of its time.
    """
    dialect, compiled = _SHARED.setdefault(
        engine.dialect.name, (engine.dialect, engine._compiled_cache)
    )
    engine.dialect, engine._compiled_cache = dialect, compiled


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
    """A migrated, filled database. Each test has a copy of it, as it was, made or made again.

    To empty a database and fill it again takes a thirtieth of what making and dropping one does.
    """

    def __init__(self):
        self.name = f"thidua_{uuid.uuid4().hex[:8]}"
        self._free = []
        self._made = [self.name]
        self._admin(f"CREATE DATABASE {self.name}")
        database = Database(self._url(self.name))
        database.upgrade()
        fill(database)
        database.close()
        with self._connect(self.name) as connection:
            self._schema = self._tables(connection)
            self._keep(connection)

    @staticmethod
    def _connect(name):
        return psycopg.connect(f"{POSTGRES.rpartition('/')[0]}/{name}", autocommit=True)

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

    @staticmethod
    def _tables(connection):
        """Every column there is: a test may have changed the schema."""
        return connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        ).fetchall()

    def _keep(self, connection):
        """Put the rows aside, in the template, so that every copy has them at hand."""
        names = sorted({table for table, _ in self._schema})
        here = {name: sql.Identifier("public", name) for name in names}
        kept = {name: sql.Identifier("keep", name) for name in names}
        connection.execute("CREATE SCHEMA keep")
        for name in names:
            make = sql.SQL("CREATE TABLE {} AS TABLE {}")
            connection.execute(make.format(kept[name], here[name]))
        sequences = connection.execute(
            "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL"
            " FROM pg_sequences WHERE schemaname = 'public'"
        )
        self._again = [
            sql.SQL("SET LOCAL session_replication_role = replica"),  # no foreign keys meanwhile
            *(sql.SQL("DELETE FROM {}").format(here[name]) for name in names),
            *(sql.SQL("INSERT INTO {} TABLE {}").format(here[name], kept[name]) for name in names),
            *(
                sql.SQL("SELECT setval({}, {}, {})").format(
                    sql.Literal(f'public."{name}"'), value, called
                )
                for name, value, called in sequences
            ),
        ]

    def copy(self, _folder: Path) -> str:
        """The address of a fresh copy."""
        while self._free:
            name = self._free.pop()
            if self._is_made_again(name):
                return self._url(name)
        name = f"thidua_{uuid.uuid4().hex[:8]}"
        self._made.append(name)
        self._admin(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        self._admin(f"ALTER DATABASE {name} SET synchronous_commit TO off")
        return self._url(name)

    def _is_made_again(self, name):
        with self._connect(name) as connection:
            if self._tables(connection) != self._schema:
                return False
            with connection.transaction():
                connection.execute(sql.SQL("; ").join(self._again))
        return True

    def drop(self, url: str):
        """Throw out whoever is still connected; the next test may have it."""
        name = url.rpartition("/")[2]
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
        self._free.append(name)

    def close(self):
        """Remove them all."""
        for name in reversed(self._made):
            self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
