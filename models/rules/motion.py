"""Motions: their kinds and forms, their options, and the terms that are declared before opening.

Shares are a numerator and a denominator, never a decimal: 66.67 % would refuse 20 of 30 a majority
of two thirds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class MotionKind(StrEnum):
    """What is asked."""

    SCORE_TABLE = "score_table"
    """Approve the agreed table of points."""
    HONOUR = "honour"
    """Approve one unit for one honour."""
    CHOICE = "choice"
    """Choose k of n."""
    RANKING = "ranking"
    """Put all options in order."""
    HEAD = "head"
    DEPUTY = "deputy"
    DOCUMENT = "document"
    """Adopt a document."""
    QUESTION = "question"
    """An open question, answered in words."""


class Form(StrEnum):
    """How it is voted on."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105 - a form of voting, no password
    PAPER = "paper"


class Method(StrEnum):
    """What a vote consists of."""

    APPROVE = "approve"
    """One of yes, no, abstain."""
    CHOOSE = "choose"
    """Up to as many options as there are seats; none of them is an abstention."""
    RANK = "rank"
    """All options, the best first."""
    COMMENT = "comment"
    """Words."""


YES, NO, ABSTAIN = "yes", "no", "abstain"
ANSWERS = (YES, NO, ABSTAIN)
MOST_OPTIONS = 30
"""Units of the largest clusters."""
SHOWN_FROM = 5
"""Secret ballots: of fewer only what was decided is told, and what the law asks for."""
FEW = 7
"""With fewer valid ballots none is ever listed by itself; with fewer units people are warned."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to vote for. `key` names it for ever, `unit_id` is the unit that it is, if any."""

    key: str
    label: str = ""
    unit_id: int | None = None

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {"key": self.key, "label": self.label, "unit_id": self.unit_id}


def read_options(stored: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """The options that `Option.stored` wrote."""
    return tuple(Option(each["key"], each["label"], each["unit_id"]) for each in stored)


class Base(StrEnum):
    """Of what a share is a share."""

    ENTITLED = "entitled"
    """E: all units on the roll."""
    PRESENT = "present"
    """P: those that were there, or took part."""
    CAST = "cast"
    """C: ballots collected."""
    VALID = "valid"
    """V: of these the valid ones, abstentions included."""
    YES_NO = "yes_no"
    """Yes and no, without abstentions."""


class Op(StrEnum):
    """How a share is to be reached."""

    MORE_THAN = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a base, exactly."""

    op: Op
    num: int
    den: int
    base: Base

    def needed(self, size: int) -> int:
        """The fewest votes that reach it of a base of `size`."""
        if self.op is Op.MORE_THAN:
            return self.num * size // self.den + 1
        return -(-self.num * size // self.den)

    def reached(self, votes: int, size: int) -> bool:
        """Whether so many votes reach it; integers only."""
        if self.op is Op.MORE_THAN:
            return votes * self.den > self.num * size
        return votes * self.den >= self.num * size

    def stored(self) -> dict[str, Any]:
        """As the database and the record keep it."""
        return {"op": self.op.value, "num": self.num, "den": self.den, "base": self.base.value}


class OwnUnit(StrEnum):
    """Whether a unit votes on what concerns itself."""

    ALLOWED = "allowed"
    EXCLUDED = "excluded"
    """It stays on the roll, and in E, but casts no vote."""
    SHOWN = "shown"
    """It votes, and the minutes say that it did; for named votes only."""


class Absent(StrEnum):
    """What units can do that are not at the meeting."""

    CAST = "cast"
    """Vote in their chats like the others."""
    WRITTEN = "written"
    """Send their opinion in writing; the office enters it."""
    NONE = "none"


class QuorumOn(StrEnum):
    """What the quorum is measured on."""

    PRESENCE = "presence"
    CAST = "cast"


class TieStep(StrEnum):
    """How equals at the last place are told apart; tried in the declared order."""

    RUN_OFF = "run_off"
    """A further ballot among the tied for the places left."""
    CRITERIA = "criteria"
    """The declared merits of the options: the higher first."""
    LOT = "lot"
    """A lot in public, committed to beforehand."""
    SHARE = "share"
    """They share the place; never for head and deputy."""


class Receipt(StrEnum):
    """What a voter keeps of a secret ballot."""

    NOTHING = "R0"
    FINGERPRINT = "R1"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of one motion, declared before it is opened and frozen then."""

    thresholds: tuple[Threshold, ...]
    """All of them must be reached."""
    quorum: tuple[int, int] = (2, 3)
    """The least share of E, as numerator and denominator."""
    quorum_on: QuorumOn = QuorumOn.CAST
    seats: int = 1
    min_yes: int = 0
    own_unit: OwnUnit = OwnUnit.ALLOWED
    absent: Absent = Absent.CAST
    ties: tuple[TieStep, ...] = (TieStep.RUN_OFF,)
    receipt: Receipt = Receipt.FINGERPRINT
    merits: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Option key -> exact decimals as text, compared in order, for the step "criteria"."""
    preset: str = ""
    """The code of the preset that the thresholds come from."""
    source: str = ""
    """The rule that asks for it, in words, as it is printed."""

    def stored(self) -> dict[str, Any]:
        """As the database and the record keep it."""
        return {
            "thresholds": [each.stored() for each in self.thresholds],
            "quorum": list(self.quorum),
            "quorum_on": self.quorum_on.value,
            "seats": self.seats,
            "min_yes": self.min_yes,
            "own_unit": self.own_unit.value,
            "absent": self.absent.value,
            "ties": [each.value for each in self.ties],
            "receipt": self.receipt.value,
            "merits": {key: list(values) for key, values in self.merits.items()},
            "preset": self.preset,
            "source": self.source,
        }


def read_terms(stored: Mapping[str, Any]) -> Terms:
    """The terms that `Terms.stored` wrote."""
    return Terms(
        tuple(
            Threshold(Op(each["op"]), each["num"], each["den"], Base(each["base"]))
            for each in stored["thresholds"]
        ),
        (stored["quorum"][0], stored["quorum"][1]),
        QuorumOn(stored["quorum_on"]),
        stored["seats"],
        stored["min_yes"],
        OwnUnit(stored["own_unit"]),
        Absent(stored["absent"]),
        tuple(TieStep(each) for each in stored["ties"]),
        Receipt(stored["receipt"]),
        {key: tuple(values) for key, values in stored["merits"].items()},
        stored["preset"],
        stored["source"],
    )


def method_of(kind: MotionKind, options: Sequence[Option]) -> Method:
    """What a vote on it consists of; who stands alone for an office is approved, or not."""
    if kind is MotionKind.QUESTION:
        return Method.COMMENT
    if kind is MotionKind.RANKING:
        return Method.RANK
    if kind in (MotionKind.CHOICE, MotionKind.HEAD, MotionKind.DEPUTY) and len(options) > 1:
        return Method.CHOOSE
    return Method.APPROVE


def choices(method: Method, options: Sequence[Option]) -> tuple[str, ...]:
    """The keys that a ballot's marks are taken from."""
    return ANSWERS if method is Method.APPROVE else tuple(option.key for option in options)


def is_valid(method: Method, keys: Sequence[str], seats: int, marks: Sequence[str]) -> bool:
    """Whether these marks are a valid vote."""
    known = set(marks) <= set(keys) and len(set(marks)) == len(marks)
    if method is Method.APPROVE:
        return known and len(marks) == 1
    if method is Method.CHOOSE:
        return known and len(marks) <= seats
    if method is Method.RANK:
        return known and len(marks) == len(keys)
    return not marks
