"""Changing a motion that is being prepared: one part at a time, from a button or typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from models.errors import NothingTyped, NotUnderstood, UnknownButton
from models.errors_vote import (
    OptionsNeeded,
    OptionTwice,
    SeatsBeyond,
    ShareNeeded,
    SubjectNeeded,
)
from models.rules.motion import (
    MOST_OPTIONS,
    Absent,
    Base,
    Form,
    MotionKind,
    Op,
    Option,
    OwnUnit,
    QuorumOn,
    Terms,
    Threshold,
    TieStep,
)
from models.rules.presets import PRESETS
from models.rules.quorum import parse_share
from models.rules.text import fold, one_line

TITLE_LIMIT = 300
SOURCE_LIMIT = 200
LABEL_LIMIT = 200
NONE = "none"
_MANY = 1000
"""More votes or seats than any cluster has."""
_OFFICES = frozenset({MotionKind.HEAD, MotionKind.DEPUTY})
_MORE = ("hon ", "tren ", "more than ", ">")
_LEAST = ("it nhat ", "tu ", "at least ", ">=", "≥")


class Part(StrEnum):
    """What can be changed of a motion; short, as buttons carry it."""

    TITLE = "title"
    FORM = "form"
    PRESET = "preset"
    SHARE = "share"
    BASE = "base"
    SECOND = "second"
    LEAST = "least"
    SEATS = "seats"
    QUORUM = "quorum"
    MEASURE = "measure"
    OWN = "own"
    ABSENT = "absent"
    TIES = "ties"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Content:
    """What people change of a motion before it is opened."""

    kind: MotionKind
    form: Form
    title: str
    options: tuple[Option, ...]
    terms: Terms
    subject: Mapping[str, Any] = field(default_factory=dict, hash=False)


def edited(content: Content, part: Part, value: str) -> Content:
    """The motion with one part changed.

    Raises UnknownButton for what no button of ours says; for what is typed ShareNeeded,
    NotUnderstood, SubjectNeeded, NothingTyped, TextTooLong, HiddenCharacters.
    """
    try:
        return _EDITS[part](content, value)
    except ValueError:  # a word that is none of the known ones
        raise UnknownButton from None


def _title(content: Content, value: str) -> Content:
    if content.kind is MotionKind.HONOUR and "unit" not in content.subject:
        raise SubjectNeeded
    return replace(content, title=one_line(" ".join(value.split()), TITLE_LIMIT))


def _form(content: Content, value: str) -> Content:
    form = Form(value)
    closed = form is not Form.OPEN
    if closed and content.kind is MotionKind.QUESTION:
        raise UnknownButton
    if form is Form.PAPER and content.kind is MotionKind.RANKING:
        raise UnknownButton
    own = content.terms.own_unit
    if closed and own is OwnUnit.SHOWN:  # nobody is named in a secret vote
        own = OwnUnit.ALLOWED
    return replace(content, form=form, terms=replace(content.terms, own_unit=own))


# -- majorities -------------------------------------------------------------------------------


def _preset(content: Content, value: str) -> Content:
    """A majority by its name; what asks for it is its source, unless another was typed."""
    preset = PRESETS.get(value)
    if preset is None:
        raise UnknownButton
    by_itself = {each.source for each in PRESETS.values()}
    typed = content.terms.source not in by_itself
    source = content.terms.source if typed and not preset.source else preset.source
    second = content.terms.thresholds[1:]
    terms = replace(content.terms, preset=value, source=source)
    return _with_thresholds(content, (preset.threshold, *second), terms)


def _share(content: Content, value: str) -> Content:
    """A typed share of the base that the first threshold has."""
    op, share = read_share(value)
    base = content.terms.thresholds[0].base if content.terms.thresholds else Base.ENTITLED
    first = Threshold(op, share.numerator, share.denominator, base)
    terms = replace(content.terms, preset="")
    return _with_thresholds(content, (first, *content.terms.thresholds[1:]), terms)


def read_share(text: str) -> tuple[Op, Fraction]:
    """A majority as people type it: "2/3", "70%", "trên 1/2", "quá bán". ShareNeeded otherwise."""
    said = fold(text)
    if said in ("qua ban", "qua nua", "more than half"):
        return Op.MORE_THAN, Fraction(1, 2)
    op = Op.AT_LEAST
    for beginnings, meant in ((_LEAST, Op.AT_LEAST), (_MORE, Op.MORE_THAN)):
        found = next((each for each in beginnings if said.startswith(each)), None)
        if found is not None:
            said, op = said.removeprefix(found).strip(), meant
            break
    share = parse_share(said)
    if share is None or (op is Op.MORE_THAN and share >= 1):
        raise ShareNeeded
    return op, share


def _base(content: Content, value: str) -> Content:
    base = Base(value)
    if not content.terms.thresholds:
        raise ShareNeeded
    first = replace(content.terms.thresholds[0], base=base)
    preset = PRESETS.get(content.terms.preset)
    kept = content.terms.preset if preset and preset.threshold == first else ""
    terms = replace(content.terms, preset=kept)
    return _with_thresholds(content, (first, *content.terms.thresholds[1:]), terms)


def _second(content: Content, value: str) -> Content:
    """A second majority that must be reached as well: one by its name and base, or none."""
    if not content.terms.thresholds:
        raise ShareNeeded
    first = content.terms.thresholds[:1]
    if value == NONE:
        return _with_thresholds(content, first, content.terms)
    code, _, base = value.partition("-")
    if code not in PRESETS:
        raise UnknownButton
    second = replace(PRESETS[code].threshold, base=Base(base))
    return _with_thresholds(content, (*first, second), content.terms)


def _with_thresholds(content: Content, thresholds: tuple[Threshold, ...], terms: Terms) -> Content:
    if content.kind in (MotionKind.RANKING, MotionKind.QUESTION):
        raise UnknownButton
    return replace(content, terms=replace(terms, thresholds=thresholds))


def _least(content: Content, value: str) -> Content:
    return replace(content, terms=replace(content.terms, min_yes=_count(value, 0)))


def _seats(content: Content, value: str) -> Content:
    try:
        seats = _count(value, 1)
    except NotUnderstood:  # the card asks for a number, so say which ones there are
        raise SeatsBeyond(len(content.options)) from None
    return replace(content, terms=replace(content.terms, seats=seats))


def _count(text: str, least: int) -> int:
    said = text.strip()
    if not (said.isascii() and said.isdigit() and least <= int(said) < _MANY):
        raise NotUnderstood
    return int(said)


# -- the other rules --------------------------------------------------------------------------


def _quorum(content: Content, value: str) -> Content:
    share = parse_share(value.replace("-", "/"))
    if share is None:
        raise ShareNeeded
    quorum = (share.numerator, share.denominator)
    return replace(content, terms=replace(content.terms, quorum=quorum))


def _measure(content: Content, value: str) -> Content:
    return replace(content, terms=replace(content.terms, quorum_on=QuorumOn(value)))


def _own(content: Content, value: str) -> Content:
    own = OwnUnit(value)
    if own is OwnUnit.SHOWN and content.form is not Form.OPEN:
        raise UnknownButton
    return replace(content, terms=replace(content.terms, own_unit=own))


def _absent(content: Content, value: str) -> Content:
    return replace(content, terms=replace(content.terms, absent=Absent(value)))


def _ties(content: Content, value: str) -> Content:
    """The steps in their order, with a hyphen between; none of them is a choice, too."""
    steps = tuple(TieStep(each) for each in value.split("-")) if value != NONE else ()
    shared = TieStep.SHARE in steps and content.kind in _OFFICES
    if len(set(steps)) < len(steps) or shared:
        raise UnknownButton
    return replace(content, terms=replace(content.terms, ties=steps))


def _source(content: Content, value: str) -> Content:
    said = one_line(" ".join(value.split()), SOURCE_LIMIT)
    return replace(content, terms=replace(content.terms, source=said))


_EDITS: Mapping[Part, Callable[[Content, str], Content]] = {
    Part.TITLE: _title,
    Part.FORM: _form,
    Part.PRESET: _preset,
    Part.SHARE: _share,
    Part.BASE: _base,
    Part.SECOND: _second,
    Part.LEAST: _least,
    Part.SEATS: _seats,
    Part.QUORUM: _quorum,
    Part.MEASURE: _measure,
    Part.OWN: _own,
    Part.ABSENT: _absent,
    Part.TIES: _ties,
    Part.SOURCE: _source,
}


# -- options ----------------------------------------------------------------------------------


def with_unit(content: Content, option: Option, *, wanted: bool) -> Content:
    """A unit among the options, or not. Raises OptionsNeeded, OptionTwice."""
    others = tuple(each for each in content.options if each.key != option.key)
    if not wanted:
        return replace(content, options=others)
    if len(others) < len(content.options):  # it stands there already
        return content
    return _checked(content, (*content.options, option))


def with_lines(content: Content, text: str) -> Content:
    """Options that are no units, a line each.

    Raises OptionsNeeded, OptionTwice, NothingTyped, TextTooLong, HiddenCharacters.
    """
    labels = [one_line(" ".join(line.split()), LABEL_LIMIT) for line in _lines(text)]
    if not labels:
        raise NothingTyped
    taken = [int(each.key[1:]) for each in content.options if each.key.startswith("o")]
    first = max(taken, default=0) + 1
    new = [Option(f"o{number}", label) for number, label in enumerate(labels, first)]
    return _checked(content, (*content.options, *new))


def _lines(text: str) -> Sequence[str]:
    return [line for line in text.splitlines() if line.strip()]


def without(content: Content, key: str) -> Content:
    """Without one of its options; one that is gone already stays gone."""
    left = tuple(each for each in content.options if each.key != key)
    return replace(content, options=left)


def _checked(content: Content, options: tuple[Option, ...]) -> Content:
    if len(options) > MOST_OPTIONS:
        raise OptionsNeeded(0, MOST_OPTIONS, len(options))
    if len({each.label.casefold() for each in options}) < len(options):
        raise OptionTwice
    return replace(content, options=options)
