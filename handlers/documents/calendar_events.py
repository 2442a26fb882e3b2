"""A year's calendar as events for a calendar file."""

from datetime import UTC, datetime

from handlers.documents.ics import Event
from handlers.i18n import Translator
from handlers.views.calendar_words import step_name, step_task
from models.queries.calendar import YearCalendar

_COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)


def events_of(
    calendar: YearCalendar, now: datetime, host: str, t: Translator
) -> tuple[str, tuple[Event, ...]]:
    """The calendar's name, and an event for each step; a later file replaces an earlier one's."""
    sequence = int((now - _COUNTED_FROM).total_seconds() // 60)
    name = t("%(cluster)s · %(year)s", cluster=calendar.cluster_name, year=calendar.year)
    events = tuple(
        Event(
            f"step-{calendar.cluster_id}-{calendar.year}-{each.step.value}@{host or 'thidua'}",
            step_name(each.step, t).striptags(),
            each.at,
            says=step_task(each.step, t).striptags(),
            sequence=sequence,
            stamped_at=now,
        )
        for each in calendar.steps
    )
    return name.striptags(), events
