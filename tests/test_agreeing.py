"""Talks from closing to publishing: the head's steps, objections, reopening, grounds, what if."""

import json
from decimal import Decimal

import pytest

from models.agreement import Agreed, Ineligible, Reopening, TableVersion
from models.appraisal import Exchange
from models.audit import Audit
from models.people import Role
from models.rules.answers import Answer
from models.rules.stages import Stage
from models.sheet import Sheet
from tests.test_submission import presses
from tests.way import Way

MINUS_10 = {"I.1.1": Answer(Decimal(90))}
REASON = "theo biên bản kiểm tra của khối"


async def under_review(stage, answers=None, changes=None):
    """A table that lies open to the members."""
    way = Way(stage)
    way.submit_all(answers or {1: MINUS_10})
    way.close()
    way.appraise_all(changes)
    way.open()
    await stage.later(seconds=5)
    return way


async def to_table(phone):
    await phone.send("/start")
    await phone.tap("🏆 Bảng tổng hợp điểm")


async def to_item(phone, way, unit="Cục Hải quan", number=1):
    await phone.send("/start")
    await phone.tap_data(f"ranking.item:{way.sheet_of(unit)}:{number}")


async def objects(phone, way, words="Đề nghị tính đủ điểm theo báo cáo", **item):
    await to_item(phone, way, **item)
    await phone.tap("💬 Nêu ý kiến")
    await phone.send(words)
    await phone.tap("📨")


def stage_of(stage):
    return stage.period().stage


async def test_the_head_leads_the_period_from_closing_to_publishing_in_nine_taps(either_stage):
    stage = either_stage
    head = await stage.head()
    member = await stage.joins("Cục Hải quan")
    way = Way(stage)
    way.submit_all({1: MINUS_10})
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("📊")
    await head.tap("➡️ Chốt tự chấm điểm")
    await head.tap("✅ Chốt")

    assert stage_of(stage) is Stage.APPRAISAL
    assert any("đã chốt tự chấm điểm" in text for text in member.texts)

    way.appraise_all()
    await stage.later(seconds=5)
    await to_table(head)
    await head.tap("➡️ Mở bảng điểm")
    await head.tap("📂 Mở, nhận ý kiến đến thứ Năm")

    assert stage_of(stage) is Stage.REVIEW
    assert any("đã mở bảng tổng hợp điểm" in text for text in member.texts)

    await to_table(head)
    await head.tap("➡️ Thống nhất")
    await head.tap("🔒")

    assert "được nêu ý kiến đến 23:59 ngày 12/11/2026" in head.card
    assert stage_of(stage) is Stage.REVIEW

    await stage.later(days=4)
    await to_table(head)
    await head.tap("➡️ Thống nhất")
    await head.tap("🔒")
    await to_table(head)
    await head.tap("➡️ Công bố")
    await head.tap("📣")

    assert stage_of(stage) is Stage.PUBLISHED
    assert any("trân trọng thông báo kết quả" in text for text in member.texts)


async def test_a_version_keeps_every_number_as_it_was_agreed(either_stage):
    way = await under_review(either_stage, {1: MINUS_10})
    await either_stage.later(days=5)
    way.agree()
    [version] = either_stage.rows(TableVersion)
    content = json.loads(version.content)
    by_rank = {unit["name"]: unit for unit in content["units"]}

    assert len(content["units"]) == 8
    assert by_rank["Cục Thống kê Thanh Hóa"]["rank"] == 8
    assert by_rank["Cục Thống kê Thanh Hóa"]["layers"]["self"]["I.1.1"] == "90.00"
    assert by_rank["Cục Thống kê Thanh Hóa"]["final"] == "990.00"


async def test_closing_waits_for_those_who_may_still_submit(stage):
    head = await stage.head()
    way = Way(stage)
    way.submit_all(but=(4,))
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("📊")

    assert not any("➡️" in label for label in head.buttons)

    await presses(head, f"agreeing.closed:{way.period_id}")

    assert "còn được tiếp nhận đến 23:59 ngày 03/12/2026" in head.card
    assert stage_of(stage) is Stage.SCORING

    await stage.later(days=25)
    await head.send("/start")
    await head.tap("📊")
    await head.tap("➡️")

    assert "không xếp hạng: Cục Hải quan" in head.card

    await head.tap("✅ Chốt")
    way.appraise_all()
    await stage.later(seconds=5)
    await to_table(head)

    assert "Cục Hải quan: chưa nộp bảng tự chấm" in head.card


