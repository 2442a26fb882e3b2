import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.motion import (
    ABSTAIN,
    NO,
    YES,
    Base,
    Method,
    Op,
    Option,
    Terms,
    Threshold,
    TieStep,
)
from models.rules.record import canonical
from models.rules.tally import Need, quorum_met, quorum_needed, read_count, tally, tally_sums
from tests.rules.oracle_tally import disagreements
from tests.rules.random_elections import counted, election, terms_of

HALF = Threshold(Op.MORE_THAN, 1, 2, Base.ENTITLED)
HALF_OF_PRESENT = replace(HALF, base=Base.PRESENT)
TWO_THIRDS = Threshold(Op.AT_LEAST, 2, 3, Base.YES_NO)

elections = st.builds(election, st.randoms(use_true_random=False))
mixing = st.randoms(use_true_random=False)


def of(method):
    """Elections by one method."""
    return elections.filter(lambda asked: asked["method"] == method)


def vote(yes, no, abstain, *thresholds, entitled=13, present=13, **terms):
    ballots = [(YES,)] * yes + [(NO,)] * no + [(ABSTAIN,)] * abstain
    return tally(Method.APPROVE, (), Terms(thresholds, **terms), ballots, entitled, present)


def choose(votes, *thresholds, seats=1, ties=(), merits=(), entitled=20, **terms):
    """An election in which the options get so many votes, each on a ballot of its own."""
    ballots = [(key,) for key, number in votes.items() for _ in range(number)]
    asked = Terms(thresholds, seats=seats, ties=ties, merits=dict(merits), **terms)
    return tally(Method.CHOOSE, options(votes), asked, ballots, entitled, entitled)


def rank(*ballots, **terms):
    asked = Terms((), **terms)
    return tally(Method.RANK, options(ballots[0]), asked, [tuple(each) for each in ballots], 20, 20)


def options(keys):
    return [Option(key) for key in keys]


# -- what is needed -------------------------------------------------------------------------------

SHARES = [
    (Op.MORE_THAN, 1, 2),
    (Op.AT_LEAST, 2, 3),
    (Op.MORE_THAN, 2, 3),
    (Op.AT_LEAST, 75, 100),
    (Op.AT_LEAST, 80, 100),
    (Op.AT_LEAST, 90, 100),
]
NEEDED = {
    5: (3, 4, 4, 4, 4, 5),
    7: (4, 5, 5, 6, 6, 7),
    9: (5, 6, 7, 7, 8, 9),
    12: (7, 8, 9, 9, 10, 11),
    15: (8, 10, 11, 12, 12, 14),
    20: (11, 14, 14, 15, 16, 18),
    30: (16, 20, 21, 23, 24, 27),
}


@pytest.mark.parametrize(("entitled", "needed"), NEEDED.items())
def test_so_many_votes_are_needed_and_not_one_less(entitled, needed):
    for (op, num, den), votes in zip(SHARES, needed, strict=True):
        threshold = Threshold(op, num, den, Base.ENTITLED)
        enough = vote(votes, entitled - votes, 0, threshold, entitled=entitled)
        short = vote(votes - 1, entitled - votes + 1, 0, threshold, entitled=entitled)

        assert enough.needs == short.needs == (Need(Base.ENTITLED, entitled, votes),)
        assert (enough.passed, short.passed) == (True, False)


def test_twenty_of_thirty_are_two_thirds_and_not_more_than_two_thirds():
    of_all = Threshold(Op.AT_LEAST, 2, 3, Base.ENTITLED)

    assert vote(20, 10, 0, of_all, entitled=30).passed
    assert not vote(20, 10, 0, replace(of_all, op=Op.MORE_THAN), entitled=30).passed


