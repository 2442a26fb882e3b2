"""One update, one transaction: the inbox row, the change, the card and the letters together.

The only place that knows how a Refusal becomes a screen.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random

from markupsafe import Markup
from sqlmodel import Session
from telegram import Bot

from bot import inbox
from bot.cards import Showing, card_for, draw
from bot.database import TRANSIENT
from bot.event import Event
from bot.outcome import Effects, Fetched, FileWanted, TurnFailed, TurnRefused
from bot.routing import drawn_again, handle
from bot.updates import parse, read
from handlers import group, home
from handlers.i18n import Translator, translator
from handlers.screen import Screen, plain
from handlers.tables import COMMANDS
from handlers.turn import Turn
from handlers.views import refusals
from models import access
from models.actions.group import migrate, unlink
from models.actions.invitation import count_wrong_code
from models.actions.people import set_reachable
from models.errors import Refusal, WrongInvitation
from models.keys import Keys, NoKeys
from models.post import Card
from models.rules.calendar import local_date

Notice = Callable[[Translator], Markup]


class Dispatcher:
    """Takes turns. Holds what every turn is given: chance, the bot's name, who we are."""

    def __init__(self, bot: Bot, chance: Random, holder: str, keys: Keys | None = None) -> None:
        self.bot = bot
        self.keys = keys or NoKeys()
        self.chance = chance
        self.holder = holder

    def take(
        self, session: Session, lane: int, now: datetime, fetched: Fetched | None = None
    ) -> Effects | None:
        """Serve the lane's next update; none when there is none.

        Raises `inbox.Busy`, TurnRefused, and TurnFailed for a bug: the transaction is rolled back,
        and `refuse` or `apologise` follows in one of its own. Raises FileWanted if the update's
        file is needed: the turn is taken again with what has been `fetched`.
        """
        row = inbox.next_of(session, lane)
        if row is None:
            return None
        try:
            event = _with_file(read(parse(row.body)), row.update_id, fetched)
            # What came in time is in time, however long it waited here.
            moment = min(now, row.received_at)
            effects = self._serve(session, event, moment) if event else Effects()
            session.flush()  # what the database refuses is refused here, with the update's id
        except Refusal as refusal:
            raise TurnRefused(row.update_id, refusal) from None
        except FileWanted as wanted:
            wanted.update_id = row.update_id
            raise
        except TRANSIENT:
            raise
        except Exception as error:
            raise TurnFailed(row.update_id) from error
        inbox.done(row, now)
        return replace(effects, update_id=row.update_id)

    def refuse(
        self, session: Session, update_id: int, refusal: Refusal, now: datetime
    ) -> Effects | None:
        """The card again, with the sentence on top: what was typed stays in the chat above it."""
        row = inbox.waiting(session, update_id)
        event = read(parse(row.body)) if row else None
        if row is None or event is None:
            return None
        inbox.done(row, now)
        if isinstance(refusal, WrongInvitation):
            count_wrong_code(session, event.user_id, now)
        turn, card = self._turn_and_card(session, event, min(now, row.received_at))
        sentence = refusals.sentence(refusal, turn.t)
        living = card.message_id in (None, event.message_id)
        screen = group.greet(turn)
        if event.private:
            screen = drawn_again(turn, card).noticing(Markup("⚠️ ") + sentence)
        below = event.kind != "tap" or (event.private and not living)
        showing = draw(card, screen, now, self.holder, self.keys, below=below)
        return Effects(
            update_id,
            event.kind,
            "",
            showing,
            event.callback_id,
            plain(sentence, 200),
            alert=True,
            chat_id=event.chat_id,
        )

    def apologise(
        self, session: Session, update_id: int, reference: str, now: datetime, *, plainly: bool
    ) -> Effects | None:
        """A bug met this update: put it aside and tell the person, with the reference."""
        row = inbox.waiting(session, update_id)
        if row is None:
            return None
        body = row.body
        inbox.done(row, now, error=reference)
        try:
            event = read(parse(body))
        except (KeyError, TypeError, ValueError):
            return Effects(update_id)
        if event is None or not event.private or not event.user_id:
            return Effects(update_id)
        turn, card = self._turn_and_card(session, event, now)
        sorry = refusals.bug(reference, turn.t)
        screen = Screen(sorry) if plainly else home.home(turn).noticing(sorry)
        showing = draw(card, screen, now, self.holder, self.keys, below=True)
        return Effects(update_id, event.kind, "", showing, event.callback_id)

    def redraw(
        self,
        session: Session,
        chat_id: int,
        now: datetime,
        notice: Notice | None = None,
        *,
        below: bool = False,
    ) -> Showing | None:
        """Draw a card again from what is true now; none if nothing has changed.

        `below`: as a new message at the bottom of the chat, changed or not.
        """
        card = session.get(Card, chat_id, with_for_update=True)
        if card is None or card.dead or not card.route:
            return None
        turn = self._turn_of_card(session, card, now)
        screen = drawn_again(turn, card)
        if notice:
            screen = screen.noticing(notice(turn.t))
        return draw(
            card, screen, now, self.holder, self.keys, below=below, only_if_changed=not below
        )

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
        if not event.private and not self._concerns_us(event):
            return Effects(kind=event.kind)
        return self._answer(session, event, now)

    def _concerns_us(self, event: Event) -> bool:
        """In a group: presses, our being added, and commands to us; all else is theirs."""
        if event.kind == "command":
            return event.mention.lower() in ("", self.bot.username.lower()) and (
                event.command in COMMANDS or bool(event.mention)
            )
        return event.kind in ("tap", "added")

    def _answer(self, session: Session, event: Event, now: datetime) -> Effects:
        turn, card = self._turn_and_card(session, event, now)
        result = handle(turn, event, card)
        if turn.person is None and event.private:
            self._know(turn, card)
        below = result.below or result.screen.below or (card.buried and event.kind != "tap")
        showing = draw(card, result.screen, now, self.holder, self.keys, below=below)
        return Effects(
            kind=event.kind,
            route=event.text.partition(":")[0] if event.kind == "tap" else "",
            showing=showing,
            callback_id=event.callback_id,
            chat_id=event.chat_id,
            toast=result.screen.toast,
            alert=bool(turn.person and turn.person.loud),
            remove=event.message_id if result.taken else 0,
            secret=result.screen.secret,
            files=result.screen.files,
        )

    @staticmethod
    def _know(turn: Turn, card: Card) -> None:
        """A stranger may have joined in this turn: the card is theirs from now on."""
        person = access.actor(turn.session, turn.user_id, turn.today)
        card.person_id = person.person_id if person else None

    def _turn_and_card(self, session: Session, event: Event, now: datetime) -> tuple[Turn, Card]:
        # The card first: who waits here behind another turn acts on what that one has left.
        card = card_for(session, event.chat_id)
        turn = self._turn(session, event, now)
        if turn.person is not None and event.private:
            card.person_id = turn.person.person_id
            if not turn.person.reachable:
                set_reachable(session, event.user_id, now, reachable=True)
        card.dead = False  # whoever writes can be written to
        return replace(turn, kept=card.kept), card

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
            keys=self.keys,
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
            keys=self.keys,
        )

    @staticmethod
    def _words(person: access.Actor | None, event: Event) -> Translator:
        """A person's own choice; a stranger reads Vietnamese unless Telegram says English."""
        if person is not None:
            return translator(person.locale)
        return translator("en" if event.language.startswith("en") else "vi")


def _with_file(event: Event | None, update_id: int, fetched: Fetched | None) -> Event | None:
    """The event with its file, if that has been fetched; why it could not be is a refusal."""
    if event is None or fetched is None or fetched.update_id != update_id:
        return event
    if isinstance(fetched.result, Refusal):
        raise fetched.result
    return replace(event, upload=fetched.result)
