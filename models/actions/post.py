"""Owing letters, marking cards, waking reminders: how an action reaches anybody but its actor."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, insert, update
from sqlmodel import Session, col

from models.base import insert_new
from models.post import Letter, LetterState, Mark
from models.queries.delivery import awake
from models.reminder import Alarm

_MARK = insert(Mark)


def owe(
    session: Session, now: datetime, kind: str, key: str, people: Iterable[int], **params: Any
) -> int:
    """Owe each of `people` a letter, once: `key` and the person make it unique.

    Who: any action. When: always. Does: adds rows, worded later in each reader's language;
    returns how many are new. Refuses: nothing; a repeated key adds nothing.
    """
    return sum(owe_at(session, now, now, kind, key, person, params) for person in people)


def owe_at(
    session: Session,
    now: datetime,
    not_before: datetime,
    kind: str,
    key: str,
    person_id: int,
    params: Mapping[str, Any],
) -> bool:
    """Owe one person a letter, once, to be sent from `not_before` on.

    Who: any action. When: always. Does: as `owe`; whether it is new. Refuses: nothing.
    """
    return insert_new(
        session,
        Letter,
        key=f"{kind}:{key}:{person_id}",
        kind=kind,
        person_id=person_id,
        cluster_id=None,
        params=dict(params),
        made_at=now,
        not_before=not_before,
        attempts=0,
        state=LetterState.WAITING,
    )


def owe_group(
    session: Session, now: datetime, kind: str, key: str, cluster_id: int, **params: Any
) -> bool:
    """Owe a cluster's group a notice, once; without a group at its time it is dropped.

    Who: any action. When: always. Does: adds a row, worded later in the cluster's language;
    whether it is new. Refuses: nothing; a repeated key adds nothing.
    """
    return insert_new(
        session,
        Letter,
        key=f"{kind}:{key}:group:{cluster_id}",
        kind=kind,
        person_id=None,
        cluster_id=cluster_id,
        params=params,
        made_at=now,
        not_before=now,
        attempts=0,
        state=LetterState.WAITING,
    )


def owe_by_day(
    session: Session, now: datetime, kind: str, key: str, people: Iterable[int], **params: Any
) -> int:
    """Owe each of `people` a letter, once, that does not come in their quiet hours.

    Who: any action. When: always. Does: as `owe`, each not before their own first moment;
    returns how many are new. Refuses: nothing.
    """
    moments = awake(session, list(people), now)
    return sum(
        owe_at(session, now, moments[person], kind, key, person, params)
        for person in sorted(moments)
    )


def mark(session: Session, *topics: str, by: int | None = None) -> None:
    """Have every card about these topics drawn again.

    Who: any action. When: something that cards show has changed. Does: adds a mark; the
    refresher draws the cards, at most once a second each, but not the card of `by`, the person
    who acts: their turn draws it. Refuses: nothing.
    """
    session.connection().execute(_MARK, [{"topic": topic, "by": by} for topic in topics])


def wake(session: Session, cluster_id: int, now: datetime) -> None:
    """Have the cluster's reminders looked at anew: something is owed, moved, or done.

    Who: any action after which a unit owes something else than before, or until another time.
    When: always; last in its transaction, as it waits for the bell that looks at this cluster.
    Does: brings the alarm forward; steps that are over by now under the old dates do not ring
    under the new ones. Refuses: nothing.
    """
    rung = case((col(Alarm.at) > now, now), else_=col(Alarm.ran_until))
    early = case((col(Alarm.at) > now, now), else_=col(Alarm.at))
    known = session.connection().execute(
        update(Alarm).where(col(Alarm.cluster_id) == cluster_id).values(ran_until=rung, at=early)
    )
    if not known.rowcount:
        insert_new(session, Alarm, cluster_id=cluster_id, at=now, ran_until=now)
