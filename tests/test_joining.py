"""Talks about invitations: who comes in, who does not, and what a stranger learns."""

import pytest

from models.actions.invitation import VALID_FOR
from models.people import Account, Invitation, Role


async def test_a_code_is_confirmed_before_it_is_used(either_stage):
    phone = either_stage.stranger()
    code = either_stage.code_for("Cục Hải quan", Role.OFFICER)
    await phone.send(f"/start {code}")

    assert "Cục Hải quan Thanh Hóa" in phone.card
    assert not either_stage.rows(Account)

    await phone.tap("Đúng")

    assert "Việc cần làm" in phone.card or "Hiện chưa có việc" in phone.card
    assert len(either_stage.rows(Account)) == 1


@pytest.mark.parametrize("shape", ["{}", " {} ", "{lower}", "{spaced}", "{joined}"])
async def test_a_code_may_be_typed_by_hand_however_it_is_written(stage, shape):
    phone = stage.stranger()
    code = stage.code_for("Cục Hải quan")
    joined = code.replace("-", "")
    await phone.send("xin chào")
    await phone.send(shape.format(code, lower=code.lower(), spaced=" ".join(joined), joined=joined))

    assert "Cục Hải quan" in phone.card


async def test_a_stranger_is_asked_for_a_code_and_told_nothing_else(stage):
    await stage.head()
    stage.open_period()
    phone = stage.stranger()
    for text in ("/start", "/help", "xin chào", "/settings", "Cục Thuế"):
        await phone.send(text)

    told = "\n".join(phone.texts)

    assert "mã tham gia" in told
    for secret in ("Thanh Hóa", "Cụm thi đua", "Cục Thuế", "nộp", "điểm"):
        assert secret not in told.replace("nộp.", "")


async def test_a_forged_code_is_refused_and_guessing_is_slowed_down(stage):
    phone = stage.stranger()
    for _ in range(5):
        await phone.send("/start ABCDE-FGHJK")

        assert "không đúng" in phone.text

    good = stage.code_for("Cục Hải quan")
    await phone.send(f"/start {good}")

    assert "thử lại sau" in phone.text

    await stage.later(hours=1, minutes=1)
    await phone.send(f"/start {good}")

    assert "Cục Hải quan" in phone.card


async def test_a_used_code_admits_nobody_else(stage):
    code = stage.code_for("Cục Hải quan")
    first, second = stage.stranger(), stage.stranger()
    await first.send(f"/start {code}")
    await second.send(f"/start {code}")
    await first.tap("Đúng")
    await second.tap("Đúng")

    assert "đã được sử dụng hoặc hết hạn" in second.text
    assert len(stage.rows(Account)) == 1


async def test_an_expired_and_a_revoked_code_are_refused(stage):
    phone = stage.stranger()
    old = stage.code_for("Cục Hải quan")
    new = stage.code_for("Cục Hải quan")
    await phone.send(f"/start {old}")

    assert "hết hạn" in phone.text

    await stage.later(days=VALID_FOR.days, seconds=1)
    await phone.send(f"/start {new}")

    assert "hết hạn" in phone.text


async def test_a_code_rests_only_as_its_hash(stage):
    code = stage.code_for("Cục Hải quan")
    rows = stage.rows(Invitation)

    assert all(code.replace("-", "") not in str(vars(row)) for row in rows)


async def test_confirming_somebody_elses_invitation_is_refused(stage):
    stage.code_for("Cục Thuế")
    thief = stage.stranger()
    await thief.send("/start")
    await thief.send(f"/start {stage.code_for('Kho bạc')}")
    await thief.tap_data("join.accept:1")

    assert "hết hạn" in thief.text
    assert not stage.rows(Account)


async def test_declining_leaves_the_invitation_unused(stage):
    phone = stage.stranger()
    await phone.send(f"/start {stage.code_for('Kho bạc')}")
    await phone.tap("Không")

    assert not stage.rows(Account)
    assert all(row.used_at is None for row in stage.rows(Invitation))


async def test_a_person_with_two_seats_picks_the_one_at_hand(stage):
    phone = await stage.joins("Cục Hải quan")
    other = stage.code_for("Kho bạc", cluster="khoi-so-nganh-tong-hop")
    await phone.send(f"/start {other}")
    await phone.tap("Đúng")

    assert "Khối thi đua" in phone.card
    assert len(stage.rows(Account)) == 1

    await phone.tap("Cài đặt")
    await phone.tap("○ Cụm thi đua số 10")
    await phone.tap("Trang chính")

    assert "Cụm thi đua số 10" in phone.card


async def test_who_invited_is_told_when_the_person_has_joined(stage):
    head = await stage.head()
    await head.tap("Đơn vị")
    await head.tap("Kho bạc")
    await head.tap(next(label for label in head.buttons if "➕" not in label and "◀" not in label))
    await head.tap("Tạo mã tham gia")
    code = head.text.split("\n")
    typed = next(word for line in code for word in line.split() if len(word) == 11 and "-" in word)
    phone = stage.stranger()
    await phone.send(f"/start {typed}")
    await phone.tap("Đúng")

    assert "Đã tham gia" in head.text


async def test_greetings_are_no_wrong_tries(stage):
    phone = stage.stranger()
    for text in ("xin chào", "Cục Thuế tỉnh", "?", "a" * 5000, "đồng chí ơi", "/start chào"):
        await phone.send(text)

        assert "nhập mã tham gia" in phone.text

    await phone.send(stage.code_for("Cục Hải quan"))

    assert "Cục Hải quan" in phone.card
