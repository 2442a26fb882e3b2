"""The motions of a session, one by one: added, changed part by part, moved, deleted."""

import re

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import agenda_motion as view
from handlers.views import agenda_options as options_view
from handlers.views.agenda_rules import PARTS
from handlers.views.agenda_words import Wording, wording
from models.access import Right
from models.actions import agenda_motion as act
from models.actions import agenda_order as order
from models.cluster import Cluster
from models.errors import UnknownButton
from models.errors_vote import NotADraft, SessionDropped, ShareNeeded
from models.queries.agenda import Agenda, MotionItem, agenda, motion_item
from models.queries.agenda_table import honours_of
from models.queries.motions import last_place, motion_for, session_for
from models.queries.people import member_units
from models.rules.motion import MotionKind
from models.rules.motion_edits import Part
from models.rules.settings import Honour
from models.rules.text import fold
from models.voting import Motion, MotionState, ReviewSession

_VOTES = re.compile(r"([0-9]{1,3}) ?(?:phieu|votes?)")
_SHOWN_AFTER = {
    Part.PRESET: "share",
    Part.SHARE: "share",
    Part.LEAST: "share",
    Part.BASE: "share",
    Part.SECOND: "share",
    Part.OWN: "own",
    Part.ABSENT: "own",
    Part.QUORUM: "quorum",
    Part.MEASURE: "quorum",
    Part.TIES: "ties",
}
"""The screen that stays after a part was changed; the motion's card after all others."""


def _session(turn: Turn, session_id: int) -> ReviewSession:
    found = session_for(turn.session, turn.me, session_id, Right.PREPARE)
    if found.dropped_at is not None:
        raise SessionDropped
    return found


def _motion(turn: Turn, motion_id: int) -> Motion:
    """A motion that I prepare, of a session that stands."""
    turn.session.flush()  # what this turn has written is part of what it shows
    motion = motion_for(turn.session, turn.me, motion_id, Right.PREPARE)
    _session(turn, motion.session_id)
    return motion


def _draft(turn: Turn, motion_id: int) -> MotionItem:
    motion = _motion(turn, motion_id)
    if motion.state is not MotionState.DRAFT:
        raise NotADraft
    return motion_item(motion)


# -- adding -----------------------------------------------------------------------------------


def kinds(turn: Turn) -> Screen:
    """Which item is to be added?"""
    return view.kinds(_agenda(turn, turn.number(0)), turn.t)


def _agenda(turn: Turn, session_id: int) -> Agenda:
    return agenda(turn.session, _session(turn, session_id), turn.now, whole=True)


def add(turn: Turn) -> Screen:
    """Add an item; pressed twice it is added once."""
    session_id = turn.number(0)
    try:
        kind = MotionKind(turn.word(1))
    except ValueError:
        raise UnknownButton from None
    words, source = _wording(turn, _session(turn, session_id))
    made = order.add(
        turn.session, turn.me, session_id, kind, turn.number(2), source, words, turn.now
    )
    return _show(turn, made)


def _wording(turn: Turn, found: ReviewSession) -> tuple[Wording, str]:
    cluster = turn.session.get_one(Cluster, found.cluster_id)
    return wording(cluster.locale, cluster.kind, found.year)


# -- one motion -------------------------------------------------------------------------------


def show(turn: Turn) -> Screen:
    """Everything that is declared of a motion."""
    return _show(turn, turn.number(0))


def _show(turn: Turn, motion_id: int) -> Screen:
    motion = _motion(turn, motion_id)
    cluster = turn.session.get_one(Cluster, motion.cluster_id)
    last = last_place(turn.session, motion.session_id)
    units = len(member_units(turn.session, motion.cluster_id, turn.today))
    return view.card(motion_item(motion), cluster.kind, units, last, turn.t)


def part(turn: Turn) -> Screen:
    """One of its rules, to be changed."""
    return _part(turn, turn.number(0), turn.word(1))


def _part(turn: Turn, motion_id: int, name: str) -> Screen:
    if name not in PARTS:
        raise UnknownButton
    item = _draft(turn, motion_id)
    return PARTS[name](item, _units(turn, motion_id), turn.today, turn.t)


def _units(turn: Turn, motion_id: int) -> int:
    """How many units the cluster has."""
    cluster_id = _motion(turn, motion_id).cluster_id
    return len(member_units(turn.session, cluster_id, turn.today))


def change(turn: Turn) -> Screen:
    """A rule is chosen from its buttons."""
    return _changed(turn, _named_part(turn), turn.word(3))


def _named_part(turn: Turn) -> Part:
    try:
        return Part(turn.word(2))
    except ValueError:
        raise UnknownButton from None


