"""Casting at its edges: who may, until when, twice, all at once, and with a broken database."""

from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from models.actions import casting
from models.actions.ballot import void
from models.envelope import fingerprint
from models.errors import NotYourCluster
from models.errors_vote import (
    MarksInvalid,
    NotAnElector,
    NotOpenYet,
    OwnUnitExcluded,
    PaperOnly,
    ReadFirst,
    VoteClosed,
    VoteVoid,
)
from models.queries import votable
from models.rules.motion import Form, MotionKind, OwnUnit, Terms
from models.rules.presets import PRESETS
from models.voting import Acknowledgement, Envelope, OpenVote
from tests.databases import POSTGRES
from tests.secrecy.processes import at_once
from tests.secrecy.town import HALF, Town, letters

UNITS = 30
SEATS = Terms((PRESETS["more_than_half"].threshold,), seats=2)


@pytest.fixture
def town(either_url, tmp_path):
    each = Town(either_url, tmp_path / "keys", units=UNITS)
    yield each
    each.close()


@pytest.fixture
def lite(sqlite_url, tmp_path):
    each = Town(sqlite_url, tmp_path / "keys", units=UNITS)
    yield each
    each.close()


@pytest.fixture
def pg(postgresql_url, tmp_path):
    each = Town(postgresql_url, tmp_path / "keys", units=UNITS)
    yield each
    each.close()


# -- who, what, when ------------------------------------------------------------------------------


def test_who_is_not_on_the_roll_casts_nothing(town):
    motion_id = town.poll(letters(3))
    with pytest.raises(NotAnElector):
        town.cast(motion_id, 1, "o1", of=2)
    with pytest.raises(NotYourCluster):
        town.cast(999, 1, "o1")
    assert town.rows(Envelope) == []


def test_a_unit_that_joined_after_the_opening_is_not_on_the_roll(town):
    motion_id = town.poll(letters(3))

    def forget(session):
        from models.voting import Elector

        session.delete(session.get_one(Elector, (motion_id, town.leaders[4][1])))

    town.do(forget)
    with pytest.raises(NotAnElector):
        town.cast(motion_id, 4, "o1")


def test_who_has_not_read_what_secrecy_means_reads_it_first(town):
    town.do(lambda s: s.delete(s.get_one(Acknowledgement, (town.leaders[3][0], votable.EDITION))))
    motion_id = town.poll(letters(3))
    with pytest.raises(ReadFirst):
        town.cast(motion_id, 3, "o1")
    for _ in range(2):
        town.by_head(casting.acknowledge, who=3)
    assert town.cast(motion_id, 3, "o1")


def test_the_unit_that_it_is_about_may_be_left_out(town):
    terms = Terms(HALF.thresholds, own_unit=OwnUnit.EXCLUDED)
    subject = {"unit": town.leaders[2][1], "honour": "CTD_CP"}
    motion_id = town.poll(kind=MotionKind.HONOUR, terms=terms, subject=subject)
    with pytest.raises(OwnUnitExcluded):
        town.cast(motion_id, 2, "yes")
    assert town.cast(motion_id, 3, "yes")


@pytest.mark.parametrize(
    "marks", [("o9",), ("o1", "o1"), ("o0", "o1", "o2"), ("O1",), ("yes",), ("o1 ",), ("",)]
)
def test_marks_that_are_no_vote_are_refused(town, marks):
    motion_id = town.poll(letters(4), terms=SEATS)
    with pytest.raises(MarksInvalid):
        town.cast(motion_id, 1, *marks)
    assert town.rows(Envelope) == []


@pytest.mark.parametrize("marks", [(), ("o1",), ("o3", "o0")])
def test_up_to_as_many_as_there_are_seats_or_nobody_at_all(town, marks):
    motion_id = town.poll(letters(4), terms=SEATS)
    assert town.cast(motion_id, 1, *marks)


def test_a_ranking_names_all_of_them(town):
    motion_id = town.poll(letters(3), kind=MotionKind.RANKING, terms=HALF)
    for marks in (("o0", "o1"), ("o0", "o1", "o1"), ()):
        with pytest.raises(MarksInvalid):
            town.cast(motion_id, 1, *marks)
    assert town.cast(motion_id, 1, "o2", "o0", "o1")


def test_before_the_opening_and_on_paper_nothing_is_cast(town):
    with pytest.raises(NotOpenYet):
        town.cast(town.draft(letters(3)), 1, "o1")
    with pytest.raises(PaperOnly):
        town.cast(town.poll(letters(3), form=Form.PAPER), 1, "o1")


