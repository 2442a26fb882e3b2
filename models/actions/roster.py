"""Taking a cluster's roster into the database, and giving it back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from models.actions.criteria import assign_target
from models.actions.post import wake
from models.audit import note
from models.cluster import (
    Cluster,
    ClusterKind,
    EmulationYear,
    Membership,
    Office,
    OfficeTerm,
    PointsVisible,
    Unit,
    UnitName,
)
from models.people import Mandate, Person, Role
from models.queries.election import RIVALS
from models.rules.roster import OfficeEntry, PersonEntry, Roster, UnitEntry


def take_roster(session: Session, roster: Roster, now: datetime) -> int:
    """Bring a cluster to what its roster says; returns the cluster's id.

    Who: the operator. When: `check_roster` finds no fault. Does: adds or updates cluster, units,
    names, memberships, offices, people and targets; what people have done stays, and people who
    are not named any more keep their mandates. The same roster again changes nothing. Refuses:
    nothing.
    """
    cluster = _cluster(session, roster)
    units = {entry.code: _unit(session, cluster, entry) for entry in roster.units}
    _merge(session, roster, units)
    _offices(session, cluster, roster, units)
    for person in roster.people:
        _person(session, cluster, person, units)
    for target in roster.targets:
        assign_target(
            session,
            cluster.id or 0,
            roster.cluster.year,
            units[target.unit].id or 0,
            target.criterion,
            target.value,
        )
    note(session, now, "imported", f"cluster:{cluster.id}", cluster_id=cluster.id)
    wake(session, cluster.id or 0, now)
    return cluster.id or 0


def _cluster(session: Session, roster: Roster) -> Cluster:
    entry = roster.cluster
    row = session.exec(select(Cluster).where(Cluster.code == entry.code)).first()
    if row is None:
        row = Cluster(
            code=entry.code,
            kind=ClusterKind(entry.kind),
            name=entry.name,
            short_name=entry.short_name,
            points_visible=PointsVisible(entry.points_visible),
        )
        session.add(row)
    row.kind, row.number, row.name = ClusterKind(entry.kind), entry.number, entry.name
    row.short_name, row.council = entry.short_name, entry.council
    row.standing_body, row.province, row.locale = (
        entry.standing_body,
        entry.province,
        entry.language,
    )
    row.points_visible = PointsVisible(entry.points_visible)
    session.flush()  # everything below needs the cluster's id
    year = session.get(EmulationYear, (row.id, entry.year))
    if year is None:
        session.add(EmulationYear(cluster_id=row.id or 0, year=entry.year, theme=entry.theme))
    else:
        year.theme = entry.theme
    return row


def _unit(session: Session, cluster: Cluster, entry: UnitEntry) -> Unit:
    row = session.exec(select(Unit).where(Unit.code == entry.code)).first()
    if row is None:
        row = Unit(code=entry.code)
        session.add(row)
    session.flush()  # names and membership need the unit's id
    _names(session, row, entry)
    member = session.exec(
        select(Membership).where(
            Membership.cluster_id == cluster.id,
            Membership.unit_id == row.id,
            Membership.from_on == entry.start,
        )
    ).first()
    if member is None:
        session.add(
            Membership(
                cluster_id=cluster.id or 0, unit_id=row.id or 0, from_on=entry.start, to_on=entry.to
            )
        )
    else:
        member.to_on = entry.to
    return row


def _names(session: Session, unit: Unit, entry: UnitEntry) -> None:
    """A former name holds until its day; the present one from the next day on."""
    begin = date.min.replace(year=1900)
    spans = []
    for former in sorted(entry.former_names, key=lambda each: each.until):
        spans.append((begin, former.name))
        begin = date.fromordinal(former.until.toordinal() + 1)
    spans.append((begin, entry.name))
    session.execute(delete(UnitName).where(col(UnitName.unit_id) == unit.id))
    for from_on, name in spans:
        session.add(
            UnitName(unit_id=unit.id or 0, from_on=from_on, name=name, short_name=entry.short_name)
        )


def _merge(session: Session, roster: Roster, units: dict[str, Unit]) -> None:
    for entry in roster.units:
        into = units.get(entry.merged_into) if entry.merged_into else None
        units[entry.code].merged_into_id = into.id if into else None
    session.flush()  # the offices below are read by unit


def _offices(session: Session, cluster: Cluster, roster: Roster, units: dict[str, Unit]) -> None:
    """The file's terms; an office that a vote has given stays, and the file's days yield to it."""
    here = col(OfficeTerm.cluster_id) == cluster.id
    entered = col(OfficeTerm.motion_id).is_(None)
    session.execute(delete(OfficeTerm).where(here, entered, _told_by(roster)))
    elected = _elected(session, cluster, roster, units)
    for entry in roster.offices:
        unit_id = units[entry.unit].id or 0
        to_on = _until(entry, unit_id, elected)
        if to_on < entry.start:
            continue
        session.add(
            OfficeTerm(
                cluster_id=cluster.id or 0,
                unit_id=unit_id,
                office=Office(entry.office),
                from_on=entry.start,
                to_on=to_on,
            )
        )


def _told_by(roster: Roster) -> ColumnElement[bool]:
    """Terms of the days that the file speaks of: its year, and those of its own offices."""
    year = roster.cluster.year
    first = min([date(year, 1, 1), *(each.start for each in roster.offices)])
    last = max([date(year, 12, 31), *(each.to for each in roster.offices)])
    return (col(OfficeTerm.from_on) <= last) & (col(OfficeTerm.to_on) >= first)


def _elected(
    session: Session, cluster: Cluster, roster: Roster, units: dict[str, Unit]
) -> list[OfficeTerm]:
    """The terms that votes have given; a unit that leaves holds its office no longer."""
    left = {units[each.code].id: each.to for each in roster.units}
    found = session.exec(
        select(OfficeTerm).where(
            OfficeTerm.cluster_id == cluster.id, col(OfficeTerm.motion_id).is_not(None)
        )
    ).all()
    held = []
    for each in found:
        last = left.get(each.unit_id) or each.to_on
        if last < each.from_on:
            session.delete(each)
            continue
        each.to_on = min(each.to_on, last)
        held.append(each)
    return held


def _until(entry: OfficeEntry, unit_id: int, elected: Sequence[OfficeTerm]) -> date:
    """The last day of a term of the file: its own, or the eve of an elected one in its way."""
    days = [
        each.from_on - timedelta(days=1)
        for each in elected
        if each.from_on <= entry.to and each.to_on >= entry.start and _bars(each, entry, unit_id)
    ]
    return min([entry.to, *days])


def _bars(elected: OfficeTerm, entry: OfficeEntry, unit_id: int) -> bool:
    """One unit holds an office, and one unit is not head and deputy at once."""
    rivals = {elected.office, Office(entry.office)} <= set(RIVALS)
    return elected.office == entry.office or (rivals and elected.unit_id == unit_id)


def _person(session: Session, cluster: Cluster, entry: PersonEntry, units: dict[str, Unit]) -> None:
    unit_id = units[entry.unit].id if entry.unit else None
    found = session.exec(
        select(Mandate).where(
            Mandate.cluster_id == cluster.id,
            Mandate.unit_id == unit_id,
            Mandate.role == Role(entry.role),
            Mandate.named == entry.name,
            Mandate.from_on == entry.start,
        )
    ).first()
    if found is not None:
        found.title = entry.title
        if entry.to is not None:  # a mandate that was ended in chat is not revived by the file
            found.to_on = entry.to
        return
    person = Person(name=entry.name, locale=cluster.locale)
    session.add(person)
    session.flush()  # the mandate needs the person's id
    session.add(
        Mandate(
            person_id=person.id or 0,
            cluster_id=cluster.id or 0,
            unit_id=unit_id,
            role=Role(entry.role),
            title=entry.title,
            named=entry.name,
            from_on=entry.start,
            to_on=entry.to,
        )
    )
