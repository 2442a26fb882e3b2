"""Talks about a round of cross-scoring as the head arranges it; see also test_cross.py."""

import re
from datetime import timedelta

import pytest

from models.actions import appointing, cross_conflicts, crossing
from models.audit import Audit
from models.criteria import CriteriaSet
from models.cross import CrossConflict, CrossRound, CrossScore, CrossTask
from models.errors import DateInPast, RemindedToday
from models.errors_review import AssignmentChanged, RoundExists, StillCrossing, TooFewToCross
from models.people import Role
from models.post import Letter
from models.reminder import Alarm
from models.sheet import Sheet, SheetState
from tests.rounds import UNITS, Round
from tests.test_cross import at_task

SET_UP = "🔎 Tổ chức chấm chéo"
OPEN = "✅ Mở chấm chéo"


async def at_setup(stage, **round_):
    head = await stage.head()
    around = Round(stage, pairs=None, **round_)
    await stage.later(seconds=2)
    await head.send("/start")
    await head.tap(SET_UP)
    return head, around


def drawn(card):
    """The pairs on a card, by places."""
    names = {}
    for line in re.findall(r"^(.+) → (.+)$", card, re.MULTILINE):
        names[place(line[0])] = [place(each) for each in line[1].split(", ") if each != "–"]
    return {(rater, scored) for rater, others in names.items() for scored in others}


def place(name):
    return next(n for n, each in enumerate(UNITS) if name.startswith(each))


def stored(stage, around):
    return {
        (around.place_of_unit(task.rater_unit_id), around.place_of(task.sheet_id))
        for task in stage.rows(CrossTask)
    }


def does(stage, around, action, *args):
    """An action of the head."""
    return stage.do(lambda s: action(s, around.way.head(s), around.period_id, *args, stage.clock()))


async def test_the_head_opens_exactly_what_the_preview_shows(either_stage):
    head, around = await at_setup(either_stage)
    first = drawn(head.card)

    assert "8 đơn vị tham gia; 18 nội dung được chấm chéo" in head.card
    assert "● 2" in head.buttons, "as the criteria table says"

    await head.tap("🎲")
    second = drawn(head.card)

    assert second != first

    await either_stage.restart()
    await head.tap(OPEN)

    assert "Đã mở chấm chéo" in "\n".join(head.texts)
    assert stored(either_stage, around) == second

    scored = [pair[1] for pair in second]

    assert all(scored.count(n) == 2 for n in range(8))
    assert not any((b, a) in second for a, b in second), "nobody scores in return"
    assert either_stage.rows(CrossRound)[0].per_unit == 2


async def test_three_taps_open_a_round_and_each_rater_unit_is_told_whom_it_scores(stage):
    other = await stage.joins("Kho bạc", Role.OFFICER)
    head, _ = await at_setup(stage)
    pairs = drawn(head.card)
    await head.tap(OPEN)
    await stage.later(seconds=2)
    mine = [UNITS[b] for a, b in pairs if a == 2]
    others = [UNITS[b] for b in range(8) if UNITS[b] not in mine and b != 2]

    assert "Quý đơn vị được phân công chấm chéo" in other.text
    assert all(name in other.text for name in mine)
    assert not any(name in other.text for name in others)
    assert len({row.key for row in stage.rows(Letter, kind="cross-opened")}) == 2


async def test_number_and_deadline_are_chosen_by_buttons_or_typed(stage):
    head, _ = await at_setup(stage)
    await head.tap("3")

    assert "Số đơn vị chấm mỗi đơn vị: 3" in head.card
    pairs = drawn(head.card)

    await head.tap("thứ Năm 12/11")

    assert "23:59 ngày 12/11/2026" in head.card
    assert drawn(head.card) == pairs, "another date deals nothing anew"

    await head.send("20/11 17:00")

    assert "17:00 ngày 20/11/2026" in head.card
    assert drawn(head.card) == pairs

    await head.tap(OPEN)
    row = stage.rows(CrossRound)[0]

    assert (row.per_unit, len(pairs)) == (3, 24)
    assert row.due_at.isoformat() == "2026-11-20T10:00:00+00:00"


