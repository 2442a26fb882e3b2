"""Questions and explanations (*giải trình*): between who appraises a sheet and its unit."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import access
from models.access import Actor
from models.actions.agreeing import checked_reason
from models.actions.appraisal import (
    AppraisalDesk,
    judge,
    note_appraisal,
    open_appraisal,
    reason_for,
    recognition,
)
from models.actions.evidence import Given, add_evidence
from models.actions.post import owe, wake
from models.appraisal import Appointment, Exchange, ExchangeKind
from models.cluster import Office
from models.errors import NothingTyped, NotYourCluster, TextTooLong
from models.errors_review import (
    AnsweredAlready,
    ExplainedAlready,
    ExplanationLate,
    NothingDiffers,
    NotTold,
    WrongStage,
)
from models.queries.appraisal import ACCEPTED, AppraisedItem, Mark, appraisal_view
from models.queries.people import joined_people, office_people
from models.reader import reader_of
from models.rules.calendar import local_date
from models.rules.stages import Stage

SAID_AT_MOST = 1000


def checked_words(text: str) -> str:
    """A question, an explanation or an answer.

    Who: any action. When: a person has typed it. Does: trims it. Refuses: NothingTyped,
    TextTooLong.
    """
    words = text.strip()
    if not words:
        raise NothingTyped
    if len(words) > SAID_AT_MOST:
        raise TextTooLong(SAID_AT_MOST)
    return words


# -- the appraiser asks, the unit answers -----------------------------------------------------


def ask(session: Session, me: Actor, sheet_id: int, key: str, text: str, now: datetime) -> str:
    """Ask the unit about an item; returns the item's code.

    Who: who may appraise the sheet. When: as `open_appraisal`. Does: keeps the question; everyone
    of the unit is told. It says nothing of what is recognised. Refuses: what `open_appraisal`
    refuses, UnknownItem, NothingTyped, TextTooLong.
    """
    desk = open_appraisal(session, me, sheet_id, now)
    item = desk.item(key)
    question = _keep(desk, item.code, ExchangeKind.QUESTION, checked_words(text), desk.my_unit)
    note_appraisal(desk, "asked", item.code, why=question.said)
    owe(session, now, "asked", str(question.id), _people_of(desk), exchange=question.id)
    wake(session, desk.found.period.cluster_id, now)
    return item.code


def reply(session: Session, me: Actor, exchange_id: int, text: str, now: datetime) -> None:
    """Answer an appraiser's question.

    Who: anybody who speaks for the unit. When: the period is being appraised, the question has no
    answer. Does: keeps the answer, tells who asked. Refuses: NotYourCluster, NotYourUnit,
    WrongStage, AnsweredAlready, NothingTyped, TextTooLong.
    """
    question = _exchange(session, exchange_id, ExchangeKind.QUESTION)
    desk = _own(session, me, question.sheet_id, now)
    _answer(desk, question, checked_words(text), accepted=None)
    note_appraisal(desk, "replied", question.code, why=question.answer)
    owe(session, now, "replied", str(exchange_id), [question.by], exchange=exchange_id)
    wake(session, desk.found.period.cluster_id, now)


# -- the unit explains, the appraiser answers -------------------------------------------------


def explain(session: Session, me: Actor, sheet_id: int, key: str, text: str, now: datetime) -> str:
    """Explain an item that is recognised otherwise than declared, once; returns its code.

    Who: anybody who speaks for the unit. When: the unit has been told, until the time is over.
    Does: keeps the explanation; who appraised the item is told, or the offices, if that unit
    appraises no more. Refuses: NotYourUnit, WrongStage,
    NotTold, ExplanationLate, UnknownItem, NothingDiffers, ExplainedAlready, NothingTyped,
    TextTooLong.
    """
    desk = _own(session, me, sheet_id, now)
    item = _explained(desk, key)
    said = checked_words(text)
    alone = not desk.view.waiting(ExchangeKind.EXPLANATION)
    given = _keep(desk, item.code, ExchangeKind.EXPLANATION, said, desk.found.sheet.unit_id)
    note_appraisal(desk, "explained", item.code, why=said)
    if alone and item.judgement is not None:
        # One letter for what comes in one after the other; the overview counts them all.
        appraisers = _appraisers(desk, item.judgement.unit_id)
        owe(session, now, "explained", str(given.id), appraisers, sheet=sheet_id)
    wake(session, desk.found.period.cluster_id, now)
    return item.code


def _appraisers(desk: AppraisalDesk, unit_id: int) -> list[int]:
    """Who of the unit that appraised an item, or of those who appraise in its place.

    The letter itself is dropped for whoever may not appraise that sheet.
    """
    period, today = desk.found.period, local_date(desk.now)
    people = joined_people(desk.session, period.cluster_id, today, unit_id=unit_id)
    heads = office_people(desk.session, period.cluster_id, today, Office.HEAD)
    deputies = office_people(desk.session, period.cluster_id, today, Office.DEPUTY)
    offices = list(dict.fromkeys([*heads, *deputies]))
    named = desk.session.get(Appointment, (period.id, unit_id))
    return people if named or not set(people).isdisjoint(offices) else offices


def add_later(
    session: Session, me: Actor, sheet_id: int, key: str, given: Given, caption: str, now: datetime
) -> str:
    """Put a file to an item that is to be explained, though the sheet is handed in.

    Who: anybody who speaks for the unit. When: as `explain`. Does: keeps the piece as one that came
    later: the declared points stay as they are. The same file again changes nothing. Refuses: as
    `explain`, EvidenceFull.
    """
    desk = _own(session, me, sheet_id, now)
    item = _explained(desk, key)
    add_evidence(session, me, desk.found, item.code, given, caption, now, later=True)
    return item.code


def accept(session: Session, me: Actor, sheet_id: int, now: datetime) -> None:
    """Agree with what is recognised, without an explanation.

    Who: anybody who speaks for the unit. When: the unit has been told, the period is being
    appraised. Does: keeps the agreement in the record, for what it was told last. A second time
    changes nothing. Refuses: NotYourUnit, WrongStage, NotTold.
    """
    desk = _own(session, me, sheet_id, now)
    if desk.view.told_at is None:
        raise NotTold
    if not desk.view.accepted:
        note_appraisal(desk, ACCEPTED, "", new={"told": desk.view.told_at.isoformat()})


def keep(session: Session, me: Actor, exchange_id: int, why: str, now: datetime) -> None:
    """Answer an explanation: what is recognised stays, for this reason.

    Who: who may appraise the sheet. When: as `open_appraisal`, the explanation has no answer.
    Does: keeps the answer, tells the unit. Refuses: NotYourCluster, what `open_appraisal` refuses,
    AnsweredAlready, ReasonNeeded, TextTooLong.
    """
    explanation = _exchange(session, exchange_id, ExchangeKind.EXPLANATION)
    desk = open_appraisal(session, me, explanation.sheet_id, now)
    _answer(desk, explanation, checked_reason(why), accepted=False)
    _tell_answer(desk, explanation)


def concede(
    session: Session, me: Actor, exchange_id: int, typed: str, why: str, now: datetime
) -> None:
    """Answer an explanation by recognising other points (or another result), for this reason.

    Who: who may appraise the sheet. When: as `keep`. Does: a new version of what is recognised,
    keeps the answer, tells the unit. Refuses: as `keep`, and what `change` refuses.
    """
    explanation = _exchange(session, exchange_id, ExchangeKind.EXPLANATION)
    desk = open_appraisal(session, me, explanation.sheet_id, now)
    item, reason = desk.item(explanation.code), checked_reason(why)
    given = recognition(item, typed)
    _answer(desk, explanation, reason, accepted=True)
    judge(desk, item, given, reason_for(item, given, reason), None)
    _tell_answer(desk, explanation)


def _tell_answer(desk: AppraisalDesk, explanation: Exchange) -> None:
    note_appraisal(
        desk,
        "answered-explanation",
        explanation.code,
        new={"accepted": explanation.accepted},
        why=explanation.answer,
    )
    people = _people_of(desk)
    key = str(explanation.id)
    owe(desk.session, desk.now, "explanation-answered", key, people, exchange=explanation.id)
    wake(desk.session, desk.found.period.cluster_id, desk.now)


# -- what they share --------------------------------------------------------------------------


def _own(session: Session, me: Actor, sheet_id: int, now: datetime) -> AppraisalDesk:
    """One's own sheet while the period is being appraised, its row locked."""
    today = local_date(now)
    access.hold_period(session, sheet_id)
    found = access.own_sheet(session, me, sheet_id, today, lock=True)
    if found.period.stage is not Stage.APPRAISAL:
        raise WrongStage(found.period.stage)
    reader = reader_of(session, me, found.period, today)
    return AppraisalDesk(session, me, found, appraisal_view(session, found, reader, now), now)


