"""A meeting by its head: prepared, called, changed, cancelled; and what is refused by name."""

from datetime import timedelta

import pytest

from models.access import Right
from models.actions import calling
from models.actions import meeting as act
from models.actions.evidence import Given
from models.audit import Audit
from models.errors import (
    DateInPast,
    NotForYou,
    NothingTyped,
    NotYourCluster,
    RemindedToday,
    TextTooLong,
    UnknownButton,
)
from models.errors_year import (
    AnswerByTooLate,
    MeetingCancelled,
    MeetingChanged,
    MeetingEndsFirst,
    MeetingNotCalled,
    MeetingOfNobody,
    MeetingStarted,
    NotAMapLink,
    NothingOwed,
    PapersFull,
    WhyNeeded,
)
from models.evidence import EvidenceKind
from models.meeting import Invitee, Meeting, MeetingKind, MeetingPaper
from models.people import Role
from models.post import Letter
from models.queries.files import known_files
from models.queries.meeting import meeting_for, meetings_of
from models.reminder import Alarm
from models.rules.calendar import end_of_day, local_date
from models.rules.meeting import PAPERS_AT_MOST, Part
from tests import sample_files as sample
from tests.databases import OTHER_CLUSTER
from tests.meetings import HEAD, OTHER_HEAD, STARTS, TITLE, Gathering, living
from tests.test_one_moment import together

WHY = "trùng lịch họp Hội đồng nhân dân tỉnh"
CALL = "Triệu tập và gửi"


def letters(stage, kind):
    return stage.rows(Letter, kind=kind)


async def to_meetings(phone):
    await phone.send("/start")
    await phone.tap_data("meeting.list:1")


async def drafted(head, when="15/12 8:00"):
    """The head's card of a new draft of the year-end conference."""
    await to_meetings(head)
    await head.tap("Chuẩn bị cuộc họp")
    await head.tap("Hội nghị tổng kết")
    await head.send(when)


# -- talks ------------------------------------------------------------------------------------


async def test_a_head_prepares_a_meeting_part_by_part_and_calls_it(either_stage):
    head, unit = await either_stage.head(), await either_stage.joins("Kho bạc")
    await to_meetings(head)

    assert "Chưa có cuộc họp nào" in head.card

    await drafted(head)

    assert "công tác thi đua, khen thưởng năm 2026" in head.card
    assert "08:00 ngày 15/12/2026 (thứ Ba)" in head.card
    assert "Hạn trả lời: 23:59 ngày 11/12/2026" in head.card

    for part, typed in (
        ("Địa điểm", "Hội trường A <tầng 2>"),
        ("Giờ kết thúc", "11:30"),
        ("Bản đồ", "https://maps.app.goo.gl/abc"),
        ("Chương trình", "1. Khai mạc\n2. Báo cáo tổng kết"),
        ("Tên cuộc họp", "Hội nghị tổng kết năm 2026"),
    ):
        await head.tap(part)
        await head.send(typed)
    await head.tap("Số dự tối thiểu")
    await head.tap("3/4")

    assert "tối thiểu 3/4 số đơn vị" in head.card

    await head.tap("Tài liệu")
    await head.send_file("bao-cao.pdf", sample.pdf())
    await head.tap("Quay lại")
    await head.tap("Kiểm tra và triệu tập")

    assert "8 đơn vị; 2 người" in head.card
    assert "trân trọng kính mời đại diện Quý đơn vị đến dự: Hội nghị tổng kết năm 2026" in head.card
    assert "Kèm theo 1 tài liệu" in head.card
    assert not unit.from_bot[-1].data["text"].startswith("GIẤY MỜI"), "nobody is told before"

    await head.tap(CALL)

    assert "Kính gửi: Kho bạc Nhà nước tỉnh" in unit.text
    assert "08:00 ngày 15/12/2026 (thứ Ba), đến 11:30" in unit.text
    assert "Hội trường A <tầng 2>" in unit.text
    assert "2. Báo cáo tổng kết" in unit.text

    await unit.tap("Tài liệu (1)")

    assert [name for name, _ in unit.files] == ["bao-cao.pdf"]


