from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.faults import FAULT_CODES
from models.rules.roster import ROSTER_FAULT_CODES, FormerName, check_roster, read_roster


def day(month, number, year=2026):
    return date(year, month, number)


def a_unit(code, **more):
    return {
        "code": code,
        "name": f"Cục {code}",
        "short_name": code.upper(),
        "from": day(1, 1, 2020),
        **more,
    }


NEW_YEAR, YEARS_END = day(1, 1), day(12, 31)


def a_term(unit, office="head", start=NEW_YEAR, to=YEARS_END):
    return {"unit": unit, "office": office, "from": start, "to": to}


def a_person(name, unit=None, role="officer", **more):
    return {"name": name, "role": role, **({"unit": unit} if unit else {}), **more}


ROSTER = {
    "cluster": {
        "code": "cum-1",
        "kind": "cum",
        "number": 1,
        "name": "Cụm thi đua số 1",
        "short_name": "CTĐ1",
        "council": "Hội đồng Thi đua - Khen thưởng tỉnh",
        "standing_body": "Ban Thi đua - Khen thưởng tỉnh",
        "province": "Thanh Hóa",
        "year": 2026,
        "theme": None,
        "settings": {"points_visible": "published", "language": "vi"},
    },
    "units": [
        a_unit("thue", former_names=[{"name": "Chi cục Thuế", "until": day(12, 31, 2019)}]),
        a_unit("kho-bac"),
        a_unit("ngan-hang", to=day(6, 30), merged_into="kho-bac"),
    ],
    "offices": [
        a_term("thue", to=day(6, 30)),
        a_term("kho-bac", start=day(7, 1)),
        a_term("kho-bac", "deputy", to=day(6, 30)),
    ],
    "people": [
        a_person("Trần Văn A", "thue", "leader", title="Cục trưởng"),
        a_person("Lê Thị B", "kho-bac", to=day(9, 30)),
        a_person("Ngô Văn C", role="observer"),
    ],
    "targets": [
        {"unit": "thue", "criterion": "I.1", "value": 1250.5},
        {"unit": "kho-bac", "criterion": "I.1", "not_assigned": True},
    ],
}


def changed(path, value):
    """The roster with `value` at `path`; Ellipsis takes away what is there."""
    roster = deepcopy(ROSTER)
    here = roster
    for step in path[:-1]:
        here = here[step]
    if value is ...:
        del here[path[-1]]
    elif isinstance(here, list) and path[-1] == len(here):
        here.append(value)
    else:
        here[path[-1]] = value
    return roster


def faults(roster):
    return [(each.path, each.code) for each in check_roster(roster)]


