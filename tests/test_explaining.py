"""Talks about questions and explanations: what the unit sees, says, and is answered."""

from decimal import Decimal

from models.appraisal import Exchange
from models.audit import Audit
from models.evidence import Evidence
from models.people import Role
from models.post import Letter
from models.queries.appraising import waiting
from models.sheet import Sheet
from tests.sample_files import pdf
from tests.test_appraisal import (
    DECLARED,
    PLACE,
    UNIT,
    agrees_to_the_rest,
    closed,
    line,
    rows,
    to_item,
    to_sheet,
)
from tests.test_submission import presses
from tests.way import Way

RESULT = "Kết quả thẩm định"
CHANGES = {PLACE: {"I.1.1": ("90", "chưa đủ minh chứng"), "I.1.3": ("60", "hai việc quá hạn")}}


async def told(stage):
    """The head's and a unit's phone; the unit has been told that two items differ."""
    unit = await stage.joins(UNIT)
    head = await stage.head()
    way = Way(stage)
    way.submit_all(DECLARED)
    way.close()
    way.appraise_all(CHANGES)
    await stage.later(minutes=5)
    await unit.send("/start")
    return head, unit, way


async def explains(unit, text="Đã gửi bổ sung quyết định", code="I.1.1"):
    """From home to a sent explanation."""
    await unit.send("/start")
    await unit.tap(RESULT)
    await unit.tap(code)
    await unit.send(text)
    await unit.tap("Gửi giải trình")


async def to_explanation(head):
    await head.send("/start")
    await head.tap("⚖️ Thẩm định")
    await head.tap("Trả lời 1 giải trình")
    await head.tap("💬")


async def test_a_unit_sees_what_differs_explains_with_a_file_and_is_answered(either_stage):
    head, unit, way = await told(either_stage)

    assert "⚖️ Kết quả thẩm định: 2 nội dung khác" in unit.buttons

    await unit.tap(RESULT)

    assert "2 nội dung khác" in unit.card
    assert "95 → 90" in line(unit, "I.1.1")
    assert "hai việc quá hạn" in unit.card
    assert "23:59 ngày 12/11/2026" in unit.card
    assert "I.1.2" not in unit.card, "only what differs"

    await unit.tap("I.1.1")
    await unit.send_file("quyet-dinh.pdf", pdf())

    assert "Đã bổ sung: quyet-dinh.pdf" in unit.card

    await unit.send("Đã có quyết định số 12")

    assert "Đã có quyết định số 12" in unit.card
    assert not either_stage.rows(Exchange), "nothing is sent before it is confirmed"

    await unit.tap("Gửi giải trình")

    assert "Đã gửi giải trình" in unit.card
    assert either_stage.rows(Evidence)[0].later
    assert any("giải trình 1 nội dung" in text for text in head.texts)

    await to_explanation(head)

    assert "Đã có quyết định số 12" in head.card
    assert "Thẩm định: 90" in head.card
    assert any("Minh chứng (1)" in label for label in head.buttons)

    await head.send("93,5 vì đã bổ sung quyết định")

    row = rows(either_stage, way)["I.1.1"]
    assert (row.points, row.reason, row.version) == (
        Decimal("93.50"),
        "đã bổ sung quyết định",
        2,
    )
    letter = next(text for text in unit.texts if "Chấp nhận giải trình" in text)
    assert "95 → 93,5" in letter
    assert either_stage.rows(Exchange)[0].accepted is True
    assert not any("Gửi lại" in label for label in head.buttons)


async def test_what_came_with_an_explanation_belongs_to_a_sheet_that_is_given_back(either_stage):
    head, unit, _ = await told(either_stage)
    await unit.tap(RESULT)
    await unit.tap("I.1.1")
    await unit.send_file("quyet-dinh.pdf", pdf())
    sheet_id = either_stage.rows(Evidence)[0].sheet_id
    await head.send("/start")
    await head.tap_data(f"board.return:{sheet_id}")
    await head.send("Đề nghị bổ sung số liệu")
    await head.tap("Trả lại, hạn")
    await unit.send("/start")
    await unit.tap_data(f"evidence.show:{sheet_id}:1")

    assert "quyet-dinh.pdf" in unit.card
    assert "bổ sung khi giải trình" not in unit.card
    assert not either_stage.rows(Evidence)[0].later


async def test_the_appraiser_keeps_the_points_with_a_reason(stage):
    head, unit, way = await told(stage)
    await explains(unit)
    await to_explanation(head)
    await head.tap("Giữ nguyên 90")
    await head.send("sai")

    assert "⚠️" in head.card
    assert stage.rows(Exchange)[0].answered_at is None

    await head.send("Quyết định ban hành sau kỳ chấm điểm")

    assert any("Giữ nguyên điểm thẩm định" in text for text in unit.texts)
    assert any("ban hành sau kỳ" in text for text in unit.texts)
    assert stage.rows(Exchange)[0].accepted is False
    assert rows(stage, way)["I.1.1"].version == 1

    kept = [row.verb for row in stage.rows(Audit) if row.part == "I.1.1"]
    assert kept[-2:] == ["explained", "answered-explanation"]

    await unit.send("/start")
    await unit.tap(RESULT)

    assert line(unit, "I.1.1").startswith("💬")


