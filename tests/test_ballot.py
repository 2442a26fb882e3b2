"""Casting a vote on the phone: chosen, read back, sealed, and nothing of it to be found."""

import json
from datetime import timedelta

import pytest

from handlers.i18n import translator
from models.actions import ballot as run
from models.actions import casting
from models.audit import Audit
from models.people import Role
from models.post import Card, Inbox, Letter, Mark
from models.rules.motion import Absent, Form, MotionKind, Option, OwnUnit, Receipt, Terms
from models.rules.presets import PRESETS
from models.voting import Acknowledgement, Motion, OpenVote, Substitute
from tests.databases import OTHER_CLUSTER
from tests.meetings import OTHER_HEAD, Gathering, living
from tests.sessions import Sitting

VOTER = "Hải quan"
READ = "Tôi đã đọc và hiểu"
OTHERS = ("Cục Thuế", "Kho bạc", "Quản lý thị trường", "Thống kê", "Ngân hàng", "Dự trữ")
SEVENTY = (PRESETS["70"].threshold,)


async def ready(stage, *, read=True):
    """A voter at the phone, and a session of their cluster without motions."""
    phone = await stage.joins(VOTER)
    sitting = Sitting(stage)
    if read:
        sitting.by(casting.acknowledge, who=VOTER)
    return phone, sitting


async def opened(stage, phone, sitting, **how):
    """Everything is open, and the letter of it has come."""
    sitting.open(**how)
    await stage.later(seconds=2)


def stored(stage):
    """All rows that a press may have written to, as one text."""
    tables = (Card, Inbox, Letter, Mark, Audit)
    return json.dumps(
        [repr(vars(row)) for table in tables for row in stage.rows(table)], ensure_ascii=False
    )


# -- the way of a secret ballot -------------------------------------------------------------------


async def test_a_secret_ballot_is_read_about_chosen_confirmed_and_cast_anew(either_stage):
    phone, sitting = await ready(either_stage, read=False)
    motion = sitting.add(title="Đề nghị tặng Cờ thi đua cho Kho bạc")
    await opened(either_stage, phone, sitting)

    assert "Đã mở bỏ phiếu" in phone.text
    await phone.tap("🗳 Bỏ phiếu")
    assert "Người có toàn quyền đối với máy chủ" in phone.card
    assert phone.buttons[0] == READ
    await phone.tap(READ)

    assert len(either_stage.rows(Acknowledgement)) == 1
    assert phone.buttons[:3] == ["Đồng ý", "Không đồng ý", "Không có ý kiến"]
    assert "Bỏ phiếu kín" in phone.card
    await phone.tap("Không đồng ý")
    assert "Phiếu chưa được gửi" in phone.card
    assert "Không đồng ý" in phone.card
    assert not sitting.envelopes(motion)
    await phone.tap("Xác nhận")

    first = sitting.envelopes(motion)[0].sealed
    receipt = phone.card
    assert "Đã ghi nhận phiếu của Cục Hải quan Thanh Hóa" in receipt
    assert "Đã bỏ phiếu 1/1 nội dung" in receipt
    assert "ồng ý" not in receipt
    code = casting.fingerprint(first)[:10]
    assert code in receipt

    await phone.tap("Bỏ phiếu lại")
    await phone.tap("Không có ý kiến")
    await phone.tap("Xác nhận")

    (envelope,) = sitting.envelopes(motion)
    assert envelope.sealed != first
    assert phone.card.replace(casting.fingerprint(envelope.sealed)[:10], code) == receipt
    for name in OTHERS[:5]:
        sitting.cast(motion, name, "yes")
    await either_stage.later(hours=2)
    await either_stage.later(seconds=2)

    assert "Đã kiểm phiếu" in living(phone)
    assert phone.buttons[0] == "📊 Xem kết quả"
    assert code not in living(phone)
    assert casting.fingerprint(envelope.sealed)[:10] in living(phone)


async def test_six_motions_are_voted_on_one_after_the_other(either_stage):
    phone, sitting = await ready(either_stage)
    for _ in range(6):
        sitting.add()
    await opened(either_stage, phone, sitting)

    await phone.tap("🗳 Bỏ phiếu")
    assert "Đã bỏ phiếu 0/6 nội dung" in phone.card
    assert phone.buttons[:2] == ["⬜ 1. Nội dung 1", "⬜ 2. Nội dung 2"]
    await phone.tap("2. Nội dung 2")
    for number in range(1, 7):
        await phone.tap("Đồng ý")
        await phone.tap("Xác nhận")
        assert f"Đã bỏ phiếu {number}/6 nội dung" in phone.card
        if number < 6:
            await phone.tap(f"Nội dung tiếp theo ({number + 1}/6)")

    assert not any("tiếp theo" in label for label in phone.buttons)
    await phone.tap("Các nội dung")
    assert phone.card.count("đã ghi nhận") == 6


