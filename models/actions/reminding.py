"""What the clock does: rings what is due, and sees that what is done is told no longer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from models.base import columns, fetch, insert_all_new
from models.cluster import Cluster
from models.people import Mandate
from models.post import Letter, LetterState
from models.queries.announcing import unread
from models.queries.reminding import books, is_due
from models.reminder import Alarm
from models.rules.ladder import allowed
from models.rules.reminding import DIGEST_OVER, Book, Recipient, digest_before, next_ring, rings

STAMP = "%Y%m%dT%H%MZ"

_CLUSTERS: BindParameter[Sequence[int]] = bindparam("clusters", expanding=True)
_OPEN = columns(Letter.id, Letter.tells).where(
    col(Letter.open),
    col(Letter.stale).is_(False),
    col(Letter.person_id).in_(
        columns(Mandate.person_id).where(col(Mandate.cluster_id).in_(_CLUSTERS))
    ),
)


def due_clusters(
    session: Session, now: datetime, most: int = 100, but: Collection[int] = ()
) -> list[int]:
    """The clusters whose alarm is due, except some.

    Who: the clock. When: always. Does: looks. Refuses: nothing.
    """
    query = columns(Alarm.cluster_id).where(is_due(now), col(Alarm.cluster_id).not_in(but))
    query = query.order_by(col(Alarm.at), col(Alarm.cluster_id)).limit(most)
    return list(session.scalars(query).all())


def set_alarms(session: Session, now: datetime) -> None:
    """Give each cluster that has none its alarm.

    Who: the bot, when it starts. When: always. Does: adds rows; what happened before `now` is not
    rung for. Refuses: nothing.
    """
    known = exists().where(col(Alarm.cluster_id) == col(Cluster.id))
    missing = select(col(Cluster.id)).where(~known)
    rows = [
        {"cluster_id": cluster_id, "at": now, "ran_until": now}
        for cluster_id in session.execute(missing).scalars()
    ]
    insert_all_new(session, Alarm, rows)


def ring(
    session: Session, now: datetime, most: int = 100, but: Collection[int] = (), only: int = 0
) -> int:
    """Owe every reminder whose step has come, in clusters whose alarm has; how many clusters.

    Who: the clock. When: an alarm is due. Does: for each person the latest step that has come
    since the cluster was last looked at, once (the letter's key is the step and the person); the
    week's digest for the head; marks letters that tell of what is done; sets the next alarm. Any
    number of processes may do this: each takes clusters that no other has. All but some, or only
    one, if these are named. Refuses: nothing.
    """
    query = select_rows(Alarm).where(is_due(now), col(Alarm.cluster_id).not_in(but))
    if only:
        query = query.where(col(Alarm.cluster_id) == only)
    query = query.order_by(col(Alarm.at), col(Alarm.cluster_id)).limit(most)
    alarms = session.exec(query.with_for_update(skip_locked=True)).all()
    if not alarms:
        return 0
    found = books(session, [alarm.cluster_id for alarm in alarms], now)
    due: dict[Recipient, datetime] = {}
    digests: list[dict[str, Any]] = []
    for alarm in alarms:
        book = found[alarm.cluster_id]
        since = min(alarm.ran_until, now)  # the clock may have stepped back: keys keep it single
        for person, slot in rings(book, since, now).items():
            due[person] = max(slot, due.get(person, slot))
        digests += _digests(book, since, now)
        alarm.ran_until, alarm.at = now, next_ring(book, now)
    letters = [*_reminders(due, now), *digests]
    # In one order: two bells that ring for the same people do not wait for each other in a circle.
    insert_all_new(session, Letter, sorted(letters, key=lambda each: str(each["key"])))
    _mark_done(session, found)
    return len(alarms)


def _reminders(due: Mapping[Recipient, datetime], now: datetime) -> Iterable[dict[str, Any]]:
    """One letter a person, whatever it is about: it says all that is owed when it leaves."""
    slots: dict[int, tuple[datetime, Recipient]] = {}
    for person, slot in due.items():
        if person.person_id not in slots or slot > slots[person.person_id][0]:
            slots[person.person_id] = slot, person
    for slot, person in slots.values():
        yield _letter("remind", slot.strftime(STAMP), person, slot, now)


def _digests(book: Book, since: datetime, now: datetime) -> Iterable[dict[str, Any]]:
    slot = digest_before(now)
    if not since < slot or now - slot > DIGEST_OVER:
        return
    for person in book.people:
        if person.unit_id in book.desk:
            key = f"{book.cluster_id}:{slot.strftime(STAMP)}"
            yield _letter("week", key, person, slot, now, cluster=book.cluster_id)


def _letter(
    kind: str, key: str, person: Recipient, slot: datetime, now: datetime, **params: Any
) -> dict[str, Any]:
    """A letter that waits until the person may be disturbed."""
    meant = allowed(slot, person.zone, person.quiet_from, person.quiet_to)
    return {
        "key": f"{kind}:{key}:{person.person_id}",
        "kind": kind,
        "person_id": person.person_id,
        "params": {"slot": slot.isoformat(), "meant": meant.isoformat(), **params},
        "made_at": now,
        "not_before": allowed(max(slot, now), person.zone, person.quiet_from, person.quiet_to),
        "attempts": 0,
        "state": LetterState.WAITING,
    }


def tell_no_longer(session: Session, cluster_ids: Sequence[int], now: datetime) -> None:
    """Have the messages edited that tell of something in these clusters that is done by now.

    Who: the clock. When: messages were edited and tell of something still. Does: marks letters.
    Refuses: nothing.
    """
    if cluster_ids:
        _mark_done(session, books(session, cluster_ids, now))


def _mark_done(session: Session, found: Mapping[int, Book]) -> None:
    """Mark the letters that tell of something that nobody owes any more."""
    rows = fetch(session, _OPEN, clusters=list(found))
    if not rows:
        return
    owed = {duty.key for book in found.values() for duty in book.duties}
    owed |= unread(session, list(found))
    stale = [row.id for row in rows if any(_is_over(key, owed, found) for key, _ in row.tells)]
    if stale:
        session.execute(update(Letter).where(col(Letter.id).in_(stale)).values(stale=True))


def _is_over(key: str, owed: set[str], found: Mapping[int, Book]) -> bool:
    return int(key.partition("/")[0]) in found and key not in owed
