"""What the cluster's head does with a period: open, move, remind, return."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, select

from models import access
from models.access import Actor, Right
from models.actions.evidence import take_in
from models.actions.post import mark, owe, wake
from models.audit import note
from models.errors import (
    DateInPast,
    NobodyOwes,
    PeriodExists,
    ReasonNeeded,
    RemindedToday,
    SheetNotHandedIn,
    TextTooLong,
)
from models.errors_review import WrongStage
from models.queries.criteria import current_set, table_of
from models.queries.people import joined_people, member_units
from models.queries.period import sheet_due, sheet_over
from models.queries.sheet import totals_of
from models.rules.calendar import local_date
from models.rules.scoring import late_rule
from models.rules.stages import Stage
from models.sheet import Period, PeriodCode, Sheet, SheetState

REASON_AT_LEAST = 5
REASON_AT_MOST = 1000
DEFAULT_GRACE_DAYS = 10


def late_terms(session: Session, cluster_id: int, year: int) -> tuple[Decimal, Decimal]:
    """What a day late costs and the most that lateness can cost, by the criteria table.

    Who: any action. When: a period is prepared. Does: reads the table's own lateness rule; a
    table without one costs nothing. Refuses: NoCriteria.
    """
    criteria = current_set(session, cluster_id, year)
    loaded = table_of(session, criteria.id or 0, criteria.content_hash)
    rule = late_rule(loaded.table)
    if rule is None:
        return Decimal(0), Decimal(0)
    _item, _violation, per_day, cap = rule
    return per_day, cap if cap is not None else loaded.items[_item].max


def open_period(
    session: Session,
    me: Actor,
    cluster_id: int,
    year: int,
    code: PeriodCode,
    due_at: datetime,
    grace_days: int,
    now: datetime,
) -> int:
    """Open self-scoring; returns the period's id.

    Who: the cluster's head. When: an adopted criteria table exists and the deadline lies ahead.
    Does: makes a sheet for each member unit of today, tells everybody who has joined. Refuses:
    NotForYou, NotYourCluster, NoCriteria, DateInPast, PeriodExists.
    """
    access.require(me, cluster_id, Right.RUN)
    if due_at <= now:
        raise DateInPast(due_at)
    if session.exec(
        select(Period).where(
            Period.cluster_id == cluster_id, Period.year == year, Period.code == code
        )
    ).first():
        raise PeriodExists
    criteria = current_set(session, cluster_id, year)
    per_day, cap = late_terms(session, cluster_id, year)
    period = Period(
        cluster_id=cluster_id,
        year=year,
        code=code,
        criteria_set_id=criteria.id or 0,
        opened_at=now,
        opened_by=me.person_id,
        due_at=due_at,
        grace_days=grace_days,
        late_per_day=per_day,
        late_cap=cap,
    )
    session.add(period)
    session.flush()  # sheets and letters need the period's id
    _make_sheets(session, period, now)
    note(
        session,
        now,
        "opened",
        f"period:{period.id}",
        person_id=me.person_id,
        cluster_id=cluster_id,
        new={"code": code.value, "due_at": due_at.isoformat(), "grace_days": grace_days},
    )
    people = joined_people(session, cluster_id, local_date(now))
    owe(session, now, "opened", str(period.id), people, period=period.id)
    mark(session, f"cluster:{cluster_id}", f"group:{cluster_id}", by=me.person_id)
    wake(session, cluster_id, now)
    return period.id or 0


def _make_sheets(session: Session, period: Period, now: datetime) -> None:
    criteria = current_set(session, period.cluster_id, period.year)
    loaded = table_of(session, criteria.id or 0, criteria.content_hash)
    countable = totals_of(loaded, {}, {}, 0, period).countable
    for unit in member_units(session, period.cluster_id, local_date(now)):
        session.add(
            Sheet(
                period_id=period.id or 0,
                unit_id=unit.unit_id,
                state=SheetState.DRAFT,
                countable=countable,
            )
        )


def move_deadline(
    session: Session, me: Actor, period_id: int, due_at: datetime, now: datetime
) -> None:
    """Give the period another deadline.

    Who: the cluster's head. When: the new deadline lies ahead. Does: moves it for every sheet
    without a deadline of its own, tells everybody. The same deadline again changes nothing.
    Refuses: NotForYou, NotYourCluster, WrongStage, DateInPast.
    """
    period = access.period_locked(session, me, period_id, Right.RUN)
    if period.stage is not Stage.SCORING:
        raise WrongStage(period.stage)
    if due_at <= now:
        raise DateInPast(due_at)
    if due_at == period.due_at:
        return
    note(
        session,
        now,
        "moved",
        f"period:{period_id}",
        person_id=me.person_id,
        cluster_id=period.cluster_id,
        old=period.due_at.isoformat(),
        new=due_at.isoformat(),
    )
    period.due_at = due_at
    people = joined_people(session, period.cluster_id, local_date(now))
    due = due_at.isoformat()
    owe(session, now, "moved", f"{period_id}:{now.isoformat()}", people, period=period_id, due=due)
    sheets = session.exec(select(Sheet.id).where(Sheet.period_id == period_id)).all()
    mark(session, *(f"sheet:{sheet_id}" for sheet_id in sheets), by=me.person_id)
    _mark_period(session, period, me)
    wake(session, period.cluster_id, now)


def return_sheet(
    session: Session, me: Actor, sheet_id: int, why: str, due_at: datetime, now: datetime
) -> None:
    """Send a submitted sheet back to its unit with a reason and a new deadline.

    Who: the cluster's head. When: the sheet is handed in, the new deadline lies ahead. Does: the
    unit can change and hand in again, with the evidence that came later; everyone of the unit is
    told why. Refuses: NotForYou, NotYourCluster, WrongStage, SheetNotHandedIn, ReasonNeeded,
    TextTooLong, DateInPast.
    """
    access.hold_period(session, sheet_id)
    found = access.run_sheet(session, me, sheet_id, local_date(now), lock=True)
    sheet, period = found.sheet, found.period
    if period.stage not in (Stage.SCORING, Stage.APPRAISAL):
        raise WrongStage(period.stage)
    if sheet.state != SheetState.SUBMITTED:
        raise SheetNotHandedIn
    if len(why.strip()) < REASON_AT_LEAST:
        raise ReasonNeeded
    if len(why) > REASON_AT_MOST:
        raise TextTooLong(REASON_AT_MOST)
    if due_at <= now:
        raise DateInPast(due_at)
    before = sheet_due(sheet, period)
    sheet.state, sheet.returned_why, sheet.due_at = SheetState.RETURNED, why, due_at
    take_in(session, sheet_id)
    note(
        session,
        now,
        "returned",
        f"sheet:{sheet_id}",
        person_id=me.person_id,
        unit_id=sheet.unit_id,
        cluster_id=period.cluster_id,
        old={"state": SheetState.SUBMITTED.value, "due_at": before.isoformat()},
        new={"state": SheetState.RETURNED.value, "due_at": due_at.isoformat()},
        why=why,
    )
    people = joined_people(session, period.cluster_id, local_date(now), unit_id=sheet.unit_id)
    owe(session, now, "returned", f"{sheet_id}:{now.isoformat()}", people, sheet=sheet_id)
    mark(session, f"sheet:{sheet_id}", by=me.person_id)
    _mark_period(session, period, me)
    wake(session, period.cluster_id, now)


def remind(session: Session, me: Actor, period_id: int, sheet_id: int | None, now: datetime) -> int:
    """Remind the units that owe a sheet (one of them, if named); returns how many.

    Who: the cluster's head or secretary. When: the period accepts sheets. Does: a letter to each
    joined person of each unit that owes, at most one a day for a unit. Refuses: NotForYou,
    NotYourCluster, NobodyOwes, RemindedToday.
    """
    period = access.period_for(session, me, period_id, Right.REMIND)
    today = local_date(now)
    owing = [
        sheet
        for sheet in session.exec(select(Sheet).where(Sheet.period_id == period_id)).all()
        if sheet.state != SheetState.SUBMITTED
        and not sheet_over(sheet, period, now)
        and sheet_id in (None, sheet.id)
    ]
    if not owing:
        raise NobodyOwes
    due = [sheet for sheet in owing if not _reminded_on(sheet, today)]
    reminded = sum(_remind_unit(session, period, sheet, now) for sheet in due)
    if not reminded:
        raise RemindedToday
    note(
        session,
        now,
        "reminded",
        f"period:{period_id}",
        person_id=me.person_id,
        cluster_id=period.cluster_id,
        new={"units": reminded},
    )
    mark(session, f"board:{period_id}", by=me.person_id)
    return reminded


def _reminded_on(sheet: Sheet, today: object) -> bool:
    return sheet.reminded_at is not None and local_date(sheet.reminded_at) == today


def _remind_unit(session: Session, period: Period, sheet: Sheet, now: datetime) -> bool:
    """A letter to each joined person of the unit; whether there was anybody to write to."""
    today = local_date(now)
    people = joined_people(session, period.cluster_id, today, unit_id=sheet.unit_id)
    if people:
        sheet.reminded_at = now
        owe(session, now, "reminder", f"{sheet.id}:{today.isoformat()}", people, sheet=sheet.id)
    return bool(people)


def _mark_period(session: Session, period: Period, me: Actor) -> None:
    mark(
        session,
        f"board:{period.id}",
        f"cluster:{period.cluster_id}",
        f"group:{period.cluster_id}",
        by=me.person_id,
    )
