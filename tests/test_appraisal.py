"""Talks about appraisal: agreeing, changing with a reason, who may what, telling the unit."""

from decimal import Decimal

from sqlmodel import select

from models.actions import evidence
from models.actions.evidence import Given
from models.appraisal import Appointment, Appraisal
from models.audit import Audit
from models.cluster import Office, OfficeTerm
from models.evidence import EvidenceKind
from models.people import Role
from models.post import Inbox, Letter
from models.rules.answers import Answer
from models.sheet import Sheet
from tests.databases import OTHER_CLUSTER
from tests.test_returning import returns
from tests.test_sheet import go_to
from tests.test_submission import presses
from tests.way import Way

UNIT, PLACE = "Cục Hải quan", 4
DECLARED = {PLACE: {"I.1.1": Answer(Decimal(95))}}
REST = "✅ Đồng ý"


async def closed(stage, answers=None):
    """Everybody has handed in, self-scoring is closed; the head's phone and the way."""
    head = await stage.head()
    way = Way(stage)
    way.submit_all(DECLARED if answers is None else answers)
    way.close()
    await stage.later(seconds=5)
    return head, way


async def to_sheet(phone, unit=UNIT):
    """From home to a unit's sheet."""
    await phone.send("/start")
    await phone.tap("⚖️ Thẩm định")
    await phone.tap(unit)


async def to_item(phone, code="I.1.1", unit=UNIT):
    """From home to an item of a unit's sheet."""
    await to_sheet(phone, unit)
    await phone.tap(f"Phần {code.partition('.')[0]}")
    await phone.tap(code)


async def agrees_to_the_rest(phone):
    """All that waits, with its confirmation."""
    await phone.tap("nội dung còn lại")
    await phone.tap(REST)


def rows(stage, way, unit=UNIT):
    """Code -> what is recognised."""
    return {row.code: row for row in stage.rows(Appraisal, sheet_id=way.sheet_of(unit))}


def line(phone, what):
    return next(row for row in phone.card.splitlines() if what in row)


async def test_a_sheet_is_appraised_and_its_unit_told(either_stage):
    unit = await either_stage.joins(UNIT)
    head, way = await closed(either_stage)
    await to_item(head)

    assert "Đơn vị tự chấm: 95%" in head.card
    assert "Chưa thẩm định" in head.card

    await head.send("90 vì chưa đủ minh chứng")

    assert "Đã lưu I.1.1: 95 → 90" in head.card
    assert "nội dung 2/42" in head.card

    await head.tap("📋")

    assert "đã thẩm định 1/42 nội dung" in head.card
    assert "I.1.1: 95 → 90 – chưa đủ minh chứng" in head.card

    await head.tap("Đồng ý 41 nội dung còn lại")

    assert "Công nhận 41 nội dung" in head.card

    await head.tap(REST)

    assert "Đã đồng ý 41 nội dung" in head.card
    assert not any("90" in text for text in unit.texts), "not before the unit is told"

    await head.tap("Gửi kết quả")

    letter = next(text for text in unit.texts if "Đã thẩm định bảng" in text)
    assert "I.1.1: 95 → 90 – chưa đủ minh chứng" in letter
    assert "23:59 ngày 12/11/2026" in letter
    row = rows(either_stage, way)["I.1.1"]
    assert (row.points, row.reason, row.version) == (Decimal(90), "chưa đủ minh chứng", 1)

    await head.tap("Danh sách" if "Danh sách" in str(head.buttons) else "◀️")

    assert "đã gửi kết quả" in line(head, UNIT)


async def test_points_without_a_reason_are_asked_for_it_also_after_a_restart(stage):
    head, way = await closed(stage)
    await to_item(head)
    await head.send("90")

    assert "Đề nghị nhập lý do" in head.card
    assert "thẩm định 90" in head.card
    assert not rows(stage, way)

    await head.send("sai")

    assert "Đề nghị ghi ngắn gọn lý do" in head.card
    assert not rows(stage, way)

    await stage.restart()
    await head.send("Chưa đủ minh chứng")

    assert rows(stage, way)["I.1.1"].reason == "Chưa đủ minh chứng"


