"""Counting (*kiểm phiếu*): from ballots to a result, by the terms that were declared beforehand.

Integers only (merits are exact decimals, only ever compared). Nothing depends on the order of
ballots or options; where keys stand in the order of their letters, that is a listing and decides
nothing.

A ballot is valid by `motion.is_valid`. Needed is what every threshold asks for, `min_yes`, and in
any case one vote: two thirds of nothing pass nothing. The base YES_NO is valid ballots less
abstentions, for CHOOSE as for APPROVE.

APPROVE: yes is elected, or nobody is. CHOOSE: those with the votes needed are elected in the order
of their votes; equals across the last seat are told apart by the steps of `terms.ties`; what stays
empty asks for a second round. RANK: Borda, n-1 … 0; it has no thresholds and no run-off. COMMENT
elects nobody.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from models.rules.motion import (
    ABSTAIN,
    YES,
    Base,
    Method,
    Option,
    Terms,
    TieStep,
    choices,
    is_valid,
)
from models.rules.places import Keys, best_first, comparable, cut, place

Marks = tuple[str, ...]

SECOND_ROUND = "second_round"


@dataclass(frozen=True, slots=True)
class Sizes:
    """E, P and C: units on the roll, those present or taking part, ballots collected."""

    entitled: int
    present: int
    cast: int


@dataclass(frozen=True, slots=True)
class Need:
    """What one threshold asked for: of a base of `size`, at least `votes`, and never none."""

    base: Base
    size: int
    votes: int


@dataclass(frozen=True, slots=True)
class Count:
    """The result of a count.

    `votes`: key -> votes (Borda points for RANK), for every key that can be marked: of APPROVE
    "abstain" too. `abstain`: explicit abstentions; of CHOOSE the empty ballots. `needs`: one for
    each threshold, in their order; none for RANK and COMMENT. `elected`: who won, best first,
    equals by key; of APPROVE ("yes",) if it passed; of RANK all, if there was a valid ballot.
    `places`: RANK only, key -> competition rank. `tied`: who stands equal at the last place,
    undecided, for `seats_left` (which also counts the seats that a second round is for).
    `decided_by`: the tie step that decided, or empty: "criteria", also if it only narrowed the
    tie, or "share". `further`: what has to follow: "" | "run_off" | "second_round" | "lot";
    `candidates`: among whom. `tied` and `candidates` are listed by key.
    """

    sizes: Sizes
    invalid: int
    valid: int
    abstain: int
    votes: Mapping[str, int] = field(hash=False)
    needs: tuple[Need, ...] = ()
    elected: Keys = ()
    places: Mapping[str, int] = field(default_factory=dict, hash=False)
    tied: Keys = ()
    seats_left: int = 0
    decided_by: str = ""
    further: str = ""
    candidates: Keys = ()

    @property
    def passed(self) -> bool:
        """Whether anything was adopted or anybody elected."""
        return bool(self.elected)

    def stored(self) -> dict[str, Any]:
        """As the database and the record keep it."""
        return {
            "sizes": asdict(self.sizes),
            "invalid": self.invalid,
            "valid": self.valid,
            "abstain": self.abstain,
            "votes": dict(self.votes),
            "needs": [{**asdict(each), "base": each.base.value} for each in self.needs],
            "elected": list(self.elected),
            "places": dict(self.places),
            "tied": list(self.tied),
            "seats_left": self.seats_left,
            "decided_by": self.decided_by,
            "further": self.further,
            "candidates": list(self.candidates),
        }


def read_count(stored: Mapping[str, Any]) -> Count:
    """The count that `Count.stored` wrote."""
    return Count(
        Sizes(**stored["sizes"]),
        stored["invalid"],
        stored["valid"],
        stored["abstain"],
        dict(stored["votes"]),
        tuple(Need(Base(each["base"]), each["size"], each["votes"]) for each in stored["needs"]),
        tuple(stored["elected"]),
        dict(stored["places"]),
        tuple(stored["tied"]),
        stored["seats_left"],
        stored["decided_by"],
        stored["further"],
        tuple(stored["candidates"]),
    )


def quorum_met(quorum: tuple[int, int], entitled: int, counted: int) -> bool:
    """Whether `counted` units are at least that share of the entitled ones; never of none."""
    return entitled > 0 and counted * quorum[1] >= quorum[0] * entitled


def quorum_needed(quorum: tuple[int, int], entitled: int) -> int:
    """The fewest units that are enough."""
    return -(-quorum[0] * entitled // quorum[1])


def tally(
    method: Method,
    options: Sequence[Option],
    terms: Terms,
    ballots: Sequence[Marks],
    entitled: int,
    present: int,
) -> Count:
    """Count opened ballots."""
    keys = choices(method, options)
    valid = [marks for marks in ballots if is_valid(method, keys, terms.seats, marks)]
    counted = Count(
        Sizes(entitled, present, len(ballots)),
        invalid=len(ballots) - len(valid),
        valid=len(valid),
        abstain=_abstentions(method, valid),
        votes=_votes(method, keys, valid),
    )
    return _decide(method, terms, counted)


def _abstentions(method: Method, valid: Sequence[Marks]) -> int:
    if method is Method.APPROVE:
        return sum(marks[0] == ABSTAIN for marks in valid)
    return sum(not marks for marks in valid) if method is Method.CHOOSE else 0


def _votes(method: Method, keys: Keys, valid: Sequence[Marks]) -> dict[str, int]:
    """One for each mark; of a ranking as many as there are options behind it."""
    votes: Counter[str] = Counter()
    for marks in valid:
        for behind, key in enumerate(reversed(marks)):
            votes[key] += behind if method is Method.RANK else 1
    return {key: votes[key] for key in sorted(keys)}


def tally_sums(
    method: Method,
    options: Sequence[Option],
    terms: Terms,
    votes: Mapping[str, int],
    collected: int,
    invalid: int,
    entitled: int,
    present: int,
) -> Count:
    """The result of ballots that were counted by hand: their votes (points, of RANK) by key.

    Of CHOOSE as many ballots count as abstentions as must have been empty: valid less votes.
    """
    listed = {key: votes.get(key, 0) for key in sorted(choices(method, options))}
    valid = collected - invalid
    empty = max(0, valid - sum(listed.values())) if method is Method.CHOOSE else 0
    abstain = listed[ABSTAIN] if method is Method.APPROVE else empty
    sizes = Sizes(entitled, present, collected)
    return _decide(method, terms, Count(sizes, invalid, valid, abstain, listed))


def _decide(method: Method, terms: Terms, counted: Count) -> Count:
    if method is Method.RANK:
        return _rank(terms, counted)
    if method is Method.COMMENT:
        return counted
    counted = replace(counted, needs=_needs(terms, counted))
    least = max(1, terms.min_yes, *(need.votes for need in counted.needs))
    if method is Method.APPROVE:
        return replace(counted, elected=(YES,) if counted.votes[YES] >= least else ())
    return _choose(terms, counted, [key for key, votes in counted.votes.items() if votes >= least])


def _needs(terms: Terms, counted: Count) -> tuple[Need, ...]:
    sizes = {
        Base.ENTITLED: counted.sizes.entitled,
        Base.PRESENT: counted.sizes.present,
        Base.CAST: counted.sizes.cast,
        Base.VALID: counted.valid,
        Base.YES_NO: counted.valid - counted.abstain,
    }
    return tuple(
        Need(each.base, sizes[each.base], max(1, each.needed(sizes[each.base])))
        for each in terms.thresholds
    )


def _choose(terms: Terms, counted: Count, able: Sequence[str]) -> Count:
    """Fill the seats from those who have the votes needed."""
    if len(able) < terms.seats:
        elected = best_first(able, counted.votes)
        return _second_round(terms, replace(counted, elected=elected))
    clear, tied = cut(able, terms.seats, counted.votes)
    left = terms.seats - len(clear)
    return _break_tie(terms, replace(counted, elected=clear, tied=tied, seats_left=left))


def _break_tie(terms: Terms, counted: Count) -> Count:
    """Take the declared steps in order, until nobody is tied or something has to follow."""
    for step in terms.ties if counted.tied else ():
        if step is TieStep.SHARE:
            everybody = counted.elected + counted.tied
            return replace(counted, elected=everybody, tied=(), seats_left=0, decided_by=step.value)
        if step is not TieStep.CRITERIA:
            return replace(counted, further=step.value, candidates=counted.tied)
        counted = _by_merits(terms, counted)
        if not counted.tied:
            break
    return counted


def _by_merits(terms: Terms, counted: Count) -> Count:
    """Seats for those clearly above; who is clearly below is out; the others stay tied."""
    merits = comparable(terms.merits, counted.tied)
    clear, tied = cut(counted.tied, counted.seats_left, merits)
    if tied == counted.tied:
        return counted
    return replace(
        counted,
        elected=counted.elected + clear,
        tied=tied,
        seats_left=counted.seats_left - len(clear),
        decided_by=TieStep.CRITERIA.value,
    )


def _second_round(terms: Terms, counted: Count) -> Count:
    """Seats are left: the best of the others stand again, all equals at the cut included.

    For one seat the best two, of those who have votes at all; for more, two for each seat left.
    """
    votes, left = counted.votes, terms.seats - len(counted.elected)
    others = [key for key in votes if key not in counted.elected]
    if terms.seats == 1:
        others = [key for key in others if votes[key]] or others
    behind = sorted((votes[key] for key in others), reverse=True)[: 2 * left]
    again = tuple(sorted(key for key in others if votes[key] >= behind[-1]))
    further = SECOND_ROUND if again else ""
    return replace(counted, seats_left=left, further=further, candidates=again)


def _rank(terms: Terms, counted: Count) -> Count:
    """Places by points (1, 2, 2, 4); equals share one, unless merits were declared to decide."""
    if not counted.valid:
        return counted
    plain = {key: place(key, counted.votes) for key in counted.votes}
    places = plain
    if TieStep.CRITERIA in terms.ties:
        places = {key: shared + _before(terms, key, plain) for key, shared in plain.items()}
    return replace(
        counted,
        elected=tuple(sorted(places, key=lambda key: (places[key], key))),
        places=places,
        decided_by=TieStep.CRITERIA.value if places != plain else "",
    )


def _before(terms: Terms, key: str, plain: Mapping[str, int]) -> int:
    """How many of its equals go before it by their merits."""
    equals = [other for other, shared in plain.items() if shared == plain[key]]
    return place(key, comparable(terms.merits, equals)) - 1
