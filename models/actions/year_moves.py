"""The head moves a step of the year, and what moves along with it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import access
from models.access import Actor, Right
from models.actions import crossing
from models.actions import period as period_act
from models.actions.calendar import changed, held, set_date
from models.actions.post import owe, wake
from models.audit import note
from models.errors import DateInPast, Refusal
from models.errors_year import (
    DateOutsideYear,
    StepHasMeeting,
    StepIsDone,
    StepMovedMeanwhile,
    StepsOutOfOrder,
)
from models.queries.calendar import LinkKind, YearCalendar, year_calendar
from models.queries.people import joined_people, office_people
from models.rules.calendar import local_date
from models.rules.year_steps import (
    USUAL,
    Change,
    Way,
    Who,
    YearStep,
    disorder,
    first_and_last_day,
    moved_plan,
    moving,
)

_CONCERN_ALL = (YearStep.MID_REVIEW, YearStep.PREPARATORY, YearStep.YEAR_REVIEW)
"""Steps of the head to which everybody goes."""


def changes_of(
    calendar: YearCalendar, step: YearStep, at: datetime, now: datetime, *, along: bool
) -> tuple[Change, ...]:
    """What changes when a step moves: itself, and what moves along with it.

    Who: any action or screen of the head. When: the date lies ahead and in the year's days. Does:
    looks, and judges the order only of what can be judged alone: see `move_step`. Refuses:
    StepIsDone, StepHasMeeting, DateInPast, DateOutsideYear.
    """
    state = calendar.state(step)
    if not state.done and state.link is not None and state.link.kind is LinkKind.MEETING:
        raise StepHasMeeting(state.at)
    if not state.movable:
        raise StepIsDone
    if at <= now:
        raise DateInPast(at)
    _require_within(calendar, step, at)
    return moving(calendar.plan, step, at, calendar.fixed, along=along)


def require_order(calendar: YearCalendar, changes: Sequence[Change]) -> None:
    """Refuse changes after which two steps stand the wrong way round, or one leaves its year.

    Who: any action or screen of the head. When: dates are to change. Does: looks. Refuses:
    StepsOutOfOrder, DateOutsideYear.
    """
    plan = moved_plan(calendar.plan, changes)
    wrong = disorder(plan, [change.step for change in changes], calendar.done)
    if wrong is not None:
        fixed = wrong[0] if wrong[1] in {change.step for change in changes} else wrong[1]
        raise StepsOutOfOrder(*wrong, plan[fixed])
    for change in changes:
        _require_within(calendar, change.step, change.new)


def _require_within(calendar: YearCalendar, step: YearStep, at: datetime) -> None:
    first, last = first_and_last_day(calendar.year, step)
    if not first <= local_date(at) <= last:
        raise DateOutsideYear(calendar.year, first, last)


def ways(
    calendar: YearCalendar, step: YearStep, at: datetime, now: datetime
) -> dict[Way, tuple[Change, ...]]:
    """How a step can be moved: with what has to move along, and alone.

    Who: any action or screen of the head. When: the date can be the step's. Does: looks; a way
    that would leave the year out of order is left out, and of two that are the same, the first.
    Refuses: what `changes_of` does; what `require_order` does if no way is left.
    """
    found: dict[Way, tuple[Change, ...]] = {}
    refused: list[Refusal] = []
    for way in Way:
        changes = changes_of(calendar, step, at, now, along=way is Way.ALONG)
        try:
            require_order(calendar, changes)
        except (StepsOutOfOrder, DateOutsideYear) as no:
            refused.append(no)
        else:
            found[way] = changes
    if not found:
        raise refused[-1]
    if found.get(Way.ALONG) == found.get(Way.ALONE):
        del found[Way.ALONG]
    return found


def move_step(
    session: Session,
    me: Actor,
    cluster_id: int,
    year: int,
    step: YearStep,
    at: datetime,
    shown: Sequence[Change],
    now: datetime,
) -> tuple[Change, ...]:
    """Give a step another date, exactly as was `shown`; returns what has changed.

    Who: the cluster's head. When: the step is not done and its date lies ahead; what was shown is
    still what it would change. Does: moves it and what was shown to move along, the deadline of
    an open period or round with it; tells those whose step it is if the calendar is in force. The
    same again changes nothing. Refuses: NotForYou, NotYourCluster, StepIsDone, StepHasMeeting,
    DateInPast, DateOutsideYear, StepsOutOfOrder, StepMovedMeanwhile.
    """
    access.require(me, cluster_id, Right.RUN)
    row = held(session, cluster_id, year)
    calendar = year_calendar(session, cluster_id, year, now)
    if shown and all(calendar.plan[change.step] == change.new for change in shown):
        return ()
    changes = changes_of(calendar, step, at, now, along=len(shown) > 1)
    if not changes:
        return ()
    if tuple(shown) != changes:
        raise StepMovedMeanwhile
    require_order(calendar, changes)
    for change in changes:
        _write(session, me, calendar, change, now)
    if row.planned_at is not None:
        _tell(session, me, calendar, step, changes, now)
    changed(session, me, cluster_id)
    wake(session, cluster_id, now)
    return changes


def _write(
    session: Session, me: Actor, calendar: YearCalendar, change: Change, now: datetime
) -> None:
    link = calendar.state(change.step).link
    if link is not None and link.kind is LinkKind.PERIOD:
        period_act.move_deadline(session, me, link.ref, change.new, now)
    elif link is not None:
        crossing.move_round(session, me, link.ref, change.new, now)
    else:
        set_date(session, me, (calendar.cluster_id, calendar.year), change.step, change.new, now)
    note(
        session,
        now,
        "moved-step",
        f"year:{calendar.cluster_id}:{calendar.year}",
        person_id=me.person_id,
        cluster_id=calendar.cluster_id,
        part=change.step.value,
        old=change.old.isoformat(),
        new=change.new.isoformat(),
    )


def _tell(
    session: Session,
    me: Actor,
    calendar: YearCalendar,
    step: YearStep,
    changes: Sequence[Change],
    now: datetime,
) -> None:
    """One letter to each whose steps have moved, but to the head who moved them.

    Its key names the step: presses that were fetched together have the same `now`.
    """
    told = [change for change in changes if calendar.state(change.step).link is None]
    common = [change for change in told if _concerns_all(change.step)]
    today = local_date(now)
    heads = office_people(session, calendar.cluster_id, today)
    everybody = joined_people(session, calendar.cluster_id, today)
    for people, theirs in (
        (heads, told),
        ([each for each in everybody if each not in heads], common),
    ):
        if theirs:
            owe(
                session,
                now,
                "plan-moved",
                f"{calendar.cluster_id}:{calendar.year}:{step.value}:{now.isoformat()}",
                [each for each in people if each != me.person_id],
                cluster=calendar.cluster_id,
                year=calendar.year,
                steps=[[change.step.value, change.new.isoformat()] for change in theirs],
            )


def _concerns_all(step: YearStep) -> bool:
    return USUAL[step].who is Who.UNITS or step in _CONCERN_ALL
