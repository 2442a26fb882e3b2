from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.cross_pairing import pair_up

SEEDS = st.integers(0, 999).map(Random)


def pairs_of(units):
    return [frozenset(pair) for pair in combinations(units, 2)]


def degrees(pairs, units):
    return [sum(unit in pair for pair in pairs) for unit in units]


def pairs_in(partners):
    return {frozenset((one, other)) for one, others in partners.items() for other in others}


def quality(pairs, units):
    return len(pairs), -sum(degree**2 for degree in degrees(pairs, units))


def best(allowed, units, most):
    """By trying everything: the most pairs, and of those sets the most even one's quality."""
    sets = (each for size in range(len(allowed) + 1) for each in combinations(allowed, size))
    return max(quality(each, units) for each in sets if max(degrees(each, units)) <= most)


@settings(deadline=None, max_examples=60)
@given(st.frozensets(st.sampled_from(pairs_of(range(5)))), st.sampled_from([2, 4]), SEEDS)
def test_the_pairs_are_as_many_and_as_even_as_can_be(conflicts, most, chance):
    units = range(5)
    allowed = [pair for pair in pairs_of(units) if pair not in conflicts]
    found = pair_up(units, most, conflicts, chance)

    assert quality(pairs_in(found), units) == best(allowed, units, most)


@settings(deadline=None)
@given(st.frozensets(st.sampled_from(pairs_of(range(12))), min_size=30), SEEDS)
def test_nobody_has_more_partners_than_allowed_and_partners_have_each_other(conflicts, chance):
    found = pair_up(range(12), 4, conflicts, chance)

    assert all(one in found[other] for one in found for other in found[one])
    assert max(map(len, found.values())) <= 4
    assert not pairs_in(found) & conflicts


def test_a_trail_that_would_use_a_pair_twice_is_not_walked():
    """A stem into a triangle with two leaves: a search that came back along the stem would lie."""
    allowed = {frozenset(pair) for pair in [(0, 1), (1, 2), (1, 3), (2, 3), (2, 4), (3, 5)]}
    units = range(6)
    conflicts = frozenset(pairs_of(units)) - allowed
    for seed in range(30):
        found = pair_up(units, 2, conflicts, Random(seed))  # noqa: S311 - the same chances each time

        assert quality(pairs_in(found), units) == best(allowed, units, 2)
