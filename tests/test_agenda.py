"""Talks about preparing a scoring session: made, filled, named, given up, warned about."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from models.actions import agenda as act
from models.actions import agenda_voters
from models.cluster import Office, OfficeTerm
from models.errors import NotForYou, NotYourCluster
from models.errors_vote import (
    NoAgreedTable,
    NotAVoter,
    SameUnitTwice,
    SessionDropped,
    SessionHasVotes,
    SessionOpened,
)
from models.people import Role
from models.queries.agenda import agenda, warnings
from models.rules.answers import Answer
from models.rules.motion import Form, MotionKind, QuorumOn, Terms
from models.rules.nominees import Way as Standing
from models.rules.presets import PRESETS
from models.voting import Motion, MotionState, ReviewSession, Substitute
from tests.databases import OTHER_CLUSTER
from tests.meetings import Gathering
from tests.sessions import Sitting
from tests.test_submission import presses
from tests.way import Way

LESS = {"I.1.1": Answer(Decimal(90))}
LESSER = {"I.1.1": Answer(Decimal(80))}
LEAST = {"I.1.1": Answer(Decimal(70))}
OTHER_HEAD = "Liên minh"
CERTIFICATE = "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh"


def locked(stage, cluster=None, answers=None):
    """A year's table, agreed upon."""
    way = Way(stage, cluster) if cluster else Way(stage)
    way.submit_all(answers)
    way.close()
    way.appraise_all()
    way.open()
    stage.clock.advance(timedelta(days=4))
    way.agree()
    return way


def in_order(count):
    """Answers by which the units come first, second, third, third, and all others behind."""
    rest = {place: {"I.1.1": Answer(Decimal(60 - place))} for place in range(4, count)}
    return {1: LESS, 2: LESSER, 3: LESSER} | rest


def motions(stage):
    rows = stage.rows(Motion)
    return sorted(rows, key=lambda each: (each.session_id, each.place))


def facts(stage):
    return [(each.kind.value, each.form.value, each.title) for each in motions(stage)]


def becomes_secretary(stage, unit="Cục Hải quan"):
    gathering_unit = Sitting(stage).unit(unit)

    def work(session):
        session.add(
            OfficeTerm(
                cluster_id=1,
                unit_id=gathering_unit,
                office=Office.SECRETARY,
                from_on=date(2026, 1, 1),
                to_on=date(2026, 12, 31),
            )
        )

    stage.do(work)


# -- the usual session --------------------------------------------------------------------------


async def test_three_taps_from_the_meeting_to_the_preview_of_the_opening(either_stage):
    stage = either_stage
    locked(stage, answers=in_order(8))
    meeting = Gathering(stage)
    head = await stage.head()
    await presses(head, f"meeting.show:{meeting.id}")
    await head.tap("🗳 Phiên bình xét")
    make = head.data("📋 Phiên thường lệ")
    await head.tap("📋 Phiên thường lệ")

    assert "Đã đưa 7 nội dung vào chương trình" in head.card
    assert "Tại hội nghị lúc 08:00 ngày 15/12/2026" in head.card
    assert facts(stage) == [
        ("score_table", "open", "Thông qua bảng điểm thi đua năm 2026"),
        ("honour", "secret",
         "Đề nghị tặng Cờ thi đua của Chính phủ cho Cục Thuế Thanh Hóa"),
        ("honour", "secret",
         "Đề nghị tặng Cờ thi đua của UBND tỉnh cho Cục Thống kê Thanh Hóa"),
        ("honour", "secret", f"{CERTIFICATE} cho Kho bạc Nhà nước tỉnh"),
        ("honour", "secret", f"{CERTIFICATE} cho Ngân hàng Nhà nước Chi nhánh Thanh Hóa"),
        ("head", "secret", "Bầu Cụm trưởng năm 2027"),
        ("deputy", "secret", "Bầu Cụm phó năm 2027"),
    ]  # fmt: skip

    assert "bầu phó sau khi có kết quả bầu trưởng" in head.card
    assert head.data("▶️ Kiểm tra và mở bỏ phiếu") == "voting.open:1"

    await presses(head, make)

    assert len(stage.rows(ReviewSession)) == 1, "the same press finds the first session"
    assert len(motions(stage)) == 7

    await presses(head, "agenda.fill:1")

    assert "đã có trong chương trình" in head.card
    assert len(motions(stage)) == 7

    await presses(head, f"meeting.show:{meeting.id}")
    await head.tap("🗳 Phiên bình xét")

    assert "1. Thông qua bảng điểm thi đua năm 2026" in head.card


