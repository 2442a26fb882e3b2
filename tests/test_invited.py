"""An invited unit: comes, sends a substitute, is excused; what it owes; what it is refused."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import event

from handlers.i18n import translator
from handlers.views.meeting_words import PAGE, day_off_warning, pages_of, shortened
from models.actions import calling, invited, rollcall
from models.actions.evidence import Given
from models.actions.invited import Answer
from models.audit import Audit
from models.errors import HiddenCharacters, NotYourCluster
from models.errors_year import (
    AnswerAfterMeeting,
    DelegateNeeded,
    MeetingCancelled,
    MeetingMoved,
    MeetingStarted,
    NotInvited,
    WhyNeeded,
)
from models.evidence import EvidenceKind
from models.meeting import Invitee, Meeting, Reply
from models.people import Mandate, Role
from models.post import Letter
from models.queries.files import known_files
from models.queries.invited import invitees
from models.queries.meeting import meetings_of
from models.queries.owed_meetings import owed
from models.queries.rollcall import roll
from models.reminder import Alarm
from models.rules.calendar import local_date
from models.rules.meeting import PROGRAMME_LIMIT, Part
from tests import sample_files as sample
from tests.databases import OTHER_CLUSTER
from tests.meetings import COMES, HEAD, OTHER_HEAD, STARTS, Gathering, living
from tests.test_one_moment import together

SUBSTITUTE = Answer(Reply.SUBSTITUTE, "Nguyễn Văn An", "Phó Giám đốc")
EXCUSED = Answer(Reply.EXCUSED, why="đi công tác nước ngoài")
PROOF = Given(EvidenceKind.PDF, "a" * 64, "uy-quyen.pdf", 10)


async def invited_phone(stage, unit="Kho bạc", **terms):
    """A unit's person who has just got the invitation, and the meeting."""
    phone = await stage.joins(unit)
    meeting = Gathering(stage, **terms)
    await stage.settle()
    return phone, meeting


# -- talks ------------------------------------------------------------------------------------


async def test_one_press_on_the_letter_answers_and_a_second_one_changes_nothing(either_stage):
    phone, meeting = await invited_phone(either_stage)
    letter = phone.card_id
    await phone.tap("Dự họp")

    assert "Đã ghi nhận: Kho bạc Nhà nước tỉnh dự họp" in living(phone)
    assert "Trả lời của đơn vị: dự họp" in living(phone)

    await phone.tap("Dự họp", message_id=letter)

    assert meeting.invitee("Kho bạc").reply is Reply.COMES
    assert len([row for row in either_stage.rows(Audit) if row.verb == "answered"]) == 1


async def test_a_substitute_is_named_with_title_and_authorisation(stage):
    head = await stage.head()
    phone, meeting = await invited_phone(stage)
    await phone.tap("Cử người thay")
    await phone.send("Nguyễn Văn An")
    await phone.send("Phó Giám đốc")

    assert "cử đồng chí Nguyễn Văn An, Phó Giám đốc dự họp" in phone.card

    await phone.send_file("uy-quyen.pdf", sample.pdf())

    assert "Giấy ủy quyền: uy-quyen.pdf" in phone.card
    assert meeting.invitee("Kho bạc").reply is None, "not before it is confirmed"

    await phone.tap("Gửi trả lời")

    assert "dự thay" in phone.card

    await head.tap_data(f"meeting.answers:{meeting.id}")

    assert "1 cử người thay" in living(head)
    assert "👤 Kho bạc Nhà nước: cử đồng chí Nguyễn Văn An, Phó Giám đốc dự thay" in living(head)

    await head.tap("📎 Kho bạc")
    await head.tap("Tải giấy ủy quyền")

    assert head.files[-1][0] == "uy-quyen.pdf"


async def test_a_substitutes_title_may_be_typed_with_the_name(stage):
    phone, _ = await invited_phone(stage)
    await phone.tap("Cử người thay")
    await phone.send("Nguyễn Văn An, Phó Giám đốc")

    assert "cử đồng chí Nguyễn Văn An, Phó Giám đốc dự họp" in phone.card


async def test_an_authorisation_may_follow_the_answer(stage):
    phone, meeting = await invited_phone(stage)
    await phone.tap("Cử người thay")
    await phone.send("Nguyễn Văn An")
    await phone.tap("Bỏ qua chức vụ")
    await phone.tap("Gửi trả lời")
    await phone.send_photo(sample.picture())

    assert "Đã tiếp nhận giấy ủy quyền" in phone.card
    assert meeting.invitee("Kho bạc").authorisation in stage.do(known_files)


