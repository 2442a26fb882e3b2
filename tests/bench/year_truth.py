"""An oracle of its own: who had to be reminded, when, and of what. It shares no code with the bot.

It knows the country, when the bot was off, and what arrived in whose chat; it knows no alarm, no
letter's row, no ladder of the product.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from tests.bench.year_rows import OWN_AFTER, OWN_LADDER
from tests.bench.year_world import VIETNAM

SLACK = timedelta(minutes=10)
"""A kill, the start after it, a letter's hold: a reminder may come so much later."""
LATE = timedelta(hours=1)
JUST_TOLD = timedelta(hours=12)
"""Who has just been told of something is not reminded of it so soon."""
_LONG = ((14, 9, "o"), (7, 9, "o"), (3, 9, "o"), (1, 9, "ol"), (0, 9, "olh"))
_SHORT = _LONG[1:]
LADDERS = {
    "sheet": (_LONG, 10),
    "appraisal": (_SHORT, 10),
    "cross": (_SHORT, 5),
    "invitation": (_SHORT, 3),
    "meeting": (((3, 9, "ol"), (1, 9, "ol")), 0),
    "document": (_LONG, 5),
    "movement": (_SHORT, 3),
}
_DAYS_OFF = holidays.country_holidays("VN", years=(2025, 2026, 2027))


def closed(day):
    """Whether offices are closed on that day."""
    return day.isoweekday() > 5 or day in _DAYS_OFF


def working_days_after(moment, count):
    """The local day that is so many working days after the moment's."""
    day = moment.astimezone(VIETNAM).date()
    while count:
        day += timedelta(days=1)
        count -= not closed(day)
    return day


@lru_cache(maxsize=100_000)
def steps(kind, own, due, zone):
    """(moment, whether before the deadline, audience) in order of time."""
    rungs, after = (OWN_LADDER, OWN_AFTER) if own and kind == "sheet" else LADDERS[kind]
    there = ZoneInfo(zone)
    due_on = due.astimezone(there).date()
    found = {}
    for days, hour, audience in rungs:
        day = due_on - timedelta(days=days)
        while closed(day):
            day -= timedelta(days=1)
        moment = datetime.combine(day, time(hour), there).astimezone(UTC)
        if moment < due:
            found[moment] = (True, audience)
    day = due_on
    while after:
        day += timedelta(days=1)
        if not closed(day):
            moment = datetime.combine(day, time(rungs[-1][1]), there).astimezone(UTC)
            found[moment] = (False, rungs[-1][2])
            after -= 1
    return tuple((moment, *found[moment]) for moment in sorted(found))


def steps_of(debt, due, person):
    """The steps of a debt for a deadline, by the person's clock."""
    found = steps(debt.kind, debt.unit.cluster.own_ladder, due, person.zone)
    if debt.told_at is None:
        return found
    return [each for each in found if each[0] >= debt.told_at + JUST_TOLD]


def is_quiet(person, moment):
    """Whether the person is not to be disturbed."""
    first, last = person.quiet
    hour = moment.astimezone(ZoneInfo(person.zone)).hour
    if first == last:
        return False
    return first <= hour < last if first < last else not last <= hour < first


def waking(person, moment):
    """The first whole hour, or the moment itself, that is not in quiet hours."""
    while is_quiet(person, moment):
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


