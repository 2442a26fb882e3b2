"""Roll call: the head opens it, units report themselves or are ticked, and minutes come of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from markupsafe import Markup

from handlers.documents.minutes import minutes_docx, minutes_pdf
from handlers.screen import File, Screen
from handlers.turn import Turn
from handlers.views import roll_words as words
from handlers.views import rollcall as view
from handlers.views import ticking as tick_view
from handlers.views.period import stamped
from models import access
from models.access import Right
from models.actions import rollcall as act
from models.actions import ticking
from models.actions.attendance import Noted
from models.errors import UnknownButton
from models.errors_year import NotInvited, NotKeepingRoll, RollNotOpened, RollTooEarly
from models.queries.minutes import minutes_of
from models.queries.people import Speaker, speakers
from models.queries.rollcall import Roll, RollUnit, Stay, roll
from models.rules.quorum import roll_from, roll_to

MINUTES = (15, 30, 60)


def _roll(turn: Turn) -> Roll:
    return roll(turn.session, turn.me, turn.number(0), turn.today)


def _page(turn: Turn, position: int) -> int:
    return max(turn.number(position), 0) if len(turn.args) > position else 0


def show(turn: Turn) -> Screen:
    """The roll; a second argument turns its pages."""
    return view.show(_roll(turn), _page(turn, 1), turn.now, turn.t)


def _shown(turn: Turn) -> Screen:
    """The roll's first page, whatever the other arguments of this turn are."""
    return view.show(_roll(turn), 0, turn.now, turn.t)


# -- the window and the end -----------------------------------------------------------------------


def _run(turn: Turn) -> Roll:
    """The roll of a meeting that is mine to run, at a time when that can be done."""
    state = _roll(turn)
    access.require(turn.me, state.cluster_id, Right.RUN)
    if turn.now < roll_from(state.starts_at):
        raise RollTooEarly(roll_from(state.starts_at))
    return state


def opening(turn: Turn) -> Screen:
    """For how long the roll call is to be open."""
    state = _run(turn)
    last = roll_to(state.starts_at, state.ends_at)
    ends = [(minutes, _minute(turn.now + timedelta(minutes=minutes))) for minutes in MINUTES]
    offers = [(minutes, until) for minutes, until in ends if state.starts_at < until < last]
    return view.opening(state, [*offers, (0, last)], turn.t)


def _minute(moment: datetime) -> datetime:
    """The whole minute, which is what a button can say."""
    return moment.replace(second=0, microsecond=0)


def opened(turn: Turn) -> Screen:
    """Open the roll call; the same moment again changes nothing."""
    until = stamped(turn.word(1))
    if until is None:
        raise UnknownButton
    act.open_roll(turn.session, turn.me, turn.number(0), until, turn.now)
    return _shown(turn).noticing(turn.t("🟢 Roll call is open; the units are being told."))


def closed(turn: Turn) -> Screen:
    """Close the roll call."""
    act.close_roll(turn.session, turn.me, turn.number(0), turn.now)
    return _shown(turn).noticing(turn.t("⏹ Roll call is closed."))


def ending(turn: Turn) -> Screen:
    """Before the meeting is ended."""
    state = _run(turn)
    return _shown(turn) if state.closed_at else view.ending(state, turn.t)


def end(turn: Turn) -> Screen:
    """End the meeting."""
    act.end(turn.session, turn.me, turn.number(0), turn.now)
    return _shown(turn).noticing(turn.t("🏁 The meeting has ended; the list is fixed."))


# -- coming and leaving ---------------------------------------------------------------------------


def here(turn: Turn) -> Screen:
    """Report that my unit is there; from a letter, too."""
    meeting_id, unit_id, before = turn.number(0), turn.number(1), turn.number(2)
    noted = act.come(turn.session, turn.me, meeting_id, unit_id, before, turn.now)
    state = _roll(turn)
    return _shown(turn).noticing(_said(turn, state, _unit(state, unit_id), noted))


def _said(turn: Turn, state: Roll, unit: RollUnit, noted: Noted) -> Markup:
    came = words.hour(noted.came_at, state, turn.t)
    if noted.new:
        return turn.t("✅ Noted: %(unit)s is there from %(when)s.", unit=unit.name, when=came)
    who = noted.name or turn.t("no name given")
    if noted.left_at is None:
        return turn.t(
            "%(unit)s is on the list already, from %(when)s (%(who)s). Nothing has changed.",
            unit=unit.name,
            when=came,
            who=who,
        )
    return turn.t(
        "%(unit)s left at %(when)s. If it is back, please press “Present” on this card.",
        unit=unit.name,
        when=words.hour(noted.left_at, state, turn.t),
    )


def _unit(state: Roll, unit_id: int) -> RollUnit:
    found = state.unit(unit_id)
    if found is None:
        raise NotInvited
    return found


def leaving(turn: Turn) -> Screen:
    """Before a unit is noted as having left: mine, or one on the list that I keep."""
    state = _roll(turn)
    unit = _unit(state, turn.number(1))
    if unit.unit_id not in state.mine and not state.may_tick:
        raise NotKeepingRoll
    if unit.here is None or not state.going_on:
        return _shown(turn)
    return tick_view.leaving(state, unit, unit.here, turn.t)


