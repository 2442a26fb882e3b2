"""What a head types of a meeting, and the moments that follow from others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DateInPast, HiddenCharacters, NotADate, NothingTyped, TextTooLong
from models.errors_year import (
    AnswerByTooLate,
    DelegateNeeded,
    MeetingEndsFirst,
    NotAMapLink,
    WhyNeeded,
)
from models.rules.calendar import end_of_day, local_date
from models.rules.meeting import (
    PROGRAMME_LIMIT,
    Part,
    at_hour,
    check_times,
    completed,
    many_lines,
    map_link,
    offered,
    person_name,
    read_end,
    read_part,
    read_start,
    reason,
    review_year,
    usual_answer_by,
)
from models.rules.workdays import is_working

NOW = datetime(2026, 11, 9, 1, 30, tzinfo=UTC)
STARTS = datetime(2026, 12, 15, 1, tzinfo=UTC)


def test_a_day_without_an_hour_begins_at_eight():
    assert read_start("15/12", NOW) == STARTS
    assert read_start("15/12 14:00", NOW) == STARTS + timedelta(hours=6)


def test_a_meeting_cannot_begin_in_the_past():
    with pytest.raises(DateInPast):
        read_start("hôm nay", NOW)
    with pytest.raises(DateInPast):
        read_start("8:00", NOW)
    with pytest.raises(DateInPast):
        check_times(NOW, None, None, NOW)


def test_an_hour_alone_ends_it_on_its_own_day():
    assert read_end("11:30", STARTS) == STARTS + timedelta(hours=3, minutes=30)
    assert read_end("16/12 17h", STARTS) == STARTS + timedelta(days=1, hours=9)


@pytest.mark.parametrize("typed", ["7:30", "8:00", "14/12/2026 17:00"])
def test_it_cannot_end_before_it_begins(typed):
    with pytest.raises(MeetingEndsFirst):
        read_end(typed, STARTS)


def test_answers_are_wanted_two_days_before_on_a_working_day():
    assert usual_answer_by(STARTS, NOW) == end_of_day(date(2026, 12, 11)), "not on a Sunday"
    after_tet = at_hour(date(2027, 2, 11))

    assert usual_answer_by(after_tet, NOW) == end_of_day(date(2027, 2, 3)), "Tết from 4/2 on"


def test_for_a_meeting_soon_answers_are_wanted_as_late_as_there_is_time():
    assert usual_answer_by(at_hour(date(2026, 11, 10)), NOW) == end_of_day(date(2026, 11, 9))
    this_noon = NOW + timedelta(hours=3)

    assert usual_answer_by(this_noon, NOW) == this_noon


@given(st.integers(1, 60 * 24 * 300))
def test_answers_are_always_wanted_ahead_and_before_it_begins(minutes):
    starts_at = NOW + timedelta(minutes=minutes)

    assert NOW < usual_answer_by(starts_at, NOW) <= starts_at


def test_answers_are_not_wanted_after_it_has_begun():
    with pytest.raises(AnswerByTooLate):
        check_times(STARTS, None, STARTS + timedelta(minutes=1), NOW)
    with pytest.raises(DateInPast):
        check_times(STARTS, None, NOW, NOW)


def test_a_new_beginning_takes_the_end_and_the_day_for_answers_along():
    ends_at = STARTS + timedelta(hours=3)
    new = STARTS + timedelta(days=7)
    found = completed({Part.STARTS: new}, STARTS, ends_at, NOW)

    assert found[Part.ENDS] == new + timedelta(hours=3)
    assert found[Part.ANSWER_BY] == end_of_day(date(2026, 12, 18))

    said = {Part.STARTS: new, Part.ENDS: new + timedelta(hours=1)}

    assert completed(said, STARTS, ends_at, NOW)[Part.ENDS] == new + timedelta(hours=1)
    assert completed({Part.PLACE: "B"}, STARTS, ends_at, NOW) == {Part.PLACE: "B"}


def test_the_calendars_day_is_offered_first_and_never_a_day_off():
    offers = offered(date(2027, 1, 16), NOW)

    assert offers[0] == at_hour(date(2027, 1, 15)), "a Saturday gives way to the day before"
    assert all(is_working(local_date(each)) for each in offers)
    assert offered(date(2026, 7, 10), NOW) == offered(None, NOW), "what is over is not offered"


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "http://maps.app.goo.gl/abc",
        "https://",
        "https:///maps",
        "https://localhost/x",
        "https://a b.vn",
        "https://user:word@maps.vn",
        "Hội trường A",
        "tg://resolve?domain=x",
        "https://a..b/x",
        "https://map.local/x",
        "https://192.168.1.4/map",
    ],
)
def test_only_an_https_address_with_a_host_is_a_map(typed):
    with pytest.raises(NotAMapLink):
        map_link(typed)


def test_a_map_is_kept_as_it_was_sent():
    assert map_link(" https://maps.app.goo.gl/Abc?q=1 ") == "https://maps.app.goo.gl/Abc?q=1"
    with pytest.raises(TextTooLong):
        map_link("https://maps.vn/" + "a" * 500)


def test_a_programme_keeps_its_lines_and_loses_what_nobody_sees():
    typed = "1. Khai mạc\u200b\r\n\n\n\n2.\tBáo cáo\u202e  \n"

    assert many_lines(typed, PROGRAMME_LIMIT) == "1. Khai mạc\n\n2. Báo cáo"


def test_a_programme_of_5001_characters_is_too_long():
    assert len(many_lines("a" * 5000, PROGRAMME_LIMIT)) == 5000
    with pytest.raises(TextTooLong):
        many_lines("a" * 5001, PROGRAMME_LIMIT)
    with pytest.raises(NothingTyped):
        many_lines(" \n\u200b\n ", PROGRAMME_LIMIT)


@pytest.mark.parametrize("typed", ["", "   ", "-", "1234", "A"])
def test_a_substitute_needs_a_name(typed):
    with pytest.raises(DelegateNeeded):
        person_name(typed)


def test_a_name_stands_on_one_line():
    assert person_name(" Nguyễn Văn An ") == "Nguyễn Văn An"
    with pytest.raises(HiddenCharacters):
        person_name("Nguyễn\nVăn An")


def test_a_reason_is_a_few_words():
    assert reason(" đi công tác ") == "đi công tác"
    with pytest.raises(WhyNeeded):
        reason(" bận ")


def test_each_part_is_read_in_its_own_way():
    assert read_part(Part.STARTS, "15/12", NOW, STARTS) == STARTS
    assert read_part(Part.ANSWER_BY, "12/12", NOW, STARTS) == end_of_day(date(2026, 12, 12))
    assert read_part(Part.PLACE, "Hội trường A", NOW, STARTS) == "Hội trường A"
    with pytest.raises(NotADate):
        read_part(Part.ENDS, "trưa", NOW, STARTS)
    with pytest.raises(TextTooLong):
        read_part(Part.TITLE, "a" * 201, NOW, STARTS)


def test_a_review_until_march_is_one_of_the_year_before():
    assert review_year(date(2027, 1, 15)) == 2026
    assert review_year(date(2027, 3, 15)) == 2026
    assert review_year(date(2026, 12, 10)) == 2026
