"""Casting a vote (*bỏ phiếu, biểu quyết*). Of a secret ballot nothing but its envelope is kept."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from models.access import Actor
from models.actions.post import mark, wake
from models.base import insert_new
from models.envelope import fingerprint, seal
from models.errors import NothingTyped, TextTooLong
from models.errors_vote import (
    MarksInvalid,
    ReadFirst,
)
from models.queries.votable import EDITION, has_read, may_cast, votable
from models.rules.motion import (
    Form,
    Method,
    Terms,
    choices,
    is_valid,
    method_of,
    read_options,
    read_terms,
)
from models.voting import (
    Acknowledgement,
    Envelope,
    Motion,
    OpenVote,
)

SAID_AT_MOST = 1000


def cast(
    session: Session,
    me: Actor,
    motion_id: int,
    unit_id: int,
    marks: Sequence[str],
    now: datetime,
    chance: Random,
) -> str:
    """Cast, or cast anew, a unit's vote; the last one counts.

    Who: the person on the motion's roll for that unit. When: from the opening until the closing
    time, by the clock. Does: of a secret ballot keeps an envelope that nobody can open before the
    end, and no moment; of an open one the marks. Returns the envelope's fingerprint, or nothing.
    Refuses: NotYourCluster, NotAnElector, OtherVotes, OwnUnitExcluded, NotPresent, WrittenOnly,
    NotOpenYet, VoteClosed, VoteVoid, PaperOnly, ReadFirst, MarksInvalid.
    """
    motion = votable(session, me, motion_id, now)
    terms = read_terms(motion.terms)
    may_cast(session, me, motion, terms, unit_id, now)
    _check_marks(motion, terms, marks)
    if motion.form is Form.SECRET:
        if not has_read(session, me):
            raise ReadFirst
        sealed = seal(motion.public_key, marks, chance)
        _put(session, Envelope, motion_id=motion_id, unit_id=unit_id, sealed=sealed)
    else:
        sealed = b""
        _put_open(session, me, motion_id, unit_id, marks, "", now)
    _changed(session, me, motion, now)
    return fingerprint(sealed) if sealed else ""


def answer(
    session: Session, me: Actor, motion_id: int, unit_id: int, said: str, now: datetime
) -> None:
    """Answer an open question in words; the last answer counts.

    Who: the person on the roll. When: as for `cast`. Does: keeps the words with the unit's name.
    Refuses: as `cast`, and NothingTyped, TextTooLong.
    """
    motion = votable(session, me, motion_id, now)
    may_cast(session, me, motion, read_terms(motion.terms), unit_id, now)
    if method_of(motion.kind, read_options(motion.options)) is not Method.COMMENT:
        raise MarksInvalid
    words = said.strip()
    if not words:
        raise NothingTyped
    if len(words) > SAID_AT_MOST:
        raise TextTooLong(SAID_AT_MOST)
    _put_open(session, me, motion_id, unit_id, (), words, now)
    _changed(session, me, motion, now)


def acknowledge(session: Session, me: Actor, now: datetime) -> None:
    """A person has read what a secret ballot promises and what it does not.

    Who: anybody. When: always. Does: keeps it; twice changes nothing. Refuses: nothing.
    """
    insert_new(session, Acknowledgement, person_id=me.person_id, edition=EDITION, at=now)


def _check_marks(motion: Motion, terms: Terms, marks: Sequence[str]) -> None:
    options = read_options(motion.options)
    method = method_of(motion.kind, options)
    keys = choices(method, options)
    if method is Method.COMMENT or not is_valid(method, keys, terms.seats, marks):
        raise MarksInvalid


# -- what is kept ---------------------------------------------------------------------------------


def _put_open(
    session: Session,
    me: Actor,
    motion_id: int,
    unit_id: int,
    marks: Sequence[str],
    said: str,
    now: datetime,
) -> None:
    _put(
        session,
        OpenVote,
        motion_id=motion_id,
        unit_id=unit_id,
        marks=list(marks),
        said=said,
        person_id=me.person_id,
        at=now,
        written="",
        written_name="",
    )


def _put(session: Session, table: type[SQLModel], **values: object) -> None:
    """Insert the unit's row, or put this one in its place: one unit, one row."""
    rows = SQLModel.metadata.tables[str(table.__tablename__)]
    by_dialect = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = by_dialect(rows).values(values)
    new = {name: statement.excluded[name] for name in values if name not in rows.primary_key}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=list(rows.primary_key), set_=new)
    )


def _changed(session: Session, me: Actor, motion: Motion, now: datetime) -> None:
    """Counters follow; the voters' own cards show nothing of others and stay as they are."""
    mark(session, f"votes:{motion.id}", f"group:{motion.cluster_id}", by=me.person_id)
    wake(session, motion.cluster_id, now)
