"""Fixtures for everybody: fresh databases, and the stage on which talks are held."""

import gc

import pytest

from tests.databases import PostgresTemplate, SqliteTemplate, need_postgres
from tests.stage import Stage


def pytest_collection_finish():
    """What is imported by now stays: looking through it for garbage would cost a tenth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def pytest_make_parametrize_id(val, argname):
    """A file's bytes are no name for a test: some hold the time at which they were made."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_template():
    need_postgres()
    template = PostgresTemplate()
    yield template
    template.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request, tmp_path):
    """A fresh database on each of the two."""
    template = request.getfixturevalue(f"{request.param}_template")
    url = template.copy(tmp_path)
    yield url
    template.drop(url)


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    return sqlite_template.copy(tmp_path)


@pytest.fixture
async def stage(sqlite_url):
    """The stage on SQLite: for talks whose point is not the database."""
    async for each in _on(sqlite_url):
        yield each


@pytest.fixture
async def either_stage(either_url):
    """The stage on each of the two databases."""
    async for each in _on(either_url):
        yield each


@pytest.fixture
def postgresql_url(postgresql_template, tmp_path):
    """Each transaction has a connection of its own, so that two can be open at once."""
    url = postgresql_template.copy(tmp_path)
    yield url
    postgresql_template.drop(url)


@pytest.fixture
async def postgresql_stage(postgresql_url):
    """The stage where two transactions can be open at once."""
    async for each in _on(postgresql_url):
        yield each


@pytest.fixture
def flat(sqlite_url):
    """The stage without phones, for actions by themselves."""
    each = Stage(sqlite_url)
    yield each
    each.database.close()


@pytest.fixture
def pg_flat(postgresql_url):
    """The same where two transactions can be open at once."""
    each = Stage(postgresql_url)
    yield each
    each.database.close()


async def _on(url):
    each = Stage(url)
    await each.begin()
    yield each
    each.check_alarms()
    await each.end()
    from tests.playground.judge import judge_calls

    judge_calls(each.world.calls.after(0))  # whatever a test did, the bot asked it correctly
