"""People at phones, over HTTP: what they type, press and see."""

import asyncio

from tests.bench.wire import Wire

PATIENCE = 60.0


class Person:
    """One person's private chat with the bot."""

    def __init__(self, url, person_id):
        self.id = person_id
        self.wire = Wire(url)
        self.version = 0
        self.messages = {}
        self.toasts = []
        self._path = f"/playground/people/{person_id}"

    async def send(self, text):
        """Type."""
        return await self.wire.call("POST", f"{self._path}/messages", {"text": text})

    async def press(self, message_id, data):
        """Press the button with this payload; the press's id."""
        body = {"message_id": message_id, "button": {"data": data}}
        answer = await self.wire.call("POST", f"{self._path}/presses", body)
        return answer["callback_query_id"]

    async def look(self, wait=0):
        """What is new: the bot's messages that came or changed, and answers to presses."""
        seen = await self.wire.call(
            "GET", f"{self._path}/messages?after={self.version}&wait={wait}"
        )
        self.version = max(self.version, seen["version"])
        for gone in seen["deleted"]:
            self.messages.pop(gone, None)
        changed = [each for each in seen["messages"] if each["from"] == "bot"]
        news = [each for each in changed if not self._disarmed(each)]
        for each in changed:
            self.messages[each["message_id"]] = each
        self.toasts += seen["toasts"]
        return news, seen["toasts"]

    def _disarmed(self, message):
        """Whether it has only lost its buttons: another one has taken its place, which is news."""
        before = self.messages.get(message["message_id"])
        return bool(before and before["buttons"] and not message["buttons"])

    async def answered(self, *, toast=False):
        """Wait until the bot's answer can be seen: a message, or the answer to a press."""
        async with asyncio.timeout(PATIENCE):
            while True:
                changed, toasts = await self.look(wait=20)
                if toasts if toast else changed:
                    return changed

    async def quiet(self, seconds=0.3):
        """Look until nothing new has come for so long."""
        while True:
            await asyncio.sleep(seconds)
            if not any(await self.look()):
                return

    @property
    def card(self):
        """The newest message with buttons."""
        armed = [key for key, each in self.messages.items() if each["buttons"]]
        return self.messages[max(armed)] if armed else None

    def payloads(self, prefix="", card=None):
        """The payloads on the card that begin so, in reading order."""
        rows = (card or self.card or {"buttons": []})["buttons"]
        found = [each.get("data", "") for row in rows for each in row]
        return [data for data in found if data.startswith(prefix)]


async def gather_people(url, count, first=1_000_001):
    """`count` people, whose ids the databases know; an answer for each."""
    wire = Wire(url)
    try:
        for number in range(count):
            made = await wire.call("POST", "/playground/people", {"first_name": f"Người {number}"})
            if made["id"] != first + number:
                raise RuntimeError("the playground counts its people otherwise")
    finally:
        wire.close()
    return [Person(url, first + number) for number in range(count)]
