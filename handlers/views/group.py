"""The group's status card: who has submitted, who has voted; never points, never a choice."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.board import heading
from handlers.views.common import bold, small
from handlers.views.voting_words import form_words, titled, unit_list, until_words, voted_line
from models.queries.board import Board, Standing
from models.queries.voting import OnRoll, Progress
from models.rules.motion import Form

VOTES_SHOWN = 8
TITLE = 90


def group_status(state: Board, bot_name: str, now: datetime, t: Translator) -> Screen:
    """The pinned card of the cluster's group: who has submitted; never points."""
    names = [
        t(
            "%(mark)s %(unit)s%(returned)s",
            mark="✅" if row.standing == Standing.SUBMITTED else "⬜",
            unit=row.name,
            returned=t(" (returned)") if row.standing == Standing.RETURNED else Markup(""),
        )
        for row in state.rows
    ]
    text = blocks(heading(state, now, t), lines(*names))
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot_name}?start")
    return Screen(text, ((link,),), route="group.status", topic=f"group:{state.period.cluster_id}")


def group_votes(
    cluster_id: int,
    cluster_name: str,
    votes: Sequence[Progress],
    bot_name: str,
    now: datetime,
    t: Translator,
) -> Screen:
    """While votes are open: which, how far each is, who has not voted; never what was chosen."""
    more = len(votes) - VOTES_SHOWN
    text = blocks(
        bold(Markup("🗳 {}").format(cluster_name)),
        *(_vote(each, now, t) for each in votes[:VOTES_SHOWN]),
        more > 0 and t.n("… and %(count)s more motion", "… and %(count)s more motions", more),
        _missing(votes, t),
    )
    link = Button(t("📋 Open the bot").unescape(), url=f"https://t.me/{bot_name}?start")
    return Screen(text, ((link,),), route="group.status", topic=f"group:{cluster_id}")


def _vote(vote: Progress, now: datetime, t: Translator) -> Markup:
    title = bold(titled(vote.title, vote.round, t, TITLE))
    form = form_words(vote.form, t)
    if vote.form is Form.PAPER:
        return lines(title, small(form))
    until = (
        until_words(vote.closes_at, now, t)
        if vote.takes_votes(now)
        else t("time over, being counted")
    )
    return lines(title, small(Markup("{}, {}").format(form, until)), voted_line(vote, t))


def _missing(votes: Sequence[Progress], t: Translator) -> Markup | str:
    """The units that have not voted on everything that is open."""
    found: dict[int, OnRoll] = {}
    for vote in votes:
        if vote.form is not Form.PAPER:
            found |= {unit.unit_id: unit for unit in vote.waiting}
    units = [found[each] for each in sorted(found)]
    if not units:
        return ""
    return t("Not voted yet (%(count)s): %(units)s", count=len(units), units=unit_list(units, t))


def group_idle(cluster_id: int, cluster_name: str, t: Translator) -> Screen:
    """A linked group before any period is open."""
    text = blocks(bold(cluster_name), t("No self-scoring period is open at present."))
    return Screen(text, (), route="group.status", topic=f"group:{cluster_id}")


def group_greeting(t: Translator) -> Screen:
    """A group that belongs to no cluster yet; it learns nothing."""
    text = t(
        "If this is the group of an emulation cluster, the head of the cluster is asked to "
        "press the button below."
    )
    return Screen(
        text,
        ((button(t("🔗 Link this group to the cluster"), "group.link", style="primary"),),),
        route="group.status",
    )