async def test_points_as_declared_need_no_reason(stage):
    head, way = await closed(stage)
    await to_item(head)
    await head.send("95")
    row = rows(stage, way)["I.1.1"]

    assert (row.points, row.reason) == (Decimal(95), "")

    await to_item(head)
    await head.send("80 vì số liệu chưa khớp")
    await to_item(head)
    await head.tap("Đồng ý 95")

    row = rows(stage, way)["I.1.1"]
    assert (row.points, row.reason, row.version) == (Decimal(95), "", 3)


async def test_points_that_the_item_cannot_have_are_refused(stage):
    head, way = await closed(stage)
    await to_item(head)
    for typed, words in (
        ("100,01 vì làm tốt lắm", "vượt mức tối đa cho phép (100)"),
        ("-1 vì làm chưa tốt", "nhỏ hơn 0"),
        ("90,555 vì làm tròn số", "Không đọc được"),
        ("1.000 vì nhầm dấu", "Không đọc được"),
        ("chín mươi", "chín mươi"),
        ("90 " + "x" * 1001, "tối đa 1000"),
    ):
        await head.send(typed)

        assert "⚠️" in head.card, typed
        assert words in head.card, (typed, head.card)
    assert not rows(stage, way)


async def test_several_items_are_typed_at_once_all_or_none(stage):
    head, way = await closed(stage)
    await to_sheet(head)
    await head.send("1=90 vì chưa đủ minh chứng\n3=60 vì hai việc quá hạn\nI.2.1=1000 vì nhầm")

    assert "⚠️" in head.card
    assert not rows(stage, way)

    await head.send("1=90 vì chưa đủ minh chứng\n3=60")

    assert "nội dung I.1.3 khác điểm tự chấm" in head.card
    assert not rows(stage, way)

    await head.send("1=90 vì chưa đủ minh chứng\nI.1.3 = 60 vì hai việc quá hạn")

    assert "Đã lưu 2 nội dung" in head.card
    assert {code: row.points for code, row in rows(stage, way).items()} == {
        "I.1.1": Decimal(90),
        "I.1.3": Decimal(60),
    }


async def test_every_change_is_kept_with_old_new_who_and_why(stage):
    head, way = await closed(stage)
    await to_item(head)
    await head.send("90 vì chưa đủ minh chứng")
    await to_item(head)
    await head.send("92 vì đã xem lại số liệu")
    kept = [row for row in stage.rows(Audit, verb="appraised") if row.part == "I.1.1"]

    assert [(row.old or {}).get("points") for row in kept] == [None, "90.00"]
    assert [row.new["points"] for row in kept] == ["90.00", "92.00"]
    assert [row.why for row in kept] == ["chưa đủ minh chứng", "đã xem lại số liệu"]
    assert all(row.person_id and row.thing == f"sheet:{way.sheet_of(UNIT)}" for row in kept)

    await to_item(head)
    await head.tap("🕘")

    assert "90 → 92 – đã xem lại số liệu" in head.card


async def test_nobody_appraises_their_own_unit_whatever_the_button_says(stage):
    head, way = await closed(stage)
    own = way.sheet_of("Cục Thuế")
    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert "do đơn vị khác thẩm định" in line(head, "Cục Thuế")
    assert not any("Cục Thuế" in label for label in head.buttons)

    for forged in (
        f"appraisal.sheet:{own}",
        f"appraisal.item:{own}:1",
        f"appraisal.agree:{own}:1:0",
        f"appraisal.rest:{own}:0:42",
        f"appraisal.tell:{own}",
        f"appraisal.question:{own}:1",
    ):
        await presses(head, forged)

        assert "thẩm định đơn vị mình" in head.card
    assert not stage.rows(Appraisal)
    assert stage.rows(Sheet, id=own)[0].appraised_at is None


