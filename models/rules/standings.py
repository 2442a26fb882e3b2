"""The ranking of a cluster (*xếp hạng*): every unit's final score, place, grade and proposal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.points import rounded
from models.rules.criteria import CriteriaTable
from models.rules.grades import grade
from models.rules.honours import GRADE, Blocks, Proposals, barred, propose
from models.rules.layers import UnitScores, final_points, layer_total, sums_of
from models.rules.summing import Points, Sums
from models.rules.ties import Candidate

__all__ = [
    "GRADE",
    "Ranking",
    "Standing",
    "UnitScores",
    "final_points",
    "layer_total",
    "rank_cluster",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands.

    `points` are those that count, by item; `missing` the items that still lack a score; `sums`
    what the points come to so far. `final`: sums.final less the points for lateness, not below
    final_min; None, and no `grade`, while the sheet is not in or something is missing. `rank` is
    shared by equals (`tied`), None without a final score or where a ground takes it. `honour` is
    what it is proposed for, `decided_by` the tie-breaker that gave it that place ("section:I").
    `blocked`: (honour code, reason), the reason being a ground of ineligibility, or "grade" where
    a place had come down to the unit but its grade was too low.
    """

    unit_id: int
    points: Points
    missing: tuple[str, ...]
    sums: Sums
    final: Decimal | None
    grade: str
    rank: int | None
    tied: bool
    honour: str
    decided_by: str
    blocked: Blocks


@dataclass(frozen=True, slots=True)
class Ranking:
    """A cluster in order. `undecided`: codes of honours that only a ballot can give out."""

    standings: tuple[Standing, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A unit before it is compared."""

    scores: UnitScores
    points: Points
    missing: tuple[str, ...]
    sums: Sums
    final: Decimal | None
    grade: str


def rank_cluster(table: CriteriaTable, units: Sequence[UnitScores]) -> Ranking:
    """Put a cluster's units in order of merit, and propose the best for the table's honours.

    Highest final score first; equals share a rank and the next is skipped (1, 2, 2, 4); inside a
    tie, and among the unranked at the end, the order is that of `units`. A unit without a rank
    takes none from the others.
    """
    scored = [_scored(table, unit) for unit in units]
    outside = {ground.code for ground in table.ineligibility if ground.effect == "unranked"}
    candidates = sorted(
        (
            Candidate(each.scores, each.sums, each.final, each.grade)
            for each in scored
            if each.final is not None and outside.isdisjoint(each.scores.grounds)
        ),
        key=lambda candidate: candidate.final,
        reverse=True,
    )
    ranks = _ranks([each.final for each in candidates])
    proposals = propose(table, candidates)
    ranked = {each.scores.unit_id: ranks[each.final] for each in candidates}
    standings = [
        _standing(table, each, ranked.get(each.scores.unit_id), proposals) for each in scored
    ]
    standings.sort(key=lambda each: each.rank or len(units) + 1)
    return Ranking(tuple(standings), tuple(proposals.undecided))


def _standing(
    table: CriteriaTable,
    scored: _Scored,
    place: tuple[int, bool] | None,
    proposals: Proposals,
) -> Standing:
    scores = scored.scores
    rank, tied = place or (None, False)
    honour, decided_by = proposals.given.get(scores.unit_id, ("", ""))
    passed = tuple((code, GRADE) for code in proposals.passed.get(scores.unit_id, ()))
    return Standing(
        unit_id=scores.unit_id,
        points=scored.points,
        missing=scored.missing,
        sums=scored.sums,
        final=scored.final,
        grade=scored.grade,
        rank=rank,
        tied=tied,
        honour=honour,
        decided_by=decided_by,
        blocked=barred(table, scores.grounds) + passed,
    )


def _scored(table: CriteriaTable, scores: UnitScores) -> _Scored:
    points, missing = final_points(table, scores)
    sums = sums_of(table, scores, points)
    if missing or not scores.submitted:
        return _Scored(scores, points, missing, sums, None, "")
    final = rounded(max(sums.final - scores.late_points, table.scale.final_min))
    return _Scored(scores, points, missing, sums, final, grade(table, sums, final))


def _ranks(finals: Sequence[Decimal]) -> dict[Decimal, tuple[int, bool]]:
    """Final score -> (rank, whether it is shared); `finals` best first."""
    shared = Counter(finals)
    return {final: (finals.index(final) + 1, count > 1) for final, count in shared.items()}
