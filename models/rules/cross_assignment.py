"""Who scores whom: each unit is scored by several others, never by itself and never in return.

Two units that score each other could strike a bargain, so every pair has one direction only. That
is why a unit can have at most half of the others as its reviewers.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.rules.criteria import CriteriaTable, Item, RuleKind
from models.rules.cross_pairing import Partners, pair_up
from models.rules.kinds import ALL, PEER, SYSTEM

FEWEST = 3  # of two units, one would be scored by nobody or both by each other


@dataclass(frozen=True, slots=True)
class Assignment:
    """Rater unit -> the units it scores, both in the order given; `short`: with fewer raters."""

    tasks: Mapping[int, tuple[int, ...]]
    short: tuple[int, ...]


def most_reviewers(units: int) -> int:
    """The most reviewers each of so many units can have: half of the others, rounded down."""
    return (units - 1) // 2


def assign(
    units: Sequence[int], per_unit: int, conflicts: frozenset[frozenset[int]], chance: random.Random
) -> Assignment:
    """Let each unit score `per_unit` others and be scored by as many.

    `conflicts` are pairs of units that may not score each other, in neither direction. Where they
    leave too few partners, units have fewer raters: as few missing as can be found, spread as
    evenly as can be; of two that miss one, the unit with fewer partners is scored and spared the
    scoring. The same `chance` gives the same assignment.

    Raises ValueError for fewer than 3 units, a unit named twice, and a `per_unit` that is not
    from 1 to most_reviewers.
    """
    if len(units) < FEWEST or len(set(units)) != len(units):
        raise ValueError(f"cross-scoring needs at least {FEWEST} different units: {units}")
    if not 1 <= per_unit <= most_reviewers(len(units)):
        raise ValueError(f"{len(units)} units cannot have {per_unit} reviewers each")
    tasks = _directed(pair_up(units, 2 * per_unit, conflicts, chance), chance)
    scored = [unit for others in tasks.values() for unit in others]
    return Assignment(
        tasks={unit: tuple(sorted(tasks[unit], key=units.index)) for unit in units},
        short=tuple(unit for unit in units if scored.count(unit) < per_unit),
    )


def fits(
    tasks: Iterable[tuple[int, int]],
    units: Sequence[int],
    per_unit: int,
    conflicts: frozenset[frozenset[int]],
) -> bool:
    """Whether pairs (rater unit, scored unit) drawn earlier are still an assignment of `units`.

    Among these units only; nobody scores their own unit, nor in return, nor across a conflict;
    nobody is scored by more than `per_unit`.
    """
    pairs = list(tasks)
    joined = [frozenset(pair) for pair in pairs]
    scored = Counter(unit for _, unit in pairs)
    return (
        len(set(joined)) == len(joined)
        and all(len(pair) > 1 and pair not in conflicts for pair in joined)
        and {unit for pair in pairs for unit in pair} <= set(units)
        and all(count <= per_unit for count in scored.values())
    )


def _directed(partners: Partners, chance: random.Random) -> Mapping[int, Sequence[int]]:
    """Rater -> scored units: each unit scores one half of its partners, the other half scores it.

    The pairs are walked in trails, each as far as it goes, and directed along them. A unit with an
    odd number of partners stands at one end of one trail; the weakest of them start theirs.
    """
    left = {unit: set(others) for unit, others in partners.items()}
    tasks: dict[int, list[int]] = {unit: [] for unit in partners}
    odd = [unit for unit in partners if len(partners[unit]) % 2]
    for start in sorted(odd, key=lambda unit: len(partners[unit])):
        if len(left[start]) % 2:
            _direct(_walk(left, start, chance), tasks)
    for start in partners:
        while left[start]:
            _direct(_walk(left, start, chance), tasks)
    return tasks


def _walk(left: Partners, start: int, chance: random.Random) -> Sequence[int]:
    """A random trail over pairs that are left, until it is stuck; they are taken away."""
    trail = [start]
    while left[trail[-1]]:
        here = trail[-1]
        following = chance.choice(sorted(left[here]))
        left[here].remove(following)
        left[following].remove(here)
        trail.append(following)
    return trail


def _direct(trail: Sequence[int], tasks: Mapping[int, list[int]]) -> None:
    """Against the walk, so that the unit it started from is scored once more than it scores."""
    for scored, rater in pairwise(trail):
        tasks[rater].append(scored)


def asked_of_peers(table: CriteriaTable) -> frozenset[str]:
    """The codes of the items that peers score; none where no unit has reviewers.

    Points that are computed across the whole cluster are nobody's to give. Where peers are asked
    about all items, what the system counts and what is taken off stays with those who know it.
    """
    rule = table.final_score
    if not rule.reviewers_per_unit:
        return frozenset()
    return frozenset(item.code for item in table.items if _asked(item, rule.items))


def _asked(item: Item, items: str) -> bool:
    if item.kind is RuleKind.TARGET_LEADER:
        return False
    if items == ALL:
        return item.kind is not RuleKind.DEDUCTION and item.verifier != SYSTEM
    return item.verifier == PEER
