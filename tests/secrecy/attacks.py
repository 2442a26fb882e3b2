"""An attacker with the database's files, who knows in which order the units voted.

Each attack puts the ballots into an order and gives the n-th to the n-th unit of an order of units:
the one in which they voted, or the one in which the table of who voted lies. A scheme that leaks
gives all of them right; guessing gives one right on average, however many there are.
"""
# ruff: noqa: S608 - the names of tables are our own

import re
import sqlite3
import struct
from pathlib import Path

import psycopg

WAL_HEADER, FRAME_HEADER = 32, 24


def score(ballots, units, truth):
    """How many are right: the n-th ballot is the n-th unit's."""
    return sum(truth[unit] == rid for rid, unit in zip(ballots, units, strict=False))


def pairings(orders, voted, listed, truth):
    """Name of the attack -> how many of the voters it links to their ballots."""
    found = {}
    for name, rids in orders.items():
        found[f"{name}, order of voting"] = score(rids, voted, truth)
        found[f"{name}, order of the roll"] = score(rids, listed, truth)
    return found


# -- SQLite ---------------------------------------------------------------------------------------


def sqlite_orders(path, table, rids):
    """The ballots' orders that the files give away. The WAL is there as the votes left it."""
    wal = Path(f"{path}-wal")
    return {
        "rowid": _by_rowid(path, table, rids),
        "dump": _by_dump(path, table, rids),
        "frames of the WAL": _by_first_place(wal.read_bytes() if wal.exists() else b"", rids),
        "commits of the WAL": _by_commit(wal, rids),
        **_by_offset(path, rids),
    }


def _open(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _by_rowid(path, table, rids):
    with _open(path) as connection:
        try:
            rows = connection.execute(f"SELECT rid FROM {table} ORDER BY rowid").fetchall()
        except sqlite3.OperationalError:  # WITHOUT ROWID
            rows = []
    return [rid for (rid,) in rows if rid in rids]


def _by_dump(path, table, rids):
    with _open(path) as connection:
        rows = connection.execute(f"SELECT rid FROM {table}").fetchall()
    return [rid for (rid,) in rows if rid in rids]


def _by_first_place(content, rids):
    places = {rid: content.find(rid.encode()) for rid in rids}
    return sorted((rid for rid in rids if places[rid] >= 0), key=places.get)


def _by_commit(wal, rids):
    """The ballots in the order of the transactions that brought them; of several, as they lie."""
    content = wal.read_bytes() if wal.exists() else b""
    if len(content) < WAL_HEADER:
        return []
    size = struct.unpack(">I", content[8:12])[0]
    found, new = {}, set()
    for commit, start in enumerate(range(WAL_HEADER, len(content), size + FRAME_HEADER)):
        page = content[start + FRAME_HEADER : start + FRAME_HEADER + size]
        new |= {rid for rid in rids if rid.encode() in page}
        if struct.unpack(">I", content[start + 4 : start + 8])[0]:  # a commit ends here
            for rid in sorted(new - found.keys()):
                found[rid] = commit
            new = set()
    return sorted(found, key=found.get)


def _by_offset(path, rids):
    """Where in the pages a row lies: SQLite fills them from their ends, in the order of writing."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(path).read_bytes()
    places = {rid: [at.start() for at in re.finditer(rid.encode(), content)] for rid in rids}
    seen = [rid for rid in rids if places[rid]]
    return {
        "offsets, last": sorted(seen, key=lambda rid: -places[rid][-1]),
        "offsets, first": sorted(seen, key=lambda rid: -places[rid][0]),
    }


# -- PostgreSQL -----------------------------------------------------------------------------------


def postgres_orders(url, table, rids):
    """The ballots' orders that ordinary SQL gives away."""
    orders = {
        "ctid": f"SELECT rid FROM {table} ORDER BY ctid",
        "xmin": f"SELECT rid FROM {table} ORDER BY xmin::text::bigint, ctid",
        "dump": f"COPY (SELECT rid FROM {table}) TO STDOUT",
        "index": f"SELECT rid FROM {table} ORDER BY rid",
    }
    with psycopg.connect(url) as connection:
        found = {name: _rids(connection, query, rids) for name, query in orders.items()}
        connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        found["pages, dead rows too"] = _by_page(connection, table, rids)
        connection.rollback()
    return found


def _rids(connection, query, rids):
    if query.startswith("COPY"):
        with connection.cursor().copy(query) as rows:
            found = b"".join(map(bytes, rows)).decode().split()
    else:
        found = [rid for (rid,) in connection.execute(query).fetchall()]
    return [rid for rid in found if rid in rids]


def _by_page(connection, table, rids):
    (pages,) = connection.execute(
        "SELECT pg_relation_size(%s) / current_setting('block_size')::int", [table]
    ).fetchone()
    content = b"".join(
        bytes(data)
        for page in range(pages)
        for (data,) in connection.execute(
            "SELECT t_data FROM heap_page_items(get_raw_page(%s, %s)) ORDER BY t_xmin::text::bigint"
            ", lp",
            [table, page],
        ).fetchall()
        if data is not None
    )
    return _by_first_place(content, rids)


def xmin_links(url, ballots, voters, unit_column, rids, truth):
    """A join on the transaction that wrote both: how many it names beyond doubt, and rightly."""
    query = (
        f"SELECT v.{unit_column}, b.rid, count(*) OVER (PARTITION BY b.rid)"
        f" FROM {ballots} b JOIN {voters} v ON b.xmin = v.xmin"
    )
    with psycopg.connect(url) as connection:
        rows = connection.execute(query).fetchall()
    mine = [row for row in rows if row[1] in rids]
    return sum(alone == 1 and truth.get(unit) == rid for unit, rid, alone in mine), len(mine)
