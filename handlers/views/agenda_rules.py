"""The rules of a motion, one screen each: form, majority, quorum, absent units, equal votes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines
from handlers.views.agenda import topic
from handlers.views.agenda_motion import back
from handlers.views.agenda_ways import home
from handlers.views.agenda_words import (
    absent_name,
    bare_share,
    base_name,
    form_name,
    majority,
    own_name,
    quorum_line,
    rule_lines,
    tie_name,
    ties_line,
)
from handlers.views.common import bold, small
from models.queries.agenda import MotionItem
from models.rules.motion import Absent, Base, Form, MotionKind, OwnUnit, QuorumOn, TieStep
from models.rules.motion_edits import NONE, Part
from models.rules.presets import PRESETS, Preset

SEATS_OFFERED = 8
SECONDS = ("more_than_half-valid", "more_than_half-present", "two_thirds-present")
"""Second majorities that regulations ask for beside the first, as buttons carry them."""
QUORUMS = ("1-2", "2-3", "3-4")


def _screen(
    item: MotionItem, part: str, text: Markup, rows: Rows, t: Translator, asks: str = ""
) -> Screen:
    number = item.motion_id
    return Screen(
        text,
        (*rows, (back(item, t), home(t))),
        route=pack("agenda.part", number, part),
        asks=pack("agenda.typed", number, item.version, asks) if asks else "",
        topic=topic(item.session_id),
    )


def _set(
    item: MotionItem, words: Markup | str, part: Part, value: str, *, chosen: bool = False
) -> Button:
    label = Markup("{}{}").format("✅ " if chosen else "", words)
    return button(label, "agenda.set", item.motion_id, item.version, part.value, value)


def _heading(item: MotionItem, question: Markup) -> Markup:
    return lines(bold(question), Markup("{}. {}").format(item.place, item.title))


def title(item: MotionItem, _units: int, _today: date, t: Translator) -> Screen:
    """What the motion says."""
    text = blocks(
        _heading(item, t("✏️ Wording")),
        t("Please type the new title as it is to stand in the minutes."),
    )
    return _screen(item, "title", text, (), t, asks=Part.TITLE)


def source(item: MotionItem, _units: int, _today: date, t: Translator) -> Screen:
    """What asks for the majority, in words."""
    text = blocks(
        _heading(item, t("📜 Basis")),
        t("Now: %(source)s", source=item.terms.source or t("(none)")),
        t("Please type the rule that asks for this majority; it is printed in the minutes."),
    )
    return _screen(item, "source", text, (), t, asks=Part.SOURCE)


def form(item: MotionItem, _units: int, _today: date, t: Translator) -> Screen:
    """How it is voted on."""
    forms = [each for each in Form if not (each is Form.PAPER and item.kind is MotionKind.RANKING)]
    rows = tuple(
        (_set(item, form_name(each, t), Part.FORM, each.value, chosen=each is item.form),)
        for each in forms
    )
    text = blocks(
        _heading(item, t("🗳 Form")),
        t("In a secret ballot nobody sees who chose what; an open vote is listed by name."),
    )
    return _screen(item, "form", text, rows, t)


def seats(item: MotionItem, _units: int, _today: date, t: Translator) -> Screen:
    """How many are to be chosen."""
    most = min(SEATS_OFFERED, max(len(item.options) - 1, 1))
    buttons = [
        _set(item, str(count), Part.SEATS, str(count), chosen=count == item.terms.seats)
        for count in range(1, most + 1)
    ]
    text = blocks(
        _heading(item, t("🔢 How many are chosen?")),
        t("Press a number, or type it. There are %(count)s options.", count=len(item.options)),
    )
    return _screen(item, "seats", text, grid(buttons, 4), t, asks=Part.SEATS)


# -- majorities -------------------------------------------------------------------------------


def share(item: MotionItem, units: int, today: date, t: Translator) -> Screen:
    """The majority: by its name, or typed; what it comes to is said at once."""
    held = [each for each in PRESETS.values() if each.holds(today)]
    text = blocks(
        _heading(item, t("⚖️ Majority")),
        rule_lines(item, units, t),
        lines(*(_explained(each, t) for each in held if each.source)),
        small(t("Or type a share (2/3, 70%%, &gt; 1/2), or the least number of votes (5 votes).")),
    )
    buttons = [
        _set(
            item, _preset_label(each), Part.PRESET, each.code, chosen=each.code == item.terms.preset
        )
        for each in held
    ]
    more = (
        button(t("Share of what"), "agenda.part", item.motion_id, "base"),
        button(t("A second condition"), "agenda.part", item.motion_id, "second"),
    )
    rows = (*grid(buttons, 2), *_no_least(item, t), more)
    return _screen(item, "share", text, rows, t, asks=Part.SHARE)


def _no_least(item: MotionItem, t: Translator) -> Rows:
    """A least number of votes stays beside every share until it is taken away."""
    if not item.terms.min_yes:
        return ()
    label = t("🗑 Without “at least %(count)s votes”", count=item.terms.min_yes)
    return ((_set(item, label, Part.LEAST, "0"),),)


def _preset_label(preset: Preset) -> str:
    """The share; with a decree's number where one asks for it."""
    number = preset.source.removeprefix("Nghị định ").partition("/")[0]
    decree = f" · NĐ {number}" if preset.source else ""
    return f"{bare_share(preset.threshold)}{decree}"


