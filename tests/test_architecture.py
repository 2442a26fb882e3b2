"""The house style as assertions."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Float, Numeric

from bot.config import Config
from handlers import tables
from handlers.route import LIMIT, pack, unpack
from handlers.views import refusals
from models import actions, errors, errors_review, errors_vote, errors_year
from models.errors import Refusal, UnknownButton
from models.metadata import METADATA

ROOT = Path(__file__).parent.parent
ACTION_MODULES = [
    importlib.import_module(f"models.actions.{found.name}")
    for found in pkgutil.iter_modules(actions.__path__)
]
ACTIONS = [
    pytest.param(function, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in ACTION_MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]
HELPERS_OF_ACTIONS = {"canonical", "hash_of", "looks_like_code"}


def sources(*rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts and "playground" not in path.parts:
                yield path, ast.parse(path.read_text("utf-8"))


def all_refusals(base=Refusal):
    for each in base.__subclasses__():
        yield each
        yield from all_refusals(each)


def test_every_refusal_has_its_sentence():
    assert set(all_refusals()) == set(refusals.WORDS)


def test_every_refusal_stands_with_the_others():
    places = {
        errors.__name__,
        errors_review.__name__,
        errors_year.__name__,
        errors_vote.__name__,
    }

    assert {each.__module__ for each in all_refusals()} == places


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_says_who_when_what_and_what_not(action):
    if action.__name__ in HELPERS_OF_ACTIONS:
        return
    lines = inspect.getdoc(action)

    assert all(word in lines for word in ("Who:", "When:", "Does:", "Refuses:")), lines


def test_nothing_below_bot_waits():
    waiting = [
        str(path)
        for path, tree in sources("handlers", "models")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]

    assert not waiting


def test_nobody_commits_below_bot():
    calls = [
        f"{path}:{node.lineno}"
        for path, tree in sources("handlers", "models")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback", "begin", "begin_nested"}
        and "migrations" not in path.parts
    ]

    assert not calls


def test_every_flush_says_what_needs_it():
    bare = [
        f"{path.name}:{number}"
        for path, _ in sources("handlers", "models")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if ".flush()" in line and "#" not in line and path.name != "base.py"
    ]

    assert not bare


def test_every_route_in_a_button_exists():
    named = set()
    for path, tree in sources("handlers"):
        if "documents" in path.parts:
            continue  # their dotted words are keys of a criteria table
        for node in ast.walk(tree):
            word = node.value if isinstance(node, ast.Constant) else None
            if isinstance(word, str) and re.fullmatch(r"[a-z]+\.(?!po$)[a-z]+", word):
                named.add(word)
    known = {*tables.ROUTES, *tables.ACTS, *tables.NODS, *tables.ANSWERS, *tables.FILES}

    assert named <= known


def test_what_shows_and_what_acts_are_told_apart():
    assert not set(tables.ROUTES) & set(tables.ACTS)
    assert not {*tables.ROUTES, *tables.ACTS} & set(tables.NODS)


def test_every_letter_that_is_owed_can_be_worded():
    kind_stands = {"owe": 2, "owe_by_day": 2, "owe_at": 3, "_letter": 0}
    owed = {
        node.args[place].value
        for _path, tree in sources("models")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (place := kind_stands.get(getattr(node.func, "id", ""))) is not None
        and isinstance(node.args[place], ast.Constant)
    }

    assert owed == set(tables.LETTERS)
    assert tables.PATIENT | set(tables.FOLLOW_UPS) <= owed


def test_every_notice_that_a_group_is_owed_can_be_worded():
    owed = {
        node.args[2].value
        for _path, tree in sources("models")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "owe_group"
    }

    assert owed == set(tables.GROUP_LETTERS)
    assert not owed & set(tables.LETTERS)


def test_the_longest_payload_fits_a_button():
    payload = pack("period.preview", 99_999_999, 2026, "SK6", "20261115T1659Z", 15)

    assert len(payload.encode()) <= LIMIT
    assert unpack(payload) == (
        "period.preview",
        ("99999999", "2026", "SK6", "20261115T1659Z", "15"),
    )


@pytest.mark.parametrize("payload", ["", "x", "no dot:1", "a.b" + "c" * 80])
def test_a_payload_that_cannot_be_ours_is_refused(payload):
    with pytest.raises(UnknownButton):
        unpack(payload)


def test_no_column_keeps_points_as_floating_point_or_times_without_zone():
    bad = [
        str(column)
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, Float | Numeric) or type(column.type) is DateTime
    ]

    assert not bad


def test_the_example_names_every_variable_with_its_default():
    text = (ROOT / ".env.example").read_text("utf-8")
    listed = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    declared = {
        name.upper(): "" if field.default is None else str(field.default)
        for name, field in Config.model_fields.items()
    }

    assert listed == declared
    assert all(field.description in text for field in Config.model_fields.values()), text


def test_locks_pin_by_hash_and_name_no_index():
    for lock in (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"):
        text = lock.read_text("utf-8")
        pinned = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]

        assert all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "index-url" not in text
        assert "://" not in text
