"""The command line: `thidua`, the same as `python -m bot`."""

import asyncio
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer
from telegram.error import InvalidToken

from bot.cli_files import clusters, criteria
from bot.cli_record import record
from bot.clock import system_clock
from bot.doctor import examine
from bot.imports import cluster_by_code
from bot.logs import set_up
from bot.store import Store
from bot.terminal import configured, database_of, err, out, told
from models.actions.invitation import invite as make_invitation
from models.queries.files import known_files
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
app.add_typer(clusters, name="cluster")
app.add_typer(criteria, name="criteria")
files = typer.Typer(no_args_is_help=True, help="The files that people have sent.")
app.add_typer(files, name="files")
app.add_typer(record, name="record")

Port = Annotated[int, typer.Option(help="The port on 127.0.0.1.", envvar="PORT")]


@app.command()
def demo(
    port: Port = 8080,
    *,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the demo's database in this file.")
    ] = None,
) -> None:
    """Play a whole cluster in the browser: no token, no database, nothing to prepare."""
    from bot.demo.program import run_demo  # the playground is only loaded where it is used

    set_up("WARNING")
    with told():
        asyncio.run(run_demo(port, keep, out))


@app.command()
def run(
    webhook: Annotated[
        str | None, typer.Option(help="Receive at this public HTTPS address instead of polling.")
    ] = None,
) -> None:
    """Run the bot: long polling, or webhooks behind your HTTPS proxy."""
    from bot.serve import serve_polling, serve_webhook

    config = configured()
    if config.telegram_token is None:
        err.print(
            "[bold red]TELEGRAM_TOKEN is not set.[/] Get one from @BotFather and put it into "
            ".env, or try [bold]thidua demo[/]."
        )
        raise typer.Exit(2)
    with told(), database_of(config):
        pass  # the schema is brought up to date before anybody is served
    try:
        asyncio.run(serve_webhook(config, webhook) if webhook else serve_polling(config))
    except InvalidToken:  # its message holds the token
        err.print("[bold red]Telegram does not know this TELEGRAM_TOKEN.[/]")
        raise typer.Exit(2) from None


@app.command()
def playground(port: Port = 8081) -> None:
    """Run the local Bot API server alone; a bot reaches it with TELEGRAM_API_URL."""
    from bot.demo.program import run_playground

    with told():
        asyncio.run(run_playground(port, out))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with told(), out.status("Migrating…"), database_of(configured()):
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
    with told(), database_of(configured()) as database:

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


@files.command("sweep")
def files_sweep(
    days: Annotated[int, typer.Option(min=1, help="Spare what was sent in the last days.")] = 2,
) -> None:
    """Delete files that belong to nothing: sent, and then not taken."""
    config, now = configured(), system_clock()
    with told(), database_of(config) as database:
        known = database.do(known_files)
        swept = Store(config.files_dir).sweep(known, now - timedelta(days=days))
    out.print(f"{swept} files deleted.")
