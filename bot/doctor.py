"""What may be wrong with an installation, and how to mend it."""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot.clock import system_clock
from bot.config import Config, ConfigError, load_config
from bot.database import Database
from bot.telegram import make_bot

FREE_AT_LEAST = 500 * 2**20
SKEW_AT_MOST = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and how to mend it if it is not good."""

    what: str
    good: bool
    said: str
    mend: str = ""


async def examine() -> list[Finding]:
    """Look at everything; what depends on something broken is left out."""
    try:
        config = load_config()
    except ConfigError as error:
        return [
            Finding(
                "configuration",
                good=False,
                said=str(error).replace("\n", "; "),
                mend="correct these variables in the environment or in .env",
            )
        ]
    return [
        Finding("configuration", good=True, said="complete"),
        _disk(config),
        _database(config),
        _files(config),
        _keys(config),
        *await _telegram(config),
    ]


def _disk(config: Config) -> Finding:
    path = (
        Path(config.database_url.removeprefix("sqlite:///")).parent
        if config.database_url.startswith("sqlite")
        else Path()
    )
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    return Finding(
        "disk",
        free >= FREE_AT_LEAST,
        f"{free // 2**20} MiB free",
        "free at least 500 MiB where the database lies",
    )


def _files(config: Config) -> Finding:
    """A file can be written where the store is, or would be made."""
    good = _can_be_written(config.files_dir)
    return Finding(
        "files",
        good,
        f"{config.files_dir} {'can' if good else 'cannot'} be written",
        "give this user the folder FILES_DIR, or set it to another one",
    )


def _can_be_written(path: Path) -> bool:
    while not path.exists():
        path = path.parent
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK)


def _keys(config: Config) -> Finding:
    """The keys of secret ballots lie apart from what is backed up."""
    keys = config.keys_dir.resolve()
    if not _can_be_written(keys):
        mend = "give this user the folder KEYS_DIR, or set it to another one"
        return Finding("keys", good=False, said=f"{config.keys_dir} cannot be written", mend=mend)
    kept = [config.files_dir.resolve()]
    if config.database_url.startswith("sqlite"):
        kept.append(Path(config.database_url.removeprefix("sqlite:///")).resolve().parent)
    apart = not any(keys.is_relative_to(each) or each.is_relative_to(keys) for each in kept)
    return Finding(
        "keys",
        apart,
        f"{config.keys_dir} is apart from what is backed up"
        if apart
        else f"{config.keys_dir} lies with the database or the files",
        "set KEYS_DIR to a folder of its own that no backup copies",
    )


def _database(config: Config) -> Finding:
    try:
        database = Database(config.database_url)
        try:
            with database.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            current = database.is_current()
        finally:
            database.close()
    except (SQLAlchemyError, OSError) as error:
        return Finding(
            "database",
            good=False,
            said=f"cannot be opened ({type(error).__name__})",
            mend="check DATABASE_URL, that its folder exists and can be written, or that "
            "the server runs and lets this user in; then `thidua migrate`",
        )
    return Finding(
        "database", current, "newest schema" if current else "old schema", "run `thidua migrate`"
    )


async def _telegram(config: Config) -> list[Finding]:
    if config.telegram_token is None:
        return [
            Finding(
                "token",
                good=False,
                said="TELEGRAM_TOKEN is not set",
                mend="get one from @BotFather (/newbot) and put it into .env",
            )
        ]
    bot = make_bot(config.telegram_token.get_secret_value(), config.telegram_api_url)
    try:
        await bot.initialize()
    except InvalidToken:
        return [
            Finding(
                "token",
                good=False,
                said="Telegram does not know this token",
                mend="copy it again from @BotFather; it looks like 123456:ABC…",
            )
        ]
    except TelegramError as error:
        return [
            Finding(
                "token",
                good=False,
                said=f"no answer ({type(error).__name__})",
                mend=f"check that {config.telegram_api_url} can be reached from here",
            )
        ]
    finally:
        await bot.shutdown()
    return [Finding("token", good=True, said=f"@{bot.username}"), await _clock(config)]


async def _clock(config: Config) -> Finding:
    """The machine's clock against the server's `Date`."""
    try:
        async with httpx.AsyncClient() as client:
            answer = await client.head(config.telegram_api_url)
    except httpx.HTTPError as error:
        return Finding(
            "clock",
            good=False,
            said=f"cannot be compared ({type(error).__name__})",
            mend=f"check that {config.telegram_api_url} can be reached from here",
        )
    said = answer.headers.get("Date")
    server = parsedate_to_datetime(said) if said else system_clock()
    skew = abs(system_clock() - server)
    return Finding(
        "clock",
        skew <= SKEW_AT_MOST,
        f"{skew.total_seconds():.0f} s off",
        "switch on time synchronisation (NTP): deadlines are judged by this clock",
    )
