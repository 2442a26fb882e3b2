"""Talks about announcements: sent once and by day, confirmed by the units, followed by the head."""

from dataclasses import replace

import pytest
from sqlmodel import select

from handlers.i18n import translator
from handlers.views.announcing_draft import Draft, choose, preview, read_draft
from handlers.views.delivery import progress
from models.actions import invitation
from models.cluster import ClusterKind, Membership
from models.news import Announcement, AnnouncementRead, AnnouncementUnit
from models.people import Account, Mandate, Person, Role
from models.post import Letter, LetterState
from models.queries.announcing import Announced, unread, waiting_for
from models.queries.delivery import Audience, Reached, Recipient, UnitDelivery
from models.queries.files import known_files
from models.queries.people import MemberUnit, member_units
from models.rules.calendar import local_date
from tests.databases import OTHER_CLUSTER
from tests.sample_files import pdf, picture
from tests.stage import MONDAY
from tests.test_submission import presses

WORDS = "Đề nghị các đơn vị gửi báo cáo <quý & năm> trước ngày 15/12."
SEND = "📤 Gửi thông báo"
SEEN = "✅ Đã nhận"


async def composes(stage, text=WORDS):
    """The head before the preview of an announcement to all."""
    head = await stage.head()
    await presses(head, "announce.new:1")
    await head.send(text)
    return head


async def announces(stage, text=WORDS):
    head = await composes(stage, text)
    await head.tap(SEND)
    return head


def got(stage, phone):
    """How many announcements have come to a phone as messages."""
    person = stage.do(lambda session: account_of(session, phone).person_id)
    rows = [
        *stage.rows(Letter, kind="announcement"),
        *stage.rows(Letter, kind="announcement-again"),
    ]
    return sum(row.person_id == person and row.state == LetterState.SENT for row in rows)


def reads(stage):
    return [(row.announcement_id, row.unit_id) for row in stage.rows(AnnouncementRead)]


def account_of(session, phone):
    return session.exec(select(Account).where(Account.user_id == phone.user_id)).one()


def unit_id(stage, name):
    def work(session):
        units = member_units(session, 1, local_date(stage.clock()))
        return next(each.unit_id for each in units if name in each.name)

    return stage.do(work)


async def test_the_chosen_units_get_it_and_confirm_and_the_head_sees_it_come(either_stage):
    stage = either_stage
    customs, treasury = await stage.joins("Cục Hải quan"), await stage.joins("Kho bạc")
    head = await composes(stage)

    assert "Gửi tất cả 8 đơn vị" in head.card
    assert "2 người nhận ngay" in head.card, "who sends it gets no letter"
    assert "Chưa gửi tin được cho ai của: Cục Thống kê" in head.card

    await head.tap("Chọn đơn vị nhận")
    await head.tap("Bỏ chọn tất cả")
    await head.tap("⬜ Cục Hải quan")
    await head.tap("Tiếp tục")

    assert "Gửi 1 đơn vị: Cục Hải quan" in head.card
    assert WORDS in head.card

    await head.tap(SEND)

    assert "Thông báo đã được gửi" in head.toast
    assert "0/1 đơn vị đã xác nhận" in head.card
    assert (got(stage, customs), got(stage, treasury)) == (1, 0)

    await stage.later(minutes=1)

    assert "chuyển đến lúc 08:30" in head.card, "the card follows by itself"

    await customs.tap(SEEN)

    assert "Đã ghi nhận" in customs.card
    assert "1/1 đơn vị đã xác nhận" in head.card
    assert "xác nhận lúc 08:31" in head.card

    await presses(treasury, "announce.show:1")

    assert "gửi cho đơn vị khác" in treasury.card


async def test_pressing_received_twice_and_a_month_later_changes_nothing(stage):
    customs = await stage.joins("Cục Hải quan")
    await announces(stage)
    letter = customs.card_id
    await customs.tap(SEEN, message_id=letter)
    before = stage.rows(AnnouncementRead)
    await customs.tap_data("announce.seen:1", letter)
    await stage.later(days=31)
    await customs.tap_data("announce.seen:1", letter)

    assert stage.rows(AnnouncementRead) == before
    assert "✅ Đã nhận: đ/c" in customs.card
    assert SEEN not in customs.buttons


