"""Papers and pictures, set by Typst from the templates beside this module.

A template never holds words or data of its own: everything comes as one JSON document through
`sys.inputs`, so that no name can be taken for markup. Fonts are the ones shipped here (their
licences lie beside them); what the machine has installed changes nothing.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from unicodedata import normalize

import typst
from markupsafe import Markup

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
BREAK = "\u200b"
LONGEST_WORD = 22
"""Characters that fit the narrowest line of running text."""
REMEMBERED = 10
"""Compilations for which Typst keeps what they have used."""
PICTURE_PPI = 144
"""Two pixels a point: a page 540 pt wide is a picture of 1080 pixels."""

Data = Mapping[str, object]


def said(words: str) -> str:
    """Words of a translator as plain text: no markup, nothing escaped."""
    return str(words.striptags()) if isinstance(words, Markup) else words


def breakable(words: str, longest: int) -> str:
    """`words` in which a word of more than `longest` characters may break anywhere.

    Names of 200 characters without a space must not run over what stands beside them; breaks are
    put only where they are needed, for they stay in the text of a PDF.
    """
    return re.sub(rf"\S{{{longest + 1},}}", lambda word: BREAK.join(word[0]), words)


def paper(template: str, data: Data, now: datetime) -> bytes:
    """`template` filled with `data`, as a PDF that says it was made at `now`.

    The same data at the same moment are the same bytes.
    """
    made = typst.compile(
        HERE / template,
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"data": _as_json(data)},
        format="pdf",
        timestamp=now.astimezone(UTC).replace(microsecond=0),  # Typst takes no parts of a second
    )
    _forget()
    return _whole(made)


def picture(template: str, data: Data) -> bytes:
    """`template` filled with `data`, as a PNG."""
    made = typst.compile(
        HERE / template,
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"data": _as_json(data)},
        format="png",
        ppi=PICTURE_PPI,
    )
    return _whole(made)


def _forget() -> None:
    """Let go of what Typst remembers of the last papers, a gigabyte after ten long ones.

    It keeps what one of the last ten compilations has used; ten empty ones (a millisecond each)
    push all of it out.
    """
    for _ in range(REMEMBERED):
        typst.compile(b"", font_paths=_fonts(), format="svg")


def _whole(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("a template of a picture makes one page")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _as_json(data: Data) -> str:
    return json.dumps(_composed(data), ensure_ascii=False)


def _composed(value: object) -> object:
    """Accents as one character with their letter (NFC), and nothing still escaped."""
    if isinstance(value, str):
        return breakable(normalize("NFC", said(value)), LONGEST_WORD)
    if isinstance(value, Mapping):
        return {key: _composed(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_composed(each) for each in value]
    return value
