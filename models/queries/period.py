"""A period as the clock sees it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.rules.lateness import closes_at
from models.sheet import Period, PeriodCode, Sheet


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period as the clock sees it now."""

    period_id: int
    cluster_id: int
    cluster_name: str
    year: int
    code: PeriodCode
    due_at: datetime
    closes_at: datetime
    grace_days: int
    late_per_day: Decimal
    late_cap: Decimal
    published: bool
    over: bool
    """No sheet is accepted any more."""


def period_state(period: Period, cluster_name: str, now: datetime) -> PeriodState:
    """The period at that moment."""
    closing = closes_at(period.due_at, period.grace_days)
    return PeriodState(
        period.id or 0,
        period.cluster_id,
        cluster_name,
        period.year,
        period.code,
        period.due_at,
        closing,
        period.grace_days,
        period.late_per_day,
        period.late_cap,
        published=period.published_at is not None,
        over=now > closing,
    )


def sheet_due(sheet: Sheet, period: Period) -> datetime:
    """A returned sheet's own deadline, else the period's."""
    return sheet.due_at or period.due_at


def sheet_over(sheet: Sheet, period: Period, now: datetime) -> bool:
    """Whether the sheet is no longer accepted, not even late."""
    return now > closes_at(sheet_due(sheet, period), period.grace_days)
