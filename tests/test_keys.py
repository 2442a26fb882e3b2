"""The key store: what it makes nobody else reads, what it forgets nobody brings back."""

import errno
import os
import stat
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from nacl.public import PrivateKey

from bot import sealing
from bot.sealing import KEY_BYTES, KeyStore
from models.envelope import SEALED, fingerprint, read_ballot, seal
from models.errors_vote import KeyStoreFailed
from models.keys import KeyLost, NoKeys, StoreAway
from models.voting import Motion, MotionState
from tests.secrecy.town import Town, letters

NAME, OTHER = "a" * 32, "b" * 32
HOUR = timedelta(hours=1)


@pytest.fixture
def keys(tmp_path):
    return KeyStore(tmp_path / "keys")


@pytest.fixture
def town(either_url, tmp_path):
    each = Town(either_url, tmp_path / "keys", units=3)
    yield each
    each.close()


def envelope(public, *marks, seed=1):
    return seal(public, marks, Random(seed))  # noqa: S311 - a test's chance


def test_what_is_sealed_is_opened_once_and_by_this_key_alone(keys):
    public, other = keys.create(NAME), keys.create(OTHER)
    mine, foreign = envelope(public, "yes"), envelope(other, "no")

    opened = keys.unseal(NAME, [mine, foreign, b"", b"x" * SEALED, mine[:-1]])

    assert read_ballot(opened[0])[1] == ("yes",)
    assert opened[1:] == [None] * 4


def test_two_envelopes_of_one_vote_have_nothing_in_common(keys):
    public = keys.create(NAME)
    one, other = envelope(public, "yes"), envelope(public, "yes")
    assert one != other
    assert fingerprint(one) != fingerprint(other)
    assert len(one) == len(other) == SEALED


def test_keys_are_for_us_alone(keys):
    keys.create(NAME)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.root.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(keys.root.stat().st_mode) == 0o700
    assert set(modes) == {"key-store", f"{NAME}.key", f"{NAME}.veil"}


def test_a_destroyed_key_is_lost_and_destroying_it_twice_is_harmless(keys):
    public = keys.create(NAME)
    keys.destroy(NAME)
    keys.destroy(NAME)
    with pytest.raises(KeyLost):
        keys.unseal(NAME, [envelope(public, "yes")])
    with pytest.raises(KeyLost):
        keys.tokens(NAME, "1", ["yes"])
    assert [path.name for path in keys.root.iterdir()] == ["key-store"]


def test_a_key_is_overwritten_before_it_is_removed(keys, monkeypatch):
    keys.create(NAME)
    path = keys.root / f"{NAME}.key"
    before, twin = path.read_bytes(), keys.root / "twin"
    os.link(path, twin)
    keys.destroy(NAME)
    assert len(twin.read_bytes()) == KEY_BYTES
    assert twin.read_bytes() != before


def test_a_folder_that_is_away_is_not_a_lost_key(keys):
    """Not mounted after a restart: the vote waits, it is not declared void."""
    public = keys.create(NAME)
    away = keys.root.rename(keys.root.with_name("elsewhere"))
    with pytest.raises(StoreAway):
        keys.unseal(NAME, [envelope(public, "yes")])
    keys.root.mkdir()
    with pytest.raises(StoreAway):
        keys.unseal(NAME, [envelope(public, "yes")])
    keys.root.rmdir()
    away.rename(keys.root)
    assert keys.unseal(NAME, [envelope(public, "yes")])[0]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE])
def test_a_folder_that_cannot_be_read_is_not_a_lost_key(keys, monkeypatch, number):
    keys.create(NAME)

    def fails(*_):
        raise OSError(number, "no")

    monkeypatch.setattr("pathlib.Path.read_bytes", fails)
    with pytest.raises(StoreAway):
        keys.unseal(NAME, [])


def test_a_key_cut_short_is_lost(keys):
    keys.create(NAME)
    (keys.root / f"{NAME}.key").write_bytes(b"short")
    with pytest.raises(KeyLost):
        keys.unseal(NAME, [])


