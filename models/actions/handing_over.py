"""Handing over (*bàn giao*): the outgoing head's list, and the word of both heads."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from models.access import Actor
from models.actions.post import mark, owe, wake
from models.actions.record import append
from models.audit import note
from models.base import insert_new
from models.calendar import StepDone
from models.errors import NotForYou
from models.errors_vote import (
    HandoverChanged,
    HandoverDone,
    HandoverFull,
    HandoverLine,
    HandoverOpen,
)
from models.handover import Handover, HandoverItem
from models.queries.handover import handover_for, items_of, speaks_for
from models.queries.motions import codes_of
from models.queries.movement import others
from models.queries.people import joined_people
from models.rules.calendar import local_date
from models.rules.handover import OWN, OWN_AT_MOST, Line, check_settled
from models.rules.text import one_line
from models.rules.year_steps import YearStep

TITLE_AT_MOST = 200
NOTE_AT_MOST = 300


def give(
    session: Session, me: Actor, handover_id: int, places: Sequence[int], now: datetime, *,
    given: bool,
) -> None:  # fmt: skip
    """Tick lines as given, or not given after all.

    Who: anybody who speaks for the outgoing unit, whatever office it holds by now. When: not both
    have confirmed. Does: as said; a confirmation that was given is taken back. What is so already
    changes nothing. Refuses: NotForYou, NotYourCluster, HandoverDone, HandoverLine.
    """
    row, items = _mine(session, me, handover_id)
    lines = [_line(items, place) for place in places]
    wrong = [line for line in lines if line.given != given]
    for line in wrong:
        line.given = given
    if wrong:
        _changed(session, me, row, now)


def explain(
    session: Session, me: Actor, handover_id: int, notes: Mapping[int, str], now: datetime
) -> None:
    """Say of lines why they are not given, or what there is to know of them.

    Who: anybody who speaks for the outgoing unit. When: not both have confirmed. Does: keeps the
    words; a dash takes them away. Refuses: NotForYou, NotYourCluster, HandoverDone, HandoverLine,
    TextTooLong, HiddenCharacters, NothingTyped.
    """
    row, items = _mine(session, me, handover_id)
    said = {place: one_line(words, NOTE_AT_MOST) for place, words in notes.items()}
    before = [line.note for line in items]
    for place, words in said.items():
        _line(items, place).note = "" if words in {"-", "–"} else words
    if [line.note for line in items] != before:
        _changed(session, me, row, now)


def add(session: Session, me: Actor, handover_id: int, title: str, now: datetime) -> None:
    """Add a line of one's own.

    Who: anybody who speaks for the outgoing unit. When: not both have confirmed. Does: adds it at
    the end; the same words again change nothing. Refuses: NotForYou, NotYourCluster, HandoverDone,
    HandoverFull, TextTooLong, HiddenCharacters, NothingTyped.
    """
    row, items = _mine(session, me, handover_id)
    words = one_line(title, TITLE_AT_MOST)
    own = [line for line in items if line.code.startswith(OWN)]
    if words in {line.title for line in own}:
        return
    if len(own) >= OWN_AT_MOST:
        raise HandoverFull(OWN_AT_MOST)
    session.add(HandoverItem(handover_id=row.id or 0, code=f"{OWN}{len(own)}", title=words))
    _changed(session, me, row, now)


def _mine(session: Session, me: Actor, handover_id: int) -> tuple[Handover, list[HandoverItem]]:
    row = handover_for(session, me, handover_id, lock=True)
    if not speaks_for(me, row.cluster_id, row.outgoing_id):
        raise NotForYou
    if row.incoming_at is not None:
        raise HandoverDone
    return row, items_of(session, row.id or 0)


def _line(items: Sequence[HandoverItem], place: int) -> HandoverItem:
    if not 0 <= place < len(items):
        raise HandoverLine(len(items))
    return items[place]


def _changed(session: Session, me: Actor, row: Handover, now: datetime) -> None:
    """What was confirmed is no longer what stands there."""
    row.version += 1
    if row.outgoing_at is not None:
        row.outgoing_by = row.outgoing_at = None
        _note(session, me, row, "handover-taken-back", now)
        wake(session, row.cluster_id, now)
    _mark(session, me, row)


# -- the word of both --------------------------------------------------------------------------


def confirm_given(
    session: Session, me: Actor, handover_id: int, version: int, now: datetime
) -> None:
    """The outgoing head's word that the list is right.

    Who: anybody who speaks for the outgoing unit. When: each line is given or explained. Does: asks
    the incoming unit for its word. A second time changes nothing. Refuses: NotForYou,
    NotYourCluster, HandoverChanged, HandoverOpen.
    """
    row = handover_for(session, me, handover_id, lock=True)
    if not speaks_for(me, row.cluster_id, row.outgoing_id):
        raise NotForYou
    if version != row.version:
        raise HandoverChanged
    if row.outgoing_at is not None:
        return
    check_settled(_lines(session, row))
    row.outgoing_by, row.outgoing_at = me.person_id, now
    _note(session, me, row, "handed-over", now)
    today = local_date(now)
    people = joined_people(session, row.cluster_id, today, unit_id=row.incoming_id)
    key = f"{row.id}:{row.version}"
    owe(session, now, "handover-given", key, people, handover=row.id, version=row.version)
    _mark(session, me, row)
    wake(session, row.cluster_id, now)


def confirm_taken(
    session: Session, me: Actor, handover_id: int, version: int, now: datetime
) -> None:
    """The incoming head's word that it has received what the list says; that ends the handover.

    Who: anybody who speaks for the incoming unit. When: the outgoing unit has confirmed. Does:
    fixes the list, writes the record, tells everybody; the calendar's step is done. A second time
    changes nothing. Refuses: NotForYou, NotYourCluster, HandoverChanged, HandoverOpen.
    """
    row = handover_for(session, me, handover_id, lock=True)
    if not speaks_for(me, row.cluster_id, row.incoming_id):
        raise NotForYou
    if version != row.version:
        raise HandoverChanged
    if row.incoming_at is not None:
        return
    if row.outgoing_at is None:
        raise HandoverOpen
    row.incoming_by, row.incoming_at = me.person_id, now
    _note(session, me, row, "taken-over", now)
    _finish(session, me, row, now)


def _finish(session: Session, me: Actor, row: Handover, now: datetime) -> None:
    codes = codes_of(session, [row.outgoing_id, row.incoming_id])
    facts = {
        "outgoing": codes[row.outgoing_id],
        "incoming": codes[row.incoming_id],
        "items": [
            {"code": each.code, "title": each.title, "given": each.given, "note": each.note}
            for each in _lines(session, row)
        ],
    }
    append(session, row.cluster_id, row.year, "handover", facts, now, me)
    step = {"code": YearStep.HANDOVER.value, "unit_id": row.outgoing_id}
    where = {"cluster_id": row.cluster_id, "year": row.year}
    insert_new(session, StepDone, **where, **step, by=me.person_id, at=now)
    people = others(session, me, row.cluster_id, local_date(now))
    owe(session, now, "handover-done", str(row.id), people, handover=row.id)
    _mark(session, me, row)
    wake(session, row.cluster_id, now)


def _lines(session: Session, row: Handover) -> list[Line]:
    return [
        Line(each.code, each.title, each.given, each.note)
        for each in items_of(session, row.id or 0)
    ]


def _note(session: Session, me: Actor, row: Handover, verb: str, now: datetime) -> None:
    note(
        session,
        now,
        verb,
        f"handover:{row.id}",
        person_id=me.person_id,
        cluster_id=row.cluster_id,
        new={"version": row.version},
    )


def _mark(session: Session, me: Actor, row: Handover) -> None:
    mark(session, f"handover:{row.id}", f"cluster:{row.cluster_id}", by=me.person_id)
