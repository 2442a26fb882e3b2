"""The way through a vote as a newcomer walks it: likes are told apart, nothing is a dead end."""

from dataclasses import replace

import pytest

from models.actions import ballot as run
from models.actions import casting, lots
from models.actions.repeating import repeat
from models.errors import NotForYou
from models.errors_vote import NotClosed
from models.people import Role
from models.post import Card
from models.rules.motion import Form, MotionKind, Option, QuorumOn, Terms
from models.rules.presets import PRESETS
from models.voting import Motion, MotionState
from tests.meetings import living
from tests.sessions import USUAL, Sitting
from tests.test_group import linked
from tests.test_lots import SECRETARY, TERMS, THREE, with_offices

CERTIFICATE = "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh cho"
LONG = ("Phương án có tên rất dài, gần hai trăm ký tự " * 5)[:190].strip()


def labels(phone):
    card = phone.stage.rows(Card, chat_id=phone.user_id)[0]
    rows = phone.chat.posts[card.message_id].data["reply_markup"]["inline_keyboard"]
    return [each["text"] for row in rows for each in row]


async def goes(phone, data):
    """A press on the living card, whatever letters stand below it."""
    await phone.tap_data(data, phone.stage.rows(Card, chat_id=phone.user_id)[0].message_id)


def honours(sitting):
    return [sitting.add(title=f"{CERTIFICATE} {name}") for _, name in sitting.units()[:2]]


async def no_quorum(sitting, motion_id):
    sitting.open(motion_id)
    return await sitting.run_out(motion_id)


# -- what is alike is told apart ------------------------------------------------------------------


async def test_two_proposals_of_the_same_honour_are_told_apart(stage):
    head, sitting = await stage.head(), Sitting(stage)
    honours(sitting)
    await goes(head, f"voting.choose:{sitting.id}")

    assert all(f"{CERTIFICATE} {name}" in living(head) for _, name in sitting.units()[:2])

    sitting.open()
    await goes(head, f"voting.run:{sitting.id}")

    assert [each[:3] for each in labels(head)[:2]] == ["1. ", "2. "]
    assert f"2. {CERTIFICATE}" in living(head)


async def test_a_further_round_is_told_from_the_first(stage):
    head, voter = await stage.head(), await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    options = sitting.unit_options("Kho bạc", "Ngân hàng", "Hải quan")
    first = sitting.add(MotionKind.HEAD, title="Bầu Cụm trưởng", options=options)
    sitting.open()
    sitting.cast_all(first, *[options[0].key] * 4, *[options[1].key] * 4)
    await sitting.run_out(first)
    stage.do(lambda s: run.further_round(s, sitting.actor(s, "Cục Thuế"), first))
    await goes(head, f"agenda.show:{sitting.id}")
    assert "2. Bầu Cụm trưởng (vòng 2)" in living(head)

    sitting.open()
    await stage.later(seconds=5)
    assert "2. Bầu Cụm trưởng (vòng 2)" in voter.text
    await goes(voter, f"ballot.list:{sitting.id}")
    assert "2. Bầu Cụm trưởng (vòng 2)" in living(voter)


async def test_the_head_is_warned_before_both_offices_are_opened_together(stage):
    head, sitting = await stage.head(), Sitting(stage)
    options = sitting.unit_options("Kho bạc", "Ngân hàng")
    for kind in (MotionKind.HEAD, MotionKind.DEPUTY):
        sitting.add(kind, options=options)
    await goes(head, f"voting.open:{sitting.id}")

    assert "nên mở bầu phó sau khi có kết quả bầu trưởng" in living(head)

    await goes(head, f"voting.choose:{sitting.id}")
    await head.tap("✅ 2.")
    await head.tap("➡️ Tiếp tục")

    assert "nên mở bầu phó" not in living(head)


async def test_an_observer_is_not_invited_to_vote(stage):
    observer, sitting = await stage.joins("", Role.OBSERVER), Sitting(stage)
    motion = sitting.add()
    sitting.open()
    await goes(observer, f"agenda.show:{sitting.id}")

    assert "🗳 Bỏ phiếu" not in labels(observer)

    await goes(observer, f"ballot.show:{motion}")

    assert "Quan sát viên theo dõi, không bỏ phiếu." in living(observer)


