"""Talks about handing in: check list, receipt, withdrawing, lateness, being returned."""

import json

from sqlmodel import select

from bot.imports import SAMPLES, import_criteria, read_criteria
from handlers.i18n import translator
from models.criteria import CriteriaSet, SetState
from models.people import Role
from models.sheet import Sheet, SheetState, Submission
from tests.databases import CLUSTER
from tests.test_sheet import at_item, entries, go_to, sheet_of

SUBMIT = "📤 Vẫn nộp"


async def to_check(phone):
    """The check list, from wherever the phone is."""
    await phone.send("/start")
    await phone.tap("tự chấm điểm")
    await phone.tap("Kiểm tra và nộp")


async def submits(stage, unit="Cục Hải quan", role=Role.LEADER):
    """A unit's person answers one item and hands in."""
    phone = await at_item(stage, 1, unit, role)
    await phone.tap("95%")
    await to_check(phone)
    await phone.tap(SUBMIT)
    return phone


async def presses(phone, data):
    """A button of old or of one's own making, on the living card."""
    await phone.send("/start")
    await phone.tap_data(data)


def submissions(stage, phone):
    return stage.rows(Submission, sheet_id=sheet_of(phone))


def state_of(stage, phone):
    return stage.rows(Sheet, id=sheet_of(phone))[0].state


