"""An official paper as its contents alone; the same contents become a Word file or a PDF.

A paper is written from top to bottom by the methods of `word.Paper`, which it is replayed to; the
template of the PDF is given the same blocks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from handlers.documents.paper.typesetting import Data, paper
from handlers.i18n import Translator
from handlers.screen import plain

LONGEST = 10_000
"""Characters of a paragraph."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in centimetres, whether it is centred."""

    title: str
    width: float
    centred: bool = False


@dataclass(slots=True)
class Official:
    """A paper that is being written: its head, its blocks in order, its foot."""

    name: str
    author: str
    blocks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def head(self, data: Data) -> None:
        """Issuer and number at left; state, motto, place and date at right."""
        self._add("head", data=dict(data))

    def title(self, kind: str, subject: str) -> None:
        """What sort of paper, and of what."""
        self._add("title", kind=kind, subject=subject)

    def heading(self, text: str) -> None:
        """A part of the paper."""
        self._add("heading", text=text)

    def point(self, text: str, value: str = "", *, bold: bool = True, sticky: bool = False) -> None:
        """A numbered point: what it is about, and what is said of it; `sticky` to what follows."""
        self._add("point", text=text, value=value, bold=bold, sticky=sticky)

    def say(self, text: str, *, before_signing: bool = False) -> None:
        """A paragraph; the last one stays on the page of the signatures."""
        self._add("say", text=text, before_signing=before_signing)

    def blank(self, lines: int) -> None:
        """Dotted lines to be filled in."""
        self._add("blank", lines=lines)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table with borders."""
        self._add("table", columns=list(columns), rows=[list(row) for row in rows])

    def signatures(self, signers: Sequence[Mapping[str, Any]]) -> None:
        """Two who sign, side by side."""
        self._add("signatures", signers=[dict(each) for each in signers])

    def recipients(self, title: str, lines: Sequence[str]) -> None:
        """*Nơi nhận*: who gets it."""
        self._add("recipients", title=title, lines=list(lines))

    def _add(self, kind: str, /, **given: Any) -> None:
        self.blocks.append((kind, given))


def said(words: str) -> str:
    """Words as plain text of any length, for paper knows no markup."""
    return plain(words, LONGEST)


def as_docx(made: Official, t: Translator) -> bytes:
    """The paper as a Word file."""
    from handlers.documents.word import Paper  # late: it takes a fifth of a second to load

    written = Paper(made.name, made.author, t.locale)
    for kind, given in made.blocks:
        getattr(written, kind)(**given)
    return written.content()


def as_pdf(made: Official, t: Translator, now: datetime) -> bytes:
    """The paper as a PDF."""
    blocks = [{"block": kind, **_plain(given)} for kind, given in made.blocks]
    data = {"lang": t.locale, "name": made.name, "blocks": blocks}
    return paper("official_paper.typ", data, now)


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as the template reads them."""
    return {
        key: [asdict(each) for each in value] if key == "columns" else value
        for key, value in given.items()
    }