async def test_the_terms_are_those_of_the_criteria_table_exactly(stage):
    locked(stage, answers=in_order(8))
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")
    flag = motions(stage)[1]

    assert flag.terms["thresholds"] == [{"op": ">=", "num": 70, "den": 100, "base": "entitled"}]
    assert (flag.terms["quorum"], flag.terms["own_unit"]) == ([2, 3], "allowed")
    assert flag.terms["source"] == "Bảng tiêu chí thi đua năm 2026"
    assert flag.subject == {"unit": 1, "honour": "CTD_CP", "period": 1}

    await head.tap("✏️ 2")

    assert "≥ 70% số đơn vị có quyền biểu quyết" in head.card
    assert "cần ít nhất 6/8 phiếu" in head.card

    merits = motions(stage)[5].terms["merits"]

    assert set(merits) == {f"u{number}" for number in range(2, 9)}, "all but the present head"
    assert merits["u2"] > merits["u3"] == merits["u4"]


async def test_a_shared_third_place_with_two_certificates_needs_no_choice(stage):
    locked(stage, OTHER_CLUSTER, in_order(10))
    head = await stage.joins(OTHER_HEAD, cluster=OTHER_CLUSTER)
    await presses(head, "agenda.make:2:0:1:20261109013000000001")

    assert [each.kind.value for each in motions(stage)] == [
        "score_table", "honour", "honour", "honour", "honour", "head", "deputy",
    ]  # fmt: skip
    assert motions(stage)[3].title.endswith("cho Cục Thuế tỉnh")
    assert motions(stage)[4].title.endswith("cho Kho bạc Nhà nước tỉnh")
    assert motions(stage)[5].title == "Bầu Trưởng khối năm 2027"


async def test_equals_for_the_last_place_are_chosen_from_and_what_depends_on_it_waits(stage):
    three = {1: LESS, 2: LESSER, 3: LESSER, 4: LESSER}
    rest = dict.fromkeys(range(5, 8), LEAST)
    locked(stage, answers=three | rest)
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")
    choice = motions(stage)[3]

    assert choice.title == (
        "Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh: chọn 2 trong 3 đơn vị bằng điểm"
    )
    assert [each["unit_id"] for each in choice.options] == [3, 4, 5]
    assert (choice.terms["seats"], choice.form) == (2, Form.SECRET)


async def test_when_everybody_is_equal_the_later_honours_wait_for_the_first_result(stage):
    locked(stage)
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")

    assert [each.kind.value for each in motions(stage)] == [
        "score_table", "choice", "head", "deputy",
    ]  # fmt: skip
    assert "Bổ sung sau khi có kết quả trước" in head.card
    assert "Đề nghị tặng Cờ thi đua của UBND tỉnh" in head.card


async def test_what_waited_for_a_result_is_put_on_the_agenda_after_it(stage):
    locked(stage)
    sitting = Sitting(stage)
    words = [sitting.id, "", lambda draft: draft.honour.code if draft.honour else draft.kind.value]
    _, waiting = sitting.by(act.fill, *words)
    first = next(each for each in motions(stage) if each.kind is MotionKind.CHOICE)
    sitting.open(first.id)
    sitting.cast_all(first.id, *[first.options[2]["key"]] * 8)
    await sitting.run_out(first.id)
    count, after = sitting.by(act.fill, *words)
    choices = [each for each in motions(stage) if each.kind is MotionKind.CHOICE]

    assert (len(waiting), count, len(after)) == (2, 1, 1)
    assert choices[1].subject["honour"] == waiting[0].code
    assert {each["key"] for each in choices[1].options} == (
        {each["key"] for each in first.options} - {first.options[2]["key"]})  # fmt: skip
    assert all(each.kind is not MotionKind.HONOUR for each in motions(stage)), "voted already"


async def test_without_an_agreed_table_there_are_the_elections_and_a_clear_sentence(stage):
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")

    assert [each.kind.value for each in motions(stage)] == ["head", "deputy"]
    assert "Bảng điểm" in head.card.split("\n")[0]
    assert "chưa" in head.card.split("\n")[0]

    sitting = Sitting(stage)
    with pytest.raises(NoAgreedTable):
        sitting.by(act.fill, 1, "", str)


async def test_a_period_that_was_not_locked_is_no_agreed_table(stage):
    way = Way(stage)
    way.submit_all()
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")

    assert [each.kind.value for each in motions(stage)] == ["head", "deputy"]


