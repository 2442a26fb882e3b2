"""Lots (*bốc thăm*): announced with a public source, drawn by two people, worked out by anybody."""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models.access import Actor, Right, seat_in
from models.actions.ballot import mark_motions
from models.actions.post import owe, owe_group
from models.actions.record import append
from models.audit import note
from models.cluster import Office
from models.errors import NotForYou, NothingTyped, StaleCard, TextTooLong
from models.errors_vote import LotCommitted, LotNotCommitted, LotSourceNeeded, NoLot, StillOpen
from models.queries.motions import motion_for
from models.queries.people import member_units, speakers
from models.queries.votable import result_readers
from models.rules.calendar import local_date
from models.rules.lot import commitment, draw, normalised
from models.rules.motion import TieStep
from models.rules.tally import Count, read_count
from models.voting import LotDraw, Motion, MotionState, ReviewSession

SOURCE_AT_LEAST, SOURCE_AT_MOST = 10, 300
DRAWN_AT_MOST = 100
CONFIRMERS = frozenset({Office.DEPUTY, Office.SECRETARY})


def announce(session: Session, me: Actor, motion_id: int, source: str, now: datetime) -> None:
    """Announce a lot: among whom, and which public source is going to give the number.

    Who: the cluster's head. When: the result asks for a lot. Does: writes the list and the source
    into the record as one hash, and tells the group; nothing of it can be changed afterwards. The
    same source again changes nothing. Refuses: NotForYou, NotYourCluster, StillOpen, NoLot,
    LotSourceNeeded, TextTooLong, LotCommitted.
    """
    motion, count = _waiting(session, me, motion_id)
    said = checked_source(source)
    before = session.get(LotDraw, motion_id)
    if before is not None:
        if before.source != said:
            raise LotCommitted
        return
    keys = sorted(count.candidates)
    mark = commitment(motion.seal, keys, said)
    session.add(
        LotDraw(
            motion_id=motion_id,
            source=said,
            committed_at=now,
            commitment=mark,
            by=me.person_id,
        )
    )
    facts = {"ballot": motion.seal, "source": said, "keys": keys, "commitment": mark}
    append(session, motion.cluster_id, _year(session, motion), "lot-committed", facts, now, me)
    owe_group(session, now, "lot-announced", str(motion_id), motion.cluster_id, motion=motion_id)
    mark_motions(session, [motion], by=me.person_id)


def checked_source(text: str) -> str:
    """A source as it is announced: one line.

    Who: whoever names one. When: before it is announced. Does: takes superfluous spaces away.
    Refuses: LotSourceNeeded for one that names nothing, TextTooLong.
    """
    said = " ".join(text.split())
    if len(said) < SOURCE_AT_LEAST:
        raise LotSourceNeeded
    if len(said) > SOURCE_AT_MOST:
        raise TextTooLong(SOURCE_AT_MOST)
    return said


def drawn(session: Session, me: Actor, motion_id: int, text: str, now: datetime) -> None:
    """Say what the source has given; it counts when a second person has confirmed it.

    Who: the cluster's head. When: the lot was announced and is not confirmed yet; until then it
    can be typed anew. Does: keeps it and asks the deputy and the secretary to confirm. Refuses:
    NotForYou, NotYourCluster, StillOpen, NoLot, LotNotCommitted, NothingTyped, TextTooLong.
    """
    motion, _ = _waiting(session, me, motion_id)
    lot = session.get(LotDraw, motion_id, populate_existing=True)
    if lot is None:
        raise LotNotCommitted
    said = " ".join(text.split())
    if not normalised(said):
        raise NothingTyped
    if len(said) > DRAWN_AT_MOST:
        raise TextTooLong(DRAWN_AT_MOST)
    if lot.drawn == said and lot.by == me.person_id:
        return
    lot.drawn, lot.drawn_at, lot.by = said, now, me.person_id
    people = _confirmers(session, motion, me, now)
    key = f"{motion_id}:{drawn_mark(said)}"
    owe(session, now, "lot-confirm", key, people, motion=motion_id, mark=drawn_mark(said))
    mark_motions(session, [motion], by=me.person_id)


def drawn_mark(text: str) -> str:
    """What a button carries of a drawn text: who confirms, confirms what was on screen.

    Who: whoever draws such a button. When: always. Does: eight hexadecimal digits. Refuses:
    nothing.
    """
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:8]


