"""Votes in any order of events end as the model says; and votes counted wrong are noticed."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ballot_mutants import MUTANTS, caught, play
from tests.secrecy.machine import VoteMachine, prepare

SEED = 2026


@pytest.fixture(scope="module", autouse=True)
def ground(sqlite_template, tmp_path_factory):
    VoteMachine.folder = tmp_path_factory.mktemp("machine")
    VoteMachine.source = prepare(sqlite_template, VoteMachine.folder)


def test_every_course_of_a_vote_ends_as_the_model_says():
    run_state_machine_as_test(
        VoteMachine,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_so_do_courses_by_chance():
    for number in range(8):
        play(SEED * 1000 + number)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.__name__)
def test_a_vote_that_is_counted_wrong_is_noticed(mutant):
    assert caught(mutant, SEED)
