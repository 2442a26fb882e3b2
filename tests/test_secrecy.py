"""A secret ballot, by the actions themselves: nothing that is kept tells who chose what."""

import json
import logging
from ast import literal_eval
from datetime import timedelta
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from bot.logs import LOG
from bot.sealing import KeyStore
from handlers.screen import Screen
from models.actions.casting import cast
from models.envelope import PLAIN, SEALED, read_ballot, seal
from models.keys import KeyLost
from models.rules.motion import Form, MotionKind
from models.voting import Ballot, Envelope, Turnout
from tests.secrecy.looking import dump, written
from tests.secrecy.order import CRITICAL, chi_square, listed_orders
from tests.secrecy.town import FixedKeys, Town, letters

ENOUGH = 9


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request):
    """Copies of it are made within a test."""
    return request.getfixturevalue(f"{request.param}_template")


@pytest.fixture
def town(either_url, tmp_path, request):
    # PostgreSQL's databases are emptied and used again: an earlier test's numbers lie in dead rows.
    seed = crc32(request.node.nodeid.encode())
    each = Town(either_url, tmp_path / "keys", units=ENOUGH, seed=seed)
    yield each
    each.close()


# -- two voters exchange their choices ------------------------------------------------------------


@st.composite
def polls(draw):
    """Who casts which hand, in which order, some of them again; and the two who exchange."""
    units = draw(st.integers(4, ENOUGH))
    hands = draw(st.lists(st.integers(0, 2), min_size=units, max_size=units))
    order = draw(st.permutations(range(units)))
    again = draw(st.lists(st.sampled_from(range(units)), max_size=3))
    pair = draw(st.lists(st.sampled_from(range(units)), min_size=2, max_size=2, unique=True))
    return hands, [*order, *again], pair


def observed(template, folder, poll, caplog, *, exchanged):
    """Everything that is left behind, before the count and after it."""
    hands, order, (one, other) = poll
    holder = list(range(len(hands)))
    if exchanged:
        holder[one], holder[other] = other, one
    url = template.copy(folder)
    town = Town(url, folder / f"keys-{exchanged}", units=len(hands), keys=FixedKeys)
    caplog.clear()
    try:
        motion_id = town.poll(letters(3))
        for place, number in enumerate(order):
            last = number not in order[place + 1 :]
            town.chance.hand = holder[number] if last else (number, place)
            town.now += timedelta(seconds=7)
            town.cast(motion_id, number, f"o{hands[holder[number]] if last else place % 3}")
        before = dump(town.database)
        town.now += timedelta(minutes=61)
        town.count(motion_id)
        lines = [record.getMessage() for record in caplog.records]
        return before, dump(town.database), lines
    finally:
        town.close()
        template.drop(url)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(poll=polls())
def test_two_who_exchange_their_choices_change_nothing(template, tmp_path, caplog, poll):
    with caplog.at_level(logging.DEBUG, logger=LOG.name):
        as_it_is = observed(template, tmp_path, poll, caplog, exchanged=False)
        exchanged = observed(template, tmp_path, poll, caplog, exchanged=True)

    assert as_it_is == exchanged


# -- nothing readable on disk ---------------------------------------------------------------------


def traces(town, rids, marks, keys):
    """Where a ballot's number or its marks can be read, however they were written."""
    wanted = {rid.encode() for rid in rids} | {bytes.fromhex(rid) for rid in rids}
    wanted |= {json.dumps([mark], separators=(",", ":")).encode() for mark in marks}
    return [
        (where, each)
        for where, content in written(town.database, keys)
        for each in wanted
        if each in content
    ]


def test_before_the_count_no_ballot_can_be_read_anywhere(town, tmp_path):
    marks = ("chim-bói-cá", "chim-sơn-ca", "chim-vành-khuyên")
    options = [type(each)(key, key) for key, each in zip(marks, letters(3), strict=True)]
    motion_id = town.poll(options)
    for number in [*range(ENOUGH), 1, 2]:
        town.cast(motion_id, number, marks[number % 3])

    before = traces(town, town.chance.rids, marks, tmp_path / "keys")
    town.now += timedelta(minutes=61)
    town.count(motion_id)

    assert before == []
    if town.database.is_sqlite:  # the same eyes see them once they are counted
        assert traces(town, town.chance.rids[3:9], marks, tmp_path / "keys")
    assert {each.rid for each in town.rows(Ballot)} < set(town.chance.rids)


def test_a_vote_changes_its_envelope_and_nothing_else(town):
    motion_id = town.poll(letters(3))
    found = set()
    for number in (3, 1, 3, 2):
        before = dump(town.database, masked=False)
        town.now += timedelta(seconds=40)
        town.cast(motion_id, number, "o1")
        after = dump(town.database, masked=False)
        found |= {name for name in after if after[name] != before[name]}
        assert len(set(after["envelope"]) - set(before["envelope"])) == 1

    assert "envelope" in found
    assert found <= {"envelope", "mark", "alarm"}


def test_to_cast_anew_leaves_no_trace_of_how_often(town):
    motion_id = town.poll(letters(3))
    for number in (1, 2, 2, 2):
        town.cast(motion_id, number, "o1")
    counts = {name: len(rows) for name, rows in dump(town.database).items()}

    assert counts["envelope"] == 2
    assert {each.sealed for each in town.rows(Envelope)}
    assert not any("cast" in row for rows in dump(town.database)["audit"] for row in rows)


