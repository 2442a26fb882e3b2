"""Letters to the units that cross-score; none says a point, or who scores whom but the reader."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import Screen, blocks, button, lines
from handlers.views.common import deadline, period_of
from models.queries.cross import TaskView
from models.queries.period import PeriodState


def _units(tasks: Sequence[TaskView]) -> Markup:
    return lines(*(Markup("• {}").format(task.unit_name) for task in tasks))


def _way(tasks: Sequence[TaskView], t: Translator) -> Screen:
    """To the one task, or to the list of them."""
    words = t("🔎 Begin cross-scoring")
    if len(tasks) == 1:
        row = (button(words, "cross.task", tasks[0].task_id, style="primary"),)
    else:
        row = (button(words, "cross.mine", tasks[0].period.period_id, style="primary"),)
    return Screen(Markup(""), (row,))


def opened(tasks: Sequence[TaskView], t: Translator) -> Screen:
    """Whom the unit is to score, and until when."""
    first = tasks[0]
    text = blocks(
        t(
            "%(cluster)s, %(period)s: the unit is assigned to cross-score %(units)s. Deadline: "
            "<b>%(when)s</b>.",
            cluster=first.period.cluster_name,
            period=period_of(first.period, t),
            units=t.joined([task.unit_name for task in tasks]),
            when=t.moment(first.due_at),
        ),
        t("Scores are not shown to other units until the score table is opened."),
    )
    return Screen(text, _way(tasks, t).rows)


def reminder(tasks: Sequence[TaskView], now: datetime, t: Translator) -> Screen:
    """What the unit still owes."""
    text = lines(
        t("Reminder: the unit has not submitted its cross-scores for:"),
        _units(tasks),
        deadline(tasks[0].due_at, now, t),
    )
    return Screen(text, _way(tasks, t).rows)


def moved(tasks: Sequence[TaskView], t: Translator) -> Screen:
    """The deadline has another date."""
    first = tasks[0]
    text = t(
        "%(cluster)s has changed the deadline of cross-scoring for %(period)s. New deadline: "
        "<b>%(when)s</b>.",
        cluster=first.period.cluster_name,
        period=period_of(first.period, t),
        when=t.moment(first.due_at),
    )
    return Screen(text, _way(tasks, t).rows)


def closed(period: PeriodState, t: Translator) -> Screen:
    """The round is over."""
    text = t(
        "%(cluster)s has closed cross-scoring for %(period)s. Thank you for taking part.",
        cluster=period.cluster_name,
        period=period_of(period, t),
    )
    return Screen(text, ((button(t("🏠 Home"), "home.show"),),))


def ended(period: PeriodState, unit: str, t: Translator) -> Screen:
    """A task was taken away, because of a conflict of interest."""
    text = t(
        "%(cluster)s, %(period)s: because of a conflict of interest the unit no longer "
        "cross-scores %(unit)s.",
        cluster=period.cluster_name,
        period=period_of(period, t),
        unit=unit,
    )
    return Screen(text, ((button(t("🏠 Home"), "home.show"),),))
