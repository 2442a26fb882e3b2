"""What scoring sessions, ballots, honours, elections and the record refuse."""

from dataclasses import dataclass
from datetime import date, datetime

from models.errors import Refusal

# -- preparing --------------------------------------------------------------------------------


class SessionDropped(Refusal):
    """The session was given up: nothing can be put on its agenda or opened."""


class SessionHasVotes(Refusal):
    """Something was opened in this session already: it cannot be given up as a whole."""


class MotionChanged(Refusal):
    """The motion has been changed since the card was drawn."""


class NotADraft(Refusal):
    """The motion was opened already: nothing of it can be changed."""


@dataclass(eq=False)
class OptionsNeeded(Refusal):
    """Between `least` and `most` options are needed; there are `count`."""

    least: int
    most: int
    count: int


class OptionTwice(Refusal):
    """Two options are the same."""


@dataclass(eq=False)
class SeatsBeyond(Refusal):
    """No more can be chosen than there are options: `options`."""

    options: int


class TieLadderOpen(Refusal):
    """The last step against a tie must settle it: a run-off, a lot, or a shared place."""


class OfficeShared(Refusal):
    """An office is never shared: a tie for it goes to a run-off or a lot."""


class ShareNeeded(Refusal):
    """A majority is a share such as 2/3 or 70%, above 0 and at most the whole."""


class SubjectNeeded(Refusal):
    """The motion needs what it is about: a unit, an honour, an agreed table."""


class FurtherRoundFixed(Refusal):
    """Who stands in a further round, and for how many places, its result has said."""


class NoAgreedTable(Refusal):
    """The year's score table has not been agreed yet, so nothing can be taken from it."""


class NotAVoter(Refusal):
    """The person does not speak for that unit, so cannot vote for it instead of its leader."""


class SessionOpened(Refusal):
    """Who votes for a unit is fixed: something of the session is open."""


# -- opening ----------------------------------------------------------------------------------


class NothingToOpen(Refusal):
    """None of the chosen motions is still to be opened."""


@dataclass(eq=False)
class ClosingTooSoon(Refusal):
    """A vote stays open for at least `minutes`."""

    minutes: int


@dataclass(eq=False)
class ClosingTooLate(Refusal):
    """A vote stays open for at most `days`."""

    days: int


@dataclass(eq=False)
class NoQuorum(Refusal):
    """`present` of `entitled` units are there; `needed` must be."""

    present: int
    entitled: int
    needed: int


class RollNeeded(Refusal):
    """The quorum is measured on presence, and roll has not been called."""


class NobodyVotes(Refusal):
    """No unit on the roll has anybody who could vote."""


class KeyStoreFailed(Refusal):
    """The key of a secret ballot cannot be kept just now (disk full, place not writable)."""


# -- casting ----------------------------------------------------------------------------------


class NotAnElector(Refusal):
    """No unit for which the person speaks is on the roll of this vote."""


@dataclass(eq=False)
class OtherVotes(Refusal):
    """The unit's vote is cast by somebody else: `name`; by nobody, if none had joined."""

    name: str


class OwnUnitExcluded(Refusal):
    """The motion is about the unit itself, and its rules leave that unit out."""


class NotPresent(Refusal):
    """The unit is not at the meeting, and the motion's rules let only those vote that are."""


class WrittenOnly(Refusal):
    """The unit is not at the meeting; its opinion is taken in writing, by the office."""


@dataclass(eq=False)
class VoteClosed(Refusal):
    """Votes were taken until `at`."""

    at: datetime


class VoteVoid(Refusal):
    """The vote was declared void."""


class NotOpenYet(Refusal):
    """The motion has not been opened."""


class StaleBallot(Refusal):
    """The button belongs to another person, another screen or another vote: choose again."""


class MarksInvalid(Refusal):
    """The marks are no valid vote for this motion."""


class ReadFirst(Refusal):
    """Before the first secret ballot, what it promises is to be read."""