async def test_a_named_vote_shows_the_present_choice(either_stage):
    phone, sitting = await ready(either_stage, read=False)
    motion = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN)
    await opened(either_stage, phone, sitting)

    await phone.tap("🗳 Bỏ phiếu")
    assert "Biểu quyết công khai, có ghi tên đơn vị" in phone.card
    await phone.tap("Đồng ý")
    await phone.tap("Xác nhận")
    assert "Đã ghi nhận biểu quyết của Cục Hải quan" in phone.card
    assert "Lựa chọn hiện tại:\nĐồng ý" in phone.card
    await phone.tap("Bỏ phiếu lại")
    await phone.tap("Không đồng ý")
    await phone.tap("Xác nhận")

    assert "Lựa chọn hiện tại:\nKhông đồng ý" in phone.card
    assert [vote.marks for vote in sitting.open_votes(motion)] == [["no"]]
    assert not any("Phiếu kín" in label for label in phone.buttons)


async def test_nothing_of_a_choice_is_stored_before_the_count(either_stage):
    """The canary: on every screen of the way, after every press."""
    phone, sitting = await ready(either_stage)
    options = [Option("canary-a", "Hoàng yến A"), Option("canary-b", "Hoàng yến B")]
    sitting.add(MotionKind.HEAD, options=options)
    sitting.add()
    await opened(either_stage, phone, sitting)

    for label in ("🗳 Bỏ phiếu", "1. Nội dung 1", "Hoàng yến B", "Xác nhận", "tiếp theo",
                  "Không đồng ý"):  # fmt: skip
        data = phone.data(label)
        await phone.tap(label)
        found = stored(either_stage)
        assert "canary" not in found
        assert "oàng yến" not in found
        assert "ồng ý" not in found
        assert "'no'" not in found
        assert "Không" not in phone.toast
        if "ballot.pick" in data or "ballot.cast" in data:
            assert "canary" not in data
            row = either_stage.rows(Card, chat_id=phone.user_id)[0]
            assert data not in json.dumps([row.screen, row.kept, row.route, row.asks])
    card = either_stage.rows(Card, chat_id=phone.user_id)[0]
    assert set(card.kept) == {"veiled"}
    assert "Đang chọn" in card.screen["text"]
    assert not [row for row in either_stage.rows(Audit) if "cast" in row.verb]


async def test_what_is_stored_is_as_long_whatever_is_chosen(stage):
    phone, sitting = await ready(stage)
    options = [Option("a", "A"), Option("b", "Một đơn vị có tên gọi rất dài " * 8)]
    sitting.add(MotionKind.HEAD, options=options)
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    lengths = set()
    for label in ("1. A", "2. Một", "Không chọn ai"):
        await phone.tap(label)
        row = stage.rows(Card, chat_id=phone.user_id)[0]
        lengths.add((len(row.kept["veiled"]), len(json.dumps(row.screen))))
        await phone.tap("Chọn lại")

    assert len(lengths) == 1


# -- presses that come twice, late, or from a forger ----------------------------------------------


async def test_two_quick_presses_do_everything_once(either_stage):
    phone, sitting = await ready(either_stage)
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")

    await phone.tap("Không đồng ý", settle=False)
    await phone.tap("Không đồng ý")
    await phone.tap("Xác nhận", settle=False)
    await phone.tap("Xác nhận")

    assert phone.toast == "" or "ghi nhận" in phone.toast
    assert "Đã ghi nhận phiếu" in phone.card
    assert "⚠️" not in phone.card
    assert len(sitting.envelopes(motion)) == 1


async def test_the_bot_dies_between_choosing_and_confirming(either_stage):
    phone, sitting = await ready(either_stage)
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không có ý kiến")

    await either_stage.restart()
    assert "Không có ý kiến" in phone.card
    await phone.tap("Xác nhận")

    assert "Đã ghi nhận phiếu" in phone.card
    assert len(sitting.envelopes(motion)) == 1


async def test_a_card_that_could_not_be_shown_is_shown_after_a_restart(stage):
    """What waits in the database shows the choice only once the key has brought it to light."""
    phone, sitting = await ready(stage)
    sitting.add()
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không có ý kiến")
    await stage.restart()
    await phone.send("gì đó")

    assert phone.card.startswith("⚠️")
    assert "Lựa chọn:\nKhông có ý kiến" in phone.card


