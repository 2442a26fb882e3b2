"""A whole cluster to play with: the playground, the bot inside it, and Cụm thi đua số 10."""

import asyncio
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from rich.console import Console

from bot.app import App
from bot.clock import MovableClock
from bot.database import Database
from bot.demo_cluster import FIRST_PEOPLE, Cast, all_answered, link_group, open_chats, prepare
from bot.playground import DEFAULT_TOKEN, World, serve
from bot.serve import poll, set_commands
from bot.telegram import make_bot
from models.queries.board import next_deadline

BEGINS = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)
"""Monday, 8:30 in Vietnam: a week into the year-end self-scoring."""


async def run_playground(port: int, out: Console) -> None:
    """The local Bot API server alone, until interrupted."""
    world = World(MovableClock())
    async with serve(world, port) as url:
        out.print(f"Playground: [bold]{url}[/]   (TELEGRAM_API_URL={url}, any token)")
        await _until_interrupted()


async def run_demo(port: int, keep: Path | None, out: Console) -> None:
    """Playground and bot in one process, with a seeded cluster, until interrupted."""
    with tempfile.TemporaryDirectory(prefix="thidua-demo-") as folder:
        path = keep or Path(folder) / "demo.db"
        database = Database(f"sqlite:///{path}")
        with out.status("Preparing Cụm thi đua số 10…"):
            database.upgrade()
        clock = MovableClock()
        clock.set(BEGINS)
        world = World(clock)
        cast = database.do(lambda session: prepare(session, world, clock(), Random(2026)))  # noqa: S311 - the same story each time
        async with serve(world, port) as url:
            await _play(url, world, clock, database, cast, out)


async def _play(
    url: str, world: World, clock: MovableClock, database: Database, cast: Cast, out: Console
) -> None:
    bot = make_bot(DEFAULT_TOKEN, url)
    app = App(database, bot, clock=clock)
    await app.start()
    await set_commands(bot)
    stop = asyncio.Event()
    receiving = asyncio.create_task(poll(app, bot, stop))
    world.next_deadline = lambda: database.do(lambda session: next_deadline(session, clock()))
    world.clock_moved.append(app.steward.clock_moved)
    open_chats(world, cast)
    await _until_answered(app, world, cast)
    link_group(world, cast)
    people = ",".join(str(person) for person in cast.first(FIRST_PEOPLE))
    out.print(
        f"\nThi Đua Bot, demo: [bold]{url}/#people={people}[/]\nPress Ctrl+C to stop.",
        highlight=False,
    )
    await _until_interrupted()
    stop.set()
    await receiving
    await app.stop()


async def _until_answered(app: App, world: World, cast: Cast) -> None:
    """Until everyone has their first card."""
    for _ in range(400):
        if all_answered(world, cast):
            break
        await asyncio.sleep(0.05)
    await app.settle()


async def _until_interrupted() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
