"""Reminder ladders as their head reads and changes them: one card for each kind of duty."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines
from handlers.views.common import bold, small
from handlers.views.ladder_words import audience_name, kind_name, step_days, tone_name
from models.queries.reminder_plan import Desk
from models.rules.duties import DutyKind
from models.rules.ladder import EARLIEST_HOUR, LATEST_HOUR, Audience, Ladder, Rung, Tone

OFFERED_AFTER = (0, 1, 3, 5, 10, 15, 20)
LETTERS: Mapping[str, Audience] = {each.value[0]: each for each in Audience}
"""An audience in the one letter that a button has for it."""


@dataclass(frozen=True, slots=True)
class LadderState:
    """A cluster's steps for one kind of duty."""

    desk: Desk
    kind: DutyKind
    ladder: Ladder
    own: bool
    """They are the cluster's own, not the usual ones."""

    @property
    def at(self) -> tuple[object, ...]:
        """The first arguments of everything about it."""
        return self.desk.cluster_id, self.kind.value


def _audience(rung: Rung, desk: Desk, t: Translator) -> str:
    told = (each for each in Audience if each in rung.audience)
    return ", ".join(audience_name(each, desk.kind, t) for each in told)


def _step(number: int, rung: Rung, state: LadderState, t: Translator) -> Markup:
    return lines(
        t(
            "%(number)s. <b>%(days)s</b>, %(hour)s:00",
            number=number,
            days=step_days(rung.days, state.kind, t),
            hour=rung.hour,
        ),
        Markup("{} · {}").format(tone_name(rung.tone, t), _audience(rung, state.desk, t)),
    )


def _after(ladder: Ladder, t: Translator) -> Markup:
    if not ladder.after_days:
        return t("After the deadline: no reminder.")
    return t.n(
        "After the deadline: as at the last step, on the next working day.",
        "After the deadline: as at the last step, each working day, at most %(count)s times.",
        ladder.after_days,
    )


# -- the list -----------------------------------------------------------------------------------


def listed(
    desk: Desk, ladders: Mapping[DutyKind, Ladder], own: Collection[DutyKind], t: Translator
) -> Screen:
    """All kinds of duties, and on which days each is reminded of."""
    text = blocks(
        lines(bold(t("🪜 Steps of the reminders")), Markup("{}").format(desk.cluster_name)),
        lines(*(_summary(kind, ladders[kind], t, own=kind in own) for kind in DutyKind)),
        small(t("The numbers are days before the deadline.")),
    )
    buttons = [
        button(kind_name(kind, t), "ladders.show", desk.cluster_id, kind.value) for kind in DutyKind
    ]
    back = (button(t("◀️ The reminders to come"), "reminders.plan", desk.cluster_id),)
    return Screen(
        text,
        (*grid(buttons, 2), back),
        route=pack("ladders.list", desk.cluster_id),
        topic=f"reminders:{desk.cluster_id}",
    )


def _summary(kind: DutyKind, ladder: Ladder, t: Translator, *, own: bool) -> Markup:
    days = ", ".join(str(rung.days) for rung in ladder.rungs)
    line = Markup("{}: {}").format(kind_name(kind, t), days)
    if ladder.after_days:
        line += Markup(" ") + t("(+%(count)s after)", count=ladder.after_days)
    return line + (Markup(" · ") + t("changed") if own else Markup(""))


# -- one ladder ---------------------------------------------------------------------------------


def shown(state: LadderState, t: Translator) -> Screen:
    """Its steps in plain words; the head changes them one by one."""
    text = blocks(
        lines(_title(state, t), Markup("{}").format(state.desk.cluster_name)),
        *(_step(n, rung, state, t) for n, rung in enumerate(state.ladder.rungs, start=1)),
        _after(state.ladder, t),
        small(
            t("A step that falls on a day off comes on the last working day before it.")
            if state.desk.may_run
            else t("Only the head of the cluster changes these steps.")
        ),
    )
    rows = _change_rows(state, t) if state.desk.may_run else ()
    back = (button(t("◀️ All kinds"), "ladders.list", state.desk.cluster_id),)
    return Screen(
        text,
        (*rows, back),
        route=pack("ladders.show", *state.at),
        topic=f"reminders:{state.desk.cluster_id}",
    )


def _title(state: LadderState, t: Translator) -> Markup:
    return bold(t("🪜 Reminders: %(kind)s", kind=kind_name(state.kind, t)))