@pytest.mark.parametrize(
    ("base", "size", "needed"),
    [
        (Base.ENTITLED, 20, 11),
        (Base.PRESENT, 18, 10),
        (Base.CAST, 15, 8),
        (Base.VALID, 13, 7),
        (Base.YES_NO, 10, 6),
    ],
)
def test_each_base_counts_what_it_says(base, size, needed):
    ballots = [(YES,)] * 6 + [(NO,)] * 4 + [(ABSTAIN,)] * 3 + [()] * 2
    terms = Terms((replace(HALF, base=base),))
    count = tally(Method.APPROVE, (), terms, ballots, 20, 18)

    assert count.needs == (Need(base, size, needed),)
    assert (count.valid, count.invalid, count.abstain) == (13, 2, 3)
    assert count.passed == (base is Base.YES_NO)


def test_seven_four_two_and_two_one_ten_pass_by_different_rules():
    assert vote(7, 4, 2, HALF_OF_PRESENT).passed
    assert not vote(7, 4, 2, TWO_THIRDS).passed
    assert not vote(2, 1, 10, HALF_OF_PRESENT).passed
    assert vote(2, 1, 10, TWO_THIRDS).passed


def test_of_several_thresholds_all_are_to_be_reached():
    assert not vote(7, 4, 2, HALF_OF_PRESENT, TWO_THIRDS).passed
    assert vote(8, 4, 1, HALF_OF_PRESENT, TWO_THIRDS).passed
    assert [need.votes for need in vote(8, 4, 1, HALF_OF_PRESENT, TWO_THIRDS).needs] == [7, 8]


def test_two_thirds_of_nothing_pass_nothing():
    count = vote(0, 0, 13, TWO_THIRDS)

    assert count.needs == (Need(Base.YES_NO, 0, 1),)
    assert not count.passed
    assert not vote(0, 0, 0, TWO_THIRDS).passed
    assert not vote(0, 0, 0).passed


def test_a_fixed_number_of_yes_can_be_asked_besides():
    assert vote(7, 0, 0, HALF, min_yes=7).passed
    assert not vote(7, 0, 0, HALF, min_yes=8).passed


def test_of_a_vote_that_failed_nothing_follows():
    count = vote(3, 10, 0, HALF)

    assert (count.elected, count.further, count.candidates, count.seats_left) == ((), "", (), 0)
    assert count.votes == {YES: 3, NO: 10, ABSTAIN: 0}


@pytest.mark.parametrize("marks", [(), ("maybe",), (YES, NO), (YES, YES), ("Yes",), ("?",)])
def test_what_is_no_answer_is_an_invalid_ballot(marks):
    count = tally(Method.APPROVE, (), Terms((HALF,)), [marks, (YES,)], 1, 1)

    assert (count.sizes.cast, count.invalid, count.valid, count.votes[YES]) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("quorum", "entitled", "needed"),
    [((2, 3), 9, 6), ((2, 3), 10, 7), ((1, 2), 9, 5), ((1, 1), 7, 7), ((90, 100), 15, 14)],
)
def test_the_quorum_is_a_share_of_the_roll(quorum, entitled, needed):
    assert quorum_needed(quorum, entitled) == needed
    assert quorum_met(quorum, entitled, needed)
    assert not quorum_met(quorum, entitled, needed - 1)


def test_a_roll_of_nobody_has_no_quorum():
    assert not quorum_met((2, 3), 0, 0)


# -- choosing -------------------------------------------------------------------------------------


def test_who_has_most_votes_and_enough_of_them_is_elected():
    count = choose({"a": 12, "b": 5, "c": 3}, HALF)

    assert (count.elected, count.further, count.seats_left) == (("a",), "", 0)
    assert count.votes == {"a": 12, "b": 5, "c": 3}


def test_an_empty_ballot_is_an_abstention_and_too_many_marks_are_none():
    ballots = [("a",), ("a", "b"), (), ("a", "a"), ("a", "b", "c"), ("x",)]
    count = tally(Method.CHOOSE, options("abc"), Terms((HALF,), seats=2), ballots, 6, 6)

    assert (count.valid, count.invalid, count.abstain) == (3, 3, 1)
    assert count.votes == {"a": 2, "b": 1, "c": 0}


def test_yes_and_no_of_a_choice_are_the_ballots_that_name_somebody():
    terms = Terms((TWO_THIRDS,))
    ballots = [("a",)] * 4 + [("b",)] * 2 + [()] * 4
    count = tally(Method.CHOOSE, options("ab"), terms, ballots, 10, 10)

    assert count.needs == (Need(Base.YES_NO, 6, 4),)
    assert count.elected == ("a",)


