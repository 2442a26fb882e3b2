"""Votes under SIGKILL: `python -m tests.kills.votes [--kills 1000] [--database both] [--seed N]`.

A process opens a vote, casts, gives more time, counts and destroys the key, and dies before any
statement, any commit, or any step in the key store; another one takes over where the first was.
What it had told to be done must be there in the end, once.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy import event
from sqlmodel import col, select

from models.actions.ballot import extend
from models.envelope import RID_BITS
from models.record import RecordEntry
from models.rules.record import FIRST, chained
from models.voting import Ballot, Envelope, MotionState, Turnout
from tests.databases import PostgresTemplate, SqliteTemplate
from tests.secrecy.looking import plain_url
from tests.secrecy.town import Town, letters

UNITS = 5
CASTS = 9
OPTIONS = 3
NINETY_DAYS = 90 * 86_400


@dataclass
class Outcome:
    """What many kills did. `problems` must be empty."""

    votes: int = 0
    kills: int = 0
    opening: int = 0
    casting: int = 0
    closing: int = 0
    uncertain: int = 0
    """Casts that were killed before they were acknowledged."""
    kept: int = 0
    """Of these, those that had been kept all the same."""
    problems: list = field(default_factory=list)


class Fuse:
    """Kills its process when it has burnt down: each statement, commit and key's file is a step."""

    def __init__(self, steps, folder):
        self.left, self._folder = steps, str(folder)

    def burn(self, *_):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, engine):
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine, moment, self.burn)
        sys.addaudithook(self._file)

    def _file(self, name, arguments):
        if name in ("open", "os.rename", "os.remove") and self._folder in str(arguments[0]):
            self.burn()


