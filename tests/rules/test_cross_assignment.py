import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.criteria import read_table
from models.rules.cross_assignment import asked_of_peers, assign, fits, most_reviewers
from tests.rules.criteria_tables import sample_table, small_document, small_table

NONE = frozenset()


def pairs_of(units):
    return [frozenset(pair) for pair in combinations(units, 2)]


@st.composite
def clusters(draw, largest=12):
    """Units, reviewers for each, conflicts among them."""
    units = draw(st.lists(st.integers(1, 999), min_size=3, max_size=largest, unique=True))
    per_unit = draw(st.integers(1, most_reviewers(len(units))))
    return units, per_unit, draw(st.frozensets(st.sampled_from(pairs_of(units))))


def seeded(number):
    return random.Random(number)  # noqa: S311 - the same chances each time


SEEDS = st.integers(0, 999).map(seeded)


def directions(assignment):
    return [(rater, unit) for rater, units in assignment.tasks.items() for unit in units]


def raters(assignment, unit):
    return [rater for rater, scored in directions(assignment) if scored == unit]


def loads(assignment):
    return [len(units) for units in assignment.tasks.values()]


def most_pairs(allowed, most):
    """By trying everything: how many pairs there can be with at most `most` for each unit."""
    if not allowed:
        return 0
    (one, other), *others = allowed
    without = most_pairs(others, most)
    if not most.get(one) or not most.get(other):
        return without
    fewer = {**most, one: most[one] - 1, other: most[other] - 1}
    return max(without, 1 + most_pairs(others, fewer))


@settings(deadline=None)
@given(clusters(), SEEDS)
def test_nobody_scores_itself_or_in_return_or_in_conflict_or_twice(cluster, chance):
    units, per_unit, conflicts = cluster
    found = directions(assign(units, per_unit, conflicts, chance))

    assert len({frozenset(pair) for pair in found}) == len(found)
    assert all(len({*pair}) == 2 and frozenset(pair) not in conflicts for pair in found)


@settings(deadline=None)
@given(clusters(), SEEDS, st.data())
def test_what_was_drawn_fits_until_a_unit_or_a_pair_in_it_is_barred(cluster, chance, data):
    units, per_unit, conflicts = cluster
    found = directions(assign(units, per_unit, conflicts, chance))

    assert fits(found, units, per_unit, conflicts)

    if found:
        rater, scored = data.draw(st.sampled_from(found))
        fewer = [unit for unit in units if unit != scored]

        assert not fits(found, units, per_unit, conflicts | {frozenset((rater, scored))})
        assert not fits(found, fewer, per_unit, conflicts)
        assert not fits([*found, (scored, rater)], units, per_unit + 1, conflicts)
        assert not fits([*found, (scored, scored)], units, per_unit + 1, conflicts)
        assert not fits(found, units, 0, conflicts)


@settings(deadline=None)
@given(clusters(), SEEDS)
def test_nobody_has_more_than_asked_for_and_those_with_fewer_raters_are_named(cluster, chance):
    units, per_unit, conflicts = cluster
    found = assign(units, per_unit, conflicts, chance)
    counts = {unit: len(raters(found, unit)) for unit in units}

    assert list(found.tasks) == units
    assert max(loads(found)) <= per_unit
    assert max(counts.values()) <= per_unit
    assert found.short == tuple(unit for unit in units if counts[unit] < per_unit)


@settings(deadline=None, max_examples=30)
@given(st.integers(3, 60), st.data(), SEEDS)
def test_without_conflicts_everybody_scores_and_is_scored_alike(count, data, chance):
    per_unit = data.draw(st.integers(1, most_reviewers(count)))
    found = assign(range(count), per_unit, NONE, chance)

    assert found.short == ()
    assert set(loads(found)) == {per_unit}


@settings(deadline=None)
@given(clusters(largest=5), SEEDS)
def test_conflicts_cost_no_more_scores_than_they_must(cluster, chance):
    units, per_unit, conflicts = cluster
    allowed = [tuple(pair) for pair in pairs_of(units) if pair not in conflicts]
    found = assign(units, per_unit, conflicts, chance)

    assert len(directions(found)) == most_pairs(allowed, dict.fromkeys(units, 2 * per_unit))