async def test_who_confirms_a_lot_reads_whom_it_has_chosen(stage):
    secretary, sitting = await stage.joins(SECRETARY), Sitting(stage)
    with_offices(sitting, secretary=SECRETARY)
    keys = [f"u{sitting.unit(name)}" for name in THREE]
    motion = sitting.add(MotionKind.CHOICE, options=sitting.unit_options(*THREE), terms=TERMS)
    sitting.open()
    pairs = [(0, 1)] * 3 + [(0, 2)] * 3 + [(1, 2)] * 2
    sitting.cast_all(motion, *([keys[each] for each in pair] for pair in pairs))
    await sitting.run_out(motion)
    sitting.by(lots.announce, motion, "Giải đặc biệt xổ số miền Bắc ngày 10/11/2026")
    sitting.by(lots.drawn, motion, "12345")
    await stage.later(seconds=5)
    await secretary.tap("✅ Xác nhận đúng số rút được")

    assert "thống nhất chọn: Kho bạc Nhà nước tỉnh và" in living(secretary)


async def test_what_cannot_be_opened_without_a_meeting_is_named(stage):
    head, sitting = await stage.head(), Sitting(stage)
    sitting.add()
    sitting.add(terms=replace(USUAL, quorum_on=QuorumOn.PRESENCE))
    await goes(head, f"voting.open:{sitting.id}")

    assert "các nội dung sau tính theo số đơn vị có mặt: 2." in living(head)


async def test_the_buttons_of_honours_say_the_honour(stage):
    head, sitting = await stage.head(), Sitting(stage)
    motion = sitting.add(MotionKind.HONOUR)
    await goes(head, f"agenda.honours:{motion}:{sitting.unit('Kho bạc')}")

    assert "Cờ thi đua của Chính phủ" in labels(head)
    assert max(map(len, labels(head))) <= 34


# -- void is no dead end --------------------------------------------------------------------------


async def test_a_vote_without_a_result_is_put_to_the_vote_again(either_stage):
    stage = either_stage
    head, sitting = await stage.head(), Sitting(stage)
    first, _ = honours(sitting)
    await no_quorum(sitting, first)
    await goes(head, f"results.show:{first}")
    again = head.data("🔁 Tổ chức bỏ phiếu lại")
    await head.tap("🔁 Tổ chức bỏ phiếu lại")

    assert "Đã đưa lại vào chương trình" in living(head)
    assert head.data("▶️ Kiểm tra và mở bỏ phiếu") == f"voting.open:{sitting.id}"

    await goes(head, again)
    made = stage.rows(Motion)[-1]
    before = sitting.motion(first)

    assert len(stage.rows(Motion)) == 3, "pressed twice, made once"
    assert (made.title, made.terms, made.place) == (before.title, before.terms, 3)
    assert made.state is MotionState.DRAFT

    sitting.open(made.id)
    await goes(head, f"results.show:{first}")
    await head.tap("▶️ Lượt bỏ phiếu mới")

    assert "3. " in living(head)


async def test_a_further_round_without_a_quorum_is_held_again(stage):
    head, sitting = await stage.head(), Sitting(stage)
    options = sitting.unit_options("Kho bạc", "Ngân hàng", "Hải quan")
    first = sitting.add(MotionKind.HEAD, options=options)
    sitting.open()
    sitting.cast_all(first, *[options[0].key] * 4, *[options[1].key] * 4)
    await sitting.run_out(first)
    second = stage.do(lambda s: run.further_round(s, sitting.actor(s, "Cục Thuế"), first))
    await no_quorum(sitting, second)
    await goes(head, f"results.show:{second}")
    await head.tap("🔁 Tổ chức bỏ phiếu lại")
    third = stage.rows(Motion)[-1]

    assert (third.follows_id, third.round, len(third.options)) == (first, 2, 2)
    assert head.data("▶️ Kiểm tra và mở bỏ phiếu") == f"voting.open:{sitting.id}"


def test_only_the_head_repeats_and_only_what_is_void(flat):
    sitting = Sitting(flat)
    motion = sitting.add()
    with pytest.raises(NotClosed):
        sitting.by(repeat, motion)
    with pytest.raises(NotForYou):
        sitting.by(repeat, motion, who="Kho bạc")


async def test_a_reason_for_void_is_asked_for_in_words_and_told_at_once(stage):
    head, group = await linked(stage)
    voter, sitting = await stage.joins("Kho bạc"), Sitting(stage)
    motions = [sitting.add(title=f"Nội dung số {number}") for number in range(1, 9)]
    sitting.open()
    await goes(head, f"voting.voiding:{motions[0]}")
    await head.send("nhầm")

    assert "lý do được thông báo đến tất cả đơn vị" in living(head)
    assert "chỉnh sửa, bổ sung" not in living(head)

    await head.send("Sai tên đơn vị")
    await head.tap("✖️ Hủy lượt")
    await stage.later(seconds=5)

    assert "Lý do: Sai tên đơn vị" in voter.text, "seven others are still open"
    assert any("Lý do: Sai tên đơn vị" in post.data["text"] for post in group.posts)

    await sitting.run_out(motions[1])
    await stage.later(seconds=5)

    assert "8. Nội dung số 8" in voter.text
    assert "Lý do: Sai tên đơn vị" in voter.text


