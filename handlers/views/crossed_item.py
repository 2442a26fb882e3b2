"""One item before its rater: what is declared, what proves it, the rater's own points."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, lines
from handlers.views.answer import answer_words, working_words
from handlers.views.common import bold, comrade, small
from handlers.views.cross import topic
from handlers.views.item import note_lines, unproven_line
from models.queries.cross import CrossItem, TaskView


def item(task: TaskView, found: CrossItem, t: Translator) -> Screen:
    """An item: give it the declared points, or type others."""
    where = (task.task_id, found.state.number)
    text = blocks(
        lines(Markup("{}").format(task.unit_name), title(task, found, t)),
        _declared(found, t),
        _given(found, t),
        task.editable and _how(found, t),
    )
    return Screen(
        text,
        _rows(task, found, t),
        route=pack("cross.item", *where),
        topic=topic(task.task_id),
        asks=pack("cross.typed", *where, found.version) if task.editable else "",
        kept={"task": task.task_id},  # the way back from the evidence
    )


def title(task: TaskView, found: CrossItem, t: Translator) -> Markup:
    """An item's heading: code, name, which of the asked items it is, its maximum."""
    item = found.state.item
    return lines(
        bold(Markup("{}. {}").format(item.code, t.pick(item.name_vi, item.name_en))),
        small(
            t(
                "Part %(part)s · item %(number)s of %(all)s · at most %(max)s points",
                part=found.state.part,
                number=list(task.items).index(item.code) + 1,
                all=len(task.items),
                max=t.points(item.max),
            )
        ),
    )


def _declared(found: CrossItem, t: Translator) -> Markup:
    state = found.state
    answer = answer_words(state.item, state.answer, t) if state.answer else t("no answer")
    return lines(
        t("Declared: <b>%(answer)s</b>", answer=answer),
        found.working.answered and working_words(state.item, found.working, t),
        *note_lines(state, t),
        t("📎 Evidence: %(count)s", count=state.proof.pieces),
        unproven_line(state, t),
    )


def _given(found: CrossItem, t: Translator) -> Markup:
    given = found.given
    if given is None:
        return t("⬜ Not scored yet.")
    return lines(
        t(
            "%(mark)s Scored: <b>%(points)s points</b>",
            mark="✅" if found.done else "⚠️",
            points=t.points(given.points),
        ),
        given.comment and t("Comment: %(comment)s", comment=given.comment),
        small(t("%(who)s, %(when)s", who=comrade(given.by, t), when=t.moment(given.at))),
        found.stale and t("⚠️ The unit has changed its answer since; please score it again."),
    )


def _how(found: CrossItem, t: Translator) -> Markup:
    return lines(
        bold(t("Press the button, or type the points, 0 to %(max)s.", max=_most(found, t))),
        small(
            t(
                "More than a tenth of the maximum above or below the declared points needs a "
                "comment: 80 vì chưa đủ minh chứng"
            )
        ),
    )


def _most(found: CrossItem, t: Translator) -> str:
    return t.points(found.state.item.max)


def _rows(task: TaskView, found: CrossItem, t: Translator) -> Rows:
    where = (task.task_id, found.state.number)
    rows: list[tuple[Button, ...]] = []
    same = found.done and found.given is not None and found.given.points == found.declared
    if task.editable and not same:
        words = t("✅ As the unit declared: %(points)s", points=t.points(found.declared))
        style = "" if found.done else "primary"
        rows.append((button(words, "cross.agree", *where, found.version, style=style),))
    if found.state.proof.pieces:
        words = t("📎 Evidence (%(count)s)", count=found.state.proof.pieces)
        rows.append((button(words, "evidence.of", task.sheet_id, found.state.number),))
    return (*rows, _turning(task, found, t))


def _turning(task: TaskView, found: CrossItem, t: Translator) -> tuple[Button, ...]:
    order = [each.state.number for each in task.items.values()]
    place = order.index(found.state.number)
    part = [each.code for each in task.loaded.table.parts].index(found.state.part)
    row = []
    if place > 0:
        row.append(button("◀️", "cross.item", task.task_id, order[place - 1]))
    row.append(button(t("Part %(code)s", code=found.state.part), "cross.task", task.task_id, part))
    row.append(button(t("🔎 The whole"), "cross.task", task.task_id))
    if place + 1 < len(order):
        row.append(button("▶️", "cross.item", task.task_id, order[place + 1]))
    return tuple(row)


def because(task: TaskView, found: CrossItem, typed: str, version: int, t: Translator) -> Screen:
    """The points were typed without the comment that they need: asks for it."""
    where = (task.task_id, found.state.number)
    text = blocks(
        lines(Markup("{}").format(task.unit_name), title(task, found, t)),
        t(
            "Declared %(declared)s points, scored <b>%(typed)s</b>.",
            declared=t.points(found.declared),
            typed=typed,
        ),
        bold(t("Please type a comment: why do the points differ?")),
    )
    return Screen(
        text,
        ((button(t("◀️ Back"), "cross.item", *where),),),
        route=pack("cross.why", *where, version),
        topic=topic(task.task_id),
        asks=pack("cross.because", *where, version),
        kept={"typed": typed},
    )
