"""Who can be proposed for an honour, and why others are left out.

A proposal rests on the agreed table and, where the honour asks for one, on a ballot that passed.
Units that share a rank are never told apart here by anything but places: a shared third place with
two certificates proposes both, with one certificate the conference has to say whom.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from models.errors import DateInFuture, NoSuchDay, NotADate
from models.errors_vote import BallotNeeded, QuotaFull, UnitIneligible
from models.rules.criteria import CriteriaTable
from models.rules.honours import barred
from models.rules.settings import Honour

QUOTA_AT_MOST = 99
_PROPOSE = re.compile(r"^\s*(?:đề nghị tặng(?: thưởng)?|propose)\s+", re.IGNORECASE)


_DAY = re.compile(r"(?:ngày\s*)?([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})(?:\s*[/.\-]\s*([0-9]{4}))?")
SHOWN = 40


class Why(StrEnum):
    """Why a unit is not proposed."""

    GROUND = "ground"
    """A ground of ineligibility stands against it."""
    UNRANKED = "unranked"
    GRADE = "grade"
    NO_BALLOT = "no_ballot"
    """No vote was held, or counted, on it for this honour."""
    NOT_PASSED = "not_passed"
    LOWER = "lower"
    """The honour goes to others in the ranking."""
    TIED = "tied"
    """It shares a rank with more units than there are places left."""
    QUOTA = "quota"


BARRING = frozenset({Why.GROUND, Why.UNRANKED, Why.GRADE})
UNVOTED = frozenset({Why.NO_BALLOT, Why.NOT_PASSED})


@dataclass(frozen=True, slots=True)
class Contender:
    """A unit of the agreed table. `honour`: what the ranking gives it."""

    unit_id: int
    rank: int | None
    grade: str
    grounds: tuple[str, ...]
    honour: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a unit for an honour; `why` is none if it can be proposed."""

    unit_id: int
    rank: int | None
    why: Why | None
    ground: str = ""


def parse_past_day(text: str, today: date) -> date:
    """A day that lies behind: "20/12/2026", "20/12" (the last one), "ngày 20-12-2026".

    Raises NotADate, NoSuchDay, DateInFuture.
    """
    said = " ".join(text.split())
    found = _DAY.fullmatch(said.lower()[:SHOWN])
    if found is None:
        raise NotADate(said[:SHOWN])
    day, month, year = int(found[1]), int(found[2]), int(found[3] or today.year)
    try:
        given = date(year, month, day)
        if given > today and not found[3]:
            given = date(year - 1, month, day)
    except ValueError:
        raise NoSuchDay(said[:SHOWN]) from None
    if given > today:
        raise DateInFuture(given)
    return given


def bare_name(name: str) -> str:
    """An honour without "Đề nghị tặng", with which criteria tables name it."""
    bare = _PROPOSE.sub("", name)
    return bare[:1].upper() + bare[1:]


def judge(
    table: CriteriaTable, honour: Honour, contender: Contender, votes: Mapping[int, bool]
) -> Verdict:
    """Whether the unit itself can be proposed, whoever else is.

    `votes`: unit id -> whether the last vote on it for this honour passed.
    """
    why, ground = _judged(table, honour, contender, votes)
    return Verdict(contender.unit_id, contender.rank, why, ground)


def _judged(
    table: CriteriaTable, honour: Honour, contender: Contender, votes: Mapping[int, bool]
) -> tuple[Why | None, str]:
    grounds = [ground for code, ground in barred(table, contender.grounds) if code == honour.code]
    if grounds:
        return Why.GROUND, grounds[0]
    if contender.rank is None:
        return Why.UNRANKED, ""
    if not _reaches(table, honour, contender.grade):
        return Why.GRADE, ""
    passed = votes.get(contender.unit_id)
    if passed is False or (honour.needs_ballot and passed is None):
        return (Why.NO_BALLOT if passed is None else Why.NOT_PASSED), ""
    if passed is None and contender.honour != honour.code:
        return Why.LOWER, ""
    return None, ""


def _reaches(table: CriteriaTable, honour: Honour, grade: str) -> bool:
    if not honour.needs_grade:
        return True
    order = [band.code for band in table.grades]
    return grade in order and order.index(grade) <= order.index(honour.needs_grade)


def require(
    table: CriteriaTable,
    honour: Honour,
    contender: Contender,
    votes: Mapping[int, bool],
    places: int,
    quota: int,
) -> None:
    """Raises UnitIneligible, BallotNeeded, QuotaFull: whom the head names needs a free place.

    Where no vote is needed, the head may name a unit further down the ranking.
    """
    why = judge(table, honour, contender, votes).why
    if why in BARRING:
        raise UnitIneligible
    if why in UNVOTED:
        raise BallotNeeded
    if places < 1:
        raise QuotaFull(quota)


def verdicts(
    table: CriteriaTable,
    honour: Honour,
    quota: int,
    contenders: Sequence[Contender],
    votes: Mapping[int, bool],
    proposed: Collection[int],
) -> tuple[Verdict, ...]:
    """What is to be said of everybody not proposed yet, best rank first.

    Free places go down the ranking, to all who share a rank or to none of them.
    """
    judged = [
        judge(table, honour, each, votes) for each in contenders if each.unit_id not in proposed
    ]
    fit = sorted((each for each in judged if each.why is None), key=lambda each: each.rank or 0)
    found = [each for each in judged if each.why is not None]
    places = quota - len(proposed)
    for _, group in groupby(fit, key=lambda each: each.rank):
        equals = list(group)
        if len(equals) <= places:
            places -= len(equals)
            found += equals
            continue
        why = Why.TIED if places > 0 else Why.QUOTA
        found += [Verdict(each.unit_id, each.rank, why) for each in equals]
        places = 0
    return tuple(sorted(found, key=lambda each: (each.rank is None, each.rank or 0)))