def test_without_a_majority_the_best_two_stand_again():
    count = choose({"a": 9, "b": 6, "c": 5}, HALF)

    assert (count.elected, count.further, count.candidates) == ((), "second_round", ("a", "b"))
    assert count.seats_left == 1


@pytest.mark.parametrize(
    ("votes", "again"),
    [
        ({"a": 8, "b": 5, "c": 5, "d": 2}, ("a", "b", "c")),
        ({"a": 5, "b": 5, "c": 5, "d": 5}, ("a", "b", "c", "d")),
        ({"d": 6, "a": 6, "c": 5}, ("a", "d")),
        ({"a": 3, "b": 0, "c": 0}, ("a",)),
        ({"a": 0, "b": 0, "c": 0}, ("a", "b", "c")),
    ],
    ids=["equal seconds", "all equal", "equal firsts", "one with votes", "no votes at all"],
)
def test_equals_at_the_cut_all_stand_again(votes, again):
    count = choose(votes, HALF)

    assert (count.elected, count.further, count.candidates) == ((), "second_round", again)


def test_seats_that_stay_empty_are_for_the_best_of_the_others():
    count = choose({"a": 11, "b": 7, "c": 4, "d": 4, "e": 0}, HALF, seats=2, entitled=20)

    assert (count.elected, count.seats_left) == (("a",), 1)
    assert (count.further, count.candidates) == ("second_round", ("b", "c", "d"))


def test_with_more_seats_than_options_nobody_is_left_to_stand_again():
    count = choose({"a": 5, "b": 4}, seats=3)

    assert (count.elected, count.seats_left, count.further) == (("a", "b"), 1, "")


def test_a_tie_that_does_not_matter_stays_one():
    first = choose({"a": 5, "b": 5, "c": 2}, seats=2, ties=(TieStep.RUN_OFF,))
    last = choose({"a": 5, "b": 2, "c": 2}, seats=1, ties=(TieStep.RUN_OFF,))

    assert (first.elected, first.tied, first.further) == (("a", "b"), (), "")
    assert (last.elected, last.tied, last.further) == (("a",), (), "")


def test_a_run_off_is_among_the_tied_for_the_seats_left():
    count = choose({"d": 6, "a": 4, "c": 4, "b": 4, "e": 2}, seats=3, ties=(TieStep.RUN_OFF,))

    assert (count.elected, count.tied, count.seats_left) == (("d",), ("a", "b", "c"), 2)
    assert (count.further, count.candidates) == ("run_off", ("a", "b", "c"))
    assert count.decided_by == ""


def test_equals_by_declared_merits():
    merits = {"a": ("90.50", "3"), "b": ("90.5", "10"), "c": ("88", "99")}
    count = choose({"a": 4, "b": 4, "c": 4}, ties=(TieStep.CRITERIA,), merits=merits)

    assert (count.elected, count.decided_by, count.tied, count.further) == (
        ("b",),
        "criteria",
        (),
        "",
    )


def test_merits_may_decide_a_part_and_the_next_step_the_rest():
    """Above gets its seat, below is out, and only who is still equal draws lots."""
    merits = {"a": ("7",), "b": ("9",), "c": ("7",), "d": ("5",)}
    ties = (TieStep.CRITERIA, TieStep.LOT)
    count = choose(dict.fromkeys("abcd", 3), seats=2, ties=ties, merits=merits)

    assert (count.elected, count.tied, count.seats_left) == (("b",), ("a", "c"), 1)
    assert (count.decided_by, count.further, count.candidates) == ("criteria", "lot", ("a", "c"))


def test_merits_may_put_somebody_out_without_giving_a_seat():
    merits = {"a": ("7",), "b": ("7",), "c": ("5",)}
    count = choose(dict.fromkeys("abc", 3), ties=(TieStep.CRITERIA, TieStep.SHARE), merits=merits)

    assert (count.elected, count.decided_by, count.tied) == (("a", "b"), "share", ())


