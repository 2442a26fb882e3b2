"""The record from the command line: written beside its verifier, and checked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.database import Database
from models.actions.record import append
from tests.databases import CLUSTER
from tests.stage import MONDAY
from tests.test_cli import filled, place, run  # noqa: F401 - fixtures
from tests.test_record import FACTS, cluster_of


def add(place):  # noqa: F811
    database = Database(f"sqlite:///{place / 'data' / 'thidua.db'}")
    try:
        database.do(
            lambda session: append(session, cluster_of(session).id, 2026, "handover", FACTS, MONDAY)
        )
    finally:
        database.close()


@pytest.fixture
def recorded(place, filled):  # noqa: F811
    """A cluster with two entries in its record."""
    add(place)
    add(place)
    return place


def test_an_export_lies_beside_the_program_that_checks_it(recorded):
    result = run("record", "export", CLUSTER, 2026)
    name = f"nhat-ky-{CLUSTER}-2026.json"
    command = result.output.splitlines()[-1].partition("python ")[2].split()

    assert result.exit_code == 0, result.output
    assert f"{name}: 2 entries" in result.output
    assert json.loads(Path(name).read_bytes())["cluster"] == CLUSTER
    ended = subprocess.run([sys.executable, "-I", "-S", *command], capture_output=True, check=False)
    assert ended.returncode == 0
    assert "Mốc 2 khớp" in ended.stdout.decode()


def test_an_export_is_checked_here_too(recorded):
    folder = recorded / "giao"
    folder.mkdir()
    path = folder / "a.json"

    assert run("record", "export", CLUSTER, 2026, "-o", path).exit_code == 0
    assert (folder / "kiem-tra-nhat-ky.py").exists()
    result = run("record", "verify", path)
    assert (result.exit_code, "2 mục" in result.output) == (0, True)
    assert run("record", "verify", path, "--checkpoint", "1:" + "0" * 16).exit_code == 1
    assert run("record", "verify", path, "--fingerprint", "cuc-thue:" + "0" * 10).exit_code == 1
    path.write_bytes(path.read_bytes().replace(b"handover", b"takeover", 1))
    assert run("record", "verify", path).exit_code == 1
    assert run("record", "verify", folder / "none.json").exit_code == 2


def test_no_file_is_written_over_and_no_cluster_made_up(recorded):
    run("record", "export", CLUSTER, 2026, "-o", "a.json")
    again = run("record", "export", CLUSTER, 2026, "-o", "a.json")
    unknown = run("record", "export", "cum-99", 2026, "-o", "b.json")

    assert again.exit_code == 1
    assert "a.json" in again.output
    assert unknown.exit_code == 1
    assert not Path("b.json").exists()


def test_an_empty_record_is_exported_too(recorded):
    assert run("record", "export", CLUSTER, 2020, "-o", "c.json").exit_code == 0
    assert "0 mục" in run("record", "verify", "c.json").output
