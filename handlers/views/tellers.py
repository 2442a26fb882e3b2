"""Counting paper ballots: one number after the other, read back, and two counts side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines, plain
from handlers.views.common import bold, small
from handlers.views.refusals_vote import lacking
from handlers.views.voting_words import cast_line, titled
from models.errors_vote import CountsDoNotAddUp
from models.queries.telling import TellerCount, Telling
from models.rules.motion import ABSTAIN, NO, YES
from models.rules.paper import (
    COLLECTED,
    INVALID,
    ISSUED,
    OPTION,
    WRITTEN,
    check_numbers,
)
from models.voting import MotionState

LABEL = 60
TELLERS_SHOWN = 6


def line_name(name: str, state: Telling, t: Translator) -> Markup:
    """What a number of the count is."""
    fixed = {
        ISSUED: t("Ballots issued"),
        COLLECTED: t("Ballots collected"),
        INVALID: t("Invalid ballots"),
        WRITTEN: t("Of these, written opinions"),
        OPTION + YES: t("Agree"),
        OPTION + NO: t("Disagree"),
        OPTION + ABSTAIN: t("No opinion"),
    }
    if name in state.labels and name not in fixed:
        return Markup("{}").format(plain(state.labels[name], LABEL))
    return fixed.get(name, Markup("{}").format(name))


def fault_of(state: Telling, said: Sequence[int]) -> str:
    """Which line of a complete count cannot be; empty if all add up."""
    numbers = {WRITTEN: 0, **dict(zip(state.lines, said, strict=True))}
    try:
        check_numbers(state.method, state.terms.seats, state.entitled, numbers)
    except CountsDoNotAddUp as fault:
        return fault.what
    return ""


# -- all counts -----------------------------------------------------------------------------------


def show(state: Telling, t: Translator) -> Screen:
    """Who has counted; side by side once that may be seen. Nothing is decided here."""
    is_open = state.state is MotionState.OPEN
    text = blocks(
        _heading(state, t),
        small(
            t(
                "Two people of two different units count, each by themselves. Only when both "
                "counts are the same can the head of the cluster end the vote."
            )
        ),
        cast_line(state.terms, state.entitled, t),
        _told(state, t),
    )
    rows = (
        *(_steps(state, t) if is_open else _result(state, t)),
        _ways_out(state, t),
    )
    args = (state.motion_id,)
    route = pack("tellers.show", *args)
    return Screen(text, rows, route=route, topic=f"votes:{state.motion_id}")


def _heading(state: Telling, t: Translator) -> Markup:
    title = titled(state.title, state.round, t)
    return bold(Markup("🧮 {} · {}").format(t("Count of paper ballots"), title))


def _told(state: Telling, t: Translator) -> Markup:
    if not state.counts:
        return t("Nobody has entered a count yet.")
    shown = [each for each in state.counts if each.numbers is not None][:TELLERS_SHOWN]
    who = [
        t("%(letter)s: %(name)s (%(unit)s)", letter=_letter(number), name=each.name, unit=each.unit)
        for number, each in enumerate(state.counts[:TELLERS_SHOWN])
    ]
    if not shown:
        return lines(t("Counts have been entered by:"), *who)
    return blocks(lines(*who), lines(*_compared(state, shown, t)), _verdict(state, t))


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _compared(state: Telling, shown: Sequence[TellerCount], t: Translator) -> list[Markup]:
    """Each line with everybody's numbers, by their letters; marked where they differ."""
    told = []
    for name in state.lines:
        found = [(each.numbers or {}).get(name, 0) for each in shown]
        mark = "" if len(set(found)) == 1 else "≠ "
        numbers = " | ".join(str(each) for each in found)
        told.append(Markup("{}{}: <b>{}</b>").format(mark, line_name(name, state, t), numbers))
    return told


def _verdict(state: Telling, t: Translator) -> Markup:
    if state.units < 2:  # noqa: PLR2004 - a count and another one
        return t("A person of a second unit is still to count.")
    if state.agreed:
        return t("✅ The counts are the same.")
    return t(
        "⚠️ The counts differ in the lines marked ≠. Please count again; each can correct the own."
    )


