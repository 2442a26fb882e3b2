"""A period's appraisal at a glance: how far each sheet is, who appraises, what waits."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col

from models.access import Actor, OpenSheet, has
from models.appraisal import Appointment, Appraisal, Exchange, ExchangeKind
from models.base import columns
from models.cluster import Cluster, Office
from models.criteria import CriteriaSet
from models.queries.appraisal import accepted_by_units, appraisal_view
from models.queries.criteria import table_of
from models.queries.exchanges import exchanges_of
from models.queries.people import MemberUnit, member_units, unit_names
from models.queries.period import PeriodState, period_state
from models.reader import Reader, reader_of
from models.rules.calendar import local_date
from models.rules.stages import Stage
from models.rules.visibility import Relation
from models.seats import Right
from models.sheet import Entry, Period, Sheet, SheetState


@dataclass(frozen=True, slots=True)
class UnitAppraisal:
    """How far one unit's sheet is. `done` of `whole` items are appraised."""

    sheet_id: int
    unit_id: int
    name: str
    short_name: str
    submitted: bool
    returned: bool
    done: int
    whole: int
    told: bool
    accepted: bool
    explanations: int
    """Without an answer yet."""
    questions: int
    own: bool
    mine: bool
    nobody: bool
    """There is nobody who could appraise it."""


@dataclass(frozen=True, slots=True)
class WaitingExplanation:
    """An explanation that waits for an answer of mine."""

    exchange_id: int
    short_name: str
    code: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A period's appraisal, unit by unit, as one reader may see it."""

    period: PeriodState
    rows: tuple[UnitAppraisal, ...]
    waiting: tuple[WaitingExplanation, ...]
    appointed: tuple[str, ...]
    """The short names of the units that were named to appraise."""
    appointed_ids: frozenset[int]
    deputies: tuple[str, ...]
    may_run: bool

    @property
    def told(self) -> int:
        """How many units have been told."""
        return sum(row.told for row in self.rows)

    @property
    def submitted(self) -> int:
        """How many sheets there are to appraise."""
        return sum(row.submitted for row in self.rows)


def overview(
    session: Session, period: Period, reader: Reader, now: datetime, today: date
) -> Overview:
    """The appraisal of a period; who may not appraise any of its sheets sees only progress."""
    session.flush()  # what this turn has written is part of what it shows
    sheets = _sheets(session, period)
    names = unit_names(session, [sheet.unit_id for sheet in sheets], today)
    units = member_units(session, period.cluster_id, today)
    team = _team(session, period)
    progress = _Progress(session, period, sheets)
    rows = tuple(
        _row(
            sheet,
            names[sheet.unit_id],
            reader,
            progress,
            nobody=not _can_appraise(sheet.unit_id, units, team),
        )
        for sheet in sheets
    )
    cluster = session.get_one(Cluster, period.cluster_id)
    mine = {row.sheet_id: row.short_name for row in rows if row.mine}
    return Overview(
        period_state(period, cluster.name, now),
        rows,
        _waiting_for_me(session, period, mine),
        tuple(unit.short_name for unit in units if unit.unit_id in team),
        team,
        tuple(unit.short_name for unit in units if Office.DEPUTY in unit.offices),
        may_run=any(has(seat, Right.RUN) for seat in reader.seats),
    )


def _sheets(session: Session, period: Period) -> list[Sheet]:
    query = columns(Sheet).where(col(Sheet.period_id) == period.id).order_by(col(Sheet.id))
    return list(session.scalars(query).all())


def _team(session: Session, period: Period) -> frozenset[int]:
    query = columns(Appointment.unit_id).where(col(Appointment.period_id) == period.id)
    return frozenset(session.scalars(query).all())


def _can_appraise(unit_id: int, units: tuple[MemberUnit, ...], team: frozenset[int]) -> bool:
    """Somebody else than the unit itself: the head, a named unit; the deputy for the head."""
    head = any(unit.unit_id == unit_id and Office.HEAD in unit.offices for unit in units)
    return any(
        unit.unit_id != unit_id
        and (
            unit.unit_id in team
            or Office.HEAD in unit.offices
            or (head and Office.DEPUTY in unit.offices)
        )
        for unit in units
    )


