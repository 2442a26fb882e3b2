"""The head invites, names and releases the people of the cluster's units."""

from collections.abc import Mapping
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import people as view
from models import access
from models.access import Right
from models.actions import invitation
from models.actions import people as act
from models.cluster import Cluster
from models.errors import MandateOver, NotYourCluster, UnknownButton
from models.people import Role
from models.queries.people import MemberUnit, Speaker, mandate_place, member_units, speakers
from models.rules.text import one_line

NAME_AT_MOST = 120


def show(turn: Turn) -> Screen:
    """All units of the cluster."""
    cluster_id = turn.number(0)
    access.require(turn.me, cluster_id, Right.INVITE)
    page = turn.number(1) if len(turn.args) > 1 else 0
    units = member_units(turn.session, cluster_id, turn.today)
    people = speakers(turn.session, cluster_id, turn.today)
    return view.units(cluster_id, units, people, max(page, 0), turn.t)


def _unit(turn: Turn, cluster_id: int, unit_id: int) -> MemberUnit:
    access.require(turn.me, cluster_id, Right.INVITE)
    for unit in member_units(turn.session, cluster_id, turn.today):
        if unit.unit_id == unit_id:
            return unit
    raise NotYourCluster


def unit(turn: Turn) -> Screen:
    """A unit's people."""
    return _show_unit(turn, turn.number(0), turn.number(1))


def _show_unit(turn: Turn, cluster_id: int, unit_id: int) -> Screen:
    here = _unit(turn, cluster_id, unit_id)
    kind = turn.session.get_one(Cluster, cluster_id).kind
    people = speakers(turn.session, cluster_id, turn.today, unit_id=unit_id)
    return view.unit(cluster_id, kind, here, people, turn.t)


def _speaker(turn: Turn, mandate_id: int) -> tuple[int, Speaker, str]:
    """Cluster, person and place of a mandate that I may manage."""
    place = mandate_place(turn.session, mandate_id, turn.today)
    if place is None:
        raise NotYourCluster
    cluster_id, unit_name = place
    access.require(turn.me, cluster_id, Right.INVITE)
    for speaker in speakers(turn.session, cluster_id, turn.today):
        if speaker.mandate_id == mandate_id:
            return cluster_id, speaker, unit_name
    raise MandateOver


def person(turn: Turn) -> Screen:
    """One person."""
    cluster_id, speaker, _ = _speaker(turn, turn.number(0))
    return view.person(cluster_id, speaker, turn.t)


def invite(turn: Turn) -> Screen:
    """Make a code; it is shown once, below the card."""
    cluster_id, speaker, place = _speaker(turn, turn.number(0))
    code = invitation.invite(turn.session, turn.me, speaker.mandate_id, turn.now, turn.chance)
    card = view.person(cluster_id, speaker, turn.t)
    return view.invited(
        card, speaker, place, code, turn.bot_name, invitation.VALID_FOR.days, turn.t
    )


def ending(turn: Turn) -> Screen:
    """Before ending a mandate."""
    _, speaker, _ = _speaker(turn, turn.number(0))
    return view.ending(speaker, turn.t)


def end(turn: Turn) -> Screen:
    """End a mandate."""
    cluster_id, speaker, _ = _speaker(turn, turn.number(0))
    act.end_mandate(turn.session, turn.me, speaker.mandate_id, turn.now, turn.today)
    turn.session.flush()  # the list is read again
    done = turn.t("The person no longer represents the unit.")
    if speaker.unit_id is None:
        return _units_of(turn, cluster_id).noticing(done)
    return _show_unit(turn, cluster_id, speaker.unit_id).noticing(done)


def _units_of(turn: Turn, cluster_id: int) -> Screen:
    units = member_units(turn.session, cluster_id, turn.today)
    people = speakers(turn.session, cluster_id, turn.today)
    return view.units(cluster_id, units, people, 0, turn.t)


def add(turn: Turn) -> Screen:
    """Ask for a new representative's name."""
    here = _unit(turn, turn.number(0), turn.number(1))
    return view.ask_name(turn.number(0), here, _role(turn), turn.t)


def _role(turn: Turn) -> Role:
    named = {role.value: role for role in view.MAY_BE_NAMED}.get(turn.word(2))
    if named is None:
        raise UnknownButton
    return named


def named(turn: Turn) -> Screen:
    """A typed name: the person is added, and can be invited."""
    name = one_line(" ".join(turn.text.split()), NAME_AT_MOST)
    cluster_id, unit_id = turn.number(0), turn.number(1)
    _unit(turn, cluster_id, unit_id)
    mandate_id = act.add_speaker(
        turn.session, turn.me, cluster_id, unit_id, name, _role(turn), turn.now, turn.today
    )
    _, speaker, _ = _speaker(turn, mandate_id)
    return view.person(cluster_id, speaker, turn.t)


# -- letters -------------------------------------------------------------------------------------


def joined_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To who has invited."""
    cluster_id, speaker, place = _speaker(turn, params["mandate"])
    return view.joined(speaker.name, place, cluster_id, turn.t)


def unreachable_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To the head, unless the person is back."""
    cluster_id, speaker, place = _speaker(turn, params["mandate"])
    if speaker.reachable:
        return None
    return view.unreachable(speaker.name, place, cluster_id, turn.t)


ROUTES = {
    "people.show": show,
    "people.unit": unit,
    "people.person": person,
    "people.ending": ending,
    "people.add": add,
}
ACTS = {"people.invite": invite, "people.end": end}
ANSWERS = {"people.named": named}
LETTERS = {"joined": joined_letter, "unreachable": unreachable_letter}
