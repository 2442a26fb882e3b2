"""What can be looked at: every row of every table, and every byte that was written."""
# ruff: noqa: S608 - the names of tables are our own

import re
from pathlib import Path

import psycopg
from sqlalchemy import text
from sqlmodel import SQLModel

HEX = re.compile(r"[0-9a-f]{16,}")
SEALED = {("envelope", "sealed")}


def plain_url(url):
    """For a driver without SQLAlchemy."""
    return url.replace("postgresql+psycopg:", "postgresql:")


def dump(database, *, masked=True):
    """Table -> its rows, by their keys; ciphertext, hashes and random names are masked."""

    def work(session):
        found = {}
        for table in SQLModel.metadata.sorted_tables:
            columns = [column.name for column in table.columns]
            keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
            rows = session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY {keys}')).mappings()
            found[table.name] = [
                tuple(_shown(table.name, name, row[name], masked) for name in columns)
                for row in rows
            ]
        return found

    return database.do(work)


def _shown(table, column, value, masked):
    if masked and (table, column) in SEALED:
        return len(value)
    return HEX.sub("#", repr(value)) if masked else repr(value)


def written(database, *folders):
    """Everything on disk: (where, bytes) of each file, or of each page of the database."""
    if database.is_sqlite:
        path = database.url.removeprefix("sqlite:///")
        for end in ("", "-wal", "-shm", "-journal"):
            try:
                yield path + end, Path(path + end).read_bytes()
            except FileNotFoundError:
                continue
    else:
        yield from _pages(plain_url(database.url))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def _pages(url):
    """Rows that are dead and pages of indexes, too; what lies outside comes as `dump` shows it."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        names = connection.execute(
            "SELECT c.oid::regclass::text, pg_relation_size(c.oid) / 8192 FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'i', 't') AND n.nspname IN ('public', 'pg_toast')"
        ).fetchall()
        for name, pages in names:
            for page in range(pages):
                (raw,) = connection.execute("SELECT get_raw_page(%s, %s)", [name, page]).fetchone()
                yield name, bytes(raw)
        connection.rollback()
