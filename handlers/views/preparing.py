"""The parts of a meeting: asked for one by one, gathered into a change, read back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, plain, turning
from handlers.views.common import bold, quote, small
from handlers.views.meeting import parts_rows
from handlers.views.meeting_words import day_off_warning, facts, part_name, shortened, topic_of
from models.queries.meeting import MeetingState
from models.queries.people import MemberUnit
from models.rules.meeting import (
    MAY_BE_EMPTY,
    PAPERS_AT_MOST,
    PROGRAMME_LIMIT,
    SHARES,
    TIMES,
    Changes,
    Part,
    Value,
)

UNITS_A_PAGE = 10
NAME_SHOWN = 24
"""Characters of a paper's name on a button."""
_ORDER = list(Part)


# -- changes on their way ---------------------------------------------------------------------


def kept(meeting_id: int, changes: Changes) -> dict[str, Any]:
    """Changes that are not made yet, as a card keeps them."""
    written = {
        part.value: to.isoformat() if isinstance(to, datetime) else to
        for part, to in changes.items()
    }
    return {"meeting": meeting_id, "changes": written}


def pending(meeting_id: int, on_card: Mapping[str, Any]) -> dict[Part, Value]:
    """The changes that a card keeps for this meeting."""
    if on_card.get("meeting") != meeting_id:
        return {}
    return {
        Part(name): datetime.fromisoformat(to) if to and Part(name) in TIMES else to
        for name, to in on_card.get("changes", {}).items()
    }


def value_words(to: Value, t: Translator) -> Markup:
    """A part's value on a line."""
    if isinstance(to, datetime):
        return Markup("{}").format(t.moment(to))
    return Markup("{}").format(shortened(to)) if to else t("(none yet)")


# -- asking -----------------------------------------------------------------------------------


def more(state: MeetingState, changes: Changes, along: Changes, t: Translator) -> Screen:
    """What else is to be changed of a meeting that was called; `along`: with what follows."""
    number = state.meeting_id
    text = blocks(
        bold(t("✏️ Change: %(title)s", title=state.title)),
        along and _changed_lines(state, along, t),
        t("What is to be changed? Nobody is told before you confirm."),
    )
    go_on = button(t("➡️ Check the changes"), "meeting.sure", number, style="primary")
    back = button(t("◀️ Leave it as it is"), "meeting.show", number)
    rows = (*(((go_on,),) if changes else ()), *parts_rows(state, t), (back,))
    return Screen(text, rows, route=pack("meeting.more", number), kept=kept(number, changes))


def asking(state: MeetingState, part: Part, changes: Changes, t: Translator) -> Screen:
    """Asks for one part; what it is at present stands above."""
    number = state.meeting_id
    present = changes.get(part, getattr(state, part.value))
    text = blocks(
        bold(Markup("{}").format(state.title)),
        t("At present: %(value)s", value=value_words(present, t)),
        bold(_question(part, t)),
    )
    back = (
        button(t("◀️ Back"), "meeting.show", number)
        if state.is_draft
        else button(t("◀️ Back"), "meeting.more", number)
    )
    args = (number, part.value)
    return Screen(
        text,
        (*_offers(state, part, t), (back,)),
        route=pack("meeting.part", *args),
        asks="" if part is Part.QUORUM else pack("meeting.typed", *args),
        kept=kept(number, changes),
    )


def _offers(state: MeetingState, part: Part, t: Translator) -> tuple[tuple[Button, ...], ...]:
    number = state.meeting_id
    if part is Part.QUORUM:
        shares = dict.fromkeys((*SHARES, state.quorum))
        return (
            tuple(
                button(
                    f"✅ {share}" if share == state.quorum else share,
                    "meeting.share",
                    number,
                    share,
                )
                for share in shares
            ),
        )
    if state.is_draft and part in MAY_BE_EMPTY and getattr(state, part.value):
        return ((button(t("Leave it out"), "meeting.blank", number, part.value),),)
    return ()


def _question(part: Part, t: Translator) -> Markup:
    return {
        Part.STARTS: t("When does it begin? Please type for example 15/12 14:00."),
        Part.ENDS: t("When does it end? Please type an hour, for example 11:30."),
        Part.PLACE: t("Where is it held? Please type the place."),
        Part.MAP: t(
            "Please send the link to the map, for example https://maps.app.goo.gl/… The units get "
            "it as a button."
        ),
        Part.PROGRAMME: t(
            "Please type the programme, a line for each item; at most %(limit)s characters.",
            limit=PROGRAMME_LIMIT,
        ),
        Part.TITLE: t("What is the meeting called? Please type its title."),
        Part.ANSWER_BY: t("Until when are units to answer? Please type for example 12/12 17:00."),
        Part.QUORUM: t("Which share of the invited units must be present?"),
    }[part]


def _changed_lines(state: MeetingState, changes: Changes, t: Translator) -> Markup:
    return lines(
        *(
            t(
                "%(part)s: %(old)s → %(new)s",
                part=part_name(part, t),
                old=value_words(getattr(state, part.value), t),
                new=bold(value_words(to, t)),
            )
            for part, to in sorted(changes.items(), key=lambda each: _ORDER.index(each[0]))
            if part is not Part.PROGRAMME
        ),
        changes.get(Part.PROGRAMME) and t("New programme:"),
        changes.get(Part.PROGRAMME) and quote(value_words(changes[Part.PROGRAMME], t)),
    )


