"""Stopping while at work, and a database that is away for a while."""

import asyncio
from contextlib import contextmanager
from random import Random

import httpx
import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot.playground.acts import say
from bot.receiver import Poller, webhook_app
from models.audit import Audit
from models.post import Inbox
from tests.bench.clusters import Source, name_of
from tests.databases import POSTGRES, need_postgres
from tests.inprocess import InProcess
from tests.kills.storm import Storm

PEOPLE = 10


@pytest.fixture
def sqlite_source(tmp_path):
    return Source("sqlite", tmp_path, PEOPLE)


@pytest.fixture
def postgresql_source(tmp_path):
    need_postgres()
    source = Source("postgresql", tmp_path, PEOPLE)
    yield source
    source.close()


@pytest.fixture(params=["sqlite_source", "postgresql_source"])
def storm_url(request):
    source = request.getfixturevalue(request.param)
    url = source.fresh()
    yield url
    source.drop(url)


async def test_it_stops_within_ten_seconds_with_work_under_way(storm_url, tmp_path):
    async with Storm(tmp_path, storm_url, PEOPLE, Random(1)) as storm:  # noqa: S311 - chance
        await asyncio.sleep(1.5)
        took = await asyncio.to_thread(storm.bot.stop)
        code = storm.bot.process.returncode
        storm.bot = storm.launch()
        outcome = await storm.calm()

    assert took < 10
    assert code == 0
    assert outcome.problems == []


async def test_postgresql_may_be_away_for_a_while(postgresql_source, tmp_path):
    url = postgresql_source.fresh()
    try:
        async with Storm(tmp_path, url, PEOPLE, Random(2)) as storm:  # noqa: S311 - chance
            await storm.no_more_letters()
            await asyncio.sleep(1.0)
            with away(name_of(url)):
                await asyncio.sleep(0.5)
                told = len(storm.deliverer.answers)
                await asyncio.sleep(2.0)
                answers = storm.deliverer.answers[told:]
            outcome = await storm.calm()
    finally:
        postgresql_source.drop(url)

    assert answers
    assert set(answers) == {(503, "5")}
    assert outcome.problems == []


@contextmanager
def away(database):
    """Nobody can connect, and who was connected is not any more."""
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,)
        )
        yield
        connection.execute(f"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS true")


# -- a full disk: in one process, so that the disk can be full for this bot alone ----------------


class Disk:
    """How far the database file may grow."""

    def __init__(self, engine):
        self.pages = 1 << 30
        event.listen(engine, "checkout", self._limit)

    def _limit(self, connection, *_):
        connection.execute(f"PRAGMA max_page_count={self.pages}")

    @contextmanager
    def full(self):
        """Not at all: SQLite takes a limit below what there is for what there is."""
        self.pages = 1
        yield
        self.pages = 1 << 30


@pytest.fixture
def disk(stage):
    return Disk(stage.app.database.engine)


@pytest.fixture
async def at_work(stage):
    """A person with an item on screen."""
    phone = await stage.head()
    stage.open_period()
    await phone.send("/start")
    await phone.tap("tự chấm điểm")
    await phone.tap("▶️")
    return phone


def types_a_lot(phone, stage, lines=40):
    """More than the free pages of a database hold; the last is a good answer."""
    for _ in range(lines):
        say(stage.world, phone.person, phone.chat, "x" * 4000)
    say(stage.world, phone.person, phone.chat, "92,5")


async def test_a_full_disk_keeps_polling_where_it_is(at_work, stage, disk):
    poller = Poller(stage.app.bot, InProcess(stage.world), stage.app.accept, stage.app.on_alive)
    poller._offset = stage.offset
    types_a_lot(at_work, stage)
    with disk.full():
        with pytest.raises(DBAPIError):
            await poller._once()
        with pytest.raises(DBAPIError):
            await poller._once()
        held = poller._offset
    await poller._once()
    await stage.app.settle()

    assert held == stage.offset
    assert poller._offset > stage.offset
    answers = [each for each in stage.rows(Audit) if each.verb == "answered"]
    assert [each.new["answer"] for each in answers] == [{"actual": "92.5"}]
    assert all(each.done_at and not each.error for each in stage.rows(Inbox))


async def test_a_full_disk_makes_the_webhook_ask_for_later(at_work, stage, disk):
    web = webhook_app(stage.app.accept, "secret", stage.app.is_ready)
    types_a_lot(at_work, stage)
    raws = await stage.pull()
    headers = {"X-Telegram-Bot-Api-Secret-Token": "secret"}

    async def deliver():
        transport = httpx.ASGITransport(app=web)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            posts = (client.post("/telegram", json=raw, headers=headers) for raw in raws)
            return await asyncio.gather(*posts)

    with disk.full():
        refused = [each for each in await deliver() if each.status_code != 200]
    taken = await deliver()
    await stage.app.settle()

    assert {(each.status_code, each.headers["Retry-After"]) for each in refused} == {(503, "5")}
    assert {each.status_code for each in taken} == {200}
    answers = [each for each in stage.rows(Audit) if each.verb == "answered"]
    assert [each.new["answer"] for each in answers] == [{"actual": "92.5"}]
