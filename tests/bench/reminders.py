"""`python -m tests.bench reminders`: the year, the tick and the burst, one after the other."""

import asyncio
from contextlib import contextmanager
from os import getloadavg
from random import Random

from tests.bench import deluge, ticks, year
from tests.databases import PostgresTemplate, SqliteTemplate

PARTS = ("year", "ticks", "deluge")


@contextmanager
def template(kind, folder):
    """A migrated, filled database to copy."""
    if kind == "sqlite":
        yield SqliteTemplate(folder)
        return
    each = PostgresTemplate()
    try:
        yield each
    finally:
        each.close()


def measure(part, kind, folder, *, quick):
    """One part on one database."""
    with template(kind, folder) as source:
        if part == "year":
            return year.measure(source, folder, *((1, 20) if quick else (63, 20)))
        if part == "ticks":
            return ticks.measure(source, folder, 100 if quick else ticks.CLUSTERS)
        people = 1_000 if quick else 10_000
        chance = Random(3)  # noqa: S311 - who blocks the bot
        return asyncio.run(deluge.measure(source, folder, people, chance))


def run(part, kinds, folder, *, quick):
    """Print what was found, with what else the machine had to do."""
    for kind in kinds:
        print(part, kind, "load before:", *getloadavg(), flush=True)
        print(measure(part, kind, folder, quick=quick))
        print("load after:", *getloadavg(), flush=True)
