"""Roll call: opened by the head, answered on phones, ticked by hand, fixed at the end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from handlers.i18n import translator
from handlers.views import rollcall as view
from handlers.views import ticking as ticking_view
from models import access
from models.actions import calling, invited, rollcall, ticking
from models.actions import meeting as meeting_act
from models.actions.invited import Answer
from models.audit import Audit
from models.cluster import Cluster, Office, OfficeTerm
from models.errors import DateInPast, NotForYou, NotYourCluster
from models.errors_year import (
    MeetingCancelled,
    MeetingEnded,
    MeetingNotCalled,
    NotInvited,
    NotKeepingRoll,
    RollNotOpened,
    RollOver,
    RollTooEarly,
)
from models.meeting import Invitee, Meeting, MeetingKind, Presence, Reply
from models.people import Mandate, Role
from models.post import Card, Letter
from models.queries.people import member_units, speakers
from models.queries.rollcall import Roll, RollUnit, present_units, roll
from models.reminder import Alarm
from models.rules.calendar import local_date
from models.rules.meeting import Part
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.test_one_moment import together

EIGHT = datetime(2026, 11, 11, 1, tzinfo=UTC)
"""8:00 in Vietnam, two days after the stage's beginning."""
TITLE = "Hội nghị tổng kết năm 2026"
PROGRAMME = "08:00 Khai mạc\n- Báo cáo tổng kết\n2. Thống nhất điểm, suy tôn <A & B>\n\nBế mạc"


def at(minutes):
    return EIGHT + timedelta(minutes=minutes)


class Called:
    """A meeting at eight that the head has called, and its people without their phones."""

    def __init__(self, stage, *, called=True):
        self.stage = stage
        self.id = stage.do(lambda session: self._prepare(session, called=called))

    def _prepare(self, session, *, called):
        now, head = self.stage.clock(), self.actor(session, "Cục Thuế")
        found = meeting_act.prepare(
            session, head, self.cluster(session), MeetingKind.YEAR_END, TITLE, EIGHT, now
        )
        parts = {Part.PLACE: "Hội trường A", Part.PROGRAMME: PROGRAMME}
        meeting_act.change(session, head, found, parts, 1, now)
        if called:
            calling.call(session, head, found, now)
        return found

    @staticmethod
    def cluster(session, code=CLUSTER):
        return session.exec(select(Cluster.id).where(Cluster.code == code)).one()

    def unit(self, session, name):
        today = local_date(self.stage.clock())
        units = member_units(session, self.cluster(session), today)
        return next(unit.unit_id for unit in units if name in unit.name)

    def actor(self, session, unit, role=Role.LEADER, code=CLUSTER):
        today = local_date(self.stage.clock())
        cluster = self.cluster(session, code)
        units = {each.unit_id: each.name for each in member_units(session, cluster, today)}
        for speaker in speakers(session, cluster, today):
            if speaker.role == role and unit in units.get(speaker.unit_id, ""):
                return access.actor_of(session, speaker.person_id, today)
        raise LookupError(unit)

    def doing(self, act, who, *args, role=Role.LEADER, code=CLUSTER, now=None):
        """An action of somebody, in a transaction of its own."""

        def work(session):
            me = self.actor(session, who, role, code)
            given = [self.unit(session, arg) if isinstance(arg, str) else arg for arg in args]
            return act(session, me, self.id, *given, now or self.stage.clock())

        return self.stage.do(work)

    def opened(self, minutes=-20, until=60):
        """At 7:40 the head opens the roll call until 9:00."""
        self.doing(rollcall.open_roll, "Cục Thuế", at(until), now=at(minutes))
        return self

    def comes(self, unit, minutes, before=0, role=Role.LEADER):
        def work(session):
            me, unit_id = self.actor(session, unit, role), self.unit(session, unit)
            return rollcall.come(session, me, self.id, unit_id, before, at(minutes))

        return self.stage.do(work)

    def leaves(self, unit, presence_id, minutes):
        return self.doing(rollcall.leave, unit, unit, presence_id, now=at(minutes))

    def answers(self, unit, given):
        self.doing(
            lambda session, me, meeting, now: invited.answer(session, me, meeting, given, 9, now),
            unit,
        )

    def stays(self):
        return sorted(self.stage.rows(Presence, meeting_id=self.id), key=lambda row: row.id)

    def row(self):
        return self.stage.rows(Meeting, id=self.id)[0]


