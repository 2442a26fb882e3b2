"""What an item asks, and how it is scored, in one or two sentences."""

from decimal import Decimal

from markupsafe import Markup

from handlers.i18n import Translator
from handlers.screen import lines
from handlers.views.answer import unit_sign
from models.queries.sheet import ItemState
from models.rules.criteria import Item, RuleKind


def terms(state: ItemState, t: Translator) -> Markup:
    """How this item is scored, in one or two sentences, and what violations cost."""
    count = len(state.item.violations)
    return lines(basis(state, t), *(violation_line(state.item, each, t) for each in range(count)))


def basis(state: ItemState, t: Translator) -> Markup:
    """How this item's points come about, violations aside; empty where its answers say it."""
    item = state.item
    said: list[Markup | str] = []
    if item.kind == RuleKind.PROPORTIONAL:
        said.append(_share_words(state, t))
        if item.floor_rate:
            said.append(
                t("Below %(rate)s%% of the target: 0 points.", rate=t.points(item.floor_rate * 100))
            )
    elif item.kind == RuleKind.TARGET_LEADER:
        said.append(
            t(
                "Points are computed for the whole cluster after the deadline, by how far "
                "each unit exceeds its target."
            )
        )
        if state.target:
            said.append(t("Target of the unit: %(target)s", target=t.points(state.target)))
    elif item.kind in (RuleKind.COUNT, RuleKind.BONUS, RuleKind.DEDUCTION):
        said.append(
            t(
                "%(points)s points each time, at most %(max)s.",
                points=t.points(item.per_unit or Decimal(0)),
                max=t.points(item.max),
            )
        )
    return lines(*said)


def goal_of(state: ItemState) -> Decimal | None:
    """The target that counts: the head's, else the table's; none if the unit must state it."""
    return state.target or state.item.target


def _share_words(state: ItemState, t: Translator) -> Markup:
    goal, highest = goal_of(state), t.points(state.item.max)
    if goal is None:
        return t("Points: share of the target reached, at most %(max)s.", max=highest)
    return t(
        "Points: share of the target reached (%(target)s%(unit)s), at most %(max)s.",
        target=t.points(goal),
        unit=unit_sign(state.item),
        max=highest,
    )


def violation_line(item: Item, index: int, t: Translator) -> Markup:
    """A violation, what it costs each time, and at most."""
    each = item.violations[index]
    line = t(
        "• %(what)s: −%(points)s points",
        what=t.pick(each.vi, each.en),
        points=t.points(each.points),
    )
    if each.cap is not None:
        line += t(" (at most −%(cap)s)", cap=t.points(each.cap))
    if each.auto_from:
        line += t(" – counted by the system")
    return line


def question(state: ItemState, t: Translator) -> Markup:
    """The question of the item's kind, with an example of an answer."""
    item = state.item
    questions = {
        RuleKind.PROPORTIONAL: _result_question,
        RuleKind.TARGET_LEADER: _leader_question,
        RuleKind.SUBTRACT: _times_question,
    }
    if item.kind in questions:
        return questions[item.kind](state, t)
    if item.kind == RuleKind.TIERED:
        return t("Which level was reached?")
    if item.kind == RuleKind.BINARY:
        return t("Was this met?")
    return t("How many times? Type a number or press a button.")


def _result_question(state: ItemState, t: Translator) -> Markup:
    if goal_of(state) is None:
        return t("Type result and target, for example 12/15.")
    if state.item.counted:
        return t("What was the result? Type it, and after a semicolon the deductions: 95; 2")
    return t("What was the result? Type a number, for example 92,5, or press a button.")


def _leader_question(state: ItemState, t: Translator) -> Markup:
    if state.target:
        return t("What was the result? Type a number, for example 120.")
    return t("Type result and target, for example 120/100 (target 0 if none was assigned).")


def _times_question(state: ItemState, t: Translator) -> Markup:
    if len(state.item.counted) > 1:
        return t(
            "How many times did it happen? Use the buttons, or type the numbers in the order "
            "above, for example 0 2."
        )
    return t("How many times did it happen? Type a number or press a button.")