# -- the key --------------------------------------------------------------------------------------


async def test_after_the_count_nothing_opens_an_envelope_of_before(town, tmp_path):
    motion_id = town.poll(letters(3))
    for number in range(ENOUGH):
        town.cast(motion_id, number, "o1")
    backup = [each.sealed for each in town.rows(Envelope)]
    key = (tmp_path / "keys" / f"{town.motion(motion_id).seal}.key").read_bytes()
    assert town.keys.unseal(town.motion(motion_id).seal, backup)[0]

    town.now += timedelta(minutes=61)
    await town.tick()

    with pytest.raises(KeyLost):
        town.keys.unseal(town.motion(motion_id).seal, backup)
    forms = {key, key.hex().encode()}
    left = [
        path for path, content in written(town.database, tmp_path) for e in forms if e in content
    ]
    assert left == []
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["key-store"]
    assert len(town.rows(Turnout, motion_id=motion_id)) == ENOUGH


async def test_a_void_vote_is_never_opened_and_its_key_goes_too(town, tmp_path):
    from models.actions.ballot import void

    motion_id = town.poll(letters(3))
    for number in range(ENOUGH):
        town.cast(motion_id, number, "o1")
    town.by_head(void, motion_id, "Nhầm tên phương án")
    await town.tick()

    assert town.rows(Envelope) == []
    assert town.rows(Ballot) == []
    assert town.rows(Turnout) == []
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["key-store"]


# -- the lists that are published -----------------------------------------------------------------


def test_ballots_are_listed_in_no_order(tmp_path):
    assert chi_square(listed_orders(KeyStore(tmp_path), 480, seed=3)) < CRITICAL


def test_ballots_are_listed_by_their_random_numbers(town):
    motion_id = town.poll(letters(3))
    for number in range(ENOUGH):
        town.cast(motion_id, number, f"o{number % 3}")
    town.now += timedelta(minutes=61)
    town.count(motion_id)

    ballots = town.rows(Ballot, motion_id=motion_id)
    entry = next(e for e in dump(town.database, masked=False)["recordentry"] if "closed" in str(e))
    published = json.loads(literal_eval(entry[5]))["facts"]["ballots"]
    assert published == [each.marks for each in sorted(ballots, key=lambda each: each.rid)]


def test_of_few_ballots_none_is_listed(town):
    motion_id = town.poll(letters(3))
    for number in range(6):
        town.cast(motion_id, number, f"o{number % 3}")
    town.now += timedelta(minutes=61)
    town.count(motion_id)

    entries = dump(town.database, masked=False)["recordentry"]
    assert not any('"ballots"' in str(each) for each in entries)


# -- envelopes ------------------------------------------------------------------------------------


def test_all_envelopes_have_one_length(town):
    approve = town.poll(kind=MotionKind.DOCUMENT)
    ranking = town.poll(
        [type(o)(f"u{900000 + n}", o.label) for n, o in enumerate(letters(30))],
        kind=MotionKind.RANKING,
    )
    keys = [f"u{900000 + n}" for n in range(30)]
    for number, marks in enumerate((["yes"], ["no"], ["abstain"])):
        town.cast(approve, number, *marks)
        town.cast(ranking, number, *keys[number:], *keys[:number])

    assert {len(each.sealed) for each in town.rows(Envelope)} == {SEALED}


def test_what_does_not_fit_is_refused_and_not_cut(town):
    public = town.keys.create("0" * 32)
    with pytest.raises(ValueError, match="no envelope"):
        seal(public, ["x" * PLAIN], town.chance)


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"3",
        b'{"marks": ["yes"]}',
        b'{"marks": ["yes"], "rid": "1"}',
        b'{"marks": ["yes"], "rid": 5}',
        b'{"marks": 5, "rid": "000000000000000000000001"}',
        b'{"marks": [5], "rid": "000000000000000000000001"}',
        b'{"marks": ["yes"], "rid": "000000000000000000000001000"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_ballot_is_not_read_as_one(plain):
    with pytest.raises(ValueError, match="no ballot"):
        read_ballot(plain)


# -- traces in errors and in the log --------------------------------------------------------------


def test_no_error_of_the_database_shows_a_parameter(town):
    def work(session):
        session.add(Envelope(motion_id=999_999, unit_id=1, sealed=b"chim-boi-ca"))
        session.flush()

    with pytest.raises(DBAPIError) as caught:
        town.do(work)

    assert "chim-boi-ca" not in str(caught.value)
    assert "hidden" in str(caught.value)


def test_no_screen_shows_in_its_repr_what_is_chosen_but_not_cast():
    shown = Screen("chim-bói-cá")
    assert "chim" not in repr(Screen("Đang chọn", secretly=("0" * 32, shown)))
    assert "chim" not in str(Screen("Đang chọn", secretly=("0" * 32, shown)).noticing("!"))


def test_casting_logs_nothing(town, caplog):
    motion_id = town.poll(letters(3))
    with caplog.at_level(logging.DEBUG, logger=LOG.name):
        town.cast(motion_id, 2, "o1")

    assert caplog.records == []
    assert cast.__doc__


def test_a_named_vote_is_no_envelope(town):
    motion_id = town.poll(kind=MotionKind.DOCUMENT, form=Form.OPEN)
    assert town.cast(motion_id, 2, "yes") == ""
    assert town.rows(Envelope) == []
