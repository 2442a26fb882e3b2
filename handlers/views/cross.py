"""One task of cross-scoring before its rater: how far it is, its sections, handing in."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Rows, Screen, blocks, button, grid, lines, plain
from handlers.views.common import bar, bold, comrade, deadline, period_of, small
from models.queries.cross import CrossItem, TaskView
from models.rules.criteria import Group

NAMED = 12
"""Missing items that a card names."""
SAID = 80
"""Characters of a name in a list."""


def topic(task_id: int) -> str:
    """What the cards about a task are about."""
    return f"cross-task:{task_id}"


def heading(task: TaskView, t: Translator) -> Markup:
    """A task's heading: period, the scored unit, who scores."""
    return lines(
        bold(t("🔎 Cross-scoring · %(period)s", period=period_of(task.period, t))),
        Markup("{}").format(task.unit_name),
        small(t("Scored by %(unit)s", unit=task.rater_name)),
    )


def front(task: TaskView, t: Translator) -> Screen:
    """A task's front page: how far it is, its sections, the next step."""
    text = blocks(
        heading(task, t),
        lines(_standing(task, t), deadline(task.due_at, task.now, t)),
        _state(task, t),
        lines(*(_part_line(task, part, t) for part in _parts(task))),
        task.editable and small(several_at_once(t)),
    )
    return Screen(
        text,
        (*_steps(task, t), *_part_buttons(task, t), _last(task, t)),
        route=pack("cross.task", task.task_id),
        topic=topic(task.task_id),
        asks=pack("cross.typed", task.task_id) if task.editable else "",
    )


def _standing(task: TaskView, t: Translator) -> Markup:
    return t(
        "%(bar)s %(done)s/%(all)s items scored",
        bar=bar(task.done, len(task.items)),
        done=task.done,
        all=len(task.items),
    )


def _state(task: TaskView, t: Translator) -> Markup:
    """The receipt, and why nothing can be scored now, if so."""
    stale = sum(item.stale for item in task.items.values())
    return lines(
        receipt(task, t),
        not task.readable
        and t("⚠️ The sheet is with its unit for correction. Please score it when it is back."),
        stale
        and t.n(
            "⚠️ The unit has changed %(count)s item since it was scored.",
            "⚠️ The unit has changed %(count)s items since they were scored.",
            stale,
        ),
        not task.is_open and t("Cross-scoring is over."),
    )


def receipt(task: TaskView, t: Translator) -> Markup:
    """That the scores have been received: of whom, for whom, how many, when, by whom."""
    if task.submitted_at is None:
        return Markup("")
    return lines(
        t.n(
            "✅ Received: cross-scores of %(rater)s for %(unit)s, %(count)s item.",
            "✅ Received: cross-scores of %(rater)s for %(unit)s, %(count)s items.",
            len(task.items),
            rater=task.rater_name,
            unit=task.unit_name,
        ),
        small(
            t(
                "%(who)s, %(when)s",
                who=comrade(task.submitted_by, t),
                when=t.moment(task.submitted_at),
            )
        ),
    )


def several_at_once(t: Translator) -> Markup:
    """How several items are scored at once."""
    return t("Items may be typed here, a line each: 3=80 vì chưa đủ minh chứng")


def _parts(task: TaskView) -> list[Group]:
    return [part for part in task.loaded.table.parts if task.in_part(part.code)]


def _place(task: TaskView, part: Group) -> int:
    """Where the part stands in the whole table: what buttons call it."""
    return [each.code for each in task.loaded.table.parts].index(part.code)


def _part_line(task: TaskView, part: Group, t: Translator) -> Markup:
    items = task.in_part(part.code)
    return t(
        "<b>%(code)s.</b> %(name)s: %(done)s/%(all)s items",
        code=part.code,
        name=t.pick(part.name_vi, part.name_en),
        done=sum(item.done for item in items),
        all=len(items),
    )


def _steps(task: TaskView, t: Translator) -> Rows:
    if task.submitted_at is not None:
        if not task.is_open:
            return ()
        return ((button(t("↩️ Withdraw to change"), "cross.withdraw", task.task_id),),)
    if not task.editable:
        return ()
    if not task.missing:
        words = t("📤 Submit the cross-scores")
        return ((button(words, "cross.submit", task.task_id, task.seal, style="primary"),),)
    first = task.missing[0]
    go_on = button(
        t("▶️ Continue with %(code)s", code=first.code)
        if task.done
        else t("▶️ Begin with %(code)s", code=first.code),
        "cross.item",
        task.task_id,
        first.state.number,
        style="primary",
    )
    return ((go_on,), (rest_button(task, t),))


