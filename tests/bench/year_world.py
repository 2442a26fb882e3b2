"""A country of clusters, made in bulk, and who owes what in it: remembered beside the database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select

from models.cluster import (
    Cluster,
    EmulationYear,
    Membership,
    OfficeTerm,
    Unit,
    UnitName,
)
from models.criteria import CriteriaSet
from models.people import Account, Mandate, Person
from models.reminder import LadderSetting
from tests.bench import year_rows as rows

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = 100_000
"""Ids of ours begin here: beside those of the sample clusters."""
UNITS = 8


def local(day, hour=0, minute=0, second=0):
    """A moment on Vietnam's clocks, aware UTC."""
    return datetime.combine(day, time(hour, minute, second), VIETNAM).astimezone(UTC)


def day_end(day):
    """The last second of a day in Vietnam."""
    return local(day, 23, 59, 59)


@dataclass(eq=False)
class Someone:
    """A person: where they sit, when they may be disturbed, whether they can be written to."""

    id: int
    zone: str = "Asia/Ho_Chi_Minh"
    quiet: tuple = (21, 7)
    joined: bool = True
    blocked: bool = False
    gone_at: datetime | None = None
    seats: list = field(default_factory=list)
    """(unit, whether as its leader)"""


@dataclass(eq=False)
class AUnit:
    """A unit of one cluster."""

    id: int
    cluster: "ACluster"
    people: list = field(default_factory=list)
    """(person, whether as its leader)"""


@dataclass(eq=False)
class ACluster:
    """Its first unit is the head's, the second the deputy's, the third the secretary's."""

    id: int
    province: int
    own_ladder: bool = False
    units: list = field(default_factory=list)

    @property
    def desk(self):
        """The units whose people see who is behind."""
        return (self.units[0], self.units[2])


@dataclass(eq=False)
class Debt:
    """What a unit owes, with its history: from when on, until which deadline, askable how long."""

    kind: str
    key: str
    unit: AUnit
    spans: list = field(default_factory=list)
    """(since, due, until); due is None when nothing is owed"""
    told_at: datetime | None = None
    """When everybody was told of it."""

    def born(self, now, due, until=None):
        """It came to be, and everybody was told of it."""
        self.told_at = now
        self.owe(now, due, until)

    def owe(self, since, due, until=None):
        """From now on it is owed, by then."""
        self.spans.append((since, due, until))

    def done(self, at):
        """From then on it is not owed, whatever was to be later."""
        self.spans = [span for span in self.spans if span[0] < at]
        if self.spans and self.spans[-1][1] is not None:
            self.spans.append((at, None, None))

    def at(self, moment):
        """(since, due, until) as it stands then; None if nothing is owed."""
        found = None
        for span in self.spans:
            if span[0] <= moment:
                found = span
        if found is None or found[1] is None or (found[2] and moment > found[2]):
            return None
        return found


class Country:
    """Provinces of clusters of eight units, in the database and here.

    `odd` is the share of people with a zone or quiet hours of their own; a `plain` country has
    one officer for each unit, all alike, whom nothing disturbs.
    """

    def __init__(self, provinces, clusters, seed, odd=0.08, *, plain=False):
        self.chance = Random(seed)  # noqa: S311 - the same each time
        self.plain = plain
        self.clusters, self.people, self.debts, self.odd = [], [], {}, odd
        for number in range(provinces * clusters):
            self._cluster(number, number // clusters)
        if not plain:
            self._second_seats()

    def _cluster(self, number, province):
        cluster = ACluster(
            FIRST + number, province, own_ladder=not self.plain and self.chance.random() < 0.1
        )
        self.clusters.append(cluster)
        for place in range(UNITS):
            unit = AUnit(FIRST + number * UNITS + place, cluster)
            cluster.units.append(unit)
            if self.plain:
                self._seat_plain(unit)
                continue
            joined = self.chance.random() > 0.03
            alone = self.chance.random() < 0.04  # a unit without an officer
            self._person(unit, joined, is_leader=alone)
            if not alone and place % 5 == 0:
                self._person(unit, joined, is_leader=True)

    def _person(self, unit, joined, *, is_leader):
        luck = self.chance.random()
        person = Someone(FIRST + len(self.people), joined=joined)
        person.blocked = self.chance.random() < 0.03
        if luck < self.odd / 3:
            person.zone = "Europe/Berlin"
        elif luck < self.odd:
            person.quiet = self.chance.choice(((20, 10), (8, 11), (12, 14), (0, 0)))
        self.people.append(person)
        self._seat(person, unit, is_leader)

    def _seat_plain(self, unit):
        person = Someone(FIRST + len(self.people), quiet=(0, 0))
        self.people.append(person)
        self._seat(person, unit, is_leader=False)

    @staticmethod
    def _seat(person, unit, is_leader):
        person.seats.append((unit, is_leader))
        unit.people.append((person, is_leader))

    def _second_seats(self):
        """Now and then an officer works for a unit of the next cluster, too."""
        for cluster, other in zip(self.clusters, self.clusters[1:], strict=False):
            if self.chance.random() < 0.5:
                person, is_leader = cluster.units[5].people[0]
                self._seat(person, other.units[6], is_leader)

    def debt(self, kind, thing, ref, unit):
        """That thing of that unit; made when it is first spoken of."""
        key = f"{unit.cluster.id}/{thing}/{ref}/{unit.id}"
        if key not in self.debts:
            self.debts[key] = Debt(kind, key, unit)
        return self.debts[key]

    def fill(self, session):
        """Everybody into the database."""
        self.criteria = session.execute(select(func.min(CriteriaSet.id))).scalar_one()
        units = [unit for cluster in self.clusters for unit in cluster.units]
        seats = [(person, *seat) for person in self.people for seat in person.seats]
        for table, content in (
            (Cluster, [rows.cluster_row(each) for each in self.clusters]),
            (EmulationYear, [{"cluster_id": c.id, "year": 2026} for c in self.clusters]),
            (Unit, [{"id": each.id, "code": f"nam-{each.id}"} for each in units]),
            (UnitName, [rows.name_row(each) for each in units]),
            (Membership, [rows.membership_row(each) for each in units]),
            (OfficeTerm, [row for each in self.clusters for row in rows.office_rows(each)]),
            (Person, [rows.person_row(each) for each in self.people]),
            (Mandate, [rows.mandate_row(*each) for each in seats]),
            (Account, [rows.account_row(each) for each in self.people if each.joined]),
            (
                LadderSetting,
                [rows.ladder_row(c, self.people[0].id) for c in self.clusters if c.own_ladder],
            ),
        ):
            if content:
                session.execute(insert(table), content)
