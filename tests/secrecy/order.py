"""In which order published ballots stand: all orders of four must come equally often."""

from collections import Counter
from datetime import timedelta
from itertools import permutations

from models.actions.counting import _opened
from models.envelope import seal
from models.voting import Ballot
from tests.secrecy.town import Chance, letters

ORDERS = list(permutations("abcd"))
CRITICAL = 49.73
"""Of chi-square with 23 degrees of freedom: more comes by chance once in a thousand times."""


def listed_orders(keys, times, seed):
    """Elections of four, each with an option of their own: in which order they are listed."""
    chance, name = Chance(seed), f"{seed:032x}"
    public = keys.create(name)
    found = Counter()
    for _ in range(times):
        sealed = [seal(public, [each], chance) for each in "abcd"]
        listed = _opened(keys.unseal(name, sealed))
        found["".join(marks[0] for _, marks in listed)] += 1
    return found


def elected_orders(town, times):
    """The same by whole elections, read from the table as it lies there."""
    found = Counter()
    options = [type(o)(key, key) for key, o in zip("abcd", letters(4), strict=True)]
    for _ in range(times):
        motion_id = town.poll(options)
        for number, key in enumerate("abcd"):
            town.cast(motion_id, number, key)
        town.now += timedelta(minutes=61)
        town.count(motion_id)
        ballots = town.rows(Ballot, motion_id=motion_id)
        found["".join(each.marks[0] for each in ballots)] += 1
    return found


def chi_square(found):
    """How far the orders are from coming equally often."""
    expected = sum(found.values()) / len(ORDERS)
    return sum((found["".join(order)] - expected) ** 2 / expected for order in ORDERS)
