"""Cards in the database: found, drawn, claimed for showing, marked as shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.telegram import to_veiled
from handlers.screen import Screen
from models.keys import Keys
from models.post import Card, Mark

HOLD = timedelta(seconds=20)
"""How long a process may take to show a card before another one may."""
GROUP_PAUSE = timedelta(seconds=3)
"""Twenty edits a minute are allowed in a group."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A drawn card that is to be shown: what, as which version, in place of which message."""

    chat_id: int
    stored: dict[str, Any] = field(repr=False)
    wanted: int
    message_id: int | None
    made: int
    fresh_from: int
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of it; `later` says when to try again, `dead` that it is no use."""

    chat_id: int
    version: int
    message_id: int | None
    made: int
    later: datetime | None = None
    dead: bool = False


def card_for(session: Session, chat_id: int) -> Card:
    """The chat's card, locked; a new one if the chat has none yet."""
    card = session.get(Card, chat_id, with_for_update=True)
    if card is None:
        card = Card(chat_id=chat_id)
        session.add(card)
    return card


def draw(
    card: Card,
    screen: Screen,
    now: datetime,
    holder: str,
    keys: Keys,
    *,
    below: bool,
    only_if_changed: bool = False,
) -> Showing | None:
    """Put a screen on the card; what to show, unless another process is at it already."""
    stored = to_veiled(screen, keys)
    card.drawn_at = now
    if only_if_changed and stored == card.screen:
        return None
    if covers := _covers(card):
        stored["covers"] = covers
    card.route, card.topic = screen.route, screen.topic
    card.asks, card.takes = screen.asks, screen.takes
    card.kept, card.screen = dict(screen.kept), stored
    card.wanted += 1
    if below:
        card.fresh_from, card.buried = card.wanted, False
    return claim(card, now, holder)


def _covers(card: Card) -> str:
    """What is to stand on the message that the next one replaces, if it shows an uncast choice."""
    if "veiled" in card.screen:
        return str(card.screen["text"])
    return str(card.screen.get("covers", "")) if card.shown < card.wanted else ""


def lift(session: Session, chat_id: int, now: datetime, holder: str) -> Showing | None:
    """Show the card as it is, as a new message below what has been sent meanwhile."""
    card = session.get(Card, chat_id, with_for_update=True)
    if card is None or card.dead:
        return None
    card.wanted += 1
    card.fresh_from, card.buried = card.wanted, False
    return claim(card, now, holder)


def claim(card: Card, now: datetime, holder: str) -> Showing | None:
    """Take the card for showing by this process; none if another one has it."""
    until = card.held_until
    # A hold longer than any that we give was made before the clock stepped back.
    if card.held_by not in (None, holder) and until and now < until <= now + HOLD:
        return None
    if card.not_before and card.not_before > now:
        return None
    card.held_by, card.held_until = holder, now + HOLD
    return Showing(
        card.chat_id,
        card.screen,
        card.wanted,
        card.message_id,
        card.made,
        card.fresh_from,
        pin=card.person_id is None and card.chat_id < 0,
    )


def behind(session: Session, now: datetime, holder: str, most: int = 200) -> list[Showing]:
    """Cards that show less than they should and that nobody is showing: after a crash, a 429."""
    rows = session.exec(
        select(Card)
        .where(
            col(Card.shown) < col(Card.wanted),
            col(Card.dead).is_(False),
            (col(Card.held_until).is_(None))
            | (col(Card.held_until) <= now)
            | (col(Card.held_until) > now + HOLD),
            (col(Card.not_before).is_(None)) | (col(Card.not_before) <= now),
        )
        .order_by(col(Card.chat_id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    found = [claim(card, now, holder) for card in rows]
    return [showing for showing in found if showing]


def mark_shown(
    session: Session, results: Iterable[Shown], now: datetime, holder: str
) -> list[Showing]:
    """Record what was shown; returns what cards want more already, claimed for showing."""
    more = []
    for result in sorted(results, key=lambda each: each.chat_id):
        card = session.get(Card, result.chat_id, with_for_update=True)
        if card is None:
            continue
        _record(card, result, holder)
        if card.shown < card.wanted and not result.later and not result.dead:
            more.append(claim(card, now, holder))
    return [showing for showing in more if showing]


def _record(card: Card, result: Shown, holder: str) -> None:
    """An old result takes nothing back that a newer one, here or elsewhere, has brought."""
    if card.held_by == holder and result.version >= card.wanted:
        card.held_by = card.held_until = None
    if result.dead:
        card.dead = True
    if result.later is not None:
        card.not_before, card.attempts = result.later, card.attempts + 1
        card.held_by = card.held_until = None
    elif not result.dead:
        card.shown = max(card.shown, result.version)
        card.attempts = 0
        if result.made >= card.made:
            card.message_id, card.made = result.message_id, result.made


def bury(session: Session, chat_ids: Iterable[int]) -> None:
    """Something now stands below these chats' cards."""
    session.execute(update(Card).where(col(Card.chat_id).in_(list(chat_ids))).values(buried=True))


@dataclass(frozen=True, slots=True)
class Stale:
    """Marks that wait (ids by topic), the chats to be drawn again, and those that must wait."""

    marks: dict[str, list[int]]
    chats: list[int]
    postponed: frozenset[str]
    """Topics with a group that was drawn too lately."""


def stale(session: Session, now: datetime, most: int = 1000) -> Stale | None:
    """What the waiting marks make stale; none if there are no marks."""
    rows = session.exec(select(Mark).order_by(col(Mark.id)).limit(most)).all()
    if not rows:
        return None
    marks: dict[str, list[int]] = {}
    by: dict[str, set[int | None]] = {}
    for row in rows:
        marks.setdefault(row.topic, []).append(row.id or 0)
        by.setdefault(row.topic, set()).add(row.by)
    cards = session.exec(
        select(Card.chat_id, Card.topic, Card.person_id, Card.drawn_at).where(
            col(Card.topic).in_(list(marks)), col(Card.dead).is_(False)
        )
    ).all()
    chats, postponed = [], set()
    for chat_id, topic, person_id, drawn_at in cards:
        if by[topic] == {person_id} and person_id is not None:
            continue  # only this person changed it, and their turn drew it
        if chat_id < 0 and drawn_at is not None and drawn_at <= now < drawn_at + GROUP_PAUSE:
            postponed.add(topic)
        else:
            chats.append(chat_id)
    return Stale(marks, chats, frozenset(postponed))


def worked_off(session: Session, found: Stale) -> int:
    """Delete the marks whose cards are drawn; how many."""
    ids = [
        each
        for topic, of_topic in found.marks.items()
        if topic not in found.postponed
        for each in of_topic
    ]
    session.execute(delete(Mark).where(col(Mark.id).in_(ids)))
    return len(ids)
