"""Opening a period, moving its deadline, and the letters about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import bold, deadline, period_name, period_of, quote, small
from models.queries.period import PeriodState
from models.rules.calendar import end_of_day, local_date
from models.sheet import PeriodCode

STAMP = "%Y%m%dT%H%MZ"
"""A moment inside a button: minutes are enough, :59 seconds end a day."""


GRACE_BELOW = 20
"""Days of grace that can be chosen are fewer than this."""


def stamped(stamp: str) -> datetime | None:
    """A button's moment; a local 23:59 is the very end of that day. None if it is none."""
    try:
        found = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    last = end_of_day(local_date(found))
    return last if found == last.replace(second=0) else found


@dataclass(frozen=True, slots=True)
class Plan:
    """A period about to be opened."""

    cluster_id: int
    cluster_name: str
    year: int
    code: PeriodCode
    due_at: datetime
    closes_at: datetime
    grace_days: int
    late_per_day: Decimal
    late_cap: Decimal
    criteria_title: str
    units: int
    people: int
    missing: tuple[str, ...]
    """Units of which nobody has joined yet."""


def choose(cluster_id: int, opened: Mapping[int, frozenset[str]], t: Translator) -> Screen:
    """Which period of which year; `opened`: year -> the codes of its periods that are open."""
    rows: list[tuple[Button, ...]] = [
        (
            button(
                period_name(code, year, t),
                "period.due",
                cluster_id,
                year,
                code.value,
                style="primary",
            ),
        )
        for year in sorted(opened)
        for code in PeriodCode
        if code.value not in opened[year]
    ]
    text = blocks(
        bold(t("🗓 Open a self-scoring period")),
        t("Which review is it for?")
        if rows
        else t("Both periods of %(year)s have been opened already.", year=max(opened)),
    )
    return Screen(text, (*rows, _home(t)), route=pack("period.new", cluster_id))


def ask_due(
    cluster_id: int,
    year: int,
    code: PeriodCode,
    offers: list[datetime],
    t: Translator,
    planned: datetime | None = None,
) -> Screen:
    """Until when; the calendar's date, a few likely days, or typed."""
    text = blocks(
        bold(period_name(code, year, t)),
        bold(t("Until when are units to submit their sheets?")),
        t(
            "Press a date, or type it: 15/11 or 15/11/2026 17:00. Without an hour it ends at "
            "23:59:59."
        ),
    )
    dates = [(t.day(due_at), due_at) for due_at in offers]
    if planned is not None:
        dates.insert(0, (str(t("By the calendar: %(day)s", day=t.day(planned))), planned))
    rows = [
        (button(words, "period.preview", cluster_id, year, code.value, due_at.strftime(STAMP)),)
        for words, due_at in dates
    ]
    back = (button(t("◀️ Back"), "period.new", cluster_id),)
    return Screen(
        text,
        (*rows, back),
        route=pack("period.due", cluster_id, year, code.value),
        asks=pack("period.due", cluster_id, year, code.value),
    )


def preview(plan: Plan, now: datetime, t: Translator) -> Screen:
    """Everything, and exactly what everybody will get; one button opens it."""
    name = period_name(plan.code, plan.year, t)
    text = blocks(
        bold(t("Please check before opening")),
        lines(
            t("%(period)s · %(cluster)s", period=name, cluster=plan.cluster_name),
            t("Criteria table: %(title)s", title=plan.criteria_title),
            deadline(plan.due_at, now, t),
        ),
        t.n(
            "%(units)s units; %(count)s person will receive this message:",
            "%(units)s units; %(count)s people will receive this message:",
            plan.people,
            units=plan.units,
        ),
        quote(
            blocks(
                opened_text(plan.cluster_name, name, plan.due_at, t),
                late_terms(plan.late_per_day, plan.late_cap, plan.closes_at, plan.grace_days, t),
            )
        ),
        plan.missing
        and t(
            "⚠️ Nobody has joined yet from: %(units)s. They can still be invited after opening.",
            units=t.joined(plan.missing),
        ),
    )
    stamp = plan.due_at.strftime(STAMP)
    args = (plan.cluster_id, plan.year, plan.code.value, stamp)
    rows = (
        (button(t("✅ Open the period"), "period.open", *args, plan.grace_days, style="primary"),),
        (
            button(t("Change the deadline"), "period.due", *args[:3]),
            button(
                t("Grace: %(days)s days", days=plan.grace_days),
                "period.preview",
                *args,
                _next_grace(plan.grace_days),
            ),
        ),
        _home(t),
    )
    return Screen(text, rows, route=pack("period.preview", *args, plan.grace_days))


