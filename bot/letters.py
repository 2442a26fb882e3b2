"""Letters in the database: claimed, worded for their reader, marked with what came of them."""

from collections.abc import Iterable, Sequence
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
from handlers.tables import FOLLOW_UPS, GROUP_LETTERS, LETTERS, PATIENT
from handlers.turn import Turn
from models import access
from models.actions.post import mark
from models.actions.reminding import tell_no_longer
from models.cluster import Cluster
from models.errors import Refusal
from models.people import Account, Person
from models.post import Lease, Letter, LetterState
from models.queries.reminding import HELD_AT_MOST as HOLD
from models.queries.reminding import rung_since
from models.rules.calendar import local_date
from models.rules.ladder import allowed

LEASE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A worded letter on its way to a chat."""

    letter_id: int
    chat_id: int
    stored: dict[str, Any] = field(repr=False)
    attempts: int = 0
    silent: bool = False
    message_id: int = 0
    """The message that is to be edited; of a new letter, none."""
    tells: list[list[str]] = field(default_factory=list, repr=False)
    """What an edited message tells of from then on."""


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
    if turn is None and letter.person_id is None:
        letter.state = LetterState.DROPPED  # the cluster has no group
        return None
    if turn is None:
        letter.state, letter.error = LetterState.DEAD, "unreachable"
        return None
    if letter.kind in PATIENT and (later := _undisturbed(turn, letter)) > turn.now:
        letter.not_before = later
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
    letter.tells = [list(each) for each in screen.tells]
    # Open already: what is done while it is on its way must be noticed, too.
    letter.open, letter.stale = bool(letter.tells), False
    stored = to_stored(screen)
    return Outgoing(letter.id or 0, turn.chat_id, stored, letter.attempts, screen.silent)


def _undisturbed(turn: Turn, letter: Letter) -> datetime:
    """When the person may be written to: what waited for us may have come into their night."""
    person = turn.session.get_one(Person, letter.person_id)
    return allowed(turn.now, person.zone, person.quiet_from, person.quiet_to)


def stale(
    session: Session, now: datetime, chance: Random, bot_name: str, most: int = 20
) -> list[Outgoing]:
    """Letters that tell of what is done by now, worded anew; the rest is let be."""
    rows = session.exec(
        select(Letter)
        .where(
            Letter.stale,
            (col(Letter.held_until).is_(None))
            | (col(Letter.held_until) <= now)
            | (col(Letter.held_until) > now + HOLD),
        )
        .order_by(col(Letter.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    blank = Turn(session, now, translator("vi"), chance, bot_name, 0)
    found = [_word_anew(blank, letter) for letter in rows]
    return [outgoing for outgoing in found if outgoing]


def _word_anew(blank: Turn, letter: Letter) -> Outgoing | None:
    """The message as it should read now; one that has no such wording stays as it is."""
    turn = _turn_for(blank, letter)
    follow = FOLLOW_UPS.get(letter.kind)
    screen = None
    if turn and turn.person and turn.person.seats and follow and letter.message_id:
        try:
            screen = follow(turn, letter.params, [(key, words) for key, words in letter.tells])
        except TRANSIENT:
            raise
        except Refusal:
            screen = None
        except Exception as error:  # noqa: BLE001 - one bad letter must not hold up the others
            log_trouble("follow-up", error)
    if turn is None or screen is None:
        letter.stale = letter.open = False
        return None
    letter.held_until = turn.now + HOLD
    tells = [list(each) for each in screen.tells]
    stored = to_stored(screen)
    message_id = letter.message_id or 0
    return Outgoing(letter.id or 0, turn.chat_id, stored, message_id=message_id, tells=tells)


def mended(session: Session, letters: Iterable[Outgoing], now: datetime) -> None:
    """These messages read as they should; what they still tell of keeps them open.

    Only now is it forgotten what they told of before: an edit that failed says it again.
    """
    clusters = set()
    for each in sorted(letters, key=lambda each: each.letter_id):
        letter = session.get_one(Letter, each.letter_id)
        letter.stale, letter.held_until, letter.open = False, None, bool(each.tells)
        letter.tells = each.tells
        clusters |= _clusters(each.tells)
    tell_no_longer(session, sorted(clusters), now)  # what was done while they were being edited


def _written(turn: Turn, letter: Letter) -> Screen | None:
    """None: no longer true, or no longer this reader's business."""
    if turn.private and not (turn.person and turn.person.seats):
        return None
    try:
        return (LETTERS if turn.private else GROUP_LETTERS)[letter.kind](turn, letter.params)
    except Refusal:
        return None


def _turn_for(blank: Turn, letter: Letter) -> Turn | None:
    if letter.person_id is None:
        return _turn_in_group(blank, letter)
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


def _turn_in_group(blank: Turn, letter: Letter) -> Turn | None:
    """A notice in a cluster's group is read by all its members: nobody's turn, nobody's rights."""
    cluster = blank.session.get_one(Cluster, letter.cluster_id, populate_existing=True)
    if cluster.group_chat_id is None:
        return None
    words = translator(cluster.locale)
    return replace(blank, t=words, chat_id=cluster.group_chat_id, private=False)


def record(session: Session, results: Iterable[Posted], now: datetime) -> None:
    """Mark what was sent, put off, or given up; sent ones stand below their chats' cards.

    A letter whose way somebody follows names the topic of their cards in its parameters.
    """
    sent, followed, told = [], set(), dict[int, datetime]()
    for result in sorted(results, key=lambda each: each.letter_id):
        letter = session.get_one(Letter, result.letter_id)
        worded_at = letter.held_until - HOLD if letter.held_until else letter.made_at
        letter.state, letter.held_until, letter.error = result.state, None, result.error
        if "topic" in letter.params:
            followed.add(str(letter.params["topic"]))
        if result.state == LetterState.SENT:
            letter.sent_at, letter.message_id = now, result.message_id
            letter.open = bool(letter.tells)
            for cluster in _clusters(letter.tells):
                told[cluster] = min(worded_at, told.get(cluster, worded_at))
            if letter.person_id is not None:  # a group's pinned card needs no place at the bottom
                sent.append(result.chat_id)
        elif result.later is not None:
            letter.not_before = result.later
            letter.attempts += result.tried
    bury(session, sorted(set(sent)))
    if followed:
        mark(session, *sorted(followed))
    if told:  # a bell that rang while a letter was being worded did not know of it
        tell_no_longer(session, rung_since(session, told), now)


def _clusters(tells: Iterable[Sequence[str]]) -> set[int]:
    """The clusters of which a letter tells."""
    return {int(key.partition("/")[0]) for key, _ in tells}
