"""Letters in the database: claimed, worded for their reader, marked with what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.cards import bury
from bot.database import TRANSIENT
from bot.logs import log_trouble
from bot.telegram import to_stored
from handlers.i18n import translator
from handlers.screen import Screen
from handlers.tables import LETTERS
from handlers.turn import Turn
from models import access
from models.errors import Refusal
from models.people import Account
from models.post import Lease, Letter, LetterState
from models.rules.calendar import local_date

HOLD = timedelta(seconds=60)
LEASE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A worded letter on its way to a chat."""

    letter_id: int
    chat_id: int
    stored: dict[str, Any] = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a letter."""

    letter_id: int
    chat_id: int
    state: LetterState
    message_id: int | None = None
    later: datetime | None = None
    error: str | None = None
    tried: bool = True
    """Whether it was really tried; putting off is no try."""


def take_lease(session: Session, name: str, holder: str, now: datetime) -> bool:
    """Have or keep a duty; False while another process has it."""
    lease = session.get(Lease, name, with_for_update=True)
    if lease is None:
        session.add(Lease(name=name, owner=holder, until=now + LEASE))
        return True
    # A lease longer than any that we give was taken before the clock stepped back.
    if lease.owner != holder and now < lease.until <= now + LEASE:
        return False
    lease.owner, lease.until = holder, now + LEASE
    return True


def let_go(session: Session) -> None:
    """Free the letters that a carrier claimed who is no more; one on its way is sent again."""
    session.execute(
        update(Letter).where(col(Letter.state) == LetterState.WAITING).values(held_until=None)
    )


def claim(
    session: Session, now: datetime, chance: Random, bot_name: str, most: int = 100
) -> list[Outgoing]:
    """Letters whose time has come, worded; those no longer true are dropped on the way."""
    rows = session.exec(
        select(Letter)
        .where(
            Letter.state == LetterState.WAITING,
            col(Letter.not_before) <= now,
            (col(Letter.held_until).is_(None))
            | (col(Letter.held_until) <= now)
            | (col(Letter.held_until) > now + HOLD),
        )
        .order_by(col(Letter.not_before), col(Letter.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    blank = Turn(session, now, translator("vi"), chance, bot_name, 0)
    found = [_word(blank, letter) for letter in rows]
    return [outgoing for outgoing in found if outgoing]


def _word(blank: Turn, letter: Letter) -> Outgoing | None:
    turn = _turn_for(blank, letter)
    if turn is None:
        letter.state, letter.error = LetterState.DEAD, "unreachable"
        return None
    try:
        screen = _written(turn, letter)
    except TRANSIENT:
        raise
    except Exception as error:  # noqa: BLE001 - one bad letter must not hold up the others
        log_trouble("letter", error)
        letter.state, letter.error = LetterState.DEAD, type(error).__name__
        return None
    if screen is None:
        letter.state = LetterState.DROPPED
        return None
    letter.held_until = turn.now + HOLD
    return Outgoing(letter.id or 0, turn.chat_id, to_stored(screen), letter.attempts)


def _written(turn: Turn, letter: Letter) -> Screen | None:
    """None: no longer true, or no longer this reader's business."""
    if not (turn.person and turn.person.seats):
        return None
    try:
        return LETTERS[letter.kind](turn, letter.params)
    except Refusal:
        return None


def _turn_for(blank: Turn, letter: Letter) -> Turn | None:
    account = blank.session.exec(
        select(Account).where(
            Account.person_id == letter.person_id, col(Account.unreachable_at).is_(None)
        )
    ).first()
    if account is None:
        return None
    person = access.actor_of(blank.session, letter.person_id, local_date(blank.now))
    words = translator(person.locale if person else "vi")
    return replace(blank, t=words, chat_id=account.user_id, user_id=account.user_id, person=person)


def record(session: Session, results: Iterable[Posted], now: datetime) -> None:
    """Mark what was sent, put off, or given up; sent ones stand below their chats' cards."""
    sent = []
    for result in sorted(results, key=lambda each: each.letter_id):
        letter = session.get_one(Letter, result.letter_id)
        letter.state, letter.held_until, letter.error = result.state, None, result.error
        if result.state == LetterState.SENT:
            letter.sent_at, letter.message_id = now, result.message_id
            sent.append(result.chat_id)
        elif result.later is not None:
            letter.not_before = result.later
            letter.attempts += result.tried
    bury(session, sorted(set(sent)))
