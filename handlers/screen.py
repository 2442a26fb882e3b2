"""What is shown, before a platform shapes it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from markupsafe import Markup

from handlers.route import pack

LABEL_LIMIT = 60
"""Characters of a button's label; a phone shows about 40 on a full row."""
TOAST_LIMIT = 200
"""Characters of the answer to a press."""
NO_WORDS = Markup()


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled way on: a route of ours, or an address. `primary` is the obvious next step."""

    label: str
    to: str = ""
    url: str = ""
    style: Literal["", "primary", "danger"] = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent: drawn by `make` (after the commit, in a worker thread), or `stored`.

    `make` closes over frozen states, never over a session. `stored` is the hash under which the
    store has it. A photo that Telegram would not take as one goes as a document.
    """

    name: str
    make: Callable[[], bytes] | None = None
    stored: str = ""
    kind: Literal["document", "photo"] = "document"
    caption: Markup = NO_WORDS


@dataclass(frozen=True, slots=True)
class Screen:
    """A card, or a letter. `route` draws it again; `asks` is what a typed reply to it means."""

    text: Markup
    rows: Rows = ()
    route: str = ""
    topic: str = ""
    asks: str = ""
    takes: str = ""
    """What a file sent to it means."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    toast: str = ""
    """The answer to the press that led here."""
    secret: Markup | None = None
    """A message sent once after the card and kept nowhere: an invitation's code."""
    files: tuple[File, ...] = ()
    """Sent once, in order, before the card, which then stands below them."""
    below: bool = False
    """Shown as a new message at the bottom of the chat, not in place of the card."""
    silent: bool = False
    """A letter that nothing presses about comes without a sound."""
    secretly: "tuple[str, Screen] | None" = field(default=None, repr=False)
    """(a ballot's seal, what is really shown): a choice that is not cast yet. Only the ballot's key
    brings it to light, when it is sent; what is stored beside it is this screen without it."""
    tells: tuple[tuple[str, str], ...] = ()
    """What a letter tells of, as (a duty's key, words): once it is done the message says so."""

    def noticing(self, notice: Markup) -> "Screen":
        """The same screen with what has just happened on top; it answers the press, too."""
        text = notice + Markup("\n\n") + self.text
        secretly = self.secretly and (self.secretly[0], self.secretly[1].noticing(notice))
        return replace(self, text=text, secretly=secretly, toast=plain(notice, TOAST_LIMIT))

    def sending(self, *files: File) -> "Screen":
        """The same screen, below these files."""
        return replace(self, files=(*self.files, *files))


def button(label: str | Markup, name: str, *args: object, style: Any = "") -> Button:
    """A button to a route."""
    return Button(plain(label), pack(name, *args), style=style)


def plain(words: str | Markup, limit: int = LABEL_LIMIT) -> str:
    """Words for a label or a toast, which know no markup, cut to what fits."""
    text = words.striptags() if isinstance(words, Markup) else words
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def lines(*parts: object) -> Markup:
    """Join what is not empty, a line each; what is false or none is left out."""
    return Markup("\n").join(_kept(parts))


def blocks(*parts: object) -> Markup:
    """Join what is not empty, an empty line between; what is false or none is left out."""
    return Markup("\n\n").join(_kept(parts))


def _kept(parts: Iterable[object]) -> list[Markup | str]:
    return [part for part in parts if isinstance(part, str) and part]


def grid(buttons: list[Button], width: int) -> Rows:
    """Buttons in rows of `width`."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def turning(name: str, args: tuple[object, ...], page: int, last: int) -> Rows:
    """Back and on to the pages beside `page`, as far as there are any; the first is 0."""
    row = []
    if page > 0:
        row.append(button("◀️", name, *args, page - 1))
    if page < last:
        row.append(button("▶️", name, *args, page + 1))
    return (tuple(row),) if row else ()
