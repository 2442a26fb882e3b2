from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_file import LARGEST, YAML_FAULT_CODES, load

SHOWN = """\
# a comment
a: 1
b:
  - x: 010
  - y: 2026-02-31
    z: 2026-11-15

    t: 17:00
"""


def faults(text):
    return [(each.path, each.code, each.params.get("line")) for each in load(text).faults]


def test_values_are_read_without_surprises():
    document = load("a: [010, 17:00, yes, 1_000, 0x1F, 2026-02-31, 1e3, null, ~, true, 7, -2.50]")

    assert document.data == {
        "a": [
            *("010", "17:00", "yes", "1_000", "0x1F", "2026-02-31", "1e3"),
            *(None, None, True, 7, -2.5),
        ]
    }


def test_days_are_dates_and_moments_stay_text():
    assert load("[2026-11-15, 2026-11-15 17:00]").data == [date(2026, 11, 15), "2026-11-15 17:00"]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("a",), 2),
        (("b",), 3),
        (("b", 0), 4),
        (("b", 1), 5),
        (("b", 1, "z"), 6),
        (("b", 1, "t"), 8),
        (("b", 1, "missing"), 5),
        (("b", 7), 3),
        (("b", -1), 3),
        (("b", "x"), 3),
        (("a", "x"), 2),
        (("missing", 3), 1),
    ],
)
def test_a_path_leads_to_its_line_or_to_the_nearest_around_it(path, line):
    assert load(SHOWN).line(path) == line


def test_a_file_is_read_like_its_text(tmp_path):
    file = tmp_path / "roster.yaml"
    file.write_bytes("\ufefftên: Cụm 1\r\nsố: 1\r\n".encode())

    assert load(file).data == load(file.read_bytes()).data == {"tên": "Cụm 1", "số": 1}
    assert load(file).line(("số",)) == 2


def test_a_missing_file_is_not_a_fault_of_the_document(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")


def test_an_empty_document_has_no_data_and_no_fault():
    assert (load("").data, load("# nothing\n").data, faults("")) == (None, None, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [", "3"),
        ("a: 1\nb: c: d", "2"),
        ("- a\nb: 1", "2"),
        ("a: 'x", "1"),
        ("a: 1\nb: \x01", "2"),
        ("--- a\n--- b", "2"),
        ("a: 1\n? [b]\n: 2", "2"),
        ("a:\n  !!python/object/apply:os.system [x]", "2"),
        ("%YAML 9\n---\na", "1"),
    ],
)
def test_what_cannot_be_read_is_one_fault_with_its_line(text, line):
    document = load(text)

    assert faults(text) == [((), "yaml_syntax", line)]
    assert document.data is None
    assert document.line(()) == int(line)


def test_keys_given_twice_are_reported_where_they_come_again():
    document = load("a: 1\nb:\n  - c: 1\n    d: 2\n    c: 3\na: 4\n")

    assert [(each.path, each.code, each.params) for each in document.faults] == [
        (("b", 0, "c"), "yaml_duplicate_key", {"key": "c"}),
        (("a",), "yaml_duplicate_key", {"key": "a"}),
    ]
    assert [document.line(each.path) for each in document.faults] == [5, 6]


def test_aliases_are_refused_before_they_can_grow():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )

    assert faults(bomb) == [((), "yaml_alias", "2")]
    assert faults("a: &a [*a]") == [((), "yaml_alias", "1")]
    assert load("a: &unused 1").data == {"a": 1}


def test_depth_without_end_is_refused():
    assert faults("[" * 500_000) == [((), "yaml_too_deep", "1")]
    assert faults("[" * 41 + "]" * 41) == [((), "yaml_too_deep", "1")]
    assert faults("[" * 40 + "]" * 40) == []


def test_files_beyond_the_cap_are_not_read(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * (LARGEST + 1))

    assert [each.code for each in load(file).faults] == ["yaml_too_large"]
    assert load(b"#" * LARGEST).faults == ()


@pytest.mark.parametrize("text", [b"\xff\xfe", "a: Tê".encode("utf-16"), "\ud800"])
def test_other_encodings_are_refused(text):
    assert faults(text) == [((), "yaml_not_utf8", None)]


@pytest.mark.parametrize("kind", ["int", "float", "bool", "timestamp", "null"])
@pytest.mark.parametrize("value", ["x", "''", "'@'", "9" * 5000])
def test_a_value_that_its_tag_cannot_hold_does_not_stop_the_reading(kind, value):
    document = load(f"a: !!{kind} {value}")

    assert document.faults == ()
    assert list(document.data) == ["a"]


@given(st.one_of(st.text(), st.text("abé:-[]{}&*!?|>'\"#%@,~<1. \n\t"), st.binary()))
def test_nothing_that_is_sent_makes_the_reading_fail(text):
    document = load(text)

    assert {each.code for each in document.faults} <= YAML_FAULT_CODES
    assert all(document.line(each.path) >= 1 for each in document.faults)


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")))
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, st.dates(date(1000, 1, 1))),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXTS, inner)),
    max_leaves=10,
)


@given(PLAIN)
def test_what_is_written_is_read_back(value):
    assert load(yaml.safe_dump(value, allow_unicode=True)).data == value
