"""What the bot tells Telegram about itself: commands, names, menu buttons."""

import json
import re
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.params import Json, Params

MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Profile:
    """Commands per scope and language, texts per language, menu buttons per chat."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, Json] = {}

    def set_commands(self, params: Params) -> bool:
        """Keep the list for its scope and language."""
        commands = params.structure("commands")
        if not isinstance(commands, list):
            raise bad_request("can't parse commands JSON object")
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[_place(params)] = [_command(command) for command in commands]
        return True

    def get_commands(self, params: Params) -> list[Json]:
        """Exactly what was set for this scope and language."""
        return self.commands.get(_place(params), [])

    def delete_commands(self, params: Params) -> bool:
        """Forget the list of this scope and language."""
        self.commands.pop(_place(params), None)
        return True

    def set_text(self, field: str, params: Params) -> bool:
        """Keep a name or description for its language."""
        text = params.text(field)
        if len(text) > TEXT_LIMITS[field]:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        self.texts[field, params.text("language_code")] = text
        return True

    def get_text(self, field: str, params: Params, default: str = "") -> Json:
        """The text in this language, or else the one for all."""
        language = params.text("language_code")
        fallback = self.texts.get((field, ""), default)
        return {field: self.texts.get((field, language)) or fallback}

    def set_menu_button(self, params: Params) -> bool:
        """Keep the button of one chat, or of all (chat 0)."""
        button = params.record("menu_button") or {"type": "default"}
        if button.get("type") not in ("commands", "web_app", "default"):
            raise bad_request("MENU_BUTTON_INVALID")
        self.menu_buttons[params.integer("chat_id")] = button
        return True

    def get_menu_button(self, params: Params) -> Json:
        """The button of the chat, or else the one for all."""
        default = self.menu_buttons.get(0, {"type": "commands"})
        return self.menu_buttons.get(params.integer("chat_id"), default)

    def commands_for(self, chat_id: int, private: bool, language: str) -> list[Json]:
        """What the person's app shows after typing "/": the narrowest list that exists."""
        wide = "all_private_chats" if private else "all_group_chats"
        scopes = [{"type": "chat", "chat_id": chat_id}, {"type": wide}, {"type": "default"}]
        for scope in scopes:
            for spoken in (language, ""):
                found = self.commands.get((json.dumps(scope, sort_keys=True), spoken))
                if found:
                    return found
        return []


def _place(params: Params) -> tuple[str, str]:
    scope = params.record("scope") or {"type": "default"}
    if "chat_id" in scope:
        scope = {**scope, "chat_id": Params(scope).integer("chat_id")}
    return json.dumps(scope, sort_keys=True), params.text("language_code")


def _command(command: Any) -> Json:
    if not isinstance(command, dict) or not isinstance(command.get("command"), str):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = command["command"].removeprefix("/")
    description = Params(command).text("description")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description.strip() or len(description) > MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
