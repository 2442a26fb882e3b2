"""Power cuts at work: nothing lost, nothing doubled, every card right afterwards."""

from random import Random

import pytest

from tests.bench.clusters import Source
from tests.databases import need_postgres
from tests.kills.storm import Storm

PEOPLE = 20


@pytest.fixture(params=["sqlite", "postgresql"])
def storm_url(request, tmp_path):
    """A database with so many people at work."""
    if request.param == "postgresql":
        need_postgres()
    source = Source(request.param, tmp_path, PEOPLE)
    url = source.fresh()
    yield url
    source.drop(url)
    source.close()


async def test_four_kills_lose_nothing_and_double_nothing(storm_url, tmp_path):
    async with Storm(tmp_path, storm_url, PEOPLE, Random(4)) as storm:  # noqa: S311 - chance
        await storm.kills(4)
        outcome = await storm.calm()

    assert outcome.problems == []
    assert outcome.twice > 0
    assert outcome.typed > PEOPLE
    assert outcome.pressed > 0
    assert outcome.letters > 0
    assert outcome.letters_twice <= outcome.kills * 3
