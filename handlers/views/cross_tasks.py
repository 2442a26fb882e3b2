"""What a unit has been given to cross-score, on its home card and as a list."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, lines, plain
from handlers.views.common import bold
from models.queries.cross import TaskView
from models.queries.cross_tasks import Crossing

ON_HOME = 3
"""Tasks that a home card lists one by one."""
SAID = 30
"""Characters of a unit's name in a button."""


def home_rows(state: Crossing, *, appraises: bool, t: Translator) -> list[tuple[Button, ...]]:
    """A home card's rows: what is mine to score first, then the head's way to the round."""
    period_id = state.period.period_id
    waiting = [task for task in state.tasks if task.submitted_at is None]
    rows: list[tuple[Button, ...]] = [(_task_button(task, t),) for task in waiting[:ON_HOME]]
    if len(state.tasks) > len(rows):
        done, whole = len(state.tasks) - len(waiting), len(state.tasks)
        words = t("🔎 Cross-scoring: %(done)s/%(all)s submitted", done=done, all=whole)
        rows.append((button(words, "cross.mine", period_id),))
    if state.may_set_up:
        rows.append((button(t("🔎 Set up cross-scoring"), "cross.setup", period_id),))
    elif state.may_run and state.opened:
        rows.append((button(t("🔎 Progress of cross-scoring"), "cross.progress", period_id),))
    if appraises and state.closed and not state.may_run:
        rows.append((button(t("🔎 Results of cross-scoring"), "cross.sheets", period_id),))
    return rows


def _task_button(task: TaskView, t: Translator) -> Button:
    words = t(
        "🔎 Cross-scoring: %(unit)s (%(done)s/%(all)s)",
        unit=plain(task.short_name, SAID),
        done=task.done,
        all=len(task.items),
    )
    style = "primary" if task.editable else ""
    return button(words, "cross.task", task.task_id, style=style)


def mine(period_id: int, tasks: tuple[TaskView, ...], t: Translator) -> Screen:
    """All that my unit has been given."""
    text = blocks(
        bold(t("🔎 Cross-scoring assigned to the unit")),
        lines(*(_task_line(task, t) for task in tasks))
        if tasks
        else t("No cross-scoring is assigned to the unit."),
    )
    rows = tuple((_task_button(task, t),) for task in tasks)
    return Screen(
        text,
        (*rows, (button(t("🏠 Home"), "home.show"),)),
        route=pack("cross.mine", period_id),
        topic=f"cross:{period_id}",
    )


def _task_line(task: TaskView, t: Translator) -> Markup:
    if task.submitted_at is not None:
        return t("✅ %(unit)s – submitted", unit=task.unit_name)
    return t(
        "⬜ %(unit)s – %(done)s/%(all)s items",
        unit=task.unit_name,
        done=task.done,
        all=len(task.items),
    )
