"""What the nine provinces are at in the demo: at their preparatory meeting, amid a vote.

Their table is agreed, some motions are decided, and a secret ballot is open on which everybody has
voted but those whose phones the page offers. All by the actions that people's presses call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlmodel import Session

from bot.database import Database
from bot.demo import conference_story as story
from bot.demo.cast import PROVINCES, Cast
from bot.demo.month import Month, appraise, hand_in, open_month
from bot.store import Store
from handlers.i18n import Translator, translator
from handlers.views.agenda_words import session_title, usual_title
from handlers.views.meeting_words import proposed_title
from models.actions import (
    agenda,
    agenda_motion,
    agenda_order,
    calling,
    casting,
    counting,
    invited,
    meeting,
    opening,
    rollcall,
    stage,
)
from models.cluster import ClusterKind
from models.keys import Keys
from models.queries.agenda import made_before
from models.queries.motions import motions_of
from models.rules.calendar import local_date
from models.rules.motion import NO, YES, Form, Method, MotionKind, method_of, read_options
from models.rules.motion_edits import Part
from models.rules.templates import MotionDraft
from models.rules.workdays import end_of_working_day
from models.voting import Motion


@dataclass(frozen=True, slots=True)
class Conference:
    """The nine provinces while they prepare, meet and vote."""

    month: Month
    keys: Keys
    t: Translator

    def words(self, draft: MotionDraft) -> str:
        """What a motion is usually called."""
        return usual_title(draft, ClusterKind.CUM, local_date(self.month.now).year, self.t)


def play_conference(
    database: Database, store: Store, keys: Keys, cast: Cast, now: datetime, chance: Random
) -> None:
    """From opening the period to the vote that is open now: some transactions."""
    begun = Month(cast, store, now, chance, PROVINCES, story.HEAD, story.DEPUTY)
    month = database.do(partial(open_month, month=begun, opened=31, due=21))
    held = Conference(month, keys, translator("vi"))
    for step in (_score, _ask, _meet, _decide, _vote):
        database.do(partial(step, held))


# -- the year's points ------------------------------------------------------------------------


def _score(held: Conference, session: Session) -> None:
    """Handed in, appraised, opened and agreed."""
    month, period_id = held.month, held.month.period_id
    hand_in(session, month, 24, story.DECLARED, {})
    closed, opened, agreed = month.ago(20), month.ago(11), month.ago(5)
    stage.close_scoring(session, month.head(session, closed), period_id, closed)
    appraise(session, month, 17, story.CHANGED)
    until = end_of_working_day(opened, 3)
    stage.open_table(session, month.head(session, opened), period_id, until, opened)
    stage.agree(session, month.head(session, agreed), period_id, agreed)


# -- a vote over two days, without a meeting ---------------------------------------------------


def _ask(held: Conference, session: Session) -> None:
    """The draft of next year's rules is voted on by name, in the chats."""
    month, begun = held.month, story.ASKED_FROM
    me, terms = month.head(session, begun), (story.SOURCE, held.words, begun)
    asked = agenda.new(session, me, month.cluster_id, None, story.ASKED_TITLE, "demo-1", begun)
    motion_id = agenda_order.add(session, me, asked, MotionKind.DOCUMENT, 0, *terms)
    agenda_motion.change(session, me, motion_id, 1, Part.TITLE, story.ASKED, begun)
    [motion] = _open(held, session, asked, 1, begun, story.ASKED_UNTIL)
    for number, (unit, _) in enumerate(month.leaders()):
        choice = NO if unit == story.AGAINST else YES
        _cast(held, session, motion, unit, choice, begun + timedelta(hours=number))
    _count(held, session, [motion], story.ASKED_UNTIL)


def _open(
    held: Conference, session: Session, agenda_id: int, number: int, now: datetime, until: datetime
) -> list[Motion]:
    """The head opens the next motions of an agenda together."""
    month = held.month
    fresh = [each for each in motions_of(session, agenda_id) if not each.opening][:number]
    versions = {each.id or 0: each.version for each in fresh}
    me = month.head(session, now)
    opening.open_motions(session, held.keys, me, agenda_id, versions, until, now, month.chance)
    session.flush()  # their rolls are looked for by plain queries
    return fresh


