"""What a motion must have before it can be opened (*missing before open*)."""

from collections.abc import Sequence

from models.errors_vote import (
    NotOnPaper,
    OfficeShared,
    OptionsNeeded,
    OptionTwice,
    SeatsBeyond,
    ShareNeeded,
    SubjectNeeded,
    TieLadderOpen,
)
from models.rules.motion import (
    MOST_OPTIONS,
    Form,
    Method,
    MotionKind,
    Option,
    OwnUnit,
    Terms,
    Threshold,
    TieStep,
    method_of,
)

LEAST_TO_CHOOSE = 2
_NAMED = frozenset({MotionKind.HEAD, MotionKind.DEPUTY})


def check_motion(
    kind: MotionKind,
    form: Form,
    title: str,
    options: Sequence[Option],
    terms: Terms,
    round_: int = 1,
) -> None:
    """What is asked of any motion; of a further round, whose options a result gave, less.

    Raises SubjectNeeded, OptionsNeeded, OptionTwice, SeatsBeyond, ShareNeeded, TieLadderOpen,
    OfficeShared, NotOnPaper.
    """
    if not title.strip():
        raise SubjectNeeded
    _check_options(options, _least(kind) if round_ == 1 else 1)
    method = method_of(kind, options)
    most = len(options) - (round_ == 1)
    if method is Method.CHOOSE and not 1 <= terms.seats <= most:
        raise SeatsBeyond(len(options))
    if method is Method.CHOOSE:
        _check_ties(kind, terms)
    _check_shares(method, terms)
    _check_form(form, method, terms)


def _check_options(options: Sequence[Option], least: int) -> None:
    if not least <= len(options) <= MOST_OPTIONS:
        raise OptionsNeeded(least, MOST_OPTIONS, len(options))
    keys = {each.key for each in options}
    labels = {each.label.casefold() for each in options}
    if len(keys) < len(options) or len(labels) < len(options):
        raise OptionTwice


def _check_shares(method: Method, terms: Terms) -> None:
    if method in (Method.APPROVE, Method.CHOOSE) and not terms.thresholds:
        raise ShareNeeded
    if not all(_is_share(each) for each in terms.thresholds):
        raise ShareNeeded


def _check_form(form: Form, method: Method, terms: Terms) -> None:
    if form is Form.PAPER and method is Method.RANK:
        raise NotOnPaper
    if form is not Form.OPEN and (method is Method.COMMENT or terms.own_unit is OwnUnit.SHOWN):
        raise SubjectNeeded  # what is said by name cannot be asked in secret


def _check_ties(kind: MotionKind, terms: Terms) -> None:
    """The last step must settle a tie whatever comes; an office is never shared."""
    if not terms.ties or terms.ties[-1] is TieStep.CRITERIA:
        raise TieLadderOpen
    if kind in _NAMED and TieStep.SHARE in terms.ties:
        raise OfficeShared


def _least(kind: MotionKind) -> int:
    if kind in (MotionKind.CHOICE, MotionKind.RANKING):
        return LEAST_TO_CHOOSE
    return 1 if kind in _NAMED else 0


def _is_share(threshold: Threshold) -> bool:
    return 0 < threshold.num <= threshold.den
