"""Talks about the year's calendar: in force, moved, copied, done; and what it asks for."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import event
from sqlmodel import select

from models import access
from models.actions import calendar as act
from models.actions import year_moves as moves
from models.calendar import CalendarStep, StepDone
from models.cluster import Cluster, EmulationYear, Office
from models.cross import CrossRound
from models.errors import DateInPast, NotForYou, NotYourCluster, TextTooLong, UnknownButton
from models.errors_year import (
    CalendarInForce,
    CalendarNotMade,
    DateOutsideYear,
    NothingToCopy,
    StepHasMeeting,
    StepIsDone,
    StepMovedMeanwhile,
    StepsOutOfOrder,
)
from models.meeting import Meeting, MeetingKind
from models.people import Role
from models.post import Letter
from models.queries.calendar import year_calendar
from models.queries.owed_calendar import owed
from models.queries.people import member_units, speakers
from models.queries.years import year_at_hand
from models.reminder import Alarm
from models.rules.calendar import end_of_day, local_date
from models.rules.stages import Stage
from models.rules.year_steps import Change, Way, YearStep
from models.sheet import Period
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.test_submission import presses

IN_FORCE = "✅ Ban hành lịch năm"
SECOND_OF_TET = date(2027, 2, 7)


class Year:
    """A cluster's year behind the screens."""

    def __init__(self, stage, year=2027, cluster=CLUSTER):
        self.stage, self.year = stage, year
        self.cluster_id = stage.do(
            lambda s: s.exec(select(Cluster.id).where(Cluster.code == cluster)).one()
        )

    def at(self, *args):
        return ":".join(map(str, (self.cluster_id, self.year, *args)))

    def _actors(self, session):
        today = local_date(self.stage.clock())
        for speaker in speakers(session, self.cluster_id, today):
            yield access.actor_of(session, speaker.person_id, today)

    def head(self, session):
        """Somebody of the head."""
        return next(
            each
            for each in self._actors(session)
            if any(access.has(seat, access.Right.RUN) for seat in each.seats)
        )

    def member(self, session, place=0):
        """Somebody of a unit without an office."""
        found = [
            each
            for each in self._actors(session)
            if each.seats[0].unit_id and not each.seats[0].offices
        ]
        return found[place]

    def does(self, work):
        return self.stage.do(lambda s: work(s, self.head(s)))

    def in_force(self):
        self.does(
            lambda s, head: act.put_in_force(
                s, head, self.cluster_id, self.year, self.stage.clock()
            )
        )

    def state(self, step):
        return self.stage.do(lambda s: self._calendar(s).state(step))

    def _calendar(self, session):
        return year_calendar(session, self.cluster_id, self.year, self.stage.clock())

    def moves(self, step, at, *, along=True):
        """The head confirms what the screen would show."""

        def work(session, head):
            now = self.stage.clock()
            ways = moves.ways(self._calendar(session), step, at, now)
            shown = ways.get(Way.ALONG if along else Way.ALONE) or ways[Way.ALONE]
            key = (self.cluster_id, self.year)
            return moves.move_step(session, head, *key, step, at, shown, now)

        return self.does(work)

    def owed(self):
        """Unit id -> the steps that it owes."""
        duties = self.stage.do(lambda s: owed(s, [self.cluster_id], self.stage.clock()))
        found = {}
        for duty in duties:
            found.setdefault(duty.unit_id, set()).add(duty.about["code"])
        return found


async def opens(phone, year, name="show", *args):
    await phone.send("/start")
    await phone.tap_data(f"calendar.{name}:{year.at(*args)}")


def line(phone, name):
    return next(row for row in phone.card.splitlines() if name in row)


