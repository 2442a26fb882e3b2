"""Talks about cross-scoring by a peer unit; see also test_crossing.py and test_cross_blind.py."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from models.actions import cross as act
from models.audit import Audit
from models.cross import CrossScore, CrossTask
from models.errors import SheetNotHandedIn
from models.errors_review import CrossMissing, NotYourTask, OwnUnit
from models.people import Role
from models.rules.answers import Answer
from models.sheet import Sheet, SheetState
from tests.rounds import Round

ITEM, NUMBER, MOST = "I.2.2", 6, Decimal(40)
"""The first item that peers are asked for; eight units declare it in full."""
NOT_ASKED = 1
ASKED = 18
REST = "nội dung còn lại"
SUBMIT = "📤 Nộp"


async def given(stage, unit="Kho bạc", role=Role.LEADER, **round_):
    """A person of the unit that scores Ngân hàng, looking at the task."""
    phone = await stage.joins(unit, role)
    crossing = Round(stage, **round_)
    await at_task(stage, phone, crossing)
    return phone, crossing


async def at_task(stage, phone, crossing, rater=2, scored=3):
    await stage.later(seconds=2)
    await phone.send("/start")
    await phone.tap_data(f"cross.task:{crossing.task(rater, scored).id}")


async def at_item(stage, **round_):
    phone, crossing = await given(stage, **round_)
    await phone.tap("▶️")
    return phone, crossing


def scores(stage, crossing, rater=2, scored=3):
    rows = stage.rows(CrossScore, task_id=crossing.task(rater, scored).id)
    return {row.code: row for row in rows}


async def test_a_unit_is_scored_as_it_declared_in_five_taps(either_stage):
    phone = await either_stage.joins("Kho bạc")
    crossing = Round(either_stage)
    await either_stage.later(seconds=2)

    assert "được phân công chấm chéo Ngân hàng Nhà nước Chi nhánh Thanh Hóa. Hạn: 23:59" in (
        phone.text
    )

    for label in ("Bắt đầu chấm chéo", REST, "✅ Như đơn vị tự chấm", SUBMIT):
        await phone.tap(label)

    assert "Đã tiếp nhận phiếu chấm chéo của Kho bạc Nhà nước tỉnh đối với Ngân hàng" in phone.card
    assert f"{ASKED} nội dung" in phone.card

    task = crossing.task(2, 3)

    assert task.submitted_at == either_stage.clock()
    assert len(scores(either_stage, crossing)) == ASKED

    await phone.tap("🏠")

    assert "🔎 Chấm chéo: đã nộp 1/1 phiếu" in phone.buttons


async def test_item_by_item_it_takes_one_tap_each_and_two_more(stage):
    phone, crossing = await given(stage)
    taps = 0
    await phone.tap("▶️")
    taps += 1
    while "✅ Như đơn vị tự chấm" in " ".join(phone.buttons):
        await phone.tap("✅ Như đơn vị tự chấm")
        taps += 1
    await phone.tap(SUBMIT)
    taps += 1

    assert taps == ASKED + 2
    assert crossing.task(2, 3).submitted_at is not None


async def test_an_item_shows_what_was_declared_and_the_home_card_how_far_it_is(stage):
    phone, _ = await at_item(stage, answers={3: {ITEM: Answer(Decimal(95), Decimal(100))}})

    assert "I.2.2. " in phone.card
    assert "nội dung 1/18" in phone.card
    assert "38 điểm" in phone.card
    assert "✅ Như đơn vị tự chấm: 38" in phone.buttons

    await phone.tap("✅ Như đơn vị tự chấm: 38")

    assert "✅ Đã lưu I.2.2: 38 → 38" in phone.card
    assert "I.2.3. " in phone.card

    await phone.send("/start")

    assert "🔎 Chấm chéo: Ngân hàng Nhà nước (1/18)" in phone.buttons


async def test_points_far_from_the_declared_ones_need_a_comment(stage):
    phone, crossing = await at_item(stage)
    await phone.send("30")

    assert "vì sao điểm chênh lệch?" in phone.card
    assert scores(stage, crossing) == {}

    await phone.send("chưa đủ minh chứng")
    row = scores(stage, crossing)[ITEM]

    assert (row.points, row.comment) == (Decimal("30.00"), "chưa đủ minh chứng")

    await phone.send(f"{NUMBER}=31,5 vì còn chậm")
    row = scores(stage, crossing)[ITEM]

    assert (row.points, row.comment, row.version) == (Decimal("31.50"), "còn chậm", 2)
    change = stage.rows(Audit, verb="cross-scored", part=ITEM)[-1]

    assert change.thing == f"cross:{crossing.task(2, 3).id}"
    assert (change.old["points"], change.new["points"]) == ("30.00", "31.50")


async def test_a_tenth_of_the_maximum_is_an_honest_difference(stage):
    phone, crossing = await at_item(stage)
    await phone.send("36")

    assert scores(stage, crossing)[ITEM].points == Decimal("36.00")
    assert "I.2.3. " in phone.card

    await phone.send(f"{NUMBER}=35,99")

    assert "phải có nhận xét" in phone.card
    assert scores(stage, crossing)[ITEM].points == Decimal("36.00")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("40,01", "40"), ("-1", "Đề nghị nhập"), ("rất tốt", "số"), ("99=50", "99"),
     ("1=50", "I.1.1 không thuộc phạm vi")],
)  # fmt: skip
async def test_what_cannot_be_points_is_refused_and_changes_nothing(stage, typed, said):
    phone, crossing = await at_item(stage)
    await phone.send(typed)

    assert "⚠️" in phone.card
    assert said in phone.card
    assert scores(stage, crossing) == {}
    assert "I.2.2. " in phone.card, "the way goes on from here"


async def test_several_lines_are_taken_together_or_not_at_all(stage):
    phone, crossing = await given(stage)
    await phone.send("6=40\n7=29\n1=5")

    assert "⚠️" in phone.card
    assert scores(stage, crossing) == {}

    await phone.send("6=40\n7=10 vì thiếu báo cáo")

    assert {code: row.points for code, row in scores(stage, crossing).items()} == {
        "I.2.2": Decimal(40), "I.2.3": Decimal(10),
    }  # fmt: skip


async def test_a_missing_score_is_named_and_never_a_zero(stage):
    phone, crossing = await given(stage)
    task = crossing.task(2, 3)
    await phone.send("6=40")
    await phone.tap_data(f"cross.submit:{task.id}:1")

    assert "⚠️ Chưa chấm: I.2.3" in phone.card
    assert crossing.task(2, 3).submitted_at is None

    with pytest.raises(CrossMissing) as refused:
        stage.do(lambda s: act.submit(s, crossing.actor(2), task.id, stage.clock()))

    assert len(refused.value.codes) == ASKED - 1
    assert len(scores(stage, crossing)) == 1


async def test_what_is_submitted_is_what_was_on_screen(stage):
    phone, crossing = await given(stage)
    crossing.score(2, 3, submit=False)
    await at_task(stage, phone, crossing)
    stage.do(
        lambda s: act.give(
            s, crossing.actor(2), crossing.task(2, 3).id, ITEM, "39", "", None, stage.clock()
        )
    )
    await phone.tap(SUBMIT)

    assert "Có điểm vừa thay đổi" in phone.card
    assert crossing.task(2, 3).submitted_at is None

    await phone.tap(SUBMIT)

    assert crossing.task(2, 3).submitted_at is not None


async def test_a_submitted_task_is_withdrawn_before_it_is_changed(stage):
    phone, crossing = await given(stage)
    crossing.score(2, 3)
    await at_task(stage, phone, crossing)
    await phone.tap_data(f"cross.agree:{crossing.task(2, 3).id}:{NUMBER}:1")

    assert "đã nộp. Đề nghị rút lại" in phone.card

    await phone.tap("↩️ Rút lại")

    assert crossing.task(2, 3).submitted_at is None

    await phone.send(f"{NUMBER}=38")
    await phone.tap(SUBMIT)

    assert scores(stage, crossing)[ITEM].points == Decimal("38.00")
    record = stage.rows(Audit, thing=f"cross:{crossing.task(2, 3).id}")

    assert [row.verb for row in record][-4:] == [
        "cross-submitted", "cross-withdrawn", "cross-scored", "cross-submitted",
    ]  # fmt: skip


async def test_after_the_deadline_nothing_is_taken_unless_the_head_moves_it(stage):
    phone, crossing = await at_item(stage)
    await stage.later(days=8)
    task = crossing.task(2, 3).id
    for late in ("agree:{t}:6:0", "rest:{t}:18", "submit:{t}:0", "withdraw:{t}"):
        await phone.send("/start")
        await phone.tap_data("cross." + late.format(t=task))

        assert "đã ngừng tiếp nhận từ 23:59 ngày 16/11/2026" in phone.card, late
    assert scores(stage, crossing) == {}

    head = await stage.head()
    await head.send("/start")
    await head.tap_data(f"cross.move:{crossing.period_id}")
    await head.send("25/11")
    await head.tap("✅ Đổi hạn nộp")
    await stage.later(seconds=2)

    assert "điều chỉnh hạn chấm chéo" in phone.text
    assert "23:59 ngày 25/11/2026" in phone.text

    await phone.tap("Bắt đầu chấm chéo")
    await phone.tap(REST)
    await phone.tap("✅ Như")

    assert len(scores(stage, crossing)) == ASKED


async def test_updates_that_come_twice_change_nothing_twice(either_stage):
    phone, crossing = await at_item(either_stage)
    for _ in range(2):
        await phone.tap("✅ Như đơn vị tự chấm", settle=False)
    await either_stage.settle()

    assert scores(either_stage, crossing)[ITEM].version == 1
    assert len(either_stage.rows(Audit, verb="cross-scored")) == 1

    crossing.score(2, 3, submit=False)
    await at_task(either_stage, phone, crossing)
    for _ in range(2):
        await phone.tap(SUBMIT, settle=False)
    await either_stage.settle()

    assert len(either_stage.rows(Audit, verb="cross-submitted")) == 1


async def test_a_restart_between_points_and_comment_loses_neither(stage):
    phone, crossing = await at_item(stage)
    await phone.send("12,5")
    await stage.restart()
    await phone.send("thiếu hồ sơ")
    row = scores(stage, crossing)[ITEM]

    assert (row.points, row.comment) == (Decimal("12.50"), "thiếu hồ sơ")


async def test_the_second_of_two_officers_learns_what_the_first_has_given(either_stage):
    officer = await either_stage.joins("Kho bạc", Role.OFFICER)
    phone, crossing = await at_item(either_stage)
    task = crossing.task(2, 3).id
    await officer.send("/start")
    await officer.tap_data(f"cross.item:{task}:{NUMBER}")
    await phone.send("39")
    await officer.tap_data(f"cross.agree:{task}:{NUMBER}:0")

    assert "vừa sửa nội dung I.2.2" in officer.card
    assert scores(either_stage, crossing)[ITEM].points == Decimal("39.00")

    await officer.tap("✅ Như đơn vị tự chấm")

    assert scores(either_stage, crossing)[ITEM].points == MOST


async def test_two_officers_at_the_same_moment_follow_each_other(either_stage):
    officer = await either_stage.joins("Kho bạc", Role.OFFICER)
    phone, crossing = await given(either_stage)
    await at_task(either_stage, officer, crossing)
    for each in (phone, officer):
        await each.tap(REST)
    for each in (phone, officer):
        await each.tap("✅ Như đơn vị tự chấm", settle=False)
    await either_stage.settle()

    assert {row.version for row in scores(either_stage, crossing).values()} == {1}
    assert len(either_stage.rows(Audit, verb="cross-scored")) == ASKED


FORGED = ("cross.task:{t}", "cross.task:{t}:0", "cross.item:{t}:6", "cross.why:{t}:6:0",
          "cross.sure:{t}", "cross.agree:{t}:6:0", "cross.rest:{t}:18", "cross.submit:{t}:0",
          "cross.withdraw:{t}")  # fmt: skip


@pytest.mark.parametrize("unit", ["Ngân hàng", "Cục Thuế", "Bảo hiểm"])
async def test_nobody_but_the_rater_comes_near_a_task_and_all_hear_the_same(stage, unit):
    phone = await stage.joins(unit)
    crossing = Round(stage)
    await stage.later(seconds=2)
    own = {"Ngân hàng": 3, "Cục Thuế": 0, "Bảo hiểm": 7}[unit]
    task, nothing = crossing.task(2, 3).id, 999
    for surface in FORGED:
        said = []
        for task_id in (task, nothing):
            await phone.send("/start")
            await phone.tap_data(surface.format(t=task_id))
            said.append((phone.card, phone.toast))

        assert "không được giao" in said[0][0]
        assert said[0] == said[1], "a task of others looks like none at all"
    assert scores(stage, crossing) == {}

    with pytest.raises(NotYourTask):
        stage.do(lambda s: act.agree_rest(s, crossing.actor(own), task, stage.clock()))


async def test_nobody_scores_their_own_unit_whatever_the_row_or_the_seat_says(stage):
    phone, crossing = await given(stage)
    task = crossing.task(2, 3).id
    own_sheet = crossing.sheet_id(2)

    def bend(session):
        session.get(CrossTask, task).sheet_id = own_sheet

    stage.do(bend)
    for forged in FORGED:
        await phone.send("/start")
        await phone.tap_data(forged.format(t=task))

        assert "Không đơn vị nào được chấm, thẩm định đơn vị mình" in phone.card

    with pytest.raises(OwnUnit):
        stage.do(lambda s: act.agree(s, crossing.actor(2), task, ITEM, None, stage.clock()))
    assert stage.rows(CrossScore) == []


async def test_who_speaks_for_two_units_scores_neither_for_the_other(stage):
    _, crossing = await given(stage)
    task, actor = crossing.task(2, 3).id, crossing.actor(2)
    both = replace(actor, seats=(*actor.seats, *crossing.actor(3).seats))
    with pytest.raises(OwnUnit):
        stage.do(lambda s: act.agree_rest(s, both, task, stage.clock()))

    assert stage.rows(CrossScore) == []

    stage.do(lambda s: act.agree_rest(s, actor, task, stage.clock()))

    assert len(scores(stage, crossing)) == ASKED


async def test_a_sheet_with_its_unit_for_correction_is_hidden_and_scored_again(stage):
    phone, crossing = await given(stage)
    crossing.score(2, 3, submit=False)
    sheet_id = crossing.sheet_id(3)

    def returned(session):
        session.get(Sheet, sheet_id).state = SheetState.RETURNED

    stage.do(returned)
    for surface in ("cross.task:{t}", "cross.task:{t}:0", "cross.item:{t}:6", "cross.why:{t}:6:0"):
        await phone.tap_data(surface.format(t=crossing.task(2, 3).id))

        assert "đang được đơn vị chỉnh sửa" in phone.card
        assert "I.2.2" not in phone.card
    with pytest.raises(SheetNotHandedIn):
        stage.do(lambda s: act.submit(s, crossing.actor(2), crossing.task(2, 3).id, stage.clock()))

    def corrected(session):
        from models.actions import sheet as sheet_act

        now = stage.clock()
        me = crossing.way.actors(session)[session.get(Sheet, sheet_id).unit_id]
        stage.clock.advance(timedelta(hours=1))
        sheet_act.record(session, me, sheet_id, ITEM, Answer(Decimal(90), Decimal(100)), now
                         + timedelta(hours=1))  # fmt: skip
        session.get(Sheet, sheet_id).state = SheetState.SUBMITTED

    stage.do(corrected)
    await at_task(stage, phone, crossing)

    assert "đã thay đổi 1 nội dung sau khi được chấm" in phone.card
    assert "đã chấm 17/18 nội dung" in phone.card

    await phone.tap("▶️ Tiếp tục với I.2.2")

    assert "đề nghị chấm lại" in phone.card

    await phone.tap("✅ Như đơn vị tự chấm: 36")

    assert "đã chấm 18/18 nội dung" in phone.card


async def test_what_the_unit_was_not_assigned_is_not_asked(stage):
    answers = {3: {ITEM: Answer(not_assigned=True)}}
    phone, crossing = await given(stage, answers=answers)

    assert "0/17 nội dung" in phone.card
    assert "I.2.2" not in phone.card

    await phone.send(f"{NUMBER}=40")

    assert "I.2.2 không thuộc phạm vi" in phone.card
    assert scores(stage, crossing) == {}


async def test_a_rater_sees_evidence_of_what_is_asked_and_comes_back_to_the_item(stage):
    from models.actions import evidence
    from models.evidence import EvidenceKind

    phone = await stage.joins("Kho bạc")
    crossing = Round(stage, pairs=None)
    sheet_id = crossing.sheet_id(3)

    def attached(session):
        sheet = session.get(Sheet, sheet_id)
        me = crossing.way.actors(session)[sheet.unit_id]
        sheet.state, sheet.due_at = SheetState.RETURNED, stage.clock() + timedelta(days=1)
        session.flush()
        for code, letter in ((ITEM, "a"), ("I.1.1", "b")):
            file = evidence.Given(EvidenceKind.PDF, letter * 64, f"{letter}.pdf", 10)
            evidence.attach(session, me, sheet_id, code, file, "", stage.clock())
        sheet.state = SheetState.SUBMITTED

    stage.do(attached)
    crossing.open([(2, 3), (3, 4)])
    await at_task(stage, phone, crossing)
    await phone.tap("▶️")
    await phone.tap("📎 Minh chứng (1)")

    assert "a.pdf" in phone.card

    await phone.tap("◀️ Về nội dung") if "◀️ Về nội dung" in phone.buttons else await phone.tap("◀️")

    assert "✅ Như đơn vị tự chấm: 40" in phone.buttons

    await phone.tap_data(f"evidence.of:{sheet_id}:1")

    assert "I.1.1 không thuộc phạm vi" in phone.card
    assert "b.pdf" not in phone.card
