"""A Telegram of our own on loopback: the genuine Bot API for bots, an app's view for people."""

from bot.playground.flood import FloodLimits
from bot.playground.server import create_app, serve
from bot.playground.state import DEFAULT_TOKEN, World

__all__ = ["DEFAULT_TOKEN", "FloodLimits", "World", "create_app", "serve"]
