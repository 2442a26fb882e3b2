"""The commands about the record: written into a file, and checked."""

from pathlib import Path
from typing import Annotated

import typer

from bot import verify
from bot.clock import system_clock
from bot.imports import cluster_by_code
from bot.terminal import configured, database_of, out, told
from handlers.record import as_file, verifier
from handlers.views.record import VERIFIER, file_name
from models.queries.record import export
from models.rules.record import SHORT

record = typer.Typer(no_args_is_help=True, help="The record of a cluster's year, and its check.")


@record.command("export")
def record_export(
    cluster: Annotated[str, typer.Argument(help="The cluster's code.")],
    year: Annotated[int, typer.Argument(help="The emulation year.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; it is new.")
    ] = None,
) -> None:
    """Write a year's record into a file, with the program that checks it beside it."""
    with told():
        with database_of(configured()) as database:
            content = database.do(
                lambda session: export(
                    session, cluster_by_code(session, cluster), year, system_clock()
                )
            )
        path = output or Path(file_name(cluster, year))
        with path.open("xb") as file:
            file.write(as_file(content))
        beside = path.with_name(VERIFIER)
        beside.write_bytes(verifier())
    count, head = len(content["entries"]), content["head"][:SHORT]
    mark = f" --checkpoint {count}:{head}" if count else ""
    _say(f"{path}: {count} entries")
    _say(f"To check it, with nothing but Python: python {beside} verify {path}{mark}")


@record.command("verify")
def record_verify(
    path: Annotated[Path, typer.Argument(help="An exported record.")],
    *,
    checkpoint: Annotated[
        list[str] | None, typer.Option(help="NUMBER:HASH, as posted in the group.")
    ] = None,
    fingerprint: Annotated[
        list[str] | None, typer.Option(help="UNIT:HASH, as an envelope's receipt shows it.")
    ] = None,
) -> None:
    """Check an exported record: 0 if all is right, 1 if something is not, 2 if it is none."""
    words = ["verify", str(path)]
    for name, given in (("--checkpoint", checkpoint), ("--fingerprint", fingerprint)):
        words += [f"{name}={each}" for each in given or ()]
    raise typer.Exit(verify.main(words))


def _say(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
