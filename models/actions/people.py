"""Inviting people, joining, choosing a seat."""

from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.invitation import revoke
from models.actions.post import mark, owe, wake
from models.audit import note
from models.errors import NotYourCluster, UnknownButton
from models.people import Account, Mandate, Person, Role
from models.post import Card
from models.queries.people import office_people
from models.rules.calendar import local_date
from models.rules.ladder import QUIET_HOURS
from models.rules.zones import read_zone


def add_speaker(
    session: Session,
    me: Actor,
    cluster_id: int,
    unit_id: int,
    name: str,
    role: Role,
    now: datetime,
    today: date,
) -> int:
    """Name a new person who speaks for a unit; they still have to be invited.

    Who: the cluster's head. When: the unit is a member. Does: adds person and mandate, returns
    the mandate's id. Refuses: NotForYou, NotYourCluster.
    """
    cluster = access.cluster_for(session, me, cluster_id, Right.INVITE)
    person = Person(name=name, locale=cluster.locale)
    session.add(person)
    session.flush()  # the mandate needs the person's id
    mandate = Mandate(
        person_id=person.id or 0, cluster_id=cluster_id, unit_id=unit_id, role=role, from_on=today
    )
    session.add(mandate)
    session.flush()  # the screen's button needs the mandate's id
    note(
        session,
        now,
        "named",
        f"mandate:{mandate.id}",
        cluster_id=cluster_id,
        unit_id=unit_id,
        person_id=me.person_id,
        new={"name": name, "role": role.value},
    )
    mark(session, f"people:{cluster_id}", by=me.person_id)
    return mandate.id or 0


def end_mandate(session: Session, me: Actor, mandate_id: int, now: datetime, today: date) -> None:
    """A person stops speaking for a unit; what they did stays.

    Who: the cluster's head. When: any time. Does: ends the mandate yesterday (a mandate of today
    never began) and its invitations; the person's card shows it at once. Refuses: NotForYou,
    NotYourCluster.
    """
    mandate = session.get(Mandate, mandate_id)
    if mandate is None:
        raise NotYourCluster
    revoke(session, me, mandate_id, now)
    yesterday = today - timedelta(days=1)
    mandate.from_on = min(mandate.from_on, yesterday)
    mandate.to_on = yesterday
    note(
        session,
        now,
        "ended",
        f"mandate:{mandate_id}",
        cluster_id=mandate.cluster_id,
        unit_id=mandate.unit_id,
        person_id=me.person_id,
    )
    # Whatever their card shows: it is drawn again without what is no longer theirs.
    session.execute(
        update(Card)
        .where(col(Card.person_id) == mandate.person_id)
        .values(topic=f"cluster:{mandate.cluster_id}")
    )
    topics = f"people:{mandate.cluster_id}", f"cluster:{mandate.cluster_id}"
    mark(session, *topics, by=me.person_id)


def take_seat(session: Session, me: Actor, mandate_id: int) -> None:
    """Speak from another of one's seats.

    Who: a person with several seats. When: the seat is valid today. Does: remembers the choice.
    Refuses: NotYourCluster.
    """
    if all(seat.mandate_id != mandate_id for seat in me.seats):
        raise NotYourCluster
    session.get_one(Person, me.person_id).seat_id = mandate_id


def choose_language(session: Session, me: Actor, locale: str) -> None:
    """Read the bot in another language.

    Who: anybody with a seat. When: any time. Does: stores `vi` or `en`. Refuses: nothing.
    """
    session.get_one(Person, me.person_id).locale = "en" if locale == "en" else "vi"


def choose_loudness(session: Session, me: Actor, *, loud: bool) -> None:
    """Have answers to presses as alerts that stay, or as short toasts.

    Who: anybody with a seat. When: any time. Does: stores the choice. Refuses: nothing.
    """
    session.get_one(Person, me.person_id).loud = loud


def choose_quiet_hours(session: Session, me: Actor, quiet_from: int, quiet_to: int) -> None:
    """Have what can wait not sent in these hours of one's own clocks.

    Who: anybody with a seat. When: any time. Does: stores the hours; equal ones mean none.
    Refuses: UnknownButton for hours that are not offered.
    """
    if (quiet_from, quiet_to) not in QUIET_HOURS:
        raise UnknownButton
    person = session.get_one(Person, me.person_id)
    person.quiet_from, person.quiet_to = quiet_from, quiet_to


def choose_zone(session: Session, me: Actor, typed: str, now: datetime) -> None:
    """Have reminders and quiet hours by the clocks of another zone.

    Who: anybody with a seat. When: any time. Does: stores the zone (an IANA name, in any case of
    letters); reminders still to come follow it. Refuses: UnknownZone.
    """
    session.get_one(Person, me.person_id).zone = read_zone(typed)
    for cluster_id in sorted({seat.cluster_id for seat in me.seats}):
        wake(session, cluster_id, now)


def set_reachable(session: Session, user_id: int, now: datetime, *, reachable: bool) -> int | None:
    """An account has blocked the bot or come back; returns its person.

    Who: Telegram. When: it says so. Does: marks the account; when it is lost, owes each head of
    its clusters a letter, once a day at most. The same again changes nothing. Refuses: nothing.
    """
    account = session.exec(
        select(Account).where(Account.channel == "telegram", Account.user_id == user_id)
    ).first()
    if account is None:
        return None
    if reachable != (account.unreachable_at is None):
        account.unreachable_at = None if reachable else now
        _tell_heads(session, account.person_id, now, lost=not reachable)
    return account.person_id


def _tell_heads(session: Session, person_id: int, now: datetime, *, lost: bool) -> None:
    """Heads see on their cards who can be written to, and are told of who is lost."""
    today = local_date(now)
    person = access.actor_of(session, person_id, today)
    for seat in person.seats if person else ():
        mark(session, f"people:{seat.cluster_id}")
        if lost:
            heads = office_people(session, seat.cluster_id, today)
            owe(
                session,
                now,
                "unreachable",
                f"{person_id}:{today.isoformat()}",
                [each for each in heads if each != person_id],
                mandate=seat.mandate_id,
            )


def lost(session: Session, chat_id: int, now: datetime) -> None:
    """A chat cannot be written to: the person is unreachable and their clusters' heads are told.

    Who: Telegram, by refusing a message. When: a message was refused. Does: puts the chat's card
    aside; a person is unreachable from now on. Refuses: nothing.
    """
    session.execute(update(Card).where(col(Card.chat_id) == chat_id).values(dead=True))
    set_reachable(session, chat_id, now, reachable=False)
