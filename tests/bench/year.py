"""A year under a virtual clock: the bot's own engine, killed at random, and an oracle beside it."""

import resource
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import func, select

from bot.database import Database
from bot.letters import Posted, claim, let_go, mended, record, stale
from bot.reminders import AT_ONCE
from models.actions import reminding
from models.actions.people import lost
from models.actions.reminding import ring, set_alarms
from models.post import Letter, LetterState
from models.reminder import Alarm
from tests.bench.year_events import Year
from tests.bench.year_rows import FIRST_USER
from tests.bench.year_truth import Oracle
from tests.bench.year_world import Country

POINTS = ("in ring", "after ring", "after claim", "while sending", "after sending", "in record")
POINTS += ("after stale", "after edit")
LATE_WORDS, DONE_WORDS = "Nhắc muộn", "✅"


class KilledError(Exception):
    """The process dies here."""


@dataclass
class Sent:
    """A reminder that is in somebody's chat, or was tried in vain."""

    at: datetime
    letter: int
    keys: tuple
    late: bool
    gone: bool
    """Whether nobody can ever edit it: it did not arrive, or its answer was lost."""
    again: list = field(default_factory=list)
    """When it came once more, its answer having been lost."""


@dataclass
class Found:
    """What a year showed."""

    problems: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    kills: Counter = field(default_factory=Counter)
    outages: list = field(default_factory=list)
    seconds: float = 0.0
    peak: float = 0.0
    people: int = 0
    units: int = 0


