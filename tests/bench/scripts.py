"""What a person does again and again: at the echo bot, and at ours."""

from collections import Counter


class EchoText:
    """Types; the bot says it again."""

    waits_for_toast = False

    def __init__(self):
        self._acts = Counter()

    async def prepare(self, person):
        """Open the chat."""
        await person.send("/start")
        await person.answered()

    async def act(self, person):
        """Type something new."""
        self._acts[person.id] += 1
        await person.send(f"1=9{self._acts[person.id] % 10},5")


class EchoPress(EchoText):
    """Presses; the bot answers the press and does nothing else."""

    waits_for_toast = True

    async def act(self, person):
        """Press one of the two buttons."""
        self._acts[person.id] += 1
        await person.press(person.card["message_id"], "ab"[self._acts[person.id] % 2])


class SheetText(EchoText):
    """Types an item's result; the bot stores it, adds up the sheet and shows the next item."""

    async def prepare(self, person):
        """Open the chat, the sheet and its first item."""
        await super().prepare(person)
        for prefix in ("sheet.show", "sheet.item"):
            await go(person, prefix)


class SheetPress(SheetText):
    """Presses an answer; the bot stores it, adds up the sheet and shows the next item."""

    def __init__(self):
        super().__init__()
        self._last = {}

    async def act(self, person):
        """Press an answer that changes something; go on where there is none to press."""
        card = person.card
        answers = [
            data
            for data in person.payloads("sheet.set", card)
            if meaning(data) != self._last.get(person.id)
        ]
        self._acts[person.id] += 1
        data = answers[self._acts[person.id] % len(answers)] if answers else onwards(person, card)
        self._last[person.id] = meaning(data)
        await person.press(card["message_id"], data)


def meaning(data):
    """A payload without the version that it was drawn for."""
    return data.rpartition(":")[0]


def onwards(person, card):
    """A button that only shows something, the nearest to an item."""
    for prefix in ("sheet.item", "sheet.show", "sheet.part", "home.show"):
        found = person.payloads(prefix, card)
        if found:
            return found[-1]
    raise LookupError(f"nowhere to go from {card}")


async def go(person, prefix):
    """Press the first button with such a payload and see what it shows."""
    card = person.card
    found = person.payloads(prefix, card)
    if not found:
        raise LookupError(f"no {prefix} on {card}")
    await person.press(card["message_id"], found[0])
    await person.answered()
