"""What a draft has taken from the agreed table, taken anew when it is opened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models.queries.agenda_table import agreed_of
from models.rules.motion import MotionKind, TieStep, read_options, read_terms
from models.rules.templates import Agreed, merits
from models.voting import Motion, ReviewSession

COMPARED = frozenset({MotionKind.HEAD, MotionKind.DEPUTY, MotionKind.CHOICE, MotionKind.RANKING})
"""Kinds whose options' points may settle a tie."""


def renew(session: Session, found: ReviewSession, drafts: Sequence[Motion], now: datetime) -> None:
    """Have drafts rest on the table that is agreed now, and not on the one they were made from.

    Who: `open_motions`. When: the drafts are about to be opened. Does: names the version that was
    agreed last, and takes the points that settle a tie from it; a table that was opened again
    settles none. Refuses: nothing.
    """
    resting = [each for each in drafts if _rests(each)]
    if not resting:
        return
    agreed = agreed_of(session, found.cluster_id, found.year, now)
    for motion in resting:
        if motion.kind is MotionKind.SCORE_TABLE and agreed is not None:
            about = {"period": agreed.period_id, "version": agreed.version}
            motion.subject = {**motion.subject, **about}
        elif motion.kind in COMPARED:
            _compare(motion, agreed)


def _rests(motion: Motion) -> bool:
    compared = motion.kind in COMPARED and TieStep.CRITERIA.value in motion.terms["ties"]
    return compared or motion.kind is MotionKind.SCORE_TABLE


def _compare(motion: Motion, agreed: Agreed | None) -> None:
    options, terms = read_options(motion.options), read_terms(motion.terms)
    known = merits(agreed.table, agreed.units, options) if agreed and options else {}
    if known != dict(terms.merits):
        motion.terms = replace(terms, merits=known).stored()
