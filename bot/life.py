"""Which processes live. On PostgreSQL each holds a lock that the server frees when it dies.

What a dead process held (cards, duties, letters on their way) is free at once: nobody has to wait
until its time is over. On SQLite there is one process, and what an earlier one held is free.
"""

from typing import TYPE_CHECKING, Any, LiteralString

from sqlalchemy import Engine, delete, event, func, select, update
from sqlmodel import Session, col

from bot import letters
from models.post import Card, Lease

if TYPE_CHECKING:
    import psycopg

_LIVES = 7_001
"""The first number of such locks; lanes are locked by a single number and do not collide."""


class Life:
    """This process, as others on the same database see it."""

    def __init__(self, engine: Engine, holder: str) -> None:
        self._engine, self._holder = engine, holder
        self._connection: psycopg.Connection[Any] | None = None
        event.listen(engine, "engine_disposed", self._end)

    def hold(self) -> None:
        """Have the lock; have it again after the server was away. Raises DBAPIError while it is."""
        if self._engine.dialect.name == "sqlite" or self._is_held():
            return
        self._end()
        pooled = self._engine.raw_connection()
        self._connection = pooled.driver_connection
        pooled.detach()  # no longer the pool's: the lock goes when this connection is closed
        self._lock("SELECT pg_advisory_lock(%s, %s)", _LIVES, _number(self._holder))

    def _is_held(self) -> bool:
        try:
            self._lock("SELECT 1")
        except self._engine.dialect.loaded_dbapi.Error:
            return False
        return self._connection is not None

    def _lock(self, statement: LiteralString, *numbers: int) -> None:
        if self._connection is not None:
            self._connection.autocommit = True
            self._connection.execute(statement, numbers or None)

    def _end(self, *_engine: Engine) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def free_the_dead(self, session: Session) -> None:
        """Free what processes held that do not live any more."""
        dead = [each for each in self._others(session) if not _lives(session, each)]
        if not dead:
            return
        cards = update(Card).where(col(Card.held_by).in_(dead))
        session.execute(cards.values(held_by=None, held_until=None))
        duties = session.execute(
            delete(Lease)
            .where(col(Lease.owner).in_(dead), col(Lease.name) != "alive")
            .returning(col(Lease.name))
        )
        if "carrier" in duties.scalars().all():
            letters.let_go(session)

    def _others(self, session: Session) -> set[str]:
        holders = select(col(Card.held_by)).where(col(Card.held_by).is_not(None)).distinct()
        owners = select(col(Lease.owner)).where(col(Lease.name) != "alive")
        found = {*session.execute(holders).scalars(), *session.execute(owners).scalars()}
        return {each for each in found if each is not None} - {self._holder}


def _number(holder: str) -> int:
    """A holder as the second number of a lock: 31 bits of its random name."""
    return int(holder[:8], 16) >> 1


def _lives(session: Session, holder: str) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        return False
    lock = func.pg_try_advisory_xact_lock(_LIVES, _number(holder))
    return not session.execute(select(lock)).scalar_one()
