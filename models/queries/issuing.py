"""Who issues an official paper of a cluster, and who signs it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.cluster import Cluster, ClusterKind, Office
from models.people import Role
from models.queries.people import member_units, speakers


@dataclass(frozen=True, slots=True)
class Issuing:
    """What a paper's head and foot say of the cluster; what is not known is empty."""

    issuer: str
    parent: str
    kind: ClusterKind
    place: str
    sign: str
    head: str
    secretary: str


def issuing(session: Session, cluster_id: int, today: date) -> Issuing:
    """The cluster as an issuer; its head's and its secretary's leaders sign."""
    cluster = session.get_one(Cluster, cluster_id)
    return Issuing(
        cluster.name,
        cluster.council,
        cluster.kind,
        cluster.province,
        cluster.short_name,
        _leader(session, cluster_id, today, Office.HEAD),
        _leader(session, cluster_id, today, Office.SECRETARY),
    )


def _leader(session: Session, cluster_id: int, today: date, office: Office) -> str:
    """The name of who leads the unit that holds the office."""
    units = [unit for unit in member_units(session, cluster_id, today) if office in unit.offices]
    people = [
        speaker
        for unit in units
        for speaker in speakers(session, cluster_id, today, unit_id=unit.unit_id)
    ]
    return next((each.name for each in people if each.role == Role.LEADER), "")
