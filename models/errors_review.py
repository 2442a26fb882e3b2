"""What appraisal, cross-scoring and agreeing refuse; the base and its rules are in `errors.py`."""

from dataclasses import dataclass
from datetime import datetime

from models.errors import Refusal
from models.rules.stages import Stage


class OwnUnit(Refusal):
    """Nobody appraises or scores the sheet of their own unit."""


@dataclass(eq=False)
class WrongStage(Refusal):
    """The period is at `stage`, in which this is not done."""

    stage: Stage


@dataclass(eq=False)
class StillScoring(Refusal):
    """Sheets are accepted until `until`; self-scoring closes when all are in, or then."""

    until: datetime


@dataclass(eq=False)
class NotAppraised(Refusal):
    """`units` sheets have not been appraised and told to their units yet."""

    units: int


@dataclass(eq=False)
class PointsMissing(Refusal):
    """`units` units lack a score that the cluster's method needs."""

    units: int


class CrossOpen(Refusal):
    """The round of cross-scoring is not closed yet."""


@dataclass(eq=False)
class ObjectionLate(Refusal):
    """Objections were taken until `at`."""

    at: datetime


@dataclass(eq=False)
class ObjectionsUntil(Refusal):
    """Members may object until `at`; the table cannot be agreed before."""

    at: datetime


@dataclass(eq=False)
class ObjectionsWaiting(Refusal):
    """`count` objections have no answer yet."""

    count: int


@dataclass(eq=False)
class ExplanationsWaiting(Refusal):
    """`count` explanations have no answer yet."""

    count: int


class ObjectedAlready(Refusal):
    """This unit's objection to this item waits for its answer."""


class AnsweredAlready(Refusal):
    """Somebody has answered this already."""


class OtherOfficeNeeded(Refusal):
    """A reopening is confirmed by another unit's office than the one that asked."""


class NoReopening(Refusal):
    """No reopening waits for confirmation."""


class ReopeningWaits(Refusal):
    """A reopening has been asked for and waits for the second office."""


class NoSuchGround(Refusal):
    """The criteria table knows no such ground, or it does not stand against this unit."""


# -- appraisal and explanations ---------------------------------------------------------------


@dataclass(eq=False)
class ItemsWaiting(Refusal):
    """`count` items of the sheet are not appraised yet, so its unit cannot be told."""

    count: int


@dataclass(eq=False)
class ChangeNeedsReason(Refusal):
    """Item `code` was to be given other points than declared, without saying why."""

    code: str


@dataclass(eq=False)
class LeftOut(Refusal):
    """Item `code` was declared as not assigned: points cannot bring it into the total."""

    code: str


class NotTold(Refusal):
    """The appraisal of this sheet has not been sent to its unit (or not again) yet."""


@dataclass(eq=False)
class ExplanationLate(Refusal):
    """Explanations were received until `at`."""

    at: datetime


@dataclass(eq=False)
class ExplainedAlready(Refusal):
    """The unit has explained item `code` once already."""

    code: str


@dataclass(eq=False)
class NothingDiffers(Refusal):
    """Item `code` is recognised as declared: there is nothing to explain."""

    code: str


# -- cross-scoring ----------------------------------------------------------------------------


class NotYourTask(Refusal):
    """No unit of mine has been given this to cross-score, or not any more."""


@dataclass(eq=False)
class CrossOver(Refusal):
    """Cross-scores were taken until `at`."""

    at: datetime


class CrossHandedIn(Refusal):
    """These cross-scores are handed in; withdraw them before changing them."""


@dataclass(eq=False)
class NotAsked(Refusal):
    """Item `code` is none of those that peers score on this sheet."""

    code: str


@dataclass(eq=False)
class CommentNeeded(Refusal):
    """The points of item `code` are far from the declared ones, so they need a comment."""

    code: str


@dataclass(eq=False)
class CrossMissing(Refusal):
    """The items `codes` have no score yet, so the cross-scores cannot be handed in."""

    codes: tuple[str, ...]


@dataclass(eq=False)
class TooFewToCross(Refusal):
    """Only `units` units have handed in a sheet; nobody can be scored by peers then."""

    units: int


class NothingAsked(Refusal):
    """The criteria table asks nothing of peers."""


class RoundExists(Refusal):
    """Cross-scoring of this period has been opened already."""


class NoRound(Refusal):
    """Cross-scoring of this period has not been opened."""


class AssignmentChanged(Refusal):
    """Who takes part, or a conflict, has changed since the assignment was drawn."""


@dataclass(eq=False)
class StillCrossing(Refusal):
    """`tasks` tasks are not handed in; they are taken until `until`."""

    tasks: int
    until: datetime


class CrossBlind(Refusal):
    """Peers' scores are hidden until the round is closed and one's own are handed in."""
