"""People who fill in their sheets without pause, and remember what they did."""

import asyncio
from dataclasses import dataclass

from tests.bench.scripts import meaning
from tests.bench.wire import Refused

CARD = ("sheet.item", "sheet.part", "sheet.set")


@dataclass(frozen=True)
class Press:
    """A press of an answer."""

    query: str
    sheet: int
    number: int
    value: str
    version: int


class Robot:
    """One person. Types results of item 1, each value once, and presses answers of the others."""

    def __init__(self, person, chance):
        self.person, self.chance = person, chance
        self.typed, self.presses, self.warned = [], [], set()
        self._values = 0
        self._stop = asyncio.Event()
        self._last = {}

    async def begin(self):
        """Open the chat and the first item."""
        await self.person.send("/start")
        while not self.person.payloads("sheet.show"):
            await self.person.look(wait=5)
        card = self.person.card
        await self.person.press(card["message_id"], self.person.payloads("sheet.show")[0])
        await self.shown()

    async def storm(self, stop):
        """Act until told to stop."""
        self._stop = stop
        while not stop.is_set():
            try:
                await self.chance.choice((self.type, self.type_twice, self.press, self.press))()
            except Refused:
                await asyncio.sleep(0.05)  # the button was gone by then
                await self.person.look()

    async def shown(self):
        """Wait for the card; letters are no answer. Told to stop, do not wait any more."""
        while not self._stop.is_set():
            changed, _ = await self.person.look(wait=2)
            cards = [each for each in changed if self.person.payloads("sheet.", each)]
            cards = [each for each in cards if any(self.person.payloads(p, each) for p in CARD)]
            if cards:
                newest = cards[-1]["text"]
                if newest.startswith("⚠️") and self.presses:
                    self.warned.add(self.presses[-1].query)
                return

    async def type(self):
        """Type the next value."""
        await self._send()
        await self.shown()

    async def type_twice(self):
        """Two values, the second before the first is answered."""
        await self._send()
        await self._send()
        await self.shown()

    async def _send(self):
        self._values += 1
        value = f"{10 + self._values // 100}.{self._values % 100:02}"
        self.typed.append(value)
        await self.person.send(f"1={value.replace('.', ',')}")

    async def press(self):
        """Press an answer of the item on the card; turn the page where there is none."""
        card = self._card()
        found = [data for data in self.person.payloads("sheet.set", card) if self._new(data)]
        if not found:
            pages = self.person.payloads("sheet.item", card) or self.person.payloads("sheet.", card)
            await self.person.press(card["message_id"], self.chance.choice(pages))
        else:
            data = self.chance.choice(found)
            query = await self.person.press(card["message_id"], data)
            _, sheet, number, value, version = data.split(":")
            self._last[int(number)] = meaning(data)
            self.presses.append(Press(query, int(sheet), int(number), value, int(version)))
        await self.shown()

    def _new(self, data):
        number = int(data.split(":")[2])
        return number != 1 and self._last.get(number) != meaning(data)

    def _card(self):
        armed = [
            each
            for each in self.person.messages.values()
            if any(self.person.payloads(p, each) for p in CARD)
        ]
        return max(armed, key=lambda each: each["message_id"])