@pytest.mark.parametrize(
    "merits",
    [
        {},
        {"a": ("9",)},
        {"a": ("9",), "b": ("8", "1")},
        {"a": ("9",), "b": ("NaN",)},
        {"a": ("9",), "b": ("tám",)},
        {"a": ("9",), "b": ("Infinity",)},
        {"a": ("9.0",), "b": ("9.00",)},
    ],
)
def test_merits_that_cannot_be_compared_decide_nothing(merits):
    ties = (TieStep.CRITERIA, TieStep.RUN_OFF)
    count = choose({"a": 4, "b": 4}, ties=ties, merits=merits)

    assert (count.elected, count.decided_by, count.further) == ((), "", "run_off")


def test_merits_of_those_who_are_not_tied_are_not_asked_for():
    merits = {"b": ("1",), "c": ("2",), "d": ("many",)}
    count = choose(
        {"a": 5, "b": 4, "c": 4, "d": 1}, seats=2, ties=(TieStep.CRITERIA,), merits=merits
    )

    assert (count.elected, count.decided_by) == (("a", "c"), "criteria")


def test_merits_do_not_change_the_order_of_those_elected_by_votes():
    count = choose({"b": 5, "a": 5}, seats=2, ties=(TieStep.CRITERIA,), merits={"b": ("1",)})

    assert (count.elected, count.decided_by) == (("a", "b"), "")


def test_who_shares_a_place_is_elected_beyond_the_seats():
    count = choose({"a": 5, "b": 3, "c": 3}, seats=2, ties=(TieStep.SHARE,))

    assert (count.elected, count.decided_by, count.seats_left) == (("a", "b", "c"), "share", 0)


@pytest.mark.parametrize("step", [TieStep.RUN_OFF, TieStep.LOT, TieStep.SHARE])
def test_the_first_step_that_settles_it_is_the_last_that_is_taken(step):
    others = tuple(each for each in TieStep if each is not step)
    first = choose({"a": 3, "b": 3}, ties=(step, *others), merits={"a": ("1",), "b": ("2",)})

    assert first == choose({"a": 3, "b": 3}, ties=(step,), merits={"a": ("1",), "b": ("2",)})


def test_equals_for_whom_no_step_was_declared_stay_equal():
    count = choose({"a": 3, "b": 3})

    assert (count.elected, count.tied, count.seats_left) == ((), ("a", "b"), 1)
    assert (count.further, count.candidates) == ("", ())


# -- ranking and comments -------------------------------------------------------------------------


def test_points_of_a_ranking_are_the_options_behind():
    count = rank("abcd", "abcd", "bacd")

    assert count.votes == {"a": 8, "b": 7, "c": 3, "d": 0}
    assert count.places == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert count.elected == ("a", "b", "c", "d")
    assert count.needs == ()


def test_equal_points_share_a_place_and_the_next_is_skipped():
    count = rank("acbd", "abcd", ties=(TieStep.RUN_OFF, TieStep.LOT))

    assert count.places == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert (count.elected, count.decided_by, count.further) == (("a", "b", "c", "d"), "", "")


def test_declared_merits_tell_shared_places_apart():
    merits = {"a": ("0",), "b": ("1",), "c": ("2",), "d": ("9",)}
    count = rank("acbd", "abcd", ties=(TieStep.CRITERIA,), merits=merits)

    assert count.places == {"a": 1, "c": 2, "b": 3, "d": 4}
    assert (count.elected, count.decided_by) == (("a", "c", "b", "d"), "criteria")
    assert rank("acbd", "abcd", merits=merits).places["b"] == 2


def test_merits_of_one_shared_place_are_not_held_against_another():
    merits = {"a": ("1",), "b": ("2",), "c": ("1", "1"), "d": ("2", "2")}
    count = rank("abcd", "badc", ties=(TieStep.CRITERIA,), merits=merits)

    assert count.places == {"b": 1, "a": 2, "d": 3, "c": 4}