async def test_forged_words_are_refused(either_stage):
    phone, sitting = await ready(either_stage)
    other = await either_stage.joins("Kho bạc")
    sitting.by(casting.acknowledge, who="Kho bạc")
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await other.tap("🗳 Bỏ phiếu")
    unit = sitting.unit(VOTER)
    mine, theirs = phone.data("Đồng ý"), other.data("Đồng ý")
    word = mine.rpartition(":")[2]
    flipped = word[:-1] + ("A" if word[-1] != "A" else "B")

    for forged in (
        f"ballot.pick:{motion}:{unit}:{flipped}",
        f"ballot.pick:{motion}:{unit}:yes",
        f"ballot.pick:{motion}:{unit}:ü",
        f"ballot.pick:{motion}:{unit}:{theirs.rpartition(':')[2]}",
        f"ballot.cast:{motion}:{unit}:{word}",
        f"ballot.cast:{motion}:{unit}:{flipped}",
    ):
        await phone.tap_data(forged)
        assert "thuộc màn hình khác" in phone.card, forged
    await phone.tap_data(theirs)
    assert phone.card.startswith("⚠️")
    for broken in (f"ballot.pick:{motion}:{unit}", f"ballot.toggle:{motion}:{unit}:{word}",
                   f"ballot.rank:{motion}:{unit}:{word}", "ballot.pick:x:y:z"):  # fmt: skip
        await phone.tap_data(broken)
        assert "⚠️" in phone.card

    assert not sitting.envelopes(motion)


async def test_a_confirmation_casts_only_what_was_read_back(stage):
    """The first reading-back's button does not cast what was chosen after it."""
    phone, sitting = await ready(stage)
    motion = sitting.add()
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không đồng ý")
    confirm = phone.data("Xác nhận")
    await phone.tap("Chọn lại")
    await phone.tap_data(confirm)
    assert "thuộc màn hình khác" in phone.card
    await phone.tap("Đồng ý")
    await phone.tap_data(confirm)

    assert "thuộc màn hình khác" in phone.card
    assert not sitting.envelopes(motion)


async def test_another_ballots_words_and_choice_are_of_no_use(stage):
    phone, sitting = await ready(stage)
    first, second = sitting.add(), sitting.add()
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("1. Nội dung 1")
    await phone.tap("Không đồng ý")
    confirm = phone.data("Xác nhận")
    unit = sitting.unit(VOTER)
    await phone.tap_data(f"ballot.sure:{second}:{unit}")
    assert "2. Nội dung 2" in phone.card
    assert "Đồng ý" in phone.buttons
    await phone.tap_data(confirm.replace(f":{first}:", f":{second}:"))

    assert "thuộc màn hình khác" in phone.card
    assert not sitting.envelopes(second)


async def test_a_vote_that_ends_between_choice_and_confirmation(either_stage):
    phone, sitting = await ready(either_stage)
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không đồng ý")
    either_stage.clock.advance(timedelta(hours=1))
    await phone.tap("Xác nhận")

    assert phone.card.startswith("⚠️")
    assert "Đã hết thời gian nhận phiếu" in phone.card
    assert "Không đồng ý" not in phone.card
    assert not sitting.envelopes(motion)


# -- what happens to an open card -----------------------------------------------------------------


async def test_a_card_follows_more_time_and_the_end(either_stage):
    phone, sitting = await ready(either_stage)
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không đồng ý")
    later = sitting.motion(motion).closes_at + timedelta(hours=2)
    sitting.by(run.extend, motion, later)
    await either_stage.later(seconds=2)
    t = translator("vi")
    assert f"Nhận phiếu đến {t.moment(later)}" in living(phone)
    assert "Không đồng ý" in living(phone)

    sitting.by(run.void, motion, "Nhầm danh sách đơn vị")
    await either_stage.later(seconds=2)

    assert "không có kết quả" in living(phone)
    assert "Không đồng ý" not in living(phone)


async def test_a_ballot_without_receipt_shows_no_code(stage):
    phone, sitting = await ready(stage)
    sitting.add(terms=Terms(SEVENTY, receipt=Receipt.NOTHING))
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Không đồng ý")
    await phone.tap("Xác nhận")

    assert "Mã đối chiếu" not in phone.card


async def test_the_explanation_can_always_be_read_again(stage):
    phone, sitting = await ready(stage)
    sitting.add()
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap("Phiếu kín nghĩa là gì")
    assert "Những giới hạn cần biết" in phone.card
    assert READ not in phone.buttons
    await phone.tap("Trở lại phiếu")

    assert phone.buttons[0] == "Đồng ý"