@pytest.mark.parametrize(
    "name", ["", "..", "../" + "a" * 29, "A" * 32, "a" * 31, "a" * 33, "é" * 32]
)
def test_names_that_are_none_lead_nowhere(keys, name):
    with pytest.raises(KeyLost):
        keys.unseal(name, [])


def test_without_keys_everything_is_away():
    with pytest.raises(StoreAway):
        NoKeys().tokens(NAME, "1", ["yes"])


# -- tokens and veils -----------------------------------------------------------------------------


def test_a_word_stands_for_one_choice_of_one_screen(keys):
    keys.create(NAME)
    keys.create(OTHER)
    words = [
        word
        for name, about in ((NAME, "1:1"), (NAME, "1:2"), (OTHER, "1:1"))
        for word in keys.tokens(name, about, ["yes", "no", "abstain"]).values()
    ]
    assert len(set(words)) == 9
    assert {len(each) for each in words} == {16}
    assert keys.tokens(NAME, "1:1", ["yes"])["yes"] == words[0]


@pytest.mark.parametrize("plain", [b"", b"\x80", b"\0\0", b"a\x80\0", "phiếu".encode() * 900])
def test_a_veil_gives_back_what_it_hid(keys, plain):
    keys.create(NAME)
    assert keys.unveil(NAME, keys.veil(NAME, plain)) == plain


def test_a_veil_tells_neither_what_nor_how_much(keys):
    keys.create(NAME)
    veils = [keys.veil(NAME, text.encode()) for text in ("yes", "no", "abstain" * 20, "yes")]
    assert len({len(each) for each in veils}) == 1
    assert len(set(veils)) == 4


def test_another_ballots_veil_is_refused(keys):
    keys.create(NAME)
    keys.create(OTHER)
    with pytest.raises(ValueError, match="not veiled"):
        keys.unveil(OTHER, keys.veil(NAME, b"x"))
    with pytest.raises(ValueError, match="not veiled"):
        keys.unveil(NAME, keys.veil(NAME, b"x")[:-1])


# -- keys that belong to nothing ------------------------------------------------------------------


def test_what_a_kill_left_half_written_goes_after_an_hour(keys):
    keys.create(NAME)
    number, name = tempfile.mkstemp(prefix=".", dir=keys.root)  # as the store itself does
    os.close(number)
    half = Path(name)
    half.write_bytes(bytes(PrivateKey.generate()))
    keys.sweep(HOUR)
    assert half.exists()
    os.utime(half, (time.time() - 7200,) * 2)
    keys.sweep(HOUR)
    assert not half.exists()
    assert keys.seals() == [NAME]


async def test_a_key_whose_opening_never_came_to_be_goes_after_an_hour(town):
    motion_id = town.draft(letters(3))
    town.keys.create(OTHER)

    def opens_in_vain(session):
        town.keys.create(NAME)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        town.do(opens_in_vain)
    town.open(motion_id)
    await town.tick()
    mine = town.motion(motion_id).seal
    assert town.keys.seals() == sorted([NAME, OTHER, mine])

    age_all(town.keys.root, days=60)
    await town.tick()
    assert town.keys.seals() == sorted([NAME, OTHER, mine])  # another database's vote may be open

    age_all(town.keys.root, days=62)
    await town.tick()

    assert town.keys.seals() == [mine]


def age_all(folder, *, days):
    for path in folder.iterdir():
        os.utime(path, (time.time() - days * 86_400,) * 2)


@pytest.mark.parametrize("kind", ["key", "veil"])
def test_a_full_disk_opens_nothing(town, monkeypatch, kind):
    motion_id = town.draft(letters(3))
    right = sealing.write_durably

    def full(path, content):
        if path.suffix == f".{kind}":
            raise OSError(errno.ENOSPC, "no space left")
        right(path, content)

    monkeypatch.setattr(sealing, "write_durably", full)
    with pytest.raises(KeyStoreFailed):
        town.open(motion_id)

    motion = town.rows(Motion, id=motion_id)[0]
    assert motion.state is MotionState.DRAFT
    assert motion.seal == ""
    assert not list(town.keys.root.glob("*.key"))
    monkeypatch.setattr(sealing, "write_durably", right)
    town.open(motion_id)
    assert town.cast(motion_id, 1, "o1")
