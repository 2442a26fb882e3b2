"""What else Cụm thi đua số 10 has of its year in the demo: calendar, meetings, news, a movement.

As in `cluster.py`, everything is done by the actions that people's presses call, on their days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from bot.demo import year_story as story
from bot.demo.cast import CLUSTER, Cast, Persona, actor
from bot.demo.papers import paper
from bot.store import Store
from handlers.evidence import given
from handlers.i18n import Translator, translator
from handlers.views.meeting_words import proposed_title
from models.access import Actor
from models.actions import announcing, calling, invited, meeting, movement, rollcall, year_moves
from models.actions import calendar as calendar_act
from models.actions.announcing import Draft
from models.actions.invited import Answer
from models.meeting import MeetingKind, Reply
from models.queries.calendar import year_calendar
from models.rules.calendar import ZONE
from models.rules.meeting import Changes
from models.rules.year_steps import YearStep


@dataclass(frozen=True, slots=True)
class Year:
    """The cluster while the story of its year is told."""

    session: Session
    store: Store
    cast: Cast
    t: Translator

    @property
    def cluster_id(self) -> int:
        """The id of the cluster."""
        return self.cast.who(CLUSTER, story.HEAD).seat.cluster.id or 0

    def head(self, now: datetime) -> Actor:
        """The head's actor on that day."""
        return self.leader(story.HEAD, now)

    def leader(self, unit: str, now: datetime) -> Actor:
        """The actor of a unit's leader on that day."""
        return actor(self.session, self.cast.who(CLUSTER, unit), now)

    def units(self) -> Iterator[tuple[str, int, Persona]]:
        """Short name, id and leader of each unit whose people have joined."""
        for each in self.cast.of(CLUSTER):
            unit = each.seat.unit
            if unit is not None and self.cast.who(CLUSTER, unit.short_name) is each:
                yield unit.short_name, unit.unit_id, each


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def play_year(session: Session, store: Store, cast: Cast) -> None:
    """From January's calendar to November's invitation."""
    year = Year(session, store, cast, translator("vi"))
    for step in (_plan, _mid_year, _campaign, _announce, _call):
        step(year)
        session.flush()  # what comes next is looked for by plain queries


def _plan(year: Year) -> None:
    """The calendar is in force since January; what came since is done; one date has been moved."""
    session, key = year.session, (year.cluster_id, story.YEAR)
    begun = _at(date(story.YEAR, 1, 12), 9)
    calendar_act.set_theme(session, year.head(begun), *key, story.THEME, begun)
    calendar_act.put_in_force(session, year.head(begun), *key, begun)
    for step, day in story.STEPS_DONE:
        now = _at(day, 10)
        calendar_act.set_done(session, year.head(now), *key, step, done=True, now=now)
    now = _at(story.REGISTERED_ON, 15)
    for _, _, leader in year.units():
        me = actor(session, leader, now)
        calendar_act.set_done(session, me, *key, YearStep.REGISTRATION, done=True, now=now)
    _move_review(year, _at(date(story.YEAR, 11, 4), 14))


def _move_review(year: Year, now: datetime) -> None:
    step, at, key = YearStep.YEAR_REVIEW, story.REVIEW_MOVED, (year.cluster_id, story.YEAR)
    calendar = year_calendar(year.session, *key, now)
    shown = year_moves.changes_of(calendar, step, at, now, along=False)
    year_moves.move_step(year.session, year.head(now), *key, step, at, shown, now)


def _mid_year(year: Year) -> None:
    """July's review, with its roll call: whoever looks for minutes finds some."""
    session, called, begins = (
        year.session,
        _at(date(story.YEAR, 6, 25), 9),
        _at(date(story.YEAR, 7, 9), 8),
    )
    meeting_id = _called(year, MeetingKind.MID_YEAR, begins, story.MID_YEAR, called)
    me = year.head(begins)
    for unit, _, leader in year.units():
        answer = story.EXCUSED if unit == story.MID_YEAR_ABSENT else Answer(Reply.COMES)
        invited.answer(session, actor(session, leader, called), meeting_id, answer, 1, called)
    rollcall.open_roll(session, me, meeting_id, None, _at(date(story.YEAR, 7, 9), 7, 40))
    for number, (unit, unit_id, leader) in enumerate(year.units()):
        if unit != story.MID_YEAR_ABSENT:
            now = _at(date(story.YEAR, 7, 9), 7, 45 + 4 * number % 15)
            rollcall.come(session, actor(session, leader, now), meeting_id, unit_id, 0, now)
    rollcall.end(session, me, meeting_id, _at(date(story.YEAR, 7, 9), 10, 50))


def _campaign(year: Year) -> None:
    session, launched = year.session, _at(date(story.YEAR, 10, 6), 9)
    found = movement.launch(session, year.head(launched), year.cluster_id, story.CAMPAIGN, launched)
    joined, reported = _at(date(story.YEAR, 10, 14), 10), _at(date(story.YEAR, 11, 6), 16)
    for unit, unit_id, leader in year.units():
        me = actor(session, leader, joined)
        movement.register(session, me, found, unit_id, story.PLEDGED, joined)
        if unit in story.PROGRESS:
            movement.report(session, me, found, unit_id, *story.PROGRESS[unit], reported)


def _announce(year: Year) -> None:
    session, now = year.session, _at(story.CALLED_ON, 9)
    file = given(paper(year.store, "huong-dan-tu-cham-diem.pdf"))
    sent = announcing.send(
        session, year.head(now), year.cluster_id, Draft("demo", story.SAID, file), now
    )
    for unit in story.READ_BY:
        announcing.confirm(session, year.leader(unit, now), sent, _at(story.CALLED_ON, 10))


def _call(year: Year) -> None:
    """The preparatory meeting of December, called last Friday; three have answered."""
    begins, now = _at(date(story.YEAR, 12, 10), 8, 30), _at(story.CALLED_ON, 14)
    meeting_id = _called(year, MeetingKind.PREPARATORY, begins, story.PREPARATORY, now)
    for unit, answer in story.ANSWERS.items():
        replied = _at(story.CALLED_ON, 16)
        invited.answer(year.session, year.leader(unit, replied), meeting_id, answer, 1, replied)


def _called(year: Year, kind: MeetingKind, begins: datetime, facts: Changes, now: datetime) -> int:
    """A meeting with these facts, called on that day; its id."""
    session, me, title = year.session, year.head(now), str(proposed_title(kind, story.YEAR, year.t))
    found = meeting.prepare(session, me, year.cluster_id, kind, title, begins, now)
    meeting.change(session, me, found, facts, 1, now)
    calling.call(session, me, found, now)
    return found