def _cast(
    held: Conference, session: Session, motion: Motion, unit: str, choice: str, now: datetime
) -> None:
    """A unit's leader votes, having read what a secret ballot is."""
    month, me, marks = held.month, held.month.leader(session, unit, now), (choice,)
    if motion.form is Form.SECRET:
        casting.acknowledge(session, me, now)
    casting.cast(session, me, motion.id or 0, month.unit(unit), marks, now, month.chance)


def _count(held: Conference, session: Session, motions: Sequence[Motion], now: datetime) -> None:
    """As the clock does it."""
    session.flush()  # the votes are looked for by plain queries
    for each in motions:
        counting.close_due(session, held.keys, each.id or 0, now)


# -- the meeting ------------------------------------------------------------------------------


def _meet(held: Conference, session: Session) -> None:
    """Called eleven days ago; eight of nine are there, the last one since a few minutes."""
    meeting_id = _call(held, session)
    month, opened = held.month, story.ROLL_FROM
    rollcall.open_roll(session, month.head(session, opened), meeting_id, None, opened)
    for number, (unit, _) in enumerate(month.leaders()):
        if unit != story.ABSENT:
            at = opened + timedelta(minutes=10 + 3 * number)
            _come(month, session, meeting_id, unit, story.LATE_AT if unit == story.LATE else at)
    _prepare(held, session, meeting_id)


def _call(held: Conference, session: Session) -> int:
    month, now = held.month, story.CALLED
    me, title = month.head(session, now), proposed_title(story.KIND, local_date(now).year, held.t)
    kind, begins = story.KIND, story.BEGINS
    found = meeting.prepare(session, me, month.cluster_id, kind, title, begins, now)
    meeting.change(session, me, found, story.MEETING, 1, now)
    calling.call(session, me, found, now)
    at = now + timedelta(hours=4)
    for unit, _ in month.leaders():
        said = story.EXCUSED if unit == story.ABSENT else story.COMES
        invited.answer(session, month.leader(session, unit, at), found, said, 1, at)
    return found


def _come(month: Month, session: Session, meeting_id: int, unit: str, now: datetime) -> None:
    me = month.leader(session, unit, now)
    rollcall.come(session, me, meeting_id, month.unit(unit), 0, now)


def _prepare(held: Conference, session: Session, meeting_id: int) -> None:
    """Last Friday the head made the agenda of a usual session out of the agreed ranking."""
    month, now = held.month, story.PREPARED
    me, title = month.head(session, now), session_title("vi", local_date(now).year)
    found = agenda.new(session, me, month.cluster_id, meeting_id, title, "demo-2", now)
    agenda.fill(session, me, found, story.SOURCE, held.words, now)


def _session(held: Conference, session: Session) -> int:
    """The agenda of today's meeting."""
    me = held.month.head(session, story.PREPARED)
    return made_before(session, me, "demo-2") or 0


def _decide(held: Conference, session: Session) -> None:
    """The first votes of the morning are cast, and counted at their time."""
    begun = story.FIRST_FROM
    motions = _open(held, session, _session(held, session), story.FIRST, begun, story.FIRST_UNTIL)
    for motion in motions:
        for number, (unit, _) in enumerate(held.month.leaders()):
            if unit != story.LATE:
                choice = NO if (motion.place, unit) == story.DOUBTED else YES
                _cast(held, session, motion, unit, choice, begun + timedelta(minutes=1 + number))
    _count(held, session, motions, story.FIRST_UNTIL)


def _vote(held: Conference, session: Session) -> None:
    """The votes that are open now wait for those whose phones can be tried."""
    begun = story.NOW_FROM
    motions = _open(held, session, _session(held, session), story.NOW, begun, story.NOW_UNTIL)
    for motion in motions:
        options = read_options(motion.options)
        named = {each.unit_id: each.key for each in options}
        choosing = method_of(motion.kind, options) is Method.CHOOSE
        choice = named[held.month.unit(story.ELECTED)] if choosing else YES
        for number, (unit, _) in enumerate(held.month.leaders()):
            if unit not in story.WAITED_FOR:
                _cast(held, session, motion, unit, choice, begun + timedelta(seconds=20 * number))
