"""`python -m tests.bench votes`: casting and counting by themselves, and by the whole bot."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from os import getloadavg
from random import Random
from statistics import quantiles

from sqlalchemy import insert

from models.envelope import seal
from models.rules.motion import MotionKind
from models.voting import Envelope
from tests.bench import votes_talk
from tests.bench.reminders import template
from tests.secrecy.town import Town, letters

UNITS = 30
THREADS = 8
AIM_CLOSING, AIM_MANY = 200, 1000
"""Milliseconds for counting thirty units, and five thousand ballots."""


def spread(seconds):
    """p50 and p99 in milliseconds."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    return f"p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms"


def casting(town, casts):
    """Durable casts one after the other: a second, and how long each took."""
    motion_id = town.poll(letters(3))
    took = []
    for number in range(casts):
        began = time.perf_counter()
        town.cast(motion_id, number % UNITS, f"o{number % 3}")
        took.append(time.perf_counter() - began)
    return f"{casts / sum(took):.0f} casts/s, {spread(took)}"


def casting_side_by_side(town, casts):
    """The same by so many threads, each with a connection: all in one cluster."""
    motion_id = town.poll(letters(3))
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        for done in [
            threads.submit(town.cast, motion_id, number % UNITS, f"o{number % 3}")
            for number in range(casts)
        ]:
            done.result()
    return (
        f"{casts / (time.perf_counter() - began):.0f} casts/s by {THREADS} threads in one cluster"
    )


def closing(town, times):
    """Counting a vote of thirty units."""
    took = []
    for _ in range(times):
        motion_id = town.poll(kind=MotionKind.DOCUMENT)
        for number in range(UNITS):
            town.cast(motion_id, number, "yes")
        town.now += timedelta(minutes=61)
        began = time.perf_counter()
        town.count(motion_id)
        took.append(time.perf_counter() - began)
    return f"{spread(took)} (aim {AIM_CLOSING} ms)"


def closing_many(url, folder, ballots):
    """Counting a vote of so many units; the envelopes are written at once."""
    town = Town(url, folder / "keys-many", code="many", units=ballots, durable=True)
    chance = Random(4)  # noqa: S311 - numbers of nobody
    try:
        motion_id = town.poll(kind=MotionKind.DOCUMENT)
        public = town.motion(motion_id).public_key
        rows = [
            {"motion_id": motion_id, "unit_id": unit, "sealed": seal(public, ["yes"], chance)}
            for _, unit in town.leaders
        ]
        town.do(lambda session: session.execute(insert(Envelope), rows))
        town.now += timedelta(minutes=61)
        began = time.perf_counter()
        town.count(motion_id)
        took = time.perf_counter() - began
        cast = town.motion(motion_id).result["sizes"]["cast"]
    finally:
        town.close()
    return f"{took * 1000:.0f} ms for {cast} ballots (aim {AIM_MANY} ms for 5,000)"


def by_themselves(source, folder, *, quick):
    """What actions cost, without talk."""
    town = Town(source.copy(folder), folder / "keys-town", units=UNITS, durable=True)
    try:
        yield "casting", casting(town, 300 if quick else 3000)
        if not town.database.is_sqlite:
            yield "casting at once", casting_side_by_side(town, 300 if quick else 3000)
        yield "counting 30", closing(town, 5 if quick else 30)
    finally:
        town.close()
    yield "counting many", closing_many(source.copy(folder), folder, 1000 if quick else 5000)


def run(kinds, folder, *, quick, parts=("actions", "crowds", "peak")):
    """Print what was found, with what else the machine had to do."""
    for kind in kinds:
        with template(kind, folder) as source:
            print("votes", kind, "load before:", *getloadavg(), flush=True)
            if "actions" in parts:
                for name, found in by_themselves(source, folder, quick=quick):
                    print(f"  {name}: {found}", flush=True)
            asyncio.run(votes_talk.run(source, folder, parts, quick=quick))
            print("load after:", *getloadavg(), flush=True)