async def test_the_deputy_appraises_the_heads_sheet_and_no_other(stage):
    deputy = await stage.joins("Cục Quản lý")
    _, way = await closed(stage)
    await deputy.send("/start")
    await deputy.tap("⚖️ Thẩm định")

    assert any("Cục Thuế" in label for label in deputy.buttons)
    assert not any("Kho bạc" in label for label in deputy.buttons)

    await deputy.tap("Cục Thuế")
    await agrees_to_the_rest(deputy)

    assert len(rows(stage, way, "Cục Thuế")) == 42

    await presses(deputy, f"appraisal.agree:{way.sheet_of('Kho bạc')}:1:0")

    assert "do Cụm trưởng" in deputy.card
    assert not rows(stage, way, "Kho bạc")


async def test_the_head_appoints_a_team_and_takes_it_back(stage):
    treasury = await stage.joins("Kho bạc")
    head, way = await closed(stage)
    await presses(treasury, f"appraisal.sheet:{way.sheet_of(UNIT)}")

    assert "do Cụm trưởng" in treasury.card

    await presses(treasury, f"appraisal.appoint:{way.period_id}:3")

    assert not stage.rows(Appointment)

    await head.send("/start")
    await head.tap("⚖️ Thẩm định")
    await head.tap("Phân công thẩm định")
    await head.tap("⬜ Kho bạc")

    assert "✅ Kho bạc Nhà nước" in head.buttons
    assert any("phân công Quý đơn vị" in text for text in treasury.texts)

    await to_item(treasury)
    await treasury.tap("Đồng ý 95")

    assert len(rows(stage, way)) == 1

    await presses(treasury, f"appraisal.agree:{way.sheet_of('Kho bạc')}:1:0")

    assert not rows(stage, way, "Kho bạc")

    await head.tap("✅ Kho bạc")
    await presses(treasury, f"appraisal.agree:{way.sheet_of(UNIT)}:2:0")

    assert len(rows(stage, way)) == 1
    assert not stage.rows(Appointment)


async def test_when_nobody_can_appraise_the_heads_sheet_the_overview_says_so(stage):
    head = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    way = Way(stage, OTHER_CLUSTER)
    way.submit_all()
    stage.do(_without_deputy)
    way.close()
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert "Chưa có đơn vị thẩm định bảng điểm của Cụm trưởng" in head.card

    await head.tap("Phân công thẩm định")
    await head.tap("⬜ ")
    await head.tap("◀️")

    assert "Chưa có đơn vị" not in head.card


def _without_deputy(session):
    for row in session.exec(select(OfficeTerm).where(OfficeTerm.office == Office.DEPUTY)).all():
        session.delete(row)


async def test_members_observers_and_strangers_neither_see_nor_appraise(stage):
    member = await stage.joins("Bảo hiểm")
    observer = await stage.joins("", Role.OBSERVER)
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    stranger = stage.stranger()
    head, way = await closed(stage)
    await to_item(head)
    await head.send("81,13 vì bằng chứng mờ")
    sheet, version = way.sheet_of(UNIT), 1
    for phone in (member, observer, other, stranger):
        for forged in (
            f"appraisal.show:{way.period_id}",
            f"appraisal.sheet:{sheet}",
            f"appraisal.sheet:{sheet}:0",
            f"appraisal.item:{sheet}:1",
            f"appraisal.history:{sheet}:1",
            f"appraisal.agree:{sheet}:1:{version}",
            f"appraisal.rest:{sheet}:0:41",
            f"appraisal.tell:{sheet}",
            f"explaining.show:{sheet}",
            f"explaining.item:{sheet}:1",
        ):
            await presses(phone, forged)

            assert "81,13" not in phone.card + phone.toast, forged
            assert "bằng chứng mờ" not in phone.card, forged
        assert "⚖️" not in " ".join(phone.buttons)
    assert [row.points for row in rows(stage, way).values()] == [Decimal("81.13")]


