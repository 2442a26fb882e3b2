"""Closed loops: so many people act, wait for what comes of it, and act again."""

import asyncio
import os
import time
from dataclasses import dataclass
from statistics import quantiles

from tests.bench.clusters import server_pids
from tests.bench.programs import busy, cpu_of

WARM_UP = 1.0
DISTURBED = 0.3
"""Cores used by others in the window; a window with more is measured again."""
TRIES = 3


@dataclass(frozen=True)
class Figures:
    """One window."""

    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float
    """Microseconds of the bot's processor time per update."""
    server_cpu: float
    """The same of the database server."""
    rss: float
    foreign: float


def spread(values):
    """p50, p95, p99 in milliseconds."""
    if len(values) < 2:
        return (values[0] * 1000,) * 3 if values else (0.0,) * 3
    cuts = quantiles(values, n=100, method="inclusive")
    return tuple(cuts[at - 1] * 1000 for at in (50, 95, 99))


class Watch:
    """Processor time of ours and of everybody, from now on."""

    def __init__(self, bot, others, database_url=""):
        self.bot, self.others, self.url = bot, others, database_url
        self.servers = {pid: cpu_of(pid) for pid in server_pids(database_url)}
        self.began = self._now()

    def _now(self):
        ours = os.times()
        others = sum(each.cpu() for each in self.others) + ours.user + ours.system
        return time.perf_counter(), self.bot.cpu(), others, busy()

    def stop(self):
        """Seconds passed, the bot's, the database server's, and foreign cores."""
        at, bot, others, everybody = (
            now - then for now, then in zip(self._now(), self.began, strict=True)
        )
        servers = sum(cpu_of(pid) - self.servers.get(pid, 0.0) for pid in server_pids(self.url))
        return at, bot, servers, max(everybody - bot - others - servers, 0.0) / at


async def talk(people, script, seconds, watch):
    """People act for so long; the figures of the window after warming up. `watch()` begins one."""
    answers = []
    stop_at = time.perf_counter() + WARM_UP + seconds
    loops = [asyncio.create_task(_loop(each, script, stop_at, answers)) for each in people]
    await asyncio.sleep(WARM_UP)
    begun, watched = time.perf_counter(), watch()
    await asyncio.sleep(max(stop_at - time.perf_counter(), 0))
    rss = watched.bot.rss()
    passed, bot, server, foreign = watched.stop()
    times = [took for at, took in answers if at >= begun]
    await asyncio.gather(*loops)
    await asyncio.gather(*(person.quiet() for person in people))
    each = 1e6 / max(len(times), 1)
    return Figures(len(times) / passed, *spread(times), bot * each, server * each, rss, foreign)


async def _loop(person, script, stop_at, answers):
    while (began := time.perf_counter()) < stop_at:
        await script.act(person)
        await person.answered(toast=script.waits_for_toast)
        answers.append((time.perf_counter(), time.perf_counter() - began))


async def quietest(people, script, seconds, watch):
    """The first window without foreign load, or the quietest of three."""
    found = []
    for _ in range(TRIES):
        found.append(await talk(people, script, seconds, watch))
        if found[-1].foreign <= DISTURBED:
            return found[-1]
    return min(found, key=lambda each: each.foreign)


async def prepare(people, script, at_once=50):
    """Everybody comes to where their script begins."""
    slots = asyncio.Semaphore(at_once)

    async def one(person):
        async with slots:
            await script.prepare(person)

    await asyncio.gather(*(one(each) for each in people))
    await asyncio.gather(*(person.quiet() for person in people))