async def test_computed_items_are_compared_when_self_scoring_closes_and_not_typed(stage):
    way = Way(stage)
    far = {"I.1.2": Answer(actual=Decimal(130), target=Decimal(100))}
    way.submit_all({0: far})
    before = stage.rows(Sheet)[0].points
    way.close()
    first, second = stage.rows(Sheet)[:2]

    assert first.computed["I.1.2"] == "60.00"
    assert second.computed["I.1.2"] == "40.00", "a third of the leader's exceed rate"
    assert first.points == before + Decimal(60) + Decimal(first.computed["I.1.4"])


async def test_a_sheet_cannot_be_withdrawn_nor_the_deadline_moved_once_closed(stage):
    phone, head = await stage.joins("Cục Hải quan"), await stage.head()
    way = Way(stage)
    way.submit_all()
    way.close()
    await stage.later(seconds=5)
    await presses(phone, f"sheet.withdraw:{way.sheet_of('Cục Hải quan')}")

    assert "đang ở bước “Thẩm định”" in phone.card

    await presses(head, f"period.moved:{way.period_id}:20261130T1659Z")

    assert "đang ở bước “Thẩm định”" in head.card


async def test_a_returned_sheet_comes_back_and_all_are_compared_again(stage):
    head = await stage.head()
    way = Way(stage)
    way.submit_all({0: {"I.1.2": Answer(actual=Decimal(130), target=Decimal(100))}})
    way.close()
    sheet = way.sheet_of("Cục Hải quan")
    await head.send("/start")
    await head.tap_data(f"board.return:{sheet}")
    await head.send("Đề nghị rà soát lại kết quả mục I.1.2")
    await head.tap("↩️ Trả lại")
    phone = await stage.joins("Cục Hải quan")
    await stage.later(seconds=5)
    await phone.send("/start")
    await phone.tap_data(f"sheet.item:{sheet}:2")
    await phone.send("160/100")
    await phone.tap_data(f"sheet.check:{sheet}")
    await phone.tap("📤")
    rows = {row.id: row for row in stage.rows(Sheet)}

    assert rows[sheet].computed["I.1.2"] == "60.00"
    assert rows[1].computed["I.1.2"] == "45.00", "30 % of 60 %: half of the other half"


async def test_an_objection_is_answered_with_a_reason_and_changes_the_table(either_stage):
    stage = either_stage
    head = await stage.head()
    member = await stage.joins("Cục Hải quan")
    way = await under_review(stage, changes={4: {"I.1.1": ("80", REASON)}})
    await objects(member, way)

    assert "1 ý kiến chờ trả lời" in member.card
    assert any("có ý kiến về điểm của Cục Hải quan" in text for text in head.texts)

    await head.tap("💬 Trả lời")
    await head.send("95 vì đã bổ sung báo cáo có xác nhận")
    await head.tap("📨 Gửi trả lời")
    await stage.later(seconds=5)

    assert any("đã được tiếp thu" in text for text in member.texts)
    assert stage.rows(Agreed)[0].points == Decimal(95)
    assert stage.period().version == 2

    await to_item(member, way)

    assert "tự chấm: 100" in member.card
    assert "thẩm định: 80" in member.card
    assert "thống nhất: 95" in member.card
    assert "Điểm được tính: 95/100" in member.card

    await member.tap("🕘 Lịch sử")

    assert "thống nhất 80 → 95. đã bổ sung báo cáo có xác nhận" in member.card
    assert "thẩm định" in member.card
    assert REASON in member.card


async def test_an_objection_may_be_answered_by_keeping_the_points(stage):
    head, member = await stage.head(), await stage.joins("Cục Hải quan")
    way = await under_review(stage)
    await objects(member, way)
    await head.tap("💬 Trả lời")
    await head.send("Số liệu đã đối chiếu với báo cáo của ngành")
    await head.tap("📨")
    await stage.later(seconds=5)

    assert any("điểm giữ nguyên" in text for text in member.texts)
    assert stage.rows(Agreed) == []

    data = f"objections.answer:{stage.rows(Exchange)[0].id}"
    await presses(head, data.replace("answer", "send"))

    assert "đã được trả lời" in head.card