@pytest.mark.parametrize(
    ("label", "heads", "deputies"),
    [
        ("Tự do", [2, 3, 4, 5, 6, 7, 8], [2, 3, 4, 5, 6, 7, 8]),
        ("Luân phiên", [2], [3]),
        ("Phó kế nhiệm", [6], [2]),
        ("Đơn vị dẫn đầu", [1], [2]),
    ],
)
async def test_who_stands_is_said_with_one_tap(stage, label, heads, deputies):
    locked(stage, answers=in_order(8))
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")
    await head.tap("🧭 Giới thiệu bầu")
    await head.tap(label)
    await head.tap(label)
    found = {each.kind: [one["unit_id"] for one in each.options] for each in motions(stage)}

    assert "Đã lập danh sách giới thiệu" in head.card

    await head.tap("◀️ Phiên")

    assert ("bầu phó sau" in head.card) is bool(set(heads) & set(deputies))
    assert (found[MotionKind.HEAD], found[MotionKind.DEPUTY]) == (heads, deputies)


async def test_who_was_elected_head_does_not_stand_for_deputy(stage):
    sitting = Sitting(stage)
    units = sitting.unit_options("Cục Hải quan", "Kho bạc")
    number = sitting.add(MotionKind.HEAD, options=units)
    sitting.open()
    sitting.cast_all(number, *[units[0].key] * 8)
    await sitting.run_out(number)
    head = await stage.head()
    await presses(head, f"agenda.add:{sitting.id}:deputy:1")
    first = [each["unit_id"] for each in motions(stage)[1].options]

    assert units[0].unit_id not in first
    assert len(first) == 6

    sitting.by(act.choose_way, sitting.id, Standing.FREE)

    assert [each["unit_id"] for each in motions(stage)[1].options] == first


async def test_the_only_one_who_stood_and_was_approved_does_not_stand_for_deputy(stage):
    sitting = Sitting(stage)
    one = sitting.unit_options("Cục Hải quan")
    number = sitting.add(MotionKind.HEAD, options=one)
    sitting.add(MotionKind.DEPUTY, options=one)
    sitting.open(number)
    sitting.cast_all(number, *["yes"] * 8)
    await sitting.run_out(number)
    sitting.by(act.choose_way, sitting.id, Standing.FREE)

    assert one[0].unit_id not in [each["unit_id"] for each in motions(stage)[1].options]


async def test_the_elected_head_is_taken_from_the_deputys_list_before_it_is_opened(stage):
    head = await stage.head()
    sitting = Sitting(stage)
    units = sitting.unit_options("Cục Hải quan", "Kho bạc", "Ngân hàng")
    number = sitting.add(MotionKind.HEAD, options=units)
    deputy = sitting.add(MotionKind.DEPUTY, options=units)
    sitting.open(number)
    sitting.cast_all(number, *[units[0].key] * 8)
    await sitting.run_out(number)
    with pytest.raises(SameUnitTwice):
        sitting.open(deputy)
    await presses(head, f"voting.open:{sitting.id}")

    assert "không thể đồng thời" in head.card

    sitting.by(act.choose_way, sitting.id, Standing.FREE)
    sitting.open(deputy)


# -- the session --------------------------------------------------------------------------------


async def test_a_session_is_named_and_given_up_once(either_stage):
    stage = either_stage
    head = await stage.head()
    await presses(head, "agenda.list:1")
    await head.tap("➕ Phiên mới")
    await head.tap("✍️ Tự lập từng nội dung")
    await head.tap("✏️ Đổi tên")
    await head.send("Phiên bình xét <đợt 1>")

    assert "Phiên bình xét <đợt 1>" in head.card
    assert stage.rows(ReviewSession)[0].title == "Phiên bình xét <đợt 1>"

    await head.tap("🗑 Bỏ phiên này")
    yes = head.data("🗑 Bỏ phiên này")
    await head.tap("🗑 Bỏ phiên này")

    assert "Đã bỏ phiên bình xét" in head.toast

    dropped_at = stage.rows(ReviewSession)[0].dropped_at
    await presses(head, yes)

    assert stage.rows(ReviewSession)[0].dropped_at == dropped_at
    assert "Chưa có phiên bình xét nào" in head.card

    await presses(head, "agenda.show:1")

    assert "đã được hủy bỏ" in head.card
    with pytest.raises(SessionDropped):
        Sitting(stage).by(act.rename, 1, "Phiên khác")


