"""Elections: what a counted vote gives, and the recording of the term by the head."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from handlers.screen import Screen
from handlers.turn import Turn
from handlers.views import election as view
from models import access
from models.access import Right
from models.actions import electing as act
from models.errors import DateInPast, NotADate, UnknownButton
from models.errors_vote import TermDays
from models.queries.election import Election, election
from models.rules.calendar import ZONE, local_date, parse_moment
from models.rules.handover import MONTHS_AT_MOST, check_term

Days = tuple[date, date]
_BETWEEN = re.compile(r"\s+(?:-|–|—|đến|den|to)\s+|\s*[;\n]\s*", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,2}\s?[/.\-]\s?[0-9]{1,2}\s?[/.\-]\s?[0-9]{4}")
"""A day with its year, whatever stands around it: "từ ngày 01/01/2027 đến hết ngày 31/12/2027"."""
TYPED_AT_MOST = 80


def _tomorrow(turn: Turn) -> date:
    return turn.today + timedelta(days=1)


def _found(turn: Turn, days: Days | None = None) -> Election:
    return election(turn.session, turn.me, turn.number(0), turn.now, days)


def _day(turn: Turn, position: int) -> date:
    try:
        return datetime.strptime(turn.word(position), "%Y%m%d").replace(tzinfo=ZONE).date()
    except ValueError:
        raise UnknownButton from None


def show(turn: Turn) -> Screen:
    """Who was elected, with the usual term."""
    return view.show(_found(turn), _tomorrow(turn), turn.t)


def days(turn: Turn) -> Screen:
    """The same with other days."""
    found = _found(turn, (_day(turn, 1), _day(turn, 2)))
    return view.show(found, _tomorrow(turn), turn.t)


def _to_run(turn: Turn) -> Election:
    found = _found(turn)
    access.require(turn.me, found.cluster_id, Right.RUN)
    return found


def other(turn: Turn) -> Screen:
    """From when to when?"""
    return view.other(_to_run(turn), turn.t)


def typed(turn: Turn) -> Screen:
    """Two typed days; the next button records them."""
    _to_run(turn)
    said = turn.text.strip()[:TYPED_AT_MOST]
    whole = _WHOLE.findall(said)
    parts = whole if len(whole) > 1 else [each for each in _BETWEEN.split(said) if each.strip()]
    if len(parts) != len(("first", "last")):
        raise NotADate(said)
    first = parse_moment(parts[0], turn.now)
    try:
        last = parse_moment(parts[1], first)
    except DateInPast:  # the wrong way round
        raise TermDays(_tomorrow(turn), MONTHS_AT_MOST) from None
    given = (local_date(first), local_date(last))
    check_term(*given, turn.today)
    return view.show(_found(turn, given), _tomorrow(turn), turn.t)


def record(turn: Turn) -> Screen:
    """Record the term that is on screen."""
    given, shorten = (_day(turn, 1), _day(turn, 2)), turn.number(3) == 1
    motion_id = turn.number(0)
    new = act.elect(turn.session, turn.me, motion_id, given, turn.now, shorten=shorten)
    said = turn.t("✅ The term has been recorded. All units are being told.")
    if not new:
        said = turn.t("The term of this election is recorded already.")
    return show(turn).noticing(said)


def elected_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """A unit has been elected."""
    found = election(turn.session, turn.me, params["motion"], turn.now)
    return view.letter(found, found.recorded, turn.t) if found.recorded else None


ROUTES = {"election.show": show, "election.days": days, "election.other": other}
ACTS = {"election.record": record}
ANSWERS = {"election.typed": typed}
LETTERS = {"elected": elected_letter}
PATIENT = {"elected": True}