class Run:
    """One country, its year, its bot."""

    def __init__(
        self,
        url,
        provinces,
        clusters,
        start,
        end,
        *,
        seed=1,
        kills=0.05,
        outages=(),
        habits=(0.6, 0.05),
        mends=True,
        odd=0.08,
    ):
        self.start, self.end, self.kills, self.mends = start, end, kills, mends
        self.chance = Random(seed)  # noqa: S311 - the same each time
        self.country = Country(provinces, clusters, seed, odd)
        self.databases = [Database(url, durable=False)]
        if not self.databases[0].is_sqlite:
            self.databases.append(Database(url, durable=False))
        self.threads = ThreadPoolExecutor(2)
        self.found, self.sends, self.edits = Found(), defaultdict(list), defaultdict(list)
        self.lost_sends, self.repeated = Counter(), Counter()
        self.offs = sorted(outages)
        self.people = {each.id: each for each in self.country.people}
        self.database = self.databases[0]
        self.point = None
        self.database.do(self.country.fill)
        self.year = Year(self.country, start, end, *habits)
        self.database.do(partial(set_alarms, now=start))

    # -- time -----------------------------------------------------------------------------------

    def go(self):
        """The whole year; what it showed."""
        began, now = time.perf_counter(), self.start
        while (now := self._next(now)) < self.end:
            now = self._tick(now)
        oracle = Oracle(self.country, self.found.outages, self.end)
        oracle.compare(self.sends)
        if self.mends:
            oracle.mended(self.sends, self.edits)
        self.found.problems += oracle.problems
        self.found.counts += oracle.counts
        self.found.counts["events"] = self.year.count
        self.found.counts["edits"] = sum(map(len, self.edits.values()))
        self.found.counts["again, its answer lost"] = sum(self.repeated.values())
        self._again()
        self.found.seconds = time.perf_counter() - began
        self.found.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.found.people = len(self.people)
        self.found.units = 8 * len(self.country.clusters)
        for each in self.databases:
            each.close()
        self.threads.shutdown()
        return self.found

    def _again(self):
        for letter, times in self.repeated.items():
            if times > self.lost_sends[letter]:
                self.found.problems.append(("twice", letter, times, self.lost_sends[letter]))

    def _next(self, now):
        """The next second at which there is anything to do."""

        def work(session):
            alarm = session.execute(select(func.min(Alarm.at))).scalar()
            rows = session.execute(
                select(Letter.not_before, Letter.held_until).where(
                    Letter.state == LetterState.WAITING
                )
            ).all()
            held = (
                self.mends
                and session.execute(
                    select(func.min(Letter.held_until)).where(Letter.stale)
                ).scalar()
            )
            moments = [max(each for each in row if each) for row in rows]
            return min([each for each in (alarm, held, *moments) if each], default=self.end)

        if self.point:  # a process that has just started looks at once
            return now + timedelta(seconds=self.chance.random())
        nearest = min(self.database.do(work), self.year.next)
        return max(nearest, now) + timedelta(seconds=self.chance.random())

    def _tick(self, now):
        """What the processes do in one second; they may die in it. When it is over."""
        self.database = self.chance.choice(self.databases)
        self.point = self.chance.choice(POINTS) if self.chance.random() < self.kills else None
        began, off = now, self.offs and self.offs[0][0] <= now
        if off:
            self.point = self.chance.choice(POINTS)
        try:
            self._work(now)
        except KilledError:
            self.found.kills[self.point] += 1
            now += timedelta(seconds=self.chance.uniform(1, 90))
            if self.chance.random() < 0.5:
                self.database.do(let_go)
        if off:
            now += self.offs.pop(0)[1]
            self.found.outages.append((began, now))
            self.year.wait(now + timedelta(minutes=20))  # nobody can press anything meanwhile
        return now

    def _work(self, now):
        if self.year.next <= now:
            self.database.do(partial(self.year.happen, now=now))
        self._ring(now)
        while batch := self.database.do(
            partial(claim, now=now, chance=self.chance, bot_name="bench")
        ):
            self._die("after claim")
            self._send(batch, now)
        while self.mends and (
            batch := self.database.do(partial(stale, now=now, chance=self.chance, bot_name="bench"))
        ):
            self._die("after stale")
            for each in batch:
                self._edit(each, now)
            self._die("after edit")
            self.database.do(partial(mended, letters=batch, now=now))

    def _edit(self, letter, now):
        self.edits[letter.letter_id].append((now, tuple(key for key, _ in letter.tells)))
        if DONE_WORDS not in letter.stored["text"]:
            self.found.problems.append(("an edit says nothing", letter.letter_id, now.isoformat()))

    def _die(self, point):
        if self.point == point:
            raise KilledError

    def _ring(self, now):
        def work(session):
            found = ring(session, now, AT_ONCE)
            self._die("in ring")
            return found

        if len(self.databases) > 1 and self.chance.random() < 0.3:
            rung = [self.threads.submit(each.do, work) for each in self.databases]
            ends = [each.exception() for each in rung]
            if any(ends):
                raise next(end for end in ends if end)
        while self.database.do(work):
            self._die("after ring")

    # -- the chats --------------------------------------------------------------------------------

    def _send(self, batch, now):
        said = self.database.do(partial(_said, letters=[each.letter_id for each in batch]))
        results = []
        middle = self.chance.randrange(len(batch))
        for number, each in enumerate(batch):
            if self.point == "while sending" and number == middle:
                self._lose(results)
            results.append(self._arrive(each, *said[each.letter_id], now))
        if self.point in ("after sending", "in record"):
            self._lose(results)
        self.database.do(partial(record, results=results, now=now))

    def _lose(self, results):
        """Sent, and dead before that is written down."""
        for each in results:
            self.lost_sends[each.letter_id] += 1
            for sent in self.sends[each.chat_id - FIRST_USER][-1:]:
                sent.gone = True  # nobody knows its message until it is sent again
        raise KilledError

    def _arrive(self, letter, kind, tells, now):
        person = self.people[letter.chat_id - FIRST_USER]
        self.found.counts[f"letters: {kind}"] += 1
        if kind == "remind":
            self._note(person, letter, tells, now)
        if person.blocked:
            person.gone_at = person.gone_at or now
            self.database.do(partial(lost, chat_id=letter.chat_id, now=now))
            return Posted(letter.letter_id, letter.chat_id, LetterState.DEAD, error="forbidden")
        message = 1_000_000 + letter.letter_id
        return Posted(letter.letter_id, letter.chat_id, LetterState.SENT, message_id=message)

    def _note(self, person, letter, tells, now):
        for each in self.sends[person.id][-3:]:
            if each.letter == letter.letter_id:
                self.repeated[letter.letter_id] += 1
                each.gone = person.blocked
                each.again.append(now)
                return
        keys = tuple(key for key, _ in tells)
        late = LATE_WORDS in letter.stored["text"]
        self.sends[person.id].append(Sent(now, letter.letter_id, keys, late, person.blocked))


def _said(session, letters):
    """Letter -> its kind and what it tells of."""
    query = select(Letter.id, Letter.kind, Letter.tells).where(Letter.id.in_(letters))
    return {number: (kind, tells) for number, kind, tells in session.execute(query)}


def moments_off(chance, start, end, lengths):
    """(when the bot goes off, for how long)."""
    span = (end - start).total_seconds()
    return [(start + timedelta(seconds=chance.random() * span), length) for length in lengths]


WHOLE = (datetime(2026, 1, 5, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC))


def measure(template, folder, provinces=63, clusters=20):
    """The whole year for everybody; heads' weekly digests and edits are left to the small one."""
    url = template.copy(folder)
    outages = moments_off(
        Random(2),  # noqa: S311 - the same each time
        *WHOLE,
        [timedelta(days=9), timedelta(days=2), *[timedelta(hours=each) for each in (3, 7, 14, 30)]],
    )
    real, reminding._digests = reminding._digests, lambda *_: ()
    try:
        run = Run(
            url, provinces, clusters, *WHOLE, outages=outages, habits=(0.95, 0.004), mends=False
        )
        return run.go()
    finally:
        reminding._digests = real
        template.drop(url)
