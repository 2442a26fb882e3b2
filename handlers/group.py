"""The cluster's group: linked by the head, with one pinned status card that follows by itself."""

from handlers.i18n import translator
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import group as view
from models.access import Right, has
from models.actions import group as act
from models.cluster import Cluster
from models.errors import NotForYou
from models.queries.board import board, cluster_of_group, latest_period
from models.queries.voting import open_in


def greet(turn: Turn) -> Screen:
    """The status card of a linked group; otherwise the offer to link it."""
    cluster = cluster_of_group(turn.session, turn.chat_id)
    return _status(turn, cluster) if cluster else view.group_greeting(turn.t)


def link(turn: Turn) -> Screen:
    """Link the group to the cluster of the head who presses."""
    seats = [seat for seat in turn.me.seats if has(seat, Right.RUN)]
    if not seats:
        raise NotForYou
    at_hand = turn.me.seat
    chosen = at_hand if at_hand in seats and at_hand else seats[0]
    act.link(turn.session, turn.me, chosen.cluster_id, turn.chat_id, turn.now)
    return _status(turn, turn.session.get_one(Cluster, chosen.cluster_id))


def _status(turn: Turn, cluster: Cluster) -> Screen:
    words = translator(cluster.locale)
    votes = open_in(turn.session, cluster.id or 0, turn.now)
    if votes:
        return view.group_votes(
            cluster.id or 0, cluster.name, votes, turn.bot_name, turn.now, words
        )
    period = latest_period(turn.session, cluster.id or 0)
    if period is None:
        return view.group_idle(cluster.id or 0, cluster.name, words)
    state = board(turn.session, period, None, turn.now, turn.today)
    return view.group_status(state, turn.bot_name, turn.now, words)


ROUTES = {"group.status": greet}
ACTS = {"group.link": link}