def confirm(session: Session, me: Actor, motion_id: int, mark: str, now: datetime) -> None:
    """Confirm what was drawn; the lot decides.

    Who: the deputy or the secretary (where another unit holds neither office, any other unit's
    leader), another person and unit than who typed it. When: it was typed, and `mark` is what was
    on screen. Does: puts those who stood equal in the order of the lot, completes the result,
    writes the record, tells everybody. Confirmed already, nothing changes. Refuses: NotForYou,
    NotYourCluster, StillOpen, NoLot, LotNotCommitted, StaleCard.
    """
    motion = motion_for(session, me, motion_id, lock=True)
    lot = session.get(LotDraw, motion_id, populate_existing=True)
    if lot is not None and lot.confirmed_by is not None:
        return
    count = lot_count(motion)
    if lot is None or not lot.drawn:
        raise LotNotCommitted
    if not may_confirm(session, me, motion.cluster_id, lot.by, now):
        raise NotForYou
    if drawn_mark(lot.drawn) != mark:
        raise StaleCard
    lot.confirmed_by, lot.drawn_at = me.person_id, now
    order = draw(count.candidates, lot.commitment, lot.drawn)
    motion.result = decided(count, order).stored()
    facts = {"ballot": motion.seal, "drawn": lot.drawn, "order": list(order)}
    append(session, motion.cluster_id, _year(session, motion), "lot-drawn", facts, now, me)
    note(
        session,
        now,
        "lot-drawn",
        f"motion:{motion_id}",
        person_id=me.person_id,
        cluster_id=motion.cluster_id,
        new={"drawn": lot.drawn, "typed_by": lot.by},
    )
    owe(session, now, "lot-drawn", str(motion_id), result_readers(session, motion, now),
        motion=motion_id)  # fmt: skip
    owe_group(session, now, "lot-result", str(motion_id), motion.cluster_id, motion=motion_id)
    mark_motions(session, [motion], by=me.person_id)


def decided(count: Count, order: tuple[str, ...]) -> Count:
    """A count completed by a lot; among whom it was drawn stays to be read.

    Who: `confirm`. When: the lot is confirmed. Does: gives the seats left to the first. Refuses:
    nothing.
    """
    return replace(
        count,
        elected=count.elected + order[: count.seats_left],
        tied=(),
        seats_left=0,
        decided_by=TieStep.LOT.value,
        further="",
    )


def lot_count(motion: Motion) -> Count:
    """The count of a motion whose result asks for a lot.

    Who: whoever draws or shows one. When: the motion is counted. Does: reads it. Refuses:
    StillOpen, NoLot.
    """
    if motion.state in (MotionState.OPEN, MotionState.DRAFT):
        raise StillOpen
    if motion.state is not MotionState.CLOSED:
        raise NoLot
    count = read_count(motion.result)
    if count.further != TieStep.LOT.value:
        raise NoLot
    return count


def may_confirm(session: Session, me: Actor, cluster_id: int, typed_by: int, now: datetime) -> bool:
    """Whether a lot that `typed_by` has typed is mine to confirm.

    Who: anybody. When: always. Does: looks at the offices of the day. Refuses: NotYourCluster.
    """
    seat_in(me, cluster_id)
    if me.person_id == typed_by:
        return False
    units = _confirming_units(session, cluster_id, now)
    return any(seat.unit_id in units for seat in me.seats if seat.cluster_id == cluster_id)


def _confirming_units(session: Session, cluster_id: int, now: datetime) -> frozenset[int]:
    """The units of the deputy and the secretary, but not the head's; else all but the head's."""
    units = member_units(session, cluster_id, local_date(now))
    others = [each for each in units if Office.HEAD not in each.offices]
    held = [each for each in others if each.offices & CONFIRMERS]
    return frozenset(each.unit_id for each in held or others)


def _confirmers(session: Session, motion: Motion, me: Actor, now: datetime) -> list[int]:
    units = _confirming_units(session, motion.cluster_id, now)
    people = speakers(session, motion.cluster_id, local_date(now))
    found = {each.person_id for each in people if each.unit_id in units and each.reachable}
    return sorted(found - {me.person_id})


def _waiting(session: Session, me: Actor, motion_id: int) -> tuple[Motion, Count]:
    motion = motion_for(session, me, motion_id, Right.RUN, lock=True)
    return motion, lot_count(motion)


def _year(session: Session, motion: Motion) -> int:
    return session.get_one(ReviewSession, motion.session_id).year
