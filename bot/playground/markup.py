"""Keyboards under messages: what Telegram lets through."""

import re
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.params import Json, Params

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
STYLES = {"danger", "success", "primary"}
_URL = re.compile(r"(?:https?|tg|ton)://\S+|[\w-]+(?:\.[\w-]+)+\S*")


def read_markup(params: Params) -> tuple[Json | None, Json | None]:
    """The inline keyboard and, apart from it, any other markup (reply keyboard, force reply)."""
    value = params.structure("reply_markup")
    if not value:
        return None, None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return _inline(value["inline_keyboard"]), None
    if "keyboard" in value:
        _check_size(value["keyboard"])
    return None, value


def _inline(rows: Any) -> Json | None:
    _check_size(rows)
    for row in rows:
        for button in row:
            _check_button(button)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_size(rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not isinstance(button.get("text"), str):
        raise _unparsed('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if button.get("style") is not None and str(button["style"]) not in STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")
    _check_action(button)


def _check_action(button: Json) -> None:
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions or button.get("callback_data") == "":
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and (
        not isinstance(data, str) or len(data.encode("utf-8", "replace")) > MAX_DATA_BYTES
    ):
        raise bad_request("BUTTON_DATA_INVALID")
    if not isinstance(button.get("web_app", {}), dict):
        raise bad_request("BUTTON_TYPE_INVALID")
    url = button.get("url")
    if url is not None and not _URL.fullmatch(str(url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _unparsed(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
