"""Scoring sessions: the list, a new one, the agenda, who votes for each unit."""

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import agenda as view
from handlers.views import agenda_session as sessions
from handlers.views import agenda_voters as voters_view
from handlers.views.agenda_words import session_title, wording
from handlers.views.refusals import sentence
from models import access
from models.access import Right
from models.actions import agenda as act
from models.actions import agenda_order as order
from models.actions import agenda_voters as voters_act
from models.cluster import Cluster
from models.errors import UnknownButton
from models.errors_vote import NoAgreedTable, SessionDropped
from models.meeting import Meeting
from models.queries.agenda import (
    Agenda,
    agenda,
    made_before,
    may,
    session_of_meeting,
    sessions_of,
    voters_of,
    warnings,
)
from models.queries.meeting import meeting_for
from models.queries.motions import session_for
from models.rules.meeting import review_year
from models.rules.nominees import Way
from models.voting import ReviewSession

STAMP = "%Y%m%d%H%M%S%f"


def _page(turn: Turn, position: int) -> int:
    return turn.number(position) if len(turn.args) > position else 0


# -- the list, and a new one ------------------------------------------------------------------


def listing(turn: Turn) -> Screen:
    """The cluster's sessions; a second argument turns the pages."""
    return _listing(turn, turn.number(0), _page(turn, 1))


def _listing(turn: Turn, cluster_id: int, page: int = 0) -> Screen:
    name = access.seat_in(turn.me, cluster_id).cluster_name
    turn.session.flush()  # what this turn has written is part of what it shows
    found = sessions_of(turn.session, cluster_id)
    year = found[0].year if found else review_year(turn.today)
    prepares = may(turn.me, cluster_id, Right.PREPARE)
    return view.listing(cluster_id, name, year, found, page, turn.t, prepares=prepares)


def of_meeting(turn: Turn) -> Screen:
    """A meeting's session; the first press begins one."""
    meeting = meeting_for(turn.session, turn.me, turn.number(0))
    found = session_of_meeting(turn.session, meeting.id or 0)
    if found is not None:
        return _show(turn, found.id or 0)
    if may(turn.me, meeting.cluster_id, Right.PREPARE):
        return _new(turn, meeting.cluster_id, meeting)
    return _listing(turn, meeting.cluster_id)


def new(turn: Turn) -> Screen:
    """A usual session, or an empty one?"""
    cluster_id, meeting_id = turn.number(0), turn.number(1)
    access.require(turn.me, cluster_id, Right.PREPARE)
    return _new(turn, cluster_id, _meeting(turn, meeting_id))


def _meeting(turn: Turn, meeting_id: int) -> Meeting | None:
    return meeting_for(turn.session, turn.me, meeting_id, Right.PREPARE) if meeting_id else None


def _new(turn: Turn, cluster_id: int, meeting: Meeting | None) -> Screen:
    stamp = turn.now.strftime(STAMP)
    about = meeting.title if meeting else access.seat_in(turn.me, cluster_id).cluster_name
    return view.new(cluster_id, (meeting.id or 0) if meeting else 0, about, stamp, turn.t)


def make(turn: Turn) -> Screen:
    """Make the session; a second press finds it again."""
    cluster_id, meeting_id, stamp = turn.number(0), turn.number(1), turn.word(3)
    access.require(turn.me, cluster_id, Right.PREPARE)
    if not (stamp.isascii() and stamp.isdigit()):
        raise UnknownButton
    before = made_before(turn.session, turn.me, stamp)
    if before is not None:
        return _show(turn, before)
    meeting = _meeting(turn, meeting_id)
    locale = turn.session.get_one(Cluster, cluster_id).locale
    title = session_title(locale, meeting.year if meeting else review_year(turn.today))
    made = act.new(turn.session, turn.me, cluster_id, meeting_id or None, title, stamp, turn.now)
    if not turn.number(2):
        return _show(turn, made)
    return _filled(turn, made)


def fill(turn: Turn) -> Screen:
    """Put the usual motions on the agenda, as far as they are not on it."""
    return _filled(turn, turn.number(0))


def _filled(turn: Turn, session_id: int) -> Screen:
    found = session_for(turn.session, turn.me, session_id, Right.PREPARE)
    cluster = turn.session.get_one(Cluster, found.cluster_id)
    words, source = wording(cluster.locale, cluster.kind, found.year)
    count, waiting = act.fill(turn.session, turn.me, session_id, source, words, turn.now)
    shown = _agenda(turn, found)
    done = turn.t.n(
        "✅ %(count)s item is on the agenda.", "✅ %(count)s items are on the agenda.", count
    )
    if not count:
        done = turn.t("All the usual items are on the agenda already.")
    if not any(each.subject.get("period") for each in shown.motions):
        done = sentence(NoAgreedTable(), turn.t)
    if waiting:
        names = turn.t.joined([turn.t.pick(each.vi, each.en) for each in waiting])
        later = turn.t("To be added after the first result: %(names)s.", names=names)
        return _show(turn, session_id).noticing(done + " " + later)
    return _show(turn, session_id).noticing(done)


# -- the agenda -------------------------------------------------------------------------------