HEAD = ("offices", 0)
# What is put where, the fault, and the path of the fault where it is another.
CASES = [
    (("units",), {}, "not_a_list", None),
    (("cluster",), [], "not_a_mapping", None),
    (("units", 0, "name"), 5, "not_text", None),
    (("units", 0, "name"), " ", "text_empty", None),
    (("units", 0, "name"), "a\nb", "text_hidden", None),
    (("units", 0, "name"), "x" * 201, "text_too_long", None),
    (("units", 0, "short_name"), "x" * 25, "text_too_long", None),
    (("cluster", "short_name"), "CỤMTHIĐUA10", "text_too_long", None),
    (("cluster", "short_name"), "CTĐ 10", "bad_short_name", None),
    (("cluster", "short_name"), "CTĐ/10", "bad_short_name", None),
    (("cluster", "code"), "Cụm 1", "bad_slug", None),
    (("cluster", "code"), "cum--1", "bad_slug", None),
    (("cluster", "code"), "-cum", "bad_slug", None),
    (("cluster", "code"), ..., "missing_key", None),
    (("cluster", "year"), None, "missing_key", None),
    (("cluster", "year"), "2026", "not_whole", None),
    (("cluster", "year"), 1999, "out_of_range", None),
    (("cluster", "number"), True, "not_whole", None),
    (("cluster", "colour"), "đỏ", "unknown_key", None),
    (("cluster", "kind"), "cụm", "unknown_choice", None),
    (("cluster", "settings", "points_visible"), "never", "unknown_choice", None),
    (("cluster", "settings", "language"), "fr", "unknown_choice", None),
    ((*HEAD, "office"), "chief", "unknown_choice", None),
    (("people", 0, "role"), "boss", "unknown_choice", None),
    (("units", 0, "from"), "2020-01-01", "not_a_date", None),
    (("units", 0, "from"), datetime(2020, 1, 1), "not_a_date", None),  # noqa: DTZ001
    (("units", 0, "from"), 2020, "not_a_date", None),
    (("units", 2, "to"), day(1, 1, 2019), "dates_reversed", None),
    ((*HEAD, "from"), day(7, 1), "dates_reversed", (*HEAD, "to")),
    (("people", 1, "from"), day(10, 1), "dates_reversed", ("people", 1, "to")),
    (("units",), [a_unit("thue")], "too_few_units", None),
    (("units",), [a_unit(f"u{n}") for n in range(61)], "too_many_units", None),
    (("units", 1, "code"), "thue", "duplicate_unit_code", None),
    (("units", 1, "name"), " CUC  thue", "duplicate_unit_name", None),
    (("units", 1, "short_name"), "Thuế", "duplicate_unit_short_name", None),
    (("units", 2, "merged_into"), "hai-quan", "unknown_unit", None),
    (("units", 2, "merged_into"), "ngan-hang", "merged_into_self", None),
    (("units", 1, "merged_into"), "ngan-hang", "merged_in_a_circle", None),
    (("units", 2, "to"), None, "merged_without_end", None),
    ((*HEAD, "unit"), "hai-quan", "unknown_unit", None),
    (("people", 0, "unit"), "hai-quan", "unknown_unit", None),
    (("targets", 0, "unit"), "hai-quan", "unknown_unit", None),
    ((*HEAD, "to"), day(7, 1), "term_overlaps", ("offices", 1)),
    (("offices", 3), a_term("thue", "deputy", day(3, 1), day(4, 1)), "term_overlaps", None),
    ((*HEAD, "to"), day(6, 29), "no_head", ("offices",)),
    (("offices", 1), ..., "no_head", ("offices",)),
    (("offices",), [], "no_head", None),
    (("offices", 2, "unit"), "ngan-hang", None, None),
    (("offices", 2), a_term("ngan-hang", "deputy"), "office_outside_membership", (2, "to")),
    (("people", 1, "from"), day(1, 1, 2019), "person_outside_membership", None),
    (("people", 2, "unit"), "thue", "observer_with_unit", None),
    (("people", 0, "unit"), ..., "unit_missing", None),
    (("people", 3), a_person("TRẦN VĂN A", "thue", "leader"), "duplicate_person", (3, "name")),
    (("targets", 0, "not_assigned"), True, "target_undecided", ("targets", 0)),
    (("targets", 0, "value"), ..., "target_undecided", ("targets", 0)),
    (("targets", 1, "not_assigned"), False, "target_undecided", ("targets", 1)),
    (("targets", 1, "not_assigned"), "x", "not_true_or_false", None),
    (("targets", 0, "value"), "nhiều", "not_a_number", None),
    (("targets", 0, "value"), -1, "negative", None),
    (("targets", 0, "value"), 0.125, "too_many_decimals", None),
    (("targets", 2), {"unit": "thue", "criterion": "I.1", "value": 1}, "duplicate_target", None),
    (("units", 0, "former_names", 0, "until"), "2019", "not_a_date", None),
    (
        ("units", 0, "former_names", 1),
        {"name": "Ty Thuế", "until": day(12, 31, 2019)},
        "former_names_out_of_order",
        ("units", 0, "former_names", 1, "until"),
    ),
]


def test_a_roster_in_order_has_no_fault():
    assert faults(ROSTER) == []


@pytest.mark.parametrize(("path", "value", "code", "place"), CASES)
def test_what_is_wrong_is_found_where_it_stands(path, value, code, place):
    place = path if place is None else (path[0], *place) if isinstance(place[0], int) else place
    found = faults(changed(path, value))

    assert ((place, code) in found) if code else (found == [])


def test_every_fault_has_a_case():
    cases = {code for _, _, code, _ in CASES if code}

    assert cases >= ROSTER_FAULT_CODES
    assert cases <= ROSTER_FAULT_CODES | FAULT_CODES
    assert not ROSTER_FAULT_CODES & FAULT_CODES


def test_faults_are_found_all_at_once():
    roster = changed(("units", 0, "from"), "hôm qua")
    roster["cluster"]["kind"] = "nhóm"
    roster["people"][0]["unit"] = "hai-quan"
    roster["offices"] = []

    assert faults(roster) == [
        (("cluster", "kind"), "unknown_choice"),
        (("units", 0, "from"), "not_a_date"),
        (("offices",), "no_head"),
        (("people", 0, "unit"), "unknown_unit"),
    ]


