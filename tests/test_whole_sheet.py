"""A whole sheet filled in by buttons and typing, with the bot dying every five items."""

from models.sheet import Entry, Sheet, SheetState, Submission
from tests.test_sheet import at_item, sheet_of

ITEMS = 32
TAPS_AT_MOST = 45
"""One act an item, and a few to begin, to check and to submit."""


class Hands:
    """Answers whatever the card asks, in the shortest way, and counts."""

    def __init__(self, stage, phone):
        self.stage, self.phone = stage, phone
        self.taps = self.typed = 0

    async def answer(self):
        """One act for the item on screen."""
        data = [
            button["callback_data"]
            for row in self.phone.chat.posts[self.phone.card_id].data["reply_markup"][
                "inline_keyboard"
            ]
            for button in row
            if button["callback_data"].startswith("sheet.set:")
        ]
        if data and not self.phone.card.startswith("I.1.2"):
            await self.phone.tap_data(data[0])
            self.taps += 1
        else:
            await self.phone.send("104/100")
            self.typed += 1

    async def tap(self, label):
        await self.phone.tap(label)
        self.taps += 1


async def test_a_whole_sheet_takes_little_more_than_one_act_an_item(either_stage):
    phone = await at_item(either_stage, 1)
    sheet = sheet_of(phone)
    hands = Hands(either_stage, phone)
    await phone.send("/start")
    await hands.tap("Bắt đầu tự chấm điểm")
    await hands.tap("Bắt đầu từ I.1.1")
    for done in range(1, ITEMS + 1):
        await hands.answer()
        if done % 5 == 0:
            await either_stage.restart()

        assert either_stage.rows(Sheet, id=sheet)[0].answered == done, phone.card

    assert "Không còn nội dung thiếu" in phone.card

    await hands.tap("Nộp, tổng")
    row = either_stage.rows(Sheet, id=sheet)[0]

    assert row.state is SheetState.SUBMITTED
    assert len(either_stage.rows(Entry, sheet_id=sheet)) == ITEMS
    assert len(either_stage.rows(Submission, sheet_id=sheet)) == 1
    assert hands.taps + hands.typed <= TAPS_AT_MOST
