"""The head's board, the home card, and the periods of a cluster."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto

from sqlmodel import Session, col

from models.access import Actor, Right, has
from models.base import columns
from models.cluster import Cluster, EmulationYear
from models.people import Account, Mandate
from models.queries.people import unit_names
from models.queries.period import PeriodState, days_late, period_state, sheet_over
from models.reader import reader_of
from models.rules.calendar import local_date
from models.rules.kinds import Layer
from models.rules.stages import Stage
from models.sheet import Period, Sheet, SheetState
from models.voting import Motion, MotionState


class Standing(Enum):
    """How far a unit is, in the words of a board."""

    SUBMITTED = auto()
    RETURNED = auto()
    UNDER_WAY = auto()
    NOT_STARTED = auto()
    NEVER_JOINED = auto()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit on the board. `points` are none where the reader may not see them."""

    sheet_id: int
    unit_id: int
    name: str
    short_name: str
    standing: Standing
    answered: int
    countable: int
    points: Decimal | None
    late_days: int
    over: bool
    reminded_today: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A period's progress, unit by unit."""

    period: PeriodState
    rows: tuple[UnitRow, ...]
    may_run: bool
    may_remind: bool
    may_read: bool = False
    """Holds an office or observes: reads the score table from the appraisal on."""
    may_appraise: bool = False
    """Some sheet is the reader's to appraise, and it is the time for it."""

    @property
    def submitted(self) -> int:
        """How many units have handed in."""
        return sum(row.standing == Standing.SUBMITTED for row in self.rows)

    @property
    def owing(self) -> tuple[UnitRow, ...]:
        """Units that have not."""
        return tuple(row for row in self.rows if row.standing != Standing.SUBMITTED)


def board(session: Session, period: Period, me: Actor | None, now: datetime, today: date) -> Board:
    """The board as `me` may see it; nobody (a group) sees no points."""
    cluster = session.get_one(Cluster, period.cluster_id)
    state = period_state(period, cluster.name, now)
    seats = [seat for seat in me.seats if seat.cluster_id == period.cluster_id] if me else []
    reader = reader_of(session, me, period, today)
    sheets = _sheets(session, period, today)
    rows = tuple(
        _row(
            sheet,
            period,
            names,
            sees=reader.sees(sheet, Layer.SELF),
            joined=joined,
            now=now,
            today=today,
        )
        for sheet, names, joined in sheets
    )
    return Board(
        state,
        rows,
        may_run=any(has(seat, Right.RUN) for seat in seats),
        may_remind=any(has(seat, Right.REMIND) for seat in seats),
        may_read=any(has(seat, Right.SEE_POINTS) for seat in seats),
        may_appraise=period.stage is Stage.APPRAISAL
        and any(reader.may_appraise(sheet) for sheet, _, _ in sheets),
    )


def _sheets(
    session: Session, period: Period, today: date
) -> list[tuple[Sheet, tuple[str, str], bool]]:
    query = columns(Sheet).where(col(Sheet.period_id) == period.id).order_by(col(Sheet.id))
    sheets: list[Sheet] = list(session.scalars(query).all())
    names = unit_names(session, [sheet.unit_id for sheet in sheets], today)
    joined = _joined_units(session, period.cluster_id, today)
    return [(sheet, names[sheet.unit_id], sheet.unit_id in joined) for sheet in sheets]


def _joined_units(session: Session, cluster_id: int, today: date) -> set[int]:
    rows = session.execute(
        columns(Mandate.unit_id)
        .join(Account, col(Account.person_id) == Mandate.person_id)
        .where(
            col(Mandate.cluster_id) == cluster_id,
            col(Mandate.unit_id).is_not(None),
            col(Mandate.from_on) <= today,
            (col(Mandate.to_on).is_(None)) | (col(Mandate.to_on) >= today),
        )
    ).all()
    return {unit_id for (unit_id,) in rows}


def _row(
    sheet: Sheet,
    period: Period,
    names: tuple[str, str],
    *,
    sees: bool,
    joined: bool,
    now: datetime,
    today: date,
) -> UnitRow:
    handed_in = sheet.state == SheetState.SUBMITTED
    reminded = sheet.reminded_at is not None and local_date(sheet.reminded_at) == today
    return UnitRow(
        sheet.id or 0,
        sheet.unit_id,
        *names,
        _standing(sheet, joined=joined),
        sheet.answered,
        sheet.countable,
        sheet.points if sees else None,
        sheet.late_days if handed_in else days_late(sheet, period, now),
        over=not handed_in and sheet_over(sheet, period, now),
        reminded_today=reminded,
    )


def _standing(sheet: Sheet, *, joined: bool) -> Standing:
    if sheet.state == SheetState.SUBMITTED:
        return Standing.SUBMITTED
    if sheet.state == SheetState.RETURNED:
        return Standing.RETURNED
    if sheet.answered:
        return Standing.UNDER_WAY
    return Standing.NOT_STARTED if joined else Standing.NEVER_JOINED


def latest_period(session: Session, cluster_id: int) -> Period | None:
    """The period opened last in the cluster."""
    return session.scalars(
        columns(Period)
        .where(col(Period.cluster_id) == cluster_id)
        .order_by(col(Period.opened_at).desc(), col(Period.id).desc())
        .limit(1)
    ).first()


def sheet_of(session: Session, period_id: int, unit_id: int) -> int | None:
    """The id of a unit's sheet in a period."""
    return session.scalars(
        columns(Sheet.id).where(col(Sheet.period_id) == period_id, col(Sheet.unit_id) == unit_id)
    ).first()


def opened_codes(session: Session, cluster_id: int, year: int) -> frozenset[str]:
    """Which periods of the year have been opened."""
    rows = session.scalars(
        columns(Period.code).where(col(Period.cluster_id) == cluster_id, col(Period.year) == year)
    ).all()
    return frozenset(code.value for code in rows)


def theme_of(session: Session, cluster_id: int, year: int) -> str:
    """The theme of the cluster's year, empty if there is none."""
    row = session.get(EmulationYear, (cluster_id, year))
    return (row.theme or "") if row else ""


def cluster_of_group(session: Session, chat_id: int) -> Cluster | None:
    """The cluster that a group belongs to."""
    found: Cluster | None = session.scalars(
        columns(Cluster).where(col(Cluster.group_chat_id) == chat_id)
    ).first()
    return found


def next_deadline(session: Session, now: datetime) -> datetime | None:
    """The nearest deadline ahead: of self-scoring, of objections to a table, of an open vote."""
    scoring = columns(Period.due_at).where(
        col(Period.stage) == Stage.SCORING, col(Period.due_at) > now
    )
    review = columns(Period.review_due_at).where(
        col(Period.stage) == Stage.REVIEW, col(Period.review_due_at) > now
    )
    votes = columns(Motion.closes_at).where(
        col(Motion.state) == MotionState.OPEN, col(Motion.closes_at) > now
    )
    found = [moment for query in (scoring, review, votes) for moment in session.scalars(query)]
    return min(found, default=None)
