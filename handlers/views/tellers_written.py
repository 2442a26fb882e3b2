"""Written opinions of absent units in a named vote: which unit, what it chose, its paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, File, Rows, Screen, blocks, button, lines, plain, turning
from handlers.views.common import bold, quote
from handlers.views.voting_words import titled
from models.queries.telling import Opinion, Writing
from models.queries.voting import OnRoll
from models.rules.motion import ABSTAIN, NO, YES, Method, is_valid

PER_PAGE = 8
LABEL = 34
SAID_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """What the office has put together so far; it rests in the card until it is confirmed."""

    motion_id: int
    unit_id: int
    marks: tuple[str, ...] = ()
    said: str = ""
    file: tuple[str, str, str, int] = ("", "", "", 0)
    """Hash, name, kind and size of the paper."""

    def kept(self) -> Mapping[str, Any]:
        """As the card keeps it."""
        return {
            "written": self.motion_id,
            "unit": self.unit_id,
            "marks": list(self.marks),
            "said": self.said,
            "file": list(self.file),
        }


def read_entry(kept: Mapping[str, Any], motion_id: int, unit_id: int) -> Entry | None:
    """The entry that a card keeps; none if it keeps another unit's, or something else."""
    if kept.get("written") != motion_id or kept.get("unit") != unit_id:
        return None
    sha256, name, kind, size = kept["file"]
    return Entry(motion_id, unit_id, tuple(kept["marks"]), kept["said"], (sha256, name, kind, size))


def choices_of(state: Writing, t: Translator) -> dict[str, Markup]:
    """What can be chosen, in words."""
    if state.method is Method.APPROVE:
        return {YES: t("Agree"), NO: t("Disagree"), ABSTAIN: t("No opinion")}
    return {each.key: Markup("{}").format(each.label) for each in state.options}


# -- all units ------------------------------------------------------------------------------------


