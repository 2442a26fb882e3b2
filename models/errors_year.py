"""What the year's calendar, meetings, announcements, movements and reminders refuse."""

from dataclasses import dataclass
from datetime import date, datetime

from models.errors import Refusal


@dataclass(eq=False)
class LadderLimits(Refusal):
    """A ladder has at most `rungs` steps, at most `days` days ahead."""

    rungs: int
    days: int


class LadderEmpty(Refusal):
    """A ladder needs a step, and a step somebody who is reminded."""


class ReminderGone(Refusal):
    """The reminder is not planned any more: what it was about is done, or its date has moved."""


@dataclass(eq=False)
class UnknownZone(Refusal):
    """There is no time zone called `text`."""

    text: str


class NothingOwed(Refusal):
    """Nobody owes this any more, so nobody is reminded of it."""


@dataclass(eq=False)
class StepRang(Refusal):
    """That reminder went out at `at`; it cannot be held back any more."""

    at: datetime


class SnoozeOver(Refusal):
    """What was to be put off is done, or cannot be put off that long."""


# -- meetings ---------------------------------------------------------------------------------


class MeetingOfNobody(Refusal):
    """No unit is to be invited, so there is no meeting to call."""


class MeetingNotCalled(Refusal):
    """The head is still preparing this meeting; nobody has been invited to it."""


class MeetingCancelled(Refusal):
    """The meeting has been cancelled: nothing about it can be changed or answered."""


@dataclass(eq=False)
class MeetingStarted(Refusal):
    """The meeting began at `at`; it cannot be changed or cancelled any more."""

    at: datetime


@dataclass(eq=False)
class AnswerAfterMeeting(Refusal):
    """Answers to the invitation were taken until the meeting began, at `at`."""

    at: datetime


class NotInvited(Refusal):
    """No unit for which the person speaks is invited to this meeting."""


@dataclass(eq=False)
class MeetingEndsFirst(Refusal):
    """A meeting that begins at `starts_at` cannot end then or before."""

    starts_at: datetime


@dataclass(eq=False)
class AnswerByTooLate(Refusal):
    """Answers are wanted before the meeting begins, at `starts_at`."""

    starts_at: datetime


class NotAMapLink(Refusal):
    """The way to the place is an https address with a host, and nothing else."""


@dataclass(eq=False)
class PapersFull(Refusal):
    """A meeting has at most `limit` papers."""

    limit: int


class DelegateNeeded(Refusal):
    """Somebody is sent in place of the unit's leader, but not by name."""


class WhyNeeded(Refusal):
    """An absence or a cancellation needs its reason in a few words."""


class MeetingChanged(Refusal):
    """Somebody has changed the meeting since this screen was shown."""


@dataclass(eq=False)
class MeetingMoved(Refusal):
    """The answer was meant for another time; the meeting now begins at `starts_at`."""

    starts_at: datetime


# -- roll call ------------------------------------------------------------------------------------


@dataclass(eq=False)
class RollTooEarly(Refusal):
    """Roll is called, and a meeting ended, from `at` on."""

    at: datetime


class RollNotOpened(Refusal):
    """The head has not opened the roll call yet."""


@dataclass(eq=False)
class RollOver(Refusal):
    """People could report their presence until `at`."""

    at: datetime


@dataclass(eq=False)
class MeetingEnded(Refusal):
    """The head ended the meeting at `at`: who was there is fixed."""

    at: datetime


class NotKeepingRoll(Refusal):
    """Only the head's and the secretary's unit tick others in and out."""


# -- announcements and movements --------------------------------------------------------------


class NoUnitsChosen(Refusal):
    """An announcement is for one unit at least."""


class EmptyAnnouncement(Refusal):
    """An announcement has words, or a file, or both."""


class NotAddressed(Refusal):
    """The announcement was sent to other units."""


class AllConfirmed(Refusal):
    """Every unit has confirmed the announcement, so nobody is reminded."""


@dataclass(eq=False)
class NotArrivedYet(Refusal):
    """The announcement itself goes out to these people only from `at` on."""

    at: datetime


class MovementOver(Refusal):
    """The movement has run out, or the head has ended it."""


class NotAMember(Refusal):
    """Only who speaks for a member unit registers and reports."""


class NotRegistered(Refusal):
    """A unit registers for a movement before it reports."""


@dataclass(eq=False)
class EndsBeforeStart(Refusal):
    """A movement cannot end before the day on which it starts."""

    starts_on: date


@dataclass(eq=False)
class DayOutsideMovement(Refusal):
    """`day` lies outside the days that a movement has for this: `first` to `last`."""

    day: date
    first: date
    last: date


@dataclass(eq=False)
class TooManyReportDays(Refusal):
    """A movement has at most `limit` days of reporting, and one at least."""

    limit: int


@dataclass(eq=False)
class NotAPercent(Refusal):
    """`text` is no whole number from 0 to 100."""

    text: str


# -- the year's calendar ----------------------------------------------------------------------


@dataclass(eq=False)
class CalendarNotMade(Refusal):
    """The head has not put the calendar of `year` in force yet."""

    year: int


@dataclass(eq=False)
class CalendarInForce(Refusal):
    """The calendar of `year` is in force: its dates are moved one by one, and told."""

    year: int


@dataclass(eq=False)
class StepsOutOfOrder(Refusal):
    """Step `earlier` would come after step `later` (codes of the year's steps), at `at`."""

    earlier: str
    later: str
    at: datetime


@dataclass(eq=False)
class DateOutsideYear(Refusal):
    """The steps of emulation year `year` lie between two days."""

    year: int
    first: date
    last: date


class StepIsDone(Refusal):
    """The step is done: its date is not moved any more."""


@dataclass(eq=False)
class StepHasMeeting(Refusal):
    """The step's date is the meeting's to which the units have been invited, at `at`."""

    at: datetime


class StepMovedMeanwhile(Refusal):
    """The calendar has changed since the confirmation was shown."""


class NothingToCopy(Refusal):
    """Last year's dates were the usual ones."""
