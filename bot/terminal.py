"""What every command shares: configuration, database, and how faults are said."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Config, ConfigError, load_config
from bot.database import Database
from bot.imports import FaultyFileError
from bot.logs import set_up
from models.errors import NoCriteria

out = Console()
err = Console(stderr=True)


def configured() -> Config:
    """The configuration; what is faulty in it is said, and the command ends with 2."""
    try:
        config = load_config()
    except ConfigError as error:
        err.print("[bold red]The configuration is faulty:[/]")
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None
    set_up(config.log_level)
    return config


@contextmanager
def database_of(config: Config) -> Iterator[Database]:
    """The database at the newest schema."""
    if config.database_url.startswith("sqlite:///"):
        folder = Path(config.database_url.removeprefix("sqlite:///")).parent
        folder.mkdir(parents=True, exist_ok=True)
    database = Database(config.database_url)
    try:
        database.upgrade()
        yield database
    finally:
        database.close()


@contextmanager
def told() -> Iterator[None]:
    """Say faults one a line and end with 1."""
    try:
        yield
    except FaultyFileError as error:
        for line in error.lines:
            err.print(line, markup=False, highlight=False, soft_wrap=True)
        err.print(f"[bold red]{len(error.lines)} faults; nothing was imported.[/]")
        raise typer.Exit(1) from None
    except (LookupError, OSError) as error:
        err.print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True)
        raise typer.Exit(1) from None
    except SQLAlchemyError as error:
        err.print(f"[bold red]The database is unusable ({type(error).__name__}): see doctor.[/]")
        raise typer.Exit(1) from None
    except NoCriteria as error:
        err.print(f"[bold red]There is no adopted criteria table for {error.year}.[/]")
        raise typer.Exit(1) from None