async def test_the_second_of_two_appraisers_learns_what_the_first_has_done(either_stage):
    head, way = await closed(either_stage)
    colleague = await either_stage.joins("Cục Thuế", Role.OFFICER)
    for phone in (head, colleague):
        await to_item(phone)
    stale = colleague.data("Đồng ý 95")
    await head.send("90 vì chưa đủ minh chứng")
    await colleague.tap_data(stale)

    assert "Phạm Thanh Sơn vừa sửa nội dung I.1.1" in colleague.card
    assert rows(either_stage, way)["I.1.1"].points == Decimal(90)
    assert "chưa đủ minh chứng" in colleague.card

    await colleague.send("91 vì đã đối chiếu lại")

    assert rows(either_stage, way)["I.1.1"].points == Decimal(91)


async def test_two_appraisers_in_the_same_moment_follow_each_other(either_stage):
    head, way = await closed(either_stage)
    colleague = await either_stage.joins("Cục Thuế", Role.OFFICER)
    for phone in (head, colleague):
        await to_item(phone)
    for phone in (head, colleague):
        await phone.tap("Đồng ý 95", settle=False)
    await either_stage.settle()

    assert rows(either_stage, way)["I.1.1"].version == 1

    for phone in (head, colleague):
        await to_sheet(phone)
        await phone.tap("nội dung còn lại")
    for phone in (head, colleague):
        await phone.tap(REST, settle=False)
    await either_stage.settle()

    assert {row.version for row in rows(either_stage, way).values()} == {1}
    assert len(either_stage.rows(Audit, verb="appraised")) == 42


async def test_agreeing_with_the_rest_twice_or_late_changes_nothing_unseen(stage):
    head, way = await closed(stage)
    await to_sheet(head)
    await head.tap("nội dung còn lại")
    everything = head.data(REST)
    await to_sheet(head)
    await head.send("1=90 vì chưa đủ minh chứng")
    await head.tap_data(everything)

    assert "Số nội dung đã thay đổi" in head.card
    assert "Công nhận 41 nội dung" in head.card
    assert len(rows(stage, way)) == 1

    again = head.data(REST)
    await head.tap(REST)
    await head.tap_data(again)

    assert len(rows(stage, way)) == 42
    assert rows(stage, way)["I.1.1"].points == Decimal(90)
    assert {row.version for row in rows(stage, way).values()} == {1}


async def test_one_section_can_be_agreed_with_alone(stage):
    head, way = await closed(stage)
    await to_sheet(head)
    await head.tap("Phần II")
    await head.tap("nội dung còn lại")
    await head.tap(REST)

    assert all(code.startswith("II.") for code in rows(stage, way))
    assert rows(stage, way)


async def test_an_update_delivered_twice_appraises_once(stage):
    head, way = await closed(stage)
    await to_item(head)
    await head.tap("Đồng ý 95", settle=False)
    raws = await stage.pull()
    await stage.app.accept(raws)
    await stage.app.accept(raws)
    await stage.settle()

    assert rows(stage, way)["I.1.1"].version == 1


async def test_nothing_is_sent_while_an_item_waits_and_once_when_nothing_changed(stage):
    await stage.joins(UNIT)
    head, way = await closed(stage)
    sheet = way.sheet_of(UNIT)
    await presses(head, f"appraisal.tell:{sheet}")

    assert "Còn 42 nội dung chưa thẩm định" in head.card

    await to_sheet(head)
    await agrees_to_the_rest(head)
    data = head.data("Gửi kết quả")
    await head.tap("Gửi kết quả")
    await head.tap_data(data)

    assert "Đơn vị đã được gửi kết quả này" in head.card
    assert len(stage.rows(Letter, kind="appraised")) == 1

    await stage.later(days=1)
    await to_item(head)
    await head.send("90 vì rà soát lại")
    until = stage.rows(Sheet, id=sheet)[0].explain_until
    await to_sheet(head)

    assert "Đã có thay đổi sau khi gửi" in head.card

    await head.tap("Gửi lại kết quả")

    assert len(stage.rows(Letter, kind="appraised")) == 2
    assert stage.rows(Sheet, id=sheet)[0].explain_until > until


