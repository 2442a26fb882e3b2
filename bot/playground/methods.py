"""The table of Bot API methods."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground import editing, intake, places, sending
from bot.playground.errors import ApiError
from bot.playground.params import Json, Params
from bot.playground.state import World

Method = Callable[[World, Params], Any | Awaitable[Any]]


def get_me(world: World, _: Params) -> Json:
    """The bot itself."""
    abilities = dict.fromkeys(
        (
            "can_read_all_group_messages",
            "supports_inline_queries",
            "can_connect_to_business",
            "has_main_web_app",
        ),
        False,
    )
    abilities["can_read_all_group_messages"] = not world.privacy
    return {**world.bot, "can_join_groups": True, **abilities}


def log_out(world: World, _: Params) -> bool:
    """Leave this server; here it only ends the webhook."""
    return intake.delete_webhook(world, Params({}))


def close(_: World, __: Params) -> bool:
    """Close the bot instance; here there is nothing to close."""
    return True


PROFILE: dict[str, Method] = {
    "setMyCommands": lambda world, params: world.profile.set_commands(params),
    "getMyCommands": lambda world, params: world.profile.get_commands(params),
    "deleteMyCommands": lambda world, params: world.profile.delete_commands(params),
    "setMyName": lambda world, params: world.profile.set_text("name", params),
    "getMyName": lambda world, params: world.profile.get_text(
        "name", params, world.bot["first_name"]
    ),
    "setMyDescription": lambda world, params: world.profile.set_text("description", params),
    "getMyDescription": lambda world, params: world.profile.get_text("description", params),
    "setMyShortDescription": lambda world, params: world.profile.set_text(
        "short_description", params
    ),
    "getMyShortDescription": lambda world, params: world.profile.get_text(
        "short_description", params
    ),
    "setChatMenuButton": lambda world, params: world.profile.set_menu_button(params),
    "getChatMenuButton": lambda world, params: world.profile.get_menu_button(params),
}

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": log_out,
    "close": close,
    **intake.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **places.METHODS,
    **PROFILE,
}
_BY_LOWER_NAME = {name.lower(): (name, method) for name, method in METHODS.items()}


def find_method(name: str) -> tuple[str, Method]:
    """The method of this name in any case, with its proper name.

    Raises:
        ApiError: 404 for a method that is not here.
    """
    found = _BY_LOWER_NAME.get(name.lower())
    if found is None:
        raise ApiError(404, "Not Found")
    return found