async def test_the_message_itself_says_so_once_it_is_confirmed(stage):
    officer = await stage.joins("Cục Hải quan", Role.OFFICER)
    leader = await stage.joins("Cục Hải quan")
    await announces(stage)
    letter = leader.card_id

    assert "bấm “Đã nhận”" in leader.chat.posts[letter].data["text"]

    await officer.tap(SEEN)
    await stage.later(minutes=1)

    said = leader.chat.posts[letter].data["text"]
    assert WORDS in said
    assert "bấm “Đã nhận”" not in said
    assert "✅ Đã nhận: đ/c" in said


async def test_a_month_later_is_not_too_late_to_confirm(stage):
    customs = await stage.joins("Cục Hải quan")
    await announces(stage)
    await stage.later(days=31)
    await customs.tap(SEEN)

    assert (1, unit_id(stage, "Cục Hải quan")) in reads(stage)


async def test_it_is_sent_once_however_often_the_button_is_pressed(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await composes(stage)
    data = head.data(SEND)
    await head.tap(SEND, settle=False)
    await head.tap_data(data)
    await head.tap_data(data)

    assert len(stage.rows(Announcement)) == 1
    assert got(stage, customs) == 1
    assert "đơn vị đã xác nhận" in head.card


async def test_a_file_goes_with_it_and_is_opened_from_the_message(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await stage.head()
    await presses(head, "announce.new:1")
    await head.send_file("ke-hoach.pdf", pdf(), caption="Kế hoạch năm 2027")

    assert "Đính kèm: ke-hoach.pdf" in head.card
    assert "Kế hoạch năm 2027" in head.card

    assert len(stage.do(known_files)) == 1, "a sweep leaves the draft its file"

    await head.tap(SEND)
    await customs.tap("Mở tệp")

    assert [name for name, _ in customs.files] == ["ke-hoach.pdf"]
    assert "Kế hoạch năm 2027" in customs.card


async def test_a_picture_without_words_is_enough_and_can_be_taken_away(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await stage.head()
    await presses(head, "announce.new:1")
    await head.send_photo(picture())
    await head.tap("Bỏ tệp")

    assert "Đề nghị đồng chí nhập nội dung" in head.card
    assert SEND not in head.buttons

    await head.send_photo(picture())
    await head.tap(SEND)
    await customs.tap("Mở tệp")

    assert len(customs.files) == 1


async def test_at_night_nobody_is_disturbed_and_the_head_is_told_so_before(either_stage):
    stage = either_stage
    customs, treasury = await stage.joins("Cục Hải quan"), await stage.joins("Kho bạc")

    def moves(session):
        person = session.get_one(Person, account_of(session, treasury).person_id)
        person.zone = "Europe/Paris"

    stage.do(moves)
    await stage.later(hours=14)
    head = await composes(stage)

    assert "1 người nhận ngay" in head.card
    assert "1 người đang trong giờ nghỉ, nhận từ 07:00 ngày 10/11/2026" in head.card

    await head.tap(SEND)
    await stage.later(minutes=1)

    assert (got(stage, customs), got(stage, treasury)) == (0, 1), "it is afternoon in Paris"

    await presses(head, "announce.show:1")

    assert "đang chờ 1" in head.card
    assert "gửi từ 07:00 ngày 10/11/2026" in head.card

    await stage.later(hours=8, minutes=30)

    assert got(stage, customs) == 1
    assert "đang chờ 0" in head.card


async def test_an_announcement_of_3001_characters_is_refused_and_one_of_3000_goes_through(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await composes(stage, "a" * 3001)

    assert "3000" in head.card
    assert not any(SEND in label for label in head.buttons)

    await head.send("&" * 3000)
    await head.tap(SEND)

    assert "&" * 3000 in customs.card

    await head.tap("Xem toàn văn")

    assert "&" * 3000 in head.card


async def test_an_empty_announcement_and_one_to_no_unit_are_refused(stage):
    head = await stage.head()
    await presses(head, "announce.new:1")
    stamp = stage.clock().strftime("%Y%m%d%H%M%S%f")
    await head.tap_data(f"announce.send:1:{stamp}")

    assert "chưa có nội dung" in head.card

    await head.send(WORDS)
    data = head.data(SEND)
    await head.tap("Chọn đơn vị nhận")
    await head.tap("Bỏ chọn tất cả")
    await head.tap("Tiếp tục")

    assert "Chưa chọn đơn vị nhận" in head.card
    assert SEND not in head.buttons

    await head.tap_data(data)

    assert "Chưa chọn đơn vị nào" in head.card
    assert not stage.rows(Announcement)


async def test_who_is_not_the_head_announces_nothing_and_an_observer_confirms_nothing(stage):
    await announces(stage)
    member = await stage.joins("Kho bạc")
    deputy = await stage.joins("Cục Quản lý")
    for phone in (member, deputy):
        for data in ("announce.new:1", "announce.send:1:1", "announce.pick:1:2:1:0"):
            await presses(phone, data)

            assert "do Cụm trưởng" in phone.card

    await presses(member, "announce.remind:1")

    assert "do Cụm trưởng" in member.card

    await presses(deputy, "announce.show:1")

    assert "đơn vị đã xác nhận" in deputy.card, "offices see how far it has come"
    assert "Nhắc" not in " ".join(deputy.buttons)


async def test_an_observer_reads_and_confirms_nothing(stage):
    await announces(stage)

    def observer(session):
        person = Person(name="Quan sát viên")
        session.add(person)
        session.flush()
        mandate = Mandate(
            person_id=person.id,
            cluster_id=1,
            unit_id=None,
            role=Role.OBSERVER,
            from_on=local_date(stage.clock()),
        )
        session.add(mandate)
        session.flush()
        return invitation.invite(session, None, mandate.id, stage.clock(), stage.chance)

    phone = stage.stranger()
    await phone.send(f"/start {stage.do(observer)}")
    await phone.tap("Đúng")
    await presses(phone, "announce.list:1")

    assert "1/8 đơn vị đã xác nhận" in phone.card
    assert "Soạn thông báo" not in " ".join(phone.buttons)

    before = reads(stage)
    await presses(phone, "announce.seen:1")

    assert "gửi cho đơn vị khác" in phone.card
    assert reads(stage) == before


async def test_a_person_of_two_clusters_confirms_for_the_unit_that_was_asked(stage):
    customs = await stage.joins("Cục Hải quan")
    await customs.send(f"/start {stage.code_for('Liên minh', cluster=OTHER_CLUSTER)}")
    await customs.tap("Đúng")
    await announces(stage)
    await customs.tap(SEEN)

    assert (1, unit_id(stage, "Cục Hải quan")) in reads(stage)
    assert len(reads(stage)) == 2, "the head's own unit, and this one"


async def test_a_person_of_two_units_confirms_for_both_with_one_press(stage):
    customs = await stage.joins("Cục Hải quan")
    await customs.send(f"/start {stage.code_for('Kho bạc')}")
    await customs.tap("Đúng")
    await announces(stage)

    assert got(stage, customs) == 1

    await customs.tap(SEEN)

    assert {(1, unit_id(stage, name)) for name in ("Cục Hải quan", "Kho bạc")} <= set(reads(stage))


async def test_another_cluster_knows_nothing_of_it(stage):
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    await announces(stage)
    for data in ("announce.show:1", "announce.file:1", "announce.seen:1", "announce.list:1",
                 "announce.read:1", "announce.show:99"):  # fmt: skip
        await presses(other, data)

        assert "đồng chí không tham gia" in other.card


async def test_who_has_not_confirmed_is_reminded_once_a_day_until_all_have(stage):
    customs, treasury = await stage.joins("Cục Hải quan"), await stage.joins("Kho bạc")
    head = await announces(stage)
    await customs.tap(SEEN)
    await head.tap("🔔 Nhắc 6 đơn vị")

    assert "Đang nhắc 1 người" in head.card
    assert (got(stage, customs), got(stage, treasury)) == (1, 2)
    assert sum("Kính nhắc" in text for text in treasury.texts) == 1

    await head.tap("🔔 Nhắc 6 đơn vị")

    assert "hôm nay đã được nhắc" in head.card
    assert got(stage, treasury) == 2

    await stage.later(days=1)
    await head.tap("🔔 Nhắc 6 đơn vị")

    assert got(stage, treasury) == 3


async def test_whom_the_announcement_has_yet_to_reach_is_not_reminded_of_it(stage):
    customs = await stage.joins("Cục Hải quan")
    await stage.later(hours=14)  # half past ten in the evening
    head = await announces(stage)
    await head.tap("🔔 Nhắc")

    assert "sẽ được gửi từ 07:00 ngày 10/11/2026" in head.card

    await stage.later(hours=8, minutes=30)

    assert got(stage, customs) == 1, "one message in the morning, not two"

    await presses(head, "announce.show:1")
    await head.tap("🔔 Nhắc")

    assert got(stage, customs) == 2


async def test_a_reminder_that_is_no_longer_needed_is_dropped(stage):
    treasury = await stage.joins("Kho bạc")
    head = await announces(stage)
    await stage.later(hours=14)
    await head.tap("🔔 Nhắc 7 đơn vị")
    await treasury.tap(SEEN)
    await stage.later(hours=9)

    rows = stage.rows(Letter, kind="announcement-again")
    assert [row.state for row in rows] == [LetterState.DROPPED]
    assert got(stage, treasury) == 1


async def test_when_all_have_confirmed_nobody_is_reminded(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await composes(stage)
    await head.tap("Chọn đơn vị nhận")
    await head.tap("Bỏ chọn tất cả")
    await head.tap("⬜ Cục Hải quan")
    await head.tap("Tiếp tục")
    await head.tap(SEND)
    data = head.data("🔔 Nhắc 1 đơn vị")
    await customs.tap(SEEN)

    assert "🔔 Nhắc 1 đơn vị" not in head.buttons

    await head.tap_data(data)

    assert "Tất cả đơn vị đã xác nhận" in head.card


async def test_the_head_sees_who_cannot_be_reached_and_who_never_joined(stage):
    customs = await stage.joins("Cục Hải quan")

    def block(session):
        account_of(session, customs).unreachable_at = stage.clock()

    stage.do(block)
    head = await announces(stage)

    assert "(không chuyển được)" in head.card
    assert "(chưa tham gia)" in head.card
    assert got(stage, customs) == 0


async def test_who_joined_later_is_said_so_and_a_unit_that_has_left_is_not_waited_for(stage):
    head = await announces(stage)
    await stage.joins("Kho bạc")
    today = local_date(stage.clock())

    def all_others_leave(session):
        names = {unit_id(stage, name) for name in ("Kho bạc", "Cục Thuế")}
        for row in session.exec(select(Membership)).all():
            if row.unit_id not in names and row.cluster_id == 1:
                row.to_on = today

    stage.do(all_others_leave)
    await stage.later(days=1)
    await presses(head, "announce.show:1")

    assert "(tham gia sau khi gửi)" in head.card
    assert "⚪ Cục Hải quan: không còn thuộc cụm" in head.card
    assert "🔔 Nhắc 1 đơn vị" in head.buttons


async def test_a_colleague_still_reads_what_the_unit_has_confirmed(stage):
    officer = await stage.joins("Cục Hải quan", Role.OFFICER)
    leader = await stage.joins("Cục Hải quan")
    await announces(stage)
    await officer.tap(SEEN)
    await presses(leader, "announce.show:1")

    assert "✅ Đã nhận: đ/c" in leader.card
    assert SEEN in leader.buttons

    await leader.tap(SEEN)

    assert SEEN not in leader.buttons


async def test_the_list_shows_each_unit_its_own_and_is_paged(stage):
    customs = await stage.joins("Cục Hải quan")
    head = await stage.head()
    for number in range(7):
        await presses(head, "announce.new:1")
        await head.send(f"Thông báo số {number}")
        await head.tap(SEND)
        await stage.later(minutes=1)
    await presses(customs, "announce.list:1")

    assert "Thông báo số 6" in customs.card
    assert "Thông báo số 1" not in customs.card
    assert "(chưa xác nhận)" in customs.card

    await customs.tap("▶️")
    await customs.tap("Thông báo số 1")
    await customs.tap(SEEN)
    await customs.tap("Tất cả thông báo")
    await customs.tap("▶️")

    assert "Thông báo số 1 (đã xác nhận)" in customs.card

    await presses(head, "announce.list:1:99")

    assert "Thông báo số 0 (1/8 đơn vị đã xác nhận)" in head.card


async def test_a_draft_is_changed_by_typing_again_and_is_forgotten_when_it_is_left(stage):
    head = await composes(stage)
    await head.send("Nội dung khác")

    assert "Nội dung khác" in head.card
    assert WORDS not in head.card

    await head.tap("Chọn đơn vị nhận")
    await head.tap("✅ Cục Hải quan")

    assert "Đã chọn: 7/8 đơn vị" in head.card

    await head.tap("Tất cả đơn vị")
    await head.tap("Tiếp tục")
    await head.tap("Tất cả thông báo")
    await head.tap("Soạn thông báo")

    assert "Nội dung khác" not in head.card
    assert SEND not in head.buttons


async def test_what_units_have_not_confirmed_is_known_by_key_and_by_count(either_stage):
    stage = either_stage
    customs = await stage.joins("Cục Hải quan")
    await announces(stage)
    colleague = await stage.joins("Kho bạc")
    assert "📢 Thông báo (1)" in colleague.buttons
    own, other = unit_id(stage, "Cục Hải quan"), unit_id(stage, "Kho bạc")

    assert stage.do(lambda s: waiting_for(s, 1, own)) == (1, 1)

    await customs.tap(SEEN)
    await customs.send("/start")
    assert "📢 Thông báo" in customs.buttons
    keys = stage.do(lambda s: unread(s, [1, 2]))

    assert f"1/announce:1/1/{own}" not in keys
    assert f"1/announce:1/1/{other}" in keys
    assert len(keys) == 6
    assert stage.do(lambda s: waiting_for(s, 1, own)) == (0, None)


@pytest.mark.parametrize("data", ["announce.show:x", "announce.send:1", "announce.pick:1:2"])
async def test_a_button_that_was_tampered_with_is_refused(stage, data):
    head = await stage.head()
    await presses(head, data)

    assert "⚠️" in head.card
    assert not stage.rows(AnnouncementUnit)


# -- screens of many units ---------------------------------------------------------------------

MANY = tuple(
    MemberUnit(number, f"Sở số {number} tỉnh", f"Sở <{number}>", frozenset())
    for number in range(1, 31)
)


def test_thirty_units_are_chosen_page_by_page():
    draft = Draft(1, "20261109013000000000", WORDS, units=(1, 30))
    screen = choose(draft, MANY, 99, translator("vi"))
    labels = [button.label for row in screen.rows for button in row]

    assert "Đã chọn: 2/30 đơn vị" in screen.text
    assert "✅ Sở <30>" in labels
    assert "⬜ Sở <29>" in labels
    assert "⬜ Sở <24>" not in labels
    assert len(screen.rows) <= 8
    assert read_draft(screen.kept, 1) == draft
    assert read_draft(screen.kept, 2) is None, "another cluster's"


def test_for_whom_it_is_fits_below_3000_characters_however_many_units():
    units = tuple(
        replace(each, short_name=f"Công đoàn ngành Giáo dục {each.unit_id}") for each in MANY
    )
    heard = Audience(units[1:], 30, 20, 30, MONDAY, tuple(each.short_name for each in units[:9]))
    like = Announced(
        0, 1, "Khối " * 20, ClusterKind.KHOI, "a" * 3000, "x", "bao-cao.pdf", "pdf", "Lê An", MONDAY
    )  # fmt: skip
    screen = preview(Draft(1, "s", like.said), like, heard, translator("vi"))

    assert len(screen.text.striptags()) <= 4096
    assert "Gửi 29 đơn vị" in screen.text
    assert "và 23 đơn vị khác" in screen.text


def test_how_far_it_has_come_fits_a_message_with_thirty_units_of_many_people():
    people = tuple(Recipient(f"Nguyễn Thị Số {n}", Reached.DELIVERED, MONDAY) for n in range(9))
    units = tuple(UnitDelivery(each.unit_id, each.short_name, people) for each in MANY)
    found = Announced(
        1, 1, "Khối", ClusterKind.KHOI, "a" * 3000, "", "", "", "Lê An", MONDAY
    )  # fmt: skip
    shown = [
        progress(found, units, page, MONDAY, translator("vi"), may_remind=True, mine=True)
        for page in (0, 3, 99)
    ]

    assert all(len(each.text.striptags()) <= 4096 for each in shown)
    assert "và 5 người khác" in shown[0].text
    assert "Sở &lt;30&gt;" in shown[1].text
    assert shown[1].text == shown[2].text
    assert "Trưởng khối" in shown[0].text
    assert all(len(each.rows) <= 8 for each in shown)
