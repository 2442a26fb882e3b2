"""The result of a vote, as a frozen state: what views and papers are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.cluster import ClusterKind
from models.rules.motion import Form, Method, MotionKind, Option, Terms
from models.rules.settings import Honour
from models.rules.tally import Count
from models.voting import MotionState

ENDED = frozenset({MotionState.CLOSED, MotionState.VOID})


@dataclass(frozen=True, slots=True)
class Named:
    """A unit, or what else could be chosen, by its names on the day of the count."""

    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot: announced, drawn, confirmed."""

    source: str
    committed_at: datetime
    commitment: str
    drawn: str
    drawn_at: datetime | None
    confirmed: bool
    by: int
    """The person who announced it, or typed last what was drawn."""


@dataclass(frozen=True, slots=True)
class Result:
    """A motion that has ended, and what came of it; still open ones stand in lists only."""

    motion_id: int
    session_id: int
    cluster_id: int
    cluster_name: str
    cluster_kind: ClusterKind
    year: int
    place: int
    round: int
    kind: MotionKind
    form: Form
    method: Method
    title: str
    state: MotionState
    void_why: str
    opening: int
    opened_at: datetime | None
    closed_at: datetime | None
    """When votes were no longer taken; on paper, when the count was closed."""
    seal: str
    options: tuple[Option, ...]
    names: Mapping[str, Named] = field(hash=False)
    """Option key -> its names."""
    terms: Terms
    count: Count | None
    few: bool
    """Too few valid secret ballots to show votes: of the count only the outcome is left."""
    unit: Named | None
    """What it is about, if that is a unit."""
    honour: Honour | None
    office_year: int
    """The year for which an office is given."""
    issued: int
    """Ballots handed out: on paper as counted, else one for each unit on the roll."""
    lot: Lot | None
    next_round: int
    """The motion that is its further round, or puts a void one to the vote again; 0 without one."""
    next_drafted: bool
    """That round waits to be opened."""

    @property
    def passed(self) -> bool:
        """Whether anything was adopted or anybody chosen."""
        return self.count is not None and self.count.passed

    @property
    def elected(self) -> tuple[str, ...]:
        """The keys of what was chosen: of a single nominee who was approved, theirs."""
        keys = self.count.elected if self.count else ()
        if self.method is Method.APPROVE:
            return tuple(each.key for each in self.options) if keys else ()
        return keys

    def by_name(self, keys: Sequence[str]) -> list[str]:
        """Full names of keys."""
        return [self.names[key].name for key in keys if key in self.names]


@dataclass(frozen=True, slots=True)
class SessionResults:
    """All motions of a session that were opened, in the order of its agenda."""

    session_id: int
    cluster_id: int
    cluster_name: str
    year: int
    title: str
    meeting_id: int | None
    results: tuple[Result, ...]

    @property
    def ended(self) -> tuple[Result, ...]:
        """Those that are over."""
        return tuple(each for each in self.results if each.state in ENDED)