class BallotUnavailable(Refusal):
    """The place of the keys cannot be reached: nothing secret can be chosen just now."""


class PaperOnly(Refusal):
    """The motion is voted on with paper ballots at the meeting."""


# -- running and closing ----------------------------------------------------------------------


@dataclass(eq=False)
class VotesMissing(Refusal):
    """`missing` units have not voted: it can be closed early only when all have."""

    missing: int


class EverybodyVoted(Refusal):
    """Every unit that can vote has: nobody is to be reminded."""


@dataclass(eq=False)
class RemindedLately(Refusal):
    """Those who have not voted were reminded a moment ago; they can be again from `again` on."""

    again: datetime


class NoSooner(Refusal):
    """The closing time can only be made later."""


class StillOpen(Refusal):
    """The vote is still open: there is no result."""


class NotClosed(Refusal):
    """The vote has no result that this could rest on."""


class NoFurtherRound(Refusal):
    """The result asks for no further round."""


class FurtherRoundMade(Refusal):
    """The further round exists already."""


class KeysUnavailable(Refusal):
    """The place of the keys cannot be reached just now; the envelopes wait, unopened."""


# -- paper and writing --------------------------------------------------------------------------


class NotOnPaper(Refusal):
    """The motion is not voted on with paper ballots, or in a way that is not counted by sums."""


@dataclass(eq=False)
class CountsDoNotAddUp(Refusal):
    """`what` names what cannot be.

    "issued", "collected", "invalid", "written", "option" (one alone), "options" (all together).
    """

    what: str


class SecondTellerNeeded(Refusal):
    """The two counts must come from people of two different units."""


class CountsDiffer(Refusal):
    """The two tellers' counts differ: count again."""


class PaperNeeded(Refusal):
    """A written opinion is entered with its paper."""


class NotWritten(Refusal):
    """The motion's rules take no written opinions, or the unit has voted itself."""


# -- lots -----------------------------------------------------------------------------------------


class NoLot(Refusal):
    """The result asks for no lot."""


class LotSourceNeeded(Refusal):
    """The public source of the lot is named before it is drawn."""


class LotNotCommitted(Refusal):
    """A lot is drawn only after its list and source were posted."""


class LotCommitted(Refusal):
    """The lot's list and source were posted already; they stay as they are."""


# -- honours --------------------------------------------------------------------------------------


@dataclass(eq=False)
class QuotaFull(Refusal):
    """All `count` places of the honour are proposed already."""

    count: int


class UnitIneligible(Refusal):
    """A ground, or too low a grade, bars the unit from the honour."""


class BallotNeeded(Refusal):
    """The honour needs a vote that passed."""


class DecisionNeeded(Refusal):
    """An award is recorded with the number, the day and the issuer of its decision."""


class HonourSettled(Refusal):
    """What came of the proposal is recorded already."""


# -- offices --------------------------------------------------------------------------------------


class TermTaken(Refusal):
    """The office is held by another unit in these days."""


@dataclass(eq=False)
class TermDays(Refusal):
    """A term begins on `first` at the earliest, within a year, and lasts `months` at most."""

    first: date
    months: int


class SameUnitTwice(Refusal):
    """A unit cannot be head and deputy at once."""


class WinnerLeft(Refusal):
    """The elected unit is no member of the cluster when its term would begin."""


class ElectionFirst(Refusal):
    """Nobody has been elected for the next year yet."""


class HandoverChanged(Refusal):
    """The list has been changed since the card was drawn."""


class HandoverDone(Refusal):
    """Both heads have confirmed: the list is fixed."""


@dataclass(eq=False)
class HandoverLine(Refusal):
    """What is not given is named by its line, 1 to `last`, and a reason."""

    last: int


@dataclass(eq=False)
class HandoverFull(Refusal):
    """No more than `count` lines of one's own are added."""

    count: int


class HandoverOpen(Refusal):
    """Not everything on the list is given or explained."""