async def test_what_was_opened_cannot_be_given_up(stage):
    sitting = Sitting(stage)
    sitting.add()
    sitting.open()

    with pytest.raises(SessionHasVotes):
        sitting.by(act.drop, sitting.id)


async def test_the_secretary_prepares_but_does_not_open_or_give_up(stage):
    becomes_secretary(stage)
    secretary = await stage.joins("Cục Hải quan", Role.OFFICER)
    await presses(secretary, "agenda.make:1:0:1:20261109013000000009")

    assert len(motions(stage)) == 2
    assert not [label for label in secretary.buttons if "mở bỏ phiếu" in label]
    assert not [label for label in secretary.buttons if "Bỏ phiên" in label]
    with pytest.raises(NotForYou):
        Sitting(stage).by(act.drop, 2, who="Cục Hải quan")


async def test_others_prepare_nothing(stage):
    member = await stage.joins("Cục Hải quan")
    await presses(member, "agenda.make:1:0:1:20261109013000000001")

    assert not stage.rows(ReviewSession)
    assert "Cụm trưởng" in member.card

    await presses(member, "agenda.list:1")

    assert not [label for label in member.buttons if "Phiên mới" in label]

    stranger = await stage.joins(OTHER_HEAD, cluster=OTHER_CLUSTER)
    await presses(stranger, "agenda.make:1:0:1:20261109013000000001")

    assert not stage.rows(ReviewSession)


@pytest.mark.parametrize("stamp", ["x", "²²", ""])
async def test_a_forged_stamp_makes_nothing(stage, stamp):
    head = await stage.head()
    await presses(head, f"agenda.make:1:0:1:{stamp}")

    assert not stage.rows(ReviewSession)


async def test_members_see_what_was_opened_and_nothing_else(stage):
    sitting = Sitting(stage)
    shown, hidden = sitting.add(title="Nội dung đã mở"), sitting.add(title="Nội dung còn giữ")
    member = await stage.joins("Cục Hải quan", Role.OFFICER)
    await presses(member, f"agenda.show:{sitting.id}")

    assert "Chưa có nội dung nào được đưa ra bỏ phiếu" in member.card

    sitting.open(shown)
    await presses(member, f"agenda.show:{sitting.id}")

    assert "Nội dung đã mở" in member.card
    assert "Nội dung còn giữ" not in member.card

    await presses(member, f"agenda.motion:{hidden}")

    assert "Nội dung còn giữ" not in member.card


async def test_the_meeting_shows_members_the_way_once_something_was_opened(stage):
    meeting = Gathering(stage)
    sitting = Sitting(stage, meeting_id=meeting.id)
    sitting.add()
    member = await stage.joins("Cục Hải quan")
    await presses(member, f"meeting.show:{meeting.id}")

    assert "🗳 Phiên bình xét" not in member.buttons

    sitting.open()
    await presses(member, f"meeting.show:{meeting.id}")
    await member.tap("🗳 Phiên bình xét")

    assert "1. Nội dung 1" in member.card


async def test_the_list_is_reached_from_home_and_leads_on(stage):
    member = await stage.joins("Cục Hải quan")
    await member.send("/start")
    await member.tap("🗳 Bình xét, bỏ phiếu")

    assert member.data("🏅 Khen thưởng") == "honours.show:1:2026"
    assert member.data("📖 Nhật ký") == "record.show:1:2026"
    assert member.data("🤝 Bàn giao") == "handover.show:1:2026"


# -- who votes ------------------------------------------------------------------------------------


async def test_a_leader_registers_a_substitute_and_takes_it_back(either_stage):
    stage = either_stage
    sitting = Sitting(stage)
    motion = sitting.add()
    await stage.joins("Cục Hải quan", Role.OFFICER)
    leader = await stage.joins("Cục Hải quan")
    await presses(leader, f"agenda.show:{sitting.id}")
    await leader.tap("👤 Người bỏ phiếu: Cục Hải quan")
    officer = next(label for label in leader.buttons if "Cán bộ" in label)
    await leader.tap(officer)
    await leader.tap(officer)
    row = stage.rows(Substitute)[0]

    assert "được ủy quyền" in leader.card

    await leader.tap("(lãnh đạo)")

    assert not stage.rows(Substitute)

    await leader.tap(officer)
    sitting.open()
    elector = next(each for each in sitting.roll(motion) if each.unit_id == row.unit_id)

    assert elector.person_id == row.person_id

    await presses(leader, f"agenda.stand:{sitting.id}:{row.unit_id}:0")

    assert len(stage.rows(Substitute)) == 1, "the vote is open"
    assert "người bỏ phiếu của đơn vị đã được chốt" in leader.card


