"""One update, one transaction: the inbox row, the change, the card and the letters together.

The only place that knows how a Refusal becomes a screen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from markupsafe import Markup
from sqlmodel import Session
from telegram import Bot

from bot import inbox
from bot.cards import Showing, card_for, draw
from bot.event import Event
from bot.telegram import parse, read
from handlers import group, home, start
from handlers.i18n import Translator, translator
from handlers.route import unpack
from handlers.screen import Screen, plain
from handlers.tables import ACTS, ANSWERS, COMMANDS, GROUP_ROUTES, ROUTES
from handlers.turn import Turn
from handlers.views import refusals
from models import access
from models.actions.group import migrate, unlink
from models.actions.people import count_wrong_code, set_reachable
from models.errors import (
    FileNotExpected,
    NotUnderstood,
    PrivateOnly,
    Refusal,
    StaleCard,
    UnknownButton,
    WrongInvitation,
)
from models.post import Card
from models.rules.calendar import local_date

Notice = Callable[[Translator], Markup]


@dataclass(frozen=True, slots=True)
class Effects:
    """What is to be done after the commit. All of it is repeatable or worthless later."""

    update_id: int = 0
    kind: str = ""
    route: str = ""
    showing: Showing | None = None
    callback_id: str = ""
    toast: str = ""
    alert: bool = False
    remove: int = 0
    """A typed reply that was taken: the card stays the last message."""
    chat_id: int = 0
    secret: Markup | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Result:
    """A handler's screen, how it is to be placed, and what to say to the press."""

    screen: Screen
    below: bool
    taken: bool = False
    alert: str = ""


