"""Owing letters and marking cards: how an action reaches anybody but the one who acts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from models.base import insert_new
from models.post import Letter, LetterState, Mark

_MARK = insert(Mark)


def owe(
    session: Session, now: datetime, kind: str, key: str, people: Iterable[int], **params: Any
) -> int:
    """Owe each of `people` a letter, once: `key` and the person make it unique.

    Who: any action. When: always. Does: adds rows, worded later in each reader's language;
    returns how many are new. Refuses: nothing; a repeated key adds nothing.
    """
    new = 0
    for person_id in people:
        new += insert_new(
            session,
            Letter,
            key=f"{kind}:{key}:{person_id}",
            kind=kind,
            person_id=person_id,
            params=params,
            made_at=now,
            not_before=now,
            attempts=0,
            state=LetterState.WAITING,
        )
    return new


def mark(session: Session, *topics: str, by: int | None = None) -> None:
    """Have every card about these topics drawn again.

    Who: any action. When: something that cards show has changed. Does: adds a mark; the
    refresher draws the cards, at most once a second each, but not the card of `by`, the person
    who acts: their turn draws it. Refuses: nothing.
    """
    session.connection().execute(_MARK, [{"topic": topic, "by": by} for topic in topics])
