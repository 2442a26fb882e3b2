"""How a turn ends: what is to be done after the commit, or why it was rolled back."""

from dataclasses import dataclass, field

from markupsafe import Markup

from bot.cards import Showing
from models.errors import (
    Refusal,
)


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
