"""Letters about a period and its sheets."""

from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Button, Screen, blocks, button, lines
from handlers.views.common import deadline, period_of, quote
from handlers.views.period import late_terms, opened_text
from models.queries.period import PeriodState
from models.queries.sheet import SheetStatus


def opened(period: PeriodState, sheet_id: int | None, t: Translator) -> Screen:
    """The period is open."""
    text = blocks(
        opened_text(period.cluster_name, period_of(period, t), period.due_at, t),
        late_terms(period.late_per_day, period.late_cap, period.closes_at, period.grace_days, t),
    )
    return Screen(text, _way(period, sheet_id, t("📋 Begin self-scoring"), t))


def _way(
    period: PeriodState, sheet_id: int | None, label: Markup, t: Translator
) -> tuple[tuple[Button, ...], ...]:
    if sheet_id is not None:
        return ((button(label, "sheet.show", sheet_id, style="primary"),),)
    return ((button(t("📊 Progress board"), "board.show", period.period_id),),)


def moved(period: PeriodState, sheet_id: int | None, t: Translator) -> Screen:
    """The deadline has another date."""
    text = t(
        "%(cluster)s has changed the deadline of self-scoring for %(period)s. New deadline: "
        "<b>%(when)s</b>.",
        cluster=period.cluster_name,
        period=period_of(period, t),
        when=t.moment(period.due_at),
    )
    return Screen(text, _way(period, sheet_id, t("📋 Open the sheet"), t))


def reminder(status: SheetStatus, key: str, now: datetime, t: Translator) -> Screen:
    """A friendly push, with what is done and what is owed; `key` of the duty that it tells of."""
    text = lines(
        t(
            "Reminder: the self-score sheet of %(unit)s for %(period)s has not been submitted.",
            unit=status.unit_name,
            period=period_of(status.period, t),
        ),
        deadline(status.due_at, now, t),
        t(
            "The unit has completed %(done)s/%(all)s items.",
            done=status.answered,
            all=status.countable,
        ),
    )
    words = t("📋 Continue self-scoring") if status.answered else t("📋 Begin self-scoring")
    way = button(words, "sheet.show", status.sheet_id, style="primary")
    told = t("Self-score sheet, %(period)s", period=period_of(status.period, t))
    return Screen(text, ((way,),), tells=((key, str(told.striptags())),))


def returned(status: SheetStatus, now: datetime, t: Translator) -> Screen:
    """The head has returned the sheet."""
    text = blocks(
        t(
            "The head of the cluster asks %(unit)s to correct and complete its self-score sheet "
            "(%(period)s). Reason:",
            unit=status.unit_name,
            period=period_of(status.period, t),
        ),
        quote(status.returned_why),
        deadline(status.due_at, now, t),
    )
    words = t("📋 Open the sheet")
    return Screen(text, ((button(words, "sheet.show", status.sheet_id, style="primary"),),))


def _of_table(words: Markup, period: PeriodState, t: Translator) -> Screen:
    look = button(t("🏆 See the score table"), "ranking.show", period.period_id, 0, style="primary")
    return Screen(words, ((look,),))


def closed(period: PeriodState, t: Translator) -> Screen:
    """Self-scoring is closed."""
    text = t(
        "%(cluster)s has closed self-scoring for %(period)s. The sheets are being appraised; each "
        "unit will be told the result and may explain.",
        cluster=period.cluster_name,
        period=period_of(period, t),
    )
    board = button(t("📊 Progress board"), "board.show", period.period_id)
    return Screen(text, ((board,),))


def opened_table(period: PeriodState, t: Translator) -> Screen:
    """The table lies open."""
    text = t(
        "%(cluster)s has opened the score table of %(period)s to the units. Objections to any item "
        "are received until <b>%(when)s</b>.",
        cluster=period.cluster_name,
        period=period_of(period, t),
        when=t.moment(period.review_due_at) if period.review_due_at else "",
    )
    return _of_table(text, period, t)


def agreed(period: PeriodState, t: Translator) -> Screen:
    """The table is agreed."""
    text = t(
        "%(cluster)s has agreed the score table of %(period)s. It is locked.",
        cluster=period.cluster_name,
        period=period_of(period, t),
    )
    return _of_table(text, period, t)


def published(period: PeriodState, t: Translator) -> Screen:
    """The result is final."""
    text = t(
        "%(cluster)s has published the result of %(period)s.",
        cluster=period.cluster_name,
        period=period_of(period, t),
    )
    return _of_table(text, period, t)


def reopened(period: PeriodState, t: Translator) -> Screen:
    """The table is under review again."""
    text = t(
        "The agreed score table of %(cluster)s, %(period)s, has been reopened by the head and a "
        "second office. Objections are received until <b>%(when)s</b>.",
        cluster=period.cluster_name,
        period=period_of(period, t),
        when=t.moment(period.review_due_at) if period.review_due_at else "",
    )
    return _of_table(text, period, t)


def reopening(period: PeriodState, why: str, t: Translator, *, decides: bool) -> Screen:
    """A reopening is asked for; who holds another office decides."""
    text = blocks(
        t(
            "The head of %(cluster)s asks to reopen the agreed score table of %(period)s. Reason:",
            cluster=period.cluster_name,
            period=period_of(period, t),
        ),
        quote(why),
    )
    if not decides:
        return _of_table(text, period, t)
    decide = button(t("🔓 Decide"), "agreeing.second", period.period_id, style="primary")
    return Screen(text, ((decide,),))
