"""The head prepares a meeting part by part, chooses whom to invite, and changes what was called."""

from collections.abc import Sequence
from datetime import datetime

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import meeting as view
from handlers.views import preparing as parts
from handlers.views.meeting_words import files_of, proposed_title
from handlers.views.period import stamped
from models import access
from models.actions import calling
from models.actions import meeting as act
from models.actions.evidence import Given
from models.errors import UnknownButton
from models.evidence import EvidenceKind
from models.meeting import Meeting, MeetingKind
from models.queries.invited import Invited, invitees
from models.queries.meeting import (
    MeetingState,
    meeting_for,
    meeting_state,
    paper_of,
    planned_day,
    standing_meeting,
)
from models.queries.people import member_units
from models.rules.meeting import (
    MAY_BE_EMPTY,
    TIMES,
    Changes,
    Part,
    at_hour,
    completed,
    offered,
    read_part,
    read_start,
)
from models.seats import Right


def new(turn: Turn) -> Screen:
    """Which meeting, and when."""
    access.require(turn.me, turn.number(0), Right.RUN)
    if len(turn.args) == 1:
        return view.kinds(turn.number(0), turn.t)
    cluster_id, kind = _kind(turn)
    day = planned_day(turn.session, cluster_id, kind, act.year_of(kind, turn.now))
    offers = offered(day, turn.now)
    planned = next((each for each in offers[:1] if day and each <= at_hour(day)), None)
    return view.ask_when(cluster_id, kind, offers, planned, turn.t)


def _kind(turn: Turn) -> tuple[int, MeetingKind]:
    try:
        return turn.number(0), MeetingKind(turn.word(1))
    except ValueError as error:
        raise UnknownButton from error


def make(turn: Turn) -> Screen:
    """A draft that begins at the moment of the button; pressed twice it is one draft."""
    cluster_id, kind = _kind(turn)
    starts_at = stamped(turn.word(2))
    if starts_at is None:
        raise UnknownButton
    title = proposed_title(kind, act.year_of(kind, starts_at), turn.t)
    number = act.prepare(turn.session, turn.me, cluster_id, kind, title, starts_at, turn.now)
    return _draft(turn, number)


def typed_when(turn: Turn) -> Screen:
    """A draft that begins at the typed moment."""
    cluster_id, kind = _kind(turn)
    starts_at = read_start(turn.text, turn.now)
    title = proposed_title(kind, act.year_of(kind, starts_at), turn.t)
    number = act.prepare(turn.session, turn.me, cluster_id, kind, title, starts_at, turn.now)
    return _draft(turn, number)


def _draft(turn: Turn, meeting_id: int) -> Screen:
    turn.session.flush()  # what this turn has written is part of what it shows
    meeting = meeting_for(turn.session, turn.me, meeting_id, Right.RUN)
    return view.draft(meeting_state(turn.session, meeting), _invited(turn, meeting), turn.t)


def _invited(turn: Turn, meeting: Meeting) -> tuple[Invited, ...]:
    return invitees(turn.session, meeting, turn.today)


def _page(turn: Turn, position: int) -> int:
    return turn.number(position) if len(turn.args) > position else 0


def _mine(turn: Turn) -> tuple[Meeting, MeetingState]:
    """The meeting of the first argument, mine to run and still to be changed."""
    meeting = standing_meeting(turn.session, turn.me, turn.number(0), turn.now)
    turn.session.flush()  # what this turn has written is part of what it shows
    return meeting, meeting_state(turn.session, meeting)


# -- its parts --------------------------------------------------------------------------------


def _part(turn: Turn) -> Part:
    try:
        return Part(turn.word(1))
    except ValueError as error:
        raise UnknownButton from error


def more(turn: Turn) -> Screen:
    """Which part of a meeting that was called is to be changed."""
    _, state = _mine(turn)
    changes = parts.pending(state.meeting_id, turn.kept)
    return parts.more(state, changes, _along(turn, state, changes), turn.t)


def _along(turn: Turn, state: MeetingState, changes: Changes) -> Changes:
    """The changes with what they bring along."""
    return completed(changes, state.starts_at, state.ends_at, turn.now)


def part(turn: Turn) -> Screen:
    """Asks for one part."""
    _, state = _mine(turn)
    changes = parts.pending(state.meeting_id, turn.kept)
    return parts.asking(state, _part(turn), changes, turn.t)


def typed(turn: Turn) -> Screen:
    """A typed part: kept at once in a draft, read back first once the meeting is called."""
    _, state = _mine(turn)
    which, changes = _part(turn), parts.pending(state.meeting_id, turn.kept)
    chosen = changes.get(Part.STARTS)
    begins = chosen if isinstance(chosen, datetime) else state.starts_at
    changes[which] = read_part(which, turn.text, turn.now, begins)
    if not state.is_draft:
        return _sure(turn, changes)
    return _change(turn, state, changes)


def _change(turn: Turn, state: MeetingState, changes: Changes) -> Screen:
    act.change(turn.session, turn.me, state.meeting_id, changes, state.version, turn.now)
    return _draft(turn, state.meeting_id)


