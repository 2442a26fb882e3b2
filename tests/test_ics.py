"""Calendar files: read back by the library, and looked at byte by byte."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from handlers.documents.ics import Event, calendar_file
from models.rules.calendar import end_of_day

NINE = datetime(2027, 1, 15, 2, 0, tzinfo=UTC)
"""9:00 in Vietnam."""


def read(content):
    calendar = icalendar.Calendar.from_ical(content)
    return calendar, list(calendar.walk("VEVENT"))


def lines_of(content):
    assert content.endswith(b"\r\n")
    return content[:-2].split(b"\r\n")


def test_5000_characters_of_notes_are_folded_at_75_octets_and_come_back_whole():
    notes = "Chương trình: 1. Ổn định tổ chức; 2. Báo cáo, thảo luận\\kết luận 🎉\n" * 100
    notes = notes[:5000].strip()
    content = calendar_file("Lịch", [Event("a@b", "Hội nghị tổng kết", NINE, says=notes)])

    rows = lines_of(content)
    assert max(len(row) for row in rows) <= 75
    assert all(b"\n" not in row and b"\r" not in row for row in rows)
    for row in rows:
        row.decode()  # no letter is broken in two
    _, (event,) = read(content)
    assert event["description"] == notes


def test_a_deadline_is_a_whole_day_a_meeting_has_its_hours_a_moment_no_length():
    _, (deadline, meeting, moment) = read(
        calendar_file(
            "Lịch",
            [
                Event("1@x", "Hạn", end_of_day(date(2026, 11, 15))),
                Event("2@x", "Họp", NINE, NINE + timedelta(hours=3)),
                Event("3@x", "Mốc", NINE),
            ],
        )
    )

    assert deadline["dtstart"].dt == date(2026, 11, 15)
    assert (meeting["dtstart"].dt, meeting["dtend"].dt) == (NINE, NINE + timedelta(hours=3))
    assert moment["dtstart"].dt == NINE
    assert "dtend" not in moment


def test_a_meeting_that_ends_before_it_begins_has_no_end():
    _, (event,) = read(calendar_file("x", [Event("1@x", "Họp", NINE, NINE - timedelta(hours=1))]))

    assert "dtend" not in event


def test_a_change_replaces_and_a_cancellation_strikes_out():
    content = calendar_file(
        "x", [Event("1@x", "Họp", NINE, cancelled=True, sequence=3, stamped_at=NINE)]
    )
    calendar, (event,) = read(content)

    assert calendar["method"] == "PUBLISH"
    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 3
    assert event["dtstamp"].dt == NINE


@pytest.mark.parametrize("trick", ["\r\nBEGIN:VALARM", "\nEND:VEVENT", "\rX-EVIL:1", "\x00\x07"])
def test_no_text_can_write_lines_of_its_own(trick):
    event = Event(
        f"1{trick}@x",
        f"Họp{trick}",
        NINE,
        where=f"Phòng{trick}",
        says=f"Nói{trick}",
        url=f"https://vi.du/{trick}",
    )
    content = calendar_file(f"Lịch{trick}", [event])

    calendar, events = read(content)
    assert len(events) == 1
    assert not list(calendar.walk("VALARM"))
    starts = [row.split(b":")[0] for row in lines_of(content)]
    assert b"X-EVIL" not in starts
    assert starts.count(b"END") == 2
    assert "url" not in events[0]


def test_an_address_stands_as_it_is_and_a_script_does_not():
    _, (good, bad) = read(
        calendar_file(
            "x",
            [
                Event("1@x", "a", NINE, url="https://maps.app.goo.gl/abc?x=1,2;3"),
                Event("2@x", "a", NINE, url="javascript:alert(1)"),
            ],
        )
    )

    assert good["url"] == "https://maps.app.goo.gl/abc?x=1,2;3"
    assert "url" not in bad


def test_an_empty_calendar_is_still_one():
    calendar, events = read(calendar_file("Lịch năm 2026", []))

    assert not events
    assert calendar["x-wr-calname"] == "Lịch năm 2026"
