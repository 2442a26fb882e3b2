"""What is to come, against what really rings; and whose message is shown as an example."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.ladder import Tone
from models.rules.reminder_plan import example, find, mark_of, plan, unheard
from models.rules.reminding import items_of, rings
from tests.rules.test_reminding import (
    DUE,
    HEAD,
    LEADER,
    OFFICER,
    OTHER,
    PEOPLE,
    UNIT,
    at,
    book,
    person,
    sheet,
    who,
)

NOW = at(9, 10)
"""A Monday; the deadline is the Friday's."""
SECOND = timedelta(seconds=1)
FAR = person(40, 4, zone="America/New_York")


def by_hour(found):
    return [(each.at, each.people) for each in found]


def test_each_step_to_come_says_when_to_how_many_and_how():
    found = plan(book(sheet(UNIT), sheet(OTHER)), NOW)

    assert by_hour(found[:4]) == [(at(10, 9), 2), (at(12, 9), 3), (at(13, 9), 4), (at(16, 9), 4)]
    assert [each.slot.tone for each in found[:3]] == [Tone.PLAIN, Tone.PLAIN, Tone.URGENT]
    assert [each.days for each in found[:4]] == [3, 1, 0, -3]
    assert found[0].units == found[0].told == (UNIT, OTHER)
    assert found[2].desk == {10}


def test_the_days_are_those_of_the_calendar_even_where_a_step_made_way_for_a_day_off():
    due = DUE + timedelta(days=3)  # a Monday: the step of the day before comes on Friday

    assert [each.days for each in plan(book(sheet(UNIT, due)), NOW)[:2]] == [3, 0]


def test_a_zone_of_its_own_has_moments_of_its_own():
    found = plan(book(sheet(4), people=(*PEOPLE, FAR)), NOW)

    assert [(each.at, each.own) for each in found[:2]] == [(at(10, 21), {40}), (at(12, 21), {40})]
    assert (at(13, 9), {10}) in [(each.at, each.desk) for each in found]


def test_what_is_held_back_is_still_shown_and_rings_for_nobody():
    held = frozenset({(sheet(UNIT).thing, at(10, 9))})
    found = plan(book(sheet(UNIT), held=held), NOW)

    assert [each.held for each in found[:2]] == [True, False]
    assert by_hour(found) == by_hour(plan(book(sheet(UNIT)), NOW))
    assert not rings(book(sheet(UNIT), held=held), NOW, at(10, 9))


def test_nothing_is_planned_for_after_the_end_of_a_duty():
    ended = replace(sheet(UNIT), until=DUE)

    assert max(each.at for each in plan(book(ended), NOW)) < DUE


def test_a_thing_is_found_by_its_mark_and_moment():
    found = plan(book(sheet(UNIT)), NOW)

    assert find(found, at(12, 9), mark_of(sheet(UNIT).thing)) == found[1]
    assert find(found, at(12, 10), mark_of(sheet(UNIT).thing)) is None
    assert find(found, at(12, 9), mark_of("sheet:2")) is None


def test_units_without_anybody_are_named():
    assert unheard(book(sheet(UNIT), sheet(9)), sheet(9).thing) == (9,)


def test_the_example_is_what_that_person_is_told_then():
    held = frozenset({(sheet(UNIT).thing, at(13, 9))})
    whole = book(sheet(UNIT), sheet(HEAD, DUE + timedelta(days=30)), held=held)
    planned = next(each for each in plan(whole, NOW) if each.at == at(13, 9))
    reader, items = example(whole, planned)

    assert reader == OFFICER
    assert [item.duty.unit_id for item in items] == [UNIT]
    assert items[0].slot.days == 0, "as if it were let go"


def test_the_example_of_a_list_is_the_heads():
    lonely = book(sheet(9))
    planned = plan(lonely, NOW)[0]
    reader, items = example(lonely, planned)

    assert (reader.unit_id, [item.own for item in items]) == (HEAD, [False])
    assert planned.told == ()


ASKED = {(1, sheet(UNIT).thing)}


def test_who_is_reminded_by_hand_is_told_wherever_the_ladder_stands():
    early = book(sheet(UNIT, DUE + timedelta(days=40)))

    assert items_of([early], LEADER.person_id, NOW) == []
    (item,) = items_of([early], LEADER.person_id, NOW, ASKED)
    assert (item.own, item.slot.tone) == (True, Tone.PLAIN)
    assert items_of([early], 10, NOW, ASKED) == [], "not another unit's"


def test_by_hand_is_never_calmer_than_the_ladder():
    (item,) = items_of([book(sheet(UNIT))], OFFICER.person_id, at(13, 10), ASKED)

    assert item.slot.tone is Tone.URGENT


@given(
    st.lists(st.integers(-3, 20), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=4),
    st.integers(0, 15 * 24),
)
def test_what_is_planned_is_what_rings(due_in, people, hours):
    """Whatever is owed and whoever is there: at each moment the same people."""
    now = NOW - timedelta(days=7) + timedelta(hours=hours)
    zones = ("Asia/Ho_Chi_Minh", "Europe/Berlin")
    readers = [person(10, HEAD)]
    readers += [person(20 + n, unit, zone=zones[far]) for n, (unit, far) in enumerate(people)]
    duties = [
        replace(sheet(1 + n % 4, DUE + timedelta(days=days)), thing=f"sheet:{n}")
        for n, days in enumerate(due_in)
    ]
    whole = book(*duties, people=tuple(readers))
    moments = {each.at for each in plan(whole, now)}
    for moment in moments:
        planned = [each for each in plan(whole, now) if each.at == moment]
        told = frozenset().union(*(each.own | each.desk for each in planned))

        assert told == who(rings(whole, moment - SECOND, moment))
