"""What both databases must do alike."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import select

from bot.database import Database
from models.actions.criteria import assign_target
from models.audit import Audit, note
from models.base import fetch, insert_new
from models.cluster import Cluster, Membership, Unit
from models.criteria import Target
from models.post import Inbox, Lease

NOW = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)


@pytest.fixture
def database(either_url):
    each = Database(either_url)
    yield each
    each.close()


def update(number, lane=1):
    return {
        "update_id": number,
        "lane": lane,
        "body": "{}",
        "received_at": NOW,
        "done_at": None,
    }


def test_returning_commits_and_raising_rolls_back(database):
    def write(session, number):
        insert_new(session, Inbox, **update(number))
        if number == 2:
            raise ZeroDivisionError

    database.do(lambda session: write(session, 1))
    with pytest.raises(ZeroDivisionError):
        database.do(lambda session: write(session, 2))

    assert [row.update_id for row in database.do(lambda s: s.exec(select(Inbox)).all())] == [1]


def test_a_row_with_a_known_key_is_not_inserted_again(database):
    def write(session):
        return [insert_new(session, Inbox, **update(7)) for _ in range(3)]

    assert database.do(write) == [True, False, False]


def test_many_writers_at_once_insert_a_key_once(database):
    with ThreadPoolExecutor(8) as threads:
        results = list(
            threads.map(
                lambda _: database.do(lambda session: insert_new(session, Inbox, **update(9))),
                range(24),
            )
        )

    assert sum(results) == 1


def test_points_come_back_exactly_and_a_third_decimal_is_refused(database):
    def write(session, value):
        unit = session.exec(select(Unit)).first()
        cluster = session.exec(select(Cluster)).first()
        assign_target(session, cluster.id, 2026, unit.id, "I.1.2", value)

    database.do(lambda session: write(session, Decimal("12.25")))
    stored = database.do(lambda s: s.exec(select(Target).where(Target.code == "I.1.2")).all())

    assert Decimal("12.25") in {row.value for row in stored}
    with pytest.raises(StatementError):
        database.do(lambda session: write(session, Decimal("1.005")))


def test_times_come_back_as_the_same_moment_in_utc(database):
    local = datetime(2026, 11, 9, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    database.do(lambda session: session.add(Lease(name="x", owner="y", until=local)))

    found = database.do(lambda session: session.get(Lease, "x")).until

    assert found == local
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_refused(database):
    naive = datetime(2026, 11, 9)  # noqa: DTZ001 - that is the point
    with pytest.raises((StatementError, ValueError)):
        database.do(lambda session: session.add(Lease(name="x", owner="y", until=naive)))


def test_a_row_that_points_nowhere_is_refused(database):
    stray = Membership(cluster_id=99_999, unit_id=99_999, from_on=NOW.date())
    with pytest.raises(DBAPIError):
        database.do(lambda session: session.add(stray))


def test_kinds_are_stored_by_their_value(database):
    found = database.do(lambda session: session.execute(text("SELECT kind FROM cluster")).scalars())

    assert set(found) == {"cum", "khoi"}


def test_the_record_keeps_old_and_new_values_as_they_were(database):
    database.do(lambda session: note(session, NOW, "x", "y:1", old={"a": "ả"}, new=None))
    row = database.do(lambda session: session.exec(select(Audit).where(Audit.verb == "x")).one())

    assert (row.old, row.new, row.at) == ({"a": "ả"}, None, NOW)


def test_reads_past_the_orm_see_what_the_session_has_changed(database):
    def work(session):
        session.add(Lease(name="mine", owner="me", until=NOW))
        return fetch(session, select(Lease.owner).where(Lease.name == "mine"))

    assert [row.owner for row in database.do(work)] == ["me"]


def test_no_message_of_the_database_shows_what_was_stored(database):
    def write(session):
        for _ in range(2):
            session.connection().execute(
                text("INSERT INTO lease (name, owner, until) VALUES ('k', :secret, :until)"),
                {"secret": "bí mật", "until": "2026-11-09 00:00:00"},
            )

    with pytest.raises(DBAPIError) as caught:
        database.do(write)

    assert "bí mật" not in str(caught.value)


async def test_a_slow_transaction_does_not_hold_up_the_event_loop(database):
    slow = "SELECT pg_sleep(0.3)"
    if database.is_sqlite:
        slow = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) "
            "SELECT count(*) FROM n"
        )
    task = asyncio.create_task(database.run(lambda s: s.execute(text(slow)).scalar()))
    beats = 0
    while not task.done():
        await asyncio.sleep(0.01)
        beats += 1

    assert beats >= 5


async def test_two_people_are_served_at_once_on_postgresql_and_in_turn_on_sqlite(database):
    if database.is_sqlite:
        assert database._threads._max_workers == 1
        return
    slow = text("SELECT pg_sleep(0.2)")
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(database.run(lambda s: s.execute(slow).scalar()) for _ in range(4)))

    assert loop.time() - began < 0.7
