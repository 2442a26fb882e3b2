"""Talks about filling in a sheet and handing it in."""


async def test_a_person_joins_fills_in_an_item_and_sees_the_points(either_stage):
    head = await either_stage.head()
    either_stage.open_period()
    await head.send("/start")
    await head.tap("tự chấm điểm")
    await head.tap("▶️")
    await head.send("92,5")

    assert "✅" in head.card