def typed(turn: Turn) -> Screen:
    """A rule, or the title, is typed."""
    which, said = _named_part(turn), turn.text
    votes = _VOTES.fullmatch(fold(said))
    if which is Part.SHARE and votes is not None:
        if int(votes[1]) > _units(turn, turn.number(0)):
            raise ShareNeeded  # more votes than there can be
        return _changed(turn, Part.LEAST, votes[1])
    return _changed(turn, which, said)


def _changed(turn: Turn, which: Part, value: str) -> Screen:
    motion_id, version = turn.number(0), turn.number(1)
    act.change(turn.session, turn.me, motion_id, version, which, value, turn.now)
    if which in _SHOWN_AFTER:
        return _part(turn, motion_id, _SHOWN_AFTER[which])
    return _show(turn, motion_id)


# -- options, and what it is about ------------------------------------------------------------


def options(turn: Turn) -> Screen:
    """The units to be marked."""
    return _options(turn, turn.number(0), turn.number(1))


def _options(turn: Turn, motion_id: int, page: int) -> Screen:
    item = _draft(turn, motion_id)
    members = member_units(turn.session, _motion(turn, motion_id).cluster_id, turn.today)
    return options_view.options(item, members, page, turn.t)


def mark(turn: Turn) -> Screen:
    """A unit more, or less."""
    motion_id, version, unit_id = turn.number(0), turn.number(1), turn.number(2)
    wanted = bool(turn.number(3))
    act.choose_unit(turn.session, turn.me, motion_id, version, unit_id, turn.now, wanted=wanted)
    return _options(turn, motion_id, turn.number(4))


def lines(turn: Turn) -> Screen:
    """Typed options, one a line."""
    motion_id, version = turn.number(0), turn.number(1)
    act.add_lines(turn.session, turn.me, motion_id, version, turn.text, turn.now)
    return _options(turn, motion_id, 0)


def others(turn: Turn) -> Screen:
    """Which option is to be removed?"""
    return options_view.others(_draft(turn, turn.number(0)), turn.number(1), turn.t)


def out(turn: Turn) -> Screen:
    """An option is removed."""
    motion_id, version, key = turn.number(0), turn.number(1), turn.word(2)
    act.remove_option(turn.session, turn.me, motion_id, version, key, turn.now)
    return options_view.others(_draft(turn, motion_id), turn.number(3), turn.t)


def units(turn: Turn) -> Screen:
    """Which unit is proposed?"""
    item = _draft(turn, turn.number(0))
    members = member_units(turn.session, _motion(turn, item.motion_id).cluster_id, turn.today)
    return options_view.units(item, members, turn.number(1), turn.t)


def honours(turn: Turn) -> Screen:
    """For which honour?"""
    item, unit_id = _draft(turn, turn.number(0)), turn.number(1)
    motion = _motion(turn, item.motion_id)
    members = member_units(turn.session, motion.cluster_id, turn.today)
    name = next((each.name for each in members if each.unit_id == unit_id), None)
    if name is None:
        raise UnknownButton
    return options_view.honours(item, unit_id, name, _honours(turn, motion), turn.t)


def _honours(turn: Turn, motion: Motion) -> tuple[Honour, ...]:
    return honours_of(turn.session, motion.cluster_id, _session(turn, motion.session_id).year)


def about(turn: Turn) -> Screen:
    """The unit and the honour are chosen."""
    motion_id, version, unit_id, number = (turn.number(place) for place in range(4))
    motion = _motion(turn, motion_id)
    found = _honours(turn, motion)
    if not 0 <= number <= len(found):
        raise UnknownButton
    code = found[number - 1].code if number else ""
    words, _ = _wording(turn, _session(turn, motion.session_id))
    act.be_about(turn.session, turn.me, motion_id, version, unit_id, code, words, turn.now)
    return _show(turn, motion_id)


# -- the order --------------------------------------------------------------------------------


def move(turn: Turn) -> Screen:
    """Up or down, to the place that the button names."""
    motion_id, version, place = (turn.number(position) for position in range(3))
    order.move(turn.session, turn.me, motion_id, version, place, turn.now)
    return _show(turn, motion_id)


def delete(turn: Turn) -> Screen:
    """Before it is deleted."""
    return view.confirm_delete(_draft(turn, turn.number(0)), turn.t)


ROUTES = {
    "agenda.kinds": kinds,
    "agenda.motion": show,
    "agenda.part": part,
    "agenda.options": options,
    "agenda.others": others,
    "agenda.units": units,
    "agenda.honours": honours,
    "agenda.delete": delete,
}
ACTS = {
    "agenda.add": add,
    "agenda.set": change,
    "agenda.mark": mark,
    "agenda.out": out,
    "agenda.about": about,
    "agenda.move": move,
}
ANSWERS = {"agenda.typed": typed, "agenda.lines": lines}
