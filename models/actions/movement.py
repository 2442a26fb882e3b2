"""Movements (*phong trào*): launched and ended by the head, joined and reported by the units."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from models import access
from models.access import Actor, Right
from models.actions.agreeing import checked_reason
from models.actions.post import mark, owe_by_day, wake
from models.audit import note
from models.base import insert_new
from models.errors import DateInPast, NothingTyped, TextTooLong
from models.errors_year import (
    EndsBeforeStart,
    MovementOver,
    NotAMember,
    NotAPercent,
    NotRegistered,
    TooManyReportDays,
)
from models.news import Movement, MovementReport, MovementUnit
from models.queries.announcing import units_of
from models.queries.movement import MovementState, draft_key, movement_for, others
from models.rules.calendar import end_of_day, local_date
from models.rules.movement import REPORTS_AT_MOST, WHOLE, require_within, wanted_report
from models.rules.text import one_line

NAME_AT_MOST = 200
THEME_AT_MOST = 500
TEXT_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """A movement that is about to be launched; `stamp` tells a person's drafts apart."""

    stamp: str
    name: str
    goal: str
    theme: str
    starts_on: date
    ends_on: date
    register_by: date
    report_on: tuple[date, ...]


def checked_words(text: str, limit: int = TEXT_AT_MOST) -> str:
    """A goal, a pledge, a sentence of a report.

    Who: any action. When: a person has typed it. Does: trims it. Refuses: NothingTyped,
    TextTooLong.
    """
    said = text.strip()
    if not said:
        raise NothingTyped
    if len(said) > limit:
        raise TextTooLong(limit)
    return said


def check_days(plan: Plan, today: date) -> None:
    """Whether a movement's days fit together.

    Who: any action, and the screen that asks for them. When: one of them was given. Does:
    compares. Refuses: DateInPast, EndsBeforeStart, DayOutsideMovement, TooManyReportDays.
    """
    if plan.starts_on < today:
        raise DateInPast(end_of_day(plan.starts_on))
    if plan.ends_on < plan.starts_on:
        raise EndsBeforeStart(plan.starts_on)
    require_within(plan.register_by, today, plan.ends_on)
    if not 1 <= len(plan.report_on) <= REPORTS_AT_MOST:
        raise TooManyReportDays(REPORTS_AT_MOST)
    for day in plan.report_on:
        require_within(day, plan.starts_on, plan.ends_on)


def launch(session: Session, me: Actor, cluster_id: int, plan: Plan, now: datetime) -> int:
    """Launch a movement; returns its id.

    Who: the cluster's head. When: its days lie ahead and fit together. Does: keeps it, tells
    everybody else outside their quiet hours; from now on every member unit is to register. The same
    draft again changes nothing and returns what it became. Refuses: NotForYou, NotYourCluster,
    NothingTyped, TextTooLong, HiddenCharacters, and as `check_days`.
    """
    access.require(me, cluster_id, Right.RUN)
    check_days(plan, local_date(now))
    key = draft_key(me, plan.stamp)
    new = _keep(session, me, cluster_id, key, plan, now)
    movement_id = session.exec(select(Movement.id).where(Movement.draft == key)).one() or 0
    if new:
        people = others(session, me, cluster_id, local_date(now))
        owe_by_day(session, now, "movement", str(movement_id), people, movement=movement_id)
        facts = {"name": plan.name, "ends_on": plan.ends_on.isoformat()}
        _note(session, me, cluster_id, movement_id, "launched", now, new=facts)
        _changed(session, me, cluster_id, movement_id, now)
    return movement_id


def _keep(
    session: Session, me: Actor, cluster_id: int, key: str, plan: Plan, now: datetime
) -> bool:
    return insert_new(
        session,
        Movement,
        cluster_id=cluster_id,
        draft=key,
        year=plan.starts_on.year,
        name=one_line(plan.name, NAME_AT_MOST),
        goal=checked_words(plan.goal),
        theme=plan.theme[:THEME_AT_MOST],
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        register_by=plan.register_by,
        report_on=[day.isoformat() for day in sorted(set(plan.report_on))],
        by=me.person_id,
        at=now,
        ended_at=None,
        ended_why="",
    )


def register(
    session: Session, me: Actor, movement_id: int, unit_id: int, pledge: str, now: datetime
) -> None:
    """A unit takes part, with what it sets out to do.

    Who: anybody who speaks for the unit. When: the movement has not ended; after the day for
    registering, too. Does: keeps the pledge; another one replaces it, the day of registering
    stays. Refuses: NotYourCluster, NotAMember, MovementOver, NothingTyped, TextTooLong.
    """
    found = _mine(session, me, movement_id, unit_id)
    if not found.runs(local_date(now)):
        raise MovementOver
    said = checked_words(pledge)
    old = None
    facts: dict[str, Any] = {"pledge": said, "by": me.person_id, "at": now}
    if not insert_new(session, MovementUnit, movement_id=movement_id, unit_id=unit_id, **facts):
        row = _registered(session, movement_id, unit_id)
        if row is None or row.pledge == said:
            return
        old, row.pledge, row.by = row.pledge, said, me.person_id
    facts = {"unit_id": unit_id, "old": old, "new": said}
    _note(session, me, found.cluster_id, movement_id, "joined", now, **facts)
    _changed(session, me, found.cluster_id, movement_id, now)


