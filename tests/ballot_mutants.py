"""Votes that are counted wrong on purpose: the state machine must notice each of them.

`python -m tests.ballot_mutants [--seeds 20]`: every mutant with that many seeds.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from bot.sealing import KeyStore
from models.actions import ballot, casting, counting, record
from models.base import insert_new
from models.errors_vote import NoSooner, OtherVotes, OwnUnitExcluded
from models.queries import due_votes, votable
from models.rules.motion import Op, OwnUnit, Threshold
from models.rules.record import FIRST, chained
from models.voting import Elector, MotionState
from tests.databases import SqliteTemplate
from tests.secrecy.machine import SHARES, UNITS, WRONG, VoteMachine, prepare

EXAMPLES = 60
STEPS = 8
EARLY = timedelta(minutes=30)


def _tally(change):
    """Counting that is given something else, or tells something else."""
    right = counting.tally

    def wrong(method, options, terms, ballots, entitled, present):
        given = change(list(ballots), entitled)
        return right(method, options, terms, given, entitled, present)

    return patch.object(counting, "tally", wrong)


def _blind_to(refusal):
    """An action that does not know one refusal: what it guards goes through."""
    right = casting.may_cast

    def wrong(session, me, motion, terms, unit_id, now):
        try:
            return right(session, me, motion, terms, unit_id, now)
        except refusal:
            return session.get(Elector, (motion.id, unit_id))

    return patch.object(casting, "may_cast", wrong)


def first_vote_wins():
    return patch.object(casting, "_put", insert_new)


def one_ballot_counts_twice():
    return _tally(lambda ballots, _: ballots + ballots[:1])


def own_unit_votes():
    return _blind_to(OwnUnitExcluded)


def second_officer_votes():
    return _blind_to(OtherVotes)


def at_least_for_more_than():
    right_needed, right_reached = Threshold.needed, Threshold.reached

    def lax(threshold):
        return replace(threshold, op=Op.AT_LEAST)

    stack = ExitStack()
    stack.enter_context(
        patch.object(Threshold, "needed", lambda self, size: right_needed(lax(self), size))
    )
    stack.enter_context(
        patch.object(
            Threshold, "reached", lambda self, votes, size: right_reached(lax(self), votes, size)
        )
    )
    return stack


def a_tie_goes_to_the_first():
    right = counting.tally

    def wrong(*args):
        count = right(*args)
        if count.tied and not count.elected:
            return replace(count, elected=count.tied[:1], tied=(), further="")
        return count

    return patch.object(counting, "tally", wrong)


def late_votes_are_taken():
    right = votable.check_open

    def wrong(motion, now):
        if motion.state is MotionState.OPEN:
            now = min(now, motion.closes_at - timedelta(seconds=1))
        right(motion, now)

    return patch.object(votable, "check_open", wrong)


def the_key_is_kept():
    return patch.object(KeyStore, "destroy", lambda *_: None)


def abstentions_are_yes():
    return _tally(lambda found, _: [("yes",) if each == ("abstain",) else each for each in found])


def who_is_missing_said_no():
    return _tally(lambda found, entitled: found + [("no",)] * (entitled - len(found)))


def a_missing_vote_is_an_invalid_one():
    return _tally(lambda found, entitled: found + [counting.INVALID] * (entitled - len(found)))


def the_chain_begins_anew():
    return patch.object(record, "chained", lambda _, body: chained(FIRST, body))


def an_extension_is_not_recorded():
    right = ballot.append

    def wrong(session, cluster_id, year, kind, *args, **more):
        if kind != "extended":
            return right(session, cluster_id, year, kind, *args, **more)
        return None

    return patch.object(ballot, "append", wrong)


def envelopes_of_a_void_vote_are_kept():
    class Nothing:
        def where(self, *_):
            from sqlalchemy import text

            return text("SELECT 1")

    return patch.object(ballot, "delete", lambda _: Nothing())


def the_head_closes_too_soon():
    return patch.object(counting, "_missing", lambda *_: 0)


def the_list_tells_another_envelope():
    return patch.object(counting, "fingerprint", lambda sealed: casting.fingerprint(sealed[:-1]))


def time_may_be_taken_back():
    right = ballot.extend

    def wrong(session, me, motion_id, closes_at, now):
        try:
            right(session, me, motion_id, closes_at, now)
        except NoSooner:
            ballot.open_motion(session, me, motion_id, now).closes_at = closes_at

    from tests.secrecy import machine

    return patch.object(machine, "extend", wrong)


def counted_half_an_hour_early():
    right = due_votes.due

    def wrong(session, now):
        return right(session, now + EARLY)

    right_close = counting.close_due

    def early(session, keys, motion_id, now):
        return right_close(session, keys, motion_id, now + EARLY)

    from bot import counting as clockwork

    stack = ExitStack()
    stack.enter_context(patch.object(due_votes, "due", wrong))
    stack.enter_context(patch.object(clockwork, "close_due", early))
    return stack


MUTANTS = (
    first_vote_wins,
    one_ballot_counts_twice,
    own_unit_votes,
    second_officer_votes,
    at_least_for_more_than,
    a_tie_goes_to_the_first,
    late_votes_are_taken,
    the_key_is_kept,
    abstentions_are_yes,
    who_is_missing_said_no,
    a_missing_vote_is_an_invalid_one,
    the_chain_begins_anew,
    an_extension_is_not_recorded,
    envelopes_of_a_void_vote_are_kept,
    the_head_closes_too_soon,
    the_list_tells_another_envelope,
    time_may_be_taken_back,
    counted_half_an_hour_early,
)


def play(number):
    """One course of a vote, by chance alone; raises what the model does not agree with."""
    chance = Random(number)  # noqa: S311 - the same course each time

    def mark():
        return chance.choice((0, 0, 1, 2))

    vote = VoteMachine()
    vote.begin(
        choice=chance.random() < 0.4,
        share=chance.choice(SHARES),
        own=chance.choice((OwnUnit.ALLOWED, OwnUnit.EXCLUDED)),
        marks=[mark() for _ in range(chance.randint(1, UNITS))],
    )
    acts = {
        "cast": lambda: vote.cast(unit=chance.randrange(UNITS), mark=mark()),
        "round": lambda: vote.cast_round(marks=[mark() for _ in range(UNITS)]),
        "wrong": lambda: vote.wrong_press(
            unit=chance.randrange(UNITS), of=chance.randrange(UNITS), kind=chance.choice(WRONG)
        ),
        "time": lambda: vote.time_passes(minutes=chance.choice((1, 10, 35))),
        "over": lambda: vote.time_is_over(counted=mark() > 0, late=chance.randrange(UNITS)),
        "restart": vote.restart,
        "tick": vote.tick,
        "early": vote.close_early,
        "more": lambda: vote.more_time(minutes=chance.choice((-10, 10))),
        "void": lambda: vote.declared_void(sure=mark() == 1),
    }
    try:
        for name in chance.choices(list(acts), (4, 1, 3, 3, 1, 1, 4, 3, 2, 1), k=STEPS):
            if name == "over" and vote.model.state != "open":
                continue
            acts[name]()
            vote.as_the_model_says()
        vote.the_chain_is_whole()
    finally:
        vote.teardown()


def caught(mutant, number, examples=EXAMPLES):
    """After how many courses the machine notices this mutant; 0 if it does not."""
    with mutant():
        for course in range(examples):
            try:
                play(number * 1000 + course)
            except Exception:  # noqa: BLE001 - a mutant may break anything
                return course + 1
    return 0


@contextmanager
def ground():
    """A template for the machines, outside any test."""
    with tempfile.TemporaryDirectory(prefix="thidua-machine-") as folder:
        VoteMachine.folder = Path(folder)
        VoteMachine.source = prepare(SqliteTemplate(Path(folder)), Path(folder))
        yield


def main():
    """Every mutant with many seeds; ends with 1 if one of them slipped through."""
    options = argparse.ArgumentParser(prog="python -m tests.ballot_mutants", description=__doc__)
    options.add_argument("--seeds", type=int, default=20)
    chosen = options.parse_args()
    slipped = 0
    with ground():
        for mutant in MUTANTS:
            found = sum(bool(caught(mutant, number)) for number in range(chosen.seeds))
            slipped += chosen.seeds - found
            print(f"{mutant.__name__}: {found} of {chosen.seeds}", flush=True)
    sys.exit(bool(slipped))


if __name__ == "__main__":
    main()