async def test_a_returned_sheet_is_not_appraised_and_what_changed_waits_again(stage):
    unit = await stage.joins(UNIT)
    head, way = await closed(stage)
    await to_sheet(head)
    await agrees_to_the_rest(head)
    await head.tap("Gửi kết quả")
    await stage.later(hours=1)
    await returns(head)
    sheet = way.sheet_of(UNIT)
    await presses(head, f"appraisal.agree:{sheet}:1:1")

    assert "hiện chưa nộp" in head.card

    await go_to(unit, 1)
    await unit.send("80")
    await unit.send("/start")
    await unit.tap("tự chấm điểm")
    await unit.tap("Kiểm tra và nộp")
    await unit.tap("📤")

    assert stage.rows(Sheet, id=sheet)[0].appraised_at is None, "what was told is over"

    await to_sheet(head)

    assert "đã thẩm định 41/42 nội dung" in head.card

    await head.tap("Phần I")

    assert line(head, "I.1.1").startswith("⬜")
    assert line(head, "I.1.2").startswith("✅")

    await head.tap("I.1.1")

    assert "đề nghị thẩm định lại" in head.card

    await head.tap("Đồng ý 80")

    assert rows(stage, way)["I.1.1"].points == Decimal(80)


async def test_a_unit_that_has_not_submitted_is_not_appraised(stage):
    head = await stage.head()
    way = Way(stage)
    way.submit_all(but=(PLACE,))
    await stage.later(days=30)
    way.close()
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert "chưa nộp" in line(head, UNIT)
    assert not any(UNIT in label for label in head.buttons)

    await presses(head, f"appraisal.rest:{way.sheet_of(UNIT)}:0:42")

    assert not rows(stage, way)


async def test_of_a_computed_item_the_result_is_recognised_and_points_follow(stage):
    head, way = await closed(stage)
    await to_item(head, "I.1.2")

    assert "tính lại cho toàn cụm" in head.card

    await head.send("105 vì báo cáo của ngành ghi 105")
    row = rows(stage, way)["I.1.2"]

    assert row.points is None
    assert Decimal(row.answer["actual"]) == 105

    await to_item(head, "I.1.2")

    assert "≠ Thẩm định: 105/100%" in head.card
    assert "khi so với toàn cụm" in head.card


async def test_an_item_that_was_not_assigned_takes_no_points(stage):
    head, way = await closed(stage, {PLACE: {"I.1.2": Answer(not_assigned=True)}})
    await presses(head, f"appraisal.item:{way.sheet_of(UNIT)}:4")
    await to_item(head, "I.1.2")

    assert "không được giao chỉ tiêu này" in head.card

    await head.tap("Đồng ý")

    assert rows(stage, way)["I.1.2"].points is None


async def test_an_unanswered_item_is_recognised_with_0(stage):
    head, way = await closed(stage, {PLACE: {"I.1.1": None}})
    await to_sheet(head)
    await head.tap("nội dung còn lại")

    assert "1 nội dung đơn vị chưa chấm: 0 điểm" in head.card

    await head.tap(REST)

    assert rows(stage, way)["I.1.1"].points == 0


async def test_before_closing_and_after_opening_nothing_is_appraised(stage):
    head = await stage.head()
    way = Way(stage)
    way.submit_all()
    sheet = way.sheet_of(UNIT)
    await presses(head, f"appraisal.agree:{sheet}:1:0")

    assert "⚠️" in head.card
    assert not stage.rows(Appraisal)

    way.close()
    way.appraise_all()
    await stage.later(days=1)
    way.open()
    await presses(head, f"appraisal.agree:{sheet}:1:1")

    assert "⚠️" in head.card
    assert "⚖️" not in " ".join(head.buttons)


