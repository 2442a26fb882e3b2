"""How a turn ends: what is to be done after the commit, or why it was rolled back."""

from dataclasses import dataclass, field

from markupsafe import Markup

from bot.cards import Showing
from bot.event import FileRef
from handlers.screen import File
from handlers.turn import Upload
from models.errors import Refusal


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
    """What was typed or sent, and taken: the card stays the last message."""
    chat_id: int = 0
    secret: Markup | None = field(default=None, repr=False)
    files: tuple[File, ...] = field(default=(), repr=False)
    """To be sent before the card, which is then shown below them."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching an update's file: the file, or why there is none."""

    update_id: int
    result: Upload | Refusal = field(repr=False)


class FileWanted(Exception):  # noqa: N818 - a state of the turn, not an error
    """The turn needs this file: it is rolled back, and taken again when the file is there."""

    def __init__(self, file: FileRef) -> None:
        super().__init__(file.id)
        self.file = file
        self.update_id = 0


class TurnRefused(Exception):  # noqa: N818 - an expected end of a turn
    """A handler refused: what it did is rolled back, and the card is drawn again with why."""

    def __init__(self, update_id: int, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.update_id, self.refusal = update_id, refusal


class TurnFailed(Exception):  # noqa: N818 - carries a bug out of the transaction
    """A bug of ours in this update."""

    def __init__(self, update_id: int) -> None:
        super().__init__(str(update_id))
        self.update_id = update_id
