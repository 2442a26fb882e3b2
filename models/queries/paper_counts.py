"""Counting paper ballots: two tellers of different units have counted alike."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models.errors_vote import CountsDiffer, SecondTellerNeeded
from models.rules.motion import Terms, choices, method_of, read_options
from models.rules.tally import Count, tally_sums
from models.voting import Motion, PaperCount

TELLERS = 2
"""Units whose people must have counted paper ballots alike."""


def agreed_numbers(session: Session, motion: Motion) -> dict[str, int]:
    """What two tellers of different units counted alike.

    Raises SecondTellerNeeded, CountsDiffer.
    """
    counts = session.exec(
        select(PaperCount).where(PaperCount.motion_id == motion.id).order_by(col(PaperCount.at))
    ).all()
    if len({each.unit_id for each in counts}) < TELLERS:
        raise SecondTellerNeeded
    if any(each.numbers != counts[0].numbers for each in counts):
        raise CountsDiffer
    return dict(counts[0].numbers)


def tally_numbers(
    motion: Motion, terms: Terms, numbers: Mapping[str, int], entitled: int, present: int
) -> Count:
    """Paper ballots come as sums per option."""
    options = read_options(motion.options)
    method = method_of(motion.kind, options)
    votes = {key: numbers.get(f"option:{key}", 0) for key in choices(method, options)}
    return tally_sums(
        method, options, terms, votes, numbers["collected"], numbers["invalid"], entitled, present
    )