async def test_the_head_puts_the_year_in_force_and_everybody_is_told_once(either_stage):
    year = Year(either_stage)
    head, member = await either_stage.head(), await either_stage.joins("Cục Hải quan")
    await opens(member, year)

    assert "chưa ban hành lịch thi đua năm 2027" in member.card

    await opens(head, year)

    assert "Lịch thi đua năm 2027" in head.card
    assert "Chủ nhật 28/02 – Kế hoạch" in line(head, "Kế hoạch")
    assert "15/01/2028" in line(head, "Hội nghị tổng kết")
    assert head.card.index("Hôm nay") < head.card.index("Kế hoạch")

    await head.tap(IN_FORCE)

    assert "1 người sẽ nhận được tin sau" in head.card
    assert "Chủ nhật 28/02/2027 không phải ngày làm việc" in head.card

    preview, data = head.card, head.data(IN_FORCE)
    await head.tap(IN_FORCE)
    await presses(head, data)
    letters = [text for text in member.texts if "trân trọng thông báo lịch" in text]

    assert "Đã ban hành ngày 09/11/2026" in head.card
    assert len(letters) == 1
    assert letters[0] in preview, "what was shown is what they get, word for word"

    await member.tap("📅 Xem lịch năm")

    assert "▶️ 1." in member.card
    assert "Đổi ngày" not in "".join(member.buttons)


async def test_the_calendar_as_a_file_has_every_step_as_a_whole_day(stage):
    year = Year(stage)
    year.in_force()
    member = await stage.joins("Cục Hải quan")
    await opens(member, year)
    await member.tap("📅 Tải lịch (.ics)")
    ((name, content),) = member.files

    events = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    by_name = {str(event["summary"]): event["dtstart"].dt for event in events}
    assert name == "lich-thi-dua-2027.ics"
    assert len(events) == 13
    assert by_name["Hội nghị tổng kết"] == date(2028, 1, 15)
    assert len({str(event["uid"]) for event in events}) == 13


# -- moving -----------------------------------------------------------------------------------


async def test_a_deadline_on_the_second_day_of_tet_is_warned_of_by_its_name(stage):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "move", "plan")
    await head.send("7/2/2027")

    assert "Chủ nhật 28/02/2027" in head.card, "old"
    assert "Ngày mới: Chủ nhật 07/02/2027" in head.card
    assert "không phải ngày làm việc (ngày nghỉ lễ: Mùng hai Tết Nguyên Đán)" in head.card

    await head.tap("Ngày làm việc: thứ Tư 03/02")

    assert "không phải ngày làm việc" not in head.card

    await head.tap("✅ Đổi ngày")

    assert year.state(YearStep.PLAN).at == end_of_day(date(2027, 2, 3))


async def test_what_would_have_too_little_time_moves_along_or_stays(either_stage):
    year, head = Year(either_stage), await either_stage.head()
    member = await either_stage.joins("Cục Hải quan")
    year.in_force()
    await opens(head, year, "move", "plan")
    await head.send("10/03/2027 17:00")

    assert "• Ký kết giao ước, phát động thi đua: thứ Hai 15/03 → thứ Năm 25/03" in head.card
    assert "• Đăng ký chỉ tiêu, danh hiệu thi đua: thứ Tư 31/03 → Thứ" not in head.card

    alone = head.data("Chỉ đổi bước này")
    await head.tap("✅ Đổi ngày và dời các bước trên")

    assert "Đã đổi ngày của 3 bước" in head.card
    assert year.state(YearStep.PLAN).at == datetime(2027, 3, 10, 10, 0, tzinfo=UTC)
    assert year.state(YearStep.SIGNING).at == end_of_day(date(2027, 3, 25))

    await presses(head, alone)

    assert year.state(YearStep.SIGNING).at == end_of_day(date(2027, 3, 25)), "twice is as once"

    await either_stage.later(seconds=2)
    told = [text for text in member.texts if "điều chỉnh lịch" in text]

    assert len(told) == 1
    assert "Đăng ký chỉ tiêu, danh hiệu thi đua: thứ Bảy 10/04/2027" in told[0]
    assert "Kế hoạch" not in told[0], "the plan is the head's"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("thứ Sáu tới", end_of_day(date(2026, 11, 13))),
        ("13/11", end_of_day(date(2026, 11, 13))),
        ("12/11/2026 17:00", datetime(2026, 11, 12, 10, 0, tzinfo=UTC)),
    ],
    ids=["weekday", "day", "hour"],
)
async def test_a_date_is_typed_as_people_say_it(stage, typed, at):
    year, head = Year(stage, 2026), await stage.head()
    await opens(head, year, "move", "year_report")
    await head.send(typed)
    await head.tap("✅ Đổi ngày")

    assert year.state(YearStep.YEAR_REPORT).at == at


