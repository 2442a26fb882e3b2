"""Processes that die while they open, cast and count: what they had said to be done is done."""

from tests.kills.votes import ordeal

KILLS = 15
"""A thousand of them by `python -m tests.kills.votes`."""


def test_no_kill_loses_or_doubles_a_vote_or_leaves_a_key(either_url, tmp_path):
    outcome = ordeal(either_url, tmp_path, KILLS, seed=8)

    assert outcome.problems == []
    assert outcome.kills == KILLS
    assert outcome.opening > 0
    assert outcome.casting > 0
    assert outcome.closing > 0
