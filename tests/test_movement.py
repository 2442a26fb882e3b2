"""Movements: recorded by the head, joined and reported by the units, and what they owe by then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from handlers.i18n import translator
from handlers.views.movement import board, show, unit_card
from models.actions import movement as act
from models.cluster import Membership
from models.errors import DateInPast, NothingTyped, NotYourCluster, TextTooLong
from models.errors_year import (
    DayOutsideMovement,
    EndsBeforeStart,
    MovementOver,
    NotAMember,
    NotAPercent,
    NotRegistered,
    TooManyReportDays,
)
from models.news import Movement, MovementReport, MovementUnit
from models.people import Role
from models.post import Letter, LetterState
from models.queries.movement import MovementState, Report, UnitProgress, on_home
from models.queries.movement_card import MovementCard
from models.queries.owed_movements import owed
from models.queries.people import member_units
from models.rules.calendar import end_of_day, local_date
from models.rules.movement import (
    next_report,
    parse_day,
    parse_days,
    parse_percent,
    quarter_ends,
    wanted_report,
)
from models.seats import actor
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.stage import MONDAY
from tests.test_one_moment import together
from tests.test_submission import presses

NAME = "Thi đua cải cách hành chính"
GOAL = "100% hồ sơ đúng hạn"
PLEDGE = "Rút ngắn 20% thời gian giải quyết"
LAUNCH = "🚩 Phát động phong trào"
TODAY = date(2026, 11, 9)
ENDS = date(2027, 6, 30)
REPORTS = (date(2026, 12, 31), date(2027, 3, 31), ENDS)
PLAN = act.Plan("s", NAME, GOAL, "", TODAY, ENDS, date(2026, 11, 23), REPORTS)


async def drafted(stage):
    """The head before the last screen of a movement from today to 30 June."""
    head = await stage.head()
    await presses(head, "movement.list:1")
    await head.tap("Phát động phong trào")
    await head.send(NAME)
    await head.send(GOAL)
    await head.tap("thứ Hai 09/11")
    await head.send("30/06")
    return head


def launched(stage, plan=PLAN, cluster_id=1):
    """A movement, by the action itself, of the head who has joined."""
    user = stage._joined[("Cục Thuế", "leader", "cum-10-thanh-hoa")].user_id

    def work(session):
        now = stage.clock()
        me = actor(session, user, local_date(now))
        return act.launch(session, me, cluster_id, plan, now)

    return stage.do(work)


def by(stage, phone, verb, *args):
    """One action of the person at that phone."""

    def work(session):
        now = stage.clock()
        me = actor(session, phone.user_id, local_date(now))
        return verb(session, me, *args, now)

    return stage.do(work)


def unit_id(stage, name):
    def work(session):
        units = member_units(session, 1, local_date(stage.clock()))
        return next(each.unit_id for each in units if name in each.name)

    return stage.do(work)


def owes(stage, unit, *, at=None):
    """The things that a unit owes."""
    found = stage.do(lambda session: owed(session, [1, 2], at or stage.clock()))
    return {each.thing: each for each in found if each.unit_id == unit}


async def to_movement(phone, movement_id=1):
    await presses(phone, f"movement.show:{movement_id}")


# -- talks ------------------------------------------------------------------------------------


async def test_the_head_records_a_movement_and_everybody_is_asked_to_register(either_stage):
    stage = either_stage
    customs = await stage.joins("Cục Hải quan")
    head = await drafted(stage)

    assert "Đề nghị kiểm tra trước khi phát động" in head.card
    assert "1 người sẽ nhận được tin sau" in head.card
    assert "từ 09/11/2026 đến 30/06/2027" in head.card
    assert "Hạn đăng ký: 23/11/2026" in head.card
    assert "Báo cáo tiến độ: 31/12/2026, 31/03/2027 và 30/06/2027" in head.card
    assert not stage.rows(Movement)

    await head.tap(LAUNCH)

    assert "đã được phát động" in head.card
    assert "Đã đăng ký: 0/8 đơn vị" in head.card
    assert "phát động phong trào thi đua" in customs.text

    await customs.tap("Đăng ký tham gia")
    await customs.send(PLEDGE)

    assert not stage.rows(MovementUnit), "nothing is kept before it is confirmed"

    await customs.tap("Xác nhận đăng ký")

    assert "Đơn vị đã đăng ký" in customs.card
    assert "Báo cáo tiếp theo: chậm nhất thứ Năm 31/12" in customs.card

    await customs.tap("Báo cáo tiến độ")
    await customs.tap("25%")
    await customs.send("Đã rà soát <40> thủ tục")

    assert "Đã ghi nhận tiến độ: 25%" in customs.card
    assert "▰▰▱▱▱▱▱▱▱▱ 25%" in customs.card
    assert "Đã rà soát <40> thủ tục" in customs.card

    await to_movement(head)
    await head.tap("Tiến độ các đơn vị")

    assert "▰▰▱▱▱▱▱▱▱▱ Cục Hải quan: 25%, báo cáo ngày 09/11/2026" in head.card
    assert "⬜ Kho bạc Nhà nước: chưa đăng ký" in head.card
    assert "Chưa đăng ký: Cục Thuế, " in head.card

    await head.tap("Cục Hải quan")

    assert PLEDGE in head.card
    assert "Đã rà soát <40> thủ tục" in head.card


async def test_the_open_progress_follows_by_itself(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await stage.head()
    launched(stage)
    unit = unit_id(stage, "Hải quan")
    await presses(head, "movement.board:1:0")
    by(stage, customs, act.register, 1, unit, PLEDGE)
    by(stage, customs, act.report, 1, unit, 60, "")
    await stage.later(seconds=5)

    assert "Cục Hải quan: 60%" in head.card


async def test_a_movement_is_launched_once_however_often_the_button_is_pressed(stage):
    head = await drafted(stage)
    data = head.data(LAUNCH)
    await head.tap(LAUNCH)
    await head.tap_data(data)

    assert len(stage.rows(Movement)) == 1
    assert "đã được phát động" in head.card


async def test_every_part_of_a_draft_can_be_changed_before_it_is_launched(stage):
    head = await drafted(stage)
    for label, text, shown in (
        ("Tên phong trào", "Tên khác", "Phong trào: Tên khác"),
        ("Mục tiêu", "Mục tiêu khác", "Mục tiêu: Mục tiêu khác"),
        ("Chủ đề", "Đoàn kết", "Chủ đề: “Đoàn kết”"),
        ("Hạn đăng ký", "20/11", "Hạn đăng ký: 20/11/2026"),
        ("Ngày báo cáo", "31/3, 30/4 và 31/3", "Báo cáo tiến độ: 31/03/2027 và 30/04/2027"),
    ):
        await head.tap(label)
        await head.send(text)

        assert shown in head.card

    assert "30/04/2027 là ngày nghỉ lễ" in head.card, "warned, not refused"

    await head.tap("Ngày báo cáo")
    await head.tap("Một lần")

    assert "Báo cáo tiến độ: 30/06/2027" in head.card

    await head.tap("Ngày kết thúc")
    await head.tap("31/12")

    assert "từ 09/11/2026 đến 31/12/2026" in head.card
    assert "Báo cáo tiến độ: 31/12/2026" in head.card, "proposed anew"

    await head.tap("Ngày bắt đầu")
    await head.send("15/01/2027")

    assert "Phong trào kết thúc ngày nào" in head.card, "asked for again: it would end before"

    await head.send("30/9")
    await head.tap(LAUNCH)

    assert stage.rows(Movement)[0].report_on == ["2027-03-31", "2027-06-30", "2027-09-30"]


async def test_days_that_cannot_be_are_refused_where_they_are_typed(stage):
    head = await drafted(stage)
    for label, text, said in (
        ("Ngày kết thúc", "08/11/2026", "đã qua"),
        ("Ngày báo cáo", "30/09", "không phù hợp với thời gian"),
        ("Ngày báo cáo", "31/02", "31/02"),
        ("Hạn đăng ký", "01/07/2027", "không phù hợp với thời gian"),
        ("Hạn đăng ký", "hôm nào đó", "hôm nào đó"),
    ):
        await head.tap(label)
        await head.send(text)

        assert said in head.card
        assert "⚠️" in head.card

        await head.tap("Về bản tóm tắt")

    await head.tap("Ngày bắt đầu")
    await head.send("01/03/2027")
    await head.tap("Ngày kết thúc")
    await head.send("01/02/2027")

    assert "bắt đầu ngày 01/03/2027 nên không thể kết thúc trước" in head.card


async def test_a_report_is_typed_in_one_line_corrected_and_refused_when_it_is_none(stage):
    customs = await stage.joins("Cục Hải quan")
    await stage.head()
    launched(stage)
    by(stage, customs, act.register, 1, unit_id(stage, "Hải quan"), PLEDGE)
    await to_movement(customs)
    await customs.tap("Báo cáo tiến độ")
    for text in ("101", "abc", "-5", "12,5"):
        await customs.send(text)

        assert "Đề nghị nhập số nguyên từ 0 đến 100" in customs.card

    assert not stage.rows(MovementReport)

    await customs.send("40% đã tập huấn xong")

    assert "Đã ghi nhận tiến độ: 40%" in customs.card
    assert "đã tập huấn xong" in customs.card

    await customs.tap("Báo cáo tiến độ")
    await customs.send("45")
    data = customs.data("không kèm nội dung")
    await customs.tap("không kèm nội dung")
    await customs.tap_data(data)

    assert [row.percent for row in stage.rows(MovementReport)] == [40, 45]
    assert "45%" in customs.card


async def test_the_head_ends_a_movement_with_a_reason_that_everybody_gets(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await stage.head()
    launched(stage)
    unit = unit_id(stage, "Hải quan")
    by(stage, customs, act.register, 1, unit, PLEDGE)
    await to_movement(customs)
    old = customs.data("Báo cáo tiến độ")
    await to_movement(head)
    await head.tap("Kết thúc, thu hồi")
    await head.send("x")

    assert "⚠️" in head.card

    await head.send("Thay bằng phong trào của tỉnh")

    assert "1 người sẽ nhận được thông báo" in head.card
    assert stage.rows(Movement)[0].ended_at is None

    data = head.data("⏹ Kết thúc phong trào")
    await head.tap("⏹ Kết thúc phong trào")
    await head.tap_data(data)

    assert any("Thay bằng phong trào của tỉnh" in text for text in customs.texts)
    assert len(stage.rows(Letter, kind="movement-ended")) == 1
    assert not owes(stage, unit)

    await customs.tap_data(old)

    assert "Phong trào này đã kết thúc" in customs.card

    await to_movement(customs)

    assert "Đã kết thúc trước thời hạn, ngày 09/11/2026" in customs.card
    assert "Báo cáo tiến độ" not in " ".join(customs.buttons)

    await presses(customs, "movement.list:1")

    assert f"{NAME} (đã kết thúc)" in customs.card


async def test_a_withdrawn_movement_takes_no_registration_and_is_never_announced(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await stage.head()
    await stage.later(hours=14)
    later = act.Plan("s", NAME, GOAL, "", TODAY + timedelta(30), ENDS, TODAY, REPORTS[1:])
    launched(stage, later)
    by(stage, head, act.end, 1, "lập nhầm phong trào")
    await stage.later(hours=10)

    assert [row.state for row in stage.rows(Letter, kind="movement")] == [LetterState.DROPPED]
    assert any("Đã thu hồi ngày 09/11/2026" in text for text in customs.texts)

    await presses(customs, f"movement.join:1:{unit_id(stage, 'Hải quan')}")

    assert "Phong trào này đã kết thúc" in customs.card

    with pytest.raises(MovementOver):
        by(stage, customs, act.register, 1, unit_id(stage, "Hải quan"), PLEDGE)


async def test_at_night_a_launch_waits_for_the_morning(stage):
    customs = await stage.joins("Cục Hải quan")
    await stage.head()
    await stage.later(hours=14)
    launched(stage)
    await stage.later(minutes=5)

    assert not any("phát động" in text for text in customs.texts)

    await stage.later(hours=9)

    assert any("phát động" in text for text in customs.texts)


async def test_the_launch_message_says_so_once_the_unit_has_registered(stage):
    customs = await stage.joins("Cục Hải quan")
    await stage.head()
    launched(stage)
    await stage.later(minutes=1)
    letter = customs.card_id
    by(stage, customs, act.register, 1, unit_id(stage, "Hải quan"), PLEDGE)
    await stage.later(minutes=1)

    assert "✅ Cục Hải quan đã đăng ký tham gia." in customs.chat.posts[letter].data["text"]


async def test_who_may_what(stage):
    member = await stage.joins("Kho bạc")
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    await stage.head()
    launched(stage)
    customs = unit_id(stage, "Hải quan")
    for data, said in (
        ("movement.new:1", "do Cụm trưởng"),
        ("movement.launch:1:1", "do Cụm trưởng"),
        ("movement.end:1", "do Cụm trưởng"),
        ("movement.ended:1", "do Cụm trưởng"),
        ("movement.board:1:0", "do Cụm trưởng"),
        (f"movement.unit:1:{customs}", "do Cụm trưởng"),
        (f"movement.join:1:{customs}", "Chỉ đại diện đơn vị thành viên"),
        (f"movement.report:1:{customs}", "Chỉ đại diện đơn vị thành viên"),
        (f"movement.report:1:{unit_id(stage, 'Kho bạc')}", "Đề nghị đăng ký trước khi báo cáo"),
        ("movement.show:99", "đồng chí không tham gia"),
    ):
        await presses(member, data)

        assert said in member.card, data

    for data in ("movement.list:1", "movement.show:1", f"movement.join:1:{customs}"):
        await presses(other, data)

        assert "đồng chí không tham gia" in other.card

    with pytest.raises(NotAMember):
        by(stage, member, act.register, 1, customs, PLEDGE)
    with pytest.raises(NotYourCluster):
        by(stage, other, act.register, 1, customs, PLEDGE)
    with pytest.raises(NotRegistered):
        by(stage, member, act.report, 1, unit_id(stage, "Kho bạc"), 5, "")


async def test_a_person_of_two_units_and_two_clusters_registers_each_unit_for_itself(stage):
    phone = await stage.joins("Cục Hải quan")
    for unit, cluster in (("Kho bạc", CLUSTER), ("Liên minh", OTHER_CLUSTER)):
        await phone.send(f"/start {stage.code_for(unit, cluster=cluster)}")
        await phone.tap("Đúng")
    await stage.head()
    launched(stage)
    await to_movement(phone)

    assert "Đăng ký tham gia · Cục Hải quan" in " ".join(phone.buttons)

    await phone.tap("Đăng ký tham gia · Kho bạc")
    await phone.send(PLEDGE)
    await phone.tap("Xác nhận đăng ký")

    assert [row.unit_id for row in stage.rows(MovementUnit)] == [unit_id(stage, "Kho bạc")]
    assert "Báo cáo tiến độ · Kho bạc" in " ".join(phone.buttons)
    assert "Đăng ký tham gia · Cục Hải quan" in " ".join(phone.buttons)


async def test_seven_movements_are_paged_and_a_foreign_draft_is_not_taken_up(stage):
    head = await stage.head()
    for number in range(7):
        launched(stage, act.Plan(f"s{number}", f"{NAME} {number}", *PLAN_REST))
    await presses(head, "movement.list:1")

    assert f"{NAME} 6" in head.card
    assert f"{NAME} 0" not in head.card

    await head.tap("▶️")

    assert f"{NAME} 0" in head.card

    await head.tap("Phát động phong trào")
    await head.tap_data("movement.launch:1:123")

    assert "⚠️" in head.card
    assert len(stage.rows(Movement)) == 7


PLAN_REST = (GOAL, "", TODAY, ENDS, date(2026, 11, 23), REPORTS)


# -- what is owed -----------------------------------------------------------------------------


async def test_what_units_owe_follows_the_movements_days(either_stage):
    stage = either_stage
    customs = await stage.joins("Cục Hải quan")
    await stage.head()
    launched(stage)
    unit, other = unit_id(stage, "Hải quan"), unit_id(stage, "Kho bạc")

    assert set(owes(stage, unit)) == {"join:1"}
    duty = owes(stage, unit)["join:1"]
    assert (duty.due_at, duty.until) == (end_of_day(date(2026, 11, 23)), end_of_day(ENDS))
    assert duty.about == {"name": NAME, "what": "join"}

    by(stage, customs, act.register, 1, unit, PLEDGE)

    assert not owes(stage, unit)
    assert set(owes(stage, other)) == {"join:1"}
    assert not owes(stage, unit, at=noon(2026, 12, 16))

    near = owes(stage, unit, at=noon(2026, 12, 17))
    assert set(near) == {"report:1:2026-12-31"}
    assert near["report:1:2026-12-31"].until == end_of_day(date(2027, 1, 30))
    assert near["report:1:2026-12-31"].about["what"] == "report"
    assert set(owes(stage, unit, at=noon(2027, 1, 30))) == {"report:1:2026-12-31"}
    assert not owes(stage, unit, at=noon(2027, 1, 31))
    assert set(owes(stage, unit, at=noon(2027, 3, 20))) == {"report:1:2027-03-31"}

    await stage.later(days=40)
    by(stage, customs, act.report, 1, unit, 30, "")

    assert not owes(stage, unit)
    assert set(owes(stage, unit, at=noon(2027, 3, 20))) == {"report:1:2027-03-31"}
    assert set(owes(stage, other, at=noon(2027, 6, 30))) == {"join:1"}
    assert not owes(stage, other, at=noon(2027, 7, 1))
    assert set(owes(stage, unit, at=noon(2027, 7, 30))) == {"report:1:2027-06-30"}
    assert not owes(stage, unit, at=noon(2027, 7, 31))


def noon(*day):
    return datetime(*day, 5, tzinfo=UTC)


async def test_an_early_report_shows_progress_and_leaves_the_first_report_owed(stage):
    customs = await stage.joins("Cục Hải quan")
    await stage.head()
    launched(stage)
    unit = unit_id(stage, "Hải quan")
    by(stage, customs, act.register, 1, unit, PLEDGE)
    by(stage, customs, act.report, 1, unit, 10, "mới bắt đầu")

    assert set(owes(stage, unit, at=noon(2026, 12, 20))) == {"report:1:2026-12-31"}
    home = stage.do(lambda session: on_home(session, 1, unit, TODAY))
    assert [(each.percent, each.next_report) for each in home] == [(10, REPORTS[0])]


async def test_a_unit_that_has_left_owes_nothing_and_one_that_registers_late_no_old_report(stage):
    customs = await stage.joins("Cục Hải quan")
    await stage.head()
    launched(stage)
    unit = unit_id(stage, "Hải quan")
    await stage.later(days=60)
    by(stage, customs, act.register, 1, unit, PLEDGE)

    assert not owes(stage, unit)

    def leaves(session):
        row = session.exec(
            select(Membership).where(Membership.cluster_id == 1, Membership.unit_id == unit)
        ).one()
        row.to_on = date(2027, 3, 1)

    stage.do(leaves)

    assert not owes(stage, unit, at=noon(2027, 3, 25))


async def test_who_has_just_been_told_of_a_movement_is_not_reminded_of_it_at_once(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    launched(stage, replace(PLAN, register_by=date(2026, 11, 16)))  # 8:30, seven days before
    await stage.later(hours=1)

    assert [row.kind for row in stage.rows(Letter)].count("remind") == 0

    await stage.later(days=4)

    assert "Kính nhắc" in officer.text


async def test_a_report_that_comes_near_before_tet_is_reminded_of_before_tet(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    days = (date(2027, 2, 17), ENDS)  # seven days before it is within Tết: the fourth, at nine
    launched(stage, replace(PLAN, report_on=days))
    by(stage, officer, act.register, 1, unit_id(stage, "Kho bạc"), PLEDGE)
    monday, near, nine = ((2027, 2, 1, 1), (2027, 2, 2, 17), (2027, 2, 4, 2))
    for at in (monday, near):
        await stage.later(seconds=(datetime(*at, tzinfo=UTC) - stage.clock()).total_seconds())

    assert "Kính nhắc" not in officer.text

    await stage.later(seconds=(datetime(*nine, tzinfo=UTC) - stage.clock()).total_seconds())

    assert "còn 13 ngày" in officer.text


async def test_the_home_card_learns_of_movements_under_way_only(stage):
    await stage.joins("Cục Hải quan")
    await stage.head()
    unit = unit_id(stage, "Hải quan")

    assert stage.do(lambda session: on_home(session, 1, unit, TODAY)) == ()

    launched(stage)
    home = stage.do(lambda session: on_home(session, 1, unit, TODAY))

    assert [(each.name, each.registered, each.percent) for each in home] == [(NAME, False, None)]
    assert stage.do(lambda session: on_home(session, 1, unit, date(2027, 7, 1))) == ()


async def test_launching_checks_days_and_words_again(stage):
    await stage.head()
    for changes, refusal in (
        ({"starts_on": TODAY - timedelta(1)}, DateInPast),
        ({"ends_on": TODAY - timedelta(1)}, EndsBeforeStart),
        ({"register_by": ENDS + timedelta(1)}, DayOutsideMovement),
        ({"report_on": (ENDS + timedelta(1),)}, DayOutsideMovement),
        ({"report_on": ()}, TooManyReportDays),
        ({"name": " "}, NothingTyped),
        ({"goal": "a" * 1001}, TextTooLong),
    ):
        facts = {name: getattr(PLAN, name) for name in PLAN.__slots__} | changes
        with pytest.raises(refusal):
            launched(stage, act.Plan(**facts))


def test_the_progress_of_thirty_units_is_read_page_by_page():
    report = Report(REPORTS[0], 70, "Đã xong\n" * 125, "Nguyễn Thị Minh Khai", MONDAY)
    pledge = "p" * 1000
    units = tuple(
        UnitProgress(number, f"Sở số {number}", f"Sở <{number}>", MONDAY, pledge, (report,) * 20)
        for number in range(1, 31)
    )
    found = MovementState(
        1, 1, "Khối", 2026, NAME, "g" * 1000, "", TODAY, ENDS, TODAY, REPORTS, MONDAY
    )
    first, last = (board(found, units, page, TODAY, translator("vi")) for page in (0, 99))

    assert "▰▰▰▰▰▰▰▱▱▱ Sở &lt;1&gt;: 70%" in first.text
    assert "Sở &lt;30&gt;: 70%" in last.text
    assert "Quá hạn báo cáo" not in last.text
    assert len(first.rows) <= 8
    late = board(found, units, 0, date(2027, 4, 1), translator("vi"))
    assert "Quá hạn báo cáo: Sở &lt;1&gt;, " in late.text
    card = unit_card(found, units[0], translator("vi"))
    assert len(card.text) <= 4096, "cut short, a quotation would lose its end"
    assert report.said in card.text, "the last one can be read in full"
    mine = MovementCard(found, units[:2], 2, 30, may_see=False, may_run=False)
    shown = show(mine, TODAY, translator("vi")).text
    assert all(
        line.count("<blockquote>") == line.count("</blockquote>") for line in shown.splitlines()
    )


async def test_two_people_of_a_unit_register_it_once_and_nobody_reports_past_the_end(
    postgresql_stage,
):
    stage = postgresql_stage
    leader = await stage.joins("Cục Hải quan")
    officer = await stage.joins("Cục Hải quan", Role.OFFICER)
    head = await stage.head()
    launched(stage)
    unit, now = unit_id(stage, "Hải quan"), stage.clock()

    def registers(phone, pledge):
        def work(session):
            me = actor(session, phone.user_id, local_date(now))
            act.register(session, me, 1, unit, pledge, now)

        return work

    came = together(stage, registers(leader, PLEDGE), registers(officer, "Nội dung khác"))

    assert came is None
    assert [row.pledge for row in stage.rows(MovementUnit)] == ["Nội dung khác"]

    def ends(session):
        act.end(session, actor(session, head.user_id, local_date(now)), 1, "đã hoàn thành", now)

    def reports(session):
        act.report(session, actor(session, leader.user_id, local_date(now)), 1, unit, 5, "", now)

    assert isinstance(together(stage, ends, reports), MovementOver)
    assert not stage.rows(MovementReport)


# -- arithmetic -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        (
            date(2026, 3, 1),
            date(2026, 11, 30),
            [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 30)],
        ),
        (date(2026, 4, 1), date(2026, 6, 30), [date(2026, 6, 30)]),
        (date(2026, 5, 5), date(2026, 5, 5), [date(2026, 5, 5)]),
        (date(2026, 11, 1), date(2027, 1, 15), [date(2026, 12, 31), date(2027, 1, 15)]),
    ],
    ids=["a year", "a quarter", "a day", "over the year's end"],
)
def test_the_proposed_days_are_the_quarters_ends_and_the_last_day(starts, ends, days):
    assert list(quarter_ends(starts, ends)) == days


def test_five_years_have_no_more_report_days_than_are_taken():
    days = quarter_ends(date(2026, 1, 1), date(2030, 12, 31))

    assert len(days) == 12
    assert days[-1] == date(2030, 12, 31)


def test_a_day_without_a_year_is_the_next_one_after_the_beginning():
    starts = date(2027, 3, 1)

    assert parse_day("30/11", MONDAY, starts) == date(2027, 11, 30)
    assert parse_day("30/11/2027", MONDAY, starts) == date(2027, 11, 30)
    with pytest.raises(EndsBeforeStart):
        parse_day("30/11/2026", MONDAY, starts)
    with pytest.raises(DateInPast):
        parse_day("30/10/2026", MONDAY, TODAY)


def test_report_days_are_read_in_any_order_and_only_within_the_movement():
    days = parse_days("30/06; 31/12/2026\n31/3", MONDAY, TODAY, ENDS)

    assert days == REPORTS
    for text in ("01/07/2027", "30/06, 01/07/2027"):
        with pytest.raises(DayOutsideMovement):
            parse_days(text, MONDAY, TODAY, ENDS)
    with pytest.raises(DayOutsideMovement):
        parse_days("30/11/2026", MONDAY, date(2027, 3, 1), ENDS)
    for text in (" ,; ", ",".join(["30/06"] * 13)):
        with pytest.raises(TooManyReportDays):
            parse_days(text, MONDAY, TODAY, ENDS)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("75", (75, "")),
        (" 100 % ", (100, "")),
        ("0%", (0, "")),
        ("60% đã xong 3 việc", (60, "đã xong 3 việc")),
        ("60: đã xong", (60, "đã xong")),
    ],
    ids=["bare", "with sign", "nothing", "with words", "with a colon"],
)
def test_a_progress_is_read(text, read):
    assert parse_percent(text) == read


@pytest.mark.parametrize("text", ["101", "abc", "", "-1", "12,5", "1000", "50 60", "½"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(NotAPercent):
        parse_percent(text)


def test_the_report_that_is_wanted_is_the_last_that_has_come_near():
    registered = date(2026, 11, 10)

    assert wanted_report(REPORTS, registered, date(2026, 12, 16)) is None
    assert wanted_report(REPORTS, registered, date(2026, 12, 17)) == REPORTS[0]
    assert wanted_report(REPORTS, registered, date(2027, 3, 16)) == REPORTS[0]
    assert wanted_report(REPORTS, registered, date(2027, 3, 17)) == REPORTS[1]
    assert wanted_report(REPORTS, date(2027, 1, 1), date(2027, 1, 2)) is None


def test_the_next_report_is_what_is_owed_or_what_comes():
    registered, none = date(2026, 11, 10), frozenset()

    assert next_report(REPORTS, registered, date(2026, 11, 10), none) == REPORTS[0]
    assert next_report(REPORTS, registered, date(2027, 1, 15), none) == REPORTS[0], "overdue"
    assert next_report(REPORTS, registered, date(2027, 2, 15), none) == REPORTS[1], "missed"
    done = frozenset({REPORTS[0]})
    assert next_report(REPORTS, registered, date(2026, 12, 20), done) == REPORTS[1]
    assert next_report(REPORTS, registered, ENDS, frozenset(REPORTS)) is None