async def test_only_this_one_is_moved_where_the_head_says_so(stage):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "move", "plan")
    await head.send("10/03/2027")
    await head.tap("Chỉ đổi bước này")

    assert [row.code for row in stage.rows(CalendarStep)] == ["plan"]
    assert not stage.rows(Letter, kind="plan-moved"), "it is not in force"


async def test_a_date_is_chosen_by_a_button(stage):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "move", "handover")

    assert len(head.buttons) <= 8

    await head.tap("thứ Hai 14/02/2028")
    await head.tap("✅ Đổi ngày")

    assert year.state(YearStep.HANDOVER).at == end_of_day(date(2028, 2, 14))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02", "31/02"),
        ("1/11/2026", "đã qua"),
        ("chắc là tháng sau", "chắc là tháng sau"),
        ("10/11/2026", "Các bước của năm thi đua 2027 nằm trong khoảng từ 01/01/2027"),
        ("20/03/2027", ""),
    ],
    ids=["31/02", "a date in the past", "no date", "outside the year", "a good one"],
)
async def test_bad_dates_are_refused_in_words_and_change_nothing(stage, typed, said):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "move", "plan")
    await head.send(typed)

    assert said in head.card
    assert ("Ngày mới:" in head.card) is (said == "")
    assert not stage.rows(CalendarStep)


async def test_mid_year_after_year_end_is_refused_with_both_steps_named(stage):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "move", "mid_review")
    await head.send("20/01/2028")

    assert "“Hội nghị sơ kết” sẽ diễn ra sau “" in head.card
    assert "Hội nghị tổng kết" in head.card
    assert not stage.rows(CalendarStep)


async def test_nothing_moves_along_beyond_the_years_last_day(stage):
    year = Year(stage)
    year.moves(YearStep.HANDOVER, end_of_day(date(2028, 6, 20)))
    year.moves(YearStep.YEAR_REVIEW, end_of_day(date(2028, 3, 28)))
    year.moves(YearStep.DOSSIER, end_of_day(date(2028, 2, 25)))

    def ways(step, day):
        now = stage.clock()
        return stage.do(lambda s: moves.ways(year._calendar(s), step, end_of_day(day), now))

    found = ways(YearStep.DOSSIER, date(2028, 3, 20))

    assert list(found) == [Way.ALONE], "the review would come in April"

    with pytest.raises(DateOutsideYear) as no:
        ways(YearStep.YEAR_REVIEW, date(2028, 4, 1))

    assert no.value.last == date(2028, 3, 31), "in April it would be the next year's review"


async def test_two_dates_moved_at_one_moment_are_both_told(stage):
    year, member = Year(stage), await stage.joins("Cục Hải quan")
    year.in_force()
    year.moves(YearStep.REGISTRATION, end_of_day(date(2027, 4, 2)))
    year.moves(YearStep.MID_REPORT, end_of_day(date(2027, 6, 18)))
    await stage.later(seconds=2)
    told = "".join(text for text in member.texts if "điều chỉnh lịch" in text)

    assert "02/04/2027" in told
    assert "18/06/2027" in told


async def test_a_step_moved_twice_by_two_people_is_shown_again_before_it_moves(stage):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "move", "signing")
    await head.send("20/03/2027")
    year.moves(YearStep.SIGNING, end_of_day(date(2027, 3, 18)))
    await head.tap("✅ Đổi ngày")

    assert "vừa được thay đổi" in head.card
    assert "18/03/2027" in head.card
    assert year.state(YearStep.SIGNING).at == end_of_day(date(2027, 3, 18))

    await head.tap("✅ Đổi ngày")

    assert year.state(YearStep.SIGNING).at == end_of_day(date(2027, 3, 20))


async def test_nobody_but_the_head_changes_anything_and_forged_buttons_gain_nothing(stage):
    year, member = Year(stage), await stage.joins("Cục Hải quan")
    await opens(member, year)
    for forged in (
        f"calendar.made:{year.at()}",
        f"calendar.copied:{year.at()}",
        f"calendar.moved:{year.at('plan', '20270310T1659Z', 'alone')}",
        f"calendar.done:{year.at('plan', 1)}",
        f"calendar.theme:{year.at()}",
        f"calendar.step:{year.at('plan')}",
        f"calendar.file:{year.at()}",
    ):
        await member.tap_data(forged)

    assert not stage.rows(CalendarStep)
    assert not stage.rows(StepDone)
    assert not stage.rows(EmulationYear, year=2027)
    assert not member.files

    head = await stage.head()
    await opens(head, year)
    for forged in (
        f"calendar.step:{year.at('christmas')}",
        f"calendar.move:{year.at('PLAN')}",
        f"calendar.sure:{year.at('plan', 'soon')}",
        f"calendar.show:{year.cluster_id}:9999",
        f"calendar.done:{year.at('year_report', 1)}",
        f"calendar.done:{year.at('plan', 7)}",
    ):
        await head.tap_data(forged)

        assert "không còn hiệu lực" in head.toast + head.card or "chưa được ban hành" in head.card


