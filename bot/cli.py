"""The command line: `thidua`, the same as `python -m bot`."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken

from bot.clock import system_clock
from bot.config import Config, ConfigError, load_config
from bot.database import Database
from bot.doctor import examine
from bot.imports import (
    FaultyFileError,
    adopt_newest,
    cluster_by_code,
    export_cluster,
    export_criteria,
    import_cluster,
    import_criteria,
    read_cluster,
    read_criteria,
    yaml_files,
)
from bot.logs import set_up
from handlers.i18n import translator
from models.actions.criteria import copy_year
from models.actions.invitation import invite as make_invitation
from models.errors import NoCriteria
from models.queries.people import speakers, unit_names
from models.rules.calendar import local_date

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Thi Đua Bot: the chat bot that runs an emulation cluster's year.\n\n"
    "Try it without a token: `thidua demo`. Run it: set TELEGRAM_TOKEN, then `thidua doctor`, "
    "`thidua migrate`, `thidua cluster import FILE`, `thidua criteria import FILE --cluster CODE "
    "--adopt`, `thidua invite CODE`, `thidua run`.",
)
clusters = typer.Typer(no_args_is_help=True, help="Clusters, their units, offices and people.")
criteria = typer.Typer(no_args_is_help=True, help="Criteria tables of a cluster's years.")
app.add_typer(clusters, name="cluster")
app.add_typer(criteria, name="criteria")

out = Console()
err = Console(stderr=True)
Port = Annotated[int, typer.Option(help="The port on 127.0.0.1.", envvar="PORT")]
Cluster = Annotated[str, typer.Option("--cluster", help="The cluster's code.")]
Year = Annotated[int | None, typer.Option(help="The year; this year if left out.")]


def _config() -> Config:
    try:
        config = load_config()
    except ConfigError as error:
        err.print("[bold red]The configuration is faulty:[/]")
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None
    set_up(config.log_level)
    return config


@contextmanager
def _database(config: Config) -> Iterator[Database]:
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
def _told() -> Iterator[None]:
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


@app.command()
def demo(
    port: Port = 8080,
    *,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the demo's database in this file.")
    ] = None,
) -> None:
    """Play a whole cluster in the browser: no token, no database, nothing to prepare."""
    from bot.demo import run_demo  # the playground is only loaded where it is used

    set_up("WARNING")
    with _told():
        asyncio.run(run_demo(port, keep, out))


@app.command()
def run(
    webhook: Annotated[
        str | None, typer.Option(help="Receive at this public HTTPS address instead of polling.")
    ] = None,
) -> None:
    """Run the bot: long polling, or webhooks behind your HTTPS proxy."""
    from bot.serve import serve_polling, serve_webhook

    config = _config()
    if config.telegram_token is None:
        err.print(
            "[bold red]TELEGRAM_TOKEN is not set.[/] Get one from @BotFather and put it into "
            ".env, or try [bold]thidua demo[/]."
        )
        raise typer.Exit(2)
    with _told(), _database(config):
        pass  # the schema is brought up to date before anybody is served
    try:
        asyncio.run(serve_webhook(config, webhook) if webhook else serve_polling(config))
    except InvalidToken:  # its message holds the token
        err.print("[bold red]Telegram does not know this TELEGRAM_TOKEN.[/]")
        raise typer.Exit(2) from None


@app.command()
def playground(port: Port = 8081) -> None:
    """Run the local Bot API server alone; a bot reaches it with TELEGRAM_API_URL."""
    from bot.demo import run_playground

    with _told():
        asyncio.run(run_playground(port, out))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with _told(), out.status("Migrating…"), _database(_config()):
        pass
    out.print("The schema is the newest.")


@app.command()
def doctor() -> None:
    """Check configuration, database, token, clock and disk; say how to mend each fault."""
    good = True
    for finding in asyncio.run(examine()):
        good = good and finding.good
        out.print(f"{'[green]✓[/]' if finding.good else '[red]✗[/]'} {finding.what}: ", end="")
        out.print(finding.said, markup=False)
        if not finding.good:
            out.print(f"    → {finding.mend}", markup=False)
    raise typer.Exit(0 if good else 1)


@app.command()
def invite(
    cluster: Annotated[str, typer.Argument(help="The cluster's code.")],
    *,
    unit: Annotated[str | None, typer.Option(help="Only this unit (part of its name).")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Also those who have joined.")] = False,
) -> None:
    """Make one-time codes for the cluster's people; each is printed once and kept nowhere."""
    now = system_clock()
    today, chance = local_date(now), SystemRandom()
    with _told(), _database(_config()) as database:

        def work(session):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            row = cluster_by_code(session, cluster)
            people = speakers(session, row.id or 0, today)
            names = unit_names(session, [p.unit_id for p in people if p.unit_id], today)
            wanted = [
                (person, names.get(person.unit_id or 0, ("", ""))[0])
                for person in people
                if everyone or not person.joined
            ]
            return [
                (person.name, place, make_invitation(session, None, person.mandate_id, now, chance))
                for person, place in wanted
                if unit is None or unit.casefold() in place.casefold()
            ]

        made = database.do(work)
        for name, place, code in made:
            out.print(f"{code}  {name}  {place}", markup=False, highlight=False, soft_wrap=True)
        if not made:
            err.print("Nobody is left to invite; with --all, those who have joined are, too.")


