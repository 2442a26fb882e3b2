"""Moving a step of the year: likely dates, and what a date means before it is taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines
from handlers.views.calendar import home, key, topic
from handlers.views.calendar_words import days_off_lines, short_when, step_name, when
from handlers.views.common import bold, small
from handlers.views.period import STAMP
from models.queries.calendar import LinkKind, StepState, YearCalendar
from models.rules.year_steps import Change, Way


def _args(calendar: YearCalendar, state: StepState) -> tuple[int, int, str]:
    return (*key(calendar), state.step.value)


def _back(calendar: YearCalendar, state: StepState, t: Translator) -> tuple[Button, ...]:
    return (button(t("◀️ Back"), "calendar.step", *_args(calendar, state)),)


def ask(
    calendar: YearCalendar,
    state: StepState,
    offers: Sequence[datetime],
    now: datetime,
    t: Translator,
) -> Screen:
    """To which date; likely ones as buttons, or typed."""
    text = blocks(
        bold(t("🗓 Move: %(step)s", step=step_name(state.step, t))),
        t("Date until now: %(when)s", when=when(state.at, t)),
        t("Press a date, or type it: 15/11, 15/11/2026 17:00, next Friday."),
    )
    dates = [
        button(short_when(at, t, now), "calendar.sure", *_args(calendar, state), at.strftime(STAMP))
        for at in offers
    ]
    return Screen(
        text,
        (*grid(dates, 2), _back(calendar, state, t)),
        route=pack("calendar.move", *_args(calendar, state)),
        asks=pack("calendar.move", *_args(calendar, state)),
    )


def sure(
    calendar: YearCalendar,
    state: StepState,
    ways: Mapping[Way, Sequence[Change]],
    better: datetime | None,
    t: Translator,
) -> Screen:
    """Old and new, what else would move, and what is odd about the day.

    `ways`: how it can be moved -> what would change; a way that is missing would break the order.
    `better`: a working day near a date that is none.
    """
    changes = next(iter(ways.values()))
    new = next(change.new for change in changes if change.step is state.step)
    along = [change for change in ways.get(Way.ALONG, ()) if change.step is not state.step]
    text = blocks(
        bold(t("🗓 Move: %(step)s", step=step_name(state.step, t))),
        lines(
            t("Date until now: %(when)s", when=when(state.at, t)),
            bold(t("New date: %(when)s", when=when(new, t))),
        ),
        lines(*days_off_lines([(state.step, new)], t)),
        _along_block(along, Way.ALONE in ways, t),
        _told(calendar, changes, t),
    )
    stamp = new.strftime(STAMP)
    return Screen(
        text,
        (
            *_way_rows(calendar, state, ways, stamp, t),
            *_better_row(calendar, state, better, t),
            (button(t("Another date"), "calendar.move", *_args(calendar, state)),),
            _back(calendar, state, t),
        ),
        route=pack("calendar.sure", *_args(calendar, state), stamp),
        asks=pack("calendar.move", *_args(calendar, state)),
        kept={way.value: stored(found) for way, found in ways.items()},
    )


def stored(changes: Sequence[Change]) -> list[list[str]]:
    """What was shown, so that exactly that is done."""
    return [[each.step.value, each.old.isoformat(), each.new.isoformat()] for each in changes]


def _along_block(along: Sequence[Change], may_stay: bool, t: Translator) -> Markup:
    """The steps that would move along, with what is odd about their new days."""
    if not along:
        return Markup("")
    return blocks(
        lines(
            t("These steps would have too little time, and can move along:"),
            *(
                t(
                    "• %(step)s: %(old)s → <b>%(new)s</b>",
                    step=step_name(each.step, t),
                    old=t.day(each.old),
                    new=when(each.new, t),
                )
                for each in along
            ),
        ),
        lines(*days_off_lines([(each.step, each.new) for each in along], t)),
        not may_stay
        and t("This step alone cannot be moved there: the steps would be out of order."),
    )


def _told(calendar: YearCalendar, changes: Sequence[Change], t: Translator) -> Markup:
    """What happens beside the calendar."""
    links = {calendar.state(each.step).link for each in changes}
    kinds = {link.kind for link in links if link is not None}
    return lines(
        LinkKind.PERIOD in kinds
        and t(
            "The self-scoring period is open: its deadline moves with this date, and everybody "
            "of the cluster is told."
        ),
        LinkKind.ROUND in kinds
        and t("Cross-scoring is open: its deadline moves with this date, and the units are told."),
        small(
            t("Those whose step this is will be told.")
            if calendar.planned_at is not None
            else t("The calendar is not in force yet, so nobody is told.")
        )
        if None in links
        else "",
    )


def _way_rows(
    calendar: YearCalendar,
    state: StepState,
    ways: Mapping[Way, Sequence[Change]],
    stamp: str,
    t: Translator,
) -> list[tuple[Button, ...]]:
    words = {
        Way.ALONG: t("✅ Move these along"),
        Way.ALONE: t("Only this one") if Way.ALONG in ways else t("✅ Move the date"),
    }
    first = next(iter(ways))
    return [
        (
            button(
                words[way],
                "calendar.moved",
                *_args(calendar, state),
                stamp,
                way.value,
                style="primary" if way == first else "",
            ),
        )
        for way in ways
    ]


def _better_row(
    calendar: YearCalendar, state: StepState, better: datetime | None, t: Translator
) -> list[tuple[Button, ...]]:
    if better is None:
        return []
    words = t("Working day: %(when)s", when=t.day(better))
    args = (*_args(calendar, state), better.strftime(STAMP))
    return [(button(words, "calendar.sure", *args),)]


def has_meeting(calendar: YearCalendar, state: StepState, t: Translator) -> Screen:
    """The step's date is a meeting's, and is changed there."""
    text = blocks(
        bold(step_name(state.step, t)),
        t(
            "The units are invited to this meeting for %(when)s. The date is changed on the "
            "meeting's own card, so that everybody invited is told.",
            when=when(state.at, t),
        ),
    )
    ref = state.link.ref if state.link is not None else 0
    look = button(t("👥 Open the meeting"), "meeting.show", ref, style="primary")
    return Screen(
        text,
        ((look,), _back(calendar, state, t), home(t)),
        route=pack("calendar.step", *_args(calendar, state)),
        topic=topic(calendar),
    )
