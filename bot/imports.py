"""Files from people into the database: clusters and criteria tables, every fault with its row."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, select

from bot.yaml_file import Document, load
from handlers.i18n import Translator
from handlers.views.faults import fault as words
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


def yaml_files(paths: list[Path]) -> list[Path]:
    """The files named, and those in the folders named."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return found


def _faults(path: Path, document: Document, found: list[Fault], t: Translator) -> list[str]:
    return [f"{path}:{document.line(each.path)}: {words(each, t).striptags()}" for each in found]


def read_cluster(path: Path, t: Translator) -> dict[str, Any]:
    """A roster's data without a fault. Raises FaultyFileError."""
    document = load(path)
    found = list(document.faults) or check_roster(document.data)
    if found:
        raise FaultyFileError(_faults(path, document, found, t))
    return dict(document.data)


def read_criteria(path: Path, t: Translator) -> dict[str, Any]:
    """A criteria table's data without a fault. Raises FaultyFileError."""
    document = load(path)
    found = list(document.faults) or check_table(document.data)
    if found:
        raise FaultyFileError(_faults(path, document, found, t))
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


def export_cluster(session: Session, code: str, year: int) -> str:
    """The cluster's roster as YAML."""
    return _dump(roster_of(session, cluster_by_code(session, code), year))


def export_criteria(session: Session, code: str, year: int) -> str:
    """The year's adopted table as YAML."""
    cluster = cluster_by_code(session, code)
    return _dump(json.loads(current_set(session, cluster.id or 0, year).content))


def _dump(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
