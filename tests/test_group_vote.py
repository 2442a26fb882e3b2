"""The cluster's group while votes are open: who has voted, and the hashes of what is fixed."""

import re

import pytest

from models.actions.ballot import void
from models.post import Letter, LetterState
from models.record import RecordEntry
from models.rules.motion import Form, MotionKind
from models.voting import MotionState
from tests.sessions import Sitting
from tests.test_group import linked


def card(group):
    """The pinned status card, whatever notices stand below it."""
    return group.chat.posts[group.chat.pins[-1]].data["text"]


def notices(group):
    """What was written below the card."""
    return [post.data["text"] for post in group.posts if post.id != group.chat.pins[-1]]


async def test_the_status_card_follows_the_vote_and_the_notice_keeps_the_hash(either_stage):
    stage = either_stage
    _, group = await linked(stage)
    sitting = Sitting(stage)
    motion = sitting.add(title="Đề nghị tặng Cờ thi đua <A & B>")
    sitting.open(minutes=30)
    await stage.later(seconds=5)

    assert "Đề nghị tặng Cờ thi đua <A & B>" in card(group)
    assert "Đã bỏ phiếu 0/8 đơn vị" in card(group)
    assert "bỏ phiếu kín, đến 09:00 hôm nay" in card(group)
    assert "Chưa bỏ phiếu (8)" in card(group)

    opened = next(text for text in notices(group) if "mở bỏ phiếu" in text)
    manifest = sitting.motion(motion).manifest_hash
    assert manifest in opened
    assert "ít nhất 70% số đơn vị có quyền biểu quyết (cần 6/8 phiếu)" in opened
    assert "Kết thúc lúc 09:00 ngày 09/11/2026" in opened
    assert manifest in stage.rows(RecordEntry)[0].body

    sitting.cast_all(motion, "yes", "no", "no")
    await stage.later(seconds=5)

    assert "Đã bỏ phiếu 3/8 đơn vị" in card(group)
    assert "Chưa bỏ phiếu (5)" in card(group)
    assert not re.search(
        r"đồng ý|không đồng ý|tán thành", "\n".join([card(group), *notices(group)])
    )

    sitting.cast_all(motion, *["yes"] * 8)
    sitting.close_early(motion)
    await stage.later(seconds=5)

    assert "Bỏ phiếu" not in card(group)
    assert "Hiện chưa mở đợt tự chấm điểm" in card(group)
    assert sum("mở bỏ phiếu" in text for text in notices(group)) == 1


async def test_several_motions_are_one_notice_and_a_void_one_leaves_the_card(stage):
    _, group = await linked(stage)
    sitting = Sitting(stage)
    table = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN, title="Thông qua bảng điểm")
    paper = sitting.add(form=Form.PAPER, title="Phiếu giấy")
    secret = sitting.add(title="Tờ trình")
    sitting.open()
    await stage.later(seconds=5)

    opened = [text for text in notices(group) if "mở bỏ phiếu" in text]
    assert len(opened) == 1
    assert all(sitting.motion(each).manifest_hash in opened[0] for each in (table, paper, secret))
    assert "biểu quyết công khai, có ghi tên" in opened[0]
    assert "bỏ phiếu giấy tại hội nghị" in card(group)

    sitting.cast(table, "Kho bạc", "yes")
    await stage.later(seconds=5)

    assert "Chưa bỏ phiếu (8)" in card(group), "not on everything yet"

    sitting.cast(secret, "Kho bạc", "yes")
    await stage.later(seconds=5)

    assert "Chưa bỏ phiếu (7)" in card(group)

    sitting.by(void, secret, "Nhầm danh sách đề cử")
    await stage.later(seconds=5)

    assert "Tờ trình" not in card(group)


async def test_thirty_motions_fit_into_one_notice_with_all_that_is_listed(stage):
    _, group = await linked(stage)
    sitting = Sitting(stage)
    for n in range(30):
        sitting.add(title=f"Đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh số {n} " * 3)
    sitting.open()
    await stage.later(seconds=5)

    opened = next(text for text in notices(group) if "mở bỏ phiếu" in text)
    assert len(opened) <= 4096
    assert len(re.findall(r"\b[0-9a-f]{64}\b", opened)) == 24
    assert "… và 6 nội dung khác" in opened
    assert "không bị sửa" in opened, "the end is not cut off"
    assert "… và 22 nội dung khác" in card(group)


async def test_without_a_group_the_notice_goes_nowhere(stage):
    await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    await stage.later(seconds=5)

    assert {row.state for row in stage.rows(Letter, kind="ballot-opened")} == {LetterState.DROPPED}
    assert sitting.motion(motion).state is MotionState.OPEN


@pytest.mark.parametrize(
    "data", ["voting.open:1", "voting.show:1", "voting.void:1", "tellers.put:1"]
)
async def test_nothing_of_a_vote_is_pressed_in_a_group(stage, data):
    head, group = await linked(stage)
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    await group.forges(head, data)

    assert "tin nhắn riêng với bot" in head.toast
    assert sitting.motion(motion).state is MotionState.OPEN