def test_the_last_moment_is_the_one_before_the_closing_time(town):
    motion_id = town.poll(letters(3))
    closes_at = town.motion(motion_id).closes_at
    assert town.cast(motion_id, 1, "o1", at=closes_at - timedelta(microseconds=1))
    with pytest.raises(VoteClosed):
        town.cast(motion_id, 2, "o1", at=closes_at)
    town.now = closes_at
    town.count(motion_id)
    with pytest.raises(VoteClosed):  # it was served too late: it is counted already
        town.cast(motion_id, 2, "o1", at=closes_at - timedelta(seconds=1))


def test_a_void_vote_takes_nothing(town):
    motion_id = town.poll(letters(3))
    town.by_head(void, motion_id, "Nhầm phương án")
    with pytest.raises(VoteVoid):
        town.cast(motion_id, 1, "o1")


def test_the_receipt_is_the_fingerprint_of_what_is_kept(town):
    motion_id = town.poll(letters(3))
    first = town.cast(motion_id, 1, "o1")
    second = town.cast(motion_id, 1, "o1")
    (envelope,) = town.rows(Envelope)
    assert first != second == fingerprint(envelope.sealed)


# -- at one moment --------------------------------------------------------------------------------


def casts(town, motion_id, number_of):
    """A process that casts for a unit and tells its receipt."""

    def work(number):
        here = Town(town.url, town.keys.root, seed=number + 100)
        here.now = town.now
        try:
            return here.cast(motion_id, number_of(number), f"o{number % 3}")
        finally:
            here.close()

    return work


@pytest.mark.parametrize("form", [Form.SECRET, Form.OPEN])
def test_thirty_voters_at_one_moment_are_thirty_votes(town, form):
    motion_id = town.poll(letters(3), form=form)
    town.database.engine.dispose()
    receipts = at_once(UNITS, casts(town, motion_id, lambda number: number))

    if form is Form.SECRET:
        kept = {fingerprint(each.sealed) for each in town.rows(Envelope)}
        assert kept == set(receipts)
        assert len(kept) == UNITS
    else:
        assert len(town.rows(OpenVote)) == UNITS
    town.now += timedelta(minutes=61)
    assert town.count(motion_id)
    assert town.motion(motion_id).result["votes"] == {"o0": 10, "o1": 10, "o2": 10}


def test_thirty_presses_of_one_voter_at_one_moment_are_one_vote(town):
    motion_id = town.poll(letters(3))
    town.database.engine.dispose()
    receipts = at_once(UNITS, casts(town, motion_id, lambda _: 7))

    (envelope,) = town.rows(Envelope)
    assert fingerprint(envelope.sealed) in receipts
    assert len(set(receipts)) == UNITS


# -- a database in trouble ------------------------------------------------------------------------


@contextmanager
def pragma(town, words, undone):
    """Each connection is given to work with this, and afterwards without it."""
    now = [words]

    def limit(connection, *_):
        connection.execute(f"PRAGMA {now[0]}")

    event.listen(town.database.engine, "checkout", limit)
    yield
    now[0] = undone


@pytest.mark.parametrize(
    ("words", "undone"),
    [("max_page_count=1", "max_page_count=1000000"), ("query_only=ON", "query_only=OFF")],
)
def test_a_full_or_read_only_database_takes_no_vote_and_says_so(lite, words, undone):
    town = lite
    motion_id = town.poll(letters(3))
    refused = 0
    with pragma(town, words, undone):
        for number in range(UNITS):
            try:
                town.cast(motion_id, number, "o1")
            except OperationalError:
                refused += 1
    held = len(town.rows(Envelope))
    assert refused > 0
    assert held == UNITS - refused

    for number in range(UNITS):
        town.cast(motion_id, number, "o1")
    assert len(town.rows(Envelope)) == UNITS


def dies_before(engine, words):
    """The server ends our connection when a statement with these words is about to run."""

    def die(connection, _cursor, statement, *_):
        if words in statement:
            event.remove(engine, "before_cursor_execute", die)
            pid = connection.connection.driver_connection.info.backend_pid
            with psycopg.connect(POSTGRES, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", [pid])

    event.listen(engine, "before_cursor_execute", die)


@pytest.mark.parametrize("words", ["INSERT INTO envelope", "INSERT INTO mark", "UPDATE alarm"])
def test_postgresql_gone_in_the_middle_of_a_cast_leaves_nothing_of_it(pg, words):
    town = pg
    motion_id = town.poll(letters(3))
    dies_before(town.database.engine, words)
    with pytest.raises(DBAPIError):
        town.cast(motion_id, 1, "o1")
    assert town.rows(Envelope) == []
    assert town.cast(motion_id, 1, "o1")
    assert len(town.rows(Envelope)) == 1