class Dispatcher:
    """Takes turns. Holds what every turn is given: chance, the bot's name, who we are."""

    def __init__(self, bot: Bot, chance: Random, holder: str) -> None:
        self.bot = bot
        self.chance = chance
        self.holder = holder

    def take(self, session: Session, lane: int, now: datetime) -> Effects | None:
        """Serve the lane's next update; none when there is none. Raises `inbox.Busy`."""
        row = inbox.next_of(session, lane, now)
        if row is None:
            return None
        event = read(parse(row.body), self.bot)
        effects = self._serve(session, event, now) if event else Effects()
        inbox.done(row, now)
        return replace(effects, update_id=row.update_id)

    def apologise(self, session: Session, update_id: int, reference: str, now: datetime) -> Effects:
        """A bug met this update: put it aside and tell the person, with the reference."""
        row = inbox.get(session, update_id)
        event = read(parse(row.body), self.bot)
        inbox.done(row, now, error=reference)
        if event is None or not event.private or not event.user_id:
            return Effects(update_id)
        turn = self._turn(session, event, now)
        screen = home.home(turn).noticing(refusals.bug(reference, turn.t))
        card = card_for(session, event.chat_id, turn.person)
        showing = draw(card, screen, now, self.holder, below=True)
        return Effects(update_id, event.kind, "", showing, event.callback_id)

    def redraw(
        self, session: Session, chat_id: int, now: datetime, notice: Notice | None = None
    ) -> Showing | None:
        """Draw a card again from what is true now; none if nothing has changed."""
        card = session.get(Card, chat_id, with_for_update=True)
        if card is None or card.dead or not card.route:
            return None
        turn = self._turn_of_card(session, card, now)
        screen = self._drawn_again(turn, card)
        if notice:
            screen = screen.noticing(notice(turn.t))
        return draw(card, screen, now, self.holder, below=False, only_if_changed=True)

    # -- one event ----------------------------------------------------------------------------

    def _serve(self, session: Session, event: Event, now: datetime) -> Effects:
        if event.kind in ("blocked", "unblocked"):
            set_reachable(session, event.user_id, now, reachable=event.kind == "unblocked")
            return Effects(kind=event.kind)
        if event.kind == "migrated":
            migrate(session, event.chat_id, event.new_chat_id, now)
            return Effects(kind=event.kind)
        if event.kind == "removed":
            unlink(session, event.chat_id, now)
            return Effects(kind=event.kind)
        if not event.private and event.kind not in ("tap", "command", "added"):
            return Effects(kind=event.kind)
        return self._answer(session, event, now)

    def _answer(self, session: Session, event: Event, now: datetime) -> Effects:
        turn = self._turn(session, event, now)
        card = card_for(session, event.chat_id, turn.person if event.private else None)
        card.dead = False
        turn = replace(turn, kept=card.kept)
        result = self._result(turn, event, card)
        below = result.below or result.screen.below or (card.buried and event.kind != "tap")
        showing = draw(card, result.screen, now, self.holder, below=below)
        return Effects(
            kind=event.kind,
            route=event.text.partition(":")[0] if event.kind == "tap" else "",
            showing=showing,
            callback_id=event.callback_id,
            chat_id=event.chat_id,
            toast=result.alert or result.screen.toast,
            alert=bool(result.alert) or bool(turn.person and turn.person.loud),
            remove=event.message_id if result.taken else 0,
            secret=result.screen.secret,
        )

    def _result(self, turn: Turn, event: Event, card: Card) -> _Result:
        """Let the handler work in a savepoint; a refusal leaves nothing behind but words."""
        savepoint = turn.session.begin_nested()
        try:
            result = self._handle(turn, event, card)
        except Refusal as refusal:
            savepoint.rollback()
            return self._refused(turn, event, card, refusal)
        savepoint.commit()
        return result

    def _handle(self, turn: Turn, event: Event, card: Card) -> _Result:
        if event.kind == "tap":
            return self._tapped(turn, event, card)
        if event.kind == "added":
            return _Result(group.greet(turn), below=True)
        if event.kind == "command":
            return self._commanded(turn, event)
        if event.kind == "file":
            raise FileNotExpected
        return self._typed(turn, event, card)

    def _tapped(self, turn: Turn, event: Event, card: Card) -> _Result:
        name, args = unpack(event.text)
        if not event.private and name not in GROUP_ROUTES:
            raise PrivateOnly
        living = card.message_id in (None, event.message_id)
        if name in ACTS:
            if not living and event.private:
                raise StaleCard
            return _Result(ACTS[name](replace(turn, args=args)), below=False)
        if name not in ROUTES:
            raise UnknownButton
        return _Result(ROUTES[name](replace(turn, args=args)), below=not living)

    def _commanded(self, turn: Turn, event: Event) -> _Result:
        if not event.private:
            return _Result(group.greet(turn), below=True)
        handler = COMMANDS.get(event.command, COMMANDS["start"])
        return _Result(handler(replace(turn, text=event.text)), below=True)

    def _typed(self, turn: Turn, event: Event, card: Card) -> _Result:
        if turn.person is None or not turn.person.seats:
            return _Result(start.take_code(replace(turn, text=event.text)), below=True)
        if not card.asks:
            raise NotUnderstood
        name, args = unpack(card.asks)
        screen = ANSWERS[name](replace(turn, args=args, text=event.text))
        return _Result(screen, below=False, taken=True)

    def _refused(self, turn: Turn, event: Event, card: Card, refusal: Refusal) -> _Result:
        """The card again, with the sentence on top: what was typed stays in the chat above it."""
        if isinstance(refusal, WrongInvitation):
            count_wrong_code(turn.session, turn.user_id, turn.now)
        sentence = refusals.sentence(refusal, turn.t)
        screen = self._drawn_again(turn, card) if event.private else group.greet(turn)
        below = event.kind != "tap" or card.message_id not in (None, event.message_id)
        if not event.private:
            return _Result(screen, below=False, alert=plain(sentence))
        notice = Markup("⚠️ ") + sentence
        return _Result(screen.noticing(notice), below=below, alert=plain(sentence))

    def _drawn_again(self, turn: Turn, card: Card) -> Screen:
        """The card's route; the home screen where that is refused now, or nothing was shown."""
        if not card.route:
            return home.home(turn)
        try:
            name, args = unpack(card.route)
            return ROUTES[name](replace(turn, args=args, kept=card.kept))
        except (Refusal, KeyError):
            return home.home(turn)

    # -- the turn -----------------------------------------------------------------------------

    def _turn(self, session: Session, event: Event, now: datetime) -> Turn:
        today = local_date(now)
        person = access.actor(session, event.user_id, today) if event.user_id else None
        return Turn(
            session,
            now,
            self._words(person, event),
            self.chance,
            self.bot.username,
            event.chat_id,
            event.user_id,
            event.first_name,
            event.private,
            person,
        )

    def _turn_of_card(self, session: Session, card: Card, now: datetime) -> Turn:
        today = local_date(now)
        person = access.actor_of(session, card.person_id, today) if card.person_id else None
        return Turn(
            session,
            now,
            translator(person.locale if person else "vi"),
            self.chance,
            self.bot.username,
            card.chat_id,
            private=card.person_id is not None,
            person=person,
            kept=card.kept,
        )

    @staticmethod
    def _words(person: access.Actor | None, event: Event) -> Translator:
        """A person's own choice; a stranger reads Vietnamese unless Telegram says English."""
        if person is not None:
            return translator(person.locale)
        return translator("en" if event.language.startswith("en") else "vi")