async def test_only_people_of_the_unit_vote_for_it_and_only_leader_and_head_say_who(stage):
    sitting = Sitting(stage)
    sitting.add()
    customs, treasury = sitting.unit("Cục Hải quan"), sitting.unit("Kho bạc")
    other = sitting.voter("Kho bạc")[0].id

    with pytest.raises(NotAVoter):
        sitting.by(agenda_voters.appoint, sitting.id, customs, other, who="Cục Hải quan")
    with pytest.raises(NotForYou):
        sitting.by(agenda_voters.appoint, sitting.id, treasury, None, who="Cục Hải quan")
    with pytest.raises(NotAVoter):
        sitting.by(agenda_voters.appoint, sitting.id, 9999, None)
    with pytest.raises(NotYourCluster):
        sitting.by(agenda_voters.appoint, 9999, customs, None)
    officer = sitting.stage.do(lambda s: sitting.actor(s, "Cục Hải quan", Role.OFFICER)).person_id
    with pytest.raises(NotAVoter):
        sitting.by(agenda_voters.appoint, sitting.id, customs, officer)  # has not joined

    sitting.open()

    with pytest.raises(SessionOpened):
        sitting.by(agenda_voters.appoint, sitting.id, treasury, other)

    sitting.by(act.new, 1, None, "Phiên khác", "77")
    sitting.by(act.drop, sitting.id + 1)
    with pytest.raises(SessionDropped):
        sitting.by(agenda_voters.appoint, sitting.id + 1, treasury, other)


async def test_an_officer_of_the_unit_does_not_say_who_votes(stage):
    sitting = Sitting(stage)
    customs = sitting.unit("Cục Hải quan")
    officer = await stage.joins("Cục Hải quan", Role.OFFICER)
    await presses(officer, f"agenda.voter:{sitting.id}:{customs}")

    assert "Ai bỏ phiếu" not in officer.card


async def test_units_without_a_voter_are_named(stage):
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")

    assert "Chưa có người bỏ phiếu của" in head.card
    assert "Cục Hải quan" in head.card


# -- warnings -------------------------------------------------------------------------------------


def warned(stage, sitting, now=None):
    def work(session):
        found = session.get_one(ReviewSession, sitting.id)
        shown = agenda(session, found, stage.clock(), whole=True)
        return warnings(shown, (now or stage.clock()).date())

    return stage.do(work)


async def test_few_units_in_a_secret_ballot_and_rules_out_of_force_are_warned_about(stage):
    sitting = Sitting(stage)
    old = Terms((PRESETS["90"].threshold,), preset="90")
    sitting.add(terms=old)

    assert warned(stage, sitting).few == 0
    assert warned(stage, sitting).out_of_force == ((1, PRESETS["90"].source),)
    assert warned(stage, sitting, datetime(2023, 12, 31, tzinfo=UTC)).out_of_force == ()

    on_roll = Terms(old.thresholds, quorum_on=QuorumOn.PRESENCE)
    sitting.add(terms=on_roll)

    assert warned(stage, sitting).no_roll == (2,)

    head = await stage.head()
    await presses(head, f"agenda.show:{sitting.id}")

    assert "Nội dung 1: quy định về tỷ lệ thông qua" in head.card
    assert "không có điểm danh" in head.card

    gathering = Gathering(stage)
    for name in ("Cục Hải quan", "Bảo hiểm"):
        gathering.leaves(name, date(2026, 1, 5))

    assert warned(stage, sitting).few == 6


async def test_a_stamp_of_two_people_makes_two_sessions(stage):
    becomes_secretary(stage)
    sitting = Sitting(stage)
    first = sitting.by(act.new, 1, None, "Phiên", "5")
    again = sitting.by(act.new, 1, None, "Phiên", "5")
    other = sitting.by(act.new, 1, None, "Phiên", "5", who="Cục Hải quan")

    assert first == again != other
    with pytest.raises(NotForYou):
        sitting.by(act.choose_way, first, Standing.FREE, who="Kho bạc")
    assert sitting.by(act.choose_way, first, Standing.FREE) == 0
    assert all(each.state is MotionState.DRAFT for each in stage.rows(Motion))


async def test_an_unknown_way_is_no_button(stage):
    head = await stage.head()
    await presses(head, "agenda.make:1:0:1:20261109013000000001")
    await presses(head, "agenda.way:1:bribe")

    assert len(motions(stage)) == 2
    assert "không còn hiệu lực" in head.card