async def test_the_actions_refuse_for_themselves(stage):
    year = Year(stage)
    now, key = stage.clock(), (year.cluster_id, 2027)
    at = end_of_day(date(2027, 3, 1))
    shown = (Change(YearStep.PLAN, end_of_day(date(2027, 2, 28)), at),)

    def refuses(error, work):
        with pytest.raises(error):
            year.does(work)

    def moved(session, me, step=YearStep.PLAN, at=at, shown=shown):
        return moves.move_step(session, me, *key, step, at, shown, now)

    refuses(NotForYou, lambda s, _: act.put_in_force(s, year.member(s), *key, now))
    refuses(NotForYou, lambda s, _: moved(s, year.member(s)))
    refuses(NotForYou, lambda s, _: act.copy_year(s, year.member(s), *key, now))
    refuses(NotForYou, lambda s, _: act.set_theme(s, year.member(s), *key, "x", now))
    refuses(DateInPast, lambda s, me: moved(s, me, at=now - timedelta(days=1)))
    refuses(DateOutsideYear, lambda s, me: moved(s, me, at=end_of_day(date(2028, 7, 1))))
    refuses(StepMovedMeanwhile, lambda s, me: moved(s, me, shown=()))
    refuses(TextTooLong, lambda s, me: act.set_theme(s, me, *key, "x" * 501, now))
    refuses(NothingToCopy, lambda s, me: act.copy_year(s, me, *key, now))
    refuses(CalendarNotMade, lambda s, me: _tick(s, me, year, YearStep.PLAN))
    refuses(UnknownButton, lambda s, me: _tick(s, me, year, YearStep.CROSS))
    late = end_of_day(date(2028, 2, 20))
    passing = (Change(YearStep.YEAR_REVIEW, end_of_day(date(2028, 1, 15)), late),)
    refuses(StepsOutOfOrder, lambda s, me: moved(s, me, YearStep.YEAR_REVIEW, late, passing))
    other = Year(stage, cluster=OTHER_CLUSTER)
    refuses(NotYourCluster, lambda s, _: act.put_in_force(s, other.head(s), *key, now))
    year.in_force()
    refuses(CalendarInForce, lambda s, me: act.copy_year(s, me, *key, now))


def _tick(session, me, year, step, *, done=True):
    key, now = (year.cluster_id, year.year), year.stage.clock()
    act.set_done(session, me, *key, step, done=done, now=now)


# -- what a step hangs on ---------------------------------------------------------------------


async def test_the_report_is_due_with_the_open_period_and_moves_it(stage):
    year, head = Year(stage, 2026), await stage.head()
    member = await stage.joins("Cục Hải quan")
    year.in_force()
    await head.send("/start")
    await head.tap("Mở đợt tự chấm điểm")
    await head.tap("Tổng kết năm 2026")

    assert head.buttons[0] == "Theo lịch năm: Chủ nhật 15/11"

    await head.tap("thứ Hai 16/11")
    await head.tap("✅ Mở đợt tự chấm điểm")

    assert year.state(YearStep.YEAR_REPORT).at == end_of_day(date(2026, 11, 16))
    assert year.state(YearStep.GUIDANCE).done

    await opens(head, year, "step", "year_report")
    await head.tap("🗓 Đổi ngày")
    await head.send("20/11")

    assert "hạn nộp đổi theo ngày này" in head.card

    await head.tap("✅ Đổi ngày và dời các bước trên")
    await stage.later(seconds=2)

    assert stage.period().due_at == end_of_day(date(2026, 11, 20))
    assert year.state(YearStep.PREPARATORY).at == end_of_day(date(2026, 12, 14))
    assert "Hạn nộp mới" in "".join(member.texts)
    codes = {row.code for row in stage.rows(CalendarStep)}
    assert "year_report" not in codes, "the period's own deadline is the only one"

    def closed(session):
        session.get(Period, stage.period().id).stage = Stage.APPRAISAL

    stage.do(closed)

    assert year.state(YearStep.YEAR_REPORT).done
    with pytest.raises(StepIsDone):
        year.moves(YearStep.YEAR_REPORT, end_of_day(date(2026, 12, 1)))