async def test_a_changed_time_is_told_and_asked_again_and_a_cancelled_meeting_is_over(stage):
    head, unit = await stage.head(), await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    await stage.settle()
    await unit.tap("Dự họp")
    await head.tap_data(f"meeting.show:{meeting.id}")
    await head.tap("Thay đổi")
    await head.tap("Giờ bắt đầu")
    await head.send("18/12 14:00")

    assert "08:00 ngày 15/12/2026 → 14:00 ngày 18/12/2026" in head.card
    assert meeting.row.starts_at == STARTS, "not before it is confirmed"

    await head.tap("Đổi thêm")
    await head.tap("Địa điểm")
    await head.send("Hội trường B")
    await head.tap("Thay đổi và thông báo")

    assert "thông báo thay đổi thời gian và địa điểm" in unit.text
    assert "Trước đây: 08:00 ngày 15/12/2026" in unit.text
    assert "14:00 ngày 18/12/2026" in unit.text

    await head.tap("Xem cuộc họp")
    await head.tap("Danh sách trả lời")

    assert "⚠️ Kho bạc Nhà nước: dự họp (chưa xác nhận thời gian mới)" in living(head)

    await unit.tap("Dự họp")

    assert "✅ Kho bạc Nhà nước: dự họp" in living(head)

    await head.tap("Về cuộc họp")
    await head.tap("Hủy cuộc họp")
    await head.send(WHY)
    await head.tap("Hủy cuộc họp")

    assert "THÔNG BÁO HỦY" in unit.text
    assert WHY in unit.text
    assert not meeting.owed()

    await unit.tap(".ics")

    assert b"STATUS:CANCELLED" in unit.files[-1][1]
    assert b"SEQUENCE:2" in unit.files[-1][1]


async def test_units_are_chosen_and_a_meeting_of_no_units_is_refused(stage):
    head = await stage.head()
    await drafted(head)
    await head.tap("Đơn vị được mời")
    await head.tap("✅ Bảo hiểm")

    assert "7/8 đơn vị" in head.card

    await head.tap("Bỏ chọn tất cả")
    await head.tap("Quay lại")
    await head.tap("Kiểm tra và triệu tập")

    assert "Chưa mời đơn vị nào" in head.card

    await head.tap_data("meeting.call:1")

    assert "Đề nghị chọn ít nhất một đơn vị" in head.card
    assert stage.rows(Meeting)[0].called_at is None


async def test_a_change_confirmed_twice_is_told_once(stage):
    head = await stage.head()
    await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    await head.tap_data(f"meeting.more:{meeting.id}")
    await head.tap("Địa điểm")
    await head.send("Hội trường B")
    data = head.data("Thay đổi và thông báo")
    await head.tap("Thay đổi và thông báo")
    await head.tap_data(data)

    assert meeting.row.version == 2
    assert len(letters(stage, "meeting-changed")) == 2


async def test_another_quorum_leaves_the_changes_on_their_way_as_they_are(stage):
    head = await stage.head()
    meeting = Gathering(stage)
    await head.tap_data(f"meeting.more:{meeting.id}")
    await head.tap("Địa điểm")
    await head.send("Hội trường B")
    await head.tap("Đổi thêm")
    await head.tap("Số dự tối thiểu")
    await head.tap("3/4")

    assert "✅ Số dự tối thiểu: 3/4" in head.card
    assert "Hội trường B" in head.card

    await head.tap("Kiểm tra thay đổi")
    await head.tap("Thay đổi và thông báo")

    assert (meeting.row.quorum, meeting.row.place) == ("3/4", "Hội trường B")


async def test_a_secretary_or_deputy_reads_the_answers_and_a_member_does_not(stage):
    deputy, unit = await stage.joins("Cục Quản lý"), await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    await stage.settle()
    await deputy.tap_data(f"meeting.answers:{meeting.id}")

    assert "0 dự họp" in deputy.card

    await unit.tap_data(f"meeting.answers:{meeting.id}")

    assert "do Cụm trưởng" in unit.card
    assert "0 dự họp" not in unit.card


# -- preparing --------------------------------------------------------------------------------