def _change_rows(state: LadderState, t: Translator) -> Rows:
    numbers = [
        button(t("Step %(number)s", number=n), "ladders.step", *state.at, rung.days)
        for n, rung in enumerate(state.ladder.rungs, start=1)
    ]
    other = (
        button(t("🕘 Change the hour"), "ladders.hours", *state.at),
        button(t("After the deadline"), "ladders.afters", *state.at),
    )
    days = (button(t("✏️ Change the days"), "ladders.days", *state.at, style="primary"),)
    usual = (button(t("↩️ The usual steps"), "ladders.sure", *state.at),)
    return (days, *grid(numbers, 4), other, *((usual,) if state.own else ()))


def _back(state: LadderState, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back to the steps"), "ladders.show", *state.at),)


def ask_days(state: LadderState, most: int, furthest: int, t: Translator) -> Screen:
    """On which days; typed."""
    now = ", ".join(str(rung.days) for rung in state.ladder.rungs)
    text = blocks(
        _title(state, t),
        t("Days before the deadline now: %(days)s", days=now),
        bold(t("Please type the days before the deadline, for example 14, 7, 3, 1, 0.")),
        small(
            t(
                "0 is the day of the deadline. At most %(most)s steps, at most %(furthest)s days "
                "ahead.",
                most=most,
                furthest=furthest,
            )
        ),
    )
    payload = pack("ladders.days", *state.at)
    return Screen(text, (_back(state, t),), route=payload, asks=payload)


def choose_hour(state: LadderState, t: Translator) -> Screen:
    """At which hour of the reader's day."""
    present = {rung.hour for rung in state.ladder.rungs}
    buttons = [
        button(_ticked(f"{hour}:00", chosen={hour} == present), "ladders.hour", *state.at, hour)
        for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)
    ]
    text = blocks(
        _title(state, t),
        bold(t("At which hour are reminders to come?")),
        small(t("It is the hour of each reader's own time zone; quiet hours are kept.")),
    )
    rows = (*grid(buttons, 4), _back(state, t))
    return Screen(text, rows, route=pack("ladders.hours", *state.at))


def choose_after(state: LadderState, t: Translator) -> Screen:
    """For how long after the deadline."""
    buttons = [
        button(
            _ticked(str(days), chosen=days == state.ladder.after_days),
            "ladders.after",
            *state.at,
            days,
        )
        for days in OFFERED_AFTER
    ]
    text = blocks(
        _title(state, t),
        bold(t("On how many working days after the deadline is the unit still reminded?")),
        small(t("0: not any more once the deadline has passed.")),
    )
    rows = (*grid(buttons, 4), _back(state, t))
    return Screen(text, rows, route=pack("ladders.afters", *state.at))


def one_step(state: LadderState, number: int, t: Translator) -> Screen:
    """A step's tone, and who is reminded at it."""
    rung = state.ladder.rungs[number]
    text = blocks(
        _title(state, t),
        _step(number + 1, rung, state, t),
        t("Choose how the reminder sounds and who receives it."),
    )
    tones = [
        (
            button(
                _ticked(tone_name(tone, t), chosen=tone is rung.tone),
                "ladders.tone",
                *state.at,
                rung.days,
                tone.value,
            ),
        )
        for tone in Tone
    ]
    people = [(_toggle(state, rung, each, t),) for each in Audience]
    return Screen(
        text,
        (*tones, *people, _back(state, t)),
        route=pack("ladders.step", *state.at, rung.days),
        topic=f"reminders:{state.desk.cluster_id}",
    )


def _toggle(state: LadderState, rung: Rung, audience: Audience, t: Translator) -> Button:
    """The button says who is to be reminded once it is pressed."""
    chosen = audience in rung.audience
    wanted = rung.audience - {audience} if chosen else rung.audience | {audience}
    letters = _letters(wanted)
    label = audience_name(audience, state.desk.kind, t)
    words = Markup("{} {}").format("☑" if chosen else "☐", label)
    return button(words, "ladders.audience", *state.at, rung.days, letters)


def _letters(audience: Iterable[Audience]) -> str:
    """Nobody is a dash."""
    return "".join(sorted(each.value[0] for each in audience)) or "-"


def _ticked(label: str | Markup, *, chosen: bool) -> Markup:
    return Markup("{} {}").format("●" if chosen else "○", label)


def sure(state: LadderState, usual: Ladder, t: Translator) -> Screen:
    """Before the cluster's own steps are given up."""
    text = blocks(
        _title(state, t),
        bold(t("Return to the usual steps?")),
        *(_step(n, rung, state, t) for n, rung in enumerate(usual.rungs, start=1)),
        _after(usual, t),
    )
    yes = (button(t("↩️ Return to the usual steps"), "ladders.reset", *state.at, style="primary"),)
    return Screen(text, (yes, _back(state, t)), route=pack("ladders.sure", *state.at))
