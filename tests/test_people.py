"""Talks about the people of the units: naming, inviting, releasing, and who cannot be reached."""

import pytest
from sqlalchemy import inspect, text

from bot.playground.acts import set_blocked
from models import access
from models.actions import people as act
from models.actions.post import owe
from models.people import Account, Invitation, Mandate, Person, Role
from models.post import Card, Letter, LetterState
from tests.databases import OTHER_CLUSTER
from tests.test_sheet import at_item
from tests.test_submission import presses


async def to_unit(head, unit="Kho bạc"):
    await head.send("/start")
    await head.tap("👥")
    await head.tap(unit)


async def names(head, name, unit="Kho bạc"):
    """The head names a new substitute."""
    await to_unit(head, unit)
    await head.tap("➕ Người thay thế")
    await head.send(name)


def code_in(message):
    return next(word for word in message.split() if len(word) == 11 and word[5] == "-")


async def test_the_list_says_how_many_of_each_unit_have_joined(stage):
    head = await stage.head()
    await head.tap("👥")

    assert "✅ Cục Thuế Thanh Hóa: 1/2 người đã tham gia" in head.card
    assert "⬜ Cục Hải quan Thanh Hóa: 0/3 người đã tham gia" in head.card

    await stage.joins("Cục Hải quan")

    assert "✅ Cục Hải quan Thanh Hóa: 1/3 người đã tham gia" in head.card

    await head.tap("Cục Hải quan")

    assert "🟢 Trịnh Tiến Khánh – Thủ trưởng đơn vị, đã tham gia" in head.card
    assert "⚪ Nguyễn Hồng Oanh – Cán bộ làm công tác TĐKT, chưa tham gia" in head.card


async def test_only_the_head_of_this_cluster_sees_people_and_invites(stage):
    head = await stage.head()
    member = await stage.joins("Cục Hải quan")
    deputy = await stage.joins("Cục Quản lý")
    other = await stage.joins("Liên minh", cluster=OTHER_CLUSTER)
    before = len(stage.rows(Mandate))
    for data in ("people.show:1", "people.unit:1:3", "people.person:1", "people.ending:1",
                 "people.add:1:3:officer", "people.invite:1", "people.end:1"):  # fmt: skip
        for phone, said in ((member, "do Cụm trưởng"), (deputy, "do Cụm trưởng"),
                            (other, "đồng chí không tham gia")):  # fmt: skip
            await presses(phone, data)

            assert said in phone.card, data
    assert len(stage.rows(Mandate)) == before
    assert "Cục Thuế" in head.card


async def test_a_code_is_shown_once_and_rests_nowhere(either_stage):
    head = await either_stage.head()
    await to_unit(head)
    await head.tap("Phạm Anh Toàn")
    await head.tap("Tạo mã tham gia")
    secret = head.from_bot[-1]
    code = code_in(secret.data["text"])

    assert "reply_markup" not in secret.data
    assert "Mã tham gia ở tin nhắn bên dưới" in head.card
    assert code not in head.card

    def everything(session):
        tables = inspect(session.get_bind()).get_table_names()
        return str([session.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables])  # noqa: S608 - names of our own

    kept = either_stage.do(everything)

    assert "Phạm Anh Toàn" in kept
    assert code not in kept
    assert code.replace("-", "") not in kept

    phone = either_stage.stranger()
    await phone.send(code.lower().replace("-", " "))
    await phone.tap("Đúng")

    assert "Kho bạc Nhà nước tỉnh" in phone.card


async def test_inviting_again_ends_the_earlier_code(stage):
    head = await stage.head()
    await to_unit(head)
    await head.tap("Phạm Anh Toàn")
    await head.tap("Tạo mã tham gia")
    await head.tap("Tạo mã tham gia")
    first, second = [code_in(each) for each in head.texts if "Mã tham gia của" in each]
    phone = stage.stranger()
    await phone.send(first)

    assert "hết hạn" in phone.card

    await phone.send(second)

    assert "Phạm Anh Toàn" in phone.card
    assert [row.revoked_at is None for row in stage.rows(Invitation)][-2:] == [False, True]


async def test_a_new_representative_is_named_and_invited(either_stage):
    head = await either_stage.head()
    await names(head, "  Nguyễn   Văn <Tèo> ")

    assert "Nguyễn Văn <Tèo> – Người thay thế, chưa tham gia" in head.card

    await head.tap("Tạo mã tham gia")
    phone = either_stage.stranger()
    await phone.send(code_in(head.from_bot[-1].data["text"]))
    await phone.tap("Đúng")

    assert "đ/c Nguyễn Văn <Tèo> · Người thay thế" in phone.card
    assert any("Đã tham gia: đ/c Nguyễn Văn <Tèo>" in each for each in head.texts)