async def test_an_absence_is_excused_with_its_reason_which_the_head_reads(stage):
    head = await stage.head()
    phone, meeting = await invited_phone(stage)
    await head.tap_data(f"meeting.answers:{meeting.id}")
    await phone.tap("Xin vắng")
    await phone.send("bận")

    assert "lý do bằng một vài từ" in phone.card

    await phone.send("đi công tác <nước ngoài>")
    data = phone.data("Gửi trả lời")
    await phone.tap("Gửi trả lời")
    await phone.tap_data(data)

    assert "Lý do: đi công tác <nước ngoài>" in living(phone)
    assert "Kho bạc Nhà nước: xin vắng. Lý do: đi công tác <nước ngoài>" in living(head), "live"


async def test_a_substitute_without_a_name_is_asked_for_again(stage):
    phone, meeting = await invited_phone(stage)
    await phone.tap("Cử người thay")
    await phone.send("-")

    assert "họ và tên người dự họp thay" in phone.card

    await phone.send("Nguyễn Văn An")
    await phone.tap("Bỏ qua chức vụ")
    await phone.tap("Gửi trả lời")

    assert meeting.invitee("Kho bạc").delegate == "Nguyễn Văn An"


async def test_an_answer_from_a_letter_about_another_time_is_asked_for_again(stage):
    phone, meeting = await invited_phone(stage)
    old = phone.card_id
    meeting.change({Part.STARTS: STARTS + timedelta(days=3)})
    await stage.settle()
    await phone.tap("Dự họp", message_id=old)

    assert "Thời gian họp đã thay đổi" in living(phone)
    assert "08:00 ngày 18/12/2026" in living(phone)
    assert meeting.invitee("Kho bạc").reply is None

    await phone.tap("Dự họp")

    assert meeting.invitee("Kho bạc").seen_version == 2


async def test_an_answer_after_the_meeting_is_refused_wherever_it_is_pressed(stage):
    phone, meeting = await invited_phone(stage)
    await phone.tap("Xin vắng")
    letter = phone.posts[-2].id
    stage.clock.advance(STARTS - stage.clock())
    await phone.send("đi công tác nước ngoài")

    assert "đã bắt đầu lúc 08:00 ngày 15/12/2026" in living(phone)

    await phone.tap_data(f"invited.comes:{meeting.id}:1", letter)

    assert "không tiếp nhận trả lời" in living(phone)
    assert meeting.invitee("Kho bạc").reply is None


async def test_the_letter_says_itself_that_the_unit_has_answered(stage):
    phone, meeting = await invited_phone(stage)
    letter = stage.rows(Letter, kind="invitation")[0]
    due = stage.do(lambda s: owed(s, [meeting.cluster_id], stage.clock()))
    unit = meeting.unit("Kho bạc")

    assert [key for key, _ in letter.tells] == [d.key for d in due if d.unit_id == unit]

    meeting.answer("Kho bạc", role=Role.OFFICER)
    await stage.later(minutes=1)

    assert "Trả lời của đơn vị: dự họp" in phone.chat.posts[letter.message_id].data["text"]


async def test_a_long_programme_is_read_page_by_page_and_stands_whole_in_the_calendar(stage):
    phone, meeting = await invited_phone(stage, called=False)
    programme = "\n".join(f"{number}. Nội dung thảo luận" for number in range(1, 200))
    programme += "x" * (PROGRAMME_LIMIT - len(programme))
    meeting.change({Part.PROGRAMME: programme, Part.MAP: "https://maps.app.goo.gl/abc"})
    meeting.by(calling.call, meeting.id)
    await stage.settle()

    assert len(phone.text) < 4096
    assert phone.text.count("Nội dung") < 30

    await phone.tap("Toàn bộ chương trình")

    assert "100. Nội dung" in phone.card

    await phone.tap("▶️")

    assert "199. Nội dung" in phone.card

    await phone.tap("Về giấy mời")
    await phone.tap(".ics")
    found = icalendar.Calendar.from_ical(phone.files[-1][1]).walk("VEVENT")[0]

    assert str(found["DESCRIPTION"]) == programme
    assert found["DTSTART"].dt == STARTS


# -- answers ----------------------------------------------------------------------------------


