from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers import Answer
from models.rules.scoring import leader_points
from tests.rules.answer_strategies import AMOUNTS
from tests.rules.criteria_tables import small_table

LEADER = small_table().item("leader")


def d(text):
    return Decimal(text)


def test_the_leader_rule_of_the_regulation():
    answers = {
        "A": Answer(d("120"), d("100")),
        "B": Answer(d("88"), d("80")),
        "C": Answer(d("50"), d("50")),
        "D": Answer(d("150"), d("200")),
        "E": Answer(d("30"), d("0")),
        "F": Answer(d("12"), d("0")),
    }
    expected = {"A": 50, "B": 37.5, "C": 25, "D": 18.75, "E": 50, "F": 20}

    assert leader_points(LEADER, answers) == expected


CLUSTERS = st.dictionaries(
    st.integers(1, 30), st.builds(Answer, actual=AMOUNTS, target=st.none() | AMOUNTS), max_size=8
)


@given(CLUSTERS, st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)

    assert leader_points(LEADER, dict(shuffled)) == leader_points(LEADER, answers)


@given(CLUSTERS)
def test_leader_points_stay_between_zero_and_the_maximum(answers):
    came = leader_points(LEADER, answers)

    assert came.keys() == answers.keys()
    assert all(0 <= each <= 50 for each in came.values())


@given(
    CLUSTERS.filter(lambda answers: any(a.target and a.actual > a.target for a in answers.values()))
)
def test_whoever_exceeds_most_gets_the_maximum(answers):
    came = leader_points(LEADER, answers)
    rates = {unit: a.actual / a.target for unit, a in answers.items() if a.target}
    best = max(rates, key=rates.get)

    assert came[best] == 50


@given(CLUSTERS)
def test_a_higher_rate_never_earns_less(answers):
    came = leader_points(LEADER, answers)
    ranked = sorted(
        (Fraction(a.actual) / Fraction(a.target), came[unit])
        for unit, a in answers.items()
        if a.target
    )

    assert [each for _, each in ranked] == sorted(each for _, each in ranked)


def test_several_leaders_all_get_the_maximum():
    answers = {
        1: Answer(d("110"), d("100")),
        2: Answer(d("55"), d("50")),
        3: Answer(d("10"), d("10")),
    }

    assert leader_points(LEADER, answers) == {1: 50, 2: 50, 3: 25}


def test_where_nobody_exceeds_nobody_gets_more_than_the_share_at_target():
    answers = {1: Answer(d("100"), d("100")), 2: Answer(d("30"), d("60"))}

    assert leader_points(LEADER, answers) == {1: 25, 2: d("12.5")}


def test_where_nobody_achieved_anything_nobody_has_points():
    answers = {1: Answer(d("0"), d("0")), 2: Answer(d("0")), 3: Answer(d("0"), d("10"))}

    assert leader_points(LEADER, answers) == {1: 0, 2: 0, 3: 0}


def test_targets_that_the_head_assigned_count_first():
    answers = {1: Answer(actual=d("120")), 2: Answer(d("110"), d("10"))}

    assert leader_points(LEADER, answers, {1: d("100"), 2: d("100")}) == {
        1: 50,
        2: d("37.5"),
    }


def test_units_without_a_result_are_left_out_of_the_comparison():
    answers = {1: Answer(not_assigned=True), 2: Answer(), 3: Answer(d("5"), d("5"))}

    assert leader_points(LEADER, answers) == {3: 25}
    assert leader_points(LEADER, {}) == {}
