"""Text as people type it, made comparable: one form, one case, no marks over the letters."""

import unicodedata

from models.errors import HiddenCharacters, NothingTyped, TextTooLong


def fold(text: str) -> str:
    """`text` for comparing: "  Không  ĐẠT " -> "khong dat", in NFC or NFD alike."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).lower())
    bare = "".join(character for character in apart if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFC", " ".join(bare.replace("đ", "d").split()))


def has_hidden(text: str) -> bool:
    """Whether `text` holds line breaks, direction marks, zero-width or other control characters."""
    return any(unicodedata.category(character) in _HIDDEN for character in text)


def one_line(text: str, limit: int) -> str:
    """`text` in NFC without outer spaces, of 1 to `limit` characters in a single line.

    Raises TextTooLong, HiddenCharacters, NothingTyped.
    """
    if len(text) > 4 * limit:  # before any work is done on it
        raise TextTooLong(limit)
    line = unicodedata.normalize("NFC", text.strip())
    if len(line) > limit:  # some letters become more in NFC
        raise TextTooLong(limit)
    if has_hidden(line):
        raise HiddenCharacters
    if not line:
        raise NothingTyped
    return line


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
