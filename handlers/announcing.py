"""The head's announcements, and the units that confirm them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import announcing as view
from handlers.views import announcing_draft as drafts
from handlers.views import delivery as delivery_view
from handlers.views.announcing_draft import Draft
from models import access
from models.access import Right
from models.actions import announcing as act
from models.actions.evidence import Given
from models.cluster import Cluster
from models.errors import UnknownButton
from models.errors_year import NotAddressed
from models.evidence import EvidenceKind
from models.queries.announcing import (
    Announced,
    Confirmed,
    addressed,
    announced,
    confirmations,
    holds,
    listed,
    sent_before,
    units_of,
)
from models.queries.delivery import audience, delivery
from models.queries.people import member_units

STAMP = "%Y%m%d%H%M%S%f"


def show_list(turn: Turn) -> Screen:
    """All for the offices; for everybody else those of their own units."""
    cluster_id = turn.number(0)
    name = access.seat_in(turn.me, cluster_id).cluster_name
    sees_all = holds(turn.me, cluster_id, Right.SEE_BOARD)
    mine = units_of(turn.me, cluster_id)
    rows = listed(turn.session, cluster_id, mine, everything=sees_all)
    may_run = holds(turn.me, cluster_id, Right.RUN)
    page = _page(turn, 1)
    return view.listing(cluster_id, name, rows, page, turn.t, may_run=may_run, sees_all=sees_all)


def _page(turn: Turn, position: int) -> int:
    return max(turn.number(position), 0) if len(turn.args) > position else 0


# -- a draft ----------------------------------------------------------------------------------


def _draft(turn: Turn) -> Draft:
    """The draft on the card, for the cluster that I run; a fresh one if there is none."""
    cluster_id = turn.number(0)
    access.require(turn.me, cluster_id, Right.RUN)
    found = drafts.read_draft(turn.kept, cluster_id)
    return found or Draft(cluster_id, turn.now.strftime(STAMP))


def new(turn: Turn) -> Screen:
    """What is to be announced?"""
    draft = _draft(turn)
    name = access.seat_in(turn.me, draft.cluster_id).cluster_name
    return drafts.compose(draft, name, turn.t)


def typed(turn: Turn) -> Screen:
    """The words."""
    return _preview(turn, replace(_draft(turn), said=act.checked_said(turn.text)))


def take(turn: Turn) -> Screen:
    """A file or a picture; what is written under it are the words."""
    upload = turn.upload
    if upload is None:
        raise UnknownButton
    draft = replace(
        _draft(turn), sha256=upload.sha256, file_name=upload.name, file_kind=upload.kind
    )
    if upload.caption.strip():
        draft = replace(draft, said=act.checked_said(upload.caption))
    return _preview(turn, draft)


def no_file(turn: Turn) -> Screen:
    """Without the file, after all."""
    return _preview(turn, replace(_draft(turn), sha256="", file_name="", file_kind=""))


def preview(turn: Turn) -> Screen:
    """What they get, once more."""
    return _preview(turn, _draft(turn))


def _preview(turn: Turn, draft: Draft) -> Screen:
    if draft.empty:
        return new(replace(turn, kept=draft.kept()))
    chosen = None if draft.units is None else frozenset(draft.units)
    heard = audience(
        turn.session, draft.cluster_id, chosen, turn.me.person_id, turn.now, turn.today
    )
    return drafts.preview(draft, _like(turn, draft), heard, turn.t)


def _like(turn: Turn, draft: Draft) -> Announced:
    """The draft as if it were sent now."""
    cluster = turn.session.get_one(Cluster, draft.cluster_id)
    return Announced(
        0,
        draft.cluster_id,
        cluster.name,
        cluster.kind,
        draft.said,
        draft.sha256,
        draft.file_name,
        draft.file_kind,
        turn.me.name,
        turn.now,
    )


def choose(turn: Turn) -> Screen:
    """For which units?"""
    return _choose(turn, _draft(turn), _page(turn, 1))


def _choose(turn: Turn, draft: Draft, page: int) -> Screen:
    members = member_units(turn.session, draft.cluster_id, turn.today)
    return drafts.choose(draft, members, page, turn.t)


def pick(turn: Turn) -> Screen:
    """One unit more, or less."""
    draft = _draft(turn)
    members = [each.unit_id for each in member_units(turn.session, draft.cluster_id, turn.today)]
    wanted = set(members if draft.units is None else draft.units)
    wanted = wanted | {turn.number(1)} if turn.number(2) else wanted - {turn.number(1)}
    left = tuple(each for each in members if each in wanted)
    units = None if len(left) == len(members) else left
    return _choose(turn, replace(draft, units=units), _page(turn, 3))


def pick_all(turn: Turn) -> Screen:
    """All units, or none."""
    draft = replace(_draft(turn), units=None if turn.number(1) else ())
    return _choose(turn, draft, _page(turn, 2))


def send(turn: Turn) -> Screen:
    """Send the draft on the card; pressed again, the announcement that it became."""
    cluster_id, stamp = turn.number(0), turn.word(1)
    access.require(turn.me, cluster_id, Right.RUN)
    before = sent_before(turn.session, turn.me, stamp)
    if before is None:
        draft = drafts.read_draft(turn.kept, cluster_id)
        if draft is None or draft.stamp != stamp:
            raise UnknownButton
        before = act.send(turn.session, turn.me, cluster_id, _given(draft), turn.now)
    done = turn.t("✅ The announcement has been sent.")
    return _show(turn, before).noticing(done)


def _given(draft: Draft) -> act.Draft:
    file = (
        Given(EvidenceKind(draft.file_kind), draft.sha256, draft.file_name)
        if draft.sha256
        else None
    )
    units = None if draft.units is None else frozenset(draft.units)
    return act.Draft(draft.stamp, draft.said, file, units)


# -- an announcement --------------------------------------------------------------------------


def show(turn: Turn) -> Screen:
    """An announcement: how far it has come, for the offices; its words for everybody else."""
    return _show(turn, turn.number(0), _page(turn, 1))


def _show(turn: Turn, announcement_id: int, page: int = 0) -> Screen:
    found = _readable(turn, announcement_id)
    mine = _of_mine(turn, found)
    if not holds(turn.me, found.cluster_id, Right.SEE_BOARD):
        return view.show(found, mine, turn.me.person_id, turn.t)
    units = units_of(turn.me, found.cluster_id) & addressed(turn.session, announcement_id)
    return delivery_view.progress(
        found,
        delivery(turn.session, found, turn.today),
        page,
        turn.now,
        turn.t,
        may_remind=holds(turn.me, found.cluster_id, Right.REMIND),
        mine=bool(units) and all(each.person_id != turn.me.person_id for each in mine),
    )


def _readable(turn: Turn, announcement_id: int) -> Announced:
    """An announcement to a unit of mine, or of a cluster in which I see everything."""
    found = announced(turn.session, turn.me, announcement_id)
    units = units_of(turn.me, found.cluster_id) & addressed(turn.session, announcement_id)
    if not units and not holds(turn.me, found.cluster_id, Right.SEE_BOARD):
        raise NotAddressed
    return found


def _of_mine(turn: Turn, found: Announced) -> tuple[Confirmed, ...]:
    """Who of my units has confirmed it."""
    read = confirmations(turn.session, found.announcement_id)
    units = units_of(turn.me, found.cluster_id)
    return tuple(each for unit_id in sorted(units) for each in read.get(unit_id, ()))


def read_all(turn: Turn) -> Screen:
    """All its words."""
    return delivery_view.read(_readable(turn, turn.number(0)), turn.t)


def file(turn: Turn) -> Screen:
    """Send me its file."""
    found = _readable(turn, turn.number(0))
    screen = _show(turn, found.announcement_id)
    return screen.sending(view.attached(found, turn.t)) if found.sha256 else screen


def seen(turn: Turn) -> Screen:
    """Confirmed, however often and however late."""
    act.confirm(turn.session, turn.me, turn.number(0), turn.now)
    return _show(turn, turn.number(0)).noticing(turn.t("✅ Recorded: the unit has received it."))


def remind(turn: Turn) -> Screen:
    """Ask those who have not confirmed."""
    asked = act.remind(turn.session, turn.me, turn.number(0), turn.now)
    done = turn.t.n(
        "🔔 %(count)s person is being reminded.", "🔔 %(count)s people are being reminded.", asked
    )
    return _show(turn, turn.number(0)).noticing(done)


# -- letters ----------------------------------------------------------------------------------


def letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """The announcement, unless this reader has confirmed it meanwhile."""
    found = announced(turn.session, turn.me, params["announcement"])
    units = units_of(turn.me, found.cluster_id) & addressed(turn.session, found.announcement_id)
    own = any(each.person_id == turn.me.person_id for each in _of_mine(turn, found))
    return view.letter(found, tuple(sorted(units)), turn.t) if units and not own else None


def again_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A reminder, while the unit has not confirmed."""
    found = announced(turn.session, turn.me, params["announcement"])
    units = units_of(turn.me, found.cluster_id) & addressed(turn.session, found.announcement_id)
    owing = units - confirmations(turn.session, found.announcement_id).keys()
    return view.letter(found, tuple(sorted(owing)), turn.t, again=True) if owing else None


