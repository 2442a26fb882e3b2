"""Decisions and links as people type them; numbers and pages that are the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import (
    DateInFuture,
    DecisionIncomplete,
    HiddenCharacters,
    NoSuchDay,
    NotALink,
    NothingTyped,
    Refusal,
    TextTooLong,
)
from models.rules.evidence import (
    NAME_LIMIT,
    Decision,
    asked_types,
    asks_decision,
    decision_key,
    host_of,
    is_public_link,
    link_key,
    parse_decision,
    parse_link,
    reads_as_link,
    shown_name,
)
from models.rules.text import fold
from tests.rules.criteria_tables import sample_table

TODAY = date(2026, 11, 9)
MARCH = date(2026, 3, 12)


def said(text):
    found = parse_decision(text, TODAY)
    return found.number, found.on, found.issuer


@pytest.mark.parametrize(
    ("typed", "number", "issuer"),
    [
        ("Số 123/QĐ-UBND ngày 12/03/2026 của UBND tỉnh", "123/QĐ-UBND", "UBND tỉnh"),
        ("123/QĐ-UBND; 12 tháng 3 năm 2026; UBND tỉnh", "123/QĐ-UBND", "UBND tỉnh"),
        ("123/QĐ-UBND ngày 12.3.2026 UBND tỉnh", "123/QĐ-UBND", "UBND tỉnh"),
        ("Số 123/QĐ - UBND ngày 12-03-2026 của UBND tỉnh.", "123/QĐ-UBND", "UBND tỉnh"),
        ("UBND tỉnh, 123/QĐ-UBND, 2026-03-12", "123/QĐ-UBND", "UBND tỉnh"),
        ("Số: 123/QĐ–UBND\nNgày: 12/3/26\nCơ quan ban hành: UBND tỉnh", "123/QĐ-UBND", "UBND tỉnh"),
        ("so 123/qd-ubnd ngay 12 thang 3 nam 2026 cua UBND tinh", "123/qd-ubnd", "UBND tinh"),
        ("Quyết định 123/2026/QĐ-TTg ngày 12/03/2026", "123/2026/QĐ-TTg", None),
        ("Quyết định số 9 ngày 12/03/2026 của Chủ tịch nước", "9", "Chủ tịch nước"),
        (
            "Bằng khen theo Quyết định số 88/QĐ-BTC ngày 12/03/2026 do Bộ trưởng Bộ Tài chính ký",
            "88/QĐ-BTC",
            "Bộ trưởng Bộ Tài chính",
        ),
        ("Bằng khen của UBND tỉnh, số 5/QĐ-UBND, 12/03/2026", "5/QĐ-UBND", "UBND tỉnh"),
        (
            "Số 12/QĐ-SNV, ngày 12/03/2026, Sở Nội vụ, tỉnh Đồng Nai",
            "12/QĐ-SNV",
            "Sở Nội vụ, tỉnh Đồng Nai",
        ),
        ("so 12/QD-SNV, 12/03/2026, So Noi vu", "12/QD-SNV", "So Noi vu"),
        ("No. 7/QD-TTg of 12/03/2026, Prime Minister", "7/QD-TTg", "Prime Minister"),
        ("QĐ 45/QĐ-KT của Cục trưởng ngày 12/03/2026", "45/QĐ-KT", "Cục trưởng"),
    ],
)
def test_a_decision_is_read_in_the_words_that_officials_use(typed, number, issuer):
    if issuer is None:
        with pytest.raises(DecisionIncomplete) as caught:
            parse_decision(typed, TODAY)

        assert caught.value.missing == ("issuer",)
        return

    assert said(typed) == (number, MARCH, issuer)


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("Số 123/QĐ-UBND của UBND tỉnh", ("date",)),
        ("Số 123/QĐ-UBND ngày 12/03 của UBND tỉnh", ("date",)),
        ("ngày 12/03/2026 của UBND tỉnh", ("number",)),
        ("Số 123/QĐ-UBND ngày 12/03/2026", ("issuer",)),
        ("12/03/2026", ("number", "issuer")),
        ("UBND tỉnh", ("number", "date")),
        ("95", ("number", "date", "issuer")),
    ],
)
def test_what_is_missing_is_named(typed, missing):
    with pytest.raises(DecisionIncomplete) as caught:
        parse_decision(typed, TODAY)

    assert caught.value.missing == missing


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("Số 1/QĐ ngày 31/02/2026 của Bộ Tài chính", NoSuchDay),
        ("Số 1/QĐ ngày 12/13/2026 của Bộ Tài chính", NoSuchDay),
        ("Số 1/QĐ ngày 12/03/0226 của Bộ Tài chính", NoSuchDay),
        ("Số 1/QĐ ngày 10/11/2026 của Bộ Tài chính", DateInFuture),
        ("Số 1/QĐ ngày 12/03/2026 của " + "A" * 300, TextTooLong),
        ("A" * 500, TextTooLong),
        ("Số 1/QĐ ngày 12/03/2026 của UBND \u202etỉnh", HiddenCharacters),
        ("   \n ", NothingTyped),
    ],
)
def test_what_cannot_be_is_refused(typed, refusal):
    with pytest.raises(refusal):
        parse_decision(typed, TODAY)


def test_a_decision_of_today_has_been_issued():
    assert parse_decision("Số 1/QĐ ngày 09/11/2026 của Bộ Tài chính", TODAY).on == TODAY


NUMBERS = st.builds(
    "{}/{}-{}".format,
    st.integers(1, 99_999),
    st.sampled_from(["QĐ", "QÐ", "NQ", "TB", "QĐ-KT"]),
    st.sampled_from(["UBND", "TTg", "BTC", "SNV", "LĐLĐ"]),
)
ISSUERS = st.sampled_from(["UBND tỉnh", "Thủ tướng Chính phủ", "Sở Nội vụ", "Liên đoàn Lao động"])
DAYS = st.dates(date(1990, 1, 1), TODAY)


@given(
    NUMBERS, DAYS, ISSUERS, st.sampled_from(["Số {} ngày {} của {}", "{}; {}; {}", "{}, {}, {}"])
)
def test_whatever_is_named_in_full_is_read_in_full(number, on, issuer, shape):
    typed = shape.format(number, f"{on:%d/%m/%Y}", issuer)

    assert parse_decision(typed, TODAY) == Decision(number, on, issuer)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text):
    try:
        found = parse_decision(text, TODAY)
    except Refusal:
        return

    assert found.number
    assert found.issuer
    assert found.on <= TODAY


@given(NUMBERS, DAYS, st.randoms(use_true_random=False))
def test_case_marks_and_spaces_make_no_other_decision(number, on, chance):
    typed = "".join(
        chance.choice(["", " "]) + chance.choice([each.lower(), each.upper(), fold(each) or each])
        for each in number
    )

    assert decision_key(typed, on) == decision_key(number, on)


def test_zeros_before_a_number_and_the_kind_of_dash_make_no_other_decision():
    assert (
        decision_key(" 05/QĐ–ubnd", MARCH) == decision_key("5/QD-UBND", MARCH) == "5/qd-ubnd@2026"
    )


@given(NUMBERS, DAYS, DAYS)
def test_the_number_of_another_year_is_another_decision(number, on, other):
    assert (decision_key(number, on) == decision_key(number, other)) == (on.year == other.year)


def test_no_number_is_like_no_other():
    assert decision_key("", MARCH) == ""
    assert decision_key("5/QĐ", None) == "5/qd@"


# -- links ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://bao.vn/tin?id=1#dau",
        "http://127.0.0.1/admin",
        "http://10.0.0.1",
        "https://[::1]:8443/",
        "http://localhost:3000/x",
        "HTTPS://Báo.vn/",
    ],
)
def test_any_page_is_a_link_wherever_it_rests(url):
    assert reads_as_link(url)
    assert parse_link(f"  {url} ") == url


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://bao.vn/",
        "file:///etc/passwd",
        "http://",
        "https:///tin",
        "https://user:secret@bao.vn/",
        "https://bao.vn@khac.vn/",
        "https://bao.vn/tin moi",
        "https://bao.vn:99999/",
        "https://[::1/",
        "www.bao.vn",
    ],
)
def test_nothing_else_is_a_link(typed):
    assert reads_as_link(typed)
    with pytest.raises(NotALink):
        parse_link(typed)


@pytest.mark.parametrize(
    "typed", ["123/QĐ-UBND; 12/03/2026; UBND tỉnh", "Số: 5/QĐ", "bao.vn", "8:30"]
)
def test_a_decision_is_not_taken_for_a_link(typed):
    assert not reads_as_link(typed)


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://baochinhphu.vn/tin", True),
        ("https://8.8.8.8/", True),
        ("https://đồngnai.vn/", True),
        ("https://xn--ngnai-6qa.vn/", True),
        ("http://127.0.0.1/", False),
        ("http://10.0.0.1", False),
        ("http://192.168.1.1:8080/", False),
        ("http://169.254.169.254/latest", False),
        ("http://[::1]/", False),
        ("http://[fd00::1]/", False),
        ("http://2130706433/", False),
        ("http://0x7f.1/", False),
        ("http://localhost/", False),
        ("http://may-chu/", False),
        ("http://kho.local/", False),
        ("http://kho.internal./", False),
        ("http://a..vn/", False),
    ],
)
def test_only_a_page_that_everybody_can_reach_is_public(url, public):
    assert is_public_link(parse_link(url)) is public


@pytest.mark.parametrize(
    "same",
    [
        "https://bao.vn/tin",
        "http://bao.vn/tin",
        "https://BAO.vn/tin/",
        "https://bao.vn:443/tin",
        "https://bao.vn./tin#dau",
    ],
)
def test_one_page_is_known_again(same):
    assert link_key(same) == link_key("https://bao.vn/tin")


@pytest.mark.parametrize(
    "other",
    [
        "https://bao.vn/Tin",
        "https://bao.vn/tin?id=1",
        "https://bao.vn:8443/tin",
        "https://b.vn/tin",
    ],
)
def test_another_page_is_another(other):
    assert link_key(other) != link_key("https://bao.vn/tin")


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_a_link_or_refused(text):
    try:
        url = parse_link(text)
    except Refusal:
        return

    assert host_of(url)
    assert len(link_key(url)) == 64
    assert is_public_link(url) in {True, False}


# -- names and kinds --------------------------------------------------------------------------


@given(st.text(max_size=400))
def test_a_name_is_one_short_line(name):
    kept = shown_name(name)

    assert len(kept) <= NAME_LIMIT
    assert "\n" not in kept


def test_a_long_name_keeps_its_ending():
    assert shown_name("a" * 1000 + ".docx").endswith("….docx")
    assert shown_name("Quyết định.pdf") == "Quyết định.pdf"


def test_the_unit_is_asked_for_what_the_system_does_not_have():
    table = sample_table()

    assert [each.code for each in asked_types(table, table.item("B.4"))] == ["M18"]
    assert asks_decision(table, table.item("B.4"))
    assert not asks_decision(table, table.item("I.1.1"))
