"""Who is proposed for what (*đề nghị tặng*): honours go down the ranking, place by place.

Equals are told apart only where places do not suffice for all of them (a shared third place with
two certificates needs no vote). What only a secret ballot could decide stays undecided here, and
keeps its places from those below.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from models.rules.criteria import CriteriaTable
from models.rules.settings import Honour
from models.rules.ties import Candidate, Chosen, break_tie

FLAG = "CTD"
"""Honours whose code begins so are flags (*cờ thi đua*)."""

GRADE = "grade"
"""The reason of a block that no ground, but too low a grade, has made."""

Blocks = tuple[tuple[str, str], ...]
"""(honour code, the ground's code or "grade")"""


@dataclass(slots=True)
class Proposals:
    """Who is proposed: unit id -> (honour code, the tie-breaker that decided, or empty).

    `passed`: unit id -> honours whose turn came to it, but not with its grade. `undecided`: codes
    of honours that wait for a ballot.
    """

    given: dict[int, tuple[str, str]] = field(default_factory=dict)
    passed: dict[int, list[str]] = field(default_factory=dict)
    undecided: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Equals:
    """Units no rule tells apart. Fewer `waiting` than members: a ballot will say which of them."""

    members: tuple[Candidate, ...]
    waiting: int


def barred(table: CriteriaTable, grounds: Iterable[str]) -> Blocks:
    """The honours that these grounds of ineligibility keep from a unit, and which ground does.

    A ground with the effect no_flag bars flags; every other bars all honours. The points stay.
    """
    effects = {ground.code: ground.effect for ground in table.ineligibility}
    return tuple(
        (honour.code, ground)
        for honour in table.honours
        for ground in grounds
        if effects[ground] != "no_flag" or honour.code.startswith(FLAG)
    )


def propose(table: CriteriaTable, ranked: Sequence[Candidate]) -> Proposals:
    """Give out the table's honours, in its order, to `ranked`, best first.

    Each goes down the ranking among the units that have none yet, that nothing bars and whose grade
    suffices, until its places are filled. Equals at the last place are told apart by the table's
    tie-breakers; if these do not suffice the honour is undecided, and so is every later one that
    would go to those who lose the ballot.
    """
    proposals = Proposals()
    queue = [
        _Equals(members, len(members))
        for _, each in groupby(ranked, key=lambda candidate: candidate.final)
        for members in [tuple(each)]
    ]
    for honour in table.honours:
        queue = list(_give(table, honour, queue, proposals))
    return proposals


def _give(
    table: CriteriaTable, honour: Honour, queue: Iterable[_Equals], proposals: Proposals
) -> Iterator[_Equals]:
    """Fill one honour's places; yields who is left for the next, best first."""
    places = honour.count
    for equals in queue:
        if not places:
            yield equals
            continue
        fit = [each for each in equals.members if _fits(table, honour, each, proposals)]
        if equals.waiting < len(equals.members):
            taken, left = _reserve(honour, equals, min(places, len(fit)), proposals)
        else:
            taken, left = _choose(table, honour, equals, fit, places, proposals)
        places -= taken
        yield from left


def _fits(table: CriteriaTable, honour: Honour, candidate: Candidate, proposals: Proposals) -> bool:
    if any(code == honour.code for code, _ in barred(table, candidate.scores.grounds)):
        return False
    order = [band.code for band in table.grades]
    if honour.needs_grade and order.index(candidate.grade) > order.index(honour.needs_grade):
        proposals.passed.setdefault(candidate.scores.unit_id, []).append(honour.code)
        return False
    return True


def _reserve(
    honour: Honour, equals: _Equals, places: int, proposals: Proposals
) -> tuple[int, list[_Equals]]:
    """Places for those whom a ballot over an earlier honour will leave."""
    taken = min(places, equals.waiting)
    if taken:
        proposals.undecided.append(honour.code)
    left = equals.waiting - taken
    return taken, [_Equals(equals.members, left)] if left else []


def _choose(
    table: CriteriaTable,
    honour: Honour,
    equals: _Equals,
    fit: list[Candidate],
    places: int,
    proposals: Proposals,
) -> tuple[int, list[_Equals]]:
    """Places for as many equals as there are; the best of them by the tie-breakers."""
    chosen: Chosen = [(each, "") for each in fit]
    tied: list[Candidate] = []
    if len(fit) > places:
        chosen, tied = break_tie(table.tie_breakers, fit, places)
    for candidate, decided_by in chosen:
        proposals.given[candidate.scores.unit_id] = (honour.code, decided_by)
    gone = [*(candidate for candidate, _ in chosen), *tied]
    rest = tuple(each for each in equals.members if not any(each is other for other in gone))
    left = [_Equals(rest, len(rest))] if rest else []
    if tied:
        proposals.undecided.append(honour.code)
        left.insert(0, _Equals(tuple(tied), len(tied) - (places - len(chosen))))
    return (places if tied else len(chosen)), left