def go(stage, minutes):
    """The clock stands at so many minutes after eight."""
    stage.clock.advance(at(minutes) - stage.clock())


def card(phone):
    """The living card, whatever letters stand below it."""
    living = phone.stage.rows(Card, chat_id=phone.user_id)[0]
    return phone.chat.posts[living.message_id].data["text"]


def buttons(phone):
    """Its buttons."""
    living = phone.stage.rows(Card, chat_id=phone.user_id)[0]
    rows = phone.chat.posts[living.message_id].data["reply_markup"]["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


def line(phone, unit):
    return next(row for row in card(phone).splitlines() if unit in row)


# -- talks ----------------------------------------------------------------------------------------


async def test_units_report_themselves_and_everybody_sees_it_live(either_stage):
    stage = either_stage
    head, tax = await stage.head(), await stage.joins("Hải quan")
    officer, late = await stage.joins("Hải quan", Role.OFFICER), await stage.joins("Kho bạc")
    meeting = Called(stage)
    go(stage, -20)
    await head.tap_data(f"rollcall.show:{meeting.id}")

    assert "Chưa mở điểm danh; có thể mở từ 07:00 ngày 11/11/2026" in card(head)

    await head.tap("▶️ Mở điểm danh")

    assert "Đại diện của 8 đơn vị chưa có mặt" in card(head)
    assert not any("15 phút" in label for label in head.buttons), "over before the meeting begins"

    await head.tap("60 phút (đến 08:40)")

    assert "đang mở đến 08:40" in card(head)
    assert "Có mặt 0/8 đơn vị, chưa đủ điều kiện (tối thiểu 2/3 = 6)" in card(head)
    assert any(f"đã mở điểm danh {TITLE}, đến 08:40" in text for text in tax.texts)

    letter = next(post.id for post in reversed(tax.posts) if "đã mở" in post.data.get("text", ""))
    await tax.tap("✅ Có mặt")

    assert "Đã ghi nhận Cục Hải quan Thanh Hóa có mặt lúc 07:40" in card(tax)
    assert "Có mặt 1/8 đơn vị" in card(tax)
    assert "Kho bạc" not in card(tax), "a member sees how many, not who"

    await officer.tap("✅ Có mặt")

    assert "đã được ghi nhận có mặt từ 07:40" in card(officer)
    assert len(meeting.stays()) == 1

    await stage.later(minutes=32)
    await late.tap("✅ Có mặt")
    await stage.later(seconds=2)

    assert "Có mặt 2/8 đơn vị" in card(head), "it follows by itself"
    assert "✅" in line(head, "Cục Hải quan")
    assert "⏰" in line(head, "Kho bạc")
    assert "(muộn 12 phút)" in line(head, "Kho bạc")
    assert "chưa trả lời" in line(head, "Cục Thống kê")

    await tax.tap("🚪 Tôi ra về")

    assert "không được tính vào số có mặt" in card(tax)

    await tax.tap("🚪 Ghi nhận ra về")
    await stage.later(seconds=2)

    assert "đã ra về (07:40–08:12)" in card(tax)
    assert "🚪" in line(head, "Cục Hải quan")

    await tax.tap("✅ Có mặt", message_id=letter)

    assert "Nếu đã quay lại" in card(tax)
    assert len(meeting.stays()) == 2, "an old button brings nobody back"

    await stage.later(minutes=10)
    await tax.tap("✅ Có mặt")

    assert len(meeting.stays()) == 3
    assert "có mặt từ 08:22" in card(tax)


async def test_the_head_ticks_names_corrects_and_ends(stage):
    head = await stage.head()
    member = await stage.joins("Kho bạc")
    meeting = Called(stage).opened()
    go(stage, 5)
    await head.tap_data(f"rollcall.show:{meeting.id}")
    await head.tap("☑️ Điểm danh hộ (8)")
    await head.tap("⬜ Ngân hàng")
    await head.tap("⬜ Cục Thống kê")

    assert "Có mặt 2/8" in card(head)
    assert not any("Ngân hàng" in label for label in buttons(head))

    await head.tap("◀️ Về danh sách")
    await head.tap("👥 Đang có mặt (2)")
    await head.tap("✅ Ngân hàng")

    assert "chưa ghi họ tên (được điểm danh hộ)" in card(head)

    await head.send("  Lê  Văn <Khách> ")

    assert "Lê  Văn <Khách>" in card(head)

    await head.tap("◀️ Về danh sách có mặt")
    await head.tap("✅ Cục Thống kê")
    name = next(label for label in buttons(head) if not label.startswith(("🚪", "✖️", "◀️")))
    await head.tap(name)

    assert f"từ 08:05: {name}" in card(head)

    await head.tap("✖️ Ghi nhầm")
    await head.tap("✖️ Bỏ khỏi danh sách")

    assert [row.name for row in meeting.stays()] == ["Lê  Văn <Khách>"]
    assert {"came", "named", "struck"} <= {
        row.verb for row in stage.rows(Audit, thing=f"meeting:{meeting.id}")
    }

    await head.tap("✅ Ngân hàng")
    await head.tap("🚪 Ra về lúc này")
    await head.tap("🚪 Ghi nhận ra về")

    assert "đã ra về" in head.toast or "ra về lúc 08:05" in card(head)

    await head.tap("🏁 Kết thúc họp")

    assert "chốt danh sách" in card(head)
    assert buttons(head)[0] == "◀️ Họp tiếp"

    await head.tap("🏁 Kết thúc cuộc họp")

    assert "danh sách đã chốt" in card(head)
    assert not any("Điểm danh hộ" in label or "Mở" in label for label in buttons(head))

    await member.tap("✅ Có mặt")

    assert "Cuộc họp đã kết thúc lúc 08:05" in card(member)
    assert len(meeting.stays()) == 1

    await head.tap("📄 Dự thảo biên bản")

    files = ["bien-ban-2026-11-11.docx", "bien-ban-2026-11-11.pdf"]
    assert [name for name, _ in head.files] == files


async def test_a_letter_comes_only_to_those_who_are_not_there_and_only_while_it_is_open(stage):
    await stage.head()
    there, late = await stage.joins("Hải quan"), await stage.joins("Kho bạc")
    meeting = Called(stage)
    await stage.settle()
    go(stage, -20)
    meeting.opened(until=10)
    await stage.settle()
    meeting.comes("Hải quan", -10)
    meeting.doing(rollcall.close_roll, "Cục Thuế", now=at(-5))
    meeting.doing(rollcall.open_roll, "Cục Thuế", at(30), now=at(0))
    go(stage, 0)
    await stage.settle()

    def calls(phone):
        return sum("đã mở điểm danh" in text for text in phone.texts)

    assert (calls(there), calls(late)) == (1, 2)

    meeting.doing(rollcall.open_roll, "Cục Thuế", at(30), now=at(1))

    assert len(stage.rows(Letter, kind="roll-open")) == 3, "the same window is told of once"


async def test_a_member_of_another_cluster_reads_nothing_of_it(stage):
    await stage.head()
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    meeting = Called(stage).opened()
    for data in (f"rollcall.show:{meeting.id}", f"rollcall.here:{meeting.id}:1:0",
                 f"rollcall.tick:{meeting.id}:0", f"rollcall.minutes:{meeting.id}"):  # fmt: skip
        await other.tap_data(data)

        assert "đồng chí không tham gia" in card(other)
        assert TITLE not in card(other)


async def test_what_only_the_list_keepers_do_is_refused_to_a_member(stage):
    await stage.head()
    member = await stage.joins("Kho bạc")
    meeting = Called(stage).opened()
    go(stage, 0)
    await stage.later(seconds=2)
    for data in (f"rollcall.tick:{meeting.id}:0", f"rollcall.unit:{meeting.id}:2",
                 f"rollcall.leaving:{meeting.id}:2", f"rollcall.minutes:{meeting.id}"):  # fmt: skip
        await member.tap_data(data)

        assert "Chỉ Cụm trưởng" in card(member)
    for data in (f"rollcall.open:{meeting.id}", f"rollcall.ending:{meeting.id}"):
        await member.tap_data(data)

        assert "Việc này do Cụm trưởng" in card(member)


# -- bad input, by name ---------------------------------------------------------------------------


def unit_comes(meeting, unit="Kho bạc", minutes=0):
    return meeting.comes(unit, minutes)


def test_roll_call_before_the_window_is_opened(flat):
    with pytest.raises(RollNotOpened):
        unit_comes(Called(flat))


def test_roll_call_after_the_window_is_closed(flat):
    meeting = Called(flat).opened(until=10)
    with pytest.raises(RollOver) as refused:
        unit_comes(meeting, minutes=10)

    assert refused.value.at == at(10)
    assert meeting.doing(ticking.tick_in, "Cục Thuế", "Kho bạc", 0, now=at(12)).new


def test_roll_call_earlier_than_an_hour_before_the_meeting(flat):
    meeting = Called(flat)
    with pytest.raises(RollTooEarly) as refused:
        meeting.doing(rollcall.open_roll, "Cục Thuế", None, now=at(-61))

    assert refused.value.at == at(-60)
    with pytest.raises(RollTooEarly):
        meeting.doing(rollcall.end, "Cục Thuế", now=at(-61))


def test_roll_call_on_the_day_after_the_meeting(flat):
    with pytest.raises(RollOver):
        Called(flat).doing(rollcall.open_roll, "Cục Thuế", None, now=at(24 * 60))


def test_a_window_that_ends_in_the_past(flat):
    with pytest.raises(DateInPast):
        Called(flat).doing(rollcall.open_roll, "Cục Thuế", at(-30), now=at(-20))


def test_roll_call_of_a_meeting_that_was_not_called(flat):
    meeting = Called(flat, called=False)
    with pytest.raises(MeetingNotCalled):
        meeting.doing(rollcall.open_roll, "Cục Thuế", None, now=at(0))
    with pytest.raises(MeetingNotCalled):
        unit_comes(meeting)
    with pytest.raises(MeetingNotCalled):
        flat.do(lambda s: roll(s, meeting.actor(s, "Kho bạc"), meeting.id, EIGHT.date()))


def test_roll_call_of_a_cancelled_meeting(flat):
    meeting = Called(flat)
    why = "Bão số 12 đổ bộ vào đất liền"
    meeting.doing(lambda s, me, found, now: calling.cancel(s, me, found, why, now), "Cục Thuế")
    for act, args in ((rollcall.open_roll, (None,)), (rollcall.end, ())):
        with pytest.raises(MeetingCancelled):
            meeting.doing(act, "Cục Thuế", *args, now=at(0))
    with pytest.raises(MeetingCancelled):
        unit_comes(meeting)


def test_roll_call_of_a_meeting_that_has_ended(flat):
    meeting = Called(flat).opened()
    stay = unit_comes(meeting)
    meeting.doing(rollcall.end, "Cục Thuế", now=at(90))
    meeting.doing(rollcall.end, "Cục Thuế", now=at(95))

    assert meeting.row().closed_at == at(90), "ended once"

    acts = (
        lambda: unit_comes(meeting, "Hải quan", 91),
        lambda: meeting.leaves("Kho bạc", stay.presence_id, 91),
        lambda: meeting.doing(rollcall.open_roll, "Cục Thuế", None, now=at(91)),
        lambda: meeting.doing(ticking.tick_in, "Cục Thuế", "Hải quan", 0, now=at(91)),
        lambda: meeting.doing(ticking.tick_out, "Cục Thuế", stay.presence_id, now=at(91)),
        lambda: meeting.doing(ticking.strike, "Cục Thuế", stay.presence_id, now=at(91)),
    )
    for act in acts:
        with pytest.raises(MeetingEnded):
            act()


def test_roll_call_by_somebody_who_is_no_member(flat):
    meeting = Called(flat).opened()
    with pytest.raises(NotYourCluster):
        meeting.doing(rollcall.come, "Liên minh", "Kho bạc", 0, code=OTHER_CLUSTER, now=at(0))
    with pytest.raises(NotYourCluster):
        meeting.doing(ticking.tick_in, "Liên minh", "Kho bạc", 0, code=OTHER_CLUSTER, now=at(0))


def test_roll_call_for_another_unit_than_ones_own(flat):
    with pytest.raises(NotInvited):
        Called(flat).opened().doing(rollcall.come, "Kho bạc", "Hải quan", 0, now=at(0))


def test_roll_call_by_a_unit_that_is_not_invited(flat):
    meeting = Called(flat).opened()

    def uninvite(session):
        session.delete(session.get(Invitee, (meeting.id, meeting.unit(session, "Kho bạc"))))

    flat.do(uninvite)
    with pytest.raises(NotInvited):
        unit_comes(meeting)
    with pytest.raises(NotInvited):
        meeting.doing(ticking.tick_in, "Cục Thuế", "Kho bạc", 0, now=at(0))


def test_ticking_by_somebody_who_is_neither_head_nor_secretary(flat):
    meeting = Called(flat).opened()
    for unit in ("Kho bạc", "Quản lý thị trường"):
        with pytest.raises(NotKeepingRoll):
            meeting.doing(ticking.tick_in, unit, "Hải quan", 0, now=at(0))
    with pytest.raises(NotForYou):
        meeting.doing(rollcall.end, "Quản lý thị trường", now=at(0))


def test_the_secretarys_unit_ticks_and_does_not_open_or_end(flat):
    meeting = Called(flat).opened()

    def appoint(session):
        unit_id, year = meeting.unit(session, "Kho bạc"), EIGHT.date().replace
        session.add(OfficeTerm(cluster_id=meeting.cluster(session), unit_id=unit_id,
                               office=Office.SECRETARY, from_on=year(month=1, day=1),
                               to_on=year(month=12, day=31)))  # fmt: skip

    flat.do(appoint)

    assert meeting.doing(ticking.tick_in, "Kho bạc", "Hải quan", 0, now=at(0)).new
    for act, args in ((rollcall.open_roll, (None,)), (rollcall.end, ())):
        with pytest.raises(NotForYou):
            meeting.doing(act, "Kho bạc", *args, now=at(0))


def test_ticking_before_the_roll_call_was_ever_opened(flat):
    with pytest.raises(RollNotOpened):
        Called(flat).doing(ticking.tick_in, "Cục Thuế", "Kho bạc", 0, now=at(0))


def test_a_clock_that_steps_back_brings_nobody_in_before_the_roll_call(flat):
    meeting = Called(flat).opened(minutes=0)
    stay = unit_comes(meeting, minutes=-59)

    assert stay.came_at == at(0)

    left = meeting.leaves("Kho bạc", stay.presence_id, -58)

    assert (left.came_at, left.left_at) == (at(0), at(0))

    again = meeting.comes("Kho bạc", -57, before=1)
    meeting.leaves("Kho bạc", again.presence_id, 30)
    meeting.doing(rollcall.end, "Cục Thuế", now=at(-30))

    assert meeting.row().closed_at == at(30)
    assert all(row.came_at <= row.left_at for row in meeting.stays())


# -- stays ----------------------------------------------------------------------------------------


def test_a_unit_is_there_once_and_who_reported_first_stands(flat):
    meeting = Called(flat).opened()
    first = meeting.comes("Kho bạc", -10)
    second = meeting.comes("Kho bạc", -5, role=Role.OFFICER)
    ticked = meeting.doing(ticking.tick_in, "Cục Thuế", "Kho bạc", 0, now=at(0))

    assert first.new
    assert not second.new
    assert not ticked.new
    assert first.name == second.name == ticked.name
    assert [row.came_at for row in meeting.stays()] == [at(-10)]


def test_leaving_comes_twice_and_keeps_its_time(flat):
    meeting = Called(flat).opened()
    stay = meeting.comes("Kho bạc", -10)
    meeting.leaves("Kho bạc", stay.presence_id, 20)

    assert not meeting.leaves("Kho bạc", stay.presence_id, 40).new
    assert meeting.stays()[0].left_at == at(20)
    assert meeting.leaves("Hải quan", stay.presence_id, 40) is None, "of another unit"

    meeting.comes("Kho bạc", 30, before=1)

    assert meeting.leaves("Kho bạc", stay.presence_id, 40).left_at == at(20)
    assert meeting.stays()[1].left_at is None, "an old button does not end the new stay"


def test_who_is_ticked_in_for_a_unit_that_sends_somebody_is_that_person(flat):
    meeting = Called(flat)
    meeting.answers("Kho bạc", Answer(Reply.SUBSTITUTE, "Trần Thị Thay", "Phó Giám đốc"))
    meeting.opened()

    assert meeting.doing(ticking.tick_in, "Cục Thuế", "Kho bạc", 0, now=at(0)).name == (
        "Trần Thị Thay"
    )


def test_who_is_present_is_known_for_every_moment(flat):
    meeting = Called(flat).opened()
    one = meeting.comes("Kho bạc", -10)
    meeting.comes("Hải quan", 15)
    meeting.leaves("Kho bạc", one.presence_id, 20)
    meeting.comes("Kho bạc", 50, before=1)
    meeting.doing(rollcall.end, "Cục Thuế", now=at(90))

    def there(session):
        treasury, customs = (meeting.unit(session, each) for each in ("Kho bạc", "Hải quan"))
        names = {treasury: "K", customs: "H"}
        minutes = (-11, -10, 15, 20, 50, 90, 91)
        found = (present_units(session, meeting.id, at(each)) for each in minutes)
        return ["".join(sorted(names[unit] for unit in units)) for units in found]

    assert flat.do(there) == ["", "K", "HK", "H", "HK", "HK", ""]


def test_ending_wakes_the_reminders(flat):
    meeting = Called(flat).opened()

    def asleep(session):
        session.get(Alarm, meeting.cluster(session)).at = at(10_000)

    flat.do(asleep)
    meeting.doing(rollcall.end, "Cục Thuế", now=at(90))

    assert at(90) in {row.at for row in flat.rows(Alarm)}


def test_two_officers_of_a_unit_at_one_moment_are_one_stay(pg_flat):
    meeting = Called(pg_flat).opened()

    def press(role):
        def work(session):
            me, unit_id = meeting.actor(session, "Kho bạc", role), meeting.unit(session, "Kho bạc")
            return rollcall.come(session, me, meeting.id, unit_id, 0, at(0))

        return work

    second = together(pg_flat, press(Role.LEADER), press(Role.OFFICER))

    assert not second.new
    assert len(meeting.stays()) == 1


def test_nobody_slips_in_past_the_end(pg_flat):
    meeting = Called(pg_flat).opened()
    came = together(
        pg_flat,
        lambda s: rollcall.end(s, meeting.actor(s, "Cục Thuế"), meeting.id, at(30)),
        lambda s: rollcall.come(
            s, meeting.actor(s, "Kho bạc"), meeting.id, meeting.unit(s, "Kho bạc"), 0, at(30)
        ),
    )

    assert isinstance(came, MeetingEnded)


# -- edges ----------------------------------------------------------------------------------------


def test_a_meeting_that_moves_to_another_day_begins_its_roll_call_anew(flat):
    meeting = Called(flat).opened()
    meeting.comes("Kho bạc", -15)
    flat.clock.advance(at(-10) - flat.clock())
    later = EIGHT + timedelta(days=7)

    def move(session):
        head, row = meeting.actor(session, "Cục Thuế"), session.get(Meeting, meeting.id)
        meeting_act.change(
            session, head, meeting.id, {Part.STARTS: later}, row.version, flat.clock()
        )

    flat.do(move)
    with pytest.raises(RollNotOpened):
        meeting.comes("Hải quan", -5)
    state = flat.do(lambda s: roll(s, meeting.actor(s, "Cục Thuế"), meeting.id, EIGHT.date()))

    assert (state.opened_at, state.quorum.present, state.open_at(at(-5))) == (None, 0, False)

    meeting.doing(rollcall.open_roll, "Cục Thuế", None, now=later)

    assert not meeting.stays()
    assert meeting.row().roll_opened_at == later


@pytest.mark.parametrize(("hours", "stays"), [(1, 1), (6, 0)], ids=["an hour", "to the afternoon"])
def test_who_came_in_the_morning_waits_an_hour_and_not_until_the_afternoon(flat, hours, stays):
    meeting = Called(flat).opened()
    meeting.comes("Kho bạc", -15)
    flat.clock.advance(at(-10) - flat.clock())
    later = {Part.STARTS: EIGHT + timedelta(hours=hours)}
    meeting.doing(
        lambda session, me, found, now: meeting_act.change(session, me, found, later, 1, now),
        "Cục Thuế",
    )
    state = flat.do(lambda s: roll(s, meeting.actor(s, "Cục Thuế"), meeting.id, EIGHT.date()))

    assert state.quorum.present == stays


def test_a_roll_call_until_the_end_of_the_day_is_opened_again_in_the_afternoon(flat):
    meeting = Called(flat)
    meeting.doing(rollcall.open_roll, "Cục Thuế", None, now=at(-20))
    flat.clock.advance(at(-10) - flat.clock())
    later = {Part.STARTS: EIGHT + timedelta(hours=6)}
    meeting.doing(
        lambda session, me, found, now: meeting_act.change(session, me, found, later, 1, now),
        "Cục Thuế",
    )
    meeting.doing(rollcall.open_roll, "Cục Thuế", None, now=at(350))

    assert meeting.comes("Kho bạc", 355).new


async def test_whom_a_unit_sends_is_offered_as_who_stands_for_it(stage):
    head = await stage.head()
    meeting = Called(stage)
    meeting.answers("Kho bạc", Answer(Reply.SUBSTITUTE, "Trần Thị Thay", "Phó Giám đốc"))
    meeting.opened().comes("Kho bạc", -5)
    go(stage, 0)
    unit_id = stage.do(lambda session: meeting.unit(session, "Kho bạc"))
    await head.tap_data(f"rollcall.unit:{meeting.id}:{unit_id}")
    await head.tap("Trần Thị Thay")

    assert "từ 07:55: Trần Thị Thay, Phó Giám đốc (tự báo trên điện thoại)" in card(head)
    assert meeting.stays()[0].name == "Trần Thị Thay"


def test_a_person_who_speaks_for_two_units_reports_each_by_its_own_button(flat):
    meeting = Called(flat).opened()

    def also(session):
        person = meeting.actor(session, "Kho bạc").person_id
        unit_id = meeting.unit(session, "Hải quan")
        session.add(Mandate(person_id=person, cluster_id=meeting.cluster(session), unit_id=unit_id,
                            role=Role.OFFICER, from_on=EIGHT.date()))  # fmt: skip

    flat.do(also)
    flat.clock.advance(at(0) - flat.clock())
    letter = flat.do(lambda s: _letter(s, meeting))

    assert [row[0].label for row in letter.rows] == [
        "✅ Có mặt: Kho bạc Nhà nước",
        "✅ Có mặt: Cục Hải quan",
        "📝 Điểm danh",
    ]

    meeting.doing(rollcall.come, "Kho bạc", "Hải quan", 0, now=at(0))
    letter = flat.do(lambda s: _letter(s, meeting))

    assert [row[0].label for row in letter.rows] == [
        "✅ Có mặt: Kho bạc Nhà nước",
        "📝 Điểm danh",
    ]


def _letter(session, meeting):
    state = roll(session, meeting.actor(session, "Kho bạc"), meeting.id, EIGHT.date())
    return view.letter(state, at(0), translator("vi"))


async def test_a_roll_follows_when_its_meeting_is_cancelled_and_a_reason_keeps_to_its_line(stage):
    head = await stage.head()
    officer = await stage.joins("Cục Thuế", Role.OFFICER)
    meeting = Called(stage)
    meeting.answers("Kho bạc", Answer(Reply.EXCUSED, why="bận việc\nkhông dự được"))
    await head.tap_data(f"meeting.answers:{meeting.id}")

    assert "Lý do: bận việc không dự được" in line(head, "Kho bạc")

    await head.tap_data(f"rollcall.show:{meeting.id}")

    assert "xin vắng: bận việc không dự được" in line(head, "Kho bạc")

    await officer.tap_data(f"meeting.cancel:{meeting.id}")
    await officer.send("bão số 12 đổ bộ vào đất liền")
    await officer.tap("🚫 Hủy cuộc họp")
    await stage.later(seconds=2)

    assert "đã bị hủy" in card(head)


async def test_a_name_for_a_stay_that_was_just_taken_out_is_not_said_to_be_noted(stage):
    head = await stage.head()
    meeting = Called(stage).opened()
    stay = meeting.comes("Kho bạc", -10)
    go(stage, 0)
    unit_id = stage.do(lambda session: meeting.unit(session, "Kho bạc"))
    await head.tap_data(f"rollcall.unit:{meeting.id}:{unit_id}")
    meeting.doing(ticking.strike, "Cục Thuế", stay.presence_id, now=at(0))
    await head.send("Lê Văn Khách")

    assert "Đã ghi nhận" not in card(head)
    assert "Chưa có mặt." in card(head)


def test_thirty_units_with_long_reasons_fit_on_a_phone():
    why = "vì " + "rất bận " * 100
    units = tuple(
        RollUnit(10**8 + n, f"Ủy ban nhân dân xã {n}", "Trung tâm Phục vụ hành chính",
                 Reply.EXCUSED, "", "", why, (), 0)
        for n in range(30)
    )  # fmt: skip
    state = Roll(10**8, 1, "Cụm", MeetingKind.THEMATIC, "T" * 200, "P" * 300, "", "2/3", EIGHT,
                 None, EIGHT, None, at(-30), at(60), None, units,
                 (units[0].unit_id, units[1].unit_id),
                 may_run=True, may_tick=True, may_look=True)  # fmt: skip
    t = translator("vi")
    first, last = (view.show(state, page, at(0), t) for page in (0, 99))

    assert "15. " in first.text
    assert "16. " in last.text
    for screen in (first, last, ticking_view.tick(state, 1, t), ticking_view.tick(state, 99, t)):
        assert len(screen.text) < 4000
        assert len(screen.rows) <= 8
        assert all(len(button.label) <= 40 for row in screen.rows for button in row)
