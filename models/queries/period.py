"""A period as the clock sees it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.rules.lateness import closes_at, late_days
from models.rules.stages import Stage
from models.sheet import Period, PeriodCode, Sheet, SheetState


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
    stage: Stage = Stage.SCORING
    review_due_at: datetime | None = None


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
        stage=period.stage,
        review_due_at=period.review_due_at,
    )


def sheet_due(sheet: Sheet, period: Period) -> datetime:
    """The period's deadline, or a returned sheet's own where that is later.

    Nobody is given less time for having been asked to correct.
    """
    return max(sheet.due_at, period.due_at) if sheet.due_at else period.due_at


def sheet_over(sheet: Sheet, period: Period, now: datetime) -> bool:
    """Whether the sheet is no longer accepted, not even late.

    Once self-scoring is closed, only a returned sheet is, until the table is opened.
    """
    if period.stage is not Stage.SCORING and not _is_corrected(sheet, period):
        return True
    return now > closes_at(sheet_due(sheet, period), period.grace_days)


def _is_corrected(sheet: Sheet, period: Period) -> bool:
    return period.stage is Stage.APPRAISAL and sheet.state == SheetState.RETURNED


def days_late(sheet: Sheet, period: Period, now: datetime) -> int:
    """Days late, were the sheet handed in now; a return takes back no day that it was late."""
    return max(late_days(sheet_due(sheet, period), now), sheet.late_days)