def show(state: Writing, page: int, t: Translator) -> Screen:
    """Which absent units have been heard in writing, and which can still be."""
    units = [*(each.unit for each in state.opinions), *state.waiting]
    last = max(len(units) - 1, 0) // PER_PAGE
    page = min(page, last)
    shown = units[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = blocks(
        _heading(state, t),
        t("An absent unit that has not voted can be heard in writing; its paper is attached."),
        lines(
            t("Heard in writing: %(count)s", count=len(state.opinions)),
            t("Neither voted nor heard: %(count)s", count=len(state.waiting)),
        ),
        not state.is_open and t("The vote is over; nothing can be entered any more."),
    )
    args = (state.motion_id,)
    rows = (
        *((_unit_button(state, unit),) for unit in shown),
        *turning("tellers.written", args, page, last),
        (
            button(t("◀️ Back"), "voting.show", *args),
            button(t("🏠 Home"), "home.show"),
        ),
    )
    route = pack("tellers.written", *args, page)
    return Screen(text, rows, route=route, topic=f"votes:{state.motion_id}")


def _heading(state: Writing, t: Translator) -> Markup:
    title = titled(state.title, state.round, t)
    return bold(Markup("📄 {} · {}").format(t("Written opinions"), title))


def _unit_button(state: Writing, unit: OnRoll) -> Button:
    mark = "✅" if state.opinion(unit.unit_id) else "⬜"
    label = f"{mark} {plain(unit.short_name, LABEL)}"
    return button(label, "tellers.opinion", state.motion_id, unit.unit_id)


# -- one unit -------------------------------------------------------------------------------------


def opinion(state: Writing, found: Opinion, t: Translator) -> Screen:
    """What was entered for a unit."""
    chosen = _chosen_words(state, found.marks, found.said, t)
    text = blocks(
        _heading(state, t),
        bold(found.unit.name),
        t("Heard in writing:"),
        quote(chosen),
        t("Paper: %(name)s", name=found.paper_name),
    )
    args = (state.motion_id, found.unit.unit_id)
    correct = button(t("✏️ Enter again"), "tellers.fill", *args, 0)
    rows = (
        (button(t("📎 See the paper"), "tellers.paper", *args),),
        *(((correct,),) if state.is_open else ()),
        _ways_out(state, t),
    )
    return Screen(text, rows, route=pack("tellers.opinion", *args))


def file_of(found: Opinion) -> File:
    """Its paper."""
    return File(found.paper_name or "van-ban", stored=found.paper)


def _chosen_words(state: Writing, marks: Sequence[str], said: str, t: Translator) -> Markup:
    if state.method is Method.COMMENT:
        return Markup("{}").format(plain(said, SAID_SHOWN))
    names = choices_of(state, t)
    chosen = [names.get(mark, Markup("{}").format(mark)) for mark in marks]
    if state.method is Method.RANK:
        return lines(
            *(Markup("{}. {}").format(place, name) for place, name in enumerate(chosen, 1))
        )
    return lines(*chosen) if chosen else t("no option chosen")


def filling(state: Writing, unit: OnRoll, entry: Entry, page: int, t: Translator) -> Screen:
    """What the unit has written, then its paper; one button enters both."""
    args = (state.motion_id, entry.unit_id)
    ready = is_complete(state, entry)
    text = blocks(
        _heading(state, t),
        bold(unit.name),
        _asking(state, entry, t),
        t("📎 Paper: %(name)s", name=entry.file[1])
        if entry.file[0]
        else t("📎 Please send a picture or a file of the paper."),
    )
    enter = button(t("✅ Enter the opinion"), "tellers.heard", *args, style="primary")
    rows = (
        *_choice_rows(state, entry, page, t),
        *(((enter,),) if ready and entry.file[0] else ()),
        _ways_out(state, t),
    )
    return Screen(
        text,
        rows,
        route=pack("tellers.fill", *args, page),
        asks=pack("tellers.words", *args) if state.method is Method.COMMENT else "",
        takes=pack("tellers.take", *args),
        kept=entry.kept(),
    )


def is_complete(state: Writing, entry: Entry) -> bool:
    """Whether what was chosen is a valid vote."""
    if state.method is Method.COMMENT:
        return bool(entry.said)
    keys = (YES, NO, ABSTAIN) if state.method is Method.APPROVE else [o.key for o in state.options]
    return is_valid(state.method, keys, state.seats, entry.marks)


def _asking(state: Writing, entry: Entry, t: Translator) -> Markup:
    if state.method is Method.COMMENT:
        asked = t("Please type what the unit has written.")
        return blocks(asked, entry.said and quote(plain(entry.said, SAID_SHOWN)))
    asked = {
        Method.APPROVE: t("What has the unit chosen?"),
        Method.CHOOSE: t("Whom has the unit chosen? At most %(seats)s.", seats=state.seats),
        Method.RANK: t("In which order has the unit put them? Press the best first."),
    }[state.method]
    ranked = state.method is Method.RANK and entry.marks
    return blocks(asked, ranked and _chosen_words(state, entry.marks, "", t))


def _choice_rows(state: Writing, entry: Entry, page: int, t: Translator) -> Rows:
    if state.method is Method.COMMENT:
        return ()
    names = choices_of(state, t)
    keys = list(names)
    if state.method is Method.RANK:
        keys = [key for key in keys if key not in entry.marks]
    last = max(len(keys) - 1, 0) // PER_PAGE
    page = min(page, last)
    args = (state.motion_id, entry.unit_id)
    shown = keys[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [(_choice(state, entry, key, names[key], page),) for key in shown]
    undo = button(t("↩️ Take the last one back"), "tellers.mark", *args, "-", 0, page)
    undoing = state.method is Method.RANK and entry.marks
    return (*rows, *turning("tellers.fill", args, page, last), *(((undo,),) if undoing else ()))


def _choice(state: Writing, entry: Entry, key: str, name: Markup, page: int) -> Button:
    on = key in entry.marks
    mark = "✅ " if on else "" if state.method is Method.RANK else "⬜ "
    label = f"{mark}{plain(name, LABEL)}"
    args = (state.motion_id, entry.unit_id, key, int(not on), page)
    return button(label, "tellers.mark", *args)


def _ways_out(state: Writing, t: Translator) -> tuple[Button, ...]:
    back = button(t("◀️ Back"), "tellers.written", state.motion_id, 0)
    return (back, button(t("🏠 Home"), "home.show"))