@pytest.mark.parametrize("marks", ["", "ab", "abca", "abb", "abx"])
def test_a_ranking_that_is_not_complete_is_invalid(marks):
    count = rank("abc", marks)

    assert (count.valid, count.invalid) == (1, 1)
    assert count.votes == {"a": 2, "b": 1, "c": 0}


def test_without_a_valid_ballot_nobody_has_a_place():
    count = tally(Method.RANK, options("ab"), Terms(()), [("a",)], 3, 3)

    assert (count.places, count.elected, count.passed) == ({}, (), False)


def test_words_elect_nobody():
    count = tally(Method.COMMENT, (), Terms((HALF,)), [(), (), ()], 5, 4)

    assert (count.valid, count.elected, count.needs, count.votes) == (3, (), (), {})


# -- ballots counted by hand ----------------------------------------------------------------------


@given(elections.filter(lambda asked: asked["method"] != "choose" or asked["seats"] == 1))
def test_sums_of_paper_ballots_come_to_the_same_as_the_ballots(asked):
    count = counted(asked)

    assert by_sums(asked, count) == count


@given(of("choose"))
def test_of_several_marks_the_sums_say_only_how_many_ballots_must_be_empty(asked):
    count = counted(asked)
    sums = by_sums(asked, count)

    assert sums.abstain <= count.abstain
    assert all(mine.votes >= true.votes for mine, true in zip(sums.needs, count.needs, strict=True))
    assert set(sums.elected) <= set(count.elected) | set(count.tied)


def by_sums(asked, count):
    """The same election, of which only sums are known."""
    cast, invalid = len(asked["ballots"]), count.invalid
    return tally_sums(
        Method(asked["method"]),
        options(asked["keys"]),
        terms_of(asked),
        count.votes,
        cast,
        invalid,
        asked["entitled"],
        asked["present"],
    )


def test_an_option_that_the_tellers_do_not_name_has_no_votes():
    terms = Terms((HALF,))
    count = tally_sums(Method.APPROVE, (), terms, {YES: 6}, 8, 2, 10, 8)

    assert (count.votes, count.valid, count.passed) == ({YES: 6, NO: 0, ABSTAIN: 0}, 6, True)


# -- what holds of every election -----------------------------------------------------------------


@given(elections, mixing)
def test_the_order_of_ballots_marks_options_and_merits_changes_nothing(asked, chance):
    mixed = {
        **asked,
        "ballots": chance.sample(asked["ballots"], len(asked["ballots"])),
        "keys": chance.sample(asked["keys"], len(asked["keys"])),
        "merits": dict(chance.sample([*asked["merits"].items()], len(asked["merits"]))),
    }
    if asked["method"] == "choose":
        mixed["ballots"] = [chance.sample(each, len(each)) for each in mixed["ballots"]]
    one, other = counted(asked), counted(mixed)

    assert one == other
    assert canonical(one.stored()) == canonical(other.stored())


@given(elections)
def test_one_more_yes_never_turns_a_pass_into_a_fail(asked):
    count = counted(asked)
    for winner in count.elected:
        marks = asked["keys"] if asked["method"] == "rank" else [winner]
        marks = sorted(marks, key=lambda key: key != winner)
        more = {**asked, "ballots": [*asked["ballots"], marks], "entitled": asked["entitled"] + 1}
        more["present"] = asked["present"] + 1

        assert winner in counted(more).elected


@given(of("approve"))
def test_a_vote_that_turns_from_no_to_yes_never_turns_a_pass_into_a_fail(asked):
    passed = counted(asked).passed
    for number, marks in enumerate(asked["ballots"]):
        if marks != ["yes"]:
            turned = [*asked["ballots"]]
            turned[number] = ["yes"]
            assert counted({**asked, "ballots": turned}).passed >= passed


@given(
    st.builds(
        Threshold,
        st.sampled_from(Op),
        st.integers(1, 60),
        st.integers(60, 100),
        st.just(Base.ENTITLED),
    ),
    st.integers(1, 60),
)
def test_what_is_needed_is_the_fewest_votes_that_pass(threshold, entitled):
    passing = [
        yes for yes in range(entitled + 2) if vote(yes, 0, 0, threshold, entitled=entitled).passed
    ]

    assert vote(0, 0, 0, threshold, entitled=entitled).needs[0].votes == passing[0]
    assert passing == list(range(passing[0], entitled + 2))


