"""The head opens votes: a preview of all that opening does, then one press."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import voting as view
from handlers.views import voting_board, voting_choosing, voting_letters
from handlers.views.period import stamped
from handlers.views.voting import Plan
from models import access
from models.actions import opening as act
from models.cluster import Cluster
from models.errors import DateInPast, UnknownButton
from models.errors_vote import MotionChanged, NothingToOpen
from models.people import Role
from models.queries.opening import Opening, opening_of
from models.queries.voting import Progress, opened_together, owing, run_of
from models.rules.calendar import end_of_day, parse_moment
from models.voting import ReviewSession

DAYS = 3
"""How long a vote without a meeting is open, unless something else is chosen."""
AT_MEETING = 30
"""Minutes that a vote at a meeting is open, unless something else is chosen."""


def _opening(turn: Turn) -> Opening:
    return opening_of(turn.session, turn.me, turn.number(0), turn.now)


def _plan(turn: Turn, state: Opening) -> Plan:
    """The plan on the card, as far as it is about drafts that still are there; else the usual."""
    found = view.read_plan(turn.kept, state.session_id)
    if found is None:
        return _usual(turn, state)
    now = {each.motion_id: each.version for each in state.drafts}
    time = _usual(turn, state) if found.usual else found
    return replace(time, versions={each: now[each] for each in found.versions if each in now})


def _usual(turn: Turn, state: Opening) -> Plan:
    """Everything that is complete: half an hour at a meeting, some days without one."""
    versions = {each.motion_id: each.version for each in state.drafts if each.missing is None}
    if state.roll_called:
        return Plan(state.session_id, versions, minutes=AT_MEETING, usual=True)
    until = end_of_day(turn.today + timedelta(days=DAYS))
    return Plan(state.session_id, versions, until=until, usual=True)


def show(turn: Turn) -> Screen:
    """What opening would do now."""
    state = _opening(turn)
    return _preview(turn, state, _plan(turn, state))


def _preview(turn: Turn, state: Opening, plan: Plan) -> Screen:
    offers = [
        (str(turn.t("until tonight")), end_of_day(turn.today)),
        (
            str(turn.t.n("%(count)s day", "%(count)s days", DAYS)),
            end_of_day(turn.today + timedelta(days=DAYS)),
        ),
    ]
    return view.preview(state, plan, offers, turn.now, turn.t)


def until(turn: Turn) -> Screen:
    """Another closing time: so many minutes from the opening, or a moment."""
    state, word = _opening(turn), turn.word(1)
    plan = _plan(turn, state)
    if word.isdigit():
        if int(word) not in view.MINUTES:
            raise UnknownButton
        return _preview(turn, state, replace(plan, minutes=int(word), until=None, usual=False))
    moment = stamped(word)
    if moment is None:
        raise UnknownButton
    return _preview(turn, state, _until(plan, moment, turn.now))


def _until(plan: Plan, moment: datetime, now: datetime) -> Plan:
    if moment <= now:
        raise DateInPast(moment)
    return replace(plan, minutes=0, until=moment, usual=False)


def typed(turn: Turn) -> Screen:
    """A typed closing time."""
    state = _opening(turn)
    moment = parse_moment(turn.text, turn.now)
    return _preview(turn, state, _until(_plan(turn, state), moment, turn.now))


def choose(turn: Turn) -> Screen:
    """Which motions?"""
    state = _opening(turn)
    return _choose(turn, state, _plan(turn, state), _page(turn, 1))


def _choose(turn: Turn, state: Opening, plan: Plan, page: int) -> Screen:
    return voting_choosing.choose(state, plan, page, turn.t)


def _page(turn: Turn, position: int) -> int:
    return max(turn.number(position), 0) if len(turn.args) > position else 0


def pick(turn: Turn) -> Screen:
    """One motion more, or less."""
    state, motion_id = _opening(turn), turn.number(1)
    plan, now = _plan(turn, state), {each.motion_id: each.version for each in state.drafts}
    if motion_id not in now:
        raise NothingToOpen
    versions = {each: version for each, version in plan.versions.items() if each != motion_id}
    if turn.number(2):
        versions[motion_id] = now[motion_id]
    return _choose(turn, state, replace(plan, versions=versions), _page(turn, 3))


def pick_all(turn: Turn) -> Screen:
    """All motions, or none."""
    state = _opening(turn)
    everything = {each.motion_id: each.version for each in state.drafts}
    versions = everything if turn.number(1) else {}
    return _choose(turn, state, replace(_plan(turn, state), versions=versions), _page(turn, 2))


def voters(turn: Turn) -> Screen:
    """Who votes for each unit?"""
    state = _opening(turn)
    return voting_choosing.voters(state, _plan(turn, state), _page(turn, 1), turn.t)


def opened(turn: Turn) -> Screen:
    """Open what is on screen; pressed again, what was opened."""
    session_id, before, stamp = turn.number(0), turn.number(1), turn.word(2)
    state = _opening(turn)
    plan = view.read_plan(turn.kept, session_id)
    if plan is None or plan.stamp != stamp:
        if state.openings > before:
            return _run(turn, session_id, 0)
        raise MotionChanged
    if not plan.versions:
        raise NothingToOpen
    act.open_motions(
        turn.session,
        turn.keys,
        turn.me,
        session_id,
        dict(plan.versions),
        plan.closes_at(turn.now),
        turn.now,
        turn.chance,
    )
    done = turn.t.n(
        "✅ Voting on %(count)s motion is open; the units are being told.",
        "✅ Voting on %(count)s motions is open; the units are being told.",
        len(plan.versions),
    )
    return _run(turn, session_id, 0).noticing(done)


def run(turn: Turn) -> Screen:
    """The session's open votes; a second argument turns the pages."""
    return _run(turn, turn.number(0), _page(turn, 1))