async def test_a_conflict_keeps_two_units_apart_and_can_be_taken_back(stage):
    head, _ = await at_setup(stage)
    for pair in (("Kho bạc", "Bảo hiểm"), ("Cục Thuế", "Kho bạc")):
        await head.tap("⚖️ Xung đột")
        await head.tap("➕")
        for name in pair:
            await head.tap(name)
        await head.send("cùng ngành dọc")
        await head.tap("◀️")
    pairs = drawn(head.card)

    assert not {(2, 7), (7, 2), (0, 2), (2, 0)} & pairs

    await head.tap("⚖️ Xung đột lợi ích (2)")

    assert "Kho bạc Nhà nước – Bảo hiểm xã hội: cùng ngành dọc" in head.card

    await head.tap("🗑 Kho bạc")

    assert len(stage.rows(CrossConflict)) == 1
    assert [row.verb for row in stage.rows(Audit)][-1] == "lifted-conflict"


async def test_a_conflict_needs_a_reason_and_two_units_of_the_period(stage):
    head, around = await at_setup(stage)
    a, b = around.unit_id(2), around.unit_id(7)
    await head.tap_data(f"cross.conflict:{around.period_id}:{a}:{b}")
    await head.send("x")

    assert "⚠️" in head.card
    assert stage.rows(CrossConflict) == []

    for forged in (f"{a}:{a}", f"{a}:999", f"{a}:{b}:{a}"):
        await head.tap_data(f"cross.conflict:{around.period_id}:{forged}")

        assert "không còn" in head.card, forged


async def test_units_with_fewer_raters_are_named(stage):
    head, around = await at_setup(stage)
    for other in range(2, 8):
        does(stage, around, cross_conflicts.declare_conflict, around.unit_id(1),
             around.unit_id(other), "quan hệ công tác")  # fmt: skip
    await head.send("/start")
    await head.tap(SET_UP)

    assert "ít đơn vị chấm hơn: Cục Thống kê" in head.card

    await head.tap(OPEN)
    pairs = stored(stage, around)

    assert {pair for pair in pairs if 1 in pair} <= {(0, 1), (1, 0)}


async def test_only_units_that_have_handed_in_take_part(stage):
    head, around = await at_setup(stage, but=(4, 5))

    assert "6 đơn vị tham gia" in head.card
    assert "không tham gia: Cục Hải quan và Cục Quản lý thị trường" in head.card

    await head.tap(OPEN)

    assert not {4, 5} & {n for pair in stored(stage, around) for n in pair}


async def test_fewer_than_three_units_cannot_cross_score(stage):
    head = await stage.head()
    around = Round(stage, pairs=None, but=range(2, 8))
    await stage.later(seconds=2)
    await head.send("/start")
    await head.tap(SET_UP)

    assert "Mới có 2 đơn vị nộp bảng tự chấm" in head.card

    due_at = stage.clock() + timedelta(days=3)
    pair = [(around.unit_id(0), around.unit_id(1))]
    with pytest.raises(TooFewToCross):
        does(stage, around, crossing.open_round, 1, due_at, pair)


async def test_a_preview_that_fits_no_more_is_drawn_anew_not_opened(stage):
    head, around = await at_setup(stage)

    def returned(session):
        session.get(Sheet, around.sheet_id(3)).state = SheetState.RETURNED

    stage.do(returned)
    await head.tap(OPEN)

    assert "đã thay đổi. Phân công mới" in head.card
    assert "7 đơn vị tham gia" in head.card
    assert stage.rows(CrossRound) == []
    assert not any(3 in pair for pair in drawn(head.card))

    await head.tap(OPEN)

    assert len(stage.rows(CrossRound)) == 1


@pytest.mark.parametrize(
    "pairs",
    [[], [(0, 0)], [(0, 1), (1, 0)], [(0, 1), (0, 1)], [(0, 1), (2, 1)], [(0, 1), (1, 6)]],
)
async def test_no_assignment_against_the_rules_is_opened(stage, pairs):
    around = Round(stage, pairs=None)
    ids = [around.unit_id(n) for n in range(8)]
    does(stage, around, cross_conflicts.declare_conflict, ids[1], ids[6], "cùng ngành")
    units = [(ids[a], ids[b]) for a, b in pairs]
    with pytest.raises(AssignmentChanged):
        does(stage, around, crossing.open_round, 1, stage.clock() + timedelta(days=3), units)

    assert stage.rows(CrossTask) == []


