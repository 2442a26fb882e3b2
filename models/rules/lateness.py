"""When a sheet is late, by how many days, and what that costs."""

from datetime import datetime, timedelta
from decimal import Decimal

from models.points import rounded
from models.rules.calendar import days_between, end_of_day, local_date


def late_days(due_at: datetime, at: datetime) -> int:
    """Days late, as an official counts them: each calendar day begun after the deadline is one.

    A deadline of 17:00 missed by an hour is one day. In time is 0.
    """
    return 0 if at <= due_at else max(1, days_between(due_at, at))


def late_points(days: int, per_day: Decimal, cap: Decimal) -> Decimal:
    """What `days` late cost: so much a day, at most `cap`."""
    return rounded(min(per_day * days, cap))


def closes_at(due_at: datetime, grace_days: int) -> datetime:
    """The last moment at which a late sheet is accepted: the end of the last day of grace."""
    if grace_days == 0:
        return due_at
    return end_of_day(local_date(due_at) + timedelta(days=grace_days))
