"""Roll call at a meeting: the live list, one's own unit, the window, and the letter that asks."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, turning
from handlers.views.common import bold, small
from handlers.views.period import STAMP
from handlers.views.roll_words import (
    heading,
    hour,
    list_line,
    own_line,
    quorum_line,
    window_line,
)
from models.queries.rollcall import Roll, RollUnit

PER_PAGE = 15


def topic(meeting_id: int) -> str:
    """What the cards about a meeting's roll are about."""
    return f"roll:{meeting_id}"


# -- the roll -------------------------------------------------------------------------------------


def show(state: Roll, page: int, now: datetime, t: Translator) -> Screen:
    """For an office the live list; for a member its own unit, and how many are there."""
    last = max((len(state.units) - 1) // PER_PAGE, 0)
    page = min(page, last)
    text = blocks(
        heading(state, t),
        lines(window_line(state, now, t), state.called_at and quorum_line(state, t)),
        _listed(state, page, t)
        if state.may_look
        else lines(*(own_line(unit, state, t) for unit in _mine(state))),
    )
    rows = (
        *_own_buttons(state, now, t),
        *_keeping(state, now, t),
        *(turning("rollcall.show", (state.meeting_id,), page, last) if state.may_look else ()),
        *_papers(state, t),
        ways_out(state, t),
    )
    route = pack("rollcall.show", state.meeting_id, page)
    return Screen(text, rows, route=route, topic=topic(state.meeting_id))


def _mine(state: Roll) -> list[RollUnit]:
    return [unit for unit in state.units if unit.unit_id in state.mine]


def _listed(state: Roll, page: int, t: Translator) -> Markup:
    first = page * PER_PAGE
    shown = state.units[first : first + PER_PAGE]
    told = (list_line(unit, number, state, t) for number, unit in enumerate(shown, first + 1))
    return blocks(
        lines(*told),
        small(t("✅ present · ⏰ present, came late · 🚪 has left · ⬜ not there")),
    )


# -- buttons --------------------------------------------------------------------------------------


def _own_buttons(state: Roll, now: datetime, t: Translator) -> Rows:
    """Report one's own unit, or that it leaves."""
    if not state.going_on:
        return ()
    several = len(state.mine) > 1
    rows: list[tuple[Button, ...]] = []
    for unit in _mine(state):
        name = unit.short_name if several else ""
        if unit.here is not None:
            label = t("🚪 I am leaving: %(unit)s", unit=name) if name else t("🚪 I am leaving")
            rows.append((button(label, "rollcall.leaving", state.meeting_id, unit.unit_id),))
        elif state.open_at(now):
            rows.append((here_button(state, unit, t, name),))
    return tuple(rows)


def here_button(state: Roll, unit: RollUnit, t: Translator, name: str = "") -> Button:
    """Reports a unit, for the stay after those that it has had."""
    label = t("✅ Present: %(unit)s", unit=name) if name else t("✅ Present")
    count = len(unit.stays)
    return button(label, "rollcall.here", state.meeting_id, unit.unit_id, count, style="primary")


def _keeping(state: Roll, now: datetime, t: Translator) -> Rows:
    """What the head and the secretary do with the list."""
    if not state.called_at or state.cancelled_at or state.closed_at:
        return ()
    rows: list[tuple[Button, ...]] = []
    if state.may_run and not state.open_at(now):
        label = t("▶️ Open roll call again") if state.opened_at else t("▶️ Open roll call")
        style = "" if state.opened_at else "primary"
        rows.append((button(label, "rollcall.open", state.meeting_id, style=style),))
    if state.may_tick and state.opened_at:
        waiting = len(state.units) - state.quorum.present
        tick = t("☑️ Tick in (%(count)s)", count=waiting)
        there = t("👥 Present (%(count)s)", count=state.quorum.present)
        look = button(there, "rollcall.there", state.meeting_id, 0)
        rows.append((button(tick, "rollcall.tick", state.meeting_id, 0), look))
    if state.may_run and state.opened_at:
        stop = button(t("⏹ Close roll call"), "rollcall.closed", state.meeting_id)
        over = button(t("🏁 End the meeting"), "rollcall.ending", state.meeting_id)
        rows.append((stop, over) if state.open_at(now) else (over,))
    return tuple(rows)


def _papers(state: Roll, t: Translator) -> Rows:
    if not state.may_tick or not state.opened_at:
        return ()
    style = "primary" if state.closed_at else ""
    label = t("📄 Draft minutes (Word, PDF)")
    return ((button(label, "rollcall.minutes", state.meeting_id, style=style),),)


def ways_out(state: Roll, t: Translator) -> tuple[Button, ...]:
    """To the meeting, and home."""
    name = "meeting.show" if state.may_run else "invited.show"
    meeting = button(t("◀️ The meeting"), name, state.meeting_id)
    return (meeting, button(t("🏠 Home"), "home.show"))


def back(state: Roll, t: Translator) -> tuple[Button, ...]:
    """To the roll."""
    return (button(t("◀️ Back to the roll"), "rollcall.show", state.meeting_id),)


# -- opening and ending ---------------------------------------------------------------------------


def opening(state: Roll, offers: list[tuple[int, datetime]], t: Translator) -> Screen:
    """For how long; `offers` are minutes (0: as long as possible) and what they lead to."""
    waiting = len(state.units) - state.quorum.present
    text = blocks(
        heading(state, t),
        bold(t("For how long can people report themselves?")),
        t.n(
            "Everybody of the %(count)s unit that is not there is told, with a button to press.",
            "Everybody of the %(count)s units that are not there is told, with a button to press.",
            waiting,
        ),
        small(t("It can be closed at any time. Who comes later is ticked in by hand.")),
    )
    rows = [_offer(state, minutes, until, t) for minutes, until in offers]
    return Screen(text, (*rows, back(state, t)), route=pack("rollcall.open", state.meeting_id))


def _offer(state: Roll, minutes: int, until: datetime, t: Translator) -> tuple[Button, ...]:
    when = hour(until, state, t)
    label = (
        t("%(count)s minutes (until %(when)s)", count=minutes, when=when)
        if minutes
        else t("Until it is closed (at most %(when)s)", when=when)
    )
    return (button(label, "rollcall.opened", state.meeting_id, until.strftime(STAMP)),)


def ending(state: Roll, t: Translator) -> Screen:
    """Before the meeting is ended."""
    names = [unit.short_name for unit in state.absent]
    text = blocks(
        heading(state, t),
        quorum_line(state, t),
        names and t("Never there: %(units)s.", units=t.joined(names)),
        t(
            "Ending the meeting fixes the list: nobody is ticked in or out any more. Units that "
            "are present now count as present until the end."
        ),
    )
    rows = (
        (button(t("◀️ Go on with it"), "rollcall.show", state.meeting_id, style="primary"),),
        (button(t("🏁 End the meeting now"), "rollcall.end", state.meeting_id, style="danger"),),
    )
    return Screen(text, rows, route=pack("rollcall.ending", state.meeting_id))


# -- the letter -----------------------------------------------------------------------------------


def letter(state: Roll, now: datetime, t: Translator) -> Screen | None:
    """Roll is being called; none if all of the reader's units are there."""
    waiting = [unit for unit in _mine(state) if unit.here is None]
    if not state.open_at(now) or state.until is None or not waiting:
        return None
    several = len(state.mine) > 1
    text = blocks(
        t(
            "%(cluster)s has opened the roll call of <b>%(title)s</b>, until <b>%(when)s</b>.",
            cluster=state.cluster_name,
            title=state.title,
            when=hour(state.until, state, t),
        ),
        t(
            "Whoever represents %(unit)s is asked to press the button when there.",
            unit=t.joined([unit.name for unit in waiting]),
        ),
    )
    rows = [(here_button(state, unit, t, unit.short_name if several else ""),) for unit in waiting]
    look = button(t("📝 Roll call"), "rollcall.show", state.meeting_id)
    return Screen(text, (*rows, (look,)))