def _explained(preset: Preset, t: Translator) -> Markup:
    """What asks for it, and since when."""
    said = Markup("{} · {}").format(majority(preset.threshold, t), preset.source)
    if preset.valid_from is None:
        return Markup("• {}").format(said)
    if preset.valid_to is None:
        day = t.date(preset.valid_from)
        return t("• %(what)s (in force since %(day)s)", what=said, day=day)
    first, last = t.date(preset.valid_from), t.date(preset.valid_to)
    return t("• %(what)s (in force from %(first)s to %(last)s)", what=said, first=first, last=last)


def base(item: MotionItem, units: int, _today: date, t: Translator) -> Screen:
    """Of what the share is taken."""
    present = item.terms.thresholds[0].base if item.terms.thresholds else None
    rows = tuple(
        (_set(item, base_name(each, t), Part.BASE, each.value, chosen=each is present),)
        for each in Base
    )
    text = blocks(
        _heading(item, t("⚖️ Share of what?")),
        rule_lines(item, units, t),
        small(t("Of the units entitled to vote, a unit that does not vote counts as against.")),
    )
    return _screen(item, "base", text, rows, t)


def second(item: MotionItem, units: int, _today: date, t: Translator) -> Screen:
    """A second majority that must be reached as well."""
    others = item.terms.thresholds[1:]
    rows = []
    for value in SECONDS:
        code, _, of = value.partition("-")
        words = Markup("{} {}").format(bare_share(PRESETS[code].threshold), base_name(Base(of), t))
        chosen = others[:1] == (replace(PRESETS[code].threshold, base=Base(of)),)
        rows.append((_set(item, words, Part.SECOND, value, chosen=chosen),))
    rows.append((_set(item, t("No second condition"), Part.SECOND, NONE, chosen=not others),))
    text = blocks(_heading(item, t("⚖️ A second condition")), rule_lines(item, units, t))
    return _screen(item, "second", text, tuple(rows), t)


# -- the other rules --------------------------------------------------------------------------


def quorum(item: MotionItem, units: int, _today: date, t: Translator) -> Screen:
    """How many must take part, and how that is measured."""
    terms = item.terms
    here = f"{terms.quorum[0]}-{terms.quorum[1]}"
    shares = [
        _set(item, each.replace("-", "/"), Part.QUORUM, each, chosen=each == here)
        for each in QUORUMS
    ]
    cast, presence = QuorumOn.CAST, QuorumOn.PRESENCE
    measures = (
        (_set(item, t("Counted by the votes cast"), Part.MEASURE, cast.value,
              chosen=terms.quorum_on is cast),),
        (_set(item, t("Counted by the roll call"), Part.MEASURE, presence.value,
              chosen=terms.quorum_on is presence),),
    )  # fmt: skip
    text = blocks(
        _heading(item, t("👥 Quorum")),
        quorum_line(terms, units, t),
        small(t("Another share can be typed: 60%%, 3/5.")),
    )
    return _screen(item, "quorum", text, (tuple(shares), *measures), t, asks=Part.QUORUM)


def own(item: MotionItem, _units: int, _today: date, t: Translator) -> Screen:
    """The unit that it is about, and units that are absent."""
    absent, mine = item.terms.absent, item.terms.own_unit
    owns = [each for each in OwnUnit if each is not OwnUnit.SHOWN or item.form is Form.OPEN]
    rows = [
        (_set(item, own_name(each, t), Part.OWN, each.value, chosen=each is mine),)
        for each in owns
        if item.kind is MotionKind.HONOUR
    ]
    rows += [
        (_set(item, absent_name(each, t), Part.ABSENT, each.value, chosen=each is absent),)
        for each in Absent
    ]
    text = blocks(
        _heading(item, t("🏢 Absent, own unit")),
        small(t("A unit that does not vote stays on the list of those entitled to vote.")),
    )
    return _screen(item, "own", text, tuple(rows), t)


def ties(item: MotionItem, _units: int, _today: date, t: Translator) -> Screen:
    """The steps in the order in which they are pressed."""
    taken = item.terms.ties
    offices = item.kind in (MotionKind.HEAD, MotionKind.DEPUTY)
    left = [
        step for step in TieStep if step not in taken and not (offices and step is TieStep.SHARE)
    ]
    rows = [
        (_set(item, t("➕ %(step)s", step=tie_name(step, t)), Part.TIES, _ladder(*taken, step)),)
        for step in left
    ]
    clear = _set(item, t("🗑 Begin anew"), Part.TIES, NONE)
    text = blocks(
        _heading(item, t("🤝 Equal votes at the last place")),
        ties_line(item.terms, t),
        small(t("Press the steps in the order in which they are to be tried.")),
    )
    return _screen(item, "ties", text, (*rows, *(((clear,),) if taken else ())), t)


def _ladder(*steps: TieStep) -> str:
    return "-".join(step.value for step in steps)


PARTS: Mapping[str, Callable[[MotionItem, int, date, Translator], Screen]] = {
    "title": title,
    "source": source,
    "form": form,
    "seats": seats,
    "share": share,
    "base": base,
    "second": second,
    "quorum": quorum,
    "own": own,
    "ties": ties,
}
"""A motion's parts, by the name under which a button asks for their screen."""