def _explained(desk: AppraisalDesk, key: str) -> AppraisedItem:
    """The item, if it can be explained now."""
    view = desk.view
    if view.told_at is None or view.explain_until is None:
        raise NotTold
    if desk.now > view.explain_until:
        raise ExplanationLate(view.explain_until)
    item = desk.item(key)
    if item.of_kind(ExchangeKind.EXPLANATION):
        raise ExplainedAlready(item.code)
    if item.mark is not Mark.CHANGED:
        raise NothingDiffers(item.code)
    return item


def _keep(desk: AppraisalDesk, code: str, kind: ExchangeKind, said: str, unit_id: int) -> Exchange:
    row = Exchange(
        period_id=desk.found.period.id or 0,
        sheet_id=desk.sheet_id,
        code=code,
        kind=kind,
        said=said,
        by=desk.me.person_id,
        unit_id=unit_id,
        at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()  # the letter's key needs the id
    return row


def _exchange(session: Session, exchange_id: int, kind: ExchangeKind) -> Exchange:
    row = session.exec(
        select(Exchange).where(col(Exchange.id) == exchange_id, col(Exchange.kind) == kind)
    ).first()
    if row is None:
        raise NotYourCluster
    return row


def _answer(desk: AppraisalDesk, row: Exchange, text: str, *, accepted: bool | None) -> None:
    # Read again under the sheet's lock: a colleague may have answered while this press waited.
    desk.session.refresh(row)
    if row.answered_at is not None:
        raise AnsweredAlready
    row.answer, row.accepted = text, accepted
    row.answered_by, row.answered_at = desk.me.person_id, desk.now


def _people_of(desk: AppraisalDesk) -> list[int]:
    """Everyone of the sheet's unit who can be written to."""
    sheet, period = desk.found.sheet, desk.found.period
    today = local_date(desk.now)
    return joined_people(desk.session, period.cluster_id, today, unit_id=sheet.unit_id)