def confirmed_letter(
    turn: Turn, params: Mapping[str, Any], _tells: Sequence[tuple[str, str]]
) -> Screen:
    """The message once a unit of the reader's has confirmed it."""
    found = announced(turn.session, turn.me, params["announcement"])
    units = units_of(turn.me, found.cluster_id) & addressed(turn.session, found.announcement_id)
    owing = units - confirmations(turn.session, found.announcement_id).keys()
    return view.confirmed_letter(found, tuple(sorted(owing)), _of_mine(turn, found), turn.t)


ROUTES = {
    "announce.list": show_list,
    "announce.new": new,
    "announce.preview": preview,
    "announce.units": choose,
    "announce.show": show,
    "announce.read": read_all,
    "announce.file": file,
}
ACTS = {
    "announce.pick": pick,
    "announce.all": pick_all,
    "announce.nofile": no_file,
    "announce.send": send,
    "announce.remind": remind,
}
NODS = {"announce.seen": seen}
ANSWERS = {"announce.typed": typed}
FILES = {"announce.take": take}
LETTERS = {"announcement": letter, "announcement-again": again_letter}
FOLLOW_UPS = {"announcement": confirmed_letter, "announcement-again": confirmed_letter}
PATIENT = {"announcement": True, "announcement-again": True}
