"""Ten thousand reminders at once, over HTTP: people who blocked the bot, 429s, a SIGKILL."""

import asyncio
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import update

from bot.clock import system_clock
from bot.database import Database
from models.actions.reminding import set_alarms
from models.people import Account
from models.reminder import Alarm
from models.rules.reminding import digest_before
from tests.bench import programs
from tests.bench.ticks import open_everywhere
from tests.bench.wire import Wire
from tests.bench.year_rows import user_of
from tests.bench.year_world import UNITS, Country, day_end

FIRST_PERSON = 1_000_001
"""The playground counts its people from here."""
BLOCKED = 0.03
REMINDS = "ự chấm điểm"
"""What every one of these reminders speaks of, and no other letter."""
DYING = 1.0
"""What was on its way when the process was killed arrives so much later at most."""
QUIET = 40
EVERY_SECONDS = 5
"""So often a call is answered with 429."""


def fill(database, people):
    """Clusters of eight with a person each, whom nothing disturbs; their sheets are due soon."""
    country = Country(1, people // UNITS, 1, plain=True)
    database.do(country.fill)
    users = {user_of(each.id): FIRST_PERSON + n for n, each in enumerate(country.people)}

    def work(session):
        for old, new in users.items():
            session.execute(update(Account).where(Account.user_id == old).values(user_id=new))
        now = system_clock()
        due = day_end(now.date() + timedelta(days=3))
        open_everywhere(country, session, now - timedelta(days=20), due)
        set_alarms(session, now)
        # Steps since then ring; the week's digest does not.
        since = max(digest_before(now), now - timedelta(days=14)) + timedelta(seconds=1)
        session.execute(update(Alarm).values(ran_until=since, at=since))

    database.do(work)


async def gather(url, people, chance):
    """People who have written to the bot once; some have blocked it since."""
    wire = Wire(url)
    blocked = set()
    for number in range(people):
        await wire.call("POST", "/playground/people", {"first_name": f"Người {number}"})
        path = f"/playground/people/{FIRST_PERSON + number}"
        await wire.call("POST", f"{path}/messages", {"text": "/start"})
        if chance.random() < BLOCKED:
            blocked.add(FIRST_PERSON + number)
            await wire.call("POST", f"{path}/block")
    await wire.call("POST", f"/bot{programs.TOKEN}/deleteWebhook?drop_pending_updates=true")
    return wire, blocked


class Drain:
    """One bot that is killed half-way, and what the playground saw of it."""

    def __init__(self, folder, url, database_url, wire):
        self.folder, self.url, self.database_url, self.wire = folder, url, database_url, wire
        self.sent, self.calls, self.after = {}, [], 0
        self.codes = Counter()
        self.killed_at = self.back_at = None

    async def run(self, people):
        """Until no message has come for long."""
        program = programs.bot(self.folder, self.url, self.database_url)
        until, spoilt = time.monotonic() + 60 + people / 12, 0.0
        try:
            while time.monotonic() < until:
                await asyncio.sleep(0.5)
                await self._look()
                if time.monotonic() - spoilt > EVERY_SECONDS:
                    spoilt = time.monotonic()
                    order = {"method": "sendMessage", "retry_after": 2, "times": 1}
                    await self.wire.call("POST", "/playground/faults", order)
                if self.killed_at is None and len(self.sent) > people / 2:
                    self.killed_at = time.time()
                    program.kill()
                    program = programs.bot(self.folder, self.url, self.database_url)
                if self.killed_at and time.time() - self.calls[-1] > QUIET:
                    break
        finally:
            program.stop()

    async def _look(self):
        calls = await self.wire.call("GET", f"/playground/calls?after={self.after}")
        for each in calls:
            self.after = each["n"]
            if each["method"] != "sendMessage":
                continue
            at = datetime.fromisoformat(each["at"]).timestamp()
            self.calls.append(at)
            self.codes[each["error_code"] or 200] += 1
            if self.killed_at and self.back_at is None and at > self.killed_at + 0.3:
                self.back_at = at
            if each["ok"]:
                chat = int(each["params"]["chat_id"])
                self.sent.setdefault(chat, []).append((at, str(each["params"]["text"])))


def examine(drain, people, blocked):
    """What everybody got: nobody too little, nobody too much but where an answer was lost."""
    problems, twice = [], 0
    for chat in range(FIRST_PERSON, FIRST_PERSON + people):
        got = [at for at, text in drain.sent.get(chat, []) if REMINDS in text]
        if chat in blocked:
            problems += [f"{chat} has blocked the bot and got {len(got)}"] if got else []
        elif len(got) == 2 and got[0] < drain.killed_at + DYING < got[1] < got[0] + 120:
            twice += 1
        elif len(got) != 1:
            problems.append(f"{chat} got {len(got)}")
    return problems, twice


async def measure(template, folder, people, chance):
    """How many a second, what came twice, what is wrong."""
    ground, url = programs.playground(folder)
    database_url = template.copy(folder)
    database = Database(database_url)
    try:
        await asyncio.to_thread(partial(fill, database, people))
        wire, blocked = await gather(url, people, chance)
        drain = Drain(folder, url, database_url, wire)
        await drain.run(people)
        problems, twice = examine(drain, people, blocked)
        first, last = min(drain.calls), max(drain.calls)
        away = drain.back_at - max(at for at in drain.calls if at <= drain.killed_at)
        wire.close()
    finally:
        ground.stop()
        database.close()
        template.drop(database_url)
    return {
        "calls": len(drain.calls),
        "codes": dict(drain.codes),
        "blocked": len(blocked),
        "twice": twice,
        "problems": problems,
        "seconds": last - first,
        "away": away,
        "rate": (len(drain.calls) - 1) / (last - first),
        "rate without the restart": (len(drain.calls) - 1) / (last - first - away),
    }