async def test_an_objection_after_time_twice_or_by_nobody_is_refused(stage):
    member = await stage.joins("Cục Hải quan")
    observer = await stage.joins("", Role.OBSERVER)
    way = await under_review(stage)
    await objects(member, way)
    await objects(member, way)

    assert "đã được tiếp nhận và đang chờ trả lời" in member.card

    await to_item(observer, way)

    assert not any("💬" in label for label in observer.buttons)

    await stage.later(days=5)
    await to_item(member, way, number=3)

    assert not any("💬" in label for label in member.buttons)

    await member.tap_data(f"objections.object:{way.sheet_of('Cục Hải quan')}:3")
    await member.send("Đề nghị xem lại điểm nội dung này")
    await member.tap("📨")

    assert "Thời hạn nêu ý kiến đã kết thúc lúc 23:59 ngày 12/11/2026" in member.card
    assert len(stage.rows(Exchange)) == 1


async def test_no_unit_answers_what_is_said_about_its_own_points(stage):
    head = await stage.head()
    deputy = await stage.joins("Cục Quản lý")
    member = await stage.joins("Cục Hải quan")
    way = await under_review(stage)
    await objects(member, way, unit="Cục Thuế")
    objection = stage.rows(Exchange)[0].id
    await head.send("/start")
    await head.tap_data(f"objections.objection:{objection}")
    await head.send("Đề nghị giữ nguyên điểm của đơn vị")

    assert "không cần nhập chữ" in head.card, "its own unit's points: only to be read"

    await presses(head, f"objections.send:{objection}")

    assert "thẩm định đơn vị mình" in head.card
    assert stage.rows(Exchange)[0].answered_at is None

    await deputy.send("/start")
    await deputy.tap_data(f"objections.objection:{objection}")
    await deputy.send("60 vì không có báo cáo")
    await deputy.tap("📨")

    assert stage.rows(Agreed)[0].points == Decimal(60)


async def test_agreed_points_are_exact_within_the_cap_and_need_a_reason(stage):
    head = await stage.head()
    way = await under_review(stage)
    for typed, sentence in (
        ("90", "lý do"),
        ("101 vì vượt kế hoạch", "100"),
        ("90,123 vì làm tròn", "Không đọc được số"),
        ("rất tốt", "lý do"),
    ):
        await to_item(head, way)
        await head.tap("✏️")
        await head.send(typed)
        if "📨" in " ".join(head.buttons) or "✅ Ghi nhận" in head.buttons:
            await head.tap("✅ Ghi nhận")

        assert "⚠️" in head.card, typed
        assert sentence in head.card, typed
        assert stage.rows(Agreed) == []

    await to_item(head, way)
    await head.tap("✏️")
    await head.send("90,5 vì hội nghị thống nhất")
    data = head.data("✅ Ghi nhận")
    await head.tap("✅ Ghi nhận")

    assert stage.rows(Agreed)[0].points == Decimal("90.5")

    await presses(head, data)

    assert len(stage.rows(Agreed)) == 1


async def test_a_computed_item_is_agreed_by_its_result_and_all_are_compared_again(stage):
    head = await stage.head()
    far = {"I.1.2": Answer(actual=Decimal(130), target=Decimal(100))}
    way = await under_review(stage, {4: far})
    await to_item(head, way, number=2)

    assert "Điểm được tính: 60/60" in head.card

    await head.tap("✏️")
    await head.send("115/100 vì số liệu được kiểm tra lại")
    await head.tap("✅ Ghi nhận")
    await to_item(head, way, unit="Bảo hiểm", number=2)

    assert "Điểm được tính: 50/60" in head.card, "10 % of 15 %: two thirds of the other half"


async def test_a_locked_table_is_reopened_only_by_the_head_and_another_office(either_stage):
    stage = either_stage
    head, member = await stage.head(), await stage.joins("Cục Hải quan")
    deputy = await stage.joins("Cục Quản lý")
    way = await under_review(stage)
    await stage.later(days=5)
    way.agree()
    way.publish()
    await stage.later(seconds=5)
    await to_table(head)
    await head.tap("🔓")
    await head.send("Phát hiện nhầm số liệu mục I.1.1")
    await head.tap("🔓")

    assert stage_of(stage) is Stage.PUBLISHED
    assert any("đề nghị mở lại" in text for text in member.texts)

    for phone in (head, member):
        await presses(phone, f"agreeing.reopened:{way.period_id}:20261130T1659Z")

        assert stage_of(stage) is Stage.PUBLISHED

    await deputy.send("/start")
    await deputy.tap("🔓 Xem xét việc mở lại")

    assert "Phát hiện nhầm số liệu" in deputy.card

    await deputy.tap("🔓 Xác nhận")

    assert stage_of(stage) is Stage.REVIEW
    assert stage.period().version == 2
    assert any("được mở lại" in text for text in member.texts)
    assert [row.version for row in stage.rows(TableVersion)] == [1]

    await presses(deputy, f"agreeing.reopened:{way.period_id}:20261130T1659Z")

    assert len(stage.rows(Reopening)) == 1