@clusters.command("import")
def cluster_import(
    paths: Annotated[list[Path], typer.Argument(help="YAML files, or folders of them.")],
) -> None:
    """Bring clusters to what their files say; a file with faults changes nothing."""
    config, now = _config(), system_clock()
    with _told():
        files = yaml_files(paths)
        t = translator(config.language)
        read = [read_cluster(path, t) for path in track(files, "Checking", console=err)]
        with _database(config) as database:
            for data in track(read, "Importing", console=err):
                taken = database.do(partial(import_cluster, data=data, now=now))
                out.print(f"{taken.code}: {taken.units} units")


@clusters.command("export")
def cluster_export(
    code: Annotated[str, typer.Argument(help="The cluster's code.")], year: Year = None
) -> None:
    """Print a cluster as YAML, the way it would be imported."""
    chosen = year or local_date(system_clock()).year
    with _told(), _database(_config()) as database:
        typer.echo(database.do(lambda session: export_cluster(session, code, chosen)), nl=False)


@criteria.command("check")
def criteria_check(path: Annotated[Path, typer.Argument(help="A YAML file.")]) -> None:
    """Check a criteria table: every fault at once, each with its line and what to do."""
    config = _config()
    with _told():
        data = read_criteria(path, translator(config.language))
    out.print(f"{path}: no fault; {data['title_vi']}", markup=False)


@criteria.command("import")
def criteria_import(
    path: Annotated[Path, typer.Argument(help="A YAML file.")],
    cluster: Cluster,
    *,
    adopt: Annotated[
        bool, typer.Option(help="The members have adopted it: periods opened from now on use it.")
    ] = False,
) -> None:
    """Add a criteria table as the next version of a cluster's year."""
    config, now = _config(), system_clock()
    with _told():
        data = read_criteria(path, translator(config.language))
        with _database(config) as database:
            row = database.do(
                lambda session: import_criteria(session, cluster, data, now, adopted=adopt)
            )
    out.print(f"{cluster} {row.year}: version {row.version}, {row.state.value}")


@criteria.command("adopt")
def criteria_adopt(cluster: Cluster, year: Year = None) -> None:
    """The members have adopted the year's newest version: periods opened from now on use it."""
    now = system_clock()
    chosen = year or local_date(now).year
    with _told(), _database(_config()) as database:
        row = database.do(lambda session: adopt_newest(session, cluster, chosen, now))
    out.print(f"{cluster} {row.year}: version {row.version}, {row.state.value}")


@criteria.command("export")
def criteria_export(cluster: Cluster, year: Year = None) -> None:
    """Print the year's adopted table as YAML."""
    chosen = year or local_date(system_clock()).year
    with _told(), _database(_config()) as database:
        typer.echo(database.do(lambda session: export_criteria(session, cluster, chosen)), nl=False)


@criteria.command("copy")
def criteria_copy(
    cluster: Cluster,
    from_year: Annotated[int, typer.Argument()],
    to_year: Annotated[int, typer.Argument()],
) -> None:
    """Start a year's table from another year's, as a draft."""
    now = system_clock()
    with _told(), _database(_config()) as database:
        row = database.do(
            lambda session: copy_year(
                session, cluster_by_code(session, cluster).id or 0, from_year, to_year, now
            )
        )
    out.print(f"{cluster} {row.year}: version {row.version}, {row.state.value}")
