"""What tests have in common is done once: a step that begins where an earlier one began is not
played again, the database is put where that one led.

Sound, because a step's outcome is a function of the database's content, the clock, the chance and
the step's arguments, which together are the key. SQLite only: there its content is at hand.
"""

import functools
import hashlib
import sqlite3

MOST = 120
"""Databases kept, of about a megabyte each."""
_AFTER = {}


def remembered(step):
    """A method of a builder with a `stage`, whose steps return nothing."""

    @functools.wraps(step)
    def played(self, *args, **options):
        stage = self.stage
        if not stage.database.is_sqlite:
            step(self, *args, **options)
            return
        connection = stage.database.engine.raw_connection()
        try:
            key = _key(step, self, connection.driver_connection, args, options)
        finally:
            connection.close()
        if key in _AFTER:
            _restore(stage, *_AFTER[key])
            return
        step(self, *args, **options)
        if len(_AFTER) < MOST:
            _AFTER[key] = _keep(stage)

    return played


def _key(step, builder, connection, args, options):
    stage = builder.stage
    content = bytearray(connection.serialize())
    for counter in (24, 40, 92):  # of changes and of the schema: no content
        content[counter : counter + 4] = bytes(4)
    parts = (
        step.__qualname__,
        getattr(builder, "cluster", ""),
        repr((args, sorted(options.items()))),
        stage.clock().isoformat(),
        repr(stage.chance.getstate()),
        hashlib.sha256(content).hexdigest(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _keep(stage):
    connection = stage.database.engine.raw_connection()
    try:
        content = bytearray(connection.driver_connection.serialize())
    finally:
        connection.close()
    content[18:20] = b"\x01\x01"  # a database in memory has no write-ahead log
    return bytes(content), stage.chance.getstate()


def _restore(stage, content, state):
    source = sqlite3.connect(":memory:")
    connection = stage.database.engine.raw_connection()
    try:
        source.deserialize(content)
        source.backup(connection.driver_connection)
    finally:
        connection.close()
        source.close()
    stage.chance.setstate(state)