async def test_a_round_is_opened_once_ahead_of_its_deadline(either_stage):
    around = Round(either_stage)
    pairs = [(around.unit_id(0), around.unit_id(2))]
    later = either_stage.clock() + timedelta(days=3)
    with pytest.raises(RoundExists):
        does(either_stage, around, crossing.open_round, 1, later, pairs)

    with pytest.raises(DateInPast):
        does(either_stage, around, crossing.move_round, either_stage.clock())


async def test_a_table_that_asks_nothing_of_peers_offers_no_round(stage):
    def silent(session):
        for row in session.exec(CriteriaSet.__table__.select()).all():
            content = re.sub(r'"reviewers_per_unit":\s*\d+', '"reviewers_per_unit":0', row.content)
            hashed = f"{row.content_hash[:-1]}x"
            session.execute(
                CriteriaSet.__table__.update()
                .where(CriteriaSet.__table__.c.id == row.id)
                .values(content=content, content_hash=hashed)
            )

    stage.do(silent)
    head = await stage.head()
    around = Round(stage, pairs=None)
    await stage.later(seconds=2)
    await head.send("/start")

    assert SET_UP not in head.buttons

    await head.tap_data(f"cross.setup:{around.period_id}")

    assert "không có nội dung chấm chéo" in head.card


HEADS_ONLY = ("setup:{p}", "per:{p}:3", "due:{p}:20261120T1000Z", "again:{p}", "open:{p}",
              "conflicts:{p}", "conflict:{p}", "reconcile:{p}:1:2", "progress:{p}", "move:{p}",
              "moved:{p}:20261120T1000Z", "remind:{p}", "closing:{p}", "closed:{p}")  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "role"),
    [("Kho bạc", Role.LEADER), ("Cục Quản lý", Role.LEADER), ("", Role.OBSERVER)],
    ids=["member", "deputy", "observer"],
)
async def test_only_the_head_arranges_and_follows_a_round(stage, unit, role):
    phone = await stage.joins(unit, role)
    around = Round(stage)
    await stage.later(seconds=2)
    for forged in HEADS_ONLY:
        await phone.send("/start")
        await phone.tap_data("cross." + forged.format(p=around.period_id))

        assert "do Cụm trưởng" in phone.card, forged
    assert around.row.closed_at is None


async def test_the_head_follows_without_a_point_and_the_card_follows_by_itself(stage):
    head = await stage.head()
    around = Round(stage)
    around.score(2, 3, {"I.2.2": "31,37"}, submit=False)
    await stage.later(seconds=2)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")

    assert "⬜ Kho bạc Nhà nước → Ngân hàng Nhà nước: 18/18" in head.card
    assert "31,37" not in "".join(head.texts)

    around.score(3, 4)
    await stage.later(seconds=2)

    assert "✅ Ngân hàng Nhà nước → Cục Hải quan: đã nộp" in head.card
    assert "đã nộp 1/8 phiếu" in head.card


async def test_who_owes_is_reminded_once_a_day(stage):
    owing, done = await stage.joins("Kho bạc"), await stage.joins("Ngân hàng")
    head = await stage.head()
    around = Round(stage)
    around.score(3, 4)
    await stage.later(seconds=2)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")
    await head.tap("🔔")
    await stage.later(seconds=2)

    assert "chưa nộp phiếu chấm chéo đối với:" in owing.text
    assert "Ngân hàng" in owing.text
    assert "chưa nộp phiếu chấm chéo" not in "".join(done.texts)

    with pytest.raises(RemindedToday):
        does(stage, around, crossing.remind)

    await stage.later(days=1)

    assert does(stage, around, crossing.remind) == 2, "the head's own unit owes, too"


async def test_a_round_closes_when_all_is_in(either_stage):
    other = await either_stage.joins("Kho bạc")
    head = await either_stage.head()
    around = Round(either_stage)
    around.score_all(but=(2,))
    await either_stage.later(seconds=2)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")
    await head.tap("🔒")

    assert "• Kho bạc Nhà nước: 1" in head.card
    assert "🔒 Kết thúc chấm chéo" not in head.buttons

    await head.tap_data(f"cross.closed:{around.period_id}")

    assert "Còn 1 phiếu chấm chéo chưa nộp" in head.card
    with pytest.raises(StillCrossing):
        around.close()

    around.score(2, 3)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")
    await head.tap("🔒")
    await head.tap("🔒")
    await either_stage.later(seconds=2)

    assert "Đã kết thúc lúc 08:30" in "\n".join(head.texts)
    assert "Tất cả phiếu chấm chéo đã được nộp" in "\n".join(head.texts)
    assert "đã kết thúc chấm chéo" in other.text
    assert around.row.closed_at is not None