def test_a_draft_has_the_usual_values_and_is_known_to_its_head_only(flat):
    meeting = Gathering(flat, called=False)
    row = meeting.row

    assert (row.year, row.quorum, row.title) == (2026, "2/3", TITLE)
    assert len(flat.rows(Invitee, meeting_id=meeting.id)) == 8
    assert not meeting.owed()
    assert not letters(flat, "invitation")
    with pytest.raises(NotForYou):
        flat.do(lambda s: meeting_for(s, meeting.actor(s, "Kho bạc"), meeting.id))

    def seen(session, *, runs):
        return meetings_of(session, meeting.cluster_id, flat.clock(), runs=runs)

    assert [each.meeting_id for each in flat.do(lambda s: seen(s, runs=True))] == [meeting.id]
    assert not flat.do(lambda s: seen(s, runs=False))


def test_the_same_draft_made_twice_is_one_draft(flat):
    meeting = Gathering(flat, called=False)
    again = Gathering(flat, called=False)

    assert again.id == meeting.id


def test_two_who_prepare_the_same_at_one_moment_make_one_draft(pg_flat):
    meeting = Gathering(pg_flat, called=False)
    cluster_id, now, later = meeting.cluster_id, pg_flat.clock(), STARTS + timedelta(days=2)

    def press(role):
        def work(session):
            me = meeting.actor(session, HEAD, role)
            return act.prepare(session, me, cluster_id, MeetingKind.THEMATIC, TITLE, later, now)

        return work

    together(pg_flat, press(Role.LEADER), press(Role.OFFICER))

    assert len(pg_flat.rows(Meeting, starts_at=later)) == 1


def test_only_the_head_of_that_cluster_prepares_and_calls(flat):
    meeting = Gathering(flat, called=False)
    with pytest.raises(NotForYou):
        meeting.by(calling.call, meeting.id, who="Kho bạc")
    with pytest.raises(NotForYou):
        meeting.by(
            act.prepare, meeting.cluster_id, MeetingKind.THEMATIC, TITLE, STARTS, who="Kho bạc"
        )
    other = Gathering(flat, called=False, cluster=OTHER_CLUSTER, head=OTHER_HEAD)
    with pytest.raises(NotYourCluster):
        other.by(calling.call, meeting.id)


def test_a_dropped_draft_is_gone_and_told_to_nobody(flat):
    meeting = Gathering(flat, called=False)
    meeting.by(calling.drop, meeting.id)
    meeting.by(calling.drop, meeting.id)

    assert not flat.do(lambda s: meetings_of(s, meeting.cluster_id, flat.clock(), runs=True))
    assert not letters(flat, "meeting-cancelled")
    with pytest.raises(MeetingCancelled):
        meeting.by(calling.call, meeting.id)


def test_a_meeting_that_was_called_is_not_dropped(flat):
    meeting = Gathering(flat)
    with pytest.raises(MeetingChanged):
        meeting.by(calling.drop, meeting.id)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({Part.STARTS: STARTS - timedelta(days=60)}, DateInPast),
        ({Part.ENDS: STARTS}, MeetingEndsFirst),
        ({Part.ENDS: STARTS - timedelta(hours=1)}, MeetingEndsFirst),
        ({Part.ANSWER_BY: STARTS + timedelta(minutes=1)}, AnswerByTooLate),
        ({Part.ANSWER_BY: STARTS - timedelta(days=60)}, DateInPast),
        ({Part.MAP: "javascript:alert(1)"}, NotAMapLink),
        ({Part.MAP: "http://"}, NotAMapLink),
        ({Part.PROGRAMME: "a" * 5001}, TextTooLong),
        ({Part.TITLE: "a" * 201}, TextTooLong),
        ({Part.TITLE: ""}, NothingTyped),
        ({Part.QUORUM: ""}, UnknownButton),
        ({Part.QUORUM: "4/3"}, UnknownButton),
    ],
    ids=["time in the past", "ends as it begins", "ends before", "answers after it begins",
         "answers in the past", "javascript", "no host", "programme of 5001", "long title",
         "no title", "no quorum", "quorum of more than all"],
)  # fmt: skip
@pytest.mark.parametrize("called", [False, True], ids=["draft", "called"])
def test_what_a_meeting_cannot_be(flat, changes, refusal, called):
    meeting = Gathering(flat, called=called)
    with pytest.raises(refusal):
        meeting.change(changes)

    assert meeting.row.version == 1


