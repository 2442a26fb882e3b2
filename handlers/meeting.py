"""A cluster's meetings: the list, calling one, following its answers, cancelling it."""

from dataclasses import replace

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import invited as unit_view
from handlers.views import meeting as view
from handlers.views import meeting_calling as calls
from handlers.views.agenda_ways import with_agenda
from models import access
from models.actions import calling
from models.errors import UnknownButton
from models.errors_year import MeetingCancelled
from models.meeting import Meeting
from models.queries.agenda import is_linked
from models.queries.delivery import people_of
from models.queries.invited import Invited, invitees, own_invitation
from models.queries.meeting import (
    MeetingState,
    meeting_for,
    meeting_state,
    meetings_of,
    standing_meeting,
)
from models.queries.people import member_units
from models.rules.meeting import reason
from models.seats import Right, has

# -- the list ---------------------------------------------------------------------------------


def listing(turn: Turn) -> Screen:
    """The cluster's meetings; a second argument turns the pages."""
    cluster_id = turn.number(0)
    name = access.seat_in(turn.me, cluster_id).cluster_name
    runs = _may(turn, cluster_id, Right.RUN)
    turn.session.flush()  # what this turn has written is part of what it shows
    found = meetings_of(turn.session, cluster_id, turn.now, runs=runs)
    return view.listing(cluster_id, name, found, _page(turn, 1), turn.now, turn.t, runs=runs)


def _may(turn: Turn, cluster_id: int, right: Right) -> bool:
    return any(has(seat, right) for seat in turn.me.seats if seat.cluster_id == cluster_id)


def _page(turn: Turn, position: int) -> int:
    return turn.number(position) if len(turn.args) > position else 0


# -- one meeting ------------------------------------------------------------------------------


def show(turn: Turn) -> Screen:
    """A meeting: its draft, where it stands, or what it is about, as the reader's office says."""
    return _show(turn, turn.number(0))


def _show(turn: Turn, meeting_id: int) -> Screen:
    turn.session.flush()  # what this turn has written is part of what it shows
    meeting = meeting_for(turn.session, turn.me, meeting_id)
    state, found = meeting_state(turn.session, meeting), _invited(turn, meeting)
    if state.is_draft and state.is_cancelled:
        raise MeetingCancelled
    if state.is_draft:
        return view.draft(state, found, turn.t)
    own = own_invitation(turn.me, meeting.cluster_id, found)
    if not _may(turn, meeting.cluster_id, Right.SEE_BOARD):
        screen = unit_view.card(state, own, turn.now, turn.t, office=False)
    else:
        screen = view.called(state, found, own, _powers(turn, meeting), turn.now, turn.t)
    linked = is_linked(turn.session, turn.me, meeting)
    return with_agenda(screen, meeting_id, turn.t) if linked else screen


def _invited(turn: Turn, meeting: Meeting) -> tuple[Invited, ...]:
    return invitees(turn.session, meeting, turn.today)


def _powers(turn: Turn, meeting: Meeting) -> view.Powers:
    return view.Powers(
        runs=_may(turn, meeting.cluster_id, Right.RUN),
        reminds=_may(turn, meeting.cluster_id, Right.REMIND),
    )


def _mine(turn: Turn) -> tuple[Meeting, MeetingState]:
    """The meeting of the first argument, mine to run and still to be changed."""
    meeting = standing_meeting(turn.session, turn.me, turn.number(0), turn.now)
    turn.session.flush()  # what this turn has written is part of what it shows
    return meeting, meeting_state(turn.session, meeting)


# -- calling and cancelling -------------------------------------------------------------------


def preview(turn: Turn) -> Screen:
    """What each unit gets."""
    meeting, state = _mine(turn)
    found = _invited(turn, meeting)
    invited = {each.unit_id for each in found}
    members = member_units(turn.session, meeting.cluster_id, turn.today)
    left_out = [each.short_name for each in members if each.unit_id not in invited]
    people = people_of(turn.session, meeting.cluster_id, frozenset(invited), turn.today)
    as_called = replace(state, answer_by=calling.answers_until(meeting, turn.now))
    return calls.preview(as_called, found, left_out, len(people), turn.t)


