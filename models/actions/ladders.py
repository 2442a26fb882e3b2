"""The head changes when reminders come: a ladder's steps, a single one held back, one sent now."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models import access
from models.access import Actor, Right
from models.actions.post import mark, owe_at, wake
from models.audit import note
from models.base import insert_new
from models.errors import RemindedToday
from models.errors_year import NothingOwed, ReminderGone, StepRang
from models.queries.reminding import books
from models.reminder import LadderSetting, ReminderHold
from models.rules.calendar import local_date
from models.rules.duties import DutyKind
from models.rules.ladder import USUAL, Ladder, allowed, read_ladder
from models.rules.reminder_plan import Sent, find, mark_of, plan
from models.rules.reminding import Book, Recipient


def change_ladder(
    session: Session,
    me: Actor,
    cluster_id: int,
    kind: DutyKind,
    edit: Callable[[Ladder], Ladder],
    now: datetime,
) -> None:
    """Give a kind of duty other steps in this cluster.

    Who: the cluster's head. When: always. Does: stores the ladder as `edit` makes it (of
    `models.rules.ladder_edits`); what rings from now on follows it. The same again changes
    nothing. Refuses: NotForYou, NotYourCluster, and what `edit` refuses: LadderLimits,
    LadderEmpty, StaleCard, UnknownButton.
    """
    access.require(me, cluster_id, Right.RUN)
    row = _held(session, me, cluster_id, kind, now)
    before = read_ladder(row.rungs, row.after_days)
    after = edit(before)
    if after == USUAL[kind]:
        session.delete(row)
    elif after != before:
        row.rungs, row.after_days = after.stored(), after.after_days
        row.by, row.at = me.person_id, now
    if after != before:
        _noted(session, me, cluster_id, "ladder changed", now, before, after, kind)


def _held(
    session: Session, me: Actor, cluster_id: int, kind: DutyKind, now: datetime
) -> LadderSetting:
    """The cluster's own row, locked; made of the usual steps where there is none."""
    usual = USUAL[kind]
    insert_new(
        session,
        LadderSetting,
        cluster_id=cluster_id,
        kind=kind.value,
        rungs=usual.stored(),
        after_days=usual.after_days,
        by=me.person_id,
        at=now,
    )
    key = (cluster_id, kind.value)
    return session.get_one(LadderSetting, key, with_for_update=True, populate_existing=True)


def reset_ladder(
    session: Session, me: Actor, cluster_id: int, kind: DutyKind, now: datetime
) -> None:
    """Return to the usual steps.

    Who: the cluster's head. When: always. Does: forgets the cluster's own; where there are none
    it changes nothing. Refuses: NotForYou, NotYourCluster.
    """
    access.require(me, cluster_id, Right.RUN)
    row = session.get(LadderSetting, (cluster_id, kind.value), with_for_update=True)
    if row is None:
        return
    before = read_ladder(row.rungs, row.after_days)
    session.delete(row)
    _noted(session, me, cluster_id, "ladder reset", now, before, USUAL[kind], kind)


def _noted(
    session: Session,
    me: Actor,
    cluster_id: int,
    verb: str,
    now: datetime,
    before: Ladder,
    after: Ladder,
    kind: DutyKind,
) -> None:
    note(
        session,
        now,
        verb,
        f"cluster:{cluster_id}",
        cluster_id=cluster_id,
        person_id=me.person_id,
        part=kind.value,
        old={"rungs": before.stored(), "after": before.after_days},
        new={"rungs": after.stored(), "after": after.after_days},
    )
    _told(session, me, cluster_id, now)


def _told(session: Session, me: Actor, cluster_id: int, now: datetime) -> None:
    mark(session, f"reminders:{cluster_id}", by=me.person_id)
    wake(session, cluster_id, now)