def test_a_draft_is_changed_without_telling_anybody(flat):
    meeting = Gathering(flat, called=False)
    meeting.change({Part.PROGRAMME: "a" * 5000, Part.PLACE: "A", Part.ENDS: None})
    meeting.change({Part.PLACE: ""})

    assert (meeting.row.place, meeting.row.version) == ("", 1)
    assert not letters(flat, "meeting-changed")


def test_the_closing_hour_is_changed_when_the_day_for_answers_is_over(flat):
    meeting = Gathering(flat)
    flat.clock.advance(meeting.row.answer_by + timedelta(hours=9) - flat.clock())

    assert meeting.change({Part.ENDS: STARTS + timedelta(hours=3)})

    with pytest.raises(DateInPast):
        meeting.change({Part.ANSWER_BY: flat.clock() - timedelta(hours=1)})


def test_the_present_time_typed_once_more_changes_nothing(flat):
    meeting = Gathering(flat)
    meeting.change({Part.ANSWER_BY: STARTS - timedelta(days=5)})

    assert not meeting.change({Part.STARTS: STARTS})
    assert meeting.row.answer_by == STARTS - timedelta(days=5)


def test_the_list_counts_answers_to_the_present_time_only(flat):
    meeting = Gathering(flat)
    meeting.answer("Kho bạc")
    cluster_id = meeting.cluster_id

    def counted():
        found = flat.do(lambda s: meetings_of(s, cluster_id, flat.clock(), runs=True))
        return [(each.answered, each.invited) for each in found]

    assert counted() == [(1, 8)]

    meeting.change({Part.STARTS: STARTS + timedelta(days=1)})

    assert counted() == [(0, 8)]


def test_a_meeting_moved_into_spring_belongs_to_the_same_year(flat):
    meeting = Gathering(flat, called=False)
    meeting.change({Part.STARTS: STARTS + timedelta(days=31)})

    assert meeting.row.year == 2026


# -- papers -----------------------------------------------------------------------------------


def paper(number):
    return Given(EvidenceKind.PDF, f"{number:064}", f"{number}.pdf", 10)


def test_a_meeting_has_ten_papers_at_most_and_each_once(flat):
    meeting = Gathering(flat, called=False)
    for number in range(PAPERS_AT_MOST):
        assert meeting.by(act.add_paper, meeting.id, paper(number))

    assert not meeting.by(act.add_paper, meeting.id, paper(3))
    with pytest.raises(PapersFull):
        meeting.by(act.add_paper, meeting.id, paper(99))

    first = flat.rows(MeetingPaper)[0].id
    meeting.by(act.remove_paper, first)
    meeting.by(act.remove_paper, first)

    assert len(flat.rows(MeetingPaper)) == PAPERS_AT_MOST - 1
    assert len(flat.do(known_files)) == PAPERS_AT_MOST - 1, "a sweep leaves them their files"


async def test_papers_that_come_after_the_call_are_told_once_a_day(stage):
    unit = await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    for number in range(3):
        meeting.by(act.add_paper, meeting.id, paper(number))
    await stage.settle()

    assert len(letters(stage, "meeting-papers")) == 1
    assert "- 2.pdf" in unit.text

    for number in (7, 8):
        meeting.by(act.add_paper, meeting.id, paper(number))
    await stage.later(hours=12)

    assert "- 7.pdf" not in unit.text, "of what comes later they are told in the morning"

    await stage.later(hours=12)

    assert len(letters(stage, "meeting-papers")) == 2
    assert "- 7.pdf" in unit.text
    assert "- 8.pdf" in unit.text


def test_a_paper_removed_by_two_at_one_moment_is_removed_once(pg_flat):
    meeting = Gathering(pg_flat)
    meeting.by(act.add_paper, meeting.id, paper(1))
    found = pg_flat.rows(MeetingPaper)[0].id

    def press(session):
        return act.remove_paper(session, meeting.actor(session, HEAD), found, pg_flat.clock())

    assert together(pg_flat, press, press) is None
    assert len([row for row in pg_flat.rows(Audit) if row.verb == "removed"]) == 1


