"""A cluster as one document describes it: its units, offices, people and targets of a year.

The document is checked by `check_roster` first; the commented example is
`bot/samples/clusters/cum-10-thanh-hoa.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.document import as_list, as_mapping, as_text, number, setting
from models.rules.roster_check import check_roster
from models.rules.roster_shape import ROSTER_FAULT_CODES

__all__ = [
    "ROSTER_FAULT_CODES",
    "FormerName",
    "OfficeEntry",
    "PersonEntry",
    "Roster",
    "RosterCluster",
    "TargetEntry",
    "UnitEntry",
    "check_roster",
    "read_roster",
]

Data = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class RosterCluster:
    """The cluster itself and its settings; texts it leaves out are empty.

    `short_name` ends the numbers of its documents ("05/BB-CTĐ10").
    """

    code: str
    kind: str  # cum | khoi
    number: int | None
    name: str
    short_name: str
    council: str
    standing_body: str
    province: str
    year: int
    theme: str | None
    points_visible: str  # published | always
    language: str


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a unit was called up to a day, that day included."""

    name: str
    until: date


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit and its days in the cluster, both included; `to` None: it is still a member.

    `merged_into` is the code of the unit that took it in. Former names, oldest first.
    """

    code: str
    name: str
    short_name: str
    start: date
    to: date | None
    merged_into: str | None
    former_names: tuple[FormerName, ...]


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """A unit holds an office for a term, both days included."""

    unit: str
    office: str  # head | deputy | secretary
    start: date
    to: date


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person and the unit they speak for; an observer has none."""

    name: str
    unit: str | None
    role: str  # leader | officer | substitute | observer
    title: str
    start: date
    to: date | None


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """What a unit is to reach in a criterion; `value` None: it has not been assigned one."""

    unit: str
    criterion: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything the document says, in its order."""

    cluster: RosterCluster
    units: tuple[UnitEntry, ...]
    offices: tuple[OfficeEntry, ...]
    people: tuple[PersonEntry, ...]
    targets: tuple[TargetEntry, ...]


def read_roster(data: Data) -> Roster:
    """The roster a document describes; for documents in which check_roster finds no fault.

    A person without `from` speaks from the first day of the year, or of the unit's membership
    where that is later.
    """
    cluster = _cluster(data["cluster"])
    units = tuple(map(_unit, data["units"]))
    new_year = date(cluster.year, 1, 1)
    beginnings = {unit.code: _beginning(unit, new_year) for unit in units}
    return Roster(
        cluster=cluster,
        units=units,
        offices=tuple(map(_office, data["offices"])),
        people=tuple(
            _person(each, beginnings.get(as_text(each.get("unit")), new_year))
            for each in data["people"]
        ),
        targets=tuple(map(_target, as_list(data.get("targets")))),
    )


def _beginning(unit: UnitEntry, new_year: date) -> date:
    left_before = unit.to is not None and unit.to < new_year
    return unit.start if left_before else max(unit.start, new_year)


def _cluster(data: Data) -> RosterCluster:
    settings = as_mapping(data.get("settings"))
    return RosterCluster(
        code=as_text(data["code"]),
        kind=data["kind"],
        number=data.get("number"),
        name=as_text(data["name"]),
        short_name=as_text(data["short_name"]),
        council=as_text(data["council"]),
        standing_body=as_text(data.get("standing_body")),
        province=as_text(data.get("province")),
        year=data["year"],
        theme=as_text(data.get("theme")) or None,
        points_visible=setting(settings, "points_visible", "published"),
        language=setting(settings, "language", "vi"),
    )


def _unit(data: Data) -> UnitEntry:
    return UnitEntry(
        code=as_text(data["code"]),
        name=as_text(data["name"]),
        short_name=as_text(data["short_name"]),
        start=data["from"],
        to=data.get("to"),
        merged_into=as_text(data.get("merged_into")) or None,
        former_names=tuple(
            FormerName(as_text(each["name"]), each["until"])
            for each in as_list(data.get("former_names"))
        ),
    )


def _office(data: Data) -> OfficeEntry:
    return OfficeEntry(as_text(data["unit"]), data["office"], data["from"], data["to"])


def _person(data: Data, beginning: date) -> PersonEntry:
    to: date | None = data.get("to")
    return PersonEntry(
        name=as_text(data["name"]),
        unit=as_text(data.get("unit")) or None,
        role=data["role"],
        title=as_text(data.get("title")),
        start=data.get("from") or min(beginning, to or beginning),
        to=to,
    )


def _target(data: Data) -> TargetEntry:
    return TargetEntry(as_text(data["unit"]), as_text(data["criterion"]), number(data, "value"))
