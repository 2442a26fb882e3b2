"""Three clusters to play with: the playground, and the bot inside it with a year well under way."""

import asyncio
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from rich.console import Console
from sqlalchemy import update
from sqlmodel import Session, col

from bot.app import App
from bot.clock import MovableClock
from bot.database import Database
from bot.demo.bloc import play_month
from bot.demo.cast import PROVINCES, Cast, let_join
from bot.demo.cluster import all_answered, let_write, link_groups, open_chats, play_first_week
from bot.demo.conference import play_conference
from bot.demo.year import play_year
from bot.imports import (
    CRITERIA_SAMPLE,
    SAMPLES,
    import_cluster,
    import_criteria,
    read_cluster,
    read_criteria,
)
from bot.playground import DEFAULT_TOKEN, World, serve
from bot.sealing import KeyStore
from bot.serve import poll, set_commands
from bot.store import Store
from bot.telegram import make_bot
from handlers.i18n import translator
from models.actions.reminding import ring
from models.post import Letter, LetterState
from models.queries.board import next_deadline
from models.queries.reminding import next_reminder

BEGINS = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)
"""Monday, 8:30 in Vietnam: a week into the year-end self-scoring."""
JOINED_DAYS_AGO = 35
CRITERIA_OF_PROVINCES = CRITERIA_SAMPLE.with_name("cum-cac-tinh.yaml")


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
        store = Store(path.with_name(f"{path.stem}-files"))
        clock = MovableClock()
        clock.set(BEGINS)
        world = World(clock)
        keys = KeyStore(path.with_name(f"{path.stem}-keys"))
        with out.status("Preparing three clusters…"):
            database.upgrade()
            cast = prepare(database, store, keys, world, clock())
        async with serve(world, port) as url:
            await _play(url, world, clock, database, store, keys, cast, out)


def prepare(database: Database, store: Store, keys: KeyStore, world: World, now: datetime) -> Cast:
    """The sample clusters, the people of three of them, and what these are at just now."""
    chance = Random(2026)  # noqa: S311 - the same story each time
    cast = database.do(lambda session: _gather(session, world, now, chance))
    play_month(database, store, cast, now, chance)
    play_conference(database, store, keys, cast, now, chance)
    database.do(lambda session: play_first_week(session, store, cast, now, chance))
    database.do(lambda session: play_year(session, store, cast))
    database.do(lambda session: ring(session, now))
    # The letters of those weeks were read on their days; this Monday's digest has yet to come.
    read = update(Letter).where(col(Letter.kind) != "week")
    read = read.values(state=LetterState.SENT, sent_at=col(Letter.made_at))
    database.do(lambda session: session.execute(read))
    return cast


def _gather(session: Session, world: World, now: datetime, chance: Random) -> Cast:
    t, begun = translator("vi"), now - timedelta(days=JOINED_DAYS_AGO)
    table, shorter = read_criteria(CRITERIA_SAMPLE, t), read_criteria(CRITERIA_OF_PROVINCES, t)
    for path in sorted((SAMPLES / "clusters").glob("*.yaml")):
        code = import_cluster(session, read_cluster(path, t), begun).code
        fitting = shorter if code == PROVINCES else table
        import_criteria(session, code, fitting, begun, adopted=True)
    return let_join(session, world, begun, now, chance)


async def _play(
    url: str,
    world: World,
    clock: MovableClock,
    database: Database,
    store: Store,
    keys: KeyStore,
    cast: Cast,
    out: Console,
) -> None:
    bot = make_bot(DEFAULT_TOKEN, url)
    app = App(database, bot, store, keys, clock=clock)
    await app.start()
    await set_commands(bot)
    stop = asyncio.Event()
    receiving = asyncio.create_task(poll(app, bot, stop))
    world.next_deadline = lambda: database.do(lambda session: next_deadline(session, clock()))
    world.next_reminder = lambda: database.do(lambda session: next_reminder(session, clock()))
    world.clock_moved.append(app.steward.clock_moved)
    let_write(world, cast)
    await app.settle()  # this Monday's digest lies above the cards
    open_chats(world, cast)
    await _until_answered(app, world, cast)
    link_groups(world, cast)
    people = ",".join(str(person) for person in cast.first())
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
