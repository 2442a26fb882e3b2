"""Casting a vote: the motions that are open to a voter, a choice, its confirmation, its receipt."""

from dataclasses import replace

from markupsafe import Markup

from handlers.ballot_choosing import (
    NOTHING,
    Paper,
    Uncast,
    after_rank,
    after_toggle,
    is_single,
    pick_choices,
    rank_choices,
    toggle_choices,
)
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import ballot as view
from handlers.views import ballot_about, ballot_choosing, ballot_list
from handlers.views.refusals import sentence
from models.actions import casting as act
from models.errors import NothingTyped, Refusal, TextTooLong, UnknownButton
from models.errors_vote import NotAnElector, PaperOnly
from models.queries.ballot import BallotState, Line, ballot_state, session_ballots, votes_to_cast
from models.queries.votable import has_read, may_cast, votable
from models.rules.motion import Form, Method, read_terms

# -- what is open ---------------------------------------------------------------------------------


def listed(turn: Turn) -> Screen:
    """All motions that were opened in a session, and which of mine are still to be cast."""
    found, states = session_ballots(turn.session, turn.me, turn.number(0), turn.now)
    page = turn.number(1) if len(turn.args) > 1 else 0
    votes = votes_to_cast(states, turn.now)
    return ballot_list.listed(found.id or 0, found.title, states, votes, page, turn.now, turn.t)


def show(turn: Turn) -> Screen:
    """One motion: to be cast, recorded, or ended."""
    state = _state(turn)
    if not state.takes(turn.now):
        return view.ended(state, turn.t)
    if len(turn.args) > 1:
        return _shown(turn, state, _mine(turn, state))
    if len(state.mine) > 1 and state.form is not Form.PAPER:
        return view.which_unit(state, state.mine, turn.t)
    if len(state.mine) == 1 and state.form is not Form.PAPER:
        return _shown(turn, state, state.mine[0])
    return view.not_mine(state, _why_not(turn, state), turn.t)


def _state(turn: Turn) -> BallotState:
    return ballot_state(turn.session, turn.me, turn.number(0), turn.now)


def _why_not(turn: Turn, state: BallotState) -> list[Markup]:
    """Why this reader casts nothing here, a sentence for each of their units."""
    if state.form is Form.PAPER:
        return [sentence(PaperOnly(), turn.t)]
    seats = [seat for seat in turn.me.seats if seat.cluster_id == state.cluster_id]
    if not any(seat.unit_id for seat in seats):
        return [turn.t("Observers follow the vote and cast none.")]
    if not state.lines:
        return [sentence(NotAnElector(), turn.t)]
    found = [_refusal(turn, state, each.unit_id) for each in state.lines]
    return [sentence(each, turn.t) for each in found if each]


def _refusal(turn: Turn, state: BallotState, unit_id: int) -> Refusal | None:
    try:
        _check(turn, state.motion_id, unit_id)
    except Refusal as refusal:
        return refusal
    return None


def _check(turn: Turn, motion_id: int, unit_id: int) -> None:
    """Raises whatever `casting.cast` would refuse of who, for which unit, and when."""
    motion = votable(turn.session, turn.me, motion_id, turn.now)
    may_cast(turn.session, turn.me, motion, read_terms(motion.terms), unit_id, turn.now)


def _mine(turn: Turn, state: BallotState) -> Line:
    """The unit of the second argument, if its vote is mine to cast now."""
    unit_id = turn.number(1)
    _check(turn, state.motion_id, unit_id)
    return state.line(unit_id)


def _shown(turn: Turn, state: BallotState, line: Line) -> Screen:
    return _recorded(turn, state, line) if line.voted else _choosing(turn, state, line, NOTHING)


def _choosing(turn: Turn, state: BallotState, line: Line, uncast: Uncast) -> Screen:
    """The ballot paper; before the first secret one, what secrecy means here."""
    if state.secret and not has_read(turn.session, turn.me):
        return ballot_about.about(state, line.unit_id, turn.t, first=True)
    return Paper(turn, state, line).choosing(uncast)


def _recorded(turn: Turn, state: BallotState, line: Line, word: str = "") -> Screen:
    """The receipt. It keeps the word of the press that cast it: a second one is the same press."""
    _, states = session_ballots(turn.session, turn.me, state.session_id, turn.now)
    state = next(each for each in states if each.motion_id == state.motion_id)
    votes, line = votes_to_cast(states, turn.now), state.line(line.unit_id)
    screen = view.recorded(state, line, votes, turn.now, turn.t)
    kept = word or turn.kept.get("cast", "")
    return replace(screen, kept={"cast": kept}) if kept else screen


def about(turn: Turn) -> Screen:
    """What a secret ballot means here."""
    first = not has_read(turn.session, turn.me)
    return ballot_about.about(_state(turn), turn.number(1), turn.t, first=first)


def read(turn: Turn) -> Screen:
    """I have read and understood it."""
    act.acknowledge(turn.session, turn.me, turn.now)
    return show(turn)


