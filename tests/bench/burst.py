"""Many press at the same moment, with an API that takes 50 ms for each call."""

import asyncio
import time
from datetime import datetime

from tests.bench.scripts import go
from tests.bench.talk import spread
from tests.bench.wire import Wire

LATENCY_MS = 50


async def slow_api(url, milliseconds):
    """From now on each call of the bot's takes so long; 0 mends it."""
    wire = Wire(url)
    await wire.call("DELETE", "/playground/faults")
    if milliseconds:
        await wire.call("POST", "/playground/faults", {"latency_ms": milliseconds})
    wire.close()


async def at_once(url, people):
    """Everybody presses an answer: seconds until each press was answered, and each card edited."""
    await slow_api(url, LATENCY_MS)
    wire = Wire(url)
    before = (await wire.call("GET", "/playground/calls"))[-1]["n"]
    pressed, waiting = {}, []

    async def press(person):
        card = person.card
        pressed[person.id] = time.time()
        query = await person.press(card["message_id"], person.payloads("sheet.set", card)[0])
        pressed[query] = pressed[person.id]
        waiting.append(asyncio.create_task(person.answered()))

    await asyncio.gather(*(press(each) for each in people))
    await asyncio.gather(*waiting)
    await asyncio.sleep(4 * LATENCY_MS / 1000)
    calls = await wire.call("GET", f"/playground/calls?after={before}")
    wire.close()
    await slow_api(url, 0)
    return _times(calls, pressed, "answerCallbackQuery"), _times(calls, pressed, "editMessageText")


def _times(calls, pressed, method):
    """From the press to the moment when the call had its effect."""
    found = []
    for call in calls:
        if call["method"] != method or not call["ok"]:
            continue
        key = call["params"].get("callback_query_id") or int(call["params"]["chat_id"])
        began = datetime.fromisoformat(call["at"]).timestamp()
        if began >= pressed.get(key, began + 1):  # not an answer to something earlier
            found.append(began + call["ms"] / 1000 - pressed[key])
    return found


async def bursts(url, people, times=5):
    """p50, p95, p99 in ms over some bursts, of answers and of edits; how many are missing."""
    answered, edited = [], []
    for _ in range(times):
        await to_item(people)
        answers, edits = await at_once(url, people)
        answered += answers
        edited += edits
    return spread(answered), spread(edited), 2 * times * len(people) - len(answered) - len(edited)


async def to_item(people, number=1):
    """Everybody looks at this item."""

    async def one(person):
        await person.quiet(0.1)
        await person.send("/start")
        await person.answered()
        await go(person, "sheet.show")
        part = person.payloads("sheet.part")[0]
        await person.press(person.card["message_id"], part)
        await person.answered()
        found = [each for each in person.payloads("sheet.item") if each.endswith(f":{number}")]
        await person.press(person.card["message_id"], found[0])
        await person.answered()

    for at in range(0, len(people), 40):
        await asyncio.gather(*(one(each) for each in people[at : at + 40]))


async def a_then_b(url, people):
    """Everybody presses one answer and at once another: the second payload, in its parts."""
    await to_item(people)
    wire = Wire(url)
    before = (await wire.call("GET", "/playground/calls"))[-1]["n"]

    async def press(person):
        card = person.card
        first, second = person.payloads("sheet.set", card)[:2]
        await person.press(card["message_id"], first)
        await person.press(card["message_id"], second)
        return second

    meant = await asyncio.gather(*(press(each) for each in people))
    answers = 0
    while answers < 2 * len(people):
        await asyncio.sleep(0.2)
        calls = await wire.call("GET", f"/playground/calls?after={before}")
        answers = sum(each["method"] == "answerCallbackQuery" for each in calls)
    wire.close()
    await asyncio.gather(*(each.quiet() for each in people))
    return [data.split(":") for data in meant]