async def test_the_second_office_may_leave_the_table_as_it_is(stage):
    head, deputy = await stage.head(), await stage.joins("Cục Quản lý")
    way = await under_review(stage)
    await stage.later(days=5)
    way.agree()
    await stage.later(seconds=5)
    await to_table(head)
    await head.tap("🔓")
    await head.send("Đề nghị xem lại điểm")
    await head.tap("🔓")
    await deputy.send("/start")
    await deputy.tap("🔓")
    await deputy.tap("✖️")

    assert stage_of(stage) is Stage.LOCKED

    await presses(deputy, f"agreeing.reopened:{way.period_id}:20261130T1659Z")

    assert "Không có đề nghị mở lại" in deputy.card


async def test_a_ground_keeps_the_points_and_bars_the_honour_with_its_reason(stage):
    head = await stage.head()
    way = await under_review(stage, dict.fromkeys(range(1, 8), MINUS_10))
    await to_table(head)

    assert "1. Cục Thuế" in head.card
    assert "→ Đề nghị tặng Cờ thi đua của Chính phủ" in head.card

    await head.tap_data(f"agreeing.grounds:{way.sheet_of('Cục Thuế')}")
    await head.tap("Ghi nhận K.2")
    await head.send("Văn bản số 12/QĐ của cấp trên")

    assert "⛔ K.2" in head.card
    assert stage.rows(Ineligible)[0].why == "Văn bản số 12/QĐ của cấp trên"

    await to_table(head)
    row = head.card.split("2.")[0]

    assert "1.000" in row, "the points stay"
    assert "Đề nghị" not in row.split("Cục Thuế")[1]
    assert "⛔ K.2" in row

    await head.tap_data(f"agreeing.grounds:{way.sheet_of('Cục Thuế')}")
    await head.tap("Gỡ K.2")
    await head.send("Đã có kết luận khác")

    assert "Không đơn vị nào" in head.card, "the head lifts nothing from its own unit"


async def test_what_if_shows_what_would_move_and_saves_nothing(stage):
    head = await stage.head()
    way = await under_review(stage, dict.fromkeys(range(1, 8), MINUS_10))
    before = len(stage.rows(Audit))
    await to_item(head, way, unit="Cục Thuế")
    await head.tap("🔮")
    await head.send("85")

    assert "Cục Thuế: điểm 1.000 → 985; hạng 1 → 8" in head.card
    assert "Cục Thống kê: hạng 2 → 1" in head.card
    assert len(stage.rows(Audit)) == before
    assert stage.rows(Agreed) == []

    await head.send("120")

    assert "⚠️" in head.card


@pytest.mark.parametrize("unit", ["Cục Hải quan", "Cục Quản lý"])
async def test_only_the_head_moves_the_period_on(stage, unit):
    phone = await stage.joins(unit)
    way = await under_review(stage)
    sheet = way.sheet_of("Cục Thuế")
    for data in (f"agreeing.agreed:{way.period_id}", f"agreeing.published:{way.period_id}",
                 f"agreeing.closed:{way.period_id}", f"agreeing.next:{way.period_id}",
                 f"agreeing.opened:{way.period_id}:20261130T1659Z",
                 f"agreeing.ask:{way.period_id}", f"agreeing.grounds:{sheet}",
                 f"ranking.imagine:{sheet}:1"):  # fmt: skip
        await presses(phone, data)

        assert "do Cụm trưởng" in phone.card, data

    assert stage_of(stage) is Stage.REVIEW


async def test_a_step_pressed_twice_happens_once(stage):
    head = await stage.head()
    way = Way(stage)
    way.submit_all()
    await stage.later(seconds=5)
    await presses(head, f"agreeing.closed:{way.period_id}")
    await presses(head, f"agreeing.closed:{way.period_id}")

    assert "đang ở bước “Thẩm định”" in head.card
    assert sum(row.verb == "closed" for row in stage.rows(Audit)) == 1