async def test_what_is_not_handed_in_is_missing_and_never_a_zero(stage):
    head = await stage.head()
    around = Round(stage, pairs=[(0, 1), (2, 4), (3, 4), (5, 4), (6, 7)], per_unit=3)
    around.score(0, 1)
    around.score(2, 4, {"I.2.2": "31,37"})
    around.score(3, 4)
    around.score(5, 4, submit=False)
    await stage.later(days=8)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")
    await head.tap("🔒")
    await head.tap("🔒")

    assert "Không nộp, coi là thiếu" in head.card
    assert "• Cục Quản lý thị trường: 1" in head.card
    assert "• Cục Dự trữ Nhà nước: 1" in head.card

    await head.tap("🔎 Kết quả")
    await head.tap("Cục Hải quan")

    assert "chấm chéo 35,69 (2/3 phiếu)" in head.card, "the mean of 31.37 and 40"

    await head.tap_data(f"cross.results:{around.sheet_id(7)}:0")

    assert "chưa đủ phiếu chấm (0/1)" in head.card
    assert "chấm chéo 0" not in head.card


async def test_the_head_and_who_appraises_read_the_results_with_every_comment(stage):
    head = await stage.head()
    pairs = [(rater, 4) for rater in (1, 2, 3)] + [(0, 1)]
    around = Round(stage, pairs=pairs, per_unit=3)
    around.score(0, 1)
    around.score(1, 4)
    around.score(2, 4, {"I.2.2": "20"}, "thiếu ba báo cáo")
    around.score(3, 4)
    around.close()
    await stage.later(seconds=2)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")
    await head.tap("🔎 Kết quả")
    await head.tap("Cục Hải quan")

    assert "chấm chéo 33,33 (3/3 phiếu) · mức bất đồng 9,43" in head.card
    assert "⚠️ Kho bạc Nhà nước: 20 – thiếu ba báo cáo" in head.card

    await head.tap("💬 I.2.2")

    assert "• Cục Thống kê: 40" in head.card
    assert "⚠️ Kho bạc Nhà nước: 20" in head.card

    for forged in (f"cross.results:{around.sheet_id(0)}:0", f"cross.result:{around.sheet_id(0)}:6"):
        await head.tap_data(forged)

        assert "Không đơn vị nào được chấm, thẩm định đơn vị mình" in head.card, "its own sheet"


async def test_a_head_whose_unit_has_not_scored_stays_blind(stage):
    head = await stage.head()
    around = Round(stage)
    around.score_all(but=(0,))
    await stage.later(days=8)
    await head.send("/start")
    await head.tap("🔎 Tiến độ")
    await head.tap("🔒")

    assert "Chính đơn vị mình chưa nộp đủ" in head.card

    await head.tap("🔒")
    for forged in (f"cross.sheets:{around.period_id}", f"cross.results:{around.sheet_id(4)}:0",
                   f"cross.result:{around.sheet_id(4)}:6"):  # fmt: skip
        await head.tap_data(forged)

        assert "Điểm chấm chéo chỉ hiển thị" in head.card


async def test_a_conflict_found_later_ends_the_pairs_tasks_and_keeps_the_record(either_stage):
    rater = await either_stage.joins("Kho bạc")
    head = await either_stage.head()
    around = Round(either_stage, pairs=[(2, 4), (3, 4), (0, 1)], per_unit=2)
    around.score(2, 4, {"I.2.2": "12"})
    task = around.task(2, 4).id
    await at_task(either_stage, rater, around, 2, 4)
    await either_stage.later(minutes=1)
    await head.send("/start")
    await head.tap_data(
        f"cross.conflict:{around.period_id}:{around.unit_id(4)}:{around.unit_id(2)}"
    )
    await head.send("cùng một người phụ trách")

    assert "đã hủy 1 phân công" in head.card
    alarms = either_stage.rows(Alarm)
    assert either_stage.clock() in [each.ran_until for each in alarms], "reminders have noticed"
    assert around.task(2, 4) is None
    assert either_stage.rows(CrossScore, task_id=task) == []

    record = either_stage.rows(Audit, thing=f"cross:{task}")

    assert [row.verb for row in record][-2:] == ["cross-submitted", "ended-cross"]
    assert any(row.part == "I.2.2" and row.new["points"] == "12.00" for row in record)

    await either_stage.later(seconds=2)

    assert "không chấm chéo Cục Hải quan Thanh Hóa nữa" in "\n".join(rater.texts)

    await rater.tap_data(f"cross.item:{task}:6")

    assert "không còn được giao" in rater.card

    around.score(3, 4)
    around.score(0, 1)
    around.close()
    await either_stage.later(seconds=2)
    await head.send("/start")
    await head.tap_data(f"cross.results:{around.sheet_id(4)}:0")

    assert "chấm chéo 40 (1/1 phiếu)" in head.card, "nobody waits for what was taken away"


