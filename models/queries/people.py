"""Who speaks for whom, what units are called today, who has joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col

from models.base import columns
from models.cluster import Cluster, Membership, Office, OfficeTerm, UnitName, holds
from models.people import Account, Invitation, Mandate, Person, Role
from models.rules.alphabet import sort_key


@dataclass(frozen=True, slots=True)
class MemberUnit:
    """A unit of a cluster as it is called on a day, with the offices that it holds."""

    unit_id: int
    name: str
    short_name: str
    offices: frozenset[Office]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person with a mandate; `joined` once they have an account, `reachable` by letters."""

    mandate_id: int
    person_id: int
    name: str
    title: str
    role: Role
    unit_id: int | None
    joined: bool
    reachable: bool


@dataclass(frozen=True, slots=True)
class InvitationState:
    """What the holder of a code is being asked to confirm."""

    invitation_id: int
    person_name: str
    role: Role
    unit_name: str
    cluster_name: str


def member_units(session: Session, cluster_id: int, today: date) -> tuple[MemberUnit, ...]:
    """The cluster's units on that day, in the order in which they became members."""
    rows = session.execute(
        columns(Membership.unit_id)
        .where(col(Membership.cluster_id) == cluster_id, _valid(Membership, today))
        .order_by(col(Membership.id))
    ).all()
    offices = _offices(session, cluster_id, today)
    names = unit_names(session, [unit_id for (unit_id,) in rows], today)
    return tuple(
        MemberUnit(unit_id, *names[unit_id], offices.get(unit_id, frozenset()))
        for (unit_id,) in rows
    )


def unit_names(
    session: Session, unit_ids: Sequence[int], today: date
) -> dict[int, tuple[str, str]]:
    """Unit id -> (name, short name) as they are called on that day."""
    rows = session.execute(
        columns(UnitName.unit_id, UnitName.name, UnitName.short_name)
        .where(col(UnitName.unit_id).in_(unit_ids), col(UnitName.from_on) <= today)
        .order_by(col(UnitName.from_on))
    ).all()
    return {unit_id: (name, short) for unit_id, name, short in rows}


def _offices(session: Session, cluster_id: int, today: date) -> dict[int, frozenset[Office]]:
    rows = session.execute(
        columns(OfficeTerm.unit_id, OfficeTerm.office).where(
            col(OfficeTerm.cluster_id) == cluster_id,
            holds(today),
        )
    ).all()
    held: dict[int, frozenset[Office]] = {}
    for unit_id, office in rows:
        held[unit_id] = held.get(unit_id, frozenset()) | {office}
    return held


def _valid(table: type[Membership] | type[Mandate], today: date) -> ColumnElement[bool]:
    return (col(table.from_on) <= today) & or_(
        col(table.to_on).is_(None), col(table.to_on) >= today
    )


def speakers(
    session: Session, cluster_id: int, today: date, *, unit_id: int | None = None
) -> tuple[Speaker, ...]:
    """Everyone with a mandate in the cluster (for one unit, if named).

    Leaders first; within a role by name, in the order of the Vietnamese alphabet.
    """
    query = (
        columns(
            Mandate.id,
            Mandate.person_id,
            Person.name,
            Mandate.title,
            Mandate.role,
            Mandate.unit_id,
            func.count(col(Account.id)),
            func.count(col(Account.unreachable_at)),
        )
        .join(Person, col(Person.id) == Mandate.person_id)
        .outerjoin(Account, col(Account.person_id) == Mandate.person_id)
        .where(col(Mandate.cluster_id) == cluster_id, _valid(Mandate, today))
        .group_by(col(Mandate.id), col(Person.id))
        .order_by(col(Mandate.id))
    )
    if unit_id is not None:
        query = query.where(col(Mandate.unit_id) == unit_id)
    rows = session.execute(query).all()
    found = [_speaker(*row) for row in rows]
    order = list(Role)
    return tuple(sorted(found, key=lambda each: (order.index(each.role), sort_key(each.name))))


def _speaker(
    mandate_id: int,
    person_id: int,
    name: str,
    title: str,
    role: Role,
    unit_id: int | None,
    accounts: int,
    unreachable: int,
) -> Speaker:
    return Speaker(
        mandate_id,
        person_id,
        name,
        title,
        role,
        unit_id,
        joined=accounts > 0,
        reachable=accounts > unreachable,
    )


def joined_people(
    session: Session, cluster_id: int, today: date, *, unit_id: int | None = None
) -> list[int]:
    """Ids of the people who can be written to, each once; observers only if no unit is named."""
    found = speakers(session, cluster_id, today, unit_id=unit_id)
    return list(dict.fromkeys(speaker.person_id for speaker in found if speaker.reachable))


def office_people(
    session: Session, cluster_id: int, today: date, office: Office = Office.HEAD
) -> list[int]:
    """Ids of the joined people of the unit that holds the office."""
    units = [unit for unit in member_units(session, cluster_id, today) if office in unit.offices]
    found = [joined_people(session, cluster_id, today, unit_id=unit.unit_id) for unit in units]
    return [person for people in found for person in people]


def invitation_state(
    session: Session, code_hash: str, now: datetime, today: date
) -> tuple[InvitationState, bool] | None:
    """What the code invites to, and whether it is still good; none for an unknown code."""
    row = session.execute(
        columns(
            Invitation.id,
            Invitation.used_at,
            Invitation.revoked_at,
            Invitation.expires_at,
            Person.name,
            Mandate.role,
            Mandate.unit_id,
            Cluster.name,
        )
        .join(Mandate, col(Mandate.id) == Invitation.mandate_id)
        .join(Person, col(Person.id) == Mandate.person_id)
        .join(Cluster, col(Cluster.id) == Mandate.cluster_id)
        .where(col(Invitation.code_hash) == code_hash)
    ).first()
    if row is None:
        return None
    invitation_id, used, revoked, expires, name, role, unit_id, cluster = row
    names = unit_names(session, [unit_id], today) if unit_id else {}
    unit = names.get(unit_id, ("", ""))[0]
    good = used is None and revoked is None and now < expires
    return InvitationState(invitation_id, name, role, unit, cluster), good


def mandate_place(session: Session, mandate_id: int, today: date) -> tuple[int, str] | None:
    """The cluster of a mandate, and its unit's name today (empty for an observer)."""
    row = session.execute(
        columns(Mandate.cluster_id, Mandate.unit_id).where(col(Mandate.id) == mandate_id)
    ).first()
    if row is None:
        return None
    names = unit_names(session, [row.unit_id], today) if row.unit_id else {}
    return row.cluster_id, names.get(row.unit_id, ("", ""))[0]
