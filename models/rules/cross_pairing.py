"""Which units have to do with each other in cross-scoring, before it is said who scores whom.

A set of pairs in which nobody has more than so many partners is a simple b-matching. It is grown
here as matchings are: greedily, then along augmenting trails, from several random beginnings.
"""

import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

Partners = Mapping[int, set[int]]
Ends = Callable[[int, bool], bool]

_ATTEMPTS = 8  # beginnings; one is enough unless conflicts leave little choice


def pair_up(
    units: Sequence[int], most: int, conflicts: frozenset[frozenset[int]], chance: random.Random
) -> Partners:
    """Unit -> its partners, at most `most` each: as many pairs, then as even, as can be found."""
    allowed = {
        unit: {other for other in units if frozenset((unit, other)) not in conflicts} - {unit}
        for unit in units
    }
    bound = sum(min(most, len(others)) for others in allowed.values()) // 2
    best = _attempt(allowed, most, chance)
    for _ in range(_ATTEMPTS - 1):
        if _size(best) == bound:
            break
        best = max(best, _attempt(allowed, most, chance), key=_quality)
    return best


def _size(partners: Partners) -> int:
    return sum(map(len, partners.values())) // 2


def _quality(partners: Partners) -> tuple[int, int]:
    """More pairs are better; of as many, those spread more evenly."""
    return _size(partners), -sum(len(others) ** 2 for others in partners.values())


def _attempt(allowed: Partners, most: int, chance: random.Random) -> Partners:
    partners = _greedy(allowed, most, chance)
    _add(allowed, partners, most)
    _even_out(allowed, partners)
    return partners


def _greedy(allowed: Partners, most: int, chance: random.Random) -> Partners:
    pairs = [(one, other) for one in allowed for other in sorted(allowed[one]) if one < other]
    chance.shuffle(pairs)
    partners: Partners = {unit: set() for unit in chance.sample(list(allowed), len(allowed))}
    for one, other in pairs:
        if len(partners[one]) < most and len(partners[other]) < most:
            _flip(partners, (one, other))
    return partners


def _flip(partners: Partners, trail: Sequence[int]) -> None:
    """Join every first pair of neighbours on the trail, part every second."""
    for one, other in pairwise(trail):
        partners[one].symmetric_difference_update({other})
        partners[other].symmetric_difference_update({one})


def _add(allowed: Partners, partners: Partners, most: int) -> None:
    """One pair more for each trail between two units that have room (or one with room for two)."""
    for start in partners:

        def has_room(unit: int, joined: bool, start: int = start) -> bool:
            return joined and len(partners[unit]) + (unit == start) < most

        while len(partners[start]) < most:
            trail = _trail(allowed, partners, start, has_room)
            if trail is None:
                break
            _flip(partners, trail)


def _even_out(allowed: Partners, partners: Partners) -> None:
    """Hand partners on from units that have at least two more to those that have few."""
    changed = True
    while changed:
        changed = False
        highest = max(map(len, partners.values()))
        for start in sorted(partners, key=lambda unit: len(partners[unit])):
            few = len(partners[start])
            if few + 2 > highest:
                break

            def has_more(unit: int, joined: bool, few: int = few) -> bool:
                return not joined and len(partners[unit]) >= few + 2

            trail = _trail(allowed, partners, start, has_more)
            if trail is not None:
                _flip(partners, trail)
                changed = True


def _trail(allowed: Partners, partners: Partners, start: int, ends: Ends) -> Sequence[int] | None:
    """The shortest trail from `start` that alternately joins and parts, to where `ends` holds.

    None where the search, which comes to each unit once by joining and once by parting, finds none.
    """
    seen = {(start, False)}
    waiting: deque[tuple[tuple[int, ...], bool]] = deque([((start,), False)])
    while waiting:
        trail, joined = waiting.popleft()
        here = trail[-1]
        for unit in sorted(partners[here] if joined else allowed[here] - partners[here]):
            if (unit, not joined) in seen or _walked(trail, here, unit):
                continue
            if ends(unit, not joined):
                return (*trail, unit)
            seen.add((unit, not joined))
            waiting.append(((*trail, unit), not joined))
    return None


def _walked(trail: Sequence[int], one: int, other: int) -> bool:
    return any({one, other} == {*step} for step in pairwise(trail))
