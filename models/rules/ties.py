"""Telling equals apart (*xét thêm khi bằng điểm*), step by step, when places do not suffice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from models.rules.kinds import Layer
from models.rules.layers import NO_POINTS, UnitScores
from models.rules.settings import TieBreaker
from models.rules.summing import Sums

BALLOT = "secret_ballot"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with a final score, in line for honours."""

    scores: UnitScores
    sums: Sums
    final: Decimal
    grade: str


Chosen = list[tuple[Candidate, str]]
"""Who gets a place, and the step that decided: "section:I", "deductions", "layer_mean:cross"."""


def break_tie(
    steps: Sequence[TieBreaker], tied: Sequence[Candidate], places: int
) -> tuple[Chosen, list[Candidate]]:
    """The best of `tied` for `places`, fewer than there are; and those whom no step tells apart.

    Each step puts the units that still straddle the last place in order, until it falls between
    two of them. A step that cannot be worked out for all of them decides nothing. A secret ballot
    ends the steps: who is then still tied gets no place here.
    """
    chosen: Chosen = []
    left = list(tied)
    for step in steps:
        if step.by == BALLOT:
            break
        ordered = _in_order(step, left)
        left = []
        for equals in ordered:
            if len(equals) > places - len(chosen):
                left = equals
                break
            chosen += [(each, _name(step)) for each in equals]
        if len(chosen) == places:
            return chosen, []
    return chosen, left


def _in_order(step: TieBreaker, tied: Sequence[Candidate]) -> list[list[Candidate]]:
    """Best first; a list of its own for each value, or one for all where a value is missing."""
    values = {each.scores.unit_id: _VALUES[step.by](step, each) for each in tied}
    if None in values.values():
        return [list(tied)]

    def value(candidate: Candidate) -> Fraction:
        return values[candidate.scores.unit_id] or Fraction(0)

    lower_first = (step.direction or _usual_direction(step)) == "asc"
    ordered = sorted(tied, key=value, reverse=not lower_first)
    return [list(equals) for _, equals in groupby(ordered, key=value)]


def worth(step: TieBreaker, candidate: Candidate) -> Fraction | None:
    """What a unit is worth by a step, the higher the better; None where it cannot be worked out."""
    value = _VALUES[step.by](step, candidate)
    lower_first = (step.direction or _usual_direction(step)) == "asc"
    return -value if lower_first and value is not None else value


def _usual_direction(step: TieBreaker) -> str:
    return "asc" if step.by == "deductions" else "desc"


def _section(step: TieBreaker, candidate: Candidate) -> Fraction | None:
    """Of what the unit could reach there: nobody loses by a task that it was not assigned."""
    code = step.section or ""
    reachable = candidate.sums.assigned_by_part[code]
    return Fraction(candidate.sums.by_part[code]) / Fraction(reachable) if reachable else None


def _deductions(_step: TieBreaker, candidate: Candidate) -> Fraction | None:
    return Fraction(candidate.sums.deductions)


def _bonus(_step: TieBreaker, candidate: Candidate) -> Fraction | None:
    return Fraction(candidate.sums.bonus)


def _layer_mean(step: TieBreaker, candidate: Candidate) -> Fraction | None:
    """The mean of the layer's item points, as far as it has any."""
    given = candidate.scores.layers.get(Layer(step.layer or ""), NO_POINTS)
    return Fraction(sum(given.values())) / len(given) if given else None


_VALUES: Mapping[str, Callable[[TieBreaker, Candidate], Fraction | None]] = {
    "section": _section,
    "deductions": _deductions,
    "bonus": _bonus,
    "layer_mean": _layer_mean,
}


def _name(step: TieBreaker) -> str:
    about = step.section if step.by == "section" else step.layer if step.by == "layer_mean" else ""
    return f"{step.by}:{about}" if about else step.by