# -- calling ----------------------------------------------------------------------------------


async def test_called_twice_it_is_called_once(stage):
    await stage.joins("Kho bạc")
    meeting = Gathering(stage)

    assert not meeting.by(calling.call, meeting.id)
    assert len(letters(stage, "invitation")) == 1
    assert len([row for row in stage.rows(Audit) if row.verb == "called"]) == 1
    assert stage.rows(Alarm)[0].cluster_id == meeting.cluster_id, "reminders look at it"


def test_two_presses_at_one_moment_call_it_once(pg_flat):
    meeting = Gathering(pg_flat, called=False)

    def press(session):
        return calling.call(session, meeting.actor(session, HEAD), meeting.id, pg_flat.clock())

    assert together(pg_flat, press, press) is False
    assert len([row for row in pg_flat.rows(Audit) if row.verb == "called"]) == 1


def test_a_draft_whose_time_has_passed_is_not_called(flat):
    meeting = Gathering(flat, called=False)
    flat.clock.advance(timedelta(days=40))
    with pytest.raises(DateInPast):
        meeting.by(calling.call, meeting.id)


def test_a_draft_called_late_gives_the_units_time_to_answer(flat):
    meeting = Gathering(flat, called=False)
    flat.clock.advance(timedelta(days=35))
    meeting.by(calling.call, meeting.id)

    assert meeting.row.answer_by == end_of_day(local_date(flat.clock()))


async def test_a_draft_that_is_late_says_before_the_call_until_when_answers_are_wanted(stage):
    head = await stage.head()
    meeting = Gathering(stage, called=False)
    stage.clock.advance(timedelta(days=35))
    await head.tap_data(f"meeting.preview:{meeting.id}")

    assert "trả lời trước 23:59 ngày 14/12/2026" in head.card


async def test_a_meeting_called_at_night_for_the_next_morning_is_told_at_once(stage):
    unit = await stage.joins("Kho bạc")
    stage.clock.advance(timedelta(hours=13))
    Gathering(stage, starts_at=stage.clock() + timedelta(hours=9, minutes=30))
    await stage.settle()

    assert "GIẤY MỜI" in unit.text, "at seven it begins"


async def test_a_unit_added_after_the_call_is_invited_and_the_others_stay(stage):
    await stage.joins("Kho bạc")
    await stage.joins("Cục Hải quan")
    meeting = Gathering(stage, called=False)
    meeting.by(calling.choose, meeting.id, [meeting.unit("Kho bạc")])
    meeting.by(calling.call, meeting.id)
    meeting.by(calling.choose, meeting.id, [meeting.unit("Cục Hải quan")])
    meeting.by(calling.choose, meeting.id, [meeting.unit("Cục Hải quan")])

    assert len(stage.rows(Invitee, meeting_id=meeting.id)) == 2
    assert len(letters(stage, "invitation")) == 2


def test_a_meeting_of_no_units_is_not_called(flat):
    meeting = Gathering(flat, called=False)
    meeting.by(calling.choose, meeting.id, [])
    with pytest.raises(MeetingOfNobody):
        meeting.by(calling.call, meeting.id)

    meeting.by(calling.choose, meeting.id, [987654])
    with pytest.raises(MeetingOfNobody):
        meeting.by(calling.call, meeting.id)


# -- asking again -----------------------------------------------------------------------------


async def test_who_has_not_answered_is_reminded_once_a_day(stage):
    silent, done = await stage.joins("Kho bạc"), await stage.joins("Cục Hải quan")
    meeting = Gathering(stage)
    await stage.settle()
    await done.tap("Dự họp")

    assert meeting.by(calling.remind, meeting.id) == 1
    with pytest.raises(RemindedToday):
        meeting.by(calling.remind, meeting.id)
    await stage.settle()

    assert "Kính nhắc" in silent.text
    assert not any("Kính nhắc" in text for text in done.texts)

    stage.clock.advance(timedelta(days=1))

    assert meeting.by(calling.remind, meeting.id) == 1