@settings(deadline=None)
@given(st.integers(3, 20), st.data(), SEEDS)
def test_where_nobody_has_two_conflicts_the_loads_differ_by_at_most_one(count, data, chance):
    per_unit = data.draw(st.integers(1, most_reviewers(count)))
    twins = data.draw(st.integers(0, count // 2))
    conflicts = frozenset(frozenset((2 * n, 2 * n + 1)) for n in range(twins))
    found = assign(range(count), per_unit, conflicts, chance)

    assert max(loads(found)) - min(loads(found)) <= 1
    assert not found.short or count == 2 * per_unit + 1


@given(SEEDS)
def test_a_unit_with_one_partner_left_is_scored_by_it_and_spared_the_scoring(chance):
    conflicts = frozenset(map(frozenset, [(1, 3), (1, 4), (1, 5)]))
    found = assign([1, 2, 3, 4, 5], 2, conflicts, chance)

    assert raters(found, 1) == [2]
    assert found.tasks[1] == ()


def test_where_everybody_is_in_conflict_nobody_is_scored():
    units = [1, 2, 3, 4]
    found = assign(units, 1, frozenset(pairs_of(units)), seeded(1))

    assert found.tasks == {1: (), 2: (), 3: (), 4: ()}
    assert found.short == (1, 2, 3, 4)


def test_the_same_chance_gives_the_same_assignment_and_another_chance_another():
    units = range(10, 20)
    found = [assign(units, 3, NONE, seeded(seed)).tasks for seed in range(20)]
    again = [assign(units, 3, NONE, seeded(seed)).tasks for seed in range(20)]

    assert found == again
    assert len({tuple(tasks.values()) for tasks in found}) == 20


def test_chance_prefers_nobody():
    """Each of seven units scores each other one about as often: 200 x 2 of 6 is 67 times."""
    counts = dict.fromkeys([(a, b) for a in range(7) for b in range(7) if a != b], 0)
    chance = seeded(7)
    for _ in range(200):
        for pair in directions(assign(range(7), 2, NONE, chance)):
            counts[pair] += 1

    assert 35 < min(counts.values()) <= max(counts.values()) < 100


@pytest.mark.parametrize(
    ("units", "most"), [(3, 1), (4, 1), (5, 2), (6, 2), (7, 3), (8, 3), (60, 29)]
)
def test_at_most_half_of_the_others_can_be_reviewers(units, most):
    assert most_reviewers(units) == most


@pytest.mark.parametrize(
    ("units", "per_unit"), [([], 1), ([1, 2], 1), ([1, 2, 2], 1), ([1, 2, 3], 0), ([1, 2, 3, 4], 2)]
)
def test_what_cannot_be_is_refused(units, per_unit):
    with pytest.raises(ValueError, match=r"cross-scoring|reviewers"):
        assign(units, per_unit, NONE, seeded(1))


def table_with(verifiers, **cross):
    """The small table, some of its items verified by others than the head."""
    document = small_document(final_score={"method": "agreed", "cross": cross})
    parts = [*document["sections"], document["bonus"], document["deductions"]]
    while parts:
        part = parts.pop()
        part |= {"verifier": verifiers[part["code"]]} if part["code"] in verifiers else {}
        parts += part.get("children", []) + part.get("items", [])
    return read_table(document)


def test_peers_are_asked_about_what_they_verify():
    table = table_with({"plan": "peer", "leader": "peer", "report": "system", "B.4": "peer"})

    assert asked_of_peers(table) == {"plan", "B.4"}


def test_peers_may_be_asked_about_all_that_is_neither_computed_nor_known_to_the_system():
    table = table_with({"report": "system", "T.1": "peer"}, items="all")
    left_out = {"leader", "report", "T.1", "T.2"}

    assert asked_of_peers(table) == {item.code for item in table.items} - left_out


def test_peers_are_asked_about_nothing_where_no_unit_has_reviewers():
    assert asked_of_peers(table_with({"plan": "peer"}, reviewers_per_unit=0)) == set()
    assert asked_of_peers(small_table()) == set()


def test_peers_are_asked_about_items_of_every_section_of_the_sample():
    table = sample_table()
    parts = {table.part_of(code).code for code in asked_of_peers(table)}

    assert parts == {"I", "II", "III", "B"}