async def test_the_period_goes_on_only_when_the_round_is_closed(stage):
    around = Round(stage)
    around.way.appraise_all()
    head = await stage.head()
    await head.send("/start")
    await head.tap_data(f"agreeing.opened:{around.period_id}:20261120T1659Z")

    assert "Đề nghị kết thúc chấm chéo trước" in head.card
    assert stage.period().stage.value == "appraisal"

    around.score_all()
    around.close()
    around.way.open()
    await stage.later(seconds=2)
    await head.send("/start")

    assert stage.period().stage.value == "review"
    assert not any("🔎" in label for label in head.buttons)

    await head.tap_data(f"cross.moved:{around.period_id}:20261120T1000Z")

    assert "bước “Xem xét, thống nhất”" in head.card, "named is the step at which the period is"


async def test_an_appointed_unit_reads_results_and_the_deputy_those_of_the_head(stage):
    appointed, deputy = await stage.joins("Cục Thống kê"), await stage.joins("Cục Quản lý")
    member = await stage.joins("Cục Dự trữ")
    around = Round(stage, pairs=[(2, 4), (3, 0), (0, 1)])
    does(stage, around, appointing.appoint, around.unit_id(1))
    around.score(2, 4, {"I.2.2": "20"}, "thiếu ba báo cáo")
    around.score(3, 0, {"I.2.2": "21"}, "thiếu hai báo cáo")
    around.score(0, 1)
    around.close()
    await stage.later(seconds=2)
    await appointed.send("/start")
    await appointed.tap("🔎 Kết quả")

    assert "Cục Thống kê" not in " ".join(appointed.buttons), "never its own sheet"

    await appointed.tap("Cục Hải quan")

    assert "chấm chéo 20 (1/1 phiếu)" in appointed.card

    await deputy.send("/start")
    await deputy.tap("🔎 Kết quả")
    await deputy.tap("Cục Thuế")
    await deputy.tap("💬 I.2.2")

    assert "thiếu hai báo cáo" in deputy.card

    for sheet in (4, 0, 1):
        await member.send("/start")
        await member.tap_data(f"cross.results:{around.sheet_id(sheet)}:0")

        assert "do Cụm trưởng" in member.card


async def test_the_history_of_a_number_names_raters_only_to_its_appraisers(stage):
    head, scored = await stage.head(), await stage.joins("Cục Hải quan")
    around = Round(stage, pairs=[(2, 4), (0, 1), (6, 4)], per_unit=2)
    around.score(2, 4, {"I.2.2": "20"}, "thiếu ba báo cáo")
    around.score(6, 4, {"I.2.2": "19"}, "không bao giờ nộp", submit=False)
    around.score(0, 1)
    history = f"ranking.history:{around.sheet_id(4)}:6"
    await stage.later(days=8)
    await head.send("/start")
    await head.tap_data(history)

    assert "thiếu ba báo cáo" not in head.card, "the round is open"

    around.close()
    await stage.later(seconds=2)
    await head.send("/start")
    await head.tap_data(history)

    assert "chấm chéo – → 20. thiếu ba báo cáo" in head.card
    assert "không bao giờ nộp" not in head.card, "what was not handed in is nobody's to read"

    around.way.appraise_all()
    around.way.open()
    await stage.later(seconds=2)
    await scored.send("/start")
    await scored.tap_data(history)

    assert "Lịch sử" in scored.card
    assert "chấm chéo" not in scored.card
