"""An invited unit reads its invitation, answers it, and takes it into its calendar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import invited as view
from handlers.views import meeting_letters as letters
from handlers.views.agenda_ways import with_agenda
from handlers.views.meeting_words import files_of, reply_words
from models.actions import invited as act
from models.actions.evidence import Given
from models.errors import UnknownButton
from models.errors_year import NotInvited
from models.evidence import EvidenceKind
from models.meeting import Meeting, Reply
from models.queries.agenda import is_linked
from models.queries.invited import Invited, invitees, own_invitation
from models.queries.meeting import MeetingState, meeting_for, meeting_state
from models.rules.meeting import NAME_LIMIT, Part, person_name, reason
from models.rules.text import one_line
from models.seats import Right, has

# -- the invitation ---------------------------------------------------------------------------


def _unit(turn: Turn) -> int | None:
    """The unit of the third argument: who speaks for two of a cluster gets two invitations."""
    return turn.number(2) if len(turn.args) > len(("meeting", "version")) else None


def _own(turn: Turn) -> tuple[Meeting, MeetingState, Invited | None]:
    """The meeting of the first argument, and the invitation of my unit, if it has one."""
    meeting = meeting_for(turn.session, turn.me, turn.number(0))
    turn.session.flush()  # what this turn has written is part of what it shows
    found = invitees(turn.session, meeting, turn.today)
    state = meeting_state(turn.session, meeting)
    return meeting, state, own_invitation(turn.me, meeting.cluster_id, found, _unit(turn))


def show(turn: Turn) -> Screen:
    """The invitation, what my unit has answered, and how to change it."""
    meeting, state, own = _own(turn)
    office = any(
        has(seat, Right.SEE_BOARD)
        for seat in turn.me.seats
        if seat.cluster_id == meeting.cluster_id
    )
    screen = view.card(state, own, turn.now, turn.t, office=office)
    linked = is_linked(turn.session, turn.me, meeting)
    return with_agenda(screen, state.meeting_id, turn.t) if linked else screen


def programme(turn: Turn) -> Screen:
    """The whole programme, page by page."""
    return view.programme(_own(turn)[1], turn.number(1), turn.t)


def papers(turn: Turn) -> Screen:
    """Send me the papers."""
    return show(turn).sending(*files_of(_own(turn)[1].papers))


def ics(turn: Turn) -> Screen:
    """Send me the meeting for my calendar."""
    meeting, state, _ = _own(turn)
    stamped_at = meeting.cancelled_at or meeting.called_at or meeting.made_at
    return show(turn).sending(view.calendar_of(state, turn.bot_name, stamped_at, turn.t))


# -- answers ----------------------------------------------------------------------------------


def _open(turn: Turn) -> tuple[MeetingState, Invited]:
    """What can still be answered; the action's own refusals otherwise."""
    act.answerable(turn.session, turn.me, turn.number(0), turn.now, unit_id=_unit(turn))
    _, state, own = _own(turn)
    if own is None:
        raise NotInvited
    return state, own


def comes(turn: Turn) -> Screen:
    """The unit attends: one press, also from a letter; twice it is the same."""
    return _answer(turn, act.Answer(Reply.COMES))


def _answer(turn: Turn, given: act.Answer) -> Screen:
    """Record it, unless it was meant for a time at which the meeting is not held any more."""
    meeting, state, _ = _own(turn)
    if turn.number(1) < meeting.time_version and state.stands(turn.now):
        moved = turn.t(
            "⚠️ The meeting has been moved. Please answer again for the time shown below."
        )
        return show(turn).noticing(moved)
    number, version, unit_id = turn.number(0), turn.number(1), _unit(turn)
    act.answer(turn.session, turn.me, number, given, version, turn.now, unit_id=unit_id)
    screen, (_, _, own) = show(turn), _own(turn)
    if own is None:
        raise NotInvited
    answered = turn.t(
        "✅ Recorded: %(unit)s, %(answer)s.", unit=own.name, answer=reply_words(own, turn.t)
    )
    return screen.noticing(answered)


def substitute(turn: Turn) -> Screen:
    """Who is sent?"""
    return view.ask_name(*_open(turn), turn.t)


def named(turn: Turn) -> Screen:
    """A typed name; the title is asked next, if it was not typed along (“Lê An, Phó Giám đốc”)."""
    name, _, title = turn.text.partition(",")
    said = _kept(turn, {"name": person_name(name)})
    if not title.strip():
        return view.ask_title(*_open(turn), said, turn.t)
    said["title"] = one_line(title, NAME_LIMIT)
    return view.confirm_substitute(*_open(turn), said, turn.t)