def show(turn: Turn) -> Screen:
    """The agenda: all of it for who prepares it, what was opened for everybody else."""
    return _show(turn, turn.number(0), _page(turn, 1))


def _show(turn: Turn, session_id: int, page: int = 0) -> Screen:
    found = session_for(turn.session, turn.me, session_id)
    if found.dropped_at is not None:
        raise SessionDropped
    shown = _agenda(turn, found)
    votes = any(seat.unit_id for seat in turn.me.seats if seat.cluster_id == found.cluster_id)
    if not may(turn.me, found.cluster_id, Right.PREPARE):
        return view.member(shown, _own(turn, shown), page, turn.t, votes=votes)
    return view.office(
        shown,
        warnings(shown, turn.today),
        page,
        turn.t,
        runs=may(turn.me, found.cluster_id, Right.RUN),
        votes=votes,
    )


def _agenda(turn: Turn, found: ReviewSession) -> Agenda:
    turn.session.flush()  # what this turn has written is part of what it shows
    whole = may(turn.me, found.cluster_id, Right.PREPARE)
    return agenda(turn.session, found, turn.now, whole=whole)


def _own(turn: Turn, shown: Agenda) -> list[int]:
    """The units that I lead there."""
    return [
        each.unit_id
        for each in shown.units
        if voters_act.leads(turn.me, shown.cluster_id, each.unit_id)
    ]


def _prepared(turn: Turn, right: Right = Right.PREPARE) -> Agenda:
    found = session_for(turn.session, turn.me, turn.number(0), right)
    if found.dropped_at is not None:
        raise SessionDropped
    return _agenda(turn, found)


def ways(turn: Turn) -> Screen:
    """How those are found who stand for head and deputy."""
    return sessions.ways(_prepared(turn), turn.t)


def way(turn: Turn) -> Screen:
    """One of the ways is chosen."""
    try:
        chosen = Way(turn.word(1))
    except ValueError:
        raise UnknownButton from None
    act.choose_way(turn.session, turn.me, turn.number(0), chosen, turn.now)
    return ways(turn).noticing(turn.t("✅ The list of those who stand has been drawn up."))


def name(turn: Turn) -> Screen:
    """What is it called?"""
    return sessions.ask_name(_prepared(turn), turn.t)


def named(turn: Turn) -> Screen:
    """A typed title."""
    act.rename(turn.session, turn.me, turn.number(0), turn.text, turn.now)
    return _show(turn, turn.number(0))


def drop(turn: Turn) -> Screen:
    """Before it is given up."""
    return sessions.confirm_drop(_prepared(turn, Right.RUN), turn.t)


def dropped(turn: Turn) -> Screen:
    """Give it up; pressed twice it is given up once."""
    cluster_id = act.drop(turn.session, turn.me, turn.number(0), turn.now)
    return _listing(turn, cluster_id).noticing(turn.t("🗑 The session has been given up."))


def deleted(turn: Turn) -> Screen:
    """A draft is taken from the agenda; pressed twice it is deleted once."""
    session_id, motion_id, version = (turn.number(position) for position in range(3))
    order.delete(turn.session, turn.me, session_id, motion_id, version, turn.now)
    return _show(turn, session_id).noticing(turn.t("🗑 The item has been deleted."))


# -- who votes --------------------------------------------------------------------------------


def voters(turn: Turn) -> Screen:
    """Who votes for each unit."""
    shown = _prepared(turn)
    chooses = may(turn.me, shown.cluster_id, Right.RUN)
    return voters_view.voters(shown, _page(turn, 1), turn.t, chooses=chooses)


def voter(turn: Turn) -> Screen:
    """Who of a unit casts its vote: for the head, and for the unit's leader."""
    found = session_for(turn.session, turn.me, turn.number(0))
    if found.dropped_at is not None:
        raise SessionDropped
    if not voters_act.leads(turn.me, found.cluster_id, turn.number(1)):
        access.require(turn.me, found.cluster_id, Right.RUN)
    shown = _agenda(turn, found)
    unit = next((each for each in shown.units if each.unit_id == turn.number(1)), None)
    if unit is None:
        raise UnknownButton
    people = voters_of(turn.session, found.cluster_id, unit.unit_id, turn.today)
    return voters_view.voter(shown, unit, people, turn.t)


def stand(turn: Turn) -> Screen:
    """Register who votes; 0 is the leader again."""
    session_id, unit_id, person_id = turn.number(0), turn.number(1), turn.number(2)
    voters_act.appoint(turn.session, turn.me, session_id, unit_id, person_id or None, turn.now)
    return voter(turn).noticing(turn.t("✅ Recorded: who votes for the unit."))


ROUTES = {
    "agenda.list": listing,
    "agenda.of": of_meeting,
    "agenda.new": new,
    "agenda.show": show,
    "agenda.ways": ways,
    "agenda.name": name,
    "agenda.drop": drop,
    "agenda.voters": voters,
    "agenda.voter": voter,
}
ACTS = {
    "agenda.make": make,
    "agenda.fill": fill,
    "agenda.way": way,
    "agenda.dropped": dropped,
    "agenda.stand": stand,
    "agenda.deleted": deleted,
}
ANSWERS = {"agenda.named": named}
