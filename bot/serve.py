"""The bot as a long-running program: start, receive, stop on SIGTERM within ten seconds."""

import asyncio
import hashlib
import hmac
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import NetworkError

from bot.app import App
from bot.config import Config
from bot.database import Database
from bot.logs import LOG, log_trouble
from bot.receiver import Poller, webhook_app
from bot.sealing import KeyStore
from bot.store import Store
from bot.telegram import make_bot, make_request
from bot.updates import ALLOWED_UPDATES
from handlers.i18n import LOCALES, translator
from handlers.views.commands import commands

RETRY_SECONDS = 3.0


def _make(config: Config) -> tuple[App, Bot]:
    if config.telegram_token is None:
        raise RuntimeError("no token")
    bot = make_bot(config.telegram_token.get_secret_value(), config.telegram_api_url)
    database, keys = Database(config.database_url), KeyStore(config.keys_dir)
    return App(database, bot, Store(config.files_dir), keys), bot


async def _started(app: App, stop: asyncio.Event) -> bool:
    """Start, however long Telegram or the database are away; False when told to stop first."""
    while not stop.is_set():
        try:
            await app.start()
        except (NetworkError, SQLAlchemyError) as error:
            log_trouble("start", error)
            await asyncio.wait([asyncio.create_task(stop.wait())], timeout=RETRY_SECONDS)
        else:
            return True
    return False


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def set_commands(bot: Bot) -> None:
    """The menu beside the text field, in each language."""
    for locale in LOCALES:
        menu = [BotCommand(name, words) for name, words in commands(translator(locale))]
        await bot.set_my_commands(
            menu,
            scope=BotCommandScopeAllPrivateChats(),
            language_code=None if locale == LOCALES[0] else locale,
        )


async def poll(app: App, bot: Bot, stop: asyncio.Event) -> None:
    """Receive by long polling until told to stop; then confirm what was taken."""
    request = make_request(1, read_timeout=65.0)
    await request.initialize()
    poller = Poller(bot, request, app.accept, app.on_alive)
    task = asyncio.create_task(poller.run())
    await stop.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    try:
        async with asyncio.timeout(1.0):
            await poller.confirm()
    except (NetworkError, TimeoutError) as error:
        log_trouble("confirm", error)
    await request.shutdown()


async def serve_polling(config: Config) -> None:
    """`thidua run`."""
    app, bot = _make(config)
    stop = _stop_event()
    if await _started(app, stop):
        await bot.delete_webhook()
        await set_commands(bot)
        LOG.info("polling as @%s", bot.username)
        await poll(app, bot, stop)
    await app.stop()


def webhook_secret(config: Config) -> str:
    """What Telegram must say with each update: from the token, so that all processes agree."""
    token = config.telegram_token.get_secret_value() if config.telegram_token else ""
    return hmac.new(token.encode(), b"webhook secret", hashlib.sha256).hexdigest()


async def serve_webhook(config: Config, url: str) -> None:
    """`thidua run --webhook URL`: listens for your HTTPS proxy and tells Telegram the address."""
    app, bot = _make(config)
    stop = _stop_event()
    host, _, port = config.webhook_listen.rpartition(":")
    secret = webhook_secret(config)
    web = webhook_app(app.accept, secret, app.is_ready)
    server = uvicorn.Server(
        uvicorn.Config(
            web,
            host=host,
            port=int(port),
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
    )
    server.capture_signals = _no_signals  # type: ignore[method-assign] # they are ours already
    if await _started(app, stop):
        listening = asyncio.create_task(server.serve())
        address = f"{url.rstrip('/')}/telegram"
        await bot.set_webhook(
            address, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES), max_connections=40
        )
        await set_commands(bot)
        LOG.info("webhook at %s as @%s", urlparse(address).netloc, bot.username)
        await stop.wait()
        server.should_exit = True
        await asyncio.gather(listening, return_exceptions=True)
    await app.stop()


@contextmanager
def _no_signals() -> Iterator[None]:
    yield
