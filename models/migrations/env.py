"""Alembic's way in: connects, and runs the migrations in one transaction."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, text

from models.base import Points
from models.metadata import METADATA


def _run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Rebuilding a table drops it; with foreign keys on, its children would be emptied.
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise RuntimeError("a migration left rows that point nowhere")


def _render(kind: str, item: Any, _context: Any) -> Any:
    """A migration stands by itself: it does not import today's column types."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Points) else False


def main() -> None:
    """Run with a given connection (tests) or with one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        _run(connection)
    engine.dispose()


main()
