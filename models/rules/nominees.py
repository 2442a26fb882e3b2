"""Who stands for head and deputy of the next year (*luân phiên, kế nhiệm, dẫn đầu, bầu tự do*)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Way(StrEnum):
    """How those are found who stand for head and deputy."""

    FREE = "free"
    """All units but the present head."""
    ROTATION = "rotation"
    """Whoever has not been head for the longest time, in the roster's order after the head."""
    DEPUTY = "deputy"
    """The deputy moves up."""
    LEADER = "leader"
    """The best of the agreed ranking."""


@dataclass(frozen=True, slots=True)
class Member:
    """A unit of the cluster, in the roster's order; `headed`: the last day that it was head."""

    unit_id: int
    name: str
    head: bool = False
    deputy: bool = False
    headed: date | None = None


Names = tuple[Member, ...]
Groups = Sequence[Sequence[int]]


def nominees(members: Sequence[Member], way: Way, ranked: Groups = ()) -> tuple[Names, Names]:
    """Who stands for head, and who for deputy. `ranked`: the best units of the ranking, in order.

    Where a way finds nobody (no deputy, no ranking), everybody but the head stands. A unit that
    stands alone for head does not stand for deputy.
    """
    others = tuple(each for each in members if not each.head) or tuple(members)
    heads = _FOR_HEAD[way](members, others, ranked) or others
    alone = heads if len(heads) == 1 else ()
    left = tuple(each for each in others if each not in alone)
    if way is Way.FREE or not alone:
        return heads, left
    if way is Way.LEADER:
        return heads, _leader(left, left, ranked) or left
    return heads, _rotation(members, left, ranked)


def _free(_members: Sequence[Member], others: Names, _ranked: Groups) -> Names:
    return others


def _rotation(members: Sequence[Member], others: Names, _ranked: Groups) -> Names:
    """One: of those who have waited longest the first after the head."""
    at = next((place for place, each in enumerate(members) if each.head), -1)
    after = [*members[at + 1 :], *members[: at + 1]]
    waiting = [each for each in after if each in others]
    return tuple(sorted(waiting, key=lambda each: each.headed or date.min)[:1])


def _deputy(_members: Sequence[Member], others: Names, _ranked: Groups) -> Names:
    return tuple(each for each in others if each.deputy)


def _leader(members: Sequence[Member], _others: Names, ranked: Groups) -> Names:
    """The best of the ranking, all of them if they are equal; be it the present head."""
    by_unit = {each.unit_id: each for each in members}
    for group in ranked:
        found = tuple(by_unit[unit_id] for unit_id in group if unit_id in by_unit)
        if found:
            return found
    return ()


_FOR_HEAD = {
    Way.FREE: _free,
    Way.ROTATION: _rotation,
    Way.DEPUTY: _deputy,
    Way.LEADER: _leader,
}
