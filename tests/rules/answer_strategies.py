"""Any answer and any sheet that officials may give, for hypothesis."""

from hypothesis import strategies as st

from models.points import from_hundredths
from models.rules.answers import Answer
from models.rules.criteria import RuleKind

AMOUNTS = st.integers(0, 20_000).map(from_hundredths)
TIMES = st.integers(0, 60)
LATE = st.integers(0, 40).map(lambda days: {"submission_log": days})


def answers_for(item):
    """Any answer an official may give for `item`."""
    counts = st.fixed_dictionaries({each.code: TIMES for each in item.counted})
    kinds = {
        RuleKind.PROPORTIONAL: st.builds(
            Answer, actual=AMOUNTS, target=AMOUNTS.filter(bool), counts=counts
        ),
        RuleKind.TARGET_LEADER: st.builds(Answer, actual=AMOUNTS, target=AMOUNTS),
        RuleKind.TIERED: st.builds(Answer, tier=st.integers(1, max(len(item.tiers), 1))),
        RuleKind.BINARY: st.builds(Answer, met=st.booleans()),
        RuleKind.SUBTRACT: st.builds(Answer, counts=counts),
    }
    given_one = kinds.get(item.kind, st.builds(Answer, count=TIMES))
    return given_one | st.just(Answer(not_assigned=True)) if item.na_allowed else given_one


def sheets(table):
    """Any sheet, whole or partly filled."""
    return st.fixed_dictionaries({}, optional={i.code: answers_for(i) for i in table.items})