def leave(turn: Turn) -> Screen:
    """Note that a unit has left."""
    meeting_id, unit_id, presence_id = turn.number(0), turn.number(1), turn.number(2)
    if unit_id in _roll(turn).mine:
        noted = act.leave(turn.session, turn.me, meeting_id, unit_id, presence_id, turn.now)
    else:
        noted = ticking.tick_out(turn.session, turn.me, meeting_id, presence_id, turn.now)
    screen = _shown(turn)
    if noted is None or noted.left_at is None:
        return screen
    state = _roll(turn)
    when = words.hour(noted.left_at, state, turn.t)
    name = _unit(state, unit_id).name
    return screen.noticing(turn.t("🚪 Noted: %(unit)s left at %(when)s.", unit=name, when=when))


# -- the list that is kept ------------------------------------------------------------------------


def _kept(turn: Turn) -> Roll:
    state = _roll(turn)
    if not state.may_tick:
        raise NotKeepingRoll
    if state.opened_at is None:
        raise RollNotOpened
    return state


def tick(turn: Turn) -> Screen:
    """The units that are not there."""
    return tick_view.tick(_kept(turn), _page(turn, 1), turn.t)


def there(turn: Turn) -> Screen:
    """The units that have been there."""
    return tick_view.there(_kept(turn), _page(turn, 1), turn.t)


def tick_in(turn: Turn) -> Screen:
    """Note that a unit is there."""
    meeting_id, unit_id, before = turn.number(0), turn.number(1), turn.number(2)
    noted = ticking.tick_in(turn.session, turn.me, meeting_id, unit_id, before, turn.now)
    state = _kept(turn)
    said = _said(turn, state, _unit(state, unit_id), noted)
    return tick_view.tick(state, _page(turn, 3), turn.t).noticing(said)


def _people(turn: Turn, state: Roll, unit_id: int) -> tuple[Speaker, ...]:
    return speakers(turn.session, state.cluster_id, turn.today, unit_id=unit_id)


def unit(turn: Turn) -> Screen:
    """One unit of the list."""
    state = _kept(turn)
    row = _unit(state, turn.number(1))
    return tick_view.unit(state, row, _people(turn, state, row.unit_id), turn.t)


def who(turn: Turn) -> Screen:
    """Say which of a unit's people stands for it."""
    state, unit_id, wanted = _kept(turn), turn.number(1), turn.number(3)
    named = {each.mandate_id: each.name for each in _people(turn, state, unit_id)}
    name = named.get(wanted) or (wanted == tick_view.DELEGATE and _unit(state, unit_id).delegate)
    if not name:
        raise UnknownButton
    return _named(turn, name)


def name(turn: Turn) -> Screen:
    """A typed name of who stands for a unit."""
    return _named(turn, turn.text)


def _named(turn: Turn, said: str) -> Screen:
    ticking.name_guest(turn.session, turn.me, turn.number(0), turn.number(2), said, turn.now)
    screen, row = unit(turn), _unit(_roll(turn), turn.number(1))
    if turn.number(2) not in {stay.presence_id for stay in row.stays}:
        return screen  # somebody has just taken that stay out of the list
    return screen.noticing(turn.t("✅ Noted: %(who)s.", who=said.strip()))


def _last(unit_: RollUnit) -> Stay | None:
    return unit_.stays[-1] if unit_.stays else None


def striking(turn: Turn) -> Screen:
    """Before a stay is taken out of the list."""
    state = _kept(turn)
    row = _unit(state, turn.number(1))
    last = _last(row)
    if last is None or not state.going_on:
        return _shown(turn)
    return tick_view.striking(state, row, last, turn.t)


def strike(turn: Turn) -> Screen:
    """Take a stay that was noted by mistake out of the list."""
    gone = ticking.strike(turn.session, turn.me, turn.number(0), turn.number(2), turn.now)
    screen = tick_view.there(_kept(turn), 0, turn.t)
    return screen.noticing(turn.t("✖️ Taken out of the list.")) if gone else screen


# -- minutes and the letter -----------------------------------------------------------------------


def minutes(turn: Turn) -> Screen:
    """The skeleton of the minutes, from what has happened so far."""
    state = _kept(turn)
    made = minutes_of(turn.session, state)
    day = f"{words.day_of(state):%Y-%m-%d}"
    word = File(f"bien-ban-{day}.docx", partial(minutes_docx, made, turn.t))
    pdf = File(f"bien-ban-{day}.pdf", partial(minutes_pdf, made, turn.t, turn.now))
    return _shown(turn).sending(word, pdf)


def open_letter(turn: Turn, params: Mapping[str, Any]) -> Screen | None:
    """Roll is being called, unless that is over, has been changed, or my units are there."""
    state = roll(turn.session, turn.me, params["meeting"], turn.today)
    if state.until is None or state.until.isoformat() != params["until"]:
        return None
    return view.letter(state, turn.now, turn.t)


ROUTES = {
    "rollcall.show": show,
    "rollcall.open": opening,
    "rollcall.ending": ending,
    "rollcall.leaving": leaving,
    "rollcall.tick": tick,
    "rollcall.there": there,
    "rollcall.unit": unit,
    "rollcall.striking": striking,
    "rollcall.minutes": minutes,
}
ACTS = {
    "rollcall.opened": opened,
    "rollcall.closed": closed,
    "rollcall.end": end,
    "rollcall.leave": leave,
    "rollcall.in": tick_in,
    "rollcall.who": who,
    "rollcall.strike": strike,
}
NODS = {"rollcall.here": here}
ANSWERS = {"rollcall.name": name}
LETTERS = {"roll-open": open_letter}