def _steps(state: Telling, t: Translator) -> Rows:
    args, rows = (state.motion_id,), list[tuple[Button, ...]]()
    if state.may_run and state.agreed:
        close = t("⏹ End the vote by this count")
        rows.append((button(close, "tellers.close", *args, style="primary"),))
    if state.may_count and state.mine is None:
        label = t("✍️ Enter my count")
        style = "" if rows else "primary"
        rows.append((button(label, "tellers.enter", *args, style=style),))
    elif state.mine is not None:
        correct = button(t("✏️ Correct my count"), "tellers.enter", *args)
        rows.append((correct, button(t("↩️ Take it back"), "tellers.back", *args)))
    return tuple(rows)


def _result(state: Telling, t: Translator) -> Rows:
    return ((button(t("📊 Result"), "results.show", state.motion_id, style="primary"),),)


def _ways_out(state: Telling, t: Translator) -> tuple[Button, ...]:
    back = button(t("◀️ Agenda"), "agenda.show", state.session_id)
    return (back, button(t("🏠 Home"), "home.show"))


# -- one's own ------------------------------------------------------------------------------------


def entering(state: Telling, said: Sequence[int], t: Translator) -> Screen:
    """Asks for the next number, or reads all of them back."""
    complete = len(said) == len(state.lines)
    text = blocks(
        _heading(state, t),
        lines(*(_said_line(number, state, said, t) for number in range(len(said)))),
        _read_back(state, said, t) if complete else _question(state, said, t),
    )
    args = (state.motion_id,)
    rows = (
        *(_confirming(state, said, t) if complete else _offers(state, said, t)),
        *_undoing(state, said, t),
        (
            button(t("◀️ Back"), "tellers.show", *args),
            button(t("🏠 Home"), "home.show"),
        ),
    )
    return Screen(
        text,
        rows,
        route=pack("tellers.enter", *args),
        asks=pack("tellers.typed", *args),
        kept=kept(state.motion_id, said),
    )


def kept(motion_id: int, said: Sequence[int]) -> Mapping[str, Any]:
    """As the card keeps a count that is being entered."""
    return {"paper": motion_id, "said": list(said)}


def _said_line(number: int, state: Telling, said: Sequence[int], t: Translator) -> Markup:
    name = line_name(state.lines[number], state, t)
    return t(
        "%(number)s. %(name)s: <b>%(said)s</b>", number=number + 1, name=name, said=said[number]
    )


def _question(state: Telling, said: Sequence[int], t: Translator) -> Markup:
    number = len(said)
    return blocks(
        bold(
            t(
                "Line %(number)s/%(all)s – %(name)s: how many?",
                number=number + 1,
                all=len(state.lines),
                name=line_name(state.lines[number], state, t),
            )
        ),
        small(t("Type the number. Several numbers at once are separated by spaces, in order.")),
    )


def _read_back(state: Telling, said: Sequence[int], t: Translator) -> Markup:
    fault = fault_of(state, said)
    return blocks(
        t("⚠️ The numbers do not add up: %(what)s.", what=lacking(fault, t))
        if fault
        else bold(t("Are all numbers right?")),
        small(t("To correct a line, type its number and the right number, for example 3=8.")),
    )


def _offers(state: Telling, said: Sequence[int], t: Translator) -> Rows:
    """The likely numbers for the next line."""
    number, found = len(said), list[int]()
    name = state.lines[number]
    if name == ISSUED:
        found = [state.present, state.entitled]
    elif name == COLLECTED:
        found = [said[0]]
    elif name in (INVALID, WRITTEN):
        found = [0]
    del t
    offers = [each for each in dict.fromkeys(found) if each or name in (INVALID, WRITTEN)]
    return (
        (tuple(button(str(each), "tellers.say", state.motion_id, number, each) for each in offers),)
        if offers
        else ()
    )


def _confirming(state: Telling, said: Sequence[int], t: Translator) -> Rows:
    if fault_of(state, said):
        return ()
    return ((button(t("✅ Confirm my count"), "tellers.put", state.motion_id, style="primary"),),)


def _undoing(state: Telling, said: Sequence[int], t: Translator) -> Rows:
    if not said:
        return ()
    args = (state.motion_id,)
    back = button(t("↩️ The line before"), "tellers.undo", *args, len(said) - 1)
    return ((back, button(t("🔁 From the beginning"), "tellers.undo", *args, 0)),)