def _kept(turn: Turn, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed on the way to an answer to this invitation."""
    return {"meeting": turn.number(0), **said}


def _said(turn: Turn) -> dict[str, Any]:
    """What the card keeps of it; UnknownButton if it is of another meeting, or of none."""
    if turn.kept.get("meeting") != turn.number(0):
        raise UnknownButton
    return dict(turn.kept)


def naming(turn: Turn) -> Screen:
    """The question for the title again."""
    return view.ask_title(*_open(turn), _said(turn), turn.t)


def titled(turn: Turn) -> Screen:
    """A typed title; the answer is read back next."""
    said = _said(turn) | {"title": one_line(turn.text, NAME_LIMIT)}
    return view.confirm_substitute(*_open(turn), said, turn.t)


def excuse(turn: Turn) -> Screen:
    """Why does nobody come?"""
    return view.ask_why(*_open(turn), turn.t)


def excused(turn: Turn) -> Screen:
    """A typed reason, to be confirmed."""
    said = _kept(turn, {"why": reason(turn.text)})
    return view.confirm_excuse(*_open(turn), said, turn.t)


def sure(turn: Turn) -> Screen:
    """The answer read back again."""
    said = _said(turn)
    if "why" in said:
        return view.confirm_excuse(*_open(turn), said, turn.t)
    return view.confirm_substitute(*_open(turn), said, turn.t)


def send(turn: Turn) -> Screen:
    """Send the answer on screen."""
    if turn.kept.get("meeting") != turn.number(0):
        return show(turn)  # pressed twice: it was sent with the first press
    said = turn.kept
    if "why" in said:
        return _answer(turn, act.Answer(Reply.EXCUSED, why=str(said["why"])))
    proof = None
    if said.get("file"):
        proof = Given(EvidenceKind(said["kind"]), str(said["sha256"]), str(said["file"]))
    name, title = str(said.get("name", "")), str(said.get("title", ""))
    return _answer(turn, act.Answer(Reply.SUBSTITUTE, name, title, proof=proof))


def take_proof(turn: Turn) -> Screen:
    """An authorisation: kept for the answer that is being given, or put to the one given."""
    sent = turn.upload
    if sent is None:
        raise UnknownButton
    if turn.kept.get("meeting") == turn.number(0) and "name" in turn.kept:
        file = {"file": sent.name, "sha256": sent.sha256, "kind": sent.kind}
        return view.confirm_substitute(*_open(turn), dict(turn.kept) | file, turn.t)
    proof = Given(EvidenceKind(sent.kind), sent.sha256, sent.name, sent.size)
    number, unit_id = turn.number(0), _unit(turn)
    act.authorise(turn.session, turn.me, number, proof, turn.now, unit_id=unit_id)
    return show(turn).noticing(turn.t("✅ The authorisation has been received."))


# -- letters ----------------------------------------------------------------------------------


def _letter(
    turn: Turn, params: Mapping[str, Any], *, cancelled: bool = False
) -> tuple[MeetingState, Invited] | None:
    """The meeting and the unit that a letter is about, while it is still the reader's to know."""
    meeting = meeting_for(turn.session, turn.me, int(params["meeting"]))
    state = meeting_state(turn.session, meeting)
    if state.is_cancelled is not cancelled or state.started(turn.now):
        return None
    return _with_unit(turn, meeting, params)


def _with_unit(
    turn: Turn, meeting: Meeting, params: Mapping[str, Any]
) -> tuple[MeetingState, Invited] | None:
    found = invitees(turn.session, meeting, turn.today)
    own = own_invitation(turn.me, meeting.cluster_id, found, int(params["unit"]))
    return None if own is None else (meeting_state(turn.session, meeting), own)


def invitation_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The invitation, while the meeting lies ahead."""
    found = _letter(turn, params)
    return letters.invited(*found, turn.t) if found else None


def reminder_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Only to those who still owe an answer."""
    found = _letter(turn, params)
    return letters.reminder(*found, turn.t) if found and not found[1].stands else None


def changed_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """What has changed."""
    found = _letter(turn, params)
    if found is None:
        return None
    was = datetime.fromisoformat(params["was"]) if params["was"] else None
    return letters.changed(*found, [Part(each) for each in params["changed"]], was, turn.t)


def papers_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Papers have been added, unless they are gone again."""
    found = _letter(turn, params)
    return letters.more_papers(found[0], turn.t) if found and found[0].papers else None


def cancelled_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The meeting does not take place."""
    found = _letter(turn, params, cancelled=True)
    return letters.cancelled(*found, turn.t) if found else None


def answered_letter(
    turn: Turn, params: Mapping[str, Any], tells: Sequence[tuple[str, str]]
) -> Screen:
    """A letter that asked for an answer, once there is nothing more to answer."""
    del tells  # the invitation says itself how it stands
    meeting = meeting_for(turn.session, turn.me, int(params["meeting"]))
    found = _with_unit(turn, meeting, params)
    if found is None:
        raise NotInvited
    return letters.follow_up(*found, turn.now, turn.t)


ROUTES = {
    "invited.show": show,
    "invited.programme": programme,
    "invited.papers": papers,
    "invited.ics": ics,
    "invited.substitute": substitute,
    "invited.naming": naming,
    "invited.excuse": excuse,
    "invited.sure": sure,
}
ACTS = {"invited.send": send}
NODS = {"invited.comes": comes}
ANSWERS = {"invited.named": named, "invited.titled": titled, "invited.excused": excused}
FILES = {"invited.proof": take_proof}
LETTERS = {
    "invitation": invitation_letter,
    "invitation-soon": invitation_letter,
    "invitation-reminder": reminder_letter,
    "meeting-changed": changed_letter,
    "meeting-changed-soon": changed_letter,
    "meeting-papers": papers_letter,
    "meeting-cancelled": cancelled_letter,
    "meeting-cancelled-soon": cancelled_letter,
}
_SOON = {"invitation-soon", "meeting-changed-soon", "meeting-cancelled-soon"}
FOLLOW_UPS = dict.fromkeys(
    (
        *("invitation", "invitation-soon", "invitation-reminder"),
        *("meeting-changed", "meeting-changed-soon"),
    ),
    answered_letter,
)
PATIENT = dict.fromkeys(set(LETTERS) - _SOON, True)
