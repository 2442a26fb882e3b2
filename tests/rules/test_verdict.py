import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.verdict import read_verdict

NUMBERS = st.integers(0, 10_000).map(
    lambda hundredths: f"{hundredths // 100},{hundredths % 100:02}"
)
REASONS = st.sampled_from(
    ["chưa đủ minh chứng", "số liệu do tỉnh cấp chưa khớp", "thiếu\nbiên bản", "vì sao chưa rõ"]
)
BETWEEN = st.sampled_from(
    [" vì ", " do ", " điểm vì ", " điểm: ", ": ", " - ", " ", " because ", "đ do "]
)


@given(NUMBERS, BETWEEN, REASONS)
def test_value_and_reason_come_apart_however_they_are_joined(number, between, reason):
    found = read_verdict(number + between + reason)

    assert found.value == number
    assert found.reason == reason.removeprefix("vì ") or found.reason == reason


@pytest.mark.parametrize("typed", ["90", " 90 ", "90 điểm", "90đ", "90.", "90 points"])
def test_points_alone_have_no_reason(typed):
    found = read_verdict(typed)

    assert (found.value, found.reason) == ("90", "")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 050 vì gõ nhầm", "1 050"),
        ("1.000.000 vì gõ nhầm", "1.000.000"),
        ("chín mươi", "chín mươi"),
        ("-5 vì nhầm dấu", "-5"),
        ("90,5,2 vì nhầm", "90,5,2"),
        ("", ""),
    ],
)
def test_what_is_no_plain_number_is_left_whole_to_be_refused_by_name(typed, value):
    assert read_verdict(typed).value == value


@pytest.mark.parametrize("typed", ["120/100 vì số liệu của ngành", "120 / 100: số liệu của ngành"])
def test_a_result_may_be_measured_by_its_target(typed):
    found = read_verdict(typed)

    assert found.value.replace(" ", "") == "120/100"
    assert found.reason == "số liệu của ngành"


@given(st.text(max_size=200))
def test_any_text_is_read_and_nothing_is_made_up(text):
    found = read_verdict(text)

    assert len(found.value) + len(found.reason) <= 4 * len(text)
