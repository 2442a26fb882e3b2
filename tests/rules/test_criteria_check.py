from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.rules.criteria import check_table, read_table
from models.rules.faults import FAULT_CODES, Fault, fault
from tests.rules.criteria_mistakes import (
    GONE,
    LEVEL,
    MISTAKES,
    PLAN,
    REPORT,
    WAVES,
    changed,
)
from tests.rules.criteria_tables import SMALL, sample_document, small_document

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
    | st.sampled_from(["group", "count", "bonus", "7.5", "1e9", "I", "E1", 0, 1, -1, 0.001, 100])
)
KEYS = st.text(max_size=5) | st.sampled_from([*SMALL, "max", "kind", "children", "code", "params"])
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | SCALARS, inner, max_size=4),
    max_leaves=12,
)


def places(value, path=()):
    """Every path of a document, leaves and branches."""
    yield path
    pairs = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for step, inner in pairs:
        yield from places(inner, (*path, step))


def nested(depth):
    """A section that holds groups `depth` deep."""
    node = {"code": "leaf", "name_vi": "Lá", "kind": "binary", "max": 200}
    for level in range(depth):
        node = {
            "code": f"g{level}",
            "name_vi": "Nhóm",
            "kind": "group",
            "max": 200,
            "children": [node],
        }
    return node


def codes(document):
    return [found.code for found in check_table(document)]


def test_a_good_table_has_no_fault():
    assert check_table(small_document()) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{'.'.join(map(str, m[0]))} {m[2]}")
def test_a_mistake_is_named_where_it_stands(mistake):
    path, value, code, *elsewhere = mistake
    found = check_table(changed(small_document(), path, value))
    where = elsewhere[0] if elsewhere else path

    assert code in [each.code for each in found]
    assert where is None or (where, code) in [(each.path, each.code) for each in found]


def test_every_known_fault_can_be_found():
    documents = [changed(small_document(), path, value) for path, value, *_ in MISTAKES]
    deep = small_document(sections=[nested(6)])
    large = small_document(worked_examples=[0] * 20_000)
    found = {code for document in [*documents, deep, large] for code in codes(document)}

    assert found == FAULT_CODES


def test_all_mistakes_are_found_at_once():
    document = changed(small_document(), (*LEVEL, "tiers", 0, "points"), 29)
    document = changed(document, ("scale", "rounding"), "down")
    document = changed(document, (*PLAN, "evidence", 0), "E9")

    assert set(codes(document)) >= {"tier_max_differs", "unknown_choice", "unknown_evidence"}


def test_a_wrong_sum_is_told_with_its_difference():
    (found, _) = check_table(changed(small_document(), ("sections", 0, "max"), 112.5))

    assert found == Fault(
        ("sections", 0, "max"),
        "sum_differs",
        {"code": "I", "sum": "120", "max": "112.5", "difference": "7.5"},
    )


def test_sums_are_exact_where_floats_would_not_be():
    document = small_document()
    children = document["sections"][0]["children"][0]["children"]
    children[0]["max"], children[1]["max"] = 0.1, 0.2
    document["sections"][0]["children"][0]["max"] = 0.3

    assert ("sections", 0, "children", 0, "max") not in [
        each.path for each in check_table(document)
    ]


def test_a_fault_names_the_nearest_code():
    (found,) = check_table(changed(small_document(), (*PLAN, "evidence", 0), "E9"))

    assert found.params == {"code": "plan", "value": "E9"}


def test_groups_may_be_nested_only_so_deep():
    assert "too_deep" not in codes(small_document(sections=[nested(5)]))
    assert "too_deep" in codes(small_document(sections=[nested(6)]))
    assert "too_deep" in codes(small_document(sections=[nested(3000)]))


def test_a_document_that_holds_itself_is_refused():
    loop = small_document()
    loop["sections"][0]["children"].append(loop["sections"][0])

    assert codes(loop) == ["too_large"]


def test_only_known_faults_can_be_made():
    with pytest.raises(ValueError, match="no such fault"):
        fault((), "a_new_one")


def test_deductions_need_no_common_cap():
    document = small_document()
    document["scale"]["deduction_max"] = document["deductions"]["max"] = None

    assert check_table(document) == []


def test_evidence_may_be_required_where_a_unit_can_send_any_of_what_is_listed():
    both, automatic = changed(small_document(), (*REPORT, "evidence_required"), True), ["E2"]

    assert check_table(both) == []
    assert read_table(both).item("report").evidence_required
    assert codes(changed(both, (*REPORT, "evidence"), automatic)) == ["evidence_not_sendable"]


def test_numbers_written_as_text_are_numbers():
    document = changed(small_document(), (*WAVES, "params", "per_unit"), "7,5")

    assert check_table(changed(document, ("scale", "base_max"), Decimal(200))) == []


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_anything_at_all_is_checked_without_an_error(data):
    for found in check_table(data):
        assert found.code in FAULT_CODES
        assert all(isinstance(value, str) for value in found.params.values())


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(list(places(SMALL))[1:]), ANYTHING | st.just(GONE))
def test_a_table_without_faults_can_be_read_whatever_was_changed(path, value):
    document = changed(small_document(), path, value)

    if not check_table(document):
        assert read_table(document).parts


MAXIMA = [path for path in places(sample_document()) if path[-1:] == ("max",)]


@pytest.mark.parametrize("change", [Decimal("0.01"), Decimal(-1), Decimal(10)])
def test_no_maximum_of_the_sample_can_be_changed_alone(change):
    harmless = []
    for path in MAXIMA:
        document = sample_document()
        inside = document
        for step in path[:-1]:
            inside = inside[step]
        inside["max"] = Decimal(str(inside["max"])) + change
        if not check_table(document):
            harmless.append(path[0])

    assert set(harmless) <= {"bonus", "deductions"}  # an item's own cap there is free
