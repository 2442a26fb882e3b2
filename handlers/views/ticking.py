"""Ticking: units that are not there, units that are, one unit, and changes to be confirmed."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Rows, Screen, blocks, button, grid, lines, turning
from handlers.views.common import bold, small
from handlers.views.roll_words import answer_words, heading, quorum_line, span_words
from handlers.views.rollcall import back, topic
from models.meeting import Reply
from models.queries.people import Speaker
from models.queries.rollcall import Roll, RollUnit, Stay

PER_PAGE = 10
NAMES = 4
"""People of a unit who are offered as who stands for it; others are typed."""

DELEGATE = 0
"""Stands for whom the unit sends, where a mandate's number would stand."""


def tick(state: Roll, page: int, t: Translator) -> Screen:
    """The units that are not there: one press notes one."""
    waiting = [unit for unit in state.units if unit.here is None]
    page, last, shown = _page(waiting, page)
    buttons = [
        button(
            f"⬜ {unit.short_name}",
            "rollcall.in",
            state.meeting_id,
            unit.unit_id,
            len(unit.stays),
            page,
        )
        for unit in shown
    ]
    text = blocks(
        heading(state, t),
        quorum_line(state, t),
        t("Press a unit to note that it is there now.")
        if waiting
        else t("Every unit that is invited is there."),
    )
    rows = (
        *grid(buttons, 2),
        *turning("rollcall.tick", (state.meeting_id,), page, last),
        back(state, t),
    )
    route = pack("rollcall.tick", state.meeting_id, page)
    return Screen(text, rows, route=route, topic=topic(state.meeting_id))


def there(state: Roll, page: int, t: Translator) -> Screen:
    """The units that have been there: one press opens one."""
    page, last, shown = _page(list(state.attended), page)
    buttons = [
        button(
            f"{'✅' if unit.here else '🚪'} {unit.short_name}",
            "rollcall.unit",
            state.meeting_id,
            unit.unit_id,
        )
        for unit in shown
    ]
    text = blocks(
        heading(state, t),
        t("Open a unit to say who stands for it, or that it leaves.")
        if buttons
        else t("No unit is there yet."),
    )
    rows = (
        *grid(buttons, 2),
        *turning("rollcall.there", (state.meeting_id,), page, last),
        back(state, t),
    )
    route = pack("rollcall.there", state.meeting_id, page)
    return Screen(text, rows, route=route, topic=topic(state.meeting_id))


def _page(units: list[RollUnit], page: int) -> tuple[int, int, list[RollUnit]]:
    last = max((len(units) - 1) // PER_PAGE, 0)
    page = min(page, last)
    return page, last, units[page * PER_PAGE : (page + 1) * PER_PAGE]


def unit(state: Roll, row: RollUnit, people: tuple[Speaker, ...], t: Translator) -> Screen:
    """One unit: its answer, its stays, who stands for it."""
    here = row.here if state.going_on else None
    text = blocks(
        lines(bold(row.name), small(state.title)),
        t("Answer to the invitation: %(answer)s", answer=answer_words(row, t)),
        lines(*(_stay_line(stay, state, t) for stay in row.stays)) or t("Not there."),
        here and bold(t("Who stands for the unit? Press a name, or type it.")),
    )
    rows = (
        *(_names(state, row, here, people) if here else ()),
        *_changes(state, row, t),
        (button(t("◀️ Back to those present"), "rollcall.there", state.meeting_id, 0),),
    )
    place = (state.meeting_id, row.unit_id)
    return Screen(
        text,
        rows,
        route=pack("rollcall.unit", *place),
        topic=topic(state.meeting_id),
        asks=pack("rollcall.name", *place, here.presence_id) if here else "",
    )


def _stay_line(stay: Stay, state: Roll, t: Translator) -> Markup:
    who = stay.name or t("no name given")
    title = t(", %(title)s", title=stay.title) if stay.title else Markup()
    how = t("reported on their own phone") if stay.own else t("ticked in")
    return t(
        "%(span)s: %(who)s%(title)s (%(how)s)",
        span=span_words(stay, state, t),
        who=who,
        title=title,
        how=how,
    )


def _names(state: Roll, row: RollUnit, here: Stay, people: tuple[Speaker, ...]) -> Rows:
    args = (state.meeting_id, row.unit_id, here.presence_id)
    named = {each.name: each.mandate_id for each in people[:NAMES]}
    if row.reply is Reply.SUBSTITUTE:
        named = {row.delegate: DELEGATE, **named}
    buttons = [
        button(name, "rollcall.who", *args, number)
        for name, number in named.items()
        if name != here.name
    ]
    return grid(buttons, 2)


def _changes(state: Roll, row: RollUnit, t: Translator) -> Rows:
    if not state.going_on or not row.stays:
        return ()
    place = (state.meeting_id, row.unit_id)
    strike = (button(t("✖️ Noted by mistake"), "rollcall.striking", *place),)
    if row.here is None:
        return (strike,)
    return ((button(t("🚪 It leaves now"), "rollcall.leaving", *place, style="primary"),), strike)


# -- before a change ------------------------------------------------------------------------------


def leaving(state: Roll, row: RollUnit, here: Stay, t: Translator) -> Screen:
    """Before a unit is noted as having left."""
    mine = row.unit_id in state.mine
    text = blocks(
        heading(state, t),
        bold(t("%(unit)s leaves before the end", unit=row.name)),
        t(
            "The time is noted in the list and in the minutes, and the unit does not count for the "
            "quorum any more until it comes back."
        ),
    )
    place = (state.meeting_id, row.unit_id)
    stay = (
        button(t("◀️ Stay"), "rollcall.show", state.meeting_id, style="primary")
        if mine
        else button(t("◀️ Back"), "rollcall.unit", *place, style="primary")
    )
    go = button(
        t("🚪 Note the departure"), "rollcall.leave", *place, here.presence_id, style="danger"
    )
    return Screen(text, ((stay,), (go,)), route=pack("rollcall.leaving", *place))


def striking(state: Roll, row: RollUnit, last: Stay, t: Translator) -> Screen:
    """Before a stay is taken away."""
    text = blocks(
        heading(state, t),
        bold(row.name),
        _stay_line(last, state, t),
        t(
            "This was noted by mistake: it is taken out of the list and of the minutes. The "
            "history keeps what was noted, and by whom."
        ),
    )
    place = (state.meeting_id, row.unit_id)
    rows = (
        (button(t("◀️ Back"), "rollcall.unit", *place, style="primary"),),
        (button(t("✖️ Take it out"), "rollcall.strike", *place, last.presence_id, style="danger"),),
    )
    return Screen(text, rows, route=pack("rollcall.striking", *place))