class _Progress:
    """What each sheet of a period has behind it, in three statements."""

    def __init__(self, session: Session, period: Period, sheets: list[Sheet]) -> None:
        self.whole = _item_count(session, period)
        self.done = _done(session, period)
        self.waiting = _waiting(session, period)
        self.accepted = accepted_by_units(session, [sheet.id or 0 for sheet in sheets])


def _item_count(session: Session, period: Period) -> int:
    content_hash = session.execute(
        columns(CriteriaSet.content_hash).where(col(CriteriaSet.id) == period.criteria_set_id)
    ).scalar_one()
    return len(table_of(session, period.criteria_set_id, content_hash).items)


def _done(session: Session, period: Period) -> Counter[int]:
    """Sheet id -> items appraised, without those that the unit has changed since."""
    query = (
        columns(Appraisal.sheet_id, Appraisal.at, col(Entry.at).label("declared_at"))
        .join(Sheet, col(Sheet.id) == Appraisal.sheet_id)
        .outerjoin(
            Entry,
            (col(Entry.sheet_id) == Appraisal.sheet_id) & (col(Entry.code) == Appraisal.code),
        )
        .where(col(Sheet.period_id) == period.id)
    )
    return Counter(
        row.sheet_id
        for row in session.execute(query).all()
        if row.declared_at is None or row.declared_at <= row.at
    )


def _waiting(session: Session, period: Period) -> Counter[tuple[int, ExchangeKind]]:
    """(sheet id, kind) -> how many have no answer."""
    query = columns(Exchange.sheet_id, Exchange.kind).where(
        col(Exchange.period_id) == period.id, col(Exchange.answered_at).is_(None)
    )
    return Counter((sheet_id, kind) for sheet_id, kind in session.execute(query).all())


def waiting(session: Session, period_id: int) -> int:
    """How many explanations of a period have no answer yet."""
    query = columns(Exchange.id).where(
        col(Exchange.period_id) == period_id,
        col(Exchange.kind) == ExchangeKind.EXPLANATION,
        col(Exchange.answered_at).is_(None),
    )
    return len(session.scalars(query).all())


def _row(
    sheet: Sheet, names: tuple[str, str], reader: Reader, progress: _Progress, *, nobody: bool
) -> UnitAppraisal:
    sheet_id = sheet.id or 0
    told = sheet.appraised_at
    return UnitAppraisal(
        sheet_id,
        sheet.unit_id,
        *names,
        submitted=sheet.state == SheetState.SUBMITTED,
        returned=sheet.state == SheetState.RETURNED,
        done=progress.done[sheet_id],
        whole=progress.whole,
        told=told is not None,
        accepted=told is not None and (sheet_id, told) in progress.accepted,
        explanations=progress.waiting[sheet_id, ExchangeKind.EXPLANATION],
        questions=progress.waiting[sheet_id, ExchangeKind.QUESTION],
        own=Relation.OWN in reader.relations(sheet),
        mine=reader.may_appraise(sheet),
        nobody=nobody,
    )


def _waiting_for_me(
    session: Session, period: Period, mine: dict[int, str]
) -> tuple[WaitingExplanation, ...]:
    query = (
        columns(Exchange.id, Exchange.sheet_id, Exchange.code)
        .where(
            col(Exchange.period_id) == period.id,
            col(Exchange.kind) == ExchangeKind.EXPLANATION,
            col(Exchange.answered_at).is_(None),
        )
        .order_by(col(Exchange.id))
    )
    return tuple(
        WaitingExplanation(exchange_id, mine[sheet_id], code)
        for exchange_id, sheet_id, code in session.execute(query).all()
        if sheet_id in mine
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a unit's own cards say of its appraisal."""

    sheet_id: int
    told: bool
    differing: int
    questions: int
    """Of an appraiser, without an answer yet."""


def told_of(session: Session, me: Actor, found: OpenSheet, now: datetime) -> Told | None:
    """What a unit is to know of its appraisal; none while there is nothing to know."""
    if found.period.stage is not Stage.APPRAISAL:
        return None
    told = found.sheet.appraised_at is not None
    if not told and not exchanges_of(session, found.sheet.id or 0):
        return None
    reader = reader_of(session, me, found.period, local_date(now))
    view = appraisal_view(session, found, reader, now)
    questions = len(view.waiting(ExchangeKind.QUESTION))
    if not told and not questions:
        return None
    return Told(view.sheet.status.sheet_id, told, len(view.differing), questions)
