"""`python -m tests.bench [year|ticks|deluge|votes] [--quick] [--database …] [--write]`."""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bot.database import Database
from models.sheet import Entry
from tests.bench import documents, programs, reminders, report, standings, turns, votes
from tests.bench.burst import a_then_b, bursts
from tests.bench.clusters import Source
from tests.bench.people import gather_people
from tests.bench.scripts import EchoPress, EchoText, SheetPress, SheetText
from tests.bench.start import drop_pending, first_answers, letters
from tests.bench.talk import Watch, prepare, quietest


@dataclass
class Plan:
    """How much is measured."""

    crowds: tuple = (1, 50, 500)
    seconds: float = 8.0
    bursts: int = 5
    crowd_of_burst: tuple = (30, 200)
    doubles: int = 60
    turns: int = 2000
    letters: int = 1000
    papers: int = 20
    starts: int = 3

    @property
    def people(self):
        """Everybody who takes part in something."""
        return max(*self.crowds, *self.crowd_of_burst, self.doubles)


QUICK = Plan(
    crowds=(1, 50),
    seconds=2.0,
    bursts=1,
    crowd_of_burst=(30,),
    turns=200,
    letters=100,
    starts=1,
    papers=3,
)


@dataclass
class Found:
    """Everything that was measured of one bot."""

    talks: dict = field(default_factory=dict)
    idle: float = 0.0
    start: float = 0.0
    bursts: dict = field(default_factory=dict)
    wrong: tuple = ()
    turns: list = field(default_factory=list)
    letters: tuple = ()


async def measure_talks(found, plan, people, ours, others, scripts, database_url=""):
    """Each script with each crowd."""
    for name, script in scripts:
        for crowd in plan.crowds:
            taking_part = people[:crowd]
            await prepare(taking_part, script)
            figures = await quietest(
                taking_part, script, plan.seconds, lambda: Watch(ours, others, database_url)
            )
            found.talks[name, crowd] = figures
            print(f"  {name} {crowd}: {figures}", flush=True)


async def measure_echo(folder, plan):
    """The bare echo bot."""
    found = Found()
    ground, url = programs.playground(folder)
    try:
        people = await gather_people(url, max(plan.crowds))
        found.start = await first_answers(
            folder, url, people[0], lambda: programs.echo(folder, url), plan.starts
        )
        bot = programs.echo(folder, url)
        try:
            await prepare(people[:1], EchoText())
            found.idle = bot.rss()
            scripts = [("text", EchoText()), ("press", EchoPress())]
            await measure_talks(found, plan, people, bot, [ground], scripts)
        finally:
            bot.stop()
    finally:
        ground.stop()
    return found


async def measure_ours(folder, plan, source):
    """Our bot on one database."""
    found = Found()
    ground, url = programs.playground(folder)
    database_url = source.fresh()
    try:
        people = await gather_people(url, plan.people)
        found.start = await first_answers(
            folder, url, people[0], lambda: programs.bot(folder, url, database_url), plan.starts
        )
        bot = programs.bot(folder, url, database_url)
        try:
            await prepare(people[:1], SheetText())
            found.idle = bot.rss()
            await measure_bursts(found, plan, url, people, database_url)
            scripts = [("text", SheetText()), ("press", SheetPress())]
            await measure_talks(found, plan, people, bot, [ground], scripts, database_url)
        finally:
            bot.stop()
    finally:
        ground.stop()
        source.drop(database_url)
    return found


async def measure_bursts(found, plan, url, people, database_url):
    """Many at once: how soon, and whether the last press won."""
    found.wrong = await wrong_values(url, people[: plan.doubles], database_url)
    print("  A then B:", found.wrong, flush=True)
    for crowd in plan.crowd_of_burst:
        found.bursts[crowd] = await bursts(url, people[:crowd], plan.bursts)
        print(f"  burst of {crowd}:", found.bursts[crowd], flush=True)


async def wrong_values(url, people, database_url):
    """How many of how many ended with another value than the one they pressed last."""
    meant = await a_then_b(url, people)
    database = Database(database_url)
    try:
        wrong = 0
        for _, sheet_id, _number, value, _version in meant:
            entry = database.do(lambda s, sheet=int(sheet_id): s.get(Entry, (sheet, "I.1.1")))
            wrong += entry is None or Decimal(entry.answer["actual"]) != Decimal(value)
    finally:
        database.close()
    return wrong, len(meant)


def measure_turns(plan, source):
    """A turn by itself."""
    url = source.fresh()
    try:
        return turns.measure(url, plan.turns)
    finally:
        source.drop(url)


async def measure_letters(folder, plan, kind):
    """Letters that wait for the carrier."""
    source = Source(kind, folder, plan.letters // 2, letters=True)
    ground, url = programs.playground(folder)
    database_url = source.fresh()
    try:
        people = await gather_people(url, plan.letters // 2)
        for person in people:  # nobody can be written to who has not written first
            await person.send("/start")
            person.wire.close()
        await drop_pending(url)
        return await letters(folder, url, database_url, plan.letters)
    finally:
        ground.stop()
        source.drop(database_url)
        source.close()


async def measure(kinds, plan, parts):
    """Everything, the echo bot first."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder:
        if "talks" in parts:
            print("echo", flush=True)
            found["echo"] = await measure_echo(folder, plan)
        for kind in kinds:
            print(kind, flush=True)
            source = Source(kind, folder, plan.people)
            try:
                found[kind] = (
                    await measure_ours(folder, plan, source) if "talks" in parts else Found()
                )
                if "turns" in parts:
                    found[kind].turns = measure_turns(plan, source)
            finally:
                source.close()
            if "letters" in parts:
                found[kind].letters = await measure_letters(folder, plan, kind)
    return found


def main():
    """Measure, print, and write the page if asked."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument(
        "part", nargs="?", choices=(*reminders.PARTS, "votes"), help="of the reminders; or votes"
    )
    options.add_argument("--quick", action="store_true", help="a minute instead of a quarter hour")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options.add_argument(
        "--only", choices=("talks", "turns", "letters", "documents"), help="one part alone"
    )
    options.add_argument(
        "--write", action="store_true", help="put the tables into docs/benchmarks.md"
    )
    chosen = options.parse_args()
    kinds = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    parts = (chosen.only,) if chosen.only else ("talks", "turns", "letters", "documents")
    if chosen.part:
        with tempfile.TemporaryDirectory(prefix="thidua-bench-") as folder:
            if chosen.part == "votes":
                votes.run(kinds, Path(folder), quick=chosen.quick)
            else:
                reminders.run(chosen.part, kinds, Path(folder), quick=chosen.quick)
        return
    plan = QUICK if chosen.quick else Plan()
    found = asyncio.run(measure(() if chosen.only == "documents" else kinds, plan, parts))
    tables = report.tables(found)
    if "documents" in parts:
        tables += "\n\n" + report.standings(standings.measure(plan.papers))
        tables += "\n\n" + report.papers(documents.measure(plan.papers))
    print(tables)
    if chosen.write:
        report.write(Path(programs.ROOT) / "docs" / "benchmarks.md", tables)


if __name__ == "__main__":
    main()
