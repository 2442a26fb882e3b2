from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_file import YAML_FAULT_CODES, load
from handlers.i18n import LOCALES, translator
from handlers.views import faults as view
from models.rules.faults import FAULT_CODES, Fault
from models.rules.roster import ROSTER_FAULT_CODES, check_roster, read_roster

CODES = FAULT_CODES | ROSTER_FAULT_CODES | YAML_FAULT_CODES
CLUSTERS = sorted((Path(__file__).parent.parent / "bot/samples/clusters").glob("*.yaml"))
SOME_PARAMS = {
    **dict.fromkeys(("sum", "max", "difference", "scale", "part", "per_unit", "tier"), "1000.50"),
    **dict.fromkeys(("above", "cap", "points", "limit", "count", "low", "high", "line"), "12"),
    **dict.fromkeys(("from", "to", "until"), "2026-11-15"),
    **dict.fromkeys(("value", "key", "kind", "choices", "unit", "units", "office"), "<x>"),
    **dict.fromkeys(("role", "criterion", "problem"), "<x>"),
}


def said(code, path=(), locale="vi", /, **params):
    return str(view.fault(Fault(path, code, params), translator(locale)))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_every_fault_has_words(code, locale):
    words = said(code, (), locale, **SOME_PARAMS)

    assert words.endswith((".", "(không giao chỉ tiêu)."))
    assert "<x>" not in words
    assert code not in words


def test_there_are_no_words_for_faults_that_do_not_exist():
    assert set(view._SENTENCES) == CODES


def test_the_place_is_told_as_in_the_file_counting_from_one():
    words = said("text_empty", ("units", 2, "name"), "en")

    assert words == (
        "<code>units › 3 › name</code>: The text is empty. Fill it in, or delete the line."
    )


def test_the_nearest_criterion_is_named_beside_the_place():
    words = said("text_empty", ("sections", 0, "name_vi"), "en", code="I")

    assert words.startswith("<code>sections › 1 › name_vi</code> (I): ")


def test_what_the_file_says_is_repeated_harmlessly():
    words = said("unknown_key", ("<b>",), "en", key="<b>", code="&")

    assert words.startswith("<code>&lt;b&gt;</code> (&amp;): «&lt;b&gt;» means nothing here.")


def test_days_and_points_are_written_as_people_write_them():
    assert "từ 01/01/2026 đến nay" in said(
        "office_outside_membership", unit="thue", **{"from": "2026-01-01", "to": ""}
    )
    assert "1.000 điểm" in said("base_differs", sum="1000.00", max="990", difference="10.00")
    assert "không giới hạn" in said("part_max_differs", max="", scale="50")


def test_shares_keep_all_their_decimals():
    assert "0.995" in said("weights_differ", sum="0.995")


@given(st.sampled_from(sorted(CODES)), st.text(max_size=10))
def test_odd_values_do_not_stop_the_words(code, value):
    assert said(code, ("units", 0, value), **dict.fromkeys(SOME_PARAMS, value))


def test_there_is_a_sample_of_each_cluster():
    assert [path.stem for path in CLUSTERS] == [
        "cum-10-thanh-hoa",
        "cum-11",
        "cum-dong-bang-song-hong",
        "khoi-mat-tran-doan-the",
        "khoi-so-nganh-tong-hop",
    ]


@pytest.mark.parametrize(("path", "units"), list(zip(CLUSTERS, (8, 11, 9, 6, 10), strict=True)))
def test_the_samples_are_without_fault(path, units):
    document = load(path)
    roster = read_roster(document.data)
    roles = [each.role for each in roster.people]

    assert document.faults == ()
    assert check_roster(document.data) == []
    assert roster.cluster.code == path.stem
    assert roster.cluster.year == 2026
    assert len(roster.units) == roles.count("leader") == roles.count("officer") == units
    assert (roles.count("substitute"), roles.count("observer")) == (1, 1)


def test_the_samples_can_live_in_one_installation():
    rosters = [read_roster(load(path).data) for path in CLUSTERS]
    codes = [unit.code for roster in rosters for unit in roster.units]
    names = [person.name for roster in rosters for person in roster.people]

    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)


def test_the_demo_cluster_keeps_the_offices_of_its_news():
    offices = read_roster(load(CLUSTERS[0]).data).offices

    assert [(each.unit, each.office, each.start) for each in offices] == [
        ("thanh-hoa-cuc-thue", "head", date(2026, 1, 1)),
        ("thanh-hoa-quan-ly-thi-truong", "deputy", date(2026, 1, 1)),
    ]


def test_a_fault_of_a_sample_is_told_with_its_line():
    text = CLUSTERS[0].read_text("utf-8").replace("office: head", "office: chief")
    document = load(text)
    found = {each.code: document.line(each.path) for each in check_roster(document.data)}
    lines = text.splitlines()

    assert "office: chief" in lines[found["unknown_choice"] - 1]
    assert lines[found["no_head"] - 1] == "offices:"