async def test_reading_twice_is_reading_once(stage):
    phone, sitting = await ready(stage, read=False)
    sitting.add()
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")
    await phone.tap(READ, settle=False)
    await phone.tap(READ)

    assert len(stage.rows(Acknowledgement)) == 1
    assert phone.buttons[0] == "Đồng ý"


# -- who votes ------------------------------------------------------------------------------------


async def test_the_units_second_person_is_told_who_votes(either_stage):
    officer = await either_stage.joins(VOTER, Role.OFFICER)
    _, sitting = await ready(either_stage)
    motion = sitting.add()
    sitting.open()
    unit = sitting.unit(VOTER)
    await officer.tap_data(f"ballot.show:{motion}")

    assert "Người bỏ phiếu của đơn vị là đồng chí Trịnh Tiến Khánh" in officer.card
    assert not any("ồng ý" in label for label in officer.buttons)
    await officer.tap_data(f"ballot.list:{sitting.id}")
    assert "do người khác bỏ phiếu" in officer.card
    for name in ("show", "vote", "sure"):
        await officer.tap_data(f"ballot.{name}:{motion}:{unit}")
        assert "Người bỏ phiếu của đơn vị" in officer.card
    await officer.tap_data(f"ballot.pick:{motion}:{unit}:AAAAAAAAAAAAAAAA")

    assert "Người bỏ phiếu của đơn vị" in officer.card
    assert not sitting.envelopes(motion)


async def test_who_votes_for_two_units_votes_for_each(either_stage):
    phone, sitting = await ready(either_stage)
    unit = sitting.unit("Dự trữ")
    Gathering(either_stage).also_speaks(VOTER, "Dự trữ")

    def register(session):
        me = sitting.actor(session, VOTER).person_id
        facts = {"person_id": me, "by": me, "at": either_stage.clock()}
        session.add(Substitute(session_id=sitting.id, unit_id=unit, **facts))

    either_stage.do(register)
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")

    assert phone.buttons[:2] == ["⬜ Cục Hải quan Thanh Hóa", "⬜ Cục Dự trữ Nhà nước khu vực…"]
    await phone.tap("Cục Dự trữ")
    assert "Đơn vị bỏ phiếu: Cục Dự trữ" in phone.card
    await phone.tap("Đồng ý")
    await phone.tap("Xác nhận")
    assert "Đã bỏ phiếu 1/2 nội dung" in phone.card
    await phone.tap("Nội dung tiếp theo (2/2)")
    assert "Đơn vị bỏ phiếu: Cục Hải quan" in phone.card
    await phone.tap("Không đồng ý")
    await phone.tap("Xác nhận")

    assert {each.unit_id for each in sitting.envelopes(motion)} == {unit, sitting.unit(VOTER)}


async def test_a_unit_that_its_motion_leaves_out(stage):
    phone, sitting = await ready(stage)
    terms = Terms(SEVENTY, own_unit=OwnUnit.EXCLUDED)
    subject = {"unit": sitting.unit(VOTER), "honour": "CTD_CP"}
    motion = sitting.add(MotionKind.HONOUR, terms=terms, subject=subject)
    sitting.open()
    await phone.tap_data(f"ballot.show:{motion}")

    assert "chính đơn vị" in phone.card
    await phone.tap_data(f"ballot.vote:{motion}:{sitting.unit(VOTER)}")
    assert "chính đơn vị" in phone.card


async def test_drafts_and_other_clusters_motions_stay_closed(stage):
    outsider = await stage.joins(OTHER_HEAD, cluster=OTHER_CLUSTER)
    phone, sitting = await ready(stage)
    motion = sitting.add()
    for name in ("show", "vote"):
        await phone.tap_data(f"ballot.{name}:{motion}:{sitting.unit(VOTER)}")
        assert "chưa được mở" in phone.card
    await phone.tap_data("ballot.show:99999")
    assert "⚠️" in phone.card
    await phone.tap_data(f"ballot.list:{sitting.id}")
    assert "Chưa có nội dung nào" in phone.card
    sitting.open()
    for payload in (f"ballot.show:{motion}", f"ballot.list:{sitting.id}"):
        await outsider.tap_data(payload)
        assert "⚠️" in outsider.card
        assert "Nội dung 1" not in outsider.card


async def test_paper_ballots_are_not_cast_in_the_chat(stage):
    phone, sitting = await ready(stage)
    motion = sitting.add(form=Form.PAPER)
    sitting.open()
    await phone.tap_data(f"ballot.show:{motion}")
    assert "phiếu giấy" in phone.card
    await phone.tap_data(f"ballot.show:{motion}:{sitting.unit(VOTER)}")
    assert "phiếu giấy" in phone.card
    await phone.tap_data(f"ballot.list:{sitting.id}")

    assert "bỏ phiếu giấy" in phone.card
    assert "Hiện không có nội dung" in phone.card


