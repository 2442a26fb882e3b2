"""A second way of counting, from the written rules alone: it shares no code with `models.rules`.

An election is plain data (see `random_elections`). Needed votes are found by trying, points by
comparing pairs, places by taking the best away again and again; shares and merits are fractions.

`python -m tests.rules.oracle_tally 100000 [--seed N]` counts so many random elections both ways.
"""

import argparse
import re
import sys
from collections import Counter
from fractions import Fraction
from itertools import count
from random import Random
from time import perf_counter

from tests.rules.random_elections import election, ours


def by_hand(asked):
    """The result of an election, in the form in which a record keeps it."""
    valid = [marks for marks in asked["ballots"] if _is_valid(asked, marks)]
    result = {
        "sizes": {
            "entitled": asked["entitled"],
            "present": asked["present"],
            "cast": len(asked["ballots"]),
        },
        "invalid": len(asked["ballots"]) - len(valid),
        "valid": len(valid),
        "abstain": sum(_abstains(asked, marks) for marks in valid),
        "votes": {key: sum(_worth(asked, key, marks) for marks in valid) for key in _keys(asked)},
        "needs": [],
        "elected": [],
        "places": {},
        "tied": [],
        "seats_left": 0,
        "decided_by": "",
        "further": "",
        "candidates": [],
    }
    {"approve": _approve, "choose": _choose, "rank": _rank, "comment": _comment}[asked["method"]](
        asked, result
    )
    return result


def _keys(asked):
    return ["yes", "no", "abstain"] if asked["method"] == "approve" else asked["keys"]


def _is_valid(asked, marks):
    keys = _keys(asked)
    if any(mark not in keys or marks.count(mark) > 1 for mark in marks):
        return False
    return (
        len(marks)
        in {
            "approve": {1},
            "choose": set(range(asked["seats"] + 1)),
            "rank": {len(keys)},
            "comment": {0},
        }[asked["method"]]
    )


def _abstains(asked, marks):
    if asked["method"] == "approve":
        return list(marks) == ["abstain"]
    return asked["method"] == "choose" and list(marks) == []


def _worth(asked, key, marks):
    if key not in marks:
        return 0
    if asked["method"] != "rank":
        return 1
    return sum(marks.index(key) < marks.index(other) for other in marks)


def _sizes(result):
    return {
        "entitled": result["sizes"]["entitled"],
        "present": result["sizes"]["present"],
        "cast": result["valid"] + result["invalid"],
        "valid": result["valid"],
        "yes_no": result["valid"] - result["abstain"],
    }


def _suffices(votes, threshold, size):
    """Whether so many votes are enough; none never are."""
    operator, numerator, denominator, _base = threshold
    asked = Fraction(numerator, denominator) * size
    return votes > 0 and (votes > asked if operator == ">" else votes >= asked)


def _able(asked, result, key):
    votes, sizes = result["votes"][key], _sizes(result)
    return (
        votes > 0
        and votes >= asked["min_yes"]
        and all(_suffices(votes, each, sizes[each[3]]) for each in asked["thresholds"])
    )


def _tell_needs(asked, result):
    for threshold in asked["thresholds"]:
        size = _sizes(result)[threshold[3]]
        fewest = next(votes for votes in count() if _suffices(votes, threshold, size))
        result["needs"].append({"base": threshold[3], "size": size, "votes": fewest})


def _approve(asked, result):
    _tell_needs(asked, result)
    result["elected"] = ["yes"] if _able(asked, result, "yes") else []


def _comment(_asked, _result):
    pass


def _best(keys, worth):
    """Those than whom nobody is worth more."""
    return sorted(key for key in keys if not any(worth[other] > worth[key] for other in keys))


def _fill(keys, seats, worth):
    """Give seats to the best as long as all of them fit; and who did not fit together."""
    seated, waiting = [], list(keys)
    while waiting and seats > len(seated):
        best = _best(waiting, worth)
        if len(best) > seats - len(seated):
            return seated, best
        seated += best
        waiting = [key for key in waiting if key not in best]
    return seated, []