def test_the_last_answer_of_anybody_of_the_unit_counts(flat):
    meeting = Gathering(flat)
    meeting.answer("Kho bạc", SUBSTITUTE)
    meeting.by(invited.authorise, meeting.id, PROOF, who="Kho bạc")
    meeting.answer("Kho bạc", EXCUSED, role=Role.OFFICER)
    row = meeting.invitee("Kho bạc")

    assert (row.reply, row.delegate, row.authorisation) == (Reply.EXCUSED, "", "")

    assert meeting.answer("Kho bạc", COMES)
    assert not meeting.answer("Kho bạc", COMES), "the same again changes nothing"
    assert meeting.invitee("Kho bạc").why == ""


def test_an_authorisation_stays_with_the_person_whom_it_names(flat):
    meeting = Gathering(flat)
    meeting.answer("Kho bạc", SUBSTITUTE)
    meeting.by(invited.authorise, meeting.id, PROOF, who="Kho bạc")
    meeting.answer("Kho bạc", Answer(Reply.SUBSTITUTE, "Nguyễn Văn An", "Giám đốc"))

    assert meeting.invitee("Kho bạc").authorisation == PROOF.sha256

    meeting.answer("Kho bạc", Answer(Reply.SUBSTITUTE, "Lê Thị Bình"))

    assert meeting.invitee("Kho bạc").authorisation == ""


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Answer(Reply.SUBSTITUTE), DelegateNeeded),
        (Answer(Reply.SUBSTITUTE, " . "), DelegateNeeded),
        (Answer(Reply.SUBSTITUTE, "Nguyễn Văn An", "Phó\nGiám đốc"), HiddenCharacters),
        (Answer(Reply.EXCUSED), WhyNeeded),
        (Answer(Reply.EXCUSED, why=" … "), WhyNeeded),
    ],
    ids=["no name", "a dot", "two lines", "no reason", "dots"],
)
def test_an_answer_that_says_too_little_is_refused(flat, given, refusal):
    meeting = Gathering(flat)
    with pytest.raises(refusal):
        meeting.answer("Kho bạc", given)

    assert meeting.invitee("Kho bạc").reply is None


def test_an_authorisation_without_a_substitute_is_refused(flat):
    meeting = Gathering(flat)
    meeting.answer("Kho bạc")
    with pytest.raises(DelegateNeeded):
        meeting.by(invited.authorise, meeting.id, PROOF, who="Kho bạc")


def test_a_unit_that_is_not_invited_cannot_answer(flat):
    meeting = Gathering(flat, called=False)
    meeting.by(calling.choose, meeting.id, [meeting.unit("Kho bạc")])
    meeting.by(calling.call, meeting.id)
    with pytest.raises(NotInvited):
        meeting.answer("Cục Hải quan")
    other = Gathering(flat, cluster=OTHER_CLUSTER, head=OTHER_HEAD)
    with pytest.raises(NotYourCluster):
        other.by(invited.answer, meeting.id, COMES, 1)


def test_answers_are_taken_until_the_meeting_begins_and_not_after(flat):
    meeting = Gathering(flat)
    flat.clock.advance(STARTS - flat.clock() - timedelta(seconds=1))

    assert meeting.answer("Kho bạc")

    flat.clock.advance(timedelta(seconds=1))
    with pytest.raises(AnswerAfterMeeting):
        meeting.answer("Kho bạc", EXCUSED)


def test_a_cancelled_meeting_takes_no_answers(flat):
    meeting = Gathering(flat)
    meeting.by(calling.cancel, meeting.id, "trùng lịch họp")
    with pytest.raises(MeetingCancelled):
        meeting.answer("Kho bạc")


def test_an_answer_beside_a_cancellation_waits_and_is_refused(pg_flat):
    meeting = Gathering(pg_flat)
    now = pg_flat.clock()

    def cancel(session):
        calling.cancel(session, meeting.actor(session, HEAD), meeting.id, "trùng lịch họp", now)

    def answer(session):
        invited.answer(session, meeting.actor(session, "Kho bạc"), meeting.id, COMES, 1, now)

    assert isinstance(together(pg_flat, cancel, answer), MeetingCancelled)


