"""Files into the database: clusters and criteria tables, every fault with its line or cell."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, select

from bot.yaml_file import load
from handlers.documents.forms.criteria_reading import read_criteria_workbook
from handlers.documents.forms.document_reading import WorkbookDocument
from handlers.documents.forms.grids import MOST_BYTES
from handlers.documents.forms.roster_workbook import read_roster_workbook
from handlers.i18n import Translator
from handlers.views.faults import fault as words
from handlers.views.faults_workbook import cell_fault
from models.actions.criteria import add_version, adopt
from models.actions.roster import take_roster
from models.cluster import Cluster
from models.criteria import CriteriaSet
from models.errors import NoCriteria
from models.queries.criteria import current_set
from models.queries.roster import roster_of
from models.rules.criteria_check import check_table
from models.rules.faults import Fault
from models.rules.roster import check_roster, read_roster

SAMPLES = Path(__file__).parent / "samples"
CRITERIA_SAMPLE = SAMPLES / "criteria" / "co-quan-trung-uong.yaml"
CLUSTER_SAMPLE = SAMPLES / "clusters" / "cum-10-thanh-hoa.yaml"
WORKBOOK = ".xlsx"
Check = Callable[[Any], list[Fault]]


class FaultyFileError(Exception):
    """A file with faults; `lines` says each with its place."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(f"{len(lines)} faults")
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import has brought."""

    code: str
    units: int


def documents_in(paths: list[Path]) -> list[Path]:
    """The files named, and the documents in the folders named."""
    found: list[Path] = []
    for path in paths:
        found += sorted(filter(_is_document, path.iterdir())) if path.is_dir() else [path]
    return found


def _is_document(path: Path) -> bool:
    """Not the lock that a program leaves beside a workbook while it is open ("~$name.xlsx")."""
    return path.suffix.lower() in (".yaml", WORKBOOK) and not path.name.startswith("~$")


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, by its name."""
    return path.suffix.lower() == WORKBOOK


def read_cluster(path: Path, t: Translator) -> dict[str, Any]:
    """A roster's data without a fault. Raises FaultyFileError."""
    if is_workbook(path):
        return _from_workbook(path, read_roster_workbook, check_roster, t)
    return _from_yaml(path, check_roster, t)


def read_criteria(path: Path, t: Translator) -> dict[str, Any]:
    """A criteria table's data without a fault. Raises FaultyFileError."""
    if is_workbook(path):
        return _from_workbook(path, read_criteria_workbook, check_table, t)
    return _from_yaml(path, check_table, t)


def _from_yaml(path: Path, check: Check, t: Translator) -> dict[str, Any]:
    document = load(path)
    found = list(document.faults) or check(document.data)
    if found:
        raise FaultyFileError(
            [f"{path}:{document.line(each.path)}: {words(each, t).striptags()}" for each in found]
        )
    return dict(document.data)


def _from_workbook(
    path: Path, read: Callable[[bytes], WorkbookDocument], check: Check, t: Translator
) -> dict[str, Any]:
    with path.open("rb") as file:
        document = read(file.read(MOST_BYTES + 1))
    found = document.every_fault(check)
    if found:
        lines = [cell_fault(document.line(each.path), each, t).striptags() for each in found]
        raise FaultyFileError([f"{path}: {line}" for line in lines])
    return dict(document.data)


def import_cluster(session: Session, data: dict[str, Any], now: datetime) -> Taken:
    """Bring a cluster to what its roster says."""
    roster = read_roster(data)
    take_roster(session, roster, now)
    return Taken(roster.cluster.code, len(roster.units))


def import_criteria(
    session: Session, code: str, data: dict[str, Any], now: datetime, *, adopted: bool
) -> CriteriaSet:
    """Add a version of a cluster's table, adopted at once if asked."""
    cluster = cluster_by_code(session, code)
    version = add_version(session, cluster.id or 0, data, now)
    if adopted:
        adopt(session, version, now)
    return version


def adopt_newest(session: Session, code: str, year: int, now: datetime) -> CriteriaSet:
    """Adopt the year's newest version. NoCriteria if the year has none."""
    cluster = cluster_by_code(session, code)
    newest = session.exec(
        select(CriteriaSet)
        .where(CriteriaSet.cluster_id == cluster.id, CriteriaSet.year == year)
        .order_by(col(CriteriaSet.version).desc())
    ).first()
    if newest is None:
        raise NoCriteria(year)
    adopt(session, newest, now)
    return newest


def cluster_by_code(session: Session, code: str) -> Cluster:
    """The cluster of this code. LookupError names those there are."""
    found = session.exec(select(Cluster).where(Cluster.code == code)).first()
    if found is None:
        known = session.exec(select(Cluster.code).order_by(col(Cluster.code)).limit(20)).all()
        raise LookupError(f"no cluster {code!r}; there are: {', '.join(known) or 'none yet'}")
    return found


def cluster_data(session: Session, code: str, year: int) -> dict[str, Any]:
    """The cluster's roster, the way it would be imported."""
    return roster_of(session, cluster_by_code(session, code), year)


def criteria_data(session: Session, code: str, year: int) -> dict[str, Any]:
    """The year's adopted table. NoCriteria if there is none."""
    cluster = cluster_by_code(session, code)
    content: dict[str, Any] = json.loads(current_set(session, cluster.id or 0, year).content)
    return content


def as_yaml(data: Mapping[str, Any]) -> bytes:
    """A document as YAML in UTF-8."""
    text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=100)
    return text.encode()