def test_the_days_without_a_head_are_told():
    roster = changed((*HEAD, "from"), day(2, 1))
    roster["offices"][1]["from"] = day(7, 15)
    roster["offices"][1]["to"] = day(11, 30)
    gaps = [each.params for each in check_roster(roster) if each.code == "no_head"]

    assert gaps == [
        {"from": "2026-01-01", "to": "2026-01-31"},
        {"from": "2026-07-01", "to": "2026-07-14"},
        {"from": "2026-12-01", "to": "2026-12-31"},
    ]


def test_a_term_may_reach_beyond_the_year():
    roster = changed((*HEAD, "from"), day(7, 1, 2025))
    roster["offices"][1]["to"] = date.max

    assert faults(roster) == []


def test_a_term_inside_a_longer_one_does_not_hide_the_next_overlap():
    roster = deepcopy(ROSTER)
    roster["offices"] = [
        a_term("thue"),
        a_term("kho-bac", start=day(2, 1), to=day(2, 28)),
        a_term("kho-bac", start=day(5, 1), to=day(5, 31)),
    ]

    assert faults(roster) == [(("offices", 1), "term_overlaps"), (("offices", 2), "term_overlaps")]


def test_one_person_may_hold_the_same_role_twice_in_turn():
    roster = changed(("people", 3), a_person("Lê Thị B", "kho-bac", **{"from": day(11, 1)}))

    assert faults(roster) == []


def test_a_roster_is_read_as_it_stands():
    roster = read_roster(ROSTER)

    assert roster.cluster.short_name == "CTĐ1"
    assert (roster.cluster.points_visible, roster.cluster.theme) == ("published", None)
    assert roster.units[0].former_names == (FormerName("Chi cục Thuế", day(12, 31, 2019)),)
    assert (roster.units[2].to, roster.units[2].merged_into) == (day(6, 30), "kho-bac")
    assert [(each.unit, each.office) for each in roster.offices] == [
        *(("thue", "head"), ("kho-bac", "head"), ("kho-bac", "deputy")),
    ]
    assert [each.value for each in roster.targets] == [Decimal("1250.5"), None]


def test_what_is_left_out_has_a_plain_meaning():
    roster = deepcopy(ROSTER)
    for key in ("number", "standing_body", "province", "theme", "settings"):
        del roster["cluster"][key]
    del roster["targets"]
    read = read_roster(roster)

    assert check_roster(roster) == []
    assert (read.cluster.number, read.cluster.province) == (None, "")
    assert (read.cluster.points_visible, read.cluster.language) == ("published", "vi")
    assert read.targets == ()


def test_people_speak_from_new_year_or_from_the_units_first_day():
    roster = deepcopy(ROSTER)
    roster["units"][1]["from"] = day(3, 1)
    roster["units"][2] |= {"to": day(12, 31, 2025)}
    roster["people"].append(a_person("Đỗ Văn D", "ngan-hang"))
    starts = [each.start for each in read_roster(roster).people]

    assert starts == [day(1, 1), day(3, 1), day(1, 1), day(1, 1, 2020)]


def test_texts_are_read_in_one_form_of_unicode():
    roster = changed(("units", 0, "name"), " Cu\u0323c Thue\u0302\u0301 ")

    assert read_roster(roster).units[0].name == "Cục Thuế"


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=3),
    st.sampled_from(["thue", "kho-bac", "ngan-hang", "head", "observer", "cum"]),
)
KEYS = st.one_of(
    st.sampled_from(
        ["code", "name", "unit", "from", "to", "merged_into", "office", "role", "value", "until"]
    ),
    SCALARS,
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=5),
        st.frozensets(SCALARS),
    ),
    max_leaves=12,
)
PATHS = sorted({path for path, value, _, _ in CASES if value is not ...}, key=repr)


@given(ANYTHING)
def test_no_data_at_all_makes_the_check_fail(data):
    assert check_roster(data)


@given(st.dictionaries(st.sampled_from(list(ROSTER)), ANYTHING))
def test_no_parts_make_the_check_fail(parts):
    check_roster({**ROSTER, **parts})


@given(st.sampled_from(PATHS), ANYTHING)
def test_a_roster_without_faults_can_be_read_and_others_name_places(path, value):
    roster = changed(path, value)
    found = check_roster(roster)

    assert all(each.path[0] in ROSTER for each in found)
    assert found or read_roster(roster)