def test_two_of_a_unit_who_answer_at_one_moment_leave_the_later_answer(pg_flat):
    meeting = Gathering(pg_flat)
    now = pg_flat.clock()

    def answer(given, role):
        def work(session):
            me = meeting.actor(session, "Kho bạc", role)
            return invited.answer(session, me, meeting.id, given, 1, now)

        return work

    assert together(pg_flat, answer(COMES, Role.LEADER), answer(EXCUSED, Role.OFFICER))
    assert meeting.invitee("Kho bạc").reply is Reply.EXCUSED
    assert len([row for row in pg_flat.rows(Audit) if row.verb == "answered"]) == 2


def test_an_answer_is_given_to_the_time_that_was_on_screen(flat):
    meeting = Gathering(flat)
    meeting.change({Part.PLACE: "B"})

    assert meeting.answer("Kho bạc", version=1), "only the place has changed"

    meeting.change({Part.STARTS: STARTS + timedelta(days=1)})
    with pytest.raises(MeetingMoved):
        meeting.answer("Kho bạc", version=2)


def test_who_speaks_in_two_clusters_answers_for_the_unit_of_that_meeting(flat):
    here = Gathering(flat)
    there = Gathering(flat, cluster=OTHER_CLUSTER, head=OTHER_HEAD)

    there_id, cluster_id = there.unit("Sở Tư pháp"), there.cluster_id

    def second_seat(session):
        me = here.actor(session, "Kho bạc")
        terms = {"role": Role.SUBSTITUTE, "from_on": local_date(flat.clock())}
        session.add(
            Mandate(person_id=me.person_id, cluster_id=cluster_id, unit_id=there_id, **terms)
        )

    flat.do(second_seat)
    there.by(invited.answer, there.id, EXCUSED, 1, who="Sở Tư pháp", role=Role.SUBSTITUTE)
    here.by(invited.answer, here.id, COMES, 1, who="Kho bạc")

    answered = {row.unit_id: row.reply for row in flat.rows(Invitee) if row.reply}
    assert answered == {there_id: Reply.EXCUSED, here.unit("Kho bạc"): Reply.COMES}


async def test_who_speaks_for_two_units_of_a_cluster_answers_for_the_one_on_the_letter(stage):
    phone = await stage.joins("Kho bạc")
    meeting = Gathering(stage, called=False)
    meeting.also_speaks("Kho bạc", "Cục Hải quan")
    meeting.by(calling.call, meeting.id)
    await stage.settle()
    letter = next(post.id for post in phone.from_bot if "gửi: Cục Hải quan" in post.data["text"])
    await phone.tap("Cử người thay", message_id=letter)
    await phone.send("Nguyễn Văn An")
    await phone.tap("Bỏ qua chức vụ")
    await phone.tap("Gửi trả lời")
    await phone.send_file("uy-quyen.pdf", sample.pdf())

    assert meeting.invitee("Cục Hải quan").authorisation_name == "uy-quyen.pdf"
    assert meeting.invitee("Kho bạc").reply is None


async def test_a_letter_about_a_unit_for_which_somebody_speaks_no_more_is_dropped(stage):
    phone = await stage.joins("Kho bạc")
    meeting = Gathering(stage, called=False)
    mandate = meeting.also_speaks("Kho bạc", "Cục Hải quan")
    meeting.by(calling.call, meeting.id)
    stage.do(lambda session: session.delete(session.get(Mandate, mandate)))
    await stage.settle()

    assert "Kính gửi: Kho bạc" in phone.text
    assert not any("Kính gửi: Cục Hải quan" in text for text in phone.texts)


async def test_a_meeting_that_was_ended_before_its_hour_asks_for_no_answers(stage):
    unit = await stage.joins("Kho bạc")
    meeting = Gathering(stage)
    stage.clock.advance(STARTS - timedelta(minutes=50) - stage.clock())
    meeting.by(rollcall.end, meeting.id)
    with pytest.raises(MeetingStarted):
        meeting.by(calling.remind, meeting.id)
    await stage.settle()
    await unit.tap_data(f"invited.show:{meeting.id}")

    assert "GIẤY MỜI" not in unit.card
    assert "✅ Dự họp" not in unit.buttons


def test_a_unit_that_has_left_the_cluster_is_asked_and_counted_no_more(flat):
    meeting = Gathering(flat)
    cluster_id = meeting.cluster_id
    unit = meeting.leaves("Kho bạc", local_date(flat.clock()))

    assert ("invitation", unit) in meeting.owed(), "on its last day it still belongs"

    flat.clock.advance(timedelta(days=1))

    def seen(session):
        today, row = local_date(flat.clock()), session.get(Meeting, meeting.id)
        found = roll(session, meeting.actor(session, HEAD), meeting.id, today)
        listed = meetings_of(session, cluster_id, flat.clock(), runs=True)
        return len(invitees(session, row, today)), found.quorum.units, listed[0].invited

    assert ("invitation", unit) not in meeting.owed()
    assert flat.do(seen) == (7, 7, 7)