def _choose(asked, result):
    _tell_needs(asked, result)
    votes = result["votes"]
    able = [key for key in asked["keys"] if _able(asked, result, key)]
    elected, tied = _fill(able, asked["seats"], votes)
    left = asked["seats"] - len(elected)
    result |= {"elected": elected, "tied": tied, "seats_left": left}
    if tied:
        _ladder(asked, result)
    elif left:
        _again(asked, result)


def _ladder(asked, result):
    for step in asked["ties"]:
        tied, left = result["tied"], result["seats_left"]
        if step in {"run_off", "lot"}:
            result |= {"further": step, "candidates": tied}
            return
        if step == "share":
            elected = result["elected"] + tied
            result |= {"elected": elected, "tied": [], "seats_left": 0, "decided_by": "share"}
            return
        seated, equal = _fill(tied, left, _merits(asked, tied))
        if equal == tied:
            continue
        result |= {"tied": equal, "seats_left": left - len(seated), "decided_by": "criteria"}
        result["elected"] = result["elected"] + seated
        if not equal:
            return


def _merits(asked, keys):
    """Each one's merits as fractions; nothing for everybody, if one cannot be compared."""
    listed = [asked["merits"].get(key, []) for key in keys]
    decimals = all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) for each in listed for text in each)
    if not decimals or any(len(each) != len(listed[0]) for each in listed):
        return {key: [] for key in keys}
    return {key: [Fraction(text) for text in asked["merits"].get(key, [])] for key in keys}


def _again(asked, result):
    """Two candidates for each seat left, and everybody who is equal to the last of them."""
    votes = result["votes"]
    others = [key for key in asked["keys"] if key not in result["elected"]]
    if asked["seats"] == 1 and any(votes[key] for key in others):
        others = [key for key in others if votes[key]]
    again = [
        key
        for key in others
        if sum(votes[other] > votes[key] for other in others) < 2 * result["seats_left"]
    ]
    if again:
        result |= {"further": "second_round", "candidates": sorted(again)}


def _rank(asked, result):
    waiting, places = list(asked["keys"]) if result["valid"] else [], {}
    while waiting:
        equals = _best(waiting, result["votes"])
        waiting = [key for key in waiting if key not in equals]
        merits = _merits(asked, equals if "criteria" in asked["ties"] else [])
        while equals:
            best = _best(equals, merits) if merits else equals
            if best != equals:
                result["decided_by"] = "criteria"
            equals = [key for key in equals if key not in best]
            places |= dict.fromkeys(best, len(places) + 1)
    result["places"] = places
    result["elected"] = sorted(places, key=lambda key: (places[key], key))


def disagreements(number, seed):
    """The elections on which the two ways differ, and how often each kind of result came up."""
    chance, kinds, wrong = Random(seed), Counter(), []  # noqa: S311 - elections of nobody
    for _ in range(number):
        asked = election(chance)
        expected = by_hand(asked)
        kinds[_kind(asked, expected)] += 1
        if ours(asked) != expected:
            wrong.append(asked)
    return wrong, kinds


def _kind(asked, result):
    outcome = result["further"] or ("passed" if result["elected"] else "nobody")
    if result["tied"] and not result["further"]:
        outcome = "left tied"
    return " ".join(filter(None, [asked["method"], outcome, result["decided_by"]]))


def main():
    parser = argparse.ArgumentParser(description="Count random elections in two ways.")
    parser.add_argument("number", type=int, nargs="?", default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = perf_counter()
    wrong, kinds = disagreements(asked.number, asked.seed)
    for kind, times in sorted(kinds.items()):
        print(f"{times:>9,}  {kind}")
    for each in wrong[:3]:
        print(each, by_hand(each), ours(each), sep="\n")
    seconds = perf_counter() - started
    print(f"{asked.number:,} elections in {seconds:.1f} s: {len(wrong)} disagreements")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
