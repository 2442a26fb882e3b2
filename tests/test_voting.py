"""Opening votes and running them: the preview, the board, reminders, more time, the end, void."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.actions import ballot as ballot_act
from models.actions import counting, rollcall
from models.actions import voting as act
from models.actions.opening import open_motions
from models.audit import Audit
from models.cluster import Office, OfficeTerm
from models.errors import DateInPast, NotForYou, NotYourCluster, ReasonNeeded, TextTooLong
from models.errors_vote import (
    ClosingTooLate,
    ClosingTooSoon,
    EverybodyVoted,
    KeyStoreFailed,
    KeysUnavailable,
    MotionChanged,
    NobodyVotes,
    NoQuorum,
    NoSooner,
    NothingToOpen,
    NotOpenYet,
    PaperOnly,
    RemindedLately,
    RollNeeded,
    SessionDropped,
    ShareNeeded,
    VoteClosed,
    VotesMissing,
    VoteVoid,
)
from models.keys import StoreAway
from models.people import Account
from models.post import Card, Letter
from models.queries.opening import opening_of
from models.queries.voting import board_of
from models.record import RecordEntry
from models.rules.calendar import end_of_day, local_date
from models.rules.motion import (
    Absent,
    Base,
    Form,
    MotionKind,
    Op,
    OwnUnit,
    QuorumOn,
    Terms,
    Threshold,
)
from models.rules.presets import PRESETS
from models.voting import Envelope, Motion, MotionState, ReviewSession
from tests.databases import OTHER_CLUSTER
from tests.meetings import Gathering, living
from tests.sessions import USUAL, Sitting
from tests.test_one_moment import together

ON_PRESENCE = replace(USUAL, quorum_on=QuorumOn.PRESENCE)
EIGHT = datetime(2026, 11, 10, 1, tzinfo=UTC)
"""8:00 in Vietnam, the day after the stage's beginning."""


def buttons(phone):
    """The labels on the living card."""
    card = phone.stage.rows(Card, chat_id=phone.user_id)[0]
    rows = phone.chat.posts[card.message_id].data["reply_markup"]["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


def primary(phone):
    """The one next step."""
    card = phone.stage.rows(Card, chat_id=phone.user_id)[0]
    rows = phone.chat.posts[card.message_id].data["reply_markup"]["inline_keyboard"]
    return [each["text"] for row in rows for each in row if each.get("style") == "primary"]


def motions(stage):
    return stage.rows(Motion)


# -- opening --------------------------------------------------------------------------------------


async def test_the_head_opens_everything_by_one_press_and_follows_it(either_stage):
    stage = either_stage
    head, tax = await stage.head(), await stage.joins("Hải quan")
    sitting = Sitting(stage)
    table = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN, title="Thông qua bảng điểm <2026>")
    honour = sitting.add(title="Đề nghị tặng Bằng khen")
    await head.tap_data(f"voting.open:{sitting.id}")

    assert "Nội dung được mở: 2/2" in living(head)
    assert "1. Thông qua bảng điểm <2026>" in living(head)
    assert "ít nhất 70% số đơn vị có quyền biểu quyết (cần 6/8 phiếu)" in living(head)
    assert "Chỉ kiểm phiếu khi có ít nhất 6/8 đơn vị bỏ phiếu (2/3)" in living(head)
    assert "8/8 đơn vị đã có người bỏ phiếu" in living(head)
    assert "23:59 ngày 12/11/2026" in living(head)
    assert primary(head) == ["🗳 Mở bỏ phiếu: 2 nội dung"]

    await head.tap("30 phút")

    assert "Thời gian bỏ phiếu: 30 phút" in living(head)
    assert "✅ 30 phút" in buttons(head)

    await head.tap("🗳 Mở bỏ phiếu", settle=False)
    await head.tap("🗳 Mở bỏ phiếu", settle=False)
    await stage.settle()

    assert "Đang bỏ phiếu" in living(head)
    assert stage.rows(ReviewSession)[0].openings == 1
    assert {each.state for each in motions(stage)} == {MotionState.OPEN}
    assert {each.closes_at for each in motions(stage)} == {stage.clock() + timedelta(minutes=30)}
    assert [each.kind for each in stage.rows(RecordEntry)] == ["opened", "opened"]
    assert len(stage.rows(Letter, kind="ballot-opened")) == 1
    assert len(stage.rows(Letter, kind="ballot-open")) == 8

    await head.tap("Đề nghị tặng Bằng khen")

    assert "bỏ phiếu kín" in living(head)
    assert "Đã bỏ phiếu 0/8 đơn vị" in living(head)
    assert "Chưa bỏ phiếu (8)" in living(head)
    assert "Chưa đủ điều kiện kiểm phiếu (tối thiểu 2/3 = 6 đơn vị)" in living(head)
    assert "đến 09:00 hôm nay" in living(head)

    sitting.cast_all(honour, "yes", "no", "abstain", None, "yes", "no")
    await stage.later(seconds=2)

    assert "▰▰▰▰▰▰▱▱▱▱" in living(head)
    assert "Đã bỏ phiếu 5/8 đơn vị" in living(head), "it follows by itself"
    assert "Chưa bỏ phiếu (3)" in living(head)
    assert "không đồng ý" not in living(head).lower()

    sitting.cast_all(honour, *([None] * 3), "yes", None, None, "yes", "yes")
    await stage.later(seconds=2)

    assert "Tất cả đơn vị có người bỏ phiếu đã bỏ phiếu" in living(head)
    assert primary(head) == ["⏹ Kết thúc và kiểm phiếu"]

    await head.tap("⏹ Kết thúc")

    assert "kiểm phiếu ngay?" in living(head)

    await head.tap("⏹ Kết thúc", settle=False)
    await head.tap("⏹ Kết thúc", settle=False)
    await stage.settle()

    assert "Đã kiểm phiếu lúc" in living(head)
    assert primary(head) == ["📊 Kết quả"]
    assert sitting.motion(honour).state is MotionState.CLOSED
    assert sitting.motion(table).state is MotionState.OPEN
    assert not any("voting.show" in str(each.screen) for each in stage.rows(Card)
                   if each.chat_id == tax.user_id)  # fmt: skip


