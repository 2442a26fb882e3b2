"""What a person does again and again: at the echo bot, and at ours."""

from itertools import count


class EchoText:
    """Types; the bot says it again."""

    waits_for_toast = False

    def __init__(self):
        self._numbers = count()

    async def prepare(self, person):
        """Open the chat."""
        await person.send("/start")
        await person.answered()

    async def act(self, person):
        """Type something new."""
        await person.send(f"1=9{next(self._numbers) % 10},5")


class EchoPress(EchoText):
    """Presses; the bot answers the press and does nothing else."""

    waits_for_toast = True

    async def act(self, person):
        """Press one of the two buttons."""
        data = ("a", "b")[next(self._numbers) % 2]
        await person.press(person.card["message_id"], data)


class SheetText(EchoText):
    """Types an item's result; the bot stores it, adds up the sheet and shows the next item."""

    async def prepare(self, person):
        """Open the chat, the sheet and its first item."""
        await super().prepare(person)
        for prefix in ("sheet.show", "sheet.item"):
            await go(person, prefix)


class SheetPress(SheetText):
    """Presses an answer; the bot stores it, adds up the sheet and shows the next item."""

    async def act(self, person):
        """Press an answer that changes something; go on where there is none to press."""
        card = person.card
        answers = person.payloads("sheet.set", card)
        data = answers[next(self._numbers) % len(answers)] if answers else onwards(person, card)
        await person.press(card["message_id"], data)


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
