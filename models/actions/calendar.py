"""What the cluster's head does with the year's calendar, and units saying what they have done."""

from datetime import datetime

from sqlmodel import Session, col, delete

from models import access
from models.access import Actor, Right, Seat
from models.actions.post import mark, owe, wake
from models.audit import note
from models.base import insert_new
from models.calendar import CalendarStep, StepDone
from models.cluster import EmulationYear
from models.errors import NotForYou, NothingTyped, TextTooLong, UnknownButton
from models.errors_year import (
    CalendarInForce,
    CalendarNotMade,
    NothingToCopy,
)
from models.queries.calendar import year_calendar
from models.queries.people import joined_people
from models.rules.calendar import local_date
from models.rules.year_steps import (
    USUAL,
    Copied,
    Who,
    YearStep,
    copied,
    first_and_last_day,
)

THEME_AT_MOST = 500


def held(session: Session, cluster_id: int, year: int) -> EmulationYear:
    """The year's row, made if there is none, and locked: one change of a calendar at a time.

    Who: an action of the head. When: it is about to change the year. Does: locks. Refuses: nothing.
    """
    insert_new(
        session, EmulationYear, cluster_id=cluster_id, year=year, theme=None, planned_at=None
    )
    return session.get_one(
        EmulationYear, (cluster_id, year), with_for_update=True, populate_existing=True
    )


def changed(session: Session, me: Actor, cluster_id: int) -> None:
    """Have the cards about the year drawn again.

    Who: any action here. When: something has changed. Does: marks them. Refuses: nothing.
    """
    mark(session, f"cluster:{cluster_id}", by=me.person_id)


def put_in_force(session: Session, me: Actor, cluster_id: int, year: int, now: datetime) -> None:
    """Put the year's calendar in force.

    Who: the cluster's head. When: it is not in force yet; again, it changes nothing. Does: from
    now on everybody sees it, is told once, and is reminded of what lies ahead. Refuses: NotForYou,
    NotYourCluster.
    """
    access.require(me, cluster_id, Right.RUN)
    row = held(session, cluster_id, year)
    if row.planned_at is not None:
        return
    row.planned_at = now
    thing = f"year:{cluster_id}:{year}"
    note(session, now, "planned", thing, person_id=me.person_id, cluster_id=cluster_id)
    people = joined_people(session, cluster_id, local_date(now))
    told = [each for each in people if each != me.person_id]
    owe(session, now, "plan-made", f"{cluster_id}:{year}", told, cluster=cluster_id, year=year)
    changed(session, me, cluster_id)
    wake(session, cluster_id, now)


def set_date(
    session: Session, me: Actor, key: tuple[int, int], step: YearStep, at: datetime, now: datetime
) -> None:
    """Write a step's date.

    Who: an action of the head. When: the year is held and the date is in order. Does: one row for
    each step. Refuses: nothing.
    """
    row = session.get(CalendarStep, (*key, step.value))
    if row is None:
        cluster_id, year = key
        row = CalendarStep(
            cluster_id=cluster_id, year=year, code=step.value, at=at, by=me.person_id, set_at=now
        )
        session.add(row)
    row.at, row.by, row.set_at = at, me.person_id, now


# -- the year before, and the theme --------------------------------------------------------------


def copies(session: Session, cluster_id: int, year: int, now: datetime) -> tuple[Copied, ...]:
    """Last year's dates as this year's: those that were not the usual ones and can be taken over.

    Who: any action or screen of the head. When: this year's calendar is not in force. Does: looks.
    Refuses: CalendarInForce, NothingToCopy.
    """
    calendar = year_calendar(session, cluster_id, year, now)
    if calendar.planned_at is not None:
        raise CalendarInForce(year)
    last = year_calendar(session, cluster_id, year - 1, now)
    free = {step: at for step, at in last.plan.items() if calendar.state(step).link is None}
    found = tuple(each for each in copied(free, year, calendar.plan) if _within(year, each))
    if not found:
        raise NothingToCopy
    return found


def _within(year: int, each: Copied) -> bool:
    first, last = first_and_last_day(year, each.step)
    return first <= local_date(each.at) <= last


