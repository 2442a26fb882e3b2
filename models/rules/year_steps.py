"""The steps of a cluster's year, with their usual dates; all of them can be moved.

Source: the dates found in clusters' own news (2012-2026) and provinces' instructions.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.errors import Refusal
from models.rules.calendar import days_between, end_of_day, local, local_date, parse_moment
from models.rules.meeting import LATEST_MONTH
from models.rules.workdays import is_working, working_day_by, working_day_from


class Who(StrEnum):
    """Whose step it is."""

    HEAD = "head"
    UNITS = "units"


class YearStep(StrEnum):
    """Codes of the steps, in the order of the year."""

    PLAN = "plan"
    SIGNING = "signing"
    REGISTRATION = "registration"
    MID_REPORT = "mid_report"
    MID_REVIEW = "mid_review"
    GUIDANCE = "guidance"
    YEAR_REPORT = "year_report"
    APPRAISAL = "appraisal"
    CROSS = "cross"
    PREPARATORY = "preparatory"
    DOSSIER = "dossier"
    YEAR_REVIEW = "year_review"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Usual:
    """A step's usual date: month and day, `years` after the emulation year; whose it is.

    `asked`: somebody is reminded of it and says when it is done. The others have a duty of their
    own elsewhere (a sheet, an appraisal, an invitation to a meeting).
    """

    month: int
    day: int
    who: Who
    years: int = 0
    asked: bool = False

    def on(self, year: int) -> date:
        """The usual day of that emulation year."""
        return date(year + self.years, self.month, self.day)


USUAL: Mapping[YearStep, Usual] = {
    YearStep.PLAN: Usual(2, 28, Who.HEAD, asked=True),
    YearStep.SIGNING: Usual(3, 15, Who.HEAD, asked=True),
    YearStep.REGISTRATION: Usual(3, 31, Who.UNITS, asked=True),
    YearStep.MID_REPORT: Usual(6, 15, Who.UNITS),
    YearStep.MID_REVIEW: Usual(7, 10, Who.HEAD),
    YearStep.GUIDANCE: Usual(10, 20, Who.HEAD, asked=True),
    YearStep.YEAR_REPORT: Usual(11, 15, Who.UNITS),
    YearStep.APPRAISAL: Usual(11, 25, Who.HEAD),
    YearStep.CROSS: Usual(11, 25, Who.UNITS),
    YearStep.PREPARATORY: Usual(12, 10, Who.HEAD),
    YearStep.DOSSIER: Usual(12, 20, Who.HEAD, asked=True),
    YearStep.YEAR_REVIEW: Usual(1, 15, Who.HEAD, years=1),
    YearStep.HANDOVER: Usual(1, 31, Who.HEAD, years=1, asked=True),
}


def usual_moment(step: YearStep, year: int) -> datetime:
    """When the step ends unless the head has moved it: the end of its usual day."""
    return end_of_day(USUAL[step].on(year))


# -- what follows what -------------------------------------------------------------------------

Plan = Mapping[YearStep, datetime]
"""A moment for each step of a year."""

FOLLOWERS: Mapping[YearStep, tuple[YearStep, ...]] = {
    YearStep.PLAN: (YearStep.SIGNING,),
    YearStep.SIGNING: (YearStep.REGISTRATION,),
    YearStep.MID_REPORT: (YearStep.MID_REVIEW,),
    YearStep.YEAR_REPORT: (YearStep.APPRAISAL, YearStep.CROSS),
    YearStep.APPRAISAL: (YearStep.PREPARATORY,),
    YearStep.CROSS: (YearStep.PREPARATORY,),
    YearStep.PREPARATORY: (YearStep.DOSSIER,),
    YearStep.DOSSIER: (YearStep.YEAR_REVIEW,),
    YearStep.YEAR_REVIEW: (YearStep.HANDOVER,),
}
"""Steps that need their time after another one: they move along with it."""

_IN_ORDER = (
    *((before, after) for before, others in FOLLOWERS.items() for after in others),
    (YearStep.PLAN, YearStep.MID_REPORT),
    (YearStep.REGISTRATION, YearStep.YEAR_REPORT),
    (YearStep.MID_REVIEW, YearStep.YEAR_REPORT),
    (YearStep.GUIDANCE, YearStep.YEAR_REPORT),
)
LAST_MONTH = 6
"""Until the end of which month, in the year after, a year's last steps may lie."""


def _later_steps() -> dict[YearStep, frozenset[YearStep]]:
    found: dict[YearStep, frozenset[YearStep]] = {}
    for step in reversed(YearStep):
        nearest = [after for before, after in _IN_ORDER if before is step]
        found[step] = frozenset(nearest).union(*(found[after] for after in nearest))
    return found


LATER: Mapping[YearStep, frozenset[YearStep]] = _later_steps()
"""Step -> all steps that must not come before it; the same day is in order."""


@dataclass(frozen=True, slots=True)
class Change:
    """A step with another date."""

    step: YearStep
    old: datetime
    new: datetime


class Way(StrEnum):
    """How a step is moved: with what has too little time after it, or alone."""

    ALONG = "along"
    ALONE = "alone"