def report(
    session: Session,
    me: Actor,
    movement_id: int,
    unit_id: int,
    percent: int,
    said: str,
    now: datetime,
) -> None:
    """A unit says how far it is.

    Who: anybody who speaks for the unit. When: it takes part; until some weeks after the end.
    Does: adds a report, which answers the report day that is wanted now and stands instead of
    what was reported for it before. The same again changes nothing. Refuses: NotYourCluster,
    NotAMember, MovementOver, NotRegistered, NotAPercent, TextTooLong.
    """
    found = _mine(session, me, movement_id, unit_id)
    today = local_date(now)
    if not found.takes_reports(today):
        raise MovementOver
    row = _registered(session, movement_id, unit_id)
    if row is None:
        raise NotRegistered
    if not 0 <= percent <= WHOLE:
        raise NotAPercent(str(percent))
    words = checked_words(said) if said.strip() else ""
    due_on = wanted_report(found.report_on, local_date(row.at), today) or today
    last = _last_report(session, movement_id, unit_id)
    if last is not None and (last.due_on, last.percent, last.said) == (due_on, percent, words):
        return
    session.add(
        MovementReport(
            movement_id=movement_id,
            unit_id=unit_id,
            due_on=due_on,
            percent=percent,
            said=words,
            by=me.person_id,
            at=now,
        )
    )
    facts = {"unit_id": unit_id, "part": due_on.isoformat(), "new": percent}
    _note(session, me, found.cluster_id, movement_id, "reported", now, **facts)
    _changed(session, me, found.cluster_id, movement_id, now)


def _registered(session: Session, movement_id: int, unit_id: int) -> MovementUnit | None:
    """The unit's row, locked: two of its people act one after the other."""
    key = (movement_id, unit_id)
    return session.get(MovementUnit, key, with_for_update=True, populate_existing=True)


def _last_report(session: Session, movement_id: int, unit_id: int) -> MovementReport | None:
    query = select(MovementReport).where(
        MovementReport.movement_id == movement_id, MovementReport.unit_id == unit_id
    )
    return max(session.exec(query).all(), key=lambda each: each.id or 0, default=None)


def end(session: Session, me: Actor, movement_id: int, why: str, now: datetime) -> None:
    """End a movement early, or withdraw it before it begins.

    Who: the cluster's head. When: it has not run out. Does: nothing more is owed, what was
    reported stays, everybody else is told why. Again changes nothing. Refuses: NotForYou,
    NotYourCluster, MovementOver, ReasonNeeded, TextTooLong.
    """
    found = movement_for(session, me, movement_id)
    access.require(me, found.cluster_id, Right.RUN)
    row = session.get_one(Movement, movement_id, with_for_update=True, populate_existing=True)
    if row.ended_at is not None:
        return
    if not found.runs(local_date(now)):
        raise MovementOver
    reason = checked_reason(why)
    row.ended_at, row.ended_why = now, reason
    people = others(session, me, found.cluster_id, local_date(now))
    owe_by_day(session, now, "movement-ended", str(movement_id), people, movement=movement_id)
    _note(session, me, found.cluster_id, movement_id, "ended", now, why=reason)
    _changed(session, me, found.cluster_id, movement_id, now)


def _mine(session: Session, me: Actor, movement_id: int, unit_id: int) -> MovementState:
    """The movement, if I speak for that unit in its cluster; who ends it waits, or has ended it."""
    session.get(Movement, movement_id, with_for_update={"read": True})
    found = movement_for(session, me, movement_id)
    if unit_id not in units_of(me, found.cluster_id):
        raise NotAMember
    return found


def _note(
    session: Session,
    me: Actor,
    cluster_id: int,
    movement_id: int,
    verb: str,
    now: datetime,
    **facts: Any,
) -> None:
    facts |= {"person_id": me.person_id, "cluster_id": cluster_id}
    note(session, now, verb, f"movement:{movement_id}", **facts)


def _changed(session: Session, me: Actor, cluster_id: int, movement_id: int, now: datetime) -> None:
    """What cards show, and what units owe."""
    mark(session, f"movement:{movement_id}", f"cluster:{cluster_id}", by=me.person_id)
    wake(session, cluster_id, now)
