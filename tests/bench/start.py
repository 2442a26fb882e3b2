"""From the start of the process to the first answer, with an update waiting at Telegram."""

import asyncio
import time
from datetime import datetime
from statistics import median

from tests.bench import programs
from tests.bench.wire import Wire

LETTERS_PER_SECOND = 25


async def first_answers(folder, url, person, launch, times=3):
    """Median seconds until the answer; an earlier start has left its bytecode."""
    found = []
    for _ in range(times + 1):
        await person.quiet()
        await person.send("/start")
        began = time.perf_counter()
        program = launch()
        try:
            await person.answered()
            found.append(time.perf_counter() - began)
        finally:
            program.stop()
    return median(found[1:])


async def drop_pending(url):
    """What waits for the bot is forgotten: only letters are to be seen."""
    wire = Wire(url)
    await wire.call("POST", f"/bot{programs.TOKEN}/deleteWebhook?drop_pending_updates=true")
    wire.close()


async def letters(folder, url, database_url, count):
    """Letters that wait are carried: how many left, and how many a second."""
    wire = Wire(url)
    program = programs.bot(folder, url, database_url)
    try:
        sent = []
        until = time.monotonic() + 30 + 1.5 * count / LETTERS_PER_SECOND
        after = 0
        while len(sent) < count and time.monotonic() < until:
            await asyncio.sleep(1.0)
            calls = await wire.call("GET", f"/playground/calls?after={after}")
            after = calls[-1]["n"] if calls else after
            sent += [
                datetime.fromisoformat(each["at"]).timestamp()
                for each in calls
                if each["method"] == "sendMessage" and each["ok"]
            ]
    finally:
        program.stop()
        wire.close()
    return len(sent), (len(sent) - 1) / (sent[-1] - sent[0])