def rid_of(hand):
    """As `Chance` makes it."""
    return sha256(repr(hand).encode()).hexdigest()[: RID_BITS // 4]


class Vote:
    """One vote's story: steps that are done by processes that die."""

    def __init__(self, town, number, chance, outcome):
        self.town, self.number, self.chance, self.outcome = town, number, chance, outcome
        self.motion_id = town.draft(letters(OPTIONS))
        casts = [("cast", chance.randrange(UNITS), chance.randrange(OPTIONS)) for _ in range(CASTS)]
        casts.insert(chance.randrange(CASTS), ("extend", 0, 0))
        self.steps = [("open", 0, 0), *casts, ("close", 0, 0)]
        self.accepted = {}
        """Unit -> hands that may count: the last acknowledged, and uncertain ones since."""
        self.acknowledged = set()

    # -- in the child -------------------------------------------------------------------------

    def live(self, pipe, begin, fuse):
        """Do the steps from `begin` on, telling of each when it is done. Never returns."""
        code = 1
        try:
            url, root = self.town.url, self.town.keys.root
            town = Town(url, root, durable=True, seed=self.number * 1000 + begin)
            town.now = self.town.now
            if fuse is not None:
                fuse.watch(town.database.engine)
            if self.motion(town).state is not MotionState.DRAFT:
                asyncio.run(town.tick())
            for place in range(begin, len(self.steps)):
                self.do(town, place)
                if fuse is not None:
                    fuse.burn()  # done, and nobody was told
                os.write(pipe, f"{place}\n".encode())
            code = 0
        except BaseException as error:  # noqa: BLE001 - whatever it was, the parent hears of it
            os.write(pipe, f"! {type(error).__name__} {error}\n".encode()[:400])
        finally:
            os._exit(code)

    def motion(self, town):
        return town.motion(self.motion_id)

    def do(self, town, place):
        kind, unit, choice = self.steps[place]
        if kind == "open":
            town.open(self.motion_id)
        elif kind == "cast":
            town.chance.hand = (self.number, place)
            town.cast(self.motion_id, unit, f"o{choice}")
        elif kind == "extend":
            town.by_head(extend, self.motion_id, self.town.now + timedelta(minutes=90))
        else:
            town.now += timedelta(minutes=91)
            asyncio.run(town.tick())

    # -- in the parent ------------------------------------------------------------------------

    def play(self, kills):
        """Until the story is over; at most so many of its processes die."""
        begin = 0
        while begin < len(self.steps):
            fuse = None
            if self.outcome.kills < kills:
                fuse = Fuse(1 + self.chance.randrange(120), self.town.keys.root)
            done, complaint = self.child(begin, fuse)
            for place in done:
                self.settle(place, certain=True)
                begin = place + 1
            if complaint:
                self.outcome.problems.append(f"vote {self.number}: {complaint}")
                return
            if begin < len(self.steps):
                begin = self.died(begin)
        self.outcome.votes += 1
        self.examine()

    def child(self, begin, fuse):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            self.live(writing, begin, fuse)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            lines = pipe.read().split("\n")
        os.waitpid(pid, 0)
        self.town.gone()
        places = [int(line) for line in lines if line.isdigit()]
        return places, next((line for line in lines if line.startswith("!")), "")

    def died(self, begin):
        """Whoever pressed may press again, or not; a step that must be done is done again."""
        kind, _, _ = self.steps[begin]
        self.outcome.kills += 1
        name = {"open": "opening", "close": "closing"}.get(kind, "casting")
        setattr(self.outcome, name, getattr(self.outcome, name) + 1)
        self.never_half()
        if kind == "cast":
            self.settle(begin, certain=False)
            return begin + self.chance.randrange(2)
        return begin

    def settle(self, place, *, certain):
        kind, unit, _ = self.steps[place]
        if kind != "cast":
            return
        self.outcome.uncertain += not certain
        if certain:
            self.accepted[unit] = [place]
            self.acknowledged.add(unit)
        else:
            self.accepted.setdefault(unit, []).append(place)

    def never_half(self):
        """A vote is open or counted, never something between."""
        state = self.motion(self.town).state
        counts = {
            table: len(self.town.rows(table, motion_id=self.motion_id))
            for table in (Envelope, Ballot, Turnout)
        }
        half = counts[Ballot] != counts[Turnout] or (counts[Envelope] and counts[Ballot])
        late = state is MotionState.CLOSED and counts[Envelope]
        early = state is MotionState.OPEN and counts[Ballot]
        if half or late or early:
            self.problem(f"half counted: {state} {counts}")
        if state is MotionState.OPEN and not self.has_key():
            self.problem("open without a key")

    def has_key(self):
        return (self.town.keys.root / f"{self.motion(self.town).seal}.key").exists()

    def problem(self, words):
        self.outcome.problems.append(f"vote {self.number}: {words}")

    def examine(self):
        """Each acknowledged vote is counted, once, as it was cast last."""
        motion = self.motion(self.town)
        if motion.state is not MotionState.CLOSED:
            self.problem(f"it ended as {motion.state} {motion.void_why}")
            return
        self.never_half()
        self._ballots()
        if self.has_key() or (self.town.keys.root / f"{motion.seal}.veil").exists():
            self.problem("its key is left")

    def _ballots(self):
        ballots = {e.rid: e.marks for e in self.town.rows(Ballot, motion_id=self.motion_id)}
        units = {each.unit_id for each in self.town.rows(Turnout, motion_id=self.motion_id)}
        for unit, places in self.accepted.items():
            unit_id = self.town.leaders[unit][1]
            mine = {rid_of((self.number, place)): place for place in places}
            found = [rid for rid in mine if rid in ballots]
            self.outcome.kept += sum(mine[rid] != places[0] for rid in found)
            if len(found) > 1 or (unit in self.acknowledged and not found):
                self.problem(f"unit {unit} has {len(found)} ballots of {places}")
            if (unit_id in units) != bool(found):
                self.problem(f"unit {unit} is not on the list as it has voted")
            for rid in found:
                if ballots.pop(rid) != [f"o{self.steps[mine[rid]][2]}"]:
                    self.problem(f"unit {unit} has another vote than it cast")
        if ballots:
            self.problem(f"{len(ballots)} ballots of nobody")


class Ruin(Town):
    """A town whose processes die; its own one only looks."""

    def gone(self):
        """Wait until the dead process's transaction is over on the server, too."""
        if self.database.is_sqlite:
            return
        name = self.url.rpartition("/")[2]
        with psycopg.connect(plain_url(self.url), autocommit=True) as connection:
            query = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            while connection.execute(query, [name]).fetchone()[0]:
                time.sleep(0.01)

    def chain_is_whole(self):
        entries = self.do(
            lambda session: session.exec(
                select(RecordEntry)
                .where(RecordEntry.cluster_id == self.cluster_id)
                .order_by(col(RecordEntry.seq))
            ).all()
        )
        hashes = [FIRST, *(each.hash for each in entries)]
        right = [chained(b, each.body) == h for (b, h), each in zip(pairwise(hashes), entries)]  # noqa: B905
        numbered = [json.loads(each.body)["seq"] for each in entries]
        return all(right) and numbered == list(range(1, len(entries) + 1))

    def check_keys(self):
        """Openings that never came to be leave keys for an hour; after it nothing is left."""
        for path in self.keys.root.iterdir():
            os.utime(path, (time.time() - NINETY_DAYS, time.time() - NINETY_DAYS))
        asyncio.run(self.tick())
        return sorted(path.name for path in self.keys.root.iterdir()) == ["key-store"]


def ordeal(url, folder, kills, seed):
    """Votes until so many processes were killed."""
    outcome, chance = Outcome(), Random(seed)  # noqa: S311 - when to strike
    town = Ruin(url, Path(folder) / "keys", units=UNITS, seed=seed)
    try:
        number = 0
        while outcome.kills < kills and not outcome.problems:
            number += 1
            Vote(town, number, chance, outcome).play(kills)
            town.now += timedelta(hours=3)
        if not town.chain_is_whole():
            outcome.problems.append("the record's chain is broken")
        if not town.check_keys():
            outcome.problems.append("keys are left behind")
    finally:
        town.close()
    return outcome


def main():
    """Storm on each database; ends with 1 if anything was lost or doubled."""
    options = argparse.ArgumentParser(prog="python -m tests.kills.votes", description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    bad = False
    for kind in ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,):
        with tempfile.TemporaryDirectory(prefix="thidua-votes-") as folder:
            template = PostgresTemplate() if kind == "postgresql" else SqliteTemplate(Path(folder))
            began = time.monotonic()
            try:
                outcome = ordeal(template.copy(Path(folder)), folder, chosen.kills, chosen.seed)
            finally:
                if kind == "postgresql":
                    template.close()
            print(kind, outcome, f"{time.monotonic() - began:.0f} s", flush=True)
            bad = bad or bool(outcome.problems)
    sys.exit(bad)


if __name__ == "__main__":
    main()