def _next_grace(days: int) -> int:
    """The grace button goes round: 0, 5, 10, 15 days."""
    return (days + 5) % GRACE_BELOW


def late_terms(
    per_day: Decimal, cap: Decimal, closes_at: datetime, grace_days: int, t: Translator
) -> Markup:
    """What being late means."""
    cost = (
        t(
            "Late: −%(points)s points a day, at most −%(cap)s.",
            points=t.points(per_day),
            cap=t.points(cap),
        )
        if per_day
        else t("Late: no points are deducted.")
    )
    if not grace_days:
        return lines(cost, t("After the deadline no sheet is accepted."))
    return lines(cost, t("No sheet is accepted after %(when)s.", when=t.moment(closes_at)))


def opened_text(cluster: str, period: Markup, due_at: datetime, t: Translator) -> Markup:
    """What everybody gets when a period opens."""
    return t(
        "%(cluster)s has opened self-scoring for %(period)s. Deadline: %(when)s. Press “Begin "
        "self-scoring” to start.",
        cluster=cluster,
        period=period,
        when=t.moment(due_at),
    )


def _home(t: Translator) -> tuple[Button, ...]:
    return (button(t("🏠 Home"), "home.show"),)


def was_opened(period: PeriodState, t: Translator) -> Screen:
    """Opened: where to follow it."""
    text = blocks(
        t(
            "✅ Self-scoring for %(period)s is open until %(when)s.",
            period=period_of(period, t),
            when=t.moment(period.due_at),
        ),
        t("Everybody is being told. The board follows by itself."),
    )
    return Screen(text, (_board(period, t), _home(t)), route="home.show")


def was_moved(period: PeriodState, t: Translator) -> Screen:
    """Moved: where to follow it."""
    text = t(
        "✅ The deadline of %(period)s is now %(when)s. Everybody is being told.",
        period=period_of(period, t),
        when=t.moment(period.due_at),
    )
    return Screen(text, (_board(period, t), _home(t)), route="home.show")


def _board(period: PeriodState, t: Translator) -> tuple[Button, ...]:
    return (button(t("📊 Progress board"), "board.show", period.period_id, style="primary"),)


def moving(period: PeriodState, now: datetime, t: Translator) -> Screen:
    """Asks for another deadline."""
    text = blocks(
        bold(period_of(period, t)),
        deadline(period.due_at, now, t),
        bold(t("Please type the new deadline, for example 15/11 or 15/11/2026 17:00.")),
        small(t("Everybody will be told. Sheets that were returned keep their own deadline.")),
    )
    back = (button(t("◀️ Back to the board"), "board.show", period.period_id),)
    return Screen(
        text,
        (back,),
        route=pack("period.move", period.period_id),
        asks=pack("period.move", period.period_id),
    )


def confirm_move(period: PeriodState, due_at: datetime, t: Translator) -> Screen:
    """Before moving a deadline."""
    text = blocks(
        bold(period_of(period, t)),
        lines(
            t("Until now: %(when)s", when=t.moment(period.due_at)),
            bold(t("New: %(when)s", when=t.moment(due_at))),
        ),
        t("Everybody of the cluster will be told."),
    )
    rows = (
        (
            button(
                t("✅ Move the deadline"),
                "period.moved",
                period.period_id,
                due_at.strftime(STAMP),
                style="primary",
            ),
        ),
        (button(t("◀️ Back to the board"), "board.show", period.period_id),),
    )
    return Screen(text, rows, route=pack("period.sure", period.period_id, due_at.strftime(STAMP)))


# -- letters -------------------------------------------------------------------------------------
