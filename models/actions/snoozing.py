"""A person puts a reminder off."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.access import Actor
from models.actions.post import owe_at
from models.errors_year import SnoozeOver
from models.people import Person
from models.post import Letter, LetterState
from models.queries.my_duties import own_duties
from models.rules.ladder import allowed
from models.rules.workdays import working_day_from

PUT_OFF = "remind:put-off:"
HOURS = 3
MORNING = 9


class Snooze(StrEnum):
    """For how long: some hours, or until the next working morning."""

    HOURS = "hours"
    MORNING = "morning"


def snooze(session: Session, me: Actor, how_long: Snooze, now: datetime) -> datetime:
    """Remind me again later of whatever is still owed then; returns when.

    Who: anybody whose unit owes something. When: that moment lies before the nearest deadline that
    is ahead. Does: owes one more letter, in place of an earlier one that was put off. Refuses:
    SnoozeOver.
    """
    person = session.get_one(Person, me.person_id)
    until = allowed(_until(how_long, person, now), person.zone, person.quiet_from, person.quiet_to)
    ahead = [duty.due_at for duty in own_duties(session, me, now) if duty.due_at > now]
    if not own_duties(session, me, now) or (ahead and until >= min(ahead)):
        raise SnoozeOver
    _put_off(session, me.person_id, until, now)
    return until


def _put_off(session: Session, person_id: int, until: datetime, now: datetime) -> None:
    """Move the letter that was put off before and still waits; else owe one."""
    params = {"slot": until.isoformat(), "meant": until.isoformat()}
    waiting = session.exec(
        select(Letter).where(
            Letter.kind == "remind",
            Letter.person_id == person_id,
            Letter.state == LetterState.WAITING,
            col(Letter.not_before) > now,
            col(Letter.held_until).is_(None) | (col(Letter.held_until) <= now),  # not on its way
            col(Letter.key).startswith(PUT_OFF),
        )
    ).first()
    if waiting is not None:
        waiting.not_before, waiting.params = until, params
        return
    owe_at(session, now, until, "remind", f"put-off:{now.isoformat()}", person_id, params)


def _until(how_long: Snooze, person: Person, now: datetime) -> datetime:
    """Whole quarters of an hour, so that a second press means the same moment."""
    if how_long is Snooze.HOURS:
        later = now + timedelta(hours=HOURS)
        return later.replace(minute=later.minute // 15 * 15, second=0, microsecond=0)
    zone = ZoneInfo(person.zone)
    day = working_day_from(now.astimezone(zone).date() + timedelta(days=1))
    return datetime.combine(day, time(MORNING), zone).astimezone(now.tzinfo)
