"""The command line: what an operator types, and what it says when something is wrong."""

import json
import os
import re
import socket

import pytest
import yaml
from openpyxl import load_workbook
from sqlmodel import select
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import MovableClock
from bot.database import Database
from bot.doctor import examine
from bot.imports import SAMPLES
from bot.playground import DEFAULT_TOKEN, World, serve
from bot.store import Store
from models.criteria import CriteriaSet
from models.people import Invitation
from models.rules.criteria_diff import plain
from tests.databases import CLUSTER

ROSTER = SAMPLES / "clusters" / f"{CLUSTER}.yaml"
TABLE = SAMPLES / "criteria" / "co-quan-trung-uong.yaml"
COMMANDS = (
    (), ("demo",), ("run",), ("playground",), ("migrate",), ("doctor",), ("invite",), ("cluster",),
    ("cluster", "import"), ("cluster", "export"), ("cluster", "template"), ("criteria",),
    ("criteria", "check"), ("criteria", "template"), ("criteria", "import"), ("criteria", "adopt"),
    ("criteria", "export"), ("criteria", "copy"), ("record",), ("record", "export"),
    ("record", "verify"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """An installation of its own: a folder, a database in it, no token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'thidua.db'}")
    for name in (
        "TELEGRAM_TOKEN",
        "TELEGRAM_API_URL",
        "FILES_DIR",
        "KEYS_DIR",
        "LANGUAGE",
        "LOG_LEVEL",
        "WEBHOOK_LISTEN",
    ):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


def rows(place, query):
    database = Database(f"sqlite:///{place / 'data' / 'thidua.db'}")
    try:
        return database.do(lambda session: list(session.exec(query).all()))
    finally:
        database.close()


def edited(place, source, *changes):
    """A copy of a sample with some of its words replaced."""
    text = source.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = place / source.name
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def filled(place):
    """A cluster with its adopted table."""
    assert run("cluster", "import", ROSTER).exit_code == 0
    assert run("criteria", "import", TABLE, "--cluster", CLUSTER, "--adopt").exit_code == 0
    return place


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(words):
    result = run(*words, "--help")

    assert result.exit_code == 0
    assert "Usage" in result.output


def test_a_cluster_is_imported_and_again_without_a_change(place):
    first, second = run("cluster", "import", ROSTER), run("cluster", "import", ROSTER)

    assert first.exit_code == second.exit_code == 0
    assert "cum-10-thanh-hoa: 8 units" in first.stdout


def test_all_samples_of_a_folder_are_imported(place):
    result = run("cluster", "import", SAMPLES / "clusters")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 5


def test_every_fault_of_a_cluster_is_said_with_file_and_line(place):
    path = edited(
        place, ROSTER,
        ("kind: cum ", "kind: cụm "),
        ("Cục Thuế\n    from: 2020-01", "Cục Thuế\n    from: 2020-13"),
        ("office: deputy", "office: boss"),
    )  # fmt: skip
    result = run("cluster", "import", path)
    found = re.findall(rf"^{re.escape(str(path))}:(\d+): .+$", result.stderr, re.MULTILINE)
    lines = path.read_text("utf-8").splitlines()

    assert result.exit_code == 1
    assert len(found) == 3
    for number, fault in zip(found, ("kind: cụm", "2020-13", "office: boss"), strict=True):
        assert fault in lines[int(number) - 1]
    assert "3 faults; nothing was imported" in result.stderr
    assert not (place / "data").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cluster", "import", "nothing.yaml"), "nothing.yaml"),
        (("cluster", "export", "none"), "no cluster 'none'; there are: none yet"),
        (("criteria", "export", "--cluster", "none"), "no cluster 'none'"),
        (("criteria", "import", TABLE, "--cluster", "none"), "no cluster 'none'"),
        (("invite", "none"), "no cluster 'none'"),
        (("criteria", "check", "[/red].yaml"), "[/red].yaml"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(words, said):
    result = run(*words)

    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_what_is_exported_is_imported_to_the_same(filled):
    exported = run("cluster", "export", CLUSTER, "--year", "2026").stdout
    path = filled / "again.yaml"
    path.write_text(exported, "utf-8")
    again = run("cluster", "import", path)

    assert again.exit_code == 0, again.output
    assert run("cluster", "export", CLUSTER, "--year", "2026").stdout == exported
    assert yaml.safe_load(exported)["cluster"]["code"] == CLUSTER


def test_a_table_is_checked_and_its_faults_are_said_with_their_lines(place):
    assert "no fault" in run("criteria", "check", TABLE).stdout

    path = edited(place, TABLE, ("base_max: 1000", "base_max: 900"), ("cap: 12", "cap: 1"))
    result = run("criteria", "check", path)

    assert result.exit_code == 1
    assert all(re.search(r"yaml:\d+: ", line) for line in result.stderr.splitlines()[:-1])
    assert "faults; nothing was imported" in result.stderr


def test_a_table_is_drafted_adopted_exported_and_copied_into_the_next_year(place):
    run("cluster", "import", ROSTER)
    cluster = ("--cluster", CLUSTER)

    assert "version 1, draft" in run("criteria", "import", TABLE, *cluster).stdout
    assert "no adopted criteria table for 2026" in run(
        "criteria", "export", *cluster, "--year", "2026"
    ).stderr  # fmt: skip
    assert "version 1, adopted" in run("criteria", "adopt", *cluster, "--year", "2026").stdout

    exported = run("criteria", "export", *cluster, "--year", "2026").stdout
    path = place / "again.yaml"
    path.write_text(exported, "utf-8")

    assert run("criteria", "check", path).exit_code == 0
    assert "version 1, adopted" in run("criteria", "import", path, *cluster, "--adopt").stdout
    assert "2027: version 1, draft" in run("criteria", "copy", *cluster, "2026", "2027").stdout
    assert "version 1, adopted" in run("criteria", "adopt", *cluster, "--year", "2027").stdout
    assert run("criteria", "copy", *cluster, "2020", "2021").exit_code == 1


def test_a_table_goes_out_as_a_workbook_and_comes_back_the_same(filled):
    cluster = ("--cluster", CLUSTER)
    made = run("criteria", "export", *cluster, "--year", "2026", "-o", "out.xlsx")

    assert made.exit_code == 0, made.output
    assert "no fault" in run("criteria", "check", "out.xlsx").stdout
    assert "version 2, draft" in run("criteria", "import", "out.xlsx", *cluster).stdout
    first, second = (json.loads(row.content) for row in rows(filled, select(CriteriaSet)))
    del first["worked_examples"]
    assert plain(first) == plain(second)


def test_a_cluster_goes_out_as_a_workbook_and_comes_back_the_same(filled):
    exported = run("cluster", "export", CLUSTER, "--year", "2026").stdout
    made = run("cluster", "export", CLUSTER, "--year", "2026", "--format", "xlsx", "-o", "c.xlsx")
    again = run("cluster", "import", "c.xlsx")

    assert (made.exit_code, again.exit_code) == (0, 0), made.output + again.output
    assert run("cluster", "export", CLUSTER, "--year", "2026").stdout == exported


@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_a_template_is_a_document_without_a_fault_and_never_written_over(place, suffix):
    made = run("criteria", "template", f"table.{suffix}"), run("cluster", "template", f"c.{suffix}")

    assert all(each.exit_code == 0 for each in made)
    assert "no fault" in run("criteria", "check", f"table.{suffix}").stdout
    assert "8 units" in run("cluster", "import", f"c.{suffix}").stdout

    again = run("criteria", "template", f"table.{suffix}")

    assert again.exit_code == 1
    assert "exists" in again.stderr


def test_a_workbook_is_never_printed(filled):
    result = run("criteria", "export", "--cluster", CLUSTER, "--year", "2026", "--format", "xlsx")

    assert result.exit_code == 1
    assert "--output" in result.stderr


def test_every_fault_of_a_workbook_is_said_with_file_and_cell(place):
    (place / "bad.xlsx").write_bytes(b"no workbook")
    run("criteria", "template", "table.xlsx")
    book = load_workbook("table.xlsx")
    book["Tiêu chí"]["E5"], book["Xếp loại"]["D4"] = "=1+1", "nhiều"
    book.save("table.xlsx")
    faulty, bad = run("criteria", "check", "table.xlsx"), run("cluster", "import", "bad.xlsx")

    assert faulty.exit_code == bad.exit_code == 1
    assert re.findall(r"^table\.xlsx: (\S[^:]+!\w+)", faulty.stderr, re.MULTILINE) == [
        "Tiêu chí!E5",
        "Xếp loại!D4",
    ]
    assert re.search(r"^bad\.xlsx: [^:]+\.$", bad.stderr, re.MULTILINE)


def test_a_folder_gives_its_workbooks_but_not_the_locks_beside_them(place):
    folder = place / "files"
    folder.mkdir()
    run("cluster", "template", folder / "c.xlsx")
    (folder / "~$c.xlsx").write_bytes(b"lock")

    assert run("cluster", "import", folder).stdout.splitlines()[-1] == "cum-10-thanh-hoa: 8 units"


def test_invitations_are_printed_once_and_kept_as_hashes(filled):
    result = run("invite", CLUSTER)
    codes = re.findall(r"^([A-Z0-9]{5}-[A-Z0-9]{5})  (.+)  ", result.stdout, re.MULTILINE)

    assert len(codes) == 18
    assert "Phạm Thanh Sơn" in result.stdout
    kept = str([vars(row) for row in rows(filled, select(Invitation))])
    assert not any(code.replace("-", "") in kept for code, _ in codes)


def test_only_one_unit_is_invited_and_an_unknown_one_is_told(filled):
    assert len(run("invite", CLUSTER, "--unit", "kho bạc").stdout.splitlines()) == 2

    result = run("invite", CLUSTER, "--unit", "không có")

    assert result.stdout == ""
    assert "Nobody is left to invite" in result.stderr


def test_running_without_a_token_says_what_to_do():
    result = run("run")

    assert result.exit_code == 2
    assert "@BotFather" in result.stderr
    assert "thidua demo" in result.stderr


def test_every_fault_of_the_configuration_is_named_at_once(monkeypatch):
    for name in ("DATABASE_URL", "LANGUAGE", "LOG_LEVEL", "WEBHOOK_LISTEN", "TELEGRAM_API_URL"):
        monkeypatch.setenv(name, "nonsense")
    result = run("migrate")

    assert result.exit_code == 2
    for name in ("DATABASE_URL", "LANGUAGE", "LOG_LEVEL", "WEBHOOK_LISTEN", "TELEGRAM_API_URL"):
        assert name in result.stderr


def test_a_database_that_cannot_be_used_is_said_in_a_line(monkeypatch, place):
    (place / "file").write_text("not a database, but long enough to be taken for one" * 50)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place / 'file'}")
    result = run("migrate")

    assert result.exit_code == 1
    assert "DatabaseError" in result.stderr
    assert "Traceback" not in result.output


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(place, monkeypatch):
    result = run("doctor")

    assert result.exit_code == 1
    assert "✗ token: TELEGRAM_TOKEN is not set" in result.stdout
    assert "→ get one from @BotFather" in result.stdout
    assert "✗ database" in result.stdout
    assert "thidua migrate" in result.stdout

    run("migrate")
    monkeypatch.setenv("TELEGRAM_TOKEN", DEFAULT_TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    result = run("doctor")

    assert "✓ database: newest schema" in result.stdout
    assert "✗ token: no answer" in result.stdout
    assert DEFAULT_TOKEN not in result.output

    monkeypatch.setenv("DATABASE_URL", "mysql://x")

    assert "✗ configuration: DATABASE_URL" in run("doctor").stdout


async def test_the_doctor_finds_nothing_wrong_with_a_good_installation(place, monkeypatch):
    run("migrate")
    async with serve(World(MovableClock())) as url:
        monkeypatch.setenv("TELEGRAM_TOKEN", DEFAULT_TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", url)
        found = await examine()

    assert [each.what for each in found] == [
        "configuration",
        "disk",
        "database",
        "files",
        "keys",
        "token",
        "clock",
    ]
    assert all(each.good for each in found), found


async def test_a_token_that_telegram_does_not_know_is_said_and_never_printed(place, monkeypatch):
    run("migrate")
    async with serve(World(MovableClock(), tokens=["1:another-token-of-somebody"])) as url:
        monkeypatch.setenv("TELEGRAM_TOKEN", DEFAULT_TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", url)
        found = await examine()

    assert "Telegram does not know this token" in found[-1].said
    assert DEFAULT_TOKEN not in str(found)


def test_a_port_that_is_taken_is_said_in_a_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("playground", "--port", taken.getsockname()[1])

    assert result.exit_code == 1
    assert "in use" in result.stderr
    assert "Traceback" not in result.output


def test_the_doctor_finds_that_files_cannot_be_kept(place, monkeypatch):
    (place / "file").write_text("in the way")
    monkeypatch.setenv("FILES_DIR", str(place / "file" / "below"))

    assert "✗ files" in run("doctor").stdout

    monkeypatch.setenv("FILES_DIR", str(place / "new" / "below"))

    assert "✓ files" in run("doctor").stdout


@pytest.mark.parametrize("where", ["data", "data/keys", "data/files/keys"])
def test_the_doctor_wants_the_keys_of_ballots_apart_from_what_is_backed_up(
    place, monkeypatch, where
):
    assert "✓ keys" in run("doctor").stdout

    monkeypatch.setenv("KEYS_DIR", str(place / where))

    assert "✗ keys" in run("doctor").stdout
    assert "a folder of its own that no backup copies" in run("doctor").stdout


def test_the_doctor_finds_that_keys_cannot_be_kept(place, monkeypatch):
    (place / "file").write_text("in the way")
    monkeypatch.setenv("KEYS_DIR", str(place / "file" / "below"))

    assert "✗ keys" in run("doctor").stdout


def test_files_that_belong_to_nothing_are_swept_after_some_days(place, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(place / "files"))
    store = Store(place / "files")
    new, old = store.put(b"new"), store.put(b"old")
    os.utime(store.root / old[:2] / old, (0, 0))

    assert "1 files deleted" in run("files", "sweep").stdout
    assert store.get(new) == b"new"
    assert "0 files deleted" in run("files", "sweep", "--days", "1").stdout
    assert run("files", "sweep", "--days", "0").exit_code == 2
