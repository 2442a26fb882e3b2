"""What reminders are made of: for any number of clusters, their duties, people and ladders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Row, bindparam, or_
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from models.base import columns, fetch
from models.cluster import Cluster, Membership, Office, OfficeTerm, holds
from models.people import Account, Mandate, Person, Role
from models.post import Letter, LetterState
from models.queries.duties import duties
from models.queries.owed_movements import next_to_come
from models.reminder import Alarm, LadderSetting, ReminderHold
from models.rules.calendar import local_date
from models.rules.duties import DutyKind
from models.rules.ladder import Ladder, read_ladder
from models.rules.reminding import AT_LEAST, Book, Recipient, digest_after

HELD_AT_MOST = timedelta(seconds=60)
"""So long a letter is held for whoever has claimed it, while it is on its way."""

_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_TODAY = bindparam("today", type_=Date())
_SLOT = bindparam("slot", type_=UTCDateTime())
_NOW = bindparam("now", type_=UTCDateTime())
_PEOPLE = (
    columns(
        Mandate.cluster_id,
        Mandate.unit_id,
        Mandate.person_id,
        Mandate.role,
        Person.zone,
        Person.quiet_from,
        Person.quiet_to,
    )
    .join(Person, col(Person.id) == Mandate.person_id)
    .join(Account, col(Account.person_id) == Mandate.person_id)
    .join(
        Membership,
        (col(Membership.cluster_id) == Mandate.cluster_id)
        & (col(Membership.unit_id) == Mandate.unit_id)
        & (col(Membership.from_on) <= _TODAY)
        & or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= _TODAY),
    )
    .where(
        col(Mandate.cluster_id).in_(_CLUSTERS),
        col(Mandate.role) != Role.OBSERVER,
        col(Account.unreachable_at).is_(None),
        col(Mandate.from_on) <= _TODAY,
        or_(col(Mandate.to_on).is_(None), col(Mandate.to_on) >= _TODAY),
    )
    .distinct()
)
_DESKS = columns(OfficeTerm.cluster_id, OfficeTerm.unit_id).where(
    col(OfficeTerm.cluster_id).in_(_CLUSTERS),
    col(OfficeTerm.office).in_((Office.HEAD, Office.SECRETARY)),
    holds(_TODAY),
)
_LADDERS = columns(
    LadderSetting.cluster_id, LadderSetting.kind, LadderSetting.rungs, LadderSetting.after_days
).where(col(LadderSetting.cluster_id).in_(_CLUSTERS))
_OTHERS = columns(Letter.tells).where(
    col(Letter.person_id) == bindparam("person_id"),
    col(Letter.kind) == "remind",
    or_(
        (col(Letter.state) == LetterState.SENT) & (col(Letter.sent_at) >= _SLOT),
        (col(Letter.state) == LetterState.WAITING)
        & (col(Letter.held_until) > _NOW)
        & (col(Letter.held_until) <= bindparam("soon", type_=UTCDateTime())),
    ),
)
_RUNG = columns(Alarm.cluster_id, Alarm.ran_until).where(col(Alarm.cluster_id).in_(_CLUSTERS))
_HELD = columns(ReminderHold.cluster_id, ReminderHold.thing, ReminderHold.slot).where(
    col(ReminderHold.cluster_id).in_(_CLUSTERS)
)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Of an alarm: its time has come; or it is further off than any, as the clock stepped back."""
    return (col(Alarm.at) <= now) | (col(Alarm.at) > now + AT_LEAST)


def books(session: Session, cluster_ids: Sequence[int], now: datetime) -> dict[int, Book]:
    """The book of each of these clusters at `now`; the number of statements is always the same."""
    owed = defaultdict(list)
    for duty in duties(session, cluster_ids, now):
        owed[duty.cluster_id].append(duty)
    today = local_date(now)
    people = _by_cluster(fetch(session, _PEOPLE, clusters=cluster_ids, today=today))
    desks = _by_cluster(fetch(session, _DESKS, clusters=cluster_ids, today=today))
    held = _by_cluster(fetch(session, _HELD, clusters=cluster_ids))
    ladders = ladders_of(session, cluster_ids)
    more = next_to_come(session, cluster_ids, now)
    return {
        each: Book(
            each,
            tuple(owed[each]),
            tuple(_recipient(row) for row in people[each]),
            frozenset(row.unit_id for row in desks[each]),
            ladders.get(each, {}),
            frozenset((row.thing, row.slot) for row in held[each]),
            more.get(each),
        )
        for each in cluster_ids
    }


def ladders_of(
    session: Session, cluster_ids: Sequence[int]
) -> dict[int, Mapping[DutyKind, Ladder]]:
    """Cluster -> kind -> its own ladder, where the head has changed the usual one."""
    found: dict[int, dict[DutyKind, Ladder]] = defaultdict(dict)
    for row in fetch(session, _LADDERS, clusters=cluster_ids):
        found[row.cluster_id][DutyKind(row.kind)] = read_ladder(row.rungs, row.after_days)
    return dict(found)


def rung_since(session: Session, moments: Mapping[int, datetime]) -> list[int]:
    """Those of the clusters (cluster -> a moment) that were looked at after that moment."""
    rows = fetch(session, _RUNG, clusters=list(moments))
    return [row.cluster_id for row in rows if row.ran_until > moments[row.cluster_id]]


def told_since(session: Session, person_id: int, slot: datetime, now: datetime) -> set[str]:
    """Keys of the duties of which the person has been reminded since `slot`, or is just now.

    The letter that asks is not among them: it is neither sent nor held. (One that seems held for
    longer than any is was held before the clock stepped back.)
    """
    facts = {"person_id": person_id, "slot": slot, "now": now, "soon": now + HELD_AT_MOST}
    return {key for row in fetch(session, _OTHERS, **facts) for key, _words in row.tells}


def _by_cluster(rows: Sequence[Row[Any]]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.cluster_id].append(row)
    return found


def _recipient(row: Row[Any]) -> Recipient:
    return Recipient(
        row.person_id,
        row.unit_id,
        row.role == Role.LEADER,
        row.zone,
        row.quiet_from,
        row.quiet_to,
    )


def next_reminder(session: Session, now: datetime) -> datetime | None:
    """When the next reminder or week's digest goes out, if nobody does anything until then."""
    cluster_ids = list(session.scalars(columns(Cluster.id)).all())
    found = books(session, cluster_ids, now).values()
    ahead = [
        slot.at
        for book in found
        for duty in book.duties
        for zone in book.zones
        for slot in book.steps(duty, zone)
        if slot.at > now and next(book.addressed(duty, slot), None)
    ]
    digest = digest_after(now)
    if any(_says_something(book, digest) for book in found):
        ahead.append(digest)
    return min(ahead, default=None)


def _says_something(book: Book, digest: datetime) -> bool:
    """Whether somebody would read in the digest of something due or overdue."""
    until = digest_after(digest)
    read = any(person.unit_id in book.desk for person in book.people)
    return read and any(duty.due_at < until for duty in book.duties)
