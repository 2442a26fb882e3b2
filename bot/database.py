"""The engine, one transaction per unit of work in a worker thread, and the newest schema."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, create_engine

T = TypeVar("T")

TRANSIENT = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""What passes by itself or by an operator's hand: away, locked, full. The work is tried again."""

MIGRATIONS = Path(__file__).parent.parent / "models" / "migrations"
POSTGRES_THREADS = 8


def make_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine with our habits: SQLite in WAL with durable commits, PostgreSQL by psycopg 3.

    `durable` False leaves it to the system when SQLite's commits reach the disk: for tests.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=POSTGRES_THREADS, max_overflow=2, hide_parameters=True)
    # Parameters hold what people typed: no error message may show them.
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=2, max_overflow=2, hide_parameters=True
    )
    event.listen(engine, "connect", _set_pragmas)
    if not durable:
        event.listen(engine, "connect", _let_the_system_write)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own
    # busy_timeout first: the change to WAL itself needs a lock.
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",  # what people were told is saved survives a power cut
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _let_the_system_write(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads first and writes later cannot be upgraded when another has written.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """Runs units of work. Returning commits, raising rolls back; nobody else commits."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = url
        self.engine = make_engine(url, durable=durable)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        threads = 1 if self.is_sqlite else POSTGRES_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    def do(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction, here and now (command line, tests, worker threads)."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction in a worker thread: the event loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.do, work)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run something that makes its own transactions in a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def upgrade(self) -> None:
        """Bring the schema to the newest migration."""
        command.upgrade(alembic_config(self.url), "head")

    def is_current(self) -> bool:
        """Whether the schema is the newest that this program knows."""
        with self.engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
        return set(heads) == set(ScriptDirectory.from_config(alembic_config(self.url)).get_heads())

    def close(self) -> None:
        """Let go of threads and connections."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()


def alembic_config(url: str) -> AlembicConfig:
    """Alembic's configuration, without a file beside the code."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config