async def test_a_result_says_until_when_votes_were_taken_not_when_they_were_counted(stage):
    member, sitting = await stage.joins("Kho bạc"), Sitting(stage)
    motion = sitting.add()
    sitting.open(minutes=30)
    sitting.cast_all(motion, *["yes"] * 8)
    await stage.later(hours=5)
    await goes(member, f"results.show:{motion}")

    assert "Kết thúc lúc 09:00 ngày 09/11/2026" in living(member)


# -- what is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0", "-1", "1e9", "NaN", "😀", "2 đơn vị"])
async def test_how_many_are_chosen_is_asked_for_again(stage, typed):
    head, sitting = await stage.head(), Sitting(stage)
    options = [Option(f"o{number}", f"Phương án {number}") for number in range(5)]
    motion = sitting.add(MotionKind.CHOICE, options=options)
    await goes(head, f"agenda.part:{motion}:seats")
    await head.send(typed)

    assert "nhỏ hơn số phương án (5)" in living(head)
    assert "Màn hình này không cần nhập chữ" not in living(head)


async def test_a_least_number_of_votes_is_possible_and_can_be_taken_away(stage):
    head, sitting = await stage.head(), Sitting(stage)
    motion = sitting.add()
    await goes(head, f"agenda.part:{motion}:share")
    await head.send("9 phiếu")
    assert sitting.motion(motion).terms["min_yes"] == 0, "there are eight units"
    assert "⚠️" in living(head)

    await head.send("5 phiếu")
    assert sitting.motion(motion).terms["min_yes"] == 5
    await head.tap("🗑 Bỏ mức “ít nhất 5 phiếu”")

    assert sitting.motion(motion).terms["min_yes"] == 0
    assert "🗑" not in "".join(labels(head))


async def test_an_opinion_is_typed_again_before_it_is_sent(stage):
    voter, sitting = await stage.joins("Kho bạc"), Sitting(stage)
    motion = sitting.add(MotionKind.QUESTION, Form.OPEN, terms=Terms(()))
    sitting.open()
    await goes(voter, f"ballot.show:{motion}")
    await voter.send("Nhất trí")
    await voter.send("Nhất trí, bổ sung mục 2")

    assert "Nhất trí, bổ sung mục 2" in living(voter)

    await voter.tap("✅ Xác nhận")

    assert [each.said for each in sitting.open_votes(motion)] == ["Nhất trí, bổ sung mục 2"]


# -- long, and many -------------------------------------------------------------------------------


async def test_an_order_of_thirty_long_names_is_read_back_whole_and_its_result_is_read(stage):
    head, sitting = await stage.head(), Sitting(stage)
    options = [Option(f"o{number}", f"{number}: {LONG}") for number in range(1, 31)]
    motion = sitting.add(MotionKind.RANKING, Form.OPEN, options=options, terms=Terms(()))
    sitting.open()
    await goes(head, f"ballot.show:{motion}")
    for _ in options:
        await head.tap(next(each for each in labels(head) if each[0].isdigit()))

    assert "30. 30: Phương án" in living(head)
    assert "Phiếu chưa được gửi" in living(head), "the end is not cut off"

    await head.tap("✅ Xác nhận")
    assert "Đã ghi nhận biểu quyết" in living(head)
    order = [each.key for each in options]
    for _, name in sitting.units()[1:]:
        sitting.cast(motion, name, *order)
    sitting.cast(motion, "Cục Thuế", *order)
    await sitting.run_out(motion)
    await goes(head, f"results.show:{motion}")

    assert "30. 30: Phương án" in living(head)
    assert "Kết thúc lúc" in living(head)

    await goes(head, f"results.votes:{motion}:0")
    assert "30: Phương án" in living(head)
    assert "▶️" in labels(head)


async def test_a_short_choice_is_read_back_in_full(stage):
    voter, sitting = await stage.joins("Kho bạc"), Sitting(stage)
    options = [Option(f"o{number}", f"{number}: {LONG}") for number in range(1, 6)]
    more_than_half = replace(USUAL, thresholds=(PRESETS["more_than_half"].threshold,), seats=3)
    motion = sitting.add(MotionKind.CHOICE, Form.OPEN, options=options, terms=more_than_half)
    sitting.by(casting.acknowledge, who="Kho bạc")
    sitting.open()
    await goes(voter, f"ballot.show:{motion}")
    for number in (1, 2, 3):
        await voter.tap(f"{number}. ")
    await voter.tap("▶️ Tiếp tục")

    assert all(f"{number}: {LONG}" in living(voter) for number in (1, 2, 3))