@pytest.mark.parametrize(
    ("name", "said"),
    [("N" * 121, "tối đa 120 ký tự"), ("\u200b", "ký tự ẩn"), ("Nguyễn \u202eVăn", "ký tự ẩn")],
    ids=["long", "nothing to see", "right to left"],
)
async def test_a_name_that_is_none_is_refused_and_asked_again(stage, name, said):
    head = await stage.head()
    before = len(stage.rows(Person))
    await names(head, name)

    assert said in head.card
    assert "Đề nghị nhập đầy đủ họ và tên" in head.card
    assert len(stage.rows(Person)) == before

    await head.send("Nguyễn Văn A")

    assert len(stage.rows(Person)) == before + 1


async def test_who_represents_no_more_loses_access_at_once_and_sees_it(either_stage):
    head = await either_stage.head()
    phone = await at_item(either_stage, 1)
    answer = phone.data("95%")
    await to_unit(head, "Cục Hải quan")
    await head.tap("Trịnh Tiến Khánh")
    await head.tap("Kết thúc đại diện")

    assert "không còn xem và sửa được" in head.card

    end = head.data("Kết thúc")
    await head.tap("Kết thúc")

    assert "Đã kết thúc việc đại diện" in head.card
    assert "Trịnh Tiến Khánh" not in head.card
    assert "nhập mã tham gia" in phone.from_bot[-1].data["text"]

    await phone.tap_data(answer)

    assert "nhập mã tham gia" in phone.text
    assert "Hải quan" not in phone.text

    await presses(head, end)

    assert "không còn đại diện cho đơn vị" in head.card


async def test_who_has_another_seat_goes_on_there(stage):
    head = await stage.head()
    phone = await stage.joins("Cục Hải quan")
    await phone.send(f"/start {stage.code_for('Kho bạc', cluster=OTHER_CLUSTER)}")
    await phone.tap("Đúng")
    await to_unit(head, "Cục Hải quan")
    await head.tap("Trịnh Tiến Khánh")
    await head.tap("Kết thúc đại diện")
    await head.tap("Kết thúc")
    await phone.send("/start")

    assert "Khối thi đua" in phone.card
    assert "Cục Hải quan" not in phone.card


async def test_who_blocks_the_bot_is_shown_to_the_head_and_is_back_after_start(either_stage):
    head = await either_stage.head()
    phone = await either_stage.joins("Kho bạc")
    await to_unit(head)
    set_blocked(either_stage.world, phone.person, True)
    await either_stage.settle()

    assert sum("Không gửi được tin cho đ/c Phạm Anh Toàn" in each for each in head.texts) == 1
    assert either_stage.rows(Account, user_id=phone.user_id)[0].unreachable_at

    await to_unit(head)

    assert "🔴 Phạm Anh Toàn – Thủ trưởng đơn vị, đã chặn bot" in head.card

    either_stage.open_period()
    await either_stage.settle()
    set_blocked(either_stage.world, phone.person, False)
    await phone.send("/start")
    await to_unit(head)

    assert "🟢 Phạm Anh Toàn" in head.card
    assert "Bắt đầu tự chấm điểm" in " ".join(phone.buttons)
    assert not either_stage.rows(Card, chat_id=phone.user_id)[0].dead


async def test_a_head_who_blocks_the_bot_is_not_written_to_about_it(stage):
    head = await stage.head()
    set_blocked(stage.world, head.person, True)
    await stage.settle()

    assert not any("Không gửi được tin" in each for each in head.texts)


async def test_a_letter_about_what_is_not_theirs_any_more_is_dropped_and_stops_no_other(stage):
    head = await stage.head()
    await head.send(f"/start {stage.code_for('Kho bạc', cluster=OTHER_CLUSTER)}")
    await head.tap("Đúng")
    person = stage.rows(Card, chat_id=head.user_id)[0].person_id
    mandate = stage.rows(Mandate, person_id=person)[0].id

    def work(session):
        now, today = stage.clock(), stage.clock().date()
        me = access.actor_of(session, person, today)
        act.end_mandate(session, me, mandate, now, today)
        owe(session, now, "joined", "x", [person], mandate=mandate)

    stage.do(work)
    await stage.settle()

    assert [row.state for row in stage.rows(Letter, kind="joined")] == [LetterState.DROPPED]


async def test_roles_beyond_the_three_cannot_be_forged(stage):
    head = await stage.head()
    for role in (Role.OBSERVER.value, "boss", ""):
        await presses(head, f"people.add:1:3:{role}")

        assert "không còn hiệu lực" in head.card
