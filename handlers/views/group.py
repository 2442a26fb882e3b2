"""The group's status card: who has submitted, never points."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.board import heading
from handlers.views.common import bold
from models.queries.board import Board, Standing


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
