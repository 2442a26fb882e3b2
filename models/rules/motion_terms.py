"""The usual rules of a motion, as a year's criteria table has them (*mặc định khi bỏ phiếu*)."""

from decimal import Decimal
from fractions import Fraction

from models.rules.motion import Base, Form, MotionKind, Op, OwnUnit, Terms, Threshold, TieStep
from models.rules.presets import PRESETS
from models.rules.quorum import DEFAULT_SHARE, parse_share
from models.rules.settings import Ballot, read_ballot

USUAL_BALLOT = read_ballot({})
"""Where no criteria table says anything."""
_HALF = Fraction(1, 2)
_ROUNDED_PLACES = 3
"""From so many decimals on, 0.667 is taken for a third written down, and not for itself."""
_BASES = {
    "members_total": Base.ENTITLED,
    "issued": Base.ENTITLED,
    "present": Base.PRESENT,
    "collected": Base.CAST,
    "valid": Base.VALID,
}
_CHOSEN = frozenset({MotionKind.HONOUR, MotionKind.CHOICE, MotionKind.RANKING})
_OFFICES = frozenset({MotionKind.HEAD, MotionKind.DEPUTY})


def exact_share(written: Decimal) -> Fraction:
    """The share that was meant: 0.7 is 7/10, and 0.667 is two thirds, not 667 thousandths."""
    share = Fraction(written)
    places = -int(written.normalize().as_tuple().exponent)
    if places >= _ROUNDED_PLACES:
        for third in (Fraction(1, 3), Fraction(2, 3)):
            if round(third * 10**places) == share * 10**places:
                return third
    return share


def usual_terms(kind: MotionKind, ballot: Ballot, source: str = "") -> Terms:
    """The rules of a motion as the year's criteria table has them."""
    threshold, quorum = _threshold(ballot), parse_share(ballot.quorum) or DEFAULT_SHARE
    own = OwnUnit.ALLOWED if ballot.own_unit_vote_allowed else OwnUnit.EXCLUDED
    preset = next(
        (each.code for each in PRESETS.values() if each.threshold == threshold and not each.source),
        "",
    )
    if kind in (MotionKind.RANKING, MotionKind.QUESTION):
        threshold, preset, source = None, "", ""
    return Terms(
        (threshold,) if threshold else (),
        quorum=(quorum.numerator, quorum.denominator),
        own_unit=own if kind is MotionKind.HONOUR else OwnUnit.ALLOWED,
        ties=_ties(kind, ballot),
        preset=preset,
        source=source,
    )


def _threshold(ballot: Ballot) -> Threshold | None:
    """More than half where the table says 0.5; at least as much for any other share."""
    share, base = exact_share(ballot.min_share), _BASES[ballot.pass_basis]
    if share == _HALF:
        return Threshold(Op.MORE_THAN, 1, 2, base)
    for preset in PRESETS.values():
        same = Fraction(preset.threshold.num, preset.threshold.den) == share
        if same and base is Base.ENTITLED and not preset.source:
            return preset.threshold
    return Threshold(Op.AT_LEAST, share.numerator, share.denominator, base)


def _ties(kind: MotionKind, ballot: Ballot) -> tuple[TieStep, ...]:
    if kind is MotionKind.RANKING:
        return (TieStep.CRITERIA,)
    again = (TieStep.RUN_OFF,) if ballot.reopen_on_tie else ()
    return (*again, TieStep.CRITERIA, TieStep.LOT)


def usual_form(kind: MotionKind, ballot: Ballot) -> Form:
    """Secret for what concerns a unit, if the table has it so; all else by name."""
    secret = ballot.secret and kind in _CHOSEN | _OFFICES
    return Form.SECRET if secret else Form.OPEN