async def test_the_key_store_is_away(either_stage):
    phone, sitting = await ready(either_stage)
    motion = sitting.add()
    await opened(either_stage, phone, sitting)
    away = either_stage.keys.root.with_name("away")
    either_stage.keys.root.rename(away)
    await phone.tap("🗳 Bỏ phiếu")
    assert "nơi giữ khóa" in phone.card
    away.rename(either_stage.keys.root)
    await phone.tap_data(f"ballot.show:{motion}")
    await phone.tap("Đồng ý")
    either_stage.keys.root.rename(away)
    await phone.tap("Xác nhận")
    assert "nơi giữ khóa" in phone.card
    assert not sitting.envelopes(motion)
    away.rename(either_stage.keys.root)


@pytest.mark.parametrize(
    ("absent", "said"),
    [(Absent.NONE, "chưa được ghi nhận có mặt"), (Absent.WRITTEN, "bằng văn bản")],
)
async def test_units_that_are_not_there_are_told_what_to_do(stage, absent, said):
    phone, sitting = await ready(stage)
    motion = sitting.add()
    sitting.open()
    change_terms(stage, motion, absent=absent.value)
    await phone.tap_data(f"ballot.show:{motion}")
    assert said in phone.card
    await phone.tap_data(f"ballot.list:{sitting.id}")

    assert "do người khác bỏ phiếu" in phone.card


def change_terms(stage, motion_id, **changes):
    def work(session):
        motion = session.get_one(Motion, motion_id)
        motion.terms = {**motion.terms, **changes}

    stage.do(work)


async def test_a_long_agenda_is_paged_and_what_has_ended_stands_last(stage):
    phone, sitting = await ready(stage)
    first, *_ = [sitting.add(title=f"Đề nghị tặng Bằng khen cho đơn vị số {n}") for n in range(9)]
    await opened(stage, phone, sitting)
    sitting.by(run.void, first, "Nhầm danh sách")
    await phone.tap("🗳 Bỏ phiếu")
    assert "⬜ 2." in living(phone)
    assert "🏁 1." not in living(phone)
    assert all(len(label) <= 30 for label in phone.buttons)
    await phone.tap("▶️")
    assert "🏁 1." in living(phone)
    assert phone.data("📊 Kết quả") == f"results.list:{sitting.id}"
    await phone.tap("◀️")
    await phone.tap("⬜ 9.")
    assert "đơn vị số 8" in living(phone)


@pytest.mark.parametrize("voted", [True, False])
async def test_of_a_void_vote_nobody_is_told_that_they_did_not_vote(stage, voted):
    """What was cast is destroyed unread, so nothing is known of it any more."""
    phone, sitting = await ready(stage)
    motion = sitting.add()
    await opened(stage, phone, sitting)
    if voted:
        sitting.cast(motion, VOTER, "yes")
    sitting.by(run.void, motion, "Nhầm danh sách")
    await phone.tap_data(f"ballot.show:{motion}")

    assert "không có kết quả" in living(phone)
    assert "không bỏ phiếu" not in living(phone)
    assert phone.data("Xem kết quả") == f"results.show:{motion}"


async def test_the_written_opinion_that_the_office_entered_is_shown(stage):
    phone, sitting = await ready(stage)
    motion = sitting.add(MotionKind.SCORE_TABLE, Form.OPEN)
    await opened(stage, phone, sitting)

    def enter(session):
        me = sitting.actor(session, "Cục Thuế").person_id
        facts = {"person_id": me, "at": stage.clock(), "written": "0" * 64}
        unit_id = next(unit for unit, name in units if VOTER in name)
        session.add(OpenVote(motion_id=motion, unit_id=unit_id, marks=["no"], **facts))

    units = sitting.units()
    stage.do(enter)
    await phone.tap("🗳")

    assert "Đã ghi nhận ý kiến bằng văn bản của Cục Hải quan" in phone.card
    assert not any("Bỏ phiếu lại" in label for label in phone.buttons)


async def test_a_further_round_says_so(stage):
    phone, sitting = await ready(stage)
    options = sitting.unit_options("Kho bạc", "Dự trữ")
    motion = sitting.add(MotionKind.HEAD, options=options)
    stage.do(lambda session: setattr(session.get_one(Motion, motion), "round", 2))
    await opened(stage, phone, sitting)
    await phone.tap("🗳 Bỏ phiếu")

    assert "Vòng 2" in phone.card
