"""Contents on disk, by their hash."""

import errno
import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from bot import store as module
from bot.store import Store
from models.errors import FileLost

NOW = datetime(2026, 11, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "data" / "files")


def every_file(store):
    return sorted(path for path in store.root.rglob("*") if path.is_file())


def aged(store, sha256, **age):
    moment = (NOW - timedelta(**age)).timestamp()
    os.utime(store.root / sha256[:2] / sha256, (moment, moment))


def test_what_is_put_is_got_again_under_its_hash(store):
    sha256 = store.put(b"Minh chung")

    assert sha256 == hashlib.sha256(b"Minh chung").hexdigest()
    assert store.get(sha256) == b"Minh chung"
    assert Store(store.root).get(sha256) == b"Minh chung"


def test_the_same_content_lies_there_once(store):
    assert store.put(b"a") == store.put(b"a")
    assert len(every_file(store)) == 1


def test_only_we_may_look(store):
    store.put(b"a")
    (file,) = every_file(store)

    assert file.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in (store.root, file.parent)} == {0o700}


@pytest.mark.parametrize("sha256", ["0" * 64, "", "../../../etc/passwd", "A" * 64, "0" * 63])
def test_what_was_never_put_is_lost(store, sha256):
    with pytest.raises(FileLost):
        store.get(sha256)


def test_a_file_that_rotted_is_lost_and_mended_by_putting_it_again(store):
    sha256 = store.put(b"right")
    (file,) = every_file(store)
    file.write_bytes(b"wrong")
    with pytest.raises(FileLost):
        store.get(sha256)

    store.put(b"right")

    assert store.get(sha256) == b"right"


def test_a_full_disk_leaves_nothing_behind(store, monkeypatch):
    def full(_number):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        store.put(b"a")

    assert not every_file(store)


def test_sweeping_spares_what_is_known_or_new(store):
    known, new, orphan = (store.put(name) for name in (b"known", b"new", b"orphan"))
    for sha256, age in ((known, 9), (orphan, 9), (new, 0)):
        aged(store, sha256, days=age)

    assert store.sweep({known}, NOW - timedelta(days=2)) == 1
    assert {path.name for path in every_file(store)} == {known, new}


def test_an_old_content_sent_again_is_new(store):
    sha256 = store.put(b"a")
    aged(store, sha256, days=9)
    store.put(b"a")

    assert store.sweep(frozenset(), NOW - timedelta(days=2)) == 0


def test_what_a_killed_process_left_half_written_is_swept(store):
    sha256 = store.put(b"a")
    half = store.root / sha256[:2] / ".half"
    half.write_bytes(b"x")
    aged(store, sha256, days=9)
    os.utime(half, (0, 0))

    assert store.sweep({sha256}, NOW) == 1
    assert not half.exists()


def test_a_store_that_was_never_used_is_swept_in_peace(store):
    assert store.sweep(frozenset(), NOW) == 0
