"""Talks about sheets that the head sends back, and about what is kept of every change."""

from models.audit import Audit
from models.post import Letter
from models.sheet import Sheet, SheetState
from tests.test_sheet import at_item, go_to, sheet_of
from tests.test_submission import SUBMIT, presses, state_of, submissions, submits, to_check


async def to_unit(head, unit):
    """The head opens a unit from the board."""
    await head.send("/start")
    await head.tap("Bảng theo dõi tiến độ")
    await head.tap(unit)


async def returns(head, unit="Cục Hải quan", why="Thiếu số liệu mục I.1.2"):
    """The head sends a unit's sheet back, with the first date that is offered."""
    await to_unit(head, unit)
    await head.tap("Trả lại để bổ sung")
    await head.send(why)
    await head.tap("Trả lại, hạn")


async def test_the_head_returns_a_sheet_with_a_reason_and_the_unit_submits_again(either_stage):
    head = await either_stage.head()
    phone = await submits(either_stage)
    await either_stage.later(days=15)
    await returns(head)

    assert "Đã trả lại" in head.card
    letter = phone.texts[-1] if "Lý do" in phone.texts[-1] else "".join(phone.texts)
    assert "Thiếu số liệu mục I.1.2" in letter
    assert "23:59 ngày 27/11/2026" in letter
    assert state_of(either_stage, phone) == SheetState.RETURNED

    await go_to(phone, 2)
    await phone.send("80/100")
    await to_check(phone)
    await phone.tap(SUBMIT)

    assert state_of(either_stage, phone) == SheetState.SUBMITTED
    assert [row.late_days for row in submissions(either_stage, phone)] == [0, 0]
    assert either_stage.rows(Sheet, id=sheet_of(phone))[0].returned_why == ""


async def test_a_return_needs_a_reason_and_is_refused_twice_and_by_others(stage):
    head = await stage.head()
    phone = await submits(stage)
    await to_unit(head, "Cục Hải quan")
    await head.tap("Trả lại để bổ sung")
    await head.send("sai")

    assert "Đề nghị ghi ngắn gọn lý do" in head.card
    assert "Đề nghị nhập lý do" in head.card

    await head.send("x" * 1001)

    assert "tối đa 1000" in head.card

    await head.send("Thiếu số liệu")
    data = head.data("Trả lại, hạn")
    await presses(phone, data)

    assert "do Cụm trưởng" in phone.card

    await head.tap("Trả lại, hạn")
    await presses(head, data)

    assert "hiện chưa nộp" in head.card
    assert len(stage.rows(Letter, kind="returned")) == 1


async def test_each_change_is_kept_with_who_when_old_new_and_why(stage):
    head = await stage.head()
    phone = await at_item(stage, 1)
    await phone.tap("95%")
    await go_to(phone, 1)
    await phone.send("97")
    await to_check(phone)
    await phone.tap(SUBMIT)
    await returns(head)
    found = stage.rows(Audit, thing=f"sheet:{sheet_of(phone)}")
    changed = [row for row in found if row.verb == "answered"][1]
    returned = found[-1]

    assert [row.verb for row in found] == ["answered", "answered", "submitted", "returned"]
    assert all(row.person_id and row.at == stage.clock() for row in found)
    assert changed.part == "I.1.1"
    assert changed.old["answer"]["actual"].startswith("95")
    assert changed.new["answer"]["actual"].startswith("97")
    assert returned.why == "Thiếu số liệu mục I.1.2"
    assert returned.old["state"] == "submitted"
    assert returned.old["due_at"] != returned.new["due_at"]
