"""The menu of commands: few, each also reachable by a button."""

from handlers.i18n import Translator


def commands(t: Translator) -> list[tuple[str, str]]:
    """Name and description of each command."""
    return [
        ("start", t("What is to be done now").unescape()),
        ("tasks", t("All that the unit has to do").unescape()),
        ("settings", t("Language, notices, cluster at hand").unescape()),
        ("help", t("How to use the bot").unescape()),
    ]
