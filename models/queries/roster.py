"""A cluster's roster as it stands, in the shape of its YAML file."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlmodel import Session, col, select

from models.cluster import Cluster, EmulationYear, Membership, OfficeTerm, Unit, UnitName
from models.criteria import Target
from models.people import Mandate, Person


def roster_of(session: Session, cluster: Cluster, year: int) -> dict[str, Any]:
    """What `cluster import` would read back to the same cluster."""
    units = _units(session, cluster)
    theme = session.get(EmulationYear, (cluster.id, year))
    return {
        "cluster": {
            "code": cluster.code,
            "kind": cluster.kind.value,
            "number": cluster.number,
            "name": cluster.name,
            "short_name": cluster.short_name,
            "council": cluster.council,
            "standing_body": cluster.standing_body,
            "province": cluster.province,
            "year": year,
            "theme": theme.theme if theme else None,
            "settings": {
                "points_visible": cluster.points_visible.value,
                "language": cluster.locale,
            },
        },
        "units": [_unit(session, unit, member) for unit, member in units],
        "offices": _offices(session, cluster),
        "people": _people(session, cluster),
        "targets": _targets(session, cluster, year),
    }


def _units(session: Session, cluster: Cluster) -> list[tuple[Unit, Membership]]:
    rows = session.exec(
        select(Unit, Membership)
        .join(Membership, col(Membership.unit_id) == Unit.id)
        .where(Membership.cluster_id == cluster.id)
        .order_by(col(Membership.id))
    ).all()
    return [(unit, member) for unit, member in rows]


def _unit(session: Session, unit: Unit, member: Membership) -> dict[str, Any]:
    names = session.exec(
        select(UnitName).where(UnitName.unit_id == unit.id).order_by(col(UnitName.from_on))
    ).all()
    into = session.get(Unit, unit.merged_into_id) if unit.merged_into_id else None
    described: dict[str, Any] = {
        "code": unit.code,
        "name": names[-1].name,
        "short_name": names[-1].short_name,
        "from": member.from_on,
        "to": member.to_on,
        "merged_into": into.code if into else None,
        "former_names": [
            {"name": former.name, "until": following.from_on - timedelta(days=1)}
            for former, following in pairwise(names)
        ],
    }
    return {key: value for key, value in described.items() if value not in (None, [])}


def _codes(session: Session) -> dict[int | None, str]:
    return {unit.id: unit.code for unit in session.exec(select(Unit)).all()}


def _offices(session: Session, cluster: Cluster) -> list[dict[str, Any]]:
    codes = _codes(session)
    rows = session.exec(
        select(OfficeTerm).where(OfficeTerm.cluster_id == cluster.id).order_by(col(OfficeTerm.id))
    ).all()
    return [
        {
            "unit": codes[row.unit_id],
            "office": row.office.value,
            "from": row.from_on,
            "to": row.to_on,
        }
        for row in rows
    ]


def _people(session: Session, cluster: Cluster) -> list[dict[str, Any]]:
    codes = _codes(session)
    rows = session.exec(
        select(Mandate, Person)
        .join(Person, col(Person.id) == Mandate.person_id)
        .where(Mandate.cluster_id == cluster.id)
        .order_by(col(Mandate.id))
    ).all()
    return [_entry(mandate, person, codes) for mandate, person in rows]


def _entry(mandate: Mandate, person: Person, codes: dict[int | None, str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": mandate.named or person.name,
        "unit": codes.get(mandate.unit_id),
        "role": mandate.role.value,
        "title": mandate.title,
        "from": mandate.from_on,
        "to": mandate.to_on,
    }
    return {key: value for key, value in described.items() if value not in (None, "")}


def _targets(session: Session, cluster: Cluster, year: int) -> list[dict[str, Any]]:
    codes = _codes(session)
    rows = session.exec(
        select(Target).where(Target.cluster_id == cluster.id, Target.year == year)
    ).all()
    return [
        {
            "unit": codes[row.unit_id],
            "criterion": row.code,
            **({"not_assigned": True} if row.value is None else {"value": str(row.value)}),
        }
        for row in rows
    ]
