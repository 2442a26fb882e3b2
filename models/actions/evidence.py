"""Putting evidence to an item, saying what decision it is, taking it away."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.access import Actor, OpenSheet
from models.actions.desk import Desk, open_desk, sum_up
from models.actions.post import mark
from models.audit import note
from models.base import columns
from models.errors import EvidenceFull, EvidenceGone, Refusal, UnknownItem
from models.evidence import Evidence, EvidenceKind
from models.queries.criteria import table_of
from models.rules.calendar import local_date
from models.rules.evidence import (
    PIECES_AT_MOST,
    Decision,
    decision_key,
    host_of,
    link_key,
    parse_decision,
    parse_link,
    shown_name,
)
from models.rules.stages import Stage
from models.sheet import Entry


@dataclass(frozen=True, slots=True)
class Given:
    """A file that the store has under `sha256`, or a link, which `sha256` makes comparable."""

    kind: EvidenceKind
    sha256: str
    name: str = ""
    size: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """What stands with the item now. `new` False: it stood there already."""

    evidence_id: int
    code: str
    kind: EvidenceKind
    sha256: str
    name: str
    size: int
    new: bool


def attach(
    session: Session,
    me: Actor,
    sheet_id: int,
    code: str,
    given: Given,
    caption: str,
    now: datetime,
) -> Attached:
    """Put a file to an item; `caption`, what was written under it, may name the decision.

    Who: anybody who speaks for the unit. When: the sheet is not handed in and still accepted.
    Does: keeps the piece, brings the totals up to date, as the item may count nothing without.
    The same file again on the same item changes nothing. Refuses: NotYourUnit, SheetHandedIn,
    PeriodOver, UnknownItem, EvidenceFull.
    """
    desk = open_desk(session, me, sheet_id, now)
    attached = add_evidence(session, me, desk.found, code, given, caption, now)
    _prove(desk, code)
    return attached


def link(
    session: Session, me: Actor, sheet_id: int, code: str, typed: str, now: datetime
) -> Attached:
    """Put a link to an item. It is shown and never fetched, wherever it leads.

    Who: anybody who speaks for the unit. When: as `attach`. Does: as `attach`. Refuses: as
    `attach`, and what `parse_link` refuses.
    """
    url = parse_link(typed)
    return attach(
        session, me, sheet_id, code, Given(EvidenceKind.LINK, link_key(url), url=url), "", now
    )


def add_evidence(
    session: Session,
    me: Actor,
    found: OpenSheet,
    code: str,
    given: Given,
    caption: str,
    now: datetime,
    *,
    later: bool = False,
) -> Attached:
    """Put a piece to an item of a sheet that is locked already.

    Who: an action that has checked the right. When: it says so; `later` once the sheet is handed
    in, with an explanation: then it proves nothing of what was handed in. Does: keeps the piece
    and the change, marks the cards. Refuses: UnknownItem, EvidenceFull.
    """
    sheet, period = found.sheet, found.period
    if code not in table_of(session, period.criteria_set_id, found.content_hash).items:
        raise UnknownItem(code)
    standing = _standing(session, sheet.id or 0, code)
    same = next((row for row in standing if row.sha256 == given.sha256), None)
    if same is not None:
        if same.later and not later:
            same.later = False
            _to_be_seen_again(session, found, code, now)
        return _attached(same, new=False)
    if len(standing) >= PIECES_AT_MOST:
        raise EvidenceFull(PIECES_AT_MOST)
    row = Evidence(
        sheet_id=sheet.id or 0,
        code=code,
        kind=given.kind,
        sha256=given.sha256,
        name=shown_name(given.name),
        size=given.size,
        url=given.url,
        later=later,
        by=me.person_id,
        at=now,
    )
    with suppress(Refusal):  # most captions say something else
        _name(row, parse_decision(caption, local_date(now)))
    session.add(row)
    session.flush()  # the screen that follows names the piece by its id
    verb = "linked" if given.kind is EvidenceKind.LINK else "attached"
    _note(session, me, found, row, verb, now, new=_kept(row))
    if not later:
        _to_be_seen_again(session, found, code, now)
    return _attached(row, new=True)


def _to_be_seen_again(session: Session, found: OpenSheet, code: str, now: datetime) -> None:
    """In a sheet that was returned, an item with other proof is appraised anew."""
    entry = session.get(Entry, (found.sheet.id, code))
    if entry is not None and found.period.stage is Stage.APPRAISAL:
        entry.at = now


def describe(
    session: Session, me: Actor, evidence_id: int, decision: Decision, now: datetime
) -> str:
    """Say which decision a piece is; returns the item's code.

    Who: anybody who speaks for the unit. When: the sheet is not handed in and still accepted.
    Does: keeps number, day and issuer, by which the decision is known again. The same again
    changes nothing. Refuses: EvidenceGone, NotYourUnit, SheetHandedIn, PeriodOver.
    """
    desk, row = _open(session, me, evidence_id, now)
    if (row.doc_number, row.doc_on, row.issuer) != (
        decision.number,
        decision.on,
        decision.issuer,
    ):
        old = _kept(row)
        _name(row, decision)
        _note(session, me, desk.found, row, "described", now, old=old, new=_kept(row))
    return row.code


def remove(session: Session, me: Actor, evidence_id: int, now: datetime) -> str:
    """Take a piece away from its item; returns the item's code.

    Who: anybody who speaks for the unit. When: the sheet is not handed in and still accepted.
    Does: it counts no more and is shown no more; the record keeps it. Refuses: EvidenceGone,
    NotYourUnit, SheetHandedIn, PeriodOver.
    """
    desk, row = _open(session, me, evidence_id, now)
    row.removed_at, row.removed_by = now, me.person_id
    _note(session, me, desk.found, row, "removed", now, old=_kept(row))
    _to_be_seen_again(session, desk.found, row.code, now)
    _prove(desk, row.code)
    return row.code


def take_in(session: Session, sheet_id: int) -> None:
    """Make what came later a part of the sheet, which is to be handed in once more.

    Who: the action that gives a sheet back to its unit. When: it has the sheet locked. Does: what
    came with explanations proves the sheet like all else. Refuses: nothing.
    """
    standing = col(Evidence.later) & col(Evidence.removed_at).is_(None)
    session.execute(
        update(Evidence).where(col(Evidence.sheet_id) == sheet_id, standing).values(later=False)
    )


def _open(session: Session, me: Actor, evidence_id: int, now: datetime) -> tuple[Desk, Evidence]:
    """The piece, once its sheet is locked: until then a colleague may have taken it away."""
    query = columns(Evidence.sheet_id).where(col(Evidence.id) == evidence_id)
    sheet_id = session.execute(query).scalar_one_or_none()
    if sheet_id is None:
        raise EvidenceGone
    desk = open_desk(session, me, sheet_id, now)
    row = session.get_one(Evidence, evidence_id, populate_existing=True)
    if row.removed_at is not None:
        raise EvidenceGone
    return desk, row


def _standing(session: Session, sheet_id: int, code: str) -> list[Evidence]:
    query = select(Evidence).where(
        Evidence.sheet_id == sheet_id, Evidence.code == code, col(Evidence.removed_at).is_(None)
    )
    return list(session.exec(query).all())


def _prove(desk: Desk, code: str) -> None:
    """Only the items that need evidence count more or less by it."""
    if code in desk.loaded.evidence_required:
        sum_up(desk)


def _name(row: Evidence, decision: Decision) -> None:
    row.doc_number, row.doc_on, row.issuer = decision.number, decision.on, decision.issuer
    row.doc_key = decision_key(decision.number, decision.on)


def _attached(row: Evidence, *, new: bool) -> Attached:
    return Attached(row.id or 0, row.code, row.kind, row.sha256, row.name, row.size, new)


def _kept(row: Evidence) -> dict[str, Any]:
    """Of a piece, what the record repeats."""
    kept = {"evidence": row.id, "name": row.name or host_of(row.url)}
    return kept | ({"number": row.doc_number} if row.doc_number else {})


def _note(
    session: Session,
    me: Actor,
    found: OpenSheet,
    row: Evidence,
    verb: str,
    now: datetime,
    **change: Any,
) -> None:
    sheet, period = found.sheet, found.period
    note(
        session,
        now,
        verb,
        f"sheet:{sheet.id}",
        part=row.code,
        person_id=me.person_id,
        unit_id=sheet.unit_id,
        cluster_id=period.cluster_id,
        **change,
    )
    mark(session, f"sheet:{sheet.id}", f"board:{period.id}", by=me.person_id)