async def test_the_head_is_not_told_how_far_others_have_come_with_its_own_sheet(stage):
    deputy = await stage.joins("Cục Quản lý")
    head, way = await closed(stage)
    await to_sheet(deputy, "Cục Thuế")
    await deputy.tap("Phần II")
    await deputy.tap("nội dung còn lại")
    await deputy.tap(REST)
    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert line(head, "Cục Thuế").endswith("Cục Thuế – do đơn vị khác thẩm định")

    await agrees_to_the_rest(deputy)
    await deputy.tap("Gửi kết quả")
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap("⚖️ Thẩm định")

    assert "đã gửi kết quả" in line(head, "Cục Thuế")
    assert len(rows(stage, way, "Cục Thuế")) == 42


async def test_evidence_that_two_units_use_is_shown_to_the_appraiser_only(stage):
    head = await stage.head()
    unit = await stage.joins(UNIT)
    way = Way(stage)
    shared = Given(EvidenceKind.PDF, "ab" * 32, "quyet-dinh.pdf", 1000)

    def attach_to_both(session):
        actors = way.actors(session)
        for sheet in way.sheets(session)[PLACE - 1 : PLACE + 1]:
            evidence.attach(
                session, actors[sheet.unit_id], sheet.id, "I.1.1", shared, "", stage.clock()
            )

    stage.do(attach_to_both)
    way.submit_all()
    way.close()
    await stage.later(seconds=5)
    await to_item(head)

    assert "Minh chứng: 1" in head.card
    assert "Ngân hàng" in head.card

    await head.tap("Minh chứng (1)")
    await head.tap("◀️ Về nội dung")

    assert "Chưa thẩm định" in head.card

    await unit.send("/start")
    await presses(unit, f"explaining.item:{way.sheet_of(UNIT)}:1")

    assert "Ngân hàng" not in unit.card


async def test_eight_units_with_two_changes_each_take_few_acts(stage):
    head, _ = await closed(stage)
    deputy = await stage.joins("Cục Quản lý")
    units = ("Cục Thống kê", "Kho bạc", "Ngân hàng", "Cục Hải quan", "Cục Quản lý", "Cục Dự trữ",
             "Bảo hiểm")  # fmt: skip

    async def by_buttons(phone, unit):
        for label in (unit, "Phần I", "I.1.1"):
            await phone.tap(label)
        await phone.send("94 vì chưa đủ minh chứng")
        for label in ("📋", "Phần III", "III.1.1"):
            await phone.tap(label)
        await phone.send("1 vì thiếu biên bản")
        for label in ("📋", "nội dung còn lại", REST, "Gửi kết quả"):
            await phone.tap(label)

    async def by_typing(phone, unit):
        await phone.tap(unit)
        await phone.send("1=94 vì chưa đủ minh chứng\nIII.1.1=1 vì thiếu biên bản")
        for label in ("nội dung còn lại", REST, "Gửi kết quả"):
            await phone.tap(label)

    for phone in (head, deputy):
        await phone.send("/start")
        await phone.tap("⚖️ Thẩm định")
    before = len(stage.rows(Inbox))
    for place, unit in enumerate(units):
        await (by_typing if place % 2 else by_buttons)(head, unit)
        await head.tap("◀️")
    await by_buttons(deputy, "Cục Thuế")
    await deputy.tap("◀️")
    acts = len(stage.rows(Inbox)) - before

    assert "đã gửi kết quả 8/8 đơn vị" in deputy.card
    assert len(stage.rows(Appraisal)) == 8 * 42
    assert sum(bool(row.reason) for row in stage.rows(Appraisal)) == 16
    assert acts == 5 * 13 + 3 * 6, "twelve by buttons, five by typing, and one back to the list"