async def test_motions_are_opened_one_by_one_with_a_typed_time(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    first, second, third = (sitting.add(title=f"Tờ trình {n}") for n in range(3))
    await head.tap_data(f"voting.open:{sitting.id}")
    await head.tap("☑️ Chọn nội dung")
    await head.tap("Không chọn")

    assert "Đã chọn: 0/3" in living(head)

    await head.tap("⬜ 2. Tờ trình 1")
    await head.tap("➡️ Tiếp tục")

    assert "Nội dung được mở: 1/3" in living(head)

    await head.send("17:00 hôm nay")

    assert "Kết thúc lúc 17:00 ngày 09/11/2026" in living(head)

    for typed, said in (
        ("07:00 hôm nay", "đã qua"),
        ("abc", "“abc”"),
        ("31/02", "31/02"),
    ):
        await head.send(typed)

        assert "17:00 ngày 09/11/2026" in living(head), "what was chosen stays"
        assert said in living(head)

    await head.tap("🗳 Mở bỏ phiếu: 1 nội dung")

    states = {each.id: each.state for each in motions(stage)}
    assert states == {
        first: MotionState.DRAFT,
        second: MotionState.OPEN,
        third: MotionState.DRAFT,
    }

    await head.tap_data(f"voting.open:{sitting.id}")

    assert "Nội dung được mở: 2/2" in living(head)


async def test_a_motion_that_changed_on_the_way_is_shown_again_and_not_opened(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    await head.tap_data(f"voting.open:{sitting.id}")

    def change(session):
        row = session.get_one(Motion, motion)
        row.title, row.version = "Đã sửa", row.version + 1

    stage.do(change)
    await head.tap("🗳 Mở bỏ phiếu")

    assert "đã được sửa sau khi màn hình hiển thị" in living(head)
    assert "Đã sửa" in living(head)
    assert sitting.motion(motion).state is MotionState.DRAFT

    await head.tap("🗳 Mở bỏ phiếu")

    assert sitting.motion(motion).state is MotionState.OPEN


async def test_a_button_of_another_preview_opens_nothing(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    await head.tap_data(f"voting.open:{sitting.id}")
    await head.tap_data(f"voting.opened:{sitting.id}:0:00000000")

    assert "⚠️" in living(head)
    assert sitting.motion(motion).state is MotionState.DRAFT

    for forged in ("voting.until:{}:7", "voting.until:{}:x", "voting.pick:{}:99:1:0"):
        await head.tap_data(forged.format(sitting.id))

        assert "⚠️" in living(head)


async def test_a_closing_time_that_passed_meanwhile_is_refused_by_name(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    await head.tap_data(f"voting.open:{sitting.id}")
    await head.send("08:45 hôm nay")
    await stage.later(minutes=20)
    await head.tap("🗳 Mở bỏ phiếu")

    assert "đã qua" in living(head)
    assert sitting.motion(motion).state is MotionState.DRAFT


async def test_a_full_disk_opens_nothing_and_says_so(stage, monkeypatch):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    await head.tap_data(f"voting.open:{sitting.id}")

    def full(_self, _seal):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(stage.keys), "create", full)
    await head.tap("🗳 Mở bỏ phiếu")

    assert "chưa lưu được khóa" in living(head)
    assert sitting.motion(motion).state is MotionState.DRAFT
    assert not stage.rows(Letter, kind="ballot-open")

    monkeypatch.undo()
    await head.tap("🗳 Mở bỏ phiếu")

    assert sitting.motion(motion).state is MotionState.OPEN


async def test_without_enough_units_the_roll_call_is_the_next_step(stage):
    head = await stage.head()
    stage.clock.advance(EIGHT - stage.clock())
    meeting = Gathering(stage, starts_at=EIGHT + timedelta(minutes=30))
    sitting = Sitting(stage, meeting_id=meeting.id)
    motion = sitting.add(terms=ON_PRESENCE)
    await head.tap_data(f"voting.open:{sitting.id}")

    assert "Chưa điểm danh" in living(head)
    assert primary(head) == ["📝 Điểm danh"]

    meeting.by(rollcall.open_roll, meeting.id, None)
    for _, name in sitting.units()[:5]:
        meeting.by(rollcall.come, meeting.id, meeting.unit(name), 0, who=name)
    await head.tap("🔄 Kiểm tra lại")

    assert "Có mặt 5/8 đơn vị, chưa đủ điều kiện (tối thiểu 2/3 = 6)" in living(head)
    assert primary(head) == ["📝 Điểm danh"]
    with pytest.raises(NoQuorum) as refused:
        sitting.open()
    assert (refused.value.present, refused.value.entitled, refused.value.needed) == (5, 8, 6)

    name = sitting.units()[5][1]
    meeting.by(rollcall.come, meeting.id, meeting.unit(name), 0, who=name)
    await head.tap("🔄 Kiểm tra lại")

    assert "Có mặt 6/8 đơn vị, đủ điều kiện (tối thiểu 2/3 = 6)" in living(head)
    assert "Thời gian bỏ phiếu: 30 phút" in living(head), "the usual time at a meeting"

    await head.tap("🗳 Mở bỏ phiếu")

    assert sitting.motion(motion).state is MotionState.OPEN


async def test_the_preview_warns_of_what_may_go_wrong(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    no_share = Terms(())
    sitting.add(title="Chưa xong", terms=no_share)
    sitting.add(terms=Terms((PRESETS["90"].threshold,), preset="90"))
    sitting.add(terms=ON_PRESENCE)
    voter = sitting.voter("Kho bạc")[0]
    stage.do(lambda s: s.delete(s.exec(_accounts(voter.id)).one()))
    await head.tap_data(f"voting.open:{sitting.id}")

    card = living(head)
    assert "Nội dung 1 (Chưa xong) chưa hoàn chỉnh: Đề nghị chọn tỷ lệ" in card
    assert "Nghị định 91/2017/NĐ-CP, Điều 45) hiện không có hiệu lực" in card
    assert "không gắn với hội nghị nào" in card
    assert "Chưa có người bỏ phiếu cho: " in card
    assert "7/8 đơn vị đã có người" in card
    assert primary(head) == []

    await head.tap("👥 Người bỏ phiếu")

    assert "chưa có người" in living(head)

    await head.tap("◀️ Quay lại")
    await head.tap("☑️ Chọn nội dung")

    assert any(label.startswith("⚠️ 1. Chưa xong") for label in buttons(head))


def _accounts(person_id):
    return select(Account).where(Account.person_id == person_id)


async def test_a_small_cluster_is_told_that_choices_may_be_inferred(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    sitting.add()
    meeting = Gathering(stage)
    for _, name in sitting.units()[-2:]:
        meeting.leaves(name, local_date(stage.clock()) - timedelta(days=1))
    await head.tap_data(f"voting.open:{sitting.id}")

    assert "Chỉ có 6 đơn vị nên có thể suy ra" in living(head)


# -- who may --------------------------------------------------------------------------------------


async def test_members_and_strangers_see_no_preview_and_no_board(stage):
    await stage.head()
    member = await stage.joins("Kho bạc")
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    sitting = Sitting(stage)
    motion = sitting.add(title="Tờ trình mật")
    await stage.settle()
    for data in (
        f"voting.open:{sitting.id}",
        f"voting.opened:{sitting.id}:0:1",
        f"voting.run:{sitting.id}",
    ):
        await member.tap_data(data)

        assert "Việc này do Cụm trưởng" in living(member)
    sitting.open()
    await stage.later(seconds=2)
    for data in (f"voting.show:{motion}", f"voting.more:{motion}", f"voting.voiding:{motion}",
                 f"voting.end:{motion}", f"voting.remind:{motion}"):  # fmt: skip
        await member.tap_data(data)

        assert "Việc này do Cụm trưởng" in living(member)

        await other.tap_data(data)

        assert "đồng chí không tham gia" in living(other)
        assert "Tờ trình mật" not in living(other)


async def test_the_secretary_follows_and_reminds_but_ends_nothing(stage):
    await stage.head()
    secretary = await stage.joins("Thống kê")
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    _gives_office(stage, sitting, "Thống kê", Office.SECRETARY)
    await secretary.tap_data(f"voting.show:{motion}")

    assert any("Nhắc" in label for label in buttons(secretary))
    assert not any("Hủy" in label or "Gia hạn" in label for label in buttons(secretary))

    await secretary.tap("🔔 Nhắc")

    assert "Đang nhắc" in living(secretary)
    for data in (f"voting.more:{motion}", f"voting.voiding:{motion}"):
        await secretary.tap_data(data)

        assert "Việc này do Cụm trưởng" in living(secretary)


def _gives_office(stage, sitting, unit, office):
    unit_id, cluster_id, today = sitting.unit(unit), sitting.cluster_id, local_date(stage.clock())
    days = {"from_on": today, "to_on": today + timedelta(days=300)}
    stage.do(
        lambda s: s.add(OfficeTerm(cluster_id=cluster_id, unit_id=unit_id, office=office, **days))
    )


# -- reminding ------------------------------------------------------------------------------------


async def test_a_reminder_reaches_who_has_not_voted_once_in_ten_minutes(
    either_stage,
):
    stage = either_stage
    head = await stage.head()
    done, late = await stage.joins("Hải quan"), await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    first, second = sitting.add(), sitting.add()
    sitting.open()
    for motion in (first, second):
        sitting.cast(motion, "Hải quan", "yes")
    sitting.cast(first, "Kho bạc", "no")
    await head.tap_data(f"voting.show:{first}")
    await head.tap("🔔 Nhắc")

    assert "Đang nhắc 7 người" in living(head)

    def reminders(phone):
        return [text for text in phone.texts if "kính nhắc" in text]

    assert not reminders(done)
    assert len(reminders(late)) == 1
    assert "còn 1 nội dung" in reminders(late)[0]

    await head.tap("🔔 Nhắc")

    assert "Có thể nhắc lại từ 08:40" in living(head)
    assert len(reminders(late)) == 1

    await stage.later(minutes=10)
    sitting.cast(second, "Kho bạc", "no")
    await head.tap("🔔 Nhắc")

    assert len(reminders(late)) == 1, "all is cast"
    assert len(stage.rows(Audit, verb="votes-reminded")) == 2


def test_a_reminder_is_dropped_once_all_is_cast_or_over(flat):
    sitting = Sitting(flat)
    motion = sitting.add()
    with pytest.raises(NotOpenYet):
        sitting.by(act.remind, motion)
    sitting.open()
    with pytest.raises(NotForYou):
        sitting.by(act.remind, motion, who="Kho bạc")
    assert sitting.by(act.remind, motion) == 8
    with pytest.raises(RemindedLately):
        sitting.by(act.remind, motion)
    sitting.cast_all(motion, *(["yes"] * 8))
    with pytest.raises(EverybodyVoted):
        sitting.by(act.remind, motion)
    flat.clock.advance(timedelta(hours=1))
    with pytest.raises(VoteClosed):
        sitting.by(act.remind, motion)


def test_paper_and_void_votes_are_not_reminded_of(flat):
    sitting = Sitting(flat)
    paper, gone = sitting.add(form=Form.PAPER), sitting.add()
    sitting.open()
    sitting.by(ballot_act.void, gone, "Nhầm danh sách đề cử")
    with pytest.raises(PaperOnly):
        sitting.by(act.remind, paper)
    with pytest.raises(VoteVoid):
        sitting.by(act.remind, gone)


# -- more time ------------------------------------------------------------------------------------


async def test_the_head_gives_more_time_by_button_and_by_typing(either_stage):
    stage = either_stage
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open(minutes=60)
    await head.tap_data(f"voting.show:{motion}")
    await head.tap("⏰ Gia hạn")
    await head.tap("+15 phút", settle=False)
    await head.tap("+15 phút", settle=False)
    await stage.settle()

    assert sitting.motion(motion).closes_at == stage.clock() + timedelta(minutes=75)
    assert "gia hạn đến 09:45" in living(head)
    assert [each.kind for each in stage.rows(RecordEntry)] == ["opened", "extended"]

    await head.tap("⏰ Gia hạn")
    await head.send("09:00")

    assert "chỉ có thể lùi muộn hơn" in living(head)

    await head.send("17:00")

    assert "Giờ kết thúc mới: 17:00" in living(head)
    assert sitting.motion(motion).closes_at < stage.clock() + timedelta(hours=2)

    await head.tap("✅ Gia hạn")

    assert "đến 17:00 hôm nay" in living(head)

    await head.tap("⏰ Gia hạn")
    await head.send("01/03/2027")
    await head.tap("✅ Gia hạn")

    assert "nhiều nhất là 60 ngày" in living(head)


async def test_an_end_of_day_stays_an_end_of_day(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    await head.tap_data(f"voting.open:{sitting.id}")
    await head.tap("Hết hôm nay")
    await head.tap("🗳 Mở bỏ phiếu")

    assert sitting.motion(motion).closes_at == end_of_day(local_date(stage.clock()))

    await head.tap("Nội dung 1")
    await head.tap("⏰ Gia hạn")
    await head.tap("+15 phút")

    assert "00:15 ngày 10/11/2026" in living(head)


# -- the end --------------------------------------------------------------------------------------


async def test_it_ends_early_only_when_all_have_voted(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    sitting.cast_all(motion, *(["yes"] * 7))
    await head.tap_data(f"voting.show:{motion}")

    assert not any("⏹" in label for label in buttons(head))
    for data in (f"voting.ending:{motion}", f"voting.end:{motion}"):
        await head.tap_data(data)

        assert "Còn 1 đơn vị chưa bỏ phiếu" in living(head)
    assert sitting.motion(motion).state is MotionState.OPEN


async def test_with_the_keys_out_of_reach_envelopes_wait_and_the_head_knows(stage, monkeypatch):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open(minutes=10)
    sitting.cast_all(motion, *(["yes"] * 8))

    def away(*_):
        raise StoreAway

    monkeypatch.setattr(type(stage.keys), "unseal", away)
    await head.tap_data(f"voting.ending:{motion}")
    await head.tap("⏹ Kết thúc")

    assert "không mất phiếu nào" in living(head)
    assert len(stage.rows(Envelope)) == 8

    stage.clock.advance(timedelta(minutes=13))
    await head.tap_data(f"voting.show:{motion}")

    assert "Đã hết giờ bỏ phiếu" in living(head)
    assert "chưa truy cập được nơi giữ khóa" in living(head)

    await head.tap("⏹ Kết thúc")
    await head.tap("⏹ Kết thúc")

    assert "không mất phiếu nào" in living(head)

    monkeypatch.undo()
    await head.tap("⏹ Kết thúc")

    assert "Đã kiểm phiếu" in living(head)
    assert sitting.motion(motion).result["votes"]["yes"] == 8


async def test_a_head_who_left_office_runs_it_no_more_and_the_next_one_does(stage):
    head, successor = await stage.head(), await stage.joins("Hải quan")
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open(minutes=3 * 24 * 60)
    sitting.cast_all(motion, *(["yes"] * 8))
    await head.tap_data(f"voting.ending:{motion}")
    yesterday = local_date(stage.clock()) - timedelta(days=1)

    def hand_over(session):
        for term in session.exec(_terms()).all():
            if term.cluster_id == sitting.cluster_id_in(session) and term.office is Office.HEAD:
                term.from_on, term.to_on = min(term.from_on, yesterday), yesterday

    stage.do(hand_over)
    _gives_office(stage, sitting, "Hải quan", Office.HEAD)
    await head.tap("⏹ Kết thúc")

    assert sitting.motion(motion).state is MotionState.OPEN

    await successor.tap_data(f"voting.ending:{motion}")
    await successor.tap("⏹ Kết thúc")

    assert sitting.motion(motion).state is MotionState.CLOSED


def _terms():
    return select(OfficeTerm)


async def test_the_clock_ends_it_and_the_board_becomes_the_way_to_the_result(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open(minutes=10)
    sitting.cast_all(motion, *(["yes"] * 8))
    await head.tap_data(f"voting.show:{motion}")
    await stage.later(minutes=10)

    assert "Đã kiểm phiếu lúc 08:40" in living(head)
    assert primary(head) == ["📊 Kết quả"]


# -- void -----------------------------------------------------------------------------------------


async def test_the_head_declares_it_void_with_a_reason_once(either_stage):
    stage = either_stage
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    sitting.cast_all(motion, *(["yes"] * 4))
    await head.tap_data(f"voting.show:{motion}")
    await head.tap("✖️ Hủy lượt bỏ phiếu")
    await head.send("sai")

    assert "Vì sao" in living(head)

    await head.send("x" * 501)

    assert "500" in living(head)

    await head.send("Danh sách <đề cử> thiếu một đơn vị")

    assert "Lý do: Danh sách <đề cử> thiếu một đơn vị" in living(head)

    await head.tap("✖️ Hủy lượt bỏ phiếu", settle=False)
    await head.tap("✖️ Hủy lượt bỏ phiếu", settle=False)
    await stage.settle()

    assert "đã bị hủy" in living(head)
    assert sitting.motion(motion).state is MotionState.VOID
    assert not stage.rows(Envelope)
    assert [each.kind for each in stage.rows(RecordEntry)] == ["opened", "void"]


async def test_void_without_its_reason_on_screen_is_no_act(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open()
    await head.tap_data(f"voting.show:{motion}")
    await head.tap_data(f"voting.void:{motion}")

    assert "⚠️" in living(head)
    assert sitting.motion(motion).state is MotionState.OPEN


# -- refusals of the actions, by name -------------------------------------------------------------


def test_closing_times_that_are_past_too_soon_or_too_late(flat):
    sitting = Sitting(flat)
    sitting.add()
    for minutes, refusal in ((-1, DateInPast), (0, DateInPast), (0.5, ClosingTooSoon),
                             (61 * 24 * 60, ClosingTooLate)):  # fmt: skip
        with pytest.raises(refusal):
            sitting.open(minutes=minutes)


def test_nothing_to_open(flat):
    sitting = Sitting(flat)
    with pytest.raises(NothingToOpen):
        sitting.open()
    motion = sitting.add(terms=Terms(()))
    with pytest.raises(ShareNeeded):
        sitting.open(motion)
    flat.do(lambda s: setattr(s.get_one(ReviewSession, sitting.id), "dropped_at", flat.clock()))
    with pytest.raises(SessionDropped):
        sitting.open(motion)


def test_a_quorum_of_presence_needs_a_roll(flat):
    sitting = Sitting(flat)
    motion = sitting.add(terms=ON_PRESENCE)
    with pytest.raises(RollNeeded):
        sitting.open(motion)


def test_nobody_who_could_vote(flat):
    sitting = Sitting(flat)
    motion = sitting.add()

    def nobody(session):
        for account in session.exec(_everyone()).all():
            session.delete(account)

    flat.do(nobody)
    with pytest.raises(NobodyVotes):
        sitting.open(motion)


def _everyone():
    return select(Account)


def test_the_key_store_that_is_full(flat):
    class Full:
        def create(self, _seal):
            raise OSError(28, "No space left on device")

    sitting = Sitting(flat)
    motion = sitting.add()
    with pytest.raises(KeyStoreFailed):
        sitting.open(motion, keys=Full())


def test_moves_of_the_closing_time(flat):
    sitting = Sitting(flat)
    motion = sitting.add()
    with pytest.raises(NotOpenYet):
        sitting.by(ballot_act.extend, motion, flat.clock())
    sitting.open(minutes=60)
    with pytest.raises(NoSooner):
        sitting.by(ballot_act.extend, motion, flat.clock() + timedelta(minutes=59))
    with pytest.raises(ClosingTooLate):
        sitting.by(ballot_act.extend, motion, flat.clock() + timedelta(days=61))
    with pytest.raises(NotForYou):
        sitting.by(ballot_act.extend, motion, flat.clock() + timedelta(days=1), who="Kho bạc")
    flat.clock.advance(timedelta(minutes=60))
    with pytest.raises(VoteClosed):
        sitting.by(ballot_act.extend, motion, flat.clock() + timedelta(minutes=5))


def test_void_by_name(flat):
    sitting = Sitting(flat)
    motion, counted = sitting.add(), sitting.add()
    with pytest.raises(NotOpenYet):
        sitting.by(ballot_act.void, motion, "Nhầm danh sách")
    sitting.open()
    with pytest.raises(ReasonNeeded):
        sitting.by(ballot_act.void, motion, "  sai  ")
    with pytest.raises(TextTooLong):
        sitting.by(ballot_act.void, motion, "x" * 501)
    sitting.cast_all(counted, *(["yes"] * 8))
    sitting.close_early(counted)
    with pytest.raises(VoteClosed):
        sitting.by(ballot_act.void, counted, "Nhầm danh sách")
    sitting.by(ballot_act.void, motion, "Nhầm danh sách")
    sitting.by(ballot_act.void, motion, "Nhầm danh sách")

    assert [each.kind for each in flat.rows(RecordEntry)].count("void") == 1


def test_an_early_end_by_name(flat):
    sitting = Sitting(flat)
    motion = sitting.add()
    with pytest.raises(NotOpenYet):
        sitting.close_early(motion)
    sitting.open()
    with pytest.raises(VotesMissing):
        sitting.close_early(motion)
    with pytest.raises(NotForYou):
        sitting.close_early(motion, who="Kho bạc")


def test_keys_unavailable_by_name(flat, monkeypatch):
    sitting = Sitting(flat)
    motion = sitting.add()
    sitting.open()
    sitting.cast_all(motion, *(["yes"] * 8))

    def away(*_):
        raise StoreAway

    monkeypatch.setattr(type(flat.keys), "unseal", away)
    with pytest.raises(KeysUnavailable):
        sitting.close_early(motion)

    assert len(flat.rows(Envelope)) == 8


def test_the_preview_and_the_board_are_their_clusters_and_their_offices(flat):
    sitting, other = Sitting(flat), Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    motion = sitting.add()
    sitting.open()
    stranger = flat.do(lambda s: other.actor(s, "Liên minh"))
    member = flat.do(lambda s: sitting.actor(s, "Kho bạc"))
    for read in (
        lambda s, me: opening_of(s, me, sitting.id, flat.clock()),
        lambda s, me: board_of(s, me, motion, flat.clock()),
    ):
        with pytest.raises(NotYourCluster):
            flat.do(lambda s, read=read: read(s, stranger))
        with pytest.raises(NotForYou):
            flat.do(lambda s, read=read: read(s, member))


def test_a_changed_version_by_name(flat):
    sitting = Sitting(flat)
    motion = sitting.add()

    def work(session):
        me, now = sitting.actor(session, "Cục Thuế"), flat.clock()
        later = now + timedelta(hours=1)
        open_motions(session, flat.keys, me, sitting.id, {motion: 7}, later, now, flat.chance)

    with pytest.raises(MotionChanged):
        flat.do(work)


# -- two at one moment ----------------------------------------------------------------------------


def test_two_heads_end_it_at_one_moment_and_it_is_counted_once(pg_flat):
    sitting = Sitting(pg_flat)
    motion = sitting.add()
    sitting.open()
    sitting.cast_all(motion, *(["yes"] * 8))

    def end(session):
        me = sitting.actor(session, "Cục Thuế")
        counting.close_early(session, pg_flat.keys, me, motion, pg_flat.clock())

    assert together(pg_flat, end, end) is None
    assert [each.kind for each in pg_flat.rows(RecordEntry)] == ["opened", "closed"]
    assert sitting.motion(motion).result["votes"]["yes"] == 8


def test_two_heads_open_at_one_moment_and_it_is_opened_once(pg_flat):
    sitting = Sitting(pg_flat)
    motion = sitting.add()

    def begin(session):
        me, now = sitting.actor(session, "Cục Thuế"), pg_flat.clock()
        later = now + timedelta(hours=1)
        chosen = {motion: 1}
        return open_motions(
            session, pg_flat.keys, me, sitting.id, chosen, later, now, pg_flat.chance
        )

    assert together(pg_flat, begin, begin) == 1
    assert [each.kind for each in pg_flat.rows(RecordEntry)] == ["opened"]
    assert len(sitting.roll(motion)) == 8


def test_two_reminders_at_one_moment_are_one(pg_flat):
    sitting = Sitting(pg_flat)
    motion = sitting.add()
    sitting.open()

    def ask(session):
        return act.remind(session, sitting.actor(session, "Cục Thuế"), motion, pg_flat.clock())

    assert isinstance(together(pg_flat, ask, ask), RemindedLately)
    assert len(pg_flat.rows(Letter, kind="ballot-remind")) == 8


# -- units that cannot vote, and long agendas -----------------------------------------------------


async def test_the_unit_that_it_is_about_and_those_without_voters_are_named(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    voter = sitting.voter("Kho bạc")[0]
    stage.do(lambda s: s.delete(s.exec(_accounts(voter.id)).one()))
    terms = replace(USUAL, own_unit=OwnUnit.EXCLUDED)
    motion = sitting.add(
        MotionKind.HONOUR, terms=terms, subject={"unit": sitting.unit("Hải quan"), "honour": "BK"}
    )
    sitting.open()
    await head.tap_data(f"voting.show:{motion}")

    rows = living(head).splitlines()
    assert any("Chưa bỏ phiếu (6)" in row for row in rows)
    assert any("Chưa có người bỏ phiếu: " in row and "Kho bạc" in row for row in rows)
    assert any("của chính đơn vị" in row and "Hải quan" in row for row in rows)


def test_units_that_have_to_be_there_and_are_not_hold_nothing_up(flat):
    flat.clock.advance(EIGHT - flat.clock())
    meeting = Gathering(flat, starts_at=EIGHT + timedelta(minutes=30))
    meeting.by(rollcall.open_roll, meeting.id, None)
    sitting = Sitting(flat, meeting_id=meeting.id)
    there = [name for _, name in sitting.units()[:7]]
    for name in there:
        meeting.by(rollcall.come, meeting.id, meeting.unit(name), 0, who=name)
    motion = sitting.add(terms=replace(ON_PRESENCE, absent=Absent.NONE))
    sitting.open()

    def board():
        me = ("Cục Thuế",)
        return flat.do(lambda s: board_of(s, sitting.actor(s, *me), motion, flat.clock()))

    assert (len(board().missing), len(board().progress.waiting)) == (7, 8)

    sitting.cast_all(motion, *(["yes"] * 7))

    assert not board().missing

    sitting.close_early(motion)

    assert sitting.motion(motion).state is MotionState.CLOSED


async def test_the_deputy_reads_the_board_and_changes_nothing(stage):
    await stage.head()
    deputy = await stage.joins("Quản lý thị trường")
    sitting = Sitting(stage)
    motion = sitting.add()
    _gives_office(stage, sitting, "Quản lý thị trường", Office.DEPUTY)
    sitting.open()
    await stage.later(seconds=2)
    await deputy.tap_data(f"voting.show:{motion}")

    assert "Đã bỏ phiếu 0/8 đơn vị" in living(deputy)
    assert buttons(deputy) == ["◀️ Các nội dung", "🏠 Trang chính"]

    await deputy.tap("◀️ Các nội dung")

    assert "Đang bỏ phiếu" in living(deputy)


async def test_thirty_motions_are_paged_and_fit(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    two = (Threshold(Op.AT_LEAST, 2, 3, Base.PRESENT), Threshold(Op.MORE_THAN, 1, 2, Base.VALID))
    for n in range(30):
        sitting.add(title=f"Đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh, lần {n} " * 2,
                    terms=Terms(two, min_yes=3, absent=Absent.CAST))  # fmt: skip
    await head.tap_data(f"voting.open:{sitting.id}")

    assert "… và 20 nội dung khác" in living(head)
    assert "không dưới 3 phiếu" in living(head)

    await head.tap("☑️ Chọn nội dung")
    await head.tap("▶️")

    assert any(label.startswith("✅ 9.") for label in buttons(head))

    await head.tap("➡️ Tiếp tục")
    await head.tap("🗳 Mở bỏ phiếu: 30 nội dung")
    await head.tap("▶️")

    assert len(living(head)) < 4096
    assert sum(each.state is MotionState.OPEN for each in motions(stage)) == 30
