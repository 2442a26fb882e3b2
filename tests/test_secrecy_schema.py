"""What secret ballots are written to, and what is promised of them: both are lists to be argued."""

import re

import pytest
from sqlmodel import SQLModel

import models.metadata  # noqa: F401 - every table there is
from tests.test_architecture import ROOT

COLUMNS = {
    "envelope": {"motion_id", "unit_id", "sealed"},
    "ballot": {"motion_id", "rid", "marks"},
    "turnout": {"motion_id", "unit_id", "fingerprint"},
}
"""A column that is not listed here could tell who chose what: a moment, a number, a chat."""


@pytest.mark.parametrize("table", COLUMNS)
def test_tables_of_secret_ballots_have_these_columns_and_no_others(table):
    assert set(SQLModel.metadata.tables[table].columns.keys()) == COLUMNS[table]


@pytest.mark.parametrize("table", COLUMNS)
def test_and_their_keys_count_nothing(table):
    """A counted key, or an index besides the key, would keep the order of voting."""
    found = SQLModel.metadata.tables[table]
    assert not found.indexes
    assert len(found.primary_key.columns) == 2
    assert found.autoincrement_column is None


def test_no_ballot_leads_to_a_unit_or_a_person():
    targets = {key.column.table.name for key in SQLModel.metadata.tables["ballot"].foreign_keys}
    assert targets == {"motion"}


PROMISES = (
    r"ẩn danh\s+(tuyệt|hoàn|100)",
    r"(tuyệt đối|hoàn toàn|100 ?%)\s+(ẩn danh|bí mật|bảo mật|an toàn)",
    r"(bí mật|bảo mật|an toàn)\s+(tuyệt đối|hoàn toàn|100 ?%)",
    r"không ai (có thể )?(biết|xem|đọc) được lá phiếu",
    r"(absolutely|completely|perfectly|100 ?%)\s+(anonymous|secret|secure)",
    r"(perfect|absolute)\s+(anonymity|secrecy)",
    r"\bunhackable\b",
)
"""What nobody can promise who runs a server."""


def texts():
    """Everything that a person may read."""
    for folder, pattern in (
        ("handlers", "*.py"),
        ("handlers", "*.po"),
        ("bot", "*.py"),
        ("models", "*.py"),
        ("docs", "*.md"),
    ):
        yield from (ROOT / folder).rglob(pattern)
    yield from ROOT.glob("*.md")


def test_no_text_promises_more_than_is_true():
    wanted = re.compile("|".join(PROMISES), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in texts()
        for hit in wanted.finditer(re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "promise",
    ["Phiếu ẩn danh " + "hoàn toàn", "bí mật " + "tuyệt đối", "It is 100% " + "anonymous"],
)
def test_the_list_knows_a_promise(promise):
    assert re.search("|".join(PROMISES), promise, re.IGNORECASE)
