"""The commands about files: clusters and criteria tables, in and out."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.progress import track

from bot.clock import system_clock
from bot.imports import (
    CLUSTER_SAMPLE,
    CRITERIA_SAMPLE,
    WORKBOOK,
    adopt_newest,
    as_yaml,
    cluster_by_code,
    cluster_data,
    criteria_data,
    documents_in,
    import_cluster,
    import_criteria,
    is_workbook,
    read_cluster,
    read_criteria,
)
from bot.terminal import configured, database_of, err, out, told
from handlers.documents.forms.criteria_workbook import criteria_workbook
from handlers.documents.forms.roster_workbook import roster_workbook
from handlers.i18n import translator
from models.actions.criteria import copy_year
from models.rules.calendar import local_date


class Format(StrEnum):
    """How a document is written."""

    YAML = "yaml"
    XLSX = WORKBOOK.removeprefix(".")


clusters = typer.Typer(no_args_is_help=True, help="Clusters, their units, offices and people.")
criteria = typer.Typer(no_args_is_help=True, help="Criteria tables of a cluster's years.")
Cluster = Annotated[str, typer.Option("--cluster", help="The cluster's code.")]
Year = Annotated[int | None, typer.Option(help="The year; this year if left out.")]
Form = Annotated[
    Format | None, typer.Option("--format", help="YAML, or an Excel workbook; by FILE if left out.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write FILE instead of printing; it is new.")
]
Document = Annotated[Path, typer.Argument(help="A YAML file or an Excel workbook (.xlsx).")]
Template = Annotated[Path, typer.Argument(help="The file to make: .xlsx or .yaml.")]
Make = Callable[[Mapping[str, Any]], bytes]


def _give(data: Mapping[str, Any], form: Format | None, output: Path | None, make: Make) -> None:
    """Print a document as YAML, or write it into a new file."""
    chosen = form or (Format.XLSX if output and is_workbook(output) else Format.YAML)
    if output is None and chosen is Format.XLSX:
        raise OSError("A workbook cannot be printed: give --output FILE.xlsx")
    content = make(data) if chosen is Format.XLSX else as_yaml(data)
    if output is None:
        typer.echo(content.decode(), nl=False)
    else:
        _write(output, content)


def _write(path: Path, content: bytes) -> None:
    """A new file; one that is there is never written over. OSError says so."""
    with path.open("xb") as file:
        file.write(content)
    out.print(f"{path}: written", markup=False, soft_wrap=True)


def _make_template(path: Path, sample: Path, make: Make) -> None:
    content = sample.read_bytes()
    _write(path, make(yaml.safe_load(content)) if is_workbook(path) else content)


@clusters.command("import")
def cluster_import(
    paths: Annotated[
        list[Path], typer.Argument(help="YAML files or workbooks (.xlsx), or folders of them.")
    ],
) -> None:
    """Bring clusters to what their files say; a file with faults changes nothing."""
    config, now = configured(), system_clock()
    with told():
        files = documents_in(paths)
        t = translator(config.language)
        read = [read_cluster(path, t) for path in track(files, "Checking", console=err)]
        with database_of(config) as database:
            for data in track(read, "Importing", console=err):
                taken = database.do(partial(import_cluster, data=data, now=now))
                out.print(f"{taken.code}: {taken.units} units")


@clusters.command("export")
def cluster_export(
    code: Annotated[str, typer.Argument(help="The cluster's code.")],
    year: Year = None,
    form: Form = None,
    output: Output = None,
) -> None:
    """Print a cluster as YAML, or write it into a file, the way it would be imported."""
    chosen = year or local_date(system_clock()).year
    with told(), database_of(configured()) as database:
        data = database.do(lambda session: cluster_data(session, code, chosen))
        _give(data, form, output, roster_workbook)


@clusters.command("template")
def cluster_template(path: Template) -> None:
    """Make a file to start a cluster from: a sample, with instructions."""
    with told():
        _make_template(path, CLUSTER_SAMPLE, roster_workbook)


@criteria.command("check")
def criteria_check(path: Document) -> None:
    """Check a criteria table: every fault at once, each with its line or cell and what to do."""
    config = configured()
    with told():
        data = read_criteria(path, translator(config.language))
    out.print(f"{path}: no fault; {data['title_vi']}", markup=False)


@criteria.command("import")
def criteria_import(
    path: Document,
    cluster: Cluster,
    *,
    adopt: Annotated[
        bool, typer.Option(help="The members have adopted it: periods opened from now on use it.")
    ] = False,
) -> None:
    """Add a criteria table as the next version of a cluster's year."""
    config, now = configured(), system_clock()
    with told():
        data = read_criteria(path, translator(config.language))
        with database_of(config) as database:
            row = database.do(
                lambda session: import_criteria(session, cluster, data, now, adopted=adopt)
            )
    out.print(f"{cluster} {row.year}: version {row.version}, {row.state.value}")


@criteria.command("adopt")
def criteria_adopt(cluster: Cluster, year: Year = None) -> None:
    """The members have adopted the year's newest version: periods opened from now on use it."""
    now = system_clock()
    chosen = year or local_date(now).year
    with told(), database_of(configured()) as database:
        row = database.do(lambda session: adopt_newest(session, cluster, chosen, now))
    out.print(f"{cluster} {row.year}: version {row.version}, {row.state.value}")


@criteria.command("export")
def criteria_export(
    cluster: Cluster, year: Year = None, form: Form = None, output: Output = None
) -> None:
    """Print the year's adopted table as YAML, or write it into a file."""
    chosen = year or local_date(system_clock()).year
    with told(), database_of(configured()) as database:
        data = database.do(lambda session: criteria_data(session, cluster, chosen))
        _give(data, form, output, criteria_workbook)


@criteria.command("template")
def criteria_template(path: Template) -> None:
    """Make a file to start a criteria table from: a sample, with instructions."""
    with told():
        _make_template(path, CRITERIA_SAMPLE, criteria_workbook)


@criteria.command("copy")
def criteria_copy(
    cluster: Cluster,
    from_year: Annotated[int, typer.Argument()],
    to_year: Annotated[int, typer.Argument()],
) -> None:
    """Start a year's table from another year's, as a draft."""
    now = system_clock()
    with told(), database_of(configured()) as database:
        row = database.do(
            lambda session: copy_year(
                session, cluster_by_code(session, cluster).id or 0, from_year, to_year, now
            )
        )
    out.print(f"{cluster} {row.year}: version {row.version}, {row.state.value}")