class Oracle:
    """Compares what arrived with what had to."""

    def __init__(self, country, outages, until):
        self.country, self.outages, self.until = country, outages, until
        self.problems, self.counts = [], Counter()
        self._by_unit = defaultdict(list)
        self._in_cluster = defaultdict(list)
        for debt in country.debts.values():
            self._by_unit[debt.unit].append(debt)
            self._in_cluster[debt.unit.cluster].append(debt)

    def up(self, moment, slack=timedelta()):
        """The first moment from then on at which the bot runs, and goes on for the slack."""
        for began, ended in self.outages:
            if began <= moment + slack and moment < ended:
                moment = ended
        return moment

    def _wrong(self, what, person, moment, *more):
        self.problems.append((what, person.id, moment.isoformat(), *map(str, more)))

    # -- who is asked ---------------------------------------------------------------------------

    def _concerns(self, person, debt, audience, moment):
        """Whether that step of that debt is for this person."""
        unit = debt.unit
        has_officer = any(
            not leads and each.joined and not (each.gone_at and each.gone_at < moment)
            for each, leads in unit.people
        )
        for own, leads in person.seats:
            if own is unit and (
                not leads or "l" in audience or ("o" in audience and not has_officer)
            ):
                if leads or "o" in audience:
                    return True
            elif own in unit.cluster.desk and own is not unit and "h" in audience:
                return True
        return False

    def _debts(self, person):
        found = {}
        for unit, _ in person.seats:
            debts = (
                self._in_cluster[unit.cluster] if unit in unit.cluster.desk else self._by_unit[unit]
            )
            found |= {debt.key: debt for debt in debts}
        return found.values()

    def _candidates(self, person):
        """(step, debt, span) of every step that concerned the person when it came."""
        found = [
            (moment, debt, span)
            for debt in self._debts(person)
            for span, over in zip(debt.spans, [*debt.spans[1:], (self.until,)], strict=True)
            if span[1] is not None
            for moment, before, audience in steps_of(debt, span[1], person)
            if self._rings(span, over[0], moment, before)
            and self._concerns(person, debt, audience, moment)
        ]
        return sorted(found, key=lambda each: each[0])

    def _rings(self, span, over, moment, before):
        """Whether a step of a debt's span comes while it is owed, and the bot can still tell."""
        since, due, until = span
        rung = self.up(moment)
        in_time = since < moment and rung < over and not (until and rung > until)
        return in_time and not (before and rung > due)

    def _latest(self, person, debt, span, moment):
        """The step of the ladder at which the debt stands."""
        past = [each for each in steps_of(debt, span[1], person) if each[0] <= moment]
        return past[-1] if past else None

    def _still(self, person, debt, span, moment):
        """Whether it is still owed then, under the same date, and of this person's business."""
        if debt.at(moment) != span:
            return False
        step = self._latest(person, debt, span, moment)
        return step is not None and self._concerns(person, debt, step[2], moment)

    # -- the comparison -------------------------------------------------------------------------

    def compare(self, sends):
        """`sends`: person id -> [Sent], in order of time, repetitions of lost ones left out."""
        for person in self.country.people:
            self._compare(person, sends.get(person.id, []))
        return self

    def _compare(self, person, sends):
        moments = sorted(at for each in sends for at in (each.at, *each.again))
        self.counts["sent"] += len(sends)
        if not person.joined:
            if sends:
                self._wrong("never joined", person, moments[0])
            return
        candidates = self._candidates(person)
        for candidate in candidates:
            self._is_there(person, candidate, moments)
        before, place = datetime.min.replace(tzinfo=UTC), 0
        for sent in sends:
            first = place
            while place < len(candidates) and candidates[place][0] <= sent.at:
                place += 1
            self._was_due(person, sent, candidates[first:place], before)
            before = sent.at

    def _is_there(self, person, candidate, moments):
        moment, debt, span = candidate
        limit = moment
        while True:
            later = self.up(waking(person, limit), SLACK)
            if later == limit:
                break
            limit = later
        step = self._latest(person, debt, span, self.up(moment, SLACK))
        if limit + SLACK > self.until or (person.gone_at and person.gone_at <= limit + SLACK):
            return
        if step[0] != moment or not self._still(person, debt, span, limit + SLACK):
            return
        if (step[1] and limit > span[1]) or (span[2] and limit > span[2]):
            return
        self.counts["due"] += 1
        place = bisect_left(moments, moment)
        if place == len(moments) or moments[place] > limit + SLACK:
            self._wrong("missing", person, moment, debt.key, limit)

    def _was_due(self, person, sent, candidates, before):
        new = [each for each in candidates if each[0] > before]
        if is_quiet(person, sent.at):
            self._wrong("in quiet hours", person, sent.at)
        if not new:
            self._wrong("not due", person, sent.at, before, sent.keys)
            return
        if not any(self._still(person, debt, span, sent.at) for _, debt, span in new):
            self.counts["for another debt"] += 1
        self._is_late(person, sent, new[0][0], new[-1][0])
        for key in sent.keys:
            debt = self.country.debts.get(key)
            if debt is None or debt.at(sent.at) is None:
                self._wrong("told of what is not owed", person, sent.at, key)
        for _, debt, span in new:
            if self._still(person, debt, span, sent.at) and debt.key not in sent.keys:
                self._wrong("not told of", person, sent.at, debt.key)

    def _is_late(self, person, sent, first, last):
        """It says that it is late if its last step is; it may, if an earlier one is."""
        meant = waking(person, last)
        there = ZoneInfo(person.zone)
        may = sent.at > waking(person, first) + LATE
        if not (sent.at > meant + LATE) <= sent.late <= may:
            self._wrong("called late wrongly", person, sent.at, last, sent.late)
        self.counts["late"] += sent.late
        if closed(sent.at.astimezone(there).date()):
            self.counts["late, on a day off"] += 1
            if sent.at <= meant + LATE:
                self._wrong("on a day off", person, sent.at)

    def mended(self, sends, edits):
        """What was done after it was told of is said to be done.

        `edits`: letter -> (moment, what is left) of each edit.
        """
        for person in self.country.people:
            for sent in sends.get(person.id, []):
                for key in () if sent.gone else sent.keys:
                    self._is_mended(person, sent, self.country.debts[key], edits)

    def _is_mended(self, person, sent, debt, edits):
        done = next((s[0] for s in debt.spans if s[0] > sent.at and s[1] is None), None)
        if done is None or debt.at(done - timedelta(microseconds=1)) is None:
            return
        limit = self.up(done, SLACK) + SLACK
        if limit > self.until or (person.gone_at and person.gone_at <= limit):
            return
        self.counts["done after it was told of"] += 1
        edited = edits.get(sent.letter, ())
        said = [sent.keys, *(keys for at, keys in edited if at < done)][-1]
        if debt.key in said and not any(done <= at <= limit for at, _ in edited):
            self._wrong("not said to be done", person, done, debt.key, sent.letter)
