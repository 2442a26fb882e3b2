"""Counting (*kiểm phiếu*): each vote is opened once, in one transaction, and the result stands."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, col

from models.access import Actor, Right
from models.actions.ballot import declare_void, tell_result
from models.actions.record import append
from models.audit import note
from models.envelope import RID_BITS, fingerprint, read_ballot
from models.errors_vote import (
    KeysUnavailable,
    NotOpenYet,
    VotesMissing,
)
from models.keys import KeyLost, Keys, StoreAway
from models.queries.motions import (
    codes_of,
    envelopes_of,
    motion_for,
    roll_of,
    there_at_end,
    there_now,
    voted,
    votes_of,
)
from models.queries.paper_counts import agreed_numbers, tally_numbers
from models.rules.motion import (
    FEW,
    Absent,
    Form,
    Method,
    QuorumOn,
    Terms,
    method_of,
    read_options,
    read_terms,
)
from models.rules.record import digest
from models.rules.recorded import recorded
from models.rules.tally import Count, Marks, quorum_met, tally
from models.voting import (
    Ballot,
    Elector,
    Envelope,
    Motion,
    MotionState,
    ReviewSession,
    Turnout,
)

INVALID: Marks = ("?",)
"""The marks of an envelope that holds no vote: counted as invalid."""


def close_due(session: Session, keys: Keys, motion_id: int, now: datetime) -> bool:
    """Count a vote whose time is over; whether there was anything to do.

    Who: the clock, any process. When: its time is over. Does: as `_close`. Counted already, or
    given more time meanwhile, nothing happens; paper ballots wait for their tellers. Refuses:
    KeysUnavailable.
    """
    motion = session.get_one(Motion, motion_id, with_for_update=True, populate_existing=True)
    over = motion.closes_at is not None and motion.closes_at <= now
    if motion.state is not MotionState.OPEN or not over or motion.form is Form.PAPER:
        return False
    _close(session, keys, motion, now, None)
    return True


def close_early(session: Session, keys: Keys, me: Actor, motion_id: int, now: datetime) -> None:
    """Count a vote before its time, once everybody has voted.

    Who: the cluster's head. When: all units with a voter who may cast have cast; of paper ballots,
    two tellers of different units agree. Does: as at its time. Counted already, nothing changes.
    Refuses: NotForYou, NotYourCluster, NotOpenYet, VotesMissing, KeysUnavailable,
    SecondTellerNeeded, CountsDiffer.
    """
    motion = motion_for(session, me, motion_id, Right.RUN, lock=True)
    if motion.state is MotionState.DRAFT:
        raise NotOpenYet
    if motion.state is not MotionState.OPEN:
        return
    if motion.form is not Form.PAPER and (missing := _missing(session, motion, now)):
        raise VotesMissing(missing)
    _close(session, keys, motion, now, me)


def _missing(session: Session, motion: Motion, now: datetime) -> int:
    """Units that could still vote and have not; who has to be there and is not cannot."""
    cast = voted(session, [motion.id or 0])[motion.id or 0]
    roll = [
        each
        for each in roll_of(session, motion.id or 0)
        if each.person_id is not None and not each.excluded and each.unit_id not in cast
    ]
    if read_terms(motion.terms).absent is Absent.CAST:
        return len(roll)
    there = there_now(session, session.get_one(ReviewSession, motion.session_id), now)
    return sum(each.present or each.unit_id in there for each in roll)


# -- one count ------------------------------------------------------------------------------------


def _close(session: Session, keys: Keys, motion: Motion, now: datetime, me: Actor | None) -> None:
    """Count, or declare void: no quorum, or the key is gone. All of it in this transaction."""
    terms, roll = read_terms(motion.terms), roll_of(session, motion.id or 0)
    if motion.form is Form.PAPER:
        _close_paper(session, motion, terms, roll, now, me)
        return
    units = voted(session, [motion.id or 0])[motion.id or 0]
    present = _present(session, motion, roll, units, now)
    measured = present if terms.quorum_on is QuorumOn.PRESENCE else len(units)
    if not quorum_met(terms.quorum, len(roll), measured):
        declare_void(session, motion, "no_quorum", now, me)  # what was cast stays unread
        return
    facts: dict[str, Any] = {}
    try:
        ballots = _READ[motion.form](session, keys, motion, facts)
    except KeyLost:
        declare_void(session, motion, "key_lost", now, me)
        return
    except StoreAway:
        raise KeysUnavailable from None
    count = _tally(motion, terms, ballots, len(roll), present)
    if motion.form is Form.SECRET and count.valid >= FEW:
        facts["ballots"] = [list(each) for each in ballots]
    _finish(session, motion, count, sorted(units), present, facts, now, me)


def _tally(
    motion: Motion, terms: Terms, ballots: Sequence[Marks], entitled: int, present: int
) -> Count:
    options = read_options(motion.options)
    return tally(method_of(motion.kind, options), options, terms, ballots, entitled, present)


def _present(
    session: Session, motion: Motion, roll: Sequence[Elector], units: set[int], now: datetime
) -> int:
    """P: units of the roll that are at the meeting at closing, or at its end, or took part."""
    found = session.get_one(ReviewSession, motion.session_id)
    at = min(now, motion.closes_at or now)
    there = there_at_end(session, found, motion.opened_at, at)
    return len({each.unit_id for each in roll} & (there | units))


# -- what was cast --------------------------------------------------------------------------------


def _read_secret(
    session: Session, keys: Keys, motion: Motion, facts: dict[str, Any]
) -> list[Marks]:
    """Open all envelopes at once; what is left of them is sorted by numbers that mean nothing."""
    envelopes = envelopes_of(session, motion.id or 0)
    plains = keys.unseal(motion.seal, [each.sealed for each in envelopes])
    if plains and not any(plains):  # what lies there is not the key that they were sealed with
        raise KeyLost
    opened = _opened(plains)
    codes = codes_of(session, [each.unit_id for each in envelopes])
    prints = {each.unit_id: fingerprint(each.sealed) for each in envelopes}
    facts["fingerprints"] = {codes[unit_id]: mark for unit_id, mark in prints.items()}
    session.execute(delete(Envelope).where(col(Envelope.motion_id) == motion.id))
    of = {"motion_id": motion.id}
    _write(session, Ballot, [{**of, "rid": rid, "marks": list(marks)} for rid, marks in opened])
    _write(
        session,
        Turnout,
        [{**of, "unit_id": unit, "fingerprint": prints[unit]} for unit in sorted(prints)],
    )
    return [marks for _, marks in opened]


def _write(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Rows in this order, all in one go."""
    if rows:
        session.connection().execute(insert(table), rows)


