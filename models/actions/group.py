"""The cluster's group chat: linking it, following it when it becomes a supergroup."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from models import access
from models.access import Actor, Right
from models.actions.post import mark
from models.audit import note
from models.cluster import Cluster
from models.errors import GroupTaken
from models.post import Card


def link(session: Session, me: Actor, cluster_id: int, chat_id: int, now: datetime) -> None:
    """Make a group the cluster's group.

    Who: the cluster's head. When: the group is no other cluster's. Does: the cluster's status
    card lives there from now on. Linking twice changes nothing. Refuses: NotForYou,
    NotYourCluster, GroupTaken.
    """
    cluster = access.cluster_for(session, me, cluster_id, Right.RUN)
    owner = session.exec(select(Cluster).where(Cluster.group_chat_id == chat_id)).first()
    if owner is not None and owner.id != cluster_id:
        raise GroupTaken
    if cluster.group_chat_id == chat_id:
        return
    note(
        session,
        now,
        "linked",
        f"cluster:{cluster_id}",
        person_id=me.person_id,
        cluster_id=cluster_id,
        old=cluster.group_chat_id,
        new=chat_id,
    )
    cluster.group_chat_id = chat_id
    mark(session, f"group:{cluster_id}")  # the card in a former group says so no more


def unlink(session: Session, chat_id: int, now: datetime) -> None:
    """The bot has been removed from a group.

    Who: Telegram. When: it says so. Does: the cluster has no group any more. Refuses: nothing.
    """
    cluster = session.exec(select(Cluster).where(Cluster.group_chat_id == chat_id)).first()
    # The row stays: should the bot come back, its next card is a new message, not an old edit.
    session.execute(
        update(Card)
        .where(col(Card.chat_id) == chat_id)
        .values(dead=True, message_id=None, route="", topic="", fresh_from=Card.wanted + 1)
    )
    if cluster is not None:
        note(session, now, "unlinked", f"cluster:{cluster.id}", cluster_id=cluster.id, old=chat_id)
        cluster.group_chat_id = None


def migrate(session: Session, old: int, new: int, now: datetime) -> None:
    """A group has become a supergroup: everything that names it follows.

    Who: Telegram, by message or by error. When: once; a second time changes nothing. Does: moves
    cluster and card to the new id; the card is sent anew there. Refuses: nothing.
    """
    session.execute(
        update(Cluster).where(col(Cluster.group_chat_id) == old).values(group_chat_id=new)
    )
    if session.get(Card, new) is None:
        session.execute(
            update(Card)
            .where(col(Card.chat_id) == old)
            .values(
                chat_id=new,
                message_id=None,
                wanted=Card.wanted + 1,
                held_until=None,
                not_before=None,
            )
        )
    else:
        _follow(session, new)
    session.execute(delete(Card).where(col(Card.chat_id) == old))
    note(session, now, "migrated", f"chat:{old}", new=new)


def _follow(session: Session, chat_id: int) -> None:
    """The supergroup has a card already, a greeting: it becomes the cluster's status card."""
    cluster = session.exec(select(Cluster).where(Cluster.group_chat_id == chat_id)).first()
    if cluster is not None:
        topic = f"group:{cluster.id}"
        session.execute(update(Card).where(col(Card.chat_id) == chat_id).values(topic=topic))
        mark(session, topic)