def call(turn: Turn) -> Screen:
    """Call the meeting; pressed twice it is called once."""
    calling.call(turn.session, turn.me, turn.number(0), turn.now)
    done = turn.t("📨 The meeting has been called. Each unit is being sent its invitation.")
    return _show(turn, turn.number(0)).noticing(done)


def cancel(turn: Turn) -> Screen:
    """Why is it cancelled?"""
    return calls.ask_why(_mine(turn)[1], turn.t)


def typed_why(turn: Turn) -> Screen:
    """A typed reason, to be confirmed."""
    return _cancelling(turn, reason(turn.text))


def cancelling(turn: Turn) -> Screen:
    """The reason read back again."""
    return _cancelling(turn, reason(str(turn.kept.get("why", ""))))


def _cancelling(turn: Turn, why: str) -> Screen:
    meeting, state = _mine(turn)
    return calls.confirm_cancel(state, why, len(_invited(turn, meeting)), turn.t)


def cancelled(turn: Turn) -> Screen:
    """Cancel the meeting, with the reason on screen; pressed twice it is cancelled once."""
    why = str(turn.kept.get("why", ""))
    calling.cancel(turn.session, turn.me, turn.number(0), why, turn.now)
    done = turn.t("🚫 The meeting has been cancelled. Everybody invited is being told.")
    return _show(turn, turn.number(0)).noticing(done)


def drop(turn: Turn) -> Screen:
    """Before a draft is given up."""
    return calls.confirm_drop(_mine(turn)[1], turn.t)


def dropped(turn: Turn) -> Screen:
    """Give a draft up."""
    calling.drop(turn.session, turn.me, turn.number(0), turn.now)
    cluster_id = meeting_for(turn.session, turn.me, turn.number(0)).cluster_id
    name = access.seat_in(turn.me, cluster_id).cluster_name
    turn.session.flush()  # the list is without it
    found = meetings_of(turn.session, cluster_id, turn.now, runs=True)
    screen = view.listing(cluster_id, name, found, 0, turn.now, turn.t, runs=True)
    return screen.noticing(turn.t("🗑 The draft has been discarded."))


# -- answers ----------------------------------------------------------------------------------


def answers(turn: Turn) -> Screen:
    """What the units have answered."""
    return _answers(turn, _page(turn, 1))


def _answers(turn: Turn, page: int) -> Screen:
    meeting = meeting_for(turn.session, turn.me, turn.number(0), Right.SEE_BOARD)
    state, found = meeting_state(turn.session, meeting), _invited(turn, meeting)
    ahead = state.stands(turn.now)
    return calls.answers(state, found, page, _powers(turn, meeting), turn.t, ahead=ahead)


def reply(turn: Turn) -> Screen:
    """One unit's answer."""
    return _reply(turn)[0]


def _reply(turn: Turn) -> tuple[Screen, Invited]:
    meeting = meeting_for(turn.session, turn.me, turn.number(0), Right.SEE_BOARD)
    for each in _invited(turn, meeting):
        if each.unit_id == turn.number(1):
            return calls.reply(meeting_state(turn.session, meeting), each, turn.t), each
    raise UnknownButton


def proof(turn: Turn) -> Screen:
    """Send me a unit's authorisation."""
    screen, each = _reply(turn)
    if not each.proof:
        raise UnknownButton
    return screen.sending(unit_view.proof_of(each))


def remind(turn: Turn) -> Screen:
    """Ask again who has not answered."""
    reminded = calling.remind(turn.session, turn.me, turn.number(0), turn.now)
    done = turn.t.n(
        "🔔 %(count)s unit has been reminded.", "🔔 %(count)s units have been reminded.", reminded
    )
    return _answers(turn, 0).noticing(done)


ROUTES = {
    "meeting.list": listing,
    "meeting.show": show,
    "meeting.preview": preview,
    "meeting.cancel": cancel,
    "meeting.cancelling": cancelling,
    "meeting.drop": drop,
    "meeting.answers": answers,
    "meeting.reply": reply,
    "meeting.proof": proof,
}
ACTS = {
    "meeting.call": call,
    "meeting.cancelled": cancelled,
    "meeting.dropped": dropped,
    "meeting.remind": remind,
}
ANSWERS = {"meeting.why": typed_why}