async def test_other_points_without_a_reason_are_asked_for_it(stage):
    head, unit, way = await told(stage)
    await explains(unit)
    await to_explanation(head)
    await head.send("95")

    assert "Đề nghị nhập lý do" in head.card

    await stage.restart()
    await head.send("Đã bổ sung đủ minh chứng")

    assert rows(stage, way)["I.1.1"].points == 95
    assert stage.rows(Exchange)[0].answer == "Đã bổ sung đủ minh chứng"


async def test_an_explanation_is_answered_once_whoever_comes_second(either_stage):
    head, unit, _ = await told(either_stage)
    colleague = await either_stage.joins("Cục Thuế", Role.OFFICER)
    await explains(unit)
    await to_explanation(head)
    await to_explanation(colleague)
    await colleague.tap("Giữ nguyên 90")
    await head.send("95 vì đã bổ sung quyết định")
    await colleague.send("Không có tài liệu nào mới")

    assert "đã được trả lời" in colleague.card
    assert len(either_stage.rows(Letter, kind="explanation-answered")) == 1
    assert either_stage.rows(Exchange)[0].accepted is True


async def test_an_item_is_explained_once(either_stage):
    _, unit, _ = await told(either_stage)
    colleague = await either_stage.joins(UNIT, Role.OFFICER)
    for phone in (unit, colleague):
        await phone.send("/start")
        await phone.tap(RESULT)
        await phone.tap("I.1.1")
        await phone.send("Đã gửi bổ sung quyết định")
    data = unit.data("Gửi giải trình")
    for phone in (unit, colleague):
        await phone.tap("Gửi giải trình", settle=False)
    await either_stage.settle()

    assert len(either_stage.rows(Exchange)) == 1

    await unit.tap_data(data)

    assert "⚠️" in unit.card
    assert len(either_stage.rows(Exchange)) == 1

    await unit.send("/start")
    await unit.tap(RESULT)
    await unit.tap("I.1.1")

    assert "Chưa có trả lời" in unit.card
    assert "Đề nghị nhập nội dung giải trình" not in unit.card


async def test_after_the_third_working_day_no_explanation_is_taken(stage):
    _, unit, _ = await told(stage)
    await unit.tap(RESULT)
    await unit.tap("I.1.1")
    await unit.send("Đã gửi bổ sung quyết định")
    data = unit.data("Gửi giải trình")
    await stage.later(days=3, hours=16)
    await unit.tap_data(data)

    assert "Thời gian giải trình đã kết thúc lúc 23:59 ngày 12/11/2026" in unit.card
    assert not stage.rows(Exchange)

    await unit.send_file("muon.pdf", pdf())

    assert not stage.rows(Evidence)


async def test_another_unit_neither_explains_nor_reads(stage):
    _, unit, way = await told(stage)
    other = await stage.joins("Bảo hiểm")
    await explains(unit, "Nội dung giải trình riêng")
    sheet, exchange = way.sheet_of(UNIT), stage.rows(Exchange)[0].id
    for forged in (
        f"explaining.show:{sheet}",
        f"explaining.item:{sheet}:3",
        f"explaining.send:{sheet}:3",
        f"explaining.accept:{sheet}",
        f"explaining.question:{exchange}",
        f"appraisal.exchange:{exchange}",
        f"appraisal.keep:{exchange}",
    ):
        await presses(other, forged)

        assert "⚠️" in other.card, forged
        assert "giải trình riêng" not in other.card
        assert "90" not in other.card
    assert len(stage.rows(Exchange)) == 1


async def test_before_it_is_told_a_unit_knows_nothing_and_cannot_explain(stage):
    unit = await stage.joins(UNIT)
    head, way = await closed(stage)
    await to_item(head)
    await head.send("81,13 vì bằng chứng mờ")
    sheet = way.sheet_of(UNIT)
    for forged in (
        f"explaining.show:{sheet}",
        f"explaining.item:{sheet}:1",
        f"explaining.send:{sheet}:1",
        f"explaining.accept:{sheet}",
        f"sheet.history:{sheet}:1",
        f"sheet.show:{sheet}",
        "home.show",
    ):
        await presses(unit, forged)

        assert "81,13" not in unit.card + unit.toast, forged
        assert "bằng chứng mờ" not in unit.card, forged
    assert not stage.rows(Exchange)
    assert not stage.rows(Audit, verb="accepted-appraisal")