# -- choosing -------------------------------------------------------------------------------------


def vote(turn: Turn) -> Screen:
    """The ballot paper, with what was chosen so far."""
    state = _state(turn)
    if not state.takes(turn.now):
        return view.ended(state, turn.t)
    line = _mine(turn, state)
    so_far = Paper(turn, state, line).so_far() or NOTHING
    return _choosing(turn, state, line, replace(so_far, nonce=""))


def page(turn: Turn) -> Screen:
    """Another page of the options, with what was chosen so far."""
    paper = _paper(turn)
    to = paper.meant("page", ballot_choosing.pages(paper.state), turn.word(2))
    so_far = paper.so_far() or NOTHING
    return paper.choosing(replace(so_far, nonce="", page=int(to.partition("=")[2])))


def _paper(turn: Turn) -> Paper:
    """The paper that a press is about. Refuses what casting it would refuse."""
    _check(turn, turn.number(0), turn.number(1))
    state = _state(turn)
    return Paper(turn, state, state.line(turn.number(1)))


def _of(turn: Turn, method: Method) -> Paper:
    paper = _paper(turn)
    if paper.state.method is not method:
        raise UnknownButton
    return paper


def pick(turn: Turn) -> Screen:
    """One answer, one option, or nobody; it is read back next."""
    paper = _paper(turn)
    allowed = pick_choices(paper.state) if is_single(paper.state) else [ballot_choosing.NONE]
    choice = paper.meant("pick", allowed, turn.word(2))
    marks = () if choice == ballot_choosing.NONE else (choice,)
    return _read_back(paper, Uncast(marks))


def _read_back(paper: Paper, uncast: Uncast) -> Screen:
    """Pressed twice, it is the same reading-back, and either of its buttons confirms."""
    before = paper.so_far()
    if before and before.nonce and (before.marks, before.said) == (uncast.marks, uncast.said):
        uncast = before
    return paper.confirming(uncast)


def toggle(turn: Turn) -> Screen:
    """Set one of several, or take it back; never more than there are seats."""
    paper = _of(turn, Method.CHOOSE)
    choice = paper.meant("toggle", toggle_choices(paper.state), turn.word(2))
    before = paper.so_far() or NOTHING
    marks = after_toggle(before.marks, choice)
    if len(marks) > paper.state.seats:
        full = ballot_choosing.too_many(paper.state, turn.t)
        return paper.choosing(replace(before, nonce="")).noticing(full)
    return paper.choosing(replace(before, marks=marks, nonce=""))


def rank(turn: Turn) -> Screen:
    """The next place's option, or one less; all placed, the order is read back."""
    paper = _of(turn, Method.RANK)
    before = (paper.so_far() or NOTHING).marks
    choice = paper.meant("rank", rank_choices(paper.state, before), turn.word(2))
    marks = after_rank(before, choice)
    if len(marks) == len(paper.state.keys):
        return _read_back(paper, Uncast(marks))
    return paper.choosing(Uncast(marks))


def said(turn: Turn) -> Screen:
    """A typed opinion; it is read back next."""
    paper = _of(turn, Method.COMMENT)
    words = turn.text.strip()
    if not words:
        raise NothingTyped
    if len(words) > act.SAID_AT_MOST:
        raise TextTooLong(act.SAID_AT_MOST)
    return _read_back(paper, Uncast(said=words))


def sure(turn: Turn) -> Screen:
    """The choice read back again."""
    state = _state(turn)
    if not state.takes(turn.now):
        return view.ended(state, turn.t)
    line = _mine(turn, state)
    paper = Paper(turn, state, line)
    so_far = paper.so_far()
    if so_far is None or not (so_far.nonce or so_far.marks):
        return _shown(turn, state, line)
    if state.method is Method.RANK and len(so_far.marks) < len(state.keys):
        return paper.choosing(so_far)
    return paper.confirming(so_far)


def cast(turn: Turn) -> Screen:
    """Cast what was read back."""
    paper = _paper(turn)
    state, line, word = paper.state, paper.line, turn.word(2)
    if line.voted and turn.kept.get("cast") == word:  # pressed twice
        return _recorded(turn, state, line)
    uncast = paper.to_cast(word)
    args = (turn.session, turn.me, state.motion_id, line.unit_id)
    if state.method is Method.COMMENT:
        act.answer(*args, uncast.said, turn.now)
    else:
        act.cast(*args, uncast.marks, turn.now, turn.chance)
    screen = _recorded(turn, state, line, word)
    return replace(screen, toast=str(turn.t("✅ Your vote has been recorded.").striptags()))


ROUTES = {
    "ballot.list": listed,
    "ballot.show": show,
    "ballot.about": about,
    "ballot.vote": vote,
    "ballot.page": page,
    "ballot.sure": sure,
}
ACTS = {
    "ballot.pick": pick,
    "ballot.toggle": toggle,
    "ballot.rank": rank,
    "ballot.cast": cast,
}
NODS = {"ballot.read": read}
ANSWERS = {"ballot.said": said}