@given(elections, mixing)
def test_other_names_give_the_same_result_by_those_names(asked, chance):
    if asked["method"] == "approve":
        return
    called = dict(
        zip(asked["keys"], chance.sample("abcdefghijkl", len(asked["keys"])), strict=True)
    )
    count, renamed = counted(asked), counted(_renamed(asked, called))

    assert renamed.votes == {called[key]: votes for key, votes in count.votes.items()}
    assert renamed.places == {called[key]: place for key, place in count.places.items()}
    for part in ("elected", "tied", "candidates"):
        assert set(getattr(renamed, part)) == {called[key] for key in getattr(count, part)}
    for part in ("needs", "seats_left", "decided_by", "further", "invalid", "abstain"):
        assert getattr(renamed, part) == getattr(count, part)


def _renamed(asked, called):
    return {
        **asked,
        "keys": [called[key] for key in asked["keys"]],
        "ballots": [[called.get(mark, "?") for mark in marks] for marks in asked["ballots"]],
        "merits": {called[key]: each for key, each in asked["merits"].items()},
    }


@given(elections, st.data())
def test_two_heaps_of_ballots_add_up(asked, data):
    cut = data.draw(st.integers(0, len(asked["ballots"])))
    one = counted({**asked, "ballots": asked["ballots"][:cut]})
    other = counted({**asked, "ballots": asked["ballots"][cut:]})
    whole = counted(asked)

    assert Counter(whole.votes) == Counter(one.votes) + Counter(other.votes)
    for part in ("valid", "invalid", "abstain"):
        assert getattr(whole, part) == getattr(one, part) + getattr(other, part)
    assert whole.valid + whole.invalid == whole.sizes.cast


@given(of("rank"))
def test_places_are_those_of_a_competition(asked):
    count = counted(asked)
    taken = sorted(count.places.values())

    assert taken == [1 + sum(other < each for other in taken) for each in taken]
    assert [count.places[key] for key in count.elected] == taken
    for key, place in count.places.items():
        ahead = sum(votes > count.votes[key] for votes in count.votes.values())
        assert place > ahead


@given(of("choose"))
def test_every_seat_is_filled_or_left_and_nobody_is_passed_over(asked):
    count = counted(asked)
    out = set(count.votes) - set(count.elected) - set(count.tied)
    fewest = min((count.votes[key] for key in count.elected), default=None)

    if count.decided_by != "share":
        assert len(count.elected) + count.seats_left == asked["seats"]
    assert len(count.tied) > count.seats_left or not count.tied
    assert len({count.votes[key] for key in count.tied}) <= 1
    assert fewest is None or all(count.votes[key] <= fewest for key in {*out, *count.tied})
    assert [count.votes[key] for key in count.elected] == sorted(
        (count.votes[key] for key in count.elected), reverse=True
    )


@given(elections)
def test_what_follows_is_asked_among_people_who_stood_and_were_not_elected(asked):
    count = counted(asked)

    assert bool(count.further) == bool(count.candidates)
    assert set(count.candidates) <= set(count.votes) - set(count.elected)
    assert list(count.candidates) == sorted(count.candidates)
    if count.further in {"run_off", "lot"}:
        assert count.candidates == count.tied
        assert len(count.tied) > count.seats_left > 0


@given(elections)
def test_a_count_comes_back_as_it_was_stored(asked):
    count = counted(asked)
    stored = json.loads(canonical(count.stored()))

    assert read_count(stored) == count
    assert read_count(stored).stored() == count.stored() == stored


def test_an_independent_way_of_counting_agrees():
    wrong, kinds = disagreements(3000, seed=2026)

    assert wrong == []
    assert {"choose run_off", "choose lot criteria", "choose passed share"} <= set(kinds)
    assert {"choose run_off criteria", "choose left tied", "rank passed criteria"} <= set(kinds)