async def test_cross_scoring_moves_with_its_step_and_is_done_when_it_is_closed(stage):
    year = Year(stage, 2026)
    period_id, now = stage.open_period(), stage.clock()

    def begun(session):
        session.get(Period, period_id).stage = Stage.APPRAISAL
        due = end_of_day(date(2026, 11, 27))
        opened = {"opened_at": now, "opened_by": year.head(session).person_id}
        session.add(CrossRound(period_id=period_id, per_unit=2, due_at=due, **opened))

    stage.do(begun)
    at = end_of_day(date(2026, 11, 30))

    assert year.state(YearStep.CROSS).at == end_of_day(date(2026, 11, 27))

    year.moves(YearStep.CROSS, at, along=False)

    assert stage.rows(CrossRound)[0].due_at == at
    assert not stage.rows(CalendarStep)


async def test_a_meetings_date_is_changed_on_the_meetings_own_card(stage):
    year, head = Year(stage), await stage.head()
    starts_at = datetime(2027, 7, 15, 1, 0, tzinfo=UTC)

    def called(session):
        now = stage.clock()
        for cancelled in (now, None):
            session.add(
                Meeting(
                    cluster_id=year.cluster_id,
                    year=2027,
                    kind=MeetingKind.MID_YEAR,
                    title="Hội nghị sơ kết",
                    starts_at=starts_at + timedelta(days=3 if cancelled else 0),
                    answer_by=starts_at,
                    made_by=year.head(session).person_id,
                    made_at=now,
                    called_at=now,
                    cancelled_at=cancelled,
                )
            )

    stage.do(called)
    await opens(head, year, "step", "mid_review")

    assert "08:00 thứ Năm 15/07/2027" in head.card
    assert head.data("👥 Xem cuộc họp").startswith("meeting.show:")

    await head.tap_data(f"calendar.move:{year.at('mid_review')}")

    assert "đổi thời gian trên thẻ cuộc họp" in head.card
    with pytest.raises(StepHasMeeting):
        year.moves(YearStep.MID_REVIEW, starts_at + timedelta(days=1))

    with pytest.raises(StepsOutOfOrder):
        year.moves(YearStep.MID_REPORT, end_of_day(date(2027, 7, 16)))


async def test_the_head_is_led_to_what_a_step_is_about(stage):
    year, head = Year(stage), await stage.head()
    await opens(head, year, "step", "preparatory")

    assert head.data("👥 Chuẩn bị").endswith(f"meeting.new:{year.cluster_id}:preparatory")

    await opens(head, year, "step", "mid_report")

    assert head.data("Mở đợt tự chấm") == f"period.new:{year.cluster_id}"


# -- the year before, the theme -----------------------------------------------------------------


async def test_last_years_dates_are_taken_over_on_working_days(stage):
    last, year = Year(stage, 2026), Year(stage)
    last.moves(YearStep.YEAR_REVIEW, datetime(2027, 1, 22, 1, 0, tzinfo=UTC))
    last.moves(YearStep.DOSSIER, end_of_day(date(2026, 12, 26)))
    head = await stage.head()
    await opens(head, year)
    await head.tap("📋 Lấy theo lịch năm trước")

    assert "Hội nghị tổng kết: 08:00 thứ Sáu 21/01/2028, ngày làm việc trước" in head.card
    assert "Hồ sơ gửi cơ quan thường trực: thứ Sáu 24/12/2027" in head.card

    await head.tap("✅ Lấy các ngày này")
    found = {row.code: row.at for row in stage.rows(CalendarStep, year=2027)}

    assert found["year_review"] == datetime(2028, 1, 21, 1, 0, tzinfo=UTC)
    assert len(found) == len(stage.rows(CalendarStep, year=2026))


