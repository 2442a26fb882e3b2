"""Written opinions of absent units, entered by the office with their papers."""

from dataclasses import replace

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import tellers_written as view
from handlers.views.tellers_written import Entry
from models.actions import telling as act
from models.actions.evidence import Given
from models.errors import NothingTyped, TextTooLong, UnknownButton
from models.errors_vote import MarksInvalid, NotWritten, PaperNeeded
from models.evidence import EvidenceKind
from models.queries.telling import Writing, writing_of
from models.queries.voting import OnRoll
from models.rules.motion import Method


def _state(turn: Turn) -> Writing:
    turn.session.flush()  # what this turn has written is part of what it shows
    return writing_of(turn.session, turn.me, turn.number(0), turn.now)


def _page(turn: Turn, position: int) -> int:
    return max(turn.number(position), 0) if len(turn.args) > position else 0


def show(turn: Turn) -> Screen:
    """Which units have been heard in writing."""
    return view.show(_state(turn), _page(turn, 1), turn.t)


def opinion(turn: Turn) -> Screen:
    """What a unit has written; asked for if nothing was entered yet."""
    state = _state(turn)
    found = state.opinion(turn.number(1))
    if found is not None:
        return view.opinion(state, found, turn.t)
    return fill(turn)


def paper(turn: Turn) -> Screen:
    """Send me the paper."""
    state = _state(turn)
    found = state.opinion(turn.number(1))
    if found is None:
        raise UnknownButton
    return view.opinion(state, found, turn.t).sending(view.file_of(found))


# -- entering -------------------------------------------------------------------------------------


def _filled(turn: Turn) -> tuple[Writing, OnRoll, Entry]:
    """The vote, the unit, what the card keeps of its opinion; NotWritten where none is taken."""
    state = _state(turn)
    unit = state.unit(turn.number(1))
    if unit is None or not state.is_open:
        raise NotWritten
    kept = view.read_entry(turn.kept, state.motion_id, unit.unit_id)
    return state, unit, kept or Entry(state.motion_id, unit.unit_id)


def fill(turn: Turn) -> Screen:
    """What has it written?"""
    state, unit, entry = _filled(turn)
    return view.filling(state, unit, entry, _page(turn, 2), turn.t)


def mark(turn: Turn) -> Screen:
    """One choice more, or less."""
    state, unit, entry = _filled(turn)
    key, wanted = turn.word(2), bool(turn.number(3))
    marks = _marked(state, entry, key, wanted=wanted)
    return view.filling(state, unit, replace(entry, marks=marks), _page(turn, 4), turn.t)


def _marked(state: Writing, entry: Entry, key: str, *, wanted: bool) -> tuple[str, ...]:
    if state.method is Method.RANK and key == "-":
        return entry.marks[:-1]
    known = (
        {"yes", "no", "abstain"}
        if state.method is Method.APPROVE
        else {each.key for each in state.options}
    )
    if key not in known:
        raise UnknownButton
    others = tuple(each for each in entry.marks if each != key)
    if not wanted:
        return others
    if state.method is Method.APPROVE:
        return (key,)
    if state.method is Method.CHOOSE and len(others) >= state.seats:
        raise MarksInvalid
    return (*others, key)


def words(turn: Turn) -> Screen:
    """A typed answer to an open question."""
    state, unit, entry = _filled(turn)
    said = turn.text.strip()
    if not said:
        raise NothingTyped
    if len(said) > act.SAID_AT_MOST:
        raise TextTooLong(act.SAID_AT_MOST)
    return view.filling(state, unit, replace(entry, said=said), 0, turn.t)


def take(turn: Turn) -> Screen:
    """The paper."""
    state, unit, entry = _filled(turn)
    sent = turn.upload
    if sent is None:
        raise UnknownButton
    file = (sent.sha256, sent.name, str(sent.kind), sent.size)
    return view.filling(state, unit, replace(entry, file=file), 0, turn.t)


def heard(turn: Turn) -> Screen:
    """Enter the opinion on screen; pressed again, what was entered."""
    state, unit_id = _state(turn), turn.number(1)
    entry = view.read_entry(turn.kept, state.motion_id, unit_id)
    if entry is None:
        return opinion(turn)
    if not entry.file[0]:
        raise PaperNeeded
    sha256, name, kind, size = entry.file
    given = Given(EvidenceKind(kind), sha256, name, size)
    args = (state.motion_id, unit_id, entry.marks, entry.said, given, turn.now)
    act.put_written(turn.session, turn.me, *args)
    done = turn.t("✅ The written opinion has been entered.")
    return show(replace(turn, args=turn.args[:1])).noticing(done)


ROUTES = {
    "tellers.written": show,
    "tellers.opinion": opinion,
    "tellers.paper": paper,
    "tellers.fill": fill,
}
ACTS = {"tellers.mark": mark, "tellers.heard": heard}
ANSWERS = {"tellers.words": words}
FILES = {"tellers.take": take}
