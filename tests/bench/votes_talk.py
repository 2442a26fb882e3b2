"""Many people vote at the same moment, on their phones, over HTTP."""

import asyncio
import time
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import select

from bot.clock import system_clock
from bot.database import Database
from bot.sealing import KeyStore
from models.cluster import Cluster
from models.post import Card, Letter, LetterState
from models.rules.motion import MotionKind
from models.voting import Envelope
from tests.bench import programs
from tests.bench.burst import LATENCY_MS, slow_api
from tests.bench.people import gather_people
from tests.bench.talk import prepare, spread
from tests.bench.wire import Wire
from tests.secrecy.town import FIRST_USER, Town, settle

UNITS = 30
AIMS = {30: 150, 200: 800, 1000: 3000}
"""People at once -> milliseconds within which 95 of 100 are answered."""
PEAK = 75
"""Casts a second: three thousand clusters of fifteen in ten minutes."""
OPEN_FOR = 600


class Ground:
    """A bot, a playground, and clusters of thirty with an open vote each."""

    def __init__(self, source, folder, people):
        self.folder, self.source, self.count = folder, source, people
        self.url = source.copy(folder)
        self.keys = folder / f"keys-{people}-{time.monotonic_ns()}"

    async def __aenter__(self):
        self.program, self.world = programs.playground(self.folder)
        self.people = await gather_people(self.world, self.count, FIRST_USER)
        self.wire = Wire(self.world)
        self.group = (
            await self.wire.call(
                "POST",
                "/playground/groups",
                {"title": "Nhóm", "members": [FIRST_USER, FIRST_USER + 1]},
            )
        )["chat_id"]
        self.motions = await asyncio.to_thread(self.fill)
        self.bot = programs.bot(
            self.folder, self.world, self.url, KEYS_DIR=str(self.keys), LOG_LEVEL="WARNING"
        )
        await prepare(self.people, Ballot())
        return self

    async def __aexit__(self, *_):
        self.bot.stop()
        for person in self.people:
            person.wire.close()
        self.wire.close()
        self.program.stop()
        self.source.drop(self.url)

    def fill(self):
        """Clusters by the actions; nobody is written to, they all come by themselves."""
        database, now, motions = Database(self.url), system_clock(), []
        for number in range(-(-self.count // UNITS)):
            code, first = f"v{number}", FIRST_USER + number * UNITS

            def work(session, code=code, first=first):
                settle(session, code, UNITS, now, first_user=first)

            database.do(work)
            town = Town(self.url, self.keys, code=code, durable=True)
            town.now, town.keys = now, KeyStore(self.keys)
            motion_id = town.draft(kind=MotionKind.DOCUMENT)
            town.open(motion_id, minutes=OPEN_FOR)
            town.close()
            motions.append(motion_id)
        database.do(self.quiet)
        database.close()
        return motions

    def quiet(self, session):
        """No letters; the first cluster has a group, which shows how far its vote is."""
        now = system_clock()
        session.execute(update(Letter).values(state=LetterState.SENT, sent_at=now))
        cluster = session.exec(select(Cluster).where(Cluster.code == "v0")).one()
        cluster.group_chat_id = self.group
        topic = f"group:{cluster.id}"
        session.add(Card(chat_id=self.group, route="group.status", topic=topic, wanted=1))

    def envelopes(self):
        """How many votes are in."""
        database = Database(self.url)
        try:
            return database.do(lambda session: len(session.exec(select(Envelope.unit_id)).all()))
        finally:
            database.close()


class Ballot:
    """A person's way to the casting card."""

    async def prepare(self, person):
        await person.send("/start")
        await person.answered()
        for _ in range(4):
            if person.payloads("ballot.pick"):
                return
            found = person.payloads("ballot.show") or person.payloads("ballot.")
            await person.press(person.card["message_id"], found[0])
            await person.answered()
        raise LookupError(f"no way to the vote from {person.card}")


async def pick(person, choice=0):
    """Choose; the confirmation is on screen afterwards."""
    if not person.payloads("ballot.pick"):
        again = person.payloads("ballot.vote")
        await person.press(person.card["message_id"], again[0])
        await person.answered()
    await person.press(person.card["message_id"], person.payloads("ballot.pick")[choice])
    await person.answered()


async def at_once(ground, people):
    """All press “confirm” at one moment; seconds until answered, until edited, and the whole."""
    await asyncio.gather(*(pick(each, number % 3) for number, each in enumerate(people)))
    await slow_api(ground.world, LATENCY_MS)
    before = (await ground.wire.call("GET", "/playground/calls"))[-1]["n"]
    pressed, began = {}, time.time()

    async def press(person):
        card = person.card
        data = person.payloads("ballot.cast", card)[0]
        pressed[person.id] = time.time()
        query = await person.press(card["message_id"], data)
        pressed[query] = pressed[person.id]

    await asyncio.gather(*(press(each) for each in people))
    await asyncio.gather(*(each.answered() for each in people))
    whole = time.time() - began
    await asyncio.sleep(4 * LATENCY_MS / 1000)
    calls = await ground.wire.call("GET", f"/playground/calls?after={before}")
    await slow_api(ground.world, 0)
    times = _times(calls, pressed, "answerCallbackQuery")
    edits = Counter(
        call["method"] for call in calls if int(call["params"].get("chat_id", 0)) == ground.group
    )
    return times, _times(calls, pressed, "editMessageText"), whole, edits


def _times(calls, pressed, method):
    found = []
    for call in calls:
        if call["method"] != method or not call["ok"]:
            continue
        key = call["params"].get("callback_query_id") or int(call["params"]["chat_id"])
        began = datetime.fromisoformat(call["at"]).timestamp()
        if began >= pressed.get(key, began + 1):
            found.append(began + call["ms"] / 1000 - pressed[key])
    return found


async def crowds(source, folder, sizes):
    """Thirty, two hundred, a thousand at once."""
    for size in sizes:
        async with Ground(source, folder, size) as ground:
            answered, edited, whole, group = await at_once(ground, ground.people)
            held = await asyncio.to_thread(ground.envelopes)
        p50, p95, p99 = spread(answered)
        print(
            f"  {size} at once, API {LATENCY_MS} ms: answered p50 {p50:.0f} p95 {p95:.0f}"
            f" p99 {p99:.0f} ms (aim p95 {AIMS.get(size, '-')}), edited p95 {spread(edited)[1]:.0f}"
            f" ms, whole {whole:.1f} s, {held} votes, group edits {dict(group)}",
            flush=True,
        )


async def peak(source, folder, people, seconds, rate=PEAK):
    """So many casts a second, whether the bot keeps up or not; each is a choice and its press."""
    async with Ground(source, folder, people) as ground:
        free, took, tasks, short = asyncio.Queue(), [], set(), 0
        for person in ground.people:
            free.put_nowait(person)

        async def one(person, number):
            await pick(person, number % 3)
            began = time.perf_counter()
            await person.press(person.card["message_id"], person.payloads("ballot.cast")[0])
            await person.answered()
            took.append(time.perf_counter() - began)
            free.put_nowait(person)

        began = time.perf_counter()
        cpu = ground.bot.cpu()
        for number in range(int(rate * seconds)):
            wait = began + number / rate - time.perf_counter()
            await asyncio.sleep(max(wait, 0))
            if free.empty():
                short += 1
                continue
            task = asyncio.create_task(one(free.get_nowait(), number))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        passed = time.perf_counter() - began
        await asyncio.gather(*tasks)
        used = (ground.bot.cpu() - cpu) / passed
    p50, p95, p99 = spread(took)
    print(
        f"  {rate} casts/s for {timedelta(seconds=round(passed))}: {len(took)} cast"
        f" ({len(took) / passed:.1f}/s), p50 {p50:.0f} p95 {p95:.0f} p99 {p99:.0f} ms (aim p99"
        f" 1000), {short} not begun as nobody was free, {used:.2f} cores of the bot",
        flush=True,
    )


async def run(source, folder, parts, *, quick):
    """Crowds, then the peak."""
    if "crowds" in parts:
        await crowds(source, folder, (30, 200) if quick else (30, 200, 1000))
    if "peak" in parts:
        await peak(source, folder, 300 if quick else 600, 15 if quick else 600)