def hold(
    session: Session, me: Actor, cluster_id: int, at: datetime, thing_mark: str, now: datetime
) -> None:
    """Hold back one reminder: at that moment nobody is reminded of that thing.

    Who: the cluster's head. When: before it goes out. Does: stores it; held twice it is held
    once. Refuses: NotForYou, NotYourCluster, StepRang, ReminderGone.
    """
    access.require(me, cluster_id, Right.RUN)
    if at <= now:
        raise StepRang(at)
    found = find(plan(_book(session, cluster_id, now), now), at, thing_mark)
    if found is None:
        raise ReminderGone
    values = {"cluster_id": cluster_id, "thing": found.thing, "slot": at}
    if insert_new(session, ReminderHold, **values, by=me.person_id, at=now):
        _noted_hold(session, me, cluster_id, "reminder held", found.thing, at, now)


def release(
    session: Session, me: Actor, cluster_id: int, at: datetime, thing_mark: str, now: datetime
) -> None:
    """Let a reminder that was held back go out after all.

    Who: the cluster's head. When: its moment lies ahead. Does: forgets the hold; one that is not
    held changes nothing. Refuses: NotForYou, NotYourCluster, ReminderGone.
    """
    access.require(me, cluster_id, Right.RUN)
    found = find(plan(_book(session, cluster_id, now), now), at, thing_mark)
    if found is None:
        raise ReminderGone
    row = session.get(ReminderHold, (cluster_id, found.thing, at))
    if row is not None:
        session.delete(row)
        _noted_hold(session, me, cluster_id, "reminder released", found.thing, at, now)


def _noted_hold(
    session: Session,
    me: Actor,
    cluster_id: int,
    verb: str,
    thing: str,
    at: datetime,
    now: datetime,
) -> None:
    note(
        session,
        now,
        verb,
        f"cluster:{cluster_id}",
        cluster_id=cluster_id,
        person_id=me.person_id,
        new={"thing": thing, "slot": at.isoformat()},
    )
    _told(session, me, cluster_id, now)


def _book(session: Session, cluster_id: int, now: datetime) -> Book:
    return books(session, [cluster_id], now)[cluster_id]


def remind_now(
    session: Session, me: Actor, cluster_id: int, thing_mark: str, now: datetime
) -> Sent:
    """Remind everybody whose unit owes a thing, wherever its ladder stands.

    Who: the cluster's head. When: somebody owes it; once a day for a thing. Does: a letter to the
    leader and the officers of each unit that owes it, after their quiet hours. Refuses: NotForYou,
    NotYourCluster, NothingOwed, RemindedToday.
    """
    access.require(me, cluster_id, Right.RUN)
    book = _book(session, cluster_id, now)
    owing = [duty for duty in book.duties if mark_of(duty.thing) == thing_mark]
    if not owing:
        raise NothingOwed
    units = {duty.unit_id for duty in owing}
    asked = [person for person in book.people if person.unit_id in units]
    told = [each for each in asked if _reminded(session, each, cluster_id, owing[0].thing, now)]
    if not told:
        raise RemindedToday
    note(
        session,
        now,
        "reminded now",
        f"cluster:{cluster_id}",
        cluster_id=cluster_id,
        person_id=me.person_id,
        new={"thing": owing[0].thing, "people": len(told)},
    )
    later = sum(_may_come(person, now) > now for person in told)
    return Sent(len(told), len({person.unit_id for person in told}), later)


def _reminded(
    session: Session, person: Recipient, cluster_id: int, thing: str, now: datetime
) -> bool:
    meant = _may_come(person, now)
    day = local_date(now).isoformat()
    return owe_at(
        session,
        now,
        meant,
        "remind",
        f"now:{cluster_id}:{mark_of(thing)}:{day}",
        person.person_id,
        {"slot": now.isoformat(), "meant": meant.isoformat(), "asked": [[cluster_id, thing]]},
    )


def _may_come(person: Recipient, now: datetime) -> datetime:
    return allowed(now, person.zone, person.quiet_from, person.quiet_to)
