"""Which handler an event means, from the card that it met; a button, a text, a command, a file."""

from dataclasses import dataclass, replace

from bot.event import Event, FileRef
from bot.outcome import FileWanted
from bot.telegram import LARGEST_FILE
from handlers import group, home, start
from handlers.route import unpack
from handlers.screen import Screen
from handlers.tables import ACTS, ANSWERS, COMMANDS, FILES, GROUP_ROUTES, NODS, ROUTES, Handler
from handlers.turn import Turn
from models.errors import (
    FileNotExpected,
    FileTooLarge,
    NotUnderstood,
    PrivateOnly,
    Refusal,
    StaleCard,
    UnknownButton,
)
from models.post import Card

WORKBOOK = "workbook.take"
"""Takes a workbook where the screen asks for no file."""


@dataclass(frozen=True, slots=True)
class Result:
    """A handler's screen, how it is to be placed, and whether what was sent was taken."""

    screen: Screen
    below: bool
    taken: bool = False


def handle(turn: Turn, event: Event, card: Card) -> Result:
    """What the event leads to. Raises Refusal, or FileWanted for a file not fetched yet."""
    if event.kind == "tap":
        return _tapped(turn, event, card)
    if event.kind == "added":
        return Result(group.greet(turn), below=True)
    if event.kind == "command":
        return _commanded(turn, event)
    if event.kind == "file":
        return _sent(turn, event, card)
    return _typed(turn, event, card)


def drawn_again(turn: Turn, card: Card) -> Screen:
    """The card's route; the home screen where that is refused now, or nothing was shown."""
    if not card.route:
        return home.home(turn)
    try:
        name, args = unpack(card.route)
        return ROUTES[name](replace(turn, args=args, kept=card.kept))
    except (Refusal, KeyError):
        return home.home(turn)


def _tapped(turn: Turn, event: Event, card: Card) -> Result:
    name, args = unpack(event.text)
    if not event.private and name not in GROUP_ROUTES:
        raise PrivateOnly
    living = card.message_id in (None, event.message_id)
    if name in ACTS:
        if not living and event.private:
            raise StaleCard
        return Result(ACTS[name](replace(turn, args=args)), below=False)
    shows = ROUTES.get(name) or NODS.get(name)
    if shows is None:
        raise UnknownButton
    return Result(shows(replace(turn, args=args)), below=not living)


def _commanded(turn: Turn, event: Event) -> Result:
    if not event.private:
        return Result(group.greet(turn), below=True)
    handler = COMMANDS.get(event.command, COMMANDS["start"])
    return Result(handler(replace(turn, text=event.text)), below=True)


def _typed(turn: Turn, event: Event, card: Card) -> Result:
    if turn.person is None or not turn.person.seats:
        return Result(start.take_code(replace(turn, text=event.text)), below=True)
    if not card.asks:
        raise NotUnderstood
    name, args = unpack(card.asks)
    screen = ANSWERS[name](replace(turn, args=args, text=event.text))
    return Result(screen, below=False, taken=True)


def _sent(turn: Turn, event: Event, card: Card) -> Result:
    """A file is fetched only where one is expected, and only from a person with a seat."""
    if turn.person is None or not turn.person.seats:
        raise FileNotExpected
    handler, args = _taker(event.file, card)
    if handler is None or event.file is None:
        raise FileNotExpected
    if event.file.size > LARGEST_FILE:
        raise FileTooLarge(LARGEST_FILE >> 20)
    if event.upload is None:
        raise FileWanted(event.file)
    if not card.takes and event.upload.kind != "xlsx":
        raise FileNotExpected
    return Result(handler(replace(turn, args=args, upload=event.upload)), below=False, taken=True)


def _taker(file: FileRef | None, card: Card) -> tuple[Handler | None, tuple[str, ...]]:
    """Who takes the file, with which arguments: what the card says, or the workbook's reader."""
    if card.takes:
        name, args = unpack(card.takes)
        return FILES.get(name), args
    is_workbook = file is not None and (
        file.name.lower().endswith(".xlsx") or "spreadsheet" in file.mime
    )
    return (FILES.get(WORKBOOK) if is_workbook else None), ()
