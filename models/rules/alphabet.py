"""The order of Vietnamese names, as in a dictionary of the language."""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {letter: rank for rank, letter in enumerate(unicodedata.normalize("NFC", _LETTERS))}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng; a letter without a mark (ngang) is 0."""

_WORD = re.compile(r"[0-9]+|[^\W_0-9]+")

Letter = tuple[int, str]
Word = tuple[int, tuple[Letter, ...], tuple[int, ...]]


def sort_key(text: str) -> tuple[Word, ...]:
    """Where `text` stands in an alphabetical list; for `sorted(names, key=sort_key)`.

    Syllable by syllable, in each first the letters (a ă â … d đ … y), then the tones (ngang,
    huyền, hỏi, ngã, sắc, nặng): "ba" is before "ba ba", and that before "bà". Numbers stand before
    letters and go by value: "Cụm 2" is before "Cụm 10". Case, punctuation and the form of the marks
    (NFC, NFD) make no difference.
    """
    return tuple(map(_word, _WORD.findall(unicodedata.normalize("NFC", text.lower()))))


def _word(word: str) -> Word:
    if word[0] in "0123456789":
        value = word.lstrip("0")
        return 0, ((len(value), value),), ()
    letters, tones = zip(*map(_letter, word), strict=True)
    return 1, letters, tones


def _letter(character: str) -> tuple[Letter, int]:
    """A letter with its rank, and its tone; letters of other languages come last."""
    marks = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return (_RANKS.get(bare, len(_RANKS)), bare), tone
