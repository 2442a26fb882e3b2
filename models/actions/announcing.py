"""Announcements of the head: sent once, confirmed by the units, asked after once a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import access
from models.access import Actor, Right
from models.actions.evidence import Given
from models.actions.post import mark, owe_by_day, wake
from models.audit import note
from models.base import insert_new
from models.errors import NothingTyped, RemindedToday, TextTooLong
from models.errors_year import (
    AllConfirmed,
    EmptyAnnouncement,
    NotAddressed,
    NotArrivedYet,
    NoUnitsChosen,
)
from models.news import Announcement, AnnouncementRead, AnnouncementUnit
from models.queries.announcing import (
    addressed,
    announced,
    confirmations,
    draft_key,
    units_of,
)
from models.queries.delivery import people_of, still_coming
from models.queries.people import member_units
from models.rules.calendar import local_date
from models.rules.evidence import shown_name

SAID_AT_MOST = 3000


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be sent. `stamp` tells a person's drafts apart; no units mean all."""

    stamp: str
    said: str = ""
    file: Given | None = None
    units: frozenset[int] | None = None


def checked_said(text: str) -> str:
    """The words of an announcement.

    Who: any action. When: the head has typed them. Does: trims them. Refuses: NothingTyped,
    TextTooLong.
    """
    said = text.strip()
    if not said:
        raise NothingTyped
    if len(said) > SAID_AT_MOST:
        raise TextTooLong(SAID_AT_MOST)
    return said


def send(session: Session, me: Actor, cluster_id: int, draft: Draft, now: datetime) -> int:
    """Send an announcement to all units or to some; returns its id.

    Who: the cluster's head. When: there are words or a file, and units. Does: keeps it, owes a
    letter to everybody of these units who has joined, outside their quiet hours; who sends it has
    read it. The same draft again changes nothing and returns what it became. Refuses: NotForYou,
    NotYourCluster, EmptyAnnouncement, TextTooLong, NoUnitsChosen.
    """
    access.require(me, cluster_id, Right.RUN)
    key = draft_key(me, draft.stamp)
    new = _keep(session, me, cluster_id, key, draft, now)
    sent = session.exec(select(Announcement).where(Announcement.draft == key)).one()
    if new:
        _spread(session, me, sent, draft, now)
    return sent.id or 0


def _keep(
    session: Session, me: Actor, cluster_id: int, key: str, draft: Draft, now: datetime
) -> bool:
    """Whether it is new: of two presses at one moment one waits for the other."""
    if not draft.said and draft.file is None:
        raise EmptyAnnouncement
    if len(draft.said) > SAID_AT_MOST:
        raise TextTooLong(SAID_AT_MOST)
    file = draft.file
    return insert_new(
        session,
        Announcement,
        cluster_id=cluster_id,
        draft=key,
        said=draft.said,
        sha256=file.sha256 if file else "",
        file_name=shown_name(file.name) if file else "",
        file_kind=file.kind.value if file else "",
        by=me.person_id,
        at=now,
    )


def _spread(session: Session, me: Actor, sent: Announcement, draft: Draft, now: datetime) -> None:
    cluster_id, sent_id = sent.cluster_id, sent.id or 0
    members = {unit.unit_id for unit in member_units(session, cluster_id, local_date(now))}
    units = frozenset(members if draft.units is None else members & draft.units)
    if not units:
        raise NoUnitsChosen
    for unit_id in sorted(units):
        session.add(AnnouncementUnit(announcement_id=sent_id, unit_id=unit_id))
    _read(session, me, sent_id, units & units_of(me, cluster_id), now)
    people = people_of(session, cluster_id, units, local_date(now), me.person_id)
    facts = {"announcement": sent_id, "topic": f"announce:{sent_id}"}
    owe_by_day(session, now, "announcement", str(sent_id), people, **facts)
    _note(session, me, cluster_id, sent_id, "announced", now, new={"units": sorted(units)})
    _mark(session, me, cluster_id, sent_id)
    wake(session, cluster_id, now)


def confirm(session: Session, me: Actor, announcement_id: int, now: datetime) -> bool:
    """Confirm an announcement for the units for which I speak; whether that is new.

    Who: anybody of a unit that it was sent to, whatever seat is at hand. When: always. Does:
    keeps who and when; again changes nothing. Refuses: NotYourCluster, NotAddressed.
    """
    found = announced(session, me, announcement_id)
    units = units_of(me, found.cluster_id) & addressed(session, announcement_id)
    if not units:
        raise NotAddressed
    if not _read(session, me, announcement_id, units, now):
        return False
    _note(session, me, found.cluster_id, announcement_id, "confirmed", now, unit_id=min(units))
    _mark(session, me, found.cluster_id, announcement_id)
    wake(session, found.cluster_id, now)
    return True


def remind(session: Session, me: Actor, announcement_id: int, now: datetime) -> int:
    """Ask the units that have not confirmed to do so; returns how many people are asked.

    Who: the cluster's head or secretary. When: some member unit has not confirmed. Does: a
    letter to each joined person of these units outside their quiet hours, at most one a day, and
    none to whom the announcement itself is still to come. Refuses: NotForYou, NotYourCluster,
    AllConfirmed, NotArrivedYet, RemindedToday.
    """
    found = announced(session, me, announcement_id)
    access.require(me, found.cluster_id, Right.REMIND)
    today = local_date(now)
    done = confirmations(session, announcement_id).keys()
    members = {unit.unit_id for unit in member_units(session, found.cluster_id, today)}
    owing = addressed(session, announcement_id) & members - done
    if not owing:
        raise AllConfirmed
    people = people_of(session, found.cluster_id, owing, today)
    coming = still_coming(session, announcement_id, people)
    if people and coming.keys() >= set(people):
        raise NotArrivedYet(min(coming.values()))
    people = [each for each in people if each not in coming]
    key = f"{announcement_id}:{today.isoformat()}"
    asked = owe_by_day(
        session, now, "announcement-again", key, people, announcement=announcement_id
    )
    if not asked:
        raise RemindedToday
    _note(session, me, found.cluster_id, announcement_id, "reminded", now, new={"people": asked})
    mark(session, f"announce:{announcement_id}", by=me.person_id)
    return asked


def _read(
    session: Session, me: Actor, announcement_id: int, units: frozenset[int], now: datetime
) -> bool:
    """Keep that I have read it for these units; whether one of them is new."""
    session.flush()  # the announcement's own row comes before what refers to it
    new = [
        insert_new(
            session,
            AnnouncementRead,
            announcement_id=announcement_id,
            person_id=me.person_id,
            unit_id=unit_id,
            at=now,
        )
        for unit_id in sorted(units)
    ]
    return any(new)


def _note(
    session: Session,
    me: Actor,
    cluster_id: int,
    announcement_id: int,
    verb: str,
    now: datetime,
    **facts: Any,
) -> None:
    thing = f"announcement:{announcement_id}"
    facts |= {"person_id": me.person_id, "cluster_id": cluster_id}
    note(session, now, verb, thing, **facts)


def _mark(session: Session, me: Actor, cluster_id: int, announcement_id: int) -> None:
    topics = (f"announce:{announcement_id}", f"news:{cluster_id}", f"cluster:{cluster_id}")
    mark(session, *topics, by=me.person_id)
