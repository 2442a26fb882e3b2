"""Conflicts of interest in cross-scoring: the list, and declaring one."""

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.route import pack
from handlers.screen import Button, Screen, blocks, button, grid, lines, plain
from handlers.views.common import bold
from handlers.views.crossing import topic
from models.queries.crossing import SetUp

SAID = 100
"""Characters of a reason in the list."""


def conflicts(state: SetUp, *, opened: bool, t: Translator) -> Screen:
    """Which units may not score each other, and why; before the round they can be taken back."""
    period_id = state.period.period_id
    text = blocks(
        bold(t("⚖️ Conflicts of interest in cross-scoring")),
        lines(
            *(
                t(
                    "• %(a)s – %(b)s: %(why)s",
                    a=each.name_a,
                    b=each.name_b,
                    why=plain(each.why, SAID),
                )
                for each in state.conflicts
            )
        )
        if state.conflicts
        else t("None has been declared."),
        _what_it_means(state, opened=opened, t=t),
    )
    rows: list[tuple[Button, ...]] = [(button(t("➕ Declare"), "cross.conflict", period_id),)]
    if not opened:
        rows += [
            (
                button(
                    t("🗑 %(a)s – %(b)s", a=each.name_a, b=each.name_b),
                    "cross.reconcile",
                    period_id,
                    each.unit_a,
                    each.unit_b,
                ),
            )
            for each in state.conflicts
        ]
    rows.append((button(t("◀️ Back"), "cross.setup", period_id),))
    return Screen(
        text, tuple(rows), route=pack("cross.conflicts", period_id), topic=topic(period_id)
    )


def _what_it_means(state: SetUp, *, opened: bool, t: Translator) -> Markup:
    if not state.conflicts:
        return Markup("")
    if opened:
        return t("These units do not score each other; their assignments have been ended.")
    return t("These units do not score each other.")


def choose(state: SetUp, chosen: tuple[int, ...], t: Translator) -> Screen:
    """The first unit, the second, then why."""
    period_id = state.period.period_id
    names = [state.names[unit][1] for unit in chosen]
    back = (button(t("◀️ Back"), "cross.conflicts", period_id),)
    where = pack("cross.conflict", period_id, *chosen)
    title = bold(t("⚖️ Conflicts of interest in cross-scoring"))
    if len(chosen) > 1:
        text = blocks(
            title,
            Markup("{} – {}").format(*names),
            bold(t("Please type the reason. It is kept in the record.")),
        )
        asks = pack("cross.conflicted", period_id, *chosen)
        return Screen(text, (back,), route=where, topic=topic(period_id), asks=asks)
    buttons = [
        button(short, "cross.conflict", period_id, *chosen, unit)
        for unit, (_, short) in state.names.items()
        if unit not in chosen
    ]
    question = t("Between %(unit)s and which unit?", unit=names[0]) if names else t("Which unit?")
    return Screen(
        blocks(title, bold(question)),
        (*grid(buttons, 2), back),
        route=where,
        topic=topic(period_id),
    )