def rest_button(task: TaskView, t: Translator) -> Button:
    """The declared points for all that is not scored yet; a confirmation follows."""
    words = t.n(
        "✅ As declared: %(count)s item left",
        "✅ As declared: %(count)s items left",
        len(task.missing),
    )
    return button(words, "cross.sure", task.task_id)


def _part_buttons(task: TaskView, t: Translator) -> Rows:
    buttons = [
        button(t("Part %(code)s", code=part.code), "cross.task", task.task_id, _place(task, part))
        for part in _parts(task)
    ]
    return grid(buttons, 3)


def _last(task: TaskView, t: Translator) -> tuple[Button, ...]:
    others = button(t("🔎 All assigned"), "cross.mine", task.period.period_id)
    return (others, button(t("🏠 Home"), "home.show"))


def part(task: TaskView, number: int, t: Translator) -> Screen:
    """A section: each asked item with declared and own points, a button each."""
    here = task.loaded.table.parts[number]
    items = task.in_part(here.code)
    text = blocks(
        lines(
            bold(Markup("{}. {}").format(here.code, t.pick(here.name_vi, here.name_en))),
            small(t("Cross-scoring › %(unit)s", unit=task.unit_name)),
        ),
        lines(*(_item_line(item, t) for item in items)),
        task.editable and small(several_at_once(t)),
    )
    buttons = [
        button(f"{_mark(item)} {item.code}", "cross.item", task.task_id, item.state.number)
        for item in items
    ]
    return Screen(
        text,
        (*grid(buttons, 3), _turning(task, here, t)),
        route=pack("cross.task", task.task_id, number),
        topic=topic(task.task_id),
        asks=pack("cross.typed", task.task_id) if task.editable else "",
    )


def _mark(item: CrossItem) -> str:
    return "✅" if item.done else "⬜"


def _item_line(item: CrossItem, t: Translator) -> Markup:
    pieces = item.state.proof.pieces
    return t(
        "%(mark)s %(number)s) %(code)s %(name)s: %(points)s/%(max)s%(hung)s",
        mark=_mark(item),
        number=item.state.number,
        code=item.code,
        name=plain(t.pick(item.state.item.name_vi, item.state.item.name_en), SAID),
        points=pair(item, t),
        max=t.points(item.state.item.max),
        hung=f" 📎{pieces}" if pieces else "",
    )


def pair(item: CrossItem, t: Translator) -> Markup:
    """Declared, and what the rater gives."""
    declared = t.points(item.declared)
    if item.given is None:
        return Markup("{}").format(declared)
    given = t.points(item.given.points)
    return t("%(declared)s → <b>%(given)s</b>", declared=declared, given=given)


def _turning(task: TaskView, here: Group, t: Translator) -> tuple[Button, ...]:
    parts = _parts(task)
    place = [part.code for part in parts].index(here.code)
    row = []
    if place > 0:
        before = parts[place - 1]
        row.append(button(f"◀️ {before.code}", "cross.task", task.task_id, _place(task, before)))
    row.append(button(t("🔎 The whole"), "cross.task", task.task_id))
    if place + 1 < len(parts):
        after = parts[place + 1]
        row.append(button(f"{after.code} ▶️", "cross.task", task.task_id, _place(task, after)))
    return tuple(row)


def sure(task: TaskView, t: Translator) -> Screen:
    """Before the declared points are given for all that is not scored yet."""
    waiting = len(task.missing)
    text = blocks(
        heading(task, t),
        t.n(
            "Give %(count)s item the points that the unit declared?",
            "Give %(count)s items the points that the unit declared?",
            waiting,
        ),
        lines(
            Markup(", ").join(Markup("{}").format(item.code) for item in task.missing[:NAMED])
            + (Markup(", …") if waiting > NAMED else Markup("")),
            t("What is scored already stays as it is."),
        ),
    )
    yes = button(
        t.n("✅ As declared: %(count)s item", "✅ As declared: %(count)s items", waiting),
        "cross.rest",
        task.task_id,
        waiting,
        style="primary",
    )
    return Screen(
        text,
        ((yes,), (button(t("◀️ Back"), "cross.task", task.task_id),)),
        route=pack("cross.sure", task.task_id),
        topic=topic(task.task_id),
    )