async def test_the_check_list_names_what_is_missing_and_says_that_it_counts_0(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await to_check(phone)

    assert "Nội dung đã chấm: 1/32" in phone.card
    assert "31 nội dung chưa chấm, sẽ tính 0 điểm" in phone.card
    assert "• I.1.2" in phone.card
    assert "• I.1.1 " not in phone.card
    assert "và 19 nội dung khác" in phone.card

    await phone.tap("Bổ sung I.1.2")

    assert "nội dung 2/42" in phone.card


async def test_the_receipt_says_number_time_and_total_to_everyone_of_the_unit(either_stage):
    colleague = await either_stage.joins("Cục Hải quan", Role.OFFICER)
    phone = await submits(either_stage)
    receipt = submissions(either_stage, phone)[0].receipt

    assert "Đã tiếp nhận bảng tự chấm điểm" in phone.card
    for each in (phone, colleague):
        letter = next(text for text in each.texts if f"Mã tiếp nhận: {receipt}" in text)
        assert "08:30 ngày 09/11/2026" in letter
        assert "Tổng điểm: 95" in letter


async def test_a_stranger_to_the_unit_gets_no_receipt_and_may_not_submit(stage):
    other = await stage.joins("Kho bạc")
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await presses(other, f"sheet.submit:{sheet_of(phone)}")

    assert "của đơn vị khác" in other.card

    await to_check(phone)
    await phone.tap(SUBMIT)

    assert not any("Mã tiếp nhận" in text for text in other.texts)


async def test_submitting_twice_gives_the_same_receipt(either_stage):
    phone = await at_item(either_stage, 1)
    await phone.tap("95%")
    await to_check(phone)
    data = phone.data(SUBMIT)
    await phone.tap(SUBMIT)
    await presses(phone, data)

    assert "⚠️" not in phone.card
    assert len(submissions(either_stage, phone)) == 1
    assert sum("Có thể rút lại" in text for text in phone.texts) == 1


async def test_two_of_a_unit_who_submit_at_once_make_one_submission(either_stage):
    phone = await at_item(either_stage, 1)
    colleague = await either_stage.joins("Cục Hải quan", Role.OFFICER)
    await phone.tap("95%")
    for each in (phone, colleague):
        await to_check(each)
    for each in (phone, colleague):
        await each.tap(SUBMIT, settle=False)
    await either_stage.settle()

    assert len(submissions(either_stage, phone)) == 1


async def test_an_empty_sheet_is_refused(stage):
    phone = await at_item(stage, 1)
    await to_check(phone)
    await phone.tap(SUBMIT)

    assert "Chưa chấm điểm nội dung nào" in phone.card
    assert not submissions(stage, phone)
    assert state_of(stage, phone) == SheetState.DRAFT


async def test_a_sheet_can_be_withdrawn_until_the_deadline_and_not_after(stage):
    phone = await submits(stage)
    colleague = await stage.joins("Cục Hải quan", Role.OFFICER)
    await phone.send("/start")
    await phone.tap("Xem bảng đã nộp")
    await phone.tap("Rút lại để chỉnh sửa")

    assert "trở về bản nháp" in phone.card

    data = phone.data("↩️ Rút lại")
    await phone.tap("↩️ Rút lại")

    assert state_of(stage, phone) == SheetState.DRAFT
    assert submissions(stage, phone)[0].withdrawn_at is not None
    assert any("đã rút lại bảng tự chấm điểm" in text for text in colleague.texts)

    await presses(phone, data)

    assert "hiện chưa nộp" in phone.card

    await to_check(phone)
    await phone.tap(SUBMIT)
    await stage.later(days=15)
    await presses(phone, data)

    assert "quá hạn nộp 23:59 ngày 23/11/2026" in phone.card
    assert state_of(stage, phone) == SheetState.SUBMITTED
    assert [row.number for row in submissions(stage, phone)] == [1, 2]


async def test_a_submitted_sheet_is_not_edited(stage):
    phone = await at_item(stage, 1)
    data = phone.data("80%")
    await phone.tap("95%")
    await to_check(phone)
    await phone.tap(SUBMIT)
    await presses(phone, data)

    assert "Đề nghị rút lại trước khi chỉnh sửa" in phone.card
    assert entries(stage, phone)["I.1.1"].answer["actual"].startswith("95")

    await go_to_submitted(phone)
    await phone.send("1=80")

    assert entries(stage, phone)["I.1.1"].version == 1


async def go_to_submitted(phone):
    await phone.send("/start")
    await phone.tap("Xem bảng đã nộp")


async def test_a_late_sheet_is_marked_with_days_and_points(either_stage):
    phone = await at_item(either_stage, 1)
    await phone.tap("95%")
    await either_stage.later(days=17)
    await go_to(phone, 39)
    await to_check(phone)

    assert "Chậm 3 ngày so với hạn nộp, bị trừ 4,5 điểm" in phone.card

    await phone.tap(SUBMIT)
    row = submissions(either_stage, phone)[0]

    assert (row.late_days, str(row.late_points)) == (3, "4.50")
    assert any("Chậm 3 ngày" in text and "Mã tiếp nhận" in text for text in phone.texts)
    assert not any("Có thể rút lại" in text for text in phone.texts)


async def test_a_table_without_a_lateness_rule_takes_no_points(stage):
    table = read_criteria(SAMPLES / "criteria" / "co-quan-trung-uong.yaml", translator("vi"))
    bare = json.loads(json.dumps(table, default=str).replace(', "auto_from": "submission_log"', ""))
    stage.do(lambda session: import_criteria(session, CLUSTER, bare, stage.clock(), adopted=True))
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await stage.later(days=17)
    await to_check(phone)

    assert "Chậm 3 ngày so với hạn nộp." in phone.card
    assert "bị trừ" not in phone.card

    await phone.tap(SUBMIT)
    row = submissions(stage, phone)[0]

    assert (row.late_days, row.late_points, row.points) == (3, 0, 95)


async def test_after_the_grace_nothing_is_accepted(stage):
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await to_check(phone)
    data = phone.data(SUBMIT)
    await stage.later(days=25)
    await presses(phone, data)

    assert "Đã ngừng tiếp nhận" in phone.card
    assert "23:59 ngày 03/12/2026" in phone.card
    assert not submissions(stage, phone)

    await phone.send("/start")
    await phone.tap("tự chấm điểm")

    assert "Đã hết thời gian nộp" in phone.card
    assert "📤" not in " ".join(phone.buttons)


async def test_the_first_submission_freezes_the_criteria_table(stage):
    def sets(session):
        return session.exec(select(CriteriaSet).where(CriteriaSet.cluster_id == 1)).all()

    await at_item(stage, 1)

    assert [row.state for row in stage.do(sets)] == [SetState.ADOPTED]

    await submits(stage, "Kho bạc")

    assert [row.state for row in stage.do(sets)] == [SetState.FROZEN]


async def test_a_submission_keeps_a_copy_of_the_entries(stage):
    phone = await submits(stage)
    await go_to_submitted(phone)
    await phone.tap("Rút lại để chỉnh sửa")
    await phone.tap("↩️ Rút lại")
    await go_to(phone, 1)
    await phone.send("50")
    kept = json.loads(submissions(stage, phone)[0].entries)

    assert kept["I.1.1"]["answer"]["actual"].startswith("95")
    assert kept["I.1.1"]["points"].startswith("95")
