"""Putting a year's calendar in force, taking over the last one's dates, and letters about it."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Screen, blocks, button, lines
from handlers.views.calendar import back, heading, key, next_step
from handlers.views.calendar_words import day_off, days_off_lines, step_name, when
from handlers.views.common import bold, quote
from models.queries.calendar import YearCalendar
from models.rules.year_steps import Copied, YearStep


def making(calendar: YearCalendar, people: int, now: datetime, t: Translator) -> Screen:
    """Before the calendar is put in force: what that means, and what everybody gets."""
    closed = days_off_lines([(each.step, each.at) for each in calendar.steps if each.at > now], t)
    passed = sum(each.at <= now and not each.done for each in calendar.steps)
    text = blocks(
        heading(calendar, t),
        t(
            "Everybody of the cluster will see this calendar, and whoever has to do a step will "
            "be reminded in time."
        ),
        t.n(
            "%(count)s person will receive this message:",
            "%(count)s people will receive this message:",
            people,
        ),
        quote(made_text(calendar, now, t)),
        passed
        and t.n(
            "%(count)s step lies in the past; nobody is reminded of it.",
            "%(count)s steps lie in the past; nobody is reminded of them.",
            passed,
        ),
        lines(*closed),
    )
    yes = button(
        t("✅ Put the calendar in force"), "calendar.made", *key(calendar), style="primary"
    )
    return Screen(text, ((yes,), back(calendar, t)), route=pack("calendar.making", *key(calendar)))


def made_text(calendar: YearCalendar, now: datetime, t: Translator) -> Markup:
    """What everybody gets when the calendar is put in force."""
    state = next_step(calendar, None, now)
    return lines(
        t(
            "%(cluster)s has announced the emulation calendar of %(year)s.",
            cluster=calendar.cluster_name,
            year=calendar.year,
        ),
        state
        and t(
            "Next step: %(step)s, %(when)s.",
            step=step_name(state.step, t),
            when=when(state.at, t),
        ),
    )


def made_letter(calendar: YearCalendar, now: datetime, t: Translator) -> Screen:
    """The calendar is in force."""
    look = button(t("📅 See the calendar"), "calendar.show", *key(calendar), style="primary")
    return Screen(made_text(calendar, now, t), ((look,),))


def moved_letter(calendar: YearCalendar, steps: Sequence[YearStep], t: Translator) -> Screen:
    """Steps have other dates."""
    text = blocks(
        t(
            "%(cluster)s has changed dates in the emulation calendar of %(year)s:",
            cluster=calendar.cluster_name,
            year=calendar.year,
        ),
        lines(
            *(
                t(
                    "• %(step)s: <b>%(when)s</b>",
                    step=step_name(each, t),
                    when=when(calendar.state(each).at, t),
                )
                for each in steps
            )
        ),
    )
    look = button(t("📅 See the calendar"), "calendar.show", *key(calendar), style="primary")
    return Screen(text, ((look,),))


def copying(calendar: YearCalendar, found: Sequence[Copied], t: Translator) -> Screen:
    """Last year's dates, before they are taken over."""
    text = blocks(
        bold(
            t(
                "Dates of %(last)s for the year %(year)s",
                last=calendar.year - 1,
                year=calendar.year,
            )
        ),
        lines(*(_copy_line(each, t) for each in found)),
        t("The other steps keep their dates. Every date can still be moved afterwards."),
    )
    yes = button(t("✅ Take these dates"), "calendar.copied", *key(calendar), style="primary")
    return Screen(text, ((yes,), back(calendar, t)), route=pack("calendar.copying", *key(calendar)))


def _copy_line(each: Copied, t: Translator) -> Markup:
    name, day = step_name(each.step, t), when(each.at, t)
    if each.instead_of is None:
        return t("• %(step)s: <b>%(when)s</b>", step=name, when=day)
    return t(
        "• %(step)s: <b>%(when)s</b>, the working day before %(day)s (%(why)s)",
        step=name,
        when=day,
        day=t.date(each.instead_of),
        why=day_off(each.instead_of, t),
    )


def theme(calendar: YearCalendar, limit: int, t: Translator) -> Screen:
    """Ask for the theme of the year."""
    text = blocks(
        heading(calendar, t),
        t("Please type the theme of the year, at most %(limit)s characters.", limit=limit),
    )
    return Screen(
        text,
        (back(calendar, t),),
        route=pack("calendar.theme", *key(calendar)),
        asks=pack("calendar.theme", *key(calendar)),
    )
