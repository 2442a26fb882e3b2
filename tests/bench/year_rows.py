"""A country's people and clusters as rows of the tables."""

from datetime import UTC, date, datetime

from models.cluster import ClusterKind, Office, PointsVisible
from models.people import Role

LONG_AGO = date(2020, 1, 1)
FAR_OFF = date(2030, 12, 31)
FIRST_USER = 5_000_000
OWN_LADDER = ((10, 8, "o"), (2, 15, "ol"), (0, 8, "olh"))
OWN_AFTER = 2
AUDIENCES = {"o": "officer", "l": "leader", "h": "head"}


def cluster_row(cluster):
    name = f"Cụm {cluster.id} tỉnh {cluster.province}"
    return {
        "id": cluster.id,
        "code": f"nam-{cluster.id}",
        "kind": ClusterKind.CUM,
        "number": cluster.id,
        "name": name,
        "short_name": f"C{cluster.id}",
        "points_visible": PointsVisible.PUBLISHED,
        "council": "",
        "standing_body": "",
        "province": f"Tỉnh {cluster.province}",
        "locale": "vi",
    }


def name_row(unit):
    name = f"Sở {unit.id}"
    return {"unit_id": unit.id, "from_on": LONG_AGO, "name": name, "short_name": name}


def membership_row(unit):
    return {"cluster_id": unit.cluster.id, "unit_id": unit.id, "from_on": LONG_AGO}


def office_rows(cluster):
    for office, unit in zip(
        (Office.HEAD, Office.DEPUTY, Office.SECRETARY), cluster.units, strict=False
    ):
        yield {
            "cluster_id": cluster.id,
            "unit_id": unit.id,
            "office": office,
            "from_on": LONG_AGO,
            "to_on": FAR_OFF,
        }


def person_row(person):
    return {
        "id": person.id,
        "name": f"Người {person.id}",
        "locale": "vi",
        "loud": False,
        "zone": person.zone,
        "quiet_from": person.quiet[0],
        "quiet_to": person.quiet[1],
    }


def mandate_row(person, unit, is_leader):
    return {
        "person_id": person.id,
        "cluster_id": unit.cluster.id,
        "unit_id": unit.id,
        "role": Role.LEADER if is_leader else Role.OFFICER,
        "title": "",
        "named": "",
        "from_on": LONG_AGO,
    }


def account_row(person):
    return {"person_id": person.id, "channel": "telegram", "user_id": user_of(person.id)}


def user_of(person_id):
    """The chat of a person."""
    return FIRST_USER + person_id


def ladder_row(cluster, by):
    rungs = [
        {
            "days": days,
            "hour": hour,
            "tone": "plain",
            "audience": sorted(AUDIENCES[each] for each in audience),
        }
        for days, hour, audience in OWN_LADDER
    ]
    return {
        "cluster_id": cluster.id,
        "kind": "sheet",
        "rungs": rungs,
        "after_days": OWN_AFTER,
        "by": by,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
    }