def _opened(plains: Sequence[bytes | None]) -> list[tuple[str, Marks]]:
    """What the envelopes hold, by numbers that mean nothing.

    One that cannot be read is an invalid ballot, not a lost one; so is a copy of another: two that
    were sealed apart never have the same number.
    """
    found: dict[str, Marks] = {}
    for plain in plains:
        rid, marks = _ballot(plain)
        found[rid if rid not in found else _new_rid()] = marks if rid not in found else INVALID
    return sorted(found.items())


def _ballot(plain: bytes | None) -> tuple[str, Marks]:
    try:
        return read_ballot(plain or b"")
    except ValueError:
        return _new_rid(), INVALID


def _new_rid() -> str:
    return secrets.token_hex(RID_BITS // 8)


def _read_open(session: Session, _keys: Keys, motion: Motion, facts: dict[str, Any]) -> list[Marks]:
    votes = votes_of(session, motion.id or 0)
    codes = codes_of(session, [each.unit_id for each in votes])
    comments = method_of(motion.kind, read_options(motion.options)) is Method.COMMENT
    facts["votes"] = {
        codes[each.unit_id]: (
            {"said_hash": digest(each.said), "written": bool(each.written)}
            if comments
            else {"marks": list(each.marks), "written": bool(each.written)}
        )
        for each in votes
    }
    return [tuple(each.marks) for each in votes]


_READ = {Form.SECRET: _read_secret, Form.OPEN: _read_open}


# -- paper ----------------------------------------------------------------------------------------


def _close_paper(
    session: Session,
    motion: Motion,
    terms: Terms,
    roll: Sequence[Elector],
    now: datetime,
    me: Actor | None,
) -> None:
    numbers = agreed_numbers(session, motion)
    found = session.get_one(ReviewSession, motion.session_id)
    there = there_at_end(session, found, motion.opened_at, now)
    present = max(len({each.unit_id for each in roll} & there), numbers["collected"])
    measured = present if terms.quorum_on is QuorumOn.PRESENCE else numbers["collected"]
    if not quorum_met(terms.quorum, len(roll), measured):
        declare_void(session, motion, "no_quorum", now, me)
        return
    count = tally_numbers(motion, terms, numbers, len(roll), present)
    _finish(session, motion, count, [], present, {"counts": dict(numbers)}, now, me)


# -- the end --------------------------------------------------------------------------------------


def _finish(
    session: Session,
    motion: Motion,
    count: Count,
    units: Sequence[int],
    present: int,
    facts: dict[str, Any],
    now: datetime,
    me: Actor | None,
) -> None:
    motion.state, motion.closed_at, motion.result = MotionState.CLOSED, now, count.stored()
    found = session.get_one(ReviewSession, motion.session_id)
    codes = codes_of(session, units)
    whole = {
        "ballot": motion.seal,
        "manifest_hash": motion.manifest_hash,
        "turnout": sorted(codes.values()),
        "present": present,
        **facts,
        "result": recorded(motion.form, count),
    }
    append(session, motion.cluster_id, found.year, "closed", whole, now, me)
    note(session, now, "motion-counted", f"motion:{motion.id}", cluster_id=motion.cluster_id)
    tell_result(session, motion, now)