async def test_a_question_is_answered_before_the_result_and_gives_nothing_away(stage):
    unit = await stage.joins(UNIT)
    head, way = await closed(stage)
    await to_item(head)
    await head.send("81,13 vì bằng chứng mờ")
    await to_item(head)
    await head.tap("Hỏi đơn vị")
    await head.send("Số liệu này theo báo cáo nào?")

    assert "đang gửi câu hỏi" in head.card

    letter = next(text for text in unit.texts if "theo báo cáo nào" in text)
    assert "81,13" not in letter

    await unit.send("/start")
    await unit.tap("Trả lời 1 câu hỏi thẩm định")
    await unit.tap("Trả lời câu hỏi về I.1.1")
    await unit.send("Theo báo cáo số 15 ngày 02/11")

    assert "81,13" not in unit.card
    assert any("báo cáo số 15" in text for text in head.texts)

    await to_item(head)

    assert "báo cáo số 15" in head.card

    exchange = stage.rows(Exchange)[0]
    await presses(unit, f"explaining.question:{exchange.id}")
    await unit.send("Trả lời lần nữa")

    assert stage.rows(Exchange)[0].answer == "Theo báo cáo số 15 ngày 02/11"
    assert way.sheet_of(UNIT) == exchange.sheet_id


async def test_a_unit_agrees_without_explaining(stage):
    head, unit, _ = await told(stage)
    await unit.tap(RESULT)
    data = unit.data("Không giải trình, đồng ý")
    await unit.tap("Không giải trình, đồng ý")
    await unit.tap_data(data)

    assert "Đơn vị đã đồng ý" in unit.card
    assert len(stage.rows(Audit, verb="accepted-appraisal")) == 1

    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert "đơn vị đồng ý" in line(head, UNIT)


async def test_what_was_typed_survives_a_restart_until_it_is_sent(stage):
    _, unit, _ = await told(stage)
    await unit.tap(RESULT)
    await unit.tap("I.1.1")
    await unit.send("Đã gửi bổ sung quyết định")
    await stage.restart()
    await unit.tap("Gửi giải trình")

    assert stage.rows(Exchange)[0].said == "Đã gửi bổ sung quyết định"


async def test_a_file_that_comes_while_the_text_is_confirmed_keeps_the_text(stage):
    _, unit, _ = await told(stage)
    await unit.tap(RESULT)
    await unit.tap("I.1.1")
    await unit.send("Đã gửi bổ sung quyết định")
    await unit.send_file("a.pdf", pdf())

    assert "Đã gửi bổ sung quyết định" in unit.card

    await unit.send("x" * 1001)

    assert "tối đa 1000" in unit.card

    await unit.tap("Gửi giải trình")

    assert stage.rows(Exchange)[0].said == "Đã gửi bổ sung quyết định"
    assert len(stage.rows(Evidence)) == 1


async def test_an_item_that_is_recognised_as_declared_is_not_explained(stage):
    _, unit, way = await told(stage)
    await presses(unit, f"explaining.send:{way.sheet_of(UNIT)}:5")

    assert not stage.rows(Exchange)
    assert "⚠️" in unit.card


async def test_several_explanations_in_a_row_make_one_letter(stage):
    head, unit, way = await told(stage)
    await explains(unit)
    await explains(unit, "Hai việc được gia hạn", "I.1.3")

    assert len(stage.rows(Letter, kind="explained")) == 1

    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert "2 giải trình chờ trả lời" in line(head, UNIT)
    assert stage.do(lambda session: waiting(session, way.period_id)) == 2

    await head.tap("Trả lời 2 giải trình")

    assert len([label for label in head.buttons if "💬" in label]) == 2


async def test_long_words_on_both_sides_still_fit_a_card(stage):
    head, unit, way = await told(stage)
    long = "Đơn vị đã rà soát & đối chiếu <số liệu> với các cơ quan có liên quan. " * 14
    await presses(head, f"appraisal.question:{way.sheet_of(UNIT)}:1")
    for _ in range(3):
        await head.send(long)
    for exchange in stage.rows(Exchange):
        await presses(unit, f"explaining.question:{exchange.id}")
        await unit.send(long)
    await explains(unit, long)
    await to_explanation(head)
    await head.tap("Giữ nguyên 90")
    await head.send(long)
    await to_item(head)

    assert "&" in head.card

    await unit.send("/start")
    await unit.tap(RESULT)
    await unit.tap("I.1.1")

    assert "Giữ nguyên điểm thẩm định" in unit.card


async def test_the_result_without_differences_is_told_shortly(stage):
    unit = await stage.joins(UNIT)
    head, way = await closed(stage)
    await to_sheet(head)
    await agrees_to_the_rest(head)
    await head.tap("Gửi kết quả")

    assert any("được công nhận theo điểm đơn vị tự chấm" in text for text in unit.texts)

    await unit.send("/start")
    await unit.tap("0 nội dung khác")

    assert "Không giải trình" not in " ".join(unit.buttons)
    assert stage.rows(Sheet, id=way.sheet_of(UNIT))[0].explain_until is not None