# -- what is owed -----------------------------------------------------------------------------


def test_who_has_not_answered_owes_an_answer_and_who_comes_owes_to_be_there(flat):
    meeting = Gathering(flat, called=False)
    units = [meeting.unit(name) for name in ("Kho bạc", "Cục Hải quan", "Bảo hiểm")]
    meeting.by(calling.choose, meeting.id, units)

    assert not meeting.owed()

    meeting.by(calling.call, meeting.id)
    treasury, customs, insurance = units

    assert meeting.owed() == {("invitation", unit) for unit in units}

    meeting.answer("Kho bạc")
    meeting.answer("Cục Hải quan", SUBSTITUTE)
    meeting.answer("Bảo hiểm", EXCUSED)

    assert meeting.owed() == {("meeting", treasury), ("meeting", customs)}

    meeting.change({Part.PLACE: "B"})

    assert meeting.owed() == {("meeting", treasury), ("meeting", customs)}

    meeting.change({Part.STARTS: STARTS + timedelta(days=1)})

    assert {("invitation", unit) for unit in units} < meeting.owed()

    meeting.answer("Bảo hiểm", EXCUSED)

    assert ("invitation", insurance) not in meeting.owed(), "the same answer, for the new time"

    flat.clock.advance(STARTS + timedelta(days=1) - flat.clock())

    assert not meeting.owed()


async def test_who_has_just_been_invited_is_not_reminded_the_same_morning(stage):
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    Gathering(stage, starts_at=datetime(2026, 11, 18, 1, tzinfo=UTC))
    await stage.settle()
    told = len(officer.texts)
    await stage.later(minutes=40)

    assert len(officer.texts) == told, "nine o'clock, a week before the deadline"

    await stage.later(days=4)

    assert "Trả lời giấy mời" in officer.text


def test_duties_name_the_deadline_the_meeting_and_what_opens_it(flat):
    meeting = Gathering(flat)
    found = flat.do(lambda s: owed(s, [meeting.cluster_id], flat.clock()))[0]

    assert (found.thing, found.ref) == (f"invite:{meeting.id}", str(meeting.id))
    assert (found.due_at, found.until) == (meeting.row.answer_by, STARTS)
    assert found.about == {"title": meeting.row.title, "starts": STARTS.isoformat()}


def test_many_clusters_are_looked_at_in_one_statement(flat):
    meeting = Gathering(flat)
    Gathering(flat, cluster=OTHER_CLUSTER, head=OTHER_HEAD)
    seen = []
    event.listen(flat.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    found = flat.do(lambda s: owed(s, range(1, 101), flat.clock()))

    assert len([each for each in seen if each.lstrip().startswith("SELECT")]) == 1
    assert len({duty.cluster_id for duty in found}) == 2
    assert not flat.do(lambda s: owed(s, [meeting.cluster_id + 50], flat.clock()))


def test_an_answer_wakes_the_reminders(flat):
    meeting = Gathering(flat)
    meeting_cluster = meeting.cluster_id
    flat.do(lambda s: setattr(s.get(Alarm, meeting_cluster), "at", STARTS))
    meeting.answer("Kho bạc")

    assert flat.rows(Alarm)[0].at == flat.clock()


# -- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "programme",
    ["", "ngắn", "x" * 5000, "abc " * 1250, "\n".join(["dòng"] * 1000)],
    ids=["empty", "short", "one word", "words", "lines"],
)
def test_pages_hold_the_whole_programme(programme):
    pages = pages_of(programme)

    assert "".join(pages).replace("\n", "") == programme.replace("\n", "")
    assert all(len(page) <= PAGE for page in pages)
    assert len(shortened(programme)) <= 601


def test_a_meeting_on_the_second_day_of_tet_is_warned_of():
    t = translator("vi")
    second = datetime(2027, 2, 7, 1, tzinfo=UTC)

    assert "Mùng hai Tết" in day_off_warning(second, t)
    assert "cuối tuần" in day_off_warning(datetime(2026, 12, 13, 1, tzinfo=UTC), t)
    assert not day_off_warning(STARTS, t)
