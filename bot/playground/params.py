"""The parameters of one call: JSON, urlencoded and multipart bodies read alike."""

import json
from dataclasses import dataclass
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.formatting import parse_html, tidy

Json = dict[str, Any]
MAX_TEXT = 4096
MAX_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart body."""

    name: str
    mime: str
    content: bytes


class Params:
    """What the bot sent; every reader says what is wrong in Telegram's words."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers count as their digits."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return _well_formed(value)
        if isinstance(value, bool | int | float):
            return json.dumps(value)
        raise bad_request(f'field "{name}" must be of type String')

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number, also when written as a string."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        """A boolean, also when written as a string."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:
        """An object or a list; strings are read as JSON. None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def record(self, name: str) -> Json:
        """An object; empty when absent."""
        value = self.structure(name) or {}
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {name} JSON object")
        return value


def _well_formed(value: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return value


def formatted(
    params: Params, field: str = "text", entities: str = "entities"
) -> tuple[str, list[Json]]:
    """The text in `field` after its parse mode or its explicit entities, tidied."""
    text = params.text(field)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return tidy(*parse_html(text))
    if mode not in {"", "none"}:
        raise bad_request("unsupported parse_mode")
    given = params.structure(entities) or []
    if not isinstance(given, list) or not all(isinstance(entity, dict) for entity in given):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    return tidy(text, [entity for entity in given if _has_place(entity)])


def _has_place(entity: Json) -> bool:
    return all(isinstance(entity.get(key), int) for key in ("offset", "length"))


def message_text(params: Params) -> Json:
    """The content of a text message: `text` and `entities`, measured."""
    text, entities = formatted(params)
    if not text:
        empty = not params.text("text")
        raise bad_request("message text is empty" if empty else "text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def message_caption(params: Params) -> Json:
    """The caption of a photo or document, measured; empty when there is none."""
    caption, entities = formatted(params, "caption", "caption_entities")
    if len(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: Json = {"caption": caption} if caption else {}
    if entities:
        content["caption_entities"] = entities
    return content
