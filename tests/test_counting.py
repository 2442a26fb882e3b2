"""Counting at its edges: once, whole, in time, whoever else is at it, whatever was touched."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot.counting import ASIDE, Counting
from models.actions.ballot import extend
from models.errors_vote import KeysUnavailable, VoteClosed, VotesMissing
from models.post import Inbox, Letter
from models.queries import due_votes
from models.record import RecordEntry
from models.rules.motion import Absent, Form, MotionKind, QuorumOn, Terms
from models.voting import Ballot, Elector, Envelope, MotionState, Turnout
from tests.databases import POSTGRES
from tests.secrecy.processes import at_once
from tests.secrecy.town import HALF, MORNING, Town, letters

UNITS = 9
TWO_THIRDS = Terms(HALF.thresholds, quorum=(2, 3), quorum_on=QuorumOn.CAST)


@pytest.fixture
def town(either_url, tmp_path):
    each = Town(either_url, tmp_path / "keys", units=UNITS)
    yield each
    each.close()


@pytest.fixture
def pg(postgresql_url, tmp_path):
    each = Town(postgresql_url, tmp_path / "keys", units=UNITS)
    yield each
    each.close()


def voted(town, count=UNITS, **more):
    """A vote that so many units have cast in; its id."""
    motion_id = town.poll(letters(3), **more)
    for number in range(count):
        town.cast(motion_id, number, f"o{number % 3}")
    return motion_id


def entries(town, kind):
    return [each for each in town.rows(RecordEntry) if each.kind == kind]


# -- once -----------------------------------------------------------------------------------------


async def test_it_is_counted_when_its_time_is_over_and_only_once(town):
    motion_id = voted(town)
    town.now = town.motion(motion_id).closes_at - timedelta(microseconds=1)
    assert await town.tick() == 0
    town.now += timedelta(microseconds=1)
    assert await town.tick() == 1
    assert await town.tick() == 0
    assert not town.count(motion_id)
    town.close_early(motion_id)

    assert town.motion(motion_id).state is MotionState.CLOSED
    assert len(entries(town, "closed")) == 1
    assert len(town.rows(Ballot)) == len(town.rows(Turnout)) == UNITS
    assert town.rows(Envelope) == []


def test_who_is_missing_holds_an_early_count_up(town):
    motion_id = voted(town, UNITS - 2)
    with pytest.raises(VotesMissing) as caught:
        town.close_early(motion_id)
    assert caught.value.args == (2,) or caught.value.__dict__
    for number in range(UNITS - 2, UNITS):
        town.cast(motion_id, number, "o1")
    town.close_early(motion_id)
    assert town.motion(motion_id).state is MotionState.CLOSED


def test_who_has_to_be_there_and_is_not_holds_nothing_up(town):
    motion_id = voted(town, UNITS - 1)

    def absent(session):
        motion = session.get_one(type(town.motion(motion_id)), motion_id)
        motion.terms = {**motion.terms, "absent": Absent.NONE.value}
        for number, (_, unit) in enumerate(town.leaders):
            session.get_one(Elector, (motion_id, unit)).present = number < UNITS - 1

    town.do(absent)
    town.close_early(motion_id)
    assert town.motion(motion_id).state is MotionState.CLOSED


async def test_too_few_make_it_void_and_what_they_cast_stays_unread(town):
    motion_id = voted(town, 5, terms=TWO_THIRDS)
    town.now += timedelta(minutes=61)
    await town.tick()

    motion = town.motion(motion_id)
    assert (motion.state, motion.void_why) == (MotionState.VOID, "no_quorum")
    assert town.rows(Ballot) == town.rows(Turnout) == town.rows(Envelope) == []
    assert town.keys.seals() == []
    assert len(entries(town, "void")) == 1


def test_everybody_is_told_once_that_it_is_counted(town):
    motion_id = voted(town)
    town.now += timedelta(minutes=61)
    for _ in range(2):
        town.count(motion_id)
    kinds = Counter(each.kind for each in town.rows(Letter))
    assert kinds["ballot-results"] == UNITS


# -- at one moment --------------------------------------------------------------------------------


def test_several_closers_at_one_moment_count_once(town):
    motion_id = voted(town)
    town.now += timedelta(minutes=61)
    town.database.engine.dispose()

    def close(number):
        here = Town(town.url, town.keys.root, seed=number)
        here.now = town.now
        try:
            if number % 2:
                here.close_early(motion_id)
                return None
            return here.count(motion_id)
        finally:
            here.close()

    found = at_once(6, close)

    assert not any(isinstance(each, type) for each in found), found
    assert found.count(True) <= 1
    assert len(entries(town, "closed")) == 1
    assert len(town.rows(Ballot)) == UNITS


def test_a_count_that_races_with_votes_loses_none_that_was_acknowledged(town):
    for _ in range(3):
        motion_id = voted(town, 2)
        town.database.engine.dispose()

        def act(number, motion_id=motion_id):
            here = Town(town.url, town.keys.root, seed=number + 50)
            here.now = town.now
            try:
                if number == UNITS:
                    here.now += timedelta(minutes=61)
                    return here.count(motion_id)
                told = []
                for _ in range(4):
                    try:
                        told.append(here.cast(motion_id, number, "o1"))
                    except VoteClosed:
                        break
                return told
            finally:
                here.close()

        found = at_once(UNITS + 1, act)

        assert found[-1] is True
        turnout = {each.unit_id: each for each in town.rows(Turnout, motion_id=motion_id)}
        for number, told in enumerate(found[:-1]):
            assert not isinstance(told, type), told
            if told:
                assert turnout[town.leaders[number][1]].fingerprint == told[-1]
        assert len(town.rows(Ballot, motion_id=motion_id)) == len(turnout)
        town.now += timedelta(hours=2)


# -- in time --------------------------------------------------------------------------------------


async def test_midnight_of_the_last_day_of_the_year(town):
    """23:59:59 of 31 December in Vietnam, on a server that counts in UTC."""
    town.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    motion_id = town.draft(letters(3))
    town.open(motion_id, minutes=60)

    def to_the_second(session):
        closes_at = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
        session.get_one(type(town.motion(motion_id)), motion_id).closes_at = closes_at

    town.do(to_the_second)
    for number in range(UNITS):
        town.cast(motion_id, number, "o1", at=datetime(2026, 12, 31, 16, 59, 58, tzinfo=UTC))
    town.now = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
    with pytest.raises(VoteClosed):
        town.cast(motion_id, 1, "o2")
    assert await town.tick() == 1

    entry = json.loads(entries(town, "closed")[0].body)
    assert entry["year"] == 2026
    assert entry["at"] == "2026-12-31T16:59:59+00:00"
    assert town.motion(motion_id).result["votes"]["o1"] == UNITS


async def test_a_clock_that_steps_back_reopens_nothing(town):
    motion_id = voted(town)
    town.now += timedelta(minutes=61)
    await town.tick()
    town.now -= timedelta(hours=5)

    with pytest.raises(VoteClosed):
        town.cast(motion_id, 1, "o2")
    with pytest.raises(VoteClosed):
        town.by_head(extend, motion_id, town.now + timedelta(hours=9))
    assert await town.tick() == 0
    assert len(entries(town, "closed")) == 1


def waiting(town, received_at):
    """A press that was written down then and is not served yet; how to serve it."""

    def work(session):
        session.add(Inbox(update_id=77, lane=5, received_at=received_at, body="{}"))

    def served(session):
        session.get_one(Inbox, 77).done_at = town.now

    town.do(work)
    return lambda: town.do(served)


async def test_a_press_that_came_in_time_is_served_before_the_count(town):
    motion_id = voted(town)
    town.now = town.motion(motion_id).closes_at
    serve = waiting(town, town.now - timedelta(seconds=1))
    assert await town.tick() == 0
    assert town.cast(motion_id, 3, "o2", at=town.now - timedelta(seconds=1))
    serve()
    assert await town.tick() == 1


async def test_a_press_that_came_too_late_holds_nothing_up(town):
    motion_id = voted(town)
    town.now = town.motion(motion_id).closes_at
    waiting(town, town.now)
    assert await town.tick() == 1


async def test_nothing_is_waited_for_for_ever(town):
    clock = Counting(town.database, town.keys, town.clock)
    motion_id = voted(town)
    town.now = town.motion(motion_id).closes_at
    waiting(town, town.now - timedelta(seconds=1))
    assert await clock.count() == 0
    town.now += due_votes.LATE_UPDATES
    assert await clock.count() == 1


async def test_after_an_outage_what_was_written_down_in_time_is_served_first(town):
    """The machine was off at closing time and for an hour; a press was in the inbox already."""
    motion_id = voted(town)
    town.now = town.motion(motion_id).closes_at + timedelta(hours=1)
    serve = waiting(town, town.motion(motion_id).closes_at - timedelta(seconds=1))
    clock = Counting(town.database, town.keys, town.clock)
    assert await clock.count() == 0
    serve()
    assert await clock.count() == 1


# -- keys -----------------------------------------------------------------------------------------


async def test_a_lost_key_makes_it_void_and_says_so(town):
    motion_id = voted(town)
    (town.keys.root / f"{town.motion(motion_id).seal}.key").unlink()
    town.now += timedelta(minutes=61)
    await town.tick()

    motion = town.motion(motion_id)
    assert (motion.state, motion.void_why) == (MotionState.VOID, "key_lost")
    assert town.rows(Envelope) == []
    assert json.loads(entries(town, "void")[0].body)["facts"]["why"] == "key_lost"


async def test_a_store_that_is_away_is_waited_for(town):
    motion_id = voted(town)
    town.now += timedelta(minutes=61)
    away = town.keys.root.rename(town.keys.root.with_name("away"))
    clock = Counting(town.database, town.keys, town.clock)

    with pytest.raises(KeysUnavailable):
        town.close_early(motion_id)
    assert await clock.count() == 0
    assert town.motion(motion_id).state is MotionState.OPEN
    away.rename(town.keys.root)
    assert await clock.count() == 0  # it is put aside for a while
    town.now += ASIDE
    assert await clock.count() == 1
    assert len(town.rows(Ballot)) == UNITS


async def test_a_key_that_could_not_be_destroyed_is_destroyed_later(town, monkeypatch):
    motion_id = voted(town)
    town.now += timedelta(minutes=61)

    def fails(*_):
        raise OSError(5, "no")

    with monkeypatch.context() as patched:
        patched.setattr("bot.sealing._shred", fails)
        assert await town.tick() == 1
    assert town.keys.seals() == [town.motion(motion_id).seal]
    await town.tick()
    assert town.keys.seals() == []


# -- meddling -------------------------------------------------------------------------------------


async def test_an_envelope_that_was_damaged_is_an_invalid_ballot(town):
    motion_id = voted(town)

    def damage(session):
        session.get_one(Envelope, (motion_id, town.leaders[4][1])).sealed = b"x" * 560

    town.do(damage)
    town.now += timedelta(minutes=61)
    await town.tick()

    result = town.motion(motion_id).result
    assert (result["valid"], result["invalid"]) == (UNITS - 1, 1)
    numbers = {int(each.rid, 16) for each in town.rows(Ballot)}
    assert min(numbers) > 2**64  # the number of a damaged one does not tell its place


async def test_a_copied_envelope_counts_once(town):
    motion_id = voted(town)

    def copy(session):
        one = session.get_one(Envelope, (motion_id, town.leaders[4][1]))
        session.get_one(Envelope, (motion_id, town.leaders[5][1])).sealed = one.sealed

    town.do(copy)
    town.now += timedelta(minutes=61)
    await town.tick()

    result = town.motion(motion_id).result
    assert (result["valid"], result["invalid"]) == (UNITS - 1, 1)
    assert len(town.rows(Ballot)) == UNITS


# -- a database in trouble ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["DELETE FROM envelope", "INSERT INTO ballot", "INSERT INTO recordentry", "commit"]
)
async def test_postgresql_gone_in_the_middle_of_a_count(pg, words):
    """Nothing is counted, or all of it; the next count begins anew."""
    town = pg
    motion_id = voted(town)
    town.now += timedelta(minutes=61)
    engine = town.database.engine

    ended = []

    def end(connection):
        ended.append(connection)
        pid = connection.connection.driver_connection.info.backend_pid
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])

    def die(connection, _cursor, statement, *_):
        if words in statement and not ended:
            end(connection)

    def die_at_commit(connection):
        if not ended:
            end(connection)

    if words == "commit":
        event.listen(engine, "commit", die_at_commit)
    else:
        event.listen(engine, "before_cursor_execute", die)
    with pytest.raises(DBAPIError):
        town.count(motion_id)

    assert town.motion(motion_id).state is MotionState.OPEN
    assert len(town.rows(Envelope)) == UNITS
    assert town.rows(Ballot) == []
    assert town.keys.seals() != []
    assert await town.tick() == 1
    assert len(town.rows(Ballot)) == UNITS
    assert town.keys.seals() == []


def test_a_named_vote_is_counted_by_name(town):
    motion_id = town.poll(kind=MotionKind.DOCUMENT, form=Form.OPEN)
    for number in range(UNITS):
        town.cast(motion_id, number, "yes" if number else "no")
    town.now = MORNING + timedelta(minutes=61)
    assert town.count(motion_id)
    facts = json.loads(entries(town, "closed")[0].body)["facts"]
    assert [each["marks"] for each in facts["votes"].values()].count(["no"]) == 1