def copy_year(
    session: Session, me: Actor, cluster_id: int, year: int, now: datetime
) -> tuple[Copied, ...]:
    """Take last year's dates over; returns them.

    Who: the cluster's head. When: this year's calendar is not in force. Does: sets the dates that
    were not the usual ones; twice is as once. Refuses: NotForYou, NotYourCluster, CalendarInForce,
    NothingToCopy.
    """
    access.require(me, cluster_id, Right.RUN)
    held(session, cluster_id, year)
    found = copies(session, cluster_id, year, now)
    for each in found:
        set_date(session, me, (cluster_id, year), each.step, each.at, now)
    note(
        session,
        now,
        "copied-year",
        f"year:{cluster_id}:{year}",
        person_id=me.person_id,
        cluster_id=cluster_id,
        new={each.step.value: each.at.isoformat() for each in found},
    )
    changed(session, me, cluster_id)
    wake(session, cluster_id, now)  # an appraisal is due by its step, in force or not
    return found


def set_theme(
    session: Session, me: Actor, cluster_id: int, year: int, typed: str, now: datetime
) -> None:
    """Give the year its theme.

    Who: the cluster's head. When: always. Does: everybody sees it on their home card and on the
    calendar. Refuses: NotForYou, NotYourCluster, NothingTyped, TextTooLong.
    """
    access.require(me, cluster_id, Right.RUN)
    theme = " ".join(typed.split())
    if not theme:
        raise NothingTyped
    if len(theme) > THEME_AT_MOST:
        raise TextTooLong(THEME_AT_MOST)
    row = held(session, cluster_id, year)
    if row.theme == theme:
        return
    note(
        session,
        now,
        "theme",
        f"year:{cluster_id}:{year}",
        person_id=me.person_id,
        cluster_id=cluster_id,
        old=row.theme,
        new=theme,
    )
    row.theme = theme
    changed(session, me, cluster_id)


# -- done ----------------------------------------------------------------------------------------


def seat_for(me: Actor, cluster_id: int, step: YearStep, unit_id: int | None = None) -> Seat:
    """The seat by which I say that a step is done: the head's, or my unit's own (that one's).

    Who: any action or screen. When: the step is one that is asked for. Does: looks. Refuses:
    NotForYou, NotYourCluster, UnknownButton.
    """
    if not USUAL[step].asked:
        raise UnknownButton
    if USUAL[step].who is Who.HEAD:
        return access.require(me, cluster_id, Right.RUN)
    access.seat_in(me, cluster_id)
    for seat in (me.seat, *me.seats):
        if seat is None or seat.cluster_id != cluster_id or seat.unit_id is None:
            continue
        if unit_id in (None, seat.unit_id):
            return seat
    raise NotForYou


def set_done(
    session: Session,
    me: Actor,
    cluster_id: int,
    year: int,
    step: YearStep,
    unit_id: int | None = None,
    *,
    done: bool,
    now: datetime,
) -> None:
    """Say that my unit (that one, of several) has done its part of a step, or take that back.

    Who: the head's people for the head's steps, each unit's for the units'. When: the calendar is
    in force; what is so already changes nothing. Does: notes it, so that nobody is reminded of it
    any more (or is again). Refuses: NotForYou, NotYourCluster, CalendarNotMade, UnknownButton.
    """
    unit_id = seat_for(me, cluster_id, step, unit_id).unit_id or 0
    row = session.get(EmulationYear, (cluster_id, year))
    if row is None or row.planned_at is None:
        raise CalendarNotMade(year)
    if not _ticked(session, me, (cluster_id, year, step, unit_id), done=done, now=now):
        return
    note(
        session,
        now,
        "step-done" if done else "step-undone",
        f"year:{cluster_id}:{year}",
        person_id=me.person_id,
        unit_id=unit_id,
        cluster_id=cluster_id,
        part=step.value,
    )
    changed(session, me, cluster_id)
    wake(session, cluster_id, now)


def _ticked(
    session: Session, me: Actor, key: tuple[int, int, YearStep, int], *, done: bool, now: datetime
) -> bool:
    """Whether that changed anything."""
    cluster_id, year, step, unit_id = key
    where: dict[str, object] = {"cluster_id": cluster_id, "year": year}
    where |= {"code": step.value, "unit_id": unit_id}
    if done:
        return insert_new(session, StepDone, **where, by=me.person_id, at=now)
    if USUAL[step].who is Who.HEAD:
        del where["unit_id"]  # it may have been said by the unit that was the head before
    query = delete(StepDone).where(
        *(col(getattr(StepDone, name)) == value for name, value in where.items())
    )
    return session.connection().execute(query).rowcount > 0
