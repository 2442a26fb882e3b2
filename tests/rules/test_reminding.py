"""Who is reminded of what, with plain values: no database, no words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import ZONE, end_of_day
from models.rules.duties import Duty, DutyKind
from models.rules.ladder import Tone
from models.rules.reminding import (
    Book,
    Recipient,
    digest_after,
    digest_before,
    items_of,
    loudest,
    next_ring,
    rings,
)

DUE = end_of_day(date(2026, 11, 13))
HEAD, UNIT, OTHER = 1, 2, 3


def person(number, unit, *, leader=False, zone=ZONE.key):
    return Recipient(number, unit, leader, zone, 21, 7)


HEAD_OFFICER = person(10, HEAD)
OFFICER, LEADER = person(20, UNIT), person(21, UNIT, leader=True)
LONELY_LEADER = person(31, OTHER, leader=True)
PEOPLE = (HEAD_OFFICER, OFFICER, LEADER, LONELY_LEADER)


def sheet(unit, due=DUE, cluster=1):
    about = {"code": "TK", "year": 2026, "done": 0, "all": 42}
    return Duty(DutyKind.SHEET, f"sheet:{cluster}", str(unit), cluster, unit, due, None, about)


def book(*duties, people=PEOPLE, held=frozenset(), cluster=1):
    return Book(cluster, duties, people, frozenset({HEAD}), {}, held)


def at(day, hour, month=11):
    return datetime(2026, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def who(found):
    return {each.person_id for each in found}


@pytest.mark.parametrize(
    ("moment", "reminded"),
    [
        (at(30, 9, 10), {20}),
        (at(10, 9), {20}),
        (at(12, 9), {20, 21}),
        (at(13, 9), {10, 20, 21}),
        (at(16, 9), {10, 20, 21}),
    ],
    ids=["fourteen days", "three", "one", "the day", "after it"],
)
def test_the_officer_first_then_the_leader_then_the_head(moment, reminded):
    found = rings(book(sheet(UNIT)), moment - timedelta(minutes=1), moment)

    assert who(found) == reminded
    assert set(found.values()) == {moment}


def test_a_unit_without_an_officer_is_reminded_through_its_leader():
    moment = at(10, 9)

    assert who(rings(book(sheet(OTHER)), moment - timedelta(minutes=1), moment)) == {31}


def test_after_nine_days_only_the_latest_step_rings():
    found = rings(book(sheet(UNIT)), at(1, 9), at(10, 14))

    assert found == {OFFICER: at(10, 9)}


def test_a_step_before_a_deadline_that_is_over_rings_no_more():
    gone = Duty(DutyKind.MEETING, "meeting:1", "1", 1, UNIT, at(13, 8))

    assert rings(book(gone), at(1, 9), at(13, 12)) == {}


def test_a_moved_deadline_moves_its_steps():
    later = book(sheet(UNIT, DUE + timedelta(days=7)))

    assert rings(later, at(12, 8), at(12, 10)) == {}
    assert rings(later, at(17, 8), at(17, 10)) == {OFFICER: at(17, 9)}


def test_who_has_just_been_told_is_not_reminded_at_once():
    told = replace(sheet(UNIT), since=at(9, 22))

    assert rings(book(told), at(10, 8), at(10, 10)) == {}
    assert who(rings(book(told), at(12, 8), at(12, 10))) == {20, 21}


def test_what_the_head_holds_back_rings_for_nobody():
    held = frozenset({("sheet:1", at(10, 9))})

    assert rings(book(sheet(UNIT), held=held), at(10, 8), at(10, 10)) == {}
    assert who(rings(book(sheet(UNIT), held=held), at(12, 8), at(12, 10))) == {20, 21}


def test_what_is_held_back_is_not_told_along_with_something_else_either():
    due = [sheet(UNIT), replace(sheet(UNIT), thing="sheet:2", ref="other")]
    found = book(*due, held=frozenset({("sheet:1", at(10, 9))}))
    told = [item.duty.thing for item in items_of([found], 20, at(10, 9))]

    assert told == ["sheet:2"]
    assert len(items_of([found], 20, at(9, 9))) == len(items_of([found], 20, at(12, 9))) == 2


def test_each_is_reminded_at_the_hour_of_their_own_zone():
    there = person(22, UNIT, zone="Europe/Berlin")
    found = book(sheet(UNIT), people=(OFFICER, there))

    assert rings(found, at(10, 8), at(10, 9)) == {OFFICER: at(10, 9)}
    assert who(rings(found, at(10, 14), at(10, 15))) == {22}


def test_a_person_with_three_duties_in_two_clusters_sees_all_of_them_once():
    first = book(sheet(UNIT), sheet(OTHER), people=(OFFICER,))
    second = Book(
        2,
        (
            Duty(DutyKind.CROSS, "cross:2", "7", 2, UNIT, at(11, 17)),
            Duty(DutyKind.DOCUMENT, "step:2026:plan", "2026:plan", 2, UNIT, at(12, 17)),
        ),
        (OFFICER,),
        frozenset(),
    )
    found = items_of([first, second], OFFICER.person_id, at(10, 9))

    assert [item.duty.kind for item in found] == [
        DutyKind.CROSS,
        DutyKind.DOCUMENT,
        DutyKind.SHEET,
    ]
    assert loudest(found) is Tone.PLAIN


def test_the_head_sees_who_is_behind_after_what_is_their_own():
    own, theirs = sheet(HEAD), sheet(UNIT)
    found = items_of([book(theirs, own)], HEAD_OFFICER.person_id, at(13, 9))

    assert [(item.duty.unit_id, item.own) for item in found] == [(HEAD, True), (UNIT, False)]


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=4),
    st.lists(st.integers(1, 60 * 24 * 40), min_size=2, max_size=30, unique=True),
)
def test_however_often_one_looks_each_step_rings_once_and_none_is_missed(due_days, looks):
    """Looking at any moments at all finds the same as looking once, but for overtaken steps."""
    start = at(1, 0, 10)
    duties = [sheet(UNIT + n, DUE + timedelta(days=d)) for n, d in enumerate(due_days)]
    people = tuple(person(100 + n, UNIT + n) for n in range(len(duties)))
    found, since = [], start
    for minutes in sorted(looks):
        now = start + timedelta(minutes=minutes)
        rung = rings(book(*duties, people=people), since, now)
        found += [(each.person_id, slot) for each, slot in rung.items()]
        since = now

    assert len(found) == len(set(found))
    for number, duty in enumerate(duties):
        steps = [s.at for s in book(duty).steps(duty, ZONE.key) if start < s.at <= since]
        mine = [slot for who_, slot in found if who_ == 100 + number]
        assert set(mine) <= set(steps)
        assert not steps or steps[-1] in mine or duty.due_at < since


@given(st.integers(0, 60 * 24 * 60))
def test_the_next_look_is_never_after_the_next_step(minutes):
    now = at(1, 0, 10) + timedelta(minutes=minutes)
    found = book(sheet(UNIT))
    following = [s.at for s in found.steps(found.duties[0], ZONE.key) if s.at > now]

    assert now < next_ring(found, now) <= min([now + timedelta(days=7), *following])


def test_the_week_is_summed_up_on_its_first_working_day():
    assert digest_after(at(9, 7)) == at(9, 8)
    assert digest_before(at(9, 9)) == at(9, 8)
    assert digest_after(datetime(2027, 2, 8, tzinfo=UTC)) == datetime(2027, 2, 11, 1, tzinfo=UTC)
