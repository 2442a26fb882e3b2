"""Texts and their entities: HTML as Telegram reads it, offsets in UTF-16 units."""

import re
from collections.abc import Iterable
from typing import Any

from bot.playground.errors import bad_request

Entity = dict[str, Any]

MAX_ENTITIES = 100
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(
    r"""([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?"""
)
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d+)|#[xX]([0-9a-fA-F]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"']+)"
    r"|(?<![\w/@<>.])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{2,31})"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes: what Telegram's offsets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of the text that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def find_entities(text: str, taken: Iterable[Entity] = ()) -> list[Entity]:
    """What Telegram marks by itself: commands, links, mentions, hashtags; not inside `taken`."""
    if not any(sign in text for sign in "/@#"):
        return []
    taken = list(taken)
    found = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        offset = utf16_length(text[: match.start(kind)])
        entity = {"type": kind, "offset": offset, "length": utf16_length(match[kind])}
        if not any(_crosses(entity, other) for other in taken):
            found.append(entity)
    return found


def _crosses(one: Entity, other: Entity) -> bool:
    """Whether `other` forbids `one`: they share text and `other` is code or a link."""
    apart = (
        one["offset"] + one["length"] <= other["offset"]
        or other["offset"] + other["length"] <= one["offset"]
    )
    return not apart and other["type"] in {"code", "pre", "text_link", "text_mention"}


def tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut the white space around a text; entities follow, in Telegram's order, at most 100."""
    body = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(body)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if start < stop:
            kept.append({**entity, "offset": start, "length": stop - start})
    kept += find_entities(body, kept)
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return body, kept[:MAX_ENTITIES]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and the entities that the tags made.

    Raises:
        ApiError: 400 "can't parse entities: …", with the byte offset of the offending tag.
    """
    return _HtmlReader(source).read()


class _HtmlReader:
    """One pass over one HTML text; as tolerant and as strict as tdlib's."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.offset = 0
        self.open: list[tuple[str, dict[str, str], int]] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        position = 0
        while (start := self.source.find("<", position)) >= 0:
            self._add(self.source[position:start])
            closing = self.source.startswith("/", start + 1)
            position = self._end_tag(start) if closing else self._start_tag(start)
        self._add(self.source[position:])
        if self.open:
            raise self._refuse(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"'
            )
        return "".join(self.text), self.entities

    def _add(self, piece: str) -> None:
        if "&" in piece:
            piece = _CHARACTER.sub(_character, piece)
        self.text.append(piece)
        self.offset += utf16_length(piece)

    def _start_tag(self, start: int) -> int:
        found = _NAME.match(self.source, start + 1)
        position = found.end() if found else len(self.source)
        if position >= len(self.source):
            raise self._refuse("Unclosed start tag", start)
        name = self.source[start + 1 : position].lower()
        if name not in TAGS:
            raise self._refuse(f'Unsupported start tag "{name}"', start)
        attributes, position = self._attributes(name, start, position)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refuse('Tag "span" must have class "tg-spoiler"', start)
        self.open.append((name, attributes, self.offset))
        return position

    def _attributes(self, name: str, start: int, position: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            position = self._skip_space(position)
            if position >= len(self.source):
                raise self._refuse("Unclosed start tag", start)
            if self.source[position] == ">":
                return attributes, position + 1
            found = _ATTRIBUTE.match(self.source, position)
            if found is None:
                raise self._refuse(f'Empty attribute name in the tag "{name}"', start)
            value = next((group for group in found.groups()[1:] if group is not None), "")
            attributes[found[1].lower()] = _CHARACTER.sub(_character, value)
            position = found.end()

    def _end_tag(self, start: int) -> int:
        if not self.open:
            raise self._refuse("Unexpected end tag", start)
        found = _NAME.match(self.source, start + 2)
        position = found.end() if found else len(self.source)
        name = self.source[start + 2 : position].lower()
        position = self._skip_space(position)
        if not self.source.startswith(">", position):
            raise self._refuse("Unclosed end tag", start)
        opened, attributes, offset = self.open.pop()
        if name and name != opened:
            where = f"Unmatched end tag at byte offset {self._bytes(start)}"
            raise self._refuse(f'{where}, expected "</{opened}>", found "</{name}>"')
        if self.offset > offset:
            self._close(opened, attributes, offset)
        return position + 1

    def _close(self, name: str, attributes: dict[str, str], offset: int) -> None:
        entity: Entity = {"type": TAGS[name], "offset": offset, "length": self.offset - offset}
        if name == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif name == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif name == "a":
            entity["url"] = attributes.get("href") or self._covered(offset)
            if not re.match(r"(?:https?|tg|mailto|ton)://?\S|\S+\.\S", entity["url"]):
                return
        elif name == "pre":
            self._name_language(entity)
        elif name == "code" and attributes.get("class", "").startswith("language-"):
            entity["language"] = attributes["class"].removeprefix("language-")
        self.entities.append(entity)

    def _name_language(self, entity: Entity) -> None:
        """`<pre><code class="language-x">` is one entity, not two."""
        inner = self.entities[-1] if self.entities else {}
        same = all(inner.get(key) == entity[key] for key in ("offset", "length"))
        if same and inner.get("type") == "code":
            self.entities.pop()
            if "language" in inner:
                entity["language"] = inner["language"]

    def _covered(self, offset: int) -> str:
        return utf16_slice("".join(self.text), offset, self.offset - offset)

    def _skip_space(self, position: int) -> int:
        found = _SPACE.match(self.source, position)
        return found.end() if found else position

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _refuse(self, reason: str, position: int | None = None) -> Exception:
        where = "" if position is None else f" at byte offset {self._bytes(position)}"
        return bad_request(f"can't parse entities: {reason}{where}")


def _character(match: re.Match[str]) -> str:
    """The character that an HTML reference names; the reference itself if it names none."""
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    try:
        character = chr(int(decimal) if decimal else int(hexadecimal, 16))
        return character if character.encode() != b"\0" else match[0]
    except (ValueError, OverflowError):
        return match[0]
