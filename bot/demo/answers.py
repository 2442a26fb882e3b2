"""What units type into their sheets in the demo: told by the story, or the most there is."""

from decimal import Decimal

from models.queries.sheet import ItemState
from models.rules.answers import Answer, parse_answer
from models.rules.criteria import RuleKind

FULL = {
    RuleKind.TIERED: "1",
    RuleKind.BINARY: "đạt",
    RuleKind.SUBTRACT: "0",
    RuleKind.BONUS: "0",
    RuleKind.DEDUCTION: "0",
}
"""What a unit types that has done everything; measured and counted items are worked out."""


def typed(state: ItemState, text: str | None) -> Answer:
    """What a unit typed for an item; where nothing is said, the most."""
    return parse_answer(state.item, text or _everything(state), state.target)


def _everything(state: ItemState) -> str:
    item, most = state.item, Decimal(100)
    if item.kind is RuleKind.PROPORTIONAL:
        return str(state.target or item.target or f"{most}/{most}")
    if item.kind is RuleKind.TARGET_LEADER:
        return "52/50"
    if item.kind is RuleKind.COUNT:
        return str(-(-item.max // (item.per_unit or Decimal(1))))
    if item.kind is RuleKind.SUBTRACT:
        return " ".join("0" for _ in item.counted)
    return FULL[item.kind]
