"""Migrations bring both databases to exactly the tables of the code, and back."""

import pytest
from alembic import command
from sqlalchemy import inspect

from bot.database import Database, alembic_config


@pytest.fixture
def database(either_url):
    each = Database(either_url)
    yield each
    each.close()


def test_the_newest_schema_equals_the_tables(database):
    command.check(alembic_config(database.url))


def test_the_schema_knows_that_it_is_the_newest(database):
    assert database.is_current()


def test_going_back_leaves_nothing_and_forward_again_works(database):
    command.downgrade(alembic_config(database.url), "base")

    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    assert not database.is_current()

    database.upgrade()

    assert database.is_current()


def test_upgrading_twice_changes_nothing(database):
    database.upgrade()
    database.upgrade()

    assert database.is_current()