def blank(turn: Turn) -> Screen:
    """Leave a part of a draft out."""
    _, state = _mine(turn)
    which = _part(turn)
    if not state.is_draft or which not in MAY_BE_EMPTY:
        raise UnknownButton
    return _change(turn, state, {which: None if which in TIMES else ""})


def share(turn: Turn) -> Screen:
    """Another quorum, at once: the units are not told of it. Changes on their way stay so."""
    changes = parts.pending(turn.number(0), turn.kept)
    _, state = _mine(turn)
    screen = _change(turn, state, {Part.QUORUM: turn.word(1)})
    if state.is_draft:
        return screen
    said = turn.t("✅ Quorum: at least %(share)s.", share=turn.word(1))
    return (more(turn) if changes else _changed(turn)).noticing(said)


def sure(turn: Turn) -> Screen:
    """The change read back again."""
    return _sure(turn, parts.pending(turn.number(0), turn.kept))


def _sure(turn: Turn, changes: Changes) -> Screen:
    meeting, state = _mine(turn)
    if not changes:
        raise UnknownButton
    units = len(_invited(turn, meeting))
    return parts.sure(state, changes, _along(turn, state, changes), units, turn.t)


def changed(turn: Turn) -> Screen:
    """Make the change on screen, and tell everybody."""
    number, changes = turn.number(0), parts.pending(turn.number(0), turn.kept)
    _, state = _mine(turn)
    if changes:
        act.change(turn.session, turn.me, number, changes, turn.number(1), turn.now)
    elif state.version <= turn.number(1):
        raise UnknownButton
    return _changed(turn)


def _changed(turn: Turn) -> Screen:
    return parts.was_changed(_mine(turn)[1], turn.t)


# -- papers and units -------------------------------------------------------------------------


def papers(turn: Turn) -> Screen:
    """The papers."""
    return parts.papers(_mine(turn)[1], turn.t)


def _given(turn: Turn) -> Given:
    """The file that was sent."""
    sent = turn.upload
    if sent is None:
        raise UnknownButton
    return Given(EvidenceKind(sent.kind), sent.sha256, sent.name, sent.size)


def take_paper(turn: Turn) -> Screen:
    """A file that was sent."""
    new_one = act.add_paper(turn.session, turn.me, turn.number(0), _given(turn), turn.now)
    said = (
        turn.t("✅ The paper has been received.")
        if new_one
        else turn.t("This paper is with the meeting already.")
    )
    return papers(turn).noticing(said)


def remove(turn: Turn) -> Screen:
    """Take a paper away."""
    found = paper_of(turn.session, turn.number(0))
    if found is None:
        raise UnknownButton
    act.remove_paper(turn.session, turn.me, turn.number(0), turn.now)
    turn.session.flush()  # the list shows what is left
    meeting = meeting_for(turn.session, turn.me, found[0])
    return parts.papers(meeting_state(turn.session, meeting), turn.t)


def fetch(turn: Turn) -> Screen:
    """Send me the papers."""
    _, state = _mine(turn)
    return parts.papers(state, turn.t).sending(*files_of(state.papers))


def units(turn: Turn) -> Screen:
    """Which units are invited."""
    return _units(turn, _page(turn, 1))


def _units(turn: Turn, page: int) -> Screen:
    meeting, state = _mine(turn)
    members = member_units(turn.session, meeting.cluster_id, turn.today)
    chosen = frozenset(each.unit_id for each in _invited(turn, meeting))
    return parts.units(state, members, chosen, page, turn.t)


def pick(turn: Turn) -> Screen:
    """Invite a unit, or not."""
    meeting, _ = _mine(turn)
    chosen = {each.unit_id for each in _invited(turn, meeting)}
    unit = {turn.number(1)}
    chosen = chosen | unit if turn.number(2) else chosen - unit
    return _chosen(turn, sorted(chosen), _page(turn, 3))


def everyone(turn: Turn) -> Screen:
    """Invite all units, or none."""
    meeting, _ = _mine(turn)
    members = member_units(turn.session, meeting.cluster_id, turn.today)
    return _chosen(turn, [each.unit_id for each in members] if turn.number(1) else [], 0)


def _chosen(turn: Turn, chosen: Sequence[int], page: int) -> Screen:
    calling.choose(turn.session, turn.me, turn.number(0), chosen, turn.now)
    return _units(turn, page)


ROUTES = {
    "meeting.new": new,
    "meeting.more": more,
    "meeting.part": part,
    "meeting.sure": sure,
    "meeting.papers": papers,
    "meeting.fetch": fetch,
    "meeting.units": units,
}
ACTS = {
    "meeting.make": make,
    "meeting.blank": blank,
    "meeting.share": share,
    "meeting.changed": changed,
    "meeting.remove": remove,
    "meeting.pick": pick,
    "meeting.everyone": everyone,
}
ANSWERS = {"meeting.when": typed_when, "meeting.typed": typed}
FILES = {"meeting.paper": take_paper}