def first_and_last_day(year: int, step: YearStep = YearStep.HANDOVER) -> tuple[date, date]:
    """Between which days that step of the emulation year lies; the handover may be the last.

    A review that is held later than March is taken for the next year's.
    """
    last = LAST_MONTH if step is YearStep.HANDOVER else LATEST_MONTH
    return date(year, 1, 1), date(year + 1, last, monthrange(year + 1, last)[1])


def parse_in_year(text: str, now: datetime, year: int) -> datetime:
    """A typed moment; "15/11" for a year that has not begun is that day of it.

    Raises what `parse_moment` raises.
    """
    found, begins = parse_moment(text, now), end_of_day(date(year - 1, 12, 31))
    if found > begins:
        return found
    try:
        later = parse_moment(text, begins)
    except Refusal:  # it said which year
        return found
    day, same = local_date(found), local_date(later)
    return later if (day.month, day.day) == (same.month, same.day) else found


def usual_plan(year: int) -> dict[YearStep, datetime]:
    """The year as it is when nothing has been moved."""
    return {step: usual_moment(step, year) for step in YearStep}


def disorder(
    plan: Plan, changed: Collection[YearStep], done: Collection[YearStep] = ()
) -> tuple[YearStep, YearStep] | None:
    """Two steps that stand the wrong way round because of what changed: (earlier, later) of right.

    What is done is in nobody's way any more. Of several pairs, the one of the nearest steps.
    """
    found = [
        (days_between(plan[after], plan[before]), before, after)
        for before in YearStep
        for after in LATER[before]
        if before not in done and after not in done and {before, after} & set(changed)
    ]
    wrong = [each for each in found if each[0] > 0]
    return min(wrong)[1:] if wrong else None


def moving(
    plan: Plan,
    step: YearStep,
    at: datetime,
    fixed: Collection[YearStep] = (),
    *,
    along: bool = True,
) -> tuple[Change, ...]:
    """What changes when `step` moves to `at`; with what moves along, in the order of the year.

    A follower moves by the same number of days when it would otherwise have less time after the
    step than it has now, and less than is usual. What is `fixed` stays.
    """
    days = days_between(plan[step], at)
    moved = {step: at}
    waiting = [step] if along and days > 0 else []
    while waiting:
        before = waiting.pop()
        for after in FOLLOWERS.get(before, ()):
            if (
                after in moved
                or after in fixed
                or not _squeezed(plan, moved[before], before, after)
            ):
                continue
            moved[after] = plan[after] + timedelta(days=days)
            waiting.append(after)
    return tuple(
        Change(each, plan[each], moved[each])
        for each in YearStep
        if each in moved and moved[each] != plan[each]
    )


def _squeezed(plan: Plan, at: datetime, before: YearStep, after: YearStep) -> bool:
    """Whether `after` stays with less time after `before` than is usual and than it had."""
    usual = USUAL[after].on(1) - USUAL[before].on(1)
    left = days_between(at, plan[after])
    return left < min(usual.days, days_between(plan[before], plan[after]))


def moved_plan(plan: Plan, changes: Collection[Change]) -> dict[YearStep, datetime]:
    """The plan after the changes."""
    return {**plan, **{change.step: change.new for change in changes}}


def working_moment(at: datetime, now: datetime) -> datetime | None:
    """The same hour of the working day before a day off, or after it where that one is over."""
    day = local_date(at)
    if is_working(day):
        return None
    earlier = at - (day - working_day_by(day))
    return earlier if earlier > now else at + (working_day_from(day) - day)


# -- the year after ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copied:
    """A date taken over from the year before; `instead_of` the day off on which it would fall."""

    step: YearStep
    at: datetime
    instead_of: date | None = None


def copied(last: Plan, year: int, present: Plan | None = None) -> tuple[Copied, ...]:
    """Last year's dates, where they were not the usual ones, as dates of `year`.

    The same day of the month (29/02 becomes 28/02), on the last working day by it. What would
    stand the wrong way round that way keeps its day off, or else is left as it is at `present`
    (without one: at its usual date).
    """
    found = {each.step: each for each in _copies(last, year)}
    while pair := disorder(_with(found, present or usual_plan(year)), found):
        step = next(each for each in reversed(pair) if each in found)
        before = found.pop(step)
        if before.instead_of is not None:
            back = days_between(before.at, end_of_day(before.instead_of))
            found[step] = Copied(step, before.at + timedelta(days=back))
    return tuple(found[step] for step in YearStep if step in found)


def _with(found: Mapping[YearStep, Copied], present: Plan) -> dict[YearStep, datetime]:
    return {**present, **{step: each.at for step, each in found.items()}}


def _copies(last: Plan, year: int) -> Iterator[Copied]:
    for step, moment in last.items():
        if moment == usual_moment(step, year - 1):
            continue
        day = _a_year_later(local_date(moment))
        open_day = working_day_by(day)
        at = datetime.combine(open_day, local(moment).timetz()).astimezone(moment.tzinfo)
        yield Copied(step, at, None if is_working(day) else day)


def _a_year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29/02
        return day.replace(year=day.year + 1, day=day.day - 1)