def _run(turn: Turn, session_id: int, page: int) -> Screen:
    votes = run_of(turn.session, turn.me, session_id, turn.now)
    found = turn.session.get_one(ReviewSession, session_id)
    seats = [seat for seat in turn.me.seats if seat.cluster_id == found.cluster_id]
    may_vote = any(seat.role != Role.OBSERVER for seat in seats)
    return voting_board.run(
        session_id, found.title, votes, page, turn.now, turn.t, may_vote=may_vote
    )


# -- letters --------------------------------------------------------------------------------------


def remind_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The votes that its reader can cast and has not; none if all are cast or over."""
    votes = opened_together(turn.session, params["agenda"], params["opening"], turn.now)
    mine = [each for each in votes if _owed(turn, each)]
    if not mine:
        return None
    found = turn.session.get_one(ReviewSession, params["agenda"])
    name = access.seat_in(turn.me, found.cluster_id).cluster_name
    return voting_letters.again(found.id or 0, found.title, name, mine, turn.now, turn.t)


def _owed(turn: Turn, progress: Progress) -> bool:
    units = owing(turn.session, progress, turn.now)
    return any(unit.person_id == turn.me.person_id for unit in units)


def opened_notice(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To the group: what was opened, and the hash of what is fixed about it."""
    votes = opened_together(turn.session, params["agenda"], params["opening"], turn.now)
    found = turn.session.get_one(ReviewSession, params["agenda"])
    cluster = turn.session.get_one(Cluster, found.cluster_id)
    return voting_letters.opened(cluster.name, found.title, votes, turn.bot_name, turn.t)


ROUTES = {
    "voting.open": show,
    "voting.choose": choose,
    "voting.voters": voters,
    "voting.run": run,
}
ACTS = {
    "voting.until": until,
    "voting.pick": pick,
    "voting.all": pick_all,
    "voting.opened": opened,
}
ANSWERS = {"voting.typed": typed}
LETTERS = {"ballot-remind": remind_letter}
GROUP_LETTERS = {"ballot-opened": opened_notice}
