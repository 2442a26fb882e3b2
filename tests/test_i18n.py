from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from markupsafe import Markup

from handlers.i18n import N_, translator

FIVE_IN_THE_AFTERNOON = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.fixture
def vi():
    return translator("vi")


@pytest.fixture
def en():
    return translator("en")


def test_other_languages_are_given_vietnamese():
    assert translator("vi-VN") is translator("vi") is translator("fr") is translator(None)
    assert translator("en-GB") is translator("en_US") is translator("en")


def test_what_is_put_into_a_message_is_escaped(vi):
    said = vi("<b>%(name)s</b> & co", name="<i>A&B</i>")

    assert said == "<b>&lt;i&gt;A&amp;B&lt;/i&gt;</b> & co"
    assert isinstance(said, Markup)


def test_markup_is_put_in_as_it_is(vi):
    assert vi("%(name)s!", name=Markup("<b>A</b>")) == "<b>A</b>!"


def test_a_literal_percent_sign_is_written_twice(vi):
    assert vi("%(share)s of 100%%", share="50%") == "50% of 100%"


def test_plurals_follow_the_count(en):
    def units(count):
        return en.n("%(count)s unit of %(name)s", "%(count)s units of %(name)s", count, name="<A>")

    assert units(1) == "1 unit of &lt;A&gt;"
    assert units(8) == "8 units of &lt;A&gt;"


def test_marking_changes_nothing():
    assert N_("Cục Thuế") == "Cục Thuế"


def test_of_two_names_the_readers_own_is_picked(vi, en):
    assert (vi.pick("Thuế", "Tax"), en.pick("Thuế", "Tax")) == ("Thuế", "Tax")
    assert (vi.pick("", "Tax"), en.pick("Thuế", None)) == ("Tax", "Thuế")
    assert vi.pick(None, None) == ""


@pytest.mark.parametrize(
    ("value", "in_vietnamese", "in_english"),
    [
        ("985.5", "985,5", "985.5"),
        ("985.50", "985,5", "985.5"),
        ("1000.00", "1.000", "1,000"),
        ("0.005", "0,01", "0.01"),
        ("2.675", "2,68", "2.68"),
        ("-0.001", "0", "0"),
        ("-2.5", "-2,5", "-2.5"),
        ("1E+3", "1.000", "1,000"),
    ],
)
def test_points_have_up_to_two_decimals(vi, en, value, in_vietnamese, in_english):
    assert vi.points(Decimal(value)) == in_vietnamese
    assert en.points(Decimal(value)) == in_english


def test_points_of_a_column_have_two_decimals(vi, en):
    assert [vi.points2(Decimal(each)) for each in ("985.5", "0", "1000")] == [
        *("985,50", "0,00", "1.000,00"),
    ]
    assert en.points2(Decimal("985.5")) == "985.50"


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 8, "0%"), (1, 3, "33%"), (2, 3, "66%"), (199, 200, "99%"), (8, 8, "100%"), (0, 0, "0%")],
)
def test_percent_is_a_hundred_only_when_all_is_done(vi, part, whole, share):
    assert vi.percent(part, whole) == share


def test_moments_are_shown_as_on_vietnams_clocks(vi, en):
    assert vi.time(FIVE_IN_THE_AFTERNOON) == "17:00"
    assert vi.moment(FIVE_IN_THE_AFTERNOON) == "17:00 ngày 27/11/2026"
    assert en.moment(FIVE_IN_THE_AFTERNOON) == "17:00 on 27/11/2026"
    assert vi.date(datetime(2026, 12, 31, 17, tzinfo=UTC)) == "01/01/2027"
    assert vi.date(date(2026, 11, 5)) == "05/11/2026"


def test_a_moment_without_its_zone_is_a_mistake(vi):
    with pytest.raises(ValueError, match="zone"):
        vi.date(FIVE_IN_THE_AFTERNOON.replace(tzinfo=None))


def test_a_day_is_said_with_its_weekday_and_a_year_only_when_it_is_another(vi, en):
    assert vi.day(FIVE_IN_THE_AFTERNOON) == "thứ Sáu 27/11"
    assert en.day(FIVE_IN_THE_AFTERNOON) == "Fri 27/11"
    assert vi.day(date(2026, 11, 29)) == "Chủ nhật 29/11"
    assert vi.day(date(2027, 1, 8), FIVE_IN_THE_AFTERNOON) == "thứ Sáu 08/01/2027"
    assert vi.day(date(2027, 1, 1), datetime(2026, 12, 31, 17, tzinfo=UTC)) == "thứ Sáu 01/01"


@pytest.mark.parametrize(
    ("day", "in_vietnamese", "in_english"),
    [
        (date(2020, 1, 7), "ngày 07 tháng 01 năm 2020", "7 January 2020"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020", "10 February 2020"),
        (date(2020, 3, 7), "ngày 07 tháng 3 năm 2020", "7 March 2020"),
        (date(2020, 12, 31), "ngày 31 tháng 12 năm 2020", "31 December 2020"),
    ],
)
def test_the_date_of_a_document_pads_small_days_and_months(vi, en, day, in_vietnamese, in_english):
    assert vi.long_date(day) == in_vietnamese
    assert en.long_date(day) == in_english


def test_names_are_joined_as_they_are_said(vi, en):
    assert vi.joined([]) == ""
    assert vi.joined(["A"]) == "A"
    assert vi.joined(["A", "B"]) == "A và B"
    assert vi.joined(iter(["A", "B", "C"])) == "A, B và C"
    assert en.joined(["A", "B", "C"]) == "A, B and C"


def test_joined_markup_escapes_the_plain_names_beside_it(vi):
    assert vi("%(names)s", names=vi.joined([Markup("<b>A</b>"), "<", "B"])) == (
        "<b>A</b>, &lt; và B"
    )
    assert vi("%(names)s", names=vi.joined(["<", "B"])) == "&lt; và B"