def sure(
    state: MeetingState, changes: Changes, along: Changes, units: int, t: Translator
) -> Screen:
    """Old and new, with what follows, and what it means for the units; one button changes it."""
    number, starts_at = state.meeting_id, changes.get(Part.STARTS)
    text = blocks(
        bold(t("Please check the change: %(title)s", title=state.title)),
        _changed_lines(state, along, t),
        isinstance(starts_at, datetime) and day_off_warning(starts_at, t),
        t.n(
            "%(count)s invited unit will be told what has changed.",
            "%(count)s invited units will be told what has changed.",
            units,
        ),
        isinstance(starts_at, datetime)
        and t("All of them are asked to answer again for the new time."),
    )
    rows = (
        (
            button(
                t("✅ Change and tell everybody"),
                "meeting.changed",
                number,
                state.version,
                style="primary",
            ),
        ),
        (button(t("✏️ Change something else, too"), "meeting.more", number),),
        (button(t("◀️ Leave it as it is"), "meeting.show", number),),
    )
    return Screen(text, rows, route=pack("meeting.sure", number), kept=kept(number, changes))


def was_changed(state: MeetingState, t: Translator) -> Screen:
    """Changed; what it is now stands on its card."""
    text = blocks(
        t("✅ The meeting has been changed: %(title)s.", title=state.title),
        facts(state, t),
        t("Everybody who is invited is told what concerns them."),
    )
    look = button(t("🤝 See the meeting"), "meeting.show", state.meeting_id, style="primary")
    route = pack("meeting.show", state.meeting_id)
    return Screen(text, ((look,),), route=route, topic=topic_of(state.meeting_id))


# -- papers and units -------------------------------------------------------------------------


def papers(state: MeetingState, t: Translator) -> Screen:
    """The papers; a file sent to this card is put to them."""
    number = state.meeting_id
    named = [f"{place}. {each.name}" for place, each in enumerate(state.papers, start=1)]
    text = blocks(
        lines(bold(t("📎 Papers")), Markup("{}").format(state.title)),
        lines(*(Markup("{}").format(name) for name in named)) or t("No paper yet."),
        bold(t("Please send the files here: PDF, Word, Excel or pictures.")),
        small(
            t(
                "At most %(most)s papers. Units get them with the invitation.",
                most=PAPERS_AT_MOST,
            )
        ),
    )
    removing = [
        button(
            t("🗑 Remove %(name)s", name=plain(name, NAME_SHOWN)), "meeting.remove", each.paper_id
        )
        for name, each in zip(named, state.papers, strict=True)
    ]
    fetch = ((button(t("📥 Send me the papers"), "meeting.fetch", number),),) if named else ()
    back = (button(t("◀️ Back"), "meeting.show", number, style="primary"),)
    return Screen(
        text,
        (back, *grid(removing, 2), *fetch),
        route=pack("meeting.papers", number),
        takes=pack("meeting.paper", number),
        topic=topic_of(number),
    )


def units(
    state: MeetingState,
    members: Sequence[MemberUnit],
    chosen: frozenset[int],
    page: int,
    t: Translator,
) -> Screen:
    """Which units are invited; once the meeting is called, others can only be added."""
    number = state.meeting_id
    last = max(len(members) - 1, 0) // UNITS_A_PAGE
    page = min(max(page, 0), last)
    shown = members[page * UNITS_A_PAGE : (page + 1) * UNITS_A_PAGE]
    text = blocks(
        lines(bold(t("👥 Invited units")), Markup("{}").format(state.title)),
        t("%(part)s/%(whole)s units of the cluster.", part=len(chosen), whole=len(members)),
        t("Press a unit to invite it, or not.")
        if state.is_draft
        else t(
            "The meeting has been called: a unit that is added now gets its invitation at once; "
            "units that were invited stay so."
        ),
    )
    picks = [
        _pick(state, unit, page, invited=unit.unit_id in chosen, t=t)
        for unit in shown
        if state.is_draft or unit.unit_id not in chosen
    ]
    rows = (
        (button(t("◀️ Back"), "meeting.show", number, style="primary"),),
        *grid(picks, 2),
        *turning("meeting.units", (number,), page, last),
        *(_all_or_none(number, t) if state.is_draft else ()),
    )
    return Screen(text, rows, route=pack("meeting.units", number, page), topic=topic_of(number))


def _pick(
    state: MeetingState, unit: MemberUnit, page: int, *, invited: bool, t: Translator
) -> Button:
    args = (state.meeting_id, unit.unit_id, int(not invited), page)
    if not state.is_draft:
        return button(t("➕ Invite %(unit)s", unit=unit.short_name), "meeting.pick", *args)
    return button(f"{'✅' if invited else '⬜'} {unit.short_name}", "meeting.pick", *args)


def _all_or_none(number: int, t: Translator) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            button(t("All units"), "meeting.everyone", number, 1),
            button(t("No unit"), "meeting.everyone", number, 0),
        ),
    )
