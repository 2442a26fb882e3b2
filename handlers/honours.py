"""Honours: places, proposals, what came of them, a unit's history."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import honours as view
from handlers.views import honours_proposal as proposal_view
from models import access
from models.access import Right
from models.actions import awards as act
from models.award import HonourProposal
from models.errors import ReasonNeeded, UnknownButton, WholeNumberNeeded
from models.errors_year import WhyNeeded
from models.queries.announcing import holds
from models.queries.award_history import unit_history, unit_name
from models.queries.awards import (
    HonourCard,
    Proposal,
    YearHonours,
    proposal_for,
    proposal_state,
    year_honours,
)
from models.rules.awards import parse_past_day
from models.rules.evidence import Decision, parse_decision

DIGITS_AT_MOST = 2


def _year(turn: Turn, right: Right | None = None) -> YearHonours:
    """The honours of the cluster and year of the first two arguments."""
    if right is not None:
        access.require(turn.me, turn.number(0), right)
    return year_honours(turn.session, turn.me, turn.number(0), turn.number(1), turn.today)


def show(turn: Turn) -> Screen:
    """All honours of the year."""
    return view.show(_year(turn), turn.t)


def _honour(turn: Turn, right: Right | None = None) -> tuple[YearHonours, HonourCard]:
    found = _year(turn, right)
    return found, found.honour(turn.word(2))


def one(turn: Turn) -> Screen:
    """One honour, with who is left out and why."""
    return view.one(*_honour(turn), turn.t)


# -- proposing --------------------------------------------------------------------------------


def making(turn: Turn) -> Screen:
    """Everybody who can be proposed, before it is done."""
    return view.making(_year(turn, Right.RUN), turn.t)


def made(turn: Turn) -> Screen:
    """Propose exactly those on screen."""
    picks = [(int(unit_id), str(code)) for unit_id, code in turn.kept.get("picks", [])]
    key = (turn.number(0), turn.number(1))
    new = act.propose(turn.session, turn.me, *key, picks, turn.now)
    return _proposed(turn, new)


def pick(turn: Turn) -> Screen:
    """Propose one unit for one honour."""
    key, chosen = (turn.number(0), turn.number(1)), (turn.number(3), turn.word(2))
    new = act.propose(turn.session, turn.me, *key, [chosen], turn.now)
    return _proposed(turn, new)


def _proposed(turn: Turn, new: int) -> Screen:
    if not new:
        return show(turn).noticing(turn.t("These proposals are recorded already."))
    said = turn.t.n(
        "✅ %(count)s proposal has been recorded.",
        "✅ %(count)s proposals have been recorded.",
        new,
    )
    return show(turn).noticing(said)


def _day(turn: Turn) -> date | None:
    """The day in a button; none: today."""
    if len(turn.args) <= len(("cluster", "year")):
        return None
    try:
        return date.fromisoformat(turn.word(2))
    except ValueError:
        raise UnknownButton from None


def sending(turn: Turn) -> Screen:
    """When did the dossier go? With a typed day: is it this one?"""
    return view.sending(_year(turn, Right.RUN), _day(turn), turn.t)


def sent(turn: Turn) -> Screen:
    """It went today, or on the day that was read back."""
    key = (turn.number(0), turn.number(1))
    act.forward(turn.session, turn.me, *key, _day(turn) or turn.today, turn.now)
    return show(turn).noticing(turn.t("✅ The dossier is recorded as sent."))


def sent_on(turn: Turn) -> Screen:
    """A typed day, read back."""
    on = parse_past_day(turn.text, turn.today)
    return view.sending(_year(turn, Right.RUN), on, turn.t)


# -- places -----------------------------------------------------------------------------------


def quota(turn: Turn) -> Screen:
    """How many may be proposed?"""
    return proposal_view.quota(*_honour(turn, Right.RUN), turn.t)


def counted(turn: Turn) -> Screen:
    """A typed number; what says so?"""
    said = turn.text.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= DIGITS_AT_MOST):
        raise WholeNumberNeeded(said[:30])
    return proposal_view.quota_source(*_honour(turn, Right.RUN), int(said), turn.t)


def source(turn: Turn) -> Screen:
    """The same again."""
    return proposal_view.quota_source(*_honour(turn, Right.RUN), turn.number(3), turn.t)


def sourced(turn: Turn) -> Screen:
    """The typed source; the number holds."""
    key = (turn.number(0), turn.number(1), turn.word(2))
    act.set_quota(turn.session, turn.me, *key, turn.number(3), turn.text, turn.now)
    return one(turn).noticing(turn.t("✅ The number of places has been recorded."))


# -- one proposal -----------------------------------------------------------------------------


def _row(turn: Turn, right: Right | None = None) -> HonourProposal:
    return proposal_for(turn.session, turn.me, turn.number(0), right)


def _proposal(turn: Turn, right: Right | None = None) -> Proposal:
    return proposal_state(turn.session, _row(turn, right), turn.today)


def proposal(turn: Turn) -> Screen:
    """A proposal and what came of it."""
    found = _proposal(turn)
    may_run = holds(turn.me, found.cluster_id, Right.RUN)
    return proposal_view.show(found, turn.t, may_run=may_run)


def decision(turn: Turn) -> Screen:
    """Which decision?"""
    return proposal_view.decision(_proposal(turn, Right.RUN), turn.t)


def _deciding(turn: Turn, said: Decision) -> Screen:
    found = _proposal(turn, Right.RUN)
    day = turn.t.date(said.on)
    return proposal_view.confirm_decision(found, said.number, day, said.issuer, turn.t)


def decided(turn: Turn) -> Screen:
    """A typed decision; the next button records it."""
    return _deciding(turn, parse_decision(turn.text, turn.today))


def deciding(turn: Turn) -> Screen:
    """The confirmation again."""
    said = str(turn.kept.get("decision", ""))
    return _deciding(turn, parse_decision(said, turn.today)) if said else decision(turn)


def award(turn: Turn) -> Screen:
    """Record the decision on screen."""
    said = str(turn.kept.get("decision", ""))
    if not said:  # pressed twice: the first press has taken it
        return proposal(turn)
    given = parse_decision(said, turn.today)
    act.award(turn.session, turn.me, turn.number(0), given, turn.now)
    return proposal(turn).noticing(turn.t("✅ The decision has been recorded."))


def refused(turn: Turn) -> Screen:
    """Why is it not awarded?"""
    return proposal_view.why_not(_proposal(turn, Right.RUN), turn.t)


def back(turn: Turn) -> Screen:
    """Why is it withdrawn?"""
    return proposal_view.why_back(_proposal(turn, Right.RUN), turn.t)


def not_awarded(turn: Turn) -> Screen:
    """A typed reason: not awarded."""
    return _ended(turn, act.not_awarded)


def withdrawn(turn: Turn) -> Screen:
    """A typed reason: withdrawn."""
    return _ended(turn, act.withdraw)


def _ended(turn: Turn, end: Callable[..., None]) -> Screen:
    try:
        end(turn.session, turn.me, turn.number(0), turn.text, turn.now)
    except ReasonNeeded:  # the unit has nothing to mend by it
        raise WhyNeeded from None
    return proposal(turn).noticing(turn.t("✅ Recorded. The unit is being told."))


# -- history and letters ----------------------------------------------------------------------


def unit(turn: Turn) -> Screen:
    """What a unit was proposed for over the years."""
    unit_id = turn.number(0)
    page = turn.number(1) if len(turn.args) > 1 else 0
    name = unit_name(turn.session, turn.me, unit_id, turn.today)
    rows = unit_history(turn.session, turn.me, unit_id, turn.today)
    return proposal_view.history(name, unit_id, rows, page, turn.t)


def letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """To the unit; not if something else has come of the proposal since."""
    row = proposal_for(turn.session, turn.me, params["proposal"])
    if row.state != params["state"]:
        return None
    found = proposal_state(turn.session, row, turn.today)
    name = access.seat_in(turn.me, row.cluster_id).cluster_name
    return proposal_view.letter(found, name, turn.t)


ROUTES = {
    "honours.show": show,
    "honours.one": one,
    "honours.making": making,
    "honours.sending": sending,
    "honours.quota": quota,
    "honours.source": source,
    "honours.proposal": proposal,
    "honours.decision": decision,
    "honours.deciding": deciding,
    "honours.refused": refused,
    "honours.back": back,
    "honours.unit": unit,
}
ACTS = {
    "honours.made": made,
    "honours.pick": pick,
    "honours.sent": sent,
    "honours.award": award,
}
ANSWERS = {
    "honours.sent_on": sent_on,
    "honours.counted": counted,
    "honours.sourced": sourced,
    "honours.decided": decided,
    "honours.not_awarded": not_awarded,
    "honours.withdrawn": withdrawn,
}
LETTERS = {"honour": letter}
PATIENT = {"honour": True}