async def test_the_theme_of_the_year_is_typed_by_the_head_and_seen_by_all(stage):
    year, head = Year(stage, 2026), await stage.head()
    member = await stage.joins("Cục Hải quan")
    await opens(head, year, "theme")
    await head.send("  Đoàn kết,\nsáng tạo <b>  ")

    assert "Chủ đề năm: “Đoàn kết, sáng tạo" in head.card or "Đoàn kết, sáng tạo" in head.card

    await member.send("/start")

    assert "Đoàn kết, sáng tạo <b>" in member.card


# -- done, and what is owed -----------------------------------------------------------------------


async def test_each_unit_says_for_itself_that_it_has_registered(either_stage):
    stage, year = either_stage, Year(either_stage)
    year.in_force()
    member = await stage.joins("Cục Hải quan")
    other = await stage.joins("Kho bạc")
    await opens(member, year, "step", "registration")
    data = member.data("✅ Đơn vị đã hoàn thành")
    await member.tap("✅ Đơn vị đã hoàn thành")
    await presses(member, data)

    assert "1/8 đơn vị đã báo hoàn thành" in member.card
    assert len(stage.rows(StepDone)) == 1

    await opens(other, year, "step", "registration")

    assert "✅ Đơn vị đã hoàn thành" in other.buttons, "another unit's word is its own"

    await member.tap("↩️ Báo chưa hoàn thành")

    assert not stage.rows(StepDone)


async def test_a_person_of_two_units_says_it_for_each_of_them(stage):
    year, phone = Year(stage), await stage.joins("Cục Hải quan")
    await phone.send(f"/start {stage.code_for('Kho bạc')}")
    await phone.tap("Đúng")
    year.in_force()
    await opens(phone, year, "step", "registration")
    await phone.tap("✅ Đơn vị đã hoàn thành · ")
    await phone.tap("✅ Đơn vị đã hoàn thành · ")

    assert len(stage.rows(StepDone)) == 2
    assert len(year.owed()) == 6, "all others"

    foreign = min(set(year.owed()))
    await presses(phone, f"calendar.done:{year.at('registration', 1, foreign)}")

    assert len(stage.rows(StepDone)) == 2


async def test_the_home_card_names_the_next_step_that_the_unit_has_not_done(stage):
    year, phone = Year(stage), await stage.joins("Cục Hải quan")
    year.in_force()
    stage.do(lambda s: _tick(s, access.actor(s, phone.user_id, local_date(stage.clock())), year,
                             YearStep.REGISTRATION))  # fmt: skip
    stage.clock.advance(datetime(2027, 3, 20, 3, 0, tzinfo=UTC) - stage.clock())
    await stage.settle()
    await phone.send("/start")

    assert "Đăng ký chỉ tiêu" not in phone.card
    assert "Báo cáo, tự chấm điểm 6 tháng" in phone.card


async def test_in_january_the_home_card_looks_at_both_years(stage):
    old, year, phone = Year(stage, 2026), Year(stage), await stage.joins("Cục Hải quan")
    old.in_force()
    old.moves(YearStep.HANDOVER, end_of_day(date(2027, 4, 29)))
    old.moves(YearStep.YEAR_REVIEW, end_of_day(date(2027, 1, 12)))
    year.in_force()
    stage.clock.advance(datetime(2027, 1, 20, 3, 0, tzinfo=UTC) - stage.clock())
    stage.do(lambda s: _tick(s, access.actor(s, phone.user_id, local_date(stage.clock())), year,
                             YearStep.REGISTRATION))  # fmt: skip
    await stage.settle()
    await phone.send("/start")

    assert "Kế hoạch" in phone.card
    assert "Bàn giao" not in phone.card


async def test_last_years_dates_are_taken_over_around_what_this_year_has_already(stage):
    last, year = Year(stage, 2026), Year(stage)
    last.moves(YearStep.HANDOVER, end_of_day(date(2027, 1, 27)))
    year.moves(YearStep.YEAR_REVIEW, end_of_day(date(2028, 1, 29)))

    with pytest.raises(NothingToCopy):
        year.does(lambda s, _: act.copies(s, year.cluster_id, 2027, stage.clock()))