async def test_a_reminder_is_dropped_when_the_unit_has_answered_meanwhile(stage):
    unit = await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    meeting.by(calling.remind, meeting.id)
    meeting.answer("Kho bạc")
    await stage.settle()

    assert not any("Kính nhắc" in text for text in unit.texts)


def test_nobody_is_reminded_when_all_have_answered(flat):
    meeting = Gathering(flat, called=False)
    with pytest.raises(MeetingNotCalled):
        meeting.by(calling.remind, meeting.id)
    meeting.by(calling.choose, meeting.id, [meeting.unit("Kho bạc")])
    meeting.by(calling.call, meeting.id)
    meeting.answer("Kho bạc")
    with pytest.raises(NothingOwed):
        meeting.by(calling.remind, meeting.id)


# -- changing and cancelling ------------------------------------------------------------------


def test_a_change_of_the_quorum_is_no_news_for_the_units(flat):
    meeting = Gathering(flat)

    assert meeting.change({Part.QUORUM: "3/4"})
    assert not meeting.change({Part.QUORUM: "3/4"}), "the same again changes nothing"
    assert meeting.row.version == 1


def test_who_has_not_seen_a_colleagues_change_cannot_overwrite_it(flat):
    meeting = Gathering(flat)
    meeting.change({Part.PLACE: "B"}, version=1)
    with pytest.raises(MeetingChanged):
        meeting.change({Part.PLACE: "C"}, version=1)

    assert meeting.row.place == "B"
    assert not meeting.change({Part.PLACE: "B"}, version=1), "pressed twice it is made once"


def test_cancelled_twice_it_is_cancelled_once_and_not_changed_any_more(flat):
    meeting = Gathering(flat)
    with pytest.raises(WhyNeeded):
        meeting.by(calling.cancel, meeting.id, " ")

    assert meeting.by(calling.cancel, meeting.id, WHY)
    assert not meeting.by(calling.cancel, meeting.id, "một lý do khác")
    assert meeting.row.cancelled_why == WHY
    with pytest.raises(MeetingCancelled):
        meeting.change({Part.PLACE: "B"})
    with pytest.raises(MeetingCancelled):
        meeting.by(calling.remind, meeting.id)
    with pytest.raises(MeetingCancelled):
        meeting.by(act.add_paper, meeting.id, paper(1))


def test_what_has_begun_is_neither_changed_nor_cancelled(flat):
    meeting = Gathering(flat)
    flat.clock.advance(STARTS - flat.clock())
    with pytest.raises(MeetingStarted):
        meeting.change({Part.PLACE: "B"})
    with pytest.raises(MeetingStarted):
        meeting.by(calling.cancel, meeting.id, WHY)
    with pytest.raises(MeetingStarted):
        meeting.by(calling.remind, meeting.id)


async def test_news_at_night_waits_for_the_morning_unless_the_meeting_is_near(stage):
    unit = await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    await stage.settle()
    stage.clock.advance(timedelta(hours=14))
    meeting.change({Part.PLACE: "B"})
    await stage.settle()

    assert "THÔNG BÁO" not in unit.text, "it is half past ten in the evening"

    await stage.later(hours=9)

    assert "thay đổi địa điểm" in unit.text

    stage.clock.advance(STARTS - timedelta(hours=10) - stage.clock())
    meeting.by(calling.cancel, meeting.id, WHY)
    await stage.settle()

    assert "THÔNG BÁO HỦY" in unit.text, "at ten in the evening before"


def test_a_draft_is_not_cancelled_but_dropped(flat):
    meeting = Gathering(flat, called=False)
    with pytest.raises(MeetingNotCalled):
        meeting.by(calling.cancel, meeting.id, WHY)


def test_two_clusters_do_not_see_each_others_meetings(flat):
    here = Gathering(flat)
    there = Gathering(flat, cluster=OTHER_CLUSTER, head=OTHER_HEAD)

    assert here.cluster_id != there.cluster_id
    with pytest.raises(NotYourCluster):
        flat.do(lambda s: meeting_for(s, here.actor(s, "Kho bạc"), there.id, Right.RUN))