async def test_whoever_has_just_seen_the_calendar_is_not_reminded_of_it_at_once(stage):
    year, phone = Year(stage, 2026), await stage.joins("Cục Thuế", Role.OFFICER)
    stage.clock.advance(datetime(2026, 12, 11, 1, 30, tzinfo=UTC) - stage.clock())
    year.in_force()  # half an hour before the dossier is asked for, seven days ahead
    await stage.later(hours=1)

    assert not stage.rows(Letter, kind="remind")

    await stage.later(days=6)

    assert "Kính nhắc" in phone.text


async def test_only_those_who_owe_a_step_are_asked_for_it(either_stage):
    stage, year = either_stage, Year(either_stage)

    assert year.owed() == {}, "nobody, before the calendar is in force"

    year.in_force()
    units = stage.do(lambda s: member_units(s, year.cluster_id, local_date(stage.clock())))
    heads = {unit.unit_id for unit in units if Office.HEAD in unit.offices}
    found = year.owed()

    assert len(found) == 8
    assert all("registration" in steps for steps in found.values())
    assert {unit for unit, steps in found.items() if "plan" in steps} == heads
    assert found[next(iter(heads))] == {
        "plan",
        "signing",
        "registration",
        "guidance",
        "dossier",
        "handover",
    }
    assert "mid_report" not in found[next(iter(heads))], "a sheet has a duty of its own"

    year.does(lambda s, head: _tick(s, head, year, YearStep.PLAN))
    stage.do(lambda s: _tick(s, year.member(s), year, YearStep.REGISTRATION))
    found = year.owed()

    assert "plan" not in found[next(iter(heads))]
    assert len(found) == 7
    assert stage.rows(Alarm, cluster_id=year.cluster_id), "the bell is told"

    year.does(lambda s, head: _tick(s, head, year, YearStep.PLAN, done=False))

    assert "plan" in year.owed()[next(iter(heads))]


async def test_steps_before_the_calendar_was_in_force_are_not_asked_for_nor_those_long_over(stage):
    year = Year(stage, 2026)
    year.in_force()
    ((_, steps),) = year.owed().items()

    assert steps == {"dossier", "handover"}

    after = Year(stage)
    after.in_force()
    stage.clock.advance(datetime(2027, 4, 30, 3, 0, tzinfo=UTC) - stage.clock())

    carried_on = frozenset({"guidance", "dossier", "handover"})  # by the head of the year before
    assert set(map(frozenset, after.owed().values())) == {
        frozenset({"registration"}),
        carried_on | {"registration"},
    }

    stage.clock.advance(timedelta(days=1))

    assert list(map(frozenset, after.owed().values())) == [carried_on], "31/03 and 30 days"


async def test_two_clusters_are_looked_at_at_once(stage):
    first, second = Year(stage), Year(stage, cluster=OTHER_CLUSTER)
    first.in_force()
    second.in_force()
    both = [first.cluster_id, second.cluster_id]
    asked = []
    event.listen(stage.database.engine, "before_cursor_execute", lambda *about: asked.append(about))
    stage.do(lambda s: owed(s, both[:1], stage.clock()))
    for_one = len(asked)
    found = stage.do(lambda s: owed(s, both, stage.clock()))

    assert len(asked) == 2 * for_one, "as many statements for one as for many"

    assert {duty.cluster_id for duty in found} == set(both)
    assert len({duty.key for duty in found}) == len(found)
    assert all(len(duty.thing) <= 60 for duty in found)


async def test_last_years_calendar_stays_at_hand_until_its_last_step_is_over(stage):
    year = Year(stage, 2026)

    def at_hand(day):
        return stage.do(lambda s: year_at_hand(s, year.cluster_id, day))

    assert at_hand(date(2027, 1, 10)) == 2027, "it was never in force"

    year.in_force()

    assert [at_hand(date(2027, 1, 31)), at_hand(date(2027, 2, 1))] == [2026, 2027]


async def test_an_officer_of_the_head_may_put_in_force_and_turn_to_the_years_beside(stage):
    year = Year(stage)
    officer = await stage.joins("Cục Thuế", Role.OFFICER)
    await opens(officer, year)

    assert IN_FORCE in officer.buttons
    assert "◀️ 2026" in officer.buttons

    await officer.tap("◀️ 2026")

    assert "▫️ 1." in officer.card, "what is over before the calendar is in force is no fault"
    assert "◀️ 2025" not in officer.buttons
